"""Interrupted series of counts: change of the rate at a dated event, by quasi-Poisson regression with an offset."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd

from assessment.analysis.interrupted import Interrupted, cut, estimated, ill_posed, regression, unfit
from assessment.analysis.short_series import DRAWS, Floats, Points, Time, points


def interrupted_counts(
    counts: pd.Series,
    at: Time,
    *,
    exposure: pd.Series | None = None,
    reopened: Time | None = None,
    slope: bool = True,
    season: bool = False,
    regressors: pd.DataFrame | None = None,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> Interrupted:
    """Return how the rate of counted events changes at a date: ln E(count) = ln(exposure) + a + b t + c D + d D (t − t₀) + ….

    Estimates are those of quasi-Poisson regression (dispersion from Pearson's χ²). Intervals and p-values are simulated at any
    length, from errors of the working regression that may be autocorrelated; the usual ones take them as independent.

    Parameters
    ----------
    counts
        Numbers of events by year or by month, quarter or year: vehicles, cases, rejected consignments.
    at, reopened, slope, season, regressors, level, draws, seed
        As in `interrupted.interrupted`.
    exposure
        What the events happen to (population, consignments), positive, in every period of the series; without it the counts
        themselves are modelled.

    Returns
    -------
    Interrupted
        Changes are logarithms: exp(value) is the rate ratio. The means of the segments are of counts over exposure.

    Raises
    ------
    ValueError
        As `interrupted.interrupted`, or if a count is negative, or the exposure lacks a period or is not positive.

    References
    ----------
    Lopez Bernal, Cummins and Gasparrini (2017), International Journal of Epidemiology 46. Computed by statsmodels.

    Examples
    --------
    >>> cases = pd.Series([20.0, 22, 19, 21, 20, 22, 20, 11, 10, 9, 10, 11, 10, 9], index=range(2008, 2022))
    >>> change = interrupted_counts(cases, 2015, slope=False).changes[0]
    >>> round(float(np.exp(change.value)), 2), change.p_value < 0.01
    (0.5, True)
    """
    found = points(counts)
    if (found.values < 0).any():
        raise ValueError(f"count {found.values.min()}: expected numbers of events, 0 or more")
    offset = np.ones(len(found.values))
    if exposure is not None:
        offset = exposure.reindex(list(found.periods)).to_numpy(dtype=float)
        if not (offset > 0).all():
            lacking = found.periods[int(np.argmax(~(offset > 0)))]
            raise ValueError(f"exposure in {lacking}: expected a positive number in every period of the counts")
    rates = Points(found.values / offset, found.periods, found.yearly, found.gap)
    segments = cut(rates, at, reopened)
    if not segments.refused and 0 in segments.means:
        segments = replace(segments, refused="no_events")
    if segments.refused:
        return segments
    design, changes = regression(rates, segments, slope, season, regressors)
    refused = ill_posed(design)
    if refused:
        return replace(segments, refused=refused)
    response, weighted = _working_regression(found.values, design, np.log(offset))
    refused = unfit(response, weighted)
    if refused:
        return replace(segments, refused=refused)
    return estimated(segments, response, weighted, changes, "quasi_poisson_simulated", level, draws, seed)


def _working_regression(counts: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """Return the regression that the last step of a Poisson fit solves: its least squares are the quasi-Poisson estimates."""
    # statsmodels takes half a second to import; only what counts events should pay for it.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an exact fit, which the caller refuses
        mean = np.asarray(GLM(counts, design, family=Poisson(), offset=offset).fit(tol=1e-12).fittedvalues)
    weight = np.sqrt(mean)
    return weight * (np.log(mean) - offset + (counts - mean) / mean), weight[:, None] * design
