from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pandas as pd
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from assessment.findings import Column, Section, Table, Text
from assessment.report.language import Language
from assessment.report.layout import Chapter, FigureFiles, lay_out
from assessment.report.references import References
from assessment.report.word import write_word


@pytest.fixture(scope="module")
def path(chapter: Chapter, pictures: dict[str, FigureFiles], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_word(chapter, pictures, tmp_path_factory.mktemp("word") / "chapter.docx")


@pytest.fixture(scope="module")
def document(path: Path) -> Any:
    return docx.Document(str(path))


def test_pages_follow_the_decree(document: Any) -> None:
    portrait = [section for section in document.sections if section.orientation == WD_ORIENT.PORTRAIT]
    landscape = [section for section in document.sections if section.orientation == WD_ORIENT.LANDSCAPE]
    assert (len(portrait), len(landscape)) == (2, 1)
    for section in document.sections:
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
        assert sorted(round(side.mm) for side in (section.page_width, section.page_height)) == [210, 297]


def test_page_number_is_centred_on_top_and_hidden_on_the_first_page(document: Any) -> None:
    first, *others = document.sections
    assert first.different_first_page_header_footer
    assert not any(section.different_first_page_header_footer for section in others)
    assert all(section.header.is_linked_to_previous for section in others)
    (paragraph,) = first.header.paragraphs
    assert paragraph.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert "PAGE" in paragraph._p.xml
    assert not "".join(paragraph.text for paragraph in first.first_page_header.paragraphs)


def test_fonts(document: Any) -> None:
    for name, points in (("Normal", 13), ("Heading 1", 14), ("Caption", 13), ("Table text", 11), ("Note", 11)):
        style = document.styles[name]
        assert (style.font.name, style.font.size.pt) == ("Times New Roman", points)
        fonts = style.element.rPr.find(qn("w:rFonts"))
        assert not [attribute for attribute in fonts.attrib if "heme" in attribute]
    assert 'w:val="vi-VN"' in document.styles["Normal"].element.xml


def test_headings_are_real(document: Any) -> None:
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["1. Thương mại qua cửa khẩu", "2. Đất đai", "Phụ lục. Danh mục nguồn số liệu"]


def test_tables_are_native_with_repeating_header_and_right_aligned_numbers(document: Any) -> None:
    assert len(document.tables) == 6
    for table in document.tables:
        header = table.rows[0]._tr.trPr
        assert header.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    scopes = document.tables[0]
    cell = scopes.cell(2, 3)
    assert cell.text == "9,57"
    assert cell.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert scopes.cell(2, 0).paragraphs[0].alignment is None


def test_columns_fill_the_page(document: Any) -> None:
    for index, width in ((0, 165), (1, 252)):
        assert sum(column.width.mm for column in document.tables[index].columns) == pytest.approx(width, abs=0.5)


def test_captions_are_sequences_inside_bookmarks(document: Any) -> None:
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    assert [p.text for p in captions] == [
        "Bảng 1.1. Các phạm vi kim ngạch năm 2023",
        "Bảng 1.2. Lượng phương tiện qua các cửa khẩu theo kỳ công bố",
        "Bảng 1.3. Một số chỉ tiêu tổng hợp",
        "Hình 1.1. Các phạm vi kim ngạch năm 2023",
    ]
    codes = [code.text.strip() for p in captions for code in p._p.iter(qn("w:instrText"))]
    assert codes == [
        "SEQ Bảng \\* ARABIC \\r 1",
        "SEQ Bảng \\* ARABIC",
        "SEQ Bảng \\* ARABIC",
        "SEQ Hình \\* ARABIC \\r 1",
    ]
    names = [mark.get(qn("w:name")) for p in captions for mark in p._p.iter(qn("w:bookmarkStart"))]
    assert [name for name in names if not name.startswith("as_")] == [
        "table_1_1",
        "table_1_2",
        "table_1_3",
        "figure_1_1",
    ]


def test_bookmarks_are_unique_and_closed(document: Any) -> None:
    body = document.element.body
    starts = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    ends = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkEnd"))]
    assert sorted(starts) == sorted(ends)
    assert len(starts) == len(set(starts))
    names = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} <= names


def test_a_block_reaches_from_the_caption_or_picture_to_the_line_of_sources(document: Any) -> None:
    for name, first, last in (
        ("as_table_trade_scopes", "Bảng 1.1. Các phạm vi kim ngạch năm 2023", "Nguồn: danviet.vn (06/02/2024) [1]."),
        ("as_figure_trade_scopes", "", "Nguồn số liệu: [1] (Phụ lục)."),
    ):
        (start,) = (
            mark for mark in document.element.body.iter(qn("w:bookmarkStart")) if mark.get(qn("w:name")) == name
        )
        (end,) = (
            mark
            for mark in document.element.body.iter(qn("w:bookmarkEnd"))
            if mark.get(qn("w:id")) == start.get(qn("w:id"))
        )
        begins, ends = (docx.text.paragraph.Paragraph(mark.getparent(), document) for mark in (start, end))
        assert begins.text == first
        assert ends.text.startswith(last.partition(":")[0])
        assert start.getprevious().tag == qn("w:pPr")


def test_a_table_without_notes_ends_its_block_itself(references: References, vi: Language, tmp_path: Path) -> None:
    frame = pd.DataFrame({"year": [2024]})
    table = Table("bare", Text("demo.title"), (Column(Text("common.column.year")),), frame)
    section = Section("bare", Text("demo.title"), Text("demo.questions"), tables=(table,))
    path = write_word(lay_out([section], references, vi), {}, tmp_path / "chapter.docx")
    (written,) = docx.Document(str(path)).tables
    assert written._tbl.getnext().tag == qn("w:bookmarkEnd")


def test_fields_are_closed(document: Any) -> None:
    kinds = [mark.get(qn("w:fldCharType")) for mark in document.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_contents_link_to_the_sections_and_refer_to_their_pages(document: Any) -> None:
    entries = [p.text.split("\t")[0] for p in document.paragraphs if p.style.name == "Contents entry"]
    assert entries == ["1. Thương mại qua cửa khẩu", "2. Đất đai", "Phụ lục. Danh mục nguồn số liệu"]
    codes = [code.text.strip() for code in document.element.body.iter(qn("w:instrText"))]
    assert codes[:3] == ["PAGEREF section_1 \\h", "PAGEREF section_2 \\h", "PAGEREF appendix \\h"]


def test_pictures_are_16_cm_wide_and_described(document: Any) -> None:
    (shape,) = document.inline_shapes
    assert round(shape.width.mm) == 160
    properties = shape._inline.docPr
    assert properties.get("descr") == "Biểu đồ thanh ngang so sánh ba phạm vi kim ngạch năm 2023."


def test_notes_sources_and_conclusion(document: Any) -> None:
    lines = [p.text for p in document.paragraphs]
    assert "Nguồn: danviet.vn (06/02/2024) [1]; tính toán của nhóm đánh giá." in lines
    assert "Đơn vị tính: xe" in lines
    assert "Xem thêm trong phụ lục Excel: Bảng PL1.1 (Toàn bộ số liệu đã công bố)." in lines
    conclusion = [p.text for p in document.paragraphs if p.style.name == "Conclusion"]
    assert conclusion[0] == "Kết luận mục"
    assert len(conclusion) == 4


def test_the_list_of_sources_holds_every_number_cited(document: Any) -> None:
    listed = [row.cells[0].text for row in document.tables[-1].rows[1:]]
    assert listed == [f"[{number}]" for number in range(1, 12)]
    assert document.tables[-1].cell(11, 1).text == "tổng hợp toàn bộ bảng dữ liệu “thương mại”"


def test_properties_do_not_tell_the_time_of_writing(document: Any) -> None:
    core = document.core_properties
    assert core.title == "Đánh giá hiện trạng Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn"
    assert f"{core.created:%Y-%m-%d}" == f"{core.modified:%Y-%m-%d}" == "2026-03-06"


def test_the_parts_are_in_the_order_the_schema_wants(path: Path) -> None:
    # Word refuses a document whose paragraph properties stand in another order; python-docx does not notice.
    with ZipFile(path) as archive:
        styles = archive.read("word/styles.xml").decode()
    box = styles[styles.index('w:styleId="Conclusion"') :]
    assert box.index("<w:pBdr>") < box.index("<w:shd") < box.index("<w:spacing") < box.index("<w:ind")


def test_two_runs_give_the_same_bytes(chapter: Chapter, pictures: dict[str, FigureFiles], tmp_path: Path) -> None:
    first, second = (write_word(chapter, pictures, tmp_path / f"{n}.docx").read_bytes() for n in (1, 2))
    assert first == second
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.docx", "2.docx"]


def test_english(english_chapter: Chapter, pictures: dict[str, FigureFiles], tmp_path: Path) -> None:
    document = docx.Document(str(write_word(english_chapter, pictures, tmp_path / "chapter.docx")))
    lines = [p.text for p in document.paragraphs]
    assert "1. Trade through the gates" in lines
    assert "Table 1.1. Scopes of trade in 2023" in lines
    assert 'w:val="en-GB"' in document.styles["Normal"].element.xml


def test_a_chapter_without_any_source_or_table(references: References, vi: Language, tmp_path: Path) -> None:
    chapter = lay_out([Section("bare", Text("demo.title"), Text("demo.questions"))], references, vi)
    document = docx.Document(str(write_word(chapter, {}, tmp_path / "chapter.docx")))
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["1. Thương mại qua cửa khẩu"]
    assert document.tables == []


def test_writing_needs_no_drawing() -> None:
    code = "import sys, assessment.report.word, assessment.report.excel; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
