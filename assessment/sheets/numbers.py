"""A cell that should hold a number: the number, a typed missing mark, or a refusal with its reason.

Nothing is guessed. A number typed as text is read in the locale its source declares (`vi`: 1.234,5; `en`: 1,234.5); where
the text does not fit that locale, or no locale is declared and the text needs one, it is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from assessment.sheets.text import clean

Locale: TypeAlias = Literal["vi", "en"]
MissingKind: TypeAlias = Literal["empty", "none", "not_available", "not_applicable"]

# The conventions of the statistics office: a dash is "nothing occurred", dots are "occurred, but no figures", x is "does not apply".
MISSING_MARKS: dict[str, MissingKind] = {
    "": "empty",
    "-": "none",
    "–": "none",
    "—": "none",
    "−": "none",
    ".": "not_available",
    "..": "not_available",
    "...": "not_available",
    "…": "not_available",
    "x": "not_applicable",
    "X": "not_applicable",
}

_PLAIN = re.compile(r"[+-]?\d+")
_SHAPES: dict[Locale, tuple[re.Pattern[str], str, str]] = {
    "vi": (re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+)(?:,\d+)?"), ".", ","),
    "en": (re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?"), ",", "."),
}
_LOCALES: tuple[Locale, ...] = ("vi", "en")
_EXAMPLE: dict[Locale, str] = {"vi": "1.234,5", "en": "1,234.5"}


@dataclass(frozen=True)
class Missing:
    """A mark that stands where there is no number, and what it means."""

    kind: MissingKind


@dataclass(frozen=True)
class Refusal:
    """Why a cell was not read: what was expected of it."""

    reason: str


def parse_number(value: object, locale: Locale | None = None) -> float | Missing | Refusal:
    """Read one cell.

    Parameters
    ----------
    value : object
        The cell's value: a number, a text, or whatever else a workbook may hold.
    locale : {"vi", "en"} or None
        How the source writes a number as text; None reads only texts that can be read in one way ("1943,0", not "1.234").

    Returns
    -------
    float, Missing or Refusal

    Examples
    --------
    >>> parse_number("1.234,5", "vi"), parse_number("1,234.5", "en"), parse_number(12)
    (1234.5, 1234.5, 12.0)
    >>> parse_number("..")
    Missing(kind='not_available')
    >>> parse_number("1,234.5", "vi").reason
    'expected a number written like 1.234,5'
    """
    if isinstance(value, bool):
        return Refusal("expected a number, found the truth value of a formula")
    if isinstance(value, (int, float)):
        number = float(value)
        return number if math.isfinite(number) else Refusal("expected a finite number")
    if value is None:
        return Missing("empty")
    if not isinstance(value, str):
        return Refusal(f"expected a number, found {type(value).__name__}")
    return _parse_text(value, locale)


@lru_cache(maxsize=16384)
def _parse_text(raw: str, locale: Locale | None) -> float | Missing | Refusal:
    text = clean(raw)
    if text in MISSING_MARKS:
        return Missing(MISSING_MARKS[text])
    text = text.replace("\u2212", "-")
    if _PLAIN.fullmatch(text):
        return float(text)
    if locale is not None:
        number = _in_locale(text, locale)
        return Refusal(f"expected a number written like {_EXAMPLE[locale]}") if number is None else number
    readings = {number for number in (_in_locale(text, "vi"), _in_locale(text, "en")) if number is not None}
    if not readings:
        return Refusal(f"expected a number written like {_EXAMPLE['vi']} or {_EXAMPLE['en']}")
    if len(readings) > 1:
        return Refusal("expected a number; with this separator it is ambiguous until the source declares its locale")
    return readings.pop()


def _in_locale(text: str, locale: Locale) -> float | None:
    shape, thousands, decimal = _SHAPES[locale]
    if not shape.fullmatch(text):
        return None
    return float(text.replace(thousands, "").replace(" ", "").replace(decimal, "."))


def evident_locale(texts: Iterable[str]) -> tuple[Locale, str] | None:
    """Return the one locale in which all number texts can be read, and a text that fits no other; None where none is evident.

    >>> evident_locale(["1.234", "1.234.567", "12"]), evident_locale(["1.234", "-"]), evident_locale(["1.234,5", "1,234.5"])
    (('vi', '1.234.567'), None, None)
    """
    numbers = [clean(text) for text in texts if re.fullmatch(r"[-+]?\d[\d.,]*", clean(text))]
    fitting: dict[Locale, list[str]] = {
        locale: [text for text in numbers if _in_locale(text, locale) is None] for locale in _LOCALES
    }
    sound = [locale for locale in _LOCALES if not fitting[locale]]
    if len(sound) != 1:
        return None
    (other,) = set(_LOCALES) - set(sound)
    return sound[0], fitting[other][0]


def decimals(value: float) -> int:
    """Return how many decimals `value` was printed with, as far as a stored number tells (float noise left aside).

    >>> decimals(12.5), decimals(1943.0), decimals(0.1 + 0.2)
    (1, 0, 1)
    """
    shown = format(value, ".12g")
    if "e" not in shown:
        return len(shown.partition(".")[2])
    exponent = Decimal(shown).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def scale(value: float, factor: Decimal) -> float:
    """Return `value` times `factor`, multiplied in decimals so that 4.975 thousand is 4975 and not 4974.999….

    >>> scale(4.975, Decimal(1000)), scale(51990.563, Decimal(1))
    (4975.0, 51990.563)
    """
    return value if factor == 1 else float(Decimal(repr(value)) * factor)
