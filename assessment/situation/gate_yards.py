"""Yards that gates need on a busy day: vehicles that only one day in twenty surpasses times their mean stay (Little's law)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from assessment.analysis.yards import busy_day, yard
from assessment.findings import Cell, Finding, Name, Quantity, Table, Text, derive, not_determinable
from assessment.situation.flows import total
from assessment.situation.gate_days import Days, number
from assessment.situation.gate_settings import YardRule, setting, yard_rules
from assessment.situation.gate_tables import gate_table
from assessment.situation.gate_times import Times, summary, timed

_ENDS: Final = ("0", "1")
_COLUMNS: Final = (
    ("vehicles", "vehicle_per_day", 0),
    ("dwell", "hour", 1),
    ("places", "place", 0),
    ("hectares_low", "ha", 1),
    ("hectares_high", "ha", 1),
)


@dataclass(frozen=True)
class Sized:
    """A yard at a gate: vehicles of a busy day, mean stay, places, hectares with the smaller and the larger place."""

    rule: YardRule
    gate: str
    vehicles: Quantity
    dwell: Quantity
    places: Quantity
    hectares: tuple[Quantity, Quantity]


def sized(days: Days, times: Times) -> list[Sized]:
    """Return the yards of every gate for which both vehicles a day and their stay are known."""
    found = []
    for rule in yard_rules():
        arrived = days.by_gate("arrived", (rule.flow,), rule.kinds)
        cleared = days.by_gate("cleared", (rule.flow,), rule.kinds)
        for gate in days.gates:
            vehicles = _vehicles(arrived, cleared, gate)
            dwell = _dwell(times, rule, gate)
            if vehicles.known and dwell.known:
                found.append(_sized(rule, gate, vehicles, dwell))
    return found


def _vehicles(arrived: pd.DataFrame, cleared: pd.DataFrame, gate: str) -> Quantity:
    """Return the vehicles of a busy day: those that arrive, where they are counted, otherwise those cleared."""
    busy = [busy_day(counts[gate]) for counts in (arrived, cleared) if gate in counts]
    known = [value for value in busy if value == value]
    return number(known[0] if known else float("nan"), "vehicle_per_day", "busy_day", 0)


def _dwell(times: Times, rule: YardRule, gate: str) -> Quantity:
    """Return the mean stay: the sum of the means of the stages spent in the yard."""
    some = times.some(gate=gate, flow=rule.flow, cargo="all" if rule.kinds == ("all",) else rule.kinds)
    parts = []
    for stage in rule.stages:
        found = summary(some, stage)
        parts.append(timed(found.mean, found.count))
    return total(*parts).rounded_to(1)


def _sized(rule: YardRule, gate: str, vehicles: Quantity, dwell: Quantity) -> Sized:
    places = derive("border.formula.little", "place", lambda a, b: yard(a, b, 0).places, vehicles, dwell, decimals=0)
    sizes = [setting(f"place.square_metres.{end}", "square_metre") for end in _ENDS]
    low, high = (
        derive("border.formula.yard", "ha", lambda a, b, c: yard(a, b, c).hectares, vehicles, dwell, size, decimals=1)
        for size in sizes
    )
    return Sized(rule, gate, vehicles, dwell, places, (low, high))


def yards_table(found: list[Sized]) -> Table:
    """Return the yards by functional area and gate, with the sum of the gates of each."""
    rows: list[tuple[Cell, ...]] = []
    for rule in yard_rules():
        own = [entry for entry in found if entry.rule == rule]
        rows += [_row(rule, Name("gate", entry.gate), entry) for entry in own]
        if len(own) > 1:
            sums = [total(*(entry.hectares[end] for entry in own)).rounded_to(1) for end in (0, 1)]
            places = total(*(entry.places for entry in own)).rounded_to(0)
            rows.append((_label(rule), Name("gate", "all"), None, None, places, *sums))
    low, high = (setting(f"place.square_metres.{end}", "square_metre") for end in _ENDS)
    return gate_table("yards", ("area", "gate", *_COLUMNS), rows, note={"low": low, "high": high}, wide=True)


def _label(rule: YardRule) -> Text:
    return Text(f"border.yard.{rule.key}")


def _row(rule: YardRule, gate: Name, entry: Sized) -> tuple[Cell, ...]:
    return _label(rule), gate, entry.vehicles, entry.dwell, entry.places, *entry.hectares


def all_yards(found: list[Sized]) -> tuple[Quantity, Quantity]:
    """Return the hectares of all yards that are no part of another one."""
    own = [entry for entry in found if not entry.rule.within]
    if not own:
        nothing = not_determinable(Text("border.reason.no_yards"), "ha")
        return nothing, nothing
    low, high = (total(*(entry.hectares[end] for entry in own)).rounded_to(1) for end in (0, 1))
    return low, high


def findings(found: list[Sized]) -> tuple[Finding, ...]:
    """Return the land all yards need together."""
    low, high = all_yards(found)
    if not low.known:
        return ()
    places = total(*(entry.places for entry in found if not entry.rule.within)).rounded_to(0)
    return (Finding(Text("border.finding.yards", {"low": low, "high": high, "places": places}), "C"),)
