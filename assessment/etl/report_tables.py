"""From a report table to observations: every value column under a declared header, in every row with a declared label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from assessment.etl.declarations import Source, TableRule
from assessment.etl.documents import Documents
from assessment.etl.lineage import Origin
from assessment.etl.names import kind_of
from assessment.etl.observations import Observation
from assessment.etl.problems import RowRefusedError, Sink
from assessment.etl.repeats import agreed
from assessment.etl.report_columns import Column, ReportColumns, Unit, declared_unit, printed_unit
from assessment.etl.report_groups import BY_GROUP, BY_LABEL, Groups, bracketed, own_keys
from assessment.etl.report_rules import FOOTNOTE, IGNORED, ReportRule
from assessment.etl.schema import TABLES
from assessment.sheets.headings import closing_day, read_caption, read_heading
from assessment.sheets.numbers import Locale, Missing, Refusal, evident_locale, parse_number
from assessment.sheets.reports import Report, ReportRow
from assessment.sheets.text import fold
from assessment.sheets.units import unit_parts
from assessment.sheets.workbook import CellError, Sheet, as_text, is_blank

_GOES_ON = re.compile(r"\(tiep (?:theo|bieu)\)")


class ReportReader:
    """Reads one report into observations; what it cannot read goes to the sink.

    `before` is the reader of the table above it in the sheet, which it may be the next page of.
    """

    def __init__(
        self,
        source: Source,
        rule: TableRule,
        sheet: Sheet,
        report: Report,
        documents: Documents,
        sink: Sink,
        before: ReportReader | None = None,
    ) -> None:
        assert rule.report is not None
        self.source, self.rule, self.sheet, self.report = source, rule, sheet, report
        self.documents, self.sink = documents, sink
        self.meaning: ReportRule = rule.report
        self.spec = TABLES[rule.into]
        self.caption = read_caption(report.caption)
        if not self.caption.periods and PurePath(sheet.file).stem == sheet.name:
            # A text file without a title carries it as its name.
            self.caption = read_heading(sheet.name)
        # A table that goes on over the page goes on in the block it broke off in.
        goes_on = before is not None and before.rule.id == rule.id and _GOES_ON.search(fold(report.caption))
        self.groups: Groups = before.groups if before is not None and goes_on else Groups(self.meaning.groups)
        self.day: date | None = None
        self.locale = self._locale()

    def read(self) -> Iterator[Observation]:
        """Yield the observations of the table in the order of its cells."""
        if not self._label_agrees():
            return
        blocks = self.report.blocks
        columns = {} if self.report.header_rows[1] in blocks else self._columns(self.report)
        if not columns and not blocks:
            return
        self._report_scratch()
        for position, row in enumerate(self.report.rows):
            self.groups.enter(row.label)
            if row.row in blocks:
                columns = self._block(row, blocks[row.row])
                continue
            cols = [col for col in row.columns if col in columns]
            if not cols:
                continue
            try:
                row, unit = self._label_unit(row)
                row, self.behind_label = self._behind_label(row)
                stub, mark = (IGNORED, "") if self.stub == IGNORED else self._key(position, row)
            except RowRefusedError as refused:
                self.sink.reject(self.sheet.name, row.row, row.col, row.label, refused.problem, refused.remedy)
                continue
            if stub == IGNORED:
                told = f"row {row.label!r} of table {self.rule.id!r} is left out on purpose"
                self.sink.note(self.sheet.name, row.row, row.col, told)
            else:
                cells = self._cells(row, stub, mark, unit, {col: columns[col] for col in cols})
                yield from agreed(cells, self.sheet.name, self.sink)

    def _block(self, row: ReportRow, header: Mapping[int, str]) -> dict[int, Column]:
        """Return the columns below a row that heads a block; none where numbers stand in it."""
        numbers = [col for col in row.columns if isinstance(self.sheet.rows[row.row][col], float)]
        if not numbers:
            return self._columns(replace(self.report, header=dict(header), header_rows=(row.row, row.row + 1)))
        problem = f"numbers stand beside {row.label!r}, which heads a block: those of the block may have moved"
        raw = as_text(self.sheet.rows[row.row][numbers[0]])
        self.sink.reject(self.sheet.name, row.row, numbers[0], raw, problem, "put the numbers back to their rows")
        return {}

    def _columns(self, report: Report) -> dict[int, Column]:
        columns = ReportColumns(
            self.source, self.rule, self.sheet, report, self.caption, self.documents, self.sink
        ).read()
        ends = (column.base["period_end"] for column in columns.values() if column.base["period_end"])
        self.day = max(ends, default=None)
        return columns

    def _label_agrees(self) -> bool:
        """Refuse a table whose title and label header name different things ("theo đối tác" over "Địa phương")."""
        labels = self.rule.form.labels
        if not labels or not self.report.label or fold(self.report.label) in set(map(fold, labels)):
            return True
        others = {fold(label) for form in self.source.forms for label in form.labels}
        if fold(self.report.label) not in others:
            told = f"the labels of table {self.rule.id!r} stand under {self.report.label!r}, which is no declared header for them"
            self.sink.note(self.sheet.name, *self.report.title, told)
            return True
        problem = (
            f"table {self.rule.id!r}: its labels stand under {self.report.label!r}; expected {' or '.join(labels)}"
        )
        remedy = f"ask the sender which is right, or add it to stub_headers in assessment/sources/{self.source.id}/source.toml"
        self.sink.reject(self.sheet.name, *self.report.title, self.report.caption, problem, remedy)
        return False

    @property
    def stub(self) -> str:
        """The key that labels name here: that of the table, or of the block."""
        return self.groups.stub or self.meaning.stub

    def _report_scratch(self) -> None:
        for col in self.report.unheaded:
            row = next(row.row for row in self.report.rows if col in row.columns)
            self.sink.note(
                self.sheet.name, row, col, f"values beside table {self.rule.id!r} under no header were not read"
            )

    # ------------------------------------------------------------------- rows

    def _key(self, position: int, row: ReportRow) -> tuple[str, str]:
        """Return the key of a label and its footnote mark; a label that hangs on another one ("of which …") has its mark too."""
        if not row.label:
            raise RowRefusedError(
                self.stub,
                "",
                "numbers stand in a row without a label",
                "write the label into the row, or clear it",
            )
        names, kind = self.source.names, kind_of(self.rule.into, self.stub)
        for above in reversed(row.above) if names.is_nested(kind, row.label) else ():
            found = names.below(kind, above, row.label)
            if found is not None:
                return found, row.mark or self._mark_above(position, above)
            if not names.is_nested(kind, above):
                # It hangs on the nearest label that does not hang on another one itself.
                break
        label = row.label
        if position and not self.report.rows[position - 1].columns and not names.knows(kind, label):
            # A long label runs over two rows, with its numbers in the second.
            joined = f"{self.report.rows[position - 1].label} {label}"
            label = joined if names.knows(kind, joined) else label
        key = names.key(kind, label)
        if isinstance(key, Refusal):
            # The label may have had another meaning at another time.
            key = names.key(kind, label, self.day)
        if isinstance(key, Refusal):
            raise RowRefusedError(self.stub, row.label, key.reason, names.remedy(kind, row.label))
        return key, row.mark

    def _mark_above(self, position: int, label: str) -> str:
        return next((row.mark for row in reversed(self.report.rows[:position]) if row.label == label), "")

    def _label_unit(self, row: ReportRow) -> tuple[ReportRow, Unit | None]:
        """Return a row without the unit in brackets behind its label, and that unit, where the table prints units there."""
        label, word = bracketed(row.label) if self.meaning.label_units else (row.label, "")
        if not word:
            return row, None
        unit = printed_unit(self.source.names, word)
        if unit.name not in self.meaning.label_units:
            problem = f"no measure is declared for {unit.name!r}"
            remedy = f"add it to label_units in assessment/sources/{self.source.id}/source.toml"
            raise RowRefusedError("unit", row.label, problem, remedy)
        return replace(row, label=label), unit

    def _behind_label(self, row: ReportRow) -> tuple[ReportRow, str]:
        """Return a row without the unit behind its label, and that unit, where a measure has its unit there."""
        label, word = bracketed(row.label) if BY_LABEL in self.rule.units.values() else (row.label, "")
        if word and self.source.names.knows("unit_word", word):
            return replace(row, label=label), word
        return row, ""

    def _locale(self) -> Locale | None:
        """Return how numbers are written as text: as declared, or as the texts of this table show where that is declared."""
        if not self.source.evident:
            return self.source.locale
        found = evident_locale(
            as_text(self.sheet.rows[row.row][col]) for row in self.report.rows for col in row.columns
        )
        if found is None:
            return None
        told = f"the numbers of table {self.rule.id!r} are written in the way of {found[0]!r}: {found[1]!r} can be read in no other"
        self.sink.note(self.sheet.name, *self.report.title, told)
        return found[0]

    def _cells(
        self, row: ReportRow, stub: str, mark: str, printed: Unit | None, columns: Mapping[int, Column]
    ) -> list[Observation]:
        found: list[Observation] = []
        closing = closing_day(self.report.notes[mark]) if mark in self.report.notes else None
        try:
            own = own_keys(self.groups, self.meaning.row_keys.get(stub, {}), self.source.names, self.rule.into)
        except RowRefusedError as refused:
            self.sink.reject(self.sheet.name, row.row, row.col, row.label, refused.problem, refused.remedy)
            return found
        own = {self.stub: stub, **own}
        stock = own.get("frequency") == "stock"
        cells = self.sheet.rows[row.row]
        for col, column in columns.items():
            value = cells[col]
            try:
                number = value if isinstance(value, float) else self._number(value)
                if number is None:
                    continue
                unit = printed or self._unit_of(row, mark, stub, column)
            except RowRefusedError as refused:
                self.sink.reject(self.sheet.name, row.row, col, as_text(value), refused.problem, refused.remedy)
                continue
            figure = column.base | own
            figure["value"], figure["unit"] = unit.of(number), unit.name
            if stock:
                figure["period_start"] = figure["period_end"]
            if printed:
                figure["measure"] = self.meaning.label_units[unit.name]
            if closing and figure["period_end"]:
                figure["period_end"] = figure["period_end"].replace(day=closing)
            origin = self._origin(row.row, col, unit)
            found.append(Observation(self.spec.name, figure, [origin], number, unit.factor))
        return found

    def _origin(self, row: int, col: int, unit: Unit) -> Origin:
        corrected = self.sink.corrected and self.sink.corrected.get((self.sheet.name, row, col))
        raw, correction = corrected or (as_text(self.sheet.rows[row][col]), "")
        return Origin("value", row, col, raw, unit.rule, correction)

    def _number(self, value: object) -> float | None:
        if is_blank(value):
            return None
        number = parse_number(str(value) if isinstance(value, CellError) else value, self.locale)
        if isinstance(number, Refusal):
            remedy = "correct the cell in the source, or declare a correction for it"
            raise RowRefusedError("value", as_text(value), number.reason, remedy)
        if isinstance(number, Missing):
            self.sink.missing += 1
            return None
        return number

    def _unit_of(self, row: ReportRow, mark: str, stub: str, column: Column) -> Unit:
        """Return the unit of a cell: as the footnote of its label says, as declared for its row, or that of its column."""
        if column.unit is None and self.report.unit_column is not None:
            return printed_unit(self.source.names, as_text(self.sheet.rows[row.row][self.report.unit_column]))
        declared = self.meaning.row_units.get(column.measure, {}).get(stub)
        note = self.report.notes.get(mark, "") if mark and column.unit_place else ""
        parts = unit_parts(note) if note else ()
        if 0 < column.unit_place <= len(parts) and self.source.names.are_units(note):
            return printed_unit(self.source.names, parts[column.unit_place - 1])
        if self.meaning.stub == "measure" and not declared:
            declared = self.rule.units.get(stub)
        elif column.unit is None and not declared:
            declared = BY_GROUP
        if declared in (BY_GROUP, BY_LABEL):
            word, fixed = self.groups.unit(stub) if declared == BY_GROUP else (self.behind_label, "")
            return declared_unit(fixed) if fixed else printed_unit(self.source.names, word)
        if declared == FOOTNOTE:
            problem = f"the unit of {stub!r} is in a footnote, and the table has none for it"
            raise RowRefusedError("unit", note, problem, "add the footnote that names the units of the row")
        if declared:
            return declared_unit(declared)
        if self.meaning.label_units:
            problem = "the label does not say the unit of its figures"
            raise RowRefusedError(
                "unit", row.label, problem, "write the unit behind the label, or declare it in row_units"
            )
        if column.unit is None:
            problem = f"no unit is declared for {stub!r}"
            raise RowRefusedError("unit", row.label, problem, "declare it in [table.units]")
        return column.unit
