"""What the tables of the page sort by: numbers by their unrounded value, periods by their last day, words by their letters."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import pandas as pd

from assessment.findings import Cell, Period, Quantity
from assessment.report.tables import Grid

Kind: TypeAlias = Literal["number", "text", ""]
_NOTHING: Final = (None, "", "–")
_FEWEST_ROWS: Final = 3


def sort_kinds(grid: Grid) -> tuple[Kind, ...]:
    """Return for each column how it sorts; empty where an order of its cells would mean nothing.

    That is so where numbers have different units or stand among words, and in all columns of a table of one or two rows or one
    whose rows belong to the row above.
    """
    cells = [[cell.cell for cell in row] for row in grid.rows]
    if len(cells) < _FEWEST_ROWS or any(row[0] in _NOTHING for row in cells):
        return tuple("" for _ in grid.headers)
    return tuple(_kind([row[column] for row in cells]) for column in range(len(grid.headers)))


def _kind(cells: list[Cell]) -> Kind:
    present = [cell for cell in cells if cell not in _NOTHING]
    numbers = [cell for cell in present if isinstance(cell, Quantity | Period | pd.Timestamp | int)]
    if not numbers:
        return "text" if present else ""
    if len(numbers) < len(present):
        return ""
    # A period and a bare number are in units of their own.
    units = {cell.unit if isinstance(cell, Quantity) else type(cell).__name__ for cell in numbers if _known(cell)}
    return "number" if len(units) == 1 else ""


def _known(cell: Cell) -> bool:
    return not isinstance(cell, Quantity) or cell.known


def sort_value(cell: Cell) -> str:
    """Return the number a cell sorts by; empty for words and for what is not known, which stands last.

    >>> sort_value(Quantity(1234.5, "ha")), sort_value(Quantity(None, "ha")), sort_value("a"), sort_value(2024)
    ('1234.5', '', '', '2024')
    """
    if isinstance(cell, Quantity):
        return "" if cell.value is None else f"{cell.value:.12g}"
    if isinstance(cell, Period | pd.Timestamp):
        day = cell.end if isinstance(cell, Period) else cell
        return "" if pd.isna(day) else str(day.toordinal())
    return str(cell) if isinstance(cell, int) else ""
