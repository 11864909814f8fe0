"""Tests of `situation.scorecard_economy`: what is read for the indicators of investment, economy and budget."""

from __future__ import annotations

import pytest

from assessment.situation.scorecard_economy import READERS, zone_against_province
from tests.situation.small_record import ZONE, SmallRecord

GROWTH = {"geography": ZONE, "indicator": "zone_growth", "unit": "percent_per_year"}
SHARE = {"geography": ZONE, "indicator": "zone_share_of_grdp"}


def read(key: str, **rows):
    return READERS[key](SmallRecord(**rows).evidence())


def test_projects_are_a_component_and_peers_of_other_years_are_none():
    peer = {"investor": "all", "frequency": "stock", "value": 20.0}
    found = read(
        "investment_realisation",
        investment=[
            {"period": "2025-07-31", "frequency": "stock", "investor": "off_budget", "value": 153.0},
            {**peer, "period": "2016-12-31", "geography": "zone_lao_cai"},
        ],
    )
    assert (found.state, found.what.key) == ("partial", "synthesis.what.investment")
    assert {entry.problem for entry in found.standings} == {"too_few"}


def test_capital_of_a_term_beside_the_term_before():
    area = {"geography": "zone_border_gate_areas", "period": "2021..2025", "unit": "vnd_billion"}
    found = read(
        "infrastructure_delivery",
        economy=[
            {**area, "indicator": "public_investment", "value": 10000.0},
            {**area, "indicator": "public_investment_increase", "value": 6000.0},
        ],
    )
    assert found.standings[0].other.value == 4000
    assert found.standings[0].difference.value == pytest.approx(150)


def test_weight_beside_the_first_year_and_growth_beside_the_province():
    """Zone 14 % and province 8 % a year over one year, zone a quarter of the province: the rest grew 6 %."""
    span = {"period": "2011", "frequency": "span"}
    rows = [
        {**SHARE, "period": "2010", "value": 25.0},
        {**SHARE, "period": "2020", "value": 40.0},
        {**GROWTH, **span, "value": 14.0},
        {**span, "value": 8.0, "unit": "percent_per_year"},
    ]
    found = read("economic_weight", economy=rows)
    assert [entry.reference for entry in found.standings] == ["before", "rest_of_province"]
    assert found.standings[0].difference.value == pytest.approx(15)
    assert found.standings[1].other.value == pytest.approx(6)


def test_without_the_share_of_the_base_year_the_province_stands_in_and_the_rest_is_refused():
    rows = [
        {**SHARE, "period": "2010", "value": 35.42},
        {**SHARE, "period": "2023", "value": 40.33},
        {**GROWTH, "period": "2009..2017", "value": 11.26},
        {"period": "2009..2017", "value": 8.52, "unit": "percent_per_year"},
    ]
    found = {entry.reference: entry for entry in read("economic_weight", economy=rows).standings}
    assert found["province"].difference.value == pytest.approx(2.74)
    assert found["rest_of_province"].problem == "reference_missing"


def test_zone_and_province_only_over_the_same_span():
    rows = [
        {**GROWTH, "period": "2009..2017", "value": 11.26},
        {**GROWTH, "period": "2011..2023", "value": 7.67},
        {"period": "2011..2020", "value": 5.32, "unit": "percent_per_year"},
    ]
    assert zone_against_province(SmallRecord(economy=rows).evidence()) is None
    rows.append({"period": "2009..2017", "value": 8.52, "unit": "percent_per_year"})
    own, other, period = zone_against_province(SmallRecord(economy=rows).evidence())
    assert (own.value, other.value, period.end.year) == (11.26, 8.52, 2017)


def test_revenue_beside_the_same_half_and_the_plan_of_the_year():
    """5,396.8 at +53 % implies 3,527.3; 12,144.9 at 188 % of the plan implies 6,460.1."""
    revenue = {"indicator": "customs_revenue", "unit": "vnd_billion"}
    found = read(
        "net_fiscal",
        economy=[
            {**revenue, "period": "2025-01..2025-06", "frequency": "half", "value": 5396.8, "growth_percent": 53.0},
            {**revenue, "period": "2025-01..2025-11", "frequency": "ytd", "value": 12144.9, "plan_percent": 188.0},
            {**revenue, "period": "2025", "value": 13800.0},
        ],
    )
    assert (found.state, found.value.value) == ("partial", 13800)
    others = {entry.reference: entry.other.value for entry in found.standings}
    assert others == {"before": pytest.approx(3527.32, abs=0.01), "plan": pytest.approx(6460.05, abs=0.01)}


def test_labour_in_the_area_is_not_held_against_the_demand_of_the_plan():
    found = read(
        "jobs",
        economy=[
            {"geography": ZONE, "indicator": "workers", "period": "2020-12-31", "frequency": "stock", "value": 113100.0}
        ],
        targets=[{"geography": ZONE, "indicator": "labour", "period": "2020", "value": 79000.0}],
    )
    assert [entry.problem for entry in found.standings] == ["other_scope"]


@pytest.mark.parametrize("key", READERS)
def test_an_empty_record_gives_no_value(key):
    assert read(key) is None
