"""What chart kinds share: the number axis, bars, rows of labels, reference lines, signs of precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, fsum, log10
from typing import Final, TypeVar

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator
from matplotlib.transforms import ScaledTranslation

from assessment.report.figure_canvas import Panel
from assessment.report.figure_data import FigureError, Point, options_list
from assessment.report.figure_marks import mark, mark_option
from assessment.report.figure_style import (
    INK,
    SIGNS,
    WIDTH,
    SeriesStyle,
    balanced,
    number_ticks,
    power_ticks,
    sign_marker,
    text_size,
)

Labelled = TypeVar("Labelled")

BAR: Final = 0.17
_ROW_GAP: Final = 0.11
_LABEL_ROOM: Final = WIDTH * 0.36


def refuse_doubles(panel: Panel) -> None:
    """Raise where two points claim the same bar."""
    seen: set[tuple[str, str]] = set()
    for point in panel.points:
        place = (point.x_label, point.series_label)
        if place in seen:
            raise FigureError(
                f"figure {panel.data.figure.id!r}: two values for {point.x_label!r}, series {point.series_label!r}; "
                "choose one, or draw them with dots"
            )
        seen.add(place)


def log_start(panel: Panel) -> float:
    """Return the power of ten where a logarithmic axis starts, a little below the smallest value."""
    smallest = min(point.value for point in panel.points)
    if smallest <= 0:
        raise FigureError(
            f"figure {panel.data.figure.id!r}: a logarithmic axis cannot show {smallest}; leave the option log out"
        )
    return max(power for power in (10.0**exponent for exponent in range(-12, 16)) if power <= smallest * 0.9)


def value_axis(axes: Axes, panel: Panel, low: float, high: float, *, horizontal: bool) -> None:
    """Set limits, round ticks and grid of the number axis; logarithmic where the options say so."""
    axis = axes.xaxis if horizontal else axes.yaxis
    if panel.options.get("log"):
        start = log_start(panel)
        low = low if 0 < low < start else start
        (axes.set_xscale if horizontal else axes.set_yscale)("log")
        ticks, labels = _fitting_powers(panel, low, high, horizontal=horizontal)
        axis.set_minor_locator(NullLocator())
        panel.note(panel.text("note.log"))
    else:
        # Nothing but zeros: the axis goes from 0 to 1.
        high = high if high > low else low + 1.0
        ticks, labels = _fitting_ticks(panel, low, high, horizontal=horizontal)
    (axes.set_xlim if horizontal else axes.set_ylim)(low, high)
    axis.set_ticks(ticks, labels)
    axes.grid(axis="x" if horizontal else "y")
    axes.tick_params(axis="x" if horizontal else "y", length=0)


def _fitting_powers(panel: Panel, low: float, high: float, *, horizontal: bool) -> tuple[list[float], list[str]]:
    """Return the powers of ten of a logarithmic axis; every second, third … where the labels of all would touch."""
    ticks, labels = power_ticks(low, high, panel.unit, panel.language)
    if not horizontal or len(ticks) < 2:
        return ticks, labels
    room = panel.width / log10(high / low)
    step = ceil((max(text_size(label)[0] for label in labels) + 0.1) / room)
    kept = [place for place, tick in enumerate(ticks) if round(log10(tick)) % step == 0]
    return [ticks[place] for place in kept], [labels[place] for place in kept]


def _fitting_ticks(panel: Panel, low: float, high: float, *, horizontal: bool) -> tuple[list[float], list[str]]:
    """Return as many round ticks as stand beside each other without touching."""
    for most in (6, 5, 4, 3, 2):
        ticks, labels = number_ticks(low, high, panel.unit, panel.language, most)
        step = panel.width * (ticks[1] - ticks[0]) / (high - low) if len(ticks) > 1 else panel.width
        if not horizontal or max(text_size(label)[0] for label in labels) + 0.1 <= step:
            break
    return ticks, labels


def row_value_axis(axes: Axes, panel: Panel, low: float, high: float, *, left: float, right: float) -> None:
    """Set the number axis below rows, with `left` and `right` inches beyond the ends kept for labels; unit at its end."""
    if panel.options.get("log"):
        start = log_start(panel)
        before, behind = min(left / panel.width, 0.4), min(right / panel.width, 0.4)
        decades = high / start
        low = start / decades ** (before / (1 - before - behind))
        high *= decades ** (behind / (1 - before - behind))
    else:
        step = (high - low or 1.0) / max(panel.width - left - right, panel.width / 3)
        low, high = low - left * step, high + right * step
    value_axis(axes, panel, low, high, horizontal=True)
    axes.spines["bottom"].set_visible(False)
    panel.unit_above = False
    axes.set_xlabel(panel.unit_label, loc="right", style="italic")


def draw_bar(
    axes: Axes, panel: Panel, place: tuple[float, float, float, float], point: Point, style: SeriesStyle
) -> None:
    """Draw a bar at (left, bottom, width, height); hollow where its number is softer than others."""
    left, bottom, width, height = place
    if panel.options.get("log"):
        panel.note(panel.text("note.log_bars"))
    hollow = panel.hollow(point)
    bar = Rectangle(
        (left, bottom), width, height, facecolor="white" if hollow else style.colour,
        edgecolor=style.colour if hollow else "white", hatch=style.hatch, linewidth=1.0 if hollow else 0.0,
        linestyle="--" if hollow else "-",
    )  # fmt: skip
    mark(bar, point)
    axes.add_patch(bar)


def reference_values(panel: Panel) -> list[float]:
    """Return the reference values in the unit of the panel, which the axis has to reach."""
    entries = [entry["value"] for entry in options_list(panel.data.figure, "references")]
    return [float(entry.value) for entry in entries if entry.known and entry.unit == panel.unit]


def references(axes: Axes, panel: Panel, *, horizontal: bool) -> None:
    """Draw reference values as dashed lines across the plot."""
    for index, entry in enumerate(options_list(panel.data.figure, "references")):
        quantity = entry["value"]
        if not quantity.known or quantity.unit != panel.unit:
            continue
        style = SeriesStyle(INK, "", "", ("--", ":", "-.")[index % 3])
        line = (axes.axvline if horizontal else axes.axhline)(
            quantity.value, color=INK, linestyle=style.dash, linewidth=1.0, zorder=3
        )
        mark_option(line, panel.options, quantity)
        label = panel.text("key.reference", label=entry["label"], value=quantity)
        panel.key(label, "rule", style)


def sign_at(
    axes: Axes, panel: Panel, x: float, y: float, point: Point, colour: str, offset: tuple[float, float]
) -> None:
    """Draw the sign of a precision beside a point, `offset` points away from it."""
    sign = SIGNS.get(point.quantity.precision)
    figure = axes.figure
    if sign and figure is not None:
        panel.precisions.add(point.quantity.precision)
        shift = ScaledTranslation(offset[0] / 72, offset[1] / 72, figure.dpi_scale_trans)
        axes.plot(
            [x], [y], marker=sign_marker(sign), markersize=6, color=colour, markeredgewidth=0, linestyle="none",
            transform=axes.transData + shift, clip_on=False,
        )  # fmt: skip


def spread(tops: Mapping[Labelled, float], heights: Mapping[Labelled, float], tall: float) -> dict[Labelled, float]:
    """Move labels apart, from the top down and then back up from the bottom, so that none covers another.

    `tops` and `heights` are in inches above the bottom of a plot that is `tall` inches high.
    """
    order = sorted(tops, key=lambda name: heights[name] / 2 - tops[name])
    placed: dict[Labelled, float] = {}
    limit = tall
    for name in order:
        placed[name] = min(tops[name], limit)
        limit = placed[name] - heights[name]
    floor = 0.0
    for name in reversed(order):
        placed[name] = max(placed[name], floor + heights[name])
        floor = placed[name]
    return placed


class Rows:
    """Rows of a chart with labels at their left; a row is as high as its bars and its wrapped label need.

    Parameters
    ----------
    labels
        Label of each row.
    counts
        Bars of each row.
    """

    def __init__(self, labels: Sequence[str], counts: Sequence[int]) -> None:
        self.lines = ["\n".join(balanced(label, _LABEL_ROOM)) for label in labels]
        self.heights = [
            max(count * BAR, text_size(lines)[1]) + _ROW_GAP for count, lines in zip(counts, self.lines, strict=True)
        ]

    @property
    def height(self) -> float:
        """Height of all rows in inches."""
        return fsum(self.heights)

    @property
    def middles(self) -> list[float]:
        """Middles of the rows in inches below the top of the plot."""
        return [fsum(self.heights[:index]) + height / 2 for index, height in enumerate(self.heights)]

    def draw_axis(self, axes: Axes) -> None:
        """Set the axis of the rows, in inches from the top, and write their labels."""
        axes.set_ylim(self.height, 0)
        axes.set_yticks(self.middles, self.lines)
        axes.tick_params(axis="y", length=0)
