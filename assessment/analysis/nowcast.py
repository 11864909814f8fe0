"""Nowcasts of the next one or two months, and the rule that says whether one may be believed.

A forecast of a monthly flow is only worth printing if it beats the cheapest one there is: the same month of the year before. Each
candidate is tried at every month of the past with what was known then, and accepted only if it is better on the mean and better most
of the time, with the months of closed gates counted and left out (METHODS 7.9).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.analysis.season import longest_run, monthly
from assessment.analysis.tet import BEFORE, DURING, window_regressors

Forecaster: TypeAlias = Callable[[pd.Series, pd.Period], float]
"""From the history (consecutive months) and the month wanted to the forecast; NaN where there is none."""

Floats: TypeAlias = NDArray[np.float64]
Refusal: TypeAlias = Literal["", "too_few_months", "gaps", "too_few_origins"]
Failing: TypeAlias = Literal["error", "wins", "error_open", "wins_open"]

MIN_HISTORY = 36
"""Months known at the first origin: three seasons."""

MIN_ORIGINS = 12
"""A year of trials; on fewer, six wins in ten mean nothing."""

WINS_NEEDED = 0.6


def seasonal_naive(history: pd.Series, month: pd.Period) -> float:
    """Return the value of the same month a year before; NaN where it is not known.

    Examples
    --------
    >>> flow = pd.Series(range(1, 25), index=pd.period_range("2022-01", periods=24, freq="M"))
    >>> seasonal_naive(flow, pd.Period("2024-01", "M"))
    13.0
    """
    return float(history.get(month - 12, np.nan))


def bridge(indicator: pd.Series) -> Forecaster:
    """Return the bridge regression on a faster monthly indicator, such as vehicles a day.

    Formula: Δ₁₂ ln y = b · Δ₁₂ ln x, fitted by least squares; the forecast is y₍t−12₎ · exp(b · Δ₁₂ ln x₍t₎). Differences of twelve
    months take the season off. There is no constant: with b = 0 the bridge is the seasonal naive forecast, so that what it gains it
    owes to the indicator and not to a drift.

    Parameters
    ----------
    indicator
        Monthly values with a PeriodIndex (freq ``M``), known for the month forecast before the target is.

    Returns
    -------
    Forecaster
        NaN where the indicator or the target is missing or not positive in a month needed, or never changed.

    References
    ----------
    Baffigi, Golinelli and Parigi (2004), Bridge models to forecast the euro area GDP, International Journal of Forecasting 20.

    Examples
    --------
    >>> months = pd.period_range("2020-01", periods=37, freq="M")
    >>> lorries = pd.Series(np.linspace(100, 200, 37) ** 2, index=months)
    >>> round(bridge(lorries)((lorries * 3).head(36), months[36]), 6)
    120000.0
    """
    faster = _yearly_change(_logs(monthly(indicator)))

    def forecast(history: pd.Series, month: pd.Period) -> float:
        logs = _logs(history)
        y, x = _yearly_change(logs).to_numpy(), faster.reindex(history.index).to_numpy()
        both = np.isfinite(y) & np.isfinite(x)
        weight = float((x[both] ** 2).sum())
        if weight == 0:
            return float("nan")
        slope = float((x[both] * y[both]).sum()) / weight
        return float(np.exp(logs.get(month - 12, np.nan) + slope * faster.get(month, np.nan)))

    return forecast


def _logs(series: pd.Series) -> pd.Series:
    return pd.Series(np.log(series.where(series > 0).to_numpy(dtype=float)), index=series.index)


def _yearly_change(logs: pd.Series) -> pd.Series:
    months = pd.PeriodIndex(logs.index)
    return pd.Series(logs.to_numpy() - logs.reindex(months - 12).to_numpy(), index=months)


def sarimax_tet(history: pd.Series, month: pd.Period) -> float:
    """Return the forecast of the airline model on logarithms with Tết regressors, days before and during the new year.

    SARIMA (0 1 1)(0 1 1)₁₂, fitted by maximum likelihood with statsmodels. The forecast is the median, exp of the forecast of the
    logarithm. NaN where a value is not positive, the fit fails, or the history has fewer than `MIN_HISTORY` months.

    References
    ----------
    Box and Jenkins (1970), Time Series Analysis; the regressors: `tet.window_regressors`.
    """
    if len(history) < MIN_HISTORY or not (history > 0).all():
        return float("nan")
    # statsmodels takes most of a second to import.
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    known = pd.PeriodIndex(history.index)
    ahead = month.ordinal - known[-1].ordinal
    regressors = window_regressors(pd.period_range(known[0], month, freq="M"), (BEFORE, DURING)).to_numpy()
    logs = np.log(history.to_numpy(dtype=float))
    changes = _airline_difference(regressors)
    # Differenced by hand: the same likelihood with half the states, a third of the time.
    model = SARIMAX(
        _airline_difference(logs),
        exog=changes[:-ahead],
        order=(0, 0, 1),
        seasonal_order=(0, 0, 1, 12),
        concentrate_scale=True,
    )
    with warnings.catch_warnings():
        # A fit that does not converge is judged by its forecasts, like every other.
        warnings.simplefilter("ignore")
        try:
            fit = model.fit(disp=False, maxiter=50)
        except np.linalg.LinAlgError:
            return float("nan")
    for change in fit.forecast(ahead, exog=changes[-ahead:]):
        logs = np.append(logs, change + logs[-1] + logs[-12] - logs[-13])
    return float(np.exp(logs[-1]))


def _airline_difference(values: Floats) -> Floats:
    """Return (1 − B)(1 − B¹²) of the rows."""
    return np.diff(values[12:] - values[:-12], axis=0)


@dataclass(frozen=True)
class Accuracy:
    """How a candidate fared against the seasonal naive forecast at the same origins.

    Attributes
    ----------
    origins
        Number of origins at which both gave a forecast.
    mase
        Mean absolute error over that of the seasonal naive forecast. Hyndman and Koehler (2006) scale by its error within the
        history; here it is that at the same origins, so that a closure weighs on both. NaN where the seasonal naive is never wrong.
    wins
        Share of origins with a smaller absolute error, from 0 to 1; a tie is no win.
    """

    origins: int
    mase: float
    wins: float


@dataclass(frozen=True)
class Evaluation:
    """The trial of a candidate.

    Attributes
    ----------
    trials
        One row an origin, indexed by the month forecast: `actual`, `forecast`, `naive` (unit of the target) and `closed`, whether
        that month or the month the seasonal naive forecast copies is one of the closures.
    every, open
        Accuracy over all origins and over those not closed.
    failing
        What keeps it from being accepted: ``error`` (MASE not below 1), ``wins`` (fewer than 60 % of the origins won), the same
        with ``_open`` for the origins that are not closed. Empty if accepted.
    refused
        ``too_few_months``, ``gaps`` or ``too_few_origins`` (below `MIN_ORIGINS`, all or open); empty if it could be judged.
    """

    trials: pd.DataFrame
    every: Accuracy
    open: Accuracy
    failing: tuple[Failing, ...] = ()
    refused: Refusal = ""

    @property
    def accepted(self) -> bool:
        """Whether the candidate may be used in place of the seasonal naive forecast."""
        return not self.refused and not self.failing


def evaluate(
    target: pd.Series,
    forecaster: Forecaster,
    ahead: int = 1,
    closures: Collection[pd.Period] = (),
    history: int = MIN_HISTORY,
) -> Evaluation:
    """Try a forecaster at every origin of the past and judge it by the rule of METHODS 7.9.

    Parameters
    ----------
    target
        Monthly flow with a PeriodIndex (freq ``M``), without gaps; missing months at the ends are left out.
    forecaster
        Candidate; it is given the history up to each origin only. An indicator it holds is not cut off: it must be one that is
        known for the month forecast, and have a reason to be one. Of 100 noises the rule lets up to 7 pass, of 100 random walks
        that have nothing to do with the target 28 to 34 at 60 months and 7 at 120 (simulated).
    ahead
        Months from the origin to the month forecast.
    closures
        Months in which the gates were closed.
    history
        Months known at the first origin.

    Returns
    -------
    Evaluation
        Accepted only if MASE < 1 and at least 60 % of the origins are won, over all origins and over those not closed.

    Raises
    ------
    ValueError
        If `ahead` is not 1 to 12, `history` is below 24, or the index is not one of months without repetition.

    References
    ----------
    Tashman (2000), Out-of-sample tests of forecasting accuracy; Hyndman and Koehler (2006), International Journal of Forecasting 22.

    Examples
    --------
    >>> months = pd.period_range("2018-01", periods=60, freq="M")
    >>> flow = pd.Series(100 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.1, 60))), index=months)
    >>> evaluate(flow, bridge(flow)).accepted, evaluate(flow, seasonal_naive).failing
    (True, ('error', 'wins', 'error_open', 'wins_open'))
    """
    if not 1 <= ahead <= 12 or history < 24:
        raise ValueError(
            f"ahead = {ahead}, history = {history}: expected 1 to 12 months ahead and at least 24 of history"
        )
    flow = longest_run(target)
    known_months = int(target.notna().sum())
    if known_months < history + ahead + MIN_ORIGINS - 1:
        return _refused("too_few_months")
    if len(flow) < known_months:
        return _refused("gaps")
    rows = []
    for place in range(history, len(flow) - ahead + 1):
        known, month = flow.iloc[:place], flow.index[place + ahead - 1]
        rows.append(
            (month, float(flow.iloc[place + ahead - 1]), forecaster(known, month), seasonal_naive(known, month))
        )
    trials = _frame(rows, closures)
    every, opened = _accuracy(trials), _accuracy(trials[~trials["closed"]])
    if min(every.origins, opened.origins) < MIN_ORIGINS:
        return Evaluation(trials, every, opened, refused="too_few_origins")
    verdicts: dict[Failing, bool] = {
        "error": every.mase < 1,
        "wins": every.wins >= WINS_NEEDED,
        "error_open": opened.mase < 1,
        "wins_open": opened.wins >= WINS_NEEDED,
    }
    return Evaluation(trials, every, opened, tuple(name for name, passed in verdicts.items() if not passed))


def _refused(reason: Refusal) -> Evaluation:
    nothing = Accuracy(0, float("nan"), float("nan"))
    return Evaluation(_frame([], ()), nothing, nothing, refused=reason)


def _frame(rows: list[tuple[pd.Period, float, float, float]], closures: Collection[pd.Period]) -> pd.DataFrame:
    months = pd.PeriodIndex([row[0] for row in rows], freq="M")
    trials = pd.DataFrame([row[1:] for row in rows], index=months, columns=["actual", "forecast", "naive"], dtype=float)
    closed = list(closures)
    return trials.assign(closed=months.isin(closed) | (months - 12).isin(closed))


def _accuracy(trials: pd.DataFrame) -> Accuracy:
    known = trials.dropna()
    error = (known["forecast"] - known["actual"]).abs()
    naive = (known["naive"] - known["actual"]).abs()
    if known.empty or not naive.mean() > 0:
        return Accuracy(len(known), float("nan"), float((error < naive).mean()))
    return Accuracy(len(known), float(error.mean() / naive.mean()), float((error < naive).mean()))


@dataclass(frozen=True)
class Nowcast:
    """The forecast that may be printed, and why it is this one.

    Attributes
    ----------
    month
        Month forecast; None where the target is empty.
    value
        Forecast in the unit of the target; NaN where there is none.
    low, high
        `value` times the 10th and the 90th percentile of actual over forecast at all origins of the trial, closures included; NaN
        where there was no trial. A little narrow: on simulated flows of 60 to 120 months it held 67 to 83 % of what came.
    method
        Name of the accepted candidate with the smallest MASE, otherwise ``seasonal_naive``.
    evaluations
        The trial of every candidate, by name.
    """

    month: pd.Period | None
    value: float
    low: float
    high: float
    method: str
    evaluations: Mapping[str, Evaluation]


def nowcast(
    target: pd.Series, candidates: Mapping[str, Forecaster], ahead: int = 1, closures: Collection[pd.Period] = ()
) -> Nowcast:
    """Return the forecast of the best accepted candidate, or the seasonal naive one where none is accepted.

    Parameters
    ----------
    target
        Monthly flow with a PeriodIndex (freq ``M``).
    candidates
        Forecasters by name, such as ``{"sarimax_tet": sarimax_tet, "bridge": bridge(vehicles)}``. One without a forecast for the
        month wanted is passed over.
    ahead
        Months from the last known one to the month forecast.
    closures
        Months in which the gates were closed.

    Raises
    ------
    ValueError
        See `evaluate`.

    Examples
    --------
    >>> months = pd.period_range("2018-01", periods=61, freq="M")
    >>> flow = pd.Series(100 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.1, 61))), index=months)
    >>> found = nowcast(flow.head(60), {"bridge": bridge(flow)})
    >>> found.method, str(found.month), bool(abs(found.value - flow.iloc[-1]) < 1e-9)
    ('bridge', '2023-01', True)
    """
    evaluations = {name: evaluate(target, candidate, ahead, closures) for name, candidate in candidates.items()}
    known = monthly(target).dropna()
    if known.empty:
        unknown = float("nan")
        return Nowcast(None, unknown, unknown, unknown, "seasonal_naive", evaluations)
    month = known.index[-1] + ahead
    accepted = [name for name, evaluation in evaluations.items() if evaluation.accepted]
    for name in sorted(accepted, key=lambda name: evaluations[name].every.mase):
        value = candidates[name](known, month)
        if np.isfinite(value):
            return Nowcast(month, value, *_band(value, evaluations[name].trials["forecast"], known), name, evaluations)
    naive = evaluate(target, seasonal_naive, ahead, closures).trials["naive"]
    value = seasonal_naive(known, month)
    return Nowcast(month, value, *_band(value, naive, known), "seasonal_naive", evaluations)


def _band(value: float, forecasts: pd.Series, known: pd.Series) -> tuple[float, float]:
    ratios = (known.reindex(forecasts.index) / forecasts.where(forecasts > 0)).dropna()
    if ratios.empty:
        return float("nan"), float("nan")
    return value * float(ratios.quantile(0.1)), value * float(ratios.quantile(0.9))
