from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from PIL import Image

from assessment.report import wordparts as parts


@pytest.fixture
def document() -> Document:
    made = docx.Document()
    parts.set_up_page(made)
    parts.set_up_styles(made, "vi")
    return made


def reopened(document: Document) -> Document:
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    return docx.Document(stream)


def _millimetres(length: Any) -> int:
    return round(length.mm)


def test_the_page_is_that_of_the_decree(document: Document) -> None:
    section = reopened(document).sections[0]
    assert (_millimetres(section.page_width), _millimetres(section.page_height)) == (210, 297)
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [_millimetres(margin) for margin in margins] == [20, 20, 30, 15]
    assert (parts.PORTRAIT_WIDTH, parts.LANDSCAPE_WIDTH) == (165, 252)
    assert section.different_first_page_header_footer


def test_a_wide_table_gets_a_landscape_section_that_is_numbered_from_its_first_page(document: Document) -> None:
    parts.set_up_page(document, landscape=True, new=True)
    parts.set_up_page(document, new=True)
    first, wide, last = reopened(document).sections
    assert (first.orientation, wide.orientation, last.orientation) == (
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    )
    assert _millimetres(wide.page_width) == 297
    assert [section.different_first_page_header_footer for section in (first, wide, last)] == [True, False, False]


def test_the_page_number_is_a_field_at_the_top(document: Document) -> None:
    parts.number_pages(document)
    header = reopened(document).sections[0].header.paragraphs[0]
    assert [code.text for code in header._p.iter(qn("w:instrText"))] == [" PAGE "]
    assert header.text == "2"


@pytest.mark.parametrize(("lang", "tag"), [("vi", "vi-VN"), ("en", "en-GB")])
def test_every_style_is_in_the_font_of_the_decree_and_the_text_in_its_language(lang: str, tag: str) -> None:
    made = docx.Document()
    parts.set_up_styles(made, lang)
    names = ("Normal", "Heading 1", "Heading 2", parts.CAPTION, parts.UNIT_LINE, parts.NOTE, parts.CELL, parts.FINDING)
    for name in names:
        fonts = made.styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {parts.FONT}
        assert [attribute for attribute in fonts.attrib if "heme" in attribute] == []
    normal = made.styles["Normal"]
    assert normal.font.size.pt == 13
    assert normal.element.rPr.findall(qn("w:lang"))[-1].get(qn("w:val")) == tag
    assert made.styles[parts.CELL].font.size.pt == 11


def test_captions_stay_with_their_table_and_headings_with_their_text(document: Document) -> None:
    assert document.styles["Heading 1"].paragraph_format.keep_with_next
    assert document.styles[parts.UNIT_LINE].paragraph_format.keep_with_next
    assert not document.styles[parts.NOTE].paragraph_format.keep_with_next


def test_the_box_of_the_conclusion_stands_where_the_schema_wants_it(document: Document) -> None:
    properties = document.styles[parts.CONCLUSION].element.pPr
    order = [child.tag.rpartition("}")[2] for child in properties]
    assert order.index("pBdr") < order.index("shd") < order.index("spacing") < order.index("ind")
    assert len(properties.find(qn("w:pBdr"))) == 4


def test_a_field_shows_its_cached_result_until_word_updates_it(document: Document) -> None:
    paragraph = document.add_paragraph("Bảng ")
    parts.add_field(paragraph, "SEQ Bảng \\* ARABIC", "7", dirty=True)
    assert paragraph.text == "Bảng 7"
    marks = [mark.get(qn("w:fldCharType")) for mark in paragraph._p.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"]
    dirty = [mark.get(qn("w:dirty")) for mark in paragraph._p.iter(qn("w:fldChar"))]
    assert dirty == ["true", None, None]
    empty = document.add_paragraph()
    parts.add_field(empty, "TOC", "")
    assert (empty.text, len(list(empty._p.iter(qn("w:fldChar"))))) == ("", 3)


def test_bookmarks_and_links_meet(document: Document) -> None:
    bookmarks = parts.Bookmarks()
    for name in ("table_1_1", "table_1_2"):
        paragraph = document.add_paragraph()
        identity = bookmarks.start(paragraph, name)
        paragraph.add_run("Bảng")
        bookmarks.end(paragraph, identity)
    link = document.add_paragraph("Xem ")
    parts.add_link(link, "table_1_2", "Bảng 1.2")
    body = reopened(document).element.body
    starts = {start.get(qn("w:name")): start.get(qn("w:id")) for start in body.iter(qn("w:bookmarkStart"))}
    assert starts == {"table_1_1": "1", "table_1_2": "2"}
    assert [end.get(qn("w:id")) for end in body.iter(qn("w:bookmarkEnd"))] == ["1", "2"]
    (found,) = body.iter(qn("w:hyperlink"))
    assert found.get(qn("w:anchor")) in starts
    assert "".join(text.text for text in found.iter(qn("w:t"))) == "Bảng 1.2"


def test_two_blocks_of_one_name_are_an_error(document: Document) -> None:
    bookmarks = parts.Bookmarks()
    bookmarks.start(document.add_paragraph(), "as_table_x")
    with pytest.raises(ValueError, match="'as_table_x': there is one of that name already"):
        bookmarks.start(document.add_paragraph(), "as_table_x")


def test_names_of_blocks_fit_word() -> None:
    names = [parts.block_bookmark("figure", f"investment.capital_by_sector_and_country_{n}") for n in range(50)]
    assert len(set(names)) == 50
    assert {len(name) for name in names} == {40}
    assert all(name.replace("_", "").isalnum() and name.isascii() for name in names)


def test_a_table_repeats_its_header_keeps_its_rows_whole_and_has_a_title(document: Document) -> None:
    table = document.add_table(rows=3, cols=2)
    parts.set_up_table(table, (100.0, 65.0), "Kim ngạch")
    assert [_millimetres(column.width) for column in table.columns] == [100, 65]
    assert {_millimetres(cell.width) for cell in table.columns[1].cells} == {65}
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Kim ngạch"
    order = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
    assert order == sorted(order, key=["tblStyle", "tblW", "jc", "tblLayout", "tblLook", "tblCaption"].index)
    other = document.add_table(rows=1, cols=1)
    parts.set_up_table(other, (10.0,), "x", repeat=False)
    assert other.rows[0]._tr.trPr.find(qn("w:tblHeader")) is None


def test_widths_must_fit_the_columns(document: Document) -> None:
    with pytest.raises(ValueError, match="argument"):
        parts.set_up_table(document.add_table(rows=1, cols=2), (10.0,), "x")


def test_shading_and_alternative_text(document: Document) -> None:
    table = document.add_table(rows=1, cols=1)
    parts.shade(table.cell(0, 0), "F2F2F2")
    assert table.cell(0, 0)._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == "F2F2F2"
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    picture = document.add_picture(stream)
    parts.describe(picture, "Hình 3.1", "Kim ngạch theo năm")
    (properties,) = reopened(document).element.body.iter(qn("wp:docPr"))
    assert (properties.get("title"), properties.get("descr")) == ("Hình 3.1", "Kim ngạch theo năm")
