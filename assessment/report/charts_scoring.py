"""Charts of a scoring: intervals of scores or ranks, shares of draws by rank, what a score is made of.

All three have a row a sector, in the order of the data, and a row of data a number: ``x`` is the sector, ``y`` the quantity,
``series`` says which number of the sector it is. So each number keeps its own unit, status and trace in the CSV file and the annex,
and no number is drawn that is not in the data. A sector with a number that cannot be determined is not drawn; the note names it.

- ``intervals``: ``series`` are the point, the ends of its interval and, if wanted, of a narrower one. Options: ``point`` (series;
  without it the first), ``line`` and ``thick`` (lower and upper series), ``ranks`` (whole numbers from 1 at the left), ``values``,
  ``references``. A sector without ends is a point.
- ``acceptability``: ``series`` are the ranks 1, 2 … as whole numbers, ``y`` the percentages of draws, which sum to 100. Options:
  ``first`` (so many first ranks are strong, the others pale and one entry of the legend), ``within`` (a series written at the end of
  the bar, such as the share of draws among the first), ``values``.
- ``drivers``: ``series`` are the criteria, ``y`` what each adds to the score, negative or not. A column ``label`` groups criteria by
  pillar: a pillar has one colour and hatch, its criteria are shades. Options: ``total`` (the series of the score, a point at the sum
  of the bars), ``values``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from seaborn import color_palette

from assessment.report.chart_parts import BAR, reference_values, references, refuse_doubles, row_value_axis
from assessment.report.charts_bars import draw_stacked, is_total, lying_rows
from assessment.report.figure_canvas import Kind, Panel
from assessment.report.figure_data import FigureError, Point, same_cell
from assessment.report.figure_marks import mark
from assessment.report.figure_style import INK, SeriesStyle, halo, series_style, text_size
from assessment.report.numbers import RANGE_DASH

_GAP: Final = 6 / 72
_ROUNDING: Final = 1e-6
_WHOLE: Final = 100.0
_LINE: Final = "#0072b2"
# From dark to light in blue, so that the order is kept in grey print; ranks beyond the first ones are grey and lighter still.
_RAMP: Final = color_palette("Blues", as_cmap=True)
_PALE: Final = ("#d9dce0", "#eceef1")
_SHADES: Final = (0.0, 0.35, 0.6, 0.78)


def named_series(panel: Panel, option: str, wanted: object) -> str:
    """Return the printed name of the series that an option means."""
    points = (*panel.data.points, *panel.data.left_out)
    for point in points:
        if same_cell(point.series, wanted, panel.language):
            return point.series_label
    names = ", ".join(dict.fromkeys(repr(point.series_label) for point in points))
    raise FigureError(
        f"figure {panel.data.figure.id!r}: option {option!r} names {wanted!r}; expected one of the series {names}"
    )


def ends(panel: Panel, option: str) -> tuple[str, str] | None:
    """Return the printed names of the lower and the upper series of an option; None where it is not given."""
    wanted = panel.options.get(option)
    if wanted is None:
        return None
    if not isinstance(wanted, Sequence) or isinstance(wanted, str) or len(wanted) != 2:
        raise FigureError(
            f"figure {panel.data.figure.id!r}: option {option!r} is {wanted!r}; expected the lower and the upper series"
        )
    return named_series(panel, option, wanted[0]), named_series(panel, option, wanted[1])


def by_sector(panel: Panel) -> dict[str, dict[str, Point]]:
    """Return by sector its points by series."""
    refuse_doubles(panel)
    found: dict[str, dict[str, Point]] = {label: {} for label in panel.categories}
    for point in panel.points:
        found[point.x_label][point.series_label] = point
    return found


def interval(
    panel: Panel, row: Mapping[str, Point], sector: str, names: tuple[str, str] | None
) -> tuple[Point, Point] | None:
    """Return the ends of an interval of a sector; None where it has neither."""
    if names is None or not any(name in row for name in names):
        return None
    low, high = (needed(panel, row, sector, name) for name in names)
    if low.value > high.value:
        raise FigureError(
            f"figure {panel.data.figure.id!r}, {sector!r}: the lower end {low.value} ({names[0]}) is above "
            f"the upper end {high.value} ({names[1]})"
        )
    return low, high


def needed(panel: Panel, row: Mapping[str, Point], sector: str, name: str) -> Point:
    """Return the point of a series of a sector, which must be there."""
    if name not in row:
        raise FigureError(
            f"figure {panel.data.figure.id!r}: {sector!r} has no {name!r}; give the number or, where it cannot be "
            "determined, a quantity with the reason"
        )
    return row[name]


def ends_label(panel: Panel, names: tuple[str, str]) -> str:
    """Return what the legend calls an interval."""
    return panel.text("key.interval", low=names[0], high=names[1])


def _height(panel: Panel) -> float:
    return lying_rows(panel).height


# Intervals


def _intervals(axes: Axes, panel: Panel) -> None:
    """Draw a point a sector on the line of its interval; the numbers stand behind it."""
    point_name = named_series(panel, "point", panel.options.get("point", panel.data.points[0].series))
    lines = {option: ends(panel, option) for option in ("line", "thick")}
    rows = []
    for sector, row in by_sector(panel).items():
        spans = {option: interval(panel, row, sector, names) for option, names in lines.items()}
        rows.append((needed(panel, row, sector, point_name), spans))
    labels = [_interval_label(panel, point, spans["line"]) for point, spans in rows]
    _interval_axis(axes, panel, max(text_size(label)[0] for label in labels) + 2 * _GAP)
    style = SeriesStyle(_LINE, "", "o", "-")
    for (point, spans), label, middle in zip(rows, labels, lying_rows(panel).middles, strict=True):
        axes.axhline(middle, color="#eceef1", linewidth=0.6, zorder=0)
        drawn: list[Artist] = []
        for option, width in (("line", 1.2), ("thick", 4.0)):
            if span := spans[option]:
                drawn += axes.plot([end.value for end in span], [middle, middle], color=_LINE, linewidth=width, zorder=3,
                                   solid_capstyle="butt")  # fmt: skip
        drawn += axes.plot(
            [point.value], [middle], marker="o", markersize=6, color=_LINE, linestyle="none", zorder=4, clip_on=False,
            markerfacecolor="white" if panel.hollow(point) else _LINE, markeredgecolor="white",
        )  # fmt: skip
        numbers = (point, *(spans["line"] or ()), *(spans["thick"] or ()))
        for part, artist in enumerate(drawn):
            mark(artist, *numbers, part=part)
        end = max(number.value for number in numbers)
        axes.annotate(
            label, (end, middle), (6, 0), textcoords="offset points", ha="left", va="center_baseline",
            path_effects=halo(), zorder=5,
        )  # fmt: skip
    panel.key(point_name, "marker", style)
    for option, shape in (("line", "line"), ("thick", "bar")):
        if names := lines[option]:
            panel.key(ends_label(panel, names), shape, SeriesStyle(_LINE, "", "", "-"))  # type: ignore[arg-type]


def _interval_label(panel: Panel, point: Point, span: tuple[Point, Point] | None) -> str:
    """Return the number of a sector, the ends of its interval in brackets; nothing where no values are wanted."""
    if panel.options.get("values") is False:
        return ""
    number = panel.written(point)
    if span is None:
        return number
    return f"{number} ({RANGE_DASH.join(panel.language.quantity(end.quantity, 'number') for end in span)})"


def _interval_axis(axes: Axes, panel: Panel, room: float) -> None:
    """Set the axis of the numbers; that of ranks has a tick at whole numbers only, from the first place on."""
    values = [*(point.value for point in panel.points), *reference_values(panel)]
    low, high = min(values), max(values)
    if panel.options.get("ranks"):
        if low < 1:
            raise FigureError(f"figure {panel.data.figure.id!r}: rank {low}; ranks count from 1")
        low, high = 1.0, max(high, 2.0)
    row_value_axis(axes, panel, low, high, left=0.1, right=room)
    if panel.options.get("ranks"):
        step = next(step for step in (1, 2, 5, 10, 20, 50) if (high - 1) / step <= 16)
        ticks = [1, *range(step if step > 1 else 2, math.floor(high) + 1, step)]
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
    lying_rows(panel).draw_axis(axes)
    references(axes, panel, horizontal=True)


# Acceptability of ranks


def _acceptability(axes: Axes, panel: Panel) -> None:
    """Stack for each sector the shares of draws by rank, the first rank at the left."""
    wanted = panel.options.get("within")
    within = None if wanted is None else named_series(panel, "within", wanted)
    sectors = by_sector(panel)
    shares = {sector: _shares(panel, sector, row, within) for sector, row in sectors.items()}
    every = range(1, max(rank for row in shares.values() for rank in row) + 1)
    first = min(int(panel.options.get("first", every[-1])), every[-1])
    colours = rank_colours(every[-1], first)
    at_end = {sector: needed(panel, row, sector, within) for sector, row in sectors.items()} if within else {}
    texts = {sector: panel.written(at_end[sector]) if within else "" for sector in sectors}
    row_value_axis(
        axes, panel, 0.0, _WHOLE, left=0.0, right=max(text_size(text, "bold")[0] for text in texts.values()) + _GAP
    )
    axes.set_xticks(range(0, 101, 25), [str(tick) for tick in range(0, 101, 25)])
    rows = lying_rows(panel)
    rows.draw_axis(axes)
    for (sector, row), middle in zip(shares.items(), rows.middles, strict=True):
        left = 0.0
        for rank in sorted(row):
            _share(axes, panel, row[rank], (left, middle), colours[rank - 1])
            left += row[rank].value
        number = axes.annotate(
            texts[sector], (_WHOLE, middle), (4, 0), textcoords="offset points", ha="left", va="center_baseline",
            fontweight="bold",
        )  # fmt: skip
        if within:
            mark(number, at_end[sector])
    _rank_keys(panel, colours, first)
    if within:
        panel.note(panel.text("note.at_end", series=within))


def _shares(panel: Panel, sector: str, row: Mapping[str, Point], within: str | None) -> dict[int, Point]:
    """Return the shares of a sector by rank, which must sum to the whole."""
    found: dict[int, Point] = {}
    for name, point in row.items():
        if name == within:
            continue
        if not isinstance(point.series, int) or point.series < 1 or point.value < 0:
            raise FigureError(
                f"figure {panel.data.figure.id!r}, {sector!r}: series {point.series!r} with the share {point.value}; "
                "expected ranks as whole numbers from 1 and shares that are not negative"
            )
        found[point.series] = point
    whole = math.fsum(point.value for point in found.values())
    if abs(whole - _WHOLE) > _ROUNDING * _WHOLE:
        raise FigureError(
            f"figure {panel.data.figure.id!r}, {sector!r}: its shares by rank sum to {whole}; expected 100 percent"
        )
    return found


def rank_colours(count: int, first: int) -> list[str]:
    """Return a colour a rank, each lighter than the one before among the first; those beyond alternate in pale grey.

    >>> len(rank_colours(16, 5)), rank_colours(16, 5)[5] == rank_colours(16, 5)[7]
    (16, True)
    """
    strong = [to_hex(_RAMP(0.98 - 0.66 * index / max(first - 1, 1))) for index in range(first)]
    if first == count:
        strong = [to_hex(_RAMP(0.98 - 0.92 * index / max(count - 1, 1))) for index in range(count)]
    return [*strong, *(_PALE[index % 2] for index in range(count - first))]


def _share(axes: Axes, panel: Panel, point: Point, start: tuple[float, float], colour: str) -> None:
    left, middle = start
    style = SeriesStyle(colour, "", "", "-")
    bar = Rectangle(
        (left, middle - BAR * 0.6), point.value, BAR * 1.2, facecolor=colour, edgecolor="white", linewidth=0.7
    )
    mark(bar, point)
    axes.add_patch(bar)
    if panel.options.get("values") is False:
        return
    text = panel.written(point)
    low, high = axes.get_xlim()
    if point.value / (high - low) * panel.width > text_size(text)[0] + 0.06:
        axes.annotate(
            text, (left + point.value / 2, middle), ha="center", va="center_baseline",
            color=INK if style.light else "white",
        )  # fmt: skip


def _rank_keys(panel: Panel, colours: Sequence[str], first: int) -> None:
    """Name each of the first ranks in the legend, and those beyond together."""
    for rank, colour in enumerate(colours[:first], start=1):
        label = panel.text("key.rank", rank=rank) if rank == 1 else str(rank)
        panel.key(label, "bar", SeriesStyle(colour, "", "", "-"))
    if beyond := colours[first:]:
        last = first + len(beyond)
        span = str(last) if len(beyond) == 1 else f"{first + 1}{RANGE_DASH}{last}"
        panel.key(span, "bar", SeriesStyle(beyond[0], "", "", "-"))


# Drivers


def _drivers(axes: Axes, panel: Panel) -> None:
    """Stack what each criterion adds to a score; what is taken away is stacked to the left of zero."""
    if "total" in panel.options:
        named_series(panel, "total", panel.options["total"])
        _check_sums(panel)
    criteria = {point.series_label: point.label for point in panel.points if not is_total(panel, point)}
    panel.styles = {**panel.styles, **_pillar_styles(criteria)}
    draw_stacked(axes, panel, standing=False)
    for criterion, pillar in criteria.items():
        label = panel.text("key.criterion", pillar=pillar, criterion=criterion) if pillar else criterion
        panel.key(label, "bar", panel.styles[criterion])
    if any(point.value < 0 for point in panel.points):
        axes.axvline(0, color=INK, linewidth=0.8, zorder=2)
        axes.spines["left"].set_visible(False)


def _check_sums(panel: Panel) -> None:
    for sector, row in by_sector(panel).items():
        totals = [point.value for point in row.values() if is_total(panel, point)]
        added = math.fsum(point.value for point in row.values() if not is_total(panel, point))
        size = math.fsum(abs(point.value) for point in row.values())
        if len(totals) != 1 or abs(totals[0] - added) > _ROUNDING * max(size, 1.0):
            raise FigureError(
                f"figure {panel.data.figure.id!r}, {sector!r}: the bars sum to {added} but the total is "
                f"{totals[0] if totals else 'not given'}"
            )


def _pillar_styles(criteria: Mapping[str, str]) -> dict[str, SeriesStyle]:
    """Return a style a criterion that has a pillar: the colour and hatch of the pillar, lighter from one criterion to the next."""
    pillars: dict[str, list[str]] = {}
    for criterion, pillar in criteria.items():
        if pillar:
            pillars.setdefault(pillar, []).append(criterion)
    styles = {}
    for index, group in enumerate(pillars.values()):
        base = series_style(index)
        for place, criterion in enumerate(group):
            share = _SHADES[min(place, len(_SHADES) - 1)]
            red, green, blue = (part + (1 - part) * share for part in to_rgb(base.colour))
            lighter = to_hex((red, green, blue))
            styles[criterion] = SeriesStyle(lighter, base.hatch, base.marker, base.dash)
    return styles


INTERVALS: Final = Kind(
    _intervals,
    _height,
    frozenset({"point", "line", "thick", "ranks", "values", "references", "unit"}),
    whole_rows=True,
)
ACCEPTABILITY: Final = Kind(_acceptability, _height, frozenset({"first", "within", "values", "unit"}), whole_rows=True)
DRIVERS: Final = Kind(_drivers, _height, frozenset({"total", "values", "unit"}), whole_rows=True)
