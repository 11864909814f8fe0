"""Section 4, breaks: adjusted national series at dated events, and at the date that least squares finds, with placebo dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from assessment.analysis.break_tests import BreakTest, known_break, unknown_break
from assessment.analysis.interrupted import Estimate, Interrupted, interrupted
from assessment.analysis.multiple_tests import holm
from assessment.analysis.placebo_dates import placebo_dates
from assessment.evidence import Evidence
from assessment.findings import (
    Bilingual,
    Cell,
    Column,
    Figure,
    Finding,
    Quantity,
    Table,
    Text,
    derive,
    not_determinable,
)
from assessment.situation.flows import frame
from assessment.situation.national import IMPORTS, TOTAL, Key
from assessment.situation.structure_adjusted import ADJUSTED, Adjusted, month_of
from assessment.situation.structure_season import named

_NUMBERS = {
    "before": ("month", 0),
    "after": ("month", 0),
    "level": ("percent", 1),
    "low": ("percent", 1),
    "high": ("percent", 1),
    "p": ("ratio", 3),
    "beside_trend": ("ratio", 3),
    "placebo": ("ratio", 2),
}
"""Columns of the table, with unit and decimals."""


@cache
def declared() -> tuple[Mapping[str, Any], ...]:
    """Return the events that may concern national series, as declared in `structure_events.toml`."""
    text = files("assessment.situation").joinpath("structure_events.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["event"])


@dataclass(frozen=True)
class _Test:
    """One series at one date: a number by column, or why there is none."""

    key: Key
    event: str
    month: pd.Period | None
    numbers: Mapping[str, float] = field(default_factory=dict)
    refused: str = ""
    interval: tuple[pd.Period, pd.Period] | None = None


class Breaks:
    """The tests of the adjusted series: dated events first, then the date searched for."""

    def __init__(self, evidence: Evidence, adjusted: Adjusted) -> None:
        self._adjusted = adjusted
        self._events = [event for event in declared() if _in_record(evidence, event)]
        # Changes of the logarithm are relative, and a steady growth is a straight line.
        self._logs = {key: np.log(adjusted.series(key)) for key in ADJUSTED if not adjusted.unusable(key)}
        known = [
            self._at_event((key[0], key[1]), event["key"], pd.Period(event["month"], "M"))
            for event in self._events
            for key in event["series"]
        ]
        self._searched = [self._search(key) for key in ADJUSTED]
        self._tests = [*known, *self._searched]
        self._p = holm([test.numbers.get("p", float("nan")) for test in self._tests])

    def _at_event(self, key: Key, event: str, month: pd.Period) -> _Test:
        if key not in self._logs:
            return _Test(key, event, month, refused=self._adjusted.unusable(key))
        logs = self._logs[key]
        test, model = known_break(logs, month), interrupted(logs, month)
        refused = test.refused or model.refused
        if refused:
            return _Test(key, event, month, refused=refused)
        placebo = placebo_dates(logs, month)
        numbers = _levels(model) | {"beside_trend": test.p_with_trend, "placebo": placebo.p_value}
        return _Test(key, event, month, numbers)

    def _search(self, key: Key) -> _Test:
        if key not in self._logs:
            return _Test(key, "searched", None, refused=self._adjusted.unusable(key))
        test = unknown_break(self._logs[key])
        if test.refused or not isinstance(test.first_after, pd.Period):
            return _Test(key, "searched", None, refused=test.refused)
        sides = {"before": float(test.position), "after": float(test.count - test.position)}
        # The level between two means is the growth cut in two: of a date searched for, only the test beside a trend counts.
        numbers = sides | {"beside_trend": test.p_with_trend}
        return _Test(key, "searched", test.first_after, numbers, interval=_months(test))

    def table(self) -> Table:
        """Return each series at each date: months on either side, change of level with its interval, p-values, placebo dates."""
        rows = [self._row(test, p) for test, p in zip(self._tests, self._p, strict=True)]
        columns = [Column(Text("common.column.flow")), Column(Text("structure.table.season.group"))]
        columns += [Column(Text(f"structure.table.breaks.{name}")) for name in ("event", "month")]
        columns += [Column(Text(f"structure.table.breaks.{name}"), unit) for name, (unit, _) in _NUMBERS.items()]
        return Table(
            "structure.breaks",
            Text("structure.table.breaks.title"),
            tuple(columns),
            frame(rows, "flow", "group", "event", "month", *_NUMBERS),
            notes=(Text("structure.table.breaks.note"),),
            wide=True,
        )

    def _row(self, test: _Test, p: float) -> tuple[Cell, ...]:
        event = Text(f"structure.event.{test.event}")
        if test.interval:
            ends = {"first": month_of(test.interval[0]), "last": month_of(test.interval[1])}
            event = Text("structure.event.searched_between", ends)
        month = None if test.month is None else month_of(test.month)
        numbers = dict(test.numbers) | ({"p": p} if "p" in test.numbers else {})
        return (*named(test.key), event, month, *(self._number(test, name, numbers.get(name)) for name in _NUMBERS))

    def _number(self, test: _Test, name: str, value: float | None) -> Quantity:
        unit, decimals = _NUMBERS[name]
        if value is None:
            reason = test.refused or "only_beside_trend"
            return not_determinable(Text(f"structure.no_test.{reason}"), unit)
        parts = self._adjusted.parts(test.key)
        return derive(f"structure.formula.break_{name}", unit, lambda *_: value, *parts, decimals=decimals)

    def events_table(self) -> Table:
        """Return the events tested, as the record words them, and why they may concern national series."""
        rows = [
            (
                Text(f"structure.event.{event['key']}"),
                month_of(pd.Period(event["month"], "M")),
                Bilingual(event["why_vi"], event["why_en"]),
            )
            for event in self._events
        ]
        return Table(
            "structure.break_events",
            Text("structure.table.break_events.title"),
            tuple(Column(Text(f"structure.table.break_events.{name}")) for name in ("event", "month", "why")),
            frame(rows, "event", "month", "why"),
            notes=(Text("structure.table.break_events.note"),),
            annex_only=True,
        )

    def figure(self) -> Figure:
        """Return the adjusted series with the dated events as lines and the dates of least squares dashed."""
        rows: list[tuple[Cell, Quantity, Text]] = []
        for key in (key for key in (TOTAL, IMPORTS) if key in self._logs):
            rows += [(month_of(month), level, _label("series", key)) for month, _, level in self._adjusted.levels(key)]
        found = [test for test in self._searched if test.month is not None]
        dated = [
            {"date": pd.Timestamp(event["date"]), "label": Text(f"structure.event.{event['key']}")}
            for event in self._events
            if list(TOTAL) in event["series"]
        ]
        dashed = [
            {"date": month_of(test.month).start, "label": _label("searched", test.key)} for test in found if test.month
        ]
        return Figure(
            "structure.breaks",
            frame(rows, "x", "y", "series"),
            "lines",
            Text("structure.figure.breaks.caption"),
            Text("structure.figure.breaks.alt"),
            notes=(Text("structure.figure.breaks.note"),),
            options={"events": dated, "breaks": dashed, "zero": False},
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return the change of level at the reopening and whether a date searched for is confirmed."""
        values: dict[str, Cell] = {}
        for test, p in zip(self._tests, self._p, strict=True):
            names = {"reopening": ("level", "low", "high", "p"), "searched": ("beside_trend",)}.get(test.event, ())
            if test.key in (TOTAL, IMPORTS):
                numbers = dict(test.numbers) | {"p": p}
                values |= {f"{test.event}_{test.key[0]}_{n}": self._number(test, n, numbers.get(n)) for n in names}
        known = all(isinstance(value, Quantity) and value.known for value in values.values())
        if not (known and any(name.startswith("reopening") for name in values)):
            return ()
        return (Finding(Text("structure.finding.breaks", values), "B"),)


def _in_record(evidence: Evidence, event: Mapping[str, Any]) -> bool:
    rows = evidence.rows("events", inferred=True, kind=event["kind"])
    return bool((rows["period_start"] == pd.Timestamp(event["date"])).any())


def _levels(model: Interrupted) -> dict[str, float]:
    """Return the months on either side and the level after the event against the continued trend, in percent."""
    level: Estimate = next(change for change in model.changes if change.change == "level")
    percent = {name: 100 * float(np.expm1(getattr(level, source))) for name, source in _ENDS.items()}
    return {"before": float(model.counts[0]), "after": float(model.counts[-1]), **percent, "p": level.p_value}


_ENDS = {"level": "value", "low": "low", "high": "high"}


def _months(test: BreakTest) -> tuple[pd.Period, pd.Period] | None:
    """Return the first and last month that may be the first of the new level."""
    if test.interval is None:
        return None
    first, last = test.interval
    return (first + 1, last + 1) if isinstance(first, pd.Period) and isinstance(last, pd.Period) else None


def _label(kind: str, key: Key) -> Text:
    return Text(f"structure.{kind}.{key[0]}s")
