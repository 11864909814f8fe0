"""The draft of a declaration for a workbook that nobody has declared."""

from __future__ import annotations

from pathlib import Path

from assessment.etl.declarations import load_sources
from assessment.etl.draft import drafted
from assessment.etl.inspect import inspect
from assessment.sheets.workbook import Sheet

from .toy import Toy

ROWS = [
    ["7. Vận tải hàng hóa tháng 5 năm 2024", "", ""],
    ["", "", "Nghìn tấn"],
    ["", "Ước tính", "Tháng 5 năm 2024"],
    ["", "tháng 5", "so với cùng kỳ"],
    ["", "năm 2024", "năm trước (%)"],
    ["TỔNG SỐ", 120.5, 104.2],
    ["Đường sắt", 20.5, 99.1],
]


def test_the_draft_names_title_headers_units_and_labels() -> None:
    names = load_sources()["statistics_office_monthly"].names
    said = "\n".join(drafted("van_tai.xlsx", [Sheet("van_tai.xlsx", "VT", True, ROWS)], names))
    assert "title_patterns = ['(\\d+ ?\\. ?)?van tai hang hoa .*']" in said
    assert "units above the table: Nghìn tấn" in said
    assert "<name>,uoc tinh {period},measure=<measure>;unit=@1,," in said
    assert "<name>,{period} so voi cung ky nam truoc (%),ignore,," in said
    assert "<kind>,Đường sắt,<key>,,," in said


def test_inspect_shows_the_draft_of_an_unknown_workbook(toy: Toy) -> None:
    path: Path = toy.book(ROWS, name="x/c.xlsx")
    assert "in columns.csv" in inspect(path, toy.sources)
