"""Reading the sheets of a panel back: what each expert answered, and everything that is missing or wrong, with its cell.

Nothing is mended: an answer that is no number from 0 to 100, or points that do not sum to 100, leave the sheet out of that round.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.scoring.ahp import LARGEST_RATIO, Ahp, Floats, ahp
from assessment.scoring.panel_layout import (
    AFFILIATION,
    CODE,
    FIRST_COLUMN,
    FORM,
    IDENTITY,
    POINTS,
    ROUND_COLUMNS,
    ROUNDS,
    SCALE,
    SEATS,
    TOLERANCE,
    Block,
    Layout,
    PanelError,
    cell_name,
)
from assessment.sheets.cells import Sheet, as_text, is_blank
from assessment.sheets.guards import WORKBOOK_SUFFIXES
from assessment.sheets.workbook import read_workbook
from assessment.synthetic import fingerprint, marked

_NUMBERED: Final = re.compile(r"(\d+)\b")
Points = dict[str, dict[str, float]]
"""Points by level and item."""


@dataclass(frozen=True)
class Problem:
    """Something missing or wrong on the sheet of an expert; the message names the file, the sheet and the cell."""

    code: str
    kind: str
    message: str


@dataclass(frozen=True)
class ExpertSheet:
    """What one expert answered. `points` holds the rounds that are complete; `answered` those with any answer at all.

    `comparisons` is the matrix of comparisons in pairs, None where one is missing; `cells` is what every cell for an answer says.
    """

    code: str
    place: str
    affiliation: str | None
    points: Mapping[int, Points]
    answered: tuple[int, ...]
    comparisons: Floats | None
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def consistency(self) -> Ahp | None:
        """Weights and consistency of the comparisons."""
        return None if self.comparisons is None else ahp(self.comparisons)


@dataclass(frozen=True)
class Panel:
    """Sheets that hold something, in the order of their codes; codes of empty ones; problems; the files by their SHA-256."""

    layout: Layout
    sheets: tuple[ExpertSheet, ...]
    empty: tuple[str, ...]
    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    synthetic: bool

    def points(self, number: int) -> dict[str, pd.DataFrame]:
        """Return the points of a round by level: experts with a complete sheet × items."""
        complete = [sheet for sheet in self.sheets if number in sheet.points]
        return {
            block.level: pd.DataFrame(
                [[sheet.points[number][block.level][item] for item in block.items] for sheet in complete],
                index=[sheet.code for sheet in complete],
                columns=list(block.items),
                dtype=float,
            )
            for block in self.layout.blocks
        }

    def medians(self) -> dict[str, pd.Series]:
        """Return the medians of the complete sheets of the first round by level; they need not sum to 100."""
        return {level: table.median() for level, table in self.points(1).items()}


def read_panel(path: Path, layout: Layout) -> Panel:
    """Return what stands in a workbook, or in all workbooks of a folder.

    Sheets that no expert has touched are empty; the same code in two sheets with different answers is a problem of both, which are
    left out, because nobody can tell which one counts.

    Raises
    ------
    PanelError
        If there is no file, no sheet of this form, sheets of another model, or synthetic sheets among real ones.
    WorkbookUnreadableError
        If a file cannot be read.
    """
    files = _files(path)
    found = [sheet for file in files for sheet in _expert_sheets(file, layout)]
    if not found:
        raise PanelError(
            f"{path.name}: no sheet of the form {FORM!r} (cell {cell_name(*IDENTITY)} of each expert's sheet says it); "
            "write the workbook with `assessment score --panel-template FILE`"
        )
    synthetic = {file.name for file in files if marked(file)}
    if synthetic and len(synthetic) < len(files):
        raise PanelError(
            f"{', '.join(sorted(synthetic))}: synthetic sheets among real ones; keep them in folders of their own"
        )
    read = [_Reader(sheet, layout).read() for sheet in found]
    filled, doubled = _without_doubles([sheet for sheet in read if any(sheet.cells)])
    codes = {sheet.code for sheet in filled} | {problem.code for problem in doubled}
    return Panel(
        layout,
        filled,
        tuple(sorted({sheet.code for sheet in read} - codes)),
        (*doubled, *(problem for sheet in filled for problem in sheet.problems), *_alike(filled)),
        {file.name: fingerprint(file) for file in files},
        bool(synthetic),
    )


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    # Files that begin with ~$ are locks of a program that has the workbook open.
    files = [
        file for file in sorted(path.iterdir()) if file.suffix.lower() in WORKBOOK_SUFFIXES and file.name[:2] != "~$"
    ]
    if not files:
        raise PanelError(f"{path.name}: no workbook in this folder; put the sheets of the experts there")
    return files


def _expert_sheets(file: Path, layout: Layout) -> Iterator[Sheet]:
    for sheet in read_workbook(file, file.name).visible:
        identity = as_text(_value(sheet, *IDENTITY))
        if identity == layout.identity:
            yield sheet
        elif identity.startswith(FORM.partition("/")[0]):
            raise PanelError(
                f"{file.name}, sheet {sheet.name!r}, {cell_name(*IDENTITY)}: the sheet is of {identity!r}; "
                f"expected {layout.identity!r}: name its --model, or write the workbook anew for the criteria of today"
            )


def _without_doubles(sheets: Sequence[ExpertSheet]) -> tuple[tuple[ExpertSheet, ...], tuple[Problem, ...]]:
    """Return one sheet a code, and what is wrong where two sheets of a code differ."""
    kept, problems = [], []
    for code in sorted({sheet.code for sheet in sheets}):
        own = [sheet for sheet in sheets if sheet.code == code]
        if all(sheet.cells == own[0].cells for sheet in own):
            kept.append(own[0])
            continue
        places = "; ".join(sorted(sheet.place for sheet in own))
        problems.append(
            Problem(
                code,
                "duplicate",
                f"{places}: several sheets of {code} with different answers; keep the one that counts",
            )
        )
    return tuple(kept), tuple(problems)


def _alike(sheets: Sequence[ExpertSheet]) -> Iterator[Problem]:
    """Yield experts whose points of a whole round are those of another one: perhaps a copy; both sheets count."""
    for place, sheet in enumerate(sheets):
        for other in sheets[:place]:
            last = max(sheet.points, default=0)
            if last and sheet.points[last] == other.points.get(last):
                yield Problem(
                    sheet.code,
                    "alike",
                    f"{sheet.place}: same points as {other.code} everywhere in round {last}; is it a copy?",
                )


def _value(sheet: Sheet, row: int, column: int) -> Any:
    """Return what stands in a cell counted from 1; sheets end where their last cell is."""
    if row > len(sheet.rows) or column > len(sheet.rows[row - 1]):
        return ""
    return sheet.rows[row - 1][column - 1]


class _Reader:
    """One sheet being read; problems are collected on the way."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self._sheet = sheet
        self._layout = layout
        self._place = f"{sheet.file}, sheet {sheet.name!r}"
        self._code = as_text(_value(sheet, *CODE))
        self._problems: list[Problem] = []

    def read(self) -> ExpertSheet:
        if not self._code:
            raise PanelError(f"{self._place}, {cell_name(*CODE)}: no code; expected that of the expert, as in CG01")
        answered = tuple(
            number for number in ROUNDS if any(self._filled(block, number) for block in self._layout.blocks)
        )
        cells = tuple(as_text(self._at(*cell)) for cell in self._layout.answers())
        affiliation = comparisons = None
        points: dict[int, Points] = {}
        # A sheet nobody has touched has nothing wrong with it.
        if any(cells):
            affiliation = self._affiliation()
            if self._in_place():
                read = {number: self._round(number) for number in answered}
                points = {number: found for number, found in read.items() if found is not None}
                comparisons = self._comparisons()
        return ExpertSheet(
            self._code, self._place, affiliation, points, answered, comparisons, cells, tuple(self._problems)
        )

    def _at(self, row: int, column: int) -> Any:
        return _value(self._sheet, row, column)

    def _filled(self, block: Block, number: int) -> bool:
        return any(not is_blank(self._at(row, ROUND_COLUMNS[number])) for row in block.rows())

    def _problem(self, kind: str, where: str, message: str) -> None:
        self._problems.append(Problem(self._code, kind, f"{self._place}, {where}: {message}"))

    def _affiliation(self) -> str | None:
        text = as_text(self._at(*AFFILIATION))
        number = _NUMBERED.match(text)
        if number and 1 <= int(number[1]) <= len(SEATS):
            return [*SEATS][int(number[1]) - 1]
        found = f"{text!r} is none of the list" if text else "no affiliation"
        self._problem("affiliation", cell_name(*AFFILIATION), f"{found}; expected a line of the list, by its number")
        return None

    def _in_place(self) -> bool:
        """Return whether every item stands where it was written; rows that someone moved would give points to another item."""
        for block in self._layout.blocks:
            for row, item in zip(block.rows(), block.items, strict=True):
                found = as_text(self._at(row, self._layout.key_column))
                if found != item:
                    where = cell_name(row, self._layout.key_column)
                    self._problem(
                        "moved",
                        where,
                        f"key {found!r}, expected {item!r}: rows were moved; copy the answers into a new sheet",
                    )
                    return False
        return True

    def _round(self, number: int) -> Points | None:
        points, column, before = {}, ROUND_COLUMNS[number], len(self._problems)
        for block in self._layout.blocks:
            if not self._filled(block, number):
                self._problem("missing", block.span(column), f"no points of round {number} for {block.level!r}")
                continue
            own = {
                item: self._point(row, column, item, number)
                for row, item in zip(block.rows(), block.items, strict=True)
            }
            points[block.level] = own
            total = math.fsum(own.values())
            if abs(total - POINTS) > TOLERANCE:
                self._problem(
                    "total",
                    cell_name(block.total_row, column),
                    f"points of round {number} for {block.level!r} sum to {total:.10g}; expected {POINTS:g}",
                )
        return points if len(self._problems) == before else None

    def _point(self, row: int, column: int, item: str, number: int) -> float:
        """Return the points of an item; NaN, which no sum objects to, where the cell itself is the problem."""
        value, where = self._at(row, column), cell_name(row, column)
        if is_blank(value):
            self._problem(
                "missing", where, f"no points of round {number} for {item!r}; 0 is an answer, an empty cell is not"
            )
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self._problem("number", where, f"{as_text(value)!r} for {item!r} is no number; type the digits only")
        elif not 0 <= value <= POINTS:
            self._problem("number", where, f"{value:g} points for {item!r}; expected a number from 0 to {POINTS:g}")
        else:
            return float(value)
        return float("nan")

    def _comparisons(self) -> Floats | None:
        before, size = len(self._problems), self._layout.size
        matrix = np.eye(size)
        for row, column in self._layout.pairs():
            value = self._at(row, column)
            i, j = row - self._layout.comparison_row, column - FIRST_COLUMN
            if is_blank(value):
                self._problem("missing", cell_name(row, column), "no comparison of this pair of pillars")
            elif as_text(value) not in SCALE:
                message = (
                    f"{as_text(value)!r} is not on the scale; expected 9, 8 … 2, 1, 1/2 … 1/9, chosen from the list"
                )
                self._problem("scale", cell_name(row, column), message)
            else:
                matrix[i, j], matrix[j, i] = SCALE[as_text(value)], 1 / SCALE[as_text(value)]
        if len(self._problems) > before:
            return None
        judged = ahp(matrix)
        if not judged.consistent:
            self._problem(
                "inconsistent",
                cell_name(self._layout.ratio_row, FIRST_COLUMN),
                f"consistency ratio {judged.consistency_ratio:.3f}; expected at most {largest_ratio(size):g} for {size} pillars: "
                "ask the expert to look at the comparisons again",
            )
        return matrix


def largest_ratio(size: int) -> float:
    """Return the largest consistency ratio that is accepted for as many pillars.

    >>> largest_ratio(4)
    0.08
    """
    return LARGEST_RATIO.get(size, 0.10)
