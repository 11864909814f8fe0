"""Old Excel workbooks record by record, against xlrd and on books made by hand."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assessment.sheets.biff import BiffBook, BiffError, read_string_runs
from assessment.sheets.formats import BookFormats
from assessment.sheets.legacy_text import encoding_of_font


def record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def book(version: int, cells: bytes, strings: bytes = b"") -> bytes:
    """Return a workbook stream with one sheet `S`; cell formats 0 and 1 are in Arial and .VnTime."""

    def name(text: str) -> bytes:
        return bytes([len(text)]) + (b"\0" if version == 0x600 else b"") + text.encode("latin-1")

    fonts = ["Arial"] * 4 + [".VnTime", ".VnTimeH"]
    head = record(0x809, struct.pack("<HH", version, 5) + bytes(12)) + record(0x42, struct.pack("<H", 1252))
    head += b"".join(record(0x31, bytes(14) + name(font)) for font in fonts)
    head += b"".join(
        record(0xE0, struct.pack("<HH", font, 0) + b"\0\0\0\0" + bytes([2]) + bytes(11)) for font in (0, 5)
    )
    size = len(head) + len(record(0x85, bytes(6) + name("S"))) + len(strings) + 4
    head += record(0x85, struct.pack("<IH", size, 0) + name("S")) + strings + record(0x0A)
    return head + record(0x809, struct.pack("<HH", version, 0x10) + bytes(12)) + cells + record(0x0A)


def cell(code: int, row: int, col: int, xf: int, rest: bytes) -> bytes:
    return record(code, struct.pack("<HHH", row, col, xf) + rest)


@pytest.mark.parametrize("version", [0x500, 0x600])
def test_a_small_book(version: int):
    text = struct.pack("<H", 2) + (b"\0" if version == 0x600 else b"") + b"ab"
    runs = struct.pack("<HHH", 1, 1, 6) if version == 0x600 else bytes([1, 1, 6])
    cells = b"".join(
        [
            record(0x208, struct.pack("<HHHH", 3, 0, 9, 255) + bytes(4) + struct.pack("<I", 0x20)),
            record(0x208, struct.pack("<HHHH", 4, 0, 9, 0) + bytes(8)),
            record(0x208, struct.pack("<HHHH", 5, 0, 9, 0x80FF) + bytes(8)),
            record(0x7D, struct.pack("<HHHHHH", 2, 3, 2000, 0, 1, 0)),
            record(0x7D, struct.pack("<HHHHHH", 5, 5, 0, 0, 0, 0)),
            cell(0x204, 0, 0, 0, text),
            cell(0x204, 0, 1, 1, text),
            cell(0xD6, 0, 2, 1, text + runs),
            cell(0x06, 1, 0, 1, b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
            cell(0x06, 1, 1, 1, b"\2\0\x17\0\0\0\xff\xff" + bytes(8)),
            cell(0x205, 1, 2, 0, b"\x2a\1"),
            cell(0x205, 1, 3, 0, b"\1\0"),
            record(0x809, struct.pack("<HH", version, 0x20) + bytes(12)) + cell(0x204, 9, 9, 1, text) + record(0x0A),
        ]
    )

    sheet = BiffBook(book(version, cells)).sheet("S")

    assert sheet.hidden_rows == {3, 4}
    assert sheet.hidden_columns == {2, 3, 5}
    assert sheet.fonts == {(0, 1): ".VnTime", (0, 2): ".VnTime", (1, 0): ".VnTime"}
    assert sheet.runs == {(0, 2): ((0, ".VnTime"), (1, ".VnTimeH"))}
    assert sheet.errors == {(1, 1): "#REF!", (1, 2): "#N/A"}


def test_runs_of_shared_strings_cut_between_records():
    first = struct.pack("<II", 3, 3) + struct.pack("<HB", 4, 0) + b"ab"
    second = b"\1" + "cd".encode("utf-16-le") + struct.pack("<HBH", 2, 9, 2) + "xy".encode("utf-16-le") + b"\0\0"
    third = b"\5\0\1\0\7\0" + struct.pack("<HBHI", 1, 12, 1, 3) + b"z" + struct.pack("<HH", 0, 6) + b"ext"

    assert read_string_runs([first, second, third]) == {1: [(0, 5), (1, 7)], 2: [(0, 6)]}
    assert read_string_runs([first, second]) == {}
    assert read_string_runs([]) == {}


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        (b"", "damaged"),
        (record(0x809, b"\0\2\0\0"), "Excel 5"),
        (record(0x809, b"\0\6\5\0") + record(0x2F, b"\1\0"), "password"),
        (record(0x809, b"\0\6\5\0") + record(0x85, b"\0"), "damaged"),
    ],
)
def test_a_stream_that_cannot_be_read_says_why(stream: bytes, message: str):
    with pytest.raises(BiffError, match=message):
        BiffBook(stream)


def test_a_damaged_sheet_gives_what_stands_before_the_damage():
    text = struct.pack("<HB", 2, 0) + b"ab"
    cells = cell(0x204, 0, 0, 1, text) + record(0x204, b"")

    assert BiffBook(book(0x600, cells)[:-6]).sheet("S").fonts == {(0, 0): ".VnTime"}


def test_no_such_sheet():
    with pytest.raises(BiffError, match="no sheet called 'T'"):
        BiffBook(book(0x600, b"")).sheet("T")


def real_books(shared: Path) -> list[Path]:
    return sorted((shared / "workbooks").rglob("*.xls"))


def oracle(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    """Open a workbook with xlrd, which cannot read the links to other workbooks in some of them and need not."""
    xlrd = pytest.importorskip("xlrd")
    guarded = xlrd.book.Book.handle_supbook

    def handle(self: Any, data: bytes) -> None:
        try:
            guarded(self, data)
        except Exception:
            return

    with monkeypatch.context() as patch:
        patch.setattr(xlrd.book.Book, "handle_supbook", handle)
        opened = xlrd.open_workbook(str(path), formatting_info=True)
    return ((opened, sheet) for sheet in opened.sheets())


@pytest.mark.shared
@pytest.mark.slow
def test_real_books_agree_with_xlrd(shared: Path, monkeypatch: pytest.MonkeyPatch):
    texts = 0
    for path in real_books(shared):
        formats = BookFormats.open(path)
        for opened, sheet in oracle(path, monkeypatch):
            found = formats.sheet(sheet.name)
            assert found.hidden_rows == {row for row, info in sheet.rowinfo_map.items() if info.hidden}
            assert found.hidden_columns == {col for col, info in sheet.colinfo_map.items() if info.hidden}
            for row in range(sheet.nrows):
                for col in range(sheet.row_len(row)):
                    kind = sheet.cell_type(row, col)
                    assert (kind == 5) == ((row, col) in found.problems)
                    if kind != 1:
                        continue
                    texts += 1
                    xf = opened.xf_list[sheet.cell_xf_index(row, col)]
                    runs = [(at, opened.font_list[f].name) for at, f in sheet.rich_text_runlist_map.get((row, col), ())]
                    if not runs or runs[0][0]:
                        runs.insert(0, (0, opened.font_list[xf.font_index].name))
                    kinds = [encoding_of_font(font) for _, font in runs]
                    if len(set(kinds)) > 1:
                        assert list(found.runs[row, col]) == runs
                    else:
                        assert encoding_of_font(found.fonts.get((row, col))) == kinds[0]
    assert texts > 15_000


@pytest.mark.shared
def test_damaged_books_never_crash(shared: Path, tmp_path: Path):
    content = real_books(shared)[0].read_bytes()
    names = BiffBook.from_file(content).names
    chance = random.Random(2026)
    for number in range(60):
        broken = bytearray(content[: chance.randrange(len(content))] if number % 2 else content)
        for _ in range(40):
            broken[chance.randrange(min(len(broken), 40_000))] = chance.randrange(256)
        path = tmp_path / "broken.xls"
        path.write_bytes(broken)
        formats = BookFormats.open(path)
        assert all(formats.sheet(name).known or formats.sheet(name).reason for name in names)
