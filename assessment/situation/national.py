"""The national monthly series as section 4 uses them: month shares, season, concentration, and how they are revised.

The monthly figures are the first estimates of the statistics office; the year to December, published a year's worth of
revisions later, is the better level of the year. Months serve for shapes, the year to date serves for levels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Literal, TypeAlias

import pandas as pd

from assessment.analysis.season import (
    SeasonalStrength,
    january_february,
    longest_run,
    month_shares,
    peak_to_mean,
    seasonal_strength,
)
from assessment.analysis.structure import Concentration, concentration
from assessment.evidence import Evidence, observe
from assessment.findings import Quantity, Text, derive, not_determinable
from assessment.situation.flows import change, mean, total

Key: TypeAlias = tuple[Literal["export", "import"], str]

FRUIT: Key = ("export", "rau_qua")
TOTAL: Key = ("export", "all")
IMPORTS: Key = ("import", "all")
SEASONAL: tuple[Key, ...] = (
    FRUIT,
    ("export", "thuy_san"),
    ("export", "cao_su"),
    ("export", "san_va_san_pham_cua_san"),
    ("export", "hat_dieu"),
    ("export", "go_va_san_pham_go"),
    ("export", "dien_tu_may_tinh_va_linh_kien"),
    TOTAL,
    IMPORTS,
)
"""Groups that cross the Lạng Sơn gates in quantity according to the record, and the totals to hold them against."""

NOT_GROUPS = ("all", "khu_vuc_kinh_te_trong_nuoc", "khu_vuc_co_von_dau_tu_nn", "hang_hoa_khac", "dau_tho_khu_vuc_fdi")
"""Rows of the commodity tables that are sums by ownership: they overlap the groups and are no parts of the whole."""

AVERAGED_YEARS = 3


class National:
    """Vietnam's monthly exports and imports by commodity group."""

    def __init__(self, evidence: Evidence) -> None:
        rows = evidence.rows("trade", scope="national", geography="vn", partner="world", measure="value", gate="all")
        rows = rows[rows["flow"].isin(["export", "import"]) & rows["period_end"].dt.is_month_end]
        self._months = _chosen(rows[rows["frequency"] == "month"], ["flow", "commodity", "period_end"])
        december = rows[
            (rows["period_end"].dt.month == 12)
            & (rows["period_start"].dt.year == rows["period_end"].dt.year)
            & (rows["period_start"].dt.month == 1)
            & (rows["frequency"] == "ytd")
            & (rows["flow"] == "export")
        ]
        self._december = _chosen(december, ["commodity", "period_end"])
        self._complete: dict[Key, list[int]] = {}
        self._strengths: dict[Key, SeasonalStrength] = {}

    @cached_property
    def _by_month(self) -> Mapping[Key, dict[pd.Period, Quantity]]:
        found: dict[Key, dict[pd.Period, Quantity]] = {}
        for row in self._months.to_dict("records"):
            month = pd.Period(row["period_end"], freq="M")
            found.setdefault((row["flow"], row["commodity"]), {})[month] = observe(row)
        return found

    @cached_property
    def _by_year(self) -> Mapping[int, dict[str, Quantity]]:
        found: dict[int, dict[str, Quantity]] = {}
        for row in self._december.to_dict("records"):
            found.setdefault(row["period_end"].year, {})[row["commodity"]] = observe(row)
        return found

    def series(self, key: Key) -> pd.Series:
        """Return the monthly values of a group, indexed by month; empty where there are none."""
        known = self._by_month.get(key, {})
        index = pd.PeriodIndex(sorted(known), freq="M")
        return pd.Series([known[month].value for month in index], index=index, dtype=float)

    def known(self, key: Key) -> list[Quantity]:
        """Return the monthly figures of a group in the order of time."""
        return [quantity for _, quantity in sorted(self._by_month.get(key, {}).items())]

    def unbroken(self, key: Key) -> list[Quantity]:
        """Return the figures of the longest run of months without a gap; one that is not determinable where there is none."""
        return self._of(key, list(longest_run(self.series(key)).index))

    def _of(self, key: Key, months: Sequence[pd.Period]) -> list[Quantity]:
        known = self._by_month.get(key, {})
        missing = not_determinable(Text("structure.reason.months_missing"), "usd_million")
        return [known.get(month, missing) for month in months] or [missing]

    def complete_years(self, key: Key) -> list[int]:
        """Return the years with all twelve months of a group."""
        if key not in self._complete:
            self._complete[key] = [int(year) for year in month_shares(self.series(key)).index]
        return self._complete[key]

    def month_share(self, key: Key, year: int, month: int) -> Quantity:
        """Return the share of a month in its year."""
        months = self._of(key, [pd.Period(year=year, month=number, freq="M") for number in range(1, 13)])
        return derive(
            "share", "percent", lambda *values: 100 * values[month - 1] / math.fsum(values), *months, decimals=1
        )

    @cached_property
    def early(self) -> list[int]:
        """The first complete years of the fruit series."""
        return self.complete_years(FRUIT)[:AVERAGED_YEARS]

    @cached_property
    def late(self) -> list[int]:
        """The last complete years of the fruit series."""
        return self.complete_years(FRUIT)[-AVERAGED_YEARS:]

    def mean_share(self, key: Key, years: Sequence[int], month: int) -> Quantity:
        """Return the mean share of a month over several years."""
        if len(years) < AVERAGED_YEARS:
            return not_determinable(Text("structure.reason.too_few_years"), "percent")
        return mean(*(self.month_share(key, year, month) for year in years)).rounded_to(1)

    def extreme_months(self) -> tuple[tuple[int, Quantity], tuple[int, Quantity]]:
        """Return the months with the smallest and the largest mean share of fruit and vegetable exports, last years."""
        found = [(month, self.mean_share(FRUIT, self.late, month)) for month in range(1, 13)]
        ordered = sorted(found, key=lambda pair: pair[1].value if pair[1].value is not None else 0.0)
        return ordered[0], ordered[-1]

    def _strength(self, key: Key) -> SeasonalStrength:
        if key not in self._strengths:
            series, months = self.series(key), longest_run(self.series(FRUIT)).index
            # All groups are measured over the same months: F_S depends on the length of the series.
            same = series[series.index.isin(months)] if len(months) else series
            self._strengths[key] = seasonal_strength(same)
        return self._strengths[key]

    def _stretch(self, key: Key) -> list[pd.Period]:
        found = self._strength(key)
        return [] if found.first is None else list(pd.period_range(found.first, found.last, freq="M"))

    def strength(self, key: Key) -> Quantity:
        """Return the seasonal strength of a group over its longest unbroken stretch."""
        found = self._strength(key)
        if found.refused:
            return not_determinable(Text(f"structure.reason.{found.refused}"), "ratio")
        months = self._of(key, self._stretch(key))
        return derive("structure.formula.seasonal_strength", "ratio", lambda *_: found.strength, *months, decimals=2)

    def months_used(self, key: Key) -> Quantity:
        """Return how many months the seasonal strength rests on."""
        months = self._of(key, self._stretch(key))
        return derive("count", "month", lambda *values: float(len(values)), *months)

    def peak_to_mean(self, key: Key) -> Quantity:
        """Return the largest month over the mean month of the last complete year."""
        return self._of_last_year(key, lambda *values: peak_to_mean(pd.Series(values)))

    def last_year(self, key: Key) -> int | None:
        """Return the last year with all twelve months of a group."""
        years = self.complete_years(key)
        return years[-1] if years else None

    def _of_last_year(self, key: Key, function: Callable[..., float]) -> Quantity:
        year = self.last_year(key)
        if year is None:
            return not_determinable(Text("structure.reason.months_missing"), "times")
        months = self._of(key, [pd.Period(year=year, month=month, freq="M") for month in range(1, 13)])
        return derive("structure.formula.peak_to_mean", "times", function, *months)

    def early_months(self, key: Key) -> dict[int, tuple[Quantity, Quantity | None]]:
        """Return January and February together by year, with growth on the same two months of the year before."""
        found: dict[int, Quantity] = {}
        for year in january_february(self.series(key)).index:
            months = [pd.Period(year=int(year), month=month, freq="M") for month in (1, 2)]
            found[int(year)] = total(*self._of(key, months))
        return {
            year: (both, change(both, found[year - 1]) if year - 1 in found else None) for year, both in found.items()
        }

    @cached_property
    def december_years(self) -> list[int]:
        """The years for which the year to December is known by group."""
        return [year for year, known in sorted(self._by_year.items()) if set(self.groups) <= set(known)]

    @cached_property
    def groups(self) -> list[str]:
        """The commodity groups published in every year: a fixed list, so that n does not move the indices."""
        lists = [set(known) - set(NOT_GROUPS) for known in self._by_year.values() if len(known) > len(NOT_GROUPS)]
        return sorted(set.intersection(*lists)) if lists else []

    def _parts(self, year: int) -> list[Quantity]:
        missing = not_determinable(Text("structure.reason.months_missing"), "usd_million")
        return [self.of_year(year, group) for group in self.groups] or [missing]

    def concentration(self, year: int, pick: Callable[[Concentration], float], unit: str, formula: str) -> Quantity:
        """Return one index of the concentration of exports on the fixed list of groups."""
        return self.index(year, lambda values: pick(concentration(values)), unit, formula)

    def index(self, year: int, function: Callable[[Sequence[float]], float], unit: str, formula: str) -> Quantity:
        """Return what a function makes of the exports of a year by the fixed list of groups."""
        return derive(formula, unit, lambda *values: function(values), *self._parts(year))

    def effective(self, year: int) -> Quantity:
        """Return the effective number of export groups, 1/HHI."""
        found = self.concentration(
            year, lambda index: index.effective_number, "count", "structure.formula.effective_number"
        )
        return found.rounded_to(2)

    @cached_property
    def most_concentrated(self) -> int | None:
        """The year with the smallest effective number of export groups; the first of equal ones."""
        known = [(self.effective(year).value, year) for year in self.december_years]
        return min(((value, year) for value, year in known if value is not None), default=(0.0, None))[1]

    def coverage(self, year: int) -> Quantity:
        """Return the share of the fixed list of groups in all exports."""
        return derive(
            "share",
            "percent",
            lambda every, *parts: 100 * math.fsum(parts) / every,
            self.of_year(year, "all"),
            *self._parts(year),
            decimals=1,
        )

    def revision(self, year: int) -> Quantity:
        """Return how far the year to December of fruit and vegetables lies above the sum of the first monthly estimates."""
        return change(self.of_year(year, FRUIT[1]), self.months_sum(year))

    def months_sum(self, year: int) -> Quantity:
        """Return the sum of the twelve first estimates of fruit and vegetable exports."""
        return total(*self._of(FRUIT, [pd.Period(year=year, month=month, freq="M") for month in range(1, 13)]))

    def of_year(self, year: int, group: str) -> Quantity:
        """Return the exports of a group in the year to December."""
        missing = not_determinable(Text("structure.reason.months_missing"), "usd_million")
        return self._by_year.get(year, {}).get(group, missing)


def _chosen(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return rows.drop_duplicates(keys).sort_values(keys)
