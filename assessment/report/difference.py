"""What changed between two refreshes, or between what was known on two days: figures, and everything printed from them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

import pandas as pd

from assessment.errors import AssessmentError
from assessment.etl import state
from assessment.etl.store import Store, StoreMissingError
from assessment.findings import Text
from assessment.project import Project
from assessment.report.figure_changes import FigureChange, causes_of, figure_changes
from assessment.report.language import Language
from assessment.report.numbers import format_date
from assessment.report.printed_changes import PrintedChange, compare

Recorder: TypeAlias = Callable[[Store], pd.DataFrame]
"""Returns what a report of a store prints (`printed.PRINTED`), kept or made anew."""

CSV_COLUMNS: Final = (
    "kind",
    "change",
    "source",
    "file",
    "place",
    "what",
    "column",
    "old",
    "new",
    "old_value",
    "new_value",
    "unit",
    "relative_change",
    "reference",
)


class SideMissingError(AssessmentError):
    """There is no such state to compare with; the message names those there are."""


@dataclass(frozen=True)
class Difference:
    """What changed from `old` to `new` (how both are called).

    `files` and `restated` are those of the states after the old one until the new one; between two days there are none. With
    `figures_only` nobody looked at what is printed.
    """

    old: str
    new: str
    figures: tuple[FigureChange, ...]
    printed: tuple[PrintedChange, ...]
    files: pd.DataFrame
    restated: pd.DataFrame
    language: Language
    figures_only: bool = False

    def of(self, *kinds: str) -> list[PrintedChange]:
        """Return the printed changes of some kinds."""
        return [change for change in self.printed if change.kind in kinds]

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of every kind; a figure counts once, however many of its columns changed."""
        figures = Counter(change for _, change in {(change.row_id, change.change) for change in self.figures})
        cells = self.of("cell", "rank", "class")
        return {
            **{name: figures.get(name, 0) for name in ("changed", "added", "vanished")},
            "findings": len({change.item for change in self.of("finding", "number")}),
            "tables": len({change.item for change in cells if change.cell}),
            "cells": len([change for change in cells if change.cell]),
            "ranks": len(self.of("rank")),
            "classes": len(self.of("class")),
            "gaps": len(self.of("missing")),
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return every change as plain data, the figures first; columns `CSV_COLUMNS`."""
        return [*map(self._figure_row, self.figures), *map(self._printed_row, self.printed)]

    def as_json(self) -> str:
        """Return everything for another program."""
        document = {
            "old": self.old,
            "new": self.new,
            "counts": self.counts,
            "restated": json.loads(self.restated.to_json(orient="records")),
            "files": self.files.to_dict("records"),
            "changes": self.rows(),
        }
        return json.dumps(document, ensure_ascii=False, indent=1)

    def as_frame(self) -> pd.DataFrame:
        """Return every change as a table."""
        return pd.DataFrame(self.rows(), columns=list(CSV_COLUMNS))

    def _figure_row(self, change: FigureChange) -> dict[str, Any]:
        found = (
            "figure",
            change.change,
            change.cause.source,
            change.cause.file,
            change.table,
            change.what,
            change.column,
        )
        return self._row(found, (change.old, change.new), change, change.row_id)

    def _printed_row(self, change: PrintedChange) -> dict[str, Any]:
        lang = self.language.lang
        sources, files = ({getattr(cause, name): None for cause in change.causes} for name in ("source", "file"))
        what = ", ".join(text for text in (change.line[lang], change.title[lang]) if text)
        place = " ".join(text for text in (change.place[lang], change.cell) if text)
        column = change.header[lang] or ("" if change.kind == "finding" else change.field)
        found = (change.kind, change.change, "; ".join(sources), "; ".join(files), place, what, column)
        return self._row(found, (change.old[lang], change.new[lang]), change, change.item)

    @staticmethod
    def _row(
        found: tuple[str, ...], words: tuple[str, str], change: FigureChange | PrintedChange, reference: str
    ) -> dict[str, Any]:
        numbers = (change.old_value, change.new_value, change.unit, change.relative)
        return dict(zip(CSV_COLUMNS, (*found, *words, *numbers, reference), strict=True))


def difference(
    project: Project, record: Recorder | None, language: Language, since: str | None = None, until: str | None = None
) -> Difference | None:
    """Return what changed between two states, or between two days; None where there is one state only.

    Parameters
    ----------
    project
        Whose states.
    record
        Tells what a report of a state prints; None looks at the figures only.
    since, until
        Number of a state, or a day; by default the state in force and the one before it.

    Raises
    ------
    SideMissingError
        If a state is not on disk any more, or one side is a day and the other a state.
    """
    days = [_day(text) for text in (since, until)]
    if any(days):
        return _of_days(project, record, language, days, (since, until))
    new = _state(project, until, -1)
    old = _state(project, since, state.numbers(project.processed).index(new.state) - 1, of=new.state)
    if old is None:
        return None
    events, told = new.file_history(), new.restatements()
    between = [frame[(frame["state"] > old.state) & (frame["state"] <= new.state)] for frame in (events, told)]
    return _compared(old, new, [_called(store, language) for store in (old, new)], record, language, between)


def _compared(
    old: Store, new: Store, called: list[str], record: Recorder | None, language: Language, between: list[pd.DataFrame]
) -> Difference:
    figures = figure_changes(old, new, language)
    printed = [] if record is None else compare(record(old), record(new), causes_of(figures))
    files, restated = between
    return Difference(
        called[0], called[1], tuple(figures), tuple(printed), files, restated, language, figures_only=record is None
    )


def _of_days(
    project: Project,
    record: Recorder | None,
    language: Language,
    days: list[date | None],
    said: tuple[str | None, str | None],
) -> Difference:
    if days[0] is None or (days[1] is None and said[1] is not None):
        raise SideMissingError(
            f"--from {said[0]}, --to {said[1]}: one is a day and the other is none",
            "give two days, or the numbers of two refreshes",
        )
    old = Store.open(project.processed, days[0])
    new = Store.open(project.processed, days[1] or date.today())
    called = [
        language.text(Text("changes.day", {"day": format_date(pd.Timestamp(day))}))
        for day in (days[0], days[1] or date.today())
    ]
    return _compared(old, new, called, record, language, [new.file_history().iloc[:0], new.restatements().iloc[:0]])


def _state(project: Project, number: str | None, place: int, of: str = "") -> Any:
    """Return the state of that number, or at that place among those on disk; None where none comes before `of`."""
    known = state.numbers(project.processed)
    if not known:
        raise StoreMissingError(f"{project.processed}: no data have been read yet; run `assessment refresh`")
    if number is None:
        return None if of and place < 0 else Store(state.folder_of(project.processed, known[place]))
    wanted = number.zfill(len(known[0]))
    if wanted not in known:
        raise SideMissingError(
            f"refresh {number!r} is not on disk (there are {', '.join(known)})",
            "name one of these, or two days, which are compared by what was published until then",
        )
    return Store(state.folder_of(project.processed, wanted))


def _called(store: Store, language: Language) -> str:
    """Return how a state is called: its number, and when it was made where that is known."""
    events = store.file_history()
    made = events.loc[events["state"] == store.state, "at"]
    if made.empty:
        return language.text(Text("changes.state_alone", {"number": store.state}))
    return language.text(Text("changes.state", {"number": store.state, "time": moment(str(made.iloc[0]))}))


def moment(text: str) -> str:
    """Return a time of the record as it is printed: day and hour in UTC; as it stands where it is none.

    >>> moment("2026-11-26T18:20:05+00:00"), moment("")
    ('26/11/2026 18:20 UTC', '')
    """
    if not text:
        return ""
    return f"{pd.Timestamp(text).tz_convert('UTC'):%d/%m/%Y %H:%M} UTC"


def _day(text: str | None) -> date | None:
    """Return the day a text names, as 2026-11-26 or 26/11/2026; None for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        day = pd.to_datetime(text, format=form, errors="coerce") if text else pd.NaT
        if not pd.isna(day):
            return pd.Timestamp(day).date()
    return None
