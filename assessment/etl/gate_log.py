"""The log of a gate, one line a consignment, into counts by class of time.

A log names lorries, drivers and traders. None of that leaves this module: the tidy rows count consignments by gate, direction, lane,
cargo and month of arrival in classes of time (`time_classes`), and what is refused is told by its place alone. With a class goes the
mean of its times, so that means are exact, shares within a whole number of hours are, and a quantile is less than a class away. A
million lorries become some two hundred thousand rows a year.

A line counts in the stages both moments of which it has. A declaration made, or approved, before arrival is no fault: such a line
counts in the stages that do not touch it. A moment before an earlier one of the procedure is refused, with its whole line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.etl.declarations import LOG_IDENTITY, Source, TableRule
from assessment.etl.documents import Documents
from assessment.etl.keys import RowKeys
from assessment.etl.lineage import Origin
from assessment.etl.observations import Observation
from assessment.etl.problems import RowRefusedError, Sink
from assessment.etl.schema import STAGES, STAMPS, TABLES
from assessment.etl.stamps import read_stamps
from assessment.etl.time_classes import class_end
from assessment.sheets.tables import FoundTable
from assessment.sheets.workbook import Sheet, as_text, is_blank

LONGEST_HOURS: Final = 60 * 24
"""A consignment that stays longer, sixty days, is a mistake of the log."""

_NAMED: Final = ("gate", "flow", "lane", "cargo")
_TOLD: Final = 20
_SPEC: Final = TABLES["clearance"]
_WHOLE: Final = STAGES[-1]
_MEND: Final = "correct the cell in the source"
_REVERSED: Final = "the {late} lies before the {early}; expected arrival, declaration, approval, removal in this order"


@dataclass
class _Faults:
    """What is wrong, by what is wrong: the first cells one by one, the others counted."""

    sink: Sink
    sheet: str
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, row: int, col: int, problem: str, remedy: str) -> None:
        count = self.counts[problem, remedy] = self.counts.get((problem, remedy), 0) + 1
        if count <= _TOLD:
            self.sink.reject(self.sheet, row, col, "", problem, remedy)

    def close(self) -> None:
        for (problem, remedy), count in self.counts.items():
            if count > _TOLD:
                self.sink.reject(self.sheet, None, None, "", f"{count - _TOLD} more cells: {problem}", remedy)


class LogReader:
    """Reads one found table of a log into counts."""

    def __init__(
        self, source: Source, rule: TableRule, sheet: Sheet, found: FoundTable, documents: Documents, sink: Sink
    ) -> None:
        self.source, self.rule, self.sheet, self.found = source, rule, sheet, found
        self.documents, self.sink = documents, sink
        self.column_of = {key: col for col, key in found.columns.items()}
        self.keys = RowKeys(source, rule)
        self.faults = _Faults(sink, sheet.name)

    def read(self) -> Iterator[Observation]:
        """Yield the counts of the table; what is refused goes to the sink, by its place alone."""
        for col, texts in self.found.others.items():
            line = f"{self.rule.id},<header>,ignore,,"
            remedy = f"add a line to assessment/sources/{self.source.id}/columns.csv: {line}"
            self.sink.reject(
                self.sheet.name, self.found.header_rows[0], col, "", f"unknown header {as_text(texts[0])!r}", remedy
            )
        lines = self._lines()
        self._tell(lines)
        self.faults.close()
        for stage, counts in self._counts(lines):
            yield from self._observed(stage, counts)

    # ------------------------------------------------------------------ lines

    def _lines(self) -> pd.DataFrame:
        """Return the good lines: names as keys, moments, and the row of the sheet."""
        rows = [row for row in range(self.found.start, self.found.end) if row not in self.sheet.hidden_rows]
        good = np.ones(len(rows), dtype=bool)
        columns: dict[str, Any] = {}
        for name in _NAMED:
            columns[name], known = self._names(name, rows)
            good &= known
        for stamp in STAMPS:
            columns[stamp], sound = self._stamps(stamp, rows)
            good &= sound
        lines = pd.DataFrame(columns, index=pd.Index(rows, name="row"))
        missing = good & lines["arrival"].isna().to_numpy()
        self._refuse(lines.index[missing], "arrival", "no time of arrival", "fill in the cell")
        lines = self._in_order(lines[good & ~missing])
        return self._once(lines)

    def _column(self, key: str, rows: Sequence[int]) -> list[Any]:
        col = self.column_of.get(key)
        return [""] * len(rows) if col is None else [self.sheet.rows[row][col] for row in rows]

    def _names(self, name: str, rows: Sequence[int]) -> tuple[list[str], NDArray[np.bool_]]:
        """Return the canonical keys of a column; a name nobody declared is not repeated, it may be that of a person."""
        default = self.keys.constants.get(name, "all")
        if name not in self.column_of:
            return [default] * len(rows), np.ones(len(rows), dtype=bool)
        cells = self._column(name, rows)
        keys = {text: self._key(name, text) for text in set(map(as_text, cells))}
        found = [keys[as_text(cell)] for cell in cells]
        known = np.array([key != "" for key in found], dtype=bool)
        remedy = f"correct the cell, or add its name to assessment/sources/{self.source.id}/entities.csv"
        for place in np.flatnonzero(~known).tolist():
            empty = is_blank(cells[place])
            problem = f"nothing stands under {name}" if empty else f"unknown {name}"
            self.faults.add(rows[place], self.column_of[name], problem, "fill in the cell" if empty else remedy)
        return found, known

    def _key(self, name: str, text: str) -> str:
        if not text:
            return "" if name in self.rule.form.required else "unstated"
        try:
            return self.keys.name(_SPEC.name, name, text)
        except RowRefusedError:
            return ""

    def _stamps(self, stamp: str, rows: Sequence[int]) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        found = read_stamps(self._column(stamp, rows))
        sound = np.ones(len(rows), dtype=bool)
        for place, why in found.refused.items():
            sound[place] = False
            self.faults.add(rows[place], self.column_of[stamp], f"{stamp}: {why}", _MEND)
        return found.times, sound

    def _in_order(self, lines: pd.DataFrame) -> pd.DataFrame:
        """Return the lines without those whose moments lie in a wrong order or too far from each other."""
        wrong = pd.Series(False, index=lines.index)
        # A declaration, and its approval, may come before the goods.
        for early, late in (*pairwise(STAMPS[1:]), ("declaration", "removal"), ("arrival", "removal")):
            reversed_ = (lines[late] < lines[early]) & ~wrong
            self._refuse(lines.index[reversed_], late, _REVERSED.format(late=late, early=early), _MEND)
            wrong |= reversed_
        known = lines[list(STAMPS)]
        long = ((known.max(axis=1) - known.min(axis=1)) > pd.Timedelta(hours=LONGEST_HOURS)) & ~wrong
        problem = f"more than {LONGEST_HOURS // 24} days lie between the first and the last moment"
        self._refuse(lines.index[long], "removal", problem, _MEND)
        return lines[~(wrong | long)]

    def _refuse(self, rows: Iterable[int], key: str, problem: str, remedy: str) -> None:
        for row in rows:
            self.faults.add(row, self.column_of.get(key, 0), problem, remedy)

    def _once(self, lines: pd.DataFrame) -> pd.DataFrame:
        """Return each line once where a column tells lines apart: a line listed twice counts once."""
        if LOG_IDENTITY not in self.column_of:
            return lines
        numbers = pd.Series([as_text(cell) for cell in self._column(LOG_IDENTITY, list(lines.index))], lines.index)
        again = lines.assign(number=numbers).duplicated() & (numbers != "")
        if again.any():
            told = f"{int(again.sum())} lines stand a second time, number and all; counted once"
            self.sink.note(self.sheet.name, int(lines.index[again][0]), self.column_of[LOG_IDENTITY], told)
        return lines[~again]

    def _tell(self, lines: pd.DataFrame) -> None:
        """Say how many lines lack a moment or were declared before they arrived: they do not count in every stage."""
        told = [(f"without a time of {stamp}", lines[stamp].isna()) for stamp in STAMPS[1:]]
        told += [(f"with the {stamp} before arrival", lines[stamp] < lines["arrival"]) for stamp in STAMPS[1:3]]
        for what, where in told:
            if where.any():
                note = f"{int(where.sum())} of {len(lines)} lines {what}; they count in the other stages"
                self.sink.note(self.sheet.name, int(lines.index[where][0]), self.column_of["arrival"], note)

    # ----------------------------------------------------------------- counts

    def _counts(self, lines: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield, by stage, the classes with their means and counts, by gate, direction, lane, cargo and month of arrival."""
        day = lines["arrival"].dt.normalize()
        lines = lines.assign(month=day.dt.to_period("M"), day=day)
        # What of a month a file covers is told by gate: two files with weeks of one month stand beside each other.
        spans = lines.groupby(["gate", "flow", "month"], observed=True)["day"]
        lines = lines.assign(first=spans.transform("min"), last=spans.transform("max"))
        pairs = [*pairwise(STAMPS), (STAMPS[0], STAMPS[-1])]
        for stage, (start, end) in zip(STAGES, pairs, strict=True):
            minutes = (lines[end] - lines[start]).dt.total_seconds() / 60
            timed = lines.assign(minutes=minutes, within=class_end(minutes))[minutes >= 0]
            timed["same_day"] = timed["removal"].dt.normalize() == timed["day"]
            timed["hours"] = timed["minutes"] / 60
            groups = timed.groupby([*_NAMED, "first", "last", "within"], observed=True, sort=True)
            counts = groups.agg(hours=("hours", "mean"), consignments=("hours", "size"), same_day=("same_day", "sum"))
            yield stage, counts.reset_index()

    def _observed(self, stage: str, counts: pd.DataFrame) -> Iterator[Observation]:
        if counts.empty:
            return
        document = self.documents.find({}, self.source)
        rule = f"counted over rows {self.found.start + 1} to {self.found.end} of the log"
        origin = Origin("hours", self.found.start, self.column_of["arrival"], "", rule)
        day = counts["first"].iloc[0].date()
        same = dict.fromkeys(_NAMED, "all") | {"stage": stage, "within": "0", "frequency": "span"}
        base = self.keys.complete(_SPEC, same | {"period_start": day, "period_end": day}, document)
        for count in counts.to_dict("records"):
            first, last = (pd.Timestamp(count[name]) for name in ("first", "last"))
            row = base | {name: count[name] for name in _NAMED}
            row |= {"within": str(int(count["within"])), "period_start": first.date(), "period_end": last.date()}
            row["frequency"] = "month" if first.day == 1 and last.is_month_end else "span"
            row["hours"], row["consignments"] = float(count["hours"]), float(count["consignments"])
            row["same_day"] = float(count["same_day"]) if stage == _WHOLE else None
            yield Observation(_SPEC.name, row, [origin])
