"""Changes of prices and volumes of the goods at the gates, from goods lines weighed in kilograms.

A good is an HS line of eight digits with a partner, in one direction. Its unit value of a month may stand for a price where it stays
near its own median (`analysis.unit_values`). A year is held against the year before, a quarter against the same quarter of the year
before: fruit of one season has no price in the next. The index numbers are made here, where the traders are known: the goods compared
have to be those of enough traders, and no figure of a single good leaves.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]
import numpy as np
import pandas as pd

from assessment.analysis.prices import FORMULAS, price_indices, quantity_indices
from assessment.analysis.unit_values import Frequency, UnitValues, by_period, unit_values
from assessment.customs.confidentiality import PRIMARY, Rule
from assessment.customs.monthly import coded, in_force, monthly
from assessment.customs.published import declared_at_the_province, month_label

COVERAGE: Final = "coverage"
"""Why there is no change: the goods compared hold too little of the value, or are too few."""
_FLOWS: Final = ("export", "import")
_YEAR_BEFORE: Final[dict[Frequency, int]] = {"Q": 4, "Y": 1}
_UNWEIGHED: Final = "unweighed"


@dataclass(frozen=True)
class PriceRule:
    """Least `coverage` in percent, fewest `goods`, and the step in points in which the coverage is told."""

    coverage: float
    goods: int
    coverage_step: float


@dataclass(frozen=True)
class Change:
    """Two periods of one direction, their index numbers (1 is no change) and the goods they compare."""

    flow: str
    frequency: Frequency
    period: pd.Period
    numbers: dict[str, float]
    coverage: float
    goods: pd.Index

    @property
    def before(self) -> pd.Period:
        """The period compared with."""
        return self.period - _YEAR_BEFORE[self.frequency]


def price_rule() -> PriceRule:
    """Return the rule in force.

    >>> price_rule().goods
    5
    """
    return PriceRule(
        **tomllib.loads(files("assessment").joinpath("customs", "prices.toml").read_text(encoding="utf-8"))
    )


def price_changes(lines: ir.Table, rule: Rule, prices: PriceRule) -> pd.DataFrame:
    """Return changes of prices and volumes against the same period of the year before.

    Parameters
    ----------
    lines
        All lines of the store; those of offices in other provinces are left out.
    rule
        When a figure may not be shown.
    prices
        When the goods compared are enough.

    Returns
    -------
    pd.DataFrame
        Columns `flow`, `period` (a ``Period`` of a quarter or year), `measure`, `value` in percent, and `hidden`: empty, ``primary``
        where too few traders stand behind the goods compared, ``coverage`` where these are too little; then the value is NaN.
        Measures are ``price_laspeyres``, ``price_paasche``, ``price_fisher``, ``price_tornqvist``, ``volume_fisher``, and
        ``coverage``: the share of the value that the goods compared hold in the period where they hold less, as the multiple of
        `prices.coverage_step` below it.
    """
    own = declared_at_the_province(lines)
    kept = {flow: found for flow in _FLOWS if (found := _unit_values(own, flow)) is not None}
    changes = [change for flow, found in kept.items() for change in _changes(flow, found)]
    enough = [
        change for change in changes if len(change.goods) >= prices.goods and change.coverage >= prices.coverage / 100
    ]
    exposed = _exposed(own, kept, enough, rule)
    rows = []
    for change in changes:
        hidden = "" if any(change is one for one in enough) else COVERAGE
        if not hidden and (change.flow, change.period) in exposed:
            hidden = PRIMARY
        numbers = {name: 100 * (number - 1) for name, number in change.numbers.items()}
        numbers[COVERAGE] = _below(100 * change.coverage, prices.coverage_step)
        rows += [
            (change.flow, change.period, name, np.nan if hidden else number, hidden) for name, number in numbers.items()
        ]
    return pd.DataFrame(rows, columns=["flow", "period", "measure", "value", "hidden"])


def _below(percent: float, step: float) -> float:
    """Return the multiple of the step below a number, never the number itself."""
    return max(0.0, (math.ceil(percent / step - 1e-9) - 1) * step) if percent == percent else math.nan


def _weighed(own: ir.Table) -> ir.Table:
    held = in_force(own)
    return held.filter((held.weight_kg > 0) & (held.value_usd > 0))


def _unit_values(own: ir.Table, flow: str) -> UnitValues | None:
    """Return monthly unit values of the goods of a direction, with what cannot be priced beside them; None without any."""
    goods = monthly(_weighed(own), ["month", "flow", "hs", "partner"], digits=8)
    frame = goods.filter(goods.flow == flow).to_pandas()
    if frame.empty:
        return None
    frame["good"] = frame["hs"] + " " + frame["partner"]
    frame["month"] = pd.to_datetime(frame["month"]).dt.to_period("M")
    everything = monthly(own, ["month", "flow"])
    whole = everything.filter(everything.flow == flow).to_pandas()
    total = pd.Series(whole["value_usd"].to_numpy(), pd.to_datetime(whole["month"]).dt.to_period("M")).sort_index()
    values, kilograms = (
        frame.pivot(index="month", columns="good", values=name).reindex(total.index)
        for name in ("value_usd", "weight_kg")
    )
    units = pd.Series("kg", index=values.columns)
    # Never below nothing, where adding left a cent.
    values[_UNWEIGHED] = (total - values.sum(axis=1)).clip(lower=0)
    kilograms[_UNWEIGHED], units[_UNWEIGHED] = np.nan, "other"
    return unit_values(values, kilograms, units)


def _changes(flow: str, found: UnitValues) -> Iterator[Change]:
    for frequency, back in _YEAR_BEFORE.items():
        taken = by_period(found, frequency)
        for period in taken.prices.index:
            if period - back not in taken.prices.index:
                continue
            pair = [period - back, period]
            prices, quantities = taken.prices.loc[pair], taken.quantities.loc[pair]
            index = price_indices(prices, quantities)
            matched = prices.columns[((prices > 0) & (quantities > 0)).all()]
            shares = index.coverage.loc[period, ["base", "period"]].to_numpy(float) * taken.coverage.loc[pair].to_numpy(
                float
            )
            numbers = {f"price_{formula}": float(index.direct[formula].iloc[1]) for formula in FORMULAS}
            numbers["volume_fisher"] = float(quantity_indices(prices, quantities).direct["fisher"].iloc[1])
            yield Change(flow, frequency, period, numbers, float(shares.min()) if len(matched) else 0.0, matched)


def _exposed(
    own: ir.Table, kept: dict[str, UnitValues], changes: list[Change], rule: Rule
) -> set[tuple[str, pd.Period]]:
    """Return the changes whose goods, in one of the two periods, are those of too few traders or mostly of one."""
    if not changes:
        return set()
    cells = pd.concat([_cells(kept[change.flow], change, place) for place, change in enumerate(changes)])
    table = coded(_weighed(own))
    listed = ibis.memtable(cells)
    joined = table.mutate(the_month=month_label(table.month), good=table.hs + " " + table.partner).join(
        listed, ["flow", "the_month", "good"]
    )
    traders = joined.group_by(["place", "side", "trader"]).aggregate(value_usd=joined.value_usd.sum())
    sums = traders.group_by(["place", "side"]).aggregate(
        value_usd=traders.value_usd.sum().cast("float64"),
        largest_usd=traders.value_usd.max().cast("float64"),
        traders=traders.trader.count(),
    )
    frame = sums.to_pandas()
    few = (frame["traders"] < rule.traders) | (frame["largest_usd"] > rule.dominance / 100 * frame["value_usd"])
    return {(changes[place].flow, changes[place].period) for place in frame.loc[few, "place"].astype(int)}


def _cells(found: UnitValues, change: Change, place: int) -> pd.DataFrame:
    """Return the months and goods a change rests on."""
    prices = found.prices[change.goods].stack().dropna()
    months: Any = prices.index.get_level_values(0)
    span = months.asfreq(change.frequency)
    frame = pd.DataFrame(
        {
            "place": place,
            "side": np.select([span == change.before, span == change.period], ["before", "now"], ""),
            "flow": change.flow,
            "the_month": months.strftime("%Y-%m"),
            "good": prices.index.get_level_values(1),
        }
    )
    return frame[frame["side"] != ""]
