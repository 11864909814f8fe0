"""The scorecard as read from the record: every indicator with its reading, missing where no reader finds a value."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from assessment.evidence import Evidence
from assessment.findings import Grade, Quantity
from assessment.situation import (
    scorecard_board,
    scorecard_declared,
    scorecard_economy,
    scorecard_gates,
    scorecard_months,
    scorecard_trade,
)
from assessment.situation.scorecard import Assessed, Indicator, Reading, indicators, rule

_GRADED: Final = ("trade", "traffic", "investment", "economy", "land", "projects", "clearance", "declared_trade")
# The first reader that finds a value counts: reports of the board and whole series go before what publications have in their place.
_READERS = (
    scorecard_board.READERS,
    scorecard_declared.READERS,
    scorecard_gates.READERS,
    scorecard_months.READERS,
    scorecard_trade.READERS,
    scorecard_economy.READERS,
)


def read(evidence: Evidence, indicator: Indicator) -> Reading:
    """Return what the record shows for an indicator; missing where nothing does."""
    readers = (readers[indicator.key] for readers in _READERS if indicator.key in readers)
    for reading in (reader(evidence) for reader in readers):
        if reading is not None and reading.value is not None and reading.value.known:
            return replace(reading, grade=weakest_grade(evidence, reading.value))
    return Reading("missing")


def weakest_grade(evidence: Evidence, quantity: Quantity) -> Grade:
    """Return the weakest grade of the rows a number rests on, C where none of them is of a graded table."""
    # A figure printed beside a row has the grade of the row.
    behind = {row.partition("@")[0] for row in quantity.rows}
    grades: set[Grade] = set()
    for name in _GRADED:
        table = evidence.record.table(name)
        # A number may rest on a table as a whole.
        rests = table["row_id"].isin(behind) | (f"table:{name}" in behind)
        grades.update(table.loc[rests, "grade"])
    return max(grades, default="C")


def assess(evidence: Evidence) -> tuple[Assessed, ...]:
    """Return every indicator with its reading and the rule its verdict follows, in the order of the scorecard."""
    written = rule(evidence)
    return tuple(Assessed(indicator, read(evidence, indicator), written) for indicator in indicators(evidence))
