from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.specialisation import location_quotient, structural_difference
from assessment.analysis.structure import (
    concentration,
    concentration_ratio,
    entropy,
    gini,
    lorenz_curve,
    mean_log_deviation,
    normalised_entropy,
    normalised_gini,
    shares,
    theil_t,
)

INEQUALITY = (gini, normalised_gini, theil_t, mean_log_deviation, entropy, normalised_entropy)
CONCSTATS = [0.2, 0.25, 0.4, 0.1, 0.05]
CLASSES = ([500, 1500, 2500, 4000, 7500, 15000], [1000, 1200, 1600, 400, 200, 600])
LAENDER_GDP = [
    *(460.69, 549.19, 124.16, 65.29, 31.59, 109.27, 263.44, 39.87),
    *(258.53, 645.59, 131.95, 35.03, 112.66, 56.22, 85.61, 56.81),
]
LAENDER_POPULATION = [
    *(10879618, 12843514, 3520031, 2484826, 671489, 1787408, 6176172, 1612362),
    *(7926599, 17865516, 4052803, 995597, 4084851, 2245470, 2858714, 2170714),
]
M1 = np.array([[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]])
"""The matrix of the EconGeo example (GOLDEN 3.1): rows regions, columns industries."""

PARTS = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=30)
few = settings(max_examples=50, deadline=None)  # each example builds several frames


def test_concentration_doersam2004():
    """GOLDEN T7 (Doersam 2004 via REAT): (20, 50, 20, 10) has HHI 0.34, normalised 0.12, equivalent number 2.9412."""
    found = concentration([20, 50, 20, 10])
    assert found.herfindahl == pytest.approx(0.34, abs=1e-12)
    assert found.normalised_herfindahl == pytest.approx(0.12, abs=1e-12)
    assert found.effective_number == pytest.approx(2.9412, abs=5e-5)
    assert found.largest == 0.5


def test_two_normalisations_differ_methods77():
    """METHODS 7.7: 0.12 (normalised HHI) against 0.166 (UNCTAD, Hirschman) on the same data."""
    assert concentration([20, 50, 20, 10]).unctad == pytest.approx(0.166, abs=5e-4)


def test_concentration_concstats():
    """GOLDEN 3.3 (concstats): (.2, .25, .4, .1, .05) has HHI .275, normalised .09375, equivalent 3.636364."""
    found = concentration([0.2, 0.25, 0.4, 0.1, 0.05])
    assert found.herfindahl == pytest.approx(0.275)
    assert found.normalised_herfindahl == pytest.approx(0.09375)
    assert found.effective_number == pytest.approx(3.636364, abs=5e-7)
    assert found.dominance == pytest.approx(0.4127272727, abs=5e-11)
    assert normalised_gini(CONCSTATS) == pytest.approx(0.425)
    assert normalised_entropy(CONCSTATS) == pytest.approx(0.8792029674, abs=5e-11)
    assert [concentration_ratio(CONCSTATS, k) for k in (1, 3, 5)] == pytest.approx([0.4, 0.85, 1.0])


def test_gini_doersam2004():
    """GOLDEN T7 (Doersam 2004 via REAT): (20, 50, 20, 10) has Gini 0.3, normalised (times n / (n - 1)) 0.4."""
    assert gini([20, 50, 20, 10]) == pytest.approx(0.3, abs=1e-12)
    assert normalised_gini([20, 50, 20, 10]) == pytest.approx(0.4, abs=1e-12)


def test_theil_t_is_not_the_mean_log_deviation_stoermann2009():
    """GOLDEN T7 and METHODS 7.7: (10, 10, 10, 20, 50) has Theil T 0.2502012; what REAT calls Theil is 0.232630162."""
    assert theil_t([10, 10, 10, 20, 50]) == pytest.approx(0.2502012, abs=5e-8)
    assert mean_log_deviation([10, 10, 10, 20, 50]) == pytest.approx(0.232630162, abs=5e-10)


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 0, 5, 1, 4, 2]])
def test_weighted_gini_in_any_order_reat(order):
    """GOLDEN 3.3: classes of income per head and of persons, 0.527826087 in every order (REAT gives 0.4025 reversed)."""
    values, sizes = (np.array(column)[order] for column in CLASSES)
    assert gini(values, sizes) == pytest.approx(0.527826087, abs=5e-10)


def test_german_laender_2015():
    """GOLDEN 3.3: gross domestic product of the sixteen: Gini .5009348458, HHI .1251762991; Hoover against persons .0735899."""
    assert gini(LAENDER_GDP) == pytest.approx(0.5009348458, abs=5e-11)
    assert concentration(LAENDER_GDP).herfindahl == pytest.approx(0.1251762991, abs=5e-11)
    assert structural_difference(LAENDER_GDP, LAENDER_POPULATION) == pytest.approx(0.07358990889, abs=5e-12)


def test_gini_of_specialisation_and_of_concentration_reat():
    """GOLDEN 3.3: the Gini of location quotients, unweighted: .6222222 over industries, .4068966 over regions."""
    activity, country = np.array([700, 600, 500, 10000, 40000]), np.array([30000, 15000, 10000, 60000, 50000])
    quotients = location_quotient(activity, activity.sum(), country, country.sum())
    assert gini(quotients) == pytest.approx(0.6222222, abs=5e-8)
    industry, regions = np.array([500, 500, 1000, 7000, 1000]), np.array([20000, 15000, 20000, 40000, 5000])
    quotients = location_quotient(industry, industry.sum(), regions, regions.sum())
    assert gini(quotients) == pytest.approx(0.4068966, abs=5e-8)


def test_the_econgeo_matrix():
    """GOLDEN 3.1, M1: by row HHI, normalised HHI and Shannon entropy in bits; Gini by column."""
    rows = [concentration(row) for row in M1]
    assert [row.herfindahl for row in rows] == pytest.approx([1, 0.525, 0.34, 0.315, 0.465])
    assert [row.normalised_herfindahl for row in rows] == pytest.approx([1, 0.40625, 0.175, 0.14375, 0.33125])
    bits = [entropy(row) / math.log(2) for row in M1]
    assert bits == pytest.approx([0, 1.319, 1.761, 1.766, 1.219], abs=5e-4)
    assert [gini(column) for column in M1.T] == pytest.approx([0.80, 0.36, 0.54, 0.62, 0.56])


def test_months_methods72():
    """METHODS 7.2: equal months have Gini 0, everything in one month Gini 11/12 (and Theil T ln 12)."""
    assert gini([7.0] * 12) == pytest.approx(0, abs=1e-12)
    assert theil_t([7.0] * 12) == pytest.approx(0, abs=1e-12)
    one_month = [0.0] * 11 + [5.0]
    assert gini(one_month) == pytest.approx(11 / 12)
    assert theil_t(one_month) == pytest.approx(math.log(12))


def test_lorenz_curve_of_classes():
    curve = lorenz_curve([3.0, 1.0], [1, 3])
    assert curve["units"].tolist() == [0, 0.75, 1]
    assert curve["value"].tolist() == [0, 0.5, 1]


def test_zeros():
    """A zero is a part: it counts in n, adds nothing to the entropy, and leaves no mean log deviation."""
    assert entropy([3.0, 3.0, 0.0]) == pytest.approx(math.log(2))
    assert normalised_entropy([3.0, 3.0, 0.0]) == pytest.approx(math.log(2) / math.log(3))
    assert theil_t([3.0, 3.0, 0.0]) == pytest.approx(math.log(1.5))
    assert math.isnan(mean_log_deviation([3.0, 3.0, 0.0]))
    assert gini([3.0, 3.0, 0.0]) == pytest.approx(1 / 3)
    assert gini([3.0, 5.0], [2.0, 0.0]) == pytest.approx(0)


@pytest.mark.parametrize("parts", [[0.0, 0.0], [1.0, math.nan], []])
def test_what_has_no_whole_has_no_inequality(parts):
    assert all(math.isnan(index(parts)) for index in INEQUALITY)
    assert math.isnan(concentration_ratio(parts, 1))
    assert math.isnan(concentration(parts).dominance)
    curve = lorenz_curve(parts)
    assert len(curve) == len(parts) + 1
    assert curve.isna().to_numpy().all()
    assert math.isnan(gini(parts, [1.0] * len(parts)))
    assert math.isnan(gini([1.0, 2.0], [1.0, math.nan]))
    assert math.isnan(gini([1.0, 2.0], [0.0, 0.0]))


def test_a_single_part():
    assert (gini([5.0]), entropy([5.0]), theil_t([5.0]), mean_log_deviation([5.0])) == (0, 0, 0, 0)
    assert math.isnan(normalised_gini([5.0]))
    assert math.isnan(normalised_entropy([5.0]))
    assert concentration([5.0]).dominance == concentration_ratio([5.0], 3) == 1


def test_wrong_arguments():
    for index in INEQUALITY:
        with pytest.raises(ValueError, match="negative"):
            index([1.0, -1.0])
        with pytest.raises(ValueError, match=r"dimension"):
            index([[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"shapes \(2,\) and \(1,\)"):
        gini([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="negative value or weight"):
        gini([1.0, 2.0], [1.0, -1.0])
    with pytest.raises(ValueError, match="largest = 0"):
        concentration_ratio([1.0], 0)


def test_extremes():
    assert concentration([5, 5, 5, 5]).normalised_herfindahl == pytest.approx(0.0)
    one = concentration([0, 0, 7])
    assert (one.herfindahl, one.normalised_herfindahl, one.effective_number) == (1.0, 1.0, 1.0)
    alone = concentration([7])
    assert alone.herfindahl == 1.0
    assert math.isnan(alone.normalised_herfindahl)
    assert math.isnan(alone.unctad)


def test_incomplete_wholes_have_no_shares():
    assert np.isnan(shares([1.0, math.nan])).all()
    assert np.isnan(shares([0.0, 0.0])).all()
    assert math.isnan(concentration([1.0, math.nan]).effective_number)
    assert math.isnan(concentration([]).herfindahl)
    with pytest.raises(ValueError, match="negative"):
        shares([1.0, -1.0])
    with pytest.raises(ValueError, match="2 dimensions"):
        shares([[1.0]])


@given(PARTS)
@few
def test_shares_sum_to_one_and_order_does_not_matter(parts):
    assert shares(parts).sum() == pytest.approx(1.0)
    assert concentration(parts[::-1]).herfindahl == pytest.approx(concentration(parts).herfindahl)


@given(PARTS, st.floats(1e-3, 1e3))
@few
def test_the_unit_does_not_matter(parts, factor):
    scaled = concentration([part * factor for part in parts])
    assert scaled.unctad == pytest.approx(concentration(parts).unctad, abs=1e-9)


@given(PARTS)
@few
def test_bounds(parts):
    found = concentration(parts)
    assert 1 / len(parts) - 1e-9 <= found.herfindahl <= 1 + 1e-9
    assert 1 - 1e-9 <= found.effective_number <= len(parts) + 1e-6
    assert -1e-9 <= found.normalised_herfindahl <= 1 + 1e-9
    assert 1 / len(parts) - 1e-9 <= found.dominance <= 1 + 1e-9
    assert found.largest <= concentration_ratio(parts, 2) + 1e-12 <= 1 + 1e-9
    assert -1e-9 <= gini(parts) <= 1 - 1 / len(parts) + 1e-9
    assert -1e-9 <= theil_t(parts) <= math.log(len(parts)) + 1e-9
    assert -1e-9 <= normalised_entropy(parts) <= 1 + 1e-9


@given(PARTS, st.floats(1e-3, 1e3), st.randoms())
@few
def test_inequality_knows_neither_unit_nor_order(parts, factor, random):
    other = [factor * part for part in parts]
    random.shuffle(other)
    for index in INEQUALITY:
        assert index(other) == pytest.approx(index(parts), rel=1e-6, abs=1e-9)


@given(PARTS)
@few
def test_inequality_of_every_part_twice_is_the_same(parts):
    for index in (gini, theil_t, mean_log_deviation):
        assert index(parts * 2) == pytest.approx(index(parts), abs=1e-9)
    assert gini(parts, [3.0] * len(parts)) == pytest.approx(gini(parts), abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 1e3), st.integers(0, 4)), min_size=1, max_size=8))
@few
def test_a_weight_stands_for_so_many_units(classes):
    values, sizes = zip(*classes, strict=True)
    each = np.repeat(values, sizes)
    assert gini(values, sizes) == pytest.approx(gini(each), abs=1e-9, nan_ok=True)


@given(PARTS)
@few
def test_gini_is_half_the_relative_mean_difference(parts):
    values = np.array(parts)
    apart = np.abs(values[:, None] - values[None, :]).mean()
    assert gini(parts) == pytest.approx(apart / (2 * values.mean()), abs=1e-9)


@given(PARTS)
@few
def test_a_gift_from_the_largest_to_the_smallest_lessens_inequality(parts):
    values = np.sort(np.array(parts))
    gift = (values[-1] - values[0]) / 4
    levelled = values + np.eye(len(values))[0] * gift - np.eye(len(values))[-1] * gift
    for index in (gini, theil_t, mean_log_deviation):
        assert index(levelled) <= index(values) + 1e-9


@given(PARTS)
@few
def test_the_lorenz_curve_rises_ever_more_steeply(parts):
    curve = lorenz_curve(parts)
    assert curve.iloc[-1].tolist() == [1, 1]
    assert (curve["value"] <= curve["units"] + 1e-9).all()
    assert (np.diff(curve["value"], n=2) >= -1e-9).all()
