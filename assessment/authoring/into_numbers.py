"""What an author may call a number of the report by, so that it is found again when tables, rows and numbers have moved.

Three kinds of references, none of which rests on where something stands:

``trade.finding.capture:through``
    A value of a text (finding, note, title, conclusion): the key of the text and the name of the value in it.
``trade.scopes:through:value``
    A cell of a table: the id of the table, the key of the row (its leading words, as many as tell it from the others) and the
    name of the column. While writing, the cell may be given as Word counts it, ``trade.scopes:C2``; that is looked up once,
    and what the document keeps is the row and the column.
``15458fa9f165b473``
    A row of the tidy tables, where the report prints it as it was published (``…@growth_percent`` for a figure beside it).

``|number``, ``|plain``, ``|cell`` or ``|full`` behind a reference says how a number is written; see `language`. Without it number
and unit are written in full.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import pandas as pd

from assessment.findings import Bilingual, Cell, Name, Period, Quantity, Text
from assessment.report.language import QUANTITY_FORMS, QuantityForm
from assessment.report.layout import Chapter, LaidSection
from assessment.report.numbers import TAKEN_OVER
from assessment.report.tables import Grid, cell_address
from assessment.sheets.text import fold, nearest

# Word keeps no more than 64 characters of a tag.
_TAG_LENGTH: Final = 64
_TAG: Final = "as:"
_REFERENCE_LENGTH: Final = _TAG_LENGTH - len(_TAG) - max(map(len, QUANTITY_FORMS)) - 1
_NEAR: Final = 3
# Words of a row that may make up its key, and how much of a sentence is one.
_KEY_WORDS, _WORD_LENGTH = 5, 32


class LeftAloneError(Exception):
    """Something of the author's document that is not touched; `text` tells the author why."""

    def __init__(self, key: str, **values: Cell) -> None:
        super().__init__(key)
        self.text = Text(f"into.problem.{key}", values)


@dataclass(frozen=True)
class Number:
    """A value of the report, with the decimals of its column.

    `reference` is what it is kept under; empty for a cell of a row that no words tell from the others: it could be found again
    only by its place, and a row more above it would put another number there unseen.
    """

    reference: str
    value: Cell
    decimals: int | None = None


class Numbers:
    """The values of a chapter by reference.

    Parameters
    ----------
    chapter
        The chapter as laid out.
    """

    def __init__(self, chapter: Chapter) -> None:
        self._language = chapter.language
        self._by_reference: dict[str, list[Number]] = defaultdict(list)
        for section in chapter.sections:
            for grid in (*section.grids, *section.annex_grids):
                self._index_grid(grid)
            for text in _texts(section):
                self._index_text(text)

    def _index_text(self, text: Text) -> None:
        for name, value in text.values.items():
            if isinstance(value, Text):
                self._index_text(value)
            self._add(Number(f"{text.key}:{name}", value))

    def _index_grid(self, grid: Grid) -> None:
        table = grid.table
        keys = _row_keys(grid)
        counts = Counter(key for row in keys for key in row)
        for r, (row, names) in enumerate(zip(grid.rows, keys, strict=True)):
            for c, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                if isinstance(cell.cell, Text):
                    self._index_text(cell.cell)
                field, place = str(table.frame.columns[c]), f"{table.id}:{cell_address(r, c)}"
                named = [f"{table.id}:{key}:{field}" for key in names]
                kept = next((name for name, key in zip(named, names, strict=True) if counts[key] == 1), "")
                self._add(Number(kept, cell.cell, column.decimals), place, *named)

    def _add(self, number: Number, *others: str) -> None:
        for name in dict.fromkeys(filter(None, (number.reference, *others))):
            self._by_reference[name.casefold()].append(number)
        if len(number.reference) > _REFERENCE_LENGTH:
            self._by_reference[_short(number.reference)].append(number)
        value = number.value
        if isinstance(value, Quantity) and value.formula in TAKEN_OVER and len(value.rows) == 1:
            self._by_reference[value.rows[0].casefold()].append(Number(value.rows[0], value, number.decimals))

    @property
    def references(self) -> list[str]:
        """All references that lead to one value."""
        return sorted(
            {number.reference for found in self._by_reference.values() for number in found if number.reference}
        )

    def find(self, reference: str) -> Number:
        """Return the value behind a reference.

        Raises
        ------
        LeftAloneError
            If there is none, with the nearest ones there are; if there are several that differ; or if it cannot be found again.
        """
        found = self._by_reference.get(reference.casefold(), [])
        if not found:
            near = ", ".join(nearest(reference, self._nearby(reference), _NEAR))
            raise LeftAloneError("unknown_near", near=near) if near else LeftAloneError("unknown")
        if len({self._language.cell(number.value) for number in found}) > 1:
            values = ", ".join(dict.fromkeys(self._language.cell(number.value) for number in found[:_NEAR]))
            raise LeftAloneError("ambiguous", values=values)
        if not found[0].reference:
            raise LeftAloneError("nameless")
        return found[0]

    def _nearby(self, reference: str) -> Iterable[str]:
        """Return what a wrong reference is compared with: what shares its beginning, if anything does."""
        head = reference.partition(":")[0].casefold()
        there = [known for known in self._by_reference if known.startswith(head + ":")]
        return there or self.references

    def printed(self, number: Number, form: str) -> str:
        """Return a value as it is written in running text.

        Raises
        ------
        LeftAloneError
            If there is no such form.
        """
        if form and form not in QUANTITY_FORMS:
            raise LeftAloneError("form", form=form, forms=", ".join(QUANTITY_FORMS))
        if isinstance(number.value, Quantity):
            return self._language.quantity(number.value, cast(QuantityForm, form or "full"), number.decimals)
        return self._language.cell(number.value)


def tag_of(reference: str, form: str) -> str:
    """Return what a content control keeps: reference and form, or a hash of a reference that is too long for Word.

    >>> tag_of("trade.scopes:through:value", "number")
    'as:trade.scopes:through:value|number'
    """
    kept = reference if len(reference) <= _REFERENCE_LENGTH else _short(reference)
    return f"{_TAG}{kept}" + (f"|{form}" if form else "")


def reference_of(tag: str) -> tuple[str, str] | None:
    """Return reference and form of a tag, None for a control of the author's own.

    >>> reference_of("as:15458fa9f165b473|number"), reference_of("Họ tên")
    (('15458fa9f165b473', 'number'), None)
    """
    if not tag.startswith(_TAG):
        return None
    return split_form(tag.removeprefix(_TAG))


def split_form(written: str) -> tuple[str, str]:
    """Return reference and form of what an author wrote.

    >>> split_form(" trade.scopes:C2 | number ")
    ('trade.scopes:C2', 'number')
    """
    reference, _, form = written.partition("|")
    return reference.strip(), form.strip().casefold()


def _short(reference: str) -> str:
    return "#" + hashlib.sha256(reference.encode()).hexdigest()[:16]


def _texts(section: LaidSection) -> Iterator[Text]:
    """Yield the texts of a section that stand outside the cells of its tables."""
    source = section.section
    yield from (source.title, source.questions, *source.conclusion)
    yield from (finding.text for finding in source.findings)
    for table in source.tables:
        yield from (table.title, *table.notes)
    for figure in source.figures:
        yield from (figure.caption, *figure.notes)
    for missing in source.missing:
        yield from (missing.what, missing.use)


def _row_keys(grid: Grid) -> list[tuple[str, ...]]:
    """Return, for every row, the keys it may be called by: its first words, its first two, and so on."""
    words = [[_word(cell.cell) for cell in row] for row in grid.rows]
    columns = [list(column) for column in zip(*words, strict=True)]
    ordinals = [str(number) for number in range(1, len(words) + 1)]
    # A running number is a place, not a name.
    told = [column for column in columns if any(column) and column != ordinals]
    return [
        tuple(dict.fromkeys(".".join(filter(None, row[:length])) for length in range(1, min(len(row), _KEY_WORDS) + 1)))
        for row in (zip(*told, strict=True) if told else [()] * len(words))
    ]


def _word(cell: Cell) -> str:
    """Return a cell as a part of a key; numbers, which change, are none.

    >>> _word(Name("gate", "huu_nghi")), _word("Hoàng Văn Thụ"), _word(2024), _word(Quantity(1.0, "ha"))
    ('huu_nghi', 'hoang_van_thu', '2024', '')
    """
    if isinstance(cell, Name):
        return cell.key
    if isinstance(cell, Text):
        own = cell.key.rpartition(".")[2]
        return "_".join([own, *filter(None, map(_word, _fixed(cell.values)))])
    if isinstance(cell, Period):
        return "_".join(filter(None, map(_word, dict.fromkeys((cell.start, cell.end)))))
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    # A period without an end has NaT there.
    if cell is None or isinstance(cell, Quantity) or cell != cell:
        return ""
    if isinstance(cell, Bilingual):
        return _word(cell.vi)
    return re.sub(r"[^0-9a-z]+", "_", fold(str(cell))).strip("_")[:_WORD_LENGTH]


def _fixed(values: Mapping[str, Cell]) -> Sequence[Cell]:
    return [value for value in values.values() if not isinstance(value, Quantity)]
