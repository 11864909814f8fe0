"""What the maps of the zone share: places of units and gates, boundaries where a file has them, and the notes on both."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from assessment.administrative import FormerUnit, reference
from assessment.findings import Cell, Name, Quantity, Text, not_determinable
from assessment.situation.boundaries import Boundary, Matched, match, read_boundaries
from assessment.situation.scenario_declared import FILE, unit_keys
from assessment.situation.scenarios import Scenarios

_LEGACY: Final = "admin_units_legacy"
# So many units or boundaries are named in a note; of more it gives the first and their number.
_NAMED: Final = 10


def bounded(scenarios: Scenarios) -> Matched:
    """Return the boundaries of the GeoJSON files in data/raw by what they belong to; nothing where there is no such folder."""
    raw = scenarios.evidence.raw
    return match(() if raw is None else read_boundaries(raw), scenarios.areas.province)


def outlines(units: Iterable[str], found: Matched) -> dict[int, object]:
    """Return the rings of the units that have a boundary, by their place in the order of the units."""
    return {place: found.units[key].rings for place, key in enumerate(units) if key in found.units}


def boundary_notes(found: Matched, units: Collection[str]) -> list[Text]:
    """Return the notes on what is drawn by a boundary, which units are not, and which boundaries belong to no unit."""
    lacking = [key for key in units if key not in found.units]
    if len(lacking) == len(units):
        notes = [Text("scenarios.figure.map.schematic")]
    else:
        used = {boundary.file: None for key, boundary in found.units.items() if key in units}
        notes = [Text("scenarios.figure.map.real", {"files": ", ".join(used)})]
        if lacking:
            names = _listed([_short(key) for key in lacking])
            notes.append(Text("scenarios.boundary.lacking", {"names": names, "count": len(lacking)}))
    reasons: dict[str, list[Boundary]] = {}
    for boundary, reason in found.unmatched:
        reasons.setdefault(reason, []).append(boundary)
    return notes + [
        Text(
            f"scenarios.boundary.{reason}",
            {"names": _listed([boundary.label for boundary in boundaries]), "count": len(boundaries)},
        )
        for reason, boundaries in reasons.items()
    ]


def _short(key: str) -> str:
    return key.rpartition("/")[2]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def unit_row(key: str, unit: FormerUnit | None, series: Text) -> tuple[Cell, ...]:
    """Return the row of a former unit: name, latitude, series, longitude; not determinable where the library has no place."""
    latitude, longitude = (
        _degrees(unit, axis, column) for axis, column in (("latitude", "wardLat"), ("longitude", "wardLon"))
    )
    return _short(key), latitude, series, longitude


def _degrees(unit: FormerUnit | None, axis: str, column: str) -> Quantity:
    if unit is None:
        return not_determinable(Text("scenarios.reason.no_coordinates"), "degree")
    rows = (reference(_LEGACY, unit.code, column),)
    return Quantity(float(getattr(unit, axis)), "degree", rows, formula="scenarios.formula.library_place")


def gate_rows(scenarios: Scenarios, series: Callable[[str], Text]) -> Iterable[tuple[Cell, ...]]:
    """Yield the gates whose place is declared: at its coordinates, or in the middle of the units it may lie in.

    Parameters
    ----------
    series
        Gives the series of a gate by its key.
    """
    for key, place in scenarios.declared.get("gate_place", {}).items():
        name: Cell = Name("gate", key)
        if not place.get("checked", True):
            name = Text("scenarios.map.unchecked", {"gate": name})
        latitude, longitude = middle(scenarios, f"gate_place.{key}", place, "scenarios.formula.gate_place")
        yield name, latitude, series(key), longitude


def middle(scenarios: Scenarios, path: str, place: Mapping[str, Any], formula: str) -> tuple[Quantity, Quantity]:
    """Return latitude and longitude of a declared place: its own, or the middle of the places of its units."""
    units = [scenarios.areas.province.former[unit] for unit in unit_keys(place["units"])]
    latitude, longitude = (_middle(units, path, place, axis, formula) for axis in ("latitude", "longitude"))
    return latitude, longitude


def _middle(units: list[FormerUnit], path: str, place: Mapping[str, Any], axis: str, formula: str) -> Quantity:
    if axis in place:
        return Quantity(float(place[axis]), "degree", (f"file:{FILE}#{path}.{axis}",), "configured")
    column = "wardLat" if axis == "latitude" else "wardLon"
    rows = tuple(reference(_LEGACY, unit.code, column) for unit in units)
    return Quantity(math.fsum(float(getattr(unit, axis)) for unit in units) / len(units), "degree", rows, formula)
