"""Gates: who gained from whom, what a closed gate would cost, and how much of the trade passing through is declared on the spot.

How concentrated trade is on the gates, and how many equal gates that amounts to, is `structure.concentration` of their flows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.analysis.structure import concentration

ShiftProblem: TypeAlias = Literal["", "flow_unknown", "no_flow_before"]
ClosureProblem: TypeAlias = Literal["", "flow_unknown", "capacity_unknown"]
CaptureProblem: TypeAlias = Literal["", "figure_missing", "nothing_through", "more_declared_than_through"]

REDISTRIBUTION: Final = "in_proportion_to_spare_capacity"
"""The rule by which the trade of a closed gate goes to the others, to be printed with every result."""


def _checked(flows: pd.Series, name: str) -> pd.Series:
    if flows.index.has_duplicates:
        raise ValueError(f"gate {flows.index[flows.index.duplicated()][0]} occurs more than once among {name}")
    values = flows.astype(float)
    wrong = values[(values < 0) | np.isinf(values)]
    if len(wrong):
        raise ValueError(f"{name} of {wrong.index[0]} are {wrong.iloc[0]:g}: expected finite numbers of zero or more")
    return values


def _same_gates(one: pd.Series, other: pd.Series, names: str) -> None:
    different = one.index.symmetric_difference(other.index)
    if len(different):
        raise ValueError(
            f"gates {', '.join(map(str, different))} have one of {names} only; give both, 0 for a closed gate"
        )


@dataclass(frozen=True)
class GateShift:
    """Growth of each gate split into its share of the common growth and what it won from or lost to the others.

    Attributes
    ----------
    effects
        One row a gate, in the order of the flows before: `change`, `share_effect` (what the gate would have gained growing like all
        gates together) and `shift_effect` (the rest: positive where it won trade from the others). In the unit of the flows; the
        shift effects add up to 0.
    growth
        Growth of all gates together, in percent.
    relocated
        Half the sum of the absolute shift effects: the trade that stands at another gate than equal growth would have put it.
    problem
        ``flow_unknown`` where a flow is missing, ``no_flow_before`` where the earlier sum is zero: then the effects, growth and
        relocated are NaN. Otherwise empty.
    """

    effects: pd.DataFrame
    growth: float
    relocated: float
    problem: ShiftProblem = ""


def gate_shift(before: pd.Series, after: pd.Series) -> GateShift:
    """Return the shift-share of gates between two dates.

    Share effect X₀ · g and shift effect X₁ − X₀ · (1 + g), with g the growth of all gates together. The base decides the result:
    give means of about three years at both ends, and never a year of closures. It is bookkeeping: trade of new goods at one gate
    is a shift as well.

    Parameters
    ----------
    before, after
        Flows by gate of one unit, none negative; the same gates in any order, 0 for one that was not open.

    Raises
    ------
    ValueError
        If a gate occurs twice or at one date only, or a flow is negative or infinite.

    References
    ----------
    Notteboom (1997), Journal of Transport Geography 5(2), for ports; Grifoll, Karlis and Ortego (2018), Journal of Marine Science
    and Engineering 6(4).

    Examples
    --------
    >>> found = gate_shift(pd.Series({"A": 100, "B": 50, "C": 50}), pd.Series({"A": 150, "B": 40, "C": 60}))
    >>> found.effects["share_effect"].tolist(), found.effects["shift_effect"].tolist(), found.relocated
    ([25.0, 12.5, 12.5], [25.0, -22.5, -2.5], 25.0)
    """
    first, last = _checked(before, "flows before"), _checked(after, "flows after")
    _same_gates(first, last, "the two dates")
    last = last.reindex(first.index)
    total, unknown = first.to_numpy().sum(), first.isna().any() or last.isna().any()
    problem: ShiftProblem = "flow_unknown" if unknown else "" if total > 0 else "no_flow_before"
    rate = float("nan") if problem else last.sum() / total - 1
    shift = last - first * (1 + rate)
    effects = pd.DataFrame({"change": last - first, "share_effect": first * rate, "shift_effect": shift})
    relocated = float("nan") if problem else float(shift.abs().sum() / 2)
    return GateShift(effects, float(100 * rate), relocated, problem)


@dataclass(frozen=True)
class Closure:
    """What happens to the trade of a closed gate if it goes to the others `REDISTRIBUTION`.

    Attributes
    ----------
    diverted
        Flow of the closed gates, in its unit; NaN where it is missing.
    absorbed
        What each open gate takes over, in the order of the flows; NaN everywhere where `lost` is.
    lost
        What no open gate has room for; NaN where that cannot be determined.
    lost_low, lost_high
        Bounds of `lost`: gates whose room is not known counted as taking all of it, and as taking none. Equal to `lost` where all
        is known.
    lost_percent
        `lost` in percent of the flow of all gates; NaN where either is not known.
    effective_gates
        Effective number of gates, 1/HHI, among the open ones after the diversion; NaN where it cannot be determined.
    full
        Open gates whose flow is at or above their capacity already: they take nothing.
    problem
        ``flow_unknown`` where the flow of a closed gate is missing; ``capacity_unknown`` where flow or capacity of an open gate is
        (the bounds hold, and where even the gates that are known take everything, so does `lost` = 0). Otherwise empty.
    rule
        Name of the rule of redistribution.
    """

    diverted: float
    absorbed: pd.Series
    lost: float
    lost_low: float
    lost_high: float
    lost_percent: float
    effective_gates: float
    full: tuple[str, ...]
    problem: ClosureProblem = ""
    rule: str = REDISTRIBUTION


def close_gates(flows: pd.Series, closed: str | Sequence[str], capacities: pd.Series) -> Closure:
    """Return what is lost if gates close and their trade goes to the open ones as far as those have room.

    Each open gate takes over its part of the spare capacity, min(diverted, Σ spare) · spare / Σ spare with spare =
    max(0, capacity − flow); what is left is lost. It is a bound on the physical side: goods that only some gates may clear,
    longer ways and reasons to wait are not in it.

    Parameters
    ----------
    flows
        Flow of every gate in normal times, none negative, of one unit that capacity is measured in (vehicles a day).
    closed
        The gate or gates that close.
    capacities
        Capacity of every open gate in the same unit, NaN where it is not known. Capacities of the closed gates are not looked at
        and may be left out.

    Returns
    -------
    Closure
        A closed gate without flow loses nothing. Without open gates everything is lost.

    Raises
    ------
    ValueError
        If a closed gate is not among the flows, an open one not among the capacities, a gate occurs twice, or a number is
        negative or infinite.

    Examples
    --------
    >>> flows = pd.Series({"A": 100.0, "B": 50.0, "C": 50.0})
    >>> found = close_gates(flows, "A", pd.Series({"B": 90.0, "C": 70.0}))
    >>> found.absorbed.tolist(), found.lost, found.lost_percent
    ([40.0, 20.0], 40.0, 20.0)
    >>> close_gates(flows, "A", pd.Series({"B": 90.0, "C": float("nan")})).lost_high
    60.0
    """
    known = _checked(flows, "flows")
    names = [closed] if isinstance(closed, str) else list(closed)
    missing = [name for name in names if name not in known.index]
    if missing:
        raise ValueError(f"closed gate {missing[0]!r} is not among the flows: {', '.join(map(str, known.index))}")
    diverted, open_flows = float(known[known.index.isin(names)].sum(skipna=False)), known[~known.index.isin(names)]
    room = _room(open_flows, capacities)
    full = tuple(str(gate) for gate in room.index[room == 0])
    unknown = open_flows * float("nan")
    if np.isnan(diverted):
        nan = float("nan")
        return Closure(nan, unknown, nan, nan, nan, nan, nan, full, "flow_unknown")
    high = max(0.0, diverted - float(room.sum()))
    if room.isna().any():
        lost = 0.0 if high == 0 else float("nan")
        percent = _percent(lost, float(known.sum(skipna=False)))
        return Closure(diverted, unknown, lost, 0.0, high, percent, float("nan"), full, "capacity_unknown")
    absorbed = room * ((diverted - high) / room.sum() if room.sum() > 0 else 0.0)
    effective = concentration((open_flows + absorbed).to_numpy()).effective_number
    return Closure(diverted, absorbed, high, high, high, _percent(high, float(known.sum())), effective, full)


def _room(open_flows: pd.Series, capacities: pd.Series) -> pd.Series:
    """Return the spare capacity of every open gate, NaN where its flow or its capacity is not known."""
    limits = _checked(capacities, "capacities")
    without = [str(gate) for gate in open_flows.index if gate not in limits.index]
    if without:
        raise ValueError(f"gate {without[0]!r} is open but not among the capacities; give NaN for a capacity not known")
    return (limits.reindex(open_flows.index) - open_flows).clip(lower=0)


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole > 0 else float("nan")


@dataclass(frozen=True)
class Capture:
    """How much of the trade passing through is declared on the spot, in percent.

    Attributes
    ----------
    capture
        100 · declared / through.
    transit
        100 − capture: what passes through without a declaration here.
    problem
        ``figure_missing``, ``nothing_through`` where nothing passes, ``more_declared_than_through`` where the two totals cannot be of
        the same windows and gates: then both shares are NaN. Otherwise empty.
    """

    capture: float
    transit: float
    problem: CaptureProblem = ""


def capture_share(declared: float, through: float) -> Capture:
    """Return the share of through-trade that is declared at the province's customs, and the transit share.

    The same ratio serves goods of local origin in declared exports.

    Parameters
    ----------
    declared, through
        The part and the whole, of one unit and window, each of zero or more.

    Raises
    ------
    ValueError
        If one of them is negative.

    Examples
    --------
    >>> round(capture_share(4975.0, 51990.563).capture, 2)
    9.57
    >>> capture_share(60.0, 50.0).problem
    'more_declared_than_through'
    """
    if declared < 0 or through < 0:
        raise ValueError(f"declared {declared:g} of {through:g} through: expected trade of zero or more")
    problem: CaptureProblem = ""
    if not np.isfinite([declared, through]).all():
        problem = "figure_missing"
    elif through == 0:
        problem = "nothing_through"
    elif declared > through:
        problem = "more_declared_than_through"
    if problem:
        return Capture(float("nan"), float("nan"), problem)
    capture = 100 * declared / through
    return Capture(capture, 100 - capture)
