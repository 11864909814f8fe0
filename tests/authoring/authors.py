"""An author's document, changed by hand, and the report that is put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.oxml.ns import qn
from PIL import Image

from assessment.authoring.into import Refreshed
from assessment.findings import Table
from assessment.report.layout import FigureFiles

MAIN = "word/document.xml"
FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="1"><w:p><w:r><w:t>Chú thích cuối trang: {note}</w:t></w:r></w:p></w:footnote></w:footnotes>"""
FOOTNOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def drawn(folder: Path, size: tuple[int, int], colour: str) -> dict[str, FigureFiles]:
    Image.new("RGB", size, colour).save(folder / "figure_1_1.png")
    return {"trade.scopes": FigureFiles(*(folder / f"figure_1_1.{kind}" for kind in ("png", "svg", "csv")))}


def with_value(table: Table, row: int, column: str, value: float) -> Table:
    frame = table.frame.copy()
    at = frame.columns.get_loc(column)
    frame.iat[row, at] = replace(frame.iat[row, at], value=value)
    return replace(table, frame=frame)


def scopes(value: float) -> Callable[[Table], Table]:
    return lambda table: with_value(table, 0, "value", value)


def same(table: Table) -> Table:
    return table


def block(body: Any, name: str) -> list[Any]:
    (start,) = (mark for mark in body.iter(qn("w:bookmarkStart")) if mark.get(qn("w:name")) == name)
    (end,) = (mark for mark in body.iter(qn("w:bookmarkEnd")) if mark.get(qn("w:id")) == start.get(qn("w:id")))
    children = list(body)
    first, last = (next(i for i, child in enumerate(children) if mark in child.iter()) for mark in (start, end))
    return children[first : last + 1]


def tracked(added: str, dropped: str) -> Any:
    made = docx.Document().add_paragraph()._p
    about = {qn("w:id"): "901", qn("w:author"): "An", qn("w:date"): "2026-01-01T00:00:00Z"}
    for tag, name, text in (("w:ins", "w:t", added), ("w:del", "w:delText", dropped)):
        change = made.makeelement(qn(tag), about)
        run = made.makeelement(qn("w:r"))
        run.append(made.makeelement(qn(name)))
        run[0].text = text
        change.append(run)
        made.append(change)
    return made


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change the parts of a document by hand."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def with_footnote(path: Path, note: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["word/footnotes.xml"] = FOOTNOTES.replace("{note}", note).encode()
        relation = f'<Relationship Id="rIdNote" Type="{FOOTNOTES_RELATION}" Target="footnotes.xml"/></Relationships>'
        override = f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTES_TYPE}"/></Types>'
        for name, end, new in (
            ("word/_rels/document.xml.rels", b"</Relationships>", relation),
            ("[Content_Types].xml", b"</Types>", override),
        ):
            parts[name] = parts[name].replace(end, new.encode())

    rewrite(path, change)


def edit(path: Path, old: str, new: str, part: str = MAIN, count: int = 1) -> None:
    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), count)

    rewrite(path, change)


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(path: Path) -> str:
    return "\n".join(
        "".join(run.text or "" for run in line.iter(qn("w:t")))
        for line in docx.Document(str(path)).element.iter(qn("w:p"))
    )


def problems(refreshed: Refreshed) -> dict[str, str]:
    return {problem.reference: problem.text.key.rpartition(".")[2] for problem in refreshed.problems}
