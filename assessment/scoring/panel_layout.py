"""Where everything stands on an expert's sheet: shared by the module that writes the workbook and the one that reads it.

Rows and columns count from 1, as a person sees them. One sheet holds both rounds of the budget allocation side by side and the
comparisons of pillars in pairs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from assessment.errors import AssessmentError
from assessment.scoring.ahp import RANDOM_INDEX
from assessment.sheets.cells import address

Pillars: TypeAlias = Mapping[str, Sequence[str]]
"""Criteria by pillar, in the order of the model."""

BETWEEN: Final = "pillars"
"""Level at which points are spread between the pillars; every other level is a pillar, between its criteria."""
ROUNDS: Final = (1, 2)
ROUND_COLUMNS: Final = {1: 3, 2: 5}
MEDIAN_COLUMN: Final = 4
NUMBER_COLUMN, LABEL_COLUMN, FIRST_COLUMN = 1, 2, 3
CODE, AFFILIATION, IDENTITY = (3, FIRST_COLUMN), (4, FIRST_COLUMN), (5, FIRST_COLUMN)
FORM: Final = "assessment-panel/1"
POINTS: Final = 100.0
TOLERANCE: Final = 1.0001e-4
"""Points by which a sum may miss 100, as in `budget_allocation`: thirds typed with four decimals do, with two they do not."""

SEATS: Final = {
    "finance_ministry": 1,
    "trade_ministry": 1,
    "customs": 1,
    "border_guard": 1,
    "province": 1,
    "zone_board": 1,
    "firm": 3,
    "academic": 2,
    "china_trade": 1,
}
"""Experts of each affiliation a full panel has (METHODS 11.5); the number before an affiliation on the sheet is its place here."""
FEWEST_EXPERTS: Final = sum(SEATS.values())

SCALE: Final = {
    **{str(times): float(times) for times in range(9, 0, -1)},
    **{f"1/{part}": 1 / part for part in range(2, 10)},
}
"""Saaty's scale as it is typed, from "row outweighs column extremely" to its reciprocal."""


class PanelError(AssessmentError):
    """Something about the panel that keeps it from being written, read or frozen; the message says what to do."""


@dataclass(frozen=True)
class Block:
    """Items between which 100 points are spread; `first_row` holds the first of them."""

    level: str
    items: tuple[str, ...]
    first_row: int

    @property
    def total_row(self) -> int:
        """Row of the sums; the checks stand below it."""
        return self.first_row + len(self.items)

    def rows(self) -> range:
        """Rows of the items."""
        return range(self.first_row, self.total_row)

    def span(self, column: int) -> str:
        """Return the range of the items in a column.

        >>> Block("pillars", ("a", "b"), 9).span(3)
        'C9:C10'
        """
        return f"{cell_name(self.first_row, column)}:{cell_name(self.total_row - 1, column)}"


@dataclass(frozen=True)
class Layout:
    """The sheet of one model: its blocks, and the first row of the comparisons in pairs."""

    model: str
    pillars: dict[str, tuple[str, ...]]
    blocks: tuple[Block, ...]
    comparison_row: int

    @property
    def size(self) -> int:
        """Pillars compared in pairs."""
        return len(self.pillars)

    @property
    def last_column(self) -> int:
        """Last column that a person sees."""
        return FIRST_COLUMN + max(self.size, 3) - 1

    @property
    def key_column(self) -> int:
        """First of the hidden columns: the key of each item, by which the reader knows that rows were not moved."""
        return self.last_column + 2

    @property
    def ratio_row(self) -> int:
        """Row of the consistency ratio, in the first column of answers; the verdict stands below it."""
        return self.comparison_row + self.size

    @property
    def identity(self) -> str:
        """What the sheet says of its form, its model and the criteria it asks about."""
        return f"{FORM} {self.model} {criteria_digest(self.model, self.pillars)[:16]}"

    def pairs(self) -> list[tuple[int, int]]:
        """Return the cells in which pillars are compared, row outweighs column, in rows from the left."""
        return [(self.comparison_row + i, FIRST_COLUMN + j) for i in range(self.size) for j in range(i + 1, self.size)]

    def answers(self) -> list[tuple[int, int]]:
        """Return every cell an expert fills in."""
        points = [(row, column) for column in ROUND_COLUMNS.values() for block in self.blocks for row in block.rows()]
        return [AFFILIATION, *points, *self.pairs()]


def panel_layout(model: str, pillars: Pillars) -> Layout:
    """Return the sheet of a model.

    A pillar of one criterion has no block of its own: that criterion has all its points.

    Raises
    ------
    PanelError
        If there are fewer than 3 pillars or more than 10 (nothing to compare in pairs, or no random index), a pillar without a
        criterion, or a criterion in two pillars.

    Examples
    --------
    >>> layout = panel_layout("toy", {"a": ["a1", "a2"], "b": ["b1"], "c": ["c1", "c2", "c3"]})
    >>> [(block.level, block.first_row) for block in layout.blocks], layout.comparison_row
    ([('pillars', 9), ('a', 17), ('c', 24)], 32)
    """
    checked = {pillar: tuple(criteria) for pillar, criteria in pillars.items()}
    if len(checked) not in RANDOM_INDEX:
        raise PanelError(
            f"model {model!r}: {len(checked)} pillars; a panel compares {min(RANDOM_INDEX)} to {max(RANDOM_INDEX)}"
        )
    flat = [criterion for criteria in checked.values() for criterion in criteria]
    if not all(checked.values()) or len(set(flat)) < len(flat) or BETWEEN in checked:
        raise PanelError(
            f"model {model!r}: every pillar needs a criterion, no criterion may stand in two, and none is called {BETWEEN!r}"
        )
    levels = {BETWEEN: tuple(checked)} | {pillar: items for pillar, items in checked.items() if len(items) > 1}
    row, blocks = 9, []
    for level, items in levels.items():
        blocks.append(Block(level, items, row))
        # Sum, check, an empty row, the heading and the header of what follows.
        row += len(items) + 5
    return Layout(model, checked, tuple(blocks), row)


def criteria_digest(model: str, pillars: Pillars) -> str:
    """Return the SHA-256 of what a panel judges: the model's name, its pillars and their criteria, in order."""
    content = [model, [[pillar, list(criteria)] for pillar, criteria in pillars.items()]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def cell_name(row: int, column: int) -> str:
    """Return the address of a cell counted from 1.

    >>> cell_name(12, 3)
    'C12'
    """
    return address(row - 1, column - 1)
