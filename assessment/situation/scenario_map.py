"""The map of the scenarios: units of the zone and around it, gates inside and outside; drawn from boundaries where a file has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from assessment.administrative import FormerUnit, reference
from assessment.findings import Cell, Figure, Name, Quantity, Text, not_determinable
from assessment.situation.boundaries import Boundary, read_boundaries
from assessment.situation.scenarios import FILE, Scenario, Scenarios, unit_keys

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
    rows = [*_unit_rows(scenarios, drawn, core, boundaries), *_gate_rows(scenarios, drawn)]
    real = any(row["rings"] for row in rows)
    notes = [
        Text("scenarios.figure.map.real" if real else "scenarios.figure.map.schematic"),
        Text("scenarios.figure.map.gates"),
    ]
    if drawn.kind == "illustration":
        notes.insert(0, Text("scenarios.table.summary.illustration"))
    if core is not None:
        notes.append(Text("scenarios.figure.map.core", {"name": core.name}))
    return Figure(
        "proposals.scenario_map",
        pd.DataFrame(rows, dtype=object),
        "map",
        Text(f"scenarios.figure.map.{drawn.kind}", {"name": drawn.name}),
        Text("scenarios.figure.map.alt"),
        notes=tuple(notes),
        options={} if core is None else {"ring": Text("scenarios.map.ring")},
    )


def _unit_rows(
    scenarios: Scenarios, drawn: Scenario, core: Scenario | None, boundaries: Mapping[str, Boundary]
) -> Iterable[dict[str, Any]]:
    former = scenarios.areas.province.former
    ringed = scenarios.areas.normalised(core.units) if core is not None else frozenset()
    for key in sorted(scenarios.areas.normalised(drawn.units) | drawn.partly):
        inside = "partly" if key in drawn.partly else "inside"
        yield _row(former.get(key), key, inside, "place", key in ringed, _boundary(boundaries, key))
    own = {scenarios.areas.commune_of(key) for key in drawn.units | drawn.partly}
    around = scenarios.areas.units_of(sorted(name for name in own if name))
    for key in around:
        if key not in drawn.units | drawn.partly and key in former:
            yield _row(former[key], key, "outside", "other", False, _boundary(boundaries, key))


def _boundary(boundaries: Mapping[str, Boundary], key: str) -> Boundary | None:
    return boundaries.get(key) or boundaries.get(key.rpartition("/")[2])


def _row(
    unit: FormerUnit | None, key: str, series: str, mark: str, ring: bool, boundary: Boundary | None = None
) -> dict[str, Any]:
    latitude, longitude = (
        _degrees(None if unit is None else getattr(unit, axis), unit, column)
        for axis, column in (("latitude", "wardLat"), ("longitude", "wardLon"))
    )
    return {
        "x": key.rpartition("/")[2],
        "y": latitude,
        "series": Text(f"scenarios.map.{series}"),
        "longitude": longitude,
        "mark": mark,
        "ring": ring,
        "rings": boundary.rings if boundary else (),
    }


def _degrees(value: float | None, unit: FormerUnit | None, column: str) -> Quantity:
    if value is None or unit is None:
        return not_determinable(Text("scenarios.reason.no_coordinates"), "degree")
    return Quantity(
        value, "degree", (reference(_LEGACY, unit.code, column),), formula="scenarios.formula.library_place"
    )


def _gate_rows(scenarios: Scenarios, drawn: Scenario) -> Iterable[dict[str, Any]]:
    """Yield the gates whose place is declared: at its coordinates, or in the middle of the units it may lie in."""
    inside = scenarios.gates(drawn)
    for key, place in scenarios.declared.get("gate_place", {}).items():
        units = [scenarios.areas.province.former[unit] for unit in unit_keys(place["units"])]
        latitude, longitude = (_middle(units, key, place, axis) for axis in ("latitude", "longitude"))
        name: Cell = Name("gate", key)
        yield {
            "x": name if place.get("checked", True) else Text("scenarios.map.unchecked", {"gate": name}),
            "y": latitude,
            "series": Text(f"scenarios.map.gate_{'inside' if key in inside else 'outside'}"),
            "longitude": longitude,
            "mark": "gate",
            "ring": False,
            "rings": (),
        }


def _middle(units: list[FormerUnit], gate: str, place: Mapping[str, Any], axis: str) -> Quantity:
    if axis in place:
        return Quantity(float(place[axis]), "degree", (f"file:{FILE}#gate_place.{gate}.{axis}",), "configured")
    column = "wardLat" if axis == "latitude" else "wardLon"
    rows = tuple(reference(_LEGACY, unit.code, column) for unit in units)
    return Quantity(
        sum(float(getattr(unit, axis)) for unit in units) / len(units), "degree", rows, "scenarios.formula.gate_place"
    )
