"""Ties what is drawn to the row of data it stands for, so that a mark on the page answers with its number and where that comes from.

The tie is the id of the drawn element in the vector file: ``mark-82`` is the point 82 of the figure, by which `assessment trace`
names it, too. A mark may stand for several numbers (``mark-4-5``, a range), consist of several elements (``mark-4_1`` is a second
one), and an element may hold a mark at each of its vertices (``marks-1-2-3``). ``mark-f2`` is a number among the options, such as a
reference line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assessment.findings import Quantity, Text
from assessment.report.figure_data import Point, leaves
from assessment.report.language import Language

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_GID: Final = re.compile(r"mark(s?)((?:-f?\d+)+)(?:_\d+)?")


@dataclass(frozen=True)
class Marked:
    """What a drawn element stands for: the addresses of its numbers; one a vertex where `each` is set."""

    addresses: tuple[str, ...]
    each: bool


def point_address(row: int) -> str:
    """Return the address of a row of the data; rows count from 0, points in print from 1.

    >>> point_address(81)
    '82'
    """
    return str(row + 1)


def option_address(options: Mapping[str, object], quantity: Quantity) -> str:
    """Return the address of a quantity among the options, whose quantities and texts are counted from 1.

    >>> line = Quantity(1.0, "")
    >>> option_address({"references": [{"value": Quantity(0.0, "")}, {"value": line}]}, line)
    'f2'
    """
    return next(f"f{number}" for number, leaf in enumerate(leaves(options), start=1) if leaf is quantity)


def mark(artist: Artist, *points: Point, part: int = 0) -> None:
    """Let an element stand for one or more points; the second element of a mark is `part` 1, the third 2."""
    addresses = (point_address(point.row) for point in points)
    artist.set_gid("-".join(("mark", *addresses)) + (f"_{part}" if part else ""))


def mark_each(artist: Artist, points: Sequence[Point]) -> None:
    """Let the marker at each vertex of a line stand for a point; there are as many points as vertices."""
    artist.set_gid("-".join(("marks", *(point_address(point.row) for point in points))))


def mark_option(artist: Artist, options: Mapping[str, object], quantity: Quantity) -> None:
    """Let an element stand for a quantity among the options of a figure."""
    artist.set_gid(f"mark-{option_address(options, quantity)}")


def address_in_print(address: str, language: Language) -> str:
    """Return what the trace calls an address.

    >>> address_in_print("82", Language("vi")), address_in_print("f2", Language("en"))
    ('điểm 82', 'mark 2')
    """
    number = address.removeprefix("f")
    return language.text(Text(f"common.trace.{'option' if address != number else 'point'}_item", {"number": number}))


def marked(gid: str | None) -> Marked | None:
    """Return what the element of an id stands for; None where it is no mark.

    >>> marked("mark-4-5_1"), marked("patch_3")
    (Marked(addresses=('4', '5'), each=False), None)
    """
    found = _GID.fullmatch(gid or "")
    return Marked(tuple(found[2][1:].split("-")), bool(found[1])) if found else None
