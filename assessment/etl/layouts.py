"""How the tables of a file are laid out, kept with its reading so that the next file can be compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from assessment.sheets.headings import read_heading
from assessment.sheets.reports import Report
from assessment.sheets.tables import Layout
from assessment.sheets.text import match_key
from assessment.sheets.workbook import Sheet, as_text


@dataclass(frozen=True)
class SheetReading:
    """What the reader sees in a sheet; `assessment inspect` shows it."""

    sheet: Sheet
    layout: Layout


class LayoutLine(NamedTuple):
    """A header, label or unit line of a table in a file."""

    file: str
    table: str
    kind: str
    text: str


def headers_of(report: Report) -> list[tuple[int, int, str]]:
    """Return every header of a report with the row and column where it ends: those of each block, or the one above all rows."""
    first = report.header_rows[1]
    above = [] if first in report.blocks else [(first - 1, report.header)]
    return [(row, col, text) for row, texts in (*above, *report.blocks.items()) for col, text in texts.items()]


def layout_lines(file: str, readings: Iterable[SheetReading]) -> list[LayoutLine]:
    """Return how the tables of a file are laid out, each line once."""
    lines: dict[LayoutLine, None] = {}
    for reading in readings:
        for found in reading.layout.tables:
            texts = [as_text(reading.sheet.rows[row][col]) for row in found.header_rows for col in found.columns]
            lines |= dict.fromkeys(LayoutLine(file, found.form.id, "header", text) for text in texts if text)
        for form, report in reading.layout.reports:
            headers = (read_heading(text).template for _, _, text in headers_of(report))
            lines |= dict.fromkeys(LayoutLine(file, form.id, "header", text) for text in headers)
            labels = (match_key(row.label) for row in report.rows if row.label and row.columns)
            lines |= dict.fromkeys(LayoutLine(file, form.id, "label", text) for text in labels)
            lines[LayoutLine(file, form.id, "unit", report.unit)] = None
    return list(lines)
