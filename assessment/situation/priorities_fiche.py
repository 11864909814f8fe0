"""Fiches of section 11: what stands behind the score of a sector, criterion by criterion, and what is missing and who holds it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from assessment.etl.declarations import load_sources
from assessment.evidence import Evidence
from assessment.findings import Bilingual, Cell, Column, Name, Quantity, Table, Text, not_determinable
from assessment.scoring.evaluation import Evaluation
from assessment.scoring.measures import Values, column_by_row
from assessment.scoring.once import once
from assessment.scoring.parts import Criterion, GateState
from assessment.situation.pieces import columns, joined, number_at
from assessment.situation.priorities_numbers import Numbers, Row, class_name, criterion_name, state_text

_COLUMNS: tuple[Column, ...] = columns(
    "priorities",
    "content",
    "value",
    "low",
    "high",
    ("score", "score"),
    ("weight", "percent"),
    "grade",
    "source",
    "holder",
)


def fiches(evidence: Evidence, known: Values, found: Evaluation | None, base: str = "") -> tuple[Table, ...]:
    """Return a table a sector for the annex: its criteria, its excluding conditions, and in a note its result.

    Criteria stand in the order of the model, conditions below them. The weights are those of the evaluation, without one those of the
    model.
    """
    numbers = Numbers(found) if found is not None else None
    weights = known.model.weights() if found is None else found.weights
    scores = known.scores()
    tables = []
    for sector in known.model.sector_keys:
        rows: list[Row] = [
            _criterion(
                evidence,
                known,
                sector,
                criterion,
                float(weights[criterion.key]),
                number_at(scores, sector, criterion.key),
            )
            for criterion in known.model.criteria
        ]
        rows += [_gate(gate.key, gate.state(sector), gate.holder) for gate in known.model.gates]
        title: dict[str, Cell] = {
            "sector": Name("scoring_sector", sector),
            "model": Text(f"priorities.model.{known.model.id}"),
        }
        notes = [Text("priorities.table.fiche.note")]
        if numbers is not None and sector in numbers.found.scored:
            notes.insert(0, _result(numbers, sector))
        tables.append(
            Table(
                f"priorities.{base}fiche_{sector}",
                Text("priorities.table.fiche.title", title),
                _COLUMNS,
                pd.DataFrame(rows, columns=[column.header.key.rpartition(".")[2] for column in _COLUMNS], dtype=object),
                tuple(notes),
                wide=True,
                annex_only=True,
            )
        )
    return tuple(tables)


def _criterion(
    evidence: Evidence, known: Values, sector: str, criterion: Criterion, weight: float, score: float
) -> Row:
    value = known.quantity(sector, criterion.key)
    rows = (*known.model.reference("criteria"), *value.rows[:1])
    shown: Quantity = (
        not_determinable(Text("priorities.reason.not_scored"), "score")
        if math.isnan(score)
        else Quantity(score, "score", rows, "priorities.formula.normalised", "final", decimals=1)
    )
    holder: Cell = Name("agency", criterion.holder) if criterion.holder and not value.known else "–"
    return (
        criterion_name(known.model.id, criterion.key),
        value,
        *known.goalposts[criterion.key],
        shown,
        Quantity(
            100 * weight, "percent", known.model.reference("criteria"), "priorities.formula.weight", "final", decimals=1
        ),
        str(known.grades.at[sector, criterion.key]) or "–",
        joined(_sources(evidence, value)) or "–",
        holder,
    )


@once
def _titles(evidence: Evidence) -> Mapping[str, Bilingual]:
    """Return by row the title of its source."""
    titles = {key: Bilingual(source.title_vi, source.title_en) for key, source in load_sources().items()}
    return {row: titles[source] for row, source in column_by_row(evidence, "source").items() if source in titles}


def _sources(evidence: Evidence, value: Quantity) -> list[Bilingual]:
    known = _titles(evidence)
    return list(dict.fromkeys(known[row] for row in value.rows if row in known))


def _gate(key: str, state: GateState, holder: str) -> Row:
    open_state = state.result in ("unknown", "conditional")
    return (
        Text(f"priorities.gate.{key}"), state_text(state), None, None, None, None, "–",
        Bilingual(state.source_vi, state.source_en) if state.source_vi else "–",
        Name("agency", holder) if open_state else "–",
    )  # fmt: skip


def _result(numbers: Numbers, sector: str) -> Text:
    return Text(
        "priorities.table.fiche.result",
        {
            "class": class_name(numbers.found.classes[sector]),
            "score": numbers.score(sector, 1),
            "low": numbers.score(sector, 0),
            "high": numbers.score(sector, 2),
            "within": numbers.within(sector),
            "k": numbers.k(),
        },
    )
