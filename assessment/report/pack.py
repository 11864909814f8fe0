"""Everything that is handed over, written in one go: the chapter, the annex, the page, the figures and the trace.

They are one set (see `sets`): all of it is new, or all of it is as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from assessment.findings import Section
from assessment.project import Project
from assessment.report import sets
from assessment.report.excel import write_excel
from assessment.report.language import LANGUAGES, Language
from assessment.report.layout import Chapter, FigureFiles, Rendered, lay_out
from assessment.report.references import Record, References
from assessment.report.trace import PlaceMissingError, coverage, trace_chapter
from assessment.report.word import write_word

CHAPTER: Final = "chapter.docx"
ANNEX: Final = "annex.xlsx"
PAGE: Final = "assessment.html"
TRACE: Final = "trace.parquet"
FIGURES: Final = "figures"
GALLERY: Final = "index.html"


@dataclass(frozen=True)
class ReportFiles:
    """What was written; `coverage` is the share of printed numbers traced to their cells, NaN where none is printed.

    `chapters` is the chapter as laid out, in the language of the report and then in the others, and `drawn` its pictures by figure
    id, for what else is made of them.
    """

    word: Path
    excel: Path
    page: Path
    trace: Path
    figures: tuple[FigureFiles, ...]
    numbers: int
    coverage: float
    chapters: tuple[Chapter, ...]
    drawn: Mapping[str, FigureFiles]

    @property
    def chapter(self) -> Chapter:
        """The chapter in the language of the report."""
        return self.chapters[0]


def report_folder(project: Project, lang: str, as_of: date | None = None) -> Path:
    """Return where a report stands: Vietnamese in `reports`, another language and a past day in folders of their own.

    >>> report_folder(Project(Path("here")), "en").as_posix()
    'here/reports/en'
    >>> report_folder(Project(Path("here")), "vi", date(2024, 12, 31)).as_posix()
    'here/reports/as_of_2024-12-31'
    """
    base = project.reports if as_of is None else project.reports / f"as_of_{as_of:%Y-%m-%d}"
    return base if lang == LANGUAGES[0] else base / lang


def write_report(
    sections: Sequence[Section],
    record: Record,
    project: Project,
    lang: str = LANGUAGES[0],
    language: Language | None = None,
    as_of: date | None = None,
) -> ReportFiles:
    """Write the report of some sections and return where it stands.

    Parameters
    ----------
    sections
        The chapter, in order.
    record
        The tidy tables with their documents and lineage.
    project
        Its `reports` folder is written to; what stood there of an earlier run is replaced, figures no longer drawn go.
    lang
        ``vi`` or ``en``.
    language
        The texts, where they are not the package's own; the page then has no other language to switch to.
    as_of
        The past day the sections are of, None for today.

    Raises
    ------
    RefreshBusyError, AssessmentError or OSError
        Nothing was changed (see `sets.writing`).
    """
    # Drawing loads matplotlib, which nothing else of the report needs.
    from assessment.report import figures, gallery, page

    folder = report_folder(project, lang, as_of)
    others = [Language(other) for other in LANGUAGES if other != lang] if language is None else []
    references = References(record)

    def edition(words: Language, place: Path, *, vector_only: bool = False) -> Rendered:
        chapter = lay_out(sections, references, words, synthetic=project.synthetic)
        drawn = {
            laid.figure.id: figures.render(laid.figure, words, place, laid.anchor, vector_only=vector_only)
            for section in chapter.sections
            for laid in section.figures
        }
        return Rendered(chapter, drawn, trace_chapter(chapter, references))

    with sets.writing(folder, f"{FIGURES}/figure_*") as place:
        (place / FIGURES).mkdir()
        made = edition(language or Language(lang), place / FIGURES)
        made.trace.to_parquet(place / TRACE, index=False)
        with TemporaryDirectory() as aside:
            # The page alone speaks both languages, so that the pictures of the other one are kept nowhere else.
            editions = (made, *(edition(other, Path(aside), vector_only=True) for other in others))
            page.write_page(editions, place / PAGE)
        chapters = tuple(rendered.chapter for rendered in editions)
        gallery.write_gallery(chapters, made.figures, place / FIGURES / GALLERY, f"../{PAGE}")
        write_word(made.chapter, made.figures, place / CHAPTER)
        write_excel(made.chapter, made.trace, place / ANNEX)
    drawn = {key: _laid_out(files, folder / FIGURES) for key, files in made.figures.items()}
    return ReportFiles(
        folder / CHAPTER,
        folder / ANNEX,
        folder / PAGE,
        folder / TRACE,
        tuple(drawn.values()),
        int(made.trace["item"].nunique()),
        coverage(made.trace),
        chapters,
        drawn,
    )


def _laid_out(files: FigureFiles, folder: Path) -> FigureFiles:
    return FigureFiles(*(folder / path.name for path in (files.png, files.svg, files.csv)))


def load_trace(project: Project, lang: str = LANGUAGES[0]) -> pd.DataFrame:
    """Return the trace of the last report, which `trace.explain` answers from.

    Raises
    ------
    PlaceMissingError
        If no report of that language has been written; the message says what to do.
    """
    folder = report_folder(project, lang)
    complete = sets.current(folder)
    if complete is None:
        raise PlaceMissingError(f"{folder}: no report has been written yet; run `assessment report --lang {lang}`")
    return pd.read_parquet(complete / TRACE)
