"""The map of the scenarios: units of the zone and around it, gates inside and outside; drawn from boundaries where a file has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from assessment.administrative import FormerUnit, reference
from assessment.findings import Cell, Figure, Name, Quantity, Text, not_determinable
from assessment.situation.boundaries import read_boundaries
from assessment.situation.scenario_declared import FILE, Scenario, unit_keys
from assessment.situation.scenarios import Scenarios

_LEGACY = "admin_units_legacy"


def map_figure(scenarios: Scenarios) -> Figure:
    """Return the map of the scenario declared for it; the units of a second one are ringed.

    Places come from the library's coordinates of former units, so the map is schematic; a GeoJSON file in data/raw that has a unit
    under its key or name gives it its boundary.
    """
    named = {scenario.key: scenario for scenario in scenarios.all}
    drawn, core = (named.get(scenarios.declared["map"].get(part, "")) for part in ("drawn", "ringed"))
    if drawn is None:
        raise ValueError(f"[map] of {FILE}: drawn must name one of the scenarios {', '.join(named)}")
    boundaries = (
        {}
        if scenarios.evidence.raw is None
        else {found.name: found for found in read_boundaries(scenarios.evidence.raw)}
    )
    units = _units(scenarios, drawn)
    former = scenarios.areas.province.former
    rows = [
        *(_row(key.rpartition("/")[2], former.get(key), series) for key, series in units),
        *_gate_rows(scenarios, drawn),
    ]
    outlines = {
        place: found.rings
        for place, (key, _) in enumerate(units)
        if (found := boundaries.get(key) or boundaries.get(key.rpartition("/")[2]))
    }
    ringed = core.units if core is not None else frozenset()
    return Figure(
        "proposals.scenario_map",
        pd.DataFrame(rows, columns=["x", "y", "series", "longitude"], dtype=object),
        "map",
        Text(f"scenarios.figure.map.{drawn.kind}", {"name": drawn.name}),
        Text("scenarios.figure.map.alt"),
        notes=_notes(drawn, core, drawn_boundaries=bool(outlines)),
        options={
            "gates": (_series("gate_inside"), _series("gate_outside")),
            "pale": (_series("outside"),),
            "ring": _series("ring"),
            "ringed": tuple(
                place for place, (key, series) in enumerate(units) if key in ringed and series != "outside"
            ),
            "outlines": outlines,
        },
    )


def _series(name: str) -> Text:
    return Text(f"scenarios.map.{name}")


def _notes(drawn: Scenario, core: Scenario | None, *, drawn_boundaries: bool) -> tuple[Text, ...]:
    kind = "real" if drawn_boundaries else "schematic"
    notes = [Text(f"scenarios.figure.map.{kind}"), Text("scenarios.figure.map.gates")]
    if drawn.kind == "illustration":
        notes.insert(0, Text("scenarios.table.summary.illustration"))
    if core is not None:
        notes.append(Text("scenarios.figure.map.core", {"name": core.name}))
    return tuple(notes)


def _units(scenarios: Scenarios, drawn: Scenario) -> list[tuple[str, str]]:
    """Return the former units to draw with their series: those of the scenario, then the rest of the communes it reaches into."""
    own = [(key, "partly" if key in drawn.partly else "inside") for key in sorted(drawn.units | drawn.partly)]
    reached = {scenarios.areas.commune_of(key) for key, _ in own}
    around = scenarios.areas.units_of(sorted(name for name in reached if name))
    return own + [(key, "outside") for key in around if key not in drawn.units | drawn.partly]


def _row(name: Cell, unit: FormerUnit | None, series: str) -> tuple[Cell, ...]:
    latitude, longitude = (
        _degrees(unit, axis, column) for axis, column in (("latitude", "wardLat"), ("longitude", "wardLon"))
    )
    return name, latitude, _series(series), longitude


def _degrees(unit: FormerUnit | None, axis: str, column: str) -> Quantity:
    if unit is None:
        return not_determinable(Text("scenarios.reason.no_coordinates"), "degree")
    rows = (reference(_LEGACY, unit.code, column),)
    return Quantity(float(getattr(unit, axis)), "degree", rows, formula="scenarios.formula.library_place")


def _gate_rows(scenarios: Scenarios, drawn: Scenario) -> Iterable[tuple[Cell, ...]]:
    """Yield the gates whose place is declared: at its coordinates, or in the middle of the units it may lie in."""
    inside = scenarios.gates(drawn)
    for key, place in scenarios.declared.get("gate_place", {}).items():
        units = [scenarios.areas.province.former[unit] for unit in unit_keys(place["units"])]
        latitude, longitude = (_middle(units, key, place, axis) for axis in ("latitude", "longitude"))
        name: Cell = Name("gate", key)
        if not place.get("checked", True):
            name = Text("scenarios.map.unchecked", {"gate": name})
        yield name, latitude, _series("gate_inside" if key in inside else "gate_outside"), longitude


def _middle(units: list[FormerUnit], gate: str, place: Mapping[str, Any], axis: str) -> Quantity:
    if axis in place:
        return Quantity(float(place[axis]), "degree", (f"file:{FILE}#gate_place.{gate}.{axis}",), "configured")
    column = "wardLat" if axis == "latitude" else "wardLon"
    rows = tuple(reference(_LEGACY, unit.code, column) for unit in units)
    return Quantity(
        sum(float(getattr(unit, axis)) for unit in units) / len(units), "degree", rows, "scenarios.formula.gate_place"
    )
