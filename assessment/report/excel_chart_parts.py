"""What the native charts of the annex share: references to the cells of their table, looks, axes, legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from typing import Any, Final

from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumFmt, NumRef, StrRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.legend import LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel, XYSeries
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.text import Text as ChartText
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter

from assessment.report.excel_figures import FigureTable
from assessment.report.excel_layouts import Drawn
from assessment.report.figure_style import GRID, INK, number_ticks, series_style
from assessment.report.tables import ANNEX_HEADER_ROW

# Centimetres.
HEIGHT: Final = 9.0
LINE_HEIGHT: Final = 0.45
_WIDTH: Final = 16.0
# Letters of one line below a chart.
LETTERS: Final = 80
# Widths of lines, in the unit of the file format: 12 700 are a point.
THIN, USUAL, WIDE = 9525, 19050, 33000
SHAPES: Final = ("circle", "square", "triangle", "diamond", "x", "plus", "star", "dash")
_DASHES: Final = ("solid", "dash", "dashDot", "sysDot", "lgDashDotDot", "lgDash", "sysDash", "lgDashDot")
# As in the pictures: above this share of the highest value an axis of lines does not start at zero.
_NEAR_ZERO: Final = 0.6
_AIR: Final = 0.08


def cells(table: FigureTable, column: int, rows: range | None = None) -> str:
    """Return the reference to the cells of a column, all of them or those of some rows."""
    rows = range(len(table.grid.rows)) if rows is None else rows
    letter, first = get_column_letter(column + 1), ANNEX_HEADER_ROW + 1
    return f"'{table.grid.label}'!${letter}${first + rows[0]}:${letter}${first + rows[-1]}"


def numbers(table: FigureTable, column: int, rows: range | None = None) -> NumDataSource:
    """Return a source of numbers for a chart."""
    return NumDataSource(numRef=NumRef(f=cells(table, column, rows)))


def titled(table: FigureTable, series: Any, column: int, row: int | None = None) -> Any:
    """Take the name of a series from the header of its column, or from a cell of a row."""
    where = ANNEX_HEADER_ROW if row is None else ANNEX_HEADER_ROW + 1 + row
    series.tx = SeriesLabel(strRef=StrRef(f=f"'{table.grid.label}'!${get_column_letter(column + 1)}${where}"))
    return series


def by_category(table: FigureTable, column: Drawn) -> Any:
    """Return a series above the names of the rows."""
    series = Series(val=numbers(table, column.index), cat=AxDataSource(strRef=StrRef(f=cells(table, 0))))
    return titled(table, series, column.index)


def by_number(table: FigureTable, x: int, y: int, rows: range | None = None) -> Any:
    """Return a series above a column of numbers."""
    x_cells = AxDataSource(numRef=NumRef(f=cells(table, x, rows)))
    return titled(table, XYSeries(xVal=x_cells, yVal=numbers(table, y, rows), smooth=False), y)


def error_bars(table: FigureTable, margins: tuple[int, int], colour: str, way: str | None = None) -> Any:
    """Return error bars that take their lengths from two columns, below and above; `way` is for charts of points only."""
    below, above = (numbers(table, column) for column in margins)
    return ErrorBars(
        errDir=way, errBarType="both", errValType="cust", noEndCap=True, plus=above, minus=below,
        spPr=GraphicalProperties(ln=stroke(colour)),
    )  # fmt: skip


# Looks


def stroke(colour: str, width: int = USUAL, dash: str = "solid") -> LineProperties:
    """Return a line."""
    return LineProperties(solidFill=colour.removeprefix("#"), w=width, prstDash=dash)


def no_stroke() -> LineProperties:
    """Return no line."""
    return LineProperties(noFill=True)


def filled(colour: str) -> GraphicalProperties:
    """Return a filled shape without a rim."""
    return GraphicalProperties(solidFill=colour.removeprefix("#"), ln=no_stroke())


def draw_line(series: Any, index: int, *, joined: bool, width: int = USUAL) -> None:
    """Give a series the colour, dash and mark of its number; without a line where points are not joined."""
    style = series_style(index)
    dash = _DASHES[index % len(_DASHES)]
    series.spPr = GraphicalProperties(ln=stroke(style.colour, width, dash) if joined else no_stroke())
    shape = GraphicalProperties(solidFill=style.colour.removeprefix("#"), ln=stroke(style.colour, THIN))
    series.marker = Marker(symbol=SHAPES[index % len(SHAPES)], size=5 if joined else 7, spPr=shape)


def draw_reference(series: Any, index: int) -> None:
    """Draw a series as a thin dark line without marks."""
    series.spPr = GraphicalProperties(ln=stroke(INK, THIN, ("dash", "sysDot", "dashDot")[index % 3]))
    series.marker = Marker(symbol="none")


def _characters(size: int = 9, *, bold: bool = False, colour: str = INK) -> CharacterProperties:
    return CharacterProperties(sz=size * 100, b=bold, solidFill=colour.removeprefix("#"))


def title(text: str, size: int = 9, *, bold: bool = False) -> Title:
    """Return a title in the size of a label, or of a heading."""
    characters = _characters(size, bold=bold)
    run = RegularTextRun(rPr=characters, t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=characters), r=[run])
    return Title(tx=ChartText(rich=RichText(p=[paragraph])), overlay=False)


def small(colour: str = INK) -> RichText:
    """Return the look of the labels of an axis, a legend, a bar."""
    characters = _characters(colour=colour)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=characters), endParaRPr=characters)])


def _number_format(step: float) -> str:
    """Return how an axis writes its numbers, with the decimals of its steps.

    >>> _number_format(500.0), _number_format(0.25)
    ('#,##0', '#,##0.00')
    """
    decimals = next((places for places in range(4) if abs(round(step, places) - step) < 1e-9), 4)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def dressed(table: FigureTable, chart: Any, unit: str, height: float = HEIGHT) -> Any:
    """Give a chart its title, its unit, its axes and its legend."""
    chart.title = title(table.grid.caption, 11, bold=True)
    chart.width, chart.height = _WIDTH, height
    chart.roundedCorners = False
    for part in chart._charts:
        part.varyColors = False
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = small()
        axis.majorGridlines = axis.majorGridlines if axis is chart.y_axis else None
        axis.tickLblPos = axis.tickLblPos or "low"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=stroke(GRID, THIN))
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=no_stroke())
    chart.y_axis.title = chart.y_axis.title or (title(table.data.language.unit(unit)) if unit else None)
    for axis in (chart.x_axis, chart.y_axis):
        axis.numFmt = axis.numFmt or NumFmt("General")
        axis.numFmt.sourceLinked = False
    if len([series for part in chart._charts for series in part.series]) > 1:
        chart.legend.position, chart.legend.txPr = "b", small()
    else:
        chart.legend = None
    return chart


def scale(table: FigureTable, axis: Any, values: Sequence[float], *, zero: bool = True, steps: int = 6) -> None:
    """Set ends, round steps and number format of an axis of numbers: powers of ten where the options say so."""
    if table.data.figure.options.get("log"):
        axis.scaling.logBase = 10
        axis.scaling.min = 10.0 ** floor(log10(min(value for value in values if value > 0) * 0.9))
        axis.number_format = "[<1]0.###;#,##0"
        return
    low, high = (min(0.0, *values), max(0.0, *values)) if zero else (min(values), max(values))
    air = ((high - low) or 1.0) * (_AIR if low >= 0 else 2 * _AIR)
    low, high = low - air * (low != 0 or not zero), high + air * (high != 0 or not zero)
    ticks, _ = number_ticks(low, high, "", table.data.language, steps)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    axis.scaling.min, axis.scaling.max = (round(end * step, 9) for end in (floor(low / step), ceil(high / step)))
    axis.majorUnit, axis.number_format = round(step, 9), _number_format(step)


def from_zero(table: FigureTable, values: Sequence[float]) -> bool:
    """Return whether the axis starts at zero, as in the picture: not for lines of values that are all far from it."""
    zero = table.data.figure.options.get("zero")
    if zero is not None:
        return bool(zero)
    return min(values) < _NEAR_ZERO * max(values) if min(values) >= 0 else max(values) > _NEAR_ZERO * min(values)


def legend_room(names: Sequence[str]) -> float:
    """Return the height in centimetres that a legend of long names takes beyond one line."""
    return LINE_HEIGHT * max(0, ceil(sum(len(name) + 6 for name in names) / LETTERS) - 1)


def hide_entries(chart: Any, indices: Iterable[int]) -> None:
    """Take series out of the legend: pieces of a line that is named already, and what only carries error bars."""
    if chart.legend:
        chart.legend.legendEntry = [LegendEntry(idx=index, delete=True) for index in indices]
