"""Section 5: border performance — vehicles cleared, queued and peak, capacity, declarations and passengers, dated events."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Cell, Figure, Finding, Missing, Name, Quantity, Section, Text
from assessment.situation.border_flows import Border
from assessment.situation.border_gates import GateShifts
from assessment.situation.border_tables import (
    all_gates_table,
    capacity_table,
    declarations_table,
    definitions_table,
    events_table,
    latest_gates_table,
    passengers_table,
    peaks_table,
    queue_peaks_table,
    queues_table,
    vehicles_table,
)
from assessment.situation.flows import change, frame, per_day, ratio
from assessment.situation.gate_times import release_values
from assessment.situation.gate_work import GateWork

SINCE = "2020-01-01"
CLEARED_SERIES = (
    "huu_nghi",
    "tan_thanh",
    "tan_thanh_po_chai_dedicated_road_1088_2_1089",
    "huu_nghi_and_tan_thanh",
    "chi_ma",
)
QUEUE_SERIES = ("all", "huu_nghi_and_tan_thanh_and_chi_ma", "huu_nghi", "tan_thanh", "chi_ma")
CHART_EVENTS = (
    ("2020-02-05", "reopening", "resumed"),
    ("2021-12-18", "gate_closure", "tan_thanh_closed"),
    ("2022-01-17", "gate_closure", "chi_ma_closed"),
    ("2022-02-21", "digital_reform", "digital_gate"),
    ("2022-04-20", "reopening", "chi_ma_reopened"),
    ("2023-01-08", "reopening", "china_reopened"),
    ("2024-05-27", "gate_upgrade", "attribution"),
    ("2024-08-17", "policy", "smart_gate"),
    ("2025-04-25", "policy", "longer_hours"),
    ("2025-11-27", "infrastructure", "six_lanes"),
)
"""Events of the record drawn on the charts: first day, kind, and the key of their short label."""


def section(evidence: Evidence) -> Section:
    """Return the section on border performance."""
    border = Border(evidence)
    shifts, work = GateShifts(border), GateWork(evidence)
    figures = (
        _vehicles_figure(evidence, border),
        _vehicles_by_gate_figure(evidence, border),
        _queues_figure(evidence, border),
        _gates_figure(border),
        shifts.figure(),
        *work.figures(),
    )
    return Section(
        "border",
        Text("border.title"),
        Text("border.questions"),
        findings=(*_findings(evidence, border), *shifts.findings(), *work.findings()),
        tables=(
            definitions_table(evidence, border),
            vehicles_table(border),
            latest_gates_table(border),
            peaks_table(border),
            capacity_table(border),
            shifts.shift_table(),
            shifts.closure_table(),
            *work.tables(),
            queue_peaks_table(border),
            declarations_table(border),
            passengers_table(border),
            events_table(evidence),
            all_gates_table(border),
            queues_table(border),
        ),
        figures=tuple(figure for figure in figures if any(quantity.known for quantity in figure.data["y"])),
        missing=tuple(
            Missing(Text(f"border.missing.{key}.what"), Name("agency", holder), Text(f"border.missing.{key}.use"))
            for key, holder in (
                ("daily", "zone_board"),
                ("release", "customs_branch_vi"),
                ("dwell", "zone_board"),
                ("cost", "so_cong_thuong"),
                ("closures", "border_guard"),
                ("rail", "railway"),
            )
            if key not in work.answered()
        ),
        conclusion=(
            _conclusion(border, shifts, work),
            Text("border.conclusion.how_sure"),
            Text("border.conclusion.supports"),
        ),
    )


def _conclusion(border: Border, shifts: GateShifts, work: GateWork) -> Text:
    values: dict[str, Cell] = {
        "before": border.mean_2023,
        "now": border.cleared_2025,
        "diverted": shifts.diverted("huu_nghi"),
    }
    if not work.times.known:
        return Text("border.conclusion.what", values)
    return Text("border.conclusion.what_timed", values | {"median": release_values(work.times)["median"]})


def _findings(evidence: Evidence, border: Border) -> tuple[Finding, ...]:
    road, huu_nghi = border.capacity_rows()[:2]
    december = border.contradiction("2021-12")
    values: dict[str, dict[str, Cell]] = {
        "vehicles": {
            "low": border.low_2023,
            "high": border.high_2023,
            "now": border.cleared_2025,
            "growth": change(border.cleared_2025, border.mean_2023),
        },
        "direction": {
            "imports": border.average("2025-09", "import"),
            "exports": border.average("2025-09", "export"),
            "ratio": ratio(border.average("2025-09", "import"), border.average("2025-09", "export")),
        },
        "peak": {"peak": border.peak("2025"), "average": border.cleared_2025, "ratio": border.peak_ratio("2025")},
        "capacity": {
            "road": road.actual,
            "road_use": road.use,
            "road_capacity": road.capacity,
            "huu_nghi": huu_nghi.actual,
            "huu_nghi_use": huu_nghi.use,
            "huu_nghi_capacity": huu_nghi.capacity,
        },
        "queue": _queue_values(border),
        "contradiction": {"one": december[0], "low": december[1], "high": december[2]},
    }
    return tuple(
        Finding(Text(f"border.finding.{key}", given), "C")
        for key, given in values.items()
        if all(not isinstance(value, Quantity) or value.known for value in given.values())
    )


def _queue_values(border: Border) -> dict[str, Cell]:
    most, last = border.largest_queue, border.last_queue
    if most is None or last is None:
        return {"most": border.nothing}
    return {"most": most.quantity, "day": most.period, "later": last.quantity, "later_day": last.period}


def chart_events(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the dated events of the Lạng Sơn gates that are drawn on charts, as far as the record holds them."""
    table = evidence.record.table("events")
    found = []
    for day, kind, label in CHART_EVENTS:
        hits = table[(table["period_start"] == pd.Timestamp(day)) & (table["kind"] == kind)]
        if not hits.empty:
            found.append({"date": pd.Timestamp(day), "label": Text(f"border.event.{label}"), "kind": kind})
    return found


def _vehicles_figure(evidence: Evidence, border: Border) -> Figure:
    rows: list[tuple[Cell, ...]] = [
        (observed.period, per_day(observed.middle), Name("flow", flow))
        for flow in ("total", "export", "import")
        for observed in border.province_averages(flow, SINCE)
    ]
    return _over_time("vehicles", rows, evidence)


def _vehicles_by_gate_figure(evidence: Evidence, border: Border) -> Figure:
    rows: list[tuple[Cell, ...]] = [
        (observed.period, per_day(observed.middle), Name("gate", gate))
        for gate in CLEARED_SERIES
        for observed in border.cleared(gate, SINCE)
    ]
    return _over_time("vehicles_by_gate", rows, evidence)


def _queues_figure(evidence: Evidence, border: Border) -> Figure:
    rows: list[tuple[Cell, ...]] = [
        (observed.period, observed.quantity, Name("gate", gate))
        for gate in QUEUE_SERIES
        for observed in border.queues(gate, SINCE)
    ]
    return _over_time("queues", rows, evidence)


def _over_time(name: str, rows: list[tuple[Cell, ...]], evidence: Evidence) -> Figure:
    return Figure(
        f"border.{name}",
        frame(rows, "x", "y", "series"),
        "points_over_time",
        Text(f"border.figure.{name}.caption"),
        Text(f"border.figure.{name}.alt"),
        notes=(Text(f"border.figure.{name}.note"),),
        options={"events": chart_events(evidence)},
    )


def _gates_figure(border: Border) -> Figure:
    rows = [
        (Name("gate", gate), quantity, Name("flow", flow))
        for gate, flows in border.latest_by_gate()
        for flow, quantity in flows.items()
        if flow != "total"
    ]
    return Figure(
        "border.gates",
        frame(rows, "x", "y", "series"),
        "stacked_bars",
        Text("border.figure.gates.caption"),
        Text("border.figure.gates.alt"),
    )
