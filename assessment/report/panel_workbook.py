"""The workbook of a panel: instructions, a sheet an expert, and a summary for the coordinator.

A path that ends in .xlsx is one workbook with every sheet; any other is a folder with a workbook an expert, who then sees no sheet but
the own one. Nothing that exists is replaced: it may hold answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from assessment.report.archive import settle
from assessment.report.excel import put_text
from assessment.report.excel_style import (
    BODY,
    BOLD,
    FILL,
    FRAME,
    ITALIC,
    LINE_HEIGHT,
    TITLE,
    line_count,
    set_up_page,
)
from assessment.report.language import Language
from assessment.report.panel_sheet import SheetWriter, Words
from assessment.scoring.panel import ExpertSheet, Panel
from assessment.scoring.panel_layout import (
    AFFILIATION,
    FIRST_COLUMN,
    ROUND_COLUMNS,
    Layout,
    PanelError,
    cell_name,
)
from assessment.synthetic import KEYWORD, MARK

MOST_EXPERTS: Final = 99
_CREATED: Final = datetime(2000, 1, 1)
_COVER_WIDTHS: Final = (16, 74)
_SUMMARY_WIDTHS: Final = (12, 56, 15, 15, 15, 15)
_SCALE: Final = (
    ("1", "scale_1"),
    ("3", "scale_3"),
    ("5", "scale_5"),
    ("7", "scale_7"),
    ("9", "scale_9"),
    ("scale_even", "scale_between"),
    ("scale_parts", "scale_reciprocal"),
)


def write_template(path: Path, layout: Layout, language: Language, experts: int) -> tuple[Path, ...]:
    """Write the empty sheets of the first round and return the workbooks; experts are called CG01, CG02 and so on.

    Raises
    ------
    PanelError
        If the number of experts is not 2 to 99, or a workbook exists.
    """
    if not 2 <= experts <= MOST_EXPERTS:
        raise PanelError(f"{experts} experts: expected 2 to {MOST_EXPERTS}")
    codes = [f"CG{number:02d}" for number in range(1, experts + 1)]
    return _write(path, _Book(layout, language, dict.fromkeys(codes), None, synthetic=False))


def write_second_round(path: Path, panel: Panel, language: Language) -> tuple[Path, ...]:
    """Write the sheets of the second round and return the workbooks: own answers of the first round, locked, and the medians of all.

    Raises
    ------
    PanelError
        If fewer than two sheets of the first round are complete, or a workbook exists.
    """
    complete = [sheet for sheet in panel.sheets if 1 in sheet.points]
    if len(complete) < 2:
        raise PanelError(f"{len(complete)} complete sheets in round 1: medians of the panel need at least two")
    earlier = {sheet.code: sheet for sheet in panel.sheets}
    return _write(path, _Book(panel.layout, language, earlier, panel.medians(), synthetic=panel.synthetic))


def _write(path: Path, book: _Book) -> tuple[Path, ...]:
    whole = path.suffix.lower() == ".xlsx"
    groups = {path: book.codes} if whole else {path / f"{code}.xlsx": [code] for code in book.codes}
    existing = [str(target) for target in groups if target.exists()]
    if existing or (not whole and path.is_file()):
        raise PanelError(f"{', '.join(existing) or path}: exists and may hold answers; name another one")
    for target, codes in groups.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        book.write(codes, summary=whole).save(part)
        settle(part, target)
    return tuple(groups)


class _Book:
    """The workbooks of one round."""

    def __init__(
        self,
        layout: Layout,
        language: Language,
        earlier: Mapping[str, ExpertSheet | None],
        medians: Mapping[str, pd.Series] | None,
        *,
        synthetic: bool,
    ) -> None:
        self._layout = layout
        self._words = Words(language)
        self._earlier = earlier
        self._medians = medians
        self._synthetic = synthetic
        self.codes = list(earlier)

    def write(self, codes: Sequence[str], *, summary: bool) -> Any:
        """Return a workbook with the sheets of some experts."""
        book: Any = Workbook()
        properties, say = book.properties, self._words.say
        properties.title, properties.creator, properties.created = say("book.title"), say("book.subtitle"), _CREATED
        self._cover(book.active)
        for code in codes:
            SheetWriter(book.create_sheet(code), self._layout, self._words).write(
                code, self._earlier[code], self._medians
            )
        if summary:
            self._summary(book.create_sheet(say("book.summary")), codes)
        if self._synthetic:
            properties.keywords = KEYWORD
            for sheet in book:
                sheet.oddHeader.center.text = MARK
        # Formulas have no stored results yet: the program that opens the workbook computes them.
        book.calculation.fullCalcOnLoad = True
        return book

    def _line(self, sheet: Any, row: int, text: str, font: Font, widths: Sequence[float]) -> None:
        cell = sheet.cell(row, 1)
        put_text(cell, text)
        cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
        height = 18 if font is TITLE else LINE_HEIGHT
        sheet.row_dimensions[row].height = height * line_count(text, math.fsum(widths))

    def _row(self, sheet: Any, row: int, values: Sequence[Any], *, header: bool = False) -> None:
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            if isinstance(value, str) and not value.startswith("="):
                put_text(cell, value)
            else:
                cell.value = value
            cell.font, cell.border = BOLD if header else BODY, FRAME
            cell.alignment = Alignment(horizontal="center" if header else None, vertical="center", wrap_text=True)
            if header:
                cell.fill = FILL

    def _cover(self, sheet: Any) -> None:
        say = self._words.say
        sheet.title = say("book.cover")
        set_up_page(sheet, _COVER_WIDTHS, landscape=False)
        lines = [("book.title", TITLE), ("book.subtitle", ITALIC), ("cover.purpose", BODY), ("cover.rules", BOLD)]
        lines += [(f"cover.rule_{number}", BODY) for number in range(1, 7)]
        for row, (key, font) in enumerate([*lines, ("cover.scale", BOLD)], start=1):
            self._line(sheet, row, say(key), font, _COVER_WIDTHS)
        first = len(lines) + 2
        self._row(sheet, first, [say("cover.scale_value"), say("cover.scale_meaning")], header=True)
        for row, (value, meaning) in enumerate(_SCALE, start=first + 1):
            self._row(
                sheet, row, [say(f"cover.{value}") if value.startswith("scale") else value, say(f"cover.{meaning}")]
            )
        below = first + len(_SCALE) + 2
        self._line(sheet, below, say("cover.coordinator"), BOLD, _COVER_WIDTHS)
        for number in range(1, 4):
            self._line(sheet, below + number, say(f"cover.coordinator_{number}"), BODY, _COVER_WIDTHS)
        sheet.protection.sheet = True

    def _summary(self, sheet: Any, codes: Sequence[str]) -> None:
        say = self._words.say
        set_up_page(sheet, _SUMMARY_WIDTHS, landscape=True)
        self._line(sheet, 1, say("book.summary"), TITLE, _SUMMARY_WIDTHS)
        self._line(sheet, 2, say("summary.note"), ITALIC, _SUMMARY_WIDTHS)
        self._line(sheet, 4, say("summary.experts"), BOLD, _SUMMARY_WIDTHS)
        heads = ("code", "affiliation", "round_1", "round_2", "ratio")
        self._row(sheet, 5, [say(f"summary.{key}") for key in heads], header=True)
        for row, code in enumerate(codes, start=6):
            self._row(sheet, row, self._state(code))
            sheet.cell(row, len(heads)).number_format = "0.000"
        row = 7 + len(codes)
        self._line(sheet, row, say("summary.points"), BOLD, _SUMMARY_WIDTHS)
        heads = ("item", "mean_1", "deviation_1", "mean_2", "deviation_2")
        self._row(sheet, row + 1, [say("sheet.number"), *(say(f"summary.{key}") for key in heads)], header=True)
        self._points(sheet, row + 2, codes)
        sheet.protection.sheet = True

    def _state(self, code: str) -> list[str]:
        """Return the line of an expert: code, affiliation, whether each round is complete, consistency ratio."""
        say, layout = self._words.say, self._layout
        affiliation = f"'{code}'!{cell_name(*AFFILIATION)}"
        rounds = []
        for column in ROUND_COLUMNS.values():
            checks = (f"'{code}'!{cell_name(block.total_row + 1, column)}" for block in layout.blocks)
            whole = ",".join(f'{check}="{say("sheet.enough")}"' for check in checks)
            rounds.append(f'=IF(AND({whole}),"{say("summary.complete")}","{say("summary.incomplete")}")')
        ratio = f"'{code}'!{cell_name(layout.ratio_row, FIRST_COLUMN)}"
        return [code, f'=IF({affiliation}="","",{affiliation})', *rounds, f"={ratio}"]

    def _points(self, sheet: Any, row: int, codes: Sequence[str]) -> None:
        """Write mean and standard deviation of every item in both rounds."""
        for block in self._layout.blocks:
            for place, (own, item) in enumerate(zip(block.rows(), block.items, strict=True), start=1):
                values: list[Any] = [place, self._words.item(block.level, item).partition(":")[0]]
                for column in ROUND_COLUMNS.values():
                    cells = ",".join(f"'{code}'!{cell_name(own, column)}" for code in codes)
                    values.append(f'=IF(COUNT({cells})=0,"",AVERAGE({cells}))')
                    values.append(f'=IF(COUNT({cells})<2,"",STDEV({cells}))')
                self._row(sheet, row, values)
                sheet.cell(row, 1).alignment = Alignment(horizontal="center")
                for column in range(FIRST_COLUMN, len(values) + 1):
                    sheet.cell(row, column).number_format = "0.0"
                row += 1
            row += 1
