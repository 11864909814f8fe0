"""The blocks of an author's document that come from the report: a table or a figure with its unit line, notes and sources.

Within the bookmark of a block, the report owns the words and numbers of the cells, the unit line, the notes and the line of
sources; the author owns the caption, every other paragraph, and all formatting. So a cell whose text is as before is not
touched, a new text takes over the formatting of the old one, and a new row that of the row above it. Where the columns
themselves have changed, the rows are written anew and only the properties of the table and its width are the author's.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from assessment.authoring.into_numbers import LeftAloneError
from assessment.authoring.into_package import WordFile
from assessment.authoring.wordxml import (
    Block,
    Edit,
    Node,
    is_tracked,
    markers,
    paragraph,
    run,
    set_attribute,
    set_text,
    squashed,
    visible,
)
from assessment.report import wordparts as parts
from assessment.report.language import Language
from assessment.report.layout import FigureFiles, LaidFigure
from assessment.report.tables import Grid, cell_address
from assessment.report.word import note_lines

# What holds words of the author's outside the text, and would be lost with its reference.
_REFERENCES: Final = ("w:commentReference", "w:footnoteReference", "w:endnoteReference")
_LABELS: Final = ("unit_line", "note_line", "source_line", "figure_sources")
# A change of a picture's proportions that nobody sees.
_PROPORTION: Final = 0.005


@dataclass(frozen=True)
class Difference:
    """A text that changed: where in the block, what stood there, what stands there now; empty for none."""

    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Outcome:
    """What refreshing a block comes to: the edits of the document, and what they change."""

    edits: tuple[Edit, ...]
    differences: tuple[Difference, ...]


class BlockWriter:
    """Refreshes the blocks of one document.

    Parameters
    ----------
    file
        The author's document.
    language
        The language of the report.
    rows_anew
        Writes the rows of a table as the report does, for columns that have changed; given the author's table.
    """

    def __init__(self, file: WordFile, language: Language, rows_anew: Callable[[Grid, Node], bytes]) -> None:
        self._file = file
        self._part = file.read(file.main)
        self._language = language
        self._rows_anew = rows_anew
        names = {file.style_ids.get(name.lower()) for name in (parts.UNIT_LINE, parts.NOTE)}
        self._own_styles = names - {None}
        patterns = [str(language.entry(f"common.layout.{name}")) for name in _LABELS]
        self._own_starts = tuple(pattern.partition("{")[0].strip() for pattern in patterns)

    def table(self, block: Block, grid: Grid) -> Outcome:
        """Return what brings a table up to date.

        Raises
        ------
        LeftAloneError
            If the block has tracked changes, or the table is not in the form the report knows.
        """
        _check_tracked(block)
        tables = [found for node in block.nodes for found in node.iter("w:tbl")]
        if len(tables) != 1:
            raise LeftAloneError("no_table", count=len(tables))
        table = tables[0]
        rows = _rows(table)
        if len(rows[0]) == len(grid.headers):
            cells = self._cells(table, rows, grid)
        else:
            _check_references(table)
            columns = Difference("", " | ".join(map(_text, rows[0])), " | ".join(grid.headers))
            cells = Outcome((Edit(table.start, table.end, self._rows_anew(grid, table)),), (columns,))
        above = [node for node in block.nodes if node.end <= table.start and self._is_own(node)]
        below = [node for node in block.nodes if node.start >= table.end and self._is_own(node)]
        unit = [grid.unit_line] if grid.unit_line else []
        notes = note_lines(grid.notes, grid.source_line, self._language)
        return _joined(
            self._lines(above, unit, table.start, parts.UNIT_LINE),
            cells,
            self._lines(below, notes, table.end, parts.NOTE),
        )

    def _cells(self, table: Node, rows: Sequence[Sequence[Node]], grid: Grid) -> Outcome:
        """Match the rows by their first cell and return what differs in them."""
        wanted = [grid.headers, *([cell.text for cell in row] for row in grid.rows)]
        old = [squashed(_text(row[0])) for row in rows[1:]]
        new = [squashed(row[0]) for row in wanted[1:]]
        pairs: list[Outcome] = [self._row(rows[0], wanted[0], 0)]
        for _, i, i_end, j, j_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
            shared = min(i_end - i, j_end - j)
            for step in range(shared):
                pairs.append(self._row(rows[1 + i + step], wanted[1 + j + step], 1 + j + step))
            pairs += [self._without_row(row) for row in rows[1 + i + shared : 1 + i_end]]
            pairs += [self._new_row(rows, i + shared, wanted[at], at) for at in range(1 + j + shared, 1 + j_end)]
        return _joined(*pairs)

    def _row(self, cells: Sequence[Node], texts: Sequence[str], row: int) -> Outcome:
        outcomes = []
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            if squashed(before := _text(cell)) != squashed(text):
                difference = Difference(cell_address(row - 1, column), before, text)
                outcomes.append(Outcome(tuple(set_text(self._part, cell, text)), (difference,)))
        return _joined(*outcomes)

    def _without_row(self, cells: Sequence[Node]) -> Outcome:
        row = _row_of(cells)
        _check_references(row)
        difference = Difference("", " | ".join(map(_text, cells)), "")
        return Outcome((Edit(row.start, row.end, markers(self._part, row)),), (difference,))

    def _new_row(self, rows: Sequence[Sequence[Node]], above: int, texts: Sequence[str], row: int) -> Outcome:
        """Return a row more, formatted like the one above it; below the header, like the first row of the body."""
        pattern = rows[above or min(1, len(rows) - 1)]
        properties = _row_of(pattern).child("w:trPr") if pattern is not rows[0] else None
        made = b"<w:tr>" + (properties.bytes_of(self._part) if properties else b"")
        for cell, text in zip(pattern, texts, strict=True):
            own, first = cell.child("w:tcPr"), next(cell.iter("w:p"))
            made += b"<w:tc>" + (own.bytes_of(self._part) if own else b"") + paragraph(self._part, first, text)
            made += b"</w:tc>"
        at = _row_of(rows[above]).end
        difference = Difference(cell_address(row - 1, 0), "", " | ".join(texts))
        return Outcome((Edit(at, at, made + b"</w:tr>"),), (difference,))

    def _is_own(self, node: Node) -> bool:
        """Return whether a paragraph is a unit line, a note or a line of sources: by its style, or by how it begins."""
        if node.tag != "w:p":
            return False
        style = node.child("w:pPr", "w:pStyle")
        named = style is not None and style.attributes.get("w:val") in self._own_styles
        return named or squashed(visible(node)).startswith(self._own_starts)

    def _lines(self, owned: Sequence[Node], wanted: Sequence[str], at: int, style: str) -> Outcome:
        """Bring the lines above or below a table up to date; the last stays the last, because the bookmark ends in it."""
        if not owned:
            made = b"".join(self._new_line(text, style) for text in wanted)
            edits = (Edit(at, at, made),) if made else ()
            return Outcome(edits, tuple(Difference("", "", text) for text in wanted))
        outcomes = []
        if wanted:
            outcomes.append(self._line(owned[-1], wanted[-1]))
        first, rest = owned[: len(owned) - bool(wanted)], wanted[:-1]
        outcomes += [self._line(node, text) for node, text in zip(first, rest, strict=False)]
        outcomes += [self._without_line(node) for node in first[len(rest) :]]
        for text in rest[len(first) :]:
            edit = Edit(owned[-1].start, owned[-1].start, paragraph(self._part, owned[-1], text))
            outcomes.append(Outcome((edit,), (Difference("", "", text),)))
        return _joined(*outcomes)

    def _line(self, node: Node, text: str) -> Outcome:
        before = squashed(visible(node))
        if before == squashed(text):
            return Outcome((), ())
        return Outcome(tuple(set_text(self._part, node, text)), (Difference("", before, text),))

    def _without_line(self, node: Node) -> Outcome:
        _check_references(node)
        difference = Difference("", squashed(visible(node)), "")
        if node.child("w:pPr", "w:sectPr") is not None:
            return Outcome(tuple(set_text(self._part, node, "")), (difference,))
        return Outcome((Edit(node.start, node.end, markers(self._part, node)),), (difference,))

    def _new_line(self, text: str, style: str) -> bytes:
        identity = self._file.style_ids.get(style.lower())
        properties = f'<w:pPr><w:pStyle w:val="{identity}"/></w:pPr>'.encode() if identity else b""
        return b"<w:p>" + properties + run(self._part, None, text) + b"</w:p>"

    def figure(self, block: Block, laid: LaidFigure, files: FigureFiles) -> Outcome:
        """Return what brings a figure up to date; the picture itself is put into the file.

        Raises
        ------
        LeftAloneError
            If the block has tracked changes, or not one picture that is stored in the document.
        """
        _check_tracked(block)
        pictures = [found for node in block.nodes for found in node.iter("a:blip")]
        identity = pictures[0].attributes.get("r:embed", "") if len(pictures) == 1 else ""
        target = self._file.picture(identity)
        if target is None:
            raise LeftAloneError("no_picture", count=len(pictures))
        own = [node for node in block.nodes if node.start > pictures[0].end and self._is_own(node)]
        lines = note_lines((), laid.source_line, self._language)
        # Only the report's own line is written anew: a new one would have to reach over the end of the bookmark.
        below = self._lines(own, lines, 0, parts.NOTE) if own else Outcome((), ())
        old, new = self._file.read(target), files.png.read_bytes()
        if old == new:
            return below
        edits = [*_proportions(self._part, pictures[0], new), *self._alternative(pictures[0], laid.alt)]
        if target.lower().endswith(".png") and not self._file.is_shared(target, identity):
            self._file.replace(target, new)
        else:
            edits.append(set_attribute(self._part, pictures[0], "r:embed", self._file.add_picture(block.name, new)))
        return _joined(Outcome(tuple(edits), (Difference(target, _digest(old), _digest(new)),)), below)

    def _alternative(self, picture: Node, text: str) -> Iterator[Edit]:
        """Yield the edit of the text for screen readers: it tells what the picture shows, and so it changes with it."""
        around = next((node for node in picture.ancestors() if node.tag in ("wp:inline", "wp:anchor")), None)
        described = around.child("wp:docPr") if around else None
        if described is not None and described.attributes.get("descr", text) != text:
            yield set_attribute(self._part, described, "descr", text)


def _digest(picture: bytes) -> str:
    return f"SHA-256 {hashlib.sha256(picture).hexdigest()[:12]}"


def _check_tracked(block: Block) -> None:
    if is_tracked(block.nodes):
        raise LeftAloneError("tracked")


def _check_references(node: Node) -> None:
    """Refuse to drop what a comment or a footnote of the author hangs on."""
    if next(node.iter(*_REFERENCES), None) is not None:
        raise LeftAloneError("comment")


def _rows(table: Node) -> list[list[Node]]:
    """Return the cells of a table by row, if it is a plain grid under one header row."""
    rows = [child for child in table.children if child.tag == "w:tr"]
    cells = [[child for child in row.children if child.tag == "w:tc"] for row in rows]
    strange = any(table.iter("w:gridSpan", "w:vMerge", "w:hMerge")) or any(
        found.tag in ("w:sdt", "w:customXml") for found in (*table.children, *(c for row in rows for c in row.children))
    )
    headers = sum(row.child("w:trPr", "w:tblHeader") is not None for row in rows)
    if strange or headers > 1 or not rows or not rows[0].children or len({len(row) for row in cells}) != 1:
        raise LeftAloneError("form_of_table")
    return cells


def _row_of(cells: Sequence[Node]) -> Node:
    return next(cells[0].ancestors())


def _text(cell: Node) -> str:
    return squashed(visible(cell))


def _joined(*outcomes: Outcome) -> Outcome:
    return Outcome(
        tuple(edit for outcome in outcomes for edit in outcome.edits),
        tuple(difference for outcome in outcomes for difference in outcome.differences),
    )


def _proportions(part: bytes, picture: Node, png: bytes) -> Iterator[Edit]:
    """Yield the edits that give a picture the height of the new one at the width the author gave it, unless it is cropped."""
    width, height = struct.unpack(">II", png[16:24])
    drawing = next((node for node in picture.ancestors() if node.tag == "w:drawing"), None)
    if drawing is None or any(node.attributes for node in drawing.iter("a:srcRect")):
        return
    for extent in drawing.iter("wp:extent", "a:ext"):
        if {"cx", "cy"} <= extent.attributes.keys():
            fitting = int(extent.attributes["cx"]) * height / width
            if abs(fitting - int(extent.attributes["cy"])) > _PROPORTION * fitting:
                yield set_attribute(part, extent, "cy", str(round(fitting)))
