"""Header texts with the periods in them taken out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.sheets.headings import read_heading, template_of, with_year
from assessment.sheets.periods import Frequency, month_end


@pytest.mark.parametrize(
    ("text", "template", "start", "end", "frequency"),
    [
        ("Ước tính tháng 10 năm 2024 Trị giá", "uoc tinh {period} tri gia", (2024, 10, 1), (2024, 10, 31), "month"),
        ("Cộng dồn 7 tháng/2001 Lượng", "cong don {period} luong", (2001, 1, 1), (2001, 7, 31), "ytd"),
        ("Thực hiện quý I năm 2000", "thuc hien {period}", (2000, 1, 1), (2000, 3, 31), "quarter"),
        ("Cộng dồn quí II năm 2007", "cong don {period}", (2007, 4, 1), (2007, 6, 30), "quarter"),
        ("Sơ bộ năm 2023 Lượng", "so bo {period} luong", (2023, 1, 1), (2023, 12, 31), "year"),
        ("tháng Mười và mười tháng năm 2011", "{period} va {period}", (1, 10, 1), (1, 10, 31), "month"),
        ("12T/2022", "{period}", (2022, 1, 1), (2022, 12, 31), "ytd"),
        ("Prel.2016", "prel. {period}", (2016, 1, 1), (2016, 12, 31), "year"),
        ("X2011.Area..Km2.", "x {period} .area..km2.", (2011, 1, 1), (2011, 12, 31), "year"),
        ("Tính từ 01/01/2024 đến 20/06/2024", "{period}", (2024, 1, 1), (2024, 6, 20), "ytd"),
        ("cấp phép từ 01/01- 31/10/2024", "cap phep {period}", (2024, 1, 1), (2024, 10, 31), "ytd"),
        ("(còn hiệu lực đến ngày 20/12/2020)", "(con hieu luc {period})", (2020, 12, 20), (2020, 12, 20), "day"),
    ],
)
def test_a_period_is_taken_out_of_a_header(
    text: str, template: str, start: tuple[int, int, int], end: tuple[int, int, int], frequency: Frequency
) -> None:
    heading = read_heading(text)
    period = heading.periods[0]
    assert (heading.template, period.start, period.end, period.frequency) == (
        template,
        date(*start),
        date(*end),
        frequency,
    )


@given(st.integers(1, 12), st.integers(2000, 2030))
def test_any_month_and_year_to_date_is_found(month: int, year: int) -> None:
    for text in (f"tháng {month} năm {year}", f"Tháng {month:02}/{year}"):
        (found,) = read_heading(f"Ước tính {text} Lượng").periods
        assert (found.start, found.end) == (date(year, month, 1), month_end(year, month))
    (found,) = read_heading(f"{month} tháng đầu năm {year}").periods
    assert (found.start, found.end, found.frequency) == (date(year, 1, 1), month_end(year, month), "ytd")


def test_a_header_without_a_period_is_only_folded() -> None:
    assert read_heading("Số dự án\ncấp mới").periods == ()
    assert read_heading("Số dự án\ncấp mới").template == "so du an cap moi"


def test_there_is_no_thirteenth_month() -> None:
    assert read_heading("tháng 13 năm 2024").periods[0].frequency == "year"


def test_a_declared_header_is_looked_up_as_it_is_read() -> None:
    assert template_of("Thực hiện {period} – Trị giá") == read_heading("THỰC HIỆN THÁNG 5 NĂM 2012 - Trị giá").template


def test_a_period_without_a_year_takes_one_and_one_with_a_year_keeps_it() -> None:
    assert with_year(read_heading("Ước tính tháng 2").periods[0], 2023).end == date(2023, 2, 28)
    assert with_year(read_heading("tháng 2 năm 2024").periods[0], 2023).end == date(2024, 2, 29)
