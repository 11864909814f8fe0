"""The slope chart: shares at two dates joined by lines, each end with its value, the names beside the later end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes

from assessment.report.chart_parts import refuse_doubles, spread
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point
from assessment.report.figure_marks import mark
from assessment.report.figure_style import WIDTH, balanced, block_height

_HEIGHT: Final = 2.9
_NAME_ROOM: Final = WIDTH * 0.36
# Where labels stand, as a share of the width of the plot beyond its edge.
_BESIDE: Final = 0.035
_AIR: Final = 0.06


def _labels(panel: Panel, side: int) -> dict[Point, list[str]]:
    """Return the lines of the label at each point of a side: the value, and at the later one the name of the series."""
    return {
        point: balanced(_label(panel, point, side), _NAME_ROOM)
        for point in panel.points
        if point.x_label == panel.categories[side]
    }


def _label(panel: Panel, point: Point, side: int) -> str:
    value = panel.written(point)
    alone = sum(other.series_label == point.series_label for other in panel.points) == 1
    if not point.series_label or not (side or alone):
        return value
    return panel.text("key.reference", label=point.series_label, value=value)


def _height(panel: Panel) -> float:
    """Return room for all labels of the fuller side, one below the other."""
    return max(_HEIGHT, *(math.fsum(_heights(_labels(panel, side)).values()) for side in range(len(panel.categories))))


def _heights(labels: dict[Point, list[str]]) -> dict[Point, float]:
    return {point: block_height(lines) + 0.03 for point, lines in labels.items()}


def _slope(axes: Axes, panel: Panel) -> None:
    refuse_doubles(panel)
    if len(panel.categories) != 2:
        raise FigureError(
            f"figure {panel.data.figure.id!r}: a slope chart joins two dates, not {len(panel.categories)} "
            f"({', '.join(panel.categories)}); draw lines instead"
        )
    values = [point.value for point in panel.points]
    air = _AIR * (max(values) - min(values) or 1.0)
    axes.set_ylim(min(values) - air, max(values) + air)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 1], panel.categories)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    axes.spines["right"].set_visible(True)
    for name in panel.series:
        _line(axes, panel, [point for point in panel.points if point.series_label == name])
    for side in (0, 1):
        _write(axes, panel, side)


def _line(axes: Axes, panel: Panel, ends: Sequence[Point]) -> None:
    """Draw one series; a series with one known end is a point without a line."""
    style = panel.styles[ends[0].series_label]
    places = [panel.categories.index(point.x_label) for point in ends]
    axes.plot(places, [point.value for point in ends], color=style.colour, linestyle=style.dash, zorder=3)
    for place, point in zip(places, ends, strict=True):
        (drawn,) = axes.plot(
            [place], [point.value], marker=style.marker, linestyle="none", color=style.colour, zorder=4, clip_on=False,
            markerfacecolor="white" if panel.hollow(point) else style.colour,
        )  # fmt: skip
        mark(drawn, point)


def _write(axes: Axes, panel: Panel, side: int) -> None:
    """Write the labels of one side, moved apart where points lie close, with a thin line back to the point."""
    labels, tall = _labels(panel, side), _height(panel)
    heights = _heights(labels)
    low, high = axes.get_ylim()
    middles = {point: tall * (point.value - low) / (high - low) for point in labels}
    tops = spread({point: middles[point] + heights[point] / 2 for point in labels}, heights, tall)
    for point, lines in labels.items():
        style = panel.styles[point.series_label]
        leader: dict[str, Any] = {
            "arrowstyle": "-",
            "color": style.colour,
            "linewidth": 0.5,
            "shrinkA": 0,
            "shrinkB": 4,
            "relpos": (0 if side else 1, 0.5),
        }
        axes.annotate(
            "\n".join(lines), (side, point.value),
            (side + (_BESIDE if side else -_BESIDE), (tops[point] - heights[point] / 2) / tall),
            xycoords="data", textcoords="axes fraction", va="center", ha="left" if side else "right",
            color=style.dark, arrowprops=leader,
        )  # fmt: skip


SLOPE: Final = Kind(_slope, _height, frozenset())
