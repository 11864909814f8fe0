"""Goods of two periods held against each other: index numbers of prices and volumes, from goods lines weighed in kilograms.

A good is an HS line of eight digits with a partner, in one direction. Its unit value of a month may stand for a price where it stays
near its own median (`analysis.unit_values`). A year is held against the year before, a quarter against the same quarter of the year
before: fruit of one season has no price in the next. What of this may be printed `price_changes` says.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd

from assessment.analysis.prices import FORMULAS, price_indices, quantity_indices
from assessment.analysis.unit_values import Frequency, UnitValues, by_period, unit_values
from assessment.customs.nomenclature import vintage

COVERAGE: Final = "coverage"
"""Why there is no change: the goods compared hold too little of the value, or are too few."""
NOMENCLATURE: Final = "nomenclature"
"""Why there is no change: the two periods are classified by different lists of goods, so that a code need not mean the same."""
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


def told(change: Change, prices: PriceRule) -> dict[str, float]:
    """Return what is printed of a change, in percent: its index numbers less 1, the coverage as a multiple of the step below it."""
    numbers = {name: 100 * (number - 1) for name, number in change.numbers.items()}
    return numbers | {COVERAGE: _below(100 * change.coverage, prices.coverage_step)}


def _below(percent: float, step: float) -> float:
    """Return the multiple of the step below a number, never the number itself."""
    return max(0.0, (math.ceil(percent / step - 1e-9) - 1) * step) if percent == percent else math.nan


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


def comparisons(flow: str, found: UnitValues, frequencies: Sequence[Frequency]) -> Iterator[Change]:
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
