from __future__ import annotations

import pandas as pd
import pytest

from assessment.authoring.known_numbers import KnownNumbers
from assessment.authoring.printed_numbers import find_numbers
from assessment.authoring.word_match import match_words

ROWS = [
    ("Bảng 3.1", "B2", "2022 · Xuất khẩu rau quả (triệu USD)", 1234.5),
    ("Bảng 3.1", "B3", "2023 · Xuất khẩu rau quả (triệu USD)", 2345.6),
    ("Bảng 3.1", "C3", "2023 · Xuất khẩu gỗ (triệu USD)", 456.7),
]


@pytest.fixture
def known() -> KnownNumbers:
    rows = [(place, cell, "x", label, str(value), value, "triệu USD") for place, cell, label, value in ROWS]
    trace = pd.DataFrame(rows, columns=["place", "cell", "annex_cell", "label", "printed", "value", "unit"])
    return KnownNumbers(trace.assign(item=range(len(trace))), "vi")


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        ("Xuất khẩu rau quả năm 2023 đạt 2.345,6 triệu USD", "agrees", "words"),
        ("Xuất khẩu rau quả năm 2023 đạt 2,35 tỷ USD", "agrees", "words"),
        ("Xuất khẩu rau quả năm 2023 đạt 2.354,6 triệu USD", "differs", "digits"),
        ("Xuất khẩu rau quả năm 2023 đạt 2.345,6 tỷ USD", "differs", "scale"),
        ("Xuất khẩu rau quả năm 2023 đạt 987 triệu USD", "not_placed", ""),
        ("Doanh thu của công ty là 456,7 triệu USD", "not_placed", "occurs"),
    ],
)
def test_value_and_words_must_both_say_it(known: KnownNumbers, text: str, verdict: str, note: str) -> None:
    number = next(number for number in find_numbers(text, "vi") if not number.reason)
    match = match_words(text, number, known)
    assert (match.verdict, match.note) == (verdict, note)
