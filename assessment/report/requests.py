"""What the assessment still needs, as a workbook for each agency: the list of what is missing, and empty tables as they are read.

An agency that fills in an empty table sends back a workbook that goes into data/raw as it is. Tables of official forms are not drawn
anew: the agency has the form, and the list names it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from assessment.etl.declarations import SKIPPED, Source, TableRule, load_sources
from assessment.etl.report_rules import IGNORED
from assessment.findings import Name, Section, Text
from assessment.register import Entry, answering
from assessment.report.archive import settle
from assessment.report.excel import put_text
from assessment.report.excel_style import BODY, BOLD, FILL, FRAME, ITALIC, LINE_HEIGHT, TITLE, line_count, set_up_page
from assessment.report.language import Language

_WIDTHS: Final = (6, 50, 50)
_FORM_WIDTH: Final = 22


def write_requests(
    sections: Iterable[Section], register: Iterable[Entry], language: Language, folder: Path
) -> list[Path]:
    """Write a workbook for each agency that something is wanted from, and return their paths.

    Parameters
    ----------
    sections : iterable of Section
        The chapter; what each section lacks is asked of the agency it names.
    register : iterable of Entry
        The data register; what is requested or overdue is asked of its owner.
    language : Language
        Of the words; the headers of empty tables are Vietnamese, as they are read.
    folder : Path
        Where the workbooks go, one `agency.xlsx` each; made where it does not exist.
    """
    missing = _missing(sections, language)
    wanted: dict[str, list[Entry]] = {}
    for entry in register:
        if not entry.received or entry.overdue:
            wanted.setdefault(entry.owner.key, []).append(entry)
    declared = load_sources()
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder / f"{agency}.xlsx", agency, missing.get(agency, []), wanted.get(agency, []), declared, language)
        for agency in sorted(missing.keys() | wanted.keys())
    ]


def _missing(sections: Iterable[Section], language: Language) -> dict[str, list[tuple[str, str]]]:
    """Return what is missing and what for, by agency, each once."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for section in sections:
        for entry in section.missing:
            line = language.text(entry.what), language.text(entry.use)
            found.setdefault(entry.holder.key, {})[line] = None
    return {agency: list(lines) for agency, lines in found.items()}


def _write(
    path: Path,
    agency: str,
    missing: Sequence[tuple[str, str]],
    entries: Sequence[Entry],
    declared: Mapping[str, Source],
    language: Language,
) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = _text(language, "sheet")
    set_up_page(sheet, _WIDTHS, landscape=False)
    put = _Lines(sheet)
    put.line(_text(language, "title"), TITLE)
    put.line(_text(language, "agency", agency=Name("agency", agency)), BOLD)
    put.line(_text(language, "purpose"), ITALIC)
    put.table([_text(language, name) for name in ("number", "what", "use")], missing)
    lines = [(_entry(entry, language), language.cell(entry.state)) for entry in entries]
    put.table([_text(language, name) for name in ("number", "source", "state")], lines)
    names = [answering(entry.id) if not entry.received else entry.id for entry in entries]
    for rule in [rule for name in dict.fromkeys(names) if name in declared for rule in _forms(declared[name])]:
        _empty_table(book, rule, language)
    written = path.with_name(path.name + ".part")
    book.save(written)
    settle(written, path)
    return path


def _text(language: Language, name: str, **values: Any) -> str:
    return language.text(Text(f"requests.{name}", values))


def _entry(entry: Entry, language: Language) -> str:
    title, _, frequency, last, due, *_ = entry.cells
    parts = [language.cell(title), language.cell(frequency)]
    if last is not None:
        parts.append(_text(language, "last", last=last))
    if due is not None:
        parts.append(_text(language, "due", due=due))
    return "; ".join(parts)


def _forms(source: Source) -> list[TableRule]:
    """Return the tables that an agency can be asked to fill in: those known by a title and headers in words.

    The tables of the public record are none: the project itself fills them in from publications.
    """
    if source.id.startswith("public_record"):
        return []
    return [rule for rule in source.tables if rule.layout == "records" and rule.into != SKIPPED and rule.form.titles]


def _empty_table(book: Any, rule: TableRule, language: Language) -> None:
    """Add a sheet with title and headers of a table, as the reader finds them; columns that must be filled in are shaded."""
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", rule.form.titles[0])[:31])
    headers: dict[str, str] = {}
    for header, key in rule.form.headers.items():
        if key != IGNORED and not header.startswith("~"):
            headers.setdefault(key, header)
    set_up_page(sheet, [_FORM_WIDTH] * len(headers), landscape=True)
    put_text(sheet.cell(1, 1), rule.form.titles[0])
    sheet.cell(1, 1).font = TITLE
    put_text(sheet.cell(2, 1), _text(language, "shaded"))
    sheet.cell(2, 1).font = ITALIC
    for column, (key, header) in enumerate(headers.items(), start=1):
        cell = sheet.cell(4, column)
        put_text(cell, header)
        cell.font, cell.border = BOLD, FRAME
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        if key in rule.form.required:
            cell.fill = FILL
    sheet.freeze_panes = "A5"


class _Lines:
    """Lines and tables one below the other on a sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._row = 1

    def line(self, text: str, font: Font) -> None:
        cell = self._sheet.cell(self._row, 1)
        put_text(cell, text)
        cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
        self._sheet.merge_cells(start_row=self._row, start_column=1, end_row=self._row, end_column=len(_WIDTHS))
        self._fit([(text, math.fsum(_WIDTHS))])
        self._row += 1

    def _fit(self, texts: Sequence[tuple[str, float]]) -> None:
        """Make the row as high as its wrapped texts: a reader that opens the file does not do it by itself."""
        lines = max(line_count(text, width) for text, width in texts)
        self._sheet.row_dimensions[self._row].height = (LINE_HEIGHT + 2) * lines

    def table(self, headers: Sequence[str], rows: Sequence[tuple[str, str]]) -> None:
        """Write numbered rows below their headers; nothing where there are none."""
        if not rows:
            return
        self._row += 1
        for number, texts in enumerate([headers, *([str(place), *row] for place, row in enumerate(rows, start=1))]):
            for column, text in enumerate(texts, start=1):
                cell = self._sheet.cell(self._row, column)
                put_text(cell, text)
                cell.font, cell.border = (BODY, BOLD)[number == 0], FRAME
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 0:
                    cell.fill = FILL
            self._fit(list(zip(texts, _WIDTHS, strict=True)))
            self._row += 1
