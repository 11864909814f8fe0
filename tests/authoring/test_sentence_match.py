from __future__ import annotations

import pandas as pd
import pytest

from assessment.authoring.known_numbers import KnownNumbers
from assessment.authoring.printed_numbers import find_numbers
from assessment.authoring.sentence_match import match_sentence, spoken_years

TEXT = "Năm 2023 xuất khẩu đạt 1.234,5 triệu USD, nhập khẩu đạt 2.345,6 triệu USD; cả hai cần ít nhất 12 điểm."
NUMBERS = (("1.234,5 triệu USD", 1234.5), ("2.345,6 triệu USD", 2345.6))


@pytest.fixture
def known() -> KnownNumbers:
    rows = [("Nhận định 3.1", "x", "", TEXT, printed, value, "triệu USD") for printed, value in NUMBERS]
    trace = pd.DataFrame(rows, columns=["place", "cell", "annex_cell", "label", "printed", "value", "unit"])
    return KnownNumbers(trace.assign(item=range(len(trace))), "vi")


def said(text: str, known: KnownNumbers) -> list[str]:
    numbers = find_numbers(text, "vi")
    matches = match_sentence(text, numbers, known)
    return [matches[index].verdict if index in matches else "" for index in range(len(numbers))][1:]


def test_a_rephrased_sentence(known: KnownNumbers) -> None:
    assert (
        said("Trong năm 2023, kim ngạch nhập khẩu đạt 2,35 tỷ USD, xuất khẩu đạt 1,23 tỷ USD.", known) == ["agrees"] * 2
    )


def test_numbers_that_changed_places(known: KnownNumbers) -> None:
    text = TEXT.replace("1.234,5", "#").replace("2.345,6", "1.234,5").replace("#", "2.345,6")
    assert said(text.partition(";")[0] + ".", known) == ["differs"] * 2


def test_another_year(known: KnownNumbers) -> None:
    assert "agrees" not in said(TEXT.replace("2023", "2021").partition(";")[0], known)


def test_constants_of_the_report_are_wording(known: KnownNumbers) -> None:
    assert KnownNumbers.sentence_index
    numbers = find_numbers("cả hai cần ít nhất 12 điểm.", "vi")
    assert match_sentence("cả hai cần ít nhất 12 điểm.", numbers, known)[0].note == "wording"


def test_years_are_those_of_the_clause() -> None:
    text = "tăng từ 12,5% năm 2022 lên 14,3% năm 2023"
    assert [spoken_years(text, number) for number in find_numbers(text, "vi") if not number.reason] == [
        {"2022"},
        {"2023"},
    ]
