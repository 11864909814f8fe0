"""Exports of goods lines as batches of texts: bounded memory, every row with its place in the file.

A text file is streamed. A workbook is held whole by python-calamine while it is read (about 4.5 kB a line of 54 columns, measured), so
it may not unpack to more than `MOST_UNPACKED`; openpyxl would stream it, at a small fraction of the speed. calamine reserves the whole
rectangle up to the last cell, and ends the process where that is more than there is: a stray cell far to the right is looked for
before. Values stay texts here; a code that stands as a number has lost its leading zeros, and the file is refused.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, TypeAlias
from zipfile import BadZipFile, ZipFile

import pyarrow as pa
import python_calamine as calamine

from assessment.customs.errors import GoodsLinesError
from assessment.customs.layout import HEADER_SEARCH, Layout, find_layout, form
from assessment.sheets.cells import address
from assessment.sheets.guards import TEXT_SUFFIXES
from assessment.sheets.text import clean

TEXTS: Final = (
    "declaration",
    "first_declaration",
    "registered_on",
    "regime",
    "office",
    "storage_place_code",
    "state",
    "line",
    "hs",
    "description",
    "origin",
    "import_country",
    "counterparty_country",
    "trader_code",
    "currency",
    "payment_rate",
    "value_currency",
    "value_vnd",
    "quantity",
    "quantity_unit",
    "quantity_2",
    "quantity_2_unit",
)
"""Keys that are kept; a trader's name is not among them."""

RAW: Final = pa.schema(
    [("file", pa.string()), ("sheet", pa.string()), ("row", pa.int32()), ("fault", pa.string())]
    + [(key, pa.string()) for key in TEXTS]
)
BATCH: Final = 20_000
MOST_UNPACKED: Final = 1024**3
# The address of a cell with content to the right of column CZ, the 104th; the widest layout has 81 columns.
_STRAY: Final = re.compile(rb"""r\s*=\s*["']((?:[A-Za-z]{3}|[D-Zd-z][A-Za-z])\d{1,7})["'][^<>]*(?<!/)>""")
_COUNT: Final = re.compile(rb"""[cC]ount\s*=\s*["'](\d+)["']""")
_PIECE: Final = 2**20
_HEAD: Final = 4096
_TAG: Final = 128  # longest tag of a cell
_SPLIT: Final = (
    "export it as CSV UTF-8, which is read piece by piece, or each office and direction into a file of its own"
)
_SAVE: Final = "open it in Excel and save it as 'CSV UTF-8', or export it as .xlsx"
# A row as the reader hands it on: its number in the file, and its cells.
Row: TypeAlias = tuple[int, Sequence[object]]


@dataclass(frozen=True)
class Part:
    """The lines of one sheet: its layout, and its batches, to be taken once."""

    sheet: str
    layout: Layout
    batches: Iterator[pa.Table]


def parts(path: Path, file: str | None = None) -> Iterator[Part]:
    """Yield the sheets of an export that hold goods lines.

    Parameters
    ----------
    path
        An .xlsx, or a text file in UTF-8 or UTF-16 with commas, semicolons or tabs.
    file
        What it is called in messages and in the store; its name by default.

    Raises
    ------
    GoodsLinesError
        If it cannot be read, holds no goods lines, lacks a label, has one twice, or holds a code as a number.
    """
    name = file or path.name
    found = False
    for sheet, rows in _sheets(path, name):
        head = list(islice(rows, HEADER_SEARCH))
        layout = find_layout([cells for _, cells in head], name, sheet)
        if layout is None:
            continue
        found = True
        yield Part(sheet, layout, _batches(chain(head[layout.header :], rows), name, sheet, layout))
    if not found:
        raise GoodsLinesError(
            f"{name}: no header of goods lines in the first {HEADER_SEARCH} rows of any sheet",
            "export the report of goods in detail, one line a good, with its header",
        )


def first_rows(path: Path) -> Iterator[tuple[str, list[Sequence[object]]]]:
    """Yield each sheet of a file with its first rows, among which a header of goods lines would stand.

    Raises
    ------
    GoodsLinesError
        If the file cannot be read.
    """
    for sheet, rows in _sheets(path, path.name):
        yield sheet, [cells for _, cells in islice(rows, HEADER_SEARCH)]


# ------------------------------------------------------------------- rows of a file


def _sheets(path: Path, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    return _text_rows(path, name) if is_text(path) else _sheet_rows(path, name)


def is_text(path: Path) -> bool:
    """Return whether a file is text by its name."""
    return path.suffix.lower() in TEXT_SUFFIXES


def _sheet_rows(path: Path, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    try:
        with ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MOST_UNPACKED:
                raise GoodsLinesError(
                    f"{name}: {unpacked / 1024**2:,.0f} MB unpacked; expected at most {MOST_UNPACKED / 1024**2:,.0f} MB",
                    _SPLIT,
                )
            _refuse_crafted(archive, name)
        book = calamine.load_workbook(str(path))
    except (OSError, BadZipFile, calamine.CalamineError) as error:
        raise GoodsLinesError(f"{name}: not a readable .xlsx ({error})", "export the file again") from error
    for sheet in book.sheet_names:
        cells = book.get_sheet_by_name(sheet).iter_rows()
        yield sheet, enumerate(cells, start=1)


def _refuse_crafted(archive: ZipFile, name: str) -> None:
    """Refuse a package for which calamine would reserve more room than there is, and end the process."""
    for entry in archive.infolist():
        part = entry.filename.lower()
        with archive.open(entry) as stream:
            if part.endswith("sharedstrings.xml"):
                counts = [int(count) for count in _COUNT.findall(stream.read(_HEAD))]
                if max(counts, default=0) > entry.file_size:
                    raise GoodsLinesError(
                        f"{name}: it declares {max(counts):,} texts and has less", "export the file again"
                    )
            elif part.startswith("xl/worksheets/"):
                _refuse_stray(stream, name)


def _refuse_stray(stream: IO[bytes], name: str) -> None:
    before = b""
    while piece := stream.read(_PIECE):
        text = before + piece
        if found := _STRAY.search(text):
            raise GoodsLinesError(
                f"{name}: a cell stands in {found[1].decode()}; expected none to the right of column CZ",
                "delete the stray cell and the empty columns before it, and save; or export the file again",
            )
        before = text[-_TAG:]


def _text_rows(path: Path, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    encoding = _encoding(path, name)
    with path.open(encoding=encoding, newline="") as stream:
        sample = "".join(islice(stream, HEADER_SEARCH))
    separator = max("\t;,", key=sample.count)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=separator)
            try:
                for cells in reader:
                    yield reader.line_num, cells
            except csv.Error as error:
                raise GoodsLinesError(
                    f"{name}, line {reader.line_num:,}: {error}; a quotation mark may not be closed", _SAVE
                ) from error

    yield path.stem, rows()


def _encoding(path: Path, name: str) -> str:
    """Return the encoding of a text file once all of it was seen to be in it."""
    try:
        with path.open("rb") as stream:
            start = stream.read(3)
            stream.seek(0)
            encoding = "utf-16" if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
            decoder = codecs.getincrementaldecoder(encoding)()
            while piece := stream.read(2**20):
                if encoding != "utf-16" and b"\0" in piece:
                    raise GoodsLinesError(f"{name}: it holds zero bytes; expected text in UTF-8", _SAVE)
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except OSError as error:
        raise GoodsLinesError(f"{name}: cannot be opened ({error.strerror})", "check that it is there") from error
    except UnicodeError as error:
        raise GoodsLinesError(f"{name}: not text in {encoding} ({error})", _SAVE) from error
    return encoding


# ------------------------------------------------------------------- rows to batches


def _batches(rows: Iterator[Row], file: str, sheet: str, layout: Layout) -> Iterator[pa.Table]:
    places = [(key, layout.columns[key]) for key in TEXTS if key in layout.columns]
    codes = [(key, col) for key, col in places if key in form().codes]
    while batch := list(islice(rows, BATCH)):
        # A row without a word in it is no line; one that is shorter or longer than the header has shifted columns.
        batch = [row for row in batch if any(cell not in ("", None) for cell in row[1])]
        whole = [len(cells) == layout.width for _, cells in batch]
        for (row, cells), is_whole in zip(batch, whole, strict=True):
            for key, col in codes if is_whole else ():
                if not isinstance(cells[col], str) and cells[col] is not None:
                    raise _code_as_number(file, sheet, address(row - 1, col), key)
        columns: dict[str, list[str | None]] = {key: [None] * len(batch) for key in TEXTS}
        for key, col in places:
            columns[key] = [
                _text(row[1][col]) if is_whole else None for row, is_whole in zip(batch, whole, strict=True)
            ]
        expected = f"expected {layout.width} fields as in the header"
        faults = [
            None if is_whole else f"{len(row[1])} fields; {expected}"
            for row, is_whole in zip(batch, whole, strict=True)
        ]
        places_of = {"file": [file] * len(batch), "sheet": [sheet] * len(batch), "row": [row for row, _ in batch]}
        yield pa.table({**places_of, "fault": faults, **columns}, schema=RAW)


def _code_as_number(file: str, sheet: str, cell: str, key: str) -> GoodsLinesError:
    return GoodsLinesError(
        f"{file}, sheet {sheet!r}, {cell}: the {key} stands as a number; expected text, which keeps leading zeros and all digits",
        "export the file again with this column as text",
    )


def _text(value: object) -> str | None:
    """Return what a cell says, numbers with a decimal point and without an exponent; None where it says nothing.

    >>> _text(0.00001), _text(106812345670.0), _text("  a\u00a0b "), _text("")
    ('0.00001', '106812345670', 'a b', None)
    """
    if isinstance(value, str):
        return (value.strip() if value.isascii() else clean(value)) or None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return None if value is None else str(value)
