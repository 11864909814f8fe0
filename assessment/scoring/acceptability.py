"""Ranks with ties, and what many draws of them say: how often a sector takes each rank, and which weights put it first.

Ties share: sectors tied over the places p to p + t - 1 take each of these places with 1 / t, a pair that ties is won by half, and t
first sectors count 1 / t each. Scores tie where they differ by no more than rounding. Ranks count from 1, the highest score. A sector
whose score is NaN has no rank and is passed over by the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from assessment.scoring.aggregate import ROUNDING
from assessment.scoring.draws import Floats, membership


class PillarMean:
    """The weighted mean of draws: arithmetic inside pillars, geometric (base) or arithmetic between them.

    Called with scores (draws × sectors × criteria) and weights (draws × criteria), either of which may have one draw for all, it
    returns draws × sectors: what :func:`assessment.scoring.aggregate.aggregate` gives for each draw. Criteria of weight 0 play no
    part; a gap in another gives NaN. Any function of this form can take its place.

    >>> mean = PillarMean(["x", "y"])
    >>> mean(np.array([[[4.0, 9.0]]]), np.array([[0.5, 0.5], [1.0, 0.0]])).round(9).tolist()
    [[6.0], [4.0]]
    """

    def __init__(
        self,
        pillars: Sequence[object] | Mapping[str, object],
        between: Literal["geometric", "arithmetic"] = "geometric",
    ) -> None:
        if between not in ("geometric", "arithmetic"):
            raise ValueError(f"aggregation {between!r}: expected geometric or arithmetic")
        self.member = membership(pillars)
        self.geometric = between == "geometric"

    def __call__(self, scores: Floats, weights: Floats) -> Floats:
        """Return draws × sectors."""
        return self.of_means(self.pillar_means(scores, weights), weights)

    def of_means(self, means: Floats, weights: Floats) -> Floats:
        """Return draws × sectors from the means of the pillars (draws × sectors × pillars) and the weights of the criteria."""
        total = weights @ self.member
        # A pillar without weight is given the mean 1, whose logarithm counts for nothing.
        means = np.where(total[:, None, :] > 0, means, 1.0)
        if not self.geometric:
            return np.asarray((means @ total[:, :, None])[:, :, 0])
        if np.nanmin(means, initial=np.inf) <= 0:
            raise ValueError("geometric mean of a score that is not positive: normalise to a scale that starts above 0")
        return np.asarray(np.exp((np.log(means) @ total[:, :, None])[:, :, 0]))

    def pillar_means(self, scores: Floats, weights: Floats) -> Floats:
        """Return draws × sectors × pillars, NaN for a pillar without weight."""
        total = weights @ self.member
        with np.errstate(invalid="ignore"):
            inside = weights[:, :, None] * self.member / total[:, None, :]
        return np.asarray(_without_gaps(scores, weights) @ inside)


def _without_gaps(scores: Floats, weights: Floats) -> Floats:
    """Return the scores with a number in place of every gap that has no weight."""
    return np.where(weights[:, None, :] > 0, scores, 0.0) if np.isnan(scores).any() else scores


def ranks(scores: ArrayLike) -> Floats:
    """Return the rank of each score along the last axis, tied ones sharing the mean of their places; NaN has no rank.

    >>> ranks([3.0, 5.0, 3.0, 1.0]).tolist()
    [2.5, 1.0, 2.5, 4.0]
    """
    array = np.asarray(scores, dtype=float)
    lead = array[..., :, None] - array[..., None, :]
    above, below = (lead < -ROUNDING).sum(axis=-1), (lead > ROUNDING).sum(axis=-1)
    known = (~np.isnan(array)).sum(axis=-1, keepdims=True)
    return np.asarray(np.where(np.isnan(array), np.nan, (above + known - below + 1) / 2))


class Tally:
    """Counts of ranks over draws, block after block, in memory that does not grow with their number."""

    def __init__(self, sectors: int, criteria: int) -> None:
        self.draws = 0
        self.scored: NDArray[np.int_] = np.zeros(sectors, dtype=int)
        self._steps = np.zeros((sectors, sectors + 1))
        self._wins = np.zeros((sectors, sectors))
        self._first_weights = np.zeros((sectors, criteria))

    def add(self, scores: Floats, weights: Floats) -> Floats:
        """Count a block of scores (draws × sectors) with their weights (draws × criteria); return its ranks (sectors × draws)."""
        draws, sectors = scores.shape
        # Draws last and whole numbers of one byte: sums over sectors then run over adjoining memory.
        by_sector = np.ascontiguousarray(scores.T)
        better = by_sector[:, None] > by_sector[None] + ROUNDING
        kind = np.int8 if sectors < 128 else np.int32
        above, below = (better.view(np.int8).sum(axis=axis, dtype=kind) for axis in (0, 1))
        known = ~np.isnan(by_sector)
        tied = np.where(known, known.sum(axis=0) - above - below, 1)
        share = known / tied
        place = above + np.arange(sectors)[:, None] * (sectors + 1)
        for where, sign in ((place, 1), (place + tied, -1)):
            counts = np.bincount(where.ravel(), share.ravel(), self._steps.size)
            self._steps += sign * counts.reshape(self._steps.shape)
        self._wins += np.count_nonzero(better, axis=2)
        self._first_weights += np.where(above == 0, share, 0) @ np.broadcast_to(weights, (draws, weights.shape[1]))
        self.scored += known.sum(axis=1)
        self.draws += draws
        return np.where(known, above + (tied + 1) / 2, np.nan)

    def acceptability(self) -> Floats:
        """Return sectors × ranks: the share of draws that give the sector the rank; NaN for a sector without score."""
        shares = np.cumsum(self._steps, axis=1)[:, :-1] / self.draws
        # What is left of 1/3 + 1/3 + 1/3 - 1 is rounding, not a share.
        return self._known(np.where(shares < 1e-12, 0.0, shares))

    def pairwise(self) -> Floats:
        """Return by pair the share of draws the row's sector wins, ties half; NaN on the diagonal and without scores."""
        shares = (self._wins + self.draws - self._wins.T) / (2 * self.draws)
        np.fill_diagonal(shares, np.nan)
        return self._known(self._known(shares).T).T

    def central_weights(self) -> Floats:
        """Return sectors × criteria: the mean of the weights that put the sector first; NaN if none does."""
        first = self.acceptability()[:, :1] * self.draws
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(first > 0, self._first_weights / first, np.nan)

    def _known(self, table: Floats) -> Floats:
        return np.where((self.scored > 0)[:, None], table, np.nan)


def rank_interval(acceptability: ArrayLike, shares: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
    """Return for each sector the least rank that at least each share of its draws reaches or betters (sectors × shares).

    >>> rank_interval([[0.5, 0.46, 0.04]]).tolist()
    [[1.0, 1.0, 2.0]]
    """
    below = np.cumsum(np.asarray(acceptability, dtype=float), axis=1)
    places = np.stack([(below < share - ROUNDING).sum(axis=1) + 1.0 for share in shares], axis=1)
    return np.where(np.isnan(below[:, :1]), np.nan, places)


def rank_entropy(acceptability: ArrayLike) -> Floats:
    """Return for each sector how open its rank is: 0 when settled, 1 when every rank is as likely.

    The Shannon entropy of its acceptabilities over the logarithm of the number of ranks that are taken. NaN without a score or with
    one sector.

    >>> rank_entropy([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.0, 0.5, 0.5]]).round(4).tolist()
    [0.0, 0.6309, 0.6309]
    """
    shares = np.asarray(acceptability, dtype=float)
    ranked = int((~np.isnan(shares[:, 0])).sum())
    if ranked < 2:
        return np.full(len(shares), np.nan)
    return np.asarray(special.entr(shares).sum(axis=1) / np.log(ranked))
