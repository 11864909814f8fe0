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

Outcome: TypeAlias = Literal["pass", "fail", "not_determinable"]
Limb: TypeAlias = Literal["percent", "ceiling"]
Change: TypeAlias = Literal["same", "added", "dropped", "part_to_whole", "whole_to_part"]


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
    ValueError
        If no regime of the configuration covers the day.

    Examples
    --------
    >>> regime_in_force({"old": {"valid_to": date(2022, 7, 14)}, "new": {"valid_from": date(2022, 7, 15)}},
    ...                 pd.Timestamp("2024-01-01"))
    'new'
    """
    valid = [key for key, regime in regimes.items() if valid_on(regime, day)]
    if not valid:
        raise ValueError(
            f"no legal regime of zone.toml holds on {day.date()}; the table [regime] has {', '.join(regimes) or 'none'}: "
            "add the decree in force with its valid_from"
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
