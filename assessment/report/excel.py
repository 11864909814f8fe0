"""The annex workbook: a sheet a table or figure with real numbers, the trace of every printed number, and the sources."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from assessment.findings import Cell, Quantity, Text
from assessment.report.archive import settle
from assessment.report.excel_figures import FigureTable, figure_table, same_numbers
from assessment.report.excel_style import (
    BODY,
    BOLD,
    FILL,
    FRAME,
    ITALIC,
    LINE_HEIGHT,
    LINK,
    TITLE,
    line_count,
    set_up_page,
)
from assessment.report.layout import Chapter, LaidFigure, LaidSection
from assessment.report.numbers import format_date, format_partial_date, spreadsheet_format
from assessment.report.tables import ANNEX_HEADER_ROW, Grid, GridCell
from assessment.report.trace import CELL_COLUMNS, NUMBER_COLUMNS, coverage

_NO_DATE: Final = datetime(2000, 1, 1)
_WIDEST: Final = 48
_NARROWEST: Final = 9
_ROWS_A_CENTIMETRE: Final = 2
_PALE, _DEEP, _BELOW = "F7FBFF", "4A98C9", "E69F00"

# Characters a workbook cannot hold; data may bring them, texts of the package never do.
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What a spreadsheet would take for the start of a formula when someone edits the cell.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def write_excel(chapter: Chapter, trace: pd.DataFrame, path: Path) -> Path:
    """Write the annex and return its path; `trace` is what `trace.trace_chapter` returned for the chapter."""
    book = _Writer(chapter, trace).write()
    written = path.with_name(path.name + ".part")
    book.save(written)
    settle(written, path)
    return path


def put_text(cell: Any, text: str) -> None:
    """Write a text that stays a text whatever it starts with."""
    cell.value = _ILLEGAL.sub("\ufffd", text)
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


class _Writer:
    """One workbook in the making."""

    def __init__(self, chapter: Chapter, trace: pd.DataFrame) -> None:
        self._chapter = chapter
        self._trace = trace
        self._book: Any = Workbook()
        # Where the numbers of figures stand, by place and cell of the trace.
        self._points: dict[tuple[str, str], tuple[str, ...]] = {}
        self._looks: dict[str, Any] = {}

    def write(self) -> Any:
        properties = self._book.properties
        as_of = self._chapter.as_of
        properties.title, properties.creator = self._text("document.annex"), self._text("document.author")
        properties.created = _NO_DATE if as_of is None else as_of.to_pydatetime()
        self._cover(self._book.active)
        self._contents()
        for section in self._chapter.sections:
            for grid in (*section.grids, *section.annex_grids):
                self._grid(grid)
            for laid in section.figures:
                self._figure(laid)
                self._link_table(section, laid)
        self._missing()
        self._trace_sheets()
        self._documents()
        if self._chapter.mark:
            self._mark()
        return self._book

    def _mark(self) -> None:
        """Say on every sheet, on the screen and in print, what the chapter's mark says."""
        for sheet in self._book:
            put_text(sheet.cell(1, 1), f"{self._chapter.mark} – {sheet.cell(1, 1).value}")
            sheet.oddHeader.center.text = self._chapter.mark

    def _text(self, key: str, **values: Cell) -> str:
        return self._chapter.language.text(Text(f"common.{key}", values))

    def _annex_text(self, key: str, **values: Cell) -> str:
        return self._chapter.language.text(Text(f"annex.workbook.{key}", values))

    def _sheet(self, title: str, widths: Sequence[float], *, landscape: bool = True) -> Any:
        sheet = self._book.create_sheet(title)
        set_up_page(sheet, widths, landscape=landscape)
        return sheet

    def _line(self, sheet: Any, row: int, text: str, font: Font = BODY, column: int = 1) -> Any:
        cell = sheet.cell(row, column)
        put_text(cell, text)
        cell.font = font
        return cell

    def _wide_line(self, sheet: Any, row: int, text: str, font: Font, columns: int) -> None:
        """Write a text over the whole width of a table, as many lines high as it needs."""
        cell = self._line(sheet, row, text, font)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if columns > 1:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        widths = [sheet.column_dimensions[get_column_letter(index)].width for index in range(1, columns + 1)]
        sheet.row_dimensions[row].height = (18 if font is TITLE else LINE_HEIGHT) * line_count(text, math.fsum(widths))

    def _fit_height(self, sheet: Any, row: int, texts: Sequence[str]) -> None:
        """Make a row as high as its wrapped texts: a reader that opens the file does not do it by itself."""
        widths = [sheet.column_dimensions[get_column_letter(index)].width for index in range(1, len(texts) + 1)]
        lines = max(line_count(text, width) for text, width in zip(texts, widths, strict=True))
        if lines > 1:
            sheet.row_dimensions[row].height = LINE_HEIGHT * lines

    def _link(self, cell: Any, sheet_title: str, target: str = "A1") -> None:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet_title}'!{target}")
        cell.font = LINK

    def _header(self, sheet: Any, row: int, headers: Sequence[str]) -> None:
        for column, header in enumerate(headers, start=1):
            cell = self._line(sheet, row, header, BOLD, column)
            cell.fill, cell.border = FILL, FRAME
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._fit_height(sheet, row, headers)
        sheet.freeze_panes = sheet.cell(row + 1, 1)
        sheet.print_title_rows = f"{row}:{row}"

    def _cover(self, sheet: Any) -> None:
        sheet.title = self._text("annex.cover")
        set_up_page(sheet, (74,), landscape=False)
        lines = [
            (self._text("document.title"), TITLE),
            (self._text("document.annex"), TITLE),
            (self._text("document.purpose"), ITALIC),
        ]
        if self._chapter.as_of is not None:
            lines.append((self._text("document.as_of", date=format_date(self._chapter.as_of)), BODY))
        lines += [(self._text("annex.cover_note"), BODY), (self._text("conventions.marks"), BODY)]
        lines += [(self._annex_text("cover_note"), BODY), (self._text("annex.trace_note"), BODY)]
        if len(self._trace):
            share = Quantity(100 * coverage(self._trace), "percent", formula="share")
            lines.append((self._text("annex.coverage", share=share), BODY))
        for row, (text, font) in enumerate(lines, start=1):
            self._wide_line(sheet, row, text, font, 1)

    def _contents(self) -> None:
        sheet = self._sheet(self._text("annex.contents"), (14, 72, 22), landscape=False)
        self._line(sheet, 1, self._text("annex.contents"), TITLE)
        self._header(sheet, 3, [self._text(f"annex.{name}") for name in ("sheet", "title", "unit")])
        entries = [
            entry
            for section in self._chapter.sections
            for entry in (
                *(
                    (grid.label, f"{section.heading}: {grid.title}", grid.unit)
                    for grid in (*section.grids, *section.annex_grids)
                ),
                *((laid.label, f"{section.heading}: {laid.title}", self._unit(laid)) for laid in section.figures),
            )
        ]
        entries += [(self._text(f"annex.{name}"),) * 2 + ("",) for name in ("missing", "trace", "cells", "documents")]
        for row, (title, content, unit) in enumerate(entries, start=4):
            self._link(self._line(sheet, row, title), title)
            self._line(sheet, row, content, column=2).alignment = Alignment(wrap_text=True, vertical="top")
            self._line(sheet, row, unit, column=3)
            self._fit_height(sheet, row, (title, content, unit))

    def _back(self, sheet: Any) -> None:
        self._link(self._line(sheet, 2, self._text("annex.back")), self._text("annex.contents"))

    def _unit(self, laid: LaidFigure) -> str:
        """Return the units of a figure; nothing where its numbers are years or places."""
        units = dict.fromkeys(cell.unit for cell in laid.figure.data["y"] if isinstance(cell, Quantity))
        return ", ".join(self._chapter.language.header_unit(unit) for unit in units if unit).strip(", ")

    def _grid(self, grid: Grid) -> Any:
        columns = len(grid.headers)
        sheet = self._sheet(grid.label, [_width(grid, index) for index in range(columns)])
        self._line(sheet, 1, grid.caption, TITLE)
        self._back(sheet)
        unit = self._line(sheet, ANNEX_HEADER_ROW - 1, grid.unit_line, ITALIC, columns)
        unit.alignment = Alignment(horizontal="right")
        self._header(sheet, ANNEX_HEADER_ROW, grid.headers)
        for r, row in enumerate(grid.rows, start=ANNEX_HEADER_ROW + 1):
            for c, cell in enumerate(row, start=1):
                self._body_cell(sheet.cell(r, c), cell, grid.aligns[c - 1])
            self._fit_height(sheet, r, [cell.text if cell.number is None else "" for cell in row])
        below = ANNEX_HEADER_ROW + len(grid.rows) + 2
        notes = [self._text("layout.note_line", note=note) if i == 0 else note for i, note in enumerate(grid.notes)]
        for offset, text in enumerate([*notes, grid.source_line]):
            self._wide_line(sheet, below + offset, text, ITALIC, columns)
        return sheet

    def _figure(self, laid: LaidFigure) -> None:
        """Write the data of a figure as a table and, where the spreadsheet has a type for it, the chart beside it."""
        # The looks of the pictures load matplotlib, which those who only read the trace or write a text to a cell do not need.
        from assessment.report.excel_charts import native_charts

        table = figure_table(laid, self._chapter.language)
        sheet = self._grid(table.grid)
        for row, addresses in table.addresses.items():
            self._points[laid.label, self._text("trace.point_item", number=row + 1)] = addresses
        if laid.figure.draw == "heatmap":
            self._shade(sheet, table)
        anchor, row = get_column_letter(len(table.grid.headers) + 2), ANNEX_HEADER_ROW
        for chart in native_charts(table):
            sheet.add_chart(chart, f"{anchor}{row}")
            row += int(chart.height * _ROWS_A_CENTIMETRE) + 2

    def _shade(self, sheet: Any, table: FigureTable) -> None:
        """Colour the cells of a heat map as the picture does: darker for more, by row or around a middle if so drawn."""
        options = table.data.figure.options
        first, last = ANNEX_HEADER_ROW + 1, ANNEX_HEADER_ROW + len(table.grid.rows)
        rows = [(row, row) for row in range(first, last + 1)] if options.get("by_row") else [(first, last)]
        for top, bottom in rows:
            area = f"B{top}:{get_column_letter(len(table.grid.headers))}{bottom}"
            ends: dict[str, Any] = {"start_type": "min", "start_color": _PALE, "end_type": "max", "end_color": _DEEP}
            if (middle := options.get("middle")) is not None:
                ends |= {"start_color": _BELOW, "mid_type": "num", "mid_value": middle, "mid_color": "FFFFFF"}
            sheet.conditional_formatting.add(area, ColorScaleRule(**ends))

    def _link_table(self, section: LaidSection, laid: LaidFigure) -> None:
        """Lead from the table of the section that shows at least half of a figure's numbers to the figure, and back."""
        counts = {grid.label: same_numbers(grid, laid) for grid in (*section.grids, *section.annex_grids)}
        label = max(counts, key=lambda label: counts[label], default="")
        if not label or 2 * counts[label] < len(laid.figure.data):
            return
        for place, target in ((label, laid.label), (laid.label, label)):
            sheet = self._book[place]
            column = next(column for column in range(3, 20) if sheet.cell(2, column).value is None)
            link = self._line(sheet, 2, self._annex_text("to_sheet", label=target), column=column)
            self._link(link, target)

    def _dress(self, cell: Any, look: str, **styles: Any) -> None:
        """Give a cell a look by its name: openpyxl compares styles part by part, too slow for a quarter of a million cells."""
        if look not in self._looks:
            for name, style in styles.items():
                setattr(cell, name, style)
            self._looks[look] = copy(cell._style)
        cell._style = copy(self._looks[look])

    def _body_cell(self, target: Any, cell: GridCell, align: str) -> None:
        wrapped = cell.number is None
        alignment = Alignment(horizontal=align, vertical="top", wrap_text=wrapped)
        self._dress(target, f"{align}, wrapped {wrapped}", font=BODY, border=FRAME, alignment=alignment)
        if cell.number is not None and isinstance(cell.cell, Quantity):
            target.value = cell.cell.value
            parts = cell.number
            target.number_format = spreadsheet_format(parts.number, parts.prefix, parts.suffix, cell.cell.unit)
        elif isinstance(cell.cell, pd.Timestamp):
            target.value, target.number_format = cell.cell.to_pydatetime(), "dd/mm/yyyy"
        elif isinstance(cell.cell, int):
            target.value, target.number_format = int(cell.cell), "0"
        elif cell.text:
            put_text(target, cell.text)

    def _table_sheet(self, title: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
        """Write a sheet of plain rows: title, link back, header, rows."""
        texts = [[str(row[index]) for row in rows] for index in range(len(headers))]
        widths = [
            min(max([_NARROWEST, len(header), *map(len, column)]), _WIDEST) + 2
            for header, column in zip(headers, texts, strict=True)
        ]
        sheet = self._sheet(title, widths)
        self._line(sheet, 1, title, TITLE)
        self._back(sheet)
        self._header(sheet, ANNEX_HEADER_ROW, headers)
        for r, row in enumerate(rows, start=ANNEX_HEADER_ROW + 1):
            for c, value in enumerate(row, start=1):
                cell = sheet.cell(r, c)
                self._dress(cell, "plain", font=BODY)
                if isinstance(value, str):
                    put_text(cell, value)
                else:
                    cell.value = value
        last = get_column_letter(len(headers))
        sheet.auto_filter.ref = f"A{ANNEX_HEADER_ROW}:{last}{ANNEX_HEADER_ROW + len(rows)}"
        return sheet

    def _missing(self) -> None:
        language = self._chapter.language
        rows = [
            (section.heading, *(language.cell(cell) for cell in (entry.what, entry.holder, entry.use)))
            for section in self._chapter.sections
            for entry in section.section.missing
        ]
        headers = [self._text(f"missing.{name}") for name in ("section", "what", "holder", "use")]
        sheet = self._table_sheet(self._text("annex.missing"), headers, rows)
        for row in sheet.iter_rows(min_row=ANNEX_HEADER_ROW + 1):
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            self._fit_height(sheet, row[0].row, [str(cell.value or "") for cell in row])

    def _trace_sheets(self) -> None:
        """Write a row a printed number and, on the next sheet, a row a cell behind it; links lead there and back."""
        numbers = self._trace.drop_duplicates("item")
        # Numbers that rest on the same cells share their rows.
        cells = self._trace[self._trace["item"].isin(numbers.drop_duplicates("origins")["item"])]
        of_numbers = self._frame_sheet("annex.trace", numbers[list(NUMBER_COLUMNS)])
        of_cells = self._frame_sheet("annex.cells", cells[list(CELL_COLUMNS)])
        number_rows, cell_rows = _first_rows(numbers["origins"]), _first_rows(cells["origins"])
        for row, number in enumerate(numbers.to_dict("records"), start=ANNEX_HEADER_ROW + 1):
            address = number["annex_cell"].rpartition(" ")[2] or self._point(number)
            if address:
                place = self._text("layout.annex_place", sheet=number["place"], cell=address)
                cell = self._line(of_numbers, row, place, column=NUMBER_COLUMNS.index("annex_cell") + 1)
                self._link(cell, number["place"], address)
            self._link(of_numbers.cell(row, len(NUMBER_COLUMNS)), of_cells.title, f"A{cell_rows[number['origins']]}")
        for origins, row in cell_rows.items():
            self._link(of_cells.cell(row, 1), of_numbers.title, f"A{number_rows[origins]}")
        for place, row in _first_rows(numbers["place"]).items():
            if place in self._book.sheetnames:
                traced = self._line(self._book[place], 2, self._text("annex.to_trace"), column=2)
                self._link(traced, of_numbers.title, f"A{row}")

    def _point(self, number: Mapping[Any, Any]) -> str:
        """Return the cell of a figure's sheet that holds a number of the trace; nothing where it stands in no cell."""
        for address in self._points.get((number["place"], number["cell"]), ()):
            if self._book[number["place"]][address].value == number["value"]:
                return address
        return ""

    def _frame_sheet(self, title: str, frame: pd.DataFrame) -> Any:
        headers = [self._text(f"trace.{column}") for column in frame.columns]
        return self._table_sheet(self._text(title), headers, list(frame.itertuples(index=False, name=None)))

    def _documents(self) -> None:
        headers = [
            self._text("appendix.number"),
            *(self._text(f"annex.{name}") for name in ("document", "publisher", "published", "source_class")),
            self._text("appendix.url"),
        ]
        rows = []
        for source in self._chapter.sources:
            document = source.document
            kind = document.source_class
            rows.append(
                (
                    source.number,
                    source.label if kind in ("configuration", "table") else document.title or source.label,
                    document.publisher,
                    format_partial_date(document.published),
                    self._text(f"source_class.{kind}") if kind else "",
                    document.url,
                )
            )
        sheet = self._table_sheet(self._text("annex.documents"), headers, rows)
        for row in range(ANNEX_HEADER_ROW + 1, ANNEX_HEADER_ROW + 1 + len(rows)):
            cell = sheet.cell(row, len(headers))
            if str(cell.value or "").startswith(("https://", "http://")) and " " not in str(cell.value):
                cell.hyperlink, cell.font = cell.value, LINK


def _first_rows(column: pd.Series[Any]) -> Mapping[Any, int]:
    """Return the row of its sheet in which each value of a column first stands."""
    first: dict[Any, int] = {}
    for row, value in enumerate(column, start=ANNEX_HEADER_ROW + 1):
        first.setdefault(value, row)
    return first


def _width(grid: Grid, index: int) -> float:
    longest = max(len(row[index].text) for row in grid.rows)
    return float(min(max(longest, len(grid.headers[index]) * 0.6, _NARROWEST), _WIDEST) + 3)
