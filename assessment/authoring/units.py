"""Units as people write them behind (or before) a number, so that 52 tỷ USD and 51.990,563 triệu USD can be compared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from assessment.report.language import LANGUAGES, Language

_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALE: Final = re.compile(f"_({'|'.join(_SCALES)})")
_CURRENCY: Final = re.compile(r"(USD|US\$|\$|VND|VNĐ|CNY)[\s\u00a0]*$")
# Dimensions a bare number of the report can never stand for.
_STRICT: Final = ("percent", "percentage_point", "usd", "vnd", "cny", "ha")


@dataclass(frozen=True)
class Unit:
    """What a number counts: `dimension` is empty where nothing is said, `factor` how many base units one is."""

    dimension: str = ""
    factor: Decimal = Decimal(1)

    def fits(self, known: Unit) -> bool:
        """Return whether a number in this unit can be the known one.

        >>> Unit("usd").fits(Unit("usd", Decimal(10**6))), Unit("percent").fits(Unit("percentage_point"))
        (True, False)
        """
        if self.dimension == known.dimension or not self.dimension:
            return True
        return not known.dimension and not self.dimension.startswith(_STRICT)


@dataclass(frozen=True)
class WrittenUnit:
    """A unit as found in a text: how many characters it takes before and behind the number."""

    unit: Unit
    before: int = 0
    behind: int = 0


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("units.toml").read_text(encoding="utf-8"))


def unit_of_key(key: str) -> Unit:
    """Return the unit of a key of the `[unit]` table of the text files.

    >>> unit_of_key("vnd_billion_per_ha"), unit_of_key("km2")
    (Unit(dimension='vnd_per_ha', factor=Decimal('1000000000')), Unit(dimension='ha', factor=Decimal('100')))
    """
    if key in _words()["dimension"]:
        dimension, factor = _words()["dimension"][key]
        return Unit(dimension, Decimal(str(factor)))
    scale = _SCALE.search(key)
    return Unit(_SCALE.sub("", key), Decimal(_SCALES[scale.group(1)]) if scale else Decimal(1))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@cache
def _spellings() -> Mapping[str, Unit]:
    """Return every spelling of a unit, in any language, with and without its multiplier; the labels of the texts first."""
    found: dict[str, Unit] = {}
    for lang in LANGUAGES:
        for key, entry in Language(lang).entry("common.unit").items():
            labels = [entry["label"], entry.get("one", "")] if isinstance(entry, Mapping) else [entry]
            for label in filter(None, labels):
                found.setdefault(_folded(label), unit_of_key(key))
    for key, spellings in _words()["spelling"].items():
        for spelling in spellings:
            found.setdefault(_folded(spelling), unit_of_key(key))
    for spelling, unit in list(found.items()):
        scales = [word for word in spelling.split() if word in _words()["multiplier"]]
        if scales and scales != spelling.split():
            rest = " ".join(word for word in spelling.split() if word not in scales)
            found.setdefault(rest, Unit(unit.dimension, unit.factor / _product(scales)))
    return found


def _product(scales: Iterable[str]) -> Decimal:
    product = Decimal(1)
    for word in scales:
        product *= Decimal(int(_words()["multiplier"][word]))
    return product


@cache
def unit_of_label(label: str) -> Unit:
    """Return the unit a label means, such as the trace and the headers of tables print it; no dimension if unknown.

    >>> unit_of_label("triệu USD")
    Unit(dimension='usd', factor=Decimal('1000000'))
    """
    folded = _folded(label)
    if folded in _spellings():
        return _spellings()[folded]
    found = unit_around("", f" {label}")
    return found.unit if found.behind >= len(label) else Unit()


@cache
def _behind() -> re.Pattern[str]:
    multipliers = "|".join(map(re.escape, _words()["multiplier"]))
    bare = sorted((name for name in _spellings() if name), key=len, reverse=True)
    # Spaces of a spelling may be any spaces in the text; a word must end where the spelling ends.
    units = "|".join(
        re.escape(name).replace(r"\ ", r"\s+") + (r"(?!\w)" if name[-1].isalnum() else "") for name in bare
    )
    return re.compile(rf"(?P<scale>(?:\s*(?:{multipliers})(?!\w))*)(?:\s*(?P<unit>{units}))?", re.IGNORECASE)


def unit_around(before: str, behind: str) -> WrittenUnit:
    """Return the unit of a number from the text on both sides of it.

    >>> unit_around("đạt ", " tỷ USD, tăng").unit
    Unit(dimension='usd', factor=Decimal('1000000000'))
    >>> unit_around("came to USD ", " million").unit
    Unit(dimension='usd', factor=Decimal('1000000'))
    """
    match = _behind().match(behind)
    whole = _whole(match) if match else WrittenUnit(Unit())
    currency = _CURRENCY.search(before)
    if currency and not whole.unit.dimension:
        # "USD 5 million per person": put together as the label of the unit, the currency first.
        stripped = behind.lstrip()
        match = _behind().match(f"{currency.group(1)} {stripped}")
        label = _whole(match) if match else whole
        taken = label.behind - len(currency.group(1)) - 1
        if taken > 0:
            return WrittenUnit(label.unit, len(currency.group()), taken + len(behind) - len(stripped))
        base = _spellings()[_folded(currency.group(1))]
        return WrittenUnit(Unit(base.dimension, whole.unit.factor), len(currency.group()), whole.behind)
    return whole


def _whole(match: re.Match[str]) -> WrittenUnit:
    unit = _spellings()[_folded(match["unit"])] if match["unit"] else Unit()
    factor = _product(match["scale"].casefold().split()) * unit.factor
    return WrittenUnit(Unit(unit.dimension, factor), behind=match.end() if match.group().strip() else 0)
