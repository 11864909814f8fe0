"""Headers over two rows as one text a column."""

from __future__ import annotations

from assessment.sheets.flat_headers import flat_headers
from assessment.sheets.workbook import Sheet

ROWS = [["STT", "Nước ngoài", "", "Trong nước", "", "Ghi chú"], ["", "Vốn", "Thu", "Vốn", "Thu", ""]]
TEXTS = ["STT", "Nước ngoài Vốn", "Nước ngoài Thu", "Trong nước Vốn", "Trong nước Thu", "Ghi chú"]


def test_merged_headings_count_for_all_their_columns() -> None:
    merged = ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 1, 5))
    assert list(flat_headers(Sheet("a", "S", True, ROWS, merged), (0, 1)).values()) == TEXTS


def test_without_merged_cells_a_heading_reaches_to_the_next() -> None:
    assert list(flat_headers(Sheet("a", "S", True, ROWS), (0, 1)).values()) == TEXTS


def test_a_heading_does_not_reach_over_columns_without_a_header() -> None:
    rows = [["A", "B", ""], ["", "x", ""]]
    assert flat_headers(Sheet("a", "S", True, rows), (0, 1)) == {0: "A", 1: "B x"}
