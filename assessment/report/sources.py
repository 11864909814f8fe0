"""Source lines and the list of sources: which publications a table, a figure or a finding rests on, numbered in order of print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from assessment.findings import Cell, Quantity, Text
from assessment.report.language import Language
from assessment.report.numbers import TAKEN_OVER, format_partial_date
from assessment.report.references import Document, References

SHOWN: Final = 5


@dataclass(frozen=True)
class Source:
    """An entry of the list of sources."""

    number: int
    document: Document
    label: str


@dataclass(frozen=True)
class Citation:
    """What something rests on: the sources printed, how many more there are, and whether anything was computed."""

    sources: tuple[Source, ...] = ()
    literal: tuple[str, ...] = ()
    others: int = 0
    computed: bool = False


def quantities(cell: object) -> Iterator[Quantity]:
    """Yield every quantity in a cell, in the values of its texts, and in lists and mappings of such.

    >>> [quantity.value for quantity in quantities(Text("a.b", {"x": Quantity(1.0, "ha"), "y": "no number"}))]
    [1.0]
    """
    if isinstance(cell, Quantity):
        yield cell
        if cell.reason is not None:
            yield from quantities(cell.reason)
    elif isinstance(cell, Text):
        yield from quantities(cell.values)
    elif isinstance(cell, Mapping):
        for value in cell.values():
            yield from quantities(value)
    elif isinstance(cell, list | tuple):
        for value in cell:
            yield from quantities(value)


class Sources:
    """Numbers the sources of a chapter in the order they are first printed.

    Parameters
    ----------
    references
        Leads from a reference to its publication.
    language
        Language of the labels.
    """

    def __init__(self, references: References, language: Language) -> None:
        self._references = references
        self._language = language
        self._numbered: dict[str, Source] = {}

    @property
    def listed(self) -> tuple[Source, ...]:
        """All sources cited so far, by number."""
        return tuple(self._numbered.values())

    def cite(self, cells: object, named: Iterable[str] = ()) -> Citation:
        """Return what cells rest on: sources named by the section first, then the others, the most used first.

        `named` holds keys of documents, row ids or other references, or words to print as they stand.
        """
        used: Counter[str] = Counter()
        documents: dict[str, Document] = {}
        literal: list[str] = []
        for reference in named:
            document = self._references.document(reference)
            if document is None:
                literal.append(reference)
            else:
                documents.setdefault(document.key, document)
        first = len(documents)
        computed = False
        for quantity in quantities(cells):
            computed |= quantity.known and quantity.formula not in TAKEN_OVER
            for reference in quantity.rows:
                document = self._references.document(reference)
                if document is not None:
                    documents.setdefault(document.key, document)
                    used[document.key] += 1
        keys = list(documents)
        # Python's sort keeps the order of first use among equally used ones.
        ordered = keys[:first] + sorted(keys[first:], key=lambda key: -used[key])
        sources = [self._number(documents[key]) for key in ordered]
        return Citation(tuple(sources[:SHOWN]), tuple(literal), len(sources[SHOWN:]), computed)

    def _number(self, document: Document) -> Source:
        if document.key not in self._numbered:
            self._numbered[document.key] = Source(len(self._numbered) + 1, document, self.label(document))
        return self._numbered[document.key]

    def label(self, document: Document) -> str:
        """Return the words that name a publication in a source line."""
        language = self._language
        if document.source_class == "table":
            return language.text(
                Text("common.citation.whole_table", {"table": Text(f"common.record.{document.title}")})
            )
        if document.source_class == "configuration":
            site = urlsplit(document.url).hostname or ""
            return document.title or site or language.text(Text("common.citation.configuration"))
        day = format_partial_date(document.published)
        name = document.publisher or document.title
        return f"{name} ({day})" if day else name


def printed_sources(citation: Citation, language: Language, *, numbered: bool = True) -> tuple[str, ...]:
    """Return the pieces of a source line; sources of one name stand once, with all their numbers."""
    grouped: dict[str, list[int]] = {}
    for source in citation.sources:
        grouped.setdefault(source.label, []).append(source.number)
    pieces = [
        f"{label} {', '.join(f'[{number}]' for number in numbers)}" if numbered else label
        for label, numbers in grouped.items()
    ]
    pieces.extend(citation.literal)
    if citation.others:
        values: dict[str, Cell] = {"count": citation.others}
        pieces.append(language.text(Text("common.citation.others", values)))
    if citation.computed and pieces:
        pieces.append(language.text(Text("common.citation.computed")))
    return tuple(pieces)


def numbers_of(citation: Citation) -> str:
    """Return the numbers of the sources alone, as they stand behind a finding.

    >>> numbers_of(Citation((Source(3, Document("d"), "x"),), ("Mai",)))
    '[3], Mai'
    """
    pieces = [*(f"[{number}]" for number in sorted(source.number for source in citation.sources)), *citation.literal]
    return ", ".join([*pieces, "…"] if citation.others else pieces)
