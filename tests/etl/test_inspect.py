"""What the reader sees in a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.etl.inspect import inspect
from assessment.sheets.workbook import WorkbookUnreadableError

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
