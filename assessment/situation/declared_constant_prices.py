"""Concentration of declared trade on HS chapters without the moves of prices, from printed figures alone.

A chapter that only grows dearer grows in the whole: concentration at current prices moves though the goods do not. The value of a
chapter is therefore taken at prices of the year before, value ÷ (1 + its Fisher price change). Both are printed figures, so that no
confidential number enters. Held against each other are the same chapters, those whose price change may be printed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from assessment.analysis.structure import concentration
from assessment.findings import Quantity, Table, Text, derive, not_determinable
from assessment.situation.declared import Declared
from assessment.situation.declared_prices import FLOWS
from assessment.situation.flows import frame, share, total
from assessment.situation.pieces import columns

_UNITS: Final = {
    "chapters_told": "count", "share_told": "percent", "hhi_before": "ratio", "hhi_last_prices": "ratio", "hhi_now": "ratio",
}  # fmt: skip
"""Columns with their units."""
_FEWEST: Final = 2


def constant_price_concentration(declared: Declared, year: int, flow: str) -> dict[str, Quantity]:
    """Return the Herfindahl–Hirschman index over the chapters whose price change is told, from 1/n to 1, n being their number.

    Returns
    -------
    dict
        ``chapters_told``, how many these are; ``share_told``, what they hold of the value of the direction; the index of the year
        before (``hhi_before``), of the year at prices of the year before (``hhi_last_prices``) and at its own (``hhi_now``). Where
        fewer than two are told none of them is determinable.
    """
    price = {name: declared.value(year, flow, "price_fisher", hs=name) for name in declared.shown(year, "hs", flow)}
    told = [name for name in price if price[name].known and declared.value(year - 1, flow, hs=name).known]
    if len(told) < _FEWEST:
        return {name: not_determinable(Text("declared.reason.few_chapters"), unit) for name, unit in _UNITS.items()}
    before, now = ([declared.value(at, flow, hs=name) for name in told] for at in (year - 1, year))
    prices = [price[name] for name in told]
    formula = "declared.formula.herfindahl"
    return {
        "chapters_told": derive(
            "declared.formula.chapters_told", "count", lambda *each: len(each), *prices, decimals=0
        ),
        "share_told": share(total(*now), declared.value(year, flow)).rounded_to(1),
        "hhi_before": derive(formula, "ratio", _herfindahl, *before, decimals=3),
        "hhi_last_prices": derive(f"{formula}_last_prices", "ratio", _at_last_prices, *now, *prices, decimals=3),
        "hhi_now": derive(formula, "ratio", _herfindahl, *now, decimals=3),
    }


def _herfindahl(*values: float) -> float:
    return concentration(np.asarray(values)).herfindahl


def _at_last_prices(*numbers: float) -> float:
    """Return the index from the values of all chapters, followed by their price changes in percent."""
    values, changes = np.split(np.asarray(numbers), 2)
    return concentration(values / (1 + changes / 100)).herfindahl


def constant_price_table(declared: Declared) -> Table | None:
    """Return by direction and year the concentration on chapters with and without moves of prices; None without any price change."""
    rows = [
        (Text(f"declared.flow.{flow}"), int(label), *constant_price_concentration(declared, int(label), flow).values())
        for flow in FLOWS
        for label in declared.periods("year", "price_fisher")
    ]
    if not rows:
        return None
    return Table(
        "structure.declared_constant_prices",
        Text("declared.table.constant_prices.title"),
        columns("declared", "flow", "year", *_UNITS.items()),
        frame(rows, "flow", "year", *_UNITS),
        notes=(Text("declared.note.constant_prices"),),
    )
