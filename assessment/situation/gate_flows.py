"""What was published for several gates over one and the same period, and how much of it a set of gates covers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Period, Quantity, Text, not_determinable
from assessment.situation.flows import PROVINCE, per_day, share, total

_FEWEST_GATES = 2


@dataclass(frozen=True)
class GateFlows:
    """Figures of several gates of one period, by the gate's place."""

    period: Period
    by_gate: Mapping[str, Quantity]

    def covered(self, gates: Collection[str]) -> Quantity:
        """Return the sum over the gates of a set that have a figure."""
        found = [quantity for gate, quantity in self.by_gate.items() if gate in gates]
        if not found:
            return not_determinable(Text("scenarios.reason.no_gate_figure"), next(iter(self.by_gate.values())).unit)
        return total(*found)

    def share(self, gates: Collection[str]) -> Quantity:
        """Return the share of a set of gates in all gates that have a figure, in percent."""
        return share(self.covered(gates), total(*self.by_gate.values())).rounded_to(1)


def latest_flows(evidence: Evidence, table: str, places: Mapping[str, str], **keys: Any) -> GateFlows | None:
    """Return the figures of the period for which most gates were published; of several such periods the last.

    `places` leads from the gates and clearance routes of the record to the gate they are at; of a gate and a route at one place the
    first in the rule of choice counts. None where no period has two gates.
    """
    found = evidence.rows(table, geography=PROVINCE, gate=list(places), flow="total", **keys)
    found = found.assign(place=found["gate"].map(places)).dropna(subset=["period_start", "period_end"])
    best: GateFlows | None = None
    for _, rows in found.groupby(["period_end", "period_start"], sort=True):
        chosen = rows.drop_duplicates("place").to_dict("records")
        by_gate = {str(row["place"]): per_day(observe(row)) if table == "traffic" else observe(row) for row in chosen}
        if len(by_gate) >= max(_FEWEST_GATES, len(best.by_gate) if best else 0):
            best = GateFlows(period_of(chosen[0]), by_gate)
    return best
