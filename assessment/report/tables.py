"""A printed table as a grid of strings: the one layout that Word, Excel and the page share."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.findings import Bilingual, Cell, Column, Name, Period, Quantity, Table, Text
from assessment.report.language import Language, NumberParts, capital
from assessment.report.sources import Sources, printed_sources, quantities

Align: TypeAlias = Literal["left", "center", "right"]
Widths: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"

_MARKED_STATUSES: Final = ("preliminary", "estimate")
# Row of the headers on a sheet of the annex workbook: title, link back and unit stand above.
ANNEX_HEADER_ROW: Final = 4
# Texts up to this length (names of gates, dates) stay in one line.
_UNBROKEN: Final = 12
# How much wider than the average capitals, m and w are, and the letters of a header than those of a cell.
_WIDE: Final = 1.5
_BOLD: Final = 1.12
# How much higher a table may become for texts in one line.
_WORTH: Final = 1.15


@dataclass(frozen=True)
class GridCell:
    """A cell as printed; `number` is there where the cell is one number, and keeps it apart from the words around it."""

    text: str
    cell: Cell
    number: NumberParts | None = None


@dataclass(frozen=True)
class Grid:
    """A table as printed. Cells are addressed as in Word: column letter and row number, the header being row 1."""

    number: str
    label: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    aligns: tuple[Align, ...]
    unit_line: str
    notes: tuple[str, ...]
    source_line: str
    table: Table
    caption: str
    unit: str

    @property
    def anchor(self) -> str:
        """Name of the bookmark, the anchor of the page, and the stem of files.

        >>> from types import SimpleNamespace
        >>> Grid.anchor.fget(SimpleNamespace(number="PL3.2"))
        'table_PL3_2'
        """
        return f"table_{self.number.replace('.', '_')}"


def cell_address(row: int, column: int) -> str:
    """Return the address of a body cell, both counted from 0.

    >>> cell_address(2, 1), cell_address(0, 26)
    ('B4', 'AA2')
    """
    letters = ""
    index = column + 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 2}"


def annex_address(row: int, column: int) -> str:
    """Return where a body cell stands on its sheet of the annex workbook.

    >>> annex_address(0, 1)
    'B5'
    """
    return cell_address(row + ANNEX_HEADER_ROW - 1, column)


def frame_cells(table: Table) -> list[tuple[Cell, ...]]:
    """Return the cells of a table by row; missing values of any kind become None, a bare float is an error."""
    columns = [_column_cells(table, index) for index in range(len(table.columns))]
    rows = list(zip(*columns, strict=True))
    if not rows:
        raise ValueError(f"table {table.id!r} has no rows; the section has to list what is missing instead")
    return rows


def _column_cells(table: Table, index: int) -> list[Cell]:
    column = table.frame.iloc[:, index]
    if column.dtype.kind == "f" and column.isna().any() and (column.dropna() % 1 == 0).all():
        # Whole numbers (years, ordinals) with a gap among them: pandas has made them floats.
        return [None if value != value else int(value) for value in column.tolist()]
    return [_plain(table.id, value) for value in column.tolist()]


def _plain(table_id: str, value: object) -> Cell:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, float | bool):
        raise TypeError(f"table {table_id!r}: bare {type(value).__name__} {value!r}; a number for print is a Quantity")
    return value  # type: ignore[return-value]


def lay_out_table(table: Table, number: str, label: str, sources: Sources, language: Language) -> Grid:
    """Return the grid of a table.

    Parameters
    ----------
    table
        The table of a section.
    number, label
        Its number in the chapter (``3.2``) and how it is called (``Bảng 3.2``); both empty for an unnumbered table.
    sources
        The list of sources of the chapter, which the table's own are added to.
    language
        Language of print.

    Raises
    ------
    ValueError
        If the table has no rows, or holds a quantity in another unit than its column.
    TypeError
        If it holds a bare number.
    """
    cells = frame_cells(table)
    _check_units(table, cells)
    marks = _Marks(cells, language)
    shared = _shared_unit(table.columns, cells, language)
    rows = tuple(
        tuple(_grid_cell(cell, column, marks, language) for cell, column in zip(row, table.columns, strict=True))
        for row in cells
    )
    citation = sources.cite([cells, table.notes], table.sources)
    pieces = "; ".join(printed_sources(citation, language))
    title = language.text(table.title)
    return Grid(
        number,
        label,
        title,
        tuple(_header(column, shared, language) for column in table.columns),
        rows,
        tuple(_align(index, column, cells) for index, column in enumerate(table.columns)),
        language.text(Text("common.layout.unit_line", {"unit": shared})) if shared else "",
        (*(sentence(language.text(note)) for note in table.notes), *marks.notes()),
        language.text(Text("common.layout.source_line", {"sources": pieces})) if pieces else "",
        table,
        language.text(Text("common.layout.caption", {"label": label, "title": title})) if label else title,
        shared,
    )


def sentence(text: str) -> str:
    """Return a note with a capital letter in front and a full stop behind.

    >>> sentence("số liệu đến ngày 31/12/2023")
    'Số liệu đến ngày 31/12/2023.'
    """
    return capital(text) if text.endswith((".", "!", "?", "…")) else capital(text) + "."


def _check_units(table: Table, cells: Sequence[Sequence[Cell]]) -> None:
    for r, row in enumerate(cells):
        for c, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            if isinstance(cell, Quantity) and cell.known and column.unit not in (None, cell.unit):
                raise ValueError(
                    f"table {table.id!r}, cell {cell_address(r, c)}: the quantity is in {cell.unit!r} but its column "
                    f"({column.header.key}) in {column.unit!r}"
                )


def _shared_unit(columns: Sequence[Column], cells: Sequence[Sequence[Cell]], language: Language) -> str:
    """Return the printed unit that all number columns share; empty where they differ or one is a bare number.

    Years and ranks are no amounts; a ratio or a count below "Đơn vị tính: %" would read as percent.
    """
    if any(column.unit in ("ratio", "count") for column in columns):
        return ""
    for index, column in enumerate(columns):
        if column.unit is None and any(isinstance(row[index], Quantity) for row in cells):
            return ""
    units = {language.header_unit(column.unit) for column in columns if column.unit} - {""}
    return units.pop() if len(units) == 1 else ""


def _header(column: Column, shared: str, language: Language) -> str:
    header = language.text(column.header)
    unit = language.header_unit(column.unit) if column.unit and not shared else ""
    if not unit or unit.casefold() == header.casefold():
        return header
    return language.text(Text("common.layout.header_unit", {"header": header, "unit": unit}))


def _align(index: int, column: Column, cells: Sequence[Sequence[Cell]]) -> Align:
    present = [row[index] for row in cells if row[index] is not None]
    if column.unit is not None or (present and all(isinstance(cell, Quantity) for cell in present)):
        return "right"
    dated = present and all(isinstance(cell, Period | pd.Timestamp | int) for cell in present)
    return "center" if dated and index else "left"


def _grid_cell(cell: Cell, column: Column, marks: _Marks, language: Language) -> GridCell:
    if not isinstance(cell, Quantity):
        text = language.cell(cell)
        # A canonical name is written as in running text; in a cell of its own it starts with a capital letter.
        return GridCell(capital(text) if isinstance(cell, Name | Bilingual | Text) else text, cell)
    if not cell.known:
        return GridCell(marks.not_determinable(cell), cell)
    form: Literal["full", "cell"] = "full" if column.unit is None else "cell"
    parts = language.number_parts(cell, form, column.decimals)
    parts = replace(parts, suffix=parts.suffix + marks.after(cell))
    return GridCell(str(parts), cell, parts)


class _Marks:
    """The marks behind the numbers of one table, and the notes that explain them."""

    def __init__(self, cells: Iterable[Sequence[Cell]], language: Language) -> None:
        self._language = language
        found = [quantity for row in cells for quantity in quantities(row)]
        self._known = [quantity for quantity in found if quantity.known]
        unknown = [quantity for quantity in found if not quantity.known]
        self._reasons = list(
            dict.fromkeys(language.reason(quantity) for quantity in unknown if not quantity.confidential)
        )
        self._confidential = next((quantity for quantity in unknown if quantity.confidential), None)
        statuses = {quantity.status for quantity in self._known}
        # A mark that every number would carry says the same in one note, and leaves the columns clean.
        self._shared = next((status for status in _MARKED_STATUSES if statuses == {status}), "")

    def after(self, quantity: Quantity) -> str:
        """Return the marks behind a known number."""
        written = self._text("mark.inferred") if quantity.inferred else ""
        if quantity.status in _MARKED_STATUSES and not self._shared:
            written += " " + self._text(f"mark.{quantity.status}")
        return written

    def not_determinable(self, quantity: Quantity) -> str:
        """Return the cell of a number that cannot be determined; a letter leads to its reason where there are several."""
        word = self._language.no_number(quantity)
        return f"{word} ({self._letter(quantity)})" if len(self._reasons) > 1 and not quantity.confidential else word

    def _letter(self, quantity: Quantity) -> str:
        return _letter(self._reasons.index(self._language.reason(quantity)))

    def notes(self) -> tuple[str, ...]:
        """Return the notes: marks in one line, then the reasons in one line."""
        marks = [*self._status_notes(), *self._precision_note(), *self._inferred_note()]
        lines = [sentence("; ".join(marks))] if marks else []
        if len(self._reasons) == 1:
            lines.append(sentence(self._text("note.not_determinable", reason=self._reasons[0])))
        elif self._reasons:
            pieces = (
                self._text("note.not_determinable_marked", letter=_letter(index), reason=reason)
                for index, reason in enumerate(self._reasons)
            )
            lines.append(sentence("; ".join(pieces)))
        if self._confidential is not None:
            reason = self._language.reason(self._confidential)
            lines.append(sentence(self._text("note.confidential", reason=reason)))
        return tuple(lines)

    def _status_notes(self) -> Iterable[str]:
        if self._shared:
            yield self._text(f"note.all_{self._shared}")
            return
        statuses = {quantity.status for quantity in self._known}
        yield from (self._text(f"note.{status}") for status in _MARKED_STATUSES if status in statuses)

    def _precision_note(self) -> Iterable[str]:
        found = {quantity.precision for quantity in self._known}
        table = self._language.entry("common.precision")
        if words := [f"“{word}”" for precision, word in table.items() if precision in found]:
            yield self._text("note.precision", words=", ".join(words))

    def _inferred_note(self) -> Iterable[str]:
        found = {part for quantity in self._known for part in quantity.inferred.split(", ") if part}
        if found:
            yield self._text(
                "note.inferred", what=", ".join(self._text(f"inferred.{part}") for part in sorted(found, reverse=True))
            )

    def _text(self, key: str, **values: Cell) -> str:
        return self._language.text(Text(f"common.{key}", values))


def _letter(index: int) -> str:
    first, second = divmod(index, len(ascii_lowercase))
    return (ascii_lowercase[first - 1] if first else "") + ascii_lowercase[second]


def column_widths(grid: Grid, total: float, character: float, padding: float) -> tuple[float, ...]:
    """Return the widths of the columns, in the unit of `total`, that make a low table.

    No column becomes narrower than its longest word while the page allows it, and short texts such as the names of gates stay
    in one line where that makes the table little higher. What is left goes step by step to the column whose widening saves the
    most lines.

    Parameters
    ----------
    grid
        The table.
    total
        Width to fill.
    character
        Average width of a character.
    padding
        What a cell takes beside its text.
    """
    texts = [grid.headers, *([cell.text for cell in row] for row in grid.rows)]
    lengths = np.array([[len(text) for text in row] for row in texts], dtype=float)
    words = np.array([[_longest_word(text) for text in row] for row in texts], dtype=float)
    words[0] *= _BOLD
    words = words.max(axis=0)
    whole = np.array([[_width(text) for text in row] for row in texts[1:]])
    unbroken = np.where(lengths[1:] <= _UNBROKEN, whole, 0).max(axis=0)
    # A letter of a single word may be wider than the average: a word that breaks is worse than a line more.
    least = (np.maximum(words, 2) + 1) * character + padding
    wished = np.maximum(least, unbroken * character + padding)
    if least.sum() >= total:
        return tuple(float(width) for width in least * total / least.sum())
    needs = lengths * character
    narrow = _widened(least, needs, total, padding)
    if wished.sum() < total:
        kept = _widened(wished, needs, total, padding)
        # Names in one line are worth a few lines more.
        if _lines(kept, needs, padding) <= _WORTH * _lines(narrow, needs, padding):
            return tuple(float(width) for width in kept)
    return tuple(float(width) for width in narrow)


def _lines(widths: Widths, needs: Widths, padding: float) -> float:
    return float(np.ceil(needs / (widths - padding)).max(axis=1).sum())


def _longest_word(text: str) -> float:
    """Return the length of the longest piece, in average characters, that cannot be broken: spaces and dashes of spans may be.

    >>> _longest_word("01/01/2022–20/09/2022"), _longest_word("Mức tin cậy")
    (11.0, 3.5)
    """
    return max(_width(word) for word in re.split(" |(?<=–)", text))


def _width(text: str) -> float:
    """Return the width of a text in one line, in average characters."""
    return math.fsum(_WIDE if letter in "mw" or letter.isupper() else 1.0 for letter in text)


def _widened(widths: Widths, needs: Widths, total: float, padding: float) -> Widths:
    """Hand out the remaining width in steps; `needs` is what the texts would take in one line.

    Heights are compared with broken lines (2.4 lines rather than 3): a single step seldom saves a whole line, and a
    column that needs several steps for it would never be given the first.
    """
    widths, steps = widths.copy(), 60
    step = (total - widths.sum()) / steps
    for _ in range(steps):
        heights = []
        for column in range(len(widths)):
            tried = widths.copy()
            tried[column] += step
            lines = np.maximum(needs / (tried - padding), 1)
            heights.append((lines.max(axis=1).sum(), lines.sum()))
        widths[min(range(len(widths)), key=heights.__getitem__)] += step
    return widths
