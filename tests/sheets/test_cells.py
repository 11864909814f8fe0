"""Cells: their address, their text, and which of them are blank."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from assessment.sheets.cells import CellError, Sheet, address, as_text, is_blank


@pytest.mark.parametrize(
    ("row", "col", "name"),
    [(0, 0, "A1"), (0, 25, "Z1"), (9, 26, "AA10"), (0, 701, "ZZ1"), (0, 702, "AAA1"), (0, 16383, "XFD1")],
)
def test_addresses(row: int, col: int, name: str) -> None:
    assert address(row, col) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (1e20, "1e+20"),
        (None, ""),
        (True, "True"),
        (CellError("#N/A"), "#N/A"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 13, 30), "2024-01-02T13:30:00"),
    ],
)
def test_texts(value: object, text: str) -> None:
    assert as_text(value) == text


def test_blanks_and_merged_cells() -> None:
    sheet = Sheet("a.xlsx", "S", True, [["A", "", "\u00a0"], [None, 0.0, "\u200b"]], ((0, 0, 0, 1),))
    assert [sheet.filled(0), sheet.filled(1)] == [[0], [1]]
    assert is_blank(" \u00a0")
    assert (sheet.cell(0, 1).merged_from, sheet.cell(1, 1).merged_from) == ("A1", None)
