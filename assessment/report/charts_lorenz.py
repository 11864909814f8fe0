"""The Lorenz curve: what part of a whole its smallest units hold together, against the diagonal of equal units."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes

from assessment.report.chart_parts import refuse_doubles
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point
from assessment.report.figure_marks import mark_each
from assessment.report.figure_style import INK, SeriesStyle, number_ticks

_HEIGHT: Final = 3.6
_WHOLE: Final = 100.0


def _height(panel: Panel) -> float:
    return _HEIGHT


def _lorenz(axes: Axes, panel: Panel) -> None:
    """Draw one curve a series; x is the number of units cumulated from the smallest up, y their share in percent."""
    refuse_doubles(panel)
    _frame(axes, panel)
    for name in panel.series:
        points = sorted((point for point in panel.points if point.series_label == name), key=_count)
        units = max(map(_count, points))
        style = panel.styles[name]
        (curve,) = axes.plot(
            [_WHOLE * _count(point) / units for point in points], [point.value for point in points],
            color=style.colour, linestyle=style.dash, marker=style.marker, markersize=2.6, zorder=3, clip_on=False,
        )  # fmt: skip
        mark_each(curve, points)
        panel.key(name, "line", style)
    equal = SeriesStyle(INK, "", "", "--")
    axes.plot([0, _WHOLE], [0, _WHOLE], color=INK, linestyle=equal.dash, linewidth=1.0, zorder=2)
    panel.key(panel.text("key.equality"), "rule", equal)


def _count(point: Point) -> int:
    if not isinstance(point.x, int):
        raise FigureError(f"Lorenz curve: x is {point.x!r}; expected the number of units cumulated, from 0 on")
    return point.x


def _frame(axes: Axes, panel: Panel) -> None:
    """Set both axes from nothing to the whole, in percent."""
    if panel.unit != "percent" or any(not 0 <= point.value <= _WHOLE * (1 + 1e-9) for point in panel.points):
        raise FigureError(f"figure {panel.data.figure.id!r}: a Lorenz curve needs shares in percent, from 0 to 100")
    ticks, labels = number_ticks(0, _WHOLE, panel.unit, panel.language)
    axes.set_xlim(0, _WHOLE)
    axes.set_ylim(0, _WHOLE)
    axes.set_xticks(ticks, labels)
    axes.set_yticks(ticks, labels)
    axes.tick_params(length=0)
    axes.grid()
    panel.unit_above = False
    axes.set_xlabel(panel.text("key.lorenz_units"), style="italic")
    axes.set_ylabel(panel.text("key.lorenz_value"), style="italic")


LORENZ: Final = Kind(_lorenz, _height, frozenset())
