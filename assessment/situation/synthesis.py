"""Section 10: the scorecard, filled where the record fills it, and the weaknesses that follow from it by its rule.

A missing indicator is shown as missing, never as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Figure, Finding, Missing, Name, Quantity, Section, Text, derive
from assessment.situation.assembly import count, with_points, with_rows
from assessment.situation.pieces import closing
from assessment.situation.scorecard import Assessed, Reading, Standing, weaknesses
from assessment.situation.scorecard_economy import zone_against_province
from assessment.situation.scorecard_readers import assess
from assessment.situation.scorecard_tables import (
    comparisons_table,
    references_table,
    scorecard_table,
    weakness_findings,
    weaknesses_table,
)

_STATES = ("determined", "partial", "missing")
_VERDICTS = ("favourable", "unfavourable", "mixed")


def section(evidence: Evidence) -> Section:
    """Return the synthesis: the scorecard, its verdicts and weaknesses, how much can be filled, and who holds the rest."""
    assessed = assess(evidence)
    weak = weaknesses(assessed)
    states = {state: _tally(assessed, [entry.reading.state == state for entry in assessed]) for state in _STATES}
    verdicts = {name: _tally(assessed, [entry.verdict == name for entry in assessed]) for name in _VERDICTS}
    return Section(
        "synthesis",
        Text("synthesis.title"),
        Text("synthesis.questions"),
        findings=(*_findings(evidence, assessed, states, verdicts), *weakness_findings(weak)),
        tables=(
            scorecard_table(assessed),
            *with_rows([comparisons_table(assessed), weaknesses_table(weak), references_table(assessed)]),
        ),
        figures=with_points([_coverage_figure(states)]),
        missing=tuple(
            Missing(
                Text(f"synthesis.needs.{entry.indicator.key}"),
                Name("agency", entry.indicator.holder),
                Text("synthesis.use", {"indicator": Text(f"synthesis.indicator.{entry.indicator.key}")}),
            )
            for entry in assessed
            if entry.reading.state != "determined"
        ),
        conclusion=closing("synthesis", {**states, **verdicts}),
    )


def _tally(assessed: Sequence[Assessed], counted: Sequence[bool]) -> Quantity:
    """Return how many indicators are counted; that none is follows from all of them, so it rests on all."""
    every = [entry.indicator.reference for entry in assessed]
    found = count([name for name, fits in zip(every, counted, strict=True) if fits], "indicator")
    return found if found.rows else replace(found, rows=tuple(every))


def _findings(
    evidence: Evidence, assessed: Sequence[Assessed], states: dict[str, Quantity], verdicts: dict[str, Quantity]
) -> Iterable[Finding]:
    yield Finding(Text("synthesis.finding.coverage", {**states, "all": _tally(assessed, [True] * len(assessed))}), "B")
    yield Finding(Text("synthesis.finding.verdicts", dict(verdicts)), "B")
    by_key = {entry.indicator.key: entry.reading for entry in assessed}
    trade = by_key["through_trade"]
    grown = _standing(trade, "synthesis.against.year_before")
    if trade.value is not None and grown is not None:
        # The reader of the sentence sees no mark, so words say that the scope was inferred.
        name = "trade_inferred" if trade.value.inferred else "trade"
        values = {"value": trade.value, "period": trade.period, "growth": grown.difference}
        yield Finding(Text(f"synthesis.finding.{name}", values), trade.grade)
    weight = by_key["economic_weight"]
    earlier = _standing(weight, "synthesis.against.own_earlier")
    if earlier is not None:
        values = {"value": weight.value, "period": weight.period, "before": earlier.other, "change": earlier.difference}
        yield Finding(Text("synthesis.finding.weight", values), weight.grade)
    pair = zone_against_province(evidence)
    if pair is not None:
        zone, province, period = pair
        gap = derive("difference", "percentage_point", lambda own, other: own - other, zone, province)
        yield Finding(
            Text("synthesis.finding.growth", {"zone": zone, "province": province, "period": period, "gap": gap}), "C"
        )


def _standing(reading: Reading, label: str) -> Standing | None:
    """Return the comparison of a label, None where it was not made or refused."""
    return next((found for found in reading.standings if found.label.key == label and not found.problem), None)


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
