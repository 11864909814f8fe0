"""How the tables of a file are laid out."""

from __future__ import annotations

from assessment.etl.layouts import LayoutLine, SheetReading, headers_of, layout_lines
from assessment.sheets.tables import Form, find_tables
from assessment.sheets.workbook import Sheet

ROWS = [
    ["1. Xuất khẩu", "", ""],
    ["", "", "Triệu USD"],
    ["", "Tháng 5 năm 2024", "5 tháng năm 2024"],
    ["TỔNG SỐ", 10.5, 50.25],
    ["Gạo(*)", 1.5, 2.25],
]


def test_headers_labels_and_units_are_kept_once_without_their_periods() -> None:
    sheet = Sheet("a.xlsx", "S", True, ROWS)
    form = Form("export", (), patterns=(r"\d+\. xuat khau",), is_report=True)
    reading = SheetReading(sheet, find_tables(sheet, [form], lambda text: text == "Triệu USD"))
    assert layout_lines("a.xlsx", [reading, reading]) == [
        LayoutLine("a.xlsx", "export", "header", "{period}"),
        LayoutLine("a.xlsx", "export", "label", "tổng số"),
        LayoutLine("a.xlsx", "export", "label", "gạo"),
        LayoutLine("a.xlsx", "export", "unit", "Triệu USD"),
    ]


def test_headers_end_above_the_rows_or_in_the_row_that_heads_their_block() -> None:
    rows: list[list[object]] = [
        ["1. Vận tải", ""],
        ["", "Tháng 5"],
        ["Tổng số", 1.5],
        ["B. Hàng hóa", "Nghìn tấn"],
        ["Tổng số", 2.5],
    ]
    sheet = Sheet("a.xlsx", "S", True, rows)
    form = Form("transport", (), patterns=(r"\d+\. van tai",), is_report=True, blocks=(r"b\. .*",))
    layout = find_tables(sheet, [form])
    assert headers_of(layout.reports[0][1]) == [(1, 1, "Tháng 5"), (3, 1, "Tháng 5 B. Hàng hóa Nghìn tấn")]
    lines = layout_lines("a.xlsx", [SheetReading(sheet, layout)])
    assert [line.text for line in lines if line.kind == "header"] == ["{period}", "{period} b. hang hoa nghin tan"]
