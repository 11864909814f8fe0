"""Uncertainty analysis: the scores and ranks of sectors when everything uncertain about them is drawn together (METHODS 11.8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.scoring.acceptability import Tally, ranks
from assessment.scoring.aggregate import aggregate, score
from assessment.scoring.design import INPUTS, Design, Scorer
from assessment.scoring.draws import Floats
from assessment.scoring.normalise import SCALE, normalise
from assessment.scoring.robustness import BLOCK, SHARES, Robustness, generators, summary

STEP = 0.01
"""Points of score to which quantiles are exact."""


@dataclass(frozen=True)
class Uncertainty:
    """What the draws say.

    `sectors` is a table by sector: what :func:`assessment.scoring.aggregate.score` says of the published values (with `low` and
    `high`, the bound test); `scored` and `imputed` (the share of the weight that is imputed), see :class:`Scorer`; `reference`, the
    score that the draws lie around, see :meth:`Scorer.reference`, and its `rank`. `robustness` has the
    intervals, P(rank <= k) and the win matrix; `pillars` the intervals of the pillars (sectors × `pillar_names` × shares);
    `rank_shift` the mean over the scored sectors of the distance between drawn and reference rank: its mean over the draws, then the
    5 %, median and 95 %.
    """

    sectors: pd.DataFrame
    robustness: Robustness
    pillar_names: tuple[str, ...]
    pillars: Floats
    rank_shift_mean: float
    rank_shift: Floats

    @property
    def pillar_medians(self) -> pd.DataFrame:
        """The median of each pillar, sectors × pillars."""
        return pd.DataFrame(self.pillars[:, :, 1], self.sectors.index, list(self.pillar_names))


class Histogram:
    """Counts of numbers on a fixed grid, for quantiles of any number of draws in memory that does not grow with it.

    A quantile is the least number that at least the share of the draws does not exceed, rounded to the grid; that is exactly the
    quantile of the rounded numbers. NaN for a row without numbers.

    >>> grid = Histogram(1, 0, 1, 0.5)
    >>> grid.add(np.array([[0.0, 0.1, 0.6, 1.0]]))
    >>> grid.quantiles([0.5, 0.75]).tolist()
    [[0.0, 0.5]]
    """

    def __init__(self, rows: int, low: float, high: float, step: float) -> None:
        self.low, self.step = low, step
        self._counts: NDArray[np.int_] = np.zeros((rows, round((high - low) / step) + 1), dtype=int)

    def add(self, values: Floats) -> None:
        """Count numbers (rows × draws); NaN counts for nothing."""
        rows, bins = self._counts.shape
        place = (values - self.low) / self.step
        np.rint(place, out=place)
        place += np.arange(rows)[:, None] * bins
        flat = place.ravel()
        known = flat if not np.isnan(flat).any() else flat[~np.isnan(flat)]
        np.add.at(self._counts.reshape(-1), known.astype(np.intp), 1)

    def quantiles(self, shares: tuple[float, ...] | list[float]) -> Floats:
        """Return rows × shares."""
        below = np.cumsum(self._counts, axis=1)
        total = below[:, -1:]
        # The product may exceed a whole number by rounding.
        places = [(below < np.ceil(share * total * (1 - 1e-12))).sum(axis=1) for share in shares]
        return np.where(total > 0, self.low + self.step * np.stack(places, axis=1), np.nan)


def uncertainty(design: Design, *, draws: int = 10_000, seed: int = 0) -> Uncertainty:
    """Return the uncertainty analysis of a design.

    Each input has a generator of its own by block: the first draws are the same whatever the total, and the weights are those of
    :func:`assessment.scoring.robustness.simulate` with the same seed. Memory does not grow with the draws: quantiles are taken on a
    grid of `STEP` points of score. A share p of N draws has the standard error ``sqrt(p (1 - p) / N)``.

    Raises
    ------
    ValueError
        If the design is not complete, see :class:`Scorer`, or a sector has a score in some draws only.

    Notes
    -----
    Source: Saisana, Saltelli and Tarantola (2005).

    Examples
    --------
    >>> from assessment.scoring.draws import fixed_weights
    >>> from assessment.scoring.normalise import Criterion
    >>> table = pd.DataFrame({"a": [9.0, 2.0, 1.0], "b": [8.0, 3.0, np.nan]}, index=["p", "q", "r"])
    >>> result = uncertainty(
    ...     Design(
    ...         values=table,
    ...         criteria=dict.fromkeys("ab", Criterion(0, 10)),
    ...         pillars={"a": "x", "b": "x"},
    ...         base=pd.Series({"a": 0.7, "b": 0.3}),
    ...         weights=fixed_weights([0.7, 0.3]),
    ...         deviation=0.05,
    ...         groups=dict.fromkeys("pqr", "all"),
    ...     ),
    ...     draws=100,
    ... )
    >>> result.robustness.within(1).tolist(), result.sectors["imputed"].round(2).tolist()
    ([1.0, 0.0, 0.0], [0.0, 0.0, 0.3])
    """
    scorer = Scorer(design)
    sectors = _published(design, scorer)
    rank = sectors["rank"].to_numpy(dtype=float)[:, None]
    items, pillars = len(sectors), len(scorer.pillars)
    tally = Tally(items, design.values.shape[1])
    totals_grid = Histogram(items, *SCALE, STEP)
    pillar_grid = Histogram(items * pillars, *SCALE, STEP)
    shift_grid = Histogram(1, 0, items**2 / 2, 0.5)
    shifted = 0.0
    for kept, parts in generators(draws, seed, len(INPUTS)):
        drawn = {name: scorer.draw(name, part, BLOCK)[:kept] for name, part in zip(INPUTS, parts, strict=True)}
        totals, means = scorer.score(drawn)
        places = tally.add(totals, drawn["weights"])
        totals_grid.add(totals.T)
        pillar_grid.add(means.reshape(kept, -1).T)
        shift = np.nansum(abs(places - rank), axis=0, keepdims=True)
        shift_grid.add(shift)
        shifted += float(shift.sum())
    count = int(sectors["scored"].sum())
    per_sector = 1 / count if count else float("nan")
    by_pillar = pillar_grid.quantiles(SHARES).reshape(items, pillars, len(SHARES))
    return Uncertainty(
        sectors,
        summary(tally, totals_grid.quantiles(SHARES)),
        scorer.pillars,
        by_pillar,
        shifted / draws * per_sector,
        shift_grid.quantiles(SHARES)[0] * per_sector,
    )


def _published(design: Design, scorer: Scorer) -> pd.DataFrame:
    """Return by sector the published score with its bounds, and the reference of the draws."""
    published = normalise(design.values, design.criteria).scores
    table = score(
        published, design.base, design.pillars, least_total=design.least_total, least_pillar=design.least_pillar
    )
    reference = aggregate(scorer.reference(), design.base, design.pillars)
    return table.assign(
        scored=scorer.scored, imputed=scorer.imputed, reference=reference, rank=ranks(reference.to_numpy(dtype=float))
    )
