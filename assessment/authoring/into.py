"""Tables, figures and numbers of the report kept up to date inside an author's own Word document.

A block is known by its bookmark (`wordparts.block_bookmark`), a number by the tag of its content control (`into_numbers`), never
by where it stands. Only what differs is written; every other byte of every part stays, and a document in which nothing differs is
not written at all. What an author has still to accept or reject is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import docx
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from assessment.authoring.into_blocks import BlockWriter, Difference, Outcome
from assessment.authoring.into_controls import refresh_controls
from assessment.authoring.into_numbers import LeftAloneError, Numbers
from assessment.authoring.into_package import DocumentError, WordFile
from assessment.authoring.wordxml import Block, Edit, Node, apply, bookmarked, parse, squashed, visible
from assessment.findings import Cell, Text
from assessment.report.language import Language
from assessment.report.layout import Chapter, FigureFiles, LaidFigure
from assessment.report.tables import Grid
from assessment.report.word import write_table
from assessment.report.wordparts import block_bookmark, set_up_styles
from assessment.sheets.text import nearest

_PREFIXES: Final = ("as_table_", "as_figure_")
_SHOWN: Final = 3
_TEXT_SHOWN: Final = 70


@dataclass(frozen=True)
class Change:
    """A block or a number that was brought up to date, with all texts that differ."""

    reference: str
    title: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Remark:
    """Something an author has to look at, and why."""

    reference: str
    text: Text


@dataclass(frozen=True)
class Refreshed:
    """What refreshing a document came to.

    `blocks` and `numbers` count what was found, `unchanged` what of it was up to date. `problems` were left as they are;
    `remarks` concern what was changed. `parts` are the changed parts of the file; `kept` is the version before, None where
    nothing changed and the file was not written.
    """

    path: Path
    blocks: int
    numbers: int
    unchanged: int
    changes: tuple[Change, ...]
    problems: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    parts: tuple[str, ...]
    kept: Path | None


def check_document(path: Path, report: Path) -> None:
    """Refuse, before the report is made, a document that cannot be refreshed.

    Parameters
    ----------
    path
        The author's document.
    report
        The chapter that reports write; those in other languages and of past days have its name in folders below its own.

    Raises
    ------
    DocumentError
        If the document is missing, open, locked, protected, signed, damaged or no Word document; or if it is the chapter of a
        report, which is written anew every time.
    """
    if path.name == report.name and path.resolve().is_relative_to(report.parent.resolve()):
        raise DocumentError(
            f"{path}: the chapter itself, which every report writes anew; an author's own document was expected",
            "copy it under another name or into another folder, write there, and give that file",
        )
    WordFile(path)


def refresh_document(path: Path, chapter: Chapter, figures: Mapping[str, FigureFiles]) -> Refreshed:
    """Bring the report's tables, figures and numbers in an author's document up to date.

    Parameters
    ----------
    path
        The author's document; the version before is kept beside it as ``NAME.before.docx``.
    chapter
        The chapter as laid out.
    figures
        Its pictures by the figures' ids.

    Raises
    ------
    DocumentError
        If the document is open, locked, protected, signed, damaged or no Word document.
    """
    return _Refresh(WordFile(path), chapter, figures).run()


class _Refresh:
    """One run over one document."""

    def __init__(self, file: WordFile, chapter: Chapter, figures: Mapping[str, FigureFiles]) -> None:
        self._file = file
        self._figures = figures
        self._chapter = chapter
        self._writer = BlockWriter(file, chapter.language, partial(_rows_anew, file, chapter))
        self._known: dict[str, Grid | LaidFigure] = {
            block_bookmark("table", grid.table.id): grid for grid in chapter.grids
        } | {block_bookmark("figure", laid.figure.id): laid for section in chapter.sections for laid in section.figures}
        self._changes: list[Change] = []
        self._problems: list[Remark] = []
        self._remarks: list[Remark] = []

    def run(self) -> Refreshed:
        """Refresh and put the document in its place, if anything differs."""
        blocks = bookmarked(self._file.tree(self._file.main), _PREFIXES)
        edits = [edit for block in blocks for edit in self._block(block)]
        numbers = Numbers(self._chapter)
        count = sum(self._story(name, numbers, edits if name == self._file.main else []) for name in self._file.stories)
        found = len(blocks) + count
        if self._changes and self._file.setting("w:trackRevisions") is not None:
            self._remarks.append(Remark(self._file.path.name, Text("into.remark.track_on")))
        parts = self._file.changed
        kept = self._file.save() if parts else None
        refused = {remark.reference for remark in self._problems}
        return Refreshed(
            self._file.path,
            len(blocks),
            count,
            found - len(self._changes) - len(refused & {block.name for block in blocks}),
            tuple(self._changes),
            tuple(self._problems),
            tuple(self._remarks),
            parts,
            kept,
        )

    def _block(self, block: Block) -> tuple[Edit, ...]:
        known = self._known.get(block.name)
        try:
            if known is None:
                near = ", ".join(nearest(block.name, self._known, _SHOWN))
                raise LeftAloneError("unknown_block", near=near or "–")  # noqa: TRY301
            outcome = self._outcome(block, known)
        except LeftAloneError as refused:
            self._problems.append(Remark(block.name, refused.text))
            return ()
        if outcome.differences:
            self._changes.append(Change(block.name, known.title, outcome.differences))
            if not any(squashed(known.title) in squashed(visible(node)) for node in block.nodes if node.tag == "w:p"):
                self._remarks.append(Remark(block.name, Text("into.remark.caption", {"title": known.title})))
        return outcome.edits

    def _outcome(self, block: Block, known: Grid | LaidFigure) -> Outcome:
        if isinstance(known, Grid):
            return self._writer.table(block, known)
        return self._writer.figure(block, known, self._figures[known.figure.id])

    def _story(self, name: str, numbers: Numbers, edits: list[Edit]) -> int:
        """Refresh the numbers of a part, write it with all its edits, and return how many numbers were found."""
        part = self._file.read(name)
        controls = refresh_controls(part, self._file.tree(name), numbers, [(edit.start, edit.end) for edit in edits])
        for filled in controls.filled:
            if filled.before != filled.after:
                difference = Difference("", filled.before, filled.after)
                self._changes.append(Change(filled.reference, "", (difference,)))
        self._problems += [Remark(reference, text) for reference, text in controls.refused]
        if edits or controls.edits:
            self._file.replace(name, apply(part, [*edits, *controls.edits]))
        return len(controls.filled)


def _rows_anew(file: WordFile, chapter: Chapter, grid: Grid, table: Node) -> bytes:
    """Return a table as the report writes it, with the properties and the width of the author's, and styles by their names."""
    document = docx.Document()
    set_up_styles(document, chapter.language.lang)
    written = write_table(chapter, grid, document)._tbl
    names = {style.style_id: style.name for style in document.styles}
    for style in list(written.iter(qn("w:pStyle"))):
        identity = file.style_ids.get(str(names.get(style.get(qn("w:val")))).lower())
        if identity is None:
            style.getparent().remove(style)
        else:
            style.set(qn("w:val"), identity)
    total = sum(int(column.attributes.get("w:w", 0)) for column in table.iter("w:gridCol"))
    own = sum(int(column.get(qn("w:w"))) for column in written.iter(qn("w:gridCol")))
    for width in written.iter(qn("w:gridCol"), qn("w:tcW")) if total else ():
        width.set(qn("w:w"), str(round(int(width.get(qn("w:w"))) * total / own)))
    # The root of the document declares the namespace already.
    made = re.sub(rb'\sxmlns:\w+="[^"]*"', b"", etree.tostring(written, encoding="UTF-8"))
    made = made[made.index(b"<w:tbl") :]
    old, new = table.child("w:tblPr"), parse(made).child("w:tblPr")
    if old is None or new is None:
        return made
    return apply(made, [Edit(new.start, new.end, old.bytes_of(file.read(file.main)))])


def describe(refreshed: Refreshed, language: Language) -> list[str]:
    """Return, for the command line, what was changed, what was left and why, and what an author has to look at."""

    def say(key: str, **values: Cell) -> str:
        return language.text(Text(f"into.{key}", values))

    lines = []
    for change in refreshed.changes:
        count = len(change.differences)
        named = f"{change.reference} ({change.title})" if change.title else change.reference
        lines.append(say("changed", what=named, count=count))
        for difference in change.differences[:_SHOWN]:
            before, after = (_shown(text) or say("nothing") for text in (difference.before, difference.after))
            place = f"{difference.place}: " if difference.place else ""
            lines.append("  " + say("difference", place=place, before=before, after=after))
        if count > _SHOWN:
            lines.append("  " + say("more", count=count - _SHOWN))
    lines += [say("left", what=problem.reference, reason=problem.text) for problem in refreshed.problems]
    lines += [say("look", what=remark.reference, reason=remark.text) for remark in refreshed.remarks]
    lines.append(say("counted", blocks=refreshed.blocks, numbers=refreshed.numbers, unchanged=refreshed.unchanged))
    if refreshed.kept is None:
        return [*lines, say("untouched", path=refreshed.path.name)]
    parts = ", ".join(refreshed.parts)
    return [*lines, say("written", path=refreshed.path.name, kept=refreshed.kept.name, parts=parts)]


def _shown(text: str) -> str:
    return text if len(text) <= _TEXT_SHOWN else text[: _TEXT_SHOWN - 1] + "…"
