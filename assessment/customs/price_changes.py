"""Changes of prices and volumes of the goods at the gates, from goods lines weighed in kilograms.

A good is an HS line of eight digits with a partner, in one direction. Its unit value of a month may stand for a price where it stays
near its own median (`analysis.unit_values`). A year is held against the year before, a quarter against the same quarter of the year
before: fruit of one season has no price in the next. The index numbers are made here, where the traders are known: the goods compared
have to be those of enough traders, and no figure of a single good leaves.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
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
from assessment.customs.monthly import ALL, coded, in_force, monthly
from assessment.customs.nomenclature import vintage
from assessment.customs.published import declared_at_the_province, month_label

COVERAGE: Final = "coverage"
"""Why there is no change: the goods compared hold too little of the value, or are too few."""
NOMENCLATURE: Final = "nomenclature"
"""Why there is no change: the two periods are classified by different lists of goods, so that a code need not mean the same."""
FLOWS: Final = ("export", "import")
COLUMNS: Final = ("flow", "period", "gate", "hs", "measure", "value", "hidden")
_YEAR_BEFORE: Final[dict[Frequency, int]] = {"Q": 4, "Y": 1}
_UNWEIGHED: Final = "unweighed"


@dataclass(frozen=True)
class PriceRule:
    """Least `coverage` in percent, fewest `goods`, and the step in points in which the coverage is told."""

    coverage: float
    goods: int
    coverage_step: float

    def refuses(self, change: Change) -> str:
        """Return why the goods compared make no number; an empty text where they do."""
        if not change.one_list:
            return NOMENCLATURE
        enough = len(change.goods) >= self.goods and change.coverage >= self.coverage / 100
        return "" if enough else COVERAGE


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

    @property
    def one_list(self) -> bool:
        """Whether both periods began under one and the same list of goods: only there is a code of eight digits the same good."""
        lists = {vintage(period.start_time.date()) for period in (self.before, self.period)}
        return len(lists) == 1 and "" not in lists


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
        Columns `flow`, `period` (a ``Period`` of a quarter or year), `gate` and `hs` (``all``; see `part_prices` for those split),
        `measure`, `value` in percent, and `hidden`: empty, ``primary``
        where too few traders stand behind the goods compared, ``coverage`` where these are too little, ``nomenclature`` where the
        two periods began under different lists of goods; then the value is NaN.
        Measures are ``price_laspeyres``, ``price_paasche``, ``price_fisher``, ``price_tornqvist``, ``volume_fisher``, and
        ``coverage``: the share of the value that the goods compared hold in the period where they hold less, as the multiple of
        `prices.coverage_step` below it.
    """
    own = declared_at_the_province(lines)
    kept = {flow: found for flow in FLOWS if (found := priced(own, flow)) is not None}
    changes = [change for flow, found in kept.items() for change in comparisons(flow, found)]
    exposed = _exposed(own, kept, [change for change in changes if not prices.refuses(change)], rule)
    rows = []
    for change in changes:
        hidden = prices.refuses(change)
        if not hidden and (change.flow, change.period) in exposed:
            hidden = PRIMARY
        rows += [
            (change.flow, change.period, ALL, ALL, name, np.nan if hidden else number, hidden)
            for name, number in told(change, prices).items()
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told(change: Change, prices: PriceRule) -> dict[str, float]:
    """Return what is printed of a change, in percent: its index numbers less 1, the coverage as a multiple of the step below it."""
    numbers = {name: 100 * (number - 1) for name, number in change.numbers.items()}
    return numbers | {COVERAGE: _below(100 * change.coverage, prices.coverage_step)}


def _below(percent: float, step: float) -> float:
    """Return the multiple of the step below a number, never the number itself."""
    return max(0.0, (math.ceil(percent / step - 1e-9) - 1) * step) if percent == percent else math.nan


def weighed(own: ir.Table) -> ir.Table:
    """Return the lines in force whose weight and value are known."""
    held = in_force(own)
    return held.filter((held.weight_kg > 0) & (held.value_usd > 0))


def priced(own: ir.Table, flow: str) -> UnitValues | None:
    """Return monthly unit values of the goods of a direction, with what cannot be priced beside them; None without any."""
    goods = monthly(weighed(own), ["month", "flow", "hs", "partner"], digits=8)
    everything = monthly(own, ["month", "flow"])
    whole = by_month(everything.filter(everything.flow == flow).to_pandas())
    return unit_values_of(
        by_month(goods.filter(goods.flow == flow).to_pandas()), whole.set_index("month")["value_usd"].sort_index()
    )


def by_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Return monthly figures with `month` as a period, and `good`, the HS line with its partner, where they have both."""
    found = figures.assign(month=pd.to_datetime(figures["month"]).dt.to_period("M"))
    return found.assign(good=found["hs"] + " " + found["partner"]) if {"hs", "partner"} <= {*found} else found


def unit_values_of(goods: pd.DataFrame, whole: pd.Series[float]) -> UnitValues | None:
    """Return unit values of goods that may stand for prices; None without any good.

    Parameters
    ----------
    goods
        Columns `month` (period), `good`, `value_usd`, `weight_kg`: what is weighed, one row a month and good.
    whole
        Value of everything by month, weighed or not.
    """
    if goods.empty:
        return None
    values, kilograms = (
        goods.pivot(index="month", columns="good", values=name).reindex(whole.index)
        for name in ("value_usd", "weight_kg")
    )
    units = pd.Series("kg", index=values.columns)
    # Never below nothing, where adding left a cent.
    values[_UNWEIGHED] = (whole - values.sum(axis=1)).clip(lower=0)
    kilograms[_UNWEIGHED], units[_UNWEIGHED] = np.nan, "other"
    return unit_values(values, kilograms, units)


def comparisons(flow: str, found: UnitValues, frequencies: Sequence[Frequency] = ("Q", "Y")) -> Iterator[Change]:
    """Yield each quarter and year of a direction that can be held against that of the year before."""
    for frequency in frequencies:
        back = _YEAR_BEFORE[frequency]
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
    """Return the changes whose goods, compared or not, are in one of the two periods those of too few traders or mostly of one."""
    if not changes:
        return set()
    cells = pd.concat([compared(kept[change.flow], change, place) for place, change in enumerate(changes)])
    table = coded(weighed(own))
    listed = ibis.memtable(cells)
    joined = table.mutate(the_month=month_label(table.month), good=table.hs + " " + table.partner).join(
        listed, ["flow", "the_month", "good"]
    )
    traders = joined.group_by(["place", "side", "trader"]).aggregate(value_usd=joined.value_usd.sum())
    exposed = {*_few(traders, rule), *_few(_not_compared(own, changes, traders), rule)}
    return {(changes[place].flow, changes[place].period) for place in exposed}


def _not_compared(own: ir.Table, changes: list[Change], compared: ir.Table) -> ir.Table:
    """Return what each trader holds beside the goods compared: taken from the whole, what these grew by tells of the others."""
    spans = [
        (place, side, change.flow, str(month))
        for place, change in enumerate(changes)
        for side, period in (("before", change.before), ("now", change.period))
        for month in pd.period_range(period.start_time, period.end_time, freq="M")
    ]
    months = ibis.memtable(pd.DataFrame(spans, columns=["place", "side", "flow", "the_month"]))
    table = coded(in_force(own))
    table = table.mutate(the_month=month_label(table.month))
    held = table.group_by(["flow", "the_month", "trader"]).aggregate(value_usd=table.value_usd.sum())
    spread = held.join(months, ["flow", "the_month"])
    whole = spread.group_by(["place", "side", "trader"]).aggregate(value_usd=spread.value_usd.sum())
    known = compared.rename(the_place="place", the_side="side", the_trader="trader", compared_usd="value_usd")
    both = whole.left_join(
        known,
        [whole.place == known.the_place, whole.side == known.the_side, whole.trader.identical_to(known.the_trader)],
    )
    left = both.mutate(value_usd=both.value_usd - both.compared_usd.fill_null(0))
    return left.filter(left.value_usd > 0).select("place", "side", "trader", "value_usd")


def _few(traders: ir.Table, rule: Rule) -> set[int]:
    """Return the changes of which, in one of the two periods, too few traders hold a share, or one holds most."""
    sums = traders.group_by(["place", "side"]).aggregate(
        value_usd=traders.value_usd.sum().cast("float64"),
        largest_usd=traders.value_usd.max().cast("float64"),
        traders=traders.trader.count(),
    )
    frame = sums.to_pandas()
    few = (frame["traders"] < rule.traders) | (frame["largest_usd"] > rule.dominance / 100 * frame["value_usd"])
    return set(frame.loc[few, "place"].astype(int))


def compared(found: UnitValues, change: Change, place: int) -> pd.DataFrame:
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
