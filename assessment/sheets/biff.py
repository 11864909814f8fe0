"""Fonts, hidden rows and columns, and error cells of old Excel workbooks (.xls, BIFF5 to BIFF8), record by record.

Only what calamine does not tell is read: which cells hold text and in which font, not the text itself. Everything is read from one
byte string with bounds checked by `struct`; nothing is ever executed. Record numbers and layouts: [MS-XLS], sections 2.3 and 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from assessment.errors import AssessmentError
from assessment.sheets.compound import MAGIC, Compound
from assessment.sheets.legacy_text import encoding_of_font

Place = tuple[int, int]
Runs = tuple[tuple[int, str], ...]

_BOF, _EOF, _BOUNDSHEET, _FONT, _XF, _SST, _CONTINUE = 0x809, 0x0A, 0x85, 0x31, 0xE0, 0xFC, 0x3C
_CODEPAGE, _FILEPASS, _ROW, _COLINFO = 0x42, 0x2F, 0x208, 0x7D
_LABELSST, _LABEL, _RSTRING, _FORMULA, _BOOLERR = 0xFD, 0x204, 0xD6, 0x06, 0x205
_BIFF5, _BIFF8 = 0x500, 0x600
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HHH")
_COLUMNS = struct.Struct("<HHHHH")
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")


class BiffError(AssessmentError):
    """A stream that is not a BIFF5 or BIFF8 workbook, is locked, or is damaged."""


@dataclass
class BiffSheet:
    """What one sheet says about its cells; `fonts` lists text cells in a legacy font only, by row and column from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    fonts: dict[Place, str] = field(default_factory=dict)
    runs: dict[Place, Runs] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)


class BiffBook:
    """The workbook stream of an .xls file: fonts, cell formats and where each sheet begins."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._fonts: list[str] = []
        self._xf_fonts: list[int] = []
        self._strings: list[bytes] = []
        self._starts: dict[str, int] = {}
        self._codec = "cp1252"
        self._is_8 = True
        try:
            self._read_globals()
        except (struct.error, IndexError) as error:
            raise BiffError(f"the workbook stream is damaged ({error})") from error
        if not self._starts:
            raise BiffError("the workbook stream is damaged (it names no sheet)")

    @classmethod
    def from_file(cls, content: bytes) -> BiffBook:
        """Read the container of an .xls file, or a bare workbook stream.

        Raises
        ------
        BiffError
            If there is no workbook stream, or it is locked, damaged, or older than BIFF5.
        """
        if not content.startswith(MAGIC):
            return cls(content)
        try:
            container = Compound(content, "workbook")
            name = next((name for name in ("Workbook", "Book") if name in container.names), None)
            if name is None:
                raise BiffError("the container holds no workbook stream")
            return cls(container.stream(name))
        except (AssessmentError, struct.error, IndexError, KeyError) as error:
            raise BiffError(str(error)) from error

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sheets, in order."""
        return tuple(self._starts)

    def sheet(self, name: str) -> BiffSheet:
        """Walk the records of one sheet; a damaged record ends the walk with what was found before it.

        Raises
        ------
        BiffError
            If there is no such sheet.
        """
        if name not in self._starts:
            raise BiffError(f"no sheet called {name!r}")
        found = BiffSheet()
        depth = 0
        try:
            for code, at, size in self._records(self._starts[name]):
                if code == _BOF:
                    depth += 1
                elif code == _EOF:
                    depth -= 1
                    if depth <= 0:
                        break
                # Records of a chart that stands in the sheet lie one level deeper.
                elif depth == 1:
                    self._read_record(found, code, at, size)
        except (struct.error, IndexError):
            pass
        return found

    def _records(self, at: int) -> Iterator[tuple[int, int, int]]:
        stream, last = self._stream, len(self._stream) - 4
        while at <= last:
            code, size = _HEAD.unpack_from(stream, at)
            yield code, at + 4, size
            at += 4 + size

    def _read_globals(self) -> None:
        previous = 0
        for number, (code, at, size) in enumerate(self._records(0)):
            if number == 0:
                self._check_version(code, at)
            elif code == _EOF:
                break
            elif code == _FILEPASS:
                raise BiffError("the workbook is locked with a password")
            elif code == _CODEPAGE:
                self._codec = _codec(_U16.unpack_from(self._stream, at)[0])
            elif code == _BOUNDSHEET:
                start = _U32.unpack_from(self._stream, at)[0]
                self._starts[self._short_text(at + 6)] = start
            elif code == _FONT:
                self._fonts.append(self._short_text(at + 14))
            elif code == _XF:
                self._xf_fonts.append(_U16.unpack_from(self._stream, at)[0])
            elif code == _SST or (code == _CONTINUE and previous == _SST):
                self._strings.append(self._stream[at : at + size])
                code = _SST
            previous = code

    def _check_version(self, code: int, at: int) -> None:
        version = _U16.unpack_from(self._stream, at)[0]
        if code != _BOF or version not in (_BIFF5, _BIFF8):
            raise BiffError("not a workbook of Excel 5 to 2003")
        self._is_8 = version == _BIFF8

    def _short_text(self, at: int) -> str:
        """Read a name whose length is one byte; BIFF8 says in a second one whether its letters are two bytes wide."""
        length = self._stream[at]
        if not self._is_8:
            return self._stream[at + 1 : at + 1 + length].decode(self._codec, "replace")
        if self._stream[at + 1] & 1:
            return self._stream[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        return self._stream[at + 2 : at + 2 + length].decode("latin-1")

    def _font(self, index: int) -> str:
        # There is no font number 4: the list leaves it out.
        place = index - (index > 4)
        return self._fonts[place] if place < len(self._fonts) else ""

    @cached_property
    def _legacy_of_xf(self) -> dict[int, str]:
        names = ((xf, self._font(font)) for xf, font in enumerate(self._xf_fonts))
        return {xf: name for xf, name in names if encoding_of_font(name)}

    @cached_property
    def _string_runs(self) -> dict[int, list[tuple[int, int]]]:
        return read_string_runs(self._strings)

    def _read_record(self, found: BiffSheet, code: int, at: int, size: int) -> None:
        stream = self._stream
        if code in (_LABELSST, _LABEL, _RSTRING):
            row, col, xf = _CELL.unpack_from(stream, at)
            self._note_text(found, (row, col), xf)
            if code == _LABELSST:
                runs = self._string_runs.get(_U32.unpack_from(stream, at + 6)[0])
                if runs:
                    self._note_runs(found, (row, col), xf, runs)
            elif code == _RSTRING:
                self._note_runs(found, (row, col), xf, self._rstring_runs(at + 6))
        elif code == _FORMULA:
            row, col, xf = _CELL.unpack_from(stream, at)
            # A result that is no number is marked by FF FF; its kind is the first byte: 0 text, 1 boolean, 2 error, 3 empty text.
            if stream[at + 12 : at + 14] == b"\xff\xff":
                if stream[at + 6] == 0:
                    self._note_text(found, (row, col), xf)
                elif stream[at + 6] == 2:
                    found.errors[row, col] = _ERRORS.get(stream[at + 8], "#ERROR")
        elif code == _BOOLERR and stream[at + 7]:
            row, col, _ = _CELL.unpack_from(stream, at)
            found.errors[row, col] = _ERRORS.get(stream[at + 6], "#ERROR")
        elif code == _ROW:
            height = _U16.unpack_from(stream, at + 6)[0]
            if stream[at + 12] & 0x20 or height == 0:
                found.hidden_rows.add(_U16.unpack_from(stream, at)[0])
        elif code == _COLINFO and size >= 10:
            first, last, width, _, flags = _COLUMNS.unpack_from(stream, at)
            if flags & 1 or width == 0:
                found.hidden_columns.update(range(first, min(last, 255) + 1))

    def _note_text(self, found: BiffSheet, place: Place, xf: int) -> None:
        font = self._legacy_of_xf.get(xf)
        if font is not None:
            found.fonts[place] = font

    def _note_runs(self, found: BiffSheet, place: Place, xf: int, runs: list[tuple[int, int]]) -> None:
        """Keep the runs of a rich text where their fonts stand for different encodings."""
        cell = self._font(self._xf_fonts[xf])
        named = [(start, self._font(font)) for start, font in runs]
        if not named or named[0][0] > 0:
            named.insert(0, (0, cell))
        kinds = {encoding_of_font(font) for _, font in named}
        if len(kinds) > 1:
            found.runs[place] = tuple(named)
        elif kinds == {None}:
            found.fonts.pop(place, None)
        else:
            found.fonts[place] = named[0][1]

    def _rstring_runs(self, at: int) -> list[tuple[int, int]]:
        stream = self._stream
        length = _U16.unpack_from(stream, at)[0]
        if not self._is_8:
            at += 2 + length
            return [(stream[at + 1 + 2 * i], stream[at + 2 + 2 * i]) for i in range(stream[at])]
        at += 3 + length * (2 if stream[at + 2] & 1 else 1)
        count = _U16.unpack_from(stream, at)[0]
        return [struct.unpack_from("<HH", stream, at + 2 + 4 * i) for i in range(count)]


def read_string_runs(chunks: list[bytes]) -> dict[int, list[tuple[int, int]]]:
    """Return, for each rich text of the shared strings, where its runs begin and their fonts' numbers.

    Parameters
    ----------
    chunks : list of bytes
        The SST record and the CONTINUE records after it. A text cut by the end of one goes on in the next, after a byte that says
        anew how wide its letters are.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    if not chunks:
        return found
    chunk, at, rest = chunks[0], 8, iter(chunks[1:])
    try:
        for number in range(_U32.unpack_from(chunk, 4)[0]):
            if at >= len(chunk):
                chunk, at = next(rest), 0
            length, flags = struct.unpack_from("<HB", chunk, at)
            at += 3
            runs = extra = 0
            if flags & 8:
                runs = _U16.unpack_from(chunk, at)[0]
                at += 2
            if flags & 4:
                extra = _U32.unpack_from(chunk, at)[0]
                at += 4
            width = 1 + (flags & 1)
            while length * width > len(chunk) - at:
                length -= (len(chunk) - at) // width
                chunk, at = next(rest), 1
                width = 1 + (chunk[0] & 1)
            at += length * width
            tail = 4 * runs + extra
            table = chunk[at : at + 4 * runs]
            while tail > len(chunk) - at:
                tail -= len(chunk) - at
                chunk, at = next(rest), 0
                table += chunk[: max(0, 4 * runs - len(table))]
            at += tail
            if runs:
                found[number] = list(struct.iter_unpack("<HH", table))
    except (struct.error, IndexError, StopIteration):
        pass
    return found


def _codec(codepage: int) -> str:
    name = {1200: "utf-16-le", 10000: "mac_roman", 32768: "mac_roman", 32769: "cp1252"}.get(codepage, f"cp{codepage}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
