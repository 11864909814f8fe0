"""`assessment check DOC`: every number an author typed, held against the numbers of the last report.

A number agrees only where its place in the report is known: the cell of a table, the number of a sentence, or a value whose words
stand in the sentence. A value that merely occurs somewhere is told as not placed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from assessment.authoring.document_text import DocumentTable, Paragraph, read_document_text
from assessment.authoring.known_numbers import Known, KnownNumbers, folded
from assessment.authoring.printed_numbers import Number, find_numbers, sentences
from assessment.authoring.sentence_match import match_sentence
from assessment.authoring.slips import VERDICTS, Match, Verdict, in_unit
from assessment.authoring.table_match import Pairing, ReadTable, match_cell, match_table
from assessment.authoring.word_match import match_words
from assessment.findings import Cell, Text
from assessment.project import Project
from assessment.report.language import Language
from assessment.report.numbers import format_number, round_half_away
from assessment.report.pack import load_trace
from assessment.report.tables import cell_address

COLUMNS: Final = ("verdict", "place", "text", "right", "off", "known", "note", "sentence")


@dataclass(frozen=True)
class Found:
    """A number of the document: as read, the place it stands at, and the sentence (for a cell, its row and column)."""

    number: Number
    place: Text
    sentence: str

    @property
    def text(self) -> str:
        """The number as typed, with its unit."""
        return self.number.text


@dataclass(frozen=True)
class Checked:
    """What is said of a number.

    Attributes
    ----------
    found
        The number of the document.
    verdict
        ``agrees``, ``differs``, ``not_placed`` or ``no_data``.
    known
        The numbers of the report it was held against; for ``not_placed`` those with its value.
    note
        A key of ``check.note``, for ``no_data`` of ``check.reason``; may be empty.
    """

    found: Found
    verdict: Verdict
    known: tuple[Known, ...] = ()
    note: str = ""

    @property
    def off(self) -> float | None:
        """How far the number is off, in percent of the right one; None where that says nothing."""
        number = self.found.number
        if self.verdict != "differs" or number.value is None or not number.unit.fits(self.known[0].unit):
            return None
        right = in_unit(self.known[0], number.unit)
        return float(100 * (number.value - right) / abs(right)) if right else None


@dataclass(frozen=True)
class CheckReport:
    """The numbers of a document with their verdicts."""

    checked: tuple[Checked, ...]
    language: Language

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many numbers there are of each verdict."""
        counted = Counter(one.verdict for one in self.checked)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @property
    def passed(self) -> bool:
        """Whether every number agrees or is no data."""
        return not (self.counts["differs"] or self.counts["not_placed"])

    def summary(self) -> str:
        """Return one line with the counts."""
        counts: dict[str, Cell] = dict(self.counts.items())
        return self.language.text(Text("check.summary", counts))

    def frame(self, verdicts: Sequence[Verdict] = VERDICTS) -> pd.DataFrame:
        """Return the numbers of some verdicts as a table in the language of the report, in order of the document."""
        headers = [self._text(f"column.{name}") for name in COLUMNS]
        rows = [self._row(one) for one in self.checked if one.verdict in verdicts]
        return pd.DataFrame(rows, columns=headers, dtype=object)

    def _row(self, one: Checked) -> tuple[str, ...]:
        kind = "reason" if one.verdict == "no_data" else "note"
        return (
            self._text(f"verdict.{one.verdict}"),
            self.language.text(one.found.place),
            one.found.text,
            one.known[0].printed if one.verdict == "differs" else "",
            "" if one.off is None else f"{format_number(round_half_away(one.off, 1), self.language.lang)}%",
            "; ".join(known.where for known in one.known),
            self._text(f"{kind}.{one.note}") if one.note else "",
            " ".join(one.found.sentence.split()),
        )

    def _text(self, key: str) -> str:
        return self.language.text(Text(f"check.{key}"))


def run(project: Project, path: Path, lang: str) -> CheckReport:
    """Check a document against the last report of a project.

    Parameters
    ----------
    project
        Its `reports` hold the trace of the last report.
    path
        A .docx file.
    lang
        Language of the document and of the report, ``vi`` or ``en``.

    Raises
    ------
    PlaceMissingError
        If no report of that language has been written.
    DocumentUnreadableError
        If the document cannot be read.
    """
    language = Language(lang)
    return CheckReport(tuple(check_document(path, load_trace(project, lang), language)), language)


def check_document(path: Path, trace: pd.DataFrame, language: Language) -> Sequence[Checked]:
    """Return every number of a document with its verdict, in order.

    Parameters
    ----------
    path
        A .docx file.
    trace
        The trace of the report, columns `assessment.report.trace.TRACE_COLUMNS`.
    language
        Language of both.
    """
    known = KnownNumbers(trace, language.lang)
    checked: list[Checked] = []
    titles = language.text(Text("common.appendix.title"))
    lines = [
        str(language.entry(f"common.layout.{name}")).partition("{")[0] for name in ("source_line", "figure_sources")
    ]
    for block in read_document_text(path):
        if isinstance(block, Paragraph):
            checked += _paragraph(block, known, of_sources=block.text.startswith(tuple(lines)))
        else:
            of_sources = bool(block.rows) and titles in block.rows[0]
            checked += _sources(block, known.lang) if of_sources else _table(block, known)
    return checked


def _sources(table: DocumentTable, lang: str) -> Iterator[Checked]:
    """Yield the numbers of the list of sources: those in titles are the sources' own words."""
    for r, row in enumerate(table.rows):
        for c, text in enumerate(row):
            yield from _named_sources(text, _cell_place(table, r, c), lang)


def _named_sources(text: str, place: Text, lang: str) -> Iterator[Checked]:
    for number in find_numbers(text, lang):
        yield Checked(Found(number, place, text), "no_data", note=number.reason or "source")


def _cell_place(table: DocumentTable, row: int, column: int) -> Text:
    return Text("check.place.cell", {"number": table.number, "cell": cell_address(row - 1, column)})


def _paragraph(paragraph: Paragraph, known: KnownNumbers, of_sources: bool) -> Iterator[Checked]:
    values: dict[str, Cell] = {"number": paragraph.number}
    if paragraph.heading and paragraph.heading != paragraph.text:
        place = Text(f"check.place.{paragraph.kind}_under", {**values, "heading": paragraph.heading})
    else:
        place = Text(f"check.place.{paragraph.kind}", values)
    if of_sources:
        yield from _named_sources(paragraph.text, place, known.lang)
    else:
        yield from _running(paragraph.text, place, known, paragraph.heading)


def _running(text: str, place: Text, known: KnownNumbers, context: str) -> Iterator[Checked]:
    """Yield the numbers of a running text, sentence by sentence."""
    numbers = find_numbers(text, known.lang)
    for start, end in sentences(text):
        inside = [n.moved(-start) for n in numbers if start <= n.start < end]
        if inside:
            yield from _sentence(text[start:end], inside, place, known, context)


def _sentence(
    text: str, numbers: Sequence[Number], place: Text, known: KnownNumbers, context: str
) -> Iterator[Checked]:
    matches = match_sentence(text, numbers, known) if any(not number.reason for number in numbers) else {}
    for index, number in enumerate(numbers):
        match = matches.get(index)
        if match is None or (match.verdict == "not_placed" and not number.reason):
            other = Match("no_data", note=number.reason) if number.reason else match_words(text, number, known, context)
            match = other if match is None or other.verdict == "agrees" or other.verdict == "differs" else match
        yield Checked(Found(number, place, text), match.verdict, match.known, match.note)


def _table(table: DocumentTable, known: KnownNumbers) -> Iterator[Checked]:
    read = ReadTable.read(table, known.lang)
    pairing = match_table(read, known)
    caption = " ".join(table.above)
    for (r, c), numbers in read.numbers.items():
        if not numbers:
            continue
        place = _cell_place(table, r, c)
        matches = match_cell(numbers, pairing.cell(r, c), known.lang) if pairing else {}
        if len(matches) < len(numbers) and _is_label(read, pairing, r, c):
            matches = {i: Match("no_data", note=n.reason or "label") for i, n in enumerate(numbers)} | matches
        yield from _cell(read, (r, c), matches, place, known, caption)


def _is_label(read: ReadTable, pairing: Pairing | None, row: int, column: int) -> bool:
    """Return whether a cell names a row or a column of the report's table, or only counts the rows."""
    text = read.table.rows[row][column]
    if pairing and folded(text) in map(folded, (*pairing.known.rows.values(), *pairing.known.headers.values())):
        return row == 0 or column == 0
    return column == 0 and row > 0 and text.strip(" .") in (str(row), str(row - 1))


def _cell(
    read: ReadTable,
    cell: tuple[int, int],
    matches: dict[int, Match],
    place: Text,
    known: KnownNumbers,
    caption: str,
) -> Iterator[Checked]:
    text = read.table.rows[cell[0]][cell[1]]
    label = f"{read.labels[cell[0]]} · {read.headers[cell[1]]}"
    numbers = read.numbers[cell]
    if not matches and len(text.split()) > len(numbers) * 3:
        # A cell of words is read like a sentence.
        yield from _running(text, place, known, caption)
        return
    for index, number in enumerate(numbers):
        match = matches.get(index)
        if match is None:
            reason = number.reason
            # The label leads, so that the years of the row are those of the number.
            moved = replace(number, start=len(label) + 1, end=len(label) + 1)
            match = Match("no_data", note=reason) if reason else match_words(label + " ", moved, known, caption)
        yield Checked(Found(number, place, f"{label}: {text}"), match.verdict, match.known, match.note)
