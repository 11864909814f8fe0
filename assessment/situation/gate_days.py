"""Gates day by day, from the daily lists of the board: use of capacity, calendar of queues, days of closure, peaks, yards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import pandas as pd

from assessment.analysis.gate_days import CapacityUse, capacity_use, closure_days, season_factors, tet_factors
from assessment.analysis.yards import FEWEST_DAYS, busy_day
from assessment.evidence import Evidence, observe
from assessment.findings import Cell, Figure, Finding, Name, Period, Quantity, Table, Text, not_determinable
from assessment.situation.flows import PROVINCE, frame, per_day, total
from assessment.situation.gate_settings import fruit_months, setting
from assessment.situation.gate_tables import Spec, gate_table

BULLETINS: Final = "gate_bulletins"
FRUIT: Final = ("fruit", "fruit_and_farm_produce")
_ORIGIN: Final = ("table:traffic",)
_MOST_MONTHS: Final = 24
_CLOSURES: Final = ("gate_closure", "holiday_closure")
_BOTH: Final = ("export", "import")


class Days:
    """Counts of vehicles by day at the gates that have at least sixty days of them; other gates have single days, no series."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    @cached_property
    def _rows(self) -> pd.DataFrame:
        measures = ("arrived", "cleared", "queued")
        found = self.evidence.rows(
            "traffic",
            geography=PROVINCE,
            frequency="day",
            measure=measures,
            flow=_BOTH,
            unit="vehicle",
            source=BULLETINS,
        )
        found = found[~found["gate"].isin(["all"])]
        return found.drop_duplicates(["gate", "flow", "kind", "measure", "period_end"])

    @cached_property
    def gates(self) -> tuple[str, ...]:
        """Gates with a daily series of vehicles cleared, in the order of their vehicles."""
        cleared = self._rows[(self._rows["measure"] == "cleared") & (self._rows["kind"] == "all")]
        days = cleared.groupby("gate")["period_end"].nunique()
        regular = set(days.index[days >= FEWEST_DAYS])
        sums = cleared.groupby("gate")["value"].sum().sort_values(ascending=False, kind="stable")
        return tuple(gate for gate in sums.index if gate in regular)

    @cached_property
    def listed(self) -> frozenset[str]:
        """Ids of the rows of these series."""
        return frozenset(self._rows.loc[self._rows["gate"].isin(list(self.gates)), "row_id"])

    def by_gate(self, measure: str, flows: Sequence[str] = _BOTH, kinds: Sequence[str] = ("all",)) -> pd.DataFrame:
        """Return counts by day (index) and gate (columns), of several directions their sum; NaN where one of them is unknown."""
        rows = self._rows
        fits = (rows["measure"] == measure) & rows["flow"].isin(list(flows)) & rows["kind"].isin(list(kinds))
        chosen = rows[fits & rows["gate"].isin(list(self.gates))]
        wide = chosen.pivot_table(index="period_end", columns=["gate", "flow"], values="value", aggfunc="sum")
        days = pd.date_range(self.first, self.last)
        columns = {
            gate: wide[[(gate, flow) for flow in flows]].sum(axis=1, skipna=False)
            for gate in self.gates
            if all((gate, flow) in wide for flow in flows)
        }
        return pd.DataFrame(columns, columns=list(columns)).reindex(days)

    @cached_property
    def first(self) -> pd.Timestamp:
        """First day of the lists."""
        return pd.Timestamp(self._rows["period_end"].min())

    @cached_property
    def last(self) -> pd.Timestamp:
        """Last day of the lists."""
        return pd.Timestamp(self._rows["period_end"].max())

    @property
    def period(self) -> Period:
        """Days the lists cover."""
        return Period(self.first, self.last, "span")

    def all_gates(self, measure: str, flows: Sequence[str] = _BOTH, kinds: Sequence[str] = ("all",)) -> pd.Series:
        """Return the sum of the gates by day; NaN where one of them is unknown."""
        return self.by_gate(measure, flows, kinds).sum(axis=1, skipna=False)

    def capacity(self, gate: str) -> Quantity:
        """Return the capacity of a day last published for a gate."""
        found = self.evidence.series("traffic", geography=PROVINCE, gate=gate, kind="all", measure="capacity_per_day")
        if found.empty:
            return not_determinable(Text("border.reason.no_capacity"), "vehicle_per_day")
        return per_day(found["quantity"].iloc[-1])

    @cached_property
    def queued(self) -> list[tuple[pd.Timestamp, Quantity]]:
        """Return the vehicles queued at all these gates by day, each with the rows it is the sum of; days with all of them."""
        rows = self._rows[
            (self._rows["measure"] == "queued")
            & (self._rows["kind"] == "all")
            & self._rows["gate"].isin(list(self.gates))
        ]
        size = rows.groupby("period_end").size()
        whole = size[size == size.max()].index
        chosen = rows[rows["period_end"].isin(whole)].sort_values(["period_end", "gate", "flow"])
        by_day: dict[pd.Timestamp, list[Quantity]] = {}
        for row in chosen.to_dict("records"):
            by_day.setdefault(row["period_end"], []).append(observe(row))
        return [(day, total(*quantities)) for day, quantities in by_day.items()]


def number(value: float, unit: str, formula: str, decimals: int, why: str = "few_days") -> Quantity:
    """Return a number from the daily series; not determinable where there is none."""
    if value != value:
        return not_determinable(Text(f"border.reason.{why}"), unit)
    return Quantity(float(value), unit, _ORIGIN, f"border.formula.{formula}", decimals=decimals)


def use_of(days: Days, gate: str) -> CapacityUse | None:
    """Return the use of the capacity of a gate, None where no capacity is published."""
    capacity = days.capacity(gate)
    if not capacity.value:
        return None
    threshold = setting("capacity.threshold_percent", "percent").value or 0.0
    return capacity_use(days.by_gate("cleared")[gate], capacity.value, threshold)


def use_table(days: Days) -> Table:
    """Return vehicles a day and the use of the capacity by gate."""
    cleared = days.by_gate("cleared")
    rows: list[tuple[Cell, ...]] = []
    for gate in cleared.columns:
        series, found = cleared[gate].dropna(), use_of(days, gate)
        nothing = not_determinable(Text("border.reason.no_capacity"), "percent")
        uses = (found.mean, found.ninth_decile, found.highest) if found else ()
        rows.append(
            (
                Name("gate", gate),
                Quantity(float(len(series)), "day", _ORIGIN, "count", decimals=0),
                number(series.mean(), "vehicle_per_day", "daily_mean", 0),
                number(busy_day(series), "vehicle_per_day", "busy_day", 0),
                number(series.max(), "vehicle_per_day", "daily_highest", 0),
                days.capacity(gate),
                *([number(use, "percent", "capacity_use", 1) for use in uses] if found else [nothing] * 3),
                Quantity(float(found.days_above), "day", _ORIGIN, "count", decimals=0) if found else None,
            )
        )
    columns: list[Spec] = ["gate", ("days", "day", 0)]
    columns += [(name, "vehicle_per_day", 0) for name in ("mean", "busy", "highest", "capacity")]
    columns += [(name, "percent", 1) for name in ("use_mean", "use_p90", "use_highest")]
    columns += [("days_above", "day", 0)]
    note: dict[str, Cell] = {"threshold": setting("capacity.threshold_percent", "percent")}
    return gate_table("daily_use", columns, rows, {"period": days.period}, note, wide=True)


def closures_table(days: Days) -> Table:
    """Return days without clearance by gate and year, and the days of declared closures of the province's gates."""
    declared = declared_closures(days)
    rows: list[tuple[Cell, ...]] = []
    for found in closure_days(days.by_gate("cleared")).reset_index().to_dict("records"):
        gate, year = str(found["gate"]), int(found["year"])
        counts = [
            Quantity(float(found[name]), "day", _ORIGIN, "count", decimals=0) for name in ("known", "alone", "together")
        ]
        known = declared[declared.year == year]
        rows.append(
            (
                Name("gate", gate),
                year,
                *counts,
                Quantity(float(len(known)), "day", ("table:events",), "count", decimals=0),
            )
        )
    columns: list[Spec] = ["gate", "year"]
    columns += [(name, "day", 0) for name in ("known", "alone", "together", "declared")]
    return gate_table("closure_days", columns, rows, {"period": days.period})


def declared_closures(days: Days) -> pd.DatetimeIndex:
    """Return the days of the lists on which an event of the record says that a gate of the province was closed."""
    events = days.evidence.record.table("events")
    fits = events["kind"].isin(_CLOSURES) & events["geography"].str.startswith(PROVINCE)
    found = pd.DatetimeIndex([])
    for row in events[fits & events["period_start"].notna()].to_dict("records"):
        start, end = max(row["period_start"], days.first), min(row["period_end"], days.last)
        if start <= end:
            found = found.union(pd.date_range(start, end))
    return found


def peaks_table(days: Days) -> Table:
    """Return the factors about Tết by year, and those of the season of fruit, for all vehicles and for fruit."""
    rows: list[tuple[Cell, ...]] = []
    for kind, kinds in (("all", ("all",)), ("fruit", FRUIT)):
        for flow in _BOTH:
            series = days.all_gates("cleared", (flow,), kinds)
            if series.notna().sum() < FEWEST_DAYS:
                continue
            tet, season = tet_factors(series), season_factors(series, fruit_months())
            for year in sorted({*tet.index, *season.index}):
                about = tet.reindex([year]).to_numpy(dtype=float)[0]
                factors = [*about.tolist(), float(season.reindex([year]).to_numpy(dtype=float)[0])]
                if any(factor == factor for factor in factors):
                    cells = [number(factor, "times", "factor", 2) for factor in factors]
                    rows.append((Name("traffic_kind", kind), Name("flow", flow), int(year), *cells))
    columns: list[Spec] = ["kind", "flow", "year"]
    columns += [(name, "times", 2) for name in ("before", "during", "after", "season")]
    return gate_table("daily_peaks", columns, rows, {"period": days.period})


def queue_figure(days: Days) -> Figure:
    """Return the calendar of queues: a row a month, a column a day, at most two years."""
    counted = days.queued
    months = sorted({day.to_period("M") for day, _ in counted})[-_MOST_MONTHS:]
    rows = [
        (day.day, quantity, Period(day.to_period("M").start_time, day.to_period("M").end_time.normalize(), "month"))
        for day, quantity in counted
        if day.to_period("M") in months
    ]
    rows.sort(key=lambda row: row[0])
    return Figure(
        "border.queue_calendar",
        frame(rows, "x", "y", "series"),
        "heatmap",
        Text("border.figure.queue_calendar.caption", {"period": days.period}),
        Text("border.figure.queue_calendar.alt"),
        notes=(Text("border.figure.queue_calendar.note"),),
        options={"values": False},
    )


def findings(days: Days) -> tuple[Finding, ...]:
    """Return what the daily lists say: the longest queue, and the gate that uses most of its capacity."""
    said = []
    queue = max(days.queued, key=lambda found: found[1].value or 0.0, default=None)
    if queue is not None:
        values: dict[str, Cell] = {"most": queue[1], "day": Period(queue[0], queue[0], "day"), "period": days.period}
        said.append(Finding(Text("border.finding.daily_queue", values), "B"))
    used = {gate: found for gate in days.gates if (found := use_of(days, gate)) is not None and found.days}
    if used:
        gate = max(used, key=lambda name: used[name].ninth_decile)
        found = used[gate]
        said.append(
            Finding(
                Text(
                    "border.finding.daily_use",
                    {
                        "gate": Name("gate", gate),
                        "p90": number(found.ninth_decile, "percent", "capacity_use", 1),
                        "above": Quantity(float(found.days_above), "day", _ORIGIN, "count", decimals=0),
                        "days": Quantity(float(found.days), "day", _ORIGIN, "count", decimals=0),
                        "threshold": setting("capacity.threshold_percent", "percent"),
                    },
                ),
                "B",
            )
        )
    return tuple(said)
