"""Tests of `situation.scorecard_trade`: what is read for the indicators of trade and gates, and what it may not stand beside."""

from __future__ import annotations

import pytest

from assessment.situation.scorecard_trade import READERS
from tests.situation.small_record import SmallRecord

NATIONAL = {"scope": "national", "geography": "vn", "partner": "cn"}
TRADE = [
    {"period": "2023", "value": 100.0},
    {"period": "2024", "value": 120.0},
    {**NATIONAL, "period": "2023", "value": 50.0},
    {**NATIONAL, "period": "2024", "value": 55.0},
]


def read(key: str, **rows):
    return READERS[key](SmallRecord(**rows).evidence())


def by_kind(reading):
    return {(entry.reference, entry.label.key.rpartition(".")[2]): entry for entry in reading.standings}


def test_through_trade_beside_the_year_before_and_never_beside_trade_by_all_routes():
    found = by_kind(read("through_trade", trade=TRADE))
    assert found["before", "year_before"].difference.value == pytest.approx(20)
    assert found["country", "vietnam_china_growth"].problem == "other_route"
    assert found["country", "vietnam_china_growth"].other.value == pytest.approx(10)


def test_the_mean_before_the_zone_needs_all_five_years():
    years = [{"period": str(year), "value": 10.0} for year in range(2003, 2008)]
    years += [{"period": str(year), "value": 15.0} for year in range(2009, 2014)]
    whole = by_kind(read("through_trade", trade=years))["before", "before_designation"]
    assert whole.difference.value == pytest.approx(50)
    assert by_kind(read("through_trade", trade=years[1:]))["before", "before_designation"].problem


def test_through_trade_without_any_other_number_is_determined_and_compared_with_nothing():
    found = read("through_trade", trade=TRADE[1:2])
    assert found.state == "determined"
    assert all(entry.problem for entry in found.standings)


def test_capture_share_takes_the_last_year_with_both():
    """USD 4,975 of 51,990.563 million declared in 2023: 9.57 % (METHODS section 0)."""
    found = read(
        "capture_share",
        trade=[
            {"period": "2023", "value": 51990.563},
            {"period": "2024", "value": 66400.0},
            {"period": "2023", "value": 4975.0, "scope": "declared"},
        ],
    )
    assert found.value.value == pytest.approx(9.57, abs=0.005)
    assert found.period.end.year == 2023


def test_local_share_beside_the_plans_and_the_year_before_they_imply():
    """156 of 2,750 is 5.67 % (METHODS section 0); plans of 120 and 1,200 are 10 %, the year before 104 and 1,100 are 9.45 %."""
    export = {"period": "2023", "flow": "export"}
    found = by_kind(
        read(
            "capture_share",
            trade=[
                {"period": "2023", "value": 50000.0},
                {"period": "2023", "value": 5000.0, "scope": "declared"},
                {**export, "value": 156.0, "scope": "local_goods", "plan_percent": 130.0, "growth_percent": 50.0},
                {
                    **export,
                    "value": 2750.0,
                    "scope": "declared",
                    "plan_percent": 100 * 2750 / 1200,
                    "growth_percent": 150.0,
                },
            ],
        )
    )
    plan, before = found["plan", "local_plan"], found["before", "local_before"]
    assert (plan.own.value, plan.other.value) == (pytest.approx(5.67, abs=0.005), pytest.approx(10))
    assert before.other.value == pytest.approx(100 * 104 / 1100)


def test_market_share_is_a_component_and_land_trade_is_refused():
    found = read("gate_market_share", trade=TRADE)
    assert found.state == "partial"
    assert found.value.value == pytest.approx(100 * 120 / 55)
    assert by_kind(found)["country", "vietnam_china"].problem == "other_route"


def test_peak_over_mean_of_a_year_stands_beside_a_year_only():
    peak = {"measure": "cleared_per_day_peak"}
    found = read(
        "seasonality",
        traffic=[
            {"period": "2025", "value": 1700.0},
            {**peak, "period": "2025", "value": 2040.0},
            {"period": "2024-01..2024-06", "value": 1000.0},
            {**peak, "period": "2024-01..2024-06", "value": 1500.0},
        ],
    )
    assert found.value.value == pytest.approx(1.2)
    assert found.standings[0].problem == "reference_missing"


def test_one_day_is_no_reference_for_the_mean_of_a_month(public):
    found = READERS["concentration"](public.evidence)
    assert found.standings[0].problem == "other_scope"
    assert found.standings[0].other.known


def test_capacity_of_one_road_is_not_held_against_that_of_a_whole_gate(public):
    found = READERS["capacity_use"](public.evidence)
    assert found.value.value == pytest.approx(100 * 583 / 400)
    assert found.standings[0].problem == "other_scope"


@pytest.mark.parametrize("key", READERS)
def test_an_empty_record_gives_no_value(key):
    found = read(key)
    assert found is None or not found.value.known
