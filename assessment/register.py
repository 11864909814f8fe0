"""The data register: every source with its owner, how often it is due, how far it reaches, and what is overdue."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Protocol

import pandas as pd

from assessment.findings import Bilingual, Cell, Name, Period, Text

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Source(Protocol):
    """The part of a source declaration the register needs."""

    @property
    def id(self) -> str:
        """Id of the source."""

    @property
    def title_vi(self) -> str:
        """Title in Vietnamese."""

    @property
    def title_en(self) -> str:
        """Title in English."""

    @property
    def owner(self) -> str:
        """Agency that supplies it, a key of names.csv."""

    @property
    def frequency(self) -> str:
        """How often news is due."""

    @property
    def due_days(self) -> int:
        """Days after the end of a period until it is due."""

    @property
    def grade(self) -> str:
        """Grade of evidence."""


@dataclass(frozen=True)
class Entry:
    """A line of the register.

    `last` is the last period observed (plans and future dates aside), None where nothing was received; `due` the day the next
    period is due, None for an irregular source; `overdue` whether that day has passed: it is overdue since then. `sections` are
    those that asked for it, or print numbers that rest on it.
    """

    id: str
    title: Bilingual | Text
    owner: Name
    frequency: str
    last: Period | None
    due: pd.Timestamp | None
    overdue: bool
    grade: str
    rows: int
    sections: tuple[str, ...] = ()

    @property
    def received(self) -> bool:
        """Whether anything of this source has been read."""
        return self.rows > 0

    @property
    def waiting(self) -> tuple[str, ...]:
        """Sections that wait for it: those of a request, and those whose numbers are as old as an overdue source."""
        return self.sections if self.overdue or not self.received else ()

    def days_overdue(self, today: pd.Timestamp) -> int:
        """Return for how many days it has been overdue; 0 where it is not.

        >>> requested()[0].days_overdue(pd.Timestamp("2026-11-26"))
        0
        """
        return (today - self.due).days if self.overdue and self.due is not None else 0

    @property
    def state(self) -> Text:
        """Where the source stands: requested, overdue, up to date, or not due regularly.

        >>> requested()[0].state.key
        'register.state.requested'
        """
        if not self.received:
            return Text("register.state.requested")
        if self.overdue:
            return Text("register.state.overdue")
        return Text("register.state.irregular" if self.due is None else "register.state.current")

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The line as it is printed everywhere: title, owner, frequency, last period, day due, state, grade."""
        frequency = Text(f"register.frequency.{self.frequency}")
        return (self.title, self.owner, frequency, self.last, self.due, self.state, self.grade or None)


def next_due(last: pd.Timestamp, frequency: str, due_days: int) -> pd.Timestamp | None:
    """Return the day on which the period after the one ending on `last` is due; None where nothing is due regularly.

    >>> next_due(pd.Timestamp("2025-02-28"), "month", 10)
    Timestamp('2025-04-10 00:00:00')
    >>> next_due(pd.Timestamp("2024-06-30"), "year", 30)
    Timestamp('2025-01-30 00:00:00')
    >>> next_due(pd.Timestamp("2025-02-15"), "month", 10)
    Timestamp('2025-03-10 00:00:00')
    >>> next_due(pd.Timestamp("2025-02-28"), "irregular", 10) is None
    True
    """
    days = pd.Timedelta(days=due_days)
    if frequency == "day":
        return last + pd.Timedelta(days=1) + days
    months = _MONTHS.get(frequency)
    if months is None:
        return None
    # A period observed only in part (June of a yearly source, the 15th of a monthly one) is due at its own end, not one later.
    complete = last if last.is_month_end else last - pd.offsets.MonthEnd(1)
    return complete + pd.offsets.MonthEnd(-complete.month % months or months) + days


def _last_period(rows: pd.DataFrame, today: pd.Timestamp) -> Period | None:
    observed = rows[(rows["status"] != "plan") & (rows["period_end"] <= today)]
    if observed.empty:
        return None
    row = observed.sort_values(["period_end", "period_start", "frequency"]).iloc[-1]
    return Period(row["period_start"], row["period_end"], row["frequency"])


def received(sources: Iterable[Source], rows: pd.DataFrame, today: pd.Timestamp) -> list[Entry]:
    """Return the register of the declared sources.

    Parameters
    ----------
    sources
        The declarations.
    rows
        Columns `source`, `status`, `period_start`, `period_end`, `frequency` of all tidy tables.
    today
        Day against which a source is overdue.
    """
    groups = dict(iter(rows.groupby("source")))
    entries = []
    for source in sources:
        own = groups.get(source.id, rows.iloc[:0])
        last = _last_period(own, today)
        due = next_due(last.end, source.frequency, source.due_days) if last else None
        entries.append(
            Entry(
                source.id,
                Bilingual(source.title_vi, source.title_en),
                Name("agency", source.owner),
                source.frequency,
                last,
                due,
                due is not None and due < today,
                source.grade,
                len(own),
            )
        )
    return entries


def whole(sources: Iterable[Source], rows: pd.DataFrame, today: pd.Timestamp) -> tuple[Entry, ...]:
    """Return the whole register: what was received, and what is still asked for.

    A request may name the source that answers it, whose forms are declared before a first file arrives. Until then the request
    stands for the source; once the tidy table it names has rows of that source it is closed.

    Parameters
    ----------
    sources, rows, today
        As for `received`; `rows` also has the column `table`.
    """
    answers = {item["id"]: (item["source"], item.get("table")) for item in _requests() if "source" in item}
    filled = set(zip(rows["source"], rows["table"], strict=True))
    open_for = {source for source, _ in answers.values()}
    entries = [entry for entry in received(sources, rows, today) if entry.received or entry.id not in open_for]
    requests = (entry for entry in requested() if answers.get(entry.id) not in filled)
    return (*sorted(entries, key=lambda entry: not entry.received), *requests)


def with_users(entries: Iterable[Entry], users: Mapping[str, tuple[str, ...]]) -> tuple[Entry, ...]:
    """Return the register with the sections that print numbers of each received source; requests keep those that asked.

    >>> with_users(requested()[:1], {}) == tuple(requested()[:1])
    True
    """
    return tuple(
        replace(entry, sections=users.get(entry.id, entry.sections)) if entry.received else entry for entry in entries
    )


def requested() -> list[Entry]:
    """Return what the assessment has to ask for, with the sections that wait for it.

    >>> all(entry.sections and not entry.received for entry in requested())
    True
    """
    return [
        Entry(
            item["id"],
            Text(f"register.request.{item['id']}"),
            Name("agency", item["owner"]),
            item["frequency"],
            None,
            None,
            False,
            "",
            0,
            tuple(item["sections"]),
        )
        for item in _requests()
    ]


def answering(request: str) -> str:
    """Return the id of the source that answers a request; the id itself where it is no request, or no source is declared for it.

    >>> answering("zone_form_2110"), answering("firm_survey")
    ('zone_board_reports', 'firm_survey')
    """
    return next((str(item["source"]) for item in _requests() if item["id"] == request and "source" in item), request)


def _requests() -> list[dict[str, Any]]:
    text = files("assessment.sources").joinpath("requested.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["request"])
