"""Bytes in, sheets with cell addresses out.

Workbooks are read with calamine. Its used range is kept from A1 on, so that row and column numbers are those a person counts in
Excel. What a file is, is told by its content, not its name; and calamine only ever sees a container of checked parts (`excel_xml`,
`excel_binary`, `opendocument`), because a crafted or broken file can make it abort the process. Text files and Word documents have
readers of their own (`delimited`, `document`).
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import python_calamine as calamine

from assessment.sheets.cells import (
    NO_RESULT,
    Cell,
    CellError,
    Sheet,
    Workbook,
    WorkbookUnreadableError,
    address,
    as_text,
    is_blank,
)
from assessment.sheets.compound import Compound
from assessment.sheets.delimited import read_delimited
from assessment.sheets.document import read_document
from assessment.sheets.excel_binary import checked_xls, checked_xlsb
from assessment.sheets.excel_xml import Wanted, checked_xlsx
from assessment.sheets.guards import (
    SUFFIXES,
    TEXT_SUFFIXES,
    Kind,
    check_book,
    check_extent,
    damaged,
    foreign,
    kind_of,
    locked,
    misnamed,
    read_bytes,
)
from assessment.sheets.opendocument import checked_ods
from assessment.sheets.packages import Package

__all__ = [
    "NO_RESULT",
    "SUFFIXES",
    "Cell",
    "CellError",
    "Sheet",
    "Workbook",
    "WorkbookUnreadableError",
    "address",
    "as_text",
    "is_blank",
    "read_workbook",
]

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What a workbook may carry besides its cells; nothing of it is ever run, followed or opened.
_IGNORED = {
    "vbaproject.bin": "macros (VBA)",
    "_vba_project_cur": "macros (VBA)",
    "macros": "macros (VBA)",
    "xl/macrosheets/": "Excel 4 macro sheets",
    "xl/externallinks/": "links to other workbooks",
    "/embeddings/": "embedded files",
}


def read_workbook(path: Path, file: str | None = None, wanted: Wanted | None = None) -> Workbook:
    """Read every visible sheet of a workbook, a delimited text file, or the tables of a Word document.

    Parameters
    ----------
    path : Path
        The file.
    file : str, optional
        How the file is called in messages and lineage; its path by default.
    wanted : callable, optional
        Whether a text may begin something that is wanted; a sheet of an .xlsx without such a text is left `unread`.

    Raises
    ------
    WorkbookUnreadableError
        If the file is missing, empty, too large, locked with a password, damaged, of a kind that is not read, or holds nothing.
    """
    label = file or path.as_posix()
    content = read_bytes(path, label)
    suffix = path.suffix.lower()
    kind = kind_of(content)
    names: Iterable[str] = ()
    package = None
    if kind is Kind.PACKAGE:
        package = Package(content, label)
        sheets, names = _read_package(package, suffix, wanted), package.names
    elif kind is Kind.COMPOUND:
        sheets, names = _read_compound(content, label)
    elif kind is Kind.TEXT and suffix in TEXT_SUFFIXES:
        sheets = (read_delimited(content, label, path.stem),)
    elif kind is Kind.TEXT and suffix in SUFFIXES and _has_lines(content):
        raise misnamed(label, "plain text", ".csv")
    else:
        raise damaged(label, f"it is {foreign(content) or 'of a kind that is not known'}")
    if not any(sheet.rows or sheet.unread for sheet in sheets):
        raise WorkbookUnreadableError(
            f"{label}: no visible sheet holds anything", "ask the sender for the workbook with its content"
        )
    return Workbook(label, sheets, _ignored(names), package)


def _ignored(names: Iterable[str]) -> tuple[str, ...]:
    """Return what a container carries besides cells, in words, by the names of its parts."""
    lower = [name.lower() for name in names]
    return tuple(dict.fromkeys(what for sign, what in _IGNORED.items() if any(sign in name for name in lower)))


def _has_lines(content: bytes) -> bool:
    return any(sign in content[:4096] for sign in (b";", b",", b"\t", b"|"))


def _read_package(package: Package, suffix: str, wanted: Wanted | None) -> tuple[Sheet, ...]:
    label = package.label
    if "word/document.xml" in package:
        if suffix != ".docx":
            raise misnamed(label, "a Word document", ".docx")
        return read_document(package)
    if suffix == ".docx":
        raise misnamed(label, "no Word document", ".xlsx")
    if "xl/workbook.bin" in package:
        return _read_book(checked_xlsb(package), frozenset(), label)
    if "xl/workbook.xml" in package:
        return _read_book(*checked_xlsx(package, wanted), label)
    if "content.xml" in package:
        return _read_book(checked_ods(package), frozenset(), label)
    raise damaged(label, "it is a zip package that holds no workbook")


def _read_compound(content: bytes, label: str) -> tuple[tuple[Sheet, ...], list[str]]:
    try:
        compound = Compound(content, label)
    except WorkbookUnreadableError:
        if _ENCRYPTED in content:
            raise locked(label) from None
        raise
    names = compound.names
    if "EncryptedPackage" in names:
        raise locked(label)
    if "WordDocument" in names:
        raise WorkbookUnreadableError(
            f"{label}: it is a Word document in the old form (.doc)",
            "open it in Word, save it as .docx and put that in its place",
        )
    if not {"Workbook", "Book"} & {*names}:
        raise damaged(label, "it is a file of old Office that holds no workbook")
    return _read_book(checked_xls(compound, label), frozenset(), label), names


def _read_book(package: BytesIO, left_out: frozenset[str], label: str) -> tuple[Sheet, ...]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(package)
        package.close()
        cells, sheets = 0, []
        for data in book.sheets_metadata:
            unread = data.name in left_out
            sheets.append(Sheet(label, data.name, True, unread=True) if unread else _read_sheet(book, data, label))
            cells += sum(map(len, sheets[-1].rows))
            check_book(label, cells)
    except WorkbookUnreadableError:
        raise
    except calamine.PasswordError as error:
        raise locked(label) from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise damaged(label, error) from error
    except BaseException as error:
        # A failed assertion inside calamine arrives as an exception that is none (pyo3 derives it from BaseException).
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(label, "its content is broken") from error
    return tuple(sheets)


def _read_sheet(book: calamine.CalamineWorkbook, data: Any, label: str) -> Sheet:
    visible = data.visible == calamine.SheetVisibleEnum.Visible and data.typ == calamine.SheetTypeEnum.WorkSheet
    if not visible:
        return Sheet(label, data.name, False)
    source = book.get_sheet_by_name(data.name)
    end = source.end or (0, 0)
    check_extent(label, data.name, end[0] + 1, end[1] + 1)
    rows: list[list[Any]] = [*source.to_python(skip_empty_area=False)]
    merged = tuple((first[0], first[1], last[0], last[1]) for first, last in source.merged_cell_ranges or ())
    return Sheet(label, data.name, True, rows, merged)
