from __future__ import annotations

import openpyxl
import pytest

from assessment.report.excel_style import line_count, set_up_page


@pytest.mark.parametrize("landscape", [True, False])
def test_a_page_is_a4_and_one_page_wide(landscape: bool) -> None:
    sheet = openpyxl.Workbook().create_sheet()
    set_up_page(sheet, (12, 30), landscape=landscape)
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [12, 30]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
    assert sheet.page_setup.orientation == ("landscape" if landscape else "portrait")


@pytest.mark.parametrize(
    ("text", "width", "lines"), [("", 10, 1), ("x" * 11, 10, 1), ("x" * 12, 10, 2), ("xx", 0.5, 2)]
)
def test_lines_of_a_wrapped_text(text: str, width: float, lines: int) -> None:
    assert line_count(text, width) == lines
