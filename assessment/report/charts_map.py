"""A map: areas or places by latitude and longitude, with names where they fit, a scale bar and an arrow to the north.

Data have, beside x (the name), y (the latitude) and series, the longitude as a quantity. Options: ``gates`` and ``pale`` list series
drawn as triangles, or small, grey and without names; ``hollow`` lists series drawn as outlines, ``listed`` those drawn round the
place of another and named in the list below by a number; ``ringed`` lists the rows with a ring round them and ``ring`` says what it
means; ``outlines`` gives rows the outlines of an area, as lists of longitude and latitude; ``areas`` are further areas without a
place, as pairs of name and outlines, and ``areas_label`` says what they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from assessment.report.chart_labels import Labels, Place
from assessment.report.figure_blocks import Listed, Shape
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point, printed, same_cell
from assessment.report.figure_marks import mark
from assessment.report.figure_style import ACCENT, GRID, INK, SeriesStyle, halo, text_size
from assessment.report.numbers import NBSP

# Air round the outermost places, as a share of the longer side.
_AIR: Final = 0.07
_TALLEST: Final = 7.0
_BARS_KM: Final = (100, 50, 20, 10, 5, 2, 1)
# How far the marks reach: a dot, a ring round it, the diamond of what is listed.
_DOT: Final = 0.07
_RING: Final = 0.085
_DIAMOND: Final = 0.12
_GREY: Final = "#9aa2aa"
_GATE: Final = "^"
_NO_GATE: Final = "P"
# How far from its place a name may stand away from the mark; a line leads to it.
_AWAY: Final = (0.2, 0.32)


@dataclass(frozen=True)
class _Frame:
    """The part of the earth that is drawn: south-west corner, size, and kilometres of a degree along and across the meridian."""

    west: float
    south: float
    width_km: float
    height_km: float
    along: float
    across: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return kilometres east and north of the south-west corner."""
        return (longitude - self.west) * self.across, (latitude - self.south) * self.along


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
    corners += [corner for _, rings in panel.options.get("areas", ()) for ring in rings for corner in ring]
    east, north = (max(corner[axis] for corner in corners) for axis in (0, 1))
    west, south = (min(corner[axis] for corner in corners) for axis in (0, 1))
    along, across = degree_lengths((north + south) / 2)
    width, height = (east - west) * across, (north - south) * along
    air = max(width, height, 1.0) * _AIR
    return _Frame(west - air / across, south - air / along, width + 2 * air, height + 2 * air, along, across)


def degree_lengths(latitude: float) -> tuple[float, float]:
    """Return the length in km of a degree of latitude and of a degree of longitude at a latitude, on the ellipsoid of WGS 84.

    Series of the National Geospatial-Intelligence Agency, good to a metre.

    >>> tuple(round(length, 3) for length in degree_lengths(30.0))
    (110.852, 96.486)
    """
    turn = math.radians(latitude)
    along = 111.13292 - 0.55982 * math.cos(2 * turn) + 0.001175 * math.cos(4 * turn) - 0.0000023 * math.cos(6 * turn)
    across = 111.41284 * math.cos(turn) - 0.0935 * math.cos(3 * turn) + 0.000118 * math.cos(5 * turn)
    return along, across


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
    areas = _areas(axes, panel, frame)
    places = {point: frame.place(_longitude(panel, point), point.value) for point in panel.points}
    for point in panel.points:
        _mark(axes, panel, frame, point, places[point])
    inches = {point: (x / per_inch, y / per_inch) for point, (x, y) in places.items()}
    taken = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in inches.values()]
    reach = {point: _reach(panel, point, inches) for point in inches}
    bar = _scale_bar(axes, panel, per_inch, height)
    names = _Names(axes, panel, Labels([*taken, *bar]), (panel.width, height), per_inch, reach)
    names.write(inches, {name: (x / per_inch, y / per_inch) for name, (x, y) in areas.items()})


def _mark(axes: Axes, panel: Panel, frame: _Frame, point: Point, place: tuple[float, float]) -> None:
    style = _style(panel, point)
    outlines = _outlines(panel, point)
    for part, ring in enumerate(outlines):
        corners = [frame.place(*corner) for corner in ring]
        area = Polygon(corners, facecolor=style.colour, alpha=0.45, edgecolor=INK, linewidth=0.6, hatch=style.hatch)
        mark(area, point, part=part)
        axes.add_patch(area)
    if not outlines:
        (drawn,) = axes.plot(
            *([value] for value in place),
            marker=style.marker,
            color=style.colour,
            linestyle="none",
            **_form(panel, point),
        )
        mark(drawn, point)
    if point.row in panel.options.get("ringed", ()):
        axes.plot(
            *([value] for value in place), marker="o", markersize=11, markerfacecolor="none", color=INK, linestyle="none",
            markeredgewidth=0.9, zorder=2,
        )  # fmt: skip
        if "ring" in panel.options:
            panel.key(printed(panel.options["ring"], panel.language), "ring", SeriesStyle(INK, "", "o", "-"))
    own: Shape = "ring" if _is(panel, point, "hollow") else "marker"
    panel.key(point.series_label, "bar" if outlines else own, style)


def _reach(panel: Panel, point: Point, places: Mapping[Point, Place]) -> float:
    """Return how far the mark of a point reaches, with what is drawn round it."""
    x, y = places[point]
    round_it = [other for other, (left, low) in places.items() if math.hypot(left - x, low - y) < _DOT]
    if any(_is(panel, other, "listed") and not _outlines(panel, other) for other in round_it):
        return _DIAMOND
    return _RING if any(other.row in panel.options.get("ringed", ()) for other in round_it) else _DOT


def _form(panel: Panel, point: Point) -> dict[str, Any]:
    """Return size, filling and layer of the marker of a point; what is listed stands round another place and under it."""
    if _is(panel, point, "listed"):
        return {"markersize": 12.5, "markerfacecolor": "none", "markeredgewidth": 1.1, "zorder": 2}
    gate = _is(panel, point, "gates")
    form = {"markersize": 8.0 if gate else 6.0, "zorder": 4 if gate else 3}
    if _is(panel, point, "hollow"):
        return {**form, "markerfacecolor": "white", "markeredgewidth": 1.3}
    return {**form, "markeredgecolor": "white", "markeredgewidth": 0.6}


def _areas(axes: Axes, panel: Panel, frame: _Frame) -> dict[str, tuple[float, float]]:
    """Draw the areas without a place of their own, and return by name the middle of the first outline of each."""
    middles = {}
    style = SeriesStyle(ACCENT, "xxxx", "D", "-")
    for name, rings in panel.options.get("areas", ()):
        for ring in rings:
            corners = [frame.place(*corner) for corner in ring]
            axes.add_patch(Polygon(corners, fill=False, edgecolor=style.colour, linewidth=0.9, hatch=style.hatch))
        ends = [[frame.place(*corner)[axis] for corner in rings[0]] for axis in (0, 1)]
        middles[name] = ((min(ends[0]) + max(ends[0])) / 2, (min(ends[1]) + max(ends[1])) / 2)
        panel.key(printed(panel.options["areas_label"], panel.language), "bar", style)
    return middles


def _style(panel: Panel, point: Point) -> SeriesStyle:
    """Return the style of a point; gates are triangles, what is listed diamonds, places of pale series grey."""
    style = panel.styles[point.series_label]
    if _is(panel, point, "gates"):
        return replace(style, marker=_GATE)
    if _is(panel, point, "listed"):
        return replace(style, marker="D")
    if _is(panel, point, "pale"):
        return replace(style, colour=_GREY, marker="o")
    # Triangles are kept for gates.
    return replace(style, marker=_NO_GATE) if style.marker == _GATE else style


@dataclass
class _Names:
    """Writes names beside their places: where one does not fit, a number with the name in the list below; lengths are inches."""

    axes: Axes
    panel: Panel
    labels: Labels
    limits: tuple[float, float]
    per_inch: float
    reach: Mapping[Point, float]
    numbers: int = 0

    def write(self, places: Mapping[Point, Place], areas: Mapping[str, Place]) -> None:
        """Write the names of gates, which the map is about, then those of other places, then what is named in the list only."""
        named = [point for point in places if not _is(self.panel, point, "pale")]
        gates = [point for point in named if _is(self.panel, point, "gates")]
        listed = [point for point in named if _is(self.panel, point, "listed")]
        for point in gates:
            self._write(point.x_label, places[point], self.reach[point], "bold")
        for point in named:
            if point not in gates and point not in listed:
                self._write(point.x_label, places[point], self.reach[point])
        for point in listed:
            self._write(point.x_label, places[point], self.reach[point], numbered=True)
        for name, place in areas.items():
            self._write(name, place, _DOT, numbered=True)

    def _write(self, name: str, place: Place, reach: float, weight: str = "normal", *, numbered: bool = False) -> None:
        number = str(self.numbers + 1)
        for text in (number,) if numbered else (name, number):
            room = self.labels.room(place, text, self.limits, (reach, *_AWAY), weight)
            if room is not None:
                break
        else:
            self.panel.note(self.panel.text("map.unnamed", name=name))
            return
        if text == number:
            self.numbers += 1
            self.panel.listed.append(Listed(number, "", name))
        if room.line_end is not None:
            ends = [place, room.line_end]
            across, along = ([end[axis] * self.per_inch for end in ends] for axis in (0, 1))
            self.axes.plot(across, along, color=INK, linewidth=0.5, zorder=2)
        self.axes.annotate(
            text, (room.left * self.per_inch, room.bottom * self.per_inch), ha="left", va="bottom", zorder=5,
            fontweight=weight, path_effects=halo(),
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


_OPTIONS: Final = frozenset({"ring", "ringed", "gates", "pale", "hollow", "listed", "outlines", "areas", "areas_label"})
MAP: Final = Kind(_map, _height, _OPTIONS, one_panel=True)
