"""Shift-share against Farhauer and Kröll (2013) and Spiekermann and Wegener (2008) (GOLDEN T5 and 3.2), and its laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.shift_share import (
    COLUMNS,
    PARTS,
    adding_up,
    dynamic_shift_share,
    gerfin_prognosis,
    gerfin_ratios,
    shift_share,
)

INDUSTRIES = ["i1", "i2", "i3", "i4"]


def values(*numbers):
    return pd.Series(numbers, index=INDUSTRIES[: len(numbers)], dtype=float)


# Farhauer/Kröll (2013), four industries, three regions that make up the nation; numbers through the R package REAT.
NATION = values(400, 150, 150, 400), values(440, 210, 135, 480)
REGIONS = {
    "A": (values(90, 20, 10, 60), values(100, 40, 10, 55)),
    "B": (values(60, 30, 30, 40), values(85, 55, 40, 35)),
    "C": (values(250, 100, 110, 300), values(255, 115, 85, 390)),
}


@pytest.mark.parametrize(
    ("region", "total"),
    [
        ("A", [25, 27, 1, -3, -0.636364, -2.363636]),
        ("B", [55, 24, -1, 32, 18.424242, 13.575758]),
        ("C", [85, 114, 0, -29, -33.571901, 4.571901]),
    ],
)
def test_totals_of_farhauer_and_kroell(region, total):
    found = shift_share(*REGIONS[region], *NATION)
    np.testing.assert_allclose(found.total, total, atol=5e-7)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("region", "national_share", "industry_mix", "regional_shift"),
    [
        ("A", [13.5, 3, 1.5, 9], [-4.5, 5, -2.5, 3], [1, 12, 1, -17]),
        ("B", [9, 4.5, 4.5, 6], [-3, 7.5, -7.5, 2], [19, 13, 13, -13]),
        ("C", [37.5, 15, 16.5, 45], [-12.5, 25, -27.5, 15], [-20, -25, -14, 30]),
    ],
)
def test_industries_of_farhauer_and_kroell(region, national_share, industry_mix, regional_shift):
    # The classic parts of each industry, not REAT's `shifti`, which merges the national share and the mix.
    found = shift_share(*REGIONS[region], *NATION).industries
    np.testing.assert_allclose(found[list(PARTS)].T, [national_share, industry_mix, regional_shift], atol=1e-9)


def test_regions_of_farhauer_and_kroell_make_up_the_nation():
    regions = [shift_share(*region, *NATION) for region in REGIONS.values()]
    found = adding_up(regions, *NATION)
    assert (found.national_share, found.industry_mix, found.regional_shift) == pytest.approx((0, 0, 0), abs=1e-9)
    assert found.verdict == "adds_up"
    together = sum(region.industries for region in regions)
    # The mix sums to zero only in total, the regional shift in every industry.
    np.testing.assert_allclose(together["industry_mix"], [-20, 37.5, -37.5, 20])
    np.testing.assert_allclose(together["regional_shift"], 0, atol=1e-9)
    assert together["national_share"].sum() == pytest.approx(165)


def test_a_region_left_out_or_another_national_figure_does_not_add_up():
    regions = [shift_share(*region, *NATION) for region in REGIONS.values()]
    without = adding_up(regions[:2], *NATION)
    # Region C is missing: its national share, and its shift of the fourth industry with the other sign.
    assert (without.national_share, without.industry_mix, without.regional_shift) == pytest.approx((-114, 0, -30))
    assert without.verdict == "does_not_add_up"
    start, end = NATION
    published = adding_up([shift_share(*region, start, end + 1) for region in REGIONS.values()], start, end + 1)
    assert published.verdict == "does_not_add_up"
    assert adding_up(regions, start, end + 1, tolerance=0.01).verdict == "adds_up"
    with pytest.raises(ValueError, match="no areas"):
        adding_up([], *NATION)


def test_dynamic_of_region_a():
    # Farhauer/Kröll extended by a third year; two steps and their sum.
    area = pd.DataFrame([*REGIONS["A"], values(105, 45, 15, 60)], index=[2000, 2001, 2002])
    nation = pd.DataFrame([*NATION, values(460, 230, 155, 500)], index=[2000, 2001, 2002])
    found = dynamic_shift_share(area, nation)
    np.testing.assert_allclose(found.steps.loc[2002, list(PARTS)], [12.964427, -0.836300, 7.871873], atol=5e-7)
    np.testing.assert_allclose(found.total[list(PARTS)], [39.964427, 0.1636996, 4.8718735], atol=5e-7)
    assert found.total["change"] == pytest.approx(45)
    # Esteban-Marquillas, summed over both steps.
    split = found.total[["competitive_effect", "allocation_effect"]]
    np.testing.assert_allclose(split, [12.228620, -7.356747], atol=5e-7)
    # One step over both years gives other parts of the same change.
    static = shift_share(area.loc[2000], area.loc[2002], nation.loc[2000], nation.loc[2002]).total
    assert static["change"] == pytest.approx(found.total["change"])
    assert abs(static["regional_shift"] - found.total["regional_shift"]) > 0.5


@pytest.mark.parametrize(
    ("region", "ratios"),
    [
        ("A", [1.004830918, 0.9855769231, 0.9903381643]),
        ("B", [0.9945652174, 1.174863388, 1.168478261]),
        ("C", [1, 0.966819222, 0.966819222]),
    ],
)
def test_gerfin_ratios_of_farhauer_and_kroell(region, ratios):
    found = gerfin_ratios(*REGIONS[region], *NATION)
    np.testing.assert_allclose([found.structural, found.location, found.regional], ratios, atol=5e-10)


def test_gerfin_prognosis_of_spiekermann_and_wegener():
    region = values(1400, 3600), values(1000, 4400)
    nation = values(3700, 6300), values(2900, 9100)
    found = gerfin_prognosis(*region, *nation, values(2500, 12500))
    np.testing.assert_allclose(found, [739.233388, 5182.757157], atol=5e-7)


def test_an_industry_the_area_did_not_have():
    # e(t) = 0: no share, no mix, and all of what came is regional shift; only its split has no meaning.
    found = shift_share(values(0, 10), values(4, 12), values(50, 50), values(60, 55))
    assert found.industries.loc["i1", ["change", *PARTS]].tolist() == [4, 0, 0, 4]
    assert found.industries.loc["i1", ["competitive_effect", "allocation_effect"]].isna().all()
    assert found.total[list(PARTS)].sum() == pytest.approx(found.total["change"])
    assert found.total.isna().tolist() == [False] * 4 + [True] * 2
    assert found.problems == ("absent_at_start",)


def test_an_industry_the_nation_did_not_have():
    found = shift_share(values(0, 10), values(4, 12), values(0, 50), values(60, 55))
    assert found.industries.loc["i1", ["industry_mix", "regional_shift"]].isna().all()
    assert found.industries.loc["i2"].notna().all()
    assert found.problems == ("new_in_nation", "absent_at_start")


def test_missing_values_stay_missing():
    found = shift_share(values(np.nan, 10), values(4, 12), values(50, 50), values(60, 55))
    assert found.problems == ("missing",)
    assert found.total.isna().all()
    assert found.industries.loc["i2", ["change", *PARTS]].notna().all()
    assert adding_up([found], values(50, 50), values(60, 55)).verdict == "not_determinable"
    # A hole in the nation leaves its growth unknown, and with it every share and mix.
    holed = shift_share(values(5, 10), values(4, 12), values(50, 50), values(60, np.nan))
    assert holed.industries[["national_share", "industry_mix"]].isna().all(axis=None)
    assert holed.industries.loc["i1", "regional_shift"] == pytest.approx(4 - 5 * 1.2)


def test_gerfin_without_mass_is_not_a_number():
    nothing = gerfin_ratios(values(0, 0), values(4, 12), values(50, 50), values(60, 55))
    assert np.isnan([nothing.structural, nothing.location, nothing.regional]).all()


def test_gates_are_areas_with_one_industry():
    # T6: without a mix the shift is all that the share does not explain, and the shifts of the gates sum to zero.
    nation = values(200), values(250)
    gates = [shift_share(values(before), values(after), *nation) for before, after in ((100, 150), (50, 40), (50, 60))]
    parts = [gate.total[list(PARTS)].tolist() for gate in gates]
    np.testing.assert_allclose(parts, [[25, 0, 25], [12.5, 0, -22.5], [12.5, 0, -2.5]])
    assert adding_up(gates, *nation).verdict == "adds_up"


def test_dynamic_of_one_year_and_of_other_years():
    area = pd.DataFrame([values(1, 2)], index=[2020])
    found = dynamic_shift_share(area, area)
    assert found.steps.empty
    assert list(found.steps.columns) == list(COLUMNS)
    assert found.total.isna().all()
    with pytest.raises(ValueError, match=r"only one has \['2021'\]"):
        dynamic_shift_share(area, pd.DataFrame([values(1, 2)] * 2, index=[2020, 2021]))


@pytest.mark.parametrize(
    ("nation", "message"),
    [
        (values(50), r"only some have \['i2'\]"),
        (pd.Series([1.0, 2.0, 3.0], index=["i1", "i2", "i2"]), "'i2' occurs more than once"),
        (values(50, -1), "-1 is negative"),
    ],
)
def test_wrong_arguments(nation, message):
    with pytest.raises(ValueError, match=message):
        shift_share(values(5, 10), values(4, 12), nation, values(60, 55))


positive = st.floats(min_value=0.1, max_value=1e5)
four = st.lists(positive, min_size=4, max_size=4)
regions_of_nation = st.lists(st.tuples(four, four), min_size=1, max_size=5)


@settings(max_examples=40)
@given(regions_of_nation)
def test_parts_add_up_in_every_industry_and_every_nation(regions):
    pairs = [(values(*before), values(*after)) for before, after in regions]
    nation = sum(before for before, _ in pairs), sum(after for _, after in pairs)
    found = [shift_share(*pair, *nation) for pair in pairs]
    for each in found:
        size = np.abs(each.industries.to_numpy()).max()
        parts = each.industries[list(PARTS)].sum(axis=1)
        np.testing.assert_allclose(parts, each.industries["change"], atol=1e-9 * size)
        split = each.industries[["competitive_effect", "allocation_effect"]].sum(axis=1)
        np.testing.assert_allclose(split, each.industries["regional_shift"], atol=1e-9 * size)
    assert adding_up(found, *nation, tolerance=1e-9 * (1 + nation[1].max() / nation[0].min())).verdict == "adds_up"


@settings(max_examples=40)
@given(four, four, st.permutations(INDUSTRIES), positive)
def test_neither_order_nor_unit_matters(before, after, order, scale):
    before, after = values(*before), values(*after)
    plain = shift_share(before, after, *NATION)
    other = shift_share(*(scale * series[order] for series in (before, after)), *(scale * series for series in NATION))
    size = np.abs(plain.industries.to_numpy()).max()
    np.testing.assert_allclose(other.industries.loc[INDUSTRIES] / scale, plain.industries, atol=1e-9 * size)
    np.testing.assert_allclose(other.total / scale, plain.total, atol=1e-8 * size)


@given(four, positive)
def test_an_area_that_moves_as_the_nation_has_no_shift(before, scale):
    area = values(*before)
    found = shift_share(area, 3 * area, scale * area, 3 * scale * area).industries
    np.testing.assert_allclose(found[["industry_mix", "regional_shift"]], 0, atol=1e-9 * area.sum())


@settings(max_examples=40)
@given(regions_of_nation)
def test_dynamic_parts_add_up_to_the_change(years):
    area = pd.DataFrame([values(*own) for own, _ in years], index=range(len(years)))
    nation = pd.DataFrame([values(*all_) for _, all_ in years], index=range(len(years)))
    found = dynamic_shift_share(area.iloc[::-1], nation)
    if len(years) > 1:
        change = area.iloc[-1].sum() - area.iloc[0].sum()
        size = np.abs(found.steps.to_numpy()).max()
        assert found.total["change"] == pytest.approx(change, abs=1e-9 * size)
        assert found.total[list(PARTS)].sum() == pytest.approx(change, abs=1e-8 * size)
        np.testing.assert_allclose(found.industries.sum(), found.total, atol=1e-8 * size)
