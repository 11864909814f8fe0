"""Forms built by code, as a workbook or a Word document: no filled form may be shipped, so every one here is made up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from openpyxl import Workbook

from assessment.etl.declarations import Source
from assessment.etl.fragments import Fragment
from assessment.etl.reading import read_file

Row = Sequence[Any]


def workbook(path: Path, rows: Sequence[Row], merged: Sequence[str] = ()) -> Path:
    """Write rows into a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def document(path: Path, lines: Sequence[str], rows: Sequence[Row]) -> Path:
    """Write lines of text and a table below them into a Word document; everything in it is text."""
    book = docx.Document()
    for line in lines:
        book.add_paragraph(line)
    width = max(map(len, rows))
    table = book.add_table(rows=len(rows), cols=width)
    for at, row in enumerate(rows):
        for col, value in enumerate(row):
            table.cell(at, col).text = "" if value is None else str(value)
    book.save(str(path))
    return path


def read(path: Path, source: Source) -> Fragment:
    """Read a file as one of a source."""
    return read_file(path, f"{source.id}/{path.name}", "", source)


def problems(fragment: Fragment) -> list[str]:
    """Return what could not be read."""
    return fragment.tables["rejects"]["problem"].tolist()


def notes(fragment: Fragment) -> list[str]:
    """Return what was noted."""
    return fragment.tables["notes"]["note"].tolist()
