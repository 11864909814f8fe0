"""The one design of the uncertainty analysis: what is uncertain about a ranking, and how one draw of it all is scored.

Six inputs are drawn, each by itself: the weights, the values, what stands in for missing values, the goalposts, the normalisation and
the aggregation. The uncertainty analysis draws them all; the variance-based sensitivity analysis exchanges one at a time.

A missing value is never filled in quietly. In each draw it takes the value, in that draw, of a sector of the same group chosen at
random (hot deck), plus normal noise with the standard deviation of the published values of that group, both after the transform of
the criterion; so a gap widens the interval of its sector. A group with fewer than two values says nothing of its spread: all sectors
then stand for the group. A sector that does not reach the coverage rule is neither scored nor compared, and gives no values to others;
so is one with a gap in a criterion for which fewer than two sectors have a value.

Goalposts move independently by up to a tenth of the distance between them, after the transform, so that the unit of a criterion
does not matter. Under z-scores and percentile ranks a criterion on which the sectors do not differ in a draw is in the middle of the
scale for all, and the logarithm of zero counts as the lowest goalpost that can be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.scoring.acceptability import PillarMean
from assessment.scoring.aggregate import LEAST_PILLAR, LEAST_TOTAL, ROUNDING, coverage
from assessment.scoring.draws import Floats, Sampler, noisy_scores
from assessment.scoring.normalise import SCALE, Criterion, observed_range, percentile_ranks, transform, z_scaled
from assessment.scoring.robustness import drawn_weights

INPUTS = ("weights", "values", "imputation", "goalposts", "normalisation", "aggregation")
"""The uncertain inputs, in the order of their generators."""
MIDDLE = sum(SCALE) / 2
COMPARED: Mapping[str, Callable[..., Floats]] = {
    "z": z_scaled,
    "rank": percentile_ranks,
    "observed": observed_range,
}
"""Normalisations in which the score of a sector depends on the others."""


@dataclass(frozen=True)
class Design:
    """What is known of the sectors and how surely (METHODS 11.8).

    Parameters
    ----------
    values
        Sectors × criteria, in the units of the criteria; NaN where missing.
    criteria, pillars
        By criterion: its goalposts and direction, and its pillar.
    base
        The published weights by criterion, summing to 1: of the reference ranking and of the coverage rule.
    weights
        The sampler of weights, in the order of the criteria, such as :func:`assessment.scoring.draws.panel_weights`.
    deviation
        Relative standard deviation of the values by cell, or one for all; see `GRADE_DEVIATION`.
    groups
        Group by sector, from which missing values are drawn.
    normalisation, aggregation
        Probability of each method.
    goalpost_move
        Largest move of a goalpost, as a share of the distance between the two.
    """

    values: pd.DataFrame
    criteria: Mapping[str, Criterion]
    pillars: Mapping[str, str]
    base: pd.Series
    weights: Sampler
    deviation: pd.DataFrame | float
    groups: Mapping[str, str]
    normalisation: Mapping[str, float] = field(default_factory=lambda: {"goalposts": 0.5, "z": 0.25, "rank": 0.25})
    aggregation: Mapping[str, float] = field(default_factory=lambda: {"geometric": 0.5, "arithmetic": 0.5})
    goalpost_move: float = 0.10
    least_total: float = LEAST_TOTAL
    least_pillar: float = LEAST_PILLAR


class Scorer:
    """Draws the inputs of a design and scores them.

    `scored` says by sector whether it is determinable (:func:`assessment.scoring.aggregate.coverage`) and has no gap that nothing can
    stand in for; `imputed` is the share of its base weight that is imputed, NaN where it is not scored.

    Raises
    ------
    ValueError
        If a criterion has no goalposts or no pillar, a sector no group, weights do not fit, or probabilities do not sum to 1.
    """

    def __init__(self, design: Design) -> None:
        values, names = design.values, list(design.values.columns)
        for what, lacking in (
            ("criterion", [name for name in names if name not in design.criteria]),
            ("pillar", [name for name in names if name not in design.pillars]),
            ("group", [name for name in values.index if name not in design.groups]),
        ):
            if lacking:
                raise ValueError(f"no {what} for {', '.join(map(str, lacking))}: give one for each")
        if not 0 <= design.goalpost_move < 0.5:
            raise ValueError(f"goalposts moved by {design.goalpost_move:g}: expected a share from 0 to below 0.5")
        self.design = design
        self.methods = _cuts(design.normalisation, ("goalposts", *COMPARED))
        self.aggregations = _cuts(design.aggregation, ("geometric", "arithmetic"))
        pillars = [design.pillars[name] for name in names]
        self.means = {"geometric": PillarMean(pillars), "arithmetic": PillarMean(pillars, "arithmetic")}
        self.pillars = tuple(dict.fromkeys(pillars))
        self._read_goalposts([design.criteria[name] for name in names])
        known = values.notna()
        covered = coverage(
            known, design.base, design.pillars, least_total=design.least_total, least_pillar=design.least_pillar
        )
        weighed = design.base.reindex(names).to_numpy() > 0
        scored = _scored(known.to_numpy(), weighed, covered["determinable"].to_numpy(dtype=bool))
        self.scored = pd.Series(scored, values.index)
        self.imputed = (1 - covered["coverage"]).clip(lower=0).where(scored)
        self.values: Floats = np.where(scored[:, None], values.to_numpy(dtype=float), np.nan)
        # Of the whole table, because multiplying by it is several times faster than by a row.
        self._sign: Floats = np.broadcast_to(self._direction, self.values.shape).copy()
        self._find_donors(scored)
        deviation = design.deviation
        if isinstance(deviation, pd.DataFrame):
            deviation = deviation.reindex_like(values).where(known, 0.0)
        self._noisy = noisy_scores(self.values, deviation)

    def draw(self, name: str, generator: np.random.Generator, draws: int) -> Floats:
        """Return draws of one input, the draws first; of a choice, numbers from 0 to 1 that the probabilities cut."""
        if name == "weights":
            drawn = drawn_weights(self.design.weights, generator, draws)
            if drawn.shape[1] != self.values.shape[1]:
                raise ValueError(f"{drawn.shape[1]} drawn weights for {self.values.shape[1]} criteria: one for each")
            return np.broadcast_to(drawn, (draws, drawn.shape[1]))
        if name == "values":
            return self._noisy(generator, draws)
        if name == "imputation":
            shape = (draws, len(self._gap_sector))
            return np.stack([generator.random(shape), generator.standard_normal(shape)], axis=1)
        if name == "goalposts":
            return generator.uniform(-1, 1, (draws, 2, self.values.shape[1])) * self.design.goalpost_move
        if name in ("normalisation", "aggregation"):
            return generator.random(draws)
        raise ValueError(f"input {name!r}: expected one of {', '.join(INPUTS)}")

    def scores(self, drawn: Mapping[str, Floats]) -> Floats:
        """Return the scores on each criterion (draws × sectors × criteria) of drawn inputs."""
        oriented = self._oriented(drawn["values"])
        self._impute(oriented, drawn["imputation"])
        return self._normalised(oriented, drawn["goalposts"], drawn["normalisation"])

    def sampler(self) -> Sampler:
        """Return a sampler of the scores on each criterion, for weights that come from elsewhere (SMAA)."""

        def sample(generator: np.random.Generator, draws: int) -> Floats:
            return self.scores({name: self.draw(name, generator, draws) for name in INPUTS[1:5]})

        return sample

    def score(self, drawn: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        """Return the scores (draws × sectors) and the means of the pillars (draws × sectors × pillars) of drawn inputs."""
        scores = self.scores(drawn)
        weights = drawn["weights"]
        means = self.means["geometric"].pillar_means(scores, weights)
        totals = np.empty(scores.shape[:2])
        for between, inside in _chosen(self.aggregations, drawn["aggregation"]):
            totals[inside] = self.means[between].of_means(means[inside], weights[inside])
        return totals, means

    def reference(self, method: str = "goalposts", sectors: pd.Index | None = None) -> pd.DataFrame:
        """Return the scores (sectors × criteria) that the draws lie around: published values, goalposts unmoved.

        A gap stands at the mean of the values that are drawn for it. This is the centre of the draws, for comparing ranks; it is not a
        value of the sector. Another method of normalisation is one of `COMPARED`; it then compares the given `sectors` only.
        """
        oriented = self._oriented(self.values[None])
        for sector, criterion, donors in zip(self._gap_sector, self._gap_criterion, self._donors, strict=True):
            oriented[0, sector, criterion] = oriented[0, donors, criterion].mean()
        index = self.design.values.index if sectors is None else sectors
        compared = oriented[0, self.design.values.index.get_indexer(index)]
        scores = self._by_method(compared[:, None], np.zeros((1, 2, oriented.shape[2])), method)
        return pd.DataFrame(scores[:, 0], index, self.design.values.columns)

    def _read_goalposts(self, criteria: list[Criterion]) -> None:
        """Keep the goalposts after the transform, turned so that more is better."""
        self._direction = np.array([criterion.direction for criterion in criteria], dtype=float)
        ends = np.array([transform([each.lower, each.upper], each.transform) for each in criteria])
        self._lower, self._upper = np.sort(ends * self._direction[:, None], axis=1).T
        self._distance = self._upper - self._lower
        for criterion, own in zip(criteria, self._distance, strict=True):
            if criterion.lower >= criterion.upper or not np.isfinite(own):
                raise ValueError(
                    f"goalposts {criterion.lower:g} and {criterion.upper:g} with transform {criterion.transform}: "
                    "the lower must be below the upper and both finite after the transform"
                )
        self._floor = ends[:, 0] - self.design.goalpost_move * self._distance
        kinds = [criterion.transform for criterion in criteria]
        self._transforms = {
            kind: np.flatnonzero([own == kind for own in kinds]) for kind in dict.fromkeys(kinds) if kind != "none"
        }

    def _find_donors(self, scored: NDArray[np.bool_]) -> None:
        """Keep for each gap of a scored sector the sectors that may stand in for it, and the spread of their values."""
        known = ~np.isnan(self.values)
        groups = np.array([self.design.groups[name] for name in self.design.values.index], dtype=object)
        oriented = self._oriented(self.values[None])[0]
        gaps = [
            (sector, criterion)
            for sector, criterion in zip(*np.nonzero(~known & scored[:, None]), strict=True)
            if known[:, criterion].sum() >= 2
        ]
        self._gap_sector, self._gap_criterion = np.array(gaps, dtype=int).reshape(-1, 2).T
        self._donors = []
        for sector, criterion in gaps:
            near = np.flatnonzero(known[:, criterion] & (groups == groups[sector]))
            self._donors.append(near if len(near) >= 2 else np.flatnonzero(known[:, criterion]))
        spreads = [
            oriented[donors, own].std(ddof=1) for donors, own in zip(self._donors, self._gap_criterion, strict=True)
        ]
        self._gap_deviation = np.array(spreads)
        self._donor_count = np.array([len(donors) for donors in self._donors], dtype=int)
        self._donor = np.zeros((len(gaps), self._donor_count.max(initial=1)), dtype=int)
        for row, donors in zip(self._donor, self._donors, strict=True):
            row[: len(donors)] = donors

    def _oriented(self, values: Floats) -> Floats:
        """Return the values after the transform of each criterion, more being better."""
        oriented = values * self._sign
        for kind, columns in self._transforms.items():
            own = transform(values[..., columns], kind)
            # Of a logarithm of zero a goalpost can make something, the other normalisations cannot.
            own = np.where(np.isneginf(own), self._floor[columns], own)
            oriented[..., columns] = own * self._direction[columns]
        return oriented

    def _impute(self, oriented: Floats, drawn: Floats) -> None:
        chance, noise = drawn[:, 0], drawn[:, 1]
        chosen = self._donor[np.arange(len(self._donor)), (chance * self._donor_count).astype(int)]
        stand_in = oriented[np.arange(len(oriented))[:, None], chosen, self._gap_criterion]
        oriented[:, self._gap_sector, self._gap_criterion] = stand_in + noise * self._gap_deviation

    def _normalised(self, oriented: Floats, moves: Floats, choice: Floats) -> Floats:
        scores = np.empty_like(oriented)
        for method, inside in _chosen(self.methods, choice):
            # Sectors first: what is done alike to all of them then runs over adjoining memory.
            own = np.ascontiguousarray(oriented[inside].transpose(1, 0, 2))
            compared = self._by_method(own, moves[inside], method)
            scores[inside] = compared.transpose(1, 0, 2)
        return scores

    def _by_method(self, oriented: Floats, moves: Floats, method: str) -> Floats:
        """Return scores, sectors × draws × criteria as the values are."""
        if method == "goalposts":
            return self._between_goalposts(oriented, moves)
        compared: Floats = COMPARED[method](oriented, axis=0)
        compared[np.isnan(compared) & ~np.isnan(oriented)] = MIDDLE
        return compared

    def _between_goalposts(self, oriented: Floats, moves: Floats) -> Floats:
        """Return scores, sectors × draws × criteria as the values are."""
        lower = self._lower + moves[:, 0] * self._distance
        upper = self._upper + moves[:, 1] * self._distance
        share: Floats = oriented - lower
        share /= upper - lower
        np.clip(share, 0, 1, out=share)
        share *= SCALE[1] - SCALE[0]
        share += SCALE[0]
        return share


def _scored(known: NDArray[np.bool_], weighed: NDArray[np.bool_], enough: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the sectors that can be scored: enough is known of them, and two sectors or more have a value for each gap."""
    while True:
        lacking = weighed & (known[enough].sum(axis=0) < 2)
        still: NDArray[np.bool_] = enough & ~(~known & lacking).any(axis=1)
        if (still == enough).all():
            return still
        enough = still


def _cuts(shares: Mapping[str, float], names: Iterable[str]) -> list[tuple[str, float, float]]:
    """Return each method with the ends of its part of 0 to 1."""
    unknown = [name for name in shares if name not in names]
    if unknown:
        raise ValueError(f"method {', '.join(unknown)}: expected one of {', '.join(names)}")
    ends = np.cumsum(list(shares.values()))
    if not ends.size or min(shares.values()) < 0 or abs(ends[-1] - 1) > ROUNDING:
        raise ValueError(f"probabilities of {', '.join(shares)}: expected numbers that are not negative and sum to 1")
    ends[-1] = 1
    return list(zip(shares, [0.0, *ends[:-1]], ends, strict=True))


def _chosen(cuts: list[tuple[str, float, float]], chance: Floats) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Yield each method that some draw chose, with its draws."""
    for name, start, end in cuts:
        inside = np.flatnonzero((chance >= start) & (chance < end))
        if inside.size:
            yield name, inside
