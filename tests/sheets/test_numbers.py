"""Numbers: read with certainty or refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.sheets.numbers import Locale, Missing, Refusal, decimals, parse_number, scale


def written(value: Decimal, locale: Locale) -> str:
    text = f"{value:,}"
    return text if locale == "en" else text.translate(str.maketrans(",.", ".,"))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from(["vi", "en"]))
def test_a_number_survives_being_written_in_its_locale(value: Decimal, locale: Locale) -> None:
    assert parse_number(written(value, locale), locale) == float(value)


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1.234.567,89", "vi", 1234567.89),
        ("1,234,567.89", "en", 1234567.89),
        ("1943,0", "vi", 1943.0),
        ("438.9", "en", 438.9),
        ("1 234,5", "vi", 1234.5),
        ("1\u00a0234", "en", 1234.0),
        ("−12,5", "vi", -12.5),
        ("1.234", "vi", 1234.0),
        ("1.234", "en", 1.234),
        ("788", None, 788.0),
    ],
)
def test_texts_are_read_in_the_declared_locale(text: str, locale: Locale | None, value: float) -> None:
    assert parse_number(text, locale) == value


@pytest.mark.parametrize(("text", "value"), [("1943,0", 1943.0), ("438.9", 438.9), ("1.234,5", 1234.5), ("12", 12.0)])
def test_without_a_locale_a_text_with_one_possible_reading_is_read(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("value", "locale"),
    [
        ("1.234", None),
        ("1,234", None),
        ("438.9", "vi"),
        ("1,234.5", "vi"),
        ("1.234,5", "en"),
        ("12.34.567", "vi"),
        ("12,5%", "vi"),
        ("khoảng 12", "vi"),
        ("12 (1)", "vi"),
        (True, "vi"),
        (float("nan"), "vi"),
        (float("inf"), "en"),
        (date(2024, 1, 2), "vi"),
    ],
)
def test_what_is_not_certain_is_refused(value: object, locale: Locale | None) -> None:
    assert isinstance(parse_number(value, locale), Refusal)


@pytest.mark.parametrize(
    ("mark", "kind"),
    [("", "empty"), (None, "empty"), ("  ", "empty"), ("-", "none"), ("–", "none"), ("..", "not_available"), ("…", "not_available"),
     ("x", "not_applicable")],
)  # fmt: skip
def test_missing_marks_have_a_meaning(mark: object, kind: str) -> None:
    assert parse_number(mark, "vi") == Missing(kind)  # type: ignore[arg-type]


def test_zero_is_a_number() -> None:
    assert parse_number(0, "vi") == 0.0


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
def test_scaling_by_one_changes_nothing(value: float) -> None:
    assert scale(value, Decimal(1)) == value


def test_scaling_multiplies_in_decimals() -> None:
    assert scale(51.990563, Decimal(1000)) == 51990.563
    assert scale(0.1, Decimal("0.001")) == 0.0001


def test_decimals_ignore_binary_noise() -> None:
    assert [decimals(value) for value in (5449.0, 5448.9, 0.1 + 0.2, 1e-7, 1e20)] == [0, 1, 1, 7, 0]
