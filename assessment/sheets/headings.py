"""Header texts and titles with the periods in them taken out.

"Ước tính tháng 10 năm 2024 Trị giá" and next month's header differ in the period only. `read_heading` returns the text with
`{period}` in its place, which a declaration can name once for all months, and the periods themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assessment.sheets.periods import Frequency, Period, month_end
from assessment.sheets.text import fold

_WORDS = {
    "muoi mot": 11, "muoi hai": 12, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10,
}  # fmt: skip
_ROMAN = {"iv": 4, "iii": 3, "ii": 2, "i": 1}
_N = rf"(?:0?(\d{{1,2}})|({'|'.join(_WORDS)}))"
_Y = r"(?:(?: ?[/.] ?| nam | cua nam | )(\d{4}))"
_DAY = r"(\d{1,2}) ?[/.] ?(\d{1,2})(?: ?[/.] ?(\d{4}))?"
# In this order: what says more goes first. A period without its year takes the one the table's title tells.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("days", rf"(?:tinh )?(?:tu )?(?:ngay )?{_DAY}\.? *(?:den)?(?: het)?(?: ngay)? *{_DAY}"),
        ("day", r"(?:den )?(?:het )?(?:thang )?(?:ngay )?(\d{1,2}) ?/ ?(\d{1,2}) ?/ ?(\d{4})"),
        ("day", r"(?:den )?(?:het )?ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})"),
        ("ytd", rf"\b{_N} ?thang(?: dau)?(?: nam)?{_Y}"),
        ("ytd", r"\b(\d{1,2})()t ?[/.] ?(\d{4})"),
        ("month", rf"\bthang ?{_N}{_Y}"),
        ("quarter", rf"\bqu[yi] (iv|iii|ii|i|[1-4]){_Y}"),
        ("year", r"\b(?:ca )?nam (\d{4})\b"),
        ("year", r"(?<![\d/.])((?:19|20)\d{2})(?![\d/.])"),
        ("ytd", rf"\b{_N} ?thang(?: dau nam)?\b()"),
        ("month", rf"\bthang ?{_N}\b()"),
        ("quarter", r"\bqu[yi] (iv|iii|ii|i|[1-4])\b()"),
    )
)


@dataclass(frozen=True)
class Heading:
    """A folded text with `{period}` where its periods stood, and the periods; one without a year has the year 1."""

    template: str
    periods: tuple[Period, ...]


@lru_cache(maxsize=8192)
def read_heading(text: str) -> Heading:
    """Take the periods out of a header text.

    >>> heading = read_heading("Ước tính 10 tháng năm 2024 Trị giá")
    >>> heading.template, heading.periods[0].start, heading.periods[0].end, heading.periods[0].frequency
    ('uoc tinh {period} tri gia', datetime.date(2024, 1, 1), datetime.date(2024, 10, 31), 'ytd')
    >>> read_heading("Quý I năm 2023 so với cùng kỳ năm trước (%) Lượng").template
    '{period} so voi cung ky nam truoc (%) luong'
    >>> read_heading("cấp phép từ 01/01- 20/7/2010").periods[0].end
    datetime.date(2010, 7, 20)
    """
    folded = fold(text)
    found: list[tuple[int, int, Period]] = []
    for kind, shape in _SHAPES:
        for match in shape.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end, _ in found):
                continue
            period = _period(kind, match)
            if period is not None:
                found.append((match.start(), match.end(), period))
    template = folded
    for start, end, _ in sorted(found, key=lambda item: -item[0]):
        template = f"{template[:start]} {{period}} {template[end:]}"
    return Heading(
        " ".join(template.split()), tuple(period for _, _, period in sorted(found, key=lambda item: item[0]))
    )


def template_of(header: str) -> str:
    """Return the key under which a declared header is looked up; `{period}` stands for any period.

    >>> template_of("Thực hiện {period} – Trị giá")
    'thuc hien {period} tri gia'
    """
    return " ".join("{period}" if part == "{period}" else fold(part) for part in _parts(header)).strip()


def _parts(header: str) -> Iterator[str]:
    for part in re.split(r"(\{period\})", header):
        if part.strip(" -–"):
            yield part.strip()


def _period(kind: str, match: re.Match[str]) -> Period | None:
    groups = match.groups()
    try:
        if kind == "days":
            return _days(*groups)
        if kind == "day":
            day = date(int(groups[2]), int(groups[1]), int(groups[0]))
            return Period(day, day, "day")
        if kind == "year":
            return Period(date(int(groups[0]), 1, 1), date(int(groups[0]), 12, 31), "year")
        year = int(groups[-1] or 1)
        number = _ROMAN.get(groups[0] or "") or int(groups[0] or 0) or _WORDS[groups[1]]
        frequency: Frequency = "ytd" if kind == "ytd" else "quarter" if kind == "quarter" else "month"
        first, last = (3 * number - 2, 3 * number) if kind == "quarter" else (1 if kind == "ytd" else number, number)
        return Period(date(year, first, 1), month_end(year, last), frequency)
    except ValueError:
        return None


def _days(day: str, month: str, year: str | None, last_day: str, last_month: str, last_year: str | None) -> Period:
    end_year = int(last_year or year or 1)
    start = date(int(year or end_year), int(month), int(day))
    end = date(end_year, int(last_month), int(last_day))
    if start > end:
        raise ValueError("a span ends before it begins")
    return Period(start, end, "ytd" if (start.month, start.day) == (1, 1) else "span")


def with_year(period: Period, year: int) -> Period:
    """Return a period printed without its year in the given one.

    >>> with_year(read_heading("Ước tính tháng 2").periods[0], 2024).end
    datetime.date(2024, 2, 29)
    """
    if period.start.year != 1:
        return period
    return Period(period.start.replace(year=year), month_end(year, period.end.month), period.frequency, period.mark)
