"""Scenarios of scope and size: what each has of units, area, population, gates, flows and projects, and the legal tests it meets.

Scenarios are declared in `scenarios.toml`. One that starts from a unit list of `zone.toml` keeps the established area and changes it
by what is added and dropped; one given by its units or communes has the area of these. Sketches are marked as illustrations in
every output.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

import pandas as pd

from assessment.administrative import province, unit_key
from assessment.analysis.apportion import ZERO, Bounds, exactly
from assessment.evidence import Evidence
from assessment.findings import Precision, Quantity, Text, derive, not_determinable
from assessment.situation.areas import HA_PER_KM2, Merger, Published, UnitAreas
from assessment.situation.assembly import count
from assessment.situation.gate_flows import GateFlows, latest_flows
from assessment.situation.legal import Scope, ScopeTest, gates_with_status, regime_in_force, scope_tests
from assessment.situation.pieces import ZONE
from assessment.situation.scenario_declared import FILE, Scenario, declarations, names, read_scenario, unit_keys

PROVINCE_NAME: Final = "Lạng Sơn"
_UNIT_NAME: Final = re.compile(r"(?P<name>.+) \((?:huyện|TP|thị xã) (?P<district>.+)\)")


class Scenarios:
    """All scenarios with what the record, the configuration and the library know of them.

    Parameters
    ----------
    evidence
        The record, the configuration and the day of the report.
    declared
        Declarations to use instead of the package's own.
    """

    def __init__(self, evidence: Evidence, declared: Mapping[str, Any] | None = None) -> None:
        self.evidence = evidence
        self.declared = declarations() if declared is None else declared
        self.established = evidence.setting("zone.area_ha", "ha")

    @cached_property
    def areas(self) -> UnitAreas:
        """Areas and populations of units: what was published in the record and the declarations, then the library."""
        former, communes = _published(self.evidence.record.table("units"))
        for entry in self.declared.get("unit_figure", ()):
            at = f"file:{FILE}#unit_figure.{entry['key']}"
            former[unit_key(*entry["unit"])] = Published(
                float(entry["area_km2"]), float(entry["population"]), f"{at}.area_km2", f"{at}.population"
            )
        mergers = [
            Merger(unit_key(*entry["unit"]), unit_key(*entry["into"])) for entry in self.declared.get("merged", ())
        ]
        return UnitAreas(province(PROVINCE_NAME), former, mergers, communes)

    @cached_property
    def all(self) -> tuple[Scenario, ...]:
        """The scenarios in the order of their declaration."""
        return tuple(read_scenario(entry, self.evidence.zone, self.areas) for entry in self.declared["scenario"])

    def named_area(self, key: str) -> Quantity:
        """Return the published area of a named area, in hectares."""
        geography = self.evidence.zone["named_area"][key]["land_geography"]
        return self.evidence.quantity(
            "land", geography=geography, measure="planned", status=["plan", "reported"], unit="ha"
        )

    def change_bounds(self, scenario: Scenario) -> Bounds:
        """Return the bounds of the change against the established area, in hectares."""
        if scenario.base is None:
            return _in_ha(self.areas.area(scenario.units)) - exactly(self._established)
        named = self._named_bounds(scenario)
        added, dropped = self._differing(scenario)
        return _in_ha(added) + named - _in_ha(dropped) - (named if scenario.release else ZERO)

    def _differing(self, scenario: Scenario) -> tuple[Bounds, Bounds]:
        """Return the areas in km² of the units added to and dropped from the list a scenario starts from."""
        return (
            self.areas.area(scenario.added - scenario.halves) + self.areas.partly((), scenario.added & scenario.halves),
            self.areas.area(scenario.dropped - scenario.halves)
            + self.areas.partly((), scenario.dropped & scenario.halves),
        )

    def area_bounds(self, scenario: Scenario) -> Bounds:
        """Return the bounds of the area, in hectares."""
        return exactly(self._established) + self.change_bounds(scenario)

    @property
    def _established(self) -> float:
        return float(self.evidence.zone["zone"]["area_ha"])

    def _named_bounds(self, scenario: Scenario) -> Bounds:
        values = [self.named_area(key).value for key in scenario.areas]
        numbers = [math.nan if value is None else value for value in values]
        return exactly(math.fsum(numbers))

    def unit_bounds(self, scenario: Scenario) -> Bounds:
        """Return the bounds of the summed area of the units, partly covered ones included, in hectares."""
        partly = self.areas.partly(scenario.units, scenario.partly)
        return _in_ha(self.areas.area(scenario.units) + partly)

    def area(self, scenario: Scenario) -> Quantity:
        """Return the area: the middle value where units had to be apportioned."""
        return self._from_change(scenario, self.area_bounds(scenario), "scenarios.formula.area")

    def change(self, scenario: Scenario) -> Quantity:
        """Return the change against the established area, in hectares."""
        return self._from_change(scenario, self.change_bounds(scenario), "scenarios.formula.change")

    def change_percent(self, scenario: Scenario) -> Quantity:
        """Return the change in percent of the established area."""
        change = self.change(scenario)
        return derive("share", "percent", lambda part, whole: 100 * part / whole, change, self.established, decimals=1)

    def bound(self, scenario: Scenario, value: float) -> Quantity:
        """Return a lowest or highest area as a quantity."""
        return self._quantity(scenario, value, "scenarios.formula.bound", "exact")

    def _from_change(self, scenario: Scenario, bounds: Bounds, formula: str) -> Quantity:
        if bounds.exact and not (scenario.areas or scenario.added or scenario.dropped) and scenario.base is not None:
            if formula.endswith("area"):
                return self.established
            return derive("difference", "ha", lambda first, second: first - second, self.established, self.established)
        return self._quantity(scenario, bounds.middle, formula, "exact" if bounds.exact else "about")

    def _quantity(self, scenario: Scenario, value: float, formula: str, precision: Precision) -> Quantity:
        if math.isnan(value) or math.isinf(value):
            return not_determinable(self._no_area(scenario), "ha")
        return Quantity(value, "ha", self._area_references(scenario), formula, precision=precision, decimals=0)

    def _area_references(self, scenario: Scenario) -> tuple[str, ...]:
        parts = self.areas.parts(scenario.units if scenario.base is None else scenario.added | scenario.dropped)
        named = [row for key in scenario.areas for row in self.named_area(key).rows]
        units = [reference for part in parts for reference in part.references]
        return tuple(dict.fromkeys((*self.established.rows, *named, *units)))

    def _no_area(self, scenario: Scenario) -> Text:
        if any(not self.named_area(key).known for key in scenario.areas):
            return Text("scenarios.reason.no_named_area")
        units = scenario.units if scenario.base is None else scenario.added | scenario.dropped
        lacking = [part for part in self.areas.parts(units) if part.basis == "none"]
        return Text(
            "scenarios.reason.no_unit_area", {"units": ", ".join(part.commune or names(part.units) for part in lacking)}
        )

    def population(self, scenario: Scenario) -> Quantity:
        """Return the population of the units; not determinable where a unit has no published figure or lies partly inside."""
        if scenario.areas or scenario.release:
            return not_determinable(Text("scenarios.reason.population_of_area"), "person")
        found = self.areas.population(scenario.units)
        if scenario.partly or found.persons != found.persons:
            known = len(scenario.units) - len(found.lacking)
            every = len(scenario.units | scenario.partly)
            return not_determinable(Text("scenarios.reason.population", {"known": known, "all": every}), "person")
        precision: Precision = "about" if found.approximated else "exact"
        return Quantity(
            found.persons, "person", found.references, "scenarios.formula.population", precision=precision, decimals=0
        )

    def gates(self, scenario: Scenario) -> tuple[str, ...]:
        """Return the gates a scenario holds, in the order of `zone.toml`; routes that are part of a gate are not gates."""
        if scenario.base is not None and not (scenario.added or scenario.dropped):
            inside = {gate["key"] for gate in self.evidence.zone["gate"] if gate["inside"] == "yes"}
        else:
            inside = {key for key, place in self._places.items() if self._holds(scenario, place)}
        inside |= {self.declared["area"][key]["gate"] for key in scenario.areas}
        keys = dict.fromkeys(gate["key"] for gate in self.evidence.zone["gate"] if "part_of" not in gate)
        return tuple(key for key in keys if key in inside)

    @property
    def _places(self) -> Mapping[str, Any]:
        places: Mapping[str, Any] = self.declared.get("gate_place", {})
        return places

    def _holds(self, scenario: Scenario, place: Mapping[str, Any]) -> bool:
        return set(unit_keys(place["units"])) <= scenario.units

    def gate_count(self, scenario: Scenario) -> Quantity:
        """Return how many gates a scenario holds."""
        return count([f"config:gate.{key}.status" for key in self.gates(scenario)], "gates")

    @cached_property
    def _gate_places(self) -> Mapping[str, str]:
        routes = {route: key for key, place in self._places.items() for route in place.get("routes", ())}
        # A route carries the figure of its gate, so it comes first in the rule of choice only where the gate has none.
        return {gate["key"]: routes.get(gate["key"], gate["key"]) for gate in self.evidence.zone["gate"]}

    @cached_property
    def vehicles(self) -> GateFlows | None:
        """Vehicles cleared a day, by gate, of the last month for which most gates were published."""
        return latest_flows(
            self.evidence, "traffic", self._gate_places, kind="all", measure="cleared_per_day", frequency="month"
        )

    @cached_property
    def trade(self) -> GateFlows | None:
        """Trade of all regimes, by gate, of the last period for which most gates were published."""
        return latest_flows(
            self.evidence,
            "trade",
            self._gate_places,
            scope="through",
            commodity="all",
            partner="all",
            regime="all",
            measure="value",
        )

    def covered(self, flows: GateFlows | None, scenario: Scenario, unit: str) -> tuple[Quantity, Quantity]:
        """Return the sum of a flow over the gates of a scenario, and its share in all gates with a figure."""
        if flows is None:
            reason = Text("scenarios.reason.no_common_period")
            return not_determinable(reason, unit), not_determinable(reason, "percent")
        gates = self.gates(scenario)
        return flows.covered(gates), flows.share(gates)

    def projects(self, scenario: Scenario) -> Quantity:
        """Return how many named projects of the record lie in a scenario, where their place is recorded closely enough."""
        if scenario.base is None or scenario.release or scenario.dropped or scenario.added:
            return not_determinable(Text("scenarios.reason.project_places"), "project")
        geographies = [ZONE, *(self.declared["area"][key]["projects"] for key in scenario.areas)]
        frame = self.evidence.record.table("projects")
        return count(frame.loc[frame["geography"].isin(geographies), "row_id"], "project")

    def tests(self, scenario: Scenario, day: pd.Timestamp | None = None) -> tuple[ScopeTest, ...]:
        """Return the legal tests of a scenario under the regime in force on a day (default: the day of the report)."""
        day = self.evidence.today if day is None else day
        zone = self.evidence.zone
        area, change = self.area_bounds(scenario), self.change_bounds(scenario)
        held = self.gates(scenario)
        gates = [{**gate, "inside": "yes" if gate["key"] in held else "no"} for gate in zone["gate"]]
        international = gates_with_status(gates, "international", day)
        scope = Scope(
            (area.low, area.high),
            (change.low, change.high),
            self._established,
            len(international),
            self.districts(scenario),
            frozenset(unit["district"] for unit in zone["unit_list"][-1]["units"]),
            let_percent=self._let(scenario),
        )
        until: date = zone["administration"]["district_level_until"]
        return scope_tests(scope, zone["regime"][regime_in_force(zone["regime"], day)], day, until)

    def districts(self, scenario: Scenario) -> frozenset[str]:
        """Return the former districts of the units and areas of a scenario."""
        named = [self.evidence.zone["named_area"][key]["district"] for key in scenario.areas]
        return frozenset((*(unit.partition("/")[0] for unit in scenario.units | scenario.partly), *named))

    def _let(self, scenario: Scenario) -> tuple[float, float] | None:
        """Return the share of functional land let in the zone, where a ledger gives it; other scopes have no ledger."""
        leased, leasable = (
            self.evidence.quantity("land", geography=ZONE, functional_area="all", measure=measure, unit="ha")
            for measure in ("leased", "leasable")
        )
        if scenario.base is None or leased.value is None or not leasable.value:
            return None
        percent = 100 * leased.value / leasable.value
        return percent, percent

    def summed(self, scenario: Scenario) -> Quantity:
        """Return the summed middle area of the units, a check of the established area."""
        parts = self.areas.parts(scenario.units | scenario.partly)
        rows = tuple(dict.fromkeys(reference for part in parts for reference in part.references))
        middle = self.unit_bounds(scenario).middle
        if math.isnan(middle):
            lacking = ", ".join(names(part.units) for part in parts if part.basis == "none")
            return not_determinable(Text("scenarios.reason.no_unit_area", {"units": lacking}), "ha")
        return Quantity(middle, "ha", rows, "scenarios.formula.summed", precision="about", decimals=0)


def _in_ha(area: Bounds) -> Bounds:
    return Bounds(area.low * HA_PER_KM2, area.middle * HA_PER_KM2, area.high * HA_PER_KM2)


def _published(units: pd.DataFrame) -> tuple[dict[str, Published], dict[str, Published]]:
    """Return the published figures of former units by key, and of communes of 2025 by name; the latest figure counts."""
    former: dict[str, Published] = {}
    communes: dict[str, Published] = {}
    stated = units[units["area_km2"].notna() | units["population"].notna()].sort_values("period_start", kind="stable")
    for row in stated.to_dict("records"):
        figures = Published(float(row["area_km2"]), float(row["population"]), row["row_id"], row["row_id"])
        match = _UNIT_NAME.fullmatch(row["unit_name"])
        if row["generation"] == "new":
            communes[row["unit_name"].removesuffix(" (mới)")] = figures
        elif match and row["unit_type"] in ("ward", "commune", "town"):
            former[unit_key(match["name"], row["unit_type"], match["district"])] = figures
    return former, communes
