"""The heat map: a grid of cells, darker for larger values, with the numbers in them where they fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from seaborn import color_palette

from assessment.report.chart_parts import refuse_doubles
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point
from assessment.report.figure_marks import mark
from assessment.report.figure_style import (
    EQUAL_CONTRAST,
    INK,
    LINE,
    WIDTH,
    SeriesStyle,
    balanced,
    block_height,
    luminance,
    text_size,
    wrap,
    written,
)
from assessment.report.numbers import RANGE_DASH, format_number, round_half_away

_LABEL_ROOM: Final = WIDTH * 0.3
_CLASSES: Final = 5
_FEWEST_SHADES: Final = 0.08
# Even steps of lightness from white to dark, safe for the colour-blind and in grey print.
_SEQUENTIAL: Final = color_palette("Blues", as_cmap=True)
_DIVERGING: Final = color_palette("PuOr", as_cmap=True)


def _rows(panel: Panel) -> dict[str, list[str]]:
    return {name: balanced(name, _LABEL_ROOM) for name in panel.series}


def _columns(panel: Panel) -> tuple[str, ...]:
    """Return all columns, those without a known value included."""
    cells = [*panel.data.points, *panel.data.left_out]
    return tuple(dict.fromkeys(point.x_label for point in sorted(cells, key=lambda point: point.row)))


def _heights(panel: Panel) -> list[float]:
    return [max(block_height(lines), LINE) + 0.09 for lines in _rows(panel).values()]


def _height(panel: Panel) -> float:
    return math.fsum(_heights(panel))


def _shades(panel: Panel) -> dict[Point, float]:
    """Return how dark each point is, 0 to 1; per row where the option `by_row` is set, around a middle where `middle` is."""
    groups = [[point for point in panel.points if point.series_label == name] for name in panel.series]
    if not panel.options.get("by_row"):
        groups = [list(panel.points)]
    shades: dict[Point, float] = {}
    for group in groups:
        values = [point.value for point in group]
        low, high = min(values), max(values)
        middle = panel.options.get("middle")
        if middle is not None:
            reach = max(abs(high - float(middle)), abs(low - float(middle))) or 1.0
            shades |= {point: 0.5 + (point.value - float(middle)) / reach / 2 for point in group}
        else:
            shades |= {point: (point.value - low) / (high - low) if high > low else 0.5 for point in group}
    return shades


def _colour(shade: float, *, diverging: bool) -> str:
    if diverging:
        return to_hex(_DIVERGING(0.12 + 0.76 * (1 - shade)))
    return to_hex(_SEQUENTIAL(_FEWEST_SHADES + (0.92 - _FEWEST_SHADES) * shade))


def _heatmap(axes: Axes, panel: Panel) -> None:
    """Draw the grid: columns are x, rows are series. Cells without a known value stay blank with a dash."""
    refuse_doubles(panel)
    if not all(panel.series):
        raise FigureError(f"figure {panel.data.figure.id!r}: a heat map needs a series for every point, as its row")
    columns, heights = _columns(panel), _heights(panel)
    slot = panel.width / len(columns)
    tops = {name: math.fsum(heights[:index]) for index, name in enumerate(panel.series)}
    size = dict(zip(panel.series, heights, strict=True))
    texts = {point: written(point.quantity, panel.language) for point in panel.points}
    fits = (
        all(text_size(text)[0] + 0.06 <= slot for text in texts.values()) and panel.options.get("values") is not False
    )
    diverging = panel.options.get("middle") is not None
    shades = _shades(panel)
    if fits:
        panel.precisions.update(point.quantity.precision for point in panel.points)
    if not fits:
        shades = {point: min(int(shade * _CLASSES), _CLASSES - 1) / (_CLASSES - 1) for point, shade in shades.items()}
        _class_keys(panel, diverging=diverging)
    found = {(point.x_label, point.series_label): point for point in panel.points}
    blank = {(point.x_label, point.series_label): point for point in panel.data.left_out}
    for name in panel.series:
        for index, column in enumerate(columns):
            point = found.get((column, name))
            colour = "white" if point is None else _colour(shades[point], diverging=diverging)
            cell = Rectangle((index, tops[name]), 1, size[name], facecolor=colour, edgecolor="white", linewidth=1)
            if asked := point or blank.get((column, name)):
                mark(cell, asked)
            axes.add_patch(cell)
            text = panel.language.word("blank") if point is None else texts[point] if fits else ""
            ink = INK if luminance(colour) > EQUAL_CONTRAST else "white"
            axes.annotate(
                text, (index + 0.5, tops[name] + size[name] / 2), ha="center", va="center_baseline", color=ink
            )
    _grid_axes(axes, panel, columns, slot, [tops[name] + size[name] / 2 for name in panel.series])


def _class_keys(panel: Panel, *, diverging: bool) -> None:
    """Explain the shades in the legend, because no numbers stand in the cells."""
    if panel.options.get("by_row"):
        panel.note(panel.text("note.by_row"))
        return
    values = [point.value for point in panel.points]
    low, high = min(values), max(values)
    if diverging:
        middle = float(panel.options["middle"])
        reach = max(abs(high - middle), abs(low - middle)) or 1.0
        low, high = middle - reach, middle + reach
    step = (high - low) / _CLASSES
    places = max(0, 1 - int(f"{step or 1:e}".partition("e")[2]))
    ends = [
        format_number(round_half_away(low + step * index, places), panel.language.lang, panel.unit)
        for index in range(_CLASSES + 1)
    ]
    for index in range(_CLASSES):
        style = SeriesStyle(_colour(index / (_CLASSES - 1), diverging=diverging), "", "", "-")
        panel.key(f"{ends[index]}{RANGE_DASH}{ends[index + 1]}", "bar", style)


def _grid_axes(axes: Axes, panel: Panel, columns: Sequence[str], slot: float, middles: Sequence[float]) -> None:
    axes.set_xlim(0, len(columns))
    axes.set_ylim(_height(panel), 0)
    lines = [wrap(column, slot - 0.05) for column in columns]
    fit = all(text_size(line)[0] <= slot - 0.03 for wrapped in lines for line in wrapped)
    labels = ["\n".join(wrapped) for wrapped in lines] if fit else ["\n".join(wrap(column, 1.3)) for column in columns]
    axes.set_xticks([index + 0.5 for index in range(len(columns))], labels)
    axes.set_yticks(middles, ["\n".join(wrapped) for wrapped in _rows(panel).values()])
    placed: dict[str, Any] = {"length": 0, "labeltop": True, "labelbottom": False}
    axes.tick_params(axis="x", **placed)
    axes.tick_params(axis="y", length=0)
    if not fit:
        for label in axes.get_xticklabels():
            label.set(rotation=90, ha="center", va="bottom")
    for spine in axes.spines.values():
        spine.set_visible(False)


HEATMAP: Final = Kind(_heatmap, _height, frozenset({"values", "unit", "by_row", "middle"}))
