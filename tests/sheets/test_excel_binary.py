"""Checks of .xls and .xlsb: what is declared is not believed, what is there is counted."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.excel_binary import checked_xlsb
from assessment.sheets.packages import Package, repacked
from assessment.sheets.workbook import read_workbook

from .hostile import xls


@pytest.mark.parametrize("declared", [(65_535, 28), (65_536, 256), (0xFFFFFFFF, 0xFFFF)])
def test_declared_rows_and_columns_are_not_believed(tmp_path: Path, declared: tuple[int, int]) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(xls({(0, 0): 1.0, (27, 2): 28.0}, declared=declared))
    sheet = read_workbook(path).sheets[0]
    assert (sheet.name, len(sheet.rows), sheet.rows[27]) == ("S", 28, ["", "", 28.0])


def test_a_stray_cell_is_named_with_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(xls({(0, 0): 1.0, (65_535, 255): 1.0}))
    with pytest.raises(WorkbookUnreadableError, match=r"a.xls, sheet 'S': cells reach down to IV65536"):
        read_workbook(path, "a.xls")


def test_a_record_that_claims_more_than_is_left_is_damage(tmp_path: Path) -> None:
    content = xls({(0, 0): 1.0})
    path = tmp_path / "a.xls"
    path.write_bytes(content.replace(struct.pack("<HH", 0x0200, 14), struct.pack("<HH", 0x0200, 0xFFFF)))
    with pytest.raises(WorkbookUnreadableError, match="sheet 'S' is torn"):
        read_workbook(path, "a.xls")


def binary(kind: int, body: bytes) -> bytes:
    """Return a record of .xlsb."""
    first = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    return first + bytes((len(body),)) + body


def package(cells: bytes, strings: bytes = b"") -> Package:
    parts = {"xl/workbook.bin": b"", "xl/worksheets/sheet1.bin": cells}
    if strings:
        parts["xl/sharedStrings.bin"] = strings
    return Package(repacked(parts).getvalue(), "a.xlsb")


def test_the_cells_of_an_xlsb_are_counted() -> None:
    row, cell = binary(0, struct.pack("<I", 27) + bytes(13)), binary(5, struct.pack("<IId", 3, 0, 1.0))
    checked_xlsb(package(row + cell))
    blank = binary(0, struct.pack("<I", 1_048_575) + bytes(13)) + binary(1, struct.pack("<II", 16_383, 0))
    checked_xlsb(package(row + cell + blank))
    far = binary(0, struct.pack("<I", 1_048_575) + bytes(13)) + binary(5, struct.pack("<IId", 16_383, 0, 1.0))
    with pytest.raises(WorkbookUnreadableError, match="XFD1048576"):
        checked_xlsb(package(row + far + cell))
    with pytest.raises(WorkbookUnreadableError, match="is torn"):
        checked_xlsb(package(row + b"\x05"))


def test_an_xlsb_that_declares_more_strings_than_it_holds_is_torn() -> None:
    checked_xlsb(package(b"", binary(159, struct.pack("<II", 2, 1)) + bytes(9)))
    with pytest.raises(WorkbookUnreadableError, match="table of its strings is torn"):
        checked_xlsb(package(b"", binary(159, struct.pack("<II", 2, 4_000_000_000))))
