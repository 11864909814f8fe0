"""Tables are found by what is printed on them, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.sheets.tables import Form, Layout, find_tables
from assessment.sheets.workbook import Sheet

POPULATION = Form(
    "population",
    ("Dân số trung bình theo tỉnh", "Average population by province"),
    {
        "Địa phương": "geography",
        "Province": "geography",
        "Năm": "period",
        "Year": "period",
        "Số người": "value",
        "Persons": "value",
    },
    ("geography", "period", "value"),
)
RETAIL = Form(
    "retail", ("Bán lẻ hàng hóa theo tỉnh",), {"Tỉnh": "geography", "Tỷ đồng": "value"}, ("geography", "value")
)
TITLE, HEADER, ENGLISH, ROW = (
    ["Dân số trung bình theo tỉnh"],
    ["Địa phương", "Năm", "Số người"],
    ["Province", "Year", "Persons"],
    ["Lạng Sơn", 2015, 1],
)


def look(*rows: list[Any], forms: tuple[Form, ...] = (POPULATION, RETAIL)) -> Layout:
    width = max(map(len, rows), default=0)
    return find_tables(Sheet("a.xlsx", "S", True, [row + [""] * (width - len(row)) for row in rows]), forms)


def test_bilingual_header_rows_below_titles_and_notes() -> None:
    """A table of the public record.

    1  Dân số trung bình theo tỉnh
    2  Average population by province
    3  Nghìn người …
    4
    5  Địa phương | Năm  | Số người
    6  Province   | Year | Persons
    7  Lạng Sơn   | 2015 | 1
    """
    (table,) = look(TITLE, ["Average population by province"], ["Nghìn người"], [], HEADER, ENGLISH, ROW).tables
    assert table.header_rows == (4, 5)
    assert dict(table.columns) == {0: "geography", 1: "period", 2: "value"}
    assert (table.title, table.start, table.end, table.missing) == ((0, 0), 6, 7, ())


@pytest.mark.parametrize(
    "title",
    [
        "DÂN SỐ TRUNG BÌNH THEO TỈNH",
        "Biểu 12. Dân số  trung bình theo tỉnh",
        "12.Dan so trung binh theo tinh (tiếp theo)",
    ],
)
def test_titles_match_whatever_case_accents_and_number(title: str) -> None:
    assert len(look([title], HEADER, ROW).tables) == 1


def test_a_note_that_mentions_a_title_is_no_title() -> None:
    note = "Ghi chú: số liệu lấy từ bảng Bán lẻ hàng hóa theo tỉnh của niên giám thống kê năm 2018, đã chỉnh lý theo giá hiện hành"
    assert [table.form.id for table in look(TITLE, [note], HEADER, ROW).tables] == ["population"]


def test_a_list_of_sources_that_quotes_a_title_is_not_cut() -> None:
    quoted = ["Dân số trung bình theo tỉnh", "GSO", "https://a.vn", "2018"]
    (table,) = look(["Bán lẻ hàng hóa theo tỉnh"], ["Tỉnh", "Tỷ đồng", "x", "y"], quoted, quoted).tables
    assert (table.form.id, table.start, table.end) == ("retail", 2, 4)


def test_stacked_tables_end_at_the_next_title() -> None:
    tables = look(TITLE, HEADER, ROW, ["Bán lẻ hàng hóa theo tỉnh"], ["Tỉnh", "Tỷ đồng"], ["Lạng Sơn", 5]).tables
    assert [(table.form.id, table.start, table.end) for table in tables] == [("population", 2, 3), ("retail", 5, 6)]


def test_rows_after_a_blank_row_are_reported() -> None:
    layout = look(TITLE, HEADER, ROW, [], ROW, ROW, [], ["Người lập biểu"])
    assert layout.tables[0].end == 3
    assert layout.leftover == ((4, 6),)


def test_a_missing_column_is_named() -> None:
    (table,) = look(TITLE, ["Địa phương", "Năm", "Số dân"], ROW).tables
    assert table.missing == ("value",)
    assert table.others == {2: ("Số dân",)}


def test_a_title_without_any_header_lacks_everything() -> None:
    (table,) = look(TITLE, ["abc", "def"], ROW).tables
    assert (table.header_rows, table.missing) == ((), POPULATION.required)


def test_contradicting_headers_clash() -> None:
    (table,) = look(TITLE, HEADER, ["Province", "Persons", "Persons"], ROW).tables
    assert any("means both" in clash for clash in table.clashes)
    (table,) = look(TITLE, ["Địa phương", "Năm", "Số người", "Persons"], [*ROW, 2]).tables
    assert table.clashes == ("header 'Persons': a second column for value",)


def test_values_under_no_header_are_seen() -> None:
    (table,) = look(TITLE, [*HEADER, ""], [*ROW, 99]).tables
    assert table.unheaded == (3,)


def test_a_form_that_is_skipped_covers_its_rows() -> None:
    sites = Form("sites", ("Danh mục trang nguồn",), skipped=True)
    layout = look(["Danh mục trang nguồn"], ["a.vn", 12], forms=(sites, POPULATION))
    assert (layout.tables, layout.leftover) == ((), ())
    assert [(form.id, start, end) for form, start, end in layout.skipped] == [("sites", 0, 2)]


def test_an_empty_sheet_has_nothing() -> None:
    assert look() == Layout((), (), ())


@pytest.mark.parametrize(
    ("file", "name", "found"),
    [
        ("x/Markets by province.csv", "Markets by province", True),
        ("x/data.csv", "data", False),
        ("x/book.xlsx", "Markets by province", False),
    ],
)
def test_a_text_file_without_title_carries_it_as_its_name(file: str, name: str, found: bool) -> None:
    form = Form("markets", (), patterns=("markets by province",), is_report=True)
    sheet = Sheet(file, name, True, [["Cities..provinces", "X2008"], ["Lạng Sơn", "80"]])
    layout = find_tables(sheet, [form])
    assert [(of.id, report.header) for of, report in layout.reports] == [("markets", {1: "X2008"})] * found
