"""The scorecard as read from the record: every indicator with its reading, missing where no reader finds a value."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.situation import scorecard_economy, scorecard_trade
from assessment.situation.scorecard import Assessed, Indicator, Reading, indicators, rule

_READERS = {**scorecard_trade.READERS, **scorecard_economy.READERS}


def read(evidence: Evidence, indicator: Indicator) -> Reading:
    """Return what the record shows for an indicator; missing where nothing does."""
    reader = _READERS.get(indicator.key)
    reading = reader(evidence) if reader else None
    if reading is None or reading.value is None or not reading.value.known:
        return Reading("missing")
    return reading


def assess(evidence: Evidence) -> tuple[Assessed, ...]:
    """Return every indicator with its reading and the rule its verdict follows, in the order of the scorecard."""
    written = rule(evidence)
    return tuple(Assessed(indicator, read(evidence, indicator), written) for indicator in indicators(evidence))
