"""The map of the perimeter: units by the legal source that lists them, gates in and out of the zone, functional areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from assessment.administrative import unit_key
from assessment.evidence import Evidence
from assessment.findings import Cell, Figure, Name, Text
from assessment.situation.boundaries import Matched
from assessment.situation.legal import compare_units
from assessment.situation.mandate_tables import founding_and_latest
from assessment.situation.map_places import boundary_notes, bounded, gate_rows, middle, outlines, unit_row
from assessment.situation.scenarios import Scenarios

# Units in both lists come first, then what only one of them has or has in part.
_SERIES: Final[Mapping[str, str]] = {
    "same": "both",
    "added": "second",
    "dropped": "first",
    "part_to_whole": "partly",
    "whole_to_part": "partly",
}


def perimeter_map(evidence: Evidence) -> Figure:
    """Return the map of the units of the founding list and of the latest one, with the gates and the functional areas.

    Places come from the library's coordinates of former units. A functional area stands at the unit its source names; a GeoJSON
    file in data/raw gives units and functional areas their boundaries, and adds functional areas that no source places.
    """
    scenarios = Scenarios(evidence)
    found = bounded(scenarios)
    units = _units(evidence)
    former = scenarios.areas.province.former
    gates = {gate["key"]: gate["inside"] for gate in evidence.zone["gate"]}
    areas = scenarios.declared.get("functional_place", {})
    rows = [
        *(unit_row(key, former.get(key), series) for key, series in units.items()),
        *gate_rows(scenarios, lambda gate: _series("gate_inside" if gates[gate] == "yes" else "gate_outside")),
        *_area_rows(scenarios),
    ]
    first_area = len(rows) - len(areas)
    drawn = outlines(units, found) | {
        first_area + place: found.areas[key].rings for place, key in enumerate(areas) if key in found.areas
    }
    return Figure(
        "mandate.perimeter",
        pd.DataFrame(rows, columns=["x", "y", "series", "longitude"], dtype=object),
        "map",
        Text("mandate.figure.perimeter.caption", _years(evidence)),
        Text("mandate.figure.perimeter.alt"),
        sources=tuple(f"config:unit_list.{entry['key']}.units" for entry in founding_and_latest(evidence)),
        notes=_notes(found, list(units), list(areas)),
        options={
            "gates": (_series("gate_inside"), _series("gate_outside")),
            "hollow": (_series("gate_outside"), _series("functional_area")),
            "listed": (_series("functional_area"),),
            "outlines": drawn,
            "areas": tuple((name, area.rings) for name, area in found.areas.items() if name not in areas),
            "areas_label": _series("functional_area_bounded"),
        },
    )


def _series(name: str, values: Mapping[str, Cell] | None = None) -> Text:
    return Text(f"mandate.map.{name}", values or {})


def _years(evidence: Evidence) -> dict[str, Cell]:
    first, second = founding_and_latest(evidence)
    return {"first": first["key"], "second": second["key"]}


def _units(evidence: Evidence) -> dict[str, Text]:
    """Return the series of every unit of either list, units in both lists first."""
    first, second = founding_and_latest(evidence)
    compared = compare_units(first["units"], second["units"]).to_dict("records")
    order = list(dict.fromkeys(_SERIES.values()))
    compared.sort(key=lambda unit: order.index(_SERIES[unit["change"]]))
    return {
        unit_key(unit["name"], unit["type"], unit["district"]): _series(_SERIES[unit["change"]], _years(evidence))
        for unit in compared
    }


def _area_rows(scenarios: Scenarios) -> Iterable[tuple[Cell, ...]]:
    for key, place in scenarios.declared.get("functional_place", {}).items():
        path = f"functional_place.{key}"
        latitude, longitude = middle(scenarios, path, place, "mandate.formula.functional_place")
        yield Name("functional_area", key), latitude, _series("functional_area"), longitude


def _notes(found: Matched, units: list[str], areas: list[str]) -> tuple[Text, ...]:
    notes = [*boundary_notes(found, units), Text("scenarios.figure.map.gates")]
    if any(key not in found.areas for key in areas):
        notes.append(Text("mandate.figure.perimeter.functional"))
    if not found.areas:
        notes.append(Text("mandate.figure.perimeter.no_boundaries"))
    return tuple(notes)
