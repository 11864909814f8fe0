"""Prices and volumes at the gates from goods lines: changes against the same period of the year before, chained by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from assessment.findings import Cell, Figure, Finding, Period, Quantity, Table, Text, derive
from assessment.situation.declared import Declared, named
from assessment.situation.flows import frame
from assessment.situation.pieces import columns

FLOWS: Final = ("export", "import")
PARTS: Final = ("gate", "hs")
"""Keys by which prices are told."""
PARTS_SHOWN: Final = 10
_MEASURES: Final = ("price_laspeyres", "price_paasche", "price_fisher", "price_tornqvist", "volume_fisher")
_INDICES: Final = ("price_fisher", "volume_fisher")
_BASE: Final = 100.0


def prices_table(declared: Declared) -> Table | None:
    """Return by direction and period the changes of price and volume and of the value of the goods compared; None without any."""
    rows = []
    for flow in FLOWS:
        for frequency in ("year", "quarter"):
            for label in declared.periods(frequency, "price_fisher"):
                changes = {measure: declared.value(label, flow, measure) for measure in _MEASURES}
                value = _value_change(changes["price_fisher"], changes["volume_fisher"])
                coverage = declared.value(label, flow, "coverage")
                shown = [quantity.rounded_to(1) for quantity in changes.values()]
                rows.append((Text(f"declared.flow.{flow}"), _period(label), *shown, value, coverage.rounded_to(0)))
    if not rows:
        return None
    parts = columns(
        "declared", "flow", "period", *((name, "percent") for name in (*_MEASURES, "value_change", "coverage"))
    )
    return Table(
        "structure.declared_prices",
        Text("declared.table.prices.title"),
        parts,
        frame(rows, "flow", "period", *_MEASURES, "value_change", "coverage"),
        notes=(Text("declared.note.prices"),),
        wide=True,
    )


def parts_table(declared: Declared) -> Table | None:
    """Return by direction the changes of price and volume at each gate and of the largest chapters in the last year; None without any.

    Chapters without a number are left out: the other tables name those that are confidential.
    """
    labels = declared.periods("year", "price_fisher")
    rows = [
        (Text(f"declared.flow.{flow}"), Text(f"declared.key.{key}"), named(key, name), *changes)
        for flow in FLOWS
        for key in PARTS
        for name, changes in _shown(declared, labels, flow, key)
    ]
    if not rows:
        return None
    measures = (*_INDICES, "value_change", "coverage")
    return Table(
        "structure.declared_part_prices",
        Text("declared.table.part_prices.title", {"year": int(labels[-1])}),
        columns("declared", "flow", "key", "part", *((name, "percent") for name in measures)),
        frame(rows, "flow", "key", "part", *measures),
        notes=(Text("declared.note.prices"), Text("declared.note.part_prices")),
        wide=True,
    )


def _shown(declared: Declared, labels: list[str], flow: str, key: str) -> list[tuple[str, tuple[Quantity, ...]]]:
    found = []
    for name in declared.keys(labels[-1], key, flow) if labels else ():
        changes = _changes(declared, labels[-1], flow, {key: name})
        if changes[0].known or (key == "gate" and changes[0].confidential):
            found.append((name, changes))
    return found[:PARTS_SHOWN]


def _changes(declared: Declared, label: str, flow: str, split: Mapping[str, str]) -> tuple[Quantity, ...]:
    price, volume, coverage = (declared.value(label, flow, name, **split) for name in (*_INDICES, "coverage"))
    return price.rounded_to(1), volume.rounded_to(1), _value_change(price, volume), coverage.rounded_to(0)


def _value_change(price: Quantity, volume: Quantity) -> Quantity:
    return derive("declared.formula.value_change", "percent", _product, price, volume, decimals=1)


def chained(declared: Declared, flow: str, measure: str) -> dict[int, Quantity]:
    """Return an index by year, 100 in the first: the product of the changes from year to year, as far as none is missing."""
    years = sorted(int(label) for label in declared.periods("year", measure))
    found: dict[int, Quantity] = {}
    used: list[Quantity] = []
    for year in years:
        if found and year - 1 not in found:
            break
        link = declared.value(year, flow, measure)
        if not link.known:
            break
        used.append(link)
        found[year] = derive("declared.formula.chained", "index", _chain, *used, decimals=1)
    if found:
        # The year all others are held against.
        first = derive("declared.formula.base", "index", lambda *_: _BASE, used[0], decimals=1)
        found = {min(found) - 1: first, **found}
    return found


def prices_figure(declared: Declared) -> Figure | None:
    """Return the indices of price and volume by direction; None where no year is held against another."""
    rows: list[tuple[Cell, Quantity, Cell]] = [
        (year, index, Text(f"declared.series.{flow}_{measure}"))
        for flow in FLOWS
        for measure in _INDICES
        for year, index in chained(declared, flow, measure).items()
    ]
    if not rows:
        return None
    return Figure(
        "structure.declared_prices",
        frame(rows, "x", "y", "series"),
        "lines",
        Text("declared.figure.prices.caption", {"year": min(row[0] for row in rows if isinstance(row[0], int))}),
        Text("declared.figure.prices.alt"),
        notes=(Text("declared.note.prices"),),
    )


def findings(declared: Declared) -> tuple[Finding, ...]:
    """Return by direction the changes of price and volume of the last year that could be held against the one before."""
    found = []
    for flow in FLOWS:
        for label in reversed(declared.periods("year", "price_fisher")):
            price, volume, coverage = (declared.value(label, flow, name) for name in (*_INDICES, "coverage"))
            if price.known and volume.known:
                values: dict[str, Cell] = {
                    "year": int(label), "flow": Text(f"declared.flow_word.{flow}"), "price": price.rounded_to(1),
                    "volume": volume.rounded_to(1), "coverage": coverage.rounded_to(0),
                }  # fmt: skip
                found.append(Finding(Text("declared.finding.prices", values), "A"))
                break
    return tuple(found)


def _product(price: float, volume: float) -> float:
    return 100 * ((1 + price / 100) * (1 + volume / 100) - 1)


def _chain(*changes: float) -> float:
    index = _BASE
    for changed in changes:
        index *= 1 + changed / 100
    return index


def _period(label: str) -> Period:
    span = pd.Period(label, "Q" if "Q" in label else "Y")
    return Period(span.start_time, span.end_time.normalize(), "quarter" if "Q" in label else "year")
