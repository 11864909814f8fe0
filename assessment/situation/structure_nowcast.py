"""Section 4, nowcast: whether through-trade of the next month can be had from vehicles a day, by the rule of `analysis.nowcast`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assessment.analysis.nowcast import MIN_HISTORY, MIN_ORIGINS, bridge, evaluate
from assessment.evidence import Evidence
from assessment.findings import Cell, Missing, Name, Text
from assessment.situation.flows import PROVINCE, Observation, observations, trade_windows


def nowcast_missing(evidence: Evidence) -> tuple[Missing, ...]:
    """Return why the bridge from vehicles a day to through-trade is refused, and who holds what it needs; nothing if accepted."""
    target = _monthly(trade_windows(evidence, "through"))
    vehicles: dict[str, Any] = {"gate": "all", "flow": "total", "kind": "all", "measure": "cleared_per_day"}
    indicator = _monthly(observations(evidence, "traffic", geography=PROVINCE, **vehicles))
    trial = evaluate(target, bridge(indicator))
    if trial.accepted:
        return ()
    values: dict[str, Cell] = {
        "months": len(target),
        "vehicles": len(indicator),
        "needed": MIN_HISTORY + MIN_ORIGINS,
        "reason": Text(f"structure.no_nowcast.{trial.refused or 'not_accepted'}"),
    }
    what = Text("structure.missing.nowcast.what", values)
    return (Missing(what, Name("agency", "zone_board"), Text("structure.missing.nowcast.use")),)


def _monthly(seen: list[Observation]) -> pd.Series:
    """Return the figures of single months, indexed by month; a published range by the mean of its ends."""
    known = {pd.Period(one.period.end, freq="M"): one.middle.value for one in seen if one.period.frequency == "month"}
    return pd.Series(list(known.values()), index=pd.PeriodIndex(list(known), freq="M"), dtype=float).sort_index()
