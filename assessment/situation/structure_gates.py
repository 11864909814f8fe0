"""How vehicles are spread over the gates on the two dates for which every gate was published."""

from __future__ import annotations

import numpy as np

from assessment.analysis.structure import concentration
from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Figure, Name, Quantity, Table, Text, derive
from assessment.situation.flows import PROVINCE, difference, frame, per_day, share, total

GATES = (
    "huu_nghi",
    "tan_thanh_po_chai_dedicated_road_1088_2_1089",
    "chi_ma",
    "coc_nam_lung_nghiu_clearance_route_1104_1105",
)
DATES = {"2024-08-22": "cleared", "2025-07": "cleared_per_day"}
"""Windows in which all four road gates were published: one day, and the daily average of a month."""


class GateVehicles:
    """Vehicles cleared by gate; the measure of 2024 is a single day, that of 2025 a monthly average."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    def vehicles(self, gate: str, period: str) -> Quantity:
        """Return vehicles cleared a day at a gate."""
        found = self.evidence.quantity(
            "traffic",
            period=period,
            geography=PROVINCE,
            gate=gate,
            flow="total",
            kind="all",
            measure=DATES[period],
            unit="vehicle_per_day",
        )
        return per_day(found)

    def _all(self, period: str) -> list[Quantity]:
        return [self.vehicles(gate, period) for gate in GATES]

    def share(self, gate: str, period: str) -> Quantity:
        """Return the share of a gate in the vehicles of the four."""
        return share(self.vehicles(gate, period), total(*self._all(period))).rounded_to(1)

    def rank_share(self, period: str, rank: int) -> Quantity:
        """Return the share of the gate of a rank, 0 being the largest."""
        found = [self.share(gate, period) for gate in GATES]
        return sorted(found, key=lambda quantity: -(quantity.value if quantity.value is not None else 0.0))[rank]

    def largest_share(self, period: str) -> Quantity:
        """Return the share of the largest gate: what would have to go elsewhere if it closed."""
        return self.rank_share(period, 0)

    def outside_share(self, period: str) -> Quantity:
        """Return the share of the gates that the configuration places outside the zone."""
        outside = [gate["key"] for gate in self.evidence.zone["gate"] if gate["inside"] == "no"]
        parts = [self.vehicles(gate, period) for gate in GATES if gate in outside]
        return share(total(*parts), total(*self._all(period))).rounded_to(1)

    def effective(self, period: str) -> Quantity:
        """Return the effective number of gates, 1/HHI."""
        return derive(
            "structure.formula.effective_number",
            "gates",
            lambda *values: concentration(np.asarray(values)).effective_number,
            *self._all(period),
            decimals=2,
        )

    def table(self) -> Table:
        """Return vehicles and shares by gate, with the effective number of gates."""
        first, second = DATES
        rows: list[tuple[Cell, ...]] = [
            (
                Name("gate", gate),
                self.vehicles(gate, first),
                self.share(gate, first),
                self.vehicles(gate, second),
                self.share(gate, second),
                difference(self.share(gate, second), self.share(gate, first), "percentage_point").rounded_to(1),
            )
            for gate in GATES
        ]
        rows.append(
            (Text("structure.four_gates"), total(*self._all(first)), None, total(*self._all(second)), None, None)
        )
        return Table(
            "structure.gate_vehicles",
            Text("structure.table.gate_vehicles.title"),
            (
                Column(Text("common.column.gate")),
                Column(Text("structure.table.gate_vehicles.first"), "vehicle_per_day", 0),
                Column(Text("structure.table.gate_vehicles.first_share"), "percent", 1),
                Column(Text("structure.table.gate_vehicles.second"), "vehicle_per_day", 0),
                Column(Text("structure.table.gate_vehicles.second_share"), "percent", 1),
                Column(Text("structure.table.gate_vehicles.change"), "percentage_point", 1),
            ),
            frame(rows, "gate", "first", "first_share", "second", "second_share", "change"),
            notes=(
                Text(
                    "structure.table.gate_vehicles.note",
                    {"first": self.effective(first), "second": self.effective(second)},
                ),
            ),
        )

    def figure(self) -> Figure:
        """Return the shares of the gates on both dates; empty where either was not published."""
        both = all(self.effective(period).known for period in DATES)
        rows = [
            (Text(f"structure.series.{name}"), self.share(gate, period), Name("gate", gate))
            for period, name in zip(DATES, ("first", "second"), strict=True)
            for gate in GATES
            if both
        ]
        return Figure(
            "structure.gates",
            frame(rows, "x", "y", "series"),
            "slope",
            Text("structure.figure.gates.caption"),
            Text("structure.figure.gates.alt"),
            notes=(Text("structure.figure.gates.note"),),
        )
