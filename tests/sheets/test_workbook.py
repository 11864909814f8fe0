"""Workbooks: coordinates as in Excel, and every kind of file that is not one."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook as Book

from assessment.sheets.workbook import WorkbookUnreadableError, read_workbook

OLD_CONTAINER = bytes.fromhex("D0CF11E0A1B11AE1")


def save(book: Book, path: Path) -> Path:
    book.save(path)
    return path


def test_cells_keep_their_excel_address(tmp_path: Path) -> None:
    """A sheet that begins with empty rows and columns.

    |   | A | B        | C          |
    | 1 |   |          |            |
    | 2 |   |          |            |
    | 3 |   | Lạng Sơn | 02/01/2024 |
    """
    book = Book()
    sheet = book.active
    sheet["B3"], sheet["C3"] = "Lạng\u00a0Sơn", date(2024, 1, 2)
    read = read_workbook(save(book, tmp_path / "a.xlsx"), "public/a.xlsx").sheets[0]
    cell = read.cell(2, 1)
    assert (cell.address, cell.text, cell.value, cell.file) == ("B3", "Lạng Sơn", "Lạng\u00a0Sơn", "public/a.xlsx")
    assert read.cell(2, 2).value == date(2024, 1, 2)
    assert read.cell(2, 2).text == "2024-01-02"
    assert read.filled(0) == []


def test_merged_cells_know_where_their_value_stands(tmp_path: Path) -> None:
    book = Book()
    book.active["A1"] = "Cấp mới"
    book.active["C2"] = 1
    book.active.merge_cells("A1:B1")
    sheet = read_workbook(save(book, tmp_path / "a.xlsx")).sheets[0]
    assert sheet.cell(0, 1).merged_from == "A1"
    assert sheet.cell(1, 2).merged_from is None


def test_hidden_sheets_are_listed_and_not_read(tmp_path: Path) -> None:
    book = Book()
    book.active["A1"] = "seen"
    for name, state in (("6NN", "hidden"), ("worm", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet["A1"], sheet.sheet_state = "not seen", state
    read = read_workbook(save(book, tmp_path / "a.xlsx"))
    assert [(sheet.name, sheet.visible, len(sheet.rows)) for sheet in read.sheets] == [
        ("Sheet", True, 1),
        ("6NN", False, 0),
        ("worm", False, 0),
    ]
    assert [sheet.name for sheet in read.visible] == ["Sheet"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "the file is empty"),
        ("a.xlsx", b"<html>Not found</html>", "not a workbook that can be read"),
        ("a.xlsx", b"PK\x03\x04 torn", "not a workbook that can be read"),
        ("a.xls", OLD_CONTAINER + bytes(600), "not a workbook that can be read"),
        ("a.xlsx", OLD_CONTAINER + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    ],
)
def test_files_that_are_no_workbooks_say_why_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WorkbookUnreadableError, match=said) as error:
        read_workbook(path, name)
    assert str(error.value).startswith(f"{name}:")
    assert error.value.remedy


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookUnreadableError, match="cannot be opened"):
        read_workbook(tmp_path / "none.xlsx")


def test_a_word_document_under_the_name_of_a_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("word/document.xml", "<x/>")
    with pytest.raises(WorkbookUnreadableError, match="the content is a Word document"):
        read_workbook(tmp_path / "a.xlsx")


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookUnreadableError, match="no visible sheet holds anything"):
        read_workbook(save(Book(), tmp_path / "a.xlsx"))


def test_a_stray_cell_at_the_end_of_the_sheet_does_not_kill_the_process(tmp_path: Path) -> None:
    """Calamine would allocate 17 billion cells for this sheet and abort."""
    book = Book()
    book.active["A1"], book.active["XFD1048576"] = 1, 1
    with pytest.raises(WorkbookUnreadableError, match="XFD1048576"):
        read_workbook(save(book, tmp_path / "a.xlsx"))


def test_what_a_workbook_carries_besides_cells_is_named_and_left_alone(tmp_path: Path) -> None:
    book, path = Book(), tmp_path / "a.xlsm"
    book.active.append(["Lạng Sơn", 5])
    book.save(path)
    with zipfile.ZipFile(path, "a") as package:
        for part in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/externalLinks/externalLink1.xml"):
            package.writestr(part, b"nobody looks here")
    read = read_workbook(path)
    assert read.ignored == ("macros (VBA)", "Excel 4 macro sheets", "links to other workbooks")
    assert read.sheets[0].rows == [["Lạng Sơn", 5.0]]
