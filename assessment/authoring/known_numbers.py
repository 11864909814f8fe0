"""The numbers of the last report, arranged for comparison: tables by row and column, texts by sentence, all by their words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from assessment.authoring.printed_numbers import Number, find_numbers, sentences
from assessment.authoring.units import Unit, unit_of_label

_ADDRESS: Final = re.compile(r"([A-Z]+)(\d+)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_YEAR: Final = re.compile(r"(?<![\d.,/])(?:19|20)\d{2}(?![\d.,]*\d)")
_DAY: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}")
_SEPARATOR: Final = " · "


@dataclass(frozen=True)
class Known:
    """A number of the report: where it is printed, what it is about, and its unrounded value."""

    place: str
    cell: str
    label: str
    printed: str
    value: Decimal
    unit: Unit
    direction: int = 0

    @property
    def where(self) -> str:
        """Place and cell in one, as `assessment trace` takes them."""
        return f"{self.place}, {self.cell}"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the report with its numbers; those without source cell are wording, with None beside them."""

    text: str
    place: str
    numbers: tuple[tuple[Number, Known | None], ...]


@dataclass
class KnownTable:
    """A table of the report: labels of rows, headers of columns, and numbers by row and column."""

    place: str
    rows: dict[int, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[int, str], list[Known]] = field(default_factory=lambda: defaultdict(list))


def folded(text: str) -> str:
    """Return a text for comparison: one kind of space, no unit in brackets at the end, small letters.

    >>> folded("Giá trị  (triệu USD)")
    'giá trị'
    """
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return re.sub(r"\s*\([^()]*\)$", "", plain).strip() or plain


def words(text: str) -> list[str]:
    """Return the words of a text without its numbers."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def years(text: str) -> frozenset[str]:
    """Return the years a text speaks of, those of its days and months included.

    >>> sorted(years("giai đoạn 2011–2020, ngày 22/8/2024"))
    ['2011', '2020', '2024']
    """
    return frozenset(_YEAR.findall(text)) | {day[-4:] for day in _DAY.findall(text)}


class WordIndex:
    """Texts by their words; rare words weigh more (inverse document frequency)."""

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        bags = [Counter(text) for text in texts]
        self._columns = {word: index for index, word in enumerate(dict.fromkeys(word for bag in bags for word in bag))}
        seen = Counter(word for bag in bags for word in bag)
        count = max(len(bags), 1)
        self._weights = np.array([1 + np.log(count / seen[word]) for word in self._columns] or [1.0])
        rows = [index for index, bag in enumerate(bags) for _ in bag]
        columns = [self._columns[word] for bag in bags for word in bag]
        values = self._weights[np.array(columns, dtype=int)]
        self._matrix = csr_matrix((values, (rows, columns)), shape=(len(bags), max(len(self._columns), 1)))
        self._totals = np.asarray(self._matrix.sum(axis=1)).ravel()

    def shares(self, text: Iterable[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return for every text how much of it stands in this one, and how much they have in common (Dice)."""
        own = set(text)
        query = np.zeros(self._matrix.shape[1])
        query[[self._columns[word] for word in own if word in self._columns]] = 1
        common = self._matrix @ query
        # An unknown word is as rare as can be.
        total = query @ self._weights + sum(self._weights.max() for word in own if word not in self._columns)
        within = np.divide(common, self._totals, out=np.zeros_like(common), where=self._totals > 0)
        return within, 2 * common / np.maximum(self._totals + total, 1e-9)


class KnownNumbers:
    """The numbers of a report, from its trace."""

    def __init__(self, trace: pd.DataFrame, lang: str) -> None:
        self.lang = lang
        self.tables: dict[str, KnownTable] = {}
        self.sentences: list[Sentence] = []
        self.labelled: list[Known] = []
        texts: dict[tuple[str, str, str], list[Known]] = defaultdict(list)
        for row in trace.drop_duplicates("item").to_dict("records"):
            self._add(row, texts)
        for (place, _, label), numbers in texts.items():
            self.sentences += _sentences(label, place, numbers, lang)

    def _add(self, row: Mapping[Hashable, Any], texts: dict[tuple[str, str, str], list[Known]]) -> None:
        value, unit = Decimal(repr(float(row["value"]))), unit_of_label(row["unit"])
        known = Known(row["place"], row["cell"], row["label"], row["printed"], value, unit)
        address = _ADDRESS.fullmatch(known.cell)
        labelled = _SEPARATOR in known.label and _spaced(known.printed) not in _spaced(known.label)
        if address:
            self._add_cell(known, int(address[2]), address[1], labelled)
        if labelled:
            self.labelled.append(known)
        else:
            # The texts of a table stand in cells or notes of their own; a finding's numbers are named by placeholder.
            texts[known.place, known.cell if row["annex_cell"] else "", known.label].append(known)

    def _add_cell(self, known: Known, row: int, column: str, labelled: bool) -> None:
        table = self.tables.setdefault(known.place, KnownTable(known.place))
        table.cells[row, column].append(known)
        if labelled:
            table.rows[row], table.headers[column] = known.label.rsplit(_SEPARATOR, 1)

    @cached_property
    def sentence_index(self) -> WordIndex:
        """The words of the sentences."""
        return WordIndex([words(sentence.text) for sentence in self.sentences])

    @cached_property
    def label_index(self) -> WordIndex:
        """The words and years of the labels of numbers in tables and figures."""
        return WordIndex([[*words(folded(known.label)), *years(known.label)] for known in self.labelled])

    @cached_property
    def cells_by_label(self) -> Mapping[tuple[str, str], list[str]]:
        """Return the tables that have a row and a column of these names."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for table in self.tables.values():
            for row, column in table.cells:
                found[(folded(table.rows.get(row, "")), folded(table.headers.get(column, "")))].append(table.place)
        return found


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _sentences(label: str, place: str, numbers: Sequence[Known], lang: str) -> list[Sentence]:
    """Return the sentences of a text of the report; its traced numbers stand in it in their order."""
    left = list(numbers)
    found: list[tuple[Number, Known | None]] = []
    position = 0
    for number in find_numbers(label, lang):
        known = None
        if left:
            at = label.find(left[0].printed, position)
            if at >= 0 and at <= number.start < at + len(left[0].printed):
                first = left.pop(0)
                position = number.end
                known = replace(first, direction=number.direction)
        found.append((number, known))
    made = []
    for start, end in sentences(label):
        inside = tuple((number.moved(-start), known) for number, known in found if start <= number.start < end)
        if inside:
            made.append(Sentence(label[start:end], place, inside))
    return made
