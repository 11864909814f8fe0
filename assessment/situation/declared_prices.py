"""Prices and volumes at the gates from goods lines: changes against the same period of the year before, chained by year."""

from __future__ import annotations

from typing import Final

import pandas as pd

from assessment.findings import Cell, Figure, Finding, Period, Quantity, Table, Text, derive
from assessment.situation.declared import Declared
from assessment.situation.flows import frame
from assessment.situation.pieces import columns

FLOWS: Final = ("export", "import")
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
                value = derive(
                    "declared.formula.value_change",
                    "percent",
                    _product,
                    changes["price_fisher"],
                    changes["volume_fisher"],
                    decimals=1,
                )
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
