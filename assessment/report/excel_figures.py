"""The data of a figure as a table of the annex, in the layout of every other table.

A number that cannot be determined, or is not there, is an empty cell: a chart would draw any text as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from assessment.findings import Quantity, Table, Text
from assessment.report.excel_layouts import DATED, WITH_LINES, Builder, Drawn, named, workbook_text
from assessment.report.figure_data import ChartData, options_list, printed, read
from assessment.report.language import Language
from assessment.report.layout import LaidFigure
from assessment.report.sources import Citation, Sources
from assessment.report.tables import Grid, GridCell, lay_out_table


@dataclass(frozen=True)
class FigureTable:
    """The table of a figure, its drawn columns, and where on the annex sheet each row of the figure's data stands."""

    data: ChartData
    grid: Grid
    columns: tuple[Drawn, ...]
    addresses: Mapping[int, tuple[str, ...]]

    def of(self, part: str, unit: str | None = None) -> tuple[Drawn, ...]:
        """Return the columns with this part in the chart, of one unit or of all; values without any number are not drawn."""
        return tuple(
            column
            for column in self.columns
            if column.part == part and unit in (None, column.unit) and (part != "value" or self.known(column))
        )

    @property
    def units(self) -> tuple[str, ...]:
        """Units of the values; each gets a chart of its own."""
        return tuple(dict.fromkeys(column.unit for column in self.of("value")))

    def named(self, option: str) -> tuple[str, ...]:
        """Return the printed names of the series that an option of the figure means, one or several."""
        return named(self.data, option)

    def numbers(self, column: int) -> list[float | None]:
        """Return the numbers of a column, None where a cell is empty."""
        cells = [row[column].cell for row in self.grid.rows]
        return [cell.value if isinstance(cell, Quantity) else None for cell in cells]

    def known(self, *columns: Drawn) -> list[float]:
        """Return the numbers of some columns, without the empty cells."""
        return [number for column in columns for number in self.numbers(column.index) if number is not None]

    def far_ends(self, *columns: Drawn) -> list[float]:
        """Return how far the error bars of some columns reach; nothing for those that have none."""
        ends: list[float] = []
        for column in columns:
            if column.margins is not None:
                below, above = (self.numbers(margin) for margin in column.margins)
                found = zip(self.numbers(column.index), below, above, strict=True)
                ends += [end for n, b, a in found if n is not None for end in (n - (b or 0.0), n + (a or 0.0))]
        return ends


class _Uncited(Sources):
    """The sources of a figure were cited when the chapter was laid out; its table in the annex adds none."""

    def __init__(self) -> None:
        pass

    def cite(self, cells: object, named: Iterable[str] = ()) -> Citation:
        """Return no sources."""
        return Citation()


def figure_table(laid: LaidFigure, language: Language) -> FigureTable:
    """Return the table of a figure for the annex.

    Raises
    ------
    FigureError
        If the data of the figure do not fit its kind, as when it is drawn.
    """
    data = read(laid.figure, language)
    builder = Builder(data)
    builder.build()
    frame = pd.DataFrame(builder.cells, columns=range(len(builder.headers)), dtype=object)
    table = Table(
        laid.figure.id, laid.figure.caption, tuple(builder.headers), frame, (*laid.figure.notes, *_remarks(data))
    )
    grid = lay_out_table(table, laid.number, laid.label, _Uncited(), language)
    rows = tuple(tuple(GridCell("", None) if cell.cell is None else cell for cell in row) for row in grid.rows)
    sources = "; ".join(laid.figure.sources)
    line = language.text(Text("common.layout.source_line", {"sources": sources})) if sources else ""
    grid = replace(grid, rows=rows, title=laid.title, caption=laid.caption, source_line=line)
    return FigureTable(data, grid, tuple(builder.drawn), builder.addresses())


def same_numbers(grid: Grid, laid: LaidFigure) -> int:
    """Return how many numbers of a figure stand in a table."""
    shown = {_identity(cell.cell) for row in grid.rows for cell in row if isinstance(cell.cell, Quantity)}
    drawn = {_identity(cell) for cell in laid.figure.data["y"] if isinstance(cell, Quantity) and cell.known}
    return len(shown & drawn)


def _identity(quantity: Quantity) -> tuple[Any, ...]:
    return quantity.value, quantity.unit, quantity.rows


def _remarks(data: ChartData) -> Iterable[Text]:
    """Yield the notes on what a chart does not show: gaps, scale, events, reference values."""
    language, figure = data.language, data.figure
    if data.left_out:
        names = dict.fromkeys(", ".join(filter(None, (p.x_label, p.series_label))) for p in data.left_out)
        reasons = dict.fromkeys(language.reason(point.quantity) for point in data.left_out)
        yield Text("figures.note.left_out_named", {"names": "; ".join(names), "reasons": "; ".join(reasons)})
    if figure.options.get("log"):
        yield Text("figures.note.log")
        if figure.draw not in DATED:
            yield Text("figures.note.log_bars")
    for option in ("events", "breaks"):
        listed = [
            ": ".join(
                filter(None, (printed(entry.get("date", entry.get("x")), language), printed(entry["label"], language)))
            )
            for entry in options_list(figure, option)
        ]
        if listed:
            yield workbook_text(option, listed="; ".join(listed))
    lines = [entry for entry in options_list(figure, "references") if entry["value"].known]
    if lines and figure.draw not in WITH_LINES:
        listed = [f"{language.cell(entry['label'])} ({language.quantity(entry['value'])})" for entry in lines]
        yield workbook_text("references", listed="; ".join(listed))
