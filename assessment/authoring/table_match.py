"""A table of a document held against the tables of the report: rows may be dropped, reordered or renamed, columns too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from assessment.authoring.document_text import DocumentTable
from assessment.authoring.known_numbers import Known, KnownNumbers, KnownTable, folded
from assessment.authoring.printed_numbers import Number, find_numbers
from assessment.authoring.slips import Match, fits, judge
from assessment.authoring.units import Unit, unit_of_label

_BRACKETS: Final = re.compile(r"\(([^()]*)\)\s*$")
_UNIT_LINE: Final = re.compile(r"(?:đơn vị(?: tính)?|đvt|unit)\s*:\s*(.+?)\.?\s*$", re.IGNORECASE)
_SAME_NAME: Final = 0.8
# Where labels were renamed, this share of equal numbers shows which row or column it was.
_SAME_NUMBERS: Final = 0.6
_TRIED: Final = 4


@dataclass
class ReadTable:
    """A table of the document with its numbers read, units of headers and of the unit line given to bare numbers."""

    table: DocumentTable
    numbers: dict[tuple[int, int], list[Number]] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, table: DocumentTable, lang: str) -> ReadTable:
        """Read the numbers of a table; the label of a row goes on where the cells below are merged with it."""
        made = cls(table)
        made.headers = list(table.rows[0]) if table.rows else []
        shared = next((unit_of_label(m[1]) for line in table.above if (m := _UNIT_LINE.search(line))), Unit())
        for r, row in enumerate(table.rows):
            made.labels.append(row[0] or (made.labels[-1] if made.labels else "") if row else "")
            for c, text in enumerate(row):
                own = _header_unit(made.headers[c]) if r else Unit()
                # The line above the table is for most columns, not for all: a rank or a ratio among them has no unit.
                given, lent = (own, False) if own != Unit() else (shared, True)
                made.numbers[r, c] = [
                    replace(n, unit=given, lent=lent) if n.unit == Unit() and r else n for n in find_numbers(text, lang)
                ]
        return made

    @property
    def body(self) -> list[tuple[int, int]]:
        """The cells below the header that hold data."""
        return [(r, c) for (r, c), numbers in self.numbers.items() if r and any(not n.reason for n in numbers)]


def _header_unit(header: str) -> Unit:
    brackets = _BRACKETS.search(header)
    return unit_of_label(brackets[1]) if brackets else Unit()


@dataclass(frozen=True)
class Pairing:
    """Which row and column of the report's table each row and column of the document's is."""

    known: KnownTable
    rows: Mapping[int, int]
    columns: Mapping[int, str]

    def cell(self, row: int, column: int) -> Sequence[Known]:
        """Return the known numbers of a cell of the document's table."""
        return self.known.cells.get((self.rows.get(row, 0), self.columns.get(column, "")), ())


def match_table(read: ReadTable, known: KnownNumbers) -> Pairing | None:
    """Return the table of the report this one repeats, or None."""
    body = read.body
    best, best_score = None, 0.0
    for place in _places(read, known):
        pairing = _pair(read, known.tables[place])
        placed = [(cell, pairing.cell(*cell)) for cell in body]
        held = sum(bool(numbers) for _, numbers in placed) / len(body)
        equal = sum(_equal(read.numbers[cell], numbers) for cell, numbers in placed) / len(body)
        named = _is_captioned(read.table, place)
        # The cells must find their place, or the caption names it; and the numbers must be mostly those of this table.
        if held and ((held >= 0.5 and named) or ((held >= 0.5 or named) and equal * 2 >= held)):
            score = equal + held * 0.1 + named * 0.5
            if score > best_score:
                best, best_score = pairing, score
    return best


def _is_captioned(table: DocumentTable, place: str) -> bool:
    return any(line.startswith((place + ".", place + ":")) for line in table.above)


def _places(read: ReadTable, known: KnownNumbers) -> list[str]:
    votes: Counter[str] = Counter()
    for r, c in read.body:
        places = known.cells_by_label.get((folded(read.labels[r]), folded(read.headers[c])), [])
        votes.update(dict.fromkeys(places, 1))
    named = [place for place in known.tables if _is_captioned(read.table, place)]
    return list(dict.fromkeys([*named, *(place for place, _ in votes.most_common(_TRIED))]))


def _equal(numbers: Sequence[Number], known: Sequence[Known]) -> bool:
    return bool(known) and any(fits(number, one) for number in numbers for one in known)


def _pair(read: ReadTable, known: KnownTable) -> Pairing:
    letters = sorted({column for _, column in known.cells}, key=lambda name: (len(name), name))
    indices = range(len(read.headers))
    same = np.array([[_likeness(read.headers[c], known.headers.get(name, "")) for name in letters] for c in indices])
    place = np.array([[c == _position(name) for name in letters] for c in indices]) * 0.1
    columns = {c: letters[k] for c, k in _assigned(same + place) if same[c, k] >= _SAME_NAME}
    rows = _pair_rows(read, known, columns)
    taken = set(columns.values())
    for c in indices:
        if c not in columns and (name := _by_numbers(read, known, c, rows, [n for n in letters if n not in taken])):
            columns[c] = name
            taken.add(name)
    return Pairing(known, rows, columns)


def _position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _pair_rows(read: ReadTable, known: KnownTable, columns: Mapping[int, str]) -> dict[int, int]:
    own = [r for r in range(1, len(read.labels)) if any(read.numbers[r, c] for c in range(len(read.headers)))]
    theirs = sorted({row for row, _ in known.cells})
    same = np.zeros((len(own), len(theirs)))
    equal = np.zeros_like(same)
    for i, r in enumerate(own):
        for j, row in enumerate(theirs):
            same[i, j] = _likeness(read.labels[r], known.rows.get(row, ""))
            cells = [(read.numbers[r, c], known.cells.get((row, name), ())) for c, name in columns.items()]
            filled = [pair for pair in cells if pair[0]]
            equal[i, j] = sum(_equal(*pair) for pair in filled) / max(len(filled), 2)
    place = np.array([[r + 1 == row for row in theirs] for r in own]).reshape(same.shape) * 0.05
    found = _assigned(same + equal * 0.5 + place)
    return {own[i]: theirs[j] for i, j in found if same[i, j] >= _SAME_NAME or equal[i, j] >= _SAME_NUMBERS}


def _assigned(scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Iterator[tuple[int, int]]:
    if scores.size:
        yield from ((int(i), int(j)) for i, j in zip(*linear_sum_assignment(-scores), strict=True))


def _likeness(own: str, known: str) -> float:
    first, second = folded(own), folded(known)
    if first == second:
        return 1.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    # Numbers in labels tell rows apart ("2 tháng", "3 tháng"; "2022", "2023"): where they differ, nothing else counts.
    if re.findall(r"\d+", first) != re.findall(r"\d+", second) or matcher.quick_ratio() < _SAME_NAME:
        return 0.0
    ratio = matcher.ratio()
    return ratio * 0.9 if ratio >= _SAME_NAME + 0.1 else 0.0


def _by_numbers(
    read: ReadTable, known: KnownTable, column: int, rows: Mapping[int, int], letters: Sequence[str]
) -> str:
    """Return the column whose numbers this one repeats, though its header is another."""
    own = {r: read.numbers[r, column] for r in rows if any(not n.reason for n in read.numbers[r, column])}
    counts = {name: sum(_equal(own[r], known.cells.get((rows[r], name), ())) for r in own) for name in letters}
    name = max(counts, key=counts.__getitem__, default="")
    return name if name and counts[name] >= max(2, _SAME_NUMBERS * len(own)) else ""


def match_cell(numbers: Sequence[Number], known: Sequence[Known], lang: str) -> dict[int, Match]:
    """Return what is said of the numbers of one cell, by their position, where the cell of the report is known."""
    data = [index for index, number in enumerate(numbers) if not number.reason]
    if len(known) == 1 and len(find_numbers(known[0].printed, lang)) == len(numbers):
        # "thứ 15/63": the first number is the one traced, the others belong to the way its unit is written.
        return {0: judge(numbers[0], known[0])} | {i: Match("no_data", note="wording") for i in range(1, len(numbers))}
    for indices in (range(len(numbers)), data):
        if len(indices) == len(known):
            return {index: judge(numbers[index], one) for index, one in zip(indices, known, strict=True)}
    return {index: Match("agrees", (one,)) for index in data for one in known if fits(numbers[index], one)}
