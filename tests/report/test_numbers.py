from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.findings import Period, Quantity
from assessment.report.numbers import (
    as_published,
    decimals_shown,
    format_date,
    format_number,
    format_partial_date,
    period_pattern,
    printed_number,
    round_half_away,
    spreadsheet_format,
)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (4.965, 2, "4.97"),
        (-4.965, 2, "-4.97"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.5, 0, "1"),
        (-0.5, 0, "-1"),
        (1e21, 1, "1000000000000000000000.0"),
        (-0.0001, 2, "0.00"),
        (99.995, 2, "100.00"),
    ],
)
def test_rounds_half_away_from_zero_on_the_decimal_number(value: float, decimals: int, expected: str) -> None:
    assert str(round_half_away(value, decimals)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (51990.563, "51990.563"),
        (4975.0, "4975"),
        (5000.0, "5000"),
        (9.50, "9.5"),
        (66400.00000000001, "66400"),
        (0.1 + 0.2, "0.3"),
        (0.00042, "0.0004"),
        (-0.00096, "-0.001"),
        (0.0, "0"),
    ],
)
def test_prints_observed_numbers_as_published(value: float, expected: str) -> None:
    assert f"{as_published(value):f}" == expected


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        ("1234567.50", "1.234.567,50", "1,234,567.50"),
        ("-12.5", "−12,5", "−12.5"),
        ("999", "999", "999"),
        ("1000", "1.000", "1,000"),
        ("0.00", "0,00", "0.00"),
    ],
)
def test_writes_numbers_in_the_manner_of_the_language(number: str, vi: str, en: str) -> None:
    assert format_number(Decimal(number), "vi") == vi
    assert format_number(Decimal(number), "en") == en


def test_years_have_no_separator() -> None:
    assert format_number(Decimal("2023"), "vi", "year") == "2023"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("percent", "1234.57"), ("usd_million", "1234.6"), ("ratio", "1234.567"), ("project", "1235"), ("ha", "1235")],
)
def test_computed_numbers_take_the_decimals_of_their_unit(unit: str, expected: str) -> None:
    assert str(printed_number(Quantity(1234.5671, unit, formula="share"))) == expected


def test_decimals_of_the_quantity_come_before_those_of_the_column() -> None:
    assert str(printed_number(Quantity(1.25, "percent", decimals=1), 3)) == "1.3"
    assert str(printed_number(Quantity(1.25, "percent"), 3)) == "1.250"
    assert str(printed_number(Quantity(1.25, "percent"))) == "1.25"


def test_an_unknown_unit_of_a_computed_number_is_named() -> None:
    with pytest.raises(ValueError, match="unit 'parsec'"):
        printed_number(Quantity(1.0, "parsec", formula="share"))


def test_what_cannot_be_determined_has_no_number() -> None:
    with pytest.raises(ValueError, match="not determinable"):
        printed_number(Quantity(None, "ha"))


def test_spreadsheet_format_keeps_words_beside_the_real_number() -> None:
    assert spreadsheet_format(Decimal("9.57")) == '#,##0.00;"−"#,##0.00'
    assert spreadsheet_format(Decimal("5"), "hơn ", " (SB)") == '"hơn "#,##0" (SB)";"hơn −"#,##0" (SB)"'
    assert spreadsheet_format(Decimal("2023"), unit="year") == '0;"−"0'
    assert '"”"' in spreadsheet_format(Decimal("1"), suffix='"')


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (pd.Timestamp("2024-02-06"), "06/02/2024"),
        ("2024-02-06", "06/02/2024"),
        ("2024-02-06 00:00:00", "06/02/2024"),
        ("2021-12", "12/2021"),
        ("2021", "2021"),
        ("", ""),
        (None, ""),
        (pd.NaT, ""),
        (float("nan"), ""),
    ],
)
def test_day_of_publication_is_written_as_far_as_known(published: object, expected: str) -> None:
    assert format_partial_date(published) == expected


@pytest.mark.parametrize(
    ("start", "end", "frequency", "key"),
    [
        ("2023-01-01", "2023-12-31", "year", "year"),
        ("2023-01-01", "2023-12-31", "ytd", "year"),
        ("2009-01-01", "2017-12-31", "span", "years"),
        ("2025-01-01", "2025-03-31", "quarter", "quarter"),
        ("2025-10-01", "2025-12-31", "quarter", "quarter"),
        ("2025-02-01", "2025-04-30", "quarter", "months"),
        ("2025-01-01", "2025-06-30", "half", "months_of_year"),
        ("2025-07-01", "2025-12-31", "half", "second_half"),
        ("2024-01-01", "2024-09-30", "ytd", "months_of_year"),
        ("2024-01-01", "2024-01-31", "ytd", "month"),
        ("2025-08-01", "2025-08-31", "month", "month"),
        ("2025-01-01", "2025-04-20", "ytd", "days"),
        ("2022-03-05", "2022-04-11", "span", "days"),
        ("2023-07-01", "2024-06-30", "year", "months"),
        ("2020-12-31", "2020-12-31", "stock", "day"),
        ("2010-01-01", "2020-12-31", "stock", "day"),
        ("2021-12-05", "2021-12-05", "day", "day"),
        (None, "2020-12-31", "span", "day"),
        (None, None, "undated", "undated"),
        ("2020-01-01", "2020-12-31", "undated", "undated"),
    ],
)
def test_every_branch_of_a_period(start: str | None, end: str | None, frequency: str, key: str) -> None:
    period = Period(pd.Timestamp(start), pd.Timestamp(end), frequency)  # type: ignore[arg-type]
    assert period_pattern(period)[0] == key


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15), st.integers(0, 4))
def test_what_is_written_reads_back(value: float, decimals: int) -> None:
    number = round_half_away(value, decimals)
    read = format_number(number, "vi").replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(read) == number
    assert decimals_shown(number) == decimals
    assert abs(number - Decimal(repr(value))) <= Decimal(5).scaleb(-decimals - 1)


def test_dates_have_leading_zeros() -> None:
    assert format_date(pd.Timestamp("2026-02-05")) == "05/02/2026"
