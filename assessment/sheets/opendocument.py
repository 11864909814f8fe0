"""OpenDocument spreadsheets (.ods): repeated rows and cells counted before calamine writes them out."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree

from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.guards import check_book, check_extent, damaged, locked
from assessment.sheets.packages import Package, check_tree, repacked

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SPACES = re.compile(rb"""text:c\s*=\s*["']\d{5}""")
_KEPT = ("mimetype", "META-INF/manifest.xml", "content.xml")


def checked_ods(package: Package) -> BytesIO:
    """Return the parts of an .ods that matter, each of its tables found small enough.

    Raises
    ------
    WorkbookUnreadableError
        If the package is damaged, locked, or a table is too large.
    """
    if any(name not in package for name in _KEPT):
        raise damaged(package.label, "the package has no content")
    parts = {"mimetype": package.read("mimetype"), _KEPT[1]: package.text(_KEPT[1])}
    if b"encryption-data" in parts[_KEPT[1]]:
        raise locked(package.label)
    parts["content.xml"] = package.text("content.xml")
    check_tree(parts["content.xml"], package.label)
    if _SPACES.search(parts["content.xml"]):
        raise damaged(package.label, "a cell repeats a space more than 9,999 times")
    _check_tables(parts["content.xml"], package.label)
    return repacked(parts)


def _check_tables(content: bytes, label: str) -> None:
    name, row, last_row, last_col, cells = "", 0, 0, 0, 0
    try:
        for event, element in ElementTree.iterparse(BytesIO(content), events=("start", "end")):
            if element.tag == f"{_TABLE}table" and event == "start":
                name, row, last_row, last_col = element.get(f"{_TABLE}name", ""), 0, 0, 0
            elif element.tag == f"{_TABLE}table-row" and event == "end":
                row += _repeats(element, "rows")
                width = _width(element)
                if width:
                    last_row, last_col = row, max(last_col, width)
                element.clear()
            elif element.tag == f"{_TABLE}table" and event == "end":
                check_extent(label, name, last_row, last_col)
                cells += last_row * last_col
                check_book(label, cells)
                element.clear()
    except WorkbookUnreadableError:
        raise
    except (ElementTree.ParseError, ValueError) as error:
        raise damaged(label, f"content.xml is broken: {error}") from error


def _width(row: ElementTree.Element) -> int:
    """Return how many columns of a row are used; trailing empty cells, however often repeated, do not count."""
    col = used = 0
    for cell in row:
        col += _repeats(cell, "columns")
        if len(cell) or any(key.startswith(_OFFICE) or key == f"{_TABLE}formula" for key in cell.attrib):
            used = col
    return used


def _repeats(element: ElementTree.Element, of: str) -> int:
    return int(element.get(f"{_TABLE}number-{of}-repeated", "1"))
