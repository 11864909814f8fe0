"""Native, editable charts of the annex: each draws the cells of the table beside it.

Bars, lines, points over time, intervals, bubbles and shares have a chart of the spreadsheet; for maps, timelines and heat maps
it has no type, so that their tables stand alone. A definition that breaks cuts a line in two series.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import ceil
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
from openpyxl.chart import BubbleChart, LineChart, ScatterChart
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import Title

from assessment.findings import Cell, Period, Text
from assessment.report.excel_chart_bars import bars, fit_below
from assessment.report.excel_chart_parts import (
    SHAPES,
    THIN,
    USUAL,
    WIDE,
    by_category,
    by_number,
    draw_line,
    draw_reference,
    dressed,
    error_bars,
    filled,
    from_zero,
    hide_entries,
    no_stroke,
    numbers,
    scale,
    stroke,
    title,
    titled,
)
from assessment.report.excel_figures import FigureTable
from assessment.report.excel_layouts import Drawn, middle
from assessment.report.figure_data import options_list
from assessment.report.figure_style import series_style

# Width in centimetres of a chart with a list of names at its right.
_WITH_NAMES: Final = 24.0
_WHISKER: Final = "#8a9199"
# More rows than this have lines without marks.
_MOST_MARKS: Final = 40
_YEAR: Final = 365.25
_MONTH: Final = _YEAR / 12
_FIRST_DAY: Final = pd.Timestamp("1899-12-30")


def native_charts(table: FigureTable) -> list[Any]:
    """Return the charts of a figure, one a unit; none for kinds that a spreadsheet has no type for."""
    draw = _DRAW.get(table.data.figure.draw)
    return [draw(table, unit) for unit in table.units] if draw else []


def _points(table: FigureTable, unit: str) -> Any:
    """Draw points above the names of categories: joined on a slope or a line, with error bars where they have an interval."""
    kind = table.data.figure.draw
    joined = kind in ("lines", "slope")
    chart: Any = LineChart()
    order = list(table.data.series)
    for column in table.of("value", unit):
        series = by_category(table, column)
        index = order.index(column.series)
        draw_line(series, index, joined=joined)
        series.smooth = False
        if column.margins:
            series.errBars = error_bars(table, column.margins, series_style(index).colour)
        chart.series.append(series)
    for index, column in enumerate(table.of("reference", unit)):
        series = by_category(table, column)
        draw_reference(series, index)
        chart.series.append(series)
    for column in table.of("inner", unit):
        series = by_category(table, column)
        draw_line(series, 0, joined=False)
        series.marker.symbol = "dash"
        chart.series.append(series)
    columns = table.of("value", unit)
    known = table.known(*columns, *table.of("reference", unit))
    if table.data.figure.options.get("ranks"):
        # The first rank stands at the top.
        chart.y_axis.scaling.orientation, chart.y_axis.scaling.min = "maxMin", 0
        chart.y_axis.majorUnit, chart.y_axis.number_format = ceil(max(*known, *table.far_ends(*columns)) / 16), "0"
        chart.x_axis.tickLblPos = "high"
    else:
        scale(table, chart.y_axis, [*known, *table.far_ends(*columns)], zero=from_zero(table, known))
    return dressed(table, chart, unit)


def _intervals(table: FigureTable, unit: str) -> Any:
    """Draw points with error bars, or bars with them where the names do not fit below."""
    return (_points if fit_below(table) else bars)(table, unit)


# Points above a number axis


def _over_time(table: FigureTable, unit: str) -> Any:
    """Draw lines or points over time; over categories where x is no time."""
    if not table.of("x"):
        return _points(table, unit)
    figure, x = table.data.figure, table.of("x")[0]
    joined = figure.draw == "lines" or bool(figure.options.get("connect"))
    chart: Any = ScatterChart(scatterStyle="lineMarker")
    chart.display_blanks = "gap" if table.data.left_out else "span"
    order, repeated = list(table.data.series), []
    for column in table.of("value", unit):
        index = order.index(column.series)
        wide = figure.options.get("highlight") is not None and column.series in table.named("highlight")
        known = table.numbers(column.index)
        pieces = _pieces(table, x) if joined else [range(len(known))]
        for piece, rows in enumerate(rows for rows in pieces if any(known[row] is not None for row in rows)):
            series = by_number(table, x.index, column.index, rows)
            draw_line(series, index, joined=joined, width=WIDE if wide else USUAL)
            if joined and len(known) > _MOST_MARKS:
                series.marker = Marker(symbol="none")
            repeated += [len(chart.series)] if piece else []
            chart.series.append(series)
    for index, column in enumerate(table.of("reference", unit)):
        series = by_number(table, x.index, column.index)
        draw_reference(series, index)
        chart.series.append(series)
    _time_axis(table, chart.x_axis, x)
    values = table.known(*table.of("value", unit), *table.of("reference", unit))
    scale(table, chart.y_axis, values, zero=from_zero(table, values))
    found = dressed(table, chart, unit)
    hide_entries(found, repeated)
    return found


def _pieces(table: FigureTable, x: Drawn) -> list[range]:
    """Return the rows of each stretch of a line: a new definition cuts it."""
    figure = table.data.figure
    breaks = [*options_list(figure, "breaks"), *(e for e in options_list(figure, "events") if e.get("kind") == "break")]
    starts = [_start(entry.get("date", entry.get("x"))) for entry in breaks]
    days = [middle(row[x.index].cell) or pd.Timestamp(0) for row in table.grid.rows]
    cuts = {next((row for row, day in enumerate(days) if day >= start), 0) for start in starts if start is not None}
    ends = sorted({0, len(days)} | cuts)
    return [range(first, last) for first, last in pairwise(ends)]


def _start(cell: Cell) -> pd.Timestamp | None:
    if isinstance(cell, int):
        return pd.Timestamp(cell, 1, 1)
    return cell.start if isinstance(cell, Period) else cell if isinstance(cell, pd.Timestamp) else None


def _time_axis(table: FigureTable, axis: Any, x: Drawn) -> None:
    """Set ends and steps of the time axis: years, months or days."""
    cells: list[Any] = [row[x.index].cell for row in table.grid.rows]
    if x.unit == "year":
        axis.scaling.min, axis.scaling.max = min(cells), max(cells)
        axis.majorUnit, axis.number_format = ceil((max(cells) - min(cells) + 1) / 12), "0"
        return
    first, last = min(cells) - pd.Timedelta(days=2), max(cells)
    days = (last - first).days
    if days > 3 * _YEAR:
        # From the second of January a step of a mean year stays within the next year, leap years or not.
        start, step, axis.number_format = pd.Timestamp(first.year, 1, 2), _YEAR, "yyyy"
    elif days > 2 * _MONTH:
        start, step, axis.number_format = pd.Timestamp(first.year, first.month, 2), _MONTH, "mm/yyyy"
    else:
        start, step, axis.number_format = first, 1.0, "dd/mm/yyyy"
    steps = ceil((last - start).days / step)
    step *= ceil(steps / 9)
    axis.scaling.min = (start - _FIRST_DAY).days
    axis.scaling.max = axis.scaling.min + step * ceil((last - start).days / step)
    axis.majorUnit = step


def _lorenz(table: FigureTable, unit: str) -> Any:
    """Draw the curves and the diagonal of equal units."""
    chart: Any = ScatterChart(scatterStyle="lineMarker")
    shares = {int(column.series): column for column in table.of("x")}
    for index, column in enumerate(table.of("value", unit)):
        known = [row for row, value in enumerate(table.numbers(column.index)) if value is not None]
        units = int(table.grid.rows[known[-1]][0].text)
        series = by_number(table, shares[units].index, column.index)
        draw_line(series, index, joined=True)
        chart.series.append(series)
    equal = shares[max(shares)].index
    series = by_number(table, equal, equal)
    series.tx = SeriesLabel(v=table.data.language.text(Text("figures.key.equality")))
    draw_reference(series, 0)
    chart.series.append(series)
    for axis, key in ((chart.x_axis, "lorenz_units"), (chart.y_axis, "lorenz_value")):
        axis.title = title(table.data.language.text(Text(f"figures.key.{key}")))
        axis.scaling.min, axis.scaling.max, axis.majorUnit, axis.number_format = 0, 100, 20, "0"
    return dressed(table, chart, unit, 11.0)


def _months(table: FigureTable, unit: str) -> Any:
    """Draw the years of each month one after the other, and the mean of the month as a stroke; empty cells part the months."""
    chart: Any = ScatterChart(scatterStyle="lineMarker")
    chart.display_blanks = "gap"
    order, x = list(table.data.series), table.of("x")[0]
    for column in (*table.of("value", unit), *table.of("mean", unit)):
        index = order.index(column.series)
        series = by_number(table, x.index, column.index)
        draw_line(series, index, joined=column.part == "value", width=THIN)
        if column.part == "value":
            series.marker.size, series.spPr.ln.prstDash = 2, "solid"
        else:
            series.marker = Marker(symbol="dash", size=16, spPr=filled(series_style(index).dark))
        chart.series.append(series)
    scale(table, chart.y_axis, table.known(*table.of("value", unit)), zero=False)
    chart.x_axis.scaling.min, chart.x_axis.scaling.max = 0, 13
    chart.x_axis.majorUnit, chart.x_axis.number_format = 1, '[=0]"";[=13]"";0'
    chart.x_axis.title = title(table.data.language.text(Text("figures.key.month")))
    return dressed(table, chart, unit)


# Bubbles


def _bubbles(table: FigureTable, unit: str) -> Any:
    """Draw a series a sector, so that the legend names it; the second round of colours is hollow."""
    x, y = table.of("x")[0], table.of("value")[0]
    area = next(iter(table.of("area")), None)
    chart: Any = BubbleChart(bubbleScale=30, showNegBubbles=False) if area else ScatterChart(scatterStyle="lineMarker")
    for row in range(len(table.grid.rows)):
        series = titled(table, by_number(table, x.index, y.index, range(row, row + 1)), 0, row)
        draw_line(series, row, joined=False)
        if area:
            series.bubbleSize, series.smooth = numbers(table, area.index, range(row, row + 1)), None
            colour = series_style(row).colour
            series.spPr = filled(colour) if row < len(SHAPES) else GraphicalProperties(noFill=True, ln=stroke(colour))
            series.marker = None
        chart.series.append(series)
    for column, way in ((x, "x"), (y, "y")):
        if column.margins:
            chart.series.append(_whiskers(table, column, way, area))
    for axis, column in ((chart.x_axis, x), (chart.y_axis, y)):
        axis.title = _axis_title(table, column)
        scale(table, axis, [*table.known(column), *table.far_ends(column)], zero=False)
    found = dressed(table, chart, unit, 12.0)
    hide_entries(found, range(len(table.grid.rows), len(chart.series)))
    if found.legend:
        # The names of sectors take the room of the plot below it, and have their own beside it.
        found.legend.position, found.width = "r", _WITH_NAMES
    return found


def _whiskers(table: FigureTable, column: Drawn, way: str, area: Drawn | None) -> Any:
    """Return a series without marks that carries the error bars of one direction: a series can have those of one only."""
    x, y = table.of("x")[0], table.of("value")[0]
    series = titled(table, by_number(table, x.index, y.index), column.index)
    series.spPr = GraphicalProperties(noFill=True, ln=no_stroke())
    if area:
        series.bubbleSize, series.smooth = numbers(table, area.index), None
    else:
        series.marker = Marker(symbol="none")
    series.errBars = error_bars(table, column.margins or (0, 0), _WHISKER, way)
    return series


def _axis_title(table: FigureTable, column: Drawn) -> Title:
    values = {"series": column.series, "unit": table.data.language.unit(column.unit) if column.unit else ""}
    return title(table.data.language.text(Text("figures.key.panel", values)) if column.unit else column.series)


_DRAW: Final[Mapping[str, Callable[[FigureTable, str], Any]]] = MappingProxyType(
    {
        **dict.fromkeys(("grouped_bars", "stacked_bars", "horizontal_bars", "bullet", "dots"), bars),
        **dict.fromkeys(("drivers", "acceptability"), bars),
        "slope": _points,
        "intervals": _intervals,
        **dict.fromkeys(("lines", "points_over_time"), _over_time),
        "lorenz": _lorenz,
        "month_plot": _months,
        "bubble": _bubbles,
    }
)
