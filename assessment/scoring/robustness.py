"""Robustness of a ranking: what is left of it when weights and values are drawn many times within what is known of them.

Draws are made in blocks of fixed length, each block from a generator of its own that is seeded by the number of the block. So memory
stays bounded, the first n draws are the same whatever the total, and the same seed gives the same result on every platform (to the
last digits of the logarithm). Weights and values have separate generators: two designs that share one of them share its draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from assessment.scoring.acceptability import Tally, rank_interval
from assessment.scoring.aggregate import ROUNDING
from assessment.scoring.draws import Floats, Sampler, fixed_weights

Aggregator = Callable[[Floats, Floats], Floats]
"""Scores (draws × sectors × criteria) and weights (draws × criteria) to draws × sectors; either may have one draw for all."""
BLOCK = 1024
"""Draws made at once. It is part of the seeding: another length gives other draws."""
SHARES = (0.05, 0.5, 0.95)
"""The 90 % interval and the median."""


@dataclass(frozen=True)
class Robustness:
    """What the draws say of each sector, in the order of the sectors; NaN for a sector without score.

    `score` and `rank` are sectors × 3: the 5 % bound, the median and the 95 % bound. `acceptability` is sectors × ranks, `pairwise`
    the share of draws in which the row's sector beats the column's, `central_weights` the mean weights that put the sector first
    (NaN if none do).
    """

    score: Floats
    rank: Floats
    acceptability: Floats
    pairwise: Floats
    central_weights: Floats
    draws: int

    def within(self, k: int) -> Floats:
        """Return the share of draws in which each sector is among the first k."""
        return within(self.acceptability, k)


def within(acceptability: Floats, k: int) -> Floats:
    """Return the share of draws in which each sector is among the first k; all are among more places than there are sectors.

    >>> within(np.array([[0.2, 0.3, 0.5]]), 2).tolist()
    [0.5]
    """
    if k < 1:
        raise ValueError(f"k {k}: expected at least one place")
    return np.asarray(acceptability[:, :k].sum(axis=1))


def generators(draws: int, seed: int, parts: int) -> Iterator[tuple[int, list[np.random.Generator]]]:
    """Yield block by block the number of draws that count, and a generator for each part of the design.

    Each part is drawn `BLOCK` times and cut, for the first draws to be the same whatever the total.

    >>> [length for length, _ in generators(BLOCK + 7, 0, 1)] == [BLOCK, 7]
    True
    """
    if draws < 1:
        raise ValueError(f"{draws} draws: expected at least one")
    for number, start in enumerate(range(0, draws, BLOCK)):
        yield (
            min(BLOCK, draws - start),
            [np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, part))) for part in range(parts)],
        )


def drawn_weights(weights: Sampler, generator: np.random.Generator, draws: int) -> Floats:
    """Return draws of weights, refusing a sampler whose weights are negative or do not sum to 1."""
    drawn = weights(generator, draws)
    if not ((drawn >= 0).all() and (abs(drawn.sum(axis=1) - 1) < 1e-6).all()):
        raise ValueError("drawn weights are negative or do not sum to 1: the sampler of weights is wrong")
    return drawn


def blocks(scores: Sampler, weights: Sampler, draws: int, seed: int) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield block by block the number of draws, their scores and their weights.

    Raises
    ------
    ValueError
        If there is no draw to make or a draw of weights is negative or does not sum to 1.
    """
    for kept, (for_weights, for_scores) in generators(draws, seed, 2):
        yield kept, scores(for_scores, BLOCK)[:kept], drawn_weights(weights, for_weights, BLOCK)[:kept]


def simulate(
    scores: Sampler, weights: Sampler, aggregate: Aggregator, *, draws: int = 10_000, seed: int = 0
) -> Robustness:
    """Return the robustness of a ranking over draws of scores and weights.

    With panel weights and noisy values it is the uncertainty analysis; with weights uniform over a region it is SMAA, whose
    rank acceptabilities and central weights it gives. A share p of N draws has the standard error ``sqrt(p (1 - p) / N)``. Memory:
    eight bytes by draw and sector for the quantiles (128 MB for a million draws of 16 sectors), the rest does not grow with the draws.

    Raises
    ------
    ValueError
        If a sector has a score in some draws and not in others: then no share of draws can be compared.

    Notes
    -----
    Source: Saisana, Saltelli and Tarantola (2005); Lahdelma and Salminen (2001) for SMAA-2.

    Examples
    --------
    >>> from assessment.scoring.acceptability import PillarMean
    >>> from assessment.scoring.draws import fixed_scores, uniform_weights
    >>> unit = fixed_scores([[1.0, 0.0], [0.0, 1.0]])
    >>> simulate(unit, uniform_weights(2), PillarMean(["x", "x"]), draws=20_000).within(1).round(2).tolist()
    [0.5, 0.5]
    """
    tally: Tally | None = None
    kept: Floats = np.empty((0, 0))
    for length, block, weight in blocks(scores, weights, draws, seed):
        totals = aggregate(block, weight)
        totals = np.broadcast_to(totals, (length, totals.shape[1]))
        if tally is None:
            tally = Tally(totals.shape[1], weight.shape[1])
            kept = np.empty((totals.shape[1], draws))
        kept[:, tally.draws : tally.draws + length] = totals.T
        tally.add(totals, weight)
    assert tally is not None  # at least one draw is made
    return summary(tally, np.quantile(kept, SHARES, axis=1, overwrite_input=True).T)


def summary(tally: Tally, score: Floats) -> Robustness:
    """Return what a tally says, with the quantiles of the scores (sectors × shares).

    Raises
    ------
    ValueError
        If a sector has a score in some draws and not in others: then no share of draws can be compared.
    """
    if not np.isin(tally.scored, (0, tally.draws)).all():
        raise ValueError("a sector has a score in some draws only: fill its gaps in every draw or in none")
    accepted = tally.acceptability()
    return Robustness(
        score,
        rank_interval(accepted, SHARES),
        accepted,
        tally.pairwise(),
        tally.central_weights(),
        tally.draws,
    )


def confidence_factors(
    scores: Sampler, central_weights: Floats, aggregate: Aggregator, *, draws: int = 10_000, seed: int = 0
) -> Floats:
    """Return for each sector how often it comes first, over draws of scores, with the weights that favour it.

    Those are its central weights; NaN where it has none. A low factor says that the values are not known well enough to call the
    sector first even so. First places that tie are shared. With the same seed the scores are those of :func:`simulate`.

    Notes
    -----
    Source: Lahdelma and Salminen (2001).

    Examples
    --------
    >>> from assessment.scoring.acceptability import PillarMean
    >>> from assessment.scoring.draws import fixed_scores
    >>> central = np.array([[0.75, 0.25], [0.25, 0.75]])
    >>> confidence_factors(fixed_scores([[1.0, 0.0], [0.0, 1.0]]), central, PillarMean("xx", "arithmetic")).tolist()
    [1.0, 1.0]
    """
    first = np.zeros(len(central_weights))
    favoured = [sector for sector, weights in enumerate(central_weights) if not np.isnan(weights).any()]
    for length, block, _ in blocks(scores, fixed_weights([1.0]), draws, seed):
        for sector in favoured:
            totals = aggregate(block, central_weights[sector][None])
            level = totals >= np.nanmax(totals, axis=1, keepdims=True) - ROUNDING
            first[sector] += length * np.where(level[:, sector], 1 / level.sum(axis=1), 0).mean()
    first[[sector for sector in range(len(first)) if sector not in favoured]] = np.nan
    return first / draws
