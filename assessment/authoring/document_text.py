"""The text of a Word document as it reads with all changes accepted: paragraphs, tables, footnotes, text boxes.

Read from the XML and without recursion, as `assessment.sheets.document` does: python-docx passes over insertions that still wait to
be accepted. Runs are joined, because Word splits a number wherever the cursor once stood. Page numbers that Word computes itself
(the fields PAGE, NUMPAGES, PAGEREF) are no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from assessment.errors import AssessmentError
from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.guards import Kind, kind_of, read_bytes
from assessment.sheets.packages import Package

_BODY: Final = "word/document.xml"
_NOTES: Final = (("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml"))
_GONE: Final = frozenset(("del", "moveFrom", "Fallback", "delText", "pPr", "rPr", "tbl", "txbxContent"))
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PAGE_FIELDS: Final = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF")
# Lines between two tables that may still belong to the second one: caption, unit, an empty line.
_LINES_ABOVE: Final = 4
_SAVE_AGAIN: Final = "save it from Word as “Word document (.docx)”, without a password, and run the check again"


class DocumentUnreadableError(AssessmentError):
    """The document cannot be read."""

    def __init__(self, message: str, remedy: str = _SAVE_AGAIN) -> None:
        super().__init__(message, remedy)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: `kind` is ``paragraph``, ``footnote`` or ``endnote``, `number` counts each kind from 1."""

    text: str
    kind: str
    number: int
    heading: str = ""


@dataclass(frozen=True)
class DocumentTable:
    """A table: its cells by row and column, and the lines directly above it; `number` counts tables from 1."""

    number: int
    rows: tuple[tuple[str, ...], ...]
    above: tuple[str, ...] = ()


def read_document_text(path: Path) -> tuple[Paragraph | DocumentTable, ...]:
    """Return the paragraphs and tables of a document in order, its notes at the end.

    Parameters
    ----------
    path
        A .docx file.

    Raises
    ------
    DocumentUnreadableError
        If the file is missing, locked, damaged or no Word document.
    """
    try:
        content = read_bytes(path, str(path))
        if kind_of(content) is Kind.COMPOUND:
            raise DocumentUnreadableError(f"{path}: locked with a password, or a Word document of the old kind (.doc)")
        if kind_of(content) is not Kind.PACKAGE:
            raise DocumentUnreadableError(f"{path}: not a Word document; expected a .docx file")
        package = Package(content, str(path))
        if _BODY not in package:
            raise DocumentUnreadableError(f"{path}: not a Word document; its package has no part {_BODY}")
        blocks = list(_blocks(package.xml(_BODY)))
        for kind, part in _NOTES:
            if part in package:
                blocks += _notes(package.xml(part), kind)
    except WorkbookUnreadableError as error:
        raise DocumentUnreadableError(str(error), error.remedy) from error
    return tuple(blocks)


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _value(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _outermost(root: Element, wanted: tuple[str, ...], closed: frozenset[str]) -> Iterator[Element]:
    """Yield the outermost elements of some names below `root`, in order, without entering the `closed` ones."""
    waiting = [iter(root)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif _tag(part) in wanted:
            yield part
        elif _tag(part) not in closed:
            waiting.append(iter(part))


def _blocks(root: Element) -> Iterator[Paragraph | DocumentTable]:
    """Yield paragraphs and tables; a table inside a cell and the text of a box follow what holds them."""
    heading, paragraphs, tables, above = "", 0, 0, list[str]()
    closed = frozenset(("del", "moveFrom", "Fallback"))
    waiting = [_outermost(root, ("p", "tbl"), closed)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
            continue
        if _tag(part) == "tbl":
            tables += 1
            yield DocumentTable(tables, _rows(part), tuple(above[-_LINES_ABOVE:]))
            above = []
            cells = _outermost(part, ("tbl", "txbxContent"), closed)
        else:
            text = paragraph_text(part)
            if text:
                paragraphs += 1
                if _style(part).lower().startswith("heading"):
                    heading = text
                yield Paragraph(text, "paragraph", paragraphs, heading)
                above.append(text)
            cells = _outermost(part, ("txbxContent",), closed)
        waiting.append(_inner(cells, closed))


def _inner(holders: Iterator[Element], closed: frozenset[str]) -> Iterator[Element]:
    for holder in holders:
        if _tag(holder) == "tbl":
            yield holder
        else:
            yield from _outermost(holder, ("p", "tbl"), closed)


def _style(paragraph: Element) -> str:
    return next((_value(style, "val") for style in _outermost(paragraph, ("pStyle",), frozenset(("r",)))), "")


def _notes(root: Element, kind: str) -> list[Paragraph]:
    texts = []
    for note in _outermost(root, (kind,), frozenset()):
        lines = (paragraph_text(part) for part in _outermost(note, ("p",), frozenset(("del", "moveFrom"))))
        texts.append(" ".join(line for line in lines if line))
    return [Paragraph(text, kind, number) for number, text in enumerate(filter(None, texts), start=1)]


def paragraph_text(paragraph: Element) -> str:
    """Return the text of a paragraph; its runs joined, deleted text and computed page numbers left out."""
    texts: list[str] = []
    fields: list[str] = []  # instructions of the fields that are open, the innermost last
    waiting = [iter(paragraph)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
            continue
        tag = _tag(part)
        if tag in _GONE or (tag == "fldSimple" and _is_page(_value(part, "instr"))):
            continue
        if tag == "fldChar":
            _follow(fields, _value(part, "fldCharType"))
        elif tag == "instrText" and fields:
            fields[-1] += part.text or ""
        elif not any(map(_is_page, fields)):
            if tag in ("t", *_SIGNS):
                texts.append(_SIGNS.get(tag, part.text or ""))
            waiting.append(iter(part))
    return "".join(texts).strip()


def _follow(fields: list[str], mark: str) -> None:
    if mark == "begin":
        fields.append("")
    elif mark == "end" and fields:
        fields.pop()


def _is_page(instruction: str) -> bool:
    return instruction.strip().partition(" ")[0].upper() in _PAGE_FIELDS


def _rows(table: Element) -> tuple[tuple[str, ...], ...]:
    nested = frozenset(("tbl", "del", "moveFrom"))
    rows = []
    for row in _outermost(table, ("tr",), nested):
        if any(True for mark in _outermost(row, ("trPr",), nested) for child in mark if _tag(child) == "del"):
            continue
        cells: list[str] = []
        for cell in _outermost(row, ("tc",), nested):
            lines = (paragraph_text(part) for part in _outermost(cell, ("p",), nested | {"tcPr"}))
            span = next((_value(s, "val") for s in _outermost(cell, ("gridSpan",), nested | {"p"})), "1")
            cells.append("\n".join(line for line in lines if line))
            cells.extend([""] * (min(int(span), 64) - 1 if span.isdigit() else 0))
        rows.append(tuple(cells))
    width = max(map(len, rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)
