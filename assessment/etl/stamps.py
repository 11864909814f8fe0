"""Times of day as a log prints them, read column by column: what may mean two moments, or none, is no time.

A text is read as day, month, year unless the column itself shows another order. Two traps look like good data. An American program
that opened a list of `05/02/2026` stored the second of May; it left `25/02/2026` a text, so a column of texts with days above 12 and
stored dates with days up to 12 was mangled so. And a column that holds `02/25/2026` somewhere may mean the month first everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessment.sheets.numbers import MISSING_MARKS
from assessment.sheets.periods import FIRST_YEAR, LAST_YEAR
from assessment.sheets.text import clean
from assessment.sheets.workbook import is_blank

NO_TIME: Final = "no time; expected day, month, year and time of day, such as 05/02/2026 14:30"
NO_TIME_OF_DAY: Final = "a day without a time of day"
NO_SUCH_TIME: Final = "there is no such time"
A_NUMBER: Final = "a number, not a time"
MONTH_FIRST: Final = "day and month may be exchanged: the column holds a time with the month first"
MANGLED: Final = (
    "day and month may be exchanged: in this column only days above 12 are texts, so another program stored the others"
)

_TIME: Final = r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
_LOCAL: Final = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
_ISO: Final = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_WRITTEN_LOCALLY: Final = tuple(map(re.compile, (rf"{_LOCAL},? {_TIME}", rf"{_TIME},? {_LOCAL}")))
_WRITTEN_ISO: Final = re.compile(rf"{_ISO}[ t]{_TIME}")
_DAYS_ALONE: Final = tuple(map(re.compile, (_LOCAL, _ISO)))
_MONTHS: Final = 12


@dataclass(frozen=True)
class Stamps:
    """The times of a column.

    Attributes
    ----------
    times
        Times to the second (``datetime64[s]``), NaT where the cell is empty or refused.
    refused
        By position in the column, why a cell is no time.
    """

    times: NDArray[np.datetime64]
    refused: dict[int, str]


def read_stamps(cells: Sequence[object]) -> Stamps:
    """Read a column of times.

    Parameters
    ----------
    cells
        The cells as the reader of workbooks gives them: texts, dates, times, numbers, empty ones.

    Examples
    --------
    >>> found = read_stamps(["05/02/2026 14:30", "14:05 06/02/2026", "2026-02-07T08:00:30", "", "25:61 05/02/2026", "07/02/2026"])
    >>> [str(moment) for moment in found.times[:3]]
    ['2026-02-05T14:30:00', '2026-02-06T14:05:00', '2026-02-07T08:00:30']
    >>> found.refused == {4: NO_SUCH_TIME, 5: NO_TIME_OF_DAY}
    True
    """
    texts = {cell: _read_text(cell) for cell in set(cells) if isinstance(cell, str)}
    ambiguous = _ambiguous(texts.values(), [cell for cell in cells if isinstance(cell, datetime)])
    times = np.full(len(cells), np.datetime64("NaT", "s"))
    refused: dict[int, str] = {}
    for place, cell in enumerate(cells):
        if is_blank(cell) or (isinstance(cell, str) and cell in MISSING_MARKS):
            continue
        found = texts[cell] if isinstance(cell, str) else _read(cell)
        why = found.why or (ambiguous if _is_ambiguous(found, ambiguous) else "")
        if why:
            refused[place] = why
        else:
            times[place] = found.moment
    return Stamps(times, refused)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a cell tells: a moment, or why none; `day` and `month` as written, in the local order or `dated` by a workbook."""

    moment: datetime | None = None
    why: str = ""
    local: bool = False
    dated: bool = False
    day: int = 0
    month: int = 0


def _ambiguous(texts: Iterable[_Found], dates: Sequence[datetime]) -> str:
    """Return why days and months of a column cannot be told apart, "" where they can."""
    written = [found for found in texts if found.local]
    if any(found.month > _MONTHS >= found.day for found in written):
        return MONTH_FIRST
    if written and dates and all(found.day > _MONTHS for found in written):
        return MANGLED if all(moment.day <= _MONTHS for moment in dates) else ""
    return ""


def _is_ambiguous(found: _Found, why: str) -> bool:
    if not why or found.day > _MONTHS or found.day == found.month:
        return False
    return found.local if why == MONTH_FIRST else not found.local and found.dated


def _read_text(text: str) -> _Found:
    plain = clean(text).lower()
    local = next((found for shape in _WRITTEN_LOCALLY if (found := shape.fullmatch(plain))), None)
    found = local or _WRITTEN_ISO.fullmatch(plain)
    if found is None:
        return _Found(why=NO_TIME_OF_DAY if any(shape.fullmatch(plain) for shape in _DAYS_ALONE) else NO_TIME)
    parts = {name: int(part or 0) for name, part in found.groupdict().items()}
    told = {"local": local is not None, "day": parts["day"], "month": parts["month"]}
    try:
        return _in_years(_Found(datetime(**parts), **told))  # type: ignore[arg-type]
    except ValueError:
        return _Found(why=NO_SUCH_TIME, **told)  # type: ignore[arg-type]


def _read(cell: object) -> _Found:
    """Return the moment a cell that is no text tells, or why it tells none."""
    if isinstance(cell, datetime):
        # A workbook stores a day alone as its midnight: one in 1,440 true moments is refused with them.
        moment = cell.replace(tzinfo=None)
        return (
            _Found(why=NO_TIME_OF_DAY)
            if moment.time() == time()
            else _in_years(_Found(moment, dated=True, day=moment.day, month=moment.month))
        )
    if isinstance(cell, date):
        return _Found(why=NO_TIME_OF_DAY)
    return _Found(why=A_NUMBER if isinstance(cell, (int, float)) else NO_TIME)


def _in_years(found: _Found) -> _Found:
    year = found.moment.year if found.moment else 0
    return found if FIRST_YEAR <= year <= LAST_YEAR else replace(found, moment=None, why=NO_SUCH_TIME)
