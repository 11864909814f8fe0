"""One expert's sheet: two rounds of points side by side and the comparisons in pairs, with checks that answer at once.

Only cells for answers are unlocked. What the formulas need besides stands in hidden columns of the same sheet, so that it goes along
when somebody copies the sheet into another workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assessment.findings import Cell, Quantity, Text
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
from assessment.scoring.ahp import RANDOM_INDEX
from assessment.scoring.panel import ExpertSheet, largest_ratio
from assessment.scoring.panel_layout import (
    AFFILIATION,
    BETWEEN,
    CODE,
    FIRST_COLUMN,
    IDENTITY,
    LABEL_COLUMN,
    MEDIAN_COLUMN,
    NUMBER_COLUMN,
    POINTS,
    ROUND_COLUMNS,
    SCALE,
    SEATS,
    TOLERANCE,
    Block,
    Layout,
    cell_name,
)

SQUARINGS: Final = 7
"""The matrix of comparisons is squared so often: its 128th power has the principal eigenvector in every column to 1e-12."""
_ANSWER: Final = PatternFill("solid", fgColor="FFF2CC")
_GOOD: Final = PatternFill("solid", bgColor="C6EFCE")
_BAD: Final = PatternFill("solid", bgColor="FFC7CE")
_SMALL: Final = Font(name="Times New Roman", size=9, color="808080")
_OPEN: Final = Protection(locked=False)
_CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAPPED: Final = Alignment(vertical="center", wrap_text=True)
_LABEL_WIDTH: Final = 58


@dataclass(frozen=True)
class Words:
    """Words of the sheets in one language."""

    language: Language

    def say(self, key: str, **values: Cell) -> str:
        """Return a text of panel.toml."""
        return self.language.text(Text(f"panel.{key}", values))

    def pillar(self, key: str) -> str:
        """Return the name of a pillar as the chapter has it."""
        return self.language.text(Text(f"priorities.pillar.{key}"))

    def item(self, level: str, key: str) -> str:
        """Return the name of a pillar or criterion with what it means."""
        if level == BETWEEN:
            return f"{self.pillar(key)}: {self.say(f'about.pillar.{key}')}"
        return f"{self.language.text(Text(f'priorities.criterion.{key}'))}: {self.say(f'about.criterion.{key}')}"

    def affiliation(self, key: str) -> str:
        """Return a line of the list of affiliations; the reader goes by its number."""
        return f"{[*SEATS].index(key) + 1}. {self.say(f'affiliation.{key}')}"


class SheetWriter:
    """Writes one expert's sheet; with medians it is that of the second round, otherwise that of the first."""

    def __init__(self, sheet: Any, layout: Layout, words: Words) -> None:
        self._sheet = sheet
        self._layout = layout
        self._words = words

    def write(self, code: str, earlier: ExpertSheet | None, medians: Mapping[str, pd.Series] | None) -> None:
        """Write the sheet of an expert with what he or she answered before."""
        layout, sheet = self._layout, self._sheet
        set_up_page(sheet, (6, _LABEL_WIDTH, *[15] * (layout.last_column - LABEL_COLUMN)), landscape=False)
        self._head(code, earlier)
        for number, block in enumerate(layout.blocks, start=1):
            self._block(number, block, earlier, None if medians is None else medians[block.level])
        self._comparisons(len(layout.blocks) + 1, earlier)
        self._eigenvector()
        for column in range(layout.key_column, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        sheet.protection.sheet = True
        sheet.print_area = f"A1:{cell_name(layout.ratio_row + 1, layout.last_column)}"
        sheet.oddFooter.center.text = self._words.say("sheet.print_footer", code=code)

    def _put(self, row: int, column: int, value: Any, font: Font = BODY, *, framed: bool = False) -> Any:
        cell = self._sheet.cell(row, column)
        if isinstance(value, str) and not value.startswith("="):
            put_text(cell, value)
        else:
            cell.value = value
        cell.font = font
        if framed:
            cell.border, cell.alignment = FRAME, _CENTRE
        return cell

    def _wide(self, row: int, text: str, font: Font) -> None:
        self._put(row, NUMBER_COLUMN, text, font).alignment = _WRAPPED
        self._sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=self._layout.last_column)
        width = 6 + _LABEL_WIDTH + 15 * (self._layout.last_column - LABEL_COLUMN)
        self._sheet.row_dimensions[row].height = (18 if font is TITLE else LINE_HEIGHT) * line_count(text, width)

    def _head(self, code: str, earlier: ExpertSheet | None) -> None:
        say = self._words.say
        self._wide(1, say("book.title"), TITLE)
        self._wide(2, say("book.subtitle"), ITALIC)
        for (row, column), key, value, font in (
            (CODE, "code", code, BOLD),
            (AFFILIATION, "affiliation", "", BODY),
            (IDENTITY, "form", self._layout.identity, _SMALL),
        ):
            self._put(row, LABEL_COLUMN, say(f"sheet.{key}"), BODY)
            self._put(row, column, value or None, font)
            self._sheet.merge_cells(
                start_row=row, start_column=column, end_row=row, end_column=self._layout.last_column
            )
        listed = self._layout.key_column + 1
        for place, key in enumerate(SEATS, start=1):
            self._put(place, listed, self._words.affiliation(key))
        if earlier is not None and earlier.affiliation is not None:
            self._put(*AFFILIATION, self._words.affiliation(earlier.affiliation))
        row = AFFILIATION[0]
        for column in range(FIRST_COLUMN, self._layout.last_column + 1):
            cell = self._sheet.cell(row, column)
            cell.protection, cell.fill, cell.border = _OPEN, _ANSWER, FRAME
        letter = get_column_letter(listed)
        self._validate("list", f"${letter}$1:${letter}${len(SEATS)}", "affiliation").add(cell_name(*AFFILIATION))
        self._wide(6, say("sheet.note"), ITALIC)

    def _validate(self, kind: str, formula: str, key: str, upper: str | None = None) -> DataValidation:
        title = "sheet.affiliation" if key == "affiliation" else f"sheet.{key}_title"
        rule = DataValidation(
            type=kind,
            operator="between" if upper else None,
            formula1=formula,
            formula2=upper,
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=self._words.say(title),
            error=self._words.say(f"sheet.{key}_error"),
        )
        self._sheet.add_data_validation(rule)
        return rule

    def _header(self, row: int, texts: Mapping[int, str]) -> None:
        for column, text in texts.items():
            self._put(row, column, text, BOLD, framed=True).fill = FILL
        widths = {LABEL_COLUMN: _LABEL_WIDTH, NUMBER_COLUMN: 6}
        lines = max(line_count(text, widths.get(column, 15)) for column, text in texts.items())
        self._sheet.row_dimensions[row].height = LINE_HEIGHT * lines

    def _block(self, number: int, block: Block, earlier: ExpertSheet | None, medians: pd.Series | None) -> None:
        say, between = self._words.say, block.level == BETWEEN
        heading = (
            say("sheet.between", number=number)
            if between
            else say("sheet.inside", number=number, pillar=self._words.pillar(block.level))
        )
        self._wide(block.first_row - 2, heading, BOLD)
        header = {NUMBER_COLUMN: "number", LABEL_COLUMN: "pillar" if between else "criterion", MEDIAN_COLUMN: "median"}
        header |= {column: f"round_{turn}" for turn, column in ROUND_COLUMNS.items()}
        self._header(block.first_row - 1, {column: say(f"sheet.{key}") for column, key in header.items()})
        before = earlier.points.get(1, {}).get(block.level, {}) if earlier is not None else {}
        for place, (row, item) in enumerate(zip(block.rows(), block.items, strict=True), start=1):
            self._put(row, NUMBER_COLUMN, place, framed=True)
            text = self._words.item(block.level, item)
            self._put(row, LABEL_COLUMN, text, framed=True).alignment = _WRAPPED
            self._sheet.row_dimensions[row].height = LINE_HEIGHT * line_count(text, _LABEL_WIDTH)
            for column in ROUND_COLUMNS.values():
                self._put(row, column, before.get(item) if column == ROUND_COLUMNS[1] else None, framed=True)
            self._put(row, MEDIAN_COLUMN, None if medians is None else float(medians[item]), framed=True)
            self._put(row, self._layout.key_column, item, _SMALL)
        self._open(block, ROUND_COLUMNS[1 if medians is None else 2])
        self._checks(block)

    def _open(self, block: Block, column: int) -> None:
        """Unlock the points of the round that is on."""
        rule = self._validate("decimal", "0", "points", f"{POINTS:g}")
        for row in block.rows():
            cell = self._sheet.cell(row, column)
            cell.protection, cell.fill = _OPEN, _ANSWER
            rule.add(cell.coordinate)

    def _checks(self, block: Block) -> None:
        say, row = self._words.say, block.total_row
        for offset, key in enumerate(("total", "check")):
            for column in (NUMBER_COLUMN, MEDIAN_COLUMN):
                self._put(row + offset, column, None, framed=True)
            self._put(row + offset, LABEL_COLUMN, say(f"sheet.{key}"), BOLD, framed=True)
        for column in ROUND_COLUMNS.values():
            span, total = block.span(column), cell_name(row, column)
            whole = f"COUNT({span})={len(block.items)}"
            right = f"ABS({total}-{POINTS:g})<={TOLERANCE:g}"
            self._put(row, column, f'=IF(COUNT({span})=0,"",SUM({span}))', BOLD, framed=True)
            answers = [say(f"sheet.{key}") for key in ("blank", "enough", "wrong")]
            self._put(
                row + 1,
                column,
                '=IF(COUNTA({0})=0,"",IF(NOT({1}),"{3}",IF({2},"{4}","{5}")))'.format(span, whole, right, *answers),
                framed=True,
            )
            self._colour(cell_name(row + 1, column), f"AND({whole},{right})", f"COUNTA({span})>0")

    def _colour(self, where: str, good: str, answered: str) -> None:
        rules = self._sheet.conditional_formatting
        rules.add(where, FormulaRule(formula=[good], fill=_GOOD, stopIfTrue=True))
        rules.add(where, FormulaRule(formula=[answered], fill=_BAD))

    def _comparisons(self, number: int, earlier: ExpertSheet | None) -> None:
        layout, say = self._layout, self._words.say
        first = layout.comparison_row
        self._wide(first - 2, say("sheet.comparisons", number=number), BOLD)
        names = [self._words.pillar(key) for key in layout.pillars]
        header = {NUMBER_COLUMN: say("sheet.number"), LABEL_COLUMN: say("sheet.comparisons_hint")}
        self._header(first - 1, header | {FIRST_COLUMN + j: name for j, name in enumerate(names)})
        rule = self._validate("list", f'"{",".join(SCALE)}"', "scale")
        typed = {value: text for text, value in SCALE.items()}
        for i, name in enumerate(names):
            self._put(first + i, NUMBER_COLUMN, i + 1, framed=True)
            self._put(first + i, LABEL_COLUMN, name, framed=True).alignment = _WRAPPED
            for j in range(layout.size):
                upper = cell_name(first + min(i, j), FIRST_COLUMN + max(i, j))
                reciprocal = (
                    f'=IF({upper}="","",IF(LEFT({upper},2)="1/",MID({upper},3,1),IF({upper}&""="1","1","1/"&{upper})))'
                )
                given = None
                if earlier is not None and earlier.comparisons is not None:
                    given = typed[float(earlier.comparisons[i, j])] if i < j else None
                value = 1 if i == j else reciprocal if i > j else given
                cell = self._put(first + i, FIRST_COLUMN + j, value, framed=True)
                if i < j:
                    # As text, or the spreadsheet would make a date of 1/3.
                    cell.number_format, cell.protection, cell.fill = "@", _OPEN, _ANSWER
                    rule.add(cell.coordinate)
        self._ratio(say)

    def _ratio(self, say: Any) -> None:
        layout, row = self._layout, self._layout.ratio_row
        limit = largest_ratio(layout.size)
        labels = (say("sheet.ratio", limit=Quantity(limit, "", formula="configured")), say("sheet.verdict"))
        for offset, label in enumerate(labels):
            self._put(row + offset, NUMBER_COLUMN, None, framed=True)
            self._put(row + offset, LABEL_COLUMN, label, BOLD, framed=True)
        pairs = ",".join(cell_name(*pair) for pair in layout.pairs())
        ratio = cell_name(row, FIRST_COLUMN)
        index = f"MAX(0,({self._eigenvalue()}-{layout.size})/{layout.size - 1})/{RANDOM_INDEX[layout.size]:g}"
        cell = self._put(
            row,
            FIRST_COLUMN,
            f'=IF(COUNTA({pairs})<{len(layout.pairs())},"",IFERROR({index},"{say("sheet.off_scale")}"))',
            BOLD,
            framed=True,
        )
        cell.number_format = "0.000"
        words = f'IF({ratio}<={limit:g},"{say("sheet.consistent")}","{say("sheet.inconsistent")}")'
        self._put(row + 1, FIRST_COLUMN, f'=IF(ISNUMBER({ratio}),{words},"")', framed=True)
        self._colour(cell_name(row + 1, FIRST_COLUMN), f"AND(ISNUMBER({ratio}),{ratio}<={limit:g})", f'{ratio}<>""')

    def _power(self, k: int) -> int:
        """Return the first column of the matrix after k squarings."""
        return self._layout.key_column + 3 + k * (self._layout.size + 1)

    def _square(self, k: int, i: int, j: int) -> str:
        return cell_name(self._layout.comparison_row + i, self._power(k) + j)

    def _eigenvalue(self) -> str:
        """Return the cell of the principal eigenvalue."""
        return cell_name(self._layout.ratio_row, self._power(SQUARINGS + 1))

    def _eigenvector(self) -> None:
        """Write the principal eigenvector by squaring the matrix over and over, each time divided by its sum squared."""
        size, first = self._layout.size, self._layout.comparison_row
        for i in range(size):
            for j in range(size):
                upper = cell_name(first + i, FIRST_COLUMN + j)
                number = f'=IF({upper}="",1,IF(LEFT({upper},2)="1/",1/VALUE(MID({upper},3,1)),VALUE({upper})))'
                value = 1 if i == j else number if i < j else f"=1/{self._square(0, j, i)}"
                self._put(first + i, self._power(0) + j, value, _SMALL)
                for k in range(SQUARINGS):
                    terms = "+".join(f"{self._square(k, i, m)}*{self._square(k, m, j)}" for m in range(size))
                    whole = f"{self._square(k, 0, 0)}:{self._square(k, size - 1, size - 1)}"
                    self._put(first + i, self._power(k + 1) + j, f"=({terms})/SUM({whole})^2", _SMALL)
            row = f"{self._square(SQUARINGS, i, 0)}:{self._square(SQUARINGS, i, size - 1)}"
            whole = f"{self._square(SQUARINGS, 0, 0)}:{self._square(SQUARINGS, size - 1, size - 1)}"
            self._put(first + i, self._power(SQUARINGS + 1), f"=SUM({row})/SUM({whole})", _SMALL)
        columns = [
            f"SUM({self._square(0, 0, j)}:{self._square(0, size - 1, j)})*{self._square(SQUARINGS + 1, j, 0)}"
            for j in range(size)
        ]
        self._put(self._layout.ratio_row, self._power(SQUARINGS + 1), f"={'+'.join(columns)}", _SMALL)
