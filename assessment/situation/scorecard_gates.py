"""What the log of the gates shows for indicator 7 of the scorecard: the release time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from assessment.analysis.clearance_times import RELEASE
from assessment.evidence import Evidence
from assessment.findings import Text
from assessment.situation.gate_times import Times, release_values, summary, timed
from assessment.situation.scorecard import Reading
from assessment.situation.scorecard_standings import stand


def _release_time(evidence: Evidence) -> Reading | None:
    """Return the median release time of the last twelve months of the log beside that of the twelve before."""
    times = Times(evidence)
    if not times.known:
        return None
    now, before = (summary(counts, RELEASE) for counts in (times.now, times.before))
    own, other = (timed(found.median, found.count) for found in (now, before))
    period = times.period
    periods = (str(period.end.date()), str((period.start - (period.end - period.start)).date()))
    label = Text("synthesis.against.twelve_months_before")
    standing = stand("before", label, own, other, periods=periods, relative=True)
    values = release_values(times)
    words = Text("synthesis.what.release_time", {"p90": values["p90"], "same_day": values["same_day"]})
    return Reading("determined", own, words, period, (standing,))


READERS: Final[Mapping[str, Callable[[Evidence], Reading | None]]] = {"release_time": _release_time}
