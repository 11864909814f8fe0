"""Unit values of goods lines that may stand for prices.

Unit values of mixed goods are not prices: only lines weighed in kilograms are used, and among them only unit values that stay
near their own median; the share of the value that remains is part of the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.analysis.benchmark import MAD_SCALE
from assessment.analysis.prices import aligned

Frequency: TypeAlias = Literal["Q", "Y"]

BAND_FACTOR = 3.0
"""A unit value may lie between a third of its line's median and three times it."""

BAND_DEVIATIONS = 3.0
"""Or within so many robust standard deviations of the logarithms, where the line's own prices swing wider than that."""


@dataclass(frozen=True)
class UnitValues:
    """Unit values of goods lines that may stand for prices, and what became of the value of all lines.

    Attributes
    ----------
    prices
        Value per kilogram, NaN where the line was not traded or was dropped. Index: periods, columns: products.
    quantities
        Kilograms; NaN where `prices` is NaN.
    fate
        Value by period, one column each for what was `kept` and what was dropped because it is not weighed in kilograms
        (``other_unit``), has no weight (``no_quantity``) or has a unit value outside its band (``out_of_band``). The columns
        add up to the value of all lines.
    spread
        1.4826 · MAD of the logarithms of each line's unit values: 0.1 is about 10 %. NaN for a line without unit values.
    """

    prices: pd.DataFrame
    quantities: pd.DataFrame
    fate: pd.DataFrame
    spread: pd.Series

    @property
    def coverage(self) -> pd.Series:
        """Fraction of the value that was kept, by period; NaN where nothing was traded. It is printed with every index."""
        whole = self.fate.sum(axis=1)
        return self.fate["kept"] / whole.where(whole > 0)


def unit_values(
    values: pd.DataFrame,
    quantities: pd.DataFrame,
    units: pd.Series,
    factor: float = BAND_FACTOR,
    deviations: float = BAND_DEVIATIONS,
) -> UnitValues:
    """Return unit values that may stand for prices: lines in kilograms, without unit values far from their line's median.

    A unit value u is dropped where |ln u − median ln u| of its line exceeds both ln(factor) and deviations · 1.4826 · MAD of
    the logarithms. The factor alone would cut the season of a fruit whose price swings by itself; the deviations alone would
    cut every ordinary move of a line whose price stands still most of the time.

    Parameters
    ----------
    values
        Value by period (rows) and goods line (columns, HS 6 or 8 digits); NaN where the line was not traded.
    quantities
        Quantity of the same periods and lines, in the unit of the line.
    units
        Unit by line; only ``kg`` (net weight) is used.
    factor, deviations
        Width of the band. ``deviations=0`` leaves the factor alone, ``factor=1`` the deviations alone.

    Returns
    -------
    UnitValues
        A line with one unit value is at its own median and stays.

    Raises
    ------
    ValueError
        If the frames differ in periods or lines, a number is negative or infinite, a line has no unit, the factor is below 1
        or the deviations are below 0.

    References
    ----------
    Export and Import Price Index Manual (2009), chapter 2; Silver (2010), The Wrongs and Rights of Unit Value Indices.

    Examples
    --------
    >>> values = pd.DataFrame({"08109092": [100.0, 110.0, 990.0], "87032345": [50.0, 50.0, 10.0]}, index=[2022, 2023, 2024])
    >>> quantities = pd.DataFrame({"08109092": [100.0, 100.0, 100.0], "87032345": [5.0, 5.0, 1.0]}, index=[2022, 2023, 2024])
    >>> found = unit_values(values, quantities, pd.Series({"08109092": "kg", "87032345": "car"}))
    >>> found.prices["08109092"].tolist(), found.coverage.round(3).tolist()
    ([1.0, 1.1, nan], [0.667, 0.688, 0.0])
    """
    if factor < 1 or deviations < 0:
        raise ValueError(f"factor {factor:g} and deviations {deviations:g}: expected at least 1 and at least 0")
    value, quantity = aligned(values, quantities)
    without = value.columns.difference(units.dropna().index)
    if len(without):
        raise ValueError(f"line {without[0]} has no unit; give one for each line")
    weighed = pd.DataFrame(True, value.index, value.columns) & (units[value.columns] == "kg")
    unit_value = value / quantity
    priced = weighed & (unit_value > 0) & (unit_value < np.inf)
    unit_value = unit_value.where(priced)
    logs = pd.DataFrame(np.log(unit_value.to_numpy()), value.index, value.columns)
    distance = (logs - logs.median()).abs()
    spread = MAD_SCALE * distance.median()
    near = priced & ((distance <= np.log(factor)) | (distance <= deviations * spread))
    fates = {"kept": near, "other_unit": ~weighed, "no_quantity": weighed & ~priced, "out_of_band": priced & ~near}
    return UnitValues(
        unit_value.where(near),
        quantity.where(near),
        pd.DataFrame({name: value.where(which).sum(axis=1) for name, which in fates.items()}),
        spread,
    )


def by_period(found: UnitValues, frequency: Frequency) -> UnitValues:
    """Return monthly unit values taken together by quarter or year: value kept over kilograms kept.

    Chaining month by month drifts where goods are seasonal, so lines are checked by month and chained by quarter or year.

    Parameters
    ----------
    found
        Monthly unit values with a PeriodIndex (freq ``M``).
    frequency
        ``Q`` or ``Y``.

    Returns
    -------
    UnitValues
        Only quarters or years of which every month has a row: part of a year is another mix of seasons. `spread` stays that of
        the months.

    Raises
    ------
    ValueError
        If the index is not one of months.

    Examples
    --------
    >>> months = pd.period_range("2023-01", "2024-03", freq="M")
    >>> kilograms = pd.DataFrame({"lychee": 10.0}, index=months)
    >>> monthly = unit_values(2 * kilograms, kilograms, pd.Series({"lychee": "kg"}))
    >>> by_period(monthly, "Y").prices["lychee"].to_dict(), by_period(monthly, "Y").quantities["lychee"].tolist()
    ({Period('2023', 'Y-DEC'): 2.0}, [120.0])
    """
    months = found.prices.index
    if not isinstance(months, pd.PeriodIndex) or months.freqstr != "M":
        raise ValueError(f"index {type(months).__name__}: expected a PeriodIndex of months (freq='M')")
    span = months.asfreq(frequency)
    complete = span.value_counts() == {"Q": 3, "Y": 12}[frequency]
    chosen = complete.index[complete].sort_values()

    def summed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.groupby(span).sum(min_count=1).reindex(chosen)

    quantities = summed(found.quantities)
    return UnitValues(
        summed(found.prices * found.quantities) / quantities, quantities, summed(found.fate), found.spread
    )
