"""Periods of a report against each other: a header pasted from another month shows in the order of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from assessment.etl.observations import Observation
from assessment.etl.schema import PERIOD_NAMES, TABLES


def periods_apart(observations: Sequence[Observation]) -> str:
    """Return why the periods of a report do not go together, or "" where they do.

    Months follow one another or are those of the year before, and each period has one status.

    Parameters
    ----------
    observations : sequence of Observation
        All figures of the report.

    Examples
    --------
    >>> from assessment.etl.lineage import Origin
    >>> def figure(col, end, status="final"):
    ...     row = {"frequency": "month", "period_end": end, "status": status}
    ...     return Observation("trade", row, [Origin("value", 5, col, "1")])
    >>> periods_apart([figure(1, date(2024, 4, 30)), figure(2, date(2024, 5, 31))])
    ''
    >>> periods_apart([figure(1, date(2024, 2, 29)), figure(2, date(2024, 5, 31))])
    'its headers name periods that do not go together: 02/2024 and 05/2024'
    """
    statuses: dict[tuple[Any, ...], set[str]] = {}
    columns: dict[int, list[date]] = {}
    for col, frequency, end, status in _told(observations):
        statuses.setdefault((frequency, end), set()).add(status)
        columns.setdefault(col, []).append(end)
    double = next((end for (_, end), told in statuses.items() if len(told) > 1), None)
    if double is not None:
        return f"two headers give the period that ends on {double:%d/%m/%Y} with another status"
    for kind in ("month", "ytd"):
        # Figures of a month may close before its last day.
        ends = sorted({(end.year, end.month) for frequency, end in statuses if frequency == kind})
        if len(ends) > 1 and ends[-1] == (ends[-2][0], 12):
            ends.pop()  # a forecast of the year beside its months so far
        odd = [end for end in ends[:-1] if end not in _fitting(*ends[-1])]
        if odd:
            shown = " and ".join(f"{month:02}/{year}" for year, month in (odd[0], ends[-1]))
            return f"its headers name periods that do not go together: {shown}"
    # Where every column is later than those left of it, so are the figures of every row.
    in_order = _follow([end for col in sorted(columns) for end in (min(columns[col]), max(columns[col]))])
    if in_order or all(map(_follow, _series(observations))):
        return ""
    return "the periods of its headers do not follow one another"


def _told(observations: Iterable[Observation]) -> Iterable[tuple[int, str, date, str]]:
    """Return column, kind of period, its end and status of the dated observations, each once."""
    told = dict.fromkeys(
        [
            (one.origins[0].col, row["frequency"], row["period_end"], row["status"])
            for one in observations
            for row in [one.row]
        ]
    )
    return (one for one in told if isinstance(one[2], date))


def _series(observations: Sequence[Observation]) -> Iterable[list[date]]:
    """Return the periods of each row from left to right, for every figure it gives: "Total 2015, Total 2016, Male 2015 …"."""
    series: dict[tuple[Any, ...], dict[int, date]] = {}
    for observation in observations:
        row, origin = observation.row, observation.origins[0]
        if isinstance(row["period_end"], date):
            figure = TABLES[observation.table].key(row, *PERIOD_NAMES)
            series.setdefault((origin.row, *figure), {})[origin.col] = row["period_end"]
    return ([ends[col] for col in sorted(ends)] for ends in series.values())


def _follow(ends: Sequence[date]) -> bool:
    return all((later.year, later.month) >= (earlier.year, earlier.month) for earlier, later in pairwise(ends))


def _fitting(year: int, month: int) -> set[tuple[int, int]]:
    """Return the months that may stand beside the newest: the one before it, the same a year before, and the last year whole."""
    before = [year * 12 + month - 1 - back for back in (1, 12)]
    return {(at // 12, at % 12 + 1) for at in before} | {(year - 1, 12)}
