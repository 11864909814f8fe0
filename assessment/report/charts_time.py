"""Charts over time: lines, dated observations, and the timeline of events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from assessment.report.chart_parts import log_start, reference_values, references, sign_at, spread, value_axis
from assessment.report.chart_time import (
    Mark,
    Scale,
    break_marks,
    draw_bands,
    draw_marks,
    draw_scale,
    event_marks,
    make_scale,
    time_span,
)
from assessment.report.figure_blocks import Listed
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point, options_list, same_cell
from assessment.report.figure_marks import mark
from assessment.report.figure_style import (
    DPI,
    SIGNS,
    TEXT_SIZE,
    SeriesStyle,
    balanced,
    block_height,
    halo,
    text_size,
    wrap,
)

_HEIGHT: Final = 2.9
_SEVERAL_HEIGHT: Final = 2.0
_LABEL_ROOM: Final = 1.45
_MOST_DIRECT: Final = 7
# A line that ends before this share of the width would need a long way to its name; then all are named in the legend.
_NEAR_END: Final = 0.75
_MOST_VALUES: Final = 16
# Below this share of the highest value an axis starts at zero; above it the note says that it does not.
_NEAR_ZERO: Final = 0.6
_LANE_ROOM: Final = 1.5
# Signs of precision stand so far from their points, and two must be at least so far apart, in points.
_SIGN: Final = 7.0
# Where a value may stand beside its point, in the order of preference: offset in inches and alignment.
_PLACES: Final = (
    (0.0, 0.06, "center", "bottom"),
    (0.0, -0.06, "center", "top"),
    (0.08, 0.0, "left", "center"),
    (-0.08, 0.0, "right", "center"),
    (0.06, 0.05, "left", "bottom"),
    (-0.06, 0.05, "right", "bottom"),
    (0.06, -0.05, "left", "top"),
    (-0.06, -0.05, "right", "top"),
)
_DISC: Final = 0.2


def _height(panel: Panel) -> float:
    return _HEIGHT if len(panel.data.units) == 1 else _SEVERAL_HEIGHT


def _lines(axes: Axes, panel: Panel) -> None:
    scale, breaks = _prepared(axes, panel)
    for name in panel.series:
        points = _in_order(panel, scale, name)
        style = panel.styles[name]
        wide = _emphasised(panel, points[0])
        for piece in _pieces(panel, scale, points, breaks):
            places = [scale.place(point.x, point.x_label) for point in piece]
            values = [point.value for point in piece]
            axes.plot(
                places, values, color=style.colour, linestyle=style.dash, linewidth=2.6 if wide else 1.5, zorder=3
            )
        _markers(axes, panel, scale, points)
    _finish(axes, panel, scale, direct=True)


def _points(axes: Axes, panel: Panel) -> None:
    """Draw observations where their dates lie; a thin bar shows how long the period of an observation is."""
    scale, breaks = _prepared(axes, panel)
    for name in panel.series:
        points = _in_order(panel, scale, name)
        style = panel.styles[name]
        if panel.options.get("connect"):
            for piece in _pieces(panel, scale, points, breaks):
                places = [scale.place(point.x, point.x_label) for point in piece]
                axes.plot(places, [point.value for point in piece], color=style.colour, linewidth=0.9, zorder=2)
        for point in points:
            span = None if scale.categories else time_span(point.x)
            if span and span[1] - span[0] > 2 / 366:
                axes.plot(span, [point.value] * 2, color=style.colour, linewidth=1.2, alpha=0.45, zorder=2)
        for lower, upper in pairwise(points):
            if lower.x_label == upper.x_label and {"lower", "upper"} == {
                lower.quantity.precision,
                upper.quantity.precision,
            }:
                place = scale.place(lower.x, lower.x_label)
                axes.plot([place] * 2, [lower.value, upper.value], color=style.colour, linewidth=1.6, zorder=2)
        _markers(axes, panel, scale, points)
    if any(_is_span(point) for point in panel.points) and not scale.categories:
        panel.note(panel.text("note.span"))
    _finish(axes, panel, scale, direct=False)


def _is_span(point: Point) -> bool:
    span = time_span(point.x)
    return span is not None and span[1] - span[0] > 2 / 366


def _prepared(axes: Axes, panel: Panel) -> tuple[Scale, list[Mark]]:
    """Set both axes and draw events, breaks and references."""
    scale = make_scale(panel)
    values = [*(point.value for point in panel.points), *reference_values(panel)]
    low, high = min(values), max(values)
    if panel.options.get("log"):
        low, high = log_start(panel), high * 1.6
    else:
        low, high = _limits(panel, low, high)
    value_axis(axes, panel, low, high, horizontal=False)
    axes.spines["left"].set_visible(False)
    draw_scale(axes, panel, scale)
    draw_bands(axes, panel, scale)
    breaks = break_marks(panel, scale)
    draw_marks(axes, panel, event_marks(panel, scale), breaks)
    references(axes, panel, horizontal=False)
    if low < 0 < high:
        axes.axhline(0, color="#6b7178", linewidth=0.8, zorder=1)
    return scale, breaks


def _limits(panel: Panel, low: float, high: float) -> tuple[float, float]:
    zero = panel.options.get("zero")
    if zero is None:
        zero = low < _NEAR_ZERO * high if low >= 0 else high > _NEAR_ZERO * low
    if zero:
        low, high = min(0.0, low), max(0.0, high)
    elif not low < 0 < high:
        panel.note(panel.text("note.not_from_zero"))
    air = 0.08 * (high - low or abs(high) or 1.0)
    return (low if low == 0 else low - air), (high if high == 0 else high + air)


def _in_order(panel: Panel, scale: Scale, name: str) -> list[Point]:
    points = [point for point in panel.points if point.series_label == name]
    return sorted(points, key=lambda point: scale.place(point.x, point.x_label))


def _emphasised(panel: Panel, point: Point) -> bool:
    wanted = panel.options.get("highlight")
    return wanted is not None and same_cell(point.series, wanted, panel.language)


def _pieces(panel: Panel, scale: Scale, points: Sequence[Point], breaks: Sequence[Mark]) -> list[list[Point]]:
    """Cut a line where a definition breaks, and where a value between two points could not be determined."""
    cuts = [mark.start for mark in breaks]
    for gap in panel.data.left_out:
        if gap.series_label == points[0].series_label and not (scale.categories or time_span(gap.x) is None):
            cuts.append(scale.place(gap.x, gap.x_label))
    pieces = [[points[0]]]
    for before, after in pairwise(points):
        left, right = scale.place(before.x, before.x_label), scale.place(after.x, after.x_label)
        if any(left < cut <= right for cut in cuts):
            pieces.append([])
        pieces[-1].append(after)
    return pieces


def _markers(axes: Axes, panel: Panel, scale: Scale, points: Sequence[Point]) -> None:
    style = panel.styles[points[0].series_label]
    small = len(points) > 40
    for point in points:
        (drawn,) = axes.plot(
            [scale.place(point.x, point.x_label)], [point.value], marker=style.marker, linestyle="none", zorder=4,
            markersize=3 if small else 5.5, markeredgecolor=style.colour, markeredgewidth=1.1, clip_on=False,
            markerfacecolor="white" if panel.hollow(point) else style.colour,
        )  # fmt: skip
        mark(drawn, point)


def _signs(axes: Axes, panel: Panel, scale: Scale, points: Sequence[Point]) -> None:
    """Draw the signs of precision above their points; below, where another one stands there already."""
    above: list[tuple[float, float]] = []
    for point in points:
        place = scale.place(point.x, point.x_label)
        x, y = axes.transData.transform((place, point.value)) / axes.figure.dpi * 72
        taken = any(abs(x - other_x) < _SIGN and abs(y - other_y) < _SIGN for other_x, other_y in above)
        if not taken and point.quantity.precision in SIGNS:
            above.append((x, y))
        dark = panel.styles[point.series_label].dark
        sign_at(axes, panel, place, point.value, point, dark, (0, -_SIGN if taken else _SIGN))


def _finish(axes: Axes, panel: Panel, scale: Scale, *, direct: bool) -> None:
    """Name the series, at the ends of their lines where there is room, and write the values where all fit."""
    shown = _value_labels(axes, panel, scale, joined=direct or bool(panel.options.get("connect")))
    _signs(axes, panel, scale, [point for point in panel.points if point not in shown])
    named = [name for name in panel.series if name]
    if not (direct and _direct_labels(axes, panel, scale, named)):
        for name in named:
            panel.key(name, "line" if direct else "marker", panel.styles[name])


def _direct_labels(axes: Axes, panel: Panel, scale: Scale, named: Sequence[str]) -> bool:
    lines = {name: balanced(name, _LABEL_ROOM) for name in named}
    heights = {name: block_height(lines[name]) + 0.03 for name in named}
    tall = _height(panel)
    if len(panel.styles) > _MOST_DIRECT or math.fsum(heights.values()) > tall:
        return False
    last = {name: _in_order(panel, scale, name)[-1] for name in named}
    ends = {name: _inches(axes, scale, point) for name, point in last.items()}
    if min((x for x, _ in ends.values()), default=0.0) < _NEAR_END * panel.width:
        return False
    to_inches = {name: y for name, (_, y) in ends.items()}
    tops = spread({name: to_inches[name] + heights[name] / 2 for name in named}, heights, tall)
    for name, point in last.items():
        middle = tops[name] - heights[name] / 2
        axes.annotate(
            "\n".join(lines[name]), (scale.place(point.x, point.x_label), point.value), (1.02, middle / tall),
            xycoords="data", textcoords="axes fraction", va="center", ha="left", color=panel.styles[name].dark,
            arrowprops={"arrowstyle": "-", "color": panel.styles[name].colour, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 4},
        )  # fmt: skip
    return True


def _inches(axes: Axes, scale: Scale, point: Point) -> tuple[float, float]:
    """Return where a point lies, in inches from the lower left corner of the plot."""
    corner = axes.get_window_extent()
    x, y = axes.transData.transform((scale.place(point.x, point.x_label), point.value))
    return float(x - corner.x0) / DPI, float(y - corner.y0) / DPI


def _value_labels(axes: Axes, panel: Panel, scale: Scale, *, joined: bool) -> frozenset[Point]:
    """Write the values beside the points if each finds a free place, or as many as do where the options ask for values."""
    wanted = panel.options.get("values")
    if wanted is False or (wanted is None and len(panel.points) > _MOST_VALUES):
        return frozenset()
    spots = {point: _inches(axes, scale, point) for point in panel.points}
    taken = [Bbox.from_bounds(x - 0.04, y - 0.04, 0.08, 0.08) for x, y in spots.values()]
    if joined:
        taken += [spot for name in panel.series for spot in _along([spots[p] for p in _in_order(panel, scale, name)])]
    placed: dict[Point, tuple[float, float, str, str]] = {}
    for point, (x, y) in spots.items():
        size = text_size(panel.written(point))
        for dx, dy, ha, va in _PLACES:
            left = x + dx - {"center": size[0] / 2, "left": 0, "right": size[0]}[ha]
            bottom = y + dy - {"bottom": 0, "top": size[1], "center": size[1] / 2}[va]
            box = Bbox.from_bounds(left - 0.015, bottom - 0.015, size[0] + 0.03, size[1] + 0.03)
            inside = box.y0 >= 0 and box.y1 <= _height(panel) and box.x1 <= panel.width and box.x0 >= 0
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                placed[point] = (dx, dy, ha, va)
                break
    if wanted is None and len(placed) < len(panel.points):
        return frozenset()
    for point, (dx, dy, ha, va) in placed.items():
        axes.annotate(
            panel.written(point), (scale.place(point.x, point.x_label), point.value),
            (dx * 72, dy * 72), textcoords="offset points", ha=ha, va=va, color=panel.styles[point.series_label].dark,
            path_effects=halo(),
        )  # fmt: skip
    return frozenset(placed)


def _along(spots: Sequence[tuple[float, float]]) -> list[Bbox]:
    """Return small boxes along a line, which labels keep clear of."""
    boxes = []
    for (x0, y0), (x1, y1) in pairwise(spots):
        steps = max(int(max(abs(x1 - x0), abs(y1 - y0)) / 0.03), 1)
        for step in range(1, steps):
            x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
            boxes.append(Bbox.from_bounds(x - 0.01, y - 0.01, 0.02, 0.02))
    return boxes


# Timeline


def _lanes(panel: Panel, scale: Scale) -> tuple[list[Point], dict[str, list[tuple[int, int]]]]:
    """Return all points in the order of time, and for each lane the (number of the point, row inside the lane)."""
    points = sorted(panel.points, key=lambda point: (time_span(point.x) or (0.0, 0.0))[0])
    inches = panel.width / (scale.high - scale.low)
    lanes: dict[str, list[tuple[int, int]]] = {name: [] for name in panel.series}
    ends: dict[str, list[float]] = {name: [] for name in panel.series}
    for index, point in enumerate(points):
        start, end = time_span(point.x) or (0.0, 0.0)
        rows = ends[point.series_label]
        left = start * inches - _DISC / 2
        row = next((number for number, taken in enumerate(rows) if taken <= left), len(rows))
        rows[row : row + 1] = [max(start * inches + _DISC / 2, end * inches) + 0.03]
        lanes[point.series_label].append((index, row))
    return points, lanes


def _lane_heights(panel: Panel, lanes: dict[str, list[tuple[int, int]]]) -> list[float]:
    return [
        max((1 + max(row for _, row in lane)) * (_DISC + 0.03), block_height(wrap(name, _LANE_ROOM))) + 0.12
        for name, lane in lanes.items()
    ]


def _timeline_height(panel: Panel) -> float:
    return math.fsum(_lane_heights(panel, _lanes(panel, _timeline_scale(panel))[1]))


def _timeline_scale(panel: Panel) -> Scale:
    scale = make_scale(panel)
    if scale.categories:
        raise FigureError(f"figure {panel.data.figure.id!r}: a timeline needs dates, years or periods as x")
    air = (scale.high - scale.low or 1.0) * 0.02
    return Scale(scale.low - air, scale.high + air)


def _timeline(axes: Axes, panel: Panel) -> None:
    """Draw numbered discs in lanes; date and text of each stand in the list below. A period is drawn as long as it is."""
    scale = _timeline_scale(panel)
    points, lanes = _lanes(panel, scale)
    heights = _lane_heights(panel, lanes)
    draw_scale(axes, panel, scale)
    axes.set_ylim(math.fsum(heights), 0)
    axes.spines["left"].set_visible(False)
    middles = [math.fsum(heights[:index]) + height / 2 for index, height in enumerate(heights)]
    axes.set_yticks(middles, ["\n".join(wrap(name, _LANE_ROOM)) for name in lanes])
    axes.tick_params(axis="y", length=0)
    for number, (name, lane) in enumerate(lanes.items()):
        if number % 2 == 0:
            top = math.fsum(heights[:number])
            band = Rectangle(
                (scale.low, top), scale.high - scale.low, heights[number], color="#f1f3f5", linewidth=0, zorder=0
            )
            axes.add_patch(band)
        for index, row in lane:
            y = math.fsum(heights[:number]) + 0.06 + (row + 0.5) * (_DISC + 0.03)
            _disc(axes, points[index], index + 1, y, panel.styles[name])
    # Texts stand in a column `label` of the data, or else in the option `events`, found by their dates.
    texts: dict[tuple[float, float] | None, list[str]] = {}
    for event in options_list(panel.data.figure, "events"):
        texts.setdefault(time_span(event["date"]), []).append(panel.language.cell(event["label"]))
    for index, point in enumerate(points):
        waiting = texts.get(time_span(point.x))
        label = point.label or (waiting.pop(0) if waiting else "")
        panel.listed.append(Listed(str(index + 1), panel.language.cell(point.x), _event_text(panel, point, label)))


def _event_text(panel: Panel, point: Point, label: str) -> str:
    """Return the text of an event, its number behind it where it has one; the date says its year already."""
    unit = point.quantity.unit
    value = panel.language.quantity(point.quantity) if unit not in ("", "year") else ""
    if label and value:
        return panel.text("key.timeline", label=label, value=value)
    return label or value or point.series_label


def _disc(axes: Axes, point: Point, number: int, y: float, style: SeriesStyle) -> None:
    start, end = time_span(point.x) or (0.0, 0.0)
    if end - start > 2 / 366:
        (period,) = axes.plot(
            [start, end], [y, y], color=style.colour, linewidth=4, alpha=0.45, solid_capstyle="butt", zorder=2
        )
        mark(period, point, part=1)
    (disc,) = axes.plot(
        [start], [y], marker="o", markersize=_DISC * 72 * 0.95, color="white", markeredgecolor=style.dark,
        markeredgewidth=1.2, linestyle="none", zorder=3, clip_on=False,
    )  # fmt: skip
    mark(disc, point)
    axes.annotate(
        str(number), (start, y), ha="center", va="center_baseline", color=style.dark, zorder=4,
        fontsize=TEXT_SIZE - (1.5 if number > 9 else 0),
    )  # fmt: skip


_TIME: Final = frozenset({"bands", "events", "breaks", "references", "highlight", "log", "zero", "values", "unit"})

LINES: Final = Kind(_lines, _height, _TIME)
POINTS: Final = Kind(_points, _height, _TIME | {"connect"})
TIMELINE: Final = Kind(_timeline, _timeline_height, frozenset({"events", "unit"}), one_panel=True)
