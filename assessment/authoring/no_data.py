"""Numbers that are no data: years, dates, numbers of laws and articles, references, citations. Vietnamese and English alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_MANY: Final = r"\d+(?:[.]\d+)*[a-z]?(?:\s*(?:,|;|và|and|–|-|đến|to)\s*(?:PL)?\d+(?:[.]\d+)+)*"
_NAMES_OF_PARTS: Final = (
    "Bảng|Biểu|Biểu đồ|Hình|Mục|Chương|Phần|Phụ lục|Nhận định|Ô|Trang|Mẫu|Chú thích|"
    "Table|Chart|Figure|Section|Chapter|Part|Annex|Appendix|Finding|Cell|Page|Form|Box|Hộp"
)
_KINDS_OF_LAW: Final = (
    "Nghị định|Quyết định|Thông tư|Nghị quyết|Công văn|Văn bản|Chỉ thị|Thông báo|Kế hoạch|Tờ trình|Báo cáo|Luật|"
    "Decree|Decision|Circular|Resolution|Law|Directive|Notice|Document"
)

# The order decides: the first kind that covers a number names the reason.
REASONS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE if fold else 0))
    for reason, pattern, fold in (
        ("link", r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b[\w.-]+\.(?:vn|com|org|net|gov|info)(?:/\S*)?\b", True),
        ("citation", r"\[\d+(?:\s*[,;–-]\s*\d+)*\]", False),
        ("document", r"\b\d+[a-z]?/\d{4}/[A-ZĐ][\w-]*|\b\d+[a-z]?[/-][A-ZĐ][\wĐ]*(?:-[A-ZĐ]\w*)*", False),
        ("document", rf"\b(?:{_KINDS_OF_LAW})\s+(?:số|No\.?)\s*\d+[\w/.-]*|\bsố\s+\d+/\d{{4}}\b", True),
        ("document", rf"\b(?:{_KINDS_OF_LAW})\s+\d+/\d{{4}}\b", True),
        (
            "article",
            r"\b(?:Điều|Khoản|Article|Clause|Art\.)\s+\d+[a-zđ]?(?:\s*(?:,|và|and|–|-)\s*\d+)*(?![\d.,]*\d)",
            True,
        ),
        ("reference", rf"\b(?:{_NAMES_OF_PARTS})\s+(?:số\s+)?(?:PL\s?)?{_MANY}", False),
        ("reference", r"\b(?:Mục|Section)\s+\d{1,2}(?:,\s\d{1,2})+(?!\s*[\w%.,])", False),
        # "loại hình 10 tháng": a name in small letters needs a number with a point.
        ("reference", r"\b(?:bảng|biểu|hình|mục|table|figure|section)\s+(?:PL)?\d{1,2}\.\d{1,2}(?![\d,])", False),
        ("code", r"\b\d+/\d+-\d+|\b\d{4}/\d{1,2}\b", False),
        ("date", r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d{2}(?:-\d{2})?\b", False),
        ("date", r"\b\d{1,2}[/-](?:19|20)\d{2}\b", False),
        (
            "date",
            r"\b(?:ngày|từ|đến)\s+\d{1,2}/\d{1,2}\b(?!/)|\bngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?",
            True,
        ),
        (
            "date",
            rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})(?:\s+\d{{1,2}},)?\s+\d{{4}}\b|\b\d{{1,2}}\s+(?:{_MONTHS})\b",
            False,
        ),
        ("period", r"\b\d{1,2}\s+tháng\s+(?:đầu|cuối)(?:\s+năm)?|\b(?:first|last)\s+\d{1,2}\s+months\b", True),
        ("period", r"\b(?:Quý|Quarter|Q)\s*[1-4]\b|\bsáu tháng đầu năm\b", True),
        (
            "period",
            r"(?<!mỗi )(?<!hằng )(?<!hàng )(?<!một )\btháng\s+(?:0?[1-9]|1[0-2])(?:\s*[–-]\s*(?:0?[1-9]|1[0-2]))?(?![\d.,]*\d)",
            True,
        ),
        ("time", r"\b\d{1,2}\s?(?:h|giờ)\s?\d{2}\b|\b\d{1,2}:\d{2}\b", True),
        ("code", r"\b(?:mã\s+)?HS\s*:?\s*[\d.]+|\b0\d{2,}\b(?![.,]\d)|(?:\+84|\b0\d{2,3})[\s.]\d{3}[\s.]\d{3,4}", True),
        ("year", r"\b(?:19|20)\d{2}\s?[–/-]\s?(?:(?:19|20)\d{2}|\d{2})\b", False),
        (
            "year",
            r"\b(?:năm|giai đoạn|cuối|đầu|sau|trước|từ|đến|in|since|year|years|by|until|from|to|of)\s+"
            r"(?:19|20)\d{2}(?![\d.,]*\d)\b(?!\s*(?:%|triệu|tỷ|nghìn|USD|ha\b))",
            True,
        ),
    )
)
_NUMBERING: Final = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)])\s+(?=[^\W\d_a-zđ])")
_BARE_YEAR: Final = re.compile(r"(?:19|20)\d{2}")


def no_data(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of a text whose numbers are no data, with the reason; the first that covers a number counts.

    >>> text = "Theo Điều 17 Nghị định số 35/2022/NĐ-CP, đến ngày 22/8/2024 có 12 dự án (Bảng 3.2)"
    >>> [(text[start:end], reason) for start, end, reason in no_data(text)][:3]
    [('35/2022/NĐ-CP', 'document'), ('Nghị định số 35/2022/NĐ-CP', 'document'), ('Điều 17', 'article')]
    """
    if numbering := _NUMBERING.match(text):
        yield numbering.start(), numbering.end(), "numbering"
    for reason, pattern in REASONS:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), reason


def is_year(digits: str) -> bool:
    """Return whether these digits, where nothing stands behind them, are a year.

    >>> is_year("2023"), is_year("2.023"), is_year("3023")
    (True, False, False)
    """
    return _BARE_YEAR.fullmatch(digits) is not None
