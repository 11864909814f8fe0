"""Checks of .xlsx: what is far from A1 is seen however it is written, and what only looks large is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.sheets.cells import Sheet, WorkbookUnreadableError
from assessment.sheets.excel_xml import _mentions, check_sheet, used_extent
from assessment.sheets.workbook import read_workbook

from .hostile import MAIN, xlsx

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def read(tmp_path: Path, content: bytes, name: str = "a.xlsx") -> Sheet:
    path = tmp_path / name
    path.write_bytes(content)
    return read_workbook(path, name).sheets[0]


@pytest.mark.parametrize(
    "row", ['<row r="{}" spans="1:9"/>', '<row r="{0}"><c r="A{0}" s="1"/><c r="XFD{0}" s="1"/></row>']
)
def test_65535_declared_rows_with_28_used_are_read(tmp_path: Path, row: str) -> None:
    used = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 29))
    sheet = read(tmp_path, xlsx(used + "".join(row.format(n) for n in range(29, 65_536))))
    assert (len(sheet.rows), sheet.rows[27]) == (28, [28.0])


def test_a_declared_extent_of_a_million_columns_is_not_believed(tmp_path: Path) -> None:
    declared = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>'
    assert read(tmp_path, xlsx(CELL + declared)).rows == [[1.0]]
    assert read(tmp_path, xlsx(CELL, dimension="A1:BDWGN1048576")).rows == [[1.0]]


def test_a_declared_number_of_strings_is_not_believed(tmp_path: Path) -> None:
    """Calamine would reserve 96 GB for it and abort the process."""
    strings = f'<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"><si><t>count="1"</t></si></sst>'
    cell = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    book = read(tmp_path, xlsx(cell, sharedStrings=strings))
    assert book.rows == [['count="1"']]


def test_rows_and_cells_without_an_address_are_read(tmp_path: Path) -> None:
    rows = "<row>" + "<c><v>1</v></c>" * 30 + "</row>"
    sheet = read(tmp_path, xlsx(rows * 12_000))
    assert (len(sheet.rows), len(sheet.rows[0])) == (12_000, 30)


@pytest.mark.parametrize(
    ("region", "extent"),
    [
        (b"", (0, 0)),
        (b'<row r="5"/><row><c><v>1</v></c></row>', (6, 1)),
        (b'<row r="2"><c r="C2"><v>1</v></c><c><v>1</v></c><c/></row><row><c r="a9"><v>1</v></c></row>', (9, 4)),
        (b"<x:row r='7'><x:c r='B7' s='1'><x:v>1</x:v></x:c></x:row>", (7, 2)),
        (b'<row r="3"><!--<row r="1">--><c><v><![CDATA[<c r="Z99">]]></v></c></row>', (3, 1)),
        (b'<row r="1"><cell r="Z9"/><c a=">" r="B1">1</c></row>', (1, 2)),
    ],
)
def test_the_extent_is_counted_as_the_reader_counts(region: bytes, extent: tuple[int, int]) -> None:
    assert used_extent(region) == extent


@pytest.mark.parametrize(
    "far",
    [
        b'<c r="XFD60000"><v>1</v></c>',
        b"<c r='XFD60000'><v>1</v></c>",
        b'<x:c s="1" r="xfd60000"><v>1</v></x:c>',
        b'<c r="ABCDE1000"><v>1</v></c>',
    ],
)
def test_no_spelling_of_a_far_cell_gets_past_the_quick_look(far: bytes) -> None:
    near = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    xml = b"<worksheet><sheetData>" + near * 50 + far + near * 50 + b"</sheetData></worksheet>"
    with pytest.raises(WorkbookUnreadableError, match="cells reach down to"):
        check_sheet(xml, "a.xlsx", "S")


@pytest.mark.parametrize(("text", "unread"), [(0, False), (1, True)])
def test_a_sheet_without_a_wanted_text_is_left_unread(tmp_path: Path, text: int, unread: bool) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>1. Xuất khẩu gạo</t></si><si><t>Chè</t></si></sst>'
    cells = f'<row r="1"><c r="A1" t="s"><v>{text}</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(cells, sharedStrings=strings))
    (sheet,) = read_workbook(path, wanted=lambda said: "gạo" in said).sheets
    assert (sheet.unread, len(sheet.rows)) == (unread, 0 if unread else 2)
    assert not read_workbook(path).sheets[0].unread


def test_texts_that_stand_in_a_sheet_itself_are_looked_at() -> None:
    shared = b"<sst><si><t>Tea</t></si><si><r><t>Xu\xe1\xba\xa5t kh</t></r><r><t>&#7849;u</t></r><rPh><t>x</t></rPh></si></sst>"
    seen: list[str] = []
    mentions = _mentions(shared, lambda text: not seen.append(text) and text == "Xuất khẩu")
    assert seen == ["Tea", "Xuất khẩu"]
    assert mentions(b'<c t="s"><v>1</v></c>')
    assert not mentions(b'<c t="s"><v>0</v></c><c><v>11</v></c>')
    own = (
        '<c t="inlineStr"><is><r><t>Xuất</t></r><r><rPr><b/></rPr><t xml:space="preserve"> kh&#7849;u</t></r></is></c>'
    )
    assert mentions(own.encode())
    assert not mentions(own.replace("Xuất", "Nhập").encode())
    assert mentions(b'<c t="str"><v>x</v></c>')
    # Ways to write a cell that no Office program uses are looked at, too.
    assert mentions(own.replace("<is>", "<is >").replace("Xuất", "Nhập").encode())
    assert mentions(b'<c t="s"><v> 01 </v></c>')
    assert mentions(b'<c t="s"><v><![CDATA[1]]></v></c>')
    assert _mentions(b"<sst><si><t><![CDATA[Tea]]></t></si></sst>", lambda text: False)(b"")
