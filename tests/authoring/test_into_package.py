from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from assessment.authoring import into
from assessment.authoring.into import refresh_document
from assessment.authoring.into_numbers import Numbers
from assessment.authoring.into_package import DocumentError
from assessment.report.layout import Chapter, FigureFiles
from tests.authoring.authors import (
    MAIN,
    edit,
    rewrite,
)


def test_documents_that_cannot_be_refreshed(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], tmp_path: Path
) -> None:
    def refused(name: str, content: bytes | None, message: str) -> None:
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(DocumentError, match=message) as error:
            refresh_document(path, chapter, pictures)
        assert error.value.remedy
        assert content is None or path.read_bytes() == content

    refused("missing.docx", None, "cannot be opened")
    refused("empty.docx", b"", "empty")
    refused("old.docx", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "locked with a password")
    refused("text.docx", b"xin chao", "no Word document")
    refused("torn.docx", author.read_bytes()[:5000], "torn")
    other = io.BytesIO()
    with ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    refused("book.docx", other.getvalue(), "no Word document in it")


@pytest.mark.parametrize("mark", ["~$báo.docx", "~$i dài.docx", ".~lock.Bài dài.docx#"])
def test_an_open_document_is_refused(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], mark: str
) -> None:
    path = author.rename(author.with_name("báo.docx" if "báo" in mark else "Bài dài.docx"))
    path.with_name(mark).write_bytes(b"")
    with pytest.raises(DocumentError, match="open in Word or LibreOffice") as error:
        refresh_document(path, chapter, pictures)
    assert mark in error.value.remedy


@pytest.mark.parametrize(
    ("part", "old", "new", "message"),
    [
        (
            "word/settings.xml",
            "<w:zoom ",
            '<w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:zoom ',
            "restricted",
        ),
        (
            MAIN,
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/main",
            "Strict",
        ),
        (MAIN, "<w:body>", "<w:body><w:p>", "broken XML"),
    ],
)
def test_documents_in_a_state_nobody_may_change(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], part: str, old: str, new: str, message: str
) -> None:
    edit(author, old, new, part)
    with pytest.raises(DocumentError, match=message):
        refresh_document(author, chapter, pictures)


def test_a_signed_document_is_refused(author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]) -> None:
    rewrite(author, lambda parts: parts.update({"_xmlsignatures/sig1.xml": b"<a/>"}))
    with pytest.raises(DocumentError, match="signed"):
        refresh_document(author, chapter, pictures)


def test_a_document_saved_in_between_is_not_overwritten(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], monkeypatch: pytest.MonkeyPatch
) -> None:
    def numbers(chapter: Chapter) -> Numbers:
        with author.open("ab") as stream:
            stream.write(b" ")
        return Numbers(chapter)

    monkeypatch.setattr(into, "Numbers", numbers)
    with pytest.raises(DocumentError, match="changed while it was being refreshed"):
        refresh_document(author, chapter, pictures)
    assert [path.name for path in author.parent.iterdir()] == [author.name]
