"""The chapter as printed: sections, tables and figures numbered, texts written, sources listed.

Word, Excel, the page and the trace all start from here, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from assessment.findings import Cell, Column, Figure, Finding, Missing, Section, Table, Text
from assessment.report.language import Language
from assessment.report.references import References
from assessment.report.sources import Source, Sources, numbers_of, printed_sources
from assessment.report.tables import Grid, lay_out_table, sentence


@dataclass(frozen=True)
class LaidFinding:
    """A finding as printed: ``Nhận định 3.1``, its text, and the line on its grade and sources."""

    number: str
    label: str
    text: str
    grade_line: str
    finding: Finding


@dataclass(frozen=True)
class LaidFigure:
    """A figure as printed. The `sources` of `figure` are the printed words, ready to stand inside the picture."""

    number: str
    label: str
    title: str
    caption: str
    alt: str
    notes: tuple[str, ...]
    source_line: str
    figure: Figure

    @property
    def anchor(self) -> str:
        """Name of the bookmark, the anchor of the page, and the stem of the picture files."""
        return f"figure_{self.number.replace('.', '_')}"


@dataclass(frozen=True)
class LaidSection:
    """A section as printed; `missing` is an unnumbered table, `annex_grids` stand in the workbook only."""

    number: int
    label: str
    title: str
    heading: str
    questions: str
    findings: tuple[LaidFinding, ...]
    grids: tuple[Grid, ...]
    annex_grids: tuple[Grid, ...]
    figures: tuple[LaidFigure, ...]
    missing: Grid | None
    conclusion: tuple[str, ...]
    section: Section

    @property
    def anchor(self) -> str:
        """Name of the bookmark and the anchor of the page."""
        return f"section_{self.number}"


@dataclass(frozen=True)
class Chapter:
    """The whole chapter as printed.

    `sources` are all sources by number; the first `cited` of them are cited in the chapter, the rest only in the annex.
    `as_of` is the last day of publication in the record.
    """

    language: Language
    sections: tuple[LaidSection, ...]
    sources: tuple[Source, ...]
    cited: int
    as_of: pd.Timestamp | None
    mark: str = ""

    @property
    def grids(self) -> tuple[Grid, ...]:
        """All numbered tables, section by section, those of the annex behind those of the chapter."""
        return tuple(grid for section in self.sections for grid in (*section.grids, *section.annex_grids))


@dataclass(frozen=True)
class FigureFiles:
    """Where a figure was drawn: picture for Word, vector picture for the page, data as CSV."""

    png: Path
    svg: Path
    csv: Path


@dataclass(frozen=True)
class Rendered:
    """What `page.write_page` needs of one language: the chapter, its pictures by figure id, its trace."""

    chapter: Chapter
    figures: Mapping[str, FigureFiles]
    trace: pd.DataFrame


def lay_out(
    sections: Sequence[Section], references: References, language: Language, *, synthetic: bool = False
) -> Chapter:
    """Return the chapter of some sections.

    Sections are numbered in their order, tables and figures within their section (``Bảng 3.2``). Where the data are synthetic,
    every caption and every source line says so, and the pictures with them.
    """
    sources = Sources(references, language)
    laid = [_section(number, section, sources, language) for number, section in enumerate(sections, start=1)]
    cited = len(sources.listed)
    # Tables of the annex come last, so that the numbers of the chapter's list of sources have no gaps.
    complete = tuple(
        replace(done, annex_grids=_grids(done.number, done.section, sources, language, annex=True)) for done in laid
    )
    if not synthetic:
        return Chapter(language, complete, sources.listed, cited, references.last_published)
    mark = _pattern(language, "synthetic")
    marked = tuple(_marked_section(section, mark) for section in complete)
    return Chapter(language, marked, sources.listed, cited, references.last_published, mark)


def _marked_section(section: LaidSection, mark: str) -> LaidSection:
    return replace(
        section,
        grids=tuple(_marked_grid(grid, mark) for grid in section.grids),
        annex_grids=tuple(_marked_grid(grid, mark) for grid in section.annex_grids),
        missing=_marked_grid(section.missing, mark) if section.missing else None,
        figures=tuple(_marked_figure(figure, mark) for figure in section.figures),
    )


def _marked_grid(grid: Grid, mark: str) -> Grid:
    return replace(
        grid,
        title=f"{grid.title} [{mark}]",
        caption=f"{grid.caption} [{mark}]",
        source_line=f"{mark}. {grid.source_line}".strip(),
    )


def _marked_figure(laid: LaidFigure, mark: str) -> LaidFigure:
    return replace(
        laid,
        title=f"{laid.title} [{mark}]",
        caption=f"{laid.caption} [{mark}]",
        alt=f"{mark}. {laid.alt}",
        source_line=f"{mark}. {laid.source_line}".strip(),
        # The picture is pasted elsewhere: it says so itself, in its line of sources.
        figure=replace(laid.figure, sources=(mark, *laid.figure.sources)),
    )


def _section(number: int, section: Section, sources: Sources, language: Language) -> LaidSection:
    title = language.text(section.title)
    return LaidSection(
        number,
        _pattern(language, "section_label", number=number),
        title,
        _pattern(language, "heading", number=number, title=title),
        _pattern(language, "questions_line", questions=language.text(section.questions)),
        tuple(
            _finding(f"{number}.{index}", finding, sources, language)
            for index, finding in enumerate(section.findings, start=1)
        ),
        _grids(number, section, sources, language, annex=False),
        (),
        tuple(
            _figure(f"{number}.{index}", figure, sources, language)
            for index, figure in enumerate(section.figures, start=1)
        ),
        missing_grid(section.missing, sources, language) if section.missing else None,
        tuple(sentence(language.text(line)) for line in section.conclusion),
        section,
    )


def _pattern(language: Language, key: str, **values: Cell) -> str:
    return language.text(Text(f"common.layout.{key}", values))


def _finding(number: str, finding: Finding, sources: Sources, language: Language) -> LaidFinding:
    numbers = numbers_of(sources.cite(finding.text, finding.sources))
    line = (
        _pattern(language, "grade_sources_line", grade=finding.grade, sources=numbers)
        if numbers
        else _pattern(language, "grade_line", grade=finding.grade)
    )
    text = sentence(language.text(finding.text))
    return LaidFinding(number, _pattern(language, "finding_label", number=number), text, line, finding)


def _grids(number: int, section: Section, sources: Sources, language: Language, *, annex: bool) -> tuple[Grid, ...]:
    key = "annex_table_label" if annex else "table_label"
    tables = [table for table in section.tables if table.annex_only == annex]
    grids = []
    for index, table in enumerate(tables, start=1):
        label = _pattern(language, key, number=f"{number}.{index}")
        # The anchor of an annex table must differ from that of the chapter's table of the same number.
        name = f"annex_{number}.{index}" if annex else f"{number}.{index}"
        grids.append(lay_out_table(table, name, label, sources, language))
    return tuple(grids)


def _figure(number: str, figure: Figure, sources: Sources, language: Language) -> LaidFigure:
    cells = [figure.data[column].tolist() for column in figure.data.columns]
    citation = sources.cite([cells, figure.notes, dict(figure.options)], figure.sources)
    numbers = numbers_of(citation)
    label = _pattern(language, "figure_label", number=number)
    title = language.text(figure.caption)
    return LaidFigure(
        number,
        label,
        title,
        _pattern(language, "caption", label=label, title=title),
        language.text(figure.alt),
        tuple(sentence(language.text(note)) for note in figure.notes),
        # The picture names its sources in full, because it is pasted elsewhere; below it their numbers are enough.
        _pattern(language, "figure_sources", sources=numbers) if numbers else "",
        replace(figure, sources=printed_sources(citation, language, numbered=False)),
    )


def missing_grid(missing: Sequence[Missing], sources: Sources, language: Language) -> Grid:
    """Return the table of what is missing, who holds it, and what would be computed."""
    names = ("what", "holder", "use")
    frame = pd.DataFrame({name: pd.Series([getattr(entry, name) for entry in missing], dtype=object) for name in names})
    columns = tuple(Column(Text(f"common.missing.{name}")) for name in names)
    return lay_out_table(Table("missing", Text("common.word.missing"), columns, frame), "", "", sources, language)
