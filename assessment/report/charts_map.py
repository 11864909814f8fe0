"""A map: areas or places by latitude and longitude, with names where they fit, a scale bar and an arrow to the north.

Data have, beside x (the name), y (the latitude) and series, the longitude as a quantity. Options: ``gates`` and ``pale`` list series
drawn as triangles, or small, grey and without names; ``ringed`` lists the rows with a ring round them and ``ring`` says what it
means; ``outlines`` gives rows the outlines of an area, as lists of longitude and latitude.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from assessment.administrative import KM_PER_DEGREE
from assessment.report.chart_labels import Labels
from assessment.report.figure_blocks import Listed
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point, printed, same_cell
from assessment.report.figure_style import GRID, INK, SeriesStyle, halo, text_size
from assessment.report.numbers import NBSP

# Air round the outermost places, as a share of the longer side.
_AIR: Final = 0.07
_TALLEST: Final = 7.0
_BARS_KM: Final = (100, 50, 20, 10, 5, 2, 1)
_DOT: Final = 0.07
_GREY: Final = "#9aa2aa"
# How far from its place a name may stand; from the second on a line leads to it.
_DISTANCES: Final = (_DOT, 0.2, 0.32)


@dataclass(frozen=True)
class _Frame:
    """The part of the earth that is drawn: south-west corner, and degrees per kilometre."""

    west: float
    south: float
    width_km: float
    height_km: float
    shrink: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return kilometres east and north of the south-west corner."""
        return (longitude - self.west) * KM_PER_DEGREE * self.shrink, (latitude - self.south) * KM_PER_DEGREE


def _longitude(panel: Panel, point: Point) -> float:
    frame = panel.data.figure.data
    if "longitude" not in frame.columns:
        raise FigureError(f"figure {panel.data.figure.id!r}: a map needs the column longitude")
    value = frame["longitude"].iloc[point.row].value
    if value is None:
        raise FigureError(f"figure {panel.data.figure.id!r}: {point.x_label!r} has a latitude but no longitude")
    return float(value)


def _outlines(panel: Panel, point: Point) -> Sequence[Sequence[tuple[float, float]]]:
    found: Mapping[int, Sequence[Sequence[tuple[float, float]]]] = panel.options.get("outlines", {})
    return found.get(point.row, ())


def _is(panel: Panel, point: Point, option: str) -> bool:
    return any(same_cell(point.series, wanted, panel.language) for wanted in panel.options.get(option, ()))


def _frame(panel: Panel) -> _Frame:
    corners = [(_longitude(panel, point), point.value) for point in panel.points]
    corners += [corner for point in panel.points for ring in _outlines(panel, point) for corner in ring]
    east, north = (max(corner[axis] for corner in corners) for axis in (0, 1))
    west, south = (min(corner[axis] for corner in corners) for axis in (0, 1))
    shrink = math.cos(math.radians((north + south) / 2))
    width, height = (east - west) * KM_PER_DEGREE * shrink, (north - south) * KM_PER_DEGREE
    air = max(width, height, 1.0) * _AIR
    return _Frame(
        west - air / KM_PER_DEGREE / shrink, south - air / KM_PER_DEGREE, width + 2 * air, height + 2 * air, shrink
    )


def _height(panel: Panel) -> float:
    frame = _frame(panel)
    return min(panel.width * frame.height_km / frame.width_km, _TALLEST)


def _map(axes: Axes, panel: Panel) -> None:
    """Draw areas, then places, then names; the aspect is that of the middle latitude."""
    frame = _frame(panel)
    height = _height(panel)
    # Where the height is capped the kilometres of both axes still have one length.
    per_inch = max(frame.width_km / panel.width, frame.height_km / height)
    axes.set_xlim(0, panel.width * per_inch)
    axes.set_ylim(0, height * per_inch)
    axes.set_axis_off()
    places = {point: frame.place(_longitude(panel, point), point.value) for point in panel.points}
    for point in panel.points:
        _mark(axes, panel, frame, point, places[point])
    inches = {point: (x / per_inch, y / per_inch) for point, (x, y) in places.items()}
    taken = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in inches.values()]
    bar = _scale_bar(axes, panel, per_inch, height)
    _write_names(axes, panel, inches, Labels([*taken, *bar]), (panel.width, height, per_inch))


def _mark(axes: Axes, panel: Panel, frame: _Frame, point: Point, place: tuple[float, float]) -> None:
    style = _style(panel, point)
    outlines = _outlines(panel, point)
    for ring in outlines:
        axes.add_patch(
            Polygon(
                [frame.place(*corner) for corner in ring],
                facecolor=style.colour,
                alpha=0.45,
                edgecolor=INK,
                linewidth=0.6,
            )
        )
    if not outlines:
        size, zorder = (8.0, 4) if _is(panel, point, "gates") else (6.0, 3)
        axes.plot(
            *([value] for value in place), marker=style.marker, markersize=size, color=style.colour,
            markeredgecolor="white", markeredgewidth=0.6, linestyle="none", zorder=zorder,
        )  # fmt: skip
    if point.row in panel.options.get("ringed", ()):
        axes.plot(
            *([value] for value in place), marker="o", markersize=11, markerfacecolor="none", color=INK, linestyle="none",
            markeredgewidth=0.9, zorder=2,
        )  # fmt: skip
        if "ring" in panel.options:
            panel.key(printed(panel.options["ring"], panel.language), "ring", SeriesStyle(INK, "", "o", "-"))
    panel.key(point.series_label, "bar" if outlines else "marker", replace(style, hatch=""))


def _style(panel: Panel, point: Point) -> SeriesStyle:
    """Return the style of a point; gates are triangles, places of pale series grey."""
    style = panel.styles[point.series_label]
    if _is(panel, point, "gates"):
        return replace(style, marker="^")
    return replace(style, colour=_GREY, marker="o") if _is(panel, point, "pale") else style


def _write_names(
    axes: Axes,
    panel: Panel,
    inches: Mapping[Point, tuple[float, float]],
    labels: Labels,
    room: tuple[float, float, float],
) -> None:
    width, height, per_inch = room
    numbers = 0
    # Gates first: they are what the map is about.
    gates = {point: _is(panel, point, "gates") for point in inches if not _is(panel, point, "pale")}
    for point in sorted(gates, key=lambda point: (not gates[point], point.row)):
        weight = "bold" if gates[point] else "normal"
        text, (x, y) = point.x_label, inches[point]
        place = labels.room((x, y), text, (width, height), _DISTANCES, weight)
        if place is None:
            text = str(numbers + 1)
            place = labels.room((x, y), text, (width, height), _DISTANCES, weight)
            if place is None:
                panel.note(panel.text("map.unnamed", name=point.x_label))
                continue
            numbers += 1
            panel.listed.append(Listed(text, "", point.x_label))
        if place.line_end is not None:
            ends = [(x, y), place.line_end]
            axes.plot(*([end[axis] * per_inch for end in ends] for axis in (0, 1)), color=INK, linewidth=0.5, zorder=2)
        axes.annotate(
            text, (place.left * per_inch, place.bottom * per_inch), ha="left", va="bottom", zorder=5, fontweight=weight,
            path_effects=halo(),
        )  # fmt: skip


def _scale_bar(axes: Axes, panel: Panel, per_inch: float, height: float) -> list[tuple[float, float, float, float]]:
    """Draw the scale bar at the lower left and the arrow to the north at the upper left; return what room they take."""
    length = next((km for km in _BARS_KM if km / per_inch <= panel.width * 0.25), _BARS_KM[-1])
    left, bottom = 0.08 * per_inch, 0.1 * per_inch
    axes.plot([left, left + length], [bottom, bottom], color=INK, linewidth=1.6, solid_capstyle="butt")
    for end in (left, left + length):
        axes.plot([end, end], [bottom - 0.03 * per_inch, bottom + 0.03 * per_inch], color=INK, linewidth=0.9)
    text = f"{length}{NBSP}km"
    axes.annotate(text, (left, bottom + 0.05 * per_inch), ha="left", va="bottom")
    top = height * per_inch
    x = 0.16 * per_inch
    axes.annotate(
        "",
        (x, top - 0.05 * per_inch),
        (x, top - 0.38 * per_inch),
        arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.0},
    )
    north = panel.text("map.north")
    axes.annotate(north, (x, top - 0.4 * per_inch), ha="center", va="top")
    axes.plot([0, panel.width * per_inch, panel.width * per_inch, 0, 0], [0, 0, top, top, 0], color=GRID, linewidth=0.8)
    bar = (0.0, 0.0, max(length / per_inch, text_size(text)[0]) + 0.12, 0.36)
    return [bar, (0.0, height - 0.6, 0.34, height)]


MAP: Final = Kind(_map, _height, frozenset({"ring", "ringed", "gates", "pale", "outlines"}), one_panel=True)
