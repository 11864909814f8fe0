"""The parts of `assessment report`: what is written, and what is told of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from assessment.errors import AssessmentError, indented
from assessment.etl.store import Store
from assessment.evidence import Evidence
from assessment.project import Project
from assessment.report import pack
from assessment.situation import chapter


def check_document(into: Path, project: Project) -> None:
    """Refuse an author's document before anything is computed: the report's own chapter is about to be written anew.

    Raises
    ------
    DocumentError
        If it cannot be refreshed, or is that chapter.
    """
    from assessment.authoring import into as author

    author.check_document(into, project.reports / pack.CHAPTER)


def write(
    project: Project, store: Store, evidence: Evidence, lang: str, advance: Callable[[int, int], None]
) -> pack.ReportFiles:
    """Write the report of a store; of a past day into a folder of its own."""
    advance(0, 2)
    sections = chapter.chapter(evidence)
    advance(1, 2)
    files = pack.write_report(sections, store, project, lang, as_of=store.as_of)
    advance(2, 2)
    return files


def tell(project: Project, store: Store, files: pack.ReportFiles, into: Path | None) -> bool:
    """Tell what was written, keep what it prints, and refresh an author's document; return whether all of it was done.

    What fails now is told and leaves the report, which is in force, as it is.
    """
    for path in (files.word, files.excel, files.page):
        typer.echo(f"written  {path.relative_to(project.root).as_posix()}")
    typer.echo(f"written  {len(files.figures)} figures (PNG, SVG, CSV)")
    typer.echo(f"traced   {files.coverage:.1%} of {files.numbers} printed numbers to their cells")
    done = store.as_of is not None or _done("what it prints is not kept", lambda: _remember(project, store, files))
    if into is not None:
        done &= _done(f"{into.name} is not refreshed", lambda: _refresh_document(into, files))
    return done


def _done(failed: str, work: Callable[[], bool]) -> bool:
    try:
        return work()
    except (AssessmentError, OSError) as error:
        typer.echo(f"alert    the report is written, but {failed}: {indented(str(error))}; run this again")
        return False


def _remember(project: Project, store: Store, files: pack.ReportFiles) -> bool:
    from assessment.cli_history import remember

    if told := remember(project, store, files.chapters):
        typer.echo(f"changes  {told}")
    return True


def _refresh_document(into: Path, files: pack.ReportFiles) -> bool:
    from assessment.authoring.into import describe, refresh_document

    refreshed = refresh_document(into, files.chapter, files.drawn)
    typer.echo(f"document {into.name}")
    for line in describe(refreshed, files.chapter.language):
        typer.echo(f"  {line}")
    return not refreshed.problems
