"""Formats of the cells of a sheet: small workbooks made here, and the real ones against openpyxl."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from assessment.sheets.cells import NO_RESULT, CellError
from assessment.sheets.formats import UNICODE_FONT, BookFormats, SheetFormats
from assessment.sheets.legacy_text import encoding_of_font

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
LINKS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml" Type="t"/></Relationships>'


def package(sheet: str, *, styles: str = "", strings: str = "", name: str = "S") -> bytes:
    """Return the bytes of a workbook with one sheet of which every part is given as text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "xl/workbook.xml", f'<workbook><sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>'
        )
        made.writestr("xl/_rels/workbook.xml.rels", LINKS)
        made.writestr("xl/worksheets/sheet1.xml", sheet)
        made.writestr("xl/styles.xml", styles)
        made.writestr("xl/sharedStrings.xml", strings)
    return stream.getvalue()


def formats(tmp_path: Path, content: bytes, name: str = "S") -> SheetFormats:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    return BookFormats.open(path).sheet(name)


def test_a_workbook_made_by_openpyxl(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Xuất & nhập"
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["B1"] = "Tæng trÞ gi¸", "Tổng", "mét sè", 5
    sheet["A1"].font, sheet["A3"].font, sheet["B1"].font = Font(".VnTime"), Font(".VnArialH"), Font(".VnTime")
    sheet["C1"], sheet["C2"] = "=1/0", "#N/A"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    path = tmp_path / "book.xlsx"
    book.save(path)

    opened = BookFormats.open(path)
    found = opened.sheet("Xuất & nhập")

    assert found.known
    assert found.fonts == {(0, 0): ".VnTime", (2, 0): ".VnArialH"}
    assert found.problems == {(0, 2): NO_RESULT, (1, 2): CellError("#N/A")}
    assert found.hidden_rows == {2}
    assert found.hidden_columns == {3}
    assert found.text(0, 0, "Tæng trÞ gi¸") == "Tổng trị giá"
    assert found.text(2, 0, "mét sè") == "MỘT SỐ"
    assert found.font(1, 0) == UNICODE_FONT
    assert opened.sheet("Xuất & nhập") is found


def test_fonts_of_rich_text_count_before_that_of_the_cell(tmp_path: Path):
    strings = (
        "<sst><si><r><rPr><rFont val='.VnTime'/></rPr><t>Gi¸ &amp; </t></r><r><rPr><rFont val='Arial'/></rPr><t>Ô tô</t></r></si>"
        "<si><r><rPr><rFont val='.VnTime'/></rPr><t>Gi¸</t></r></si>"
        "<si><r><t>Gi¸ </t></r><r><rPr><rFont val='.VnTimeH'/></rPr><t>gi¸</t></r><rPh sb='0'><t>x</t></rPh></si>"
        "<si><r><rPr><rFont val='Arial'/></rPr><t>Ô</t></r></si></sst>"
    )
    styles = "<styleSheet><fonts><font><name val='Arial'/></font><font><name val='.VnTime'/></font></fonts>"
    styles += "<cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs></styleSheet>"
    cells = "".join(f"<c t='s' r='A{at + 1}' s='{style}'><v>{at}</v></c>" for at, style in enumerate((0, 0, 1, 1)))

    found = formats(
        tmp_path,
        package(SHEET.format(f"<sheetData><row r='1'>{cells}</row></sheetData>"), styles=styles, strings=strings),
    )

    assert found.runs == {(0, 0): ((0, ".VnTime"), (6, "Arial")), (2, 0): ((0, ".VnTime"), (4, ".VnTimeH"))}
    assert found.fonts == {(1, 0): ".VnTime", (2, 0): ".VnTime"}
    assert found.text(0, 0, "Gi¸ & Ô tô") == "Giá & Ô tô"
    assert found.text(1, 0, "Gi¸") == "Giá"
    assert found.text(2, 0, "Gi¸ gi¸") == "Giá GIÁ"
    assert found.text(3, 0, "Ô") == "Ô"


def test_rich_text_as_openpyxl_writes_it(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText(
        TextBlock(InlineFont(rFont=".VnTime"), "Gi¸ "), TextBlock(InlineFont(rFont="Arial"), "Ô tô")
    )
    path = tmp_path / "book.xlsx"
    book.save(path)

    assert BookFormats.open(path).sheet("Sheet").text(0, 0, "Gi¸ Ô tô") == "Giá Ô tô"


def test_prefixed_names_and_other_orders_of_attributes(tmp_path: Path):
    sheet = (
        "<x:worksheet xmlns:x='m'><x:cols><x:col max='3' min='2' hidden='true'/>"
        "<x:col min='6' max='6' width='0'/></x:cols><x:sheetData><x:row ht='0' r='2'>"
        "<x:c t='e' r='A2'><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c><x:c r='B2'><x:f>A1</x:f></x:c>"
        "<x:c r='C2' t='str'><x:f>A1</x:f><x:v></x:v></x:c><x:c r='D2'><x:f>A1</x:f><x:v>0</x:v></x:c>"
        "<x:c r='E2'><x:f t='shared' si='0'/><x:v/></x:c></x:row></x:sheetData></x:worksheet>"
    )

    found = formats(tmp_path, package(sheet))

    assert found.problems == {(1, 0): CellError("#DIV/0!"), (1, 1): NO_RESULT, (1, 4): NO_RESULT}
    assert found.hidden_rows == {1}
    assert found.hidden_columns == {1, 2, 5}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "does not tell"),
        (b"a;b", "does not tell"),
        (b"PK\x03\x04 nothing", "cannot be read"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_gives_an_empty_answer_with_its_reason(tmp_path: Path, content: bytes, reason: str):
    found = formats(tmp_path, content)

    assert not found.known
    assert reason in found.reason
    assert found.font(0, 0) is None
    assert not found.hidden_rows


def test_a_package_of_another_kind_a_missing_sheet_and_a_missing_file(tmp_path: Path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("content.xml", "<x/>")

    assert "no workbook" in formats(tmp_path, stream.getvalue()).reason
    assert "no such sheet" in formats(tmp_path, package(SHEET.format("")), "T").reason
    assert not BookFormats.open(tmp_path / "none.xlsx").sheet("S").known


@pytest.mark.parametrize(
    "repeated",
    [
        "<c ",
        "<c r='A1'",
        "<c r='A1' t='s'",
        "<row ",
        "<c r='A1'><f>",
        "<c r='A1'> ",
        "<c r='A1' t='inlineStr'><is><r><rFont val='.VnTime'/>",
        "<f></c>",
        "<cols><col hidden='1'",
        "a",
        " ",
    ],
)
def test_hostile_sheets_are_read_in_linear_time(tmp_path: Path, repeated: str):
    content = package(
        SHEET.format(repeated * 150_000),
        styles="<fonts><font><name val='.VnTime'/></font></fonts><cellXfs><xf fontId='0'/></cellXfs>",
    )
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)

    start = time.process_time()
    opened = BookFormats.open(path)
    opened.sheet("S")
    opened.sheet("S")

    assert time.process_time() - start < 5


@pytest.mark.parametrize("part", ["styles", "strings"])
@pytest.mark.parametrize("repeated", ["<font ", "<xf ", "<si", "<r ", "<rFont val='", "<cellXfs>", "&amp"])
def test_hostile_styles_and_strings_are_read_in_linear_time(tmp_path: Path, part: str, repeated: str):
    text = f"<fonts>{repeated * 150_000}<rFont val='.VnTime'/></fonts>"
    content = package(SHEET.format("<c r='A1' t='s'><v>0</v></c>"), **{part: text})

    start = time.process_time()
    formats(tmp_path, content)

    assert time.process_time() - start < 5


def test_entities_are_never_resolved(tmp_path: Path):
    sheet = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SHEET.format("<c r='A1' t='e'><v>&e;</v></c>")

    assert formats(tmp_path, package(sheet)).problems == {(0, 0): CellError("&e;")}


@pytest.mark.shared
@pytest.mark.slow
def test_real_workbooks_agree_with_openpyxl(shared: Path):
    texts = 0
    for path in sorted((shared / "workbooks").rglob("*.xlsx"))[::6]:
        found = BookFormats.open(path)
        for sheet in openpyxl.load_workbook(path).worksheets:
            formats = found.sheet(sheet.title)
            rows = {row - 1 for row, its in sheet.row_dimensions.items() if its.hidden or its.height == 0}
            wide = [its for its in sheet.column_dimensions.values() if its.hidden or its.width == 0]
            assert formats.hidden_rows == rows
            assert formats.hidden_columns == {column for its in wide for column in range(its.min - 1, its.max)}
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "s" and cell.value):
                texts += 1
                place = cell.row - 1, cell.column - 1
                assert encoding_of_font(formats.fonts.get(place)) == encoding_of_font(cell.font.name)
    assert texts > 10_000
