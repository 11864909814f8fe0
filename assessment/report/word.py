"""The chapter as a Word document that an author can edit: A4 and margins of Decree 30/2020, native tables, captions with fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document as DocxDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

from assessment.findings import Cell, Text
from assessment.report import wordparts as parts
from assessment.report.archive import settle
from assessment.report.language import Language
from assessment.report.layout import Chapter, FigureFiles, LaidFigure, LaidSection
from assessment.report.numbers import format_date
from assessment.report.tables import Grid, cell_address, column_widths

FIGURE_WIDTH: Final = 160
_ALIGNMENTS: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
# Average character of Times New Roman 11, and the margins of a cell, in mm.
_CHARACTER: Final = 1.9
_PADDING: Final = 4.2
_NO_DATE: Final = datetime(2000, 1, 1)


def write_word(chapter: Chapter, figures: Mapping[str, FigureFiles], path: Path) -> Path:
    """Write the chapter and return its path; `figures` holds the pictures by the figures' ids."""
    document = _Writer(chapter, figures).write()
    written = path.with_name(path.name + ".part")
    document.save(str(written))
    settle(written, path)
    return path


def note_lines(notes: Sequence[str], source_line: str, language: Language) -> tuple[str, ...]:
    """Return the lines below a table or a figure as they are printed: the notes, then the sources."""
    lines = [language.text(Text("common.layout.note_line", {"note": notes[0]})), *notes[1:]] if notes else []
    return (*lines, source_line) if source_line else tuple(lines)


def write_table(chapter: Chapter, grid: Grid, document: DocxDocument) -> DocxTable:
    """Add the rows of a table of the chapter, as they stand there, at the end of another document that has the styles."""
    return _Writer(chapter, {}, document).rows(grid)


class _Writer:
    """One document in the making."""

    def __init__(
        self, chapter: Chapter, figures: Mapping[str, FigureFiles], document: DocxDocument | None = None
    ) -> None:
        self._chapter = chapter
        self._figures = figures
        self._bookmarks = parts.Bookmarks()
        self._document: DocxDocument = document or docx.Document()
        self._landscape = False

    @cached_property
    def _cell_styles(self) -> tuple[str, str]:
        """The ids of the styles of a cell and of a header cell."""
        return self._document.styles[parts.CELL].style_id, self._document.styles[parts.HEADER_CELL].style_id

    def write(self) -> DocxDocument:
        parts.set_up_page(self._document)
        parts.set_up_styles(self._document, self._chapter.language.lang)
        parts.number_pages(self._document)
        parts.mark_pages(self._document, self._chapter.mark)
        self._properties()
        self._cover()
        self._contents()
        self._conventions()
        for section in self._chapter.sections:
            self._section(section)
        self._appendix()
        return self._document

    def _text(self, key: str, **values: Cell) -> str:
        return self._chapter.language.text(Text(f"common.{key}", values))

    def _add(self, text: str = "", style: str = "Normal", *, bold: bool = False, italic: bool = False) -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        if text:
            run = paragraph.add_run(text)
            run.bold, run.italic = bold or None, italic or None
        return paragraph

    def _properties(self) -> None:
        core = self._document.core_properties
        core.title, core.subject = self._text("document.title"), self._text("document.purpose")
        core.author = core.last_modified_by = self._text("document.author")
        core.keywords, core.comments, core.revision = self._text("document.keywords"), "", 1
        core.language = self._chapter.language.lang
        as_of = self._chapter.as_of
        core.created = core.modified = _NO_DATE if as_of is None else as_of.to_pydatetime()

    def _cover(self) -> None:
        if self._chapter.mark:
            # The header is not shown on the first page.
            self._add(self._chapter.mark, parts.COVER, bold=True)
        self._add(self._text("document.draft"), parts.COVER, bold=True).paragraph_format.space_before = Pt(40)
        heading = self._add(style=parts.COVER)
        heading.paragraph_format.space_before = Pt(150)
        heading.add_run(self._text("document.heading")).bold = True
        for run in (*heading.runs, *self._add(self._text("document.subject"), parts.COVER, bold=True).runs):
            run.font.size = Pt(18)
        self._add(self._text("document.purpose"), parts.COVER, italic=True)
        if self._chapter.as_of is not None:
            day = format_date(self._chapter.as_of)
            self._add(self._text("document.as_of", date=day), parts.COVER).paragraph_format.space_before = Pt(200)
        self._add().add_run().add_break(WD_BREAK.PAGE)

    def _contents(self) -> None:
        self._add(self._text("word.contents"), parts.COVER, bold=True)
        entries = [(section.heading, section.anchor) for section in self._chapter.sections]
        if self._listed:
            entries.append((self._text("word.appendix"), "appendix"))
        for title, anchor in entries:
            paragraph = self._add(style=parts.CONTENTS_ENTRY)
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                Mm(parts.PORTRAIT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            parts.add_link(paragraph, anchor, title)
            paragraph.add_run("\t")
            # Page references of their own, because LibreOffice shows the numbers inside a TOC field only as last saved.
            parts.add_field(paragraph, f"PAGEREF {anchor} \\h", "", dirty=True)
        self._add().add_run().add_break(WD_BREAK.PAGE)

    def _conventions(self) -> None:
        self._add(self._text("conventions.title"), parts.COVER, bold=True)
        self._add(self._text("conventions.numbers"), parts.FINDING)
        self._add(self._text("conventions.marks"), parts.FINDING)
        example = next(iter(self._chapter.grids), None)
        if example is not None:
            place = cell_address(0, len(example.headers) - 1)
            self._add(self._text("conventions.trace", place=example.label, cell=place), parts.FINDING)
        grades = [self._text(f"grade.{grade}") for grade in "ABC"]
        self._add(f"{self._text('conventions.grades')} {'; '.join(grades)}.", parts.FINDING)

    def _heading(self, text: str, level: int, anchor: str = "") -> Paragraph:
        paragraph = self._add(style=f"Heading {level}")
        identity = self._bookmarks.start(paragraph, anchor) if anchor else ""
        paragraph.add_run(text)
        if anchor:
            self._bookmarks.end(paragraph, identity)
        return paragraph

    def _section(self, section: LaidSection) -> None:
        self._turn(landscape=False)
        self._heading(section.heading, 1, section.anchor)
        self._add(section.questions, parts.FINDING, italic=True)
        if section.findings:
            self._heading(self._text("word.findings"), 2)
        for finding in section.findings:
            paragraph = self._add(f"{finding.label}. ", parts.FINDING, bold=True)
            paragraph.add_run(finding.text + " ")
            grade = paragraph.add_run(finding.grade_line)
            grade.italic, grade.font.size = True, Pt(parts.TABLE_POINTS)
        for grid in section.grids:
            self._turn(landscape=grid.table.wide)
            self._grid(grid)
        self._turn(landscape=False)
        for figure in section.figures:
            self._figure(figure)
        if section.annex_grids:
            tables = "; ".join(
                self._text("layout.annex_tables_item", label=grid.label, title=grid.title)
                for grid in section.annex_grids
            )
            self._add(self._text("layout.in_annex", tables=tables), parts.NOTE)
        if section.missing is not None:
            self._heading(section.missing.title, 2)
            self.rows(section.missing)
        self._conclusion(section.conclusion)

    def _turn(self, *, landscape: bool) -> None:
        """Start a new page when the next part lies the other way round."""
        if landscape != self._landscape:
            parts.set_up_page(self._document, landscape, new=True)
            self._landscape = landscape

    def _grid(self, grid: Grid) -> None:
        caption = self._add(style=parts.CAPTION)
        block = self._bookmarks.start(caption, parts.block_bookmark("table", grid.table.id))
        self._caption(caption, grid.label, grid.number, grid.title, grid.anchor, above=True)
        if grid.unit_line:
            self._add(grid.unit_line, parts.UNIT_LINE)
        table = self.rows(grid)
        last = self._notes(grid.notes, grid.source_line)
        if last is None:
            self._bookmarks.end_behind(table, block)
        else:
            self._bookmarks.end(last, block)

    def _notes(self, notes: Sequence[str], source_line: str) -> Paragraph | None:
        """Write notes and sources and return the last line, None where there is none."""
        line = None
        for text in note_lines(notes, source_line, self._chapter.language):
            if line is not None:
                line.paragraph_format.keep_with_next = True
            line = self._add(text, parts.NOTE)
        if line is not None and source_line:
            line.paragraph_format.space_after = Pt(10)
        return line

    def _caption(self, paragraph: Paragraph, label: str, number: str, title: str, anchor: str, *, above: bool) -> None:
        """Write ``Bảng 3.2. …``: the bookmark spans the label, the last number is a sequence that restarts in every section."""
        paragraph.paragraph_format.keep_with_next = above
        word, _, _ = label.rpartition(number)
        section, _, index = number.rpartition(".")
        identity = self._bookmarks.start(paragraph, anchor)
        paragraph.add_run(f"{word}{section}.")
        # The first of a section starts the count anew; LibreOffice does not know the switch that restarts by heading.
        parts.add_field(paragraph, f"SEQ {word.strip()} \\* ARABIC" + (" \\r 1" if index == "1" else ""), index)
        self._bookmarks.end(paragraph, identity)
        paragraph.add_run(f". {title}")

    def rows(self, grid: Grid) -> DocxTable:
        """Write the rows of a table, without caption and notes."""
        width = parts.LANDSCAPE_WIDTH if self._landscape else parts.PORTRAIT_WIDTH
        table: DocxTable = self._document.add_table(rows=1 + len(grid.rows), cols=len(grid.headers))
        parts.set_up_table(table, column_widths(grid, width, _CHARACTER, _PADDING), grid.title)
        # `table.cell` walks the whole table on every call; the rows themselves are there at once.
        for index, row in enumerate(table.rows):
            # Neither may the header stay behind alone at the foot of a page, nor the notes stand alone on the next.
            keep = index == 0 or (index == len(grid.rows) and bool(grid.notes or grid.source_line))
            for column, cell in enumerate(row.cells):
                text = grid.rows[index - 1][column].text if index else grid.headers[column]
                self._cell(cell, text, index == 0, grid.aligns[column], keep=keep)
        return table

    def _cell(self, cell: Any, text: str, header: bool, align: str, *, keep: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        # By its id: python-docx reads all styles again for every paragraph that is given one by name.
        paragraph._p.style = self._cell_styles[header]
        paragraph.add_run(text)
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        if header:
            parts.shade(cell, "E7E6E6")
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        elif align != "left":
            paragraph.alignment = _ALIGNMENTS[align]

    def _figure(self, figure: LaidFigure) -> None:
        paragraph = self._add()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        block = self._bookmarks.start(paragraph, parts.block_bookmark("figure", figure.figure.id))
        files = self._figures[figure.figure.id]
        picture = paragraph.add_run().add_picture(str(files.png), width=Mm(FIGURE_WIDTH))
        parts.describe(picture, figure.label, figure.alt)
        caption = self._add(style=parts.CAPTION)
        self._caption(caption, figure.label, figure.number, figure.title, figure.anchor, above=False)
        # The notes stand inside the picture, because it is pasted elsewhere.
        self._bookmarks.end(self._notes((), figure.source_line) or caption, block)

    def _conclusion(self, lines: Sequence[str]) -> None:
        if not lines:
            return
        head = self._add(self._text("word.conclusion"), parts.CONCLUSION, bold=True)
        head.paragraph_format.space_before = Pt(12)
        head.paragraph_format.keep_with_next = True
        for index, line in enumerate(lines):
            paragraph = self._add(f"– {line}", parts.CONCLUSION)
            paragraph.paragraph_format.keep_with_next = index < len(lines) - 1

    @property
    def _listed(self) -> tuple[Any, ...]:
        return self._chapter.sources[: self._chapter.cited]

    def _appendix(self) -> None:
        if not self._listed:
            return
        self._heading(self._text("word.appendix"), 1, "appendix").paragraph_format.page_break_before = True
        table = self._document.add_table(rows=1 + len(self._listed), cols=3)
        parts.set_up_table(table, (14, 74, 77), self._text("word.appendix"))
        headers = [self._text(f"appendix.{name}") for name in ("number", "title", "url")]
        lines: list[Sequence[str]] = [headers]
        for source in self._listed:
            document = source.document
            named = document.title and document.source_class not in ("configuration", "table")
            title = f"{document.title}. {source.label}" if named and source.label != document.title else source.label
            lines.append((f"[{source.number}]", title, document.url))
        for index, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
            for column, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
                self._cell(cell, text, index == 0, "center" if column == 0 else "left")
