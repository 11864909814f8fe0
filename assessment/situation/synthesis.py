"""Section 10: the scorecard, filled where the record fills it; a missing indicator is shown as missing, never as zero."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Figure, Finding, Missing, Name, Quantity, Section, Table, Text, derive
from assessment.situation.assembly import count, with_points
from assessment.situation.pieces import closing, columns
from assessment.situation.scorecard import Indicator, Reading, indicators, read, zone_against_province

_STATES = ("determined", "partial", "missing")


def section(evidence: Evidence) -> Section:
    """Return the synthesis: the scorecard, how much of it can be filled, and who holds the rest."""
    readings = [(indicator, read(evidence, indicator)) for indicator in indicators(evidence)]
    tallies = {state: _tally(readings, state) for state in _STATES}
    return Section(
        "synthesis",
        Text("synthesis.title"),
        Text("synthesis.questions"),
        findings=tuple(_findings(evidence, readings, tallies)),
        tables=(_scorecard_table(readings),),
        figures=with_points([_coverage_figure(tallies)]),
        missing=tuple(
            Missing(
                Text(f"synthesis.needs.{indicator.key}"),
                Name("agency", indicator.holder),
                Text("synthesis.use", {"indicator": Text(f"synthesis.indicator.{indicator.key}")}),
            )
            for indicator, reading in readings
            if reading.state != "determined"
        ),
        conclusion=closing("synthesis", tallies),
    )


def _tally(readings: list[tuple[Indicator, Reading]], *states: str) -> Quantity:
    return count([indicator.reference for indicator, reading in readings if reading.state in states], "indicator")


def _findings(
    evidence: Evidence, readings: list[tuple[Indicator, Reading]], tallies: dict[str, Quantity]
) -> Iterable[Finding]:
    yield Finding(Text("synthesis.finding.coverage", {**tallies, "all": _tally(readings, *_STATES)}), "B")
    by_key = {indicator.key: reading for indicator, reading in readings}
    trade = by_key["through_trade"]
    if trade.compared is not None and trade.benchmark is not None and trade.compared.known and trade.benchmark.known:
        yield Finding(
            Text(
                # The reader of the sentence sees no mark, so words say that the scope was inferred.
                "synthesis.finding.trade_inferred"
                if trade.value is not None and trade.value.inferred
                else "synthesis.finding.trade",
                {
                    "value": trade.value,
                    "period": trade.period,
                    "growth": trade.compared,
                    "benchmark": trade.benchmark,
                    "verdict": Text(f"synthesis.verdict.{trade.verdict}"),
                },
            ),
            trade.grade,
        )
    weight = by_key["economic_weight"]
    if weight.compared is not None and weight.benchmark is not None and weight.benchmark.known:
        change = derive(
            "difference", "percentage_point", lambda now, before: now - before, weight.compared, weight.benchmark
        )
        yield Finding(
            Text(
                "synthesis.finding.weight",
                {"value": weight.value, "period": weight.period, "before": weight.benchmark, "change": change},
            ),
            weight.grade,
        )
    pair = zone_against_province(evidence)
    if pair is not None:
        zone, province, period = pair
        gap = derive("difference", "percentage_point", lambda own, other: own - other, zone, province)
        yield Finding(
            Text("synthesis.finding.growth", {"zone": zone, "province": province, "period": period, "gap": gap}), "C"
        )


def _scorecard_table(readings: list[tuple[Indicator, Reading]]) -> Table:
    rows = [
        (
            indicator.number,
            Text(f"synthesis.indicator.{indicator.key}"),
            Text(f"synthesis.direction.{indicator.direction}"),
            reading.value if reading.value is not None else Text("synthesis.state.missing"),
            reading.what,
            reading.period,
            Text("synthesis.grade", {"grade": reading.grade}) if reading.value is not None else None,
            reading.benchmark,
            reading.against,
            Text(f"synthesis.verdict.{reading.verdict}") if reading.verdict != "none" else None,
        )
        for indicator, reading in readings
    ]
    names = ["number", "indicator", "direction", "value", "what", "period", "grade", "benchmark", "against", "verdict"]
    return Table(
        "synthesis.scorecard",
        Text("synthesis.table.scorecard.title"),
        columns("synthesis", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("synthesis.table.scorecard.partial"), Text("synthesis.table.scorecard.verdict")),
        wide=True,
    )


def _coverage_figure(tallies: dict[str, Quantity]) -> Figure:
    points = [
        (Text(f"synthesis.state.{state}"), tallies[state], Text("synthesis.series.indicators")) for state in _STATES
    ]
    return Figure(
        "synthesis.coverage",
        pd.DataFrame(points, columns=["x", "y", "series"], dtype=object),
        "horizontal_bars",
        Text("synthesis.figure.coverage.caption"),
        Text("synthesis.figure.coverage.alt"),
    )
