"""Consistency checks of section 3: what a source claims beside what the record itself gives."""

from __future__ import annotations

from assessment.analysis.growth import Verdict, check_sum
from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Quantity, Table, Text, derive
from assessment.situation.flows import (
    change,
    difference,
    frame,
    growth_verdict,
    published,
    total,
    trade_value,
    verdict_text,
)
from assessment.situation.trade_levels import Levels

FIVE_YEARS = 60
PLAUSIBLE_REST = 0.5
"""A five-year sum is doubtful where the months not known are left less than this part of the average of the sum."""


def _column(name: str) -> Column:
    return Column(Text(f"trade.table.checks.{name}"))


def checks_table(evidence: Evidence, levels: Levels) -> Table:
    """Return published claims beside what the record itself gives."""
    rows = [*_sum_checks(levels), *_growth_checks(evidence, levels), *_five_year_checks(evidence, levels)]
    return Table(
        "trade.checks",
        Text("trade.table.checks.title"),
        (
            _column("claim"),
            _column("published"),
            _column("recomputed"),
            _column("verdict"),
        ),
        frame(rows, "claim", "published", "recomputed", "verdict"),
        notes=(Text("trade.table.checks.note"),),
    )


def _sum_checks(levels: Levels) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for key, period in (("declared_2023", "2023"), ("declared_h1_2022", "2022-H1")):
        parts = [levels.declared(period, flow) for flow in ("export", "import")]
        rows.append(_sum_row(key, levels.declared(period), parts))
    january = "2026-01-01..2026-01-20"
    both = [trade_value(levels.evidence, "through", january, flow) for flow in ("export", "import")]
    rows.append(_sum_row("through_january_2026", levels.through(january), both))
    return rows


def _sum_row(key: str, claim: Quantity, parts: list[Quantity]) -> tuple[Cell, ...]:
    values = [part.value if part.value is not None else float("nan") for part in parts]
    verdict = check_sum(
        claim.value if claim.value is not None else float("nan"),
        values,
        claim.precision,
        [part.precision for part in parts],
    )
    return (Text(f"trade.check.{key}"), claim, total(*parts), verdict_text(verdict))


def _growth_checks(evidence: Evidence, levels: Levels) -> list[tuple[Cell, ...]]:
    plans = [published(evidence, "declared", "2023", flow, "plan_percent") for flow in ("total", "export", "import")]
    implied = derive(
        "trade.formula.plan_share",
        "percent",
        lambda whole, exports, imports, of_exports, of_imports: (
            100 * whole / (100 * exports / of_exports + 100 * imports / of_imports)
        ),
        levels.declared_2023,
        levels.exports_2023,
        levels.imports_2023,
        plans[1],
        plans[2],
        decimals=1,
    )
    rows: list[tuple[Cell, ...]] = [
        (Text("trade.check.plan_2023"), plans[0], implied, verdict_text(_same(plans[0], implied))),
    ]
    before, now = (trade_value(evidence, "unstated", year) for year in ("2010", "2012"))
    claim = published(evidence, "unstated", "2012", base="other")
    if claim.known:
        rows.append(
            (
                Text("trade.check.growth_2012"),
                claim,
                change(now, before),
                verdict_text(growth_verdict(now, before, claim)),
            )
        )
    return rows


def _same(claim: Quantity, recomputed: Quantity) -> Verdict:
    if claim.value is None or recomputed.value is None:
        return "not_determinable"
    return "agrees" if abs(claim.value - recomputed.value) <= 0.1 else "disagrees"


def _five_year_checks(evidence: Evidence, levels: Levels) -> list[tuple[Cell, ...]]:
    """Hold the published five-year sums against the years known: what is left for the rest must be plausible."""
    through = (levels.through_2022, levels.through_2023, levels.through_2024, levels.through("2025-01..2025-11"))
    declared = (
        levels.declared("2021-01..2021-10", inferred=True),
        levels.declared_2022,
        levels.declared_2023,
        levels.declared("2024-01..2024-10"),
        levels.declared("2025-01-01..2025-11-27"),
    )
    early = tuple(trade_value(evidence, "unstated", year, inferred=True) for year in ("2016", "2017", "2018"))
    return [
        _left_row("five_years_through", levels.through("2021..2025"), through, months_left=13),
        _left_row("five_years_declared", levels.declared("2021..2025"), declared, months_left=5),
        _left_row("five_years_2020", trade_value(evidence, "unstated", "2016..2020"), early, months_left=24),
    ]


def _left_row(key: str, claim: Quantity, parts: tuple[Quantity, ...], months_left: int) -> tuple[Cell, ...]:
    """Return the row of one five-year sum; it is doubtful where too little is left for the months not known."""
    known = total(*parts)
    left = difference(claim, known)
    expected = derive("mean", claim.unit, lambda whole: whole * months_left / FIVE_YEARS, claim)
    if left.value is None or expected.value is None:
        return (Text(f"trade.check.{key}"), claim, known, verdict_text("not_determinable"))
    doubtful = left.value < PLAUSIBLE_REST * expected.value
    return (
        Text(f"trade.check.{key}"),
        claim,
        known,
        Text(f"trade.left.{'doubtful' if doubtful else 'possible'}.{key}", {"left": left}),
    )
