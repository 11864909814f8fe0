"""Printed totals of a table: checked against their parts, and taken out of the observations unless they are kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from assessment.etl.declarations import RUNNING, ControlRule
from assessment.etl.names import Names, kind_of
from assessment.etl.observations import Observation
from assessment.etl.schema import PERIOD_NAMES, TABLES
from assessment.sheets.controls import check_total
from assessment.sheets.numbers import decimals, scale


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control as it is stored."""

    file: str
    sheet: str
    cell: str
    what: str
    printed: float
    computed: float
    kind: str


def check_totals(
    observations: Sequence[Observation], rules: Sequence[ControlRule], names: Names, file: str, sheet: str
) -> tuple[list[Observation], list[ControlRow]]:
    """Return the observations without the totals that are not kept, and all controls of the table.

    Only figures published as exact numbers take part: "over 5 billion" is no sum of anything.
    """
    controls: list[ControlRow] = []
    made: dict[int, Observation] = {}
    for rule in rules:
        # A sum may be made of sums: the total of all blocks from the totals of the columns.
        made |= {id(total): total for total in _sums([*observations, *made.values()], rule)} if rule.sum else {}
    kept = observations = [*observations, *made.values()]
    for rule in rules:
        if rule.over == RUNNING:
            controls += [ControlRow(file, sheet, *control) for control in _running(observations, rule)]
            continue
        groups = _groups(observations, rule)
        places = _total_places(groups, rule.total)
        for group in groups:
            if rule.sum and id(group[rule.total]) in made:
                continue
            control = _check(group, rule, rules, names, places)
            if control is not None:
                controls.append(ControlRow(file, sheet, *control))
    for over, total in {(rule.over, rule.total) for rule in rules if not rule.keep}:
        kept = [one for one in kept if one.row.get(over) != total]
    return kept, controls


def _running(observations: Sequence[Observation], rule: ControlRule) -> Iterable[tuple[str, str, float, float, str]]:
    """Yield the controls of year-to-date figures: January to last month plus this month, all printed in one book."""
    if not _runs(observations, rule):
        return
    found: dict[tuple[Any, str, object], Observation] = {}
    for observation in observations:
        row = observation.row
        if (
            observation.printed is not None
            and row["precision"] == "exact"
            and row["frequency"] in (rule.total, "month")
        ):
            same = (observation.factor, _picked(observation.table, *PERIOD_NAMES)(row))
            found.setdefault((same, row["frequency"], row["period_end"]), observation)
    places = _total_places([{rule.total: one} for (_, kind, _), one in found.items() if kind == rule.total], rule.total)
    for (same, kind, end), total in found.items():
        month = found.get((same, "month", end))
        if kind != rule.total or month is None or not isinstance(end, date):
            continue
        earlier = next((found[same, *when] for when in _earlier(rule, end) if (same, *when) in found), None)
        if earlier is not None and None not in (total.printed, earlier.printed, month.printed):
            parts = [part.printed for part in (earlier, month) if part.printed is not None]
            control = check_total(
                total.printed or 0.0, parts, total_places=places[_measure(total)], counted=total.counted
            )
            yield total.origins[0].cell, _what(total, rule, len(parts)), control.printed, control.computed, control.kind


def _runs(observations: Iterable[Observation], rule: ControlRule) -> bool:
    """Return whether a table holds any month with both its year-to-date figures; most hold the last of them only."""
    told = {(row["frequency"], row["period_end"]) for row in [one.row for one in observations]}
    return any(
        kind == rule.total
        and isinstance(end, date)
        and ("month", end) in told
        and not told.isdisjoint(_earlier(rule, end))
        for kind, end in told
    )


def _earlier(rule: ControlRule, end: date) -> list[tuple[str, date]]:
    """Return the periods, with their kind, that may stand for the months before; in February they are January alone."""
    before = end.replace(day=1) - timedelta(days=1)
    return [(rule.total, before), ("month", before)][: 2 if end.month == 2 else 1]


def _sums(observations: Sequence[Observation], rule: ControlRule) -> Iterable[Observation]:
    """Yield the totals a table does not print, added up from those of their parts it does; one left blank in a row is nothing."""
    for group in _by_others(observations, rule):
        parts = [group[part] for part in rule.parts if part in group]
        if rule.total in group or not parts:
            continue
        printed = math.fsum(part.printed or 0.0 for part in parts)
        row = {**parts[0].row, rule.over: rule.total, "value": scale(printed, parts[0].factor)}
        origins = [origin._replace(rule=f"added up; {origin.rule}") for part in parts for origin in part.origins]
        yield Observation(parts[0].table, row, origins, printed, parts[0].factor)


def _groups(observations: Sequence[Observation], rule: ControlRule) -> list[dict[str, Observation]]:
    """Return the groups that hold the total."""
    if rule.total not in [one.row.get(rule.over) for one in observations]:
        return []
    return [group for group in _by_others(observations, rule) if rule.total in group]


def _by_others(observations: Iterable[Observation], rule: ControlRule) -> list[dict[str, Observation]]:
    """Return groups of observations that differ in the controlled key only, each by that key."""
    groups: dict[tuple[object, ...], dict[str, Observation]] = {}
    wanted = {rule.total, *rule.parts} if isinstance(rule.parts, tuple) else None
    for observation in observations:
        row = observation.row
        if wanted is not None and row.get(rule.over) not in wanted:
            continue
        if observation.printed is None or rule.over not in row or row["precision"] != "exact":
            continue
        if rule.measures and _measure(observation)[1] not in rule.measures:
            continue
        key = (observation.table, observation.factor, row["status"], _picked(observation.table, rule.over)(row))
        groups.setdefault(key, {}).setdefault(row[rule.over], observation)
    return list(groups.values())


@cache
def _picked(table: str, *without: str) -> itemgetter[tuple[object, ...]]:
    """Return what figures of one sum have in common: document, unit and the keys, those left out that tell them apart."""
    return itemgetter("document", "unit", *(name for name in TABLES[table].key_names if name not in without))


def _total_places(groups: Iterable[dict[str, Observation]], total: str) -> dict[tuple[str, str], int]:
    """Return with how many decimals the totals of a measure are printed at most."""
    places: dict[tuple[str, str], int] = {}
    for group in groups:
        observation = group[total]
        key = _measure(observation)
        places[key] = max(places.get(key, 0), decimals(observation.printed or 0.0))
    return places


def _measure(observation: Observation) -> tuple[str, str]:
    row = observation.row
    return observation.table, str(row.get("measure") or row.get("indicator") or "")


def _check(
    group: dict[str, Observation],
    rule: ControlRule,
    rules: Sequence[ControlRule],
    names: Names,
    places: dict[tuple[str, str], int],
) -> tuple[str, str, float, float, str] | None:
    total = group[rule.total]
    chosen = _parts(group, rule, rules, names, kind_of(total.table, rule.over))
    if chosen is None:
        return None
    parts = [part.printed for part in (group[key] for key in chosen) if part.printed is not None]
    printed = total.printed if total.printed is not None else 0.0
    control = check_total(printed, parts, total_places=places[_measure(total)], counted=total.counted)
    return total.origins[0].cell, _what(total, rule, len(parts)), control.printed, control.computed, control.kind


def _parts(
    group: dict[str, Observation], rule: ControlRule, rules: Sequence[ControlRule], names: Names, kind: str
) -> list[str] | None:
    """Return the keys of the parts of a total, or None when they do not make a control."""
    if isinstance(rule.parts, tuple):
        return list(rule.parts) if group.keys() >= set(rule.parts) else None
    if rule.parts == "below":
        chosen = _below(group, rule, rules)
    elif rule.parts == "children":
        chosen = [key for key in group if names.parent(kind, key) == rule.total]
    else:
        totals = {other.total for other in rules if other.over == rule.over and not other.keep}
        candidates = {key for key in group if key != rule.total and key not in totals}
        # A province that stands inside a region of the same table is already in the region's number.
        chosen = [key for key in group if key in candidates and not candidates & set(_ancestors(names, kind, key))]
    return chosen if len(chosen) >= 2 else None


def _below(group: dict[str, Observation], rule: ControlRule, rules: Sequence[ControlRule]) -> list[str]:
    """Return the keys that stand between a total and the next one of the table."""
    totals = {other.total for other in rules if other.over == rule.over}
    rows = {key: observation.origins[0].row for key, observation in group.items()}
    end = min((row for key, row in rows.items() if key in totals and row > rows[rule.total]), default=None)
    return [key for key, row in rows.items() if row > rows[rule.total] and (end is None or row < end)]


def _ancestors(names: Names, kind: str, key: str) -> Iterable[str]:
    seen: set[str] = set()
    while (key := names.parent(kind, key)) and key not in seen:
        seen.add(key)
        yield key


def _what(total: Observation, rule: ControlRule, count: int) -> str:
    """Return in words which total this is."""
    row = total.row
    others = (rule.over, "period_start", "period_end")
    rest = [str(row[name]) for name in TABLES[total.table].key_names if name not in others and row[name] != "all"]
    days = " – ".join([_shown(day) for day in (row["period_start"], row["period_end"]) if isinstance(day, date)])
    return f"{rule.over} {rule.total} = {count} parts ({total.table}: {', '.join(rest)}; {days})"


@lru_cache(maxsize=4096)
def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
