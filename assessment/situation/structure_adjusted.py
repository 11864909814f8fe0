"""Section 4, seasonal adjustment: national series without season, trading days and Tết, and what speaks against each adjustment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite
from typing import Any, Final

import pandas as pd

from assessment.analysis.season import longest_run
from assessment.analysis.seasonal_adjustment import Adjustment, Effect, adjust, growth_spread
from assessment.analysis.tet import tet_dates
from assessment.findings import Cell, Column, Figure, Finding, Period, Quantity, Table, Text, derive, not_determinable
from assessment.situation.flows import frame, mean
from assessment.situation.national import FRUIT, IMPORTS, TOTAL, Key, National
from assessment.situation.pieces import joined
from assessment.situation.structure_season import named

ADJUSTED: Final = (TOTAL, IMPORTS, FRUIT)
FIRST_MONTHS: Final = (1, 2, 3)
"""Months whose growth Tết decides: it falls in January or February, and March makes up for it."""

NORMAL: Final = 1.959964
"""Standard errors on either side of a coefficient, at 95 %; X-13 rests its t-values on the normal distribution as well."""

CALENDAR: Final = range(1, 13)

_QUALITY: Final = (
    ("qs_original_p", "qs"),
    ("qs_adjusted_p", "qs"),
    ("m7", "m7"),
    ("q", "q"),
    ("ljung_box_p", "ljung_box"),
    ("unstable_factors", "spans"),
)


@dataclass(frozen=True)
class _Series:
    """A series as published over its longest unbroken run, adjusted, and adjusted as if there were no Tết."""

    parts: list[Quantity]
    original: pd.Series
    adjusted: Adjustment
    plain: Adjustment

    def number(self, value: float, formula: str, unit: str, decimals: int) -> Quantity:
        """Return an outcome of the adjustment; it rests on every month of the series."""
        if self.adjusted.refused:
            return not_determinable(Text(f"structure.refused.{self.adjusted.refused}"), unit)
        if not isfinite(value):
            return not_determinable(Text("structure.refused.no_figure"), unit)
        return derive(f"structure.formula.{formula}", unit, lambda *_: value, *self.parts, decimals=decimals)


class Adjusted:
    """The national series adjusted by X-13 with Tết."""

    def __init__(self, national: National) -> None:
        self._found = {key: _series(national, key) for key in ADJUSTED}

    def series(self, key: Key) -> pd.Series:
        """Return the adjusted series; empty where it was refused."""
        return self._found[key].adjusted.adjusted

    def levels(self, key: Key) -> list[tuple[pd.Period, Quantity, Quantity]]:
        """Return the months of a series as published and adjusted; none where the adjustment was refused.

        An adjusted month leads to the published one. It rests on the other months as well: they are the other points, and naming
        all of them at each point would make the trace grow with the square of the series.
        """
        found = self._found[key]
        if found.adjusted.refused:
            return []
        series = found.adjusted.adjusted
        return [
            (
                month,
                published,
                derive("structure.formula.adjusted", "usd_million", lambda *_, own=level: own, published, decimals=0),
            )
            for month, level, published in zip(pd.PeriodIndex(series.index), series, found.parts, strict=True)
        ]

    def parts(self, key: Key) -> list[Quantity]:
        """Return the months that an adjusted series rests on."""
        return self._found[key].parts

    def unusable(self, key: Key) -> str:
        """Return why no test may rest on an adjusted series: the reason of the refusal, ``in_doubt``, or nothing."""
        found = self._found[key].adjusted
        return found.refused or ("in_doubt" if self.doubts(key) else "")

    def doubts(self, key: Key) -> tuple[str, ...]:
        """Return what the diagnostics hold against an adjustment."""
        diagnostics = self._found[key].adjusted.diagnostics
        return diagnostics.doubts if diagnostics else ()

    def quality(self, key: Key, name: str) -> Quantity:
        """Return a diagnostic figure of X-13."""
        found = self._found[key]
        value = getattr(found.adjusted.diagnostics, name) if found.adjusted.diagnostics else float("nan")
        unit = "percent" if name == "unstable_factors" else "ratio"
        return found.number(value, dict(_QUALITY)[name], unit, 1 if unit == "percent" else 2)

    def spread(self, key: Key, version: str) -> Quantity:
        """Return the standard deviation of January to March growth: ``original``, ``plain`` (no Tết) or ``adjusted``."""
        found = self._found[key]
        series = found.original if version == "original" else getattr(found, version).adjusted
        # Without an adjustment there is nothing to measure, and `number` says why.
        value = float("nan") if found.adjusted.refused else growth_spread(series, FIRST_MONTHS)
        return found.number(value, "spread", "percentage_point", 1)

    def effects(self, key: Key) -> dict[str, tuple[Quantity, ...]]:
        """Return by how many percent a month differs that holds a whole window, low and high end at 95 %, and t, by window."""
        return {effect.name: self._effect(key, effect) for effect in self._found[key].adjusted.tet}

    def _effect(self, key: Key, effect: Effect) -> tuple[Quantity, ...]:
        margin, found = NORMAL * effect.standard_error, self._found[key]
        ends = [effect.coefficient + side * margin for side in (0, -1, 1)]
        percent = [found.number(100 * (exp(end) - 1), "tet", "percent", 1) for end in ends]
        return (*percent, found.number(effect.t_value, "t_value", "ratio", 1))

    def gain(self, key: Key) -> Quantity:
        """Return by how much AICC falls with the windows chosen."""
        aicc = self._found[key].adjusted.aicc
        return self._found[key].number(aicc[()] - min(aicc.values()) if aicc else float("nan"), "aicc", "ratio", 1)

    def quality_table(self) -> Table:
        """Return each adjustment with its model, its diagnostics and the verdict."""
        rows = []
        for key, found in self._found.items():
            months = derive("count", "month", lambda *values: float(len(values)), *found.parts)
            figures = (self.quality(key, name) for name, _ in _QUALITY)
            rows.append((*named(key), months, found.adjusted.model or None, *figures, self._verdict(key)))
        units: dict[str, str | None] = {"months": "month", "model": None} | {name: "ratio" for name, _ in _QUALITY}
        units |= {"unstable_factors": "percent", "verdict": None}
        return _table("adjustment", units, rows, wide=True)

    def _verdict(self, key: Key) -> Text | None:
        refused = self._found[key].adjusted.refused
        if refused:
            return Text(f"structure.refused.{refused}")
        words = joined(Text(f"structure.doubt.{doubt}") for doubt in self.doubts(key))
        return words if isinstance(words, Text) else Text("structure.doubt.none")

    def tet_table(self) -> Table:
        """Return the windows around Tết that were chosen, with the effect of each and its interval."""
        rows: list[tuple[Cell, ...]] = []
        for key, found in self._found.items():
            for name, effect in self.effects(key).items():
                rows.append((*named(key), Text(f"structure.window.{name}"), *effect))
            if not found.adjusted.tet:
                unknown = not_determinable(
                    Text(f"structure.refused.{found.adjusted.refused or 'no_window'}"), "percent"
                )
                rows.append((*named(key), Text("structure.window.none"), *[unknown] * 4))
        units = {"window": None, "effect": "percent", "low": "percent", "high": "percent", "t": "ratio"}
        return _table("tet", units, rows)

    def spread_table(self) -> Table:
        """Return how far January to March growth spreads: as published, adjusted without Tết, adjusted with it."""
        rows = [
            (*named(key), *(self.spread(key, version) for version in ("original", "plain", "adjusted")), self.gain(key))
            for key in ADJUSTED
        ]
        units = dict.fromkeys(("original", "plain", "adjusted"), "percentage_point") | {"gain": "ratio"}
        return _table("spread", units, rows)

    def figure(self) -> Figure:
        """Return exports as published and adjusted, the months in which Tết falls shaded."""
        levels = self.levels(TOTAL)
        months = [month for month, _, _ in levels]
        rows: list[tuple[Cell, Quantity, Text]] = []
        for month, published, level in levels:
            rows.append((month_of(month), published, Text("structure.series.original")))
            rows.append((month_of(month), level, Text("structure.series.adjusted")))
        tet = [] if not months else list(tet_dates(months[0].year, months[-1].year).dt.to_period("M"))
        shaded = [month_of(month) for month in tet if months[0] <= month <= months[-1]]
        return Figure(
            "structure.adjusted",
            frame(rows, "x", "y", "series"),
            "lines",
            Text("structure.figure.adjusted.caption"),
            Text("structure.figure.adjusted.alt"),
            notes=(Text("structure.figure.adjusted.note"),),
            options={"bands": [{"dates": shaded, "label": Text("structure.series.tet")}], "zero": False},
        )

    def month_figure(self, national: National) -> Figure:
        """Return the month plot: all exports against their adjusted level, fruit and vegetables as shares of their year."""
        every, fruit = Text("structure.series.factor"), Text("structure.series.fruit_share")
        rows: list[tuple[Cell, Quantity, Cell]] = []
        if not self.unusable(TOTAL):
            factors = [(month, _factor(published, level)) for month, published, level in self.levels(TOTAL)]
            rows += [(month_of(month), factor, every) for month, factor in factors]
            for number in CALENDAR:
                own = [factor for month, factor in factors if month.month == number]
                rows.append((number, mean(*own).rounded_to(1), every))
        years = national.complete_years(FRUIT)
        for number in CALENDAR if years else ():
            for year in years:
                month = month_of(pd.Period(year=year, month=number, freq="M"))
                rows.append((month, national.month_share(FRUIT, year, number), fruit))
            rows.append((number, national.mean_share(FRUIT, years, number), fruit))
        return Figure(
            "structure.month_plot",
            frame(rows, "x", "y", "series"),
            "month_plot",
            Text("structure.figure.month_plot.caption"),
            Text("structure.figure.month_plot.alt"),
            notes=(Text("structure.figure.month_plot.note"),),
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return what Tết does to exports and imports, and which adjustment is in doubt."""
        values: dict[str, Any] = {
            f"{flow}_{version}": self.spread(key, version)
            for flow, key in (("exports", TOTAL), ("imports", IMPORTS))
            for version in ("original", "plain", "adjusted")
        }
        during = self.effects(TOTAL).get("during")
        found = []
        if (
            during
            and all(value.known for value in values.values())
            and not (self.doubts(TOTAL) or self.doubts(IMPORTS))
        ):
            values |= dict(zip(("effect", "low", "high"), during[:3], strict=True))
            found.append(Finding(Text("structure.finding.tet", values), "B"))
        if self.doubts(FRUIT):
            doubt = {"months": derive("count", "month", lambda *months: float(len(months)), *self.parts(FRUIT))}
            doubt |= {"m7": self.quality(FRUIT, "m7"), "q": self.quality(FRUIT, "q")}
            found.append(Finding(Text("structure.finding.fruit_adjustment", doubt), "C"))
        return tuple(found)


def _factor(published: Quantity, level: Quantity) -> Quantity:
    """Return a month as published against the same month without season, Tết and trading days, which is 100."""
    return derive("structure.formula.factor", "index", lambda a, b: 100 * a / b, published, level, decimals=1)


def month_of(month: pd.Period) -> Period:
    """Return a month for print."""
    return Period(month.start_time.normalize(), month.end_time.normalize(), "month")


def _series(national: National, key: Key) -> _Series:
    original = longest_run(national.series(key))
    return _Series(national.unbroken(key), original, adjust(original), adjust(original, candidates=[()]))


def _table(name: str, units: Mapping[str, str | None], rows: Sequence[tuple[Cell, ...]], wide: bool = False) -> Table:
    columns = [Column(Text("common.column.flow")), Column(Text("structure.table.season.group"))]
    columns += [Column(Text(f"structure.table.{name}.{column}"), unit) for column, unit in units.items()]
    return Table(
        f"structure.{name}",
        Text(f"structure.table.{name}.title"),
        tuple(columns),
        frame(rows, "flow", "group", *units),
        notes=(Text(f"structure.table.{name}.note"),),
        wide=wide,
    )
