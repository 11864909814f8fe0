"""Section 2: what was planned, by its first plan, beside what the record shows for the same period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Cell, Figure, Finding, Name, Quantity, Section, Table, Text
from assessment.situation.assembly import count, missing
from assessment.situation.pieces import PROVINCE, ZONE, as_unit, closing, columns
from assessment.situation.targets import Comparison, ImpliedPlan, Plan, comparisons, implied_plans

_OWN: Final = (ZONE, PROVINCE, "gate_huu_nghi")
_FLOWS: Final = ("export", "import", "total")
_COMPARED: Final = ("below", "within", "reached")


def section(evidence: Evidence) -> Section:
    """Return the section on plan against actual."""
    every = comparisons(evidence)
    own = [found for found in every if found.target.geography in _OWN]
    due = [found for found in own if found.target.period.end <= evidence.today]
    implied = implied_plans(evidence, PROVINCE)
    revised = _revisions_table(own)
    return Section(
        "plan",
        Text("plan.title"),
        Text("plan.questions"),
        findings=tuple(_findings(due, implied, evidence)),
        tables=(
            _targets_table("due", due),
            *([_implied_table(implied)] if implied else []),
            *([revised] if revised is not None else []),
            _targets_table("pending", [found for found in own if found.target.period.end > evidence.today], annex=True),
            _targets_table("others", [found for found in every if found.target.geography not in _OWN], annex=True),
        ),
        figures=tuple(_figures(due, implied)),
        missing=(
            missing("plan", "land", "zone_board"),
            missing("plan", "population", "province_statistics"),
            missing("plan", "tourists", "people_committee"),
            missing("plan", "documents", "people_committee"),
        ),
        conclusion=closing("plan", _counts(due)),
    )


def _rows(found: Iterable[Comparison]) -> list[str]:
    return [row for comparison in found for row in comparison.target.first.low.rows]


def _counts(due: list[Comparison]) -> dict[str, Cell]:
    return {
        "due": count(_rows(due), "indicator"),
        "compared": count(_rows(found for found in due if found.state in _COMPARED), "indicator"),
        "open": count(_rows(found for found in due if found.state == "no_actual"), "indicator"),
        "beside": count(_rows(found for found in due if found.state == "not_comparable"), "indicator"),
        "below": count(_rows(found for found in due if found.state == "below"), "indicator"),
    }


def _find(found: Iterable[Comparison], geography: str, indicator: str, first: int, last: int) -> Comparison | None:
    for comparison in found:
        target = comparison.target
        years = (target.period.start.year, target.period.end.year)
        if (target.geography, target.indicator, years) == (geography, indicator, (first, last)):
            return comparison
    return None


def _findings(due: list[Comparison], implied: list[ImpliedPlan], evidence: Evidence) -> Iterable[Finding]:
    counts = _counts(due)
    yield Finding(
        Text("plan.finding.coverage", {key: counts[key] for key in ("due", "compared", "beside", "open")}), "B"
    )
    growth = _find(due, PROVINCE, "grdp_growth", 2011, 2020)
    if growth is not None and growth.gap is not None and growth.target.first.high is not None:
        yield Finding(Text("plan.finding.growth", _growth_values(growth)), "C")
    zone = [found for found in due if found.target.geography == ZONE]
    if zone:
        without = [found for found in zone if found.state == "no_actual"]
        values: dict[str, Cell] = {
            "targets": count(_rows(zone), "indicator"),
            "open": count(_rows(without), "indicator"),
            "document": zone[0].target.first.document,
        }
        yield Finding(Text("plan.finding.zone", values), "B")
    yield from _tourist_finding(due)
    yield from _trade_finding(implied)


def _growth_values(growth: Comparison) -> dict[str, Cell]:
    plan = growth.target.first
    return {
        "period": growth.target.period,
        "actual": growth.actual,
        "low": plan.low,
        "high": plan.high,
        "document": plan.document,
        "gap": growth.gap,
    }


def _tourist_finding(due: list[Comparison]) -> Iterable[Finding]:
    years = [_find(due, PROVINCE, "tourist_arrivals", year, year) for year in (2015, 2020)]
    known = [found for found in years if found is not None]
    if len(known) == 2 and all(found.state == "no_actual" for found in known):
        values: dict[str, Cell] = {
            "first": known[0].target.first.low,
            "second": known[1].target.first.low,
            "first_year": known[0].target.period,
            "second_year": known[1].target.period,
            "document": known[0].target.first.document,
        }
        yield Finding(Text("plan.finding.tourists", values), "C")


def _trade_finding(implied: list[ImpliedPlan]) -> Iterable[Finding]:
    found = {plan.label.values["flow"]: plan for plan in declared_plans(implied)}
    flows = [found.get(Name("flow", flow)) for flow in _FLOWS]
    if all(plan is not None for plan in flows):
        values: dict[str, Cell] = {}
        for name, plan in zip(("exports", "imports", "total"), flows, strict=True):
            if plan is not None:
                values |= {f"{name}_plan": plan.plan, f"{name}_share": plan.achieved, "period": plan.period}
        yield Finding(Text("plan.finding.trade", values), "C")


def declared_plans(implied: list[ImpliedPlan]) -> list[ImpliedPlan]:
    """Return the implied plans of declared trade for the latest whole year that has them: exports, imports, total."""
    own = [
        plan
        for plan in implied
        if plan.label.values.get("scope") == Name("scope", "declared") and plan.period.frequency == "year"
    ]
    last = max((plan.period.end for plan in own), default=None)
    order: list[Cell] = [Name("flow", flow) for flow in _FLOWS]
    latest = [plan for plan in own if plan.period.end == last and plan.label.values["flow"] in order]
    return sorted(latest, key=lambda plan: order.index(plan.label.values["flow"]))


def _targets_table(name: str, found: list[Comparison], *, annex: bool = False) -> Table:
    rows = [
        (
            Name("target", comparison.target.indicator),
            Name("geography", comparison.target.geography),
            comparison.target.first.document,
            _decided(comparison.target.first),
            comparison.target.period,
            comparison.target.first.low,
            comparison.target.first.high,
            comparison.actual if comparison.actual is not None else Text(f"plan.state.{comparison.state}"),
            comparison.achievement,
            comparison.gap if comparison.gap is not None else _reason(comparison),
        )
        for comparison in found
    ]
    names = ["indicator", "area", "document", "decided", "period", "target", "upper", "actual", "achievement", "gap"]
    return Table(
        f"plan.{name}",
        Text(f"plan.table.{name}.title"),
        columns("plan", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("plan.table.note_first"), Text("plan.table.note_lower")),
        wide=True,
        annex_only=annex,
    )


def _decided(plan: Plan) -> Cell:
    """Return the day of the decision; only the year where it stands for the whole year.

    A date of which only the year is known is read as the last day of that year.
    """
    if plan.decided is None or (plan.decided.month, plan.decided.day) != (12, 31):
        return plan.decided
    return plan.decided.year


def _reason(comparison: Comparison) -> Text | None:
    return Text(f"plan.why.{comparison.why}") if comparison.why else None


def _implied_table(implied: list[ImpliedPlan]) -> Table:
    return Table(
        "plan.implied",
        Text("plan.table.implied.title"),
        columns("plan", "indicator", "period", "actual", "achievement", "implied"),
        pd.DataFrame(
            [(plan.label, plan.period, plan.actual, plan.achieved, plan.plan) for plan in implied],
            columns=["indicator", "period", "actual", "achievement", "plan"],
            dtype=object,
        ),
        notes=(Text("plan.table.implied.note"),),
    )


def _revisions_table(own: list[Comparison]) -> Table | None:
    rows: list[tuple[Cell, ...]] = [
        (
            Name("target", comparison.target.indicator),
            comparison.target.period,
            comparison.target.first.low,
            comparison.target.first.high,
            later.document,
            later.low,
        )
        for comparison in own
        for later in comparison.target.later
    ]
    if not rows:
        return None
    return Table(
        "plan.revisions",
        Text("plan.table.revisions.title"),
        columns("plan", "indicator", "period", "target", "upper", "later_document", "later_target"),
        pd.DataFrame(rows, columns=["indicator", "period", "target", "upper", "document", "later"], dtype=object),
        notes=(Text("plan.table.revisions.note"),),
    )


def _figures(due: list[Comparison], implied: list[ImpliedPlan]) -> Iterable[Figure]:
    growth = [found for found in due if found.target.indicator == "grdp_growth" and found.achievement is not None]
    if growth:
        yield _bullet(
            "growth",
            [
                (
                    Text("plan.figure.growth.point", {"period": found.target.period}),
                    as_unit(found.actual or Quantity(None, ""), "percent"),
                    as_unit(found.target.first.low, "percent"),
                )
                for found in growth
            ],
            "percent",
        )
    trade = declared_plans(implied)
    if trade:
        yield _bullet(
            "trade",
            [
                (
                    Text("plan.figure.trade.point", {"flow": plan.label.values["flow"], "period": plan.period}),
                    plan.actual,
                    plan.plan,
                )
                for plan in trade
            ],
            "usd_million",
        )


def _bullet(name: str, points: list[tuple[Cell, Quantity, Quantity]], unit: str) -> Figure:
    rows = [
        (label, quantity, Text(f"plan.series.{series}"))
        for label, actual, plan in points
        for quantity, series in ((actual, "actual"), (plan, "plan"))
    ]
    return Figure(
        f"plan.{name}",
        pd.DataFrame(rows, columns=["x", "y", "series"], dtype=object),
        "bullet",
        Text(f"plan.figure.{name}.caption"),
        Text(f"plan.figure.{name}.alt"),
        options={"unit": unit, "actual": Text("plan.series.actual"), "plan": Text("plan.series.plan")},
    )
