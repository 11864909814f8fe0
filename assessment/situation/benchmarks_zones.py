"""Section 8, zones: all border-gate economic zones of the record, their area, trade and projects."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from assessment.analysis.benchmark import robust_z
from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Bilingual, Cell, Figure, Name, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import column, count, shared_column
from assessment.situation.fdi import place
from assessment.situation.flows import frame, ratio, share

ALL_ZONES = "zone_all_border_gate_ezs"
_GROUPS = (ALL_ZONES, "zone_border_with_china", "zone_border_with_laos", "zone_border_with_cambodia")
_ACROSS = "vn"
"""Neighbour of the zones on the Chinese side: they are shown, never ranked among Vietnam's."""
_AREA_DECIMALS = 1
_PARTS = {"domestic_part": "domestic", "fdi_part": "fdi"}
"""Capital published as a part of all projects belongs to that kind of investor."""


def _zones(evidence: Evidence) -> pd.DataFrame:
    return evidence.ranked("zones").drop_duplicates("geography")


def _area(row: Mapping[Hashable, Any]) -> Quantity:
    if pd.isna(row["area_ha"]):
        return not_determinable(Text("benchmarks.reason.no_area"), "ha")
    return replace(
        observe({**row, "value": row["area_ha"], "unit": "ha"}), decimals=0 if row["area_ha"] % 1 == 0 else None
    )


def vietnamese_areas(evidence: Evidence) -> dict[str, Quantity]:
    """Return the area of each zone on Vietnam's side that has one, the largest first."""
    found = _zones(evidence)
    rows = found[(found["neighbour"] != _ACROSS) & found["area_ha"].notna()].sort_values("area_ha", ascending=False)
    return {str(row["geography"]): _area(row) for row in rows.to_dict("records")}


def zones_table(evidence: Evidence) -> Table:
    """Return all zones of the record: border, year, area and its rank, legal basis, key-zone lists."""
    areas = vietnamese_areas(evidence)
    order = {name: position for position, name in enumerate(areas)}
    records = sorted(
        _zones(evidence).to_dict("records"),
        key=lambda row: (row["neighbour"] == _ACROSS, order.get(row["geography"], len(order))),
    )
    rows = []
    for row in records:
        name = str(row["geography"])
        rows.append(
            (
                Name("geography", name),
                Name("geography", str(row["province"])),
                None if pd.isna(row["established_year"]) else int(row["established_year"]),
                _area(row),
                place(areas, name) if name in areas else None,
                _lists(str(row["key_zone_lists"])),
                Bilingual(str(row["legal_basis_vi"]), str(row["legal_basis_en"])),
            )
        )
    return Table(
        "benchmarks.zones",
        Text("benchmarks.table.zones.title"),
        (
            shared_column("zone"),
            shared_column("province"),
            column("benchmarks", "established"),
            shared_column("area", "ha"),
            column("benchmarks", "area_rank", None, 0),
            column("benchmarks", "lists"),
            column("benchmarks", "legal_basis"),
        ),
        frame(rows, "zone", "province", "year", "area", "rank", "lists", "legal"),
        notes=(
            Text("benchmarks.table.zones.note", {"ranked": count(_rows(areas), "zones")}),
            Text("benchmarks.table.zones.across"),
        ),
        wide=True,
    )


def _rows(values: Mapping[str, Quantity]) -> list[str]:
    return [value.rows[0] for value in values.values()]


def _lists(lists: str) -> str | None:
    return "; ".join(part.replace("-", "–") for part in lists.split(";") if part) or None


@dataclass(frozen=True)
class KeyArea:
    """A key zone of the list in force, by area: rank and robust z among the `count` key zones, area over the legal minimum."""

    zone: str
    area: Quantity
    rank: Quantity
    z: Quantity
    median: Quantity
    times_minimum: Quantity
    count: Quantity


def key_zones(evidence: Evidence) -> list[str]:
    """Return the key zones of the list in force, the zone itself among them."""
    lists = evidence.zone["key_zone_list"]
    return list(max(lists, key=lambda entry: entry["decided"])["zones"])


def key_areas(evidence: Evidence) -> list[KeyArea]:
    """Return the key zones of the latest list by area, the largest first."""
    areas = {name: area for name, area in vietnamese_areas(evidence).items() if name in key_zones(evidence)}
    minimum = evidence.setting("regime.decree_35_2022.minimum_area.value_ha", "ha")
    if not areas:
        return []
    values = list(areas.values())
    median = derive("median", "ha", lambda *parts: float(np.median(parts)), *values, decimals=_AREA_DECIMALS)
    number = count(_rows(areas), "zones")
    return [
        KeyArea(name, area, place(areas, name), _score(values, position), median, ratio(area, minimum), number)
        for position, (name, area) in enumerate(areas.items())
    ]


def _score(values: list[Quantity], position: int) -> Quantity:
    """Return the robust z of one value among all, or why there is none."""
    scores = robust_z(np.array([value.value for value in values], dtype=float))
    if scores.refused:
        reason = "common.reason.too_few" if scores.refused == "too_few" else "benchmarks.reason.no_spread"
        return not_determinable(Text(reason), "ratio")
    return derive(
        "benchmarks.formula.robust_z", "ratio", lambda *_: float(scores.scores[position]), *values, decimals=2
    )


def below_minimum(evidence: Evidence) -> Text:
    """Return the zones whose area is below the legal minimum, in words with their areas."""
    small = _below(evidence)
    if not small:
        return Text("benchmarks.below.none")
    values: dict[str, Cell] = {"minimum": evidence.setting("regime.decree_35_2022.minimum_area.value_ha", "ha")}
    for position, (name, area) in enumerate(small[:2], start=1):
        values |= {f"zone_{position}": Name("geography", name), f"area_{position}": area}
    return Text(f"benchmarks.below.{min(len(small), 2)}", values)


def _below(evidence: Evidence) -> list[tuple[str, Quantity]]:
    minimum = float(evidence.zone["regime"]["decree_35_2022"]["minimum_area"]["value_ha"])
    return [(name, area) for name, area in vietnamese_areas(evidence).items() if (area.value or minimum) < minimum]


def area_table(evidence: Evidence) -> Table:
    """Return key zones by area with rank, robust z and the legal minimum; below them the zones under the minimum."""
    minimum = evidence.setting("regime.decree_35_2022.minimum_area.value_ha", "ha")
    found = key_areas(evidence)
    rows: list[tuple[Cell, ...]] = [
        (Name("geography", entry.zone), entry.area, entry.rank, entry.z, entry.times_minimum) for entry in found
    ]
    rows += [(Name("geography", name), area, None, None, ratio(area, minimum)) for name, area in _below(evidence)]
    notes = (Text("benchmarks.table.area.note", {"count": found[0].count, "median": found[0].median}),) if found else ()
    return Table(
        "benchmarks.area",
        Text("benchmarks.table.area.title"),
        (
            shared_column("zone"),
            shared_column("area", "ha"),
            column("benchmarks", "key_rank", None, 0),
            column("benchmarks", "robust_z", None, 2),
            column("benchmarks", "times_minimum", "times", 2),
        ),
        frame(rows, "zone", "area", "rank", "z", "times"),
        notes=notes,
    )


def area_figure(evidence: Evidence) -> Figure:
    """Return the bar chart of all zones of Vietnam by area."""
    points = [
        (Name("geography", name), area, Text("benchmarks.series.area"))
        for name, area in vietnamese_areas(evidence).items()
    ]
    return Figure(
        "benchmarks.area",
        frame(points, "x", "y", "series"),
        "horizontal_bars",
        Text("benchmarks.figure.area.caption"),
        Text("benchmarks.figure.area.alt"),
        options={"highlight": evidence.zone["zone"]["geography"]},
    )


def zone_trade(evidence: Evidence, geography: str, period: str) -> Quantity:
    """Return the trade published for a zone or a group of zones in a period."""
    return evidence.quantity(
        "trade",
        period=period,
        scope="zone",
        flow="total",
        geography=geography,
        gate="all",
        commodity="all",
        measure="value",
        unit="usd_million",
    )


def trade_share(evidence: Evidence, geography: str, period: str) -> Quantity:
    """Return the share of a group of zones in the trade of all; where no total is published, of the sum of the groups."""
    whole = zone_trade(evidence, ALL_ZONES, period)
    if not whole.known:
        parts = [zone_trade(evidence, name, period) for name in _GROUPS[1:]]
        whole = derive("sum", "usd_million", lambda *values: math.fsum(values), *parts)
    return share(zone_trade(evidence, geography, period), whole).rounded_to(1)


def trade_table(evidence: Evidence) -> Table:
    """Return what was published on trade through the zones; years and coverage differ, so there is no ranking."""
    known = {*_zones(evidence)["geography"], *_GROUPS}
    found = evidence.rows("trade", scope="zone", measure="value", gate="all", commodity="all", inferred=True)
    found = found[found["geography"].isin(known)].drop_duplicates(["geography", "flow", "period_start", "period_end"])
    order = {name: position for position, name in enumerate((*_GROUPS, evidence.zone["zone"]["geography"]))}
    place_of = found["geography"].map(lambda name: order.get(name, len(order)))
    found = found.assign(_place=place_of).sort_values(["_place", "geography", "period_end", "period_start"])
    rows = [
        (
            Name("geography", str(row["geography"])),
            period_of(row),
            Name("flow", str(row["flow"])),
            observe(row),
            trade_share(evidence, str(row["geography"]), str(row["period_end"].year))
            if row["geography"] in _GROUPS[1:] and (row["frequency"], row["flow"]) == ("year", "total")
            else None,
        )
        for row in found.to_dict("records")
    ]
    return Table(
        "benchmarks.trade",
        Text("benchmarks.table.trade.title"),
        (
            shared_column("zone"),
            shared_column("period"),
            shared_column("flow"),
            shared_column("value", "usd_million"),
            column("benchmarks", "share_of_zones", "percent", 1),
        ),
        frame(rows, "zone", "period", "flow", "value", "share"),
        notes=(Text("benchmarks.table.trade.note"),),
    )


def projects_table(evidence: Evidence) -> Table:
    """Return projects and capital of the peer zones at the dates published."""
    found = evidence.rows(
        "investment",
        geography=list(_zones(evidence)["geography"]),
        basis="stock",
        measure=["projects", "registered"],
        partner="all",
        sector=["all", *_PARTS],
        frequency="stock",
        inferred=True,
    )
    found = found.assign(investor=found["sector"].map(_PARTS).fillna(found["investor"]))
    found = found[found["geography"] != evidence.zone["zone"]["geography"]]
    rows: list[tuple[Cell, ...]] = []
    for _, group in found.groupby(["geography", "period_end", "investor"], sort=True):
        first = group.iloc[0].to_dict()
        cells = {
            (str(row["measure"]), str(row["unit"])): observe(row)
            for row in group.drop_duplicates(["measure", "unit"]).to_dict("records")
        }
        rows.append(
            (
                Name("geography", str(first["geography"])),
                period_of(first),
                Name("investor", str(first["investor"])),
                cells.get(("projects", "project")),
                cells.get(("registered", "vnd_billion")),
                cells.get(("registered", "usd_million")),
            )
        )
    return Table(
        "benchmarks.projects",
        Text("benchmarks.table.projects.title"),
        (
            shared_column("zone"),
            shared_column("date"),
            shared_column("investor"),
            column("benchmarks", "projects", "project", 0),
            column("benchmarks", "capital_vnd", "vnd_billion"),
            column("benchmarks", "capital_usd", "usd_million"),
        ),
        frame(rows, "zone", "date", "investor", "projects", "vnd", "usd"),
        notes=(Text("benchmarks.table.projects.note"),),
    )
