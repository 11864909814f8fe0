"""Section 4 from goods lines: chapters, gates and what each of them has more of, concentration, and what growth is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from assessment.analysis.growth import contributions
from assessment.analysis.specialisation import location_quotient
from assessment.analysis.structure import concentration
from assessment.findings import Cell, Figure, Finding, Quantity, Table, Text, confidential, derive, not_determinable
from assessment.situation.declared import TOTAL, Declared, named
from assessment.situation.declared_constant_prices import constant_price_table
from assessment.situation.declared_prices import findings as price_findings
from assessment.situation.declared_prices import parts_table, prices_figure, prices_table
from assessment.situation.flows import change, frame, share
from assessment.situation.pieces import columns

CHAPTERS_SHOWN: Final = 10
PARTS_SHOWN: Final = 5
_FLOWS: Final = ("export", "import")
_DIRECTIONS: Final = (*_FLOWS, TOTAL)
_VALUES: Final = tuple((flow, "usd_million") for flow in _DIRECTIONS)
"""Columns of the value by direction."""
_POINT: Final = "percentage_point"


def chapters_table(declared: Declared) -> Table:
    """Return the largest chapters of the last complete year, all others and the confidential ones together in one row."""
    year = declared.years[-1]
    names = list(declared.shown(year, "hs"))[:CHAPTERS_SHOWN]
    rows = [
        (
            named("hs", name),
            *_values(declared, year, hs=name),
            share(declared.value(year, hs=name), declared.value(year)).rounded_to(1),
            change(declared.value(year, hs=name), declared.value(year - 1, hs=name)).rounded_to(1),
        )
        for name in names
    ]
    rest = declared.remainder(year, names, "hs")
    rows.append((Text("declared.label.rest"), None, None, rest, share(rest, declared.value(year)).rounded_to(1), None))
    rows.append(
        (
            Text("declared.label.all"),
            *_values(declared, year),
            None,
            _growth(declared, year),
        )
    )
    parts = columns("declared", "chapter", *_VALUES, ("share", "percent"), ("change", "percent"))
    return Table(
        "structure.declared_chapters",
        Text("declared.table.chapters.title", {"year": year}),
        parts,
        frame(rows, "chapter", *_DIRECTIONS, "share", "change"),
        notes=(Text("declared.note.scope"),),
        wide=True,
    )


def _values(declared: Declared, year: int, **split: str) -> tuple[Quantity, ...]:
    return tuple(declared.value(year, flow, **split) for flow in _DIRECTIONS)


def all_chapters_table(declared: Declared) -> Table:
    """Return every chapter of every complete year, confidential ones by name alone; for the annex."""
    rows = [
        (year, named("hs", name), *_values(declared, year, hs=name))
        for year in declared.years
        for name in sorted(declared.keys(year, "hs"))
    ]
    return Table(
        "structure.declared_chapters_all",
        Text("declared.table.chapters_all.title"),
        columns("declared", "year", "chapter", *_VALUES),
        frame(rows, "year", "chapter", *_DIRECTIONS),
        notes=(Text("declared.note.scope"),),
        annex_only=True,
    )


def gates_table(declared: Declared) -> Table:
    """Return value and share of each gate in the last complete year, with the share of the year before."""
    year = declared.years[-1]

    def of(gate: str, at: int) -> Quantity:
        return share(declared.value(at, gate=gate), declared.value(at)).rounded_to(1)

    rows = [
        (
            named("gate", gate),
            *_values(declared, year, gate=gate),
            of(gate, year),
            of(gate, year - 1),
        )
        for gate in declared.keys(year, "gate")
    ]
    rows.append((Text("declared.label.all"), *_values(declared, year), None, None))
    parts = columns(
        "declared",
        "gate",
        *_VALUES,
        ("share", "percent"),
        ("share_before", "percent"),
    )
    return Table(
        "structure.declared_gates",
        Text("declared.table.gates.title", {"year": year}),
        parts,
        frame(rows, "gate", *_DIRECTIONS, "share", "share_before"),
        notes=(Text("declared.note.scope"),),
        wide=True,
    )


def quotients_table(declared: Declared) -> Table:
    """Return by gate its largest chapters with their share there, at all gates, and the quotient of the two."""
    year = declared.years[-1]
    rows = [row for gate in declared.keys(year, "gate") for row in _quotients(declared, year, gate)]
    parts = columns(
        "declared", "gate", "chapter", (TOTAL, "usd_million"), ("share_at_gate", "percent"), ("share_at_all", "percent"),
        ("quotient", "ratio"),
    )  # fmt: skip
    return Table(
        "structure.declared_quotients",
        Text("declared.table.quotients.title", {"year": year}),
        parts,
        frame(rows, "gate", "chapter", TOTAL, "share_at_gate", "share_at_all", "quotient"),
        notes=(Text("declared.note.quotient"),),
    )


def _quotients(declared: Declared, year: int, gate: str) -> Iterator[tuple[Cell, ...]]:
    there, everywhere = declared.value(year, gate=gate), declared.value(year)
    for chapter in declared.keys(year, "hs", gate=gate)[:PARTS_SHOWN]:
        own, all_ = declared.value(year, gate=gate, hs=chapter), declared.value(year, hs=chapter)
        yield (
            named("gate", gate),
            named("hs", chapter),
            own,
            share(own, there).rounded_to(1),
            share(all_, everywhere).rounded_to(1),
            derive("declared.formula.quotient", "ratio", quotient_of, own, there, all_, everywhere, decimals=2),
        )


def quotient_of(part: float, whole: float, reference_part: float, reference_whole: float) -> float:
    """Return the location quotient as one number."""
    return float(location_quotient(part, whole, reference_part, reference_whole))


def effective_gates(declared: Declared, year: int, flow: str = TOTAL) -> Quantity:
    """Return the effective number of gates, 1/HHI; confidential where a gate is."""
    gates = declared.keys(year, "gate", flow)
    if declared.hidden(year, "gate", flow):
        return confidential("gates")
    if not gates:
        return not_determinable(Text("common.reason.no_row"), "gates")
    return derive(
        "structure.formula.effective_number",
        "gates",
        lambda *values: concentration(np.asarray(values)).effective_number,
        *(declared.value(year, flow, gate=gate) for gate in gates),
        decimals=2,
    )


def concentration_table(declared: Declared) -> Table:
    """Return by direction and year the concentration on chapters, from the least to the most it can be, and on gates."""
    rows = [
        (
            Text(f"declared.flow.{flow}"),
            year,
            *declared.spread(year, flow),
            *declared.spread(year, flow, "effective"),
            effective_gates(declared, year, flow),
        )
        for flow in _FLOWS
        for year in declared.years
    ]
    parts = columns(
        "declared", "flow", "year", ("unctad_low", "ratio"), ("unctad_high", "ratio"), ("effective_low", "count"),
        ("effective_high", "count"), ("gates", "gates"),
    )  # fmt: skip
    return Table(
        "structure.declared_concentration",
        Text("declared.table.concentration.title"),
        parts,
        frame(rows, "flow", "year", "unctad_low", "unctad_high", "effective_low", "effective_high", "gates"),
        notes=(Text("declared.note.concentration"),),
        wide=True,
    )


def points(declared: Declared, key: str, pair: tuple[int, int]) -> list[tuple[Cell, Quantity, Quantity, Quantity]]:
    """Return what the parts of a key add to growth: the largest by name, all others and the confidential ones together.

    Each with its two levels; the points add up to the growth of the whole.
    """
    before, now = pair
    both = [name for name in declared.shown(now, key) if declared.value(before, **{key: name}).known]
    both += [
        name for name in declared.shown(before, key) if name not in both and declared.value(now, **{key: name}).known
    ]
    first = {name: declared.value(before, **{key: name}) for name in both}
    last = {name: declared.value(now, **{key: name}) for name in both}
    largest = sorted(both, key=lambda name: -abs((last[name].value or 0.0) - (first[name].value or 0.0)))[:PARTS_SHOWN]
    labels: list[Cell] = [named(key, name) for name in largest]
    earlier, later = [first[name] for name in largest], [last[name] for name in largest]
    if {*declared.keys(before, key), *declared.keys(now, key)} != set(largest):
        labels.append(Text("declared.label.rest"))
        earlier.append(declared.remainder(before, largest, key))
        later.append(declared.remainder(now, largest, key))

    def one(place: int) -> Quantity:
        def computed(*values: float) -> float:
            return float(contributions(values[: len(earlier)], values[len(earlier) :])[place])

        return derive("structure.formula.contribution", _POINT, computed, *earlier, *later, decimals=1)

    return [(label, earlier[place], later[place], one(place)) for place, label in enumerate(labels)]


def contributions_table(declared: Declared, pair: tuple[int, int]) -> Table:
    """Return what chapters, gates and partners add to the growth of the last complete year."""
    rows: list[tuple[Cell, ...]] = []
    for key in ("hs", "gate", "partner"):
        rows += [(Text(f"declared.key.{key}"), *row) for row in points(declared, key, pair)]
    grown = derive("growth", _POINT, lambda value: value, _growth(declared, pair[1]), decimals=1)
    rows.append((Text("declared.label.all"), None, *(declared.value(year) for year in pair), grown))
    parts = columns("declared", "key", "part", ("before", "usd_million"), ("now", "usd_million"), ("points", _POINT))
    return Table(
        "structure.declared_contributions",
        Text("declared.table.contributions.title", {"year": pair[1], "before": pair[0]}),
        parts,
        frame(rows, "key", "part", "before", "now", "points"),
        notes=(Text("declared.note.contributions"),),
    )


def contributions_figure(declared: Declared, pair: tuple[int, int]) -> Figure:
    """Return what chapters add to the growth of the last complete year as bars."""
    rows = [(label, added, Text("declared.series.points")) for label, _, _, added in points(declared, "hs", pair)]
    return Figure(
        "structure.declared_contributions",
        frame(rows, "x", "y", "series"),
        "horizontal_bars",
        Text("declared.figure.contributions.caption", {"year": pair[1], "before": pair[0]}),
        Text("declared.figure.contributions.alt"),
        notes=(Text("declared.note.contributions"),),
    )


def growth_finding(declared: Declared, pair: tuple[int, int]) -> Finding:
    """Return the growth of declared trade and the part that adds most to it, by chapter and by gate."""
    by = {
        key: max(points(declared, key, pair)[:-1], key=lambda row: abs(row[3].value or 0.0), default=None)
        for key in ("hs", "gate")
    }
    values: dict[str, Cell] = {"year": pair[1], "growth": _growth(declared, pair[1]), "value": declared.value(pair[1])}
    for key, row in by.items():
        values |= {
            f"{key}_name": row[0] if row else None,
            key: row[3] if row else not_determinable(Text("common.reason.no_row"), _POINT),
        }
    return Finding(Text("declared.finding.growth", values), "A")


def _growth(declared: Declared, year: int) -> Quantity:
    return change(declared.value(year), declared.value(year - 1)).rounded_to(1)


def structure_tables(declared: Declared) -> tuple[Table, ...]:
    """Return the tables on structure; none without a year of which every month has goods lines."""
    if not declared.years:
        return ()
    tables = [chapters_table(declared), gates_table(declared), quotients_table(declared), concentration_table(declared)]
    if declared.pair:
        tables.append(contributions_table(declared, declared.pair))
    prices = (prices_table(declared), parts_table(declared), constant_price_table(declared))
    return (*tables, *(table for table in prices if table), all_chapters_table(declared))


def structure_figures(declared: Declared) -> tuple[Figure, ...]:
    """Return the charts on structure; none without two complete years, one after the other."""
    drawn = (contributions_figure(declared, declared.pair) if declared.pair else None, prices_figure(declared))
    return tuple(figure for figure in drawn if figure)


def structure_findings(declared: Declared) -> tuple[Finding, ...]:
    """Return the findings on structure of which every number may be printed."""
    found = (*((growth_finding(declared, declared.pair),) if declared.pair else ()), *price_findings(declared))
    return tuple(
        one for one in found if all(value.known for value in one.text.values.values() if isinstance(value, Quantity))
    )
