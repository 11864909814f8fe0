"""The month plot (cycle-subseries): a cell for each month of the calendar, in it the years one after the other and their mean.

Cleveland and Terpenning (1982), "Graphical methods for seasonal adjustment", Journal of the American Statistical Association 77.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes

from assessment.findings import Cell, Period
from assessment.report.chart_parts import value_axis
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point
from assessment.report.figure_marks import mark, mark_each
from assessment.report.figure_style import SeriesStyle

_HEIGHT: Final = 2.9
_SEVERAL_HEIGHT: Final = 2.0
_MONTHS: Final = range(1, 13)
# The years of a month fill this share of its cell.
_FILLED: Final = 0.76
_AIR: Final = 0.06


def _height(panel: Panel) -> float:
    return _HEIGHT if len(panel.data.units) == 1 else _SEVERAL_HEIGHT


def _year_and_month(panel: Panel, cell: Cell) -> tuple[int, int] | None:
    """Return year and month of an observation; None for the mean of a month, whose x is its number."""
    if isinstance(cell, int) and cell in _MONTHS:
        return None
    if isinstance(cell, Period) and cell.frequency == "month":
        return cell.start.year, cell.start.month
    raise FigureError(
        f"figure {panel.data.figure.id!r}: x is {cell!r}; a month plot takes months (a Period) for observations "
        "and 1 to 12 for the mean of a month"
    )


def _months(axes: Axes, panel: Panel) -> None:
    """Draw, for each series, the years of each month as a line and the mean of the month as a level stroke."""
    # All panels of a figure have the same years, so that their months can be read below each other.
    dated = {point: _year_and_month(panel, point.x) for point in panel.data.points}
    years = [found[0] for found in dated.values() if found is not None]
    if not years:
        raise FigureError(f"figure {panel.data.figure.id!r}: no month of a year is known, so there is nothing to draw")
    first, last = min(years), max(years)
    values = [point.value for point in panel.points]
    low, high = min(values), max(values)
    air = _AIR * (high - low or abs(high) or 1.0)
    value_axis(axes, panel, low - air, high + air, horizontal=False)
    if low > 0:
        panel.note(panel.text("note.not_from_zero"))
    axes.spines["left"].set_visible(False)
    _cells(axes)
    for name in panel.series:
        own = [point for point in panel.points if point.series_label == name]
        for month in _MONTHS:
            _month(axes, panel, month, [p for p in own if (dated[p] or (0, p.x))[1] == month], first, last)
        style = panel.styles[name]
        panel.key(name, "line", SeriesStyle(style.colour, "", style.marker, "-"))
    panel.note(panel.text("note.month_plot", first=first, last=last))
    axes.set_xlabel(panel.text("key.month"), loc="right", style="italic")


def _cells(axes: Axes) -> None:
    axes.set_xlim(0.5, 12.5)
    axes.set_xticks(list(_MONTHS), [str(month) for month in _MONTHS])
    axes.set_xticks([month + 0.5 for month in _MONTHS[:-1]], minor=True)
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="x", which="minor", color="#eceef1")
    axes.tick_params(axis="x", which="minor", length=3.5, color="#6b7178")


def _month(axes: Axes, panel: Panel, month: int, points: Sequence[Point], first: int, last: int) -> None:
    def place(year: int) -> float:
        return month - _FILLED / 2 + _FILLED * ((year - first) / (last - first) if last > first else 0.5)

    known = sorted(
        ((point.x.start.year, point) for point in points if isinstance(point.x, Period)),
        key=lambda pair: (pair[0], pair[1].value),
    )
    # A year that is not known cuts the line.
    pieces: list[list[tuple[int, Point]]] = [known[:1]]
    for before, after in pairwise(known):
        if after[0] > before[0] + 1:
            pieces.append([])
        pieces[-1].append(after)
    for piece in filter(None, pieces):
        style = panel.styles[points[0].series_label]
        (line,) = axes.plot(
            [place(year) for year, _ in piece], [point.value for _, point in piece], color=style.colour, linewidth=0.9,
            marker=style.marker, markersize=2.4, zorder=3,
        )  # fmt: skip
        mark_each(line, [point for _, point in piece])
    for point in points:
        if not isinstance(point.x, Period):
            style = panel.styles[point.series_label]
            (mean,) = axes.plot(
                [place(first), place(last)], [point.value] * 2, color=style.dark, linewidth=2.0, zorder=4
            )
            mark(mean, point)


MONTHS: Final = Kind(_months, _height, frozenset())
