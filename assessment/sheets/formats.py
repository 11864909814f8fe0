"""What calamine does not tell about the cells of a sheet: fonts, hidden rows and columns, errors.

Read from the file itself, one sheet at a time and only when asked, because looking at every cell as an object (openpyxl, xlrd) takes
forty times as long as reading the values. Sheets of .xlsx and .xlsm are searched with regular expressions on their bytes, none of
which can look twice at the same stretch, and XML entities are never resolved; .xls is read by `assessment.sheets.biff`. Other kinds
of file, and files that cannot be read, give an empty answer with its reason, never an error.
"""

from __future__ import annotations

import html
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress, count
from pathlib import Path, PurePosixPath
from typing import Protocol

from assessment.sheets.biff import BiffBook, Place, Runs
from assessment.sheets.cells import NO_RESULT, CellError
from assessment.sheets.compound import MAGIC
from assessment.sheets.excel_xml import TEXT, column_number
from assessment.sheets.legacy_text import decode, decode_runs, encoding_of_font
from assessment.sheets.packages import Package

# Stands for the font of a cell that was looked at and is set in none of the legacy fonts.
UNICODE_FONT = "(a Unicode font)"

# Where the runs of a rich text begin, and their fonts; None is the font of the cell.
_RichRuns = list[tuple[int, str | None]]

_MAX_COLUMN = 16_384

_SHEET_TAG = re.compile(rb"<sheet\s[^<>]*>")
_LINK_TAG = re.compile(rb"<Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PREFIX = re.compile(rb"<(\w+):(?:worksheet|workbook|styleSheet|sst|Relationships)\b")
_FONT_NAME = re.compile(rb"""<(?:name|rFont)\s+val=["']([^"']*)""")
_FONT_ID = re.compile(rb"""\sfontId=["'](\d+)""")
# No cell's tag is as long as this. To know it lets the patterns below look as far as the next `>` without care: a sheet of `<c <c <c`
# would have them look to its end from each of them.
_LONGEST_TAG = 300
_ENDLESS = re.compile(rb"<c\s[^>]{%d}" % _LONGEST_TAG)
# Cells that hold a text or an error, with their attributes in any order: kind, column, row, format. They are few among many empty
# ones, so they are looked for by their kind.
_KIND = re.compile(rb"""t=["'](s|str|inlineStr|e)["']""")
_CELL = re.compile(
    rb"""<c\s(?=[^>]*?\bt=["'](s|str|inlineStr|e)["'])(?=[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'])(?:(?=[^>]*?\bs=["'](\d+)))?"""
)
_VALUE = re.compile(rb"[^<>]*>(?:<f\b[^<>]*>(?:[^<]*</f>)?)?<v[^<>]*>([^<]*)")
_INLINE = re.compile(rb"[^<>]*>\s*<is>((?:(?!</is>|<c\s).)*)", re.DOTALL)
_NO_RESULT = re.compile(
    rb"""<c\s([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:(?:<v\s*/>|<v\b[^<>/]*>\s*</v>)\s*)?</c>"""
)
_ADDRESS = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_TEXT_RESULT = re.compile(rb"""\bt=["'](?:str|e)["']""")
_ROW_HIDDEN = re.compile(
    rb"""<row(?=[^<>]*?\s(?:hidden=["'](?:1|true)["']|ht=["']0(?:\.0*)?["']))(?=[^<>]*?\sr=["'](\d+))"""
)
_NO_WIDTH = re.compile(rb"""\bwidth=["']0(?:\.0*)?["']""")


@dataclass(frozen=True)
class SheetFormats:
    """What one sheet says about its cells; rows and columns count from 0.

    `fonts` lists text cells set in a legacy font, `runs` those whose text changes between fonts of different encodings (where each
    part begins, and its font). `reason` says why nothing is known; empty if the sheet was read.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    fonts: Mapping[Place, str] = field(default_factory=dict)
    problems: Mapping[Place, CellError] = field(default_factory=dict)
    runs: Mapping[Place, Runs] = field(default_factory=dict)
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether the sheet was read, so that a cell not listed is set in a Unicode font, visible and without a problem."""
        return not self.reason

    def font(self, row: int, col: int) -> str | None:
        """Return the legacy font of a text cell, `UNICODE_FONT` for any other font, None if nobody knows.

        >>> SheetFormats(fonts={(0, 0): ".VnTime"}).font(0, 0), SheetFormats().font(0, 0), SheetFormats(reason="ods").font(0, 0)
        ('.VnTime', '(a Unicode font)', None)
        """
        return self.fonts.get((row, col), UNICODE_FONT if self.known else None)

    def text(self, row: int, col: int, value: str) -> str:
        """Return the text of a cell in Unicode, decoded by its font or, part by part, its fonts.

        >>> SheetFormats(fonts={(0, 0): ".VnTime"}).text(0, 0, "Gi¸ trÞ")
        'Giá trị'
        """
        runs = self.runs.get((row, col))
        return decode_runs(value, runs) if runs else decode(value, self.font(row, col))


class _Source(Protocol):
    def sheet(self, name: str) -> SheetFormats: ...


class BookFormats:
    """The formats of one workbook, sheet by sheet on demand."""

    def __init__(self, source: _Source | None, reason: str = "") -> None:
        self._source = source
        self.reason = reason
        self._sheets: dict[str, SheetFormats] = {}

    @classmethod
    def open(cls, path: Path, package: Package | None = None) -> BookFormats:
        """Open a workbook by what it is, whatever its name ends in; one that cannot be read gives empty answers with a reason.

        A package that was opened already is not read again.
        """
        try:
            content = b"" if package else path.read_bytes()
            if package or content.startswith(b"PK\x03\x04"):
                return cls(_XlsxBook(package or Package(content, "workbook")))
            if content.startswith((MAGIC, b"\x09\x08")):
                return cls(_XlsBook(content))
        except (OSError, *_DAMAGE) as error:
            return cls(None, f"formats cannot be read ({error})")
        return cls(None, "this kind of file does not tell its formats")

    def sheet(self, name: str) -> SheetFormats:
        """Return the formats of one sheet, read at the first call."""
        if name not in self._sheets:
            self._sheets[name] = self._read(name)
        return self._sheets[name]

    def _read(self, name: str) -> SheetFormats:
        if self._source is None:
            return SheetFormats(reason=self.reason)
        try:
            return self._source.sheet(name)
        except _DAMAGE as error:
            return SheetFormats(reason=f"formats of sheet {name!r} cannot be read ({error})")


# A refusal of the readers of packages and containers is a ValueError too.
_DAMAGE = (ValueError, KeyError, IndexError, EOFError, RuntimeError, OSError, struct.error, zlib.error)


class _XlsBook:
    def __init__(self, content: bytes) -> None:
        self._book = BiffBook.from_file(content)

    def sheet(self, name: str) -> SheetFormats:
        found = self._book.sheet(name)
        problems = {place: CellError(code) for place, code in found.errors.items()}
        hidden = frozenset(found.hidden_rows), frozenset(found.hidden_columns)
        return SheetFormats(*hidden, found.fonts, problems, found.runs)


class _XlsxBook:
    def __init__(self, package: Package) -> None:
        self._package = package
        if "xl/workbook.xml" not in self._package:
            raise ValueError("the package holds no workbook of the kind .xlsx")
        self._last: tuple[str, bytes] = ("", b"")
        links = {
            _value(tag, b"Id"): _value(tag, b"Target") for tag in _tags(self, "xl/_rels/workbook.xml.rels", _LINK_TAG)
        }
        self._parts: dict[str, str] = {}
        for tag in _tags(self, "xl/workbook.xml", _SHEET_TAG):
            target = links.get(_value(tag, b":id"), "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            self._parts[_value(tag, b"name")] = part

    def part(self, name: str) -> bytes:
        """Return a part of the package as UTF-8 without a name-space prefix; nothing if there is no such part."""
        if name not in self._package:
            return b""
        xml = self._package.read(name)
        if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
            xml = xml.decode("utf-16", "replace").encode()
        prefix = _PREFIX.search(xml, 0, 2000)
        if prefix:
            xml = xml.replace(b"<" + prefix.group(1) + b":", b"<").replace(b"</" + prefix.group(1) + b":", b"</")
        return xml

    def _sheet_xml(self, name: str) -> bytes:
        if self._parts.get(name, "") not in self._package:
            raise ValueError("the package holds no such sheet")
        if self._last[0] != name:
            xml = self.part(self._parts[name])
            if _ENDLESS.search(xml):
                raise ValueError("a tag has no end")
            self._last = name, xml
        return self._last[1]

    @cached_property
    def _legacy(self) -> dict[bytes, str]:
        """Legacy fonts by the number of the cell format, as written in the cells."""
        xml = self.part("xl/styles.xml")
        fonts = [_font_name(piece) for piece in _section(xml, b"fonts").split(b"<font")[1:]]
        legacy_fonts = {b"%d" % number: name for number, name in enumerate(fonts) if name and encoding_of_font(name)}
        legacy: dict[bytes, str] = {}
        for number, piece in enumerate(_section(xml, b"cellXfs").split(b"<xf")[1:] if legacy_fonts else ()):
            font = _FONT_ID.search(piece)
            if font and font.group(1) in legacy_fonts:
                legacy[b"%d" % number] = legacy_fonts[font.group(1)]
        return legacy

    @cached_property
    def _rich(self) -> dict[bytes, _RichRuns]:
        """Runs of the shared strings that name a font of their own; None is the font of the cell."""
        xml = self.part("xl/sharedStrings.xml")
        if b"<rFont" not in xml:
            return {}
        pieces = xml.split(b"<si")[1:]
        found = {b"%d" % number: _runs(piece) for number, piece in enumerate(pieces) if b"<rFont" in piece}
        # Fonts matter only where one of them, in the text or in its cell, is a legacy font.
        any_legacy = self._legacy or any(encoding_of_font(font) for runs in found.values() for _, font in runs)
        return found if any_legacy else {}

    def sheet(self, name: str) -> SheetFormats:
        xml = self._sheet_xml(name)
        fonts: dict[Place, str] = {}
        runs: dict[Place, Runs] = {}
        problems = _missing_results(xml)
        legacy, rich = self._legacy, self._rich
        if b"<rFont" in xml:
            rich = {b"": [], **rich}  # texts that stand in the sheet itself may be rich too
        for found in _texts_and_errors(xml) if legacy or rich or b't="e"' in xml or b"t='e'" in xml else ():
            kind, letters, digits, number = found.groups(b"0")
            if not rich and kind != b"e" and number not in legacy:
                continue
            place = int(digits) - 1, column_number(letters) - 1
            if kind == b"e":
                value = _VALUE.match(xml, found.end())
                problems[place] = CellError(value.group(1).decode("utf-8", "replace") if value else "#ERROR")
                continue
            if number in legacy:
                fonts[place] = legacy[number]
            if rich:
                _note_runs(place, _runs_of_cell(xml, found.end(), kind, rich), fonts, runs)
        return SheetFormats(_hidden_rows(xml), _hidden_columns(xml), fonts, problems, runs)


def _tags(book: _XlsxBook, part: str, pattern: re.Pattern[bytes]) -> list[dict[bytes, str]]:
    """Return the attributes of every tag of one kind in a part of the package."""
    return [
        {key: html.unescape((double or single).decode("utf-8", "replace")) for key, double, single in attributes}
        for attributes in map(_ATTRIBUTE.findall, pattern.findall(book.part(part)))
    ]


def _value(tag: dict[bytes, str], key: bytes) -> str:
    """Return an attribute by its name or, for `:id`, by how it ends."""
    return next((value for name, value in tag.items() if name == key or (key[:1] == b":" and name.endswith(key))), "")


def _section(xml: bytes, name: bytes) -> bytes:
    start = xml.find(b"<" + name)
    end = xml.find(b"</" + name, start)
    return xml[start + len(name) + 1 : end] if 0 <= start < end else b""


def _font_name(piece: bytes) -> str | None:
    found = _FONT_NAME.search(piece)
    return html.unescape(found.group(1).decode("utf-8", "replace")) if found else None


def _runs(item: bytes) -> _RichRuns:
    """Return where each run of a shared string begins and its font, None for that of the cell."""
    at, runs = 0, []
    # Phonetic hints after the text are no part of it.
    for piece in re.split(rb"<r(?=[\s>])", item.partition(b"<rPh")[0])[1:]:
        text = TEXT.search(piece)
        runs.append((at, _font_name(piece)))
        at += len(html.unescape(text.group(1).decode("utf-8", "replace"))) if text else 0
    return runs


def _runs_of_cell(xml: bytes, at: int, kind: bytes, rich: dict[bytes, _RichRuns]) -> _RichRuns:
    """Return the runs of the text of a cell whose tag goes on at `at`; none where it is plain."""
    if kind == b"inlineStr":
        inline = _INLINE.match(xml, at)
        return _runs(inline.group(1)) if inline and b"<rFont" in inline.group(1) else []
    shared = _VALUE.match(xml, at) if kind == b"s" else None
    return rich.get(shared.group(1), []) if shared else []


def _note_runs(place: Place, rich: _RichRuns, fonts: dict[Place, str], runs: dict[Place, Runs]) -> None:
    """Let the fonts of a rich text count before the font of its cell."""
    if not rich:
        return
    named = tuple((start, font or fonts.get(place, UNICODE_FONT)) for start, font in rich)
    kinds = {encoding_of_font(font) for _, font in named}
    if len(kinds) > 1:
        runs[place] = named
    elif kinds == {None}:
        fonts.pop(place, None)
    else:
        fonts[place] = named[0][1]


def _texts_and_errors(xml: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the tags of the cells that hold a text or an error."""
    for kind in _KIND.finditer(xml):
        start = xml.rfind(b"<c", max(kind.start() - _LONGEST_TAG, 0), kind.start())
        found = _CELL.match(xml, start) if start >= 0 else None
        if found and found.start(1) == kind.start(1):
            yield found


def _missing_results(xml: bytes) -> dict[Place, CellError]:
    """Return the formulas that have no stored result; a text result may well be empty."""
    problems: dict[Place, CellError] = {}
    for found in _NO_RESULT.finditer(xml) if b"<f" in xml else ():
        place = _ADDRESS.search(found.group(1))
        if place and not _TEXT_RESULT.search(found.group(1)):
            problems[int(place.group(2)) - 1, column_number(place.group(1)) - 1] = NO_RESULT
    return problems


def _hidden_rows(xml: bytes) -> frozenset[int]:
    rows = xml[xml.find(b"<sheetData") : xml.rfind(b"</sheetData")]
    if b"hidden=" not in rows and b'ht="0' not in rows and not (b"'" in rows and b"ht='0" in rows):
        return frozenset()
    return frozenset(int(number) - 1 for number in _ROW_HIDDEN.findall(rows))


def _hidden_columns(xml: bytes) -> frozenset[int]:
    columns = _section(xml, b"cols")
    if b"hidden=" not in columns and not _NO_WIDTH.search(columns):
        return frozenset()
    hidden = bytearray(_MAX_COLUMN)
    for piece in columns.split(b"<col")[1:]:
        if b"hidden=" not in piece and not _NO_WIDTH.search(piece):
            continue
        column = {key: double or single for key, double, single in _ATTRIBUTE.findall(piece)}
        if column.get(b"hidden") in (b"1", b"true") or _NO_WIDTH.search(piece):
            first, last = max(int(column[b"min"]), 1) - 1, min(int(column[b"max"]), _MAX_COLUMN)
            hidden[first:last] = b"\1" * max(last - first, 0)
    return frozenset(compress(count(), hidden.rstrip(b"\0")))
