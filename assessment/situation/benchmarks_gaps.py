"""Section 8, growth: how much faster or slower than the country the province grew, wherever levels of both exist."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from assessment.analysis.benchmark import growth_gap
from assessment.analysis.growth import average_growth
from assessment.evidence import Evidence
from assessment.findings import Cell, Figure, Name, Period, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import column, shared_column
from assessment.situation.benchmarks_provinces import LABOUR, POPULATION, panel_of
from assessment.situation.fdi import COUNTRY, stocks
from assessment.situation.flows import difference, frame

FIRST_YEAR = 2006
"""Growth is compared over the ten years up to the last tables (2006 to 2015 or 2016)."""

_GROWING = (
    POPULATION,
    LABOUR,
    "retail_sales",
    "travel_turnover",
    "freight_carried",
    "freight_traffic",
    "passengers_carried",
    "pigs",
    "poultry",
    "wood_output",
)


@dataclass(frozen=True)
class Gap:
    """Average yearly growth of the province and the country over the same years, and their difference in points.

    `averaged` is the same difference with two years averaged at each end; `name` is what the line is called in print.
    """

    indicator: str
    name: Cell
    first: Period
    last: Period
    own: Quantity
    country: Quantity
    gap: Quantity
    averaged: Quantity


def gaps(evidence: Evidence) -> list[Gap]:
    """Return growth gaps province minus country for every indicator with levels of both."""
    province = evidence.zone["zone"]["province"]
    result = []
    for indicator in _GROWING:
        panel = panel_of(evidence, indicator)
        years = [year for year in panel.years(province, COUNTRY) if year >= FIRST_YEAR]
        own, country = ([panel.at(name, year) for year in years] for name in (province, COUNTRY))
        periods = [panel.periods[year] for year in years]
        result += _gap(indicator, Name("indicator", indicator), years, periods, own, country)
    dates = [stock for stock in stocks(evidence, province) if stock.period.end.month == 12]
    result += _gap(
        "fdi_stock",
        Text("benchmarks.series.fdi"),
        [stock.period.end.year for stock in dates],
        [stock.period for stock in dates],
        [stock.capital(province) for stock in dates],
        [stock.country for stock in dates],
    )
    return result


def _gap(
    indicator: str,
    name: Cell,
    years: list[int],
    periods: list[Period],
    own: list[Quantity],
    country: list[Quantity],
) -> list[Gap]:
    """Return the gap over the years given, or nothing where there are fewer than two."""
    if len(years) < 2:
        return []
    span = years[-1] - years[0]

    def rate(levels: list[Quantity]) -> Quantity:
        return derive("cagr", "percent_per_year", lambda a, b: average_growth(a, b, span), levels[0], levels[-1])

    def averaged(*values: float) -> float:
        return growth_gap(pd.Series(values[: len(years)], years), pd.Series(values[len(years) :], years), ends=2).gap

    ends = [position for position in (0, 1, -2, -1) if len(years) >= 4]
    smooth = not_determinable(Text("common.reason.too_few"), "percentage_point")
    if ends:
        years = [years[position] for position in ends]
        levels = [series[position] for series in (own, country) for position in ends]
        smooth = derive("benchmarks.formula.gap_averaged", "percentage_point", averaged, *levels)
    mine, theirs = rate(own), rate(country)
    gap = difference(mine, theirs, "percentage_point")
    return [Gap(indicator, name, periods[0], periods[-1], mine, theirs, gap, smooth)]


def gaps_table(evidence: Evidence) -> Table:
    """Return the growth-gap matrix, province against country."""
    rows = [
        (
            found.name,
            Text("benchmarks.span.years", {"first": found.first.end.year, "last": found.last.end.year}),
            found.own,
            found.country,
            found.gap,
            found.averaged,
        )
        for found in gaps(evidence)
    ]
    return Table(
        "benchmarks.gaps",
        Text("benchmarks.table.gaps.title"),
        (
            shared_column("indicator"),
            shared_column("period"),
            shared_column("province", "percent_per_year", 2),
            shared_column("country", "percent_per_year", 2),
            column("benchmarks", "gap", "percentage_point", 2),
            column("benchmarks", "gap_averaged", "percentage_point", 2),
        ),
        frame(rows, "indicator", "period", "own", "country", "gap", "averaged"),
        notes=(Text("benchmarks.table.gaps.note"), Text("benchmarks.table.gaps.grdp")),
    )


def gap_figure(evidence: Evidence) -> Figure:
    """Return the dot chart of growth gaps; 0 is the growth of the country."""
    found = gaps(evidence)
    points = [(gap.name, gap.gap, Text("benchmarks.series.gap")) for gap in found]
    # The country against itself: the line the dots are read against.
    even = [difference(gap.country, gap.country, "percentage_point") for gap in found[:1]]
    return Figure(
        "benchmarks.gaps",
        frame(points, "x", "y", "series"),
        "dots",
        Text("benchmarks.figure.gaps.caption"),
        Text("benchmarks.figure.gaps.alt"),
        options={"references": [{"value": value, "label": Text("benchmarks.series.even_gap")} for value in even]},
    )
