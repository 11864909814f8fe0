"""Header texts and titles with the periods in them taken out.

"Ước tính tháng 10 năm 2024 Trị giá" and next month's header differ in the period only. `read_heading` returns the text with
`{period}` in its place, which a declaration can name once for all months, and the periods themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
# "jan", "jan.", "sept" and the whole name; a longer text that begins so is another word.
_SHORT_MONTHS = tuple(name[:3] for name in _MONTHS)
_MONTH = "(" + "|".join(rf"{name[:3]}(?:{name[3:]}|t)?\b\.?" for name in _MONTHS) + ")"
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ENGLISH = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_OF = r"(?: ?[,/.]? ?| in | of )"
_N = rf"(?:0?(\d{{1,2}})|({'|'.join(_WORDS)}))"
_Y = r"(?:(?: ?[/.] ?| nam | cua nam | )(\d{4}))"
_DAY = r"(\d{1,2}) ?[/.] ?(\d{1,2})(?: ?[/.] ?(\d{4}))?"
# In this order: what says more goes first. A period without its year takes the one the table's title tells. Before each pattern
# stand texts of which it needs one: to look for them costs a tenth of a look with the pattern.
_SHAPES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (kind, needed, re.compile(pattern))
    for kind, needed, pattern in (
        ("days", ("/", "."), rf"(?:tinh )?(?:tu )?(?:ngay )?{_DAY}\.? *(?:den)?(?: het)?(?: ngay)? *{_DAY}"),
        (
            "day",
            ("/", "."),
            r"(?:den )?(?:het )?(?:thang )?(?:ngay )?(\d{1,2}) ?[/.] ?(\d{1,2}) ?[/.] ?(\d{4})",
        ),
        ("day", ("ngay",), r"(?:den )?(?:het )?ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})"),
        ("ytd", ("thang",), rf"\b{_N} ?thang(?: dau)?(?: nam)?{_Y}"),
        ("ytd", ("t",), r"\b(\d{1,2})() ?t ?[/.]? ?(\d{4})"),
        ("month", ("thang",), rf"\bthang ?{_N}{_Y}"),
        ("quarter", ("qu",), rf"\bqu[yi] (iv|iii|ii|i|[1-4]){_Y}"),
        ("spelled_ytd", ("jan",), rf"\b(?:(?:to|till|until) )?jan(?:uary)?\b\.?(?: to | - | ){_MONTH}{_OF}(\d{{4}})"),
        ("spelled_month", _SHORT_MONTHS, rf"\b{_MONTH}{_OF}(\d{{4}})"),
        ("counted", ("month",), rf"\b(?:the )?(?:first )?(\d{{1,2}}|{'|'.join(_ENGLISH)}) months?{_OF}(\d{{4}})"),
        ("ordered", (*_ORDER, "q"), rf"\b(?:the )?({'|'.join(_ORDER)}|q[1-4]) ?(?:quarter)?{_OF}(\d{{4}})"),
        ("quarter", ("quarter",), r"\bquarter (iv|iii|ii|i|[1-4])(?: ?,? ?| of )(\d{4})"),
        ("year", ("nam",), r"\b(?:ca )?nam (\d{4})\b"),
        ("year", ("19", "20"), r"(?<!\d\.)(?<![\d/])((?:19|20)\d{2})(?!\.?\d|/)"),
        ("ytd", ("thang",), rf"\b{_N} ?thang(?: dau nam)?\b()"),
        ("month", ("thang",), rf"\bthang ?{_N}\b()"),
        ("quarter", ("qu",), r"\bqu[yi] (iv|iii|ii|i|[1-4])\b()"),
    )
)


# "tháng năm 2009" is no May: the number of the month was lost before "năm 2009" ("tháng năm năm 2009" is May).
_LOST_MONTH = re.compile(r"thang ?nam \d{4}")

_DECISION = re.compile(
    r"\(?\b(?:ban hành )?kèm theo (?:quyết định|thông tư|công văn|tờ trình|báo cáo)\b[^)]*\)?", re.IGNORECASE
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
    >>> read_heading("Estimated Oct. 2024 Value").periods[0].end, read_heading("First six months of 2024").periods[0].frequency
    (datetime.date(2024, 10, 31), 'ytd')
    >>> read_heading("Tháng năm 2009").template, read_heading("Tháng năm năm 2009").periods[0].end
    ('thang {period}', datetime.date(2009, 5, 31))
    >>> read_heading("cấp phép từ 01/01- 20/7/2010").periods[0].end
    datetime.date(2010, 7, 20)
    """
    folded = fold(text)
    found: list[tuple[int, int, Period]] = []
    for kind, needed, shape in _SHAPES:
        if not any(text in folded for text in needed):
            continue
        for match in shape.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end, _ in found):
                continue
            period = _period(kind, match)
            if period is not None:
                found.append((match.start(), match.end(), period))
    template = folded
    for start, end, _ in sorted(found, key=lambda item: -item[0]):
        template = f"{template[:start]} {{period}} {template[end:]}"
    plain = " ".join(template.split()).replace("( {period}", "({period}").replace("{period} )", "{period})")
    return Heading(plain, tuple(period for _, _, period in sorted(found, key=lambda item: item[0])))


def read_caption(text: str) -> Heading:
    """Take the periods out of a title with its subtitles; the decision a table belongs to has a day of its own, not of the figures.

    >>> read_caption("QUYẾT TOÁN NĂM 2013 (Kèm theo Quyết định số 1440/QĐ-BTC ngày 09/7/2015)").periods[0].end
    datetime.date(2013, 12, 31)
    """
    return read_heading(_DECISION.sub(" ", text))


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
        if kind == "month" and _LOST_MONTH.fullmatch(match.group()):
            return None
        if kind in _SPELLED:
            kind, number = _SPELLED[kind][0], _SPELLED[kind][1](groups[0])
            return _months(kind, number, year)
        number = _ROMAN.get(groups[0] or "") or int(groups[0] or 0) or _WORDS[groups[1]]
        return _months(kind, number, year)
    except ValueError:
        return None


def _months(kind: str, number: int, year: int) -> Period:
    frequency: Frequency = "ytd" if kind == "ytd" else "quarter" if kind == "quarter" else "month"
    first, last = (3 * number - 2, 3 * number) if kind == "quarter" else (1 if kind == "ytd" else number, number)
    return Period(date(year, first, 1), month_end(year, last), frequency)


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month[:3] == name[:3])


# English periods: the kind of period each shape is, and how its number is written.
_SPELLED: dict[str, tuple[str, Callable[[str], int]]] = {
    "spelled_ytd": ("ytd", _month_number),
    "spelled_month": ("month", _month_number),
    "counted": ("ytd", lambda word: _ENGLISH.index(word) + 1 if word in _ENGLISH else int(word)),
    "ordered": ("quarter", lambda word: _ORDER.get(word) or int(word[-1])),
}


def _days(day: str, month: str, year: str | None, last_day: str, last_month: str, last_year: str | None) -> Period:
    end_year = int(last_year or year or 1)
    start = date(int(year or end_year), int(month), int(day))
    end = date(end_year, int(last_month), int(last_day))
    if start > end:
        raise ValueError("a span ends before it begins")
    return Period(start, end, "ytd" if (start.month, start.day) == (1, 1) else "span")


def closing_day(note: str) -> int | None:
    """Return the day of the last month on which the figures of a period close, as a footnote says.

    >>> closing_day("Số liệu tính từ 1/1 đến ngày 20 tháng báo cáo"), closing_day("Nghìn chiếc")
    (20, None)
    """
    found = re.search(r"\bden (?:het )?ngay (\d{1,2}) (?:cua )?thang bao cao", fold(note))
    return int(found.group(1)) if found and 1 <= int(found.group(1)) <= 28 else None


def with_year(period: Period, year: int) -> Period:
    """Return a period printed without its year in the given one.

    >>> with_year(read_heading("Ước tính tháng 2").periods[0], 2024).end
    datetime.date(2024, 2, 29)
    """
    if period.start.year != 1:
        return period
    return Period(period.start.replace(year=year), month_end(year, period.end.month), period.frequency, period.mark)
