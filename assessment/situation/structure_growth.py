"""Section 4, growth and concentration by commodity group: contributions that add up, and trends of ten years and more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from math import isfinite

import pandas as pd

from assessment.analysis.growth import contributions
from assessment.analysis.multiple_tests import holm
from assessment.analysis.structure import concentration, gini, theil_t
from assessment.analysis.trend import Trend, monotone_trend
from assessment.findings import Cell, Column, Figure, Finding, Name, Quantity, Table, Text, derive, not_determinable
from assessment.situation.flows import change, difference, frame, total
from assessment.situation.national import FRUIT, National

SHOWN = 5
"""Groups with a contribution of their own: the largest of the last year; the rest of all exports stands together."""

_TREND_COLUMNS = {
    "slope": ("slope", 4),
    "low": ("slope_low", 4),
    "high": ("slope_high", 4),
    "p": ("trend_p", 3),
    "holm": ("trend_holm", 3),
}


class Contributions:
    """Points that commodity groups contribute to the growth of exports, year to December against the year before."""

    def __init__(self, national: National) -> None:
        self._national = national
        self.years = [later for earlier, later in pairwise(national.december_years) if later == earlier + 1]

    @cached_property
    def groups(self) -> list[str]:
        """The groups shown, largest of the last year first."""
        if not self.years:
            return []
        known = {group: self._national.of_year(self.years[-1], group).value or 0.0 for group in self._national.groups}
        return sorted(known, key=lambda group: -known[group])[:SHOWN]

    def _levels(self, year: int) -> list[Quantity]:
        shown = [self._national.of_year(year, group) for group in self.groups]
        return [*shown, difference(self._national.of_year(year, "all"), total(*shown))]

    def points(self, year: int) -> list[Quantity]:
        """Return what each group shown and the rest add to growth; together they are the growth of all exports."""
        before, now = self._levels(year - 1), self._levels(year)

        def one(place: int) -> Quantity:
            def computed(*values: float) -> float:
                return float(contributions(values[: len(before)], values[len(before) :])[place])

            return derive("structure.formula.contribution", "percentage_point", computed, *before, *now, decimals=1)

        return [one(place) for place in range(len(before))]

    def growth(self, year: int) -> Quantity:
        """Return the growth of all exports, year to December."""
        return change(self._national.of_year(year, "all"), self._national.of_year(year - 1, "all")).rounded_to(1)

    def table(self) -> Table:
        """Return contributions by year, and the growth they add up to."""
        rows = [(year, *self.points(year), self.growth(year)) for year in self.years]
        names = [*self.groups, "rest"]
        shares = [
            Column(Text("structure.table.contributions.group", {"group": label}), "percentage_point", 1)
            for label in self._labels
        ]
        return Table(
            "structure.contributions",
            Text("structure.table.contributions.title"),
            (Column(Text("common.column.year")), *shares, Column(Text("structure.series.growth"), "percent", 1)),
            frame(rows, "year", *names, "growth"),
            notes=(Text("structure.table.contributions.note"),),
            wide=True,
        )

    @property
    def _labels(self) -> list[Text | Name]:
        return [*(Name("commodity", group) for group in self.groups), Text("structure.series.rest")]

    def figure(self) -> Figure:
        """Return stacked contributions by year with the growth of all exports as a point."""
        rows: list[tuple[Cell, Quantity, Cell]] = []
        for year in self.years:
            rows += [(year, points, label) for points, label in zip(self.points(year), self._labels, strict=True)]
            growth = derive("growth", "percentage_point", lambda value: value, self.growth(year), decimals=1)
            rows.append((year, growth, Text("structure.series.growth")))
        return Figure(
            "structure.contributions",
            frame(rows, "x", "y", "series"),
            "stacked_bars",
            Text("structure.figure.contributions.caption"),
            Text("structure.figure.contributions.alt"),
            options={"total": Text("structure.series.growth")},
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return the growth of the last year and the two largest contributions to it."""
        if not self.years:
            return ()
        year = self.years[-1]
        points = dict(zip(self.groups, self.points(year), strict=False))
        ranked = sorted(points, key=lambda group: -abs(points[group].value or 0.0))
        values: dict[str, Cell] = {"year": year, "growth": self.growth(year)}
        for name, group in zip(("first", "second"), ranked, strict=False):
            values |= {f"{name}_group": Name("commodity", group), name: points[group]}
        known = all(value.known for value in values.values() if isinstance(value, Quantity))
        return (Finding(Text("structure.finding.contributions", values), "B"),) if known and len(ranked) > 1 else ()


class Trends:
    """Mann-Kendall and Sen's slope of concentration and of growth, for years that resemble each other."""

    def __init__(self, national: National) -> None:
        years = national.december_years

        def growth(group: str) -> dict[int, Quantity]:
            return {
                later: change(national.of_year(later, group), national.of_year(earlier, group))
                for earlier, later in pairwise(years)
                if later == earlier + 1
            }

        self._series: dict[str, tuple[str, dict[int, Quantity]]] = {
            **{
                name: ("ratio", {year: national.index(year, function, "ratio", FORMULAS[name]) for year in years})
                for name, function in INDICES.items()
            },
            "growth_all": ("percentage_point", growth("all")),
            "growth_fruit": ("percentage_point", growth(FRUIT[1])),
        }
        self._found = {name: _trend(values) for name, (_, values) in self._series.items()}
        p_values = [found.adjusted.p_value if found else float("nan") for found in self._found.values()]
        self._holm = dict(zip(self._found, holm(p_values), strict=True))

    def numbers(self, name: str) -> list[Quantity]:
        """Return slope a year, its band, p for years that resemble each other, and that p adjusted for all tests."""
        unit, values = self._series[name]
        found, parts = self._found[name], list(values.values())
        refused = "too_few" if found is None else (found.refused or found.adjusted.refused)
        if found is None or refused:
            reason = Text(f"structure.no_trend.{refused}")
            return [not_determinable(reason, unit if place < 3 else "ratio") for place in range(len(_TREND_COLUMNS))]
        adjusted = found.adjusted
        outcomes = (found.slope, adjusted.slope_low, adjusted.slope_high, adjusted.p_value, self._holm[name])
        return [
            derive(
                f"structure.formula.{formula}",
                unit if place < 3 else "ratio",
                lambda *_, own=outcome: own,
                *parts,
                decimals=2 if unit == "percentage_point" and place < 3 else decimals,
            )
            for place, ((formula, decimals), outcome) in enumerate(zip(_TREND_COLUMNS.values(), outcomes, strict=True))
        ]

    def table(self) -> Table:
        """Return one row a series: years, slope a year with its band, both p."""
        rows = []
        for name, (_, values) in self._series.items():
            known = [quantity for quantity in values.values() if quantity.known]
            years = derive("count", "count", lambda *found: float(len(found)), *known) if known else _NONE
            rows.append((Text(f"structure.trend.{name}"), years, *self.numbers(name)))
        columns = [Column(Text("structure.table.trends.series")), Column(Text("structure.table.trends.years"), "count")]
        columns += [Column(Text(f"structure.table.trends.{name}")) for name in _TREND_COLUMNS]
        return Table(
            "structure.trends",
            Text("structure.table.trends.title"),
            tuple(columns),
            frame(rows, "series", "years", *_TREND_COLUMNS),
            notes=(Text("structure.table.trends.note"),),
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return the slope of the concentration with its band and adjusted p."""
        names = ("slope", "low", "high", "p", "holm")
        values: dict[str, Cell] = dict(zip(names, self.numbers("hhi"), strict=True))
        known = all(isinstance(value, Quantity) and value.known for value in values.values())
        return (Finding(Text("structure.finding.trend", values), "B"),) if known else ()


INDICES: dict[str, Callable[[Sequence[float]], float]] = {
    "hhi": lambda values: concentration(values).herfindahl,
    "theil": theil_t,
    "gini": gini,
}
"""Indices of the concentration on the fixed list of groups; each rises as exports concentrate."""

FORMULAS = {"hhi": "hhi", "theil": "structure.formula.theil", "gini": "structure.formula.gini"}

_NONE = not_determinable(Text("structure.reason.months_missing"), "count")


def _trend(values: dict[int, Quantity]) -> Trend | None:
    known = {year: quantity.value for year, quantity in values.items() if quantity.value is not None}
    if not known or not all(isfinite(value) for value in known.values()):
        return None
    return monotone_trend(pd.Series(known, dtype=float))
