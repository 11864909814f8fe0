"""The data of a figure as points with printed labels, what of it is drawn, and its table as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from assessment.errors import AssessmentError
from assessment.findings import Bilingual, Cell, Figure, Name, Quantity, Text
from assessment.harmless import harmless
from assessment.report.language import Language, capital

# Statuses that are drawn hollow where other points of the figure are firmer.
_SOFT: Final = ("plan", "estimate")
CSV_COLUMNS: Final = ("x", "series", "value", "unit", "status", "precision", "inferred", "formula", "reason", "rows")

# An event of a timeline needs no number; this stands for it.
_EVENT: Final = Quantity(1.0, "")


class FigureError(AssessmentError):
    """A figure cannot be drawn as it was asked for; the message names the figure and what to change."""


# Points are compared by identity: two equal figures of one document are still two points.
@dataclass(frozen=True, eq=False)
class Point:
    """A point of a chart: its quantity, and what its place and its series are called in print."""

    x: Cell
    series: Cell
    quantity: Quantity
    x_label: str
    series_label: str
    label: str = ""
    row: int = 0

    @property
    def value(self) -> float:
        """The number that is drawn; only known points are drawn."""
        if self.quantity.value is None:
            raise FigureError(f"point {self.x_label!r} has no value to draw")
        return self.quantity.value


@dataclass(frozen=True)
class ChartData:
    """All points of a figure: those to draw, and the quantities that could not be determined."""

    figure: Figure
    language: Language
    points: tuple[Point, ...]
    left_out: tuple[Point, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Units in the order of their first point; each gets a panel of its own."""
        return tuple(dict.fromkeys(point.quantity.unit for point in self.points))

    @property
    def series(self) -> tuple[str, ...]:
        """Printed names of the series, in order."""
        return tuple(dict.fromkeys(point.series_label for point in self.points))

    @cached_property
    def hollow(self) -> frozenset[str]:
        """What makes a point hollow here: a soft status or an inferred part, unless all points have it."""
        every = [softness(point.quantity) for point in self.points]
        found = frozenset().union(*every) - frozenset.intersection(*every) if every else frozenset()
        # A series that is a plan throughout says so in its name.
        mixed = any(
            len({point.quantity.status == "plan" for point in self.points if point.series_label == name}) > 1
            for name in self.series
        )
        return found if mixed else found - {"plan"}


def softness(quantity: Quantity) -> frozenset[str]:
    """Return why a number is less firm than a reported one: its status, and what of it was inferred.

    >>> sorted(softness(Quantity(1.0, "ha", status="estimate", inferred="scope, period")))
    ['estimate', 'period', 'scope']
    """
    inferred = {part for part in quantity.inferred.split(", ") if part}
    return frozenset(inferred | ({quantity.status} if quantity.status in _SOFT else set()))


def printed(cell: Cell, language: Language) -> str:
    """Return the label of a cell on a chart; nothing for a missing one."""
    if cell is None or cell != cell:
        return ""
    text = language.cell(cell)
    return capital(text) if isinstance(cell, Name | Bilingual | Text) else text


def read(figure: Figure, language: Language, *, whole_rows: bool = False) -> ChartData:
    """Return the points of a figure; with `whole_rows` none of an x that has a number which cannot be determined.

    Raises
    ------
    FigureError
        If a column is missing, a value is not a quantity, or no point is left to draw.
    """
    wanted = {"x", "y", "series"}
    if missing := sorted(wanted - set(figure.data.columns)):
        raise FigureError(
            f"figure {figure.id!r}: its data lack the column {', '.join(missing)}; expected x, y and series"
        )
    points = [_point(figure, row, language, index) for index, row in enumerate(figure.data.to_dict("records"))]
    left_out = tuple(point for point in points if not point.quantity.known)
    undetermined = {point.x_label for point in left_out} if whole_rows else set()
    known = tuple(point for point in points if point.quantity.known and point.x_label not in undetermined)
    if not known:
        raise FigureError(
            f"figure {figure.id!r}: no point is known, so there is nothing to draw; "
            "the section has to leave the figure out and list what is missing"
        )
    return ChartData(figure, language, known, left_out)


def _point(figure: Figure, row: Mapping[Any, Any], language: Language, index: int = 0) -> Point:
    quantity = row["y"]
    if quantity is None and figure.draw == "timeline":
        quantity = _EVENT
    if not isinstance(quantity, Quantity):
        raise FigureError(f"figure {figure.id!r}: y is {quantity!r}; a number for print must be a Quantity")
    return Point(
        row["x"],
        row["series"],
        quantity,
        printed(row["x"], language),
        printed(row["series"], language),
        printed(row.get("label"), language),
        index,
    )


def same_cell(cell: Cell, wanted: object, language: Language) -> bool:
    """Return whether an option means a cell: the cell itself, the key of a name, or its printed words."""
    if cell == wanted or (isinstance(cell, Name) and cell.key == wanted):
        return True
    return isinstance(wanted, str) and printed(cell, language) == wanted


def options_list(figure: Figure, option: str) -> list[Mapping[str, Any]]:
    """Return an option that holds a list of mappings (events, breaks, references)."""
    value = figure.options.get(option, ())
    if not isinstance(value, Iterable) or isinstance(value, str | Mapping):
        raise FigureError(f"figure {figure.id!r}: option {option!r} must be a list, not {value!r}")
    entries = list(value)
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise FigureError(
                f"figure {figure.id!r}: option {option!r} holds {entry!r}; expected a mapping such as a dict"
            )
    return entries


def leaves(value: object) -> Iterator[Cell]:
    """Yield the quantities and texts in the options of a figure, in their order."""
    if isinstance(value, Quantity | Text):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)


def write_csv(figure: Figure, language: Language, path: Path) -> None:
    """Write the data of a figure, one row a point, with unrounded values and the references they rest on."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(CSV_COLUMNS)
        for row in figure.data.to_dict("records"):
            point = _point(figure, row, language)
            quantity = point.quantity
            writer.writerow(
                (
                    harmless(point.x_label),
                    harmless(point.series_label),
                    "" if quantity.value is None or quantity is _EVENT else repr(float(quantity.value)),
                    language.unit(quantity.unit) if quantity.unit else "",
                    language.entry("common.status")[quantity.status] if quantity.known else "",
                    quantity.precision if quantity.known else "",
                    quantity.inferred,
                    quantity.formula,
                    "" if quantity.known else language.reason(quantity),
                    " ".join(quantity.rows),
                )
            )
