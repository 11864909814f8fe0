"""Section 8, competitiveness: the province's rank in the Provincial Competitiveness Index and its trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.analysis.trend import monotone_trend
from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Cell, Period, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import column, count, shared_column
from assessment.situation.fdi import place
from assessment.situation.flows import frame

COMPLETE = 60
"""A year in which fewer provinces are named cannot be ranked: the missing ones may stand anywhere."""


@dataclass(frozen=True)
class PciYear:
    """The province in the index of one year; `listed` is how many provinces were ranked."""

    period: Period
    score: Quantity
    rank: Quantity
    listed: Quantity | None
    border_rank: Quantity | None
    border_median: Quantity | None
    computed: bool


@dataclass(frozen=True)
class RankTrend:
    """Sen's slope (places a year; negative is better) and Kendall's tau of the ranks, or why there is none.

    `p`, `low` and `high` are of the test in which neighbouring years may resemble each other; it needs years without a gap.
    """

    slope: Quantity
    tau: Quantity
    count: Quantity
    p: Quantity
    low: Quantity
    high: Quantity


def pci_years(evidence: Evidence) -> list[PciYear]:
    """Return the province's score and rank for every year known: computed from all scores, else as published."""
    computed = _computed(evidence)
    known = {year.period.end for year in computed}
    others = [year for year in _published(evidence) if year.period.end not in known]
    return sorted([*computed, *others], key=lambda year: year.period.end)


def _computed(evidence: Evidence) -> list[PciYear]:
    province, border = evidence.zone["zone"]["province"], evidence.zone["peers"]["border_provinces"]
    found = evidence.rows("economy", indicator="pci", breakdown="weighted", frequency="year")
    years = []
    for _, table in found.groupby("period_end", sort=True):
        scores = {str(row["geography"]): observe(row) for row in table.drop_duplicates("geography").to_dict("records")}
        if province not in scores or len(scores) < COMPLETE:
            continue
        others = {name: scores[name] for name in border if name in scores}
        median = derive("median", "point", lambda *values: float(np.median(values)), *others.values(), decimals=2)
        years.append(
            PciYear(
                period_of(table.iloc[0].to_dict()),
                scores[province].rounded_to(2),
                place(scores, province),
                count([value.rows[0] for value in scores.values()], "count"),
                place(others, province),
                median,
                True,
            )
        )
    return years


def _published(evidence: Evidence) -> list[PciYear]:
    keys = {"geography": evidence.zone["zone"]["province"], "breakdown": "all", "frequency": "year"}
    ranks = evidence.series("economy", inferred=False, decimals=None, indicator="pci_rank", **keys)
    years = []
    for period, rank in zip(ranks["period"], ranks["quantity"], strict=True):
        score = evidence.quantity("economy", period=str(period.end.year), unit="point", indicator="pci_score", **keys)
        years.append(PciYear(period, score, rank, None, None, None, False))
    return years


def rank_trend(years: list[PciYear]) -> RankTrend:
    """Return the monotone trend of the ranks; below ten years it is refused, its p-value with a year missing as well."""
    known = [year for year in years if year.rank.known]
    ranks = [year.rank for year in known]
    number = count([year.rank.rows[0] for year in known], "year")
    number = Quantity(float(len(known)), "count", number.rows, "count", decimals=0)

    found = monotone_trend(pd.Series({year.period.end.year: year.rank.value for year in known}, dtype=float))

    def part(formula: str, value: float, refused: str, decimals: int = 2) -> Quantity:
        if refused:
            return not_determinable(Text(f"benchmarks.reason.trend_{refused}"), "ratio")
        return derive(f"benchmarks.formula.{formula}", "ratio", lambda *_: value, *ranks, decimals=decimals)

    test = found.adjusted
    return RankTrend(
        part("slope", found.slope, found.refused),
        part("tau", found.tau, found.refused),
        number,
        part("trend_p", test.p_value, test.refused, 3),
        part("slope_band", test.slope_low, test.refused),
        part("slope_band", test.slope_high, test.refused),
    )


def rank_trend_table(years: list[PciYear]) -> Table:
    """Return the trend of the ranks with the test that allows for autocorrelation, or why it has no p-value."""
    known = [year for year in years if year.rank.known]
    rows: list[tuple[Cell, ...]] = []
    if len(known) > 1:
        trend = rank_trend(known)
        span = {"first": known[0].period.end.year, "last": known[-1].period.end.year}
        rows = [
            (
                Text("benchmarks.span.years", span),
                trend.count,
                trend.slope,
                trend.low,
                trend.high,
                trend.tau,
                trend.p,
            )
        ]
    return Table(
        "benchmarks.pci_trend",
        Text("benchmarks.table.pci_trend.title"),
        (
            shared_column("period"),
            column("benchmarks", "trend_years", None, 0),
            column("benchmarks", "slope", None, 2),
            column("benchmarks", "slope_low", None, 2),
            column("benchmarks", "slope_high", None, 2),
            column("benchmarks", "tau", None, 2),
            column("benchmarks", "trend_p", None, 3),
        ),
        frame(rows, "period", "count", "slope", "low", "high", "tau", "p"),
        notes=(Text("benchmarks.table.pci_trend.note"),),
    )


def pci_table(evidence: Evidence) -> Table:
    """Return score and rank of the province by year."""
    years = pci_years(evidence)
    rows: list[tuple[Cell, ...]] = [
        (
            year.period,
            year.score,
            year.rank,
            year.listed,
            year.border_median,
            year.border_rank,
        )
        for year in years
    ]
    return Table(
        "benchmarks.pci",
        Text("benchmarks.table.pci.title"),
        (
            shared_column("year"),
            column("benchmarks", "score", "point", 2),
            shared_column("rank", None, 0),
            column("benchmarks", "listed", None, 0),
            column("benchmarks", "border_median", "point", 2),
            column("benchmarks", "border_rank", None, 0),
        ),
        frame(rows, "year", "score", "rank", "listed", "median", "border_rank"),
        notes=(Text("benchmarks.table.pci.note"),),
    )
