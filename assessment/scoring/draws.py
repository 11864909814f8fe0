"""Random draws of weights and of scores for the robustness of a ranking.

A sampler is a function of a generator and a number of draws. It returns draws × criteria (weights, each row summing to 1) or
draws × sectors × criteria (scores, more is better), with a first axis of 1 where nothing is random. Uniform weights over a region mean
that nothing is known but the region (SMAA).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]
Sampler = Callable[[np.random.Generator, int], Floats]
GRADE_DEVIATION = {"A": 0.05, "B": 0.15, "C": 0.30}
"""Relative standard deviation of a value by the grade of its evidence (METHODS 11.8)."""
SWEEPS = 12
"""Rounds over all pairs of criteria for interval weights; the tests compare with weights drawn by rejection."""


def fixed_weights(weights: ArrayLike) -> Sampler:
    """Return a sampler of the same weights in every draw.

    >>> fixed_weights([0.4, 0.6])(np.random.default_rng(1), 3).tolist()
    [[0.4, 0.6]]
    """
    checked = checked_weights(weights)
    return lambda generator, draws: checked[None]


def uniform_weights(criteria: int) -> Sampler:
    """Return a sampler of weights uniform over all that are not negative and sum to 1.

    >>> uniform_weights(3)(np.random.default_rng(1), 2).sum(axis=1).round(12).tolist()
    [1.0, 1.0]
    """
    if criteria < 1:
        raise ValueError(f"{criteria} criteria: expected at least one")

    def sample(generator: np.random.Generator, draws: int) -> Floats:
        amounts = generator.standard_exponential((draws, criteria))
        return np.asarray(amounts / amounts.sum(axis=1, keepdims=True))

    return sample


def ordinal_weights(order: ArrayLike) -> Sampler:
    """Return a sampler of weights uniform over those in the given order (1 is the most important).

    Criteria with the same place are free among themselves, and none of them weighs less than one of a later place.

    Notes
    -----
    The uniform draw over all weights, sorted: the mean is the rank-order centroid.

    Examples
    --------
    >>> weights = ordinal_weights([2, 1])(np.random.default_rng(1), 4)
    >>> bool((weights[:, 1] >= weights[:, 0]).all())
    True
    """
    places = np.asarray(order, dtype=float)
    if places.ndim != 1 or not places.size or np.isnan(places).any():
        raise ValueError("an order with a gap or without criteria: give every criterion its place")
    uniform = uniform_weights(places.size)
    tied = len(np.unique(places)) < places.size

    def sample(generator: np.random.Generator, draws: int) -> Floats:
        falling = -np.sort(-uniform(generator, draws), axis=1)
        rank = np.broadcast_to(stats.rankdata(places, method="ordinal") - 1, falling.shape)
        if tied:
            chance = generator.random(falling.shape)
            rank = np.argsort(np.lexsort((chance, np.broadcast_to(places, chance.shape)), axis=1), axis=1)
        return np.take_along_axis(falling, rank.astype(np.intp), axis=1)

    return sample


def interval_weights(low: ArrayLike, high: ArrayLike) -> Sampler:
    """Return a sampler of weights uniform over those between `low` and `high` that sum to 1.

    Raises
    ------
    ValueError
        If the bounds are not ordered, leave 0 to 1, or no weights between them sum to 1.

    Notes
    -----
    Gibbs sampling: each pair of criteria in turn shares its sum anew, uniformly in what the bounds allow. Every draw is a chain of
    its own from the middle of the region, so the draws are independent; rejection would keep almost none of them.

    Examples
    --------
    >>> interval_weights([0.2, 0.3], [0.2, 0.8])(np.random.default_rng(1), 1).round(12).tolist()
    [[0.2, 0.8]]
    """
    least, most = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    if least.ndim != 1 or least.shape != most.shape or not ((least >= 0) & (least <= most) & (most <= 1)).all():
        raise ValueError("bounds of weights: expected for each criterion 0 <= low <= high <= 1")
    if not least.sum() <= 1 + 1e-9 or not most.sum() >= 1 - 1e-9:
        raise ValueError(f"bounds sum to {least.sum():g} and {most.sum():g}: no weights between them sum to 1")
    room = most.sum() - least.sum()
    middle = least + (most - least) * ((1 - least.sum()) / room if room > 0 else 0)
    pairs = [(i, j) for i in range(least.size) for j in range(i + 1, least.size)]

    def sample(generator: np.random.Generator, draws: int) -> Floats:
        weights = np.tile(middle[:, None], draws)
        for _ in range(SWEEPS):
            chance = generator.random((len(pairs), draws))
            for (i, j), part in zip(pairs, chance, strict=True):
                both = weights[i] + weights[j]
                floor = np.maximum(least[i], both - most[j])
                weights[i] = floor + part * np.maximum(np.minimum(most[i], both - least[j]) - floor, 0)
                weights[j] = both - weights[i]
        return np.ascontiguousarray(weights.T)

    return sample


def panel_weights(sheets: ArrayLike, concentration: float | None = None) -> Sampler:
    """Return a sampler of a panel's weights: the mean of experts drawn with replacement, then a Dirichlet draw around it.

    Parameters
    ----------
    sheets
        Experts × criteria, each row summing to 1, without a gap.
    concentration
        Of the Dirichlet distribution: the larger, the nearer to the mean. By default matched to the spread of the panel, see
        :func:`panel_concentration`; infinite (no second draw) where the experts do not differ.

    Examples
    --------
    >>> panel_weights([[0.4, 0.6], [0.4, 0.6]])(np.random.default_rng(1), 2).tolist()
    [[0.4, 0.6], [0.4, 0.6]]
    """
    panel = _checked_sheets(sheets)
    spread = panel_concentration(panel) if concentration is None else concentration
    if not spread > 0:
        raise ValueError(
            f"concentration {spread:g}: expected a positive number; one expert has no spread to match, give it"
        )

    def sample(generator: np.random.Generator, draws: int) -> Floats:
        chosen = generator.integers(len(panel), size=(draws, len(panel)))
        of_draw = chosen + len(panel) * np.arange(draws)[:, None]
        times = np.bincount(of_draw.ravel(), minlength=draws * len(panel)).reshape(draws, len(panel))
        mean = times @ panel / len(panel)
        if np.isinf(spread):
            return np.asarray(mean)
        amounts = generator.standard_gamma(spread * mean)
        return np.asarray(amounts / amounts.sum(axis=1, keepdims=True))

    return sample


def panel_concentration(sheets: ArrayLike) -> float:
    """Return the Dirichlet concentration whose draws spread as the experts do.

    ``c = (1 - sum w^2) / sum s^2 - 1`` with w the mean and s^2 the variance (n - 1) of the experts' weights: a Dirichlet variable has
    variance ``w (1 - w) / (c + 1)``. Infinite where the experts do not differ, NaN for one expert.

    Raises
    ------
    ValueError
        If the experts differ more than any Dirichlet distribution can: no mean speaks for them.

    Examples
    --------
    >>> round(panel_concentration([[0.4, 0.6], [0.6, 0.4]]), 9)
    11.5
    """
    panel = _checked_sheets(sheets)
    if len(panel) < 2:
        return float("nan")
    variance = float(panel.var(axis=0, ddof=1).sum())
    # Rounding leaves equal sheets a variance of about 1e-33, which is none.
    if variance < 1e-20:
        return float("inf")
    concentration = float((1 - (panel.mean(axis=0) ** 2).sum()) / variance - 1)
    if concentration <= 0:
        raise ValueError(
            f"experts differ too much (variance {variance:g}) for draws around their mean: show coalitions"
        )
    return concentration


def within_pillars(between: Sampler, pillars: Sequence[object] | Mapping[str, object], weights: ArrayLike) -> Sampler:
    """Return a sampler of criterion weights from one of pillar weights, the shares inside each pillar staying as in `weights`.

    Pillars are labels by criterion; the sampler's criteria are the pillars in order of first appearance.

    >>> sampler = within_pillars(fixed_weights([0.2, 0.8]), ["x", "x", "y"], [0.1, 0.3, 0.6])
    >>> sampler(np.random.default_rng(1), 1).round(12).tolist()
    [[0.05, 0.15, 0.8]]
    """
    member = membership(pillars)
    base = checked_weights(weights)
    total = base @ member
    if not (total > 0).all():
        raise ValueError("a pillar without weight has no shares inside: give one of its criteria a positive weight")
    shares = member * base[:, None] / total
    return lambda generator, draws: np.asarray(between(generator, draws) @ shares.T)


def nested_weights(between: Sampler, inside: Mapping[str, Sampler], pillars: Mapping[str, str]) -> Sampler:
    """Return a sampler of criterion weights: the drawn weight of the pillar times the drawn share inside it.

    Levels are drawn one after the other from the same generator, so an expert is drawn anew at each of them.

    Parameters
    ----------
    between
        Of the pillars, in order of first appearance in `pillars`.
    inside
        By pillar, of its criteria in the order of `pillars`; a pillar of one criterion needs none.
    pillars
        Pillar by criterion.

    Examples
    --------
    >>> pillars = {"a": "x", "b": "x", "c": "y"}
    >>> sampler = nested_weights(fixed_weights([0.2, 0.8]), {"x": fixed_weights([0.25, 0.75])}, pillars)
    >>> sampler(np.random.default_rng(1), 1).round(12).tolist()
    [[0.05, 0.15, 0.8]]
    """
    names = list(dict.fromkeys(pillars.values()))
    labels = list(pillars.values())
    lacking = [name for name in names if name not in inside and labels.count(name) > 1]
    if lacking:
        raise ValueError(
            f"no shares inside pillar {', '.join(lacking)}: give a sampler for each with two criteria or more"
        )

    def sample(generator: np.random.Generator, draws: int) -> Floats:
        weights = between(generator, draws)
        drawn = np.empty((draws, len(labels)))
        for place, name in enumerate(names):
            columns = [index for index, label in enumerate(labels) if label == name]
            shares = inside[name](generator, draws) if name in inside else np.ones((1, 1))
            drawn[:, columns] = weights[:, [place]] * shares
        return drawn

    return sample


def without_criterion(weights: Sampler, place: int) -> Sampler:
    """Return a sampler of the same weights with one criterion at weight 0 and the others scaled up to sum to 1.

    A draw in which that criterion has all the weight gives the others equal weights.

    >>> without_criterion(fixed_weights([0.2, 0.3, 0.5]), 0)(np.random.default_rng(1), 1).round(12).tolist()
    [[0.0, 0.375, 0.625]]
    """

    def sample(generator: np.random.Generator, draws: int) -> Floats:
        drawn = np.array(weights(generator, draws))
        drawn[:, place] = 0
        total = drawn.sum(axis=1, keepdims=True)
        rest = (np.arange(drawn.shape[1]) != place) / (drawn.shape[1] - 1)
        return np.asarray(np.where(total > 0, drawn / np.where(total > 0, total, 1), rest))

    return sample


def fixed_scores(scores: ArrayLike) -> Sampler:
    """Return a sampler of the same scores (sectors × criteria) in every draw."""
    table = checked_table(scores)
    return lambda generator, draws: table[None]


def noisy_scores(values: ArrayLike, deviation: ArrayLike, score: Callable[[Floats], Floats] | None = None) -> Sampler:
    """Return a sampler of scores from values with log-normal noise.

    A value is multiplied by a factor of mean 1 and the relative standard deviation given, independently by cell, and then scored. It
    keeps its sign; zero and NaN stay as they are.

    Parameters
    ----------
    values, deviation
        Sectors × criteria; the deviation may also be one number, or one by criterion. See `GRADE_DEVIATION`.
    score
        Turns values (draws × sectors × criteria) into scores, for instance by fixed goalposts; the values as they are without it.

    Examples
    --------
    >>> noisy_scores([[2.0, 0.0]], 0.0)(np.random.default_rng(1), 2).tolist()
    [[[2.0, 0.0]], [[2.0, 0.0]]]
    """
    table = checked_table(values)
    relative = np.broadcast_to(np.asarray(deviation, dtype=float), table.shape)
    if not (relative >= 0).all():
        raise ValueError("relative deviations: expected numbers that are not negative, 0 for no noise")
    sigma = np.sqrt(np.log1p(relative**2))
    median = table * np.exp(-(sigma**2) / 2)

    def sample(generator: np.random.Generator, draws: int) -> Floats:
        exponent = generator.standard_normal((draws, *table.shape))
        exponent *= sigma
        noisy: Floats = np.exp(exponent, out=exponent)
        noisy *= median
        return noisy if score is None else score(noisy)

    return sample


def membership(pillars: Sequence[object] | Mapping[str, object]) -> Floats:
    """Return criteria × pillars, 1 where the criterion is in the pillar; pillars in order of first appearance.

    >>> membership(["x", "y", "x"]).tolist()
    [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    """
    labels = list(pillars.values()) if isinstance(pillars, Mapping) else list(pillars)
    names = list(dict.fromkeys(labels))
    return np.array([[float(label == name) for name in names] for label in labels])


def checked_weights(weights: ArrayLike) -> Floats:
    """Return one set of weights as an array, refusing any that are negative or do not sum to 1."""
    array = np.asarray(weights, dtype=float)
    if array.ndim != 1 or not (array >= 0).all() or not np.isclose(array.sum(), 1, rtol=0, atol=1e-6):
        raise ValueError(f"weights sum to {array.sum():g}: expected weights that are not negative and sum to 1")
    return array


def checked_table(values: ArrayLike) -> Floats:
    """Return sectors × criteria as an array, refusing another shape and infinite values."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 2 or not array.size or np.isinf(array).any():
        raise ValueError(
            f"table of shape {array.shape}: expected finite numbers or NaN, sectors × criteria, at least one"
        )
    return array


def _checked_sheets(sheets: ArrayLike) -> Floats:
    array = np.asarray(sheets, dtype=float)
    if array.ndim != 2 or not array.size:
        raise ValueError(f"sheets of shape {array.shape}: expected experts × criteria")
    return np.array([checked_weights(sheet) for sheet in array])
