"""A first draft of a declaration for a workbook that nobody has declared yet, for an analyst to finish in a text editor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assessment.etl.names import Names, csv_text
from assessment.sheets.headings import read_heading
from assessment.sheets.reports import Report, read_report
from assessment.sheets.text import fold
from assessment.sheets.workbook import Sheet, address, as_text

_SHOWN_LABELS = 40


def drafted(file: str, sheets: Sequence[Sheet], names: Names | None) -> Iterator[str]:
    """Yield the lines of the draft: what each sheet holds, and the declaration it would need.

    Parameters
    ----------
    file : str
        Name of the workbook.
    sheets : sequence of Sheet
        Its visible sheets.
    names : Names or None
        Known names of units, to tell unit lines from headers.
    """
    yield f"{file}: no declaration knows this workbook or any table in it"
    for sheet in sheets:
        first = next((row for row in range(len(sheet.rows)) if sheet.filled(row)), None)
        if first is None:
            continue
        col = sheet.filled(first)[0]
        yield f"sheet {sheet.name!r}: {len(sheet.rows)} rows; begins at {address(first, col)} {as_text(sheet.rows[first][col])!r}"
        report = read_report(sheet, (first, col), len(sheet.rows), names.are_units if names else _no_unit)
        if report is not None:
            yield from _table(report)
    yield "add a folder to assessment/sources with source.toml, columns.csv, entities.csv and corrections.toml (empty);"
    yield "copy the head of source.toml from assessment/sources/statistics_office_monthly and change what it says"


def _no_unit(text: str) -> bool:
    return False


def _table(report: Report) -> Iterator[str]:
    title = fold(report.caption.split("  ")[0])
    pattern = re.sub(r"\\?\{period\\?\}.*", ".*", re.escape(read_heading(title).template).replace(r"\ ", " "))
    pattern = re.sub(r"^\d+\\?\.? ?", r"(\\d+ ?\\. ?)?", pattern)
    yield "  in source.toml:"
    yield "    [[table]]"
    yield '    id = "<name>"'
    yield f"    title_patterns = ['{pattern}']"
    yield '    layout = "report"'
    yield '    into = "<tidy table>"'
    yield '    stub = "<what the labels name: geography, commodity, sector …>"'
    yield f"  in columns.csv (units above the table: {report.unit or 'none'}):"
    for header in dict.fromkeys(read_heading(text).template for text in report.header.values()):
        keys = "ignore" if "so voi" in header or "%" in header else "measure=<measure>;unit=@1"
        yield f"    <name>,{csv_text(header)},{keys},,"
    labels = [row.label for row in report.rows if row.columns and row.label]
    yield f"  in entities.csv, {len(labels)} labels:"
    for label in dict.fromkeys(labels[:_SHOWN_LABELS]):
        yield f"    <kind>,{csv_text(label)},<key>,,,"
    if len(labels) > _SHOWN_LABELS:
        yield f"    … and {len(labels) - _SHOWN_LABELS} more"
