"""What the reader sees in a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from assessment.etl.inspect import inspect
from assessment.sheets.workbook import WorkbookUnreadableError

from . import small_report as small
from .toy import HEADERS, Toy, fact, facts_sheet


def test_tables_headers_and_what_is_unknown_are_shown(toy: Toy) -> None:
    path = toy.book(facts_sheet([fact(gate="Hửu Nghị")], [*HEADERS, "Cột lạ"]))
    said = inspect(path, toy.sources)
    assert "a.xlsx: read with the declaration toy" in said
    assert "facts → routed: title A1, header rows 3, rows 4 to 4" in said
    assert "A3 'Chỉ tiêu' → indicator" in said
    assert "add a line to assessment/sources/toy/columns.csv: facts,Cột lạ,<key>,," in said
    assert "did you mean 'Hữu Nghị'?" in said


def test_a_workbook_from_elsewhere_is_read_with_the_declaration_that_knows_its_tables(toy: Toy, tmp_path: Path) -> None:
    path = toy.facts(fact()).rename(tmp_path / "copy.xlsx")
    assert "copy.xlsx: read with the declaration toy" in inspect(path, toy.sources)


def test_a_workbook_no_one_knows_is_described(toy: Toy) -> None:
    said = inspect(toy.book([["Bảng lạ"], ["a", 1]], name="x/b.xlsx"), toy.sources)
    assert "no declaration knows this workbook" in said
    assert "begins at A1 'Bảng lạ'" in said


def test_a_file_that_cannot_be_read_is_told(toy: Toy, tmp_path: Path) -> None:
    with pytest.raises(WorkbookUnreadableError, match="cannot be opened"):
        inspect(tmp_path / "none.xlsx", toy.sources)


def test_a_header_declared_by_a_pattern_is_shown_with_its_meaning(tmp_path: Path) -> None:
    columns = small.COLUMNS.replace("export,Thực hiện {period} Trị giá,", "export,~thuc hien {period} tri gia.*,")
    small.source(tmp_path, columns=columns)
    book = Workbook()
    for row in small.SHEET:
        book.active.append(row)
    book.save(tmp_path / "2024-05-29-book.xlsx")
    said = inspect(tmp_path / "2024-05-29-book.xlsx", tmp_path)
    assert "'Thực hiện tháng 5 năm 2024 Trị giá' → measure value; status preliminary; unit @2 (month" in said
