"""Tables of section 4 on gates and goods as far as they were published: mostly customs branches, tonnes and trucks."""

from __future__ import annotations

from typing import TypeAlias

import pandas as pd

from assessment.analysis.growth import check_sum
from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Name, Quantity, Table, Text
from assessment.situation.flows import (
    PROVINCE,
    Observation,
    by_window,
    companion,
    difference,
    frame,
    observations,
    share,
    total,
    trade_value,
    trade_windows,
    verdict_text,
)

GoodsOrder: TypeAlias = tuple[bool, str, str, pd.Timestamp, pd.Timestamp]

DECLARING_GATES = ("huu_nghi", "tan_thanh", "chi_ma", "dong_dang_railway_station")
WEIGHTS = ("value", "weight", "weight_per_day", "weight_rail")
NOT_GOODS = ("all", "passengers", "trains", "wagons")
"""Kinds of traffic that are no goods, by the beginning of their key."""

LARGEST_MONTH = 3.0
"""A single month above this multiple of the mean of the other eleven is taken for a contradiction, not for a season."""

LONG = ("month", "quarter", "half", "year", "ytd")
"""Windows long enough to say something about a commodity in the chapter; single days and odd spans stand in the annex."""


def _column(table: str, name: str, unit: str | None = None) -> Column:
    return Column(Text(f"structure.table.{table}.{name}"), unit)


def gates_table(evidence: Evidence) -> Table:
    """Return the value declared at the customs branch of each gate, as far as known."""
    rows: list[tuple[Cell, ...]] = []
    for gate in DECLARING_GATES:
        split = {flow: by_window(trade_windows(evidence, "declared", flow, gate=gate)) for flow in ("export", "import")}
        totals = by_window(trade_windows(evidence, "declared", gate=gate))
        for window in sorted({*totals, *split["export"], *split["import"]}, key=lambda span: (span[1], span[0])):
            parts = [split[flow].get(window) for flow in ("export", "import")]
            whole = totals.get(window)
            first = whole or parts[0] or parts[1]
            if first is None:
                continue
            beside = companion(evidence, "trade", first, "growth_percent")
            rows.append((Name("gate", gate), first.period, *(_quantity(found) for found in (*parts, whole)), beside))
    return Table(
        "structure.gates",
        Text("structure.table.gates.title"),
        (
            Column(Text("common.column.gate")),
            Column(Text("common.column.period")),
            _column("gates", "export", "usd_million"),
            _column("gates", "import", "usd_million"),
            Column(Text("common.column.total"), "usd_million"),
            _column("gates", "growth", "percent"),
        ),
        frame(rows, "gate", "period", "export", "import", "total", "growth"),
        notes=(Text("structure.table.gates.note"),),
    )


def _quantity(found: Observation | None) -> Quantity | None:
    return found.quantity if found else None


def gate_checks_table(evidence: Evidence) -> Table:
    """Return figures of gates that contradict each other, or that fit, with the difference."""

    def declared(gate: str, period: str, flow: str = "total") -> Quantity:
        return trade_value(evidence, "declared", period, flow, gate=gate)

    eleven = "2025-01..2025-11"
    parts = [declared("huu_nghi", eleven, flow) for flow in ("export", "import")]
    rows: list[tuple[Cell, ...]] = [
        _cumulated("huu_nghi_2025", declared("huu_nghi", "2025-Q1"), declared("huu_nghi", "2025-01..2025-04")),
        _december(
            "dong_dang_2023",
            declared("dong_dang_railway_station", "2023-01..2023-11"),
            declared("dong_dang_railway_station", "2023"),
        ),
        _summed("huu_nghi_sum", parts, declared("huu_nghi", eleven)),
    ]
    province = trade_value(evidence, "declared", "2024-01..2024-10")
    branch = declared("huu_nghi", "2024-01..2024-10")
    return Table(
        "structure.gate_checks",
        Text("structure.table.gate_checks.title"),
        (
            _column("gate_checks", "claim"),
            _column("gate_checks", "first", "usd_million"),
            _column("gate_checks", "second", "usd_million"),
            Column(Text("common.column.difference"), "usd_million"),
            _column("gate_checks", "reading"),
        ),
        frame(rows, "claim", "first", "second", "difference", "reading"),
        notes=(Text("structure.table.gate_checks.note", {"share": share(branch, province)}),),
    )


def _reading(key: str, difference: Quantity, contradicts: bool) -> Text:
    if not difference.known:
        return verdict_text("not_determinable")
    return Text(f"structure.reading.{key}") if contradicts else Text("structure.reading.possible")


def _cumulated(key: str, shorter: Quantity, longer: Quantity) -> tuple[Cell, ...]:
    """Return the row of two cumulative figures: the longer window cannot hold less than the shorter one."""
    gap = difference(longer, shorter)
    contradicts = gap.value is not None and gap.value < 0
    return (Text(f"structure.check.{key}"), shorter, longer, gap, _reading(key, gap, contradicts))


def _december(key: str, eleven_months: Quantity, year: Quantity) -> tuple[Cell, ...]:
    """Return the row of eleven months and a year: what is left for December is held against the months before it."""
    gap = difference(year, eleven_months)
    contradicts = gap.value is not None and not 0 <= gap.value <= LARGEST_MONTH * (eleven_months.value or 0) / 11
    return (Text(f"structure.check.{key}"), eleven_months, year, gap, _reading(key, gap, contradicts))


def _summed(key: str, parts: list[Quantity], whole: Quantity) -> tuple[Cell, ...]:
    """Return the row of a total and the sum of its parts."""
    values = [part.value if part.value is not None else float("nan") for part in parts]
    published = whole.value if whole.value is not None else float("nan")
    verdict = check_sum(published, values, whole.precision, [part.precision for part in parts])
    return (
        Text(f"structure.check.{key}"),
        total(*parts),
        whole,
        difference(whole, total(*parts)),
        verdict_text(verdict),
    )


def commodities_table(evidence: Evidence, chapter: bool) -> Table:
    """Return goods at the Lạng Sơn gates: value, tonnes or trucks; long windows in the chapter, all of them in the annex."""
    trade = observations(
        evidence,
        "trade",
        by=("scope", "measure", "commodity", "gate", "flow"),
        geography=PROVINCE,
        measure=WEIGHTS,
        regime="all",
        scope=("declared", "unstated"),
    )
    rows: list[tuple[GoodsOrder, tuple[Cell, ...]]] = []
    for observed in trade:
        if observed.row["commodity"] != "all" or observed.row["measure"] != "value":
            rows.append(_goods_row(observed, "commodity", Name("measure", observed.row["measure"])))
    for observed in observations(
        evidence,
        "traffic",
        by=("measure", "kind", "gate", "flow"),
        geography=PROVINCE,
        measure=("cleared", "arrived_per_day"),
    ):
        if not observed.row["kind"].startswith(NOT_GOODS):
            rows.append(_goods_row(observed, "kind", Name("measure", observed.row["measure"])))
    kept = [cells for key, cells in sorted(rows, key=lambda pair: pair[0]) if not chapter or _long(cells)]
    name = "commodities" if chapter else "commodities_all"
    return Table(
        f"structure.{name}",
        Text(f"structure.table.{name}.title"),
        (
            _column("commodities", "goods"),
            Column(Text("common.column.gate")),
            Column(Text("common.column.period")),
            Column(Text("common.column.flow")),
            _column("commodities", "measure"),
            Column(Text("common.column.value")),
        ),
        frame(kept, "goods", "gate", "period", "flow", "measure", "value"),
        notes=(Text("structure.table.commodities.note"),),
        annex_only=not chapter,
    )


def _goods_row(observed: Observation, key: str, measure: Name) -> tuple[GoodsOrder, tuple[Cell, ...]]:
    goods = observed.row[key]
    name = Name("commodity" if key == "commodity" else "traffic_kind", goods)
    cells = (
        Text("structure.group.unsplit") if goods == "all" else name,
        Name("gate", observed.row["gate"]),
        observed.period,
        Name("flow", observed.row["flow"]),
        measure,
        observed.middle,
    )
    return (goods == "all", goods, observed.row["gate"], observed.period.end, observed.period.start), cells


def _long(cells: tuple[Cell, ...]) -> bool:
    return getattr(cells[2], "frequency", "") in LONG
