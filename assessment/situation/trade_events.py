"""Before and after the designation of the zone, and the mirror figures of Vietnam–China trade: what the points allow, no more.

The national months at dated events stand in the section on structure, adjusted for season and Tết.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from assessment.analysis.interrupted import Estimate, Interrupted, interrupted
from assessment.analysis.mirror import CIF_OVER_FOB, mirror_band
from assessment.analysis.multiple_tests import holm
from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Finding, Quantity, Table, Text, derive, not_determinable
from assessment.situation.flows import PROVINCE, frame, trade_value
from assessment.situation.trade_levels import Levels

DESIGNATED = 2009
"""First full year of the zone, established in October 2008."""
_MODELLED = ("level", "low", "high", "p")


@dataclass(frozen=True)
class _Tested:
    """A yearly series, the points behind it and what the test the points allow has found."""

    label: str
    parts: list[Quantity]
    found: Interrupted

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
        """Return the row of the table: points, method, the level with its interval in percent, the adjusted p."""
        outcome = Text(f"trade.event.{self.found.refused or self.found.method}")
        return (Text(f"trade.event.{self.label}"), self.points, outcome, *self._numbers(adjusted))

    def _numbers(self, adjusted: float) -> list[Quantity]:
        level = self.level
        if level is None:
            reason = Text(f"trade.event.{self.found.refused}")
            return [not_determinable(reason, unit) for unit in ("percent",) * 3 + ("ratio",)]
        percent = [100 * float(np.expm1(value)) for value in (level.value, level.low, level.high)]
        return [
            derive(f"trade.formula.{formula}", unit, lambda *_, own=number: own, *self.parts, decimals=places)
            for number, unit, places, formula in (
                *((value, "percent", 1, "interrupted") for value in percent),
                (adjusted, "ratio", 4, "holm"),
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
    # In logarithms, so that the difference is a percentage; a year without trade has none, and is a gap.
    return values, interrupted(series.where(series > 0).transform(np.log), DESIGNATED)


class Events:
    """The table of events with its rows."""

    def __init__(self, evidence: Evidence) -> None:
        series = (
            ("zone", "zone", "zone_dong_dang_lang_son"),
            ("through", "through", PROVINCE),
            ("unstated", "unstated", PROVINCE),
        )
        tests = [_Tested(label, *_yearly(evidence, scope, area)) for label, scope, area in series]
        adjusted = holm([test.level.p_value if test.level else float("nan") for test in tests])
        self._points = {test.label: test.points for test in tests}
        self.rows = [test.cells(p) for test, p in zip(tests, adjusted, strict=True)]

    def points(self, label: str) -> Quantity:
        """Return how many points a series has."""
        return self._points[label]

    def table(self) -> Table:
        """Return each series with its event, the number of points, the test allowed and what it says."""
        names = ("points", "method", *_MODELLED)
        units = ("count", None, "percent", "percent", "percent", "ratio")
        columns = [Column(Text("trade.table.events.series"))]
        columns += [Column(Text(f"trade.table.events.{n}"), unit) for n, unit in zip(names, units, strict=True)]
        rows = frame(self.rows, "series", *names)
        note = Text("trade.table.events.note")
        return Table("trade.events", Text("trade.table.events.title"), tuple(columns), rows, notes=(note,), wide=True)

    def finding(self) -> tuple[Finding, ...]:
        """Return the finding on what may be tested."""
        zone = self.points("zone")
        return (Finding(Text("trade.finding.events", {"zone": zone}), "C"),) if zone.known else ()


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
