"""Excel's XML workbooks (.xlsx, .xlsm): checked before calamine sees them.

calamine allocates the whole rectangle of a sheet, so a single stray cell would abort the process; and it returns error values and
formulas without a stored result as empty cells. Both are found here. Most sheets pass on a few searches for bytes; only where those
leave a doubt is every cell looked at.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import TypeAlias

from assessment.sheets.guards import MAX_CELLS, check_book, check_extent, damaged
from assessment.sheets.packages import Package, parsed, repacked

BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_BESIDE = ("[Content_Types].xml", "_rels/.rels", BOOK, _LINKS, _STRINGS, "xl/styles.xml")
# Results of formulas that are texts; and ways to write a text that no Office program uses. Each is looked for only where the rarest
# of its bytes stands at all: one byte is found many times as fast.
_OTHER_TEXTS = ((b'"str"', b'"str"'), (b"'", b"'str'"), (b":", b":v>"), (b"!", b"<!"))
TEXT = re.compile(rb"<t\b[^<>]*>([^<]*)")
_EMPTY_SHEET = b"<worksheet><sheetData></sheetData></worksheet>"

# A cell that does not begin with an address of at most two letters and four digits; and one with a name-space prefix.
_UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}[0-9]{1,4}")')
_PREFIXED_CELL = re.compile(rb":c\b")
# Letters become A, digits 0: one pass makes every address of the same shape the same bytes.
_SHAPES = bytes.maketrans(b"BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz123456789'", b"A" * 51 + b"0" * 9 + b'"')
_THREE_LETTERS = re.compile(rb'"AAAA*0')
_SHORT_ROWS, _SHORT_COLS = 9_999, 702  # what addresses of at most four digits and two letters can reach

_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<end>/?)(?:[\w.-]+:)?(?P<tag>row|c)(?=[\s/>])(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL,
)
_PLACE = re.compile(rb"""(?<![\w:.-])r\s*=\s*["']([A-Za-z]*)(\d*)["']""")
# calamine reserves memory for as many strings as are declared; without a declaration it counts.
_SHARED = re.compile(rb"<(?:[\w.-]+:)?sst\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_COUNT = re.compile(rb"""\s[\w:]*[cC]ount\s*=\s*(?:"[^"]*"|'[^']*')""")


# What a text may be, to decide whether its sheet is worth reading.
Wanted: TypeAlias = Callable[[str], bool]


def checked_xlsx(package: Package, wanted: Wanted | None = None) -> tuple[BytesIO, frozenset[str]]:
    """Return the parts of an .xlsx that matter, each of its visible sheets found small enough, and the sheets left out.

    With `wanted`, a visible sheet none of whose texts is wanted is left out: most sheets of a thick book are nobody's business, and
    to load them takes longer than to see that.

    Raises
    ------
    WorkbookUnreadableError
        If the package is damaged, locked, or a visible sheet is too large.
    """
    parts = {name: package.text(name) for name in _BESIDE if name in package}
    if BOOK in parts:
        parts[BOOK] = _without_names(parts[BOOK])
    if _STRINGS in parts:
        parts[_STRINGS] = _SHARED.sub(lambda found: _COUNT.sub(b"", found.group(0)), parts[_STRINGS])
    mentions = _mentions(parts.get(_STRINGS, b""), wanted) if wanted else None
    left_out = set()
    for name, part, visible in sheet_parts(package.label, parts):
        if part not in package:
            continue
        # A hidden sheet is not read, so it is not unpacked either.
        xml = package.text(part) if visible else _EMPTY_SHEET
        if visible and mentions is not None and not mentions(xml):
            left_out.add(name)
            xml = _EMPTY_SHEET
        elif visible:
            check_sheet(xml, package.label, name)
        parts[part] = xml
    return repacked(parts), frozenset(left_out)


def _mentions(strings: bytes, wanted: Wanted) -> Callable[[bytes], bool]:
    """Return whether a sheet shows a wanted text: a shared string, one of its own, or one written so that nobody looked at it."""
    if b":si" in strings or b"<!" in strings:
        return lambda xml: True  # name-space prefixes, comments: a program that writes like no other
    numbers = [b"%d" % number for number, item in enumerate(strings.split(b"<si")[1:]) if wanted(_text_of(item))]
    shown = re.compile(rb"<v[^<>]*>\s*0*(?:" + b"|".join(numbers) + rb")\s*</" if numbers else b"(?!)")
    return lambda xml: shown.search(xml) is not None or _has_other_texts(xml) or _has_own(xml, wanted)


def _has_other_texts(xml: bytes) -> bool:
    """Return whether a sheet shows a text that is neither a shared string nor one of its own, in a way everybody writes."""
    # Name spaces stand before the cells: with them every sheet would hold a colon.
    start, end = max(xml.find(b"sheetData"), 0), xml.rfind(b"sheetData")
    cells = xml[start : end if end > start else None]
    return any(rare in cells and sign in cells for rare, sign in _OTHER_TEXTS)


def _has_own(xml: bytes, wanted: Wanted) -> bool:
    """Return whether a wanted text stands in a sheet itself."""
    if b"inlineStr" not in xml:
        return False
    items = xml.split(b"<is>")[1:]
    if xml.count(b"inlineStr") != len(items):
        return True  # not all of them are written as usual
    return any(wanted(_text_of(item.partition(b"</is>")[0])) for item in items)


@lru_cache(maxsize=65536)
def _text_of(item: bytes) -> str:
    """Return the text of a shared string or one that stands in its cell, without its phonetic hints."""
    return html.unescape(b"".join(TEXT.findall(item.partition(b"<rPh")[0])).decode("utf-8", "replace"))


def _without_names(book: bytes) -> bytes:
    """Return the workbook part without the defined names: nobody reads them, and old books carry thousands."""
    start, end = book.find(b"<definedNames>"), book.rfind(b"</definedNames>")
    return book[:start] + book[end + len(b"</definedNames>") :] if 0 <= start < end else book


def sheet_parts(label: str, parts: dict[str, bytes]) -> Iterator[tuple[str, str, bool]]:
    """Yield the sheets of a workbook: name, the part that holds it, whether it is visible."""
    if BOOK not in parts or _LINKS not in parts:
        raise damaged(label, "the package has no workbook part")
    book, links = parsed(parts[BOOK], BOOK, label), parsed(parts[_LINKS], _LINKS, label)
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            yield sheet.get("name", ""), part, sheet.get("state", "visible") == "visible"


def check_sheet(xml: bytes, label: str, name: str) -> None:
    """Refuse a sheet whose last cell lies too far from A1, at the price of a few searches for most sheets."""
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
    region = xml[start:end]
    if not _surely_small(region):
        check_book(label, region.count(b"<c"))
        check_extent(label, name, *used_extent(region))


def _surely_small(region: bytes) -> bool:
    """Whether no address is long and hardly any row or cell goes without one, so that the sheet cannot be large."""
    if not _UNUSUAL_CELL.search(region) and not _PREFIXED_CELL.search(region):
        return True
    shapes = region.translate(_SHAPES)
    if b"A00000" in shapes or b'"00000' in shapes or _THREE_LETTERS.search(shapes):
        return False
    # A row or cell without an address stands one after the one before it. Colons are rare, and one byte is found quickest.
    colons = region.count(b":")
    rows = region.count(b"<row") + (colons and region.count(b":row"))
    cells = region.count(b"<c") + (colons and region.count(b":c")) - region.count(b'<c r="')
    return (_SHORT_ROWS + rows) * (_SHORT_COLS + cells) <= 2 * MAX_CELLS


def used_extent(region: bytes) -> tuple[int, int]:
    """Return how many rows and columns the cells with content reach, counted as calamine counts.

    >>> used_extent(b'<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c><c r="ZZ9" s="1"/></row>')
    (3, 3)
    """
    row = col = last_row = last_col = 0
    for token in _TOKEN.finditer(region):
        tag, attributes = token["tag"], token["attributes"]
        if tag is None:
            continue
        place = None if token["end"] else _PLACE.search(attributes)
        empty = not token["end"] and attributes.endswith(b"/")
        if tag == b"row":
            if place and place[2]:
                row = int(place[2]) - 1
            if token["end"] or empty:
                row, col = row + 1, 0
        elif not token["end"]:
            at = row
            if place and place[1] and place[2]:
                at, col = int(place[2]) - 1, column_number(place[1]) - 1
            if not empty:
                last_row, last_col = max(last_row, at + 1), max(last_col, col + 1)
            col += 1
    return last_row, last_col


@lru_cache(maxsize=1024)
def column_number(letters: bytes) -> int:
    """Return the number of a column, A being 1.

    >>> column_number(b"A"), column_number(b"xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
