"""The value columns of a report: what their headers say of the figures below, with period and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from assessment.etl.declarations import Source, TableRule
from assessment.etl.documents import Documents
from assessment.etl.keys import RowKeys
from assessment.etl.lineage import DECLARED, unit_rule
from assessment.etl.names import Names, csv_text, split_unit
from assessment.etl.problems import RowRefusedError, Sink
from assessment.etl.report_groups import BY_GROUP, bracketed, word_status
from assessment.etl.report_rules import IGNORED, IN_HEADER, ReportRule
from assessment.etl.schema import TABLES
from assessment.sheets.headings import Heading, read_heading, with_year
from assessment.sheets.numbers import Refusal, scale
from assessment.sheets.periods import Frequency, as_frequency, newest_ends
from assessment.sheets.reports import Report
from assessment.sheets.text import nearest
from assessment.sheets.units import unit_parts
from assessment.sheets.workbook import Sheet

# A book is out at the end of its month, or some weeks after; what its newest column claims beyond that is an old header left standing.
_AHEAD, _BEHIND = timedelta(days=12), timedelta(days=75)


@dataclass(frozen=True)
class Unit:
    """A canonical unit, the factor that makes it of the printed one, and that one's words.

    >>> Unit("usd_million", Decimal(1000), "tỷ USD").of(1.5), Unit("ton", Decimal(1), "tấn").rule
    (1500.0, 'as printed')
    """

    name: str
    factor: Decimal
    printed: str

    @cached_property
    def rule(self) -> str:
        """How a printed figure becomes one in this unit, in words."""
        return unit_rule(self.factor, self.printed, self.name)

    @cached_property
    def _same(self) -> bool:
        return self.factor == 1

    def of(self, number: float) -> float:
        """Return a printed figure in this unit."""
        return number if self._same else scale(number, self.factor)


# The figures of a column share their unit; so do those of most columns of a book.
_unit = lru_cache(maxsize=4096)(Unit)


@dataclass(frozen=True, slots=True)
class Column:
    """A value column: what its header says of all its cells (`base`), and its unit.

    `unit` is None where each row tells its own; `unit_place` is the place of the unit among those printed above the table.
    """

    base: dict[str, Any]
    measure: str
    unit: Unit | None
    unit_place: int


def printed_unit(names: Names, word: str) -> Unit:
    """Return a unit as printed with its canonical unit and factor.

    Raises
    ------
    RowRefusedError
        If no declaration knows the word.
    """
    unit = names.unit(word)
    if isinstance(unit, Refusal):
        raise RowRefusedError("unit", word, unit.reason, names.remedy("unit_word", word))
    return _unit(*unit, word)


def declared_unit(declared: str) -> Unit:
    """Return a unit as declared ("usd_million*1000").

    >>> declared_unit("usd_million*1000").rule
    '× 1000 (declared usd_million*1000 → usd_million)'
    """
    return _unit(*split_unit(declared), f"{DECLARED}{declared}")


class ReportColumns:
    """Reads the headers of one report; what it cannot read goes to the sink."""

    def __init__(
        self,
        source: Source,
        rule: TableRule,
        sheet: Sheet,
        report: Report,
        caption: Heading,
        documents: Documents,
        sink: Sink,
    ) -> None:
        assert rule.report is not None
        self.source, self.rule, self.sheet, self.report = source, rule, sheet, report
        self.caption, self.documents, self.sink = caption, documents, sink
        self.meaning: ReportRule = rule.report
        self.spec = TABLES[rule.into]
        self.keys = RowKeys(source, rule)
        self.status = word_status(report.caption, self.meaning.status_words)

    def read(self) -> dict[int, Column]:
        """Return the value columns that are read; none where their periods contradict each other or the day the book is out."""
        columns = {col: column for col in self.report.header if (column := self._column(col)) is not None}
        return columns if self._periods_agree(columns) else {}

    def _column(self, col: int) -> Column | None:
        header = self.report.header[col]
        heading = read_heading(header)
        if not self.meaning.knows(heading.template):
            if heading.periods or col < self._last_known():
                self._unknown_header(col, header, heading)
            else:
                self.sink.note(
                    self.sheet.name,
                    self.report.header_rows[1] - 1,
                    col,
                    f"column {header!r} stands right of table {self.rule.id!r} and was not read",
                )
            return None
        meaning = self.meaning.meaning(heading.template)
        if meaning is None:
            return None
        try:
            keys = self.keys.read(
                self.spec, {}, {**self._period(heading, meaning), self.meaning.stub: "all", **meaning, "unit": ""}
            )
            base = self.keys.complete(self.spec, dict(keys), self.documents.find(keys, self.source))
            place, unit = self._unit(meaning, header)
        except RowRefusedError as refused:
            self.sink.reject(self.sheet.name, self.report.header_rows[0], col, header, refused.problem, refused.remedy)
            self.sink.failed = True
            return None
        base["status"] = meaning.get("status") or self.status or base["status"]
        return Column(base, str(meaning.get("measure", "")), unit, place)

    def _last_known(self) -> int:
        """Return the last column with a declared header; what stands right of it without a period is somebody's scratch work."""
        templates = {col: read_heading(header).template for col, header in self.report.header.items()}
        return max((col for col, template in templates.items() if self.meaning.knows(template)), default=10**6)

    def _unknown_header(self, col: int, header: str, heading: Heading) -> None:
        near = nearest(heading.template, list(self.meaning.columns))
        hint = f"; the nearest known one is {near[0]!r}" if near else ""
        known = self.meaning.columns.get(near[0]) if near else None
        keys = ";".join(f"{key}={value}" for key, value in known.items()) if known else "<key>=<value>"
        line = f"{self.rule.id},{csv_text(heading.template)},{keys},,"
        remedy = (
            f"add a line to assessment/sources/{self.source.id}/columns.csv: {line} (key `{IGNORED}` to leave it out)"
        )
        row = self.report.header_rows[1] - 1
        self.sink.reject(self.sheet.name, row, col, header, f"unknown header {header!r}{hint}", remedy)

    def _period(self, heading: Heading, meaning: Mapping[str, str]) -> dict[str, Any]:
        """Return the period of a column: its own, with the year of the title where it prints none, or that of the title."""
        kind: Frequency | None = meaning.get("frequency") or self.rule.constants.get("frequency")  # type: ignore[assignment]
        fitting = [period for period in self.caption.periods if period.frequency == kind]
        periods = heading.periods or (fitting or self.caption.periods)[-1:]
        if not periods:
            problem = "neither the header nor the title says which period the figures are of"
            raise RowRefusedError("period", "", problem, "ask the sender for the period, or correct the title")
        told = {known.end.year for known in self.caption.periods} - {1}
        if not heading.periods and len(told) > 1:
            problem = f"the title and its subtitles name different years: {', '.join(map(str, sorted(told)))}"
            raise RowRefusedError(
                "period", self.report.caption, problem, "ask the sender which is right, or correct the title"
            )
        period = periods[0]
        if period.start.year == 1:
            years = {known.start.year for known in (*heading.periods, *self.caption.periods)} - {1}
            if len(years) != 1:
                problem = "neither the header nor the title says which year the figures are of"
                raise RowRefusedError("period", "", problem, "write the year into the header or the title")
            period = with_year(period, years.pop())
        if kind:
            fitted = as_frequency(period, kind)
            if isinstance(fitted, Refusal):
                raise RowRefusedError(
                    "period", "", fitted.reason, "correct the title, or the frequency in the declaration"
                )
            period = fitted
        elif self.meaning.year_to_date and period.start.month == 1 and period.frequency in ("quarter", "year"):
            period = replace(period, frequency="ytd")
        return {"period": period, "period_start": period.start, "period_end": period.end, "frequency": period.frequency}

    def _unit(self, meaning: Mapping[str, str], header: str) -> tuple[int, Unit | None]:
        """Return the place of the unit among those printed above the table, and the unit itself."""
        if self.report.unit_column is not None and "unit" not in meaning:
            return 0, None
        printed = bracketed(header)[1]
        if meaning.get("unit") == IN_HEADER and printed:
            return 0, printed_unit(self.source.names, printed)
        declared = (
            meaning.get("unit", "").replace(IN_HEADER, "")
            or self.rule.units.get(meaning.get("measure", ""))
            or self.keys.constants.get("unit", "")
        )
        if declared == BY_GROUP:
            return 0, None
        if not declared.startswith("@"):
            if not declared and self.meaning.stub == "measure":
                return 0, None
            if not declared:
                raise RowRefusedError("unit", "", "no unit is declared for the column", "declare it in columns.csv")
            return 0, declared_unit(declared)
        place = int(declared[1:])
        parts = unit_parts(self.report.unit)
        if len(parts) < place:
            problem = f"the units printed above the table are {self.report.unit!r}; expected at least {place}"
            raise RowRefusedError("unit", self.report.unit, problem, "write the units above the table, or declare them")
        return place, printed_unit(self.source.names, parts[place - 1])

    def _left_out(self) -> Iterator[tuple[str, date]]:
        """Yield the period that each column left out is of ("4 tháng năm 2011 so với …"); a whole year is what it is compared with."""
        for header in self.report.header.values():
            heading = read_heading(header)
            known = self.meaning.knows(heading.template) and self.meaning.meaning(heading.template) is None
            if known and heading.periods and heading.periods[0].frequency != "year":
                with suppress(RowRefusedError):  # a month without a year contradicts nothing
                    period = self._period(heading, {})
                    yield str(period["frequency"]), period["period_end"]

    def _periods_agree(self, columns: Mapping[int, Column]) -> bool:
        """Refuse a table whose headers name months that do not go together, or not with the day the book is out."""
        ends = newest_ends(
            [(str(c.base["frequency"]), c.base["period_end"]) for c in columns.values() if c.base["period_end"]]
        )
        if not ends:
            return True
        newest = max(ends.values())
        published = next(iter(columns.values())).base["published"]
        problem = ""
        # In January a whole last year stands beside the month.
        last_year = "month" in ends and date(ends["month"].year - 1, 12, 31)
        if {"month", "ytd"} <= set(ends) and ends["ytd"] not in (ends["month"], last_year):
            problem = f"the newest month ends on {ends['month']:%d/%m/%Y}, the newest year-to-date figure on {ends['ytd']:%d/%m/%Y}"
        elif isinstance(published, date) and not -_AHEAD <= published - newest <= _BEHIND:
            problem = f"the newest figure is of {newest:%d/%m/%Y}, but the book is of {published:%d/%m/%Y}"
        dated = any(read_heading(self.report.header[col]).periods for col in columns)
        for kind, end in newest_ends(list(self._left_out()) if dated else []).items():
            if not problem and ends.get(kind, end) != end:
                problem = f"the newest figure is of {ends[kind]:%d/%m/%Y}, the columns left out are of {end:%d/%m/%Y}"
        if problem:
            remedy = (
                "the header was left from another month: ask the sender, or declare a correction of the header cell"
            )
            self.sink.reject(
                self.sheet.name, *self.report.title, self.report.caption, f"table {self.rule.id!r}: {problem}", remedy
            )
            self.sink.failed = True
        return not problem
