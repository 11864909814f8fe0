"""Synthetic control: a weighted average of other units that ran like the treated one before the event, and how far it parts after.

The weights solve a convex problem exactly, so that they do not depend on an optimiser. pysyncon's nested search for predictor
weights, on the same published data, gave five different sets of unit weights by starting point and took 4 to 120 seconds a fit;
placebos and leave-one-out need a fit for every unit. It serves as the oracle of the tests.

The gap is a difference from a benchmark, not an effect: gates compete, so that what one loses another may gain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.analysis.short_series import Floats, Time, before, points

Note: TypeAlias = Literal["few_periods_before", "more_donors_than_periods", "poor_fit"]
Refusal: TypeAlias = Literal["", "too_few_donors", "too_few_before", "nothing_after", "gap"]

MIN_DONORS: Final = 2
MIN_BEFORE: Final = 5
"""With five to eight periods the weights fit noise (METHODS 8.3); below, nothing is fitted."""

FEW_BEFORE: Final = 8

UNKNOWN: Final = float("nan")


def simplex_weights(target: Floats, donors: Floats) -> Floats:
    """Return the weights w ≥ 0 with sum 1 that minimise ‖target − donors · w‖².

    With D = donors − target the sum is ‖D w‖² on the simplex. Non-negative least squares of ‖D v‖² + (1 − Σ v)² has its optimum
    along the same ray, so that w = v / Σ v exactly (Lawson and Hanson 1974, chapter 23).

    Parameters
    ----------
    target
        What is to be matched, shape (m,).
    donors
        The same of each donor, shape (m, donors).

    Returns
    -------
    ndarray
        One weight a donor. With more donors than rows several sets may fit equally well; one of them is returned, always the same.

    Examples
    --------
    >>> simplex_weights(np.array([1.0, 2.0]), np.array([[0.0, 4.0, 9.0], [1.0, 5.0, 0.0]])).round(3)
    array([0.75, 0.25, 0.  ])
    """
    # scipy takes a quarter of a second to import; only what builds a benchmark should pay for it.
    from scipy.optimize import nnls

    differences = donors - target[:, None]
    scale = np.abs(differences).max()
    rows = np.vstack([differences / (scale if scale > 0 else 1.0), np.ones(donors.shape[1])])
    solution = nnls(rows, np.concatenate([np.zeros(len(target)), [1.0]]))[0]
    return np.asarray(solution / solution.sum(), dtype=np.float64)


def _nothing() -> pd.Series:
    return pd.Series(dtype=float)


@dataclass(frozen=True)
class SyntheticControl:
    """A unit beside its synthetic control; everything after `refused` is empty or NaN where it is refused.

    Attributes
    ----------
    dropped
        Donors left out because a period of the unit is missing in them.
    refused
        ``too_few_donors`` (below 2), ``too_few_before`` (below 5 periods), ``nothing_after``, ``gap`` in the unit; otherwise empty.
    weights
        Weight of each donor, 0 or more, sum 1.
    synthetic, gap
        Outcome of the synthetic control and what the unit has above it, by period before and after the event.
    mean_gap
        Mean gap after the event, in the unit of the outcome.
    rmspe_before, rmspe_after
        Root mean squared gap before and after.
    ratio
        `rmspe_after` / `rmspe_before`; infinite where the fit is exact before and not after, 1 where it is exact in both.
    scaled_error
        `rmspe_before` over the root mean squared change of the unit from one period to the next (Hyndman and Koehler 2006): above 1
        the synthetic control follows the unit less closely than the unit's own last value would. For a unit that does not move,
        infinite, or 1 where the fit is exact.
    notes
        ``few_periods_before`` (up to 8), ``more_donors_than_periods`` before the event (then the weights need not be unique),
        ``poor_fit`` (`scaled_error` above 1).
    """

    dropped: tuple[str, ...]
    refused: Refusal = ""
    weights: pd.Series = field(default_factory=_nothing)
    synthetic: pd.Series = field(default_factory=_nothing)
    gap: pd.Series = field(default_factory=_nothing)
    mean_gap: float = UNKNOWN
    rmspe_before: float = UNKNOWN
    rmspe_after: float = UNKNOWN
    ratio: float = UNKNOWN
    scaled_error: float = UNKNOWN
    notes: tuple[Note, ...] = ()


def synthetic_control(
    outcomes: pd.DataFrame,
    treated: str,
    event: Time,
    predictors: pd.DataFrame | None = None,
    importance: pd.Series | None = None,
) -> SyntheticControl:
    """Return the synthetic control of a unit: weights from the periods before an event, gaps before and after.

    Parameters
    ----------
    outcomes
        One row a period (years as integers or a PeriodIndex), one column a unit. Leave out donors that the event reaches too, and
        totals that contain the unit.
    treated
        Column of the unit.
    event
        First period after the event.
    predictors
        What to match instead of the outcomes before the event: one row a predictor, one column a unit. Each row is divided by its
        standard deviation across the units.
    importance
        Weight of each predictor (V of Abadie and Gardeazabal), 0 or more; equal if not given.

    Raises
    ------
    ValueError
        If the unit is no column, a column occurs twice, a predictor is missing for a unit or does not vary, an importance is missing
        or negative, or the index is neither of years nor of periods.

    References
    ----------
    Abadie and Gardeazabal (2003), American Economic Review 93; Abadie (2021), Journal of Economic Literature 59.

    Examples
    --------
    >>> years = range(2001, 2009)
    >>> outcomes = pd.DataFrame({"a": [1.0, 3, 2, 4, 3, 5, 4, 6], "b": [5.0, 4, 6, 5, 7, 6, 8, 7]}, index=years)
    >>> outcomes["zone"] = outcomes.mean(axis=1) + 2 * (outcomes.index >= 2007)
    >>> found = synthetic_control(outcomes, "zone", 2007)
    >>> found.weights.round(2).to_dict(), round(found.mean_gap, 2), found.notes
    ({'a': 0.5, 'b': 0.5}, 2.0, ('few_periods_before',))
    """
    if not outcomes.columns.is_unique:
        raise ValueError(f"units {sorted(set(outcomes.columns[outcomes.columns.duplicated()]))} occur more than once")
    if treated not in outcomes.columns:
        raise ValueError(f"treated {treated!r}: expected one of the units {', '.join(map(str, outcomes.columns))}")
    found = points(outcomes[treated])
    table = outcomes.loc[list(found.periods)].astype(float)
    complete = table.columns[np.isfinite(table.to_numpy()).all(axis=0)]
    donors = [unit for unit in complete if unit != treated]
    dropped = tuple(unit for unit in outcomes.columns if unit not in complete)
    start = before(found, event)
    refused: Refusal = "gap" if found.gap else "nothing_after" if start == len(table) else ""
    if start < MIN_BEFORE:
        refused = "too_few_before"
    if len(donors) < MIN_DONORS:
        refused = "too_few_donors"
    if refused:
        return SyntheticControl(dropped, refused)
    matched = table.iloc[:start] if predictors is None else _weighted(predictors, [treated, *donors], importance)
    weights = simplex_weights(matched[treated].to_numpy(), matched[donors].to_numpy())
    return _compared(table[treated], table[donors], weights, start, dropped)


def _weighted(predictors: pd.DataFrame, units: Sequence[str], importance: pd.Series | None) -> pd.DataFrame:
    """Return the predictors of the units in standard deviations, times the root of their importance."""
    table = predictors.reindex(columns=list(units)).astype(float)
    spread = table.std(axis=1)
    unusable = table.index[~(spread > 0) | table.isna().any(axis=1)]
    if len(unusable):
        raise ValueError(f"predictor {unusable[0]!r}: expected a value for each of {', '.join(units)}, not all equal")
    share = pd.Series(1.0, index=table.index) if importance is None else importance.reindex(table.index).astype(float)
    if not (share >= 0).all() or not share.sum() > 0:
        raise ValueError(f"importance {share.to_dict()}: expected a weight of 0 or more for every predictor, not all 0")
    return table.mul(np.sqrt(share) / spread, axis=0)


def _compared(
    unit: pd.Series, donors: pd.DataFrame, weights: Floats, start: int, dropped: tuple[str, ...]
) -> SyntheticControl:
    synthetic = pd.Series(donors.to_numpy() @ weights, index=donors.index)
    gap = unit - synthetic
    errors = np.array([_root_mean_square(part.to_numpy()) for part in (gap.iloc[:start], gap.iloc[start:])])
    errors[errors <= 1e-10 * unit.abs().max()] = 0.0  # what rounding leaves of an exact fit
    rmspe_before, rmspe_after = errors.tolist()
    step = _root_mean_square(np.diff(unit.to_numpy()[:start]))
    scaled = _quotient(rmspe_before, step)
    notes: list[Note] = []
    if start <= FEW_BEFORE:
        notes.append("few_periods_before")
    if donors.shape[1] > start:
        notes.append("more_donors_than_periods")
    if scaled > 1:
        notes.append("poor_fit")
    return SyntheticControl(
        dropped,
        weights=pd.Series(weights, index=donors.columns),
        synthetic=synthetic,
        gap=gap,
        mean_gap=float(gap.iloc[start:].mean()),
        rmspe_before=rmspe_before,
        rmspe_after=rmspe_after,
        ratio=_quotient(rmspe_after, rmspe_before),
        scaled_error=scaled,
        notes=tuple(notes),
    )


def _quotient(numerator: float, denominator: float) -> float:
    if denominator > 0:
        return numerator / denominator
    return float("inf") if numerator > 0 else 1.0


def _root_mean_square(values: Floats) -> float:
    return float(np.sqrt((values**2).mean()))
