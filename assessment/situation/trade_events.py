"""Before and after dated events, and the mirror figures of Vietnam–China trade: what the number of points allows, and no more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from assessment.analysis.interrupted import Estimate, Interrupted, interrupted
from assessment.analysis.mirror import CIF_OVER_FOB, mirror_band
from assessment.analysis.placebo_dates import placebo_dates
from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Finding, Quantity, Table, Text, derive, not_determinable
from assessment.situation.flows import PROVINCE, frame, trade_value
from assessment.situation.national import FRUIT, IMPORTS, TOTAL, Key, National
from assessment.situation.trade_levels import Levels

DESIGNATED = 2009
"""First full year of the zone, established in October 2008."""
CLOSED, REOPENED = pd.Period("2020-02", "M"), pd.Period("2023-01", "M")
"""Epidemic controls at the gates: first month of the stop of February 2020, and the reopening of 8 January 2023."""

FRUIT_IMPORTS: Key = ("import", "rau_qua")
_CONTEXT: tuple[tuple[str, Key], ...] = (
    ("exports", TOTAL),
    ("imports", IMPORTS),
    ("fruit_exports", FRUIT),
    ("fruit_imports", FRUIT_IMPORTS),
)
_MODELLED = ("level", "low", "high", "p", "placebo")


@dataclass(frozen=True)
class _Tested:
    """A series, its event, the points behind it and what the test the points allow has found."""

    label: str
    event: str
    parts: list[Quantity]
    found: Interrupted
    placebo: float = float("nan")

    @property
    def level(self) -> Estimate | None:
        """The level after the event against the continued trend, in logarithms; None where no test may be made."""
        return next((one for one in self.found.changes if (one.segment, one.change) == ("after", "level")), None)

    @property
    def points(self) -> Quantity:
        """How many there are: exactly so many, however preliminary or rounded they are."""
        if not self.parts:
            return not_determinable(Text("common.reason.no_row"), "count")
        counted = derive("count", "count", lambda *values: float(len(values)), *self.parts)
        return replace(counted, status="reported", precision="exact", inferred="")

    def cells(self, adjusted: float) -> tuple[Cell, ...]:
        """Return the row of the table: points, method, the level with its interval in percent, both p."""
        outcome = Text(f"trade.event.{self.found.refused or self.found.method}")
        names = Text(f"trade.event.{self.label}"), Text(f"trade.event.{self.event}")
        return (*names, self.points, outcome, *self._numbers(adjusted))

    def _numbers(self, adjusted: float) -> list[Quantity]:
        level = self.level
        if level is None:
            reason = Text(f"trade.event.{self.found.refused}")
            return [not_determinable(reason, unit) for unit in ("percent",) * 3 + ("ratio",) * 2]
        percent = [100 * float(np.expm1(value)) for value in (level.value, level.low, level.high)]
        return [
            derive(f"trade.formula.{formula}", unit, lambda *_, own=number: own, *self.parts, decimals=places)
            for number, unit, places, formula in (
                *((value, "percent", 1, "interrupted") for value in percent),
                (adjusted, "ratio", 4, "holm"),
                (self.placebo, "ratio", 2, "placebo"),
            )
        ]


def _yearly(evidence: Evidence, scope: str, geography: str) -> tuple[list[Quantity], Interrupted]:
    keys: dict[str, Any] = {
        "geography": geography,
        "gate": "all",
        "commodity": "all",
        "regime": "all",
        "partner": "all",
    }
    found = evidence.series(
        "trade", inferred=True, scope=scope, flow="total", measure="value", frequency="year", unit="usd_million", **keys
    )
    years = [period.end.year for period in found["period"]]
    values = list(found["quantity"])
    series = pd.Series([quantity.value for quantity in values], index=pd.Index(years, dtype=int), dtype=float)
    return values, interrupted(series, DESIGNATED)


def _monthly(national: National, key: Key) -> tuple[list[Quantity], Interrupted, float]:
    """Return the months of a national series, the test of its three periods, and how often earlier dates show as much."""
    series = national.series(key)
    if series.empty:
        return [], _NOTHING, float("nan")
    logs = np.log(series)
    found = interrupted(logs, CLOSED, reopened=REOPENED, season=True)
    # Earlier dates can stand in for the stop only: before it, there is no second date for a reopening.
    placebo = placebo_dates(logs[logs.index < REOPENED], CLOSED, season=True)
    return national.known(key), found, placebo.p_value


def _adjusted(tests: list[_Tested]) -> list[float]:
    """Return the p-values of all tests of the table, adjusted for their number (Holm 1979); NaN where there was no test."""
    from statsmodels.stats.multitest import multipletests

    plain = np.array([test.level.p_value if test.level else np.nan for test in tests])
    made = np.isfinite(plain)
    if made.any():
        plain[made] = multipletests(plain[made], method="holm")[1]
    return [float(value) for value in plain]


class Events:
    """The table of events with its rows."""

    def __init__(self, evidence: Evidence) -> None:
        national = National(evidence)
        yearly = (
            ("zone", "zone", "zone_dong_dang_lang_son"),
            ("through", "through", PROVINCE),
            ("unstated", "unstated", PROVINCE),
        )
        tests = [_Tested(label, "designation", *_yearly(evidence, scope, area)) for label, scope, area in yearly]
        tests += [_Tested(label, "closure", *_monthly(national, key)) for label, key in _CONTEXT]
        self._points = {test.label: test.points for test in tests}
        self.rows = {test.label: test.cells(p) for test, p in zip(tests, _adjusted(tests), strict=True)}

    def points(self, label: str) -> Quantity:
        """Return how many points a series has."""
        return self._points[label]

    def table(self) -> Table:
        """Return each series with its event, the number of points, the test allowed and what it says."""
        names = ("points", "method", *_MODELLED)
        units = ("count", None, "percent", "percent", "percent", "ratio", "ratio")
        columns = [Column(Text(f"trade.table.events.{name}")) for name in ("series", "event")]
        columns += [Column(Text(f"trade.table.events.{n}"), unit) for n, unit in zip(names, units, strict=True)]
        rows = frame(list(self.rows.values()), "series", "event", *names)
        note = Text("trade.table.events.note")
        return Table("trade.events", Text("trade.table.events.title"), tuple(columns), rows, notes=(note,), wide=True)

    def finding(self) -> tuple[Finding, ...]:
        """Return the finding on what may be tested."""
        values: dict[str, Cell] = {"zone": self.points("zone")}
        for label in ("exports", "imports", "fruit_imports"):
            row = dict(zip(_MODELLED, self.rows[label][4:], strict=True))
            values |= {label: row["level"], f"{label}_placebo": row["placebo"]}
        if all(isinstance(value, Quantity) and value.known for value in values.values()):
            return (Finding(Text("trade.finding.events", values), "C"),)
        return ()


_NOTHING = Interrupted("means_only", (), (), (), float("nan"), (), "too_few")


def mirror_table(evidence: Evidence, levels: Levels) -> tuple[Table, tuple[Finding, ...]]:
    """Return Vietnam–China trade of 2024 as both sides record it, over the band of CIF/FOB; and its finding."""
    partner = trade_value(evidence, "national", "2024", geography="vn", partner="cn", measure="mirror_value")
    reporter = levels.national("2024", partner="cn")

    def ratio(end: int) -> Quantity:
        """Each side's total holds one direction at CIF: either total may be too high, so the band goes both ways."""

        def pick(theirs: float, ours: float) -> float:
            bands = [mirror_band(theirs, ours, flow, CIF_OVER_FOB) for flow in ("export", "import")]
            return sorted(gap.ratio for band in bands for gap in (band.low, band.high))[end]

        return derive("trade.formula.mirror", "ratio", pick, partner, reporter, decimals=2)

    low, high = ratio(0), ratio(-1)
    unknown = not_determinable(Text("common.reason.different_scope"), "usd_million")
    gate = not_determinable(Text("common.reason.different_scope"), "ratio")
    rows: list[tuple[Cell, ...]] = [
        (Text("trade.mirror.country"), partner, reporter, low, high),
        (Text("trade.mirror.gate"), unknown, unknown, gate, gate),
    ]
    names = ("what", "partner", "reporter", "low", "high")
    units = (None, "usd_million", "usd_million", "ratio", "ratio")
    columns = tuple(Column(Text(f"trade.table.mirror.{n}"), unit) for n, unit in zip(names, units, strict=True))
    note = Text("trade.table.mirror.note")
    found = Table("trade.mirror", Text("trade.table.mirror.title"), columns, frame(rows, *names), notes=(note,))
    values = {"partner": partner, "reporter": reporter, "low": low, "high": high}
    known = all(quantity.known for quantity in values.values())
    return found, (Finding(Text("trade.finding.mirror", values), "C"),) if known else ()
