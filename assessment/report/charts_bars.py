"""Upright bars, grouped or stacked; where the labels of the categories do not fit below, the bars lie down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes

from assessment.report.chart_parts import (
    BAR,
    Rows,
    draw_bar,
    reference_values,
    references,
    refuse_doubles,
    row_value_axis,
    sign_at,
    value_axis,
)
from assessment.report.charts_rows import draw_rows, rows_height
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import Point, same_cell
from assessment.report.figure_marks import mark
from assessment.report.figure_style import INK, LINE, SeriesStyle, balanced, halo, text_size, wrap

_HEIGHT: Final = 2.8
_SEVERAL_HEIGHT: Final = 2.0
_MOST_LINES: Final = 3
_GROUP: Final = 0.8
_COLUMN: Final = 0.66


def upright(panel: Panel) -> bool:
    """Return whether the labels of the categories fit below upright bars."""
    slot = _slot(panel)
    lines = [wrap(label, slot) for label in panel.categories]
    return max(map(len, lines)) <= _MOST_LINES and all(
        text_size(line)[0] <= slot for wrapped in lines for line in wrapped
    )


def _slot(panel: Panel) -> float:
    return panel.width / (len(panel.categories) + 0.2) - 0.06


def _upright_height(panel: Panel) -> float:
    return _HEIGHT if len(panel.data.units) == 1 else _SEVERAL_HEIGHT


def _grouped_height(panel: Panel) -> float:
    return _upright_height(panel) if upright(panel) else rows_height(panel)


def _grouped(axes: Axes, panel: Panel) -> None:
    if not upright(panel):
        draw_rows(axes, panel)
        return
    refuse_doubles(panel)
    share = _GROUP / len(panel.series)
    room = panel.width / (len(panel.categories) + 0.2) * share
    labels = {point: panel.written(point) for point in panel.points}
    labelled = panel.options.get("values") is not False and all(
        text_size(label)[0] + 0.04 <= room for label in labels.values()
    )
    _upright_axes(axes, panel, [point.value for point in panel.points], labelled=labelled)
    for point, label in labels.items():
        style = panel.styles[point.series_label]
        left = panel.categories.index(point.x_label) - _GROUP / 2 + panel.series.index(point.series_label) * share
        draw_bar(axes, panel, (left + share * 0.03, 0, share * 0.94, point.value), point, style)
        up = point.value >= 0
        if labelled:
            axes.annotate(
                label, (left + share / 2, point.value), (0, 2 if up else -2), textcoords="offset points",
                ha="center", va="bottom" if up else "top", path_effects=halo(),
            )  # fmt: skip
        else:
            sign_at(axes, panel, left + share / 2, point.value, point, style.dark, (0, 6 if up else -6))
    for name in panel.series:
        panel.key(name, "bar", panel.styles[name])


def _upright_axes(axes: Axes, panel: Panel, ends: Sequence[float], *, labelled: bool) -> None:
    low, high = min(0.0, *ends, *reference_values(panel)), max(0.0, *ends, *reference_values(panel))
    room = (high - low or 1.0) * (0.1 if labelled else 0.05)
    value_axis(axes, panel, low - (room if low < 0 else 0), high + (room if high > 0 else 0), horizontal=False)
    axes.set_xlim(-0.6, len(panel.categories) - 0.4)
    labels = ["\n".join(balanced(label, _slot(panel))) for label in panel.categories]
    axes.set_xticks(range(len(panel.categories)), labels)
    axes.tick_params(axis="x", length=0)
    axes.spines["left"].set_visible(False)
    if low < 0:
        axes.axhline(0, color=INK, linewidth=0.8, zorder=2)
        axes.spines["bottom"].set_visible(False)
    references(axes, panel, horizontal=False)


def lying_rows(panel: Panel) -> Rows:
    """Return one row a category, for bars that lie."""
    return Rows(panel.categories, [1] * len(panel.categories))


def _stacked_height(panel: Panel) -> float:
    return _upright_height(panel) + 0.2 if upright(panel) else lying_rows(panel).height


def _stacked(axes: Axes, panel: Panel) -> None:
    draw_stacked(axes, panel, standing=upright(panel))
    for name in panel.series:
        panel.key(name, "bar", panel.styles[name])


def draw_stacked(axes: Axes, panel: Panel, *, standing: bool) -> None:
    """Stack the series, without a legend but for that of the total.

    The option `total` names a series that is drawn as a point instead, such as their sum.
    """
    refuse_doubles(panel)
    total = [point for point in panel.points if is_total(panel, point)]
    parts = [point for point in panel.points if not is_total(panel, point)]
    bases: dict[tuple[str, bool], float] = defaultdict(float)
    stacked = []
    for point in sorted(parts, key=lambda part: panel.series.index(part.series_label)):
        side = (point.x_label, point.value >= 0)
        stacked.append((point, bases[side]))
        bases[side] += point.value
    ends = [*bases.values(), *(point.value for point in total)]
    if standing:
        _upright_axes(axes, panel, ends, labelled=bool(total))
        middles: Sequence[float] = range(len(panel.categories))
    else:
        low, right = min(0.0, *ends), 0.6 if total else 0.08
        row_value_axis(axes, panel, low, max(0.0, *ends), left=0.08 if low < 0 else 0.0, right=right)
        lying_rows(panel).draw_axis(axes)
        middles = lying_rows(panel).middles
    place = dict(zip(panel.categories, middles, strict=True))
    for point, base in stacked:
        _segment(axes, panel, point, base, place[point.x_label], standing=standing)
    for point in total:
        _total_point(axes, panel, point, place[point.x_label], bases[point.x_label, True], standing=standing)


def is_total(panel: Panel, point: Point) -> bool:
    """Return whether a point belongs to the series that the option `total` names."""
    wanted = panel.options.get("total")
    return wanted is not None and same_cell(point.series, wanted, panel.language)


def _total_point(axes: Axes, panel: Panel, point: Point, middle: float, top: float, *, standing: bool) -> None:
    """Draw the total as a point, its value beyond the end of the stack where nothing else is written."""
    # Above a lying bar, where it covers none of the numbers in the middle.
    x, y = (middle, point.value) if standing else (point.value, middle - BAR * 0.68)
    marker = "D" if standing else "v"
    (drawn,) = axes.plot([x], [y], marker=marker, color=INK, markeredgecolor="white", linestyle="none", zorder=4)
    mark(drawn, point)
    end = max(top, point.value)
    axes.annotate(
        panel.written(point), (middle, end) if standing else (end, middle), (0, 5) if standing else (7, 0),
        textcoords="offset points", ha="center" if standing else "left", va="bottom" if standing else "center_baseline",
        fontweight="bold", path_effects=halo(),
    )  # fmt: skip
    panel.key(point.series_label, "marker", SeriesStyle(INK, "", marker, "-"))


def _segment(axes: Axes, panel: Panel, point: Point, base: float, middle: float, *, standing: bool) -> None:
    style = panel.styles[point.series_label]
    thick = _COLUMN if standing else BAR * 1.1
    across, along = middle - thick / 2, point.value
    draw_bar(axes, panel, (across, base, thick, along) if standing else (base, across, along, thick), point, style)
    text = panel.written(point)
    low, high = axes.get_ylim() if standing else axes.get_xlim()
    share = abs(along) / (high - low)
    if standing:
        column = panel.width / (len(panel.categories) + 0.2) * thick
        # The total's point stands in the middle of a column, so the labels make room for it.
        aside = thick * 0.24 if panel.options.get("total") is not None else 0.0
        fits = share * _stacked_height(panel) > LINE * 1.05 and text_size(text)[0] < column * (0.5 if aside else 1)
    else:
        aside = 0.0
        fits = share * panel.width > text_size(text)[0] + 0.06
    if not fits or panel.options.get("values") is False:
        return
    # On a hatch a number stands on white, so that it stays readable in grey print.
    backed = bool(style.hatch) or panel.hollow(point)
    box: dict[str, Any] | None = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if backed else None
    plain = backed or style.light
    spot = (middle - aside, base + along / 2) if standing else (base + along / 2, middle)
    axes.annotate(text, spot, ha="center", va="center_baseline", color=INK if plain else "white", bbox=box)


GROUPED: Final = Kind(
    _grouped, _grouped_height, frozenset({"values", "references", "unit", "log", "highlight", "sort"})
)
STACKED: Final = Kind(_stacked, _stacked_height, frozenset({"values", "references", "unit", "total"}))
