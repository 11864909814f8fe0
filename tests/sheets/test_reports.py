"""Statistical reports taken apart: headers over several rows, labels with their place, units, notes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assessment.sheets.reports import Report, read_report, split_mark
from assessment.sheets.workbook import Sheet

UNITS = {"Triệu USD", "Nghìn tấn; Triệu USD", "Đơn vị tính: Nghìn tấn, Triệu USD"}


def report(rows: list[list[Any]], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Report:
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    found = read_report(Sheet("a.xlsx", "S", True, padded, merged), (0, 0), len(rows), UNITS.__contains__)
    assert found is not None
    return found


MODERN = [
    ["14. Hàng hóa xuất khẩu"],
    [],
    ["", "", "", "", "", "", "Nghìn tấn; Triệu USD"],
    ["", "", "Thực hiện", "", "", "Ước tính", ""],
    ["", "", "tháng 4", "", "", "tháng 5", ""],
    ["", "", "năm", "", "", "năm", ""],
    ["", "", 2024.0, "", "", 2024.0, ""],
    ["", "", "Lượng", "Trị giá", "", "Lượng", "Trị giá"],
    [],
    ["TỔNG TRỊ GIÁ", "", "", 100.0, "", "", 110.0],
    ["", "Khu vực kinh tế trong nước", "", 40.0, "", "", 44.0],
    ["MẶT HÀNG CHỦ YẾU"],
    ["", "Gạo", 5.0, 20.0, "", 6.0, 21.0],
    ["", "   Trong đó: nếp", 1.0, 2.0, "", 1.5, 3.0],
    ["(*) Nghìn chiếc và triệu USD"],
]
MERGED = tuple((row, left, row, left + 1) for row in range(3, 7) for left in (2, 5))


@pytest.mark.parametrize("merged", [MERGED, ()])
def test_words_and_years_below_each_other_make_one_header_merged_or_not(
    merged: tuple[tuple[int, int, int, int], ...],
) -> None:
    found = report(MODERN, merged)
    assert found.header == {
        2: "Thực hiện tháng 4 năm 2024 Lượng",
        3: "Thực hiện tháng 4 năm 2024 Trị giá",
        5: "Ước tính tháng 5 năm 2024 Lượng",
        6: "Ước tính tháng 5 năm 2024 Trị giá",
    }
    assert (found.unit, found.caption) == ("Nghìn tấn; Triệu USD", "14. Hàng hóa xuất khẩu")


def test_labels_know_the_group_above_them_and_their_depth() -> None:
    rows = {row.label: row for row in report(MODERN, MERGED).rows}
    assert rows["Gạo"].above[0] == "MẶT HÀNG CHỦ YẾU"
    assert "TỔNG TRỊ GIÁ" in rows["Khu vực kinh tế trong nước"].above
    assert rows["Trong đó: nếp"].depth > rows["Gạo"].depth
    assert rows["MẶT HÀNG CHỦ YẾU"].columns == ()


def test_a_note_ends_the_table_and_explains_its_mark() -> None:
    found = report([*MODERN[:-1], ["", "Xe máy (*)", 3.0, 4.0], ["(*) Nghìn chiếc và triệu USD"]], MERGED)
    assert found.notes["(*)"] == "Nghìn chiếc và triệu USD"
    assert [row.mark for row in found.rows if row.label == "Xe máy"] == ["(*)"]


def test_values_under_no_header_are_told() -> None:
    rows = [list(row) for row in MODERN]
    rows[12] = [*rows[12], "", "", 99.0]
    assert report(rows, MERGED).unheaded == (9,)


def test_a_text_below_the_title_is_a_subtitle_not_a_header() -> None:
    rows = [["THU HÚT ĐẦU TƯ THEO NGÀNH"], ["Tính từ 01/01/2024 đến 20/06/2024"], ["TT", "Ngành", "Số dự án"]]
    found = report([*rows, [1.0, "Xây dựng", 12.0], [2.0, "Khai khoáng", 3.0], ["Tổng số", "", 15.0]])
    assert found.caption == "THU HÚT ĐẦU TƯ THEO NGÀNH Tính từ 01/01/2024 đến 20/06/2024"
    assert found.header == {2: "Số dự án"}
    assert [row.label for row in found.rows] == ["Xây dựng", "Khai khoáng", "Tổng số"]


def test_numbers_typed_as_text_make_data_rows() -> None:
    found = report([["1. Xuất khẩu"], ["", "Năm 2013"], ["Tổng số", "1943,0"], ["Gạo", "438.9"]])
    assert [row.label for row in found.rows if row.columns] == ["Tổng số", "Gạo"]


def test_a_title_without_numbers_below_it_is_no_report() -> None:
    assert read_report(Sheet("a", "S", True, [["1. Xuất khẩu"], ["không có số liệu"]]), (0, 0), 2, bool) is None


@pytest.mark.parametrize(
    ("label", "name", "mark"),
    [
        ("Xe máy (*)", "Xe máy", "(*)"),
        ("Ô tô(**)", "Ô tô", "(**)"),
        ("Thủy sản(1)", "Thủy sản", "(1)"),
        ("Gạo", "Gạo", ""),
    ],
)
def test_a_footnote_mark_is_taken_off_its_label(label: str, name: str, mark: str) -> None:
    assert split_mark(label) == (name, mark)


def test_scratch_numbers_beside_title_and_caption_hide_neither() -> None:
    rows: list[list[Any]] = [
        ["Đầu tư theo địa phương", "", "", 0.0],
        ["Từ 01/01 đến 20/12/2022", "", "", 0.0],
        ["TT", "Địa phương", "Số dự án", "", 53.5],
        [1.0, "Lạng Sơn", 42.0, 7.5],
    ]
    padded = [[*row, *[""] * (5 - len(row))] for row in rows]
    found = read_report(Sheet("a.xlsx", "S", True, padded), (0, 0), 4, UNITS.__contains__, {"dia phuong"})
    assert found is not None
    assert (found.label, found.caption) == ("Địa phương", "Đầu tư theo địa phương Từ 01/01 đến 20/12/2022")
    assert [(row.label, row.columns) for row in found.rows] == [("Lạng Sơn", (2, 3))]
    assert found.header[2] == "Số dự án"


def test_a_column_of_units_is_none_of_the_values() -> None:
    found = report(
        [
            ["Báo cáo nhanh"],
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2023"],
            [1.0, "Vốn thực hiện", "triệu USD", 20.5],
            [2.0, "Số dự án", "dự án", 7.0],
        ]
    )
    assert (found.unit_column, found.header, found.unheaded) == (2, {3: "Năm 2023"}, ())


BLOCKS = [
    ["1. Vận tải"],
    ["", "Tháng 5", "", ""],
    ["", "Vận chuyển", "Luân chuyển", "So với năm trước (%)"],
    [],
    ["A. Hành khách", "Nghìn HK", "Triệu HK.km", ""],
    [],
    ["Tổng số", 10.5, 1.5, 101.5],
    ["B. Hàng hóa (*)", "Nghìn tấn", "", ""],
    ["Tổng số", 20.5, 2.5, 102.5],
]


def blocks(rows: list[list[Any]]) -> Report:
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    sheet = Sheet("a.xlsx", "S", True, padded, ((1, 1, 1, 2),))
    found = read_report(sheet, (0, 0), len(rows), UNITS.__contains__, (), re.compile("[ab]\\. .*"))
    assert found is not None
    return found


def test_a_row_that_heads_a_block_belongs_to_the_headers_below_it() -> None:
    found = blocks(BLOCKS)
    first = {
        1: "Tháng 5 Vận chuyển A. Hành khách Nghìn HK",
        2: "Tháng 5 Luân chuyển A. Hành khách Triệu HK.km",
        3: "So với năm trước (%) A. Hành khách",
    }
    second = {
        1: "Tháng 5 Vận chuyển B. Hàng hóa Nghìn tấn",
        2: "Tháng 5 Luân chuyển B. Hàng hóa",
        3: "So với năm trước (%) B. Hàng hóa",
    }
    assert found.header == first
    assert found.blocks == {4: first, 7: second}
    assert found.header_rows == (1, 4)


def test_rows_above_the_first_block_have_the_header_above_them() -> None:
    found = blocks([*BLOCKS[:4], BLOCKS[6], *BLOCKS[7:]])
    assert found.header[1] == "Tháng 5 Vận chuyển"
    assert list(found.blocks) == [5]
