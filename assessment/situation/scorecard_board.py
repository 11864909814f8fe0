"""What the reports of the zone's board show for indicators 10 to 12 of the scorecard: capital realised, land let, use of land."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Period, Quantity, Text, not_determinable
from assessment.situation.investment_performance import capital_per_hectare, let_share, realised, report_days
from assessment.situation.pieces import legal_threshold
from assessment.situation.scorecard import Reading, Standing, State
from assessment.situation.scorecard_standings import NOTHING, stand, what

_Reader = Callable[[Evidence, pd.Timestamp], Quantity]


def _realisation(evidence: Evidence) -> Reading | None:
    """Return capital implemented of capital registered by domestic projects; that of foreign ones is named beside it."""
    days = report_days(evidence, "investment")
    if not days:
        return None
    words = Text("synthesis.what.realisation", {"foreign": realised(evidence, "fdi", days[-1])})
    return _reading(evidence, days, lambda of, day: realised(of, "domestic", day), "determined", words)


def _take_up(evidence: Evidence) -> Reading | None:
    """Return land let of land planned for functional areas, beside what the decree asks of a zone that is to be expanded."""
    days = report_days(evidence, "land")
    if not days:
        return None
    asked = legal_threshold(evidence, "expansion.let_percent", "percent")
    now = str(days[-1].date())
    label = Text("synthesis.against.let_threshold")
    threshold = stand("plan", label, let_share(evidence, days[-1]), asked, periods=(now, now))
    return _reading(evidence, days, let_share, "determined", what("take_up"), threshold)


def _productivity(evidence: Evidence) -> Reading | None:
    """Return domestic capital on a hectare: the component of the productivity of land that the forms hold."""
    days = report_days(evidence, "projects")
    return _reading(evidence, days, capital_per_hectare, "partial", what("productivity")) if days else None


def _reading(
    evidence: Evidence, days: list[pd.Timestamp], read: _Reader, state: State, words: Text, *others: Standing
) -> Reading:
    """Return the figure of the last report beside that of the last one at least a year older, and beside the others."""
    last = days[-1]
    earlier = [day for day in days if day <= last - pd.DateOffset(years=1)]
    own = read(evidence, last)
    before = read(evidence, earlier[-1]) if earlier else not_determinable(NOTHING, own.unit)
    label = Text("synthesis.against.report_before")
    if earlier:
        label = Text("synthesis.against.report_of", {"period": Period(earlier[-1], earlier[-1], "stock")})
    periods = (str(last.date()), str(earlier[-1].date()) if earlier else "before")
    relative = own.unit != "percent"
    standings = (*others, stand("before", label, own, before, periods=periods, relative=relative))
    return Reading(state, own, words, Period(last, last, "stock"), standings)


READERS: Final[Mapping[str, Callable[[Evidence], Reading | None]]] = {
    "investment_realisation": _realisation,
    "land_take_up": _take_up,
    "land_productivity": _productivity,
}
