"""Periods: the ways the agencies write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.sheets.numbers import Refusal
from assessment.sheets.periods import Frequency, Period, as_frequency, month_end, parse_day, parse_period

Y = date


@pytest.mark.parametrize(
    ("cell", "start", "end", "frequency", "mark"),
    [
        (2015.0, Y(2015, 1, 1), Y(2015, 12, 31), "year", ""),
        ("2015", Y(2015, 1, 1), Y(2015, 12, 31), "year", ""),
        ("Năm 2015", Y(2015, 1, 1), Y(2015, 12, 31), "year", ""),
        ("06/2024", Y(2024, 6, 1), Y(2024, 6, 30), "month", ""),
        ("6-2024", Y(2024, 6, 1), Y(2024, 6, 30), "month", ""),
        ("01/2014", Y(2014, 1, 1), Y(2014, 1, 31), "month", ""),
        ("Tháng 2 năm 2024", Y(2024, 2, 1), Y(2024, 2, 29), "month", ""),
        ("2024-06", Y(2024, 6, 1), Y(2024, 6, 30), "month", ""),
        ("Prel. 2016", Y(2016, 1, 1), Y(2016, 12, 31), "year", "preliminary"),
        ("Sơ bộ 2016", Y(2016, 1, 1), Y(2016, 12, 31), "year", "preliminary"),
        ("Sơ bộ - Prel. 2023", Y(2023, 1, 1), Y(2023, 12, 31), "year", "preliminary"),
        ("Ước tính 2024", Y(2024, 1, 1), Y(2024, 12, 31), "year", "estimate"),
        ("Q1/2025", Y(2025, 1, 1), Y(2025, 3, 31), "quarter", ""),
        ("Quý III/2025", Y(2025, 7, 1), Y(2025, 9, 30), "quarter", ""),
        ("quý 4 năm 2024", Y(2024, 10, 1), Y(2024, 12, 31), "quarter", ""),
        ("2025-Q2", Y(2025, 4, 1), Y(2025, 6, 30), "quarter", ""),
        ("H1/2024", Y(2024, 1, 1), Y(2024, 6, 30), "half", ""),
        ("9 tháng đầu năm 2024", Y(2024, 1, 1), Y(2024, 9, 30), "ytd", ""),
        ("12T/2022", Y(2022, 1, 1), Y(2022, 12, 31), "ytd", ""),
        ("Giai đoạn 2016–2020", Y(2016, 1, 1), Y(2020, 12, 31), "span", ""),
        ("31/12/2016", Y(2016, 12, 31), Y(2016, 12, 31), "day", ""),
        ("2016-12-31", Y(2016, 12, 31), Y(2016, 12, 31), "day", ""),
        (datetime(2016, 12, 31, 0, 0), Y(2016, 12, 31), Y(2016, 12, 31), "day", ""),
    ],
)  # fmt: skip
def test_periods_are_understood(cell: object, start: date, end: date, frequency: str, mark: str) -> None:
    assert parse_period(cell) == Period(start, end, frequency, mark)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    ["31/02/2024", "13/2024", "0/2024", "2020-2016", "Q5/2024", "1789", 2015.5, "năm ngoái", "", None, True, "12.345"],
)
def test_what_is_no_period_is_refused(cell: object) -> None:
    assert isinstance(parse_period(cell), Refusal)


def test_an_impossible_day_is_named() -> None:
    assert parse_day("31/02/2024") == Refusal("there is no day 31/02/2024")


def test_a_month_is_no_day() -> None:
    assert parse_day("06/2024") == Refusal("expected a day, written dd/mm/yyyy")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_days_survive_both_ways_of_writing(day: date) -> None:
    assert parse_day(f"{day:%d/%m/%Y}") == parse_day(day.isoformat()) == parse_day(day) == day


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_months_survive_being_written(year: int, month: int) -> None:
    period = Period(date(year, month, 1), month_end(year, month), "month")
    assert parse_period(f"{month:02}/{year}") == parse_period(f"Tháng {month} năm {year}") == period


@pytest.mark.parametrize(
    ("cell", "frequency", "start", "end"),
    [
        ("06/2024", "ytd", Y(2024, 1, 1), Y(2024, 6, 30)),
        ("06/2024", "stock", Y(2024, 6, 30), Y(2024, 6, 30)),
        ("2024", "stock", Y(2024, 12, 31), Y(2024, 12, 31)),
        ("01/06/2024", "month", Y(2024, 6, 1), Y(2024, 6, 30)),
        ("2024", "year", Y(2024, 1, 1), Y(2024, 12, 31)),
        ("2016-2020", "span", Y(2016, 1, 1), Y(2020, 12, 31)),
    ],
)
def test_a_period_is_read_as_its_table_means_it(cell: str, frequency: Frequency, start: date, end: date) -> None:
    period = parse_period(cell)
    assert isinstance(period, Period)
    assert as_frequency(period, frequency) == Period(start, end, frequency)


@pytest.mark.parametrize(
    ("cell", "frequency"), [("06/2024", "year"), ("2024", "month"), ("15/06/2024", "month"), ("2016-2020", "ytd")]
)
def test_a_period_of_another_kind_is_refused(cell: str, frequency: Frequency) -> None:
    period = parse_period(cell)
    assert isinstance(period, Period)
    assert isinstance(as_frequency(period, frequency), Refusal)
