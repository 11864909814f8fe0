"""Times of clearance counted in classes: stages, shares released in time, a mean of unchanged cargo, CAREC's indicators.

The counts are those of the tidy table `clearance`: columns `stage`, `within` (upper end of the class, minutes), `hours` (mean of the
times in the class), `consignments` and `same_day`. Counts of several gates, lanes or months are put together by putting their rows
below each other; medians cannot be, which is why counts are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.analysis.border_times import TimeSummary, summarise
from assessment.etl.schema import STAGES
from assessment.etl.time_classes import class_end, class_start

RELEASE: Final = STAGES[-1]
"""The stage that is the release time as a whole, arrival to removal."""

FEWEST: Final = 30
"""Fewest consignments for which CAREC's monitoring prints an indicator of a group."""

CpmmProblem: TypeAlias = Literal["", "too_few", "one_side", "no_costs", "no_distances"]


def expand(classes: pd.DataFrame) -> NDArray[np.float64]:
    """Return times in hours with the counts and the means of the classes, one a consignment.

    The times of a class lie evenly about its mean, as far as the nearer end of the class: none leaves its class, the mean is kept,
    and a time is less than the width of its class from the true one.

    Parameters
    ----------
    classes
        Columns `within` (minutes), `hours` and `consignments`.

    Returns
    -------
    array
        In the order of the rows; empty where there are none.

    Examples
    --------
    >>> expand(pd.DataFrame({"within": [60, 65], "hours": [0.96, 1.05], "consignments": [1, 2]})).round(3).tolist()
    [0.96, 1.033, 1.067]
    """
    counts = classes["consignments"].to_numpy(dtype=np.int64)
    means, upper = classes["hours"].to_numpy(dtype=float), classes["within"].to_numpy(dtype=float)
    reach = np.minimum(means - class_start(upper) / 60, upper / 60 - means).clip(min=0.0)
    turn = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    place = (2 * turn + 1) / np.repeat(np.maximum(counts, 1), counts) - 1
    times: NDArray[np.float64] = np.repeat(means, counts) + place * np.repeat(reach, counts)
    return times


def stage_times(classes: pd.DataFrame) -> pd.DataFrame:
    """Return count, mean, median and ninth decile of each stage with the intervals of the two quantiles.

    Parameters
    ----------
    classes
        Columns `stage`, `within`, `hours`, `consignments`.

    Returns
    -------
    DataFrame
        Index: the four stages; columns: the fields of `TimeSummary`, in hours. Means are exact; the mean of the whole is the sum of
        the means of its parts where every consignment has all four moments. Quantiles are less than the width of a class from those
        of the single times. A stage without a consignment has a count of 0 and NaN.

    References
    ----------
    WCO, Guide to Measure the Time Required for the Release of Goods, version 3 (2018).

    Examples
    --------
    >>> counts = {"stage": "arrival_removal", "within": [180, 195], "hours": [2.95, 3.1], "consignments": [3, 1]}
    >>> stage_times(pd.DataFrame(counts)).loc["arrival_removal", ["count", "mean"]].round(4).tolist()
    [4.0, 2.9875]
    """
    found = [summarise(expand(classes[classes["stage"] == stage])) for stage in STAGES]
    return pd.DataFrame(found, index=list(STAGES)).astype({"count": int})


def release_time(classes: pd.DataFrame) -> TimeSummary:
    """Return the summary of the release time, arrival to removal."""
    return summarise(expand(classes[classes["stage"] == RELEASE]))


def same_day_percent(classes: pd.DataFrame) -> float:
    """Return the share of consignments removed on the calendar day of their arrival, of those with both moments; NaN without any.

    >>> same_day_percent(pd.DataFrame({"stage": ["arrival_removal"], "consignments": [4], "same_day": [3]}))
    75.0
    """
    whole = classes[classes["stage"] == RELEASE]
    return _percent(float(whole["same_day"].sum()), float(whole["consignments"].sum()))


def share_within(classes: pd.DataFrame, hours: float) -> float:
    """Return the share of consignments released within so many hours of their arrival, in percent; NaN without any.

    Raises
    ------
    ValueError
        If the hours lie within a class of times, so that the counts cannot tell: whole hours up to 72 never do.

    Examples
    --------
    >>> share_within(pd.DataFrame({"stage": RELEASE, "within": [180, 480], "consignments": [3, 1]}), 4)
    75.0
    """
    if not hours > 0 or class_end(60 * hours) != 60 * hours:
        raise ValueError(
            f"{hours:g} hours lie within a class of times; expected whole hours up to 72, or six-hour steps"
        )
    whole = classes[classes["stage"] == RELEASE]
    inside = whole["within"].astype(float) <= 60 * hours
    return _percent(float(whole.loc[inside, "consignments"].sum()), float(whole["consignments"].sum()))


def standardised_mean(classes: pd.DataFrame, weights: pd.Series) -> float:
    """Return the mean release time with the cargo of another period, in hours.

    Σ w · mean of the cargo / Σ w: perishables and machinery wait differently, and a mix that changes moves the plain mean without any
    change in service (direct standardisation).

    Parameters
    ----------
    classes
        Columns `stage`, `cargo`, `hours`, `consignments`.
    weights
        Consignments of the period to compare with, by cargo.

    Returns
    -------
    float
        NaN where a cargo with a weight has no consignment here.

    Raises
    ------
    ValueError
        If a weight is negative or none is above zero.

    Examples
    --------
    >>> now = pd.DataFrame({"stage": RELEASE, "cargo": ["fruit", "other"], "hours": [2.0, 8.0], "consignments": [90, 10]})
    >>> standardised_mean(now, pd.Series({"fruit": 50, "other": 50}))
    5.0
    """
    if (weights < 0).any() or not weights.sum() > 0:
        raise ValueError("weights: expected numbers of zero or more with a sum above zero")
    whole = classes[classes["stage"] == RELEASE]
    sums = (whole["hours"] * whole["consignments"]).groupby(whole["cargo"]).sum()
    means = sums / whole.groupby("cargo")["consignments"].sum()
    wanted = weights[weights > 0].astype(float)
    return float((means.reindex(wanted.index) * wanted).sum(skipna=False) / wanted.sum())


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole > 0 else float("nan")


@dataclass(frozen=True)
class Cpmm:
    """An indicator of CAREC's corridor monitoring as far as a gate log carries it.

    Attributes
    ----------
    name
        ``tfi1`` (hours to clear a crossing), ``tfi2`` (dollars to clear it), ``tfi3`` (dollars for 500 km and 20 tonnes), ``swod`` and
        ``swd`` (speed without and with delay, TFI4).
    mean, median
        In the unit of the indicator; NaN where it is not carried.
    problem
        ``one_side``: the numbers are the Vietnamese side alone, a lower bound of the indicator; ``no_costs``, ``no_distances``: the
        log does not have them; ``too_few`` consignments.
    """

    name: str
    mean: float
    median: float
    problem: CpmmProblem


def cpmm(classes: pd.DataFrame) -> tuple[Cpmm, ...]:
    """Return the indicators of CAREC's corridor monitoring from a gate log, each with what keeps it from being the whole.

    TFI1 runs from the entry of the first side of a crossing to the exit of the second; the log of one side has the time from arrival
    to removal there. Costs and distances of trips come from logs of carriers only.

    References
    ----------
    CAREC, Corridor Performance Measurement and Monitoring, annual report 2023.

    Examples
    --------
    >>> counts = pd.DataFrame({"stage": [RELEASE], "within": [180], "hours": [3.0], "consignments": [40], "same_day": [40]})
    >>> found = cpmm(counts)
    >>> (found[0].name, found[0].mean, found[0].problem), found[1].problem
    (('tfi1', 3.0, 'one_side'), 'no_costs')
    """
    nan = float("nan")
    times = release_time(classes)
    few = times.count < FEWEST
    first = Cpmm("tfi1", nan, nan, "too_few") if few else Cpmm("tfi1", times.mean, times.median, "one_side")
    others: tuple[tuple[str, CpmmProblem], ...] = (
        ("tfi2", "no_costs"),
        ("tfi3", "no_costs"),
        ("swod", "no_distances"),
        ("swd", "no_distances"),
    )
    return (first, *(Cpmm(name, nan, nan, problem) for name, problem in others))
