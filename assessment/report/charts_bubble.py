"""Bubbles: two measures of each sector against each other, with the intervals of both, and a third as the area of the mark.

A row of data is a number, as in `charts_scoring`: ``x`` is the sector, ``y`` the quantity, ``series`` says which number of the sector
it is; a column ``label`` holds the class of the sector, drawn as shape and colour of its mark. A sector with a number that cannot be
determined is not drawn; the note names it. Options:

- ``across`` and ``up``: the series of each axis, alone or as a list of three: point, lower end, upper end.
- ``area``: the series that the area of the mark is proportional to; without it all marks are alike.
- ``references``: ``axis`` (``across`` or ``up``), ``value`` (a quantity in the unit of that axis), ``label``; dashed lines that part
  the plot into quadrants.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.markers import MarkerStyle

from assessment.findings import Quantity
from assessment.report.chart_labels import Box, Labels, Place, Room
from assessment.report.charts_scoring import by_sector, interval, named_series, needed
from assessment.report.figure_blocks import Listed
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point, options_list
from assessment.report.figure_marks import mark, mark_option
from assessment.report.figure_style import INK, SeriesStyle, balanced, halo, number_ticks, series_style

Axis: TypeAlias = Literal["across", "up"]

_AXES: Final[tuple[Axis, Axis]] = ("across", "up")
_LEAST_HEIGHT: Final = 3.6
_HEIGHT_A_SECTOR: Final = 0.09
_TALLEST: Final = 5.6
# Radii in inches: of all marks where they are alike, and of the largest where areas differ.
_RADIUS: Final = 0.06
_LARGEST: Final = 0.13
_LABEL_WIDTH: Final = 1.45
_AIR: Final = 0.06
_STEPS: Final = (0.0, 0.1, 0.2, 0.32, 0.45, 0.6, 0.8, 1.0, 1.25, 1.5, 1.8, 2.1)
_ORDERS: Final = 8
_ROUNDS: Final = 3
# In inches of line: what it costs if a whisker runs behind a name, or if a number stands for it.
_COST_COVERED: Final = 1.0
_COST_NUMBER: Final = 5.0
_THIN: Final = 0.01


@dataclass(frozen=True)
class _Bubble:
    """A sector: all its numbers, its point on both axes with the ends of the intervals, its radius in inches, its class."""

    sector: str
    numbers: tuple[Point, ...]
    points: Mapping[Axis, Point]
    spans: Mapping[Axis, tuple[Point, Point] | None]
    radius: float
    group: str

    def reach(self, axis: Axis) -> tuple[float, float]:
        """Return where its interval starts and ends on an axis."""
        values = [point.value for point in (self.points[axis], *(self.spans[axis] or ()))]
        return min(values), max(values)


def _height(panel: Panel) -> float:
    return min(max(_LEAST_HEIGHT, 2.8 + _HEIGHT_A_SECTOR * 1.4 * len(panel.categories)), _TALLEST)


def _names(panel: Panel, axis: Axis) -> tuple[str, tuple[str, str] | None]:
    """Return the printed names of the series of an axis: its point, and the ends of the interval if there is one."""
    wanted = panel.options.get(axis)
    every = list(wanted) if isinstance(wanted, Sequence) and not isinstance(wanted, str) else [wanted]
    if wanted is None or len(every) not in (1, 3):
        raise FigureError(
            f"figure {panel.data.figure.id!r}: option {axis!r} is {wanted!r}; expected the series of the point, alone or with "
            "those of the lower and the upper end"
        )
    point, *others = (named_series(panel, axis, one) for one in every)
    return point, (others[0], others[1]) if others else None


def _bubbles(panel: Panel) -> list[_Bubble]:
    names = {axis: _names(panel, axis) for axis in _AXES}
    area = None if panel.options.get("area") is None else named_series(panel, "area", panel.options["area"])
    sectors = by_sector(panel)
    radii = dict.fromkeys(sectors, _RADIUS)
    if area is not None:
        radii = _radii(panel, {sector: needed(panel, row, sector, area) for sector, row in sectors.items()}, area)
    return [
        _Bubble(
            sector,
            tuple(row.values()),
            {axis: needed(panel, row, sector, names[axis][0]) for axis in _AXES},
            {axis: interval(panel, row, sector, names[axis][1]) for axis in _AXES},
            radii[sector],
            _group(panel, sector, row),
        )
        for sector, row in sectors.items()
    ]


def _group(panel: Panel, sector: str, row: Mapping[str, Point]) -> str:
    found = list(dict.fromkeys(point.label for point in row.values() if point.label))
    if len(found) > 1:
        raise FigureError(
            f"figure {panel.data.figure.id!r}: {sector!r} has the classes {', '.join(found)}; expected one"
        )
    return found[0] if found else ""


def _radii(panel: Panel, areas: Mapping[str, Point], name: str) -> dict[str, float]:
    """Return radii whose squares are proportional to the areas, and say in a note what the areas are."""
    least, most = (choose(areas.values(), key=lambda point: point.value) for choose in (min, max))
    if least.value < 0 or most.value <= 0:
        raise FigureError(
            f"figure {panel.data.figure.id!r}: {least.x_label!r} has {least.value} for {name!r}; an area cannot be negative, "
            "nor all of them zero: leave the option area out"
        )
    panel.note(
        panel.text(
            "note.area",
            series=name,
            least=least.quantity,
            least_of=least.x_label,
            most=most.quantity,
            most_of=most.x_label,
        )
    )
    return {sector: _LARGEST * math.sqrt(point.value / most.value) for sector, point in areas.items()}


@cache
def _share_of_square(marker: str) -> float:
    """Return the area of a marker as a share of the square it is drawn in, for marks of all shapes to be as large."""
    style = MarkerStyle(marker)
    rings = style.get_path().transformed(style.get_transform()).to_polygons(closed_only=True)
    return math.fsum(_area(np.asarray(ring)) for ring in rings)


def _area(ring: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    x, y = ring.T
    return float(abs(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2)


def _draw(axes: Axes, panel: Panel) -> None:
    """Draw quadrant lines, intervals, marks from the largest to the smallest, and the names of the sectors."""
    bubbles = _bubbles(panel)
    for axis in _AXES:
        _set_axis(axes, panel, bubbles, axis)
    _quadrants(axes, panel)
    groups = {group: index for index, group in enumerate(dict.fromkeys(bubble.group for bubble in bubbles))}
    for bubble in sorted(bubbles, key=lambda bubble: -bubble.radius):
        _mark(axes, panel, bubble, series_style(groups[bubble.group]))
    for group, index in groups.items():
        panel.key(group, "marker", series_style(index))
    for axis in _AXES:
        if ends := _names(panel, axis)[1]:
            panel.note(panel.text(f"note.whiskers_{axis}", low=ends[0], high=ends[1]))
    _write_names(axes, panel, bubbles)


def _set_axis(axes: Axes, panel: Panel, bubbles: Sequence[_Bubble], axis: Axis) -> None:
    """Set limits that hold all intervals, marks and reference values, and name the axis with its unit."""
    across = axis == "across"
    point = bubbles[0].points[axis]
    reached = [end for bubble in bubbles for end in bubble.reach(axis)]
    low, high = (choose([*reached, *(value for value, *_ in _reference_lines(panel, axis))]) for choose in (min, max))
    air = ((high - low) or max(abs(high), 1.0)) * (_AIR + _LARGEST / (panel.width if across else _height(panel)))
    low, high = low - air, high + air
    unit = point.quantity.unit
    ticks, labels = number_ticks(low, high, unit, panel.language)
    (axes.set_xlim if across else axes.set_ylim)(low, high)
    (axes.xaxis if across else axes.yaxis).set_ticks(ticks, labels)
    axes.tick_params(axis="x" if across else "y", length=0)
    axes.grid()
    panel.unit_above = False
    printed = panel.language.unit(unit) if unit else ""
    name = panel.text("key.panel", series=point.series_label, unit=printed) if printed else point.series_label
    (axes.set_xlabel if across else axes.set_ylabel)(name, style="italic")


def _reference_lines(panel: Panel, axis: Axis) -> list[tuple[float, str, Quantity]]:
    """Return the known reference values of an axis, their legend labels, and the quantities themselves."""
    found = []
    for entry in options_list(panel.data.figure, "references"):
        if entry.get("axis") not in _AXES or not isinstance(entry.get("value"), Quantity):
            raise FigureError(
                f"figure {panel.data.figure.id!r}: reference {dict(entry)!r}; expected axis (across or up), value and label"
            )
        if entry["axis"] == axis and entry["value"].known:
            label = panel.text("key.reference", label=entry["label"], value=entry["value"])
            found.append((float(entry["value"].value), label, entry["value"]))
    return found


def _quadrants(axes: Axes, panel: Panel) -> None:
    styles: Mapping[Axis, SeriesStyle] = {
        "across": SeriesStyle(INK, "", "", "--"),
        "up": SeriesStyle(INK, "", "", ":"),
    }
    for axis, style in styles.items():
        for value, label, quantity in _reference_lines(panel, axis):
            line = (axes.axvline if axis == "across" else axes.axhline)(
                value, color=INK, linestyle=style.dash, linewidth=1.0, zorder=1.5
            )
            mark_option(line, panel.options, quantity)
            panel.key(label, "rule", style)


def _mark(axes: Axes, panel: Panel, bubble: _Bubble, style: SeriesStyle) -> None:
    x, y = (bubble.points[axis].value for axis in _AXES)
    whiskers: list[Artist] = []
    for axis in _AXES:
        if bubble.spans[axis] is not None:
            reach = bubble.reach(axis)
            ends = (reach, (y, y)) if axis == "across" else ((x, x), reach)
            whiskers += axes.plot(*ends, color=style.colour, linewidth=0.9, zorder=2, alpha=0.8)
    hollow = any(panel.hollow(point) for point in bubble.points.values())
    # The area of a circle of this radius, whatever the shape.
    side = bubble.radius * 72 * math.sqrt(math.pi / _share_of_square(style.marker))
    drawn = axes.plot(
        [x], [y], marker=style.marker, markersize=side, color=style.colour, linestyle="none", zorder=3,
        markerfacecolor="white" if hollow else style.colour, markeredgecolor=style.colour if hollow else "white",
        markeredgewidth=0.8,
    )  # fmt: skip
    for part, artist in enumerate([*drawn, *whiskers]):
        mark(artist, *bubble.numbers, part=part)


@dataclass(frozen=True)
class _Scale:
    """Inches from the lower left corner of the plot, and back."""

    west: float
    south: float
    per_x: float
    per_y: float

    def inches(self, x: float, y: float) -> Place:
        return (x - self.west) * self.per_x, (y - self.south) * self.per_y

    def data(self, x: float, y: float) -> Place:
        return self.west + x / self.per_x, self.south + y / self.per_y


def _write_names(axes: Axes, panel: Panel, bubbles: Sequence[_Bubble]) -> None:
    """Write the name of each sector beside its mark or at the end of a line; a number where neither has room."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    scale = _Scale(west, south, panel.width / (east - west), _height(panel) / (north - south))
    places = {bubble.sector: scale.inches(*(bubble.points[axis].value for axis in _AXES)) for bubble in bubbles}
    rooms = _rooms(panel, bubbles, places, _lines(panel, bubbles, scale))
    numbered = {text: sector for sector, (text, _) in rooms.items() if text != _name(sector)}
    panel.listed += [Listed(text, "", numbered[text]) for text in sorted(numbered, key=int)]
    for sector, place in places.items():
        text, room = rooms[sector]
        if room is None:
            panel.note(panel.text("map.unnamed", name=sector))
            continue
        if room.line_end is not None:
            ends = (scale.data(*place), scale.data(*room.line_end))
            axes.plot(*zip(*ends, strict=True), color=INK, linewidth=0.5, zorder=2.5)
        axes.annotate(text, scale.data(room.left, room.bottom), ha="left", va="bottom", zorder=5, path_effects=halo())


def _lines(panel: Panel, bubbles: Sequence[_Bubble], scale: _Scale) -> list[Box]:
    """Return where intervals and quadrant lines run, in inches."""
    found: list[Box] = []
    for bubble in bubbles:
        (left, low), (right, high) = (
            scale.inches(*ends) for ends in zip(*(bubble.reach(axis) for axis in _AXES), strict=True)
        )
        x, y = scale.inches(*(bubble.points[axis].value for axis in _AXES))
        found += [(left, y, right, y), (x, low, x, high)]
    for value, *_ in _reference_lines(panel, "across"):
        x = scale.inches(value, 0)[0]
        found.append((x, 0, x, _height(panel)))
    for value, *_ in _reference_lines(panel, "up"):
        y = scale.inches(0, value)[1]
        found.append((0, y, panel.width, y))
    return [(left - _THIN, low - _THIN, right + _THIN, high + _THIN) for left, low, right, high in found]


def _name(sector: str) -> str:
    return "\n".join(balanced(sector, _LABEL_WIDTH))


def _rooms(
    panel: Panel, bubbles: Sequence[_Bubble], places: Mapping[str, Place], lines: Sequence[Box]
) -> dict[str, tuple[str, Room | None]]:
    """Return text and room of each sector, the best of what different orders give.

    Each order is tried again with those first that found no room for their names.
    """
    generator = np.random.default_rng(0)
    found = []
    for _ in range(_ORDERS):
        order = [bubbles[index] for index in generator.permutation(len(bubbles))]
        for _ in range(_ROUNDS):
            cost, rooms = _one_round(panel, order, places, lines)
            found.append((cost, rooms))
            named = {sector for sector, (text, _) in rooms.items() if text == _name(sector)}
            if len(named) == len(order):
                break
            order = sorted(order, key=lambda bubble, named=named: bubble.sector in named)  # type: ignore[misc]
    return min(found, key=lambda pair: pair[0])[1]


def _one_round(
    panel: Panel, order: Sequence[_Bubble], places: Mapping[str, Place], lines: Sequence[Box]
) -> tuple[float, dict[str, tuple[str, Room | None]]]:
    """Return what an order of the sectors costs, long lines, lines behind names and numbers for names, and what it gives."""
    marks = []
    for bubble in order:
        (x, y), size = places[bubble.sector], bubble.radius + 2 * _THIN
        marks.append((x - size, y - size, x + size, y + size))
    labels, limits, numbers, cost = Labels(marks, clear_lines=True), (panel.width, _height(panel)), 0, 0.0
    rooms: dict[str, tuple[str, Room | None]] = {}
    for bubble in order:
        place, distances = places[bubble.sector], [bubble.radius + step for step in _STEPS]
        text = _name(bubble.sector)
        room = labels.room(place, text, limits, distances, avoid=lines)
        if room is None:
            room = labels.room(place, text, limits, distances)
            cost += _COST_COVERED
        if room is None:
            numbers += 1
            text = str(numbers)
            room = labels.on_mark(place, text) or labels.room(place, text, limits, distances)
            cost += _COST_NUMBER
        cost += math.dist(place, room.line_end) if room is not None and room.line_end else 0.0
        rooms[bubble.sector] = text, room
    return cost, rooms


BUBBLE: Final = Kind(
    _draw, _height, frozenset({"across", "up", "area", "references", "unit"}), one_panel=True, whole_rows=True
)
