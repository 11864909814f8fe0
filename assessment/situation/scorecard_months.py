"""What unbroken monthly counts of vehicles show for indicators 5 and 6 of the scorecard: spread over gates, strength of the season.

The public record has no such series, so that readers of single windows (`scorecard_trade`) stand in; the daily reports of the gates
and the platform of the zone's board give one month by month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.analysis.season import seasonal_strength
from assessment.analysis.structure import concentration
from assessment.evidence import Evidence
from assessment.findings import Period, Quantity, Text, derive, not_determinable
from assessment.situation.flows import total
from assessment.situation.national import TOTAL, National
from assessment.situation.pieces import PROVINCE
from assessment.situation.scorecard import Reading
from assessment.situation.scorecard_standings import NOTHING, stand, what

_MONTHS: Final = 12
_COUNTED: Final[Mapping[str, Any]] = {
    "geography": PROVINCE, "flow": "total", "kind": "all", "measure": "cleared", "frequency": "month", "unit": "vehicle",
}  # fmt: skip


def _vehicles(evidence: Evidence) -> pd.DataFrame:
    """Return vehicles cleared as numbers with their origin, by month (rows) and gate (columns), `all` among them."""
    found = evidence.chosen("traffic", ["gate", "period_start"], **_COUNTED)
    months = found["period_start"].dt.to_period("M")
    return found.assign(month=months).pivot(index="month", columns="gate", values="quantity").sort_index()


def _year(frame: pd.DataFrame, last: pd.Period) -> dict[str, Quantity]:
    """Return the vehicles of each gate in the twelve months to a month; none where a month of any gate is missing."""
    months = pd.period_range(end=last, periods=_MONTHS, freq="M")
    wanted = frame.reindex(months)
    if wanted.empty or wanted.isna().any(axis=None):
        return {}
    return {str(gate): total(*wanted[gate]) for gate in wanted}


def _concentration(evidence: Evidence) -> Reading | None:
    gates = _vehicles(evidence).drop(columns="all", errors="ignore")
    if gates.empty or gates.shape[1] < 2:
        return None
    last = gates.index[-1]
    now, before = (_effective(_year(gates, month)) for month in (last, last - _MONTHS))
    label = Text("synthesis.against.twelve_months_before")
    standing = stand("before", label, now, before, periods=(str(last), str(last - _MONTHS)), relative=True)
    return Reading("partial", now, what("concentration_months"), _span(last - _MONTHS + 1, last), (standing,))


def _effective(vehicles: Mapping[str, Quantity]) -> Quantity:
    if not vehicles:
        return not_determinable(NOTHING, "gates")
    return derive(
        "structure.formula.effective_number",
        "gates",
        lambda *values: concentration(np.asarray(values)).effective_number,
        *vehicles.values(),
        decimals=2,
    )


def _seasonality(evidence: Evidence) -> Reading | None:
    """Return the seasonal strength of vehicles beside that of the country's exports over the same months.

    Two stretches of one series are not held against each other: the strength has no interval here, and that of mere noise differs
    by more than any margin.
    """
    frame = _vehicles(evidence)
    own = frame["all"].dropna() if "all" in frame else pd.Series(dtype=object)
    strength = _strength(own)
    if not strength.known:
        return None
    national = National(evidence)
    first, last = own.index[0], own.index[-1]
    exports = pd.Series(national.known(TOTAL), index=national.series(TOTAL).index, dtype=object)
    country = _strength(exports.loc[first:last])
    label = Text("synthesis.against.country_season")
    standing = stand("country", label, strength, country, periods=(str(last), str(last)))
    return Reading("determined", strength, what("seasonality_months"), _span(first, last), (standing,))


def _strength(series: pd.Series) -> Quantity:
    values = pd.Series([own.value for own in series], index=series.index, dtype=float)
    if values.empty:
        return not_determinable(NOTHING, "ratio")
    found = seasonal_strength(values)
    if found.refused:
        return not_determinable(Text(f"structure.reason.{found.refused}"), "ratio")
    used = series.loc[found.first : found.last]
    return derive("structure.formula.seasonal_strength", "ratio", lambda *_: found.strength, *used, decimals=2)


def _span(first: pd.Period, last: pd.Period) -> Period:
    return Period(first.start_time, last.end_time.normalize(), "span")


READERS: Final[Mapping[str, Callable[[Evidence], Reading | None]]] = {
    "concentration": _concentration,
    "seasonality": _seasonality,
}
