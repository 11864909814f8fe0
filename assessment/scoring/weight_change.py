"""The smallest change of weights that overturns an order of sectors, in closed form.

One weight is changed at a time, as a panel would: the weight of a pillar, the others scaled in proportion and the shares inside
pillars kept; or the share of a criterion inside its pillar, the others there scaled in proportion and the weights of pillars kept.
Weights stay from 0 to 1 and sum to 1. Changes are compared by the weight they move from some criteria to others, half the sum of the
absolute changes of all criteria. Along either change the order of two sectors turns on a function linear in the weight: with an
arithmetic mean the difference of scores; with a geometric one the difference of logarithms for a pillar, and for a criterion the
difference of the means in its pillar, one of them multiplied by what the other pillars give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.scoring.aggregate import ROUNDING, Between, aggregate, pillar_scores
from assessment.scoring.draws import Floats, membership

_Change: TypeAlias = tuple[Literal["pillar", "criterion"], str, float, float, float]
"""Level, name, old and new weight, and the weight moved."""


@dataclass(frozen=True)
class WeightChange:
    """The change at which two sectors tie, and beyond which their order is the other one.

    `level` says what is changed: the weight of the pillar `name`, or the share of the criterion `name` inside its pillar, from `old`
    to `new`. `moved` is the weight that moves, as a share of the whole. `level` is ``none`` and the numbers NaN where no change of one
    weight overturns the order, as when one sector is better in everything; ``tie`` with `moved` 0 where the two tie already.
    """

    ahead: str
    behind: str
    level: Literal["pillar", "criterion", "none", "tie"]
    name: str
    old: float
    new: float
    moved: float


def smallest_changes(
    scores: pd.DataFrame, weights: pd.Series, pillars: Mapping[str, str], between: Between = "geometric"
) -> list[WeightChange]:
    """Return for each two adjacent sectors of the ranking the smallest change that overturns their order.

    Sectors without a score are left out; tied sectors stand in the order of the table.

    Parameters
    ----------
    scores
        Sectors × criteria, more is better.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [90.0, 50.0, 10.0], "b": [10.0, 40.0, 5.0]}, index=["p", "q", "r"])
    >>> weights, pillars = pd.Series({"a": 0.5, "b": 0.5}), {"a": "x", "b": "x"}
    >>> first, second = smallest_changes(scores, weights, pillars)
    >>> first.ahead, first.name, round(first.new, 6), round(first.moved, 6)
    ('p', 'a', 0.428571, 0.071429)
    >>> second.level
    'none'
    """
    search = _Search(scores, weights, pillars, between)
    return [search.between_two(ahead, behind) for ahead, behind in zip(search.order, search.order[1:], strict=False)]


def unseating_change(
    scores: pd.DataFrame, weights: pd.Series, pillars: Mapping[str, str], between: Between = "geometric"
) -> WeightChange:
    """Return the smallest change by which the first sector loses its place, and to which sector.

    ``none`` with an empty `behind` where no change of one weight does. See :func:`smallest_changes`.

    Raises
    ------
    ValueError
        If fewer than two sectors have a score.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [90.0, 50.0, 10.0], "b": [10.0, 40.0, 60.0]}, index=["p", "q", "r"])
    >>> unseating_change(scores, pd.Series({"a": 0.5, "b": 0.5}), {"a": "x", "b": "x"}).behind
    'q'
    """
    search = _Search(scores, weights, pillars, between)
    if len(search.order) < 2:
        raise ValueError(f"{len(search.order)} sectors with a score: expected at least two to compare")
    first, *others = search.order
    changes = [search.between_two(first, other) for other in others]
    best = min(changes, key=lambda change: np.inf if change.level == "none" else change.moved)
    nothing = float("nan")
    return best if best.level != "none" else WeightChange(best.ahead, "", "none", "", nothing, nothing, nothing)


class _Search:
    """Scores and weights laid out for the changes of one weight."""

    def __init__(self, scores: pd.DataFrame, weights: pd.Series, pillars: Mapping[str, str], between: Between) -> None:
        total = aggregate(scores, weights, pillars, between).to_numpy(dtype=float)
        falling = np.argsort(-total, kind="stable")
        self.order: list[int] = [int(place) for place in falling if not np.isnan(total[place])]
        self.total = total
        self.sectors, self.criteria = [str(name) for name in scores.index], [str(name) for name in scores.columns]
        self.geometric = between == "geometric"
        self.weights: Floats = weights.reindex(scores.columns).to_numpy(dtype=float)
        labels = [pillars[name] for name in scores.columns]
        self.names = list(dict.fromkeys(labels))
        self.member = membership(labels)
        self.share: Floats = self.weights @ self.member
        self.scores: Floats = np.where(self.weights > 0, scores.to_numpy(dtype=float), 0.0)
        means = pillar_scores(scores, weights, pillars).to_numpy(dtype=float)
        self.means: Floats = np.where(self.share > 0, means, 1.0)

    def between_two(self, ahead: int, behind: int) -> WeightChange:
        two = self.sectors[ahead], self.sectors[behind]
        if abs(self.total[ahead] - self.total[behind]) <= ROUNDING:
            return WeightChange(*two, "tie", "", float("nan"), float("nan"), 0.0)
        found: list[_Change] = [*self._pillar_changes(ahead, behind), *self._criterion_changes(ahead, behind)]
        nothing = WeightChange(*two, "none", "", float("nan"), float("nan"), float("nan"))
        # In a pillar of two criteria the share of either is the same change: rounding must not choose which is named.
        return min(
            (WeightChange(*two, level, name, old, new, moved) for level, name, old, new, moved in found),
            key=lambda change: round(change.moved, 12),
            default=nothing,
        )

    def _pillar_changes(self, ahead: int, behind: int) -> Iterator[_Change]:
        lead = (
            np.log(self.means[ahead] / self.means[behind]) if self.geometric else self.means[ahead] - self.means[behind]
        )
        for place, old in enumerate(self.share):
            if 0 < old < 1 - ROUNDING:
                rest = (self.share @ lead - old * lead[place]) / (1 - old)
                new = _turning_point(lead[place], rest)
                if new is not None:
                    yield "pillar", str(self.names[place]), float(old), new, abs(new - float(old))

    def _criterion_changes(self, ahead: int, behind: int) -> Iterator[_Change]:
        for place, weight in enumerate(self.weights):
            pillar = int(self.member[place].argmax())
            whole = float(self.share[pillar])
            if not 0 < weight < whole * (1 - ROUNDING):
                continue
            old = float(weight) / whole
            elsewhere = self.share * (np.arange(len(self.share)) != pillar)
            own = self.scores[[ahead, behind], place]
            rest = (self.means[[ahead, behind], pillar] - old * own) / (1 - old)
            if self.geometric:
                # What the other pillars give the sector ahead, as a factor of its mean in this one.
                factor = np.exp(elsewhere @ np.log(self.means[ahead] / self.means[behind]) / whole)
                new = _turning_point(own[0] * factor - own[1], rest[0] * factor - rest[1])
            else:
                given = elsewhere @ (self.means[ahead] - self.means[behind]) / whole
                new = _turning_point(own[0] - own[1] + given, rest[0] - rest[1] + given)
            if new is not None:
                yield "criterion", self.criteria[place], old, new, whole * abs(new - old)


def _turning_point(own: float, rest: float) -> float | None:
    """Return the weight t where ``t own + (1 - t) rest`` changes its sign between 0 and 1, or None where it does not."""
    if abs(own) <= ROUNDING or abs(rest) <= ROUNDING or (own > 0) == (rest > 0):
        return None
    return float(rest / (rest - own))
