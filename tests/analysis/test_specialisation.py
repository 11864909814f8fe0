"""Specialisation against published numbers (GOLDEN part B, sections 3.1 and 3.3, and T7)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.specialisation import (
    activity_table,
    grubel_lloyd,
    grubel_lloyd_total,
    hachman,
    hoover_specialisation,
    krugman_specialisation,
    location_quotient,
    location_quotients,
    ratio,
    structural_difference,
    symmetric_quotient,
)
from assessment.analysis.structure import gini

# Matrix M1 of EconGeo's examples; rows R1..R5, columns I1..I5.
M1 = pd.DataFrame(
    [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]],
    index=["R1", "R2", "R3", "R4", "R5"],
    columns=["I1", "I2", "I3", "I4", "I5"],
)
M1_QUOTIENTS = [
    [5, 0, 0, 0, 0],
    [0, 0.75, 0.25, 3.5, 0.5],
    [0, 1, 0.5, 1, 2.5],
    [0, 1.25, 1.5, 0.25, 2],
    [0, 2, 2.75, 0.25, 0],
]

positive = st.floats(min_value=0.01, max_value=1e6)


def test_location_quotient_of_farhauer_and_kroell():
    # Farhauer/Kröll (2013) through REAT locq: e_ij = 1714, e_j = 79006, e_i = 879213, e = 15593224.
    assert float(location_quotient(1714, 79006, 879213, 15593224)) == pytest.approx(0.384762342, abs=1e-9)


def test_location_quotients_of_region_a():
    # Farhauer/Kröll (2013), four industries, region A at t.
    found = location_quotient([90, 20, 10, 60], 180, [400, 150, 150, 400], 1100)
    np.testing.assert_allclose(found, [1.375, 0.814815, 0.407407, 0.916667], atol=5e-7)
    assert float(symmetric_quotient(found[0])) == pytest.approx(3 / 19)


def test_location_quotients_of_the_econgeo_matrix():
    np.testing.assert_allclose(location_quotients(M1).to_numpy(), M1_QUOTIENTS)


def test_share_weighted_mean_of_the_econgeo_matrix():
    quotients = location_quotients(M1)
    shares = M1.div(M1.sum(axis=1), axis=0)
    np.testing.assert_allclose((quotients * shares).sum(axis=1), [5, 2.625, 1.7, 1.575, 2.325])


def test_hachman_of_the_econgeo_matrix():
    # 1 over the share-weighted mean of the quotients.
    np.testing.assert_allclose(hachman(M1), [0.2, 0.380952, 0.588235, 0.634921, 0.430108], atol=5e-7)


def test_hoover_and_krugman_of_the_econgeo_matrix():
    # Against the total with the row itself in it; Krugman is twice the coefficient.
    np.testing.assert_allclose(hoover_specialisation(M1), [0.8, 0.5, 0.3, 0.35, 0.55])
    np.testing.assert_allclose(krugman_specialisation(M1), [1.6, 1.0, 0.6, 0.7, 1.1])


def test_hoover_localisation_of_the_econgeo_matrix():
    # EconGeo's Hoover index in percent, by column: the spread of an activity against that of all activities.
    np.testing.assert_allclose(100 * hoover_specialisation(M1.T), [80, 25, 45, 50, 50])


def test_locational_gini_of_the_econgeo_matrix():
    # The Gini of an activity's quotients; EconGeo's is half of it (0 to 0.5), the others' from 0 to 1.
    found = [gini(column) / 2 for column in location_quotients(M1).to_numpy().T]
    np.testing.assert_allclose(found, [0.40, 0.18, 0.27, 0.31, 0.28])


def test_krugman_of_two_economies_with_nothing_in_common():
    two = pd.DataFrame([[20, 10, 70, 0, 0], [0, 0, 0, 60, 40]])
    assert krugman_specialisation(two, "rest").tolist() == [2.0, 2.0]
    assert krugman_specialisation(two, "mean_of_others").tolist() == [2.0, 2.0]


def test_krugman_of_sweden_against_the_mean_of_its_neighbours():
    # REAT: .1595017923 against the mean structure of Norway, Denmark, Finland and Iceland.
    countries = pd.DataFrame(
        [
            [45000, 15000, 32000, 10000, 30000],
            [35000, 12000, 30000, 8000, 22000],
            [40000, 10000, 25000, 9000, 18000],
            [30000, 11000, 18000, 3000, 13000],
            [40000, 6000, 11000, 2000, 12000],
        ],
        index=["Sweden", "Norway", "Denmark", "Finland", "Iceland"],
    )
    assert krugman_specialisation(countries, "mean_of_others")["Sweden"] == pytest.approx(0.1595017923, abs=1e-9)
    # The conventions are three numbers, not one.
    found = {krugman_specialisation(countries, each)["Sweden"] for each in ("including", "rest", "mean_of_others")}
    assert len({round(value, 4) for value in found}) == 3


def test_grubel_lloyd_of_one_good():
    # GOLDEN 3.3: x = 100, m = 60 gives .75.
    assert float(grubel_lloyd(100, 60)) == pytest.approx(0.75)
    assert grubel_lloyd_total([100], [60]) == pytest.approx(0.75)


def test_grubel_lloyd_at_zero_and_missing():
    found = grubel_lloyd([0.0, 5.0, np.nan, 7.0], [0.0, 0.0, 1.0, 7.0])
    np.testing.assert_array_equal(found, [np.nan, 0.0, np.nan, 1.0])
    assert np.isnan(grubel_lloyd_total([0.0], [0.0]))
    assert np.isnan(grubel_lloyd_total([1.0, np.nan], [1.0, 1.0]))
    with pytest.raises(ValueError, match="negative trade"):
        grubel_lloyd([-1.0], [1.0])


def test_specialisation_of_one_area_of_empty_areas_and_of_missing_values():
    one = M1.head(1)
    assert hoover_specialisation(one).tolist() == [0.0]
    assert hoover_specialisation(one, "rest").isna().all()
    assert hoover_specialisation(one, "mean_of_others").isna().all()
    assert hachman(one).tolist() == [1.0]
    empty = pd.DataFrame([[0, 0], [1, 3]])
    assert hoover_specialisation(empty).isna().tolist() == [True, False]
    assert hachman(empty).tolist()[1] == 1.0
    assert np.isnan(hachman(empty)[0])
    unknown = M1.astype(float).replace(70.0, np.nan)
    assert hoover_specialisation(unknown).isna().all()
    assert hachman(unknown).isna().all()
    # An activity that nobody has changes nothing.
    np.testing.assert_allclose(hachman(M1.assign(I6=0)), hachman(M1))
    np.testing.assert_allclose(hoover_specialisation(M1.assign(I6=0)), hoover_specialisation(M1))
    with pytest.raises(ValueError, match="mean_of_others"):
        krugman_specialisation(M1, "others")  # type: ignore[arg-type]


def test_quotients_of_missing_and_empty():
    unknown = M1.astype(float).replace(70.0, np.nan)
    assert location_quotients(unknown).isna().all(axis=None)
    with_empty = location_quotients(M1.assign(I6=0))
    assert with_empty["I6"].isna().all()
    np.testing.assert_allclose(with_empty[M1.columns], M1_QUOTIENTS)


FLOWS = pd.DataFrame({"area": ["B", "A", "A"], "good": ["x", "y", "x"], "value": [5.0, 1.0, np.nan]})


def test_activity_table_keeps_absent_and_missing_apart():
    table = activity_table(FLOWS, "area", "good", "value", absent=0.0)
    np.testing.assert_array_equal(table.loc[["A", "B"], ["x", "y"]], [[np.nan, 1.0], [5.0, 0.0]])
    assert (list(table.index), table.index.name, table.columns.name) == (["A", "B"], "area", "good")
    assert np.isnan(activity_table(FLOWS, "area", "good", "value").loc["B", "y"])


def test_duplicates_are_refused_or_summed_and_never_dropped():
    twice = pd.concat([FLOWS, FLOWS.head(2), FLOWS.tail(1).assign(value=9.0)], ignore_index=True)
    with pytest.raises(ValueError, match=r"\('B', 'x'\) occurs more than once"):
        activity_table(twice, "area", "good", "value")
    summed = activity_table(twice, "area", "good", "value", absent=0.0, duplicates="sum")
    np.testing.assert_array_equal(summed, [[np.nan, 2.0], [10.0, 0.0]])
    with pytest.raises(ValueError, match="'refuse' or 'sum'"):
        activity_table(FLOWS, "area", "good", "value", duplicates="first")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no area or no good"):
        activity_table(FLOWS.assign(area=["B", None, "A"]), "area", "good", "value")


def test_activity_table_of_nothing_is_empty():
    assert activity_table(FLOWS.head(0), "area", "good", "value").shape == (0, 0)


def test_ratio_at_zero_and_missing():
    np.testing.assert_array_equal(ratio([1, 1, np.nan, 0], [2, 0, 1, 5]), [0.5, np.nan, np.nan, 0])


def test_reference_conventions_differ_and_are_named():
    including = float(location_quotient(30, 100, 60, 400))
    rest = float(location_quotient(30, 100, 60, 400, "rest"))
    assert including == pytest.approx(2.0)
    assert rest == pytest.approx(3.0)
    with pytest.raises(ValueError, match="expected 'including' or 'rest'"):
        location_quotient(1, 2, 3, 4, "national")  # type: ignore[arg-type]


def test_zero_and_missing():
    assert float(location_quotient(0, 10, 5, 100)) == 0.0
    for undefined in ((1, 0, 5, 100), (1, 10, 0, 100), (1, 10, 5, 0), (float("nan"), 10, 5, 100)):
        assert np.isnan(location_quotient(*undefined))
    # The area holds all of the activity and all of the size: nothing is left to compare with.
    assert np.isnan(location_quotient(5, 10, 5, 10, "rest"))


def test_negative_values_are_refused():
    with pytest.raises(ValueError, match="negative"):
        location_quotient(-1, 10, 5, 100)
    with pytest.raises(ValueError, match="negative"):
        symmetric_quotient([-0.1])
    with pytest.raises(ValueError, match="negative"):
        structural_difference([1, -1], [1, 1])


def test_structures_of_different_length_are_refused():
    with pytest.raises(ValueError, match="equal length"):
        structural_difference([1, 2], [1, 2, 3])


def test_structure_without_mass_is_not_a_number():
    assert np.isnan(structural_difference([0, 0], [1, 1]))
    assert np.isnan(structural_difference([np.nan, 1], [1, 1]))


@given(positive, positive, positive, positive, positive)
def test_units_do_not_matter(part, whole, reference_part, reference_whole, scale):
    plain = float(location_quotient(part, whole, reference_part, reference_whole))
    scaled = float(location_quotient(part * scale, whole, reference_part * scale, reference_whole))
    assert scaled == pytest.approx(plain, rel=1e-9)


@given(st.lists(st.lists(positive, min_size=3, max_size=3), min_size=2, max_size=6))
def test_weighted_mean_of_a_column_is_one(rows):
    table = pd.DataFrame(rows)
    weights = table.sum(axis=1) / table.to_numpy().sum()
    np.testing.assert_allclose(location_quotients(table).mul(weights, axis=0).sum(), 1.0)


@given(st.lists(positive, min_size=2, max_size=8), st.randoms())
def test_structural_difference_is_symmetric_and_bounded(parts, random):
    other = parts.copy()
    random.shuffle(other)
    forth, back = structural_difference(parts, other), structural_difference(other, parts)
    assert forth == pytest.approx(back)
    assert 0 <= forth <= 1
    assert structural_difference(parts, [3 * part for part in parts]) == pytest.approx(0)


tables = st.lists(st.lists(positive, min_size=3, max_size=3), min_size=2, max_size=6)


@given(tables, st.permutations(range(3)), positive)
def test_order_and_unit_do_not_matter(rows, order, scale):
    table = pd.DataFrame(rows)
    other = (scale * table).iloc[::-1, list(order)]
    for index in (hoover_specialisation, krugman_specialisation, hachman):
        np.testing.assert_allclose(index(other).sort_index(), index(table), rtol=1e-6, atol=1e-9)
    changed = location_quotients(other).reindex_like(table)
    np.testing.assert_allclose(changed, location_quotients(table), rtol=1e-9)


@given(tables)
def test_bounds(rows):
    table = pd.DataFrame(rows)
    for reference in ("including", "rest", "mean_of_others"):
        assert hoover_specialisation(table, reference).between(0, 1 + 1e-12).all()
    # The weighted mean of quotients is at least 1 (Jensen), so its inverse is at most 1.
    assert hachman(table).between(0, 1 + 1e-12).all()
    quotients = symmetric_quotient(location_quotients(table))
    assert ((quotients >= -1) & (quotients < 1)).all()


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=6))
def test_two_way_trade_of_the_whole_is_the_weighted_mean_of_its_goods(trade):
    exports, imports = np.array(trade).T
    by_good = grubel_lloyd(exports, imports)
    assert grubel_lloyd_total(exports, imports) == pytest.approx(np.average(by_good, weights=exports + imports))
    # Cut more coarsely, there is no less of it.
    assert float(grubel_lloyd(exports.sum(), imports.sum())) >= grubel_lloyd_total(exports, imports) - 1e-12
