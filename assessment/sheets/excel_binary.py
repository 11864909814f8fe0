"""Excel's binary workbooks (.xls, .xlsb): how far their cells reach, before calamine allocates the rectangle.

An .xls also declares the extent of each sheet, and calamine reserves memory for whatever is declared (old files often declare
65,536 rows and use 28): the declaration is replaced with what the cells really reach.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

from assessment.sheets.compound import Compound, wrapped
from assessment.sheets.guards import check_book, check_extent, damaged, locked
from assessment.sheets.packages import Package, repacked

MAX_SHEETS = 1000

# Records of .xls ([MS-XLS] 2.3): cells that hold something start with row and column.
_CELLS = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E))
_MANY_CELLS, _DIMENSIONS, _SHEET, _PASSWORD, _EOF = 0x00BD, 0x0200, 0x0085, 0x002F, 0x000A
# Records of .xlsb ([MS-XLSB] 2.3): the row, and cells 1 to 11.
_BINARY_ROW, _BINARY_CELLS, _BINARY_STRINGS = 0, range(1, 12), 159
_header = struct.Struct("<HH").unpack_from
_pair = struct.Struct("<HH").unpack_from


def checked_xls(compound: Compound, label: str) -> BytesIO:
    """Return an .xls that holds only its workbook stream, each of its sheets found small enough.

    Raises
    ------
    WorkbookUnreadableError
        If the workbook is damaged, locked, or a sheet is too large.
    """
    name = next(name for name in ("Workbook", "Book") if name in compound.names)
    stream = bytearray(compound.stream(name))
    if not stream:
        raise damaged(label, "the file is torn")
    starts = _sheet_starts(stream, label)
    if len(starts) > MAX_SHEETS:
        raise damaged(label, f"it lists {len(starts):,} sheets; expected at most {MAX_SHEETS:,}")
    cells = 0
    extents: dict[int, int] = {}
    for start, sheet in starts:
        if start > len(stream) - 4:
            raise damaged(label, f"sheet {sheet!r} is torn off")
        if start not in extents:
            extents[start] = _check_xls_sheet(stream, start, label, sheet)
        cells += extents[start]
        check_book(label, cells)
    return BytesIO(wrapped(name, bytes(stream)))


def _records(stream: bytes | bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    end = len(stream) - 4
    while at <= end:
        kind, size = _header(stream, at)
        at += 4
        yield kind, at, size
        if kind == _EOF:
            return
        at += size


def _sheet_starts(stream: bytearray, label: str) -> list[tuple[int, str]]:
    """Return where each sheet begins, and its name."""
    starts = []
    for kind, at, size in _records(stream, 0):
        if kind == _PASSWORD:
            raise locked(label)
        if kind == _SHEET and size >= 8 and at + size <= len(stream):
            length, wide = stream[at + 6], stream[at + 7] == 1
            name = stream[at + 8 : at + 8 + length * (1 + wide)].decode("utf-16-le" if wide else "cp1252", "replace")
            starts.append((struct.unpack_from("<I", stream, at)[0], name))
    return starts


def _check_xls_sheet(stream: bytearray, start: int, label: str, sheet: str) -> int:
    """Check one sheet, write its true extent into its declaration, and return how many cells its rectangle has."""
    last_row = last_col = -1
    declared = []
    end = len(stream)
    try:
        for kind, at, size in _records(stream, start):
            if kind in _CELLS:
                row, col = _pair(stream, at)
            elif kind == _MANY_CELLS:
                row = _pair(stream, at)[0]
                col = struct.unpack_from("<H", stream, at + size - 2)[0]
            else:
                if kind == _DIMENSIONS:
                    declared.append((at, size))
                continue
            if row > last_row:
                last_row = row
            if col > last_col:
                last_col = col
            if at + size > end:
                break
    except struct.error as error:
        raise damaged(label, f"sheet {sheet!r} is torn") from error
    rows, cols = last_row + 1, last_col + 1
    check_extent(label, sheet, rows, cols)
    for at, size in declared:
        if size == 14 and at + size <= end:
            struct.pack_into("<IIHHH", stream, at, 0, rows, 0, cols, 0)
        elif size == 10 and at + size <= end:
            struct.pack_into("<HHHHH", stream, at, 0, min(rows, 0xFFFF), 0, cols, 0)
        else:
            raise damaged(label, f"sheet {sheet!r} is torn")
    return rows * cols


def checked_xlsb(package: Package) -> BytesIO:
    """Return the parts of an .xlsb that matter, each of its sheets found small enough."""
    parts: dict[str, bytes] = {}
    cells = 0
    for name in package.names:
        low = name.lower()
        if low.endswith((".rels", "[content_types].xml")):
            parts[name] = package.text(name)
        elif low.startswith("xl/") and low.endswith(".bin"):
            parts[name] = package.read(name)
            if low == "xl/sharedstrings.bin":
                _check_strings(parts[name], package.label)
            if low.startswith("xl/worksheets/") and "/_" not in low and "binaryindex" not in low:
                rows, cols = _xlsb_extent(parts[name], package.label, name)
                check_extent(package.label, name, rows, cols)
                cells += rows * cols
                check_book(package.label, cells)
    return repacked(parts)


def _check_strings(part: bytes, label: str) -> None:
    """Refuse a table of strings that declares more strings than it can hold; memory is reserved for what is declared."""
    try:
        kind, at = _variable(part, 0, 2)
        _, at = _variable(part, at, 4)
        declared = struct.unpack_from("<II", part, at)
    except (struct.error, IndexError) as error:
        raise damaged(label, "the table of its strings is torn") from error
    if kind != _BINARY_STRINGS or declared[1] > len(part):
        raise damaged(label, "the table of its strings is torn")


def _xlsb_extent(part: bytes, label: str, name: str) -> tuple[int, int]:
    at = row = last_row = last_col = 0
    end = len(part)
    try:
        while at < end:
            kind, at = _variable(part, at, 2)
            size, at = _variable(part, at, 4)
            if kind == _BINARY_ROW:
                row = struct.unpack_from("<I", part, at)[0]
            elif kind in _BINARY_CELLS and kind != 1:  # 1 is a blank cell
                last_row = max(last_row, row + 1)
                last_col = max(last_col, struct.unpack_from("<I", part, at)[0] + 1)
            at += size
    except (struct.error, IndexError) as error:
        raise damaged(label, f"{name!r} is torn") from error
    return last_row, last_col


def _variable(part: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of up to `most` bytes, seven bits each, and the place after it."""
    number = 0
    for shift in range(most):
        byte = part[at + shift]
        number |= (byte & 0x7F) << (7 * shift)
        if not byte & 0x80:
            return number, at + shift + 1
    return number, at + most
