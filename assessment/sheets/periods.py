"""What a period cell or header says: which days, how long, and how firm.

Understood are years (2015, "2015", "Năm 2015"), months (06/2024, "Tháng 6 năm 2024", 2024-06), quarters (Q1/2025,
"Quý I/2025"), half years (H1/2024), months from January on ("6 tháng đầu năm 2024", 9T/2024), spans of years (2016–2020) and
days (31/12/2016, 2016-12-31, Excel dates), each with a mark of how firm the figure is: "Prel.", "Sơ bộ", "Ước", "Est." before
it, or both languages ("Sơ bộ - Prel. 2023").
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, TypeAlias

from assessment.sheets.numbers import Refusal
from assessment.sheets.text import fold

Frequency: TypeAlias = Literal["year", "half", "quarter", "month", "day", "ytd", "span", "stock", "undated"]
Mark: TypeAlias = Literal["", "preliminary", "estimate"]

FIRST_YEAR, LAST_YEAR = 1900, 2100
EXPECTED = "expected a period such as 2015, 06/2024, Q1/2025, Sơ bộ 2016 or 31/12/2016"


@dataclass(frozen=True)
class Period:
    """First and last day, how long it is, and the mark printed with it."""

    start: date
    end: date
    frequency: Frequency
    mark: Mark = ""


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MARKS: tuple[tuple[re.Pattern[str], Mark], ...] = (
    (re.compile(r"\b(?:so bo|prel(?:iminary)?\b\.?)"), "preliminary"),
    (re.compile(r"\b(?:uoc tinh|uoc|est(?:imates?|imated)?\b\.?)"), "estimate"),
)
_YEAR = r"(?:nam |year )?(?P<year>\d{4})"
_SEPARATOR = r"(?: ?[/.] ?| nam | year | )"
# All patterns see folded text: no accents, dashes as spaces, lower case.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("year", _YEAR),
        ("day", r"(?:ngay )?(?P<day>\d{1,2}) ?[/.] ?(?P<month>\d{1,2}) ?[/.] ?(?P<year>\d{4})"),
        ("day", r"(?P<year>\d{4}) (?P<month>\d{2}) (?P<day>\d{2})"),
        ("day", r"ngay (?P<day>\d{1,2}) thang (?P<month>\d{1,2}) nam (?P<year>\d{4})"),
        ("month", rf"(?:thang )?(?P<month>\d{{1,2}})(?: ?/ ?| nam | ){_YEAR}"),
        ("month", rf"thang (?P<month>\d{{1,2}}){_SEPARATOR}{_YEAR}"),
        ("month", r"(?P<year>\d{4}) (?P<month>\d{2})"),
        ("quarter", rf"(?:q|quy |quarter )(?P<quarter>[1-4]|iv|i{{1,3}}){_SEPARATOR}{_YEAR}"),
        ("quarter", r"(?P<year>\d{4}) ?q(?P<quarter>[1-4])"),
        ("half", rf"h(?P<half>[12]){_SEPARATOR}{_YEAR}"),
        ("half", r"(?P<year>\d{4}) ?h(?P<half>[12])"),
        ("ytd", rf"(?P<month>\d{{1,2}}) ?(?:t|thang|thang dau nam){_SEPARATOR}{_YEAR}"),
        ("ytd", rf"(?P<month>\d{{1,2}}) ?(?:thang dau|thang dau cua) {_YEAR}"),
        ("span", r"(?:giai doan )?(?P<year>\d{4}) (?P<last>\d{4})"),
    )
)


def parse_period(value: object) -> Period | Refusal:
    """Read a period from a cell.

    >>> parse_period("Sơ bộ - Prel. 2016")
    Period(start=datetime.date(2016, 1, 1), end=datetime.date(2016, 12, 31), frequency='year', mark='preliminary')
    >>> parse_period(2015.0).frequency, parse_period("06/2024").end, parse_period("Quý I/2025").start
    ('year', datetime.date(2024, 6, 30), datetime.date(2025, 1, 1))
    >>> parse_period("31/02/2024").reason
    'there is no day 31/02/2024'
    """
    if isinstance(value, bool):
        return Refusal(EXPECTED)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return Period(value, value, "day")
    if isinstance(value, (int, float)):
        value = str(int(value)) if float(value).is_integer() else str(value)
    return _parse_text(value) if isinstance(value, str) else Refusal(EXPECTED)


def parse_day(value: object) -> date | Refusal:
    """Read a single day: an Excel date, dd/mm/yyyy or yyyy-mm-dd.

    >>> parse_day("28/04/2008")
    datetime.date(2008, 4, 28)
    >>> parse_day("2008").reason
    'expected a day, written dd/mm/yyyy'
    """
    period = parse_period(value)
    if isinstance(period, Refusal):
        return period if period.reason != EXPECTED else Refusal("expected a day, written dd/mm/yyyy")
    return period.start if period.frequency == "day" else Refusal("expected a day, written dd/mm/yyyy")


@lru_cache(maxsize=4096)
def _parse_text(raw: str) -> Period | Refusal:
    text = fold(raw)
    mark: Mark = ""
    for pattern, meaning in _MARKS:
        text, found = pattern.subn(" ", text)
        mark = meaning if found else mark
    text = " ".join(text.replace("(", " ").replace(")", " ").split())
    for kind, shape in _PATTERNS:
        matched = shape.fullmatch(text)
        if matched:
            period = _build(kind, {name: part for name, part in matched.groupdict().items() if part is not None}, raw)
            return replace(period, mark=mark) if isinstance(period, Period) else period
    return Refusal(EXPECTED)


def _build(kind: str, parts: dict[str, str], raw: str) -> Period | Refusal:
    year = int(parts["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Refusal(f"expected a year between {FIRST_YEAR} and {LAST_YEAR}")
    if kind == "day":
        try:
            day = date(year, int(parts["month"]), int(parts["day"]))
        except ValueError:
            return Refusal(f"there is no day {raw.strip()}")
        return Period(day, day, "day")
    if kind == "span":
        last = int(parts["last"])
        if not year < last <= LAST_YEAR:
            return Refusal("expected the second year after the first")
        return Period(date(year, 1, 1), date(last, 12, 31), "span")
    first, length = _months(kind, parts)
    if not 1 <= first <= first + length - 1 <= 12:
        return Refusal(f"there is no month {parts['month']}")
    frequency: dict[str, Frequency] = {
        "year": "year",
        "half": "half",
        "quarter": "quarter",
        "month": "month",
        "ytd": "ytd",
    }
    return Period(date(year, first, 1), month_end(year, first + length - 1), frequency[kind])


def _months(kind: str, parts: dict[str, str]) -> tuple[int, int]:
    """Return the first month and the number of months."""
    if kind == "year":
        return 1, 12
    if kind == "quarter":
        quarter = _ROMAN.get(parts["quarter"]) or int(parts["quarter"])
        return 3 * quarter - 2, 3
    if kind == "half":
        return 6 * int(parts["half"]) - 5, 6
    month = int(parts["month"])
    return (1, month) if kind == "ytd" else (month, 1)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, calendar.monthrange(year, month)[1])


def as_frequency(period: Period, frequency: Frequency) -> Period | Refusal:
    """Read a period cell as the kind of period its table holds.

    A year or month in a table of stocks is its last day; in a table of year-to-date figures it starts on 1 January. A day
    that is the first of a month stands for the month in a monthly table, which is how Excel stores a typed "06/2024".

    >>> june = parse_period("06/2024")
    >>> as_frequency(june, "ytd").start, as_frequency(june, "stock").start
    (datetime.date(2024, 1, 1), datetime.date(2024, 6, 30))
    >>> as_frequency(june, "year").reason
    'expected a period of kind year, found month'
    """
    if period.frequency == frequency:
        return period
    if frequency == "stock":
        return replace(period, start=period.end, frequency=frequency)
    if frequency == "span":
        return replace(period, frequency=frequency)
    if frequency == "ytd" and period.start.year == period.end.year:
        return replace(period, start=date(period.start.year, 1, 1), frequency=frequency)
    if frequency == "month" and period.frequency == "day" and period.start.day == 1:
        return replace(period, end=month_end(period.start.year, period.start.month), frequency=frequency)
    return Refusal(f"expected a period of kind {frequency}, found {period.frequency}")


def newest_ends(periods: Sequence[tuple[str, date]]) -> dict[str, date]:
    """Return the newest end of each kind of period; the year as a whole is a forecast where its months so far stand beside it.

    >>> newest_ends([("ytd", date(2000, 9, 30)), ("ytd", date(2000, 12, 31))])
    {'ytd': datetime.date(2000, 9, 30)}
    """
    so_far = {end.year for kind, end in periods if kind == "ytd" and end.month < 12}
    if not any(kind == "month" for kind, _ in periods):
        periods = [
            (kind, end) for kind, end in periods if not (kind == "ytd" and end.month == 12 and end.year in so_far)
        ]
    ends: dict[str, date] = {}
    for kind, end in periods:
        ends[kind] = max(end, ends.get(kind, end))
    return ends
