"""Native bar charts of the annex: upright, or lying where the names of the categories are long."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, fsum
from typing import Any, Final

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint, Marker

from assessment.report.charts_scoring import rank_colours
from assessment.report.excel_chart_parts import (
    HEIGHT,
    LETTERS,
    LINE_HEIGHT,
    by_category,
    draw_line,
    dressed,
    error_bars,
    filled,
    legend_room,
    scale,
    small,
)
from assessment.report.excel_figures import FigureTable
from assessment.report.excel_layouts import Drawn
from assessment.report.figure_data import options_list, printed, same_cell
from assessment.report.figure_style import ACCENT, EQUAL_CONTRAST, INK, MUTED, luminance, series_style

# Letters of a name in one line beside bars, and how many lines a name may take below a column.
_NAME: Final = 44
_MOST_LINES: Final = 3
# More numbers than these are not written at the bars, lying or upright.
_MOST_VALUES: Final = 30
_MOST_UPRIGHT: Final = 12
# A part of a stack smaller than this share of the whole has no room for its number.
_SMALL: Final = 0.1
# Numbers side by side below lying bars take more room than above each other.
_LYING_STEPS, _UPRIGHT_STEPS = 4, 6
_ROOM_LEFT: Final = 1.25
_STACKED: Final = ("stacked_bars", "acceptability", "drivers")


def fit_below(table: FigureTable) -> bool:
    """Return whether the names of the categories fit below columns."""
    names = [row[0].text for row in table.grid.rows]
    return max(map(len, names)) <= _MOST_LINES * LETTERS / len(names)


def bars(table: FigureTable, unit: str) -> Any:
    """Draw bars, upright where the names of the categories fit below; those of kinds with long names always lie."""
    kind, total = table.data.figure.draw, table.named("total")
    columns = [column for column in table.of("value", unit) if column.series not in total]
    stacked = kind in _STACKED
    lying = kind not in ("grouped_bars", "stacked_bars") or not fit_below(table)
    chart: Any = BarChart()
    chart.type = "bar" if lying else "col"
    chart.grouping = "percentStacked" if kind == "acceptability" else "stacked" if stacked else "clustered"
    alone = max(sum(row[column.index].cell is not None for column in columns) for row in table.grid.rows) == 1
    chart.overlap, chart.gapWidth = (100 if stacked or alone else 0), 50
    colours = _bar_colours(table, columns)
    for column, colour in zip(columns, colours, strict=True):
        series = by_category(table, column)
        series.spPr, series.invertIfNegative = filled(colour), False
        if column.margins:
            series.errBars = error_bars(table, column.margins, INK)
        chart.series.append(series)
    ends = _stack_ends(table, columns) if stacked else table.known(*columns)
    _bar_axes(table, chart, [*ends, *table.far_ends(*columns)], unit, lying=lying)
    if _labelled(table, columns, ends, lying=lying):
        for series, colour in zip(chart.series, colours, strict=True):
            series.dLbls = _values(colour, stacked=stacked)
    _highlight(table, chart)
    if total and not lying:
        chart += _total(table, unit, total)
    height = 4 + _row_height(table, 1 if stacked or alone else len(columns)) * len(table.grid.rows)
    return dressed(
        table,
        chart,
        unit,
        max(HEIGHT, height + legend_room([column.series for column in columns])) if lying else HEIGHT,
    )


def _row_height(table: FigureTable, bars: int) -> float:
    """Return the height in centimetres of a row of lying bars, which holds its name in two lines or three."""
    longest = max(len(row[0].text) for row in table.grid.rows)
    return max(LINE_HEIGHT * (bars + 0.5), LINE_HEIGHT * ceil(longest / _NAME) + 0.2)


def _stack_ends(table: FigureTable, columns: Sequence[Drawn]) -> list[float]:
    """Return how far each stack reaches, above and below zero."""
    rows = zip(*(table.numbers(column.index) for column in columns), strict=True)
    return [fsum(n for n in row if n is not None and (n > 0) == up) for row in rows for up in (True, False)]


def _bar_axes(table: FigureTable, chart: Any, ends: Sequence[float], unit: str, *, lying: bool) -> None:
    """Set both axes; bars start at the reference value where there is one, so that it is the line they part at."""
    kind = table.data.figure.draw
    values = [entry["value"] for entry in options_list(table.data.figure, "references")]
    references = [quantity.value for quantity in values if quantity.known and quantity.unit == unit]
    if kind == "acceptability":
        chart.y_axis.number_format, chart.y_axis.majorUnit = "0%", 0.25
    else:
        # A number at the end of a bar to the left needs room before the names.
        room = [_ROOM_LEFT * min(ends)] if lying and min(ends) < 0 else []
        scale(table, chart.y_axis, [*ends, *references, *room], steps=_LYING_STEPS if lying else _UPRIGHT_STEPS)
    if kind == "dots" and len(references) == 1 and min(ends) < references[0] < max(ends):
        chart.x_axis.crosses, chart.x_axis.crossesAt = None, references[0]
    if lying:
        chart.x_axis.scaling.orientation = "maxMin"
        # The axis of numbers stands below the bars: at the end of an axis of names that runs downwards.
        chart.y_axis.crosses, chart.y_axis.tickLblPos = "max", "nextTo"


def _labelled(table: FigureTable, columns: Sequence[Drawn], ends: Sequence[float], *, lying: bool) -> bool:
    """Return whether the bars carry their values: few, and each with room for its own."""
    kind, options = table.data.figure.draw, table.data.figure.options
    if options.get("values") is False or kind == "acceptability" or any(column.margins for column in columns):
        return False
    if kind == "dots" and options.get("references"):
        return False
    known = table.known(*columns)
    if kind in _STACKED:
        return min(map(abs, known)) >= _SMALL * max(map(abs, ends))
    return len(known) <= _MOST_VALUES and (lying or len(table.grid.rows) * len(columns) <= _MOST_UPRIGHT)


def _bar_colours(table: FigureTable, columns: Sequence[Drawn]) -> list[str]:
    if table.data.figure.draw == "acceptability":
        first = table.data.figure.options.get("first")
        return rank_colours(len(columns), min(first, len(columns)) if isinstance(first, int) else len(columns))
    order = list(table.data.series)
    return [series_style(order.index(column.series)).colour for column in columns]


def _values(colour: str, *, stacked: bool) -> DataLabelList:
    """Return labels that show the values in the number format of their cells, white on the dark parts of a stack."""
    labels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    labels.showPercent = labels.showBubbleSize = False
    labels.dLblPos = "ctr" if stacked else "outEnd"
    labels.txPr = small("#ffffff" if stacked and luminance(colour) <= EQUAL_CONTRAST else INK)
    return labels


def _total(table: FigureTable, unit: str, total: Sequence[str]) -> Any:
    """Return the points of the total, which stand on the columns."""
    chart: Any = LineChart()
    for column in table.of("value", unit):
        if column.series in total:
            series = by_category(table, column)
            draw_line(series, 0, joined=False)
            series.marker = Marker(symbol="diamond", size=8, spPr=filled(INK))
            chart.series.append(series)
    return chart


def _highlight(table: FigureTable, chart: Any) -> None:
    """Let the bar that the options name stand out, where there is one series."""
    wanted = table.data.figure.options.get("highlight")
    if wanted is None or len(chart.series) > 1:
        return
    series = chart.series[0]
    series.spPr = filled(MUTED)
    language = table.data.language
    for index, row in enumerate(table.grid.rows):
        if same_cell(row[0].cell, wanted, language) or printed(row[0].cell, language) == wanted:
            series.dPt.append(DataPoint(idx=index, invertIfNegative=False, spPr=filled(ACCENT)))
