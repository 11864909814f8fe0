"""Everything that is handed over, written in one go: the chapter, the annex, the page, the figures and the trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from assessment.findings import Section
from assessment.project import Project
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


@dataclass(frozen=True)
class ReportFiles:
    """What was written; `coverage` is the share of printed numbers traced to their cells, NaN where none is printed.

    `chapter` and `drawn` are the chapter as laid out and its pictures by figure id, for what else is made of them.
    """

    word: Path
    excel: Path
    page: Path
    trace: Path
    figures: tuple[FigureFiles, ...]
    numbers: int
    coverage: float
    chapter: Chapter
    drawn: Mapping[str, FigureFiles]


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
        Its `reports` folder is written to; what stood there of an earlier run is replaced.
    lang
        ``vi`` or ``en``.
    language
        The texts, where they are not the package's own; the page then has no other language to switch to.
    as_of
        The past day the sections are of, None for today.
    """
    # Drawing loads matplotlib, which nothing else of the report needs.
    from assessment.report import figures, page

    folder = report_folder(project, lang, as_of)
    pictures = folder / FIGURES
    pictures.mkdir(parents=True, exist_ok=True)
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

    made = edition(language or Language(lang), pictures)
    chapter, drawn, trace = made.chapter, made.figures, made.trace
    _drop_stale(pictures, drawn.values())
    _write_trace(trace, folder / TRACE)
    with TemporaryDirectory() as place:
        # The page alone speaks both languages, so that the pictures of the other one are kept nowhere else.
        page.write_page((made, *(edition(other, Path(place), vector_only=True) for other in others)), folder / PAGE)
    return ReportFiles(
        write_word(chapter, drawn, folder / CHAPTER),
        write_excel(chapter, trace, folder / ANNEX),
        folder / PAGE,
        folder / TRACE,
        tuple(drawn.values()),
        int(trace["item"].nunique()),
        coverage(trace),
        chapter,
        drawn,
    )


def load_trace(project: Project, lang: str = LANGUAGES[0]) -> pd.DataFrame:
    """Return the trace of the last report, which `trace.explain` answers from.

    Raises
    ------
    PlaceMissingError
        If no report of that language has been written; the message says what to do.
    """
    path = report_folder(project, lang) / TRACE
    if not path.exists():
        raise PlaceMissingError(f"{path}: no report has been written yet; run `assessment report --lang {lang}`")
    return pd.read_parquet(path)


def _write_trace(trace: pd.DataFrame, path: Path) -> None:
    written = path.with_name(path.name + ".part")
    trace.to_parquet(written, index=False)
    written.replace(path)


def _drop_stale(folder: Path, drawn: Iterable[FigureFiles]) -> None:
    """Remove pictures of an earlier run that this one did not draw: their numbers may now belong to other figures."""
    kept = {path for files in drawn for path in (files.png, files.svg, files.csv)}
    for path in folder.glob("figure_*"):
        if path not in kept:
            path.unlink()
