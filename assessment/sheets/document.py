"""The tables of a Word document (.docx) as sheets.

The electronic system of the zones' boards exports its forms to Word. The document is read from its XML, not with python-docx: that
passes over insertions which still wait to be accepted, and opens every part of the package. Each table becomes a sheet; the lines
directly above it (title, unit) become its first rows, so that a table is recognised by its title as in a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from assessment.sheets.cells import Sheet, WorkbookUnreadableError
from assessment.sheets.guards import check_book, check_extent
from assessment.sheets.packages import Package

MAX_COLUMNS = 1024
_LINES_ABOVE, _LONG_LINE = 6, 300

# Text that is not, or no longer, in the document: deletions, the old place of a move, doubles for old programs.
# Properties of paragraphs define tab stops by the name of the tab sign.
_GONE = frozenset(("del", "moveFrom", "Fallback", "delText", "instrText", "txbxContent", "pPr"))
_WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "customXml", "moveTo"))
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass
class _Grid:
    """A table under construction; `open` holds the vertical merges that may go on, by their first column."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    open: dict[int, tuple[int, int]] = field(default_factory=dict)


def read_document(package: Package) -> tuple[Sheet, ...]:
    """Return the tables of a Word document in order, named `Bảng 1`, `Bảng 2` and so on.

    A table inside a cell of another follows it as a table of its own.

    Raises
    ------
    WorkbookUnreadableError
        If the document is damaged or holds no table.
    """
    root = package.xml("word/document.xml")
    sheets: list[Sheet] = []
    cells = 0
    for table, above in _tables(root):
        grid = _grid(table, above)
        name = f"Bảng {len(sheets) + 1}"
        width = max(map(len, grid.rows), default=0)
        check_extent(package.label, name, len(grid.rows), width)
        cells += len(grid.rows) * width
        check_book(package.label, cells)
        rows = [[*row, *[""] * (width - len(row))] for row in grid.rows]
        sheets.append(Sheet(package.label, name, True, rows, tuple(grid.merged)))
    if not sheets:
        raise WorkbookUnreadableError(
            f"{package.label}: the document holds no table", "ask the sender for the document with its tables"
        )
    return tuple(sheets)


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _tables(root: Element) -> Iterator[tuple[Element, list[str]]]:
    """Yield every table with the lines directly above it, in the order of the document; without recursion."""
    above: list[str] = []
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        tag = _tag(element)
        if tag in _GONE:
            continue
        if tag == "tbl":
            yield element, _lines_above(above)
            above = []
            waiting.append(iter(_nested(element)))
        elif tag == "p":
            above.append(_text(element))
        else:
            waiting.append(iter(element))


def _nested(table: Element) -> list[Element]:
    """Return the tables directly inside the cells of a table."""
    return list(_found(table, "tbl", lambda tag: tag not in _GONE))


def _found(element: Element, wanted: str, enters: Callable[[str], bool]) -> Iterator[Element]:
    """Yield the outermost elements of a name below `element`, in order; without recursion, for a file may nest at will."""
    waiting = [iter(element)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif _tag(part) == wanted:
            yield part
        elif enters(_tag(part)):
            waiting.append(iter(part))


def _lines_above(lines: list[str]) -> list[str]:
    """Return the last block of short lines; blank ones between it and the table do not count."""
    kept: list[str] = []
    for line in reversed(lines):
        if not line.strip():
            if kept:
                break
        elif len(line) > _LONG_LINE or len(kept) == _LINES_ABOVE:
            break
        else:
            kept.insert(0, line)
    return kept


def _text(element: Element) -> str:
    """Return the text of a paragraph or a cell as it reads with all changes accepted; paragraphs on lines of their own."""
    texts: list[str] = []
    waiting = [element]
    while waiting:
        part = waiting.pop()
        tag = _tag(part)
        if tag in _GONE or (tag == "tbl" and part is not element):
            continue
        if tag == "t":
            texts.append(part.text or "")
        elif tag in _SIGNS:
            texts.append(_SIGNS[tag])
        elif tag == "p" and texts:
            texts.append("\n")
        waiting.extend(reversed(part))
    return "".join(texts).strip()


def _grid(table: Element, above: list[str]) -> _Grid:
    grid = _Grid([[line] for line in above])
    for row in _parts(table, "tr"):
        if _property(row, "trPr", "del") is None:
            _add_row(grid, row)
    for col, (first, span) in list(grid.open.items()):
        _close(grid, col, first, span, len(grid.rows) - 1)
    return grid


def _parts(element: Element, wanted: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also inside content controls and insertions."""
    return _found(element, wanted, _WRAPPERS.__contains__)


def _add_row(grid: _Grid, row: Element) -> None:
    at = len(grid.rows)
    texts: list[str] = [""] * _number(_property(row, "trPr", "gridBefore"), 0)
    going_on = set()
    for cell in _parts(row, "tc"):
        span, col = _number(_property(cell, "tcPr", "gridSpan"), 1), len(texts)
        merge = _property(cell, "tcPr", "vMerge")
        goes_on = merge is not None and _value(merge) != "restart" and col in grid.open
        texts += ["" if goes_on else _text(cell), *[""] * (span - 1)]
        if len(texts) > MAX_COLUMNS:
            break
        if goes_on:
            going_on.add(col)
            continue
        if col in grid.open:
            _close(grid, col, *grid.open[col], at - 1)
        if merge is not None:
            grid.open[col] = (at, span)
            going_on.add(col)
        elif span > 1:
            grid.merged.append((at, col, at, col + span - 1))
    for col in [col for col in grid.open if col not in going_on]:
        _close(grid, col, *grid.open[col], at - 1)
    grid.rows.append(texts[:MAX_COLUMNS])


def _close(grid: _Grid, col: int, first: int, span: int, last: int) -> None:
    del grid.open[col]
    if last > first or span > 1:
        grid.merged.append((first, col, last, col + span - 1))


def _property(element: Element, holder: str, name: str) -> Element | None:
    for part in element:
        if _tag(part) == holder:
            return next((entry for entry in part if _tag(entry) == name), None)
    return None


def _value(element: Element) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith("}val")), "")


def _number(element: Element | None, usual: int) -> int:
    value = "" if element is None else _value(element)
    return min(int(value), MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 10 else usual
