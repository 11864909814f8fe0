"""Vehicles, queues and capacity at the Lạng Sơn gates, each asked for by its own measure: they are never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from assessment.evidence import Evidence, observe, parse_period
from assessment.findings import Quantity, Text, not_determinable
from assessment.situation.flows import PROVINCE, Observation, observations, per_day, ratio, share
from assessment.situation.gate_days import Days
from assessment.situation.structure_gates import GATES

LATEST_BY_GATE = "2025-07"
ROAD = "tan_thanh_po_chai_dedicated_road_1088_2_1089"
HUU_NGHI_ROAD = "huu_nghi_dedicated_road_1119_1120"


@dataclass(frozen=True)
class CapacityUse:
    """Capacity of a gate beside the vehicles cleared there; `target` is the lower end of the planned capacity."""

    gate: str
    capacity: Quantity
    actual: Quantity
    period: str
    use: Quantity
    target: Quantity


class Border:
    """Traffic of the province's gates; a published range counts by its two ends, its mean only where a chart needs one."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.nothing = not_determinable(Text("common.reason.no_row"), "vehicle_per_day")

    def found(
        self, measure: str, *, since: str | None = None, by: tuple[str, ...] = (), **keys: Any
    ) -> list[Observation]:
        """Return the published figures of one measure; all kinds of vehicles unless the keys say otherwise.

        A daily list of the board is a series, which `gate_days` goes through: its days are no figures published one by one.
        """
        wanted: dict[str, Any] = {"geography": PROVINCE, "kind": "all", "measure": measure}
        return observations(self.evidence, "traffic", since=since, by=by, without=self._listed, **(wanted | keys))

    @cached_property
    def _listed(self) -> frozenset[str]:
        return Days(self.evidence).listed

    def province_averages(self, flow: str, since: str | None = None) -> list[Observation]:
        """Return daily averages of the whole province by window."""
        return self.found("cleared_per_day", since=since, gate="all", flow=flow)

    def cleared(self, gate: str, since: str | None = None) -> list[Observation]:
        """Return vehicles cleared a day at a gate, both directions: daily averages, and counts of single days."""
        counts = self.found("cleared", since=since, gate=gate, flow="total", frequency="day")
        return [*self.found("cleared_per_day", since=since, gate=gate, flow="total"), *counts]

    def queues(self, gate: str, since: str | None = None) -> list[Observation]:
        """Return counts of vehicles queued at a gate or group of gates; direction export or not stated."""
        return self.found("queued", since=since, gate=gate, flow=("export", "none"))

    def _one(
        self, measure: str, period: str, flow: str = "total", gate: str = "all", **keys: Any
    ) -> Observation | None:
        start, end = parse_period(period)
        hits = [
            observed
            for observed in self.found(measure, gate=gate, flow=flow, **keys)
            if observed.period.end == end and (observed.period.start == start or observed.period.frequency == "stock")
        ]
        return hits[0] if hits else None

    def average(self, period: str, flow: str = "total", gate: str = "all") -> Quantity:
        """Return the daily average of a period, of a range its mean."""
        observed = self._one("cleared_per_day", period, flow, gate)
        return per_day(observed.middle) if observed else self.nothing

    @cached_property
    def low_2023(self) -> Quantity:
        """Lower end of the range published for 2023."""
        observed = self._one("cleared_per_day", "2023")
        return per_day(observed.quantity) if observed else self.nothing

    @cached_property
    def high_2023(self) -> Quantity:
        """Upper end of the range published for 2023."""
        observed = self._one("cleared_per_day", "2023")
        return per_day(observed.upper) if observed and observed.upper else self.nothing

    @cached_property
    def mean_2023(self) -> Quantity:
        """Middle of the range published for 2023."""
        return self.average("2023")

    @cached_property
    def cleared_2025(self) -> Quantity:
        """Daily average of 2025."""
        return self.average("2025")

    def peak(self, period: str) -> Quantity:
        """Return the peak day published for a period."""
        observed = self._one("cleared_per_day_peak", period)
        return per_day(observed.middle) if observed else self.nothing

    def peak_ratio(self, period: str) -> Quantity:
        """Return peak day over daily average of a period."""
        return ratio(self.peak(period), self.average(period)).rounded_to(2)

    def latest_by_gate(self) -> list[tuple[str, dict[str, Quantity]]]:
        """Return the daily averages by gate and direction of the last month for which every gate was published."""
        flows = ("export", "import", "total")
        return [(gate, {flow: self.average(LATEST_BY_GATE, flow, gate) for flow in flows}) for gate in GATES]

    def capacity_rows(self) -> list[CapacityUse]:
        """Return capacity beside actual vehicles; the dedicated road first, the gate with its own road second."""
        return [
            self._use(ROAD, "2024", self.average(LATEST_BY_GATE, gate=ROAD), LATEST_BY_GATE),
            self._use(HUU_NGHI_ROAD, "2024", self.average(LATEST_BY_GATE, gate="huu_nghi"), LATEST_BY_GATE),
            self._use("tan_thanh", "2023-06", self.average("2023-06", gate="tan_thanh"), "2023-06"),
        ]

    def _use(self, gate: str, year: str, actual: Quantity, period: str) -> CapacityUse:
        observed = self._one("capacity_per_day", year, gate=gate)
        capacity = per_day(observed.middle) if observed else self.nothing
        plans = self.evidence.rows(
            "traffic", geography=PROVINCE, gate=gate, measure="capacity_per_day", status="plan", precision="lower"
        )
        target = per_day(observe(plans.iloc[0].to_dict())) if not plans.empty else self.nothing
        return CapacityUse(gate, capacity, actual, period, share(actual, capacity).rounded_to(1), target)

    @cached_property
    def _counts(self) -> list[Observation]:
        groups = [self.queues(gate, "2020-01-01") for gate in ("all", "huu_nghi_and_tan_thanh_and_chi_ma")]
        return [observed for group in groups for observed in group]

    @cached_property
    def largest_queue(self) -> Observation | None:
        """The largest count of vehicles queued in the province since 2020."""
        return max(self._counts, key=lambda observed: observed.quantity.value or 0.0, default=None)

    @cached_property
    def last_queue(self) -> Observation | None:
        """The last count of vehicles queued in the whole province."""
        return max(self.queues("all"), key=lambda observed: observed.period.end, default=None)

    def queue_peaks(self) -> list[tuple[int, Observation]]:
        """Return the largest published count of each year since 2020."""
        found: dict[int, Observation] = {}
        for observed in self._counts:
            year = observed.period.end.year
            if year not in found or (observed.quantity.value or 0) > (found[year].quantity.value or 0):
                found[year] = observed
        return sorted(found.items())

    def contradiction(self, period: str) -> tuple[Quantity, Quantity, Quantity]:
        """Return the single figure and the range that were both published as daily average of a period."""
        start, end = parse_period(period)
        rows = self.evidence.rows(
            "traffic", geography=PROVINCE, gate="all", flow="total", kind="all", measure="cleared_per_day"
        )
        rows = rows[(rows["period_start"] == start) & (rows["period_end"] == end)]
        picked = [
            rows[rows["precision"].isin(words)]
            for words in (("exact", "about", "over", "nearly"), ("lower",), ("upper",))
        ]
        one, low, high = (self.nothing if hits.empty else per_day(observe(hits.iloc[0].to_dict())) for hits in picked)
        return one, low, high


def days(observed: Observation) -> int:
    """Return the length of a window in days."""
    return int((observed.period.end - observed.period.start) / pd.Timedelta(days=1)) + 1
