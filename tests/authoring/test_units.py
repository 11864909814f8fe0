from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.authoring.printed_numbers import find_numbers
from assessment.authoring.units import Unit, unit_around, unit_of_key, unit_of_label
from assessment.report.language import LANGUAGES, Language
from assessment.report.numbers import DECIMALS

# Written around the number by a word that is no unit ("thứ 5"): read as bare numbers.
BARE = ("rank", "rank_of_63")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", sorted(set(DECIMALS) - set(BARE)))
def test_every_unit_the_report_prints_is_read_back(lang: str, key: str) -> None:
    language = Language(lang)
    before, after = language._unit_around(key, Decimal(5))
    assert find_numbers(f"là {before}5{after}, và", lang)[0].unit == unit_of_key(key)
    assert unit_of_label(language.unit(key)) == unit_of_key(key)


@pytest.mark.parametrize(
    ("before", "behind", "unit"),
    [
        ("", " nghìn tỷ đồng", Unit("vnd", Decimal(10**12))),
        ("", "\u00a0triệu đô la Mỹ", Unit("usd", Decimal(10**6))),
        ("US$", " bn", Unit("usd", Decimal(10**9))),
        ("", " triệu lượt", Unit("", Decimal(10**6))),
        ("", " hang", Unit()),
    ],
)
def test_units_as_authors_write_them(before: str, behind: str, unit: Unit) -> None:
    assert unit_around(before, behind).unit == unit


def test_an_unknown_label_has_no_dimension() -> None:
    assert unit_of_label("quả trứng") == Unit()


def test_what_a_bare_number_of_the_report_can_be() -> None:
    assert Unit("gates").fits(Unit())
    assert not Unit("percent").fits(Unit())
