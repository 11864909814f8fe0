"""How numbers, dates and periods are written; nothing in the package formats a number anywhere else.

Vietnamese writes 1.234,5 and English 1,234.5. Rounding is half away from zero on the decimal number a person reads, not on
its binary neighbour: 4.965 becomes 4,97. What a period is called ("9 tháng đầu năm 2024") is a text; here it is only decided
which text, and with which numbers in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

import pandas as pd

from assessment.findings import Period, Quantity

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
RANGE_DASH: Final = "\u2013"

_SEPARATORS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({"vi": (".", ","), "en": (",", ".")})

# An observed number is printed as published; more decimals than this are the noise of a conversion (66,4 × 1000).
_PUBLISHED_DECIMALS: Final = 3

# Formulas that hand a number on as it was published or configured; all others compute.
TAKEN_OVER: Final = frozenset({"observed", "configured"})

# Decimals of computed numbers. Every unit of the texts stands here (a test holds the two together).
DECIMALS: Final[Mapping[str, int]] = MappingProxyType(
    dict.fromkeys(("percent", "percent_per_year", "percentage_point", "times", "score"), 2)
    | dict.fromkeys(("usd_million", "usd_billion", "vnd_billion", "vnd_trillion", "cny_million"), 1)
    | dict.fromkeys(
        ("index_previous_year_100", "index_ha_noi_100", "index", "point", "points", "km", "km2", "day", "hour"), 1
    )
    | dict.fromkeys(("ratio",), 3)
    | dict.fromkeys(("degree",), 4)
    | dict.fromkeys(
        ("usd_per_person", "usd_million_per_project", "vnd_million_per_person", "vnd_billion_per_ha", "person_per_ha"),
        1,
    )
    | dict.fromkeys(("person_per_km2", "rank", "rank_of_63", "usd", "vnd_million", "vnd", "ha", "square_metre"), 0)
    | dict.fromkeys(("piece", "criterion", "head", "farm", "market", "tonne_km", "person_km", "vnd_thousand"), 0)
    | dict.fromkeys(("tonne", "cubic_metre", "kilogram", "vehicle", "vehicle_per_day", "person", "household"), 0)
    | dict.fromkeys(
        ("declaration", "consignment", "place", "wagon", "train", "trader", "enterprise", "cooperatives", "investors"),
        0,
    )
    | dict.fromkeys(("business_lines", "clusters", "components", "count", "fields", "gates", "memoranda"), 0)
    | dict.fromkeys(("legal_document", "policy_document", "parks", "parks_and_clusters", "project", "units"), 0)
    | dict.fromkeys(("zones", "year", "month", "row", "document", "section", "indicator", "source", "sector"), 0)
)

# Numbers that name something and are therefore never grouped into thousands.
_UNGROUPED_UNITS: Final = frozenset({"year"})


def round_half_away(value: float, decimals: int) -> Decimal:
    """Return `value` rounded half away from zero, judged on its shortest decimal form.

    >>> round_half_away(4.965, 2), round_half_away(-0.5, 0), round_half_away(-0.004, 2)
    (Decimal('4.97'), Decimal('-1'), Decimal('0.00'))
    """
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def as_published(value: float) -> Decimal:
    """Return `value` with the decimals it was published with: at most three, trailing zeros dropped.

    A number too small to show in three decimals keeps its first significant digit, because a published number that is not
    zero must not print as zero.

    >>> as_published(51990.563), as_published(66400.00000000001), as_published(0.00042)
    (Decimal('51990.563'), Decimal('66400'), Decimal('0.0004'))
    """
    rounded = round_half_away(value, _PUBLISHED_DECIMALS)
    if rounded == 0 and value != 0:
        rounded = round_half_away(value, -Decimal(repr(float(value))).adjusted())
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()


def printed_number(quantity: Quantity, column_decimals: int | None = None) -> Decimal:
    """Return the number that is printed for a known quantity.

    The quantity's own decimals come first, then those of its column; otherwise a published number prints as published and a
    computed one with the decimals of its unit.

    >>> printed_number(Quantity(9.5690, "percent", formula="share"))
    Decimal('9.57')
    """
    if quantity.value is None:
        raise ValueError("a quantity that is not determinable has no number to print")
    decimals = quantity.decimals if quantity.decimals is not None else column_decimals
    if decimals is None and quantity.formula not in TAKEN_OVER:
        if quantity.unit not in DECIMALS:
            raise ValueError(f"unit {quantity.unit!r}: no decimals are set for it in assessment/report/numbers.py")
        decimals = DECIMALS[quantity.unit]
    return as_published(quantity.value) if decimals is None else round_half_away(quantity.value, decimals)


def format_number(number: Decimal, lang: str, unit: str = "") -> str:
    """Return the characters of a number, in the manner of the language.

    >>> format_number(Decimal("-1234567.50"), "vi"), format_number(Decimal("1234.5"), "en")
    ('−1.234.567,50', '1,234.5')
    """
    thousands, decimal_sign = _SEPARATORS[lang]
    digits = f"{abs(number):f}" if unit in _UNGROUPED_UNITS else f"{abs(number):,f}"
    whole, _, fraction = digits.partition(".")
    text = whole.replace(",", thousands) + (decimal_sign + fraction if fraction else "")
    return MINUS + text if number < 0 else text


def decimals_shown(number: Decimal) -> int:
    """Return how many decimals a printed number shows.

    >>> decimals_shown(Decimal("9.50")), decimals_shown(Decimal("86140"))
    (2, 0)
    """
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def spreadsheet_format(number: Decimal, prefix: str = "", suffix: str = "", unit: str = "") -> str:
    """Return the Excel number format that shows a real number as it is printed, words before and after it included.

    >>> print(spreadsheet_format(Decimal("86140.0"), prefix="hơn "))
    "hơn "#,##0.0;"hơn −"#,##0.0
    """
    decimals = decimals_shown(number)
    digits = ("0" if unit in _UNGROUPED_UNITS else "#,##0") + ("." + "0" * decimals if decimals else "")
    before, after = prefix.replace('"', "”"), suffix.replace('"', "”")
    tail = f'"{after}"' if after else ""
    head = f'"{before}"' if before else ""
    return f'{head}{digits}{tail};"{before}{MINUS}"{digits}{tail}'


def format_date(day: pd.Timestamp) -> str:
    """Return a date as dd/mm/yyyy.

    >>> format_date(pd.Timestamp("2024-02-06"))
    '06/02/2024'
    """
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_partial_date(published: object) -> str:
    """Return a day of publication as far as it is known: a date, ``2021-12``, ``2021``, or nothing.

    >>> format_partial_date("2021-12"), format_partial_date(pd.Timestamp("2024-02-06")), format_partial_date(None)
    ('12/2021', '06/02/2024', '')
    """
    if isinstance(published, str):
        return "/".join(reversed(published[:10].split("-")))
    if published is None or bool(pd.isna(published)):  # type: ignore[call-overload]
        return ""
    return format_date(pd.Timestamp(published))  # type: ignore[arg-type]


def period_pattern(period: Period) -> tuple[str, dict[str, int | pd.Timestamp]]:
    """Return which pattern of the texts' `[frequency]` names a period, and what fills it.

    A period whose days do not fit its frequency is named by its days, never by a wider word.

    >>> period_pattern(Period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-09-30"), "ytd"))
    ('months_of_year', {'months': 9, 'year': 2024})
    """
    if period.frequency == "undated" or pd.isna(period.end):
        return "undated", {}
    start, end = period.start, period.end
    if period.frequency in ("stock", "day") or pd.isna(start) or start == end:
        return "day", {"day": end}
    if start.day != 1 or not end.is_month_end:
        return "days", {"start": start, "end": end}
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return _whole_months(start, end, months, period.frequency)


def _whole_months(
    start: pd.Timestamp, end: pd.Timestamp, months: int, frequency: str
) -> tuple[str, dict[str, int | pd.Timestamp]]:
    """Name a period of whole months."""
    if months == 1:
        return "month", {"month": end.month, "year": end.year}
    if months % 12 == 0 and start.month == 1:
        return ("year", {"year": end.year}) if months == 12 else ("years", {"first": start.year, "last": end.year})
    if frequency == "quarter" and months == 3 and end.month % 3 == 0:
        return "quarter", {"quarter": end.month // 3, "year": end.year}
    if start.year == end.year and start.month == 1:
        return "months_of_year", {"months": months, "year": end.year}
    if frequency == "half" and months == 6 and start.month == 7:
        return "second_half", {"year": end.year}
    return "months", {"month": start.month, "year": start.year, "last_month": end.month, "last_year": end.year}
