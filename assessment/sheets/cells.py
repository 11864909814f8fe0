"""Cells, sheets and workbooks as read, whatever kind of file they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from assessment.errors import AssessmentError
from assessment.sheets.text import clean

if TYPE_CHECKING:
    from assessment.sheets.packages import Package


class WorkbookUnreadableError(AssessmentError):
    """A file that cannot be read; the message says why and `remedy` what to do."""


@dataclass(frozen=True)
class CellError:
    """A cell without a usable value: an error of Excel (#N/A …) or a formula whose result was never stored."""

    code: str

    def __str__(self) -> str:
        return self.code


NO_RESULT = CellError("formula without a stored result")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: rows and columns count from 0 here, `address` is what a person sees.

    `font` and `hidden` are None while nobody has looked (calamine does not tell); `merged_from` is the address of the cell that
    holds the value of a merged block.
    """

    file: str
    sheet: str
    row: int
    col: int
    value: Any
    text: str
    font: str | None = None
    hidden: bool | None = None
    merged_from: str | None = None

    @property
    def address(self) -> str:
        """Address as in Excel.

        >>> Cell("a.xlsx", "S", 11, 1, 5.0, "5").address
        'B12'
        """
        return address(self.row, self.col)


@dataclass(frozen=True)
class Sheet:
    """A sheet: `rows` from A1 on, every row of the same length; a sheet that is not visible has none.

    `hidden_rows` are empty here because they are hidden in the file (see `appearance`); a table goes on below them. A sheet that is
    `unread` was left out because nothing in it is wanted.
    """

    file: str
    name: str
    visible: bool
    rows: list[list[Any]] = field(default_factory=list)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    unread: bool = False

    def cell(self, row: int, col: int) -> Cell:
        """Return one cell with its place."""
        value = self.rows[row][col]
        anchor = next((m for m in self.merged if m[0] <= row <= m[2] and m[1] <= col <= m[3]), None)
        return Cell(
            self.file,
            self.name,
            row,
            col,
            value,
            as_text(value),
            merged_from=address(anchor[0], anchor[1]) if anchor else None,
        )

    def filled(self, row: int) -> list[int]:
        """Return the columns of `row` that hold something."""
        cells = self.rows[row]
        # Most cells of most sheets are empty texts, which need no closer look.
        return (
            []
            if cells.count("") == len(cells)
            else [col for col, value in enumerate(cells) if value != "" and not is_blank(value)]
        )


@dataclass(frozen=True)
class Workbook:
    """A workbook as read: its label in messages and lineage, its sheets in order, and what it carries besides that was ignored.

    `package` is the zip package it was read from, for those who ask for the formats of its cells.
    """

    file: str
    sheets: tuple[Sheet, ...]
    ignored: tuple[str, ...] = ()
    package: Package | None = field(default=None, compare=False, repr=False)

    @property
    def visible(self) -> Iterator[Sheet]:
        """Sheets a person sees on opening the file."""
        return (sheet for sheet in self.sheets if sheet.visible)


def address(row: int, col: int) -> str:
    """Return the A1 address of a cell counted from 0.

    >>> address(0, 0), address(11, 27)
    ('A1', 'AB12')
    """
    letters, number = "", col + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def is_blank(value: object) -> bool:
    """Return whether a cell holds nothing, or spaces only."""
    return value is None or value == "" or (isinstance(value, str) and not clean(value))


def as_text(value: object) -> str:
    r"""Return what a cell says as text, cleaned; whole numbers without ``.0``, days as ISO dates.

    >>> as_text(2024.0), as_text(date(2024, 1, 2)), as_text(" Lạng\u00a0Sơn"), as_text(12.5)
    ('2024', '2024-01-02', 'Lạng Sơn', '12.5')
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else str(value)
