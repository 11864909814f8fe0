"""Placebo dates: the change of level that the model of an event finds at dates when nothing happened."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from assessment.analysis.interrupted import MIN_REML, MIN_SIDE, Interrupted, Refusal, cut, fitted, regression, unfit
from assessment.analysis.short_series import AUTOCORRELATIONS, Floats, Points, Time, points


@dataclass(frozen=True)
class PlaceboDates:
    """The change of level at an event beside those at dates before it.

    Attributes
    ----------
    value, ratio
        Change of level at the event, and its ratio to its standard error; NaN if refused.
    table
        Index: placebo dates (first period after). Columns `value`, `standard_error` and `ratio`; empty if refused.
    p_value
        Share of |ratio| at least as large as that of the event, the event counted among them. Neighbouring dates use nearly the
        same data: it describes, it is not a test.
    smallest_p
        1 / (number of placebo dates + 1): no event could have a smaller one.
    refused
        As in `interrupted.Interrupted`, for the whole series or for the part before the event, which needs 12 points of its own.
    """

    value: float
    ratio: float
    table: pd.DataFrame
    p_value: float
    smallest_p: float
    refused: Refusal = ""


def placebo_dates(
    series: pd.Series,
    at: Time,
    *,
    slope: bool = True,
    season: bool = False,
    regressors: pd.DataFrame | None = None,
    control: pd.Series | None = None,
) -> PlaceboDates:
    """Return the change of level at an event beside the changes that the same model finds at every earlier date.

    The earlier dates are tried on the points before the event alone, so that the event itself cannot show up in them; each needs 5
    points on either side. The regression is the one of `interrupted.interrupted`: least squares below 25 points before the event,
    REML from there, the same for the event and the placebos.

    Parameters
    ----------
    series, at, slope, season, regressors, control
        As in `interrupted.interrupted`.

    Raises
    ------
    ValueError
        As in `interrupted.interrupted`.

    References
    ----------
    In-time placebos: Abadie, Diamond and Hainmueller (2015), American Journal of Political Science 59.

    Examples
    --------
    >>> import numpy as np
    >>> noise = np.sin(np.arange(20.0) ** 2)
    >>> flow = pd.Series(10 + np.arange(20) + 8 * (np.arange(20) >= 14) + noise, index=range(2001, 2021))
    >>> found = placebo_dates(flow, 2015)
    >>> list(found.table.index), found.p_value == found.smallest_p == 1 / 6
    ([2006, 2007, 2008, 2009, 2010], True)
    """
    whole = points(series if control is None else (series - control).dropna())
    event = cut(whole, at, None)
    earlier = event.counts[0]
    before_event = Points(whole.values[:earlier], whole.periods[:earlier], whole.yearly, whole.gap)
    dates = before_event.periods[MIN_SIDE : earlier - MIN_SIDE + 1]
    tried = [(whole, event), *((before_event, cut(before_event, date, None)) for date in dates)]
    considered = AUTOCORRELATIONS if earlier >= MIN_REML else AUTOCORRELATIONS[:1]
    rows: list[tuple[float, float]] = []
    refused: Refusal = event.refused or ("" if dates else "too_few")
    for part, segments in tried:
        refused = refused or segments.refused
        if not refused:
            row, refused = _level(part, segments, slope, season, regressors, considered)
            rows.append(row)
    if refused:
        nothing = pd.DataFrame(columns=["value", "standard_error", "ratio"], dtype=float)
        return PlaceboDates(float("nan"), float("nan"), nothing, float("nan"), float("nan"), refused)
    table = pd.DataFrame(rows, columns=["value", "standard_error"])
    table["ratio"] = table["value"] / table["standard_error"]
    placebos = table.iloc[1:].set_axis(list(dates))
    ratio = float(table["ratio"].iloc[0])
    smallest = 1 / (len(dates) + 1)
    as_large = int((placebos["ratio"].abs() >= abs(ratio)).sum())
    return PlaceboDates(float(table["value"].iloc[0]), ratio, placebos, smallest * (1 + as_large), smallest)


def _level(
    part: Points,
    segments: Interrupted,
    slope: bool,
    season: bool,
    regressors: pd.DataFrame | None,
    considered: Floats,
) -> tuple[tuple[float, float], Refusal]:
    """Return the change of level and its standard error, or why it cannot be had."""
    design, changes = regression(part, segments, slope, season, regressors)
    refused = unfit(part.values, design)
    if refused:
        return (float("nan"), float("nan")), refused
    values, errors = fitted(part.values[None, :], design, len(changes), considered)
    place = changes.index(("after", "level"))
    return (float(values[0, place]), float(errors[0, place])), ""
