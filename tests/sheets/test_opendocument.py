"""OpenDocument spreadsheets: read, and repeated cells counted first."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.workbook import read_workbook

from .hostile import ods, ods_cell

EMPTY = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def test_empty_rows_to_the_end_of_the_sheet_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(ods(ods_cell(2, 3) + EMPTY))
    assert read_workbook(path).sheets[0].rows == [[1.0] * 3] * 2


def test_a_value_repeated_over_the_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(ods(ods_cell(1, 1) + EMPTY.replace("1048574", "900000") + ods_cell(1, 16)))
    with pytest.raises(WorkbookUnreadableError, match=r"sheet 'S': cells reach down to P900002"):
        read_workbook(path, "a.ods")


def test_a_locked_document_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(ods(ods_cell(1, 1), entry="<manifest:encryption-data/>"))
    with pytest.raises(WorkbookUnreadableError, match="locked with a password"):
        read_workbook(path, "a.ods")
