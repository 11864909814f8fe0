"""Numbers as they are typed in a text, read back: value, printed decimals, unit, and whether they are data at all.

Vietnamese writes 1.234,5 and English 1,234.5. A number that both could have written (1.234) is read in the manner of the chapter;
the other reading is kept, because taking the one for the other is a slip to be told from a wrong number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from assessment.authoring.no_data import is_year, no_data
from assessment.authoring.units import Unit, unit_around

_NUMERAL: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)*", re.UNICODE
)
_MINUS: Final = re.compile(r"(?:^|(?<=[\s(\[:;=/“\"~]))(?:−\s?|[–-])$")
_LIST: Final = re.compile(
    r"\s*(?:,|;|và|and|đến|tới|lên|xuống|to|or|hoặc|–|-|so với)\s*(?:khoảng |hơn |gần |từ |đến |USD )*", re.I
)
_ABOUT: Final = r"khoảng|chừng|xấp xỉ|gần bằng|about|around|approximately|some|roughly|nearly equal to|~|≈"
_OVER: Final = r"hơn|trên|over|more than|above|exceeding|vượt"
_NEARLY: Final = r"gần|dưới|nearly|almost|just under|below|close to"
_FALL: Final = (
    r"giảm|thấp hơn|nhỏ hơn|ít hơn|kém|âm|hụt|thâm hụt|giảm đi|sụt|fell|fell by|down|down by|decreased|decreased by|dropped|"
    r"dropped by|declined|declined by|lower by|less by|minus|decrease of|fall of|drop of|decline of|reduction of"
)
_RISE: Final = r"tăng|tăng thêm|cao hơn|rose|rose by|up|up by|increased|increased by|grew|grew by|growth of|increase of"
_QUALIFIED: Final = rf"(?:\s+(?:tới|đến|by|of|thêm|đi|{_ABOUT}|{_OVER}|{_NEARLY}))*\s*(?:USD|VND|CNY|\$)?\s*$"
_DIRECTIONS: Final = tuple(
    (sign, re.compile(rf"(?:^|\W)(?:{words}){_QUALIFIED}", re.IGNORECASE)) for sign, words in ((-1, _FALL), (1, _RISE))
)
_PRECISIONS: Final = tuple(
    (name, re.compile(rf"(?:^|\W)(?:{words})\s*(?:USD|VND|CNY|\$)?\s*$", re.IGNORECASE))
    for name, words in (("about", _ABOUT), ("over", _OVER), ("nearly", _NEARLY))
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?;…])\s+(?=[^\W\d_]|[“\"(–\d])|\n")
_DECIMAL: Final = {"vi": ",", "en": "."}


@dataclass(frozen=True)
class Number:
    """A number in a text.

    Attributes
    ----------
    text
        As typed, with sign and unit.
    start, end
        Where its digits stand in the text.
    value
        The number, or None where its separators fit no manner of writing; `decimals` is how many it shows.
    other
        What the other language would read, where the digits are ambiguous.
    unit
        Its unit; `lent` says that it was taken from the next number of a list ("12 và 15 dự án").
    precision
        ``about``, ``over``, ``nearly`` or empty.
    direction
        -1 or 1 where a word such as "giảm" or "tăng" stands right before it, else 0.
    reason
        Why it is no data: a key of the texts, ``check.reason.<reason>``; empty for data.
    """

    text: str
    start: int
    end: int
    value: Decimal | None
    decimals: int
    unit: Unit
    other: Decimal | None = None
    lent: bool = False
    precision: str = ""
    direction: int = 0
    reason: str = ""

    @property
    def digits(self) -> int:
        """How many digits the number has without leading and trailing zeros: what a coincidence would have to hit."""
        return 0 if self.value is None else len(f"{abs(self.value):f}".replace(".", "").strip("0"))

    @property
    def telling(self) -> bool:
        """Whether the number could hardly be near another one by chance: three digits, or two and a unit."""
        return self.digits >= 3 or (self.digits == 2 and bool(self.unit.dimension))

    def moved(self, by: int) -> Number:
        """Return the same number, its position counted from elsewhere."""
        return replace(self, start=self.start + by, end=self.end + by)

    def agrees(self, value: Decimal, unit: Unit, direction: int = 0) -> bool:
        """Return whether a known value rounds to the printed digits; `direction` is that of the words before the known one.

        >>> number = find_numbers("đạt 52 tỷ USD", "vi")[0]
        >>> number.agrees(Decimal("51990.563"), Unit("usd", Decimal(10**6)))
        True
        """
        return self.value is not None and self._meets(self.value, value, unit, direction)

    def agrees_otherwise(self, value: Decimal, unit: Unit, direction: int = 0) -> bool:
        """Return whether the known value is what the other language would read."""
        return self.other is not None and self._meets(self.other, value, unit, direction)

    def _meets(self, own: Decimal, value: Decimal, unit: Unit, direction: int) -> bool:
        if not self.unit.fits(unit):
            return False
        right = value * unit.factor / self.unit.factor if self.unit.dimension or self.unit.factor != 1 else value
        decimals = self.decimals if own is self.value else 0 if self.decimals else 3
        signed = {self.direction * own} if self.direction and own >= 0 else {own}
        rights = {direction * right} if direction and right >= 0 else {right}
        if direction < 0 or self.direction < 0:
            # “giảm −3,2%”: the sign is said twice.
            signed, rights = signed | {own} if own < 0 else signed, rights | {right} if right < 0 else rights
        return any(self._rounds(mine, true, decimals) for mine in signed for true in rights)

    def _rounds(self, own: Decimal, right: Decimal, decimals: int) -> bool:
        step = Decimal(1).scaleb(-decimals)
        # A float such as 4.965 may have passed through a product: a hair beside the half is the half.
        near = right + (Decimal("1e-9") * abs(right)).copy_sign(right)
        if own in (right.quantize(step, ROUND_HALF_UP), near.quantize(step, ROUND_HALF_UP)):
            return True
        if not self.precision or own == 0:
            return False
        # Behind "khoảng", the zeros at the end of 52.000 are rounded too; decimals say how far the rounding went.
        last = step if decimals else Decimal(1).scaleb(int(own.normalize().as_tuple().exponent))
        gap = (abs(right) - abs(own)) if own * right > 0 else last * 2
        bounds = {"about": abs(gap) * 2 <= last, "over": 0 <= gap < last, "nearly": 0 <= -gap < last}
        return bounds[self.precision]


def read_numeral(digits: str, lang: str) -> tuple[Decimal | None, int, Decimal | None]:
    """Return the value of some digits, the decimals they show, and the reading of the other language where there is one.

    >>> read_numeral("1.234", "vi"), read_numeral("1,234.5", "vi"), read_numeral("1.23.4", "vi")
    ((Decimal('1234'), 0, Decimal('1.234')), (Decimal('1234.5'), 1, None), (None, 0, None))
    """
    plain = re.sub(r"[\u00a0\u202f\u2009]", "", digits)
    other = "en" if lang == "vi" else "vi"
    own, foreign = _read(plain, _DECIMAL[lang]), _read(plain, _DECIMAL[other])
    value = own if own is not None else foreign
    if value is None:
        return None, 0, None
    exponent = value.as_tuple().exponent
    return value, max(0, -int(exponent)), foreign if own is not None and foreign != own else None


def _read(digits: str, decimal_sign: str) -> Decimal | None:
    thousands = "." if decimal_sign == "," else ","
    whole, found, fraction = digits.partition(decimal_sign)
    groups = whole.split(thousands)
    grouped = all(len(group) == 3 for group in groups[1:]) and (len(groups) == 1 or 0 < len(groups[0]) <= 3)
    if not grouped or (found and not fraction.isdigit()) or (len(groups) > 1 and groups[0].startswith("0")):
        return None
    return Decimal("".join(groups) + ("." + fraction if found else ""))


def find_numbers(text: str, lang: str) -> list[Number]:
    """Return every number typed in a text, in order.

    Parameters
    ----------
    text
        A paragraph or a cell.
    lang
        Language of the chapter, ``vi`` or ``en``; it decides how 1.234 is read.

    Examples
    --------
    >>> [(n.text, str(n.value), n.reason) for n in find_numbers("Năm 2023 đạt 51.990,6 triệu USD, giảm 3,2%", "vi")]
    [('2023', '2023', 'year'), ('51.990,6 triệu USD', '51990.6', ''), ('3,2%', '3.2', '')]
    """
    spans = list(no_data(text))
    found = [_number(text, match, lang, spans) for match in _NUMERAL.finditer(text)]
    return list(_lent(text, found))


def _number(text: str, match: re.Match[str], lang: str, spans: list[tuple[int, int, str]]) -> Number:
    start, end = match.span()
    value, decimals, other = read_numeral(match.group(), lang)
    minus = _MINUS.search(text[max(0, start - 3) : start])
    sign_width = len(minus.group()) if minus else 0
    before = text[max(0, start - 60) : start - sign_width]
    written = unit_around(before, text[end : end + 60])
    if minus and value is not None:
        value, other = -value, None if other is None else -other
    ahead = before[: len(before) - written.before]
    return Number(
        text[start - sign_width - written.before : end + written.behind].strip(),
        start,
        end,
        value,
        decimals,
        written.unit,
        other,
        precision=next((name for name, pattern in _PRECISIONS if pattern.search(ahead)), ""),
        direction=next((sign for sign, pattern in _DIRECTIONS if pattern.search(ahead)), 0),
        reason=_reason(text, match, written.behind, spans),
    )


def _reason(text: str, match: re.Match[str], behind: int, spans: list[tuple[int, int, str]]) -> str:
    start, end = match.span()
    for first, last, reason in spans:
        if first <= start and end <= last:
            return reason
    attached = text[end : end + 1]
    if (start and (text[start - 1].isalpha() or text[start - 1] == "_")) or (not behind and attached.isalpha()):
        return "code"
    if re.fullmatch(r"\d{1,2}(?:\.\d{1,2}){2,}", match.group()):
        return "numbering"
    return "year" if not behind and is_year(match.group()) else ""


def _lent(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Yield the numbers; one without unit takes that of the next of its list ("từ 12,5 lên 14,3%")."""
    lent: list[Number] = []
    following: Number | None = None
    for number in reversed(numbers):
        between = "" if following is None else text[number.end : following.start]
        if (
            following is not None
            and not number.reason
            and number.unit == Unit()
            and following.unit != Unit()
            and _LIST.fullmatch(between)
        ):
            number = replace(number, unit=following.unit, lent=True)
        lent.append(number)
        following = number if not number.reason else None
    return reversed(lent)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a paragraph begin and end.

    >>> text = "Năm 2023 đạt 51.990,6 triệu USD. Năm 2024 tăng."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Năm 2023 đạt 51.990,6 triệu USD.', 'Năm 2024 tăng.']
    """
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [(start, start + len(text[start:end].rstrip())) for start, end in pairwise(cuts) if text[start:end].strip()]
