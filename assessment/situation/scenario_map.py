"""The map of the scenarios: units of the zone and around it, gates inside and outside; drawn from boundaries where a file has them."""

from __future__ import annotations

import pandas as pd

from assessment.findings import Figure, Text
from assessment.situation.map_places import boundary_notes, bounded, gate_rows, outlines, unit_row
from assessment.situation.scenario_declared import FILE, Scenario
from assessment.situation.scenarios import Scenarios


def map_figure(scenarios: Scenarios) -> Figure:
    """Return the map of the scenario declared for it; the units of a second one are ringed.

    Places come from the library's coordinates of former units, so the map is schematic; a GeoJSON file in data/raw that has a unit
    gives it its boundary.
    """
    named = {scenario.key: scenario for scenario in scenarios.all}
    drawn, core = (named.get(scenarios.declared["map"].get(part, "")) for part in ("drawn", "ringed"))
    if drawn is None:
        raise ValueError(f"[map] of {FILE}: drawn must name one of the scenarios {', '.join(named)}")
    found = bounded(scenarios)
    units = _units(scenarios, drawn)
    keys = [key for key, _ in units]
    inside = scenarios.gates(drawn)
    former = scenarios.areas.province.former
    rows = [
        *(unit_row(key, former.get(key), _series(series)) for key, series in units),
        *gate_rows(scenarios, lambda gate: _series("gate_inside" if gate in inside else "gate_outside")),
    ]
    ringed = core.units if core is not None else frozenset()
    return Figure(
        "proposals.scenario_map",
        pd.DataFrame(rows, columns=["x", "y", "series", "longitude"], dtype=object),
        "map",
        Text(f"scenarios.figure.map.{drawn.kind}", {"name": drawn.name}),
        Text("scenarios.figure.map.alt"),
        notes=_notes(drawn, core, boundary_notes(found, keys)),
        options={
            "gates": (_series("gate_inside"), _series("gate_outside")),
            "hollow": (_series("gate_outside"),),
            "pale": (_series("outside"),),
            "ring": _series("ring"),
            "ringed": tuple(
                place for place, (key, series) in enumerate(units) if key in ringed and series != "outside"
            ),
            "outlines": outlines(keys, found),
        },
    )


def _series(name: str) -> Text:
    return Text(f"scenarios.map.{name}")


def _notes(drawn: Scenario, core: Scenario | None, boundaries: list[Text]) -> tuple[Text, ...]:
    notes = [*boundaries, Text("scenarios.figure.map.gates")]
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
