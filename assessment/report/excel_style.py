"""How every workbook of the package looks: fonts, frames, the page, the height of wrapped lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

_FONT: Final = "Times New Roman"
TITLE: Final = Font(name=_FONT, size=13, bold=True)
BODY: Final = Font(name=_FONT, size=11)
BOLD: Final = Font(name=_FONT, size=11, bold=True)
ITALIC: Final = Font(name=_FONT, size=11, italic=True)
LINK: Final = Font(name=_FONT, size=11, color="0563C1", underline="single")
FILL: Final = PatternFill("solid", fgColor="E7E6E6")
_LINE: Final = Side(style="thin", color="808080")
FRAME: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
LINE_HEIGHT: Final = 15


def set_up_page(sheet: Any, widths: Sequence[float], *, landscape: bool) -> None:
    """Set the widths of the columns and print on A4, one page wide."""
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_view.showGridLines = False


def line_count(text: str, width: float) -> int:
    """Return how many lines a text takes in a column; its letters are narrower than the digit that widths are counted in.

    >>> line_count("một dòng", 20), line_count("x" * 45, 20)
    (1, 3)
    """
    return max(1, -(-len(text) // max(1, int(width * 1.1))))
