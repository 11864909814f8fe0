from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest

from assessment.report.excel import put_text, write_excel
from assessment.report.layout import Chapter
from assessment.report.tables import ANNEX_HEADER_ROW

from .demo import FORMULA_LIKE


@pytest.fixture(scope="module")
def path(chapter: Chapter, trace: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_excel(chapter, trace, tmp_path_factory.mktemp("excel") / "annex.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_a_sheet_a_table_and_a_sheet_a_figure(book: Any) -> None:
    assert book.sheetnames == [
        "Bìa",
        "Mục lục",
        "Bảng 1.1",
        "Bảng 1.2",
        "Bảng 1.3",
        "Bảng PL1.1",
        "Hình 1.1",
        "Số liệu còn thiếu",
        "Truy vết",
        "Ô dữ liệu gốc",
        "Nguồn",
    ]


def test_contents_link_to_every_sheet(book: Any) -> None:
    links = [row[0].hyperlink.location for row in book["Mục lục"].iter_rows(min_row=4)]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    for name in book.sheetnames[2:]:
        assert book[name]["A2"].hyperlink.location == "'Mục lục'!A1"


def test_numbers_are_real_unrounded_and_shown_as_in_the_chapter(book: Any) -> None:
    sheet = book["Bảng 1.1"]
    assert sheet["C5"].value == 51990.563
    assert sheet["C5"].number_format == '#,##0.000;"−"#,##0.000'
    assert sheet["D6"].value == pytest.approx(100 * 4975 / 51990.563, abs=0)
    assert sheet["D6"].number_format == '#,##0.00;"−"#,##0.00'
    assert sheet["C7"].value == 156
    assert sheet["C7"].number_format.startswith('"hơn')
    assert sheet["C8"].value == "không xác định"


def test_dates_years_marks_and_negative_numbers(book: Any) -> None:
    gates, mixed = book["Bảng 1.2"], book["Bảng 1.3"]
    assert (gates["C5"].value, gates["C5"].number_format) == (datetime(2021, 12, 5), "dd/mm/yyyy")
    assert gates["D5"].number_format == '#,##0" (SB)";"−"#,##0" (SB)"'
    assert (mixed["C5"].value, mixed["C5"].number_format) == (2022, "0")
    assert mixed["B9"].value == -12.5
    assert mixed["B5"].number_format.startswith('#,##0"\xa0ha"')


def test_no_data_becomes_a_formula(book: Any, path: Path) -> None:
    cell = book["Bảng 1.3"]["B8"]
    assert (cell.value, cell.data_type) == (FORMULA_LIKE, "s")
    assert cell.quotePrefix
    with ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in archive.read(name)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "\tx", "TRUE", "plain"])
def test_texts_stay_texts(text: str, tmp_path: Path) -> None:
    written = openpyxl.Workbook()
    put_text(written.active.cell(1, 1), text)  # type: ignore[union-attr]
    written.save(tmp_path / "t.xlsx")
    cell: Any = openpyxl.load_workbook(tmp_path / "t.xlsx").active["A1"]  # type: ignore[index]
    assert (cell.value, cell.data_type) == (text, "s")


def test_characters_a_workbook_cannot_hold_are_shown_as_replaced() -> None:
    cell: Any = openpyxl.Workbook().active.cell(1, 1)  # type: ignore[union-attr]
    put_text(cell, "a\x02b")
    assert cell.value == "a\ufffdb"


def test_headers_are_frozen_and_repeated(book: Any) -> None:
    for name in book.sheetnames[2:]:
        assert book[name].freeze_panes == f"A{ANNEX_HEADER_ROW + 1}"
        assert book[name].print_title_rows == f"${ANNEX_HEADER_ROW}:${ANNEX_HEADER_ROW}"


def test_title_unit_notes_and_sources_stand_around_the_table(book: Any) -> None:
    sheet = book["Bảng 1.2"]
    assert sheet["A1"].value == "Bảng 1.2. Lượng phương tiện qua các cửa khẩu theo kỳ công bố"
    assert sheet["I3"].value == "Đơn vị tính: xe"
    below = [row[0].value for row in sheet.iter_rows(min_row=ANNEX_HEADER_ROW + 31) if row[0].value]
    assert below[0].startswith("Ghi chú: (SB)")
    assert below[-1].startswith("Nguồn: trang1.vn")


def test_the_trace_sheets_hold_every_number_and_every_cell_behind_it(book: Any, trace: pd.DataFrame) -> None:
    numbers, cells = book["Truy vết"], book["Ô dữ liệu gốc"]
    assert numbers.max_row == ANNEX_HEADER_ROW + trace["item"].nunique()
    distinct = trace.drop_duplicates(["origins", "reference", "source_cell"])
    assert cells.max_row == ANNEX_HEADER_ROW + len(distinct) < ANNEX_HEADER_ROW + len(trace)
    header = [cell.value for cell in numbers[ANNEX_HEADER_ROW]]
    assert header[:4] == ["Số thứ tự", "Vị trí", "Ô", "Ô trong phụ lục Excel"]
    assert numbers.auto_filter.ref.startswith(f"A{ANNEX_HEADER_ROW}:")


def test_links_lead_from_table_to_trace_to_cells_and_back(book: Any, trace: pd.DataFrame) -> None:
    def follow(cell: Any) -> Any:
        sheet, _, address = cell.hyperlink.location.rpartition("!")
        return book[sheet.strip("'")][address]

    assert follow(book["Bảng 1.1"]["B2"]).offset(column=1).value == "Bảng 1.1"
    row = next(row for row in book["Truy vết"].iter_rows(min_row=ANNEX_HEADER_ROW + 1) if row[2].value == "D3")
    assert follow(row[3]).value == row[6].value  # the number itself, in its table
    cell = follow(row[9])
    assert (cell.value, cell.offset(column=4).value) == (row[9].value, "I9")
    assert follow(cell).offset(column=9).value == row[9].value


def test_the_trace_names_cells_of_the_annex(book: Any, trace: pd.DataFrame) -> None:
    tables = trace[(trace["annex_cell"] != "") & (trace["place"] != "Bảng 1.3")]
    assert len(tables) > 180
    for row in tables.drop_duplicates("item").to_dict("records"):
        sheet, cell = row["annex_cell"].split(", ô ")
        assert book[sheet][cell].value == row["value"]


def test_sources_link_to_their_pages(book: Any) -> None:
    sheet = book["Nguồn"]
    assert sheet["F5"].hyperlink.target == "https://danviet.vn/a"
    assert [cell.value for cell in sheet["A"]][ANNEX_HEADER_ROW:] == list(range(1, 12))


def test_two_runs_give_the_same_bytes(chapter: Chapter, trace: pd.DataFrame, tmp_path: Path) -> None:
    first, second = (write_excel(chapter, trace, tmp_path / f"{n}.xlsx").read_bytes() for n in (1, 2))
    assert first == second
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.xlsx", "2.xlsx"]


def test_an_empty_trace(chapter: Chapter, trace: pd.DataFrame, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_excel(chapter, trace.iloc[:0], tmp_path / "annex.xlsx"))
    assert book["Truy vết"].max_row == ANNEX_HEADER_ROW
