"""What a synthetic control is worth: the same done to units and at dates that no event touched, and with single donors left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from assessment.analysis.counterfactual import MIN_DONORS, Refusal, SyntheticControl, synthetic_control
from assessment.analysis.short_series import Time, before, points

UNKNOWN: Final = float("nan")


@dataclass(frozen=True)
class SpacePlacebos:
    """The unit's gap beside those of every donor taken for the treated one.

    Attributes
    ----------
    table
        Index: the unit first, then the donors. Columns `mean_gap`, `rmspe_before`, `rmspe_after`, `ratio` and `scaled_error`; empty if
        refused.
    gaps
        Gap by period, one column a unit.
    rank
        Place of the unit by the ratio of its errors after and before, 1 for the largest; of equal ones the last.
    p_value
        rank / (donors + 1).
    smallest_p
        1 / (donors + 1): with seven donors 0.125, so that nothing could be significant at 5 %.
    refused
        As in `SyntheticControl`; a placebo needs two donors of its own, the unit among them.
    """

    table: pd.DataFrame
    gaps: pd.DataFrame
    rank: int
    p_value: float
    smallest_p: float
    refused: Refusal = ""


def placebo_in_space(
    outcomes: pd.DataFrame,
    treated: str,
    event: Time,
    predictors: pd.DataFrame | None = None,
    importance: pd.Series | None = None,
) -> SpacePlacebos:
    """Return the rank of the unit among all units, each taken for the treated one, by the ratio of errors after and before.

    The unit joins the donors of the placebos: then under no effect all units are alike, and each rank is equally likely.

    Parameters
    ----------
    outcomes, treated, event, predictors, importance
        As in `synthetic_control`.

    Raises
    ------
    ValueError
        As in `synthetic_control`.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), JASA 105.

    Examples
    --------
    >>> import numpy as np
    >>> waves = {unit: np.sin(np.arange(12) + start) for start, unit in enumerate("abcd")}
    >>> outcomes = pd.DataFrame(waves, index=range(2001, 2013))
    >>> outcomes.loc[2009:, "a"] += 9
    >>> found = placebo_in_space(outcomes, "a", 2009)
    >>> found.rank, found.p_value, found.smallest_p
    (1, 0.25, 0.25)
    """
    own = synthetic_control(outcomes, treated, event, predictors, importance)
    if own.refused:
        return SpacePlacebos(pd.DataFrame(), pd.DataFrame(), 0, UNKNOWN, UNKNOWN, own.refused)
    units = [treated, *own.weights.index]
    pool = outcomes.loc[own.gap.index, units]
    controls = {treated: own}
    for unit in own.weights.index:
        controls[unit] = synthetic_control(pool, unit, event, predictors, importance)
    table, gaps = _side_by_side(controls)
    as_large = int((table["ratio"] >= table.loc[treated, "ratio"]).sum())
    return SpacePlacebos(table, gaps, as_large, as_large / len(units), 1 / len(units))


def _side_by_side(controls: dict[str, SyntheticControl]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what came of several synthetic controls, one a row, and their gaps by period, one a column."""
    columns = ["mean_gap", "rmspe_before", "rmspe_after", "ratio", "scaled_error"]
    rows = [[getattr(control, column) for column in columns] for control in controls.values()]
    table = pd.DataFrame(rows, index=list(controls), columns=columns, dtype=float)
    return table, pd.DataFrame({name: control.gap for name, control in controls.items()})


@dataclass(frozen=True)
class LeaveOneOut:
    """How much the gap hangs on single donors.

    Attributes
    ----------
    table
        Index: each donor of positive weight, left out. Columns as in `SpacePlacebos`; empty if refused.
    gaps
        Gap by period, one column a donor left out.
    low, high
        Smallest and largest mean gap after the event, the one with all donors among them.
    refused
        As in `SyntheticControl`; leaving one out must leave two.
    """

    table: pd.DataFrame
    gaps: pd.DataFrame
    low: float
    high: float
    refused: Refusal = ""


def leave_one_out(
    outcomes: pd.DataFrame,
    treated: str,
    event: Time,
    predictors: pd.DataFrame | None = None,
    importance: pd.Series | None = None,
) -> LeaveOneOut:
    """Return the gaps with each donor of positive weight left out in turn.

    Parameters
    ----------
    outcomes, treated, event, predictors, importance
        As in `synthetic_control`.

    Raises
    ------
    ValueError
        As in `synthetic_control`.

    References
    ----------
    Abadie, Diamond and Hainmueller (2015), American Journal of Political Science 59.

    Examples
    --------
    >>> import numpy as np
    >>> waves = {unit: np.sin(np.arange(12) + start) for start, unit in enumerate("abcd")}
    >>> outcomes = pd.DataFrame(waves, index=range(2001, 2013))
    >>> outcomes.loc[2009:, "a"] += 9
    >>> found = leave_one_out(outcomes, "a", 2009)
    >>> found.low > 8, list(found.table.index)
    (True, ['b', 'd'])
    """
    own = synthetic_control(outcomes, treated, event, predictors, importance)
    refused: Refusal = own.refused or ("too_few_donors" if len(own.weights) <= MIN_DONORS else "")
    if refused:
        return LeaveOneOut(pd.DataFrame(), pd.DataFrame(), UNKNOWN, UNKNOWN, refused)
    pool = outcomes.loc[own.gap.index, [treated, *own.weights.index]]
    controls = {
        donor: synthetic_control(pool.drop(columns=donor), treated, event, predictors, importance)
        for donor in own.weights.index[own.weights > 0]
    }
    table, gaps = _side_by_side(controls)
    mean_gaps = [own.mean_gap, *table["mean_gap"]]
    return LeaveOneOut(table, gaps, min(mean_gaps), max(mean_gaps))


def placebo_in_time(outcomes: pd.DataFrame, treated: str, event: Time, supposed: Time) -> SyntheticControl:
    """Return the synthetic control for an event supposed to be earlier, on the periods before the real one alone.

    A gap as large as the real one, where nothing happened, says that the benchmark drifts away by itself.

    Parameters
    ----------
    outcomes, treated, event
        As in `synthetic_control`.
    supposed
        First period after the supposed event, before the real one, with five periods before it.

    Raises
    ------
    ValueError
        As in `synthetic_control`, or if `supposed` is not before `event`.

    Examples
    --------
    >>> import numpy as np
    >>> waves = {unit: np.sin(np.arange(14) + start) for start, unit in enumerate("abcd")}
    >>> outcomes = pd.DataFrame(waves, index=range(2001, 2015))
    >>> outcomes.loc[2011:, "a"] += 9
    >>> found = placebo_in_time(outcomes, "a", 2011, 2008)
    >>> abs(found.mean_gap) < 1, list(found.gap.index[-2:])
    (True, [2009, 2010])
    """
    found = points(outcomes[treated])
    start = before(found, event)
    if before(found, supposed) >= start:
        raise ValueError(f"supposed = {supposed}: expected a period before the event, {event}")
    return synthetic_control(outcomes.loc[list(found.periods[:start])], treated, supposed)
