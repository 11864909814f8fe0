"""What one piece decides: the ranking without a criterion, without an expert, and without a sector.

Weights left over are scaled up in proportion, so that they sum to 1. Ranks count from 1 and tied sectors share the mean of their
places, see :func:`assessment.scoring.acceptability.ranks`; a sector without a score has no rank and is compared with none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from assessment.scoring.acceptability import ranks
from assessment.scoring.aggregate import ROUNDING, Between, aggregate

BASE: Final = "base"
Classify = Callable[[str], pd.Series]
"""From the piece left out (`BASE` for none) to the class by sector."""


@dataclass(frozen=True)
class LeftOut:
    """The ranking without each piece, beside the base.

    `ranks` is sectors × (base and pieces), `base` its first column. `table` has by piece: `tau` (Kendall's tau-b of its ranks and
    those of the base; NaN for fewer than two sectors and where all tie), `largest_move` (places), `moved` (the sectors that move so
    far, none if none moves), `leave` (sectors among the first k of the base that leave the first k + margin) and `reclassified`
    (sectors whose class is another; empty where no class was asked for).
    """

    ranks: pd.DataFrame
    table: pd.DataFrame

    def worst(self) -> pd.Series:
        """Return the worst rank of each sector without any one piece; NaN for a sector without rank."""
        return self.ranks.drop(columns=BASE).max(axis=1, skipna=False)


def leave_one_criterion_out(
    scores: pd.DataFrame,
    weights: pd.Series,
    pillars: Mapping[str, str],
    k: int,
    *,
    between: Between = "geometric",
    margin: int = 2,
    classify: Classify | None = None,
) -> LeftOut:
    """Return the rankings without each criterion that has weight.

    A criterion left out weighs 0. A criterion that has all the weight cannot be left out and is passed over.

    Parameters
    ----------
    scores
        Sectors × criteria, more is better.
    k, margin
        Places of the list, and how many further a sector may fall.
    classify
        Gives the classes without a piece; it is asked once for the base and once for each criterion.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [90.0, 10.0], "b": [40.0, 60.0]}, index=["p", "q"])
    >>> left = leave_one_criterion_out(scores, pd.Series({"a": 0.5, "b": 0.5}), {"a": "x", "b": "x"}, k=1)
    >>> left.table["tau"].tolist(), left.worst().tolist()
    ([-1.0, 1.0], [2.0, 2.0])
    """
    others = {}
    for name in scores.columns[(weights.reindex(scores.columns) > 0).to_numpy()]:
        kept = weights.where(weights.index != name, 0.0)
        if kept.sum() > 0:
            others[str(name)] = kept / kept.sum()
    return leave_out(scores, weights, others, pillars, k, between=between, margin=margin, classify=classify)


def leave_out(
    scores: pd.DataFrame,
    base: pd.Series,
    others: Mapping[str, pd.Series],
    pillars: Mapping[str, str],
    k: int,
    *,
    between: Between = "geometric",
    margin: int = 2,
    classify: Classify | None = None,
) -> LeftOut:
    """Return the rankings with the weights that are left without each piece, such as an expert of the panel.

    Parameters
    ----------
    base, others
        Weights by criterion, and those without each piece.

    See :func:`leave_one_criterion_out` for the others.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [90.0, 10.0], "b": [40.0, 60.0]}, index=["p", "q"])
    >>> sheets = pd.DataFrame({"a": [0.8, 0.1], "b": [0.2, 0.9]}, index=["first", "second"])
    >>> others = {name: sheets.drop(index=name).mean() for name in sheets.index}
    >>> leave_out(scores, sheets.mean(), others, {"a": "x", "b": "x"}, k=1).table["largest_move"].to_dict()
    {'first': 1.0, 'second': 0.0}
    """
    if k < 1 or margin < 0:
        raise ValueError(f"k {k}, margin {margin}: expected at least one place and a margin that is not negative")
    # A gap keeps a sector without rank throughout: it would otherwise enter the ranking where its missing criterion is left out.
    whole = aggregate(scores, base, pillars, between).notna()
    placed = {
        name: ranks(aggregate(scores, weights, pillars, between).where(whole).to_numpy(dtype=float))
        for name, weights in {BASE: base, **others}.items()
    }
    table = pd.DataFrame(placed, index=scores.index)
    classes = None if classify is None else classify(BASE)
    rows, several = {}, whole.sum() > 1
    for name in others:
        move = (table[name] - table[BASE]).abs()
        largest = float(move.max())
        other = classes if classify is None else classify(name)
        rows[name] = {
            "tau": float(stats.kendalltau(table[BASE][whole], table[name][whole]).statistic) if several else np.nan,
            "largest_move": largest,
            "moved": _names(move == largest) if largest > 0 else (),
            "leave": _names((table[BASE] <= k) & (table[name] > k + margin)),
            "reclassified": () if classes is None or other is None else _names(classes != other),
        }
    columns = ["tau", "largest_move", "moved", "leave", "reclassified"]
    return LeftOut(table, pd.DataFrame.from_dict(rows, orient="index", columns=columns))


def rank_agreement(ranks: pd.DataFrame, base: str = BASE) -> pd.DataFrame:
    """Return how far each ranking agrees with the base, over the sectors ranked in both.

    Parameters
    ----------
    ranks
        Sectors × rankings; 1 is the first place, ties share the mean of their places, NaN is no rank.

    Returns
    -------
    DataFrame
        By ranking: `spearman`, `kendall` (tau-b), `weighted` (weighted Spearman: differences near the top count more) and `ws` (asks
        only where the base puts a sector and how far the other moves it, the first places most). All are 1 where the two agree; NaN
        for fewer than two sectors, the first two also where a ranking is all ties.

    Notes
    -----
    Sources: Pinto da Costa and Soares (2005); Sałabun and Urbaniak (2020).

    Examples
    --------
    >>> table = pd.DataFrame({"base": [1.0, 2, 3, 4, 5], "other": [1.0, 3, 2, 4, 5]}, index=list("pqrst"))
    >>> rank_agreement(table).loc["other"].round(4).tolist()
    [0.9, 0.8, 0.8833, 0.8542]
    """
    found = {
        str(name): _agreement(ranks[[base, name]].dropna().to_numpy(dtype=float).T)
        for name in ranks.columns
        if name != base
    }
    return pd.DataFrame.from_dict(found, orient="index", columns=["spearman", "kendall", "weighted", "ws"])


def _agreement(pair: NDArray[np.float64]) -> tuple[float, float, float, float]:
    first, other = pair
    count = len(first)
    if count < 2:
        return (np.nan,) * 4
    tied = np.ptp(first) == 0 or np.ptp(other) == 0
    spearman, kendall = (
        (np.nan, np.nan)
        if tied
        else (stats.spearmanr(first, other).statistic, stats.kendalltau(first, other).statistic)
    )
    apart = first - other
    weighted = (apart**2 * (2 * count + 2 - first - other)).sum() / (count**4 + count**3 - count**2 - count)
    ws = (2.0**-first * abs(apart) / np.maximum(first - 1, count - first)).sum()
    return float(spearman), float(kendall), float(1 - 6 * weighted), float(1 - ws)


def rank_reversals(
    values: pd.DataFrame, score: Callable[[pd.DataFrame], pd.Series]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return by sector the pairs of others whose order changes when it is not a candidate; sectors without effect are left out.

    An empty result says that the order of two sectors depends on no third, as it must be with fixed goalposts. A tie that is made or
    broken is a change of order. A sector without score has no order; of two sectors there is no third.

    Parameters
    ----------
    values
        Sectors × criteria, as `score` takes them.
    score
        From a table of values to the score by sector: normalisation and aggregation together.

    Notes
    -----
    Source: Belton and Gear (1983) for rank reversal.

    Examples
    --------
    >>> from assessment.scoring.normalise import observed_range
    >>> table = pd.DataFrame([[10, 1], [6, 5], [2, 9.5], [2, 30]], index=list("ABCD"))
    >>> rank_reversals(table, lambda values: pd.Series(observed_range(values).mean(axis=1), values.index))
    {'A': (('B', 'D'),), 'D': (('A', 'C'), ('B', 'C'))}
    """
    if len(values) < 3:
        return {}
    whole = _order(score(values))
    found = {}
    for name in values.index:
        rest = values.drop(index=name)
        changed = _order(score(rest)) != whole.loc[rest.index, rest.index]
        pairs = tuple(
            (str(rest.index[first]), str(rest.index[second]))
            for first, second in zip(*np.nonzero(np.triu(changed)), strict=True)
        )
        if pairs:
            found[str(name)] = pairs
    return found


def _order(scores: pd.Series) -> pd.DataFrame:
    """Return by pair 1 where the row's sector is ahead, -1 where it is behind, else 0."""
    values = scores.to_numpy(dtype=float)
    lead = values[:, None] - values[None]
    return pd.DataFrame((lead > ROUNDING).astype(int) - (lead < -ROUNDING), scores.index, scores.index)


def _names(chosen: pd.Series) -> tuple[str, ...]:
    return tuple(str(name) for name in chosen.index[chosen])
