"""Whether a typed number is the known one, and if not, which slip of the pen would make it so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from assessment.authoring.known_numbers import Known
from assessment.authoring.printed_numbers import Number
from assessment.authoring.units import Unit

Verdict: TypeAlias = Literal["agrees", "differs", "not_placed", "no_data"]
VERDICTS: Final = ("agrees", "differs", "not_placed", "no_data")
_POWERS: Final = tuple(Decimal(10) ** power for power in (-9, -6, -3, -2, -1, 1, 2, 3, 6, 9))


@dataclass(frozen=True)
class Match:
    """What is said of a number: the verdict, the numbers of the report it was held against, and a note (a key)."""

    verdict: Verdict
    known: tuple[Known, ...] = ()
    note: str = ""


def fits(number: Number, known: Known) -> bool:
    """Return whether a typed number rounds to a known one; a unit lent by a neighbour or a unit line binds only its own kind."""
    own = replace(number, unit=Unit()) if number.lent and not number.unit.fits(known.unit) else number
    return own.agrees(known.value, known.unit, known.direction)


def judge(number: Number, known: Known) -> Match:
    """Return the verdict for a number whose place is known."""
    if fits(number, known):
        return Match("agrees", (known,))
    return Match("differs", (known,), slip(number, known))


def slip(number: Number, known: Known) -> str:
    """Return which slip makes the known number into the typed one: a key of ``check.note``.

    >>> from assessment.authoring.printed_numbers import find_numbers
    >>> known = Known("Bảng 3.1", "B2", "", "51.990,6", Decimal("51990.563"), Unit("usd", Decimal(10**6)))
    >>> [slip(find_numbers(text, "vi")[0], known) for text in ("51.990,6 tỷ USD", "51.909,6 triệu USD", "7 triệu USD")]
    ['scale', 'digits', 'value']
    """
    if number.value is None:
        return "unreadable"
    if number.agrees_otherwise(known.value, known.unit, known.direction):
        return "manner"
    if not number.unit.fits(known.unit):
        bare = (replace(number, unit=Unit(factor=factor)) for factor in (Decimal(1), number.unit.factor))
        return "unit" if any(one.agrees(known.value, known.unit, known.direction) for one in bare) else "value"
    if number.agrees(-known.value, known.unit, -known.direction):
        return "sign"
    if number.digits > 1 and any(number.agrees(known.value * power, known.unit, known.direction) for power in _POWERS):
        return "scale"
    return _close(number, known)


def _close(number: Number, known: Known) -> str:
    """Tell the slips that leave the number near the known one, in the unit of the typed one."""
    right = in_unit(known, number.unit)
    step = Decimal(1).scaleb(-number.decimals)
    own = abs(number.value or Decimal(0))
    if abs(own - abs(right)) <= step * 2:
        return "rounding"
    mine, true = f"{own:f}".replace(".", ""), f"{abs(round(right, number.decimals)):f}".replace(".", "")
    changed = sum(map(str.__ne__, mine, true)) if len(mine) == len(true) else len(mine)
    swapped = len(mine) > 1 and sorted(mine) == sorted(true)
    return "digits" if swapped or changed <= min(2, len(mine) - 1) else "value"


def in_unit(known: Known, unit: Unit) -> Decimal:
    """Return a known value in the unit a number was typed in.

    >>> in_unit(Known("", "", "", "", Decimal(2500), Unit("usd", Decimal(10**6))), Unit("usd", Decimal(10**9)))
    Decimal('2.5')
    """
    return known.value * known.unit.factor / unit.factor if unit.dimension or unit.factor != 1 else known.value
