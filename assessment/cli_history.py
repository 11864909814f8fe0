"""The parts of the command line that look back: what changed, what is overdue, and what a report printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import typer

from assessment.customs.nomenclature import describe_not_mapped
from assessment.etl import state
from assessment.etl.declarations import load_sources
from assessment.etl.outcome import describe_codes
from assessment.etl.store import Store
from assessment.evidence import open_evidence
from assessment.findings import Bilingual
from assessment.harmless import csv_of
from assessment.project import Project
from assessment.report.difference import Difference, difference
from assessment.report.difference_page import page, short
from assessment.report.language import LANGUAGES, Language
from assessment.report.layout import Chapter, lay_out
from assessment.report.printed import keep, kept, printed
from assessment.report.printed_changes import Causes, compare
from assessment.report.references import References
from assessment.report.standing import as_json as standing_json
from assessment.report.standing import standing, told
from assessment.report.terminal import show_register
from assessment.situation.chapter import SECTIONS, chapter


def show_difference(
    project: Project, lang: str, since: str | None, until: str | None, csv: Path | None, *, as_json: bool, figures: bool
) -> None:
    """Print what changed between two refreshes or two days, or in the figures alone; write all of it where it is asked for."""
    language = Language(lang)
    record = None if figures else lambda store: _record(project, store)
    found = difference(project, record, language, since, until)
    if found is None:
        typer.echo(language.entry("changes.first"))
        return
    if csv is not None:
        csv.write_text(csv_of(found.as_frame()), encoding="utf-8-sig", newline="\n")
    if as_json:
        typer.echo(found.as_json())
        return
    titles = {id: Bilingual(source.title_vi, source.title_en) for id, source in load_sources().items()}
    for line in page(found, titles):
        typer.echo(line)
    if csv is not None:
        typer.echo(f"written  {csv}")


def show_status(project: Project, store: Store, lang: str, *, as_json: bool) -> None:
    """Print the data register, and what is overdue, restated and corrected."""
    today = None if store.as_of is None else pd.Timestamp(store.as_of)
    evidence = open_evidence(store, today)
    now = standing(
        store, evidence.today, evidence.register, evidence.corrections, SECTIONS, kept(project.processed, store.state)
    )
    language = Language(lang)
    if as_json:
        typer.echo(standing_json(now, language))
        return
    show_register(now.entries, language)
    codes = (*describe_codes(store.unknown_codes(), None), *describe_not_mapped(store.table("declarations")))
    for line in (*told(now, language), *codes):
        typer.echo(line)


def remember(project: Project, store: Store, chapters: Sequence[Chapter]) -> str:
    """Keep what a report prints with the state it was made of; return in one line what it prints otherwise than the one before.

    The chapter comes laid out in all languages, that of the report first, in which the line is told.
    """
    record = _printed(chapters)
    earlier = (kept(project.processed, number) for number in reversed(state.numbers(project.processed)))
    before = next((found for found in earlier if found is not None), None)
    keep(project.processed, store.state, record)
    if before is None:
        return ""
    changes = compare(before, record, Causes({}, {}))
    nothing = store.restatements().iloc[:0]
    return short(Difference("", "", (), tuple(changes), nothing, nothing, chapters[0].language))


def _record(project: Project, store: Store) -> pd.DataFrame:
    """Return what a report of a store prints: kept with the state, else evaluated now (and kept, if it is a whole state)."""
    found = kept(project.processed, store.state) if store.as_of is None else None
    if found is not None:
        return found
    typer.echo(
        f"reading  what a report of {store.as_of or store.state} prints: not kept, so all sections are evaluated",
        err=True,
    )
    today = None if store.as_of is None else pd.Timestamp(store.as_of)
    sections, references = chapter(open_evidence(store, today, raw=project.raw)), References(store)
    laid = [lay_out(sections, references, Language(lang), synthetic=project.synthetic) for lang in LANGUAGES]
    record = _printed(laid)
    if store.as_of is None:
        keep(project.processed, store.state, record)
    return record


def _printed(chapters: Sequence[Chapter]) -> pd.DataFrame:
    by_language = {chapter.language.lang: chapter for chapter in chapters}
    return printed(*(by_language[lang] for lang in LANGUAGES))
