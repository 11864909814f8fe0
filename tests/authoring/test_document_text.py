from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assessment.authoring.document_text import DocumentTable, DocumentUnreadableError, Paragraph, read_document_text


def add(document: docx.document.Document, inner: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))


def texts(path: Path) -> list[str]:
    return [block.text for block in read_document_text(path) if isinstance(block, Paragraph)]


def test_runs_are_joined_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    document = docx.Document()
    add(
        document,
        "<w:r><w:t>51.</w:t></w:r><w:r><w:t>990,563</w:t></w:r>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t xml:space='preserve'> triệu</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText> tỷ</w:delText></w:r></w:del>",
    )
    document.save(str(tmp_path / "a.docx"))
    assert texts(tmp_path / "a.docx") == ["51.990,563 triệu"]


@pytest.mark.parametrize(("field", "text"), [("PAGEREF x", "Mục "), ("REF table_3_2", "Mục 12")])
def test_page_numbers_of_fields_are_no_text(tmp_path: Path, field: str, text: str) -> None:
    document = docx.Document()
    marks = [f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("begin", "separate", "end")]
    instruction = f"<w:r><w:instrText>{field}</w:instrText></w:r>"
    result = "<w:r><w:t>12</w:t></w:r>"
    add(document, f"<w:r><w:t xml:space='preserve'>Mục </w:t></w:r>{marks[0]}{instruction}{marks[1]}{result}{marks[2]}")
    document.save(str(tmp_path / "a.docx"))
    assert texts(tmp_path / "a.docx") == [text.strip()]


def test_tables_with_their_caption_and_nested_ones(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Thương mại", 1)
    document.add_paragraph("Bảng 1.1. Kim ngạch")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Năm"
    table.cell(1, 2).text = "5"
    table.cell(1, 0).add_table(1, 1).cell(0, 0).text = "7"
    document.save(str(tmp_path / "a.docx"))
    outer, inner = (block for block in read_document_text(tmp_path / "a.docx") if isinstance(block, DocumentTable))
    assert outer.above == ("Thương mại", "Bảng 1.1. Kim ngạch")
    assert outer.rows == (("Năm", "", ""), ("", "", "5"))
    assert inner.rows == (("7",),)


def test_text_boxes_and_headings(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Đất đai", 1)
    document.add_paragraph("Có 5 khu.")
    box = parse_xml(
        f"<w:r {nsdecls('w')}><w:txbxContent><w:p><w:r><w:t>Hộp 3 ha</w:t></w:r></w:p></w:txbxContent></w:r>"
    )
    document.paragraphs[-1]._p.append(box)
    document.save(str(tmp_path / "a.docx"))
    blocks = read_document_text(tmp_path / "a.docx")
    assert [(block.text, block.heading) for block in blocks if isinstance(block, Paragraph)] == [
        ("Đất đai", "Đất đai"),
        ("Có 5 khu.", "Đất đai"),
        ("Hộp 3 ha", "Đất đai"),
    ]


def plain(path: Path) -> None:
    path.write_text("chỉ là chữ", encoding="utf-8")


def old_word(path: Path) -> None:
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))


def other_package(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")


def torn(path: Path) -> None:
    docx.Document().save(str(path))
    path.write_bytes(path.read_bytes()[:-300])


@pytest.mark.parametrize("make", [plain, old_word, other_package, torn, lambda path: None])
def test_files_that_cannot_be_read_say_what_to_do(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.docx")
    with pytest.raises(DocumentUnreadableError, match=r"a\.docx") as error:
        read_document_text(tmp_path / "a.docx")
    assert error.value.remedy
