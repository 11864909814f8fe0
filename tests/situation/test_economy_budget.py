"""Tests of `situation.economy_budget`: the claim on the zone's share, customs in the budget, growth beside its own figure."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.findings import Table
from assessment.situation.economy_budget import (
    budget_check,
    budget_check_table,
    budget_figure,
    budget_table,
    customs_table,
    revenue_finding,
)

from .place_record import PlaceRecord
from .reading import keys, numbers
from .small_record import SmallRecord

PROVINCE = {"geography": "lang_son"}
SETTLED = [
    {**PROVINCE, "period": str(year), "indicator": "budget_revenue_realised", "value": 300.0}
    for year in range(2008, 2013)
]
CLAIM = [
    {"period": "2009..2017", "indicator": "state_budget_revenue", "value": 850.0},
    {"period": "2009..2017", "indicator": "zone_budget_revenue_share", "unit": "percent", "value": 85.0},
]


def test_budget_claim_is_bounded_by_the_accounts_on_record():
    found = budget_check(PlaceRecord(economy=[*CLAIM, *SETTLED]).evidence())
    assert found.implied.value == pytest.approx(1000.0)
    assert (found.settled.value, len(found.years)) == (1200.0, 4)
    assert found.bound.value == pytest.approx(100 * 850 / 1200)


def test_without_accounts_the_claim_is_not_judged():
    evidence = PlaceRecord(economy=CLAIM).evidence()
    assert not budget_check(evidence).bound.known
    assert budget_check_table(evidence).frame.empty


def test_a_published_total_stands_before_the_settled_one_of_its_year():
    rows = [
        *SETTLED,
        {**PROVINCE, "period": "2012", "indicator": "state_budget_revenue", "value": 400.0},
        {**PROVINCE, "period": "2012", "indicator": "customs_revenue", "value": 100.0},
    ]
    frame = budget_table(PlaceRecord(economy=rows).evidence()).frame
    assert numbers(frame["revenue"]) == [300, 300, 300, 300, 400]
    assert keys(frame["source"]) == ["kind_settled"] * 4 + ["kind_published"]
    assert numbers(frame["share"]) == [None] * 4 + [pytest.approx(25.0)]


def _rates(found: Table) -> dict[tuple[int, float], float | None]:
    return {
        (row.period.end.year, row.value.value): None if row.rate is None else row.rate.value
        for row in found.frame.itertuples()
    }


def test_growth_printed_beside_one_of_two_figures_stays_beside_it():
    customs = {**PROVINCE, "indicator": "customs_revenue", "unit": "vnd_billion"}
    rows = [
        customs | {"period": "2025", "value": 13800.0, "growth_percent": 85.0},
        customs | {"period": "2025", "value": 13300.0, "status": "estimate"},
        customs | {"period": "2024", "value": 7000.0, "document": "office"},
        customs | {"period": "2024", "value": 7000.0, "growth_percent": 43.0},
    ]
    found = _rates(customs_table(SmallRecord(economy=rows).evidence()))
    assert found == {(2025, 13800.0): 85.0, (2025, 13300.0): None, (2024, 7000.0): 43.0}


def test_budget_share_of_the_zone_cannot_be_reproduced(evidence: Evidence):
    """VCCI 2018: 15,841 "85 % of the province" for 2009-2017; six years of settled accounts alone hold 26,804.8 (59.1 %)."""
    found = budget_check(evidence)
    assert (found.zone.value, found.claim.value) == (15841.0, 85.0)
    assert found.settled.value == pytest.approx(26804.8, abs=0.1)
    assert found.bound.value == pytest.approx(59.1, abs=0.05)
    assert len(found.years) == len(found.settled.rows) == 6


def test_customs_revenue_of_2025_has_two_figures(evidence: Evidence):
    """Estimate 13,300 (CafeF), outcome over 13,800, +85 % (thoibaotaichinhvietnam.vn, 30 December 2025)."""
    values = revenue_finding(evidence).text.values
    assert numbers([values["estimate"], values["outcome"]]) == [13300.0, 13800.0]
    assert values["low"].value == pytest.approx(73.6, abs=0.05)
    found = _rates(customs_table(evidence))
    assert (found[2025, 13800.0], found[2025, 13300.0]) == (85.0, None)


def test_accounts_totals_and_customs_are_three_series(evidence: Evidence):
    data = budget_figure(evidence).data
    indicator = evidence.record.table("economy").set_index("row_id")["indicator"]
    for series, rows in data.assign(series=keys(data["series"])).groupby("series"):
        assert {indicator[cell.rows[0]] for cell in rows["y"]} == {
            {"series_settled": "budget_revenue_realised", "series_published": "state_budget_revenue"}.get(
                str(series), "customs_revenue"
            )
        }
    assert max(period.end for period in data["x"]) == pd.Timestamp("2025-12-31")
