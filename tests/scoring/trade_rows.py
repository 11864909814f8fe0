"""National monthly trade of known growth, for the tests of the measures."""

from __future__ import annotations

from typing import Any

import pandas as pd


def trade(value: float, month: pd.Period, commodity: str = "rau_qua", **keys: object) -> dict[str, Any]:
    """Return a month of a commodity group."""
    return {
        "scope": "national", "geography": "vn", "partner": "world", "flow": "export", "frequency": "month",
        "period": str(month), "commodity": commodity, "value": value, **keys,
    }  # fmt: skip


def months(first: str, last: str) -> pd.PeriodIndex:
    """Return the months from first to last."""
    return pd.period_range(first, last, freq="M")


def growing(
    rate: float, first: str = "2015-01", last: str = "2019-12", commodity: str = "rau_qua"
) -> list[dict[str, Any]]:
    """Return months with a season that repeats and a level that grows by `rate` percent from year to year."""
    start = pd.Period(first, "M").year
    return [
        trade((100 + 10 * month.month) * (1 + rate / 100) ** (month.year - start), month, commodity)
        for month in months(first, last)
    ]
