"""Before and after dated events, and the mirror figures of Vietnam–China trade: what the number of points allows, and no more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assessment.analysis.interrupted import Interrupted, interrupted
from assessment.analysis.mirror import CIF_OVER_FOB, mirror_band
from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Finding, Quantity, Table, Text, derive, not_determinable
from assessment.situation.flows import PROVINCE, frame, trade_value
from assessment.situation.national import IMPORTS, TOTAL, Key, National
from assessment.situation.trade_levels import Levels

DESIGNATED = 2009
"""First full year of the zone, established in October 2008."""
CLOSED, REOPENED = pd.Period("2020-02", "M"), pd.Period("2023-01", "M")
"""Epidemic controls at the gates: first month of the stop of February 2020, and the reopening of 8 January 2023."""

FRUIT_IMPORTS: Key = ("import", "rau_qua")
_CONTEXT: tuple[tuple[str, Key], ...] = (("exports", TOTAL), ("imports", IMPORTS), ("fruit_imports", FRUIT_IMPORTS))


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


def _row(label: str, event: str, parts: list[Quantity], found: Interrupted) -> tuple[Cell, ...]:
    """Return a row: points, method, and the level after the event against the continued trend with its interval, in percent."""
    points = derive("count", "count", lambda *values: float(len(values)), *parts)
    if not parts:
        points = not_determinable(Text("common.reason.no_row"), "count")
    level = next((one for one in found.changes if (one.segment, one.change) == ("after", "level")), None)
    if level is None:
        cells = [not_determinable(Text(f"trade.event.{found.refused}"), unit) for unit in ("percent",) * 3 + ("ratio",)]
    else:
        numbers = [100 * float(np.expm1(value)) for value in (level.value, level.low, level.high)] + [level.p_value]
        cells = [
            derive("trade.formula.interrupted", unit, lambda *_, own=number: own, *parts, decimals=places)
            for number, unit, places in zip(numbers, ("percent",) * 3 + ("ratio",), (1, 1, 1, 3), strict=True)
        ]
    outcome = Text(f"trade.event.{found.refused or found.method}")
    return (Text(f"trade.event.{label}"), Text(f"trade.event.{event}"), points, outcome, *cells)


class Events:
    """The table of events with its rows."""

    def __init__(self, evidence: Evidence) -> None:
        national = National(evidence)
        self.rows = [
            _row(label, "designation", *_yearly(evidence, scope, geography))
            for label, scope, geography in (
                ("zone", "zone", "zone_dong_dang_lang_son"),
                ("through", "through", PROVINCE),
                ("unstated", "unstated", PROVINCE),
            )
        ]
        for label, key in _CONTEXT:
            series = national.series(key)
            found = interrupted(np.log(series), CLOSED, reopened=REOPENED, season=True) if len(series) else _NOTHING
            self.rows.append(_row(label, "closure", national.known(key), found))

    def table(self) -> Table:
        """Return each series with its event, the number of points, the test allowed and what it says."""
        names = ("points", "method", "level", "low", "high", "p")
        units = ("count", None, "percent", "percent", "percent", "ratio")
        columns = [Column(Text(f"trade.table.events.{name}")) for name in ("series", "event")]
        columns += [Column(Text(f"trade.table.events.{n}"), unit) for n, unit in zip(names, units, strict=True)]
        rows = frame(self.rows, "series", "event", *names)
        note = Text("trade.table.events.note")
        return Table("trade.events", Text("trade.table.events.title"), tuple(columns), rows, notes=(note,), wide=True)

    def finding(self) -> tuple[Finding, ...]:
        """Return the finding on what may be tested."""
        zone, imports = self.rows[0][2], self.rows[4]
        values = {"zone": zone, "level": imports[4], "low": imports[5], "high": imports[6]}
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
