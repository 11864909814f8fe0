"""Tables of the chapter as frames of printed cells, for a notebook or for pasting into a sheet."""

from __future__ import annotations

import pandas as pd

from assessment.findings import Cell, Column, Quantity, Table
from assessment.report.language import Language
from assessment.report.tables import frame_cells


def as_printed_frame(table: Table, language: Language) -> pd.DataFrame:
    """Return a table as it is printed: headers with their units, cells as text in the manner of the language.

    The numbers stay in `table.frame` as quantities; this is for reading, not for computing.

    >>> from assessment.findings import Column, Quantity, Text
    >>> cells = pd.DataFrame({"value": pd.Series([Quantity(1234.5, "usd_million")], dtype=object)})
    >>> columns = (Column(Text("common.column.value"), "usd_million"),)
    >>> as_printed_frame(Table("t", Text("trade.title"), columns, cells), Language("vi")).iloc[0, 0]
    '1.234,5'
    """
    units = [language.header_unit(column.unit) if column.unit else "" for column in table.columns]
    headers = [
        language.text(column.header) + (f" ({unit})" if unit else "")
        for column, unit in zip(table.columns, units, strict=True)
    ]
    rows = [
        [_printed(cell, column, language) for cell, column in zip(row, table.columns, strict=True)]
        for row in frame_cells(table)
    ]
    return pd.DataFrame(rows, columns=headers)


def _printed(cell: Cell, column: Column, language: Language) -> str:
    # A column with a unit names it in its header; its cells keep the word for how they were published ("hơn 86.140").
    if isinstance(cell, Quantity) and cell.known and column.unit:
        return language.quantity(cell, "cell", column.decimals)
    return language.cell(cell, column.decimals)
