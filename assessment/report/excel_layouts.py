"""How the data of a figure stand in a table of the annex: a row an x and a column a series, or what suits its kind.

What a native chart needs besides the figure's own numbers stands in columns of its own, so that the chart can be edited through
its cells: the day a period is drawn at, the margins of an interval, reference values, the place of a month on its axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from assessment.findings import Cell, Column, Period, Quantity, Text, derive
from assessment.report.figure_data import ChartData, Point, options_list, printed, same_cell
from assessment.report.tables import annex_address

# Kinds whose reference values become a column, drawn as a dashed line; below other charts a note names them.
WITH_LINES: Final = frozenset({"lines", "points_over_time", "intervals"})
DATED: Final = frozenset({"lines", "points_over_time"})
_NO_TIME: Final = ("stock", "day", "undated")
# Units of numbers that stand in no column of their own on a timeline: the year is the x already.
_NO_AMOUNT: Final = ("", "year")


@dataclass(frozen=True)
class Drawn:
    """A column of numbers: its place in the table, the series it belongs to, its unit, and its part in the chart.

    `part` is ``value``, ``reference`` (the same number in every row), ``x`` (a place on the number axis below), or empty for what
    other columns are computed from.
    """

    index: int
    series: str
    unit: str
    part: str = "value"
    margins: tuple[int, int] | None = None


def named(data: ChartData, option: str) -> tuple[str, ...]:
    """Return the printed names of the series that an option means, one or several; none where it is not given."""
    wanted = data.figure.options.get(option)
    every = wanted if isinstance(wanted, list | tuple) else [] if wanted is None else [wanted]
    points = (*data.points, *data.left_out)
    return tuple(next((p.series_label for p in points if same_cell(p.series, one, data.language)), "") for one in every)


def is_year(cell: Cell) -> bool:
    """Return whether an x is a whole year."""
    if isinstance(cell, Period):
        return cell.frequency == "year" and cell.start == pd.Timestamp(cell.end.year, 1, 1)
    return isinstance(cell, int) and cell >= 1900


def middle(cell: Cell) -> pd.Timestamp | None:
    """Return the day in the middle of a period, where the chart has its point; None for what is no time.

    >>> middle(Period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-31"), "month"))
    Timestamp('2024-01-16 00:00:00')
    """
    if is_year(cell) and isinstance(cell, int):
        return pd.Timestamp(cell, 7, 2)
    if isinstance(cell, pd.Timestamp):
        return cell.normalize()
    if not isinstance(cell, Period) or pd.isna(cell.end):
        return None
    if cell.frequency in _NO_TIME or pd.isna(cell.start):
        return cell.end.normalize()
    return (cell.start + (cell.end - cell.start) / 2).normalize()


def workbook_text(key: str, **values: Cell) -> Text:
    """Return a text of the workbook."""
    return Text(f"annex.workbook.{key}", values)


def _single_day(cell: Cell) -> Cell:
    """Return a period of one day as the day itself, which a spreadsheet can sort."""
    if isinstance(cell, Period) and (cell.frequency in ("stock", "day") or cell.start == cell.end):
        return cell.end.normalize()
    return cell


class Builder:
    """The columns and rows of the table of one figure in the making: `build` fills `headers`, `cells` and `drawn`."""

    def __init__(self, data: ChartData) -> None:
        self._data = data
        self._figure = data.figure
        self._points = sorted((*data.points, *data.left_out), key=lambda point: point.row)
        self._places: dict[int, list[tuple[int, int]]] = {}
        self.headers: list[Column] = []
        self.cells: list[list[Cell]] = []
        self.drawn: list[Drawn] = []

    def addresses(self) -> dict[int, tuple[str, ...]]:
        """Return where each row of the figure's data stands on the annex sheet."""
        return {row: tuple(annex_address(*place) for place in places) for row, places in self._places.items()}

    def build(self) -> None:
        """Choose the layout of the kind."""
        kind = self._figure.draw
        special = {"timeline": self._timeline, "map": self._map, "month_plot": self._months, "heatmap": self._heatmap}
        special.get(kind, self._wide)()

    # A row an x

    def _wide(self) -> None:
        points = self._in_order()
        keys = self._row_keys(points)
        rows = list(dict.fromkeys(keys.values()))
        first = {keys[point]: point for point in reversed(points)}
        self._x_columns([first[row] for row in rows])
        if self._figure.draw == "bubble" and any(point.label for point in points):
            labels = {row: next((p.label for p in points if keys[p] == row and p.label), None) for row in rows}
            self._column(Column(workbook_text("group")), [labels[row] for row in rows])
        places: dict[tuple[str, str, str], int] = {}
        for point in self._points:
            place = self._column_key(point)
            if place not in places:
                places[place] = self._column(Column(self._header(point), point.quantity.unit), [None] * len(rows))
                self.drawn.append(Drawn(places[place], point.series_label, point.quantity.unit, self._part(point)))
        for point in points:
            self._put(point, rows.index(keys[point]), places[self._column_key(point)])
        if self._figure.draw == "lorenz":
            self._shares(rows, points)
        self._margins(places)
        self._references(len(rows))

    def _in_order(self) -> list[Point]:
        """Return the points by time on a time axis, by size where the options say so, else as they are."""
        points = self._points
        if self._figure.draw in DATED and self._dated:
            return sorted(points, key=lambda point: middle(point.x) or pd.Timestamp(0))
        if self._figure.draw == "lorenz":
            return sorted(points, key=lambda point: int(point.x_label))
        if self._figure.options.get("sort"):
            largest = {
                p.x_label: max((q.value for q in self._data.points if q.x_label == p.x_label), default=0.0)
                for p in points
            }
            return sorted(points, key=lambda point: -largest[point.x_label])
        return points

    @property
    def _dated(self) -> bool:
        return all(middle(point.x) is not None for point in self._points)

    def _row_keys(self, points: Sequence[Point]) -> dict[Point, tuple[str, int]]:
        """Return the row of each point; a second figure for the same x and series gets a row of its own."""
        seen: dict[tuple[str, tuple[str, str, str]], int] = {}
        keys = {}
        for point in points:
            place = (point.x_label, self._column_key(point))
            keys[point] = (point.x_label, seen.get(place, 0))
            seen[place] = seen.get(place, 0) + 1
        return keys

    def _column_key(self, point: Point) -> tuple[str, str, str]:
        precision = point.quantity.precision if self._figure.draw == "dots" else "exact"
        return point.quantity.unit, point.series_label, precision if precision in ("lower", "upper") else ""

    def _part(self, point: Point) -> str:
        """Return the part in the chart of the column of a point; ends of intervals are drawn by their margins."""
        kind, name = self._figure.draw, point.series_label
        if kind == "intervals":
            middles = named(self._data, "point") or self._data.series[:1]
            return "value" if name in middles else "inner" if name in named(self._data, "thick") else ""
        if kind == "bubble":
            return {"across": "x", "up": "value", "area": "area"}.get(self._first_named(name), "")
        if kind == "dots" and self._figure.options.get("whiskers"):
            return "" if self._column_key(point)[2] else "value"
        return "" if name in named(self._data, "within") else "value"

    def _first_named(self, name: str) -> str:
        return next((o for o in ("across", "up", "area") if named(self._data, o)[:1] == (name,)), "")

    def _header(self, point: Point) -> Text:
        end = self._column_key(point)[2]
        if end:
            return workbook_text(end, name=point.series) if point.series_label else workbook_text(f"{end}_alone")
        if self._figure.draw == "acceptability" and isinstance(point.series, int):
            return Text("figures.key.rank", {"rank": point.series})
        if self._figure.draw == "drivers" and point.label:
            return Text("figures.key.criterion", {"pillar": point.label, "criterion": point.series_label})
        return workbook_text("column", name=point.series) if point.series_label else Text("common.column.value")

    def _x_columns(self, firsts: Sequence[Point]) -> None:
        """Write what the rows are called, and on an axis of days where each is drawn."""
        if self._figure.draw == "lorenz":
            self._column(Column(workbook_text("units")), [point.x for point in firsts])
        elif self._figure.draw not in DATED or not self._dated:
            self._column(Column(workbook_text("item")), [point.x for point in firsts])
        elif all(is_year(point.x) for point in firsts):
            index = self._column(Column(Text("common.column.year")), [int(point.x_label) for point in firsts])
            self.drawn.append(Drawn(index, "", "year", "x"))
        else:
            days = [_single_day(point.x) for point in firsts]
            index = self._column(Column(Text("common.column.period")), days)
            if not all(isinstance(day, pd.Timestamp) for day in days):
                index = self._column(Column(workbook_text("drawn_at")), [middle(point.x) for point in firsts])
            self.drawn.append(Drawn(index, "", "day", "x"))

    def _shares(self, rows: Sequence[tuple[str, int]], points: Sequence[Point]) -> None:
        """Write for each series of a Lorenz curve the share of its units, cumulated; once where all have as many."""
        counts = {int(name): Quantity(float(name), "count", formula="count") for name, _ in rows}
        ends = (max(int(p.x_label) for p in points if p.series_label == name) for name in self._data.series)
        for units in dict.fromkeys(ends):
            cells: list[Cell] = [
                derive("share", "percent", lambda part, whole: 100 * part / whole, count, counts[units])
                if number <= units
                else None
                for number, count in counts.items()
            ]
            index = self._column(Column(workbook_text("share", units=units), "percent"), cells)
            self.drawn.append(Drawn(index, str(units), "percent", "x"))

    def _margins(self, places: Mapping[tuple[str, str, str], int]) -> None:
        """Write how far the ends of each interval are from its point: what error bars are drawn from."""
        for number, column in enumerate(self.drawn):
            ends = self._ends(column, places)
            if ends is None:
                continue
            below, above = (
                self._column(
                    Column(
                        workbook_text(key, name=column.series) if column.series else workbook_text(f"{key}_alone"),
                        column.unit,
                    ),
                    [_distance(row[column.index], row[end]) for row in self.cells],
                )
                for key, end in zip(("below", "above"), ends, strict=True)
            )
            self.drawn[number] = replace(column, margins=(below, above))

    def _ends(self, column: Drawn, places: Mapping[tuple[str, str, str], int]) -> tuple[int, int] | None:
        """Return the columns of the lower and the upper end of the interval of a column."""
        options: list[tuple[str, ...]] = []
        if self._figure.draw == "dots" and self._figure.options.get("whiskers") and column.part == "value":
            low, high = (places.get((column.unit, column.series, end)) for end in ("lower", "upper"))
            return None if low is None or high is None else (low, high)
        if self._figure.draw == "bubble":
            options = [named(self._data, option) for option in ("across", "up")]
        elif self._figure.draw == "intervals":
            options = [(*(named(self._data, "point") or self._data.series[:1]), *named(self._data, "line"))]
        names = next((names for names in options if len(names) == 3 and names[0] == column.series), None)
        if names is None or any((column.unit, name, "") not in places for name in names):
            return None
        return places[column.unit, names[1], ""], places[column.unit, names[2], ""]

    def _references(self, count: int) -> None:
        if self._figure.draw not in WITH_LINES:
            return
        for entry in options_list(self._figure, "references"):
            quantity = entry["value"]
            if quantity.known and quantity.unit in self._data.units:
                index = self._column(
                    Column(workbook_text("column", name=entry["label"]), quantity.unit), [quantity] * count
                )
                self.drawn.append(
                    Drawn(index, printed(entry["label"], self._data.language), quantity.unit, "reference")
                )

    # Other layouts

    def _heatmap(self) -> None:
        """Lay out rows and columns as in the picture."""
        columns = list(dict.fromkeys(point.x_label for point in self._points))
        rows = list(dict.fromkeys(point.series_label for point in self._points))
        first = {point.series_label: point.series for point in reversed(self._points)}
        self._column(Column(workbook_text("item")), [first[row] for row in rows])
        heads = {point.x_label: point.x for point in reversed(self._points)}
        for label in columns:
            unit = self._points[0].quantity.unit
            index = self._column(Column(workbook_text("column", name=heads[label]), unit), [None] * len(rows))
            self.drawn.append(Drawn(index, label, unit))
        for point in self._points:
            self._put(point, rows.index(point.series_label), 1 + columns.index(point.x_label))

    def _months(self) -> None:
        """Lay out the years of each month below each other, the mean behind them; a year that is missing has an empty cell."""
        years = sorted({p.x.start.year for p in self._points if isinstance(p.x, Period)})
        span = range(years[0], years[-1] + 1)
        rows = [(month, year) for month in range(1, 13) for year in (*span, 0)]
        place = {row: index for index, row in enumerate(rows)}
        self._column(Column(workbook_text("month")), [month for month, _ in rows])
        self._column(Column(Text("common.column.year")), [year or workbook_text("mean_of_month") for _, year in rows])
        at = [month - 0.38 + 0.76 * (year - span[0]) / max(len(span) - 1, 1) if year else month for month, year in rows]
        self._column(Column(workbook_text("position")), [Quantity(round(value, 3), "", decimals=2) for value in at])
        self.drawn.append(Drawn(2, "", "month", "x"))
        columns: dict[tuple[str, bool], int] = {}
        for point in self._points:
            mean = not isinstance(point.x, Period)
            if (point.series_label, mean) not in columns:
                header = workbook_text("mean_of" if mean else "column", name=point.series)
                index = self._column(Column(header, point.quantity.unit), [None] * len(rows))
                columns[point.series_label, mean] = index
                self.drawn.append(Drawn(index, point.series_label, point.quantity.unit, "mean" if mean else "value"))
            row = (point.x.start.month, point.x.start.year) if isinstance(point.x, Period) else (int(point.x_label), 0)
            self._put(point, place[row], columns[point.series_label, mean])

    def _timeline(self) -> None:
        amounts = [point.quantity if point.quantity.unit not in _NO_AMOUNT else None for point in self._points]
        self._column(Column(workbook_text("date")), [_single_day(point.x) for point in self._points])
        self._column(Column(workbook_text("kind")), [point.series for point in self._points])
        self._column(Column(workbook_text("event")), [point.label for point in self._points])
        if any(amounts):
            self._column(Column(Text("common.column.value")), list(amounts))
        for row, point in enumerate(self._points):
            if amounts[row]:
                self._places[point.row] = [(row, 3)]

    def _map(self) -> None:
        frame = self._figure.data
        self._column(Column(workbook_text("place")), [point.x for point in self._points])
        self._column(Column(workbook_text("kind")), [point.series for point in self._points])
        for name, key in (("y", "latitude"), ("longitude", "longitude")):
            cells = [cell if isinstance(cell, Quantity) and cell.known else None for cell in frame[name]]
            index = self._column(Column(workbook_text(key), "degree"), list(cells))
            for row, point in enumerate(self._points):
                self._places.setdefault(point.row, []).append((row, index))

    # Columns and cells

    def _column(self, header: Column, cells: Sequence[Cell]) -> int:
        """Add a column and return its number."""
        self.headers.append(header)
        self.cells = (
            [[cell] for cell in cells]
            if len(self.headers) == 1
            else [[*row, cell] for row, cell in zip(self.cells, cells, strict=True)]
        )
        return len(self.headers) - 1

    def _put(self, point: Point, row: int, column: int) -> None:
        if point.quantity.known:
            self.cells[row][column] = point.quantity
            self._places[point.row] = [(row, column)]


def _distance(point: Cell, end: Cell) -> Cell:
    """Return how far an end of an interval is from its point; nothing where either is not known."""
    if not isinstance(point, Quantity) or not isinstance(end, Quantity):
        return None
    return derive("difference", point.unit, lambda a, b: abs(a - b), point, end, decimals=point.decimals)
