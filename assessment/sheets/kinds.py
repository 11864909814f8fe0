"""What the cells of a row may be in a table laid out for paper, a letter each: labels, values, neither of them, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from assessment.sheets.text import clean

_NUMBERING = re.compile(r"(?:[IVX]+|\d+(?:\.\d+)*|[A-Za-z])[.)]?")
_NUMBER_TEXT = re.compile(r"[-+]?\d[\d.,  ]*")
# Numbering, years and errors are neither labels nor values.
BLANK, LABEL, VALUE, OTHER = "-", "l", "v", "o"
# The kinds of the cells of each row.
Kinds = Mapping[int, str]


def kinds_of(cells: Sequence[object]) -> str:
    """Return one letter for each cell of a row: what it may be in a table.

    >>> kinds_of(["I.", "Xuất khẩu", 12.5, "1943,0", 2024.0, "", " "])
    'olvvo--'
    """
    if cells.count("") == len(cells):
        return BLANK * len(cells)
    # Most cells are numbers that are no years, or empty texts.
    return "".join(
        [
            VALUE if type(value) is float and not 1990 <= value <= 2100 else (BLANK if value == "" else _kind(value))
            for value in cells
        ]
    )


def _kind(value: object) -> str:
    if isinstance(value, str):
        return _text_kind(value)
    if value is None:
        return BLANK
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return VALUE if number and not is_year(value) else OTHER


@lru_cache(maxsize=65536)
def _text_kind(value: str) -> str:
    """Return whether a text is a label, or a number typed as text ("1943,0"); a bare year is of a header, "II." numbers a row."""
    text = clean(value)
    if not text:
        return BLANK
    if _NUMBER_TEXT.fullmatch(value.strip()):
        return OTHER if text.isdecimal() and is_year(int(text)) else VALUE
    return OTHER if _NUMBERING.fullmatch(text) else LABEL


def is_year(value: Any) -> bool:
    """Return whether a number may be a year of these tables."""
    return bool(1990 <= value <= 2100 and value == int(value))


# The rows of a table look alike: what follows from their kinds is asked once.
@lru_cache(maxsize=4096)
def value_columns(kinds: str, stub: int) -> tuple[int, ...]:
    """Return the value columns that hold something."""
    return tuple(col for col in range(stub + 1, len(kinds)) if kinds[col] != BLANK)


@lru_cache(maxsize=4096)
def label_columns(kinds: str, stub: int) -> tuple[int, ...]:
    """Return the columns that hold a label."""
    return tuple(col for col, kind in enumerate(kinds[: stub + 1]) if kind == LABEL)
