"""The time axis: where a day or a period stands, which labels fit below, dated events and breaks of definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from numbers import Integral
from string import ascii_lowercase
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from assessment.findings import Cell, Period
from assessment.report.figure_blocks import Listed
from assessment.report.figure_canvas import Panel
from assessment.report.figure_data import FigureError, options_list, same_cell
from assessment.report.figure_style import INK, LINE, SeriesStyle, balanced, text_size

_DAY: Final = 1 / 366
# An event this share of the span outside the data still draws the axis out to it; farther ones are only counted.
_REACH: Final = 0.15
_EVENT_COLOUR: Final = "#979da4"
_BAND_COLOUR: Final = "#f3dcb8"
_NOT_A_YEAR: Final = 1900
# More months, quarters or years than this are never labelled one by one.
_MOST_UNITS: Final = 60
# On an axis shorter than three weeks single days are labelled.
_FEW_DAYS: Final = 21 * _DAY


def decimal_year(day: pd.Timestamp) -> float:
    """Return a day as a number of years.

    >>> decimal_year(pd.Timestamp("2024-07-02"))
    2024.5
    """
    return float(day.year + (day.day_of_year - 1) / (366 if day.is_leap_year else 365))


def time_span(cell: Cell) -> tuple[float, float] | None:
    """Return start and end of a year, a day or a period in decimal years; None for anything else.

    >>> time_span(2020), time_span("Hữu Nghị")
    ((2020.0, 2021.0), None)
    """
    if isinstance(cell, Integral) and not isinstance(cell, bool):
        return (float(cell), float(cell) + 1) if int(cell) >= _NOT_A_YEAR else None
    if isinstance(cell, pd.Timestamp):
        return decimal_year(cell), decimal_year(cell)
    if isinstance(cell, Period) and not pd.isna(cell.end):
        end = decimal_year(cell.end)
        if cell.frequency in ("stock", "day", "undated") or pd.isna(cell.start):
            return end, end
        return decimal_year(cell.start), decimal_year(cell.end + pd.Timedelta(days=1))
    return None


@dataclass(frozen=True)
class Scale:
    """The horizontal axis of a chart over time, or over ordered categories where x is no time."""

    low: float
    high: float
    categories: tuple[str, ...] = ()

    def place(self, cell: Cell, label: str) -> float:
        """Return where a point stands: the middle of its period, or the number of its category."""
        if self.categories:
            return float(self.categories.index(label))
        span = time_span(cell)
        assert span is not None
        return (span[0] + span[1]) / 2


def make_scale(panel: Panel) -> Scale:
    """Return the scale that holds the points of the whole figure and the events near them."""
    points = panel.data.points
    spans = [time_span(point.x) for point in points]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        categories = tuple(dict.fromkeys(point.x_label for point in points))
        return Scale(-0.4, len(categories) - 0.6, categories)
    low, high = min(span[0] for span in known), max(span[1] for span in known)
    reach = max((high - low) * _REACH, 0.1)
    near = [
        position
        for event in _listed(panel, breaks=False)
        if low - reach <= (position := _event_start(panel, event)) <= high + reach
    ]
    low, high = min([low, *near]), max([high, *near])
    # Whole years fill the axis from edge to edge; days need a little air.
    air = 0.0 if all(start != end for start, end in known) and not near else max((high - low) * 0.02, _DAY)
    return Scale(low - air, high + air)


def _listed(panel: Panel, *, breaks: bool) -> list[Mapping[str, Any]]:
    """Return the breaks or the other events; an event of the kind ``break`` is a break."""
    events = options_list(panel.data.figure, "events")
    named = options_list(panel.data.figure, "breaks") if breaks else []
    return [*named, *(event for event in events if (event.get("kind") == "break") == breaks)]


def _event_start(panel: Panel, event: Mapping[str, Any]) -> float:
    span = time_span(event["date"])
    if span is None:
        raise FigureError(f"figure {panel.data.figure.id!r}: event date {event['date']!r} is not a day, period or year")
    return span[0]


def draw_scale(axes: Axes, panel: Panel, scale: Scale) -> None:
    """Set limits and labels of the horizontal axis."""
    axes.set_xlim(scale.low, scale.high)
    if scale.categories:
        _draw_categories(axes, panel, scale)
        return
    ticks = _fitting(panel, scale)
    middles = [(start + end) / 2 for start, end, _ in ticks]
    axes.set_xticks(middles, [label for *_, label in ticks])
    edges = sorted({edge for start, end, _ in ticks for edge in (start, end) if scale.low <= edge <= scale.high})
    # Labels of every second or fifth year are wider than their year; a tick below each then stands for the edges.
    wide = len(middles) > 1 and middles[1] - middles[0] > 1.5
    axes.set_xticks([] if wide else edges, minor=True)
    axes.tick_params(axis="x", length=3.5 if wide else 0)
    axes.tick_params(axis="x", which="minor", length=3.5, color="#6b7178")


def _draw_categories(axes: Axes, panel: Panel, scale: Scale) -> None:
    slot = panel.width / (len(scale.categories) - 0.2) - 0.06
    lines = [balanced(label, slot) for label in scale.categories]
    fit = all(text_size(line)[0] <= slot for wrapped in lines for line in wrapped)
    axes.set_xticks(range(len(lines)), ["\n".join(wrapped) for wrapped in lines] if fit else scale.categories)
    axes.tick_params(axis="x", length=3.5)
    if not fit:
        for label in axes.get_xticklabels():
            label.set(rotation=90, ha="center", va="top")


def _fitting(panel: Panel, scale: Scale) -> list[tuple[float, float, str]]:
    """Return the finest units of time, as (start, end, label), whose labels stand beside each other.

    At the ends of the axis a unit shows only in part; it is labelled where the label fits into that part.
    """
    if scale.high - scale.low < _FEW_DAYS:
        return _days(panel, scale)
    inches = panel.width / (scale.high - scale.low)
    for months in (1, 3, 12, 24, 60, 120, 240):
        if (scale.high - scale.low) * 12 / months > _MOST_UNITS:
            continue
        units = [
            (max(start, scale.low), min(end, scale.high), label)
            for start, end, label in _units(scale, months, panel)
            if end > scale.low and start < scale.high
        ]
        whole = [text_size(label)[0] + 0.08 <= months / 12 * inches for *_, label in units]
        kept = [unit for unit in units if text_size(unit[2])[0] <= (unit[1] - unit[0]) * inches or months > 12]
        if len(kept) > 1 and all(whole):
            return kept
    return _days(panel, scale)


def _days(panel: Panel, scale: Scale) -> list[tuple[float, float, str]]:
    """Return single days at equal distances, for an axis of a few weeks."""
    first = pd.Timestamp(int(scale.low), 1, 1) + pd.Timedelta(days=round((scale.low % 1) * 366))
    days = [first + pd.Timedelta(days=step) for step in range(max(round((scale.high - scale.low) * 366), 1) + 1)]
    labels = max(int(panel.width / (text_size("00/00/0000")[0] + 0.15)), 1)
    kept = days[:: -(-len(days) // labels)]
    return [(decimal_year(day), decimal_year(day), panel.language.cell(day)) for day in kept]


def _units(scale: Scale, months: int, panel: Panel) -> Iterable[tuple[float, float, str]]:
    step = max(months // 12, 1)
    for year in range(int(scale.low) - 1, int(scale.high) + 2):
        if months >= 12:
            # Of several years only every second, fifth … is labelled, each below its own middle.
            if year % step == 0:
                yield float(year), year + 1.0, str(year)
            continue
        for month in range(1, 13, months):
            start = pd.Timestamp(year, month, 1)
            end = start + pd.DateOffset(months=months)
            if months == 3:
                label = panel.language.period(Period(start, end - pd.Timedelta(days=1), "quarter"))
            else:
                label = f"{date(year, month, 1):%m/%Y}"
            yield decimal_year(start), decimal_year(end), label


@dataclass(frozen=True)
class Mark:
    """A line across the plot: where it starts and ends, what stands above it, and its line in the list."""

    start: float
    end: float
    listed: Listed


def event_marks(panel: Panel, scale: Scale) -> list[Mark]:
    """Return the dated events inside the axis, numbered in the order of time; the others are counted in a note."""
    events = sorted(_listed(panel, breaks=False), key=lambda event: _event_start(panel, event))
    if scale.categories:
        raise_without_time(panel, events)
    marks: list[Mark] = []
    for event in events:
        start = _event_start(panel, event)
        if not scale.low <= start <= scale.high:
            continue
        listed = Listed(str(len(marks) + 1), panel.language.cell(event["date"]), panel.language.cell(event["label"]))
        span = time_span(event["date"])
        until = time_span(event["end"]) if event.get("end") is not None else None
        end = until[1] if until else start if isinstance(event["date"], Integral) else (span or (start, start))[1]
        marks.append(Mark(start, min(end, scale.high), listed))
    if outside := len(events) - len(marks):
        panel.note(panel.text("note.events_outside", count=outside))
    return marks


def raise_without_time(panel: Panel, events: Sequence[object]) -> None:
    """Raise where events or bands are to be drawn on an axis that has no time."""
    if events:
        raise FigureError(f"figure {panel.data.figure.id!r}: events and bands need dates, years or periods as x")


def break_marks(panel: Panel, scale: Scale) -> list[Mark]:
    """Return the breaks of definition, lettered; the new definition holds from the mark onwards."""
    found: list[Mark] = []
    for entry in _listed(panel, breaks=True):
        cell = entry["date"] if "date" in entry else entry["x"]
        if scale.categories:
            index = next((i for i, p in enumerate(scale.categories) if _is_category(panel, cell, p)), None)
            place = None if index is None else index - 0.5
        else:
            span = time_span(cell)
            place = span[0] if span else None
        if place is None:
            raise FigureError(f"figure {panel.data.figure.id!r}: the break at {cell!r} is not on the axis")
        if scale.low < place < scale.high:
            listed = Listed(ascii_lowercase[len(found)], panel.language.cell(cell), panel.language.cell(entry["label"]))
            found.append(Mark(place, place, listed))
    return found


def _is_category(panel: Panel, cell: Cell, label: str) -> bool:
    return any(point.x_label == label and same_cell(point.x, cell, panel.language) for point in panel.data.points)


def draw_bands(axes: Axes, panel: Panel, scale: Scale) -> None:
    """Shade the periods of the option ``bands``, each band of periods with one entry in the legend."""
    bands = options_list(panel.data.figure, "bands")
    if scale.categories:
        raise_without_time(panel, bands)
    for band in bands:
        spans = [span for date in band["dates"] if (span := time_span(date)) is not None]
        if len(spans) < len(band["dates"]):
            raise FigureError(f"figure {panel.data.figure.id!r}: a date of a band is not a day, period or year")
        for start, end in spans:
            axes.axvspan(start, end, color=_BAND_COLOUR, linewidth=0, zorder=0)
        if spans:
            panel.key(panel.language.cell(band["label"]), "bar", SeriesStyle(_BAND_COLOUR, "", "", "-"))


def draw_marks(axes: Axes, panel: Panel, events: Sequence[Mark], breaks: Sequence[Mark]) -> None:
    """Draw events as thin lines and breaks as dashed ones, their numbers above the plot, in rows where they come close."""
    for mark in events:
        axes.axvline(mark.start, color=_EVENT_COLOUR, linewidth=0.7, zorder=1)
        if mark.end - mark.start > _DAY:
            axes.axvspan(mark.start, mark.end, color="#eceff2", linewidth=0, zorder=0)
    for mark in breaks:
        axes.axvline(mark.start, color=INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
    marks = sorted([*events, *breaks], key=lambda mark: mark.start)
    inches = panel.width / (axes.get_xlim()[1] - axes.get_xlim()[0])
    ends: list[float] = []
    for mark in marks:
        width = text_size(mark.listed.mark, "bold")[0] + 0.05
        left = mark.start * inches - width / 2
        level = next((index for index, end in enumerate(ends) if end <= left), len(ends))
        ends[level : level + 1] = [left + width]
        axes.annotate(
            mark.listed.mark, (mark.start, 1), (0, 2 + level * LINE * 72 * 0.85),
            xycoords=("data", "axes fraction"), textcoords="offset points", ha="center", va="bottom",
            fontweight="bold", color=INK if mark in breaks else "#50565c",
        )  # fmt: skip
    panel.listed.extend(mark.listed for mark in [*events, *breaks])
