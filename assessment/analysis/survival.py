"""How long projects wait from registration to operation, with those that still wait, and those revoked, counted as such.

Leaving out the projects that do not operate yet would make the waiting time look shorter than it is; the Kaplan–Meier estimator
uses them for as long as they are known to have waited.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Outcome: TypeAlias = Literal["operating", "revoked", "waiting"]
Refusal: TypeAlias = Literal["", "no_projects", "none_operating"]

OUTCOMES: tuple[Outcome, ...] = ("operating", "revoked", "waiting")

DAYS_PER_MONTH = 365.2425 / 12


@dataclass(frozen=True)
class TimeToOperation:
    """Waiting time from registration to operation.

    Attributes
    ----------
    table
        One row for each time (index, months) at which a project began to operate or was revoked. Columns: `at_risk`, projects
        still waiting just before; `operating` and `revoked`, how many then; `waiting`, the probability that a project not
        revoked still waits after that time (Kaplan–Meier); `low` and `high`, its interval (Greenwood's variance on log(−log),
        pointwise), NaN where `waiting` is 0 or 1; `operated`, the share of all registered projects that operate by then,
        revocation being an end of its own (Aalen–Johansen). Without revocations `operated` is 1 − `waiting`; with them
        1 − `waiting` is larger, because it asks what would be if nothing were revoked.
    median, median_low, median_high
        First time at which `waiting`, `low` and `high` are 0.5 or less; NaN where they never are.
    projects, operating, revoked
        How many; the rest still wait.
    refused
        ``no_projects``, or ``none_operating``: then no project has shown how long it takes. Otherwise empty.
    """

    table: pd.DataFrame
    median: float
    median_low: float
    median_high: float
    projects: int
    operating: int
    revoked: int
    refused: Refusal = ""


def project_times(registered: pd.Series, operating: pd.Series, revoked: pd.Series, day: pd.Timestamp) -> pd.DataFrame:
    """Return how long each project waited and what ended it, as known on a day.

    Parameters
    ----------
    registered, operating, revoked
        Dates by project, of the same projects; missing where there is none.
    day
        Last day of the record; what happened later is not known yet.

    Returns
    -------
    DataFrame
        Index: projects registered by then with a date. Columns `months` (from registration to the first of operation,
        revocation and the day, in months of 30.44 days) and `outcome`. On one day operation goes before revocation.

    Raises
    ------
    ValueError
        If the three are not of the same projects, or a project operates or is revoked before it is registered.

    Notes
    -----
    The list must hold every project ever registered. A list of those in force today has lost the revoked ones, and what is
    computed from it is too good.

    Examples
    --------
    >>> dates = [pd.to_datetime(pd.Series(text)) for text in (["2020-01-01", "2021-01-01"], ["2022-01-01", None], [None, None])]
    >>> project_times(*dates, pd.Timestamp("2025-01-01")).round(1).values.tolist()
    [[24.0, 'operating'], [48.0, 'waiting']]
    """
    if not registered.index.equals(operating.index) or not registered.index.equals(revoked.index):
        raise ValueError(
            "the three dates are not of the same projects in the same order; give each project one of each"
        )
    frame = pd.DataFrame({"registered": registered, "operating": operating, "revoked": revoked}).apply(pd.to_datetime)
    frame = frame[frame["registered"] <= day]
    events = frame[["operating", "revoked"]].where(frame[["operating", "revoked"]] <= day)
    first = events.min(axis=1).fillna(day)
    early = first < frame["registered"]
    if early.any():
        raise ValueError(
            f"project {frame.index[early][0]} operates or is revoked before it is registered; check its dates"
        )
    outcome = np.where(
        events["operating"] == first, "operating", np.where(events["revoked"] == first, "revoked", "waiting")
    )
    months = (first - frame["registered"]).dt.days / DAYS_PER_MONTH
    return pd.DataFrame({"months": months, "outcome": outcome}, index=frame.index)


def time_to_operation(months: ArrayLike, outcomes: ArrayLike, confidence: float = 0.95) -> TimeToOperation:
    """Return the distribution of the waiting time from registration to operation.

    Parameters
    ----------
    months
        How long each project waited, until operation, revocation, or the last day of the record.
    outcomes
        What ended the waiting: ``operating``, ``revoked`` or ``waiting`` (nothing yet). Of equal times operation goes before
        the others: who is revoked or last seen then was still at risk.
    confidence
        Of the pointwise interval.

    Returns
    -------
    TimeToOperation
        Any order of projects gives the same. Twenty or so projects give wide intervals; they are part of the result.

    Raises
    ------
    ValueError
        If the two differ in length, a time is negative or missing, an outcome is none of the three, or the confidence does not
        lie between 0 and 1.

    References
    ----------
    Kaplan and Meier (1958), JASA 53; Greenwood (1926); Kalbfleisch and Prentice (1980), The Statistical Analysis of Failure Time
    Data (log(−log) interval); Aalen and Johansen (1978), Scandinavian Journal of Statistics 5.

    Examples
    --------
    >>> found = time_to_operation([6, 12, 12, 24, 36], ["operating", "operating", "waiting", "revoked", "waiting"])
    >>> found.table[["at_risk", "waiting", "operated"]].round(2).to_dict("list")
    {'at_risk': [5, 4, 2], 'waiting': [0.8, 0.6, 0.6], 'operated': [0.2, 0.4, 0.4]}
    """
    times, ends = _checked(months, outcomes, confidence)
    table = _counted(times, ends)
    numbers = (len(times), int(table["operating"].sum()), int(table["revoked"].sum()))
    if not table["operating"].any():
        empty, nan = table.assign(waiting=np.nan, low=np.nan, high=np.nan, operated=np.nan), float("nan")
        return TimeToOperation(empty, nan, nan, nan, *numbers, "none_operating" if len(times) else "no_projects")
    table = table.assign(**_kaplan_meier(times, ends, table.index.to_numpy(), confidence), operated=_operated(table))
    median, low, high = (_first_at_half(table[name]) for name in ("waiting", "low", "high"))
    return TimeToOperation(table, median, low, high, *numbers)


def _checked(months: ArrayLike, outcomes: ArrayLike, confidence: float) -> tuple[Floats, NDArray[np.str_]]:
    times, ends = np.asarray(months, dtype=float), np.asarray(outcomes, dtype=str)
    if times.ndim != 1 or times.shape != ends.shape:
        raise ValueError(
            f"times and outcomes have the shapes {times.shape} and {ends.shape}: expected one of each a project"
        )
    if not (times >= 0).all():
        raise ValueError(
            f"time {times[~(times >= 0)][0]:g}: expected months of zero or more; leave out what has no date"
        )
    if not np.isin(ends, OUTCOMES).all():
        raise ValueError(f"outcome {ends[~np.isin(ends, OUTCOMES)][0]!s}: expected one of {', '.join(OUTCOMES)}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence:g}: expected a number between 0 and 1, such as 0.95")
    return times, ends


def _counted(times: Floats, ends: NDArray[np.str_]) -> pd.DataFrame:
    """Return projects at risk and events at each time at which a project operated or was revoked."""
    at = np.unique(times[ends != "waiting"])
    events = {name: (at[:, None] == times[ends == name]).sum(axis=1) for name in ("operating", "revoked")}
    at_risk = (at[:, None] <= times).sum(axis=1)
    return pd.DataFrame({"at_risk": at_risk, **events}, index=pd.Index(at, name="months"))


def _kaplan_meier(times: Floats, ends: NDArray[np.str_], at: Floats, confidence: float) -> dict[str, Floats]:
    # SciPy has the estimator with Greenwood's interval, as statsmodels has, and takes half as long to import: a second.
    from scipy import stats

    waiting = stats.ecdf(stats.CensoredData.right_censored(times, ends != "operating")).sf
    with warnings.catch_warnings():
        # It warns that there is no interval where the probability is 0 or 1; there it is NaN here.
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = waiting.confidence_interval(confidence, method="log-log")
    places = np.searchsorted(waiting.quantiles, at)
    return {
        "waiting": waiting.probabilities[places],
        "low": bounds.low.probabilities[places],
        "high": bounds.high.probabilities[places],
    }


def _operated(table: pd.DataFrame) -> Floats:
    """Return the cumulative incidence of operation where revocation competes with it (Aalen–Johansen)."""
    at_risk = table["at_risk"].to_numpy(dtype=float)
    neither = np.cumprod(1 - (table["operating"] + table["revoked"]).to_numpy() / at_risk)
    before = np.concatenate([[1.0], neither[:-1]])
    return np.asarray(np.cumsum(before * table["operating"].to_numpy() / at_risk), dtype=float)


def _first_at_half(curve: pd.Series) -> float:
    reached = curve.index[curve.to_numpy() <= 0.5]
    return float(reached[0]) if len(reached) else float("nan")
