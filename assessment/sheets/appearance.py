"""A sheet as a person sees it: letters as their font shows them, hidden rows and columns left out, broken formulas marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from assessment.sheets.formats import SheetFormats
from assessment.sheets.workbook import Sheet, address, is_blank


def as_seen(sheet: Sheet, formats: SheetFormats) -> tuple[Sheet, list[str]]:
    """Return a sheet as it is seen, and what was left out because it is hidden, in words.

    Rows and columns keep their numbers: what is hidden becomes empty. Texts are decoded by the font of their cell, or by evidence
    where the fonts are not known.

    Examples
    --------
    >>> sheet = Sheet("a.xls", "S", True, [["Gi¸ trÞ", 1.0], ["cò", 2.0]])
    >>> seen, hidden = as_seen(sheet, SheetFormats(frozenset({1}), fonts={(0, 0): ".VnTime"}))
    >>> seen.rows, hidden
    ([['Giá trị', 1.0], ['', '']], ['row 2 is hidden and was not read'])
    """
    rows: list[list[Any]] = []
    for row, cells in enumerate(sheet.rows):
        if row in formats.hidden_rows:
            rows.append([""] * len(cells))
            continue
        if cells.count("") == len(cells):
            rows.append(cells[:])
            continue
        rows.append(
            [
                formats.text(row, col, value) if isinstance(value, str) and not value.isascii() else value
                for col, value in enumerate(cells)
            ]
        )
        for col in formats.hidden_columns:
            if col < len(cells):
                rows[row][col] = ""
    for (row, col), problem in formats.problems.items():
        visible = row not in formats.hidden_rows and col not in formats.hidden_columns
        if visible and row < len(rows) and col < len(rows[row]) and rows[row][col] == "":
            rows[row][col] = problem
    return replace(sheet, rows=rows, hidden_rows=formats.hidden_rows), _left_out(sheet, formats)


def _left_out(sheet: Sheet, formats: SheetFormats) -> list[str]:
    rows = [row for row in formats.hidden_rows if row < len(sheet.rows) and sheet.filled(row)]
    columns = [
        col
        for col in formats.hidden_columns
        if any(col < len(cells) and not is_blank(cells[col]) for cells in sheet.rows)
    ]
    told = [_told("row", str(first + 1), str(last + 1)) for first, last in _spans(rows)]
    return told + [_told("column", _letters(first), _letters(last)) for first, last in _spans(columns)]


def _letters(col: int) -> str:
    return address(0, col).rstrip("1")


def _told(what: str, first: str, last: str) -> str:
    if first == last:
        return f"{what} {first} is hidden and was not read"
    return f"{what}s {first} to {last} are hidden and were not read"


def _spans(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return runs of neighbouring numbers as first and last."""
    spans: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans
