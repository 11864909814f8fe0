"""Figures that may not be what their place says: moved rows, moved headers, labels beside other figures, second listings.

A workbook edited by hand goes wrong in a few ways: a cell inserted in one row, a header pasted one column off, a row listed twice.
The cells then still read well, one by one; only together they show that something moved. What is in doubt is refused, never read.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from assessment.etl.declarations import TableRule
from assessment.etl.names import Names, kind_of
from assessment.etl.observations import Identity, Observation
from assessment.etl.period_order import periods_apart
from assessment.etl.problems import Sink
from assessment.etl.report_rules import IGNORED, measured
from assessment.etl.schema import TABLES
from assessment.sheets.headings import read_heading
from assessment.sheets.reports import Report, ReportRow
from assessment.sheets.tables import FoundTable
from assessment.sheets.text import fold
from assessment.sheets.workbook import Sheet, is_blank

# A column without a header that is filled in fewer rows than this is no column, but where cells of a row moved to.
_COLUMN_SHARE = 0.5
# Fewer figures than these beside a table are somebody's scratch work.
_FEW = 3
# Figures listed twice may be rounded to the last dollar.
_ROUNDED = 1e-6
# What is so in this share of the rows is how the table is made; a row that differs is the exception.
_RULE_SHARE = 0.8
_LETTERS = re.compile(r"[a-z]{2,}")
_MONEY = ("usd", "vnd", "eur", "cny", "jpy")


@dataclass(frozen=True, slots=True)
class _Head:
    """What a declared header says: its measure ("" where the column is left out) and the periods and status of its group."""

    measure: str
    group: tuple[Any, ...]


def trusted_rows(sheet: Sheet, found: FoundTable, observations: Sequence[Observation], sink: Sink) -> list[Observation]:
    """Return the observations of a table of records or a matrix that are beyond doubt; the others go to the sink."""
    stray = {
        row
        for row in range(found.start, found.end)
        if any(not is_blank(sheet.rows[row][col]) for col in found.unheaded)
    }
    told = "a value of the row stands under no header: its cells may have moved"
    kept = _without(observations, dict.fromkeys(stray, told), sheet.name, sink)
    return _whole(settled(kept, sheet.name, sink), sheet.name, sink)


def settled(observations: Sequence[Observation], sheet: str, sink: Sink) -> list[Observation]:
    """Return observations without those listed twice with different values; of two equal ones both, for the note that says so.

    Parameters
    ----------
    observations : sequence of Observation
        Of one table.
    sheet : str
        Its sheet, for the rejects.
    sink : Sink
        Takes a reject for every figure that is listed with different values.
    """
    if len({one.identity for one in observations}) == len(observations):
        return list(observations)
    listed: dict[Identity, list[Observation]] = {}
    for one in observations:
        listed.setdefault(one.identity, []).append(one)
    bad = {identity: same for identity, same in listed.items() if any(not _alike(same[0], other) for other in same[1:])}
    for same in bad.values():
        shown = " and ".join(f"{one.origins[0].cell} {one.origins[0].raw}" for one in same)
        for one in same:
            problem = f"the same figure is listed with other values: {shown}; none is taken"
            remedy = "ask the sender which is right, or tell the rows apart by a key, status or precision"
            sink.reject(sheet, one.origins[0].row, one.origins[0].col, one.origins[0].raw, problem, remedy)
    return [one for one in observations if one.identity not in bad]


def _alike(one: Observation, other: Observation) -> bool:
    """Return whether two listings of a row have the same numbers; where only one has a number they differ."""
    pairs = [
        (one.row.get(column.name), other.row.get(column.name))
        for column in TABLES[one.table].values
        if column.kind == "number"
    ]
    return all(a is b if a is None or b is None else math.isclose(a, b, rel_tol=_ROUNDED) for a, b in pairs)


def trusted_report(
    sheet: Sheet, report: Report, rule: TableRule, names: Names, observations: Sequence[Observation], sink: Sink
) -> list[Observation]:
    """Return the observations of a report that are beyond doubt; the others go to the sink."""
    look = _Look(sheet, report, rule, names)
    problem = look.table_problem(observations)
    if problem:
        remedy = "look at the sheet: put headers, labels and figures back to their places, or ask the sender"
        sink.reject(sheet.name, *report.title, report.caption, f"table {rule.id!r}: {problem}", remedy)
        sink.failed = True
        return []
    if not observations and not sink.rejects and any(row.columns for row in report.rows):
        problem = f"table {rule.id!r}: no figure stands under a declared header"
        sink.reject(sheet.name, *report.title, report.caption, problem, "correct the headers, or declare them")
    look.report_outside(sink)
    kept = _without(observations, look.row_problems(observations), sheet.name, sink)
    return _whole(settled(kept, sheet.name, sink), sheet.name, sink)


def _whole(observations: Iterable[Observation], sheet: str, sink: Sink) -> list[Observation]:
    """Return the observations without fractions of things that are counted: "1.234" projects are 1234, or a mistake."""
    kept: list[Observation] = []
    for observation in observations:
        if observation.counted and observation.printed is not None and not observation.printed.is_integer():
            origin = observation.origins[0]
            problem = f"{observation.row['unit']} are counted: expected a whole number"
            sink.reject(sheet, origin.row, origin.col, origin.raw, problem, "correct the cell, or ask the sender")
        else:
            kept.append(observation)
    return kept


def _without(
    observations: Sequence[Observation], problems: Mapping[int, str], sheet: str, sink: Sink
) -> list[Observation]:
    """Return the observations outside the rows in doubt; each such row is rejected."""
    for row, problem in problems.items():
        sink.reject(sheet, row, 0, "", problem, "put the cells of the row back to their columns")
    return [observation for observation in observations if observation.origins[0].row not in problems]


class _Look:
    """A report seen as a whole."""

    def __init__(self, sheet: Sheet, report: Report, rule: TableRule, names: Names) -> None:
        assert rule.report is not None
        self.sheet, self.report, self.rule, self.names = sheet, report, rule, names
        self.kind = kind_of(rule.into, rule.report.stub)
        self.noted = rule.report.beside == "note"
        self.heads = {
            col: _Head(measured(meaning), (heading.periods, (meaning or {}).get("status", "")))
            for col, text in {**report.header, **report.bare}.items()
            for heading in [read_heading(text)]
            if rule.report.knows(heading.template) and col < len(sheet.rows[0])
            for meaning in [rule.report.meaning(heading.template)]
        }
        # The columns of each row that hold a number other than the zero of a formula in a blank column.
        self.numbers = {row.row: self._numbers(row) for row in report.rows}
        self.figures = [row for row in report.rows if self.numbers[row.row]]
        self.counts = Counter(chain.from_iterable(self.numbers.values()))
        self.stray = [col for col in (*report.unheaded, *report.header) if col not in self.heads]

    def _numbers(self, row: ReportRow) -> set[int]:
        cells = self.sheet.rows[row.row]
        return {col for col in row.columns if isinstance(cells[col], float) and cells[col] != 0}

    def _share(self, col: int) -> float:
        return self.counts[col] / max(1, len(self.figures))

    # ------------------------------------------------------------------ table

    def table_problem(self, observations: Sequence[Observation]) -> str:
        """Return why nothing of the table can be trusted, or "" where it can."""
        checks: tuple[Callable[[], str], ...] = (
            self._moved_header,
            self._moved_rows,
            self._order,
            lambda: _wrong_units(observations),
            lambda: periods_apart(observations),
        )
        return next((problem for check in checks if (problem := check())), "")

    def _moved_header(self) -> str:
        """Look for headers over empty columns beside figures under no known header: one of both moved."""
        inside = range(min(self.heads, default=0) - 1, max(self.heads, default=0) + 2)
        lone = [col for col in self.stray if col in inside and (self.counts[col] >= _FEW or self._is_dated(col))]
        bare = set(self.report.bare) if any(map(self._is_dated, lone)) else set(self.report.bare) & set(self.heads)
        if lone and bare:
            return "some headers stand over no figures, and some figures under no known header"
        return ""

    def _is_dated(self, col: int) -> bool:
        """Return whether a column without a known header has figures below a period."""
        return bool(read_heading(self.report.header.get(col, "")).periods) and self.counts[col] > 0

    def _moved_rows(self) -> str:
        """Look for figures without a label and a known label without figures: the figures moved down or up."""
        nameless = [row for row in self.figures if not row.label]
        if not nameless:
            return ""
        bare = [row for row in self.report.rows if row.label and not row.columns and self._known(row.label)]
        if bare:
            return f"row {nameless[0].row + 1} has figures and no label, {bare[0].label!r} is a label without figures"
        return ""

    def _known(self, label: str) -> bool:
        return self.names.known(self.kind, label) not in (None, IGNORED)

    def _order(self) -> str:
        """Compare the columns of the periods: all hold the same measures in the same order."""
        orders = {tuple(self.heads[col].measure for col in cols) for cols in self._groups().values()}
        if len(orders) > 1:
            shown = " and ".join(", ".join(order) for order in sorted(orders))
            return f"the columns of its periods differ: {shown}"
        return ""

    def _groups(self) -> dict[tuple[Any, ...], list[int]]:
        """Return the columns with a measure, from left to right, by the period and status they belong to."""
        groups: dict[tuple[Any, ...], list[int]] = {}
        for col in sorted(self.heads):
            if self.heads[col].measure:
                groups.setdefault(self.heads[col].group, []).append(col)
        return groups

    # ------------------------------------------------------------------- rows

    def row_problems(self, observations: Iterable[Observation]) -> dict[int, str]:
        """Return why the figures of a row cannot be trusted, by row."""
        rare = [col for col in self.stray if self._share(col) < _COLUMN_SHARE]
        problems: dict[int, str] = {}
        keys = {o.origins[0].row: o.row.get(self.rule.report.stub) for o in observations if self.rule.report}
        alone = self._alone()
        for row in self.figures:
            if rare and self._shifted(row, rare):
                problems[row.row] = (
                    "a number stands under no header and one is missing beside it: cells of the row moved"
                )
            elif row.row in alone:
                problems[row.row] = alone[row.row]
            elif self._hangs_on_nothing(row, keys.get(row.row)):
                problems[row.row] = f"{row.label!r} hangs on a label above it that is missing or not known"
        return problems

    def _shifted(self, row: ReportRow, rare: Sequence[int]) -> bool:
        hits = [col for col in rare if col in self.numbers[row.row] and {col - 1, col + 1} & self.heads.keys()]
        blank = [col for hit in hits for col in self._beside(hit) if is_blank(self.sheet.rows[row.row][col])]
        return bool(blank) and (len(hits) > 1 or any(not self._always_blank(row, col) for col in blank))

    def _beside(self, col: int) -> list[int]:
        """Return the columns with a meaning that join on to a column without a header, left and right."""
        found: list[int] = []
        for step in (-1, 1):
            at = col + step
            while at in self.heads:
                found += [at] if self.heads[at].measure else []
                at += step
        return found

    def _always_blank(self, row: ReportRow, col: int) -> bool:
        """Return whether the row has no figure of this measure in any period, as commodities without a quantity have none."""
        same = [at for at, head in self.heads.items() if head.measure == self.heads[col].measure]
        return len(same) > 1 and all(is_blank(self.sheet.rows[row.row][at]) for at in same)

    def _alone(self) -> dict[int, str]:
        """Return rows with a figure whose companion every other row has: quantity and value, parts and their total."""
        problems: dict[int, str] = {}
        for needed, given in self._companions():
            told = [row for row in self.figures if not self.numbers[row.row].isdisjoint(given)]
            without = [row for row in told if self._blank(row, needed)]
            if len(told) - len(without) >= _RULE_SHARE * len(told):
                measure = self.heads[needed[0]].measure
                problem = (
                    f"the row has no {measure} beside its other figures, as all others have: its cells may have moved"
                )
                problems |= {row.row: problem for row in without}
        return problems

    def _companions(self) -> Iterable[tuple[list[int], list[int]]]:
        """Yield columns a row needs where it has a figure in the others."""
        for cols in self._groups().values():
            if len(cols) == 2:
                yield [cols[1]], [cols[0]]
            for control in self.rule.controls:
                total = [col for col in cols if self.heads[col].measure == control.total]
                parts = [col for col in cols if self.heads[col].measure in control.parts]
                if control.over == "measure" and total and parts:
                    yield total, parts

    def _blank(self, row: ReportRow, cols: Sequence[int]) -> bool:
        return all(is_blank(self.sheet.rows[row.row][col]) for col in cols)

    def _hangs_on_nothing(self, row: ReportRow, key: object) -> bool:
        """Return whether a label that means something else below another one stands below a label nobody knows."""
        if (
            not self.names.is_nested(self.kind, row.label)
            or key is None
            or key != self.names.known(self.kind, row.label)
        ):
            return False
        totals = {control.total for control in self.rule.controls}
        for above in reversed(row.above):
            found = self.names.known(self.kind, above) if above else None
            if found is None and not self.names.is_nested(self.kind, above):
                return True
            if found in totals:
                return True
            if not self.names.is_nested(self.kind, above):
                return found in {part for control in self.rule.controls for part in control.parts}
        return False

    # ---------------------------------------------------------------- outside

    def report_outside(self, sink: Sink) -> None:
        """Reject what joins on to the table and is not of it: columns without a known header, rows above and below it."""
        for col in self.stray:
            if self.counts[col] >= _FEW and (self._speaks(col) or self._joins(col)):
                first = next(row.row for row in self.figures if col in self.numbers[row.row])
                problem = f"figures stand in table {self.rule.id!r} under no known header"
                sink.reject(
                    self.sheet.name, first, col, "", problem, "give the column a header, declare it, or remove it"
                )
        for at in range(*self.report.header_rows):
            numbers = [col for col in self.heads if isinstance(self.sheet.rows[at][col], float)]
            if 2 * len(numbers) > len(self.heads) and any(_is_figure(self.sheet.rows[at][col]) for col in numbers):
                problem = "numbers stand in a row without a label"
                sink.reject(self.sheet.name, at, numbers[0], "", problem, "write the label into the row, or clear it")
        for row in self.report.below:
            known = self._known(row.label) or self.names.is_nested(self.kind, row.label)
            if known and not self._numbers(row).isdisjoint(self.report.header):
                problem = f"figures of table {self.rule.id!r} stand below its notes"
                sink.reject(self.sheet.name, row.row, row.col, row.label, problem, "move the note below the table")

    def _joins(self, col: int) -> bool:
        """Return whether a column stands between or beside those of the table; right of it an agency may leave its shares."""
        beside = {col + 1} if self.noted and col > max(self.heads, default=0) else {col - 1, col + 1}
        return bool(beside & set(self.heads)) and self._share(col) >= _COLUMN_SHARE

    def _speaks(self, col: int) -> bool:
        """Return whether an unknown header is one of the table: it has words of the known ones, or joins on to them in words."""
        own = set(_LETTERS.findall(fold(self.report.header.get(col, ""))))
        known = {word for at in self.heads for word in _LETTERS.findall(fold(self.report.header.get(at, "")))}
        return 2 * len(own & known) >= len(own) > 0 or (len(own) > 1 and bool({col - 1, col + 1} & set(self.heads)))


def _is_figure(value: object) -> bool:
    """Return whether a cell of a header holds a number that is no year, month or column number."""
    return isinstance(value, float) and value not in range(1, 32) and not 1990 <= value <= 2100


def _wrong_units(observations: Iterable[Observation]) -> str:
    """Compare units with measures: goods are counted or weighed, their value is money."""
    for measure, unit in dict.fromkeys([(one.row.get("measure"), one.row["unit"]) for one in observations]):
        if measure in ("quantity", "value") and unit.startswith(_MONEY) != (measure == "value"):
            return f"its {measure} is in {unit}: the units above the table do not fit its headers"
    return ""
