"""Economic complexity against published numbers (GOLDEN T14, 3.1 and 3.4), its refusals, and what they are worth by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from assessment.analysis.complexity import CLOSE_GAP, FEW_AREAS, MIN_AREAS, complexity, expy, prody
from assessment.analysis.product_space import presence
from assessment.analysis.specialisation import activity_table, location_quotients
from tests.analysis.test_product_space import NESTED
from tests.analysis.test_specialisation import M1
from tests.world_trade import Reference, world_trade

BAND = pd.DataFrame([[*map(float, row)] for row in ("111100", "011110", "001111", "000111", "000011")])


def test_nested_matrix():
    # T14 and 3.4; population standard deviation.
    found = complexity(NESTED, minimum=4)
    np.testing.assert_allclose(found.eigenvalues, [1, 1 / 4, 1 / 9, 1 / 16])
    np.testing.assert_allclose(found.eci, np.array([3, 1, -1, -3]) / np.sqrt(5))
    # P1 is found in C1 alone, the most diverse area.
    np.testing.assert_allclose(found.pci, np.array([9, 5, 1, -3]) / np.sqrt(5))
    assert found.diversity_correlation == pytest.approx(1)
    assert found.eigengap == pytest.approx(1 - 4 / 9)
    assert (found.components, found.areas, found.activities) == (1, 4, 4)
    assert (found.refused, found.cautions) == ("", ("few_areas",))


def test_band_matrix():
    # 3.4: the same from py-ecomplexity and from numpy.
    found = complexity(BAND, minimum=5)
    np.testing.assert_allclose(found.eigenvalues, [1, 0.520740, 0.114613, 0.049016, 0.030909], atol=5e-7)
    np.testing.assert_allclose(found.eci, [1.574149, 0.629490, -0.252124, -0.694666, -1.256849], atol=5e-7)
    np.testing.assert_allclose(found.pci, [2.849216, 1.942180, 1.075500, 0.429702, -0.929422, -1.584277], atol=5e-7)


def test_prody_and_expy_of_the_econgeo_matrix():
    income = pd.Series([5, 10, 15, 25, 50], index=M1.index)
    np.testing.assert_allclose(prody(M1, income), [5, 30.75, 37, 13.75, 18.5])
    np.testing.assert_allclose(expy(M1, income), [5, 17.9375, 21.85, 26.875, 33.3375])
    np.testing.assert_allclose(prody(M1, income.iloc[::-1]), prody(M1, income))


def test_prody_and_expy_of_nothing_and_of_missing_values():
    income = pd.Series([5.0, 10, 15, 25, 50], index=M1.index)
    with_empty = M1.assign(I6=0)
    assert np.isnan(prody(with_empty, income)["I6"])
    np.testing.assert_allclose(expy(with_empty, income), expy(M1, income))
    assert prody(M1, income.drop("R3")).isna().sum() == 5
    assert expy(M1.astype(float).replace(70.0, np.nan), income).isna().all()


def nested(size: int, width: int) -> pd.DataFrame:
    """A band that leans on its long side: areas with ever fewer activities, each overlapping the next ones."""
    return pd.DataFrame(
        [[float(i <= j <= i + width + (size - i) // 2) for j in range(size + width)] for i in range(size)]
    )


def test_the_minimum_is_a_refusal_and_few_areas_are_a_caution():
    large = nested(FEW_AREAS, 6)
    assert complexity(large).refused == ""
    assert "few_areas" not in complexity(large).cautions
    assert "few_areas" in complexity(large.iloc[1:]).cautions
    few = nested(MIN_AREAS - 1, 6)
    refused = complexity(few)
    assert refused.refused == "too_few"
    assert refused.eci.isna().all()
    assert refused.pci.isna().all()
    assert complexity(few.T).refused == "too_few"
    assert complexity(few, minimum=3).refused == ""
    with pytest.raises(ValueError, match="expected 3 or more"):
        complexity(large, minimum=2)


def test_one_row_and_no_presence_are_too_few():
    assert complexity(nested(8, 6).head(1)).refused == "too_few"
    assert complexity(0 * nested(8, 6)).refused == "too_few"
    assert complexity(pd.DataFrame()).refused == "too_few"


def test_a_missing_presence_is_refused_not_read_as_zero():
    holed = nested(10, 6)
    holed.iloc[2, 3] = np.nan
    found = complexity(holed)
    assert found.refused == "missing"
    assert found.eci.isna().all()
    assert complexity(holed.fillna(0)).refused == ""


def test_values_that_are_not_presences_are_an_error():
    with pytest.raises(ValueError, match=r"use product_space\.presence first"):
        complexity(3 * nested(10, 6))


def test_a_disconnected_matrix_is_refused():
    block = nested(8, 3).to_numpy()
    apart = pd.DataFrame(np.kron(np.eye(2), block))
    found = complexity(apart)
    assert (found.refused, found.components) == ("disconnected", 2)
    assert found.eci.isna().all()
    # One shared activity holds them together: one network, with a second eigenvalue close to 1.
    joined = apart.copy()
    joined.iloc[0, -1] = 1
    assert complexity(joined).components == 1


def test_areas_and_activities_without_presence_are_left_out():
    plain = nested(10, 6)
    wider = plain.assign(nobody=0.0)
    wider.loc["nowhere"] = 0.0
    found = complexity(wider)
    assert "left_out" in found.cautions
    assert (found.areas, found.activities) == plain.shape
    assert np.isnan([found.eci["nowhere"], found.pci["nobody"]]).all()
    np.testing.assert_allclose(found.eci[plain.index], complexity(plain).eci)


def test_a_matrix_without_order_is_degenerate():
    # Everything everywhere: the second eigenvalue is zero. A ring: second and third are the same.
    assert complexity(pd.DataFrame(np.ones((9, 9)))).refused == "degenerate"
    ring = pd.DataFrame(sum(np.roll(np.eye(12), shift, axis=1) for shift in range(3)))
    found = complexity(ring)
    assert (found.refused, found.eigengap) == ("degenerate", pytest.approx(0, abs=1e-9))
    assert found.eci.isna().all()


def test_a_sign_that_diversity_cannot_settle_is_refused():
    # Every area has three activities of a chain: which end is the complex one?
    chain = pd.DataFrame([[float(i <= j <= i + 2) for j in range(14)] for i in range(12)])
    found = complexity(chain)
    assert (found.refused, found.diversity_correlation) == ("sign_ambiguous", 0)
    # One area with many activities at one end tells, but it tells alone: without it there is no sign.
    chain.iloc[0, :4] = 1
    alone = complexity(chain)
    assert alone.refused == "sign_ambiguous"
    assert alone.diversity_correlation > 0.3
    assert alone.eci.isna().all()
    # A second one settles it.
    chain.iloc[1, :5] = 1
    settled = complexity(chain)
    assert settled.refused == ""
    assert settled.eci[0] > 0 > settled.eci[11]


def random_presence(random: np.random.Generator) -> pd.DataFrame:
    """Areas and activities on a line, an activity present where the area lies beyond it, more or less."""
    areas, activities = random.integers(8, 60), random.integers(10, 90)
    noise = random.normal(size=(areas, activities)) + 0.5 * random.normal()
    beyond = random.normal(size=(areas, 1)) - random.normal(size=activities)
    return pd.DataFrame((random.uniform(0.1, 3) * beyond + noise > 0.5).astype(float))


# No deadline: linear algebra waits for its threads where the machine is busy.
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.randoms())
def test_order_changes_nothing_and_every_index_is_standardised(seed, random):
    present = random_presence(np.random.default_rng(seed))
    found = complexity(present)
    rows, columns = list(present.index), list(present.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    other = complexity(present.loc[rows, columns])
    assert (other.refused, other.cautions, other.components) == (found.refused, found.cautions, found.components)
    if not found.refused:
        np.testing.assert_allclose(other.eci[present.index], found.eci, atol=1e-6)
        np.testing.assert_allclose(other.pci[present.columns], found.pci, atol=1e-6)
        assert (found.eci.mean(), found.eci.std(ddof=0)) == pytest.approx((0, 1))
        diversity = present.sum(axis=1)[found.eci.notna()]
        assert found.eci.corr(diversity) == pytest.approx(found.diversity_correlation)
        assert found.diversity_correlation > 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_index_of_an_area_is_the_mean_of_its_activities(seed):
    present = random_presence(np.random.default_rng(seed))
    for matrix in (present, present.T):  # both ways of solving it
        found = complexity(matrix)
        if not found.refused:
            means = matrix.where(matrix == 1).mul(found.pci, axis=1).mean(axis=1)
            np.testing.assert_allclose(means, found.eci, atol=1e-8)


@pytest.mark.slow
def test_what_is_refused_or_cautioned_would_not_have_lasted():
    # One presence changed, twenty times: how often does the order turn round, or come out another?
    random = np.random.default_rng(20240919)
    turned: dict[str, list[bool]] = {"": [], "sign_ambiguous": []}
    moved: dict[bool, list[bool]] = {True: [], False: []}
    with threadpool_limits(1):  # small matrices: threads only wait for each other
        for _ in range(300):
            present = random_presence(random)
            present = present.loc[present.any(axis=1), present.any(axis=0)]
            found = complexity(present)
            if found.refused not in turned:
                continue
            before = orders(present.to_numpy())
            after = [orders(changed(present, random)) for _ in range(20)]
            lowest = min(float(np.corrcoef(before, each)[0, 1]) for each in after)
            turned[found.refused].append(lowest < 0)
            if not found.refused:
                moved[found.eigengap < CLOSE_GAP].append(lowest < 0.9)
    assert np.mean(turned[""]) < 0.1 < 0.4 < np.mean(turned["sign_ambiguous"])
    assert np.mean(moved[False]) < 0.3 < 0.5 < np.mean(moved[True])


def changed(present: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    """Return the presences with one cell, taken at random, turned; never an area or an activity without any."""
    while True:
        values = present.to_numpy(copy=True)
        cell = random.integers(values.shape[0]), random.integers(values.shape[1])
        values[cell] = 1 - values[cell]
        if values.any(axis=0).all() and values.any(axis=1).all():
            return values


def orders(values: np.ndarray) -> np.ndarray:
    """Return the ranks by the plain index: the second eigenvector towards diversity, whatever speaks against it."""
    diversity = values.sum(axis=1)
    scaled = values / np.sqrt(np.outer(diversity, values.sum(axis=0)))
    index = np.linalg.eigh(scaled @ scaled.T)[1][:, -2] / np.sqrt(diversity)
    index = index * np.sign(np.corrcoef(index, diversity)[0, 1])
    return index.argsort().argsort()


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:The inplace keyword")  # in ecomplexity, under pandas 3
def test_the_world_of_1998_to_2000_is_that_of_ecomplexity(shared):
    records = world_trade(shared)
    quotients = location_quotients(activity_table(records, "country", "product", "value", absent=0.0))
    found = complexity(presence(quotients))
    assert (found.refused, found.cautions, found.components) == ("", (), 1)
    reference = Reference(records)
    reference.quotients()
    reference.presence()
    eci, pci = reference.complexity()
    np.testing.assert_allclose(found.eci, eci, atol=1e-6)
    np.testing.assert_allclose(found.pci, pci, atol=1e-6)
