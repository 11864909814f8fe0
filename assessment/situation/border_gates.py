"""Between the gates: who won vehicles from whom between the two dates, and where the vehicles of a closed gate would have to go."""

from __future__ import annotations

import pandas as pd

from assessment.analysis.border import Closure, close_gates, gate_shift
from assessment.analysis.growth import contributions
from assessment.findings import Cell, Column, Figure, Finding, Name, Quantity, Table, Text, derive, not_determinable
from assessment.situation.border_flows import HUU_NGHI_ROAD, ROAD, Border
from assessment.situation.flows import frame, total
from assessment.situation.structure_gates import DATES, GATES, GateVehicles

BEFORE, NOW = DATES
_CAPACITY_OF = {"huu_nghi": HUU_NGHI_ROAD, ROAD: ROAD}
"""Of which road the published capacity stands for a gate; the other gates have none in the record."""


class GateShifts:
    """Shift-share of the four road gates and the closure of each of them, as vehicles a day."""

    def __init__(self, border: Border) -> None:
        self._gates = GateVehicles(border.evidence)
        self._capacities = {row.gate: row.capacity for row in border.capacity_rows()}

    def _flows(self, period: str) -> list[Quantity]:
        return [self._gates.vehicles(gate, period) for gate in GATES]

    def effect(self, gate: str, name: str) -> Quantity:
        """Return a column of `gate_shift` for a gate."""

        def pick(*values: float) -> float:
            before, now = (pd.Series(part, GATES) for part in (values[: len(GATES)], values[len(GATES) :]))
            return float(gate_shift(before, now).effects[name].to_numpy()[GATES.index(gate)])

        flows = [*self._flows(BEFORE), *self._flows(NOW)]
        return derive("border.formula.shift", "vehicle_per_day", pick, *flows, decimals=0)

    def contribution(self, gate: str) -> Quantity:
        """Return the percentage points a gate adds to the difference of all four."""
        flows = [*self._flows(BEFORE), *self._flows(NOW)]
        place, count = GATES.index(gate), len(GATES)
        return derive(
            "contribution",
            "percentage_point",
            lambda *values: float(contributions(values[:count], values[count:])[place]),
            *flows,
            decimals=1,
        )

    def relocated(self) -> Quantity:
        """Return the vehicles that stand at another gate than equal growth would have put them."""
        flows = [*self._flows(BEFORE), *self._flows(NOW)]
        count = len(GATES)
        return derive(
            "border.formula.shift",
            "vehicle_per_day",
            lambda *values: gate_shift(pd.Series(values[:count], GATES), pd.Series(values[count:], GATES)).relocated,
            *flows,
            decimals=0,
        )

    def diverted(self, closed: str) -> Quantity:
        """Return the vehicles a day of a gate, which would have to go elsewhere if it closed."""
        return self._gates.vehicles(closed, NOW)

    def lost(self, closed: str, end: str) -> Quantity:
        """Return a bound, ``lost_low`` or ``lost_high``, of the vehicles for which no other gate is known to have room."""
        known = [gate for gate in GATES if gate != closed and self._capacity(gate).known]

        def pick(*values: float) -> float:
            flows = pd.Series(values[: len(GATES)], GATES)
            room = pd.Series(values[len(GATES) :], known, dtype=float)
            limits = room.reindex([gate for gate in GATES if gate != closed])
            found: Closure = close_gates(flows, closed, limits)
            return float(getattr(found, end))

        inputs = [*self._flows(NOW), *(self._capacity(gate) for gate in known)]
        return derive("border.formula.closure", "vehicle_per_day", pick, *inputs, decimals=0)

    def _capacity(self, gate: str) -> Quantity:
        nothing = not_determinable(Text("common.reason.no_row"), "vehicle_per_day")
        return self._capacities.get(_CAPACITY_OF.get(gate, ""), nothing)

    def shift_table(self) -> Table:
        """Return the shift-share of the gates; the shift effects add up to zero, the contributions to the growth of all."""
        names = ("change", "share_effect", "shift_effect")
        rows: list[tuple[Cell, ...]] = [
            (Name("gate", gate), *(self.effect(gate, name) for name in names), self.contribution(gate))
            for gate in GATES
        ]
        sums = [total(*(row[place] for row in rows)) for place in range(1, 5)]  # type: ignore[arg-type]
        rows.append((Text("border.all_four"), *(part.rounded_to(0) for part in sums[:3]), sums[3].rounded_to(1)))
        columns = (
            Column(Text("common.column.gate")),
            *(Column(Text(f"border.table.gate_shift.{name}"), "vehicle_per_day", 0) for name in names),
            Column(Text("border.table.gate_shift.contribution"), "percentage_point", 1),
        )
        note = Text("border.table.gate_shift.note", {"relocated": self.relocated()})
        title = Text("border.table.gate_shift.title")
        return Table("border.gate_shift", title, columns, frame(rows, "gate", *names, "contribution"), notes=(note,))

    def closure_table(self) -> Table:
        """Return what would have to go elsewhere if a gate closed, and bounds of what finds no room."""
        rows: list[tuple[Cell, ...]] = [
            (
                Name("gate", gate),
                self.diverted(gate),
                self._capacity(gate),
                self.lost(gate, "lost_low"),
                self.lost(gate, "lost_high"),
            )
            for gate in GATES
        ]
        names = ("diverted", "capacity", "low", "high")
        columns = (
            Column(Text("common.column.gate")),
            *(Column(Text(f"border.table.gate_closure.{name}"), "vehicle_per_day", 0) for name in names),
        )
        return Table(
            "border.gate_closure",
            Text("border.table.gate_closure.title"),
            columns,
            frame(rows, "gate", *names),
            notes=(Text("border.table.gate_closure.note"),),
        )

    def figure(self) -> Figure:
        """Return the shift effects as bars."""
        rows = [
            (Name("gate", gate), self.effect(gate, "shift_effect"), Text("border.table.gate_shift.shift_effect"))
            for gate in GATES
        ]
        return Figure(
            "border.gate_shift",
            frame(rows, "x", "y", "series"),
            "horizontal_bars",
            Text("border.figure.gate_shift.caption"),
            Text("border.figure.gate_shift.alt"),
            notes=(Text("border.figure.gate_shift.note"),),
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return one finding a table, as far as its numbers are known."""
        low, high = self.lost("huu_nghi", "lost_low"), self.lost("huu_nghi", "lost_high")
        values: dict[str, dict[str, Cell]] = {
            "gate_shift": {"relocated": self.relocated(), "road": self.effect(ROAD, "shift_effect")},
            "gate_closure": {"diverted": self.diverted("huu_nghi"), "low": low, "high": high},
        }
        return tuple(
            Finding(Text(f"border.finding.{key}", given), "C")
            for key, given in values.items()
            if all(isinstance(value, Quantity) and value.known for value in given.values())
        )
