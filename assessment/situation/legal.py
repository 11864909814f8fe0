"""The legal tests of the zone's scope, as arithmetic on thresholds that come from the regime in force.

A test answers "pass" or "fail" only where both sides of it are known; otherwise it says what it lacks. None of this replaces a
legal opinion: it shows what the numbers of the decree come to for this zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

import pandas as pd

from assessment.errors import AssessmentError

Outcome: TypeAlias = Literal["pass", "fail", "not_determinable"]
Applied: TypeAlias = Outcome | Literal["not_applicable"]
Limb: TypeAlias = Literal["percent", "ceiling"]
Change: TypeAlias = Literal["same", "added", "dropped", "part_to_whole", "whole_to_part"]


class RegimeMissingError(AssessmentError):
    """The configuration has no legal regime of a day; the message says what to add."""


def valid_on(entry: Mapping[str, Any], day: pd.Timestamp) -> bool:
    """Return whether an entry with `valid_from` and `valid_to` (both optional, both inclusive) holds on a day.

    >>> valid_on({"valid_from": date(2024, 5, 27)}, pd.Timestamp("2024-05-26"))
    False
    """
    start, end = entry.get("valid_from"), entry.get("valid_to")
    return (start is None or pd.Timestamp(start) <= day) and (end is None or day <= pd.Timestamp(end))


def regime_in_force(regimes: Mapping[str, Mapping[str, Any]], day: pd.Timestamp) -> str:
    """Return the key of the legal regime in force on a day; of several, the one that began last.

    Raises
    ------
    RegimeMissingError
        If no regime of the configuration covers the day.

    Examples
    --------
    >>> regime_in_force({"old": {"valid_to": date(2022, 7, 14)}, "new": {"valid_from": date(2022, 7, 15)}},
    ...                 pd.Timestamp("2024-01-01"))
    'new'
    """
    valid = [key for key, regime in regimes.items() if valid_on(regime, day)]
    if not valid:
        raise RegimeMissingError(
            f"no legal regime of zone.toml holds on {day.date()}; the table [regime] has {', '.join(regimes) or 'none'}: "
            "add the decree in force then with its valid_from"
        )
    return max(valid, key=lambda key: pd.Timestamp(regimes[key].get("valid_from", date.min)))


def at_least(value: float | None, threshold: float) -> Outcome:
    """Return whether a value reaches a threshold; equality passes, a value not known is not determinable.

    >>> at_least(39400, 10000), at_least(1600, 10000), at_least(None, 70)
    ('pass', 'fail', 'not_determinable')
    """
    if value is None or value != value:
        return "not_determinable"
    return "pass" if value >= threshold else "fail"


def bounds_at_least(low: float, high: float, threshold: float) -> Outcome:
    """Return whether a value of which only bounds are known reaches a threshold; both bounds must say so.

    Serves the share of land let (`analysis.land.take_up`) where the land let of some functional areas is not known.

    >>> bounds_at_least(71, 90, 70), bounds_at_least(20, 69, 70), bounds_at_least(50, 90, 70)
    ('pass', 'fail', 'not_determinable')
    """
    outcomes = {at_least(low, threshold), at_least(high, threshold)}
    return outcomes.pop() if len(outcomes) == 1 else "not_determinable"


def gates_with_status(gates: Iterable[Mapping[str, Any]], status: str, day: pd.Timestamp) -> list[str]:
    """Return the keys of the gates inside the zone that have a status on a day; routes that are part of a gate are not gates.

    >>> gates_with_status([{"key": "a", "status": "main", "inside": "yes", "valid_to": date(2024, 5, 26)},
    ...                    {"key": "a", "status": "international", "inside": "yes", "valid_from": date(2024, 5, 27)},
    ...                    {"key": "b", "status": "international", "inside": "no"},
    ...                    {"key": "c", "status": "international", "inside": "yes", "part_of": "a"}],
    ...                   "international", pd.Timestamp("2025-01-01"))
    ['a']
    """
    return [
        str(gate["key"])
        for gate in gates
        if gate["status"] == status and gate["inside"] == "yes" and "part_of" not in gate and valid_on(gate, day)
    ]


def share_of_area(area_ha: float, percent: float) -> float:
    """Return a percentage of an area, in hectares.

    >>> share_of_area(39400, 10)
    3940.0
    """
    if area_ha < 0 or percent < 0:
        raise ValueError(f"area {area_ha} ha and share {percent} %: expected numbers of zero or more")
    return area_ha * percent / 100


@dataclass(frozen=True)
class Tolerance:
    """The change of area that needs no boundary procedure, in hectares: both limbs must hold, so the smaller one binds."""

    percent_ha: float
    ceiling_ha: float
    binding: Limb

    @property
    def limit_ha(self) -> float:
        """The largest change both limbs allow."""
        return min(self.percent_ha, self.ceiling_ha)


def tolerance(area_ha: float, percent: float, ceiling_ha: float) -> Tolerance:
    """Return the two limbs of the tolerance between a plan's area and the established one.

    Where the limbs are equal, the percentage is named as the binding one.

    >>> tolerance(39400, 1, 200)
    Tolerance(percent_ha=394.0, ceiling_ha=200, binding='ceiling')
    """
    part = share_of_area(area_ha, percent)
    return Tolerance(part, ceiling_ha, "percent" if part <= ceiling_ha else "ceiling")


def within(change_ha: float | None, limit_ha: float) -> Outcome:
    """Return whether a change of area, in either direction, stays within a limit; equality passes.

    >>> within(-3940, 3940), within(535, 200), within(None, 200)
    ('pass', 'fail', 'not_determinable')
    """
    if change_ha is None or change_ha != change_ha:
        return "not_determinable"
    return "pass" if abs(change_ha) <= limit_ha else "fail"


def bounds_within(low: float, high: float, limit: float) -> Outcome:
    """Return whether a change of which only bounds are known stays within a limit in either direction.

    >>> bounds_within(-100, 150, 200), bounds_within(250, 900, 200), bounds_within(150, 900, 200)
    ('pass', 'fail', 'not_determinable')
    """
    if low != low or high != high:
        return "not_determinable"
    if max(abs(low), abs(high)) <= limit:
        return "pass"
    return "fail" if low > limit or high < -limit else "not_determinable"


def same_districts(before: Iterable[str], after: Iterable[str], day: pd.Timestamp, level_until: date) -> Outcome:
    """Return whether the set of districts stays the same; without object, hence not determinable, once there are no districts.

    >>> same_districts(["Cao Lộc"], ["Cao Lộc", "Lộc Bình"], pd.Timestamp("2025-06-30"), date(2025, 6, 30))
    'fail'
    >>> same_districts(["Cao Lộc"], ["Cao Lộc"], pd.Timestamp("2025-07-01"), date(2025, 6, 30))
    'not_determinable'
    """
    if day > pd.Timestamp(level_until):
        return "not_determinable"
    return "pass" if set(before) == set(after) else "fail"


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome of conditions that must all hold: one failure fails, else one unknown leaves it open.

    >>> all_of(["pass", "not_determinable"]), all_of(["fail", "not_determinable"]), all_of([])
    ('not_determinable', 'fail', 'pass')
    """
    found = set(outcomes)
    return "fail" if "fail" in found else "not_determinable" if "not_determinable" in found else "pass"


@dataclass(frozen=True)
class Scope:
    """What the legal tests of a scope look at.

    Attributes
    ----------
    area, change
        Lowest and highest area in hectares, and the same of its change against the established area.
    established_ha
        Established area, of which the decree's percentages are taken.
    international_gates
        How many international gates it has; None where that is not known.
    districts, established_districts
        Former districts of its units, and of the established zone.
    let_percent
        Lowest and highest share of functional land let; None where nothing is known of it.
    infrastructure_finished
        Whether the infrastructure of the general plan is finished; None where that is not known.
    """

    area: tuple[float, float]
    change: tuple[float, float]
    established_ha: float
    international_gates: int | None
    districts: frozenset[str]
    established_districts: frozenset[str]
    let_percent: tuple[float, float] | None = None
    infrastructure_finished: bool | None = None


@dataclass(frozen=True)
class ScopeTest:
    """A legal test of a scope: its key, the part of the regime it comes from, the outcome, and the key of a reason or nothing."""

    key: str
    part: str
    outcome: Applied
    reason: str = ""


def scope_tests(
    scope: Scope, regime: Mapping[str, Any], day: pd.Timestamp, district_level_until: date
) -> tuple[ScopeTest, ...]:
    """Return the tests of a regime of `zone.toml` for a scope on a day, single limbs first, then what they come to together.

    Expansion is asked for only where the area grows. A reason stands beside every outcome that is not a plain comparison of numbers.

    Raises
    ------
    KeyError
        If the regime lacks a threshold.
    """
    minimum, boundary, plan = regime["minimum_area"], regime["boundary_adjustment"], regime["plan_tolerance"]
    limbs = tolerance(scope.established_ha, plan["change_percent"], plan["change_ha"])
    low, high = scope.change
    area = bounds_at_least(*scope.area, minimum["value_ha"])
    gate = at_least(scope.international_gates, 1)
    percent, ceiling = bounds_within(low, high, limbs.percent_ha), bounds_within(low, high, limbs.ceiling_ha)
    share = bounds_within(low, high, share_of_area(scope.established_ha, boundary["change_percent"]))
    districts = same_districts(scope.established_districts, scope.districts, day, district_level_until)
    return (
        ScopeTest("minimum_area", "minimum_area", area, _bounds_reason(area)),
        ScopeTest("international_gate", "minimum_area", gate, "gate" if gate == "not_determinable" else ""),
        ScopeTest("tolerance_percent", "plan_tolerance", percent, _bounds_reason(percent)),
        ScopeTest("tolerance_ceiling", "plan_tolerance", ceiling, _bounds_reason(ceiling)),
        ScopeTest("plan_tolerance", "plan_tolerance", all_of((percent, ceiling)), "both_limbs"),
        ScopeTest("boundary_share", "boundary_adjustment", share, _bounds_reason(share)),
        ScopeTest("boundary_districts", "boundary_adjustment", districts, _district_reason(districts)),
        ScopeTest("boundary_adjustment", "boundary_adjustment", all_of((share, districts)), "both_limbs"),
        *_expansion_tests(scope, regime["expansion"]["let_percent"]),
    )


def _bounds_reason(outcome: Outcome) -> str:
    return "bounds" if outcome == "not_determinable" else ""


def _district_reason(outcome: Outcome) -> str:
    return {"not_determinable": "no_districts", "fail": "other_districts", "pass": ""}[outcome]


def _expansion_tests(scope: Scope, threshold: float) -> Iterable[ScopeTest]:
    low, high = scope.change
    if high <= 0:
        for key in ("let", "infrastructure", "expansion"):
            yield ScopeTest(key, "expansion", "not_applicable", "no_growth")
        return
    let = bounds_at_least(*scope.let_percent, threshold) if scope.let_percent else "not_determinable"
    state = scope.infrastructure_finished
    finished: Outcome = "not_determinable" if state is None else "pass" if state else "fail"
    yield ScopeTest("let", "expansion", let, "let" if let == "not_determinable" else "")
    yield ScopeTest("infrastructure", "expansion", finished, "infrastructure" if finished == "not_determinable" else "")
    together = all_of((let, finished))
    # Whether the area grows at all is open where the lowest change does not.
    yield ScopeTest(
        "expansion",
        "expansion",
        together if low > 0 else "not_determinable",
        "both_conditions" if low > 0 else "growth_open",
    )


def _units(units: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(units), columns=["name", "type", "district", "inside"])
    keys = ["name", "type", "district"]
    if frame.duplicated(keys).any():
        twice = frame[frame.duplicated(keys)].iloc[0]
        raise ValueError(f"unit {twice['name']} ({twice['district']}) stands twice in one list; give it once")
    return frame.set_index(keys)


def compare_units(first: Iterable[Mapping[str, str]], second: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Set two unit lists side by side.

    Parameters
    ----------
    first, second
        Units with `name`, `type`, `district` and `inside` (yes or partly).

    Returns
    -------
    DataFrame
        Columns `name`, `type`, `district`, `first`, `second` (yes, partly, or no where not listed) and `change`; the order of
        the second list, then what only the first one has.

    Raises
    ------
    ValueError
        If a unit stands twice in one list.

    Examples
    --------
    >>> a = {"name": "Bình Trung", "type": "commune", "district": "Cao Lộc", "inside": "partly"}
    >>> b = {"name": "Bảo Lâm", "type": "commune", "district": "Cao Lộc", "inside": "yes"}
    >>> compare_units([a], [{**a, "inside": "yes"}, b])[["name", "first", "second", "change"]].values.tolist()
    [['Bình Trung', 'partly', 'yes', 'part_to_whole'], ['Bảo Lâm', 'no', 'yes', 'added']]
    """
    old, new = _units(first), _units(second)
    index = new.index.append(old.index.difference(new.index, sort=False))
    frame = pd.DataFrame(
        {"first": old["inside"].reindex(index).fillna("no"), "second": new["inside"].reindex(index).fillna("no")}
    )
    frame["change"] = [_change(*pair) for pair in zip(frame["first"], frame["second"], strict=True)]
    return frame.reset_index(names=["name", "type", "district"])


def _change(first: str, second: str) -> Change:
    if first == second:
        return "same"
    if first == "no":
        return "added"
    if second == "no":
        return "dropped"
    return "part_to_whole" if second == "yes" else "whole_to_part"
