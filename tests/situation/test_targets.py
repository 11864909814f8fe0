"""Tests of `situation.targets`: the first plan, the outcome beside it, and plans implied by achievements."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.situation.targets import comparisons, implied_plans, outcomes, targets
from tests.situation.small_record import SmallRecord

EARLY = {"number": "545/QĐ", "plan_vi": "A", "decided": pd.Timestamp("2012-05-09")}
LATE = {"number": "25/NQ", "plan_vi": "B", "decided": pd.Timestamp("2025-01-01")}


def test_first_plan_is_kept_and_later_ones_are_flagged():
    record = SmallRecord(
        targets=[
            {"period": "2025", "value": 8.75, **LATE},
            {"period": "2025", "value": 9.0, "precision": "upper", **EARLY},
            {"period": "2025", "value": 8.0, "precision": "lower", **EARLY},
        ]
    )
    [target] = targets(record.table("targets"))
    assert target.first.document == "545/QĐ"
    assert (target.first.low.value, target.first.high.value) == (8.0, 9.0)
    assert [plan.document for plan in target.later] == ["25/NQ"]


def test_plan_without_any_date_comes_last():
    record = SmallRecord(
        targets=[
            {"period": "2025", "value": 1.0, "number": "undated", "plan_vi": "C", "published": pd.NaT},
            {"period": "2025", "value": 2.0, **LATE},
        ]
    )
    [target] = targets(record.table("targets"))
    assert target.first.document == "25/NQ"


def test_average_is_compared_over_its_own_span_only():
    rows = [{"period": "2011..2020", "value": 9.0, "unit": "percent_per_year", "precision": "lower", **EARLY}]
    other = SmallRecord(targets=rows, economy=[{"period": "2016..2020", "value": 4.67, "unit": "percent_per_year"}])
    assert comparisons(other.evidence())[0].state == "no_actual"
    same = SmallRecord(targets=rows, economy=[{"period": "2011..2020", "value": 5.32, "unit": "percent_per_year"}])
    [found] = comparisons(same.evidence())
    assert found.state == "below"
    assert found.achievement.value == pytest.approx(100 * 5.32 / 9)
    assert (found.gap.value, found.gap.unit) == (pytest.approx(-3.68), "percentage_point")
    assert found.achievement.precision == "exact"


@pytest.mark.parametrize(("actual", "state"), [(7.9, "below"), (8.0, "within"), (8.9, "within"), (9.0, "reached")])
def test_place_in_the_range(actual, state):
    record = SmallRecord(
        targets=[
            {"period": "2024", "value": 8.0, "precision": "lower"},
            {"period": "2024", "value": 9.0, "precision": "upper"},
        ],
        economy=[{"period": "2024", "value": actual}],
    )
    assert comparisons(record.evidence())[0].state == state


def test_other_definition_is_shown_but_not_compared():
    record = SmallRecord(
        targets=[{"indicator": "labour", "period": "2020", "value": 79000.0, "unit": "person"}],
        economy=[{"indicator": "workers", "period": "2020", "value": 113100.0, "unit": "person"}],
    )
    [found] = comparisons(record.evidence())
    assert (found.state, found.why, found.actual.value, found.achievement) == (
        "not_comparable",
        "labour_definition",
        113100.0,
        None,
    )


def test_other_unit_is_not_compared():
    record = SmallRecord(
        targets=[{"indicator": "grdp_per_capita", "period": "2020", "value": 2600.0, "unit": "usd"}],
        economy=[{"indicator": "grdp_per_capita", "period": "2020", "value": 44.2, "unit": "vnd_million"}],
    )
    [found] = comparisons(record.evidence())
    assert (found.state, found.why) == ("not_comparable", "other_unit")


def test_future_target_is_not_due():
    record = SmallRecord(targets=[{"period": "2030", "value": 8.0}])
    assert comparisons(record.evidence())[0].state == "not_due"


def test_areas_are_filtered():
    record = SmallRecord(
        targets=[{"period": "2024", "value": 8.0}, {"period": "2024", "value": 14.0, "geography": "lao_cai"}]
    )
    assert [found.target.geography for found in comparisons(record.evidence(), ["lao_cai"])] == ["lao_cai"]


def test_implied_plan_of_a_figure_published_twice_stands_once():
    row = {"scope": "declared", "period": "2023", "value": 2750.0, "plan_percent": 211.5}
    [found] = implied_plans(SmallRecord(trade=[row, {**row, "document": "page"}]).evidence(), "lang_son")
    assert found.plan.value == pytest.approx(1300, rel=1e-3)
    assert found.achieved.value == 211.5


def test_reviewed_list_names_every_reason():
    assert all(entry.get("comparable", True) or entry["why"] for entry in outcomes().values())
