"""Room for names beside the places they belong to, so that no name covers another or a mark; all lengths are inches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Final, TypeAlias

from assessment.report.figure_style import text_size

Box: TypeAlias = tuple[float, float, float, float]
Place: TypeAlias = tuple[float, float]

_STRAIGHT: Final = ((1, 0), (-1, 0), (0, 1), (0, -1))
_ASLANT: Final = ((1, 1), (-1, 1), (1, -1), (-1, -1))
_BETWEEN: Final = tuple(
    (across * right, along * up)
    for across, along in ((1, 0.5), (0.5, 1), (1, 0.25), (0.25, 1))
    for right, up in _ASLANT
)

# Marks nearer to each other than this are in one place.
_SAME: Final = 1e-6


@dataclass(frozen=True)
class Room:
    """The lower left corner of a text, and where a line from its place ends if it stands away from it."""

    left: float
    bottom: float
    line_end: Place | None


class Labels:
    """Finds room for names near their places.

    Parameters
    ----------
    taken
        Boxes (left, bottom, right, top) that no name may cover.
    clear_lines
        Whether the line from a place to its name must not cross a name or a mark either, nor a later name cover that line. Such
        lines run aslant only, for none to be taken for the whisker of a mark, names stand beside whiskers if they can, and a name
        that is nearer to another mark has a line, too.
    """

    def __init__(self, taken: Iterable[Box], *, clear_lines: bool = False) -> None:
        self.taken = list(taken)
        self._marks = tuple(self.taken)
        self._lines: list[tuple[Place, Place]] = []
        self._clear_lines = clear_lines
        self._beside = (*_ASLANT, *_STRAIGHT) if clear_lines else (*_STRAIGHT, *_ASLANT)
        self._away = (*_ASLANT, *_BETWEEN) if clear_lines else self._beside

    def room(
        self,
        place: Place,
        text: str,
        limits: Place,
        distances: Sequence[float],
        weight: str = "normal",
        avoid: Sequence[Box] = (),
    ) -> Room | None:
        """Return where a text fits, and take that room; None where it fits nowhere.

        Parameters
        ----------
        place
            What the text belongs to.
        limits
            Width and height of the plot.
        distances
            How far from its place the text may stand, nearest first; from the second on a line leads to it.
        avoid
            Boxes that this name may not cover although its line may cross them.
        """
        x, y = place
        width, height = text_size(text, weight)
        spots = chain(product(distances[:1], self._beside), product(distances[1:], self._away))
        for distance, (across, along) in spots:
            left = x + across * (distance + 0.03) - (width if across < 0 else width / 2 if across == 0 else 0)
            bottom = y + along * (distance + 0.02) - (height if along < 0 else height / 2 if along == 0 else 0)
            box = (left - 0.01, bottom - 0.01, left + width + 0.01, bottom + height + 0.01)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= limits[0] and box[3] <= limits[1]
            if not inside or any(_cover(box, other) for other in (*self.taken, *avoid)):
                continue
            near = _nearest((left, bottom, left + width, bottom + height), place)
            away = distance > distances[0] or (self._clear_lines and self._nearer_to_another(box, place))
            if self._clear_lines and not self._clear(box, (place, near) if away else None):
                continue
            self.taken.append(box)
            if away:
                self._lines.append((place, near))
            return Room(left, bottom, near if away else None)
        return None

    def on_mark(self, place: Place, text: str) -> Room | None:
        """Return room for a short text in the middle of the mark of its place, and take it; None if a name stands there."""
        width, height = text_size(text)
        left, bottom = place[0] - width / 2, place[1] - height / 2
        box = (left, bottom, left + width, bottom + height)
        if any(_cover(box, name) for name in self.taken[len(self._marks) :]):
            return None
        self.taken.append(box)
        return Room(left, bottom, None)

    def _nearer_to_another(self, box: Box, place: Place) -> bool:
        own = _gap(box, place)
        return any(_gap(box, _middle(mark)) < own for mark in self._marks)

    def _clear(self, box: Box, line: tuple[Place, Place] | None) -> bool:
        """Return whether a name covers no line and its own line crosses no other, no name and no mark but that of its place."""
        if any(_crosses(*other, box) for other in self._lines):
            return False
        if line is None:
            return True
        others = (other for other in self.taken if math.dist(line[0], _middle(other)) > _SAME)
        return not any(_crosses(*line, other) for other in others) and not any(
            _cut(line, other) for other in self._lines
        )


def _nearest(box: Box, place: Place) -> Place:
    """Return the place in a box that is nearest to another place."""
    return min(max(place[0], box[0]), box[2]), min(max(place[1], box[1]), box[3])


def _gap(box: Box, place: Place) -> float:
    return math.dist(place, _nearest(box, place))


def _middle(box: Box) -> Place:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _crosses(start: Place, end: Place, box: Box) -> bool:
    """Return whether a line passes through a box, by clipping it at the four sides (Liang and Barsky 1984)."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        for sign, side in ((-1, box[axis]), (1, box[axis + 2])):
            step, room = sign * (end[axis] - start[axis]), sign * (side - start[axis])
            if step == 0:
                if room <= 0:
                    return False
            elif step < 0:
                first = max(first, room / step)
            else:
                last = min(last, room / step)
    return first < last


def _cut(one: tuple[Place, Place], other: tuple[Place, Place]) -> bool:
    """Return whether two lines cut each other; lines that only touch do not."""
    return all(_side(*a, b[0]) * _side(*a, b[1]) < 0 for a, b in ((one, other), (other, one)))


def _side(start: Place, end: Place, place: Place) -> float:
    return (end[0] - start[0]) * (place[1] - start[1]) - (end[1] - start[1]) * (place[0] - start[0])


def _cover(first: Sequence[float], second: Sequence[float]) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
