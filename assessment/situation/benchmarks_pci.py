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
    """Sen's slope (places a year; negative is better) and Kendall's tau of the ranks, or why there is none."""

    slope: Quantity
    tau: Quantity
    count: Quantity


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
    """Return the monotone trend of the ranks; below ten years it is refused."""
    known = [year for year in years if year.rank.known]
    ranks = [year.rank for year in known]
    number = count([year.rank.rows[0] for year in known], "year")
    number = Quantity(float(len(known)), "count", number.rows, "count", decimals=0)

    found = monotone_trend(pd.Series({year.period.end.year: year.rank.value for year in known}, dtype=float))
    if found.refused:
        refused = not_determinable(Text("common.reason.too_few"), "ratio")
        return RankTrend(refused, refused, number)
    slope = derive("benchmarks.formula.slope", "ratio", lambda *_: found.slope, *ranks, decimals=2)
    tau = derive("benchmarks.formula.tau", "ratio", lambda *_: found.tau, *ranks, decimals=2)
    return RankTrend(slope, tau, number)


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
    notes = [Text("benchmarks.table.pci.note")]
    if years:
        trend = rank_trend(years)
        notes.append(Text("benchmarks.table.pci.trend", {"count": trend.count, "slope": trend.slope, "tau": trend.tau}))
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
        notes=tuple(notes),
    )
