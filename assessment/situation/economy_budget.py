"""Section 7, budget: revenue of the province and the zone, customs revenue, fees at the gates, and one claim that does not add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from assessment.evidence import Evidence, observe, period_of
from assessment.findings import (
    Cell,
    Figure,
    Finding,
    Name,
    Period,
    Quantity,
    Table,
    Text,
    beside_row,
    derive,
    not_determinable,
)
from assessment.situation.assembly import column, shared_column
from assessment.situation.flows import Observation, before_by_growth, companion, difference, frame, share, total

CLAIM_PERIOD = "2009..2017"
REVENUE = "state_budget_revenue"
SETTLED = "budget_revenue_realised"
CUSTOMS = "customs_revenue"
_FEES = ("infrastructure_fee", "yard_fee")


def _province(evidence: Evidence) -> str:
    return str(evidence.zone["zone"]["province"])


def _years(evidence: Evidence, indicator: str) -> list[tuple[Period, Quantity]]:
    """Return one figure of the province a year; a range only where nothing else was published."""
    found = evidence.series(
        "economy", geography=_province(evidence), indicator=indicator, breakdown="all", frequency="year"
    )
    return list(zip(found["period"], found["quantity"], strict=True))


@dataclass(frozen=True)
class BudgetCheck:
    """The claim on the zone's share of the province's revenue against the accounts.

    Attributes
    ----------
    zone, claim
        Published: revenue in the zone over the period, and its share of the province in percent.
    implied
        Revenue of the province that both imply.
    settled, years
        Revenue of the province in the settled accounts for the years of the period that are in the record, and those years.
    bound
        Zone ÷ settled: since the settled sum covers only a part of the years, the true share is lower still.
    """

    zone: Quantity
    claim: Quantity
    implied: Quantity
    settled: Quantity
    years: tuple[Period, ...]
    bound: Quantity


def budget_check(evidence: Evidence) -> BudgetCheck:
    """Return the check of the zone's claimed share of budget revenue."""
    zone = evidence.zone["zone"]["geography"]
    revenue = evidence.quantity(
        "economy", period=CLAIM_PERIOD, geography=zone, indicator=REVENUE, breakdown="all", unit="vnd_billion"
    )
    claim = evidence.quantity(
        "economy",
        period=CLAIM_PERIOD,
        geography=zone,
        indicator="zone_budget_revenue_share",
        breakdown="all",
        unit="percent",
    )
    first, _, last = CLAIM_PERIOD.partition("..")
    within = [
        (period, value) for period, value in _years(evidence, SETTLED) if int(first) <= period.end.year <= int(last)
    ]
    unknown = not_determinable(Text("common.reason.no_row"), "vnd_billion")
    settled = total(*[value for _, value in within]) if within else unknown
    return BudgetCheck(
        revenue,
        claim,
        derive("economy.formula.whole", "vnd_billion", lambda a, b: 100 * a / b, revenue, claim),
        settled,
        tuple(period for period, _ in within),
        share(revenue, settled).rounded_to(1),
    )


def budget_check_table(evidence: Evidence) -> Table:
    """Return the check of the zone's claimed share of budget revenue, line by line."""
    found = budget_check(evidence)
    rows: list[tuple[Cell, ...]] = []
    if found.zone.known and found.years:
        covered = Period(found.years[0].start, found.years[-1].end, "span")
        whole = Period(pd.Timestamp(2009, 1, 1), pd.Timestamp(2017, 12, 31), "span")
        rows = [
            (Text("economy.budget.zone"), whole, found.zone),
            (Text("economy.budget.claim"), whole, found.claim),
            (Text("economy.budget.implied"), whole, found.implied),
            (Text("economy.budget.settled"), covered, found.settled),
            (Text("economy.budget.excess"), covered, difference(found.settled, found.implied)),
            (Text("economy.budget.bound"), covered, found.bound),
        ]
    return Table(
        "economy.budget_check",
        Text("economy.table.budget_check.title"),
        (shared_column("indicator"), shared_column("period"), shared_column("value")),
        frame(rows, "indicator", "period", "value"),
        notes=(Text("economy.table.budget_check.note"),),
    )


def budget_table(evidence: Evidence) -> Table:
    """Return revenue in the province by year with the part from exports and imports."""
    settled = {period.end: (period, value) for period, value in _years(evidence, SETTLED)}
    published = {period.end: (period, value) for period, value in _years(evidence, REVENUE)}
    customs = {period.end: value for period, value in _years(evidence, CUSTOMS)}
    rows: list[tuple[Cell, ...]] = []
    for end in sorted(settled.keys() | published.keys()):
        period, value = published.get(end) or settled[end]
        kind = "published" if end in published else "settled"
        part = customs.get(end)
        rows.append(
            (
                period,
                value,
                Text(f"economy.budget.kind_{kind}"),
                part,
                None if part is None else share(part, value).rounded_to(1),
            )
        )
    return Table(
        "economy.budget",
        Text("economy.table.budget.title"),
        (
            shared_column("year"),
            column("economy", "revenue", "vnd_billion", 1),
            shared_column("source"),
            column("economy", "customs", "vnd_billion", 1),
            column("economy", "customs_share", "percent", 1),
        ),
        frame(rows, "year", "revenue", "source", "customs", "share"),
        notes=(Text("economy.table.budget.note"), Text("economy.table.budget.scope")),
    )


def revenue_finding(evidence: Evidence) -> Finding:
    """Return the finding on customs revenue of 2025: two published figures, and what either means for the total."""
    keys: dict[str, Any] = {
        "period": "2025",
        "geography": _province(evidence),
        "breakdown": "all",
        "unit": "vnd_billion",
    }
    estimate = evidence.quantity("economy", indicator=CUSTOMS, status="estimate", precision="exact", **keys)
    outcome = evidence.quantity("economy", indicator=CUSTOMS, status="reported", **keys)
    whole = evidence.quantity("economy", indicator=REVENUE, **keys)
    rate = evidence.quantity("economy", indicator=f"{REVENUE}_growth", **keys)
    december = evidence.quantity(
        "economy", period="2024", geography=_province(evidence), indicator=REVENUE, breakdown="all", unit="vnd_billion"
    )
    return Finding(
        Text(
            "economy.finding.customs",
            {
                "estimate": estimate,
                "outcome": outcome,
                "whole": whole,
                "low": share(estimate, whole).rounded_to(1),
                "high": share(outcome, whole).rounded_to(1),
                "rate": rate,
                "implied": before_by_growth(whole, rate),
                "december": december,
            },
        ),
        "C",
    )


def _lines(evidence: Evidence, name: str, indicators: tuple[str, ...], annex: bool = False) -> Table:
    """Return every published figure of some indicators, one a window and value, with the growth printed beside it."""
    found = evidence.rows(
        "economy",
        geography=[_province(evidence), evidence.zone["zone"]["geography"]],
        indicator=indicators,
        breakdown="all",
        inferred=True,
    )
    found = found[~found["precision"].isin(["lower", "upper"])]
    found = found.drop_duplicates(["indicator", "period_start", "period_end", "value"])
    found = found.sort_values(["period_end", "period_start"], kind="stable")
    rows = []
    for record in found.to_dict("records"):
        row = {str(key): value for key, value in record.items()}
        rows.append(
            (Name("indicator", row["indicator"]), period_of(row), observe(row), _printed_growth(evidence, row, found))
        )
    return Table(
        f"economy.{name}",
        Text(f"economy.table.{name}.title"),
        (
            shared_column("indicator"),
            shared_column("period"),
            shared_column("value", "vnd_billion"),
            column("economy", "published_growth", "percent"),
        ),
        frame(rows, "indicator", "period", "value", "rate"),
        notes=(Text(f"economy.table.{name}.note"),),
        annex_only=annex,
    )


def _printed_growth(evidence: Evidence, row: dict[str, Any], levels: pd.DataFrame) -> Quantity | None:
    """Return the growth printed beside a level; that of another publication only where no other value is printed."""
    found = companion(evidence, "economy", Observation(period_of(row), observe(row), None, row), "growth_percent")
    window = (levels["period_start"] == row["period_start"]) & (levels["period_end"] == row["period_end"])
    alone = len(levels[window & (levels["indicator"] == row["indicator"])]) == 1
    own = (beside_row(row["row_id"], "growth_percent"),)
    return found if found is not None and (alone or found.rows == own) else None


def fee_table(evidence: Evidence) -> Table:
    """Return fees at the gates as published; coverage differs, so the lines are not a series."""
    return _lines(evidence, "fees", _FEES)


def customs_table(evidence: Evidence) -> Table:
    """Return revenue from exports and imports, every figure published (annex)."""
    return _lines(evidence, "customs", (CUSTOMS,), annex=True)


def budget_figure(evidence: Evidence) -> Figure:
    """Return the chart of revenue: accounts, published totals and customs revenue as three series."""
    points = [
        (period, value, Text(f"economy.budget.series_{name}"))
        for name, indicator in (("settled", SETTLED), ("published", REVENUE), ("customs", CUSTOMS))
        for period, value in _years(evidence, indicator)
    ]
    return Figure(
        "economy.budget",
        frame(points, "x", "y", "series"),
        "points_over_time",
        Text("economy.figure.budget.caption"),
        Text("economy.figure.budget.alt"),
        notes=(Text("economy.table.budget.scope"),),
    )
