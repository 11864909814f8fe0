"""Tables of Word documents as sheets."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document

from assessment.sheets.cells import Sheet, WorkbookUnreadableError
from assessment.sheets.compound import wrapped
from assessment.sheets.workbook import read_workbook

from . import hostile


def sheets(content: bytes | Document, tmp_path: Path) -> tuple[Sheet, ...]:
    path = tmp_path / "a.docx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content.save(str(path))
    return read_workbook(path, "a.docx").sheets


def body(xml: str, tmp_path: Path) -> tuple[Sheet, ...]:
    return sheets(hostile.docx(xml), tmp_path)


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def p(text: str, more: str = "") -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def test_the_title_and_the_unit_above_a_table_are_its_first_rows(tmp_path: Path) -> None:
    made = docx.Document()
    for text in ("BAN QUẢN LÝ KHU KINH TẾ", "", "Biểu 2109. Thu hút đầu tư", "Đơn vị: triệu USD", ""):
        made.add_paragraph(text)
    for values in (("Chỉ tiêu", "Số dự án"), ("Cấp mới", "5")):
        table = made.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = values
        made.add_paragraph("")
    first, second = sheets(made, tmp_path)
    assert (first.name, second.name, first.file) == ("Bảng 1", "Bảng 2", "a.docx")
    assert first.rows == [["Biểu 2109. Thu hút đầu tư", ""], ["Đơn vị: triệu USD", ""], ["Chỉ tiêu", "Số dự án"]]
    assert first.cell(2, 1).address == "B3"
    assert second.rows == [["Cấp mới", "5"]]


def test_a_long_paragraph_above_a_table_is_no_title(tmp_path: Path) -> None:
    (sheet,) = body(p("Năm 2023 " * 60) + p("Bảng 1") + f"<w:tbl>{row(p('5'))}</w:tbl>", tmp_path)
    assert sheet.rows == [["Bảng 1"], ["5"]]


def test_merged_cells_have_their_value_in_the_first_cell(tmp_path: Path) -> None:
    """
    | Đất       | B |
    | C | D     | E |
    | F | D     | G |
    """
    made = docx.Document()
    table = made.add_table(3, 4)
    for number, text in enumerate("ABCDEFGHIJKL"):
        table.cell(number // 4, number % 4).text = text
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Đất"
    table.cell(1, 1).merge(table.cell(2, 2)).text = "D"
    (sheet,) = sheets(made, tmp_path)
    assert sheet.rows == [["Đất", "", "", "D"], ["E", "D", "", "H"], ["I", "", "", "L"]]
    assert sorted(sheet.merged) == [(0, 0, 0, 2), (1, 1, 2, 2)]
    assert sheet.cell(2, 2).merged_from == "B2"


def test_two_vertical_merges_below_each_other_stay_apart(tmp_path: Path) -> None:
    start, on = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    rows = row(start + p("A"), p("1")) + row(on + "<w:p/>", p("2")) + row(start + p("B"), p("3")) + row(on, p("4"))
    (sheet,) = body(f"<w:tbl>{rows}</w:tbl>", tmp_path)
    assert [line[0] for line in sheet.rows] == ["A", "", "B", ""]
    assert sheet.merged == ((0, 0, 1, 0), (2, 0, 3, 0))


def test_insertions_are_read_and_deletions_are_not(tmp_path: Path) -> None:
    inserted = '<w:ins w:id="1"><w:r><w:t>7</w:t></w:r></w:ins>'
    deleted = (
        '<w:del w:id="2"><w:r><w:delText>9</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>8</w:t></w:r></w:moveFrom>'
    )
    gone = f"<w:tr><w:trPr><w:del w:id='3'/></w:trPr><w:tc>{p('xóa')}</w:tc></w:tr>"
    (sheet,) = body(f"<w:tbl>{row(p('5', inserted + deleted))}{gone}{row(p('6'))}</w:tbl>", tmp_path)
    assert sheet.rows == [["57"], ["6"]]


def test_lines_tabs_and_hyphens_of_a_cell(tmp_path: Path) -> None:
    cell = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/>'
        "<w:t>c</w:t><w:noBreakHyphen/></w:r></w:p>" + p("d")
    )
    (sheet,) = body(f"<w:tbl>{row(cell)}</w:tbl>", tmp_path)
    assert sheet.rows == [["a b\nc-\nd"]]


def test_a_table_inside_a_cell_follows_as_its_own(tmp_path: Path) -> None:
    inner = f"<w:tbl>{row(p('1'), p('2'))}</w:tbl>"
    outer = f"<w:tbl>{row(p('Ngoài') + inner + '<w:p/>')}</w:tbl>"
    assert [sheet.rows for sheet in body(outer, tmp_path)] == [[["Ngoài"]], [["1", "2"]]]


def test_content_controls_and_skipped_columns(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtContent><w:tc>{p('1')}</w:tc></w:sdtContent></w:sdt>"
    rows = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{control}</w:tr>'
    (sheet,) = body(f"<w:sdt><w:sdtContent><w:tbl>{rows}{row(p('a'))}</w:tbl></w:sdtContent></w:sdt>", tmp_path)
    assert sheet.rows == [["", "", "1"], ["a", "", ""]]


@pytest.mark.parametrize("span", ["1000000000", "99999999999999999999", "-5", "x"])
def test_a_claimed_width_is_bounded(tmp_path: Path, span: str) -> None:
    cell = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' + p("a")
    (sheet,) = body(f"<w:tbl>{row(cell)}</w:tbl>", tmp_path)
    assert len(sheet.rows[0]) <= 1024
    many = f"<w:tbl>{row(cell.replace(span, '1000')) * 6000}</w:tbl>"
    with pytest.raises(WorkbookUnreadableError, match="sheet 'Bảng 1': cells reach down to"):
        body(many, tmp_path)


def test_deep_nesting_ends_in_time(tmp_path: Path) -> None:
    deep = "<w:sdt><w:sdtContent>" * 50_000 + f"<w:tbl>{row(p('1'))}</w:tbl>" + "</w:sdtContent></w:sdt>" * 50_000
    (sheet,) = body(deep, tmp_path)
    assert sheet.rows == [["1"]]
    tables = "<w:tbl><w:tr><w:tc>" * 1_000 + p("1") + "</w:tc></w:tr></w:tbl>" * 1_000
    assert len(body(tables, tmp_path)) == 1_000


def test_an_old_document_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(wrapped("WordDocument", b"x" * 5000))
    with pytest.raises(WorkbookUnreadableError, match=r"in the old form \(\.doc\)") as error:
        read_workbook(path)
    assert "save it as .docx" in error.value.remedy
