"""Tests of `situation.economy_grdp`: the weight of the zone, growth claims side by side, structural change."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.economy_grdp import (
    claims_table,
    growth_table,
    late_growth,
    structural_change,
    structure,
    structure_table,
    weight,
    weight_table,
)

from .place_record import PlaceRecord
from .reading import numbers

GRDP = [
    {"period": "2010", "value": 100.0},
    {"period": "2023", "value": 400.0},
    {"period": "2010", "indicator": "zone_share_of_grdp", "unit": "percent", "value": 25.0},
    {"period": "2023", "indicator": "zone_share_of_grdp", "unit": "percent", "value": 40.0, "precision": "over",
     "document": "office"},
    {"period": "2023", "indicator": "zone_share_of_grdp", "unit": "percent", "value": 40.5},
    {"period": "2011..2023", "indicator": "zone_growth", "unit": "percent_per_year", "value": 7.67},
    {"period": "2009..2017", "indicator": "zone_growth", "unit": "percent_per_year", "value": 11.26},
]  # fmt: skip


def test_province_and_rest_follow_from_levels_and_exact_shares():
    found = weight(PlaceRecord(economy=GRDP).evidence())
    assert found.share[1].value == 40.5
    assert found.province[0].value == pytest.approx(400.0)
    assert found.rest[0].value == pytest.approx(300.0)
    assert found.share_change.value == pytest.approx(15.5)
    assert found.zone_growth.value == pytest.approx(100 * (4 ** (1 / 13) - 1))
    nominal = 4 ** (1 / 13)
    assert found.implied_prices.value == pytest.approx(100 * (nominal / 1.0767 - 1))


def test_growth_left_for_the_last_six_years():
    left = late_growth(PlaceRecord(economy=GRDP).evidence())
    assert (1.1126**7 * (1 + left.value / 100) ** 6) ** (1 / 13) == pytest.approx(1.0767)


def test_a_missing_share_gives_an_undeterminable_province_and_no_exception():
    found = weight(PlaceRecord(economy=GRDP[:2]).evidence())
    assert found.zone_growth.known
    assert not found.province[0].known
    assert not found.province_growth.known
    assert [cell.known for cell in weight_table(found).frame["change"]] == [True, False, False, False]


def test_a_newer_year_takes_the_place_of_the_last_one():
    newer = [
        {"period": "2024", "value": 440.0},
        {"period": "2024", "indicator": "zone_share_of_grdp", "unit": "percent", "value": 44.0},
    ]
    found = weight(PlaceRecord(economy=[*GRDP, *newer]).evidence())
    assert (found.years, found.share[1].value) == ((2010, 2024), 44.0)
    assert found.zone_growth.value == pytest.approx(100 * (4.4 ** (1 / 14) - 1))
    assert not found.implied_prices.known, "the published growth covers 2011 to 2023"


def test_one_year_has_no_growth():
    found = weight(PlaceRecord(economy=[GRDP[1], GRDP[4]]).evidence())
    assert (found.years, found.share[1].value) == ((2023, 2023), 40.5)
    assert not found.zone_growth.known


def test_structural_change_is_half_the_sum_of_absolute_changes():
    rows = [
        {"period": year, "indicator": "zone_structure", "breakdown": name, "unit": "percent", "value": value}
        for year, values in (("2009", (10.0, 40.0, 50.0)), ("2017", (5.0, 35.0, 60.0)))
        for name, value in zip(("agriculture", "industry_and_construction", "services"), values, strict=True)
    ]
    evidence = PlaceRecord(economy=rows).evidence()
    assert structural_change(structure(evidence, "2009"), structure(evidence, "2017")).value == pytest.approx(10.0)
    half = PlaceRecord(economy=rows[:4]).evidence()
    assert not structural_change(structure(half, "2009"), structure(half, "2017")).known


def test_two_growth_figures_of_a_year_are_two_lines():
    rows = [
        {"period": "2025", "geography": "lang_son", "indicator": "grdp_growth", "unit": "percent", "value": value}
        for value in (8.06, 8.41, 8.06)
    ]
    frame = growth_table(PlaceRecord(economy=rows).evidence()).frame
    assert sorted(cell.value for cell in frame["all"]) == [8.06, 8.41]


def test_weight_of_the_zone_lforum2024(evidence: Evidence):
    """Vietnam Business Forum, April 2024: 4,157.8 (35.42 %) in 2010 and 18,619.8 (40.33 %) in 2023."""
    found = weight(evidence)
    assert [level.value for level in found.zone] == [4157.8, 18619.8]
    assert [percent.value for percent in found.share] == [35.42, 40.33]
    assert found.share_change.value == pytest.approx(4.91)
    assert [round(level.value, 1) for level in found.province] == [11738.6, 46168.6]
    assert found.zone_growth.value == pytest.approx(12.22, abs=0.005)
    assert found.province_growth.value == pytest.approx(11.11, abs=0.005)
    for zone, rest, province in zip(found.zone, found.rest, found.province, strict=True):
        assert zone.value + rest.value == pytest.approx(province.value)


def test_growth_claims_stand_side_by_side(evidence: Evidence):
    """14 % (2008-2012), 11.26 % (2009-2017), 7.67 % (2011-2023): published; 12.22 % from the levels."""
    frame = claims_table(evidence, weight(evidence)).frame
    assert numbers(frame["rate"])[:3] == [14.0, 11.26, 7.67]
    assert [period.start.year for period in frame["period"]][:3] == [2008, 2009, 2011]
    assert frame["rate"].iloc[-2].value == pytest.approx(12.22, abs=0.005)
    assert frame["years"].tolist()[:3] == [5, 9, 13]


def test_structure_of_the_zone_vccinews2018(evidence: Evidence):
    """Vietnam Business Forum, May 2018: services 54.57 % in 2009, 63.5 % in 2017; province 2024 by four parts."""
    frame = structure_table(evidence).frame
    assert numbers(frame["before"])[:3] == [8, 37.44, 54.57]
    assert numbers(frame["after"])[:3] == [4.8, 31.7, 63.5]
    assert sum(numbers(frame["before"])[:3]) == pytest.approx(100, abs=0.05)
    assert sum(numbers(frame["after"])[:3]) == pytest.approx(100, abs=0.05)
    assert sum(numbers(frame["province"])[:4]) == pytest.approx(100, abs=0.05)
    assert frame["change"].iloc[-1].value == pytest.approx(8.94, abs=0.005)
