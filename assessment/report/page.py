"""The chapter as one page: a single file that opens offline, on a phone and with a keyboard, and asks the network for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from assessment.findings import Quantity, Text
from assessment.report.layout import Chapter, LaidFigure, LaidSection, Rendered
from assessment.report.numbers import format_date
from assessment.report.page_board import LaidBoard
from assessment.report.page_marks import addresses, told
from assessment.report.page_parts import environment, part, policy
from assessment.report.page_sort import Kind, sort_kinds, sort_value
from assessment.report.page_svg import Pictures
from assessment.report.page_trace import Cell, TracedNumber, by_place, safe_url
from assessment.report.sources import Source
from assessment.report.tables import Grid, GridCell, cell_address
from assessment.report.trace import coverage

_SOURCE_NUMBER: Final = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class _Entry:
    """A line of the list of sources."""

    number: int
    title: str
    label: str
    url: str


class _Edition:
    """One language of the page, as the template sees it."""

    def __init__(self, rendered: Rendered, pictures: Pictures) -> None:
        self.chapter: Chapter = rendered.chapter
        self.lang = self.chapter.language.lang
        self._rendered = rendered
        self._pictures = pictures
        self._traced: Mapping[str, Sequence[TracedNumber]] = by_place(rendered.trace)
        self._numbers = {
            (source.document.title, safe_url(source.document.url)): source.number
            for source in self.chapter.sources[: self.chapter.cited]
        }
        self._anchored = {
            (place, number.cell) for place, numbers in self._traced.items() for number in numbers if number.anchored
        }

    @property
    def sections(self) -> tuple[LaidSection, ...]:
        return self.chapter.sections

    @property
    def as_of(self) -> str:
        day = self.chapter.as_of
        return "" if day is None else self.text("common.document.as_of", date=format_date(day))

    def text(self, key: str, **values: Any) -> str:
        """Return a text of the text files."""
        return self.chapter.language.text(Text(key, values))

    def id(self, anchor: str) -> str:
        """Return an anchor as it stands on the page, where every language has its own."""
        return f"{self.lang}-{anchor}"

    def picture(self, figure: LaidFigure) -> Markup:
        """Return the vector picture of a figure."""
        path = self._rendered.figures[figure.figure.id].svg
        traced = self.addresses(figure).values()
        words = told(figure.figure, self.chapter.language, traced)
        return self._pictures.inline(path, self.id(figure.anchor), figure.alt, words)

    def addresses(self, figure: LaidFigure) -> Mapping[str, str]:
        """Return by cell of the trace of a figure the address by which its marks name it."""
        known = addresses(figure.figure, self.chapter.language)
        return {number.cell: known[number.cell] for number in self.traced(figure.label) if number.cell in known}

    def boards(self, section: LaidSection) -> list[LaidBoard]:
        """Return the weights boards of a section."""
        return [LaidBoard(board, self.chapter.language) for board in section.section.boards]

    def sort_kinds(self, grid: Grid) -> tuple[Kind, ...]:
        """Return for each column of a table how it sorts."""
        return sort_kinds(grid)

    def sort_value(self, cell: GridCell, kind: Kind) -> str:
        """Return the number a cell sorts by; empty in a column that does not sort by numbers."""
        return sort_value(cell.cell) if kind == "number" else ""

    def traced(self, place: str) -> Sequence[TracedNumber]:
        """Return the numbers printed at a place."""
        return self._traced.get(place, ())

    def trace_id(self, grid: Grid, row: int, column: int) -> str:
        """Return the anchor of the trace of a table cell; empty where it has none."""
        address = cell_address(row, column)
        return self.id(f"{grid.anchor}-{address}") if (grid.label, address) in self._anchored else ""

    def source_of(self, cell: Cell) -> int:
        """Return the number of the source of a traced cell, 0 where it is not in the list."""
        return self._numbers.get((cell.document, cell.url), 0)

    def linked(self, text: str) -> Markup:
        """Return a text whose numbers in square brackets lead to the list of sources."""
        last = self.chapter.cited

        def link(match: re.Match[str]) -> str:
            number = int(match[1])
            return f'<a href="#{self.id(f"source-{number}")}">[{number}]</a>' if 1 <= number <= last else match[0]

        return Markup(_SOURCE_NUMBER.sub(link, str(escape(text))))

    def annex_line(self, section: LaidSection) -> str:
        """Return the line that names the tables of the annex; empty where there are none."""
        items = [
            self.text("common.layout.annex_tables_item", label=grid.label, title=grid.title)
            for grid in section.annex_grids
        ]
        return self.text("common.layout.in_annex", tables="; ".join(items)) if items else ""

    @property
    def summary(self) -> str:
        """How much the page holds, and how much of it is traced."""
        trace = self._rendered.trace
        numbers = int(trace["item"].nunique())
        if not numbers:
            return ""
        return self.text(
            "page.summary_tables",
            tables=sum(len(section.grids) for section in self.sections),
            figures=sum(len(section.figures) for section in self.sections),
            numbers=Quantity(float(numbers), "", decimals=0),
            share=Quantity(100 * coverage(trace), "percent", decimals=1),
        )

    @property
    def sources(self) -> list[_Entry]:
        return [self._entry(source) for source in self.chapter.sources[: self.chapter.cited]]

    def _entry(self, source: Source) -> _Entry:
        document = source.document
        named = document.title and document.source_class not in ("configuration", "table")
        title = document.title if named else source.label
        return _Entry(source.number, title, "" if source.label == title else source.label, safe_url(document.url))

    @property
    def grades(self) -> list[tuple[str, str]]:
        """The grades of evidence with their meaning."""
        return [(grade, self.text(f"common.grade.{grade}")) for grade in ("A", "B", "C")]


def write_page(editions: Sequence[Rendered], path: Path) -> Path:
    """Write the page and return its path.

    Parameters
    ----------
    editions
        One language or several; the first is shown, a button switches to the others.
    path
        The file, replaced all at once.

    Raises
    ------
    ValueError
        If no language is given, or one twice.
    """
    languages = [rendered.chapter.language.lang for rendered in editions]
    if not editions or len(set(languages)) < len(languages):
        raise ValueError(f"languages of the page: {languages}; expected at least one, and none twice")
    written = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(_page(editions), encoding="utf-8", newline="\n")
    written.replace(path)
    return path


def _page(editions: Sequence[Rendered]) -> str:
    pictures = Pictures()
    templates = environment()
    style, script = part("page.css"), part("page.js") + part("marks.js") + part("board.js")
    made = [_Edition(rendered, pictures) for rendered in editions]
    body = [Markup(templates.get_template("edition.html").render(edition=edition)) for edition in made]
    return templates.get_template("page.html").render(
        editions=made,
        bodies=body,
        # Only after all bodies are written it is known which letter shapes they need.
        shapes=pictures.shapes,
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, script),
    )
