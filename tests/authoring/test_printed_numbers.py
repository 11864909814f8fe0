from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.authoring.printed_numbers import find_numbers, read_numeral, sentences
from assessment.authoring.units import Unit
from assessment.report.language import LANGUAGES
from assessment.report.numbers import format_number

NUMBERS = st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=2) | st.integers(-(10**9), 10**9).map(
    Decimal
)


@given(number=NUMBERS, lang=st.sampled_from(LANGUAGES))
def test_a_formatted_number_is_read_back(number: Decimal, lang: str) -> None:
    (found,) = find_numbers(f"({format_number(number, lang)} USD)", lang)
    assert found.value == number
    assert found.unit == Unit("usd")


@given(number=st.decimals(min_value=1, max_value=10**6, places=2), lang=st.sampled_from(LANGUAGES))
def test_what_one_language_writes_unambiguously_the_other_reads(number: Decimal, lang: str) -> None:
    other = "en" if lang == "vi" else "vi"
    assert read_numeral(format_number(number, lang), other)[0] == number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("đạt 51,9 tỷ USD", "51.9", Unit("usd", Decimal(10**9))),
        ("đạt 51,990.6 million USD", "51990.6", Unit("usd", Decimal(10**6))),
        ("thu 1,5 nghìn tỷ đồng", "1.5", Unit("vnd", Decimal(10**12))),
        ("tăng 12,5 %", "12.5", Unit("percent")),
        ("chênh lệch −3,2 điểm phần trăm", "-3.2", Unit("percentage_point")),
        ("rộng 394 km2", "394", Unit("ha", Decimal(100))),
        ("có 1\u00a0234\u00a0567 xe", "1234567", Unit("vehicle")),
        ("khoảng 300 xe/ngày – 400 xe/ngày", "300", Unit("vehicle")),
    ],
)
def test_numbers_with_their_units(text: str, value: str, unit: Unit) -> None:
    found = find_numbers(text, "vi")[0]
    assert (found.value, found.unit, found.reason) == (Decimal(value), unit, "")


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("51.990,6 triệu USD", True),
        ("51.991 triệu USD", True),
        ("52 tỷ USD", True),
        ("51,9 tỷ USD", False),
        ("52,0 tỷ USD", True),
        ("hơn 51.900 triệu USD", True),
        ("gần 52.000 triệu USD", True),
        ("hơn 52.000 triệu USD", False),
        ("khoảng 52.000 triệu USD", True),
        ("khoảng 52,1 tỷ USD", False),
        ("51.990,5 triệu USD", False),
        ("51.990,6 triệu đồng", False),
    ],
)
def test_the_printed_digits_decide(text: str, agrees: bool) -> None:
    number = find_numbers(text, "vi")[0]
    assert number.agrees(Decimal("51990.563"), Unit("usd", Decimal(10**6))) is agrees


@pytest.mark.parametrize(
    ("text", "value", "agrees"),
    [
        ("giảm 3,2%", "-3.2", True),
        ("tăng 3,2%", "-3.2", False),
        ("giảm −3,2%", "-3.2", True),
        ("là 3,2%", "-3.2", False),
        ("giảm 3,2%", "3.2", False),
    ],
)
def test_a_fall_is_a_negative_growth(text: str, value: str, agrees: bool) -> None:
    assert find_numbers(text, "vi")[0].agrees(Decimal(value), Unit("percent")) is agrees


def test_a_list_lends_its_unit() -> None:
    assert [number.unit.dimension for number in find_numbers("từ 12,5 lên 14,3%", "vi")] == ["percent"] * 2


def test_sentences_do_not_end_inside_numbers() -> None:
    assert len(sentences("Đạt 1.234.567 xe. Năm sau giảm.")) == 2
