"""Section 8, shift-share: the change of the province's grain output taken apart against the country and the border provinces.

Only series of one unit whose sum means something are taken apart together: paddy and maize make up grain ("lương thực có hạt").
Heads of pigs and of poultry, or tonnes of grain and of cassava roots, do not add up to anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from assessment.analysis.shift_share import PARTS, AddingUp, ShiftShare, adding_up, shift_share
from assessment.evidence import Evidence
from assessment.findings import Cell, Name, Quantity, Table, Text, derive
from assessment.situation.assembly import column, shared_column
from assessment.situation.benchmarks_gaps import FIRST_YEAR
from assessment.situation.benchmarks_provinces import Panel, panel_of
from assessment.situation.fdi import COUNTRY
from assessment.situation.flows import difference, frame, mean, total

GRAIN: Final = ("paddy_production", "maize_production")

ENDS: Final = 3
"""Years averaged at either end: a single odd harvest would move every part."""

REGIONS: Final = (
    "red_river_delta",
    "northern_midlands_and_mountain_areas",
    "northern_central_area_and_central_coastal_area",
    "central_highlands",
    "south_east",
    "mekong_river_delta",
)
"""The six regions of the provincial tables, which make up the country."""

ROUNDING: Final = 1e-4
"""Gap allowed in adding up, as a fraction of the output at the start: what printing in hundreds of tonnes leaves open."""


@dataclass(frozen=True)
class Shifts:
    """The shift-share of the province against a reference; means of the years at either end, by crop.

    `total` holds the sums over the crops under the names of the columns of `ShiftShare.industries`.
    """

    reference: str
    first: tuple[int, int]
    last: tuple[int, int]
    crops: dict[str, dict[str, Quantity]]
    total: dict[str, Quantity]
    check: AddingUp


def shifts(evidence: Evidence) -> list[Shifts]:
    """Return the shift-share of grain against the country and the border provinces, as far as both have the years.

    The check holds the shift-shares of all parts of the reference against it: six regions of the country, seven border provinces.
    """
    border = evidence.zone["peers"]["border_provinces"]
    panels = {name: panel_of(evidence, name) for name in GRAIN}
    found = (
        _shifts("country", panels, evidence, (COUNTRY,), REGIONS),
        _shifts("border", panels, evidence, border, border),
    )
    return [entry for entry in found if entry is not None]


def _shifts(
    reference: str, panels: dict[str, Panel], evidence: Evidence, whole: Sequence[str], parts: Sequence[str]
) -> Shifts | None:
    province = evidence.zone["zone"]["province"]
    places = {province, *whole, *parts}
    years = sorted(set.intersection(*(set(panel.years(*places)) for panel in panels.values())))
    years = [year for year in years if year >= FIRST_YEAR]
    if len(years) < 2 * ENDS:
        return None
    ends = years[:ENDS], years[-ENDS:]

    def levels(names: Sequence[str]) -> list[dict[str, Quantity]]:
        return [
            {
                crop: mean(*(total(*(panel.at(name, year) for name in names)) for year in end))
                for crop, panel in panels.items()
            }
            for end in ends
        ]

    own, nation = levels([province]), levels(whole)
    areas = [_computed(levels([name]), nation) for name in parts]
    computed = _computed(own, nation).industries.to_dict("index")
    crops = {crop: _quantities(computed[crop], own, nation, crop) for crop in panels}
    sums = {part: total(*(crop[part] for crop in crops.values())) for part in ("before", "after", "change", *PARTS)}
    check = adding_up(areas, _series(nation[0]), _series(nation[1]), ROUNDING)
    return Shifts(reference, (ends[0][0], ends[0][-1]), (ends[1][0], ends[1][-1]), crops, sums, check)


def _series(levels: dict[str, Quantity]) -> pd.Series:
    return pd.Series({crop: quantity.value for crop, quantity in levels.items()}, dtype=float)


def _computed(own: Sequence[dict[str, Quantity]], nation: Sequence[dict[str, Quantity]]) -> ShiftShare:
    return shift_share(_series(own[0]), _series(own[1]), _series(nation[0]), _series(nation[1]))


def _quantities(
    values: Mapping[Any, float], own: Sequence[dict[str, Quantity]], nation: Sequence[dict[str, Quantity]], crop: str
) -> dict[str, Quantity]:
    """Return the levels of a crop and the parts of its change; the parts rest on all crops of the reference."""
    inputs = [own[0][crop], own[1][crop], *nation[0].values(), *nation[1].values()]

    def part(name: str) -> Quantity:
        unit = inputs[0].unit
        return derive(f"benchmarks.formula.{name}", unit, lambda *_: values[name], *inputs)

    levels = {"before": inputs[0], "after": inputs[1], "change": difference(inputs[1], inputs[0])}
    return levels | {name: part(name) for name in PARTS}


def shifts_table(found: Sequence[Shifts]) -> Table:
    """Return the parts of the change by crop and in all, with the result of the check."""
    parts = ("before", "after", "change", *PARTS)
    rows: list[tuple[Cell, ...]] = []
    for entry in found:
        reference = Text(f"benchmarks.series.{entry.reference}")
        lines: list[tuple[Cell, dict[str, Quantity]]] = [
            (Name("indicator", crop), values) for crop, values in entry.crops.items()
        ]
        for label, values in [*lines, (Text("benchmarks.series.grain"), entry.total)]:
            rows.append((reference, label, *(values[part].rounded_to(0) for part in parts)))
    notes = [Text("benchmarks.table.shifts.note")]
    for entry in found:
        years = {"first": entry.first[0], "first_end": entry.first[1], "last": entry.last[0], "last_end": entry.last[1]}
        notes.append(Text(f"benchmarks.adding_up.{entry.reference}_{entry.check.verdict}", years))
    return Table(
        "benchmarks.shifts",
        Text("benchmarks.table.shifts.title"),
        (
            column("benchmarks", "reference"),
            shared_column("indicator"),
            *(column("benchmarks", name, "tonne", 0) for name in parts),
        ),
        frame(rows, "reference", "indicator", *parts),
        notes=tuple(notes),
        wide=True,
    )
