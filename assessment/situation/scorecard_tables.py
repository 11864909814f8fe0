"""The printed scorecard: the indicators, what each was held against, and the weaknesses that follow."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from assessment.findings import Cell, Finding, Name, Table, Text
from assessment.situation.pieces import columns
from assessment.situation.scorecard import Assessed, Rule, Standing, side


def _rule_text(rule: Rule) -> Text:
    numbers: dict[str, Cell] = {"points": rule.margin_points, "percent": rule.margin_percent, "kinds": rule.references}
    return Text("synthesis.table.scorecard.rule", numbers)


def _indicator(entry: Assessed) -> Text:
    return Text(f"synthesis.indicator.{entry.indicator.key}")


def verdict_text(entry: Assessed) -> Text | None:
    """Return the words for a verdict; None where there is no value, a component is named as one."""
    if entry.reading.state == "missing":
        return None
    words = Text(f"synthesis.verdict.{entry.verdict}")
    judged = entry.verdict not in ("context", "not_determinable")
    return (
        Text("synthesis.verdict.component", {"verdict": words})
        if judged and entry.reading.state == "partial"
        else words
    )


def scorecard_table(assessed: Sequence[Assessed]) -> Table:
    """Return the 18 indicators with value, comparisons determined and verdict; missing ones with the agency that holds the data."""
    rows: list[tuple[Cell, ...]] = []
    for entry in assessed:
        reading, indicator = entry.reading, entry.indicator
        known = reading.value is not None
        rows.append(
            (
                indicator.number,
                _indicator(entry),
                Text(f"synthesis.direction.{indicator.direction}"),
                reading.value if known else Text("synthesis.state.missing"),
                reading.what,
                reading.period,
                reading.grade if known else None,
                Text("synthesis.compared", {"found": len(entry.compared), "all": len(entry.wanted)}),
                verdict_text(entry),
                Name("agency", indicator.holder) if reading.state != "determined" else None,
            )
        )
    names = ["number", "indicator", "direction", "value", "what", "period", "grade", "compared", "verdict", "holder"]
    notes = [Text(f"synthesis.table.scorecard.{note}") for note in ("partial", "scope")]
    return Table(
        "synthesis.scorecard",
        Text("synthesis.table.scorecard.title"),
        columns("synthesis", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(*notes, *(_rule_text(entry.rule) for entry in assessed[:1])),
        wide=True,
    )


def _cells(entry: Assessed, standing: Standing) -> tuple[Cell, ...]:
    return (
        entry.indicator.number,
        _indicator(entry),
        Text(f"synthesis.reference.{standing.reference}"),
        standing.label,
        standing.own if standing.own.known else None,
        standing.other if standing.other.known else None,
    )


def _outcome(entry: Assessed, standing: Standing) -> Text:
    if standing.problem:
        return Text("synthesis.refused", {"reason": Text(f"synthesis.problem.{standing.problem}")})
    return Text(f"synthesis.side.{side(entry.indicator.direction, standing.held, entry.rule)}")


_COMPARED = ["number", "indicator", "reference", "against", "own", "other", "difference", "outcome"]


def comparisons_table(assessed: Sequence[Assessed]) -> Table:
    """Return every comparison made, its two numbers and what came of it."""
    rows = [
        (*_cells(entry, found), found.difference if found.difference.known else None, _outcome(entry, found))
        for entry in assessed
        for found in entry.reading.standings
    ]
    return Table(
        "synthesis.comparisons",
        Text("synthesis.table.comparisons.title"),
        columns("synthesis", *_COMPARED),
        pd.DataFrame(rows, columns=_COMPARED, dtype=object),
        notes=(Text("synthesis.table.comparisons.route"), Text("synthesis.table.comparisons.revisions")),
        wide=True,
    )


def references_table(assessed: Sequence[Assessed]) -> Table:
    """Return the references an indicator is to be held against and for which nothing is published, for the annex."""
    rows = [
        (
            entry.indicator.number,
            _indicator(entry),
            Text(f"synthesis.reference.{kind}"),
            Name("agency", entry.indicator.holder),
        )
        for entry in assessed
        for kind in entry.absent
    ]
    names = ["number", "indicator", "reference", "asked"]
    return Table(
        "synthesis.references",
        Text("synthesis.table.references.title"),
        columns("synthesis", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("synthesis.table.references.note"),),
        annex_only=True,
    )


def weaknesses_table(found: Sequence[Assessed]) -> Table:
    """Return the weaknesses in their order, a row for each comparison on the bad side."""
    rows = [
        (
            place,
            _indicator(entry),
            verdict_text(entry),
            standing.label,
            standing.own,
            standing.other,
            standing.difference,
        )
        for place, entry in enumerate(found, start=1)
        for standing in entry.bad
    ]
    names = ["place", "indicator", "verdict", "against", "own", "other", "difference"]
    return Table(
        "synthesis.weaknesses",
        Text("synthesis.table.weaknesses.title"),
        columns("synthesis", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("synthesis.table.weaknesses.order"),),
        wide=True,
    )


def weakness_findings(found: Sequence[Assessed]) -> list[Finding]:
    """Return a statement of each weakness with its first two comparisons on the bad side, of different kinds where there are two."""
    return [_weakness(entry) for entry in found]


def _weakness(entry: Assessed) -> Finding:
    # One comparison a kind: two of one kind would repeat the same fact.
    first, second = list({standing.reference: standing for standing in reversed(entry.bad)}.values())[:2]
    values: dict[str, Cell] = {"indicator": _indicator(entry)}
    for name, standing in (("first", first), ("second", second)):
        values |= {
            f"{name}_label": standing.label,
            f"{name}_own": standing.own,
            f"{name}_other": standing.other,
            f"{name}_gap": standing.difference,
        }
    return Finding(Text("synthesis.finding.weakness", values), entry.reading.grade)
