from __future__ import annotations

import pytest

from assessment.authoring.no_data import REASONS
from assessment.authoring.printed_numbers import find_numbers
from assessment.report.language import LANGUAGES, Language


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("năm 2023 và giai đoạn 2011–2020", ["year"] * 3),
        ("ngày 05/02/2026, 22/8/2024, tháng 7/2025", ["date"] * 8),
        ("Nghị định số 35/2022/NĐ-CP và 1009/QĐ-TTg", ["document"] * 3),
        ("khoản 1 Điều 17", ["article"] * 2),
        ("Bảng 3.2, Hình 4.1, Mục 3, Bảng PL10.1", ["reference"] * 4),
        ("theo nguồn [12], [13; 14]", ["citation"] * 3),
        ("3.1. Kết quả", ["numbering"]),
        ("9 tháng đầu năm 2024", ["period", "year"]),
        ("https://abc.vn/bai-123.html", ["link"]),
        ("quốc lộ 4A và QL1", ["code", "code"]),
        ("lúc 14h30", ["time", "time"]),
    ],
)
def test_numbers_that_are_no_data_say_why(text: str, reasons: list[str]) -> None:
    assert [number.reason for number in find_numbers(text, "vi")] == reasons


@pytest.mark.parametrize(
    "text", ["có 12 dự án", "loại hình 10 tháng", "38.667 (SB)", "mỗi ngày 1.200 xe", "hằng tháng 7 xe", "70% của"]
)
def test_data_stays_data(text: str) -> None:
    assert not find_numbers(text, "vi")[0].reason


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words(lang: str) -> None:
    assert {reason for reason, _ in REASONS} | {"numbering"} <= set(Language(lang).entry("check.reason"))
