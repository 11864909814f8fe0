"""Bytes in, sheets with cell addresses out.

Workbooks are read with calamine. Its used range is kept from A1 on, so that row and column numbers are those a person counts in
Excel. What would hurt a batch job is caught before calamine sees it: files that are too large, a stray cell that would blow a
sheet up to billions of cells (calamine allocates the whole rectangle and aborts the process), error values and formulas without
a stored value (which calamine returns as empty cells).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

from assessment.errors import AssessmentError
from assessment.sheets.text import clean

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MAX_BYTES = 200 * 1024**2
MAX_UNPACKED = 1024**3
MAX_CELLS = 5_000_000

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STORED = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]+)<")
_CFB = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class WorkbookUnreadableError(AssessmentError):
    """A file that cannot be read; the message says why and `remedy` what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


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
    """A sheet: `rows` from A1 on, every row of the same length; a sheet that is not visible has none."""

    file: str
    name: str
    visible: bool
    rows: list[list[Any]] = field(default_factory=list)
    merged: tuple[tuple[int, int, int, int], ...] = ()

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
        return [col for col, value in enumerate(self.rows[row]) if not is_blank(value)]


@dataclass(frozen=True)
class Workbook:
    """A workbook as read: its label in messages and lineage, and its sheets in order."""

    file: str
    sheets: tuple[Sheet, ...]

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
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else str(value)


def read_workbook(path: Path, file: str | None = None) -> Workbook:
    """Read every visible sheet of a workbook.

    Parameters
    ----------
    path : Path
        The workbook.
    file : str, optional
        How the file is called in messages and lineage; its path by default.

    Raises
    ------
    WorkbookUnreadableError
        If the file is missing, empty, too large, locked with a password, damaged, or holds nothing at all.
    """
    label = file or path.as_posix()
    _check_file(path, label)
    marks = _scan_xlsx(path, label) if path.suffix.lower() in (".xlsx", ".xlsm") else {}
    try:
        book = calamine.load_workbook(str(path))
        sheets = tuple(_read_sheet(book, data, label, marks.get(data.name, {})) for data in book.sheets_metadata)
    except calamine.PasswordError as error:
        raise _locked(label) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, WorkbookUnreadableError):
            raise
        raise _damaged(label, error) from error
    if not any(sheet.rows for sheet in sheets):
        raise WorkbookUnreadableError(
            f"{label}: no visible sheet holds anything", "ask the sender for the workbook with its content"
        )
    return Workbook(label, sheets)


def _check_file(path: Path, label: str) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            wrapped = stream.read(8) == _CFB and path.suffix.lower() != ".xls" and size <= MAX_BYTES
            # A locked .xlsx is an old-style container that names its encrypted content somewhere in its directory.
            locked = wrapped and _ENCRYPTED in stream.read()
    except OSError as error:
        raise WorkbookUnreadableError(
            f"{label}: cannot be opened ({error.strerror or error})", "check that the file is there and may be read"
        ) from error
    if size == 0:
        raise WorkbookUnreadableError(
            f"{label}: the file is empty (0 bytes)", "copy the file again or ask the sender for it"
        )
    if size > MAX_BYTES:
        raise WorkbookUnreadableError(
            f"{label}: {size / 1024**2:.0f} MB; expected at most {MAX_BYTES // 1024**2} MB",
            "split the workbook by sheet or year",
        )
    if locked:
        raise _locked(label)


def _locked(label: str) -> WorkbookUnreadableError:
    return WorkbookUnreadableError(
        f"{label}: the workbook is locked with a password",
        "open it in Excel, remove the password (File > Info) and save",
    )


def _damaged(label: str, error: Exception) -> WorkbookUnreadableError:
    return WorkbookUnreadableError(
        f"{label}: not a workbook that can be read ({error}); expected one of {', '.join(SUFFIXES)}",
        "open the file in Excel and save it as .xlsx, or ask the sender for it again",
    )


def _read_sheet(
    book: calamine.CalamineWorkbook, data: Any, label: str, marks: dict[tuple[int, int], CellError]
) -> Sheet:
    visible = data.visible == calamine.SheetVisibleEnum.Visible and data.typ == calamine.SheetTypeEnum.WorkSheet
    if not visible:
        return Sheet(label, data.name, False)
    source = book.get_sheet_by_name(data.name)
    end = source.end or (0, 0)
    _check_extent(label, data.name, end[0] + 1, end[1] + 1)
    rows: list[list[Any]] = [*source.to_python(skip_empty_area=False)]
    for (row, col), mark in marks.items():
        if row < len(rows) and col < len(rows[row]) and rows[row][col] == "":
            rows[row][col] = mark
    merged = tuple((first[0], first[1], last[0], last[1]) for first, last in source.merged_cell_ranges or ())
    return Sheet(label, data.name, True, rows, merged)


def _check_extent(label: str, sheet: str, rows: int, cols: int) -> None:
    if rows * cols > MAX_CELLS:
        raise WorkbookUnreadableError(
            f"{label}, sheet {sheet!r}: cells reach down to {address(rows - 1, cols - 1)} ({rows * cols:,} cells; "
            f"expected at most {MAX_CELLS:,})",
            f"delete the stray cell near {address(rows - 1, cols - 1)} and the empty rows and columns before it, then save",
        )


def _scan_xlsx(path: Path, label: str) -> dict[str, dict[tuple[int, int], CellError]]:
    """Return, per sheet, the cells calamine would show as empty although they are not; check every sheet's extent."""
    try:
        with zipfile.ZipFile(path) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
            if unpacked > MAX_UNPACKED:
                raise WorkbookUnreadableError(
                    f"{label}: unpacks to {unpacked / 1024**2:,.0f} MB; expected at most {MAX_UNPACKED // 1024**2:,} MB",
                    "split the workbook by sheet or year",
                )
            return {name: _scan_sheet(package.read(part), label, name) for name, part in _sheet_parts(package)}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _damaged(label, error) from error


def _sheet_parts(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return sheet names with the part of the package that holds each."""
    names = set(package.namelist())
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = []
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if part in names:
            found.append((sheet.get("name", ""), part))
    return found


def _scan_sheet(xml: bytes, label: str, name: str) -> dict[tuple[int, int], CellError]:
    marks: dict[tuple[int, int], CellError] = {}
    last_row = last_col = 0
    for found in _CELL.finditer(xml):
        attributes, content = found.group(1), found.group(2)
        place = _ADDRESS.search(attributes)
        if place is None:
            continue
        row, col = int(place.group(2)), _column_number(place.group(1))
        last_row, last_col = max(last_row, row), max(last_col, col)
        if content is None:
            continue
        stored = _STORED.search(content)
        if b't="e"' in attributes:
            marks[row - 1, col - 1] = CellError(stored.group(1).decode("utf-8", "replace") if stored else "#ERROR")
        elif stored is None and (b"<f" in content or b":f" in content) and b't="str"' not in attributes:
            marks[row - 1, col - 1] = NO_RESULT
    _check_extent(label, name, last_row, last_col)
    return marks


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
