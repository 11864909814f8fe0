"""Charts with one row a category: lying bars (ranking), bullet bars of actual against plan, dots with ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from assessment.report.chart_parts import (
    BAR,
    Rows,
    draw_bar,
    reference_values,
    references,
    refuse_doubles,
    row_value_axis,
    sign_at,
)
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import Point, same_cell
from assessment.report.figure_marks import mark
from assessment.report.figure_style import ACCENT, DPI, INK, MUTED, SeriesStyle, halo, text_size
from assessment.report.numbers import RANGE_DASH

_LABEL_GAP: Final = 4 / 72
_PASSES: Final = 4

# Lying bars


def _bars_by_row(panel: Panel) -> list[list[Point]]:
    """Return the points of each row; the option `sort` puts the largest first."""
    rows: dict[str, list[Point]] = {}
    for point in panel.points:
        rows.setdefault(point.x_label, []).append(point)
    found = list(rows.values())
    if panel.options.get("sort"):
        found.sort(key=lambda row: -max(point.value for point in row))
    return found


def _bar_rows(panel: Panel) -> Rows:
    found = _bars_by_row(panel)
    return Rows([row[0].x_label for row in found], [len(row) for row in found])


def rows_height(panel: Panel) -> float:
    """Return the height of lying bars."""
    return _bar_rows(panel).height


def draw_rows(axes: Axes, panel: Panel) -> None:
    """Draw lying bars, those of a category below each other; the value stands behind the bar."""
    refuse_doubles(panel)
    labelled = panel.options.get("values") is not False
    _bar_axis(axes, panel, labelled=labelled)
    rows = _bar_rows(panel)
    rows.draw_axis(axes)
    start = axes.get_xlim()[0] if panel.options.get("log") else 0.0
    for row, middle in zip(_bars_by_row(panel), rows.middles, strict=True):
        for index, point in enumerate(row):
            y = middle + (index - (len(row) - 1) / 2) * BAR
            style = _highlighted(panel, point)
            draw_bar(axes, panel, (start, y - BAR * 0.44, point.value - start, BAR * 0.88), point, style)
            back = point.value < 0
            if labelled:
                axes.annotate(
                    panel.written(point), (point.value, y), (-4 if back else 4, 0),
                    textcoords="offset points", ha="right" if back else "left", va="center_baseline",
                    path_effects=halo(),
                )  # fmt: skip
            else:
                sign_at(axes, panel, point.value, y, point, style.dark, (-6 if back else 6, 0))
    for name in panel.series:
        panel.key(name, "bar", panel.styles[name])


def _highlighted(panel: Panel, point: Point) -> SeriesStyle:
    wanted = panel.options.get("highlight")
    if wanted is None or len(panel.series) > 1:
        return panel.styles[point.series_label]
    chosen = same_cell(point.x, wanted, panel.language)
    return SeriesStyle(ACCENT if chosen else MUTED, "", "o", "-")


def _bar_axis(axes: Axes, panel: Panel, *, labelled: bool) -> None:
    values = [*(point.value for point in panel.points), *reference_values(panel)]
    room = [0.1, 0.1]
    if labelled:
        for point in panel.points:
            side = int(point.value >= 0)
            room[side] = max(room[side], text_size(panel.written(point))[0] + 2 * _LABEL_GAP)
    low, high = min(0.0, *values), max(0.0, *values)
    row_value_axis(axes, panel, low, high, left=room[0] if low < 0 else 0.0, right=room[1] if high > 0 else 0.0)
    if low < 0:
        axes.axvline(0, color=INK, linewidth=0.8, zorder=2)
        axes.spines["left"].set_visible(False)
    references(axes, panel, horizontal=True)


# Bullet bars


def _roles(panel: Panel) -> tuple[str, tuple[str, ...]]:
    """Return the series of the bar and those of the ticks.

    The option `actual` names the bar; without it the ticks are the series that are plans throughout, and where all or none
    are, every series but the first.
    """
    actual = panel.options.get("actual")
    named = [point.series_label for point in panel.points if same_cell(point.series, actual, panel.language)]
    plans = {
        name
        for name in panel.series
        if all(point.quantity.status == "plan" for point in panel.points if point.series_label == name)
    }
    bar = next((name for name in (*named, *panel.series) if name in named or name not in plans), panel.series[0])
    return bar, tuple(name for name in panel.series if name != bar)


def _bullet_rows(panel: Panel) -> Rows:
    return Rows(panel.categories, [2] * len(panel.categories))


def _bullet_height(panel: Panel) -> float:
    return _bullet_rows(panel).height


def _bullet(axes: Axes, panel: Panel) -> None:
    """Draw the actual value as a bar, the plan as a tick across it, an earlier plan as a hollow tick."""
    refuse_doubles(panel)
    bar, ticks = _roles(panel)
    order = (bar, *ticks)
    by_row = {label: [point for point in panel.points if point.x_label == label] for label in panel.categories}
    texts = {label: _bullet_label(panel, row, order) for label, row in by_row.items()}
    ends = [point.value for point in panel.points]
    room = max(text_size(text)[0] for text in texts.values()) + 3 * _LABEL_GAP
    row_value_axis(axes, panel, min(0.0, *ends), max(0.0, *ends), left=0.0, right=room)
    rows = _bullet_rows(panel)
    rows.draw_axis(axes)
    for label, middle in zip(panel.categories, rows.middles, strict=True):
        for point in by_row[label]:
            if point.series_label == bar:
                draw_bar(axes, panel, (0.0, middle - BAR * 0.5, point.value, BAR), point, panel.styles[bar])
            else:
                _tick(axes, point, middle, panel.width, hollow=ticks.index(point.series_label) > 0)
        end = max(0.0, *(point.value for point in by_row[label]))
        axes.annotate(
            texts[label], (end, middle), (7, 0), textcoords="offset points", va="center_baseline", path_effects=halo()
        )
    panel.key(bar, "bar", panel.styles[bar])
    for index, name in enumerate(ticks):
        panel.key(name, "hollow tick" if index else "tick", SeriesStyle(INK, "", "", "-"))
    if ticks and bar:
        panel.note(panel.text("note.order", series=" / ".join(order)))


def _bullet_label(panel: Panel, row: Sequence[Point], order: Sequence[str]) -> str:
    """Return the numbers of a row in the order of the legend, a dash where one is missing."""
    found = {point.series_label: panel.written(point) for point in row}
    return " / ".join(found.get(name, panel.language.word("blank")) for name in order)


def _tick(axes: Axes, point: Point, middle: float, width: float, *, hollow: bool) -> None:
    low, high = axes.get_xlim()
    thick = (0.055 if hollow else 0.035) * (high - low) / width
    tick = Rectangle(
        (point.value - thick / 2, middle - BAR * 0.85), thick, BAR * 1.7, facecolor="white" if hollow else INK,
        edgecolor=INK, linewidth=0.8, zorder=3 if hollow else 4,
    )  # fmt: skip
    mark(tick, point)
    axes.add_patch(tick)


# Dots


@dataclass(frozen=True)
class _Claim:
    """What stands on a line of its own: a figure, with whiskers where it has them, or the two ends of a published range."""

    first: Point
    last: Point
    whiskers: tuple[Point, ...] = ()

    def text(self, panel: Panel) -> str:
        """Return the label: a number, two with a dash, or a number and its whiskers in brackets."""
        if self.whiskers:
            return f"{panel.written(self.first)} ({_range(panel, self.whiskers)})"
        return panel.written(self.first) if self.first is self.last else _range(panel, (self.first, self.last))

    @property
    def points(self) -> tuple[Point, ...]:
        """All its points, each once."""
        return tuple(dict.fromkeys((self.first, self.last, *self.whiskers)))

    @property
    def span(self) -> tuple[float, float]:
        """Where it starts and ends, whiskers included."""
        values = [point.value for point in self.points]
        return min(values), max(values)


def _range(panel: Panel, ends: Sequence[Point]) -> str:
    return RANGE_DASH.join(panel.language.quantity(end.quantity, "number") for end in ends)


def _claims(points: Sequence[Point], *, whiskers: bool) -> list[_Claim]:
    """Pair the lower and the upper ends of one series; everything else stands alone.

    With `whiskers` the ends belong to the figure of their series instead.
    """
    if whiskers:
        ends = [point for point in points if point.quantity.precision in ("lower", "upper")]
        return [
            _Claim(point, point, tuple(end for end in ends if end.series_label == point.series_label))
            for point in points
            if point not in ends
        ]
    claims: list[_Claim] = []
    waiting: dict[str, Point] = {}
    for point in points:
        if point.quantity.precision == "upper" and point.series_label in waiting:
            lower = waiting.pop(point.series_label)
            claims[[claim.first for claim in claims].index(lower)] = _Claim(lower, point)
            continue
        if point.quantity.precision == "lower":
            waiting[point.series_label] = point
        claims.append(_Claim(point, point))
    return claims


def _claims_by_row(panel: Panel) -> list[list[_Claim]]:
    whiskers = bool(panel.options.get("whiskers"))
    by_row = ([point for point in panel.points if point.x_label == label] for label in panel.categories)
    return [_claims(points, whiskers=whiskers) for points in by_row]


def _dot_rows(panel: Panel) -> Rows:
    return Rows(panel.categories, [len(claims) for claims in _claims_by_row(panel)])


def _dots_height(panel: Panel) -> float:
    return _dot_rows(panel).height


def _dots(axes: Axes, panel: Panel) -> None:
    """Draw one line a claim: a dot, with `whiskers` between its ends, or a bar between the ends of a published range."""
    by_row = _claims_by_row(panel)
    values = [*(point.value for point in panel.points), *reference_values(panel)]
    low, high = min(values), max(values)
    if panel.options.get("zero", True):
        low, high = min(0.0, low), max(0.0, high)
    room = [0.08, 0.08]
    for claim in (claim for claims in by_row for claim in claims):
        side = int(claim.last.value >= 0)
        room[side] = max(room[side], text_size(claim.text(panel))[0] + 3 * _LABEL_GAP)
    for _ in range(_PASSES):
        row_value_axis(axes, panel, low, high, left=room[0], right=room[1])
        # A label moved off a reference line may need room at the left that was not foreseen.
        short = max(-_label_place(axes, panel, claim)[0] for claims in by_row for claim in claims)
        if short <= 0:
            break
        room[0] += short + _LABEL_GAP
    rows = _dot_rows(panel)
    rows.draw_axis(axes)
    references(axes, panel, horizontal=True)
    for claims, middle in zip(by_row, rows.middles, strict=True):
        for index, claim in enumerate(claims):
            _claim(axes, panel, claim, middle + (index - (len(claims) - 1) / 2) * BAR)
    for top in rows.middles[1:]:
        axes.axhline(top - rows.heights[rows.middles.index(top)] / 2, color="#eceef1", linewidth=0.6, zorder=0)
    for name in panel.series:
        panel.key(name, "marker", panel.styles[name])


def _claim(axes: Axes, panel: Panel, claim: _Claim, y: float) -> None:
    style = panel.styles[claim.first.series_label]
    drawn: list[Artist] = []
    if claim.first is not claim.last:
        drawn += axes.plot([claim.first.value, claim.last.value], [y, y], color=style.colour, linewidth=2.2, zorder=3)
    if claim.whiskers:
        drawn += axes.plot(claim.span, [y, y], color=style.colour, linewidth=1.2, marker="|", markersize=8, zorder=3)
    for point in {claim.first: None, claim.last: None}:
        drawn += axes.plot(
            [point.value], [y], marker=style.marker, color=style.colour, linestyle="none", zorder=4, clip_on=False,
            markerfacecolor="white" if panel.hollow(point) else style.colour,
        )  # fmt: skip
    for part, artist in enumerate(drawn):
        mark(artist, *claim.points, part=part)
    _, back = _label_place(axes, panel, claim)
    end = claim.span[0] if back else claim.span[1]
    axes.annotate(
        claim.text(panel), (end, y), (-6 if back else 6, 0), textcoords="offset points",
        ha="right" if back else "left", va="center_baseline", path_effects=halo(), zorder=5,
    )  # fmt: skip


def _label_place(axes: Axes, panel: Panel, claim: _Claim) -> tuple[float, bool]:
    """Return where the label of a claim starts, in inches from the left edge of the plot, and whether it stands left of it.

    It stands at the side away from zero, or at the other one where only there no reference line runs through it.
    """

    def inches(value: float) -> float:
        return float(axes.transData.transform((value, 0))[0] - axes.get_window_extent().x0) / DPI

    width = text_size(claim.text(panel))[0]
    low, high = (inches(end) for end in claim.span)
    starts = {True: low - 6 / 72 - width, False: high + 6 / 72}
    lines = [inches(value) for value in reference_values(panel)]
    free = [
        back
        for back, start in starts.items()
        if not any(start - _LABEL_GAP / 2 < line < start + width + _LABEL_GAP / 2 for line in lines)
    ]
    usual = claim.last.value < 0
    back = usual if usual in free or not free else not usual
    return starts[back], back


HORIZONTAL: Final = Kind(
    draw_rows, rows_height, frozenset({"values", "references", "unit", "log", "highlight", "sort"})
)
BULLET: Final = Kind(_bullet, _bullet_height, frozenset({"unit", "actual", "plan"}))
DOTS: Final = Kind(_dots, _dots_height, frozenset({"references", "unit", "log", "zero", "whiskers"}))
