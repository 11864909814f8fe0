"""Product space against published numbers (GOLDEN T13, T14 and 3.1) and against `ecomplexity` on the real trade matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.analysis.product_space import (
    co_occurrence,
    cosine_relatedness,
    density,
    diversity,
    presence,
    proximity,
    ubiquity,
)
from assessment.analysis.specialisation import activity_table, location_quotients
from tests.analysis.test_specialisation import M1
from tests.world_trade import Reference, reference_presence, world_trade

NESTED = pd.DataFrame(np.triu(np.ones((4, 4))), index=["C1", "C2", "C3", "C4"], columns=["P1", "P2", "P3", "P4"])


def test_presence_of_the_econgeo_matrix():
    # Quotients of exactly 1 (R3/I2, R3/I4) count as present.
    present = presence(location_quotients(M1))
    found = {row: set(present.columns[present.loc[row] == 1]) for row in present.index}
    assert found == {
        "R1": {"I1"},
        "R2": {"I4"},
        "R3": {"I2", "I4", "I5"},
        "R4": {"I2", "I3", "I5"},
        "R5": {"I2", "I3"},
    }
    assert diversity(present).tolist() == [1, 1, 3, 3, 2]
    assert ubiquity(present).tolist() == [1, 3, 2, 2, 2]


def test_relatedness_of_the_econgeo_matrix():
    present = presence(location_quotients(M1))
    together = co_occurrence(present)
    upper = together.where(np.triu(np.ones((5, 5), dtype=bool), 1)).stack()
    assert upper[upper > 0].to_dict() == {
        ("I2", "I3"): 2,
        ("I2", "I4"): 1,
        ("I2", "I5"): 2,
        ("I3", "I5"): 1,
        ("I4", "I5"): 1,
    }
    cosine = cosine_relatedness(present)
    found = [cosine.loc[pair] for pair in (("I2", "I3"), ("I2", "I4"), ("I2", "I5"), ("I3", "I5"), ("I4", "I5"))]
    np.testing.assert_allclose(found, [0.516398, 0.316228, 0.447214, 0.288675, 0.353553], atol=5e-7)
    # I1 is never found with another activity: no relatedness to anything, not even zero.
    assert cosine["I1"].isna().all()
    # And none of these is Hidalgo's proximity.
    assert proximity(present).loc["I2", "I3"] == pytest.approx(2 / 3)


def test_density_with_the_diagonal():
    # T13, equal to `ecomplexity`.
    table = pd.DataFrame(
        [[40, 30, 20, 10], [30, 30, 40, 0], [50, 50, 0, 0], [100, 0, 0, 0]], index=["A", "B", "C", "D"]
    )
    quotients = location_quotients(table)
    np.testing.assert_allclose(quotients.loc["A"], [0.7273, 1.0909, 1.3333, 4.0], atol=5e-5)
    present = presence(quotients)
    found = density(present, proximity(present))
    np.testing.assert_allclose(found.loc["B"], [0, 0.8333, 0.7692, 0.4545], atol=5e-5)
    np.testing.assert_allclose(found.loc["C"], [0, 0.5, 0.3077, 0.1818], atol=5e-5)


def test_density_of_the_nested_matrix():
    # T14: density of the second area, diagonal included, from the rarest to the commonest activity.
    found = density(NESTED, proximity(NESTED)).loc["C2", ["P4", "P3", "P2", "P1"]]
    np.testing.assert_allclose(found, [0.9, 0.8788, 0.8125, 0.52], atol=5e-5)


def test_proximity_is_the_smaller_conditional_probability():
    near = proximity(NESTED)
    np.testing.assert_allclose(near.loc["P4"], [1 / 4, 2 / 4, 3 / 4, 1])
    assert near.equals(near.T)


def test_density_without_the_diagonal():
    near = proximity(NESTED)
    found = density(NESTED, near, "excluded")
    assert found.loc["C4", "P4"] == 0
    others = near.loc["P1", ["P2", "P3", "P4"]]
    assert found.loc["C2", "P1"] == pytest.approx(1.0)
    assert found.loc["C3", "P1"] == pytest.approx(others[["P3", "P4"]].sum() / others.sum())
    alone = pd.DataFrame(np.eye(2), columns=["P1", "P2"])
    assert density(alone, proximity(alone), "excluded").isna().all(axis=None)
    assert density(alone, proximity(alone)).equals(alone)


def test_density_of_an_area_outside_the_base_and_in_another_order():
    near = proximity(NESTED)
    province = NESTED.loc[["C2"]].rename(index={"C2": "province"})
    shuffled = near.iloc[::-1, ::-1]
    np.testing.assert_allclose(density(province, shuffled), density(NESTED, near).loc[["C2"]])
    with pytest.raises(ValueError, match=r"only one has \['P4'\]"):
        density(province, near.drop(index="P4", columns="P4"))
    with pytest.raises(ValueError, match="'included' or 'excluded'"):
        density(province, near, "without")  # type: ignore[arg-type]


def test_a_missing_presence_is_not_an_absent_activity():
    quotients = NESTED.copy()
    quotients.loc["C1", "P1"] = np.nan
    present = presence(quotients)
    assert np.isnan(present.loc["C1", "P1"])
    assert diversity(present).isna().tolist() == [True, False, False, False]
    assert ubiquity(present).isna().tolist() == [True, False, False, False]
    near = proximity(present)
    assert near["P1"].isna().all()
    known = ["P2", "P3", "P4"]
    assert near.loc[known, known].equals(proximity(NESTED).loc[known, known])
    found = density(present, near)
    assert found.loc["C1"].isna().all()
    # The others are judged on the activities whose proximity is known; the unknown one has no density.
    assert found["P1"].isna().all()
    np.testing.assert_allclose(found.loc["C3", known], density(NESTED[known], near.loc[known, known]).loc["C3"])


def test_an_activity_nobody_has_is_near_to_nothing():
    present = NESTED.assign(P5=0.0)
    near = proximity(present)
    assert near["P5"].isna().all()
    np.testing.assert_allclose(density(present, near)[NESTED.columns], density(NESTED, proximity(NESTED)))


def test_a_quotient_lost_to_rounding_still_reaches_one():
    # Structure as the whole's: every quotient is 1, but in floating point not all of them are.
    shares = np.array([0.1, 0.2, 0.3, 0.15, 0.25])
    quotients = location_quotients(pd.DataFrame(np.outer([0.1, 0.7, 1.3, 3.3], shares)))
    assert (quotients < 1).any(axis=None)
    assert (presence(quotients) == 1).all(axis=None)
    assert presence(pd.DataFrame([[1 - 1e-9]])).iloc[0, 0] == 0


@pytest.mark.parametrize(
    ("quotients", "threshold", "message"),
    [
        (pd.DataFrame([[1.0]]), 0.0, "expected a positive number"),
        (pd.DataFrame([[-1.0]]), 1.0, "negative"),
        (pd.DataFrame([[1.0], [1.0]], index=["A", "A"]), 1.0, "'A' occurs more than once"),
    ],
)
def test_wrong_arguments(quotients, threshold, message):
    with pytest.raises(ValueError, match=message):
        presence(quotients, threshold)


def test_one_area():
    one = presence(pd.DataFrame([[2.0, 0.5]], columns=["P1", "P2"]))
    near = proximity(one)
    assert near.loc["P1", "P1"] == 1
    assert near["P2"].isna().all()
    assert density(one, near).loc[0, "P1"] == 1


present_matrices = arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.sampled_from([0.0, 1.0])
)


@given(present_matrices, st.randoms())
def test_order_does_not_matter_and_bounds_hold(matrix, random):
    present = pd.DataFrame(matrix)
    rows, columns = list(present.index), list(present.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    other = present.loc[rows, columns]
    near = proximity(present)
    pd.testing.assert_frame_equal(proximity(other).loc[present.columns, present.columns], near)
    known = near.to_numpy()[~near.isna().to_numpy()]
    assert ((known >= 0) & (known <= 1)).all()
    for diagonal in ("included", "excluded"):
        found = density(present, near, diagonal)
        again = density(other, proximity(other), diagonal).reindex_like(found)
        pd.testing.assert_frame_equal(again, found)
        inside = found.to_numpy()[~found.isna().to_numpy()]
        assert ((inside >= 0) & (inside <= 1 + 1e-12)).all()


@given(st.lists(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3), min_size=2, max_size=5), st.floats(0.01, 1e4))
def test_the_unit_does_not_matter(rows, scale):
    table = pd.DataFrame(rows)
    quotients = location_quotients(table)
    if (np.abs(quotients - 1) > 1e-9).all(axis=None):
        assert presence(location_quotients(scale * table)).equals(presence(quotients))


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore:The inplace keyword")  # in ecomplexity, under pandas 3
def test_the_world_of_1998_to_2000_is_that_of_ecomplexity(shared):
    records = world_trade(shared)
    quotients = location_quotients(activity_table(records, "country", "product", "value", absent=0.0))
    present = presence(quotients)
    near = proximity(present)
    reference = Reference(records)
    assert list(present.index) == list(reference.countries)
    assert list(present.columns) == list(reference.products)
    np.testing.assert_allclose(quotients, reference.quotients(), rtol=1e-9)
    np.testing.assert_array_equal(present, reference.presence())
    np.testing.assert_allclose(near, reference.proximity(), atol=1e-12)
    np.testing.assert_allclose(density(present, near), reference.density(), atol=1e-12)
    # And the presences the R package economiccomplexity published.
    np.testing.assert_array_equal(reference_presence(shared).loc[present.index, present.columns], present)
