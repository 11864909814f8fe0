"""Scenarios of scope and size as declared in `scenarios.toml`, checked against the unit lists and the units that are known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

from assessment.administrative import unit_key
from assessment.findings import Bilingual
from assessment.situation.areas import UnitAreas

FILE: Final = "situation/scenarios.toml"
_KINDS: Final = ("legal", "illustration")
_SETS: Final = ("units_of", "units", "communes")
_KEYS: Final = frozenset(
    (*_SETS, "key", "kind", "name_vi", "name_en", "add_units", "drop_units", "add_areas", "release", "url")
)

Kind: TypeAlias = Literal["legal", "illustration"]


@cache
def declarations() -> Mapping[str, Any]:
    """Return the scenarios and what they need to know, as declared.

    >>> [entry["key"] for entry in declarations()["scenario"]][:2]
    ['zone_2008', 'zone_2024']
    """
    return tomllib.loads(files("assessment").joinpath(FILE).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Scenario:
    """A scope: whole and partly covered former units by key, areas added to it, and how its area is reckoned.

    `base` names the unit list it starts from (None where its units alone make it); `added` and `dropped` are the units that differ,
    `halves` those of them that the list has partly, so that an unknown part of them is added or dropped.
    """

    key: str
    kind: Kind
    name: Bilingual
    units: frozenset[str]
    partly: frozenset[str] = frozenset()
    base: str | None = None
    added: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    halves: frozenset[str] = frozenset()
    areas: tuple[str, ...] = ()
    release: bool = False


def unit_keys(units: Iterable[Sequence[str]]) -> list[str]:
    """Return the keys of units written [name, type, district].

    >>> unit_keys([["Bảo Lâm", "commune", "Cao Lộc"]])
    ['Cao Lộc/commune/Bảo Lâm']
    """
    return [unit_key(*unit) for unit in units]


def read_scenario(entry: Mapping[str, Any], zone: Mapping[str, Any], areas: UnitAreas) -> Scenario:
    """Return a scenario from its declaration.

    Raises
    ------
    ValueError
        If the declaration has an unknown key or kind, names its units in no way or several, names a unit, list or area that is
        unknown, adds a unit it has or drops one it has not.
    """
    key = str(entry.get("key", "?"))
    if unknown := sorted(set(entry) - _KEYS):
        raise ValueError(f"scenario {key!r}: {', '.join(unknown)} is unknown; expected {', '.join(sorted(_KEYS))}")
    if entry["kind"] not in _KINDS:
        raise ValueError(f"scenario {key!r}: kind {entry['kind']!r}; expected one of {', '.join(_KINDS)}")
    if len(given := [name for name in _SETS if name in entry]) != 1:
        raise ValueError(f"scenario {key!r}: give exactly one of {', '.join(_SETS)}, not {', '.join(given) or 'none'}")
    if unnamed := [name for name in entry.get("add_areas", ()) if name not in zone.get("named_area", {})]:
        raise ValueError(f"scenario {key!r}: area {', '.join(unnamed)} is not in the table [named_area] of zone.toml")
    whole, partly = _units_of(entry, zone, areas)
    added = set(unit_keys(entry.get("add_units", ())))
    dropped = set(unit_keys(entry.get("drop_units", ())))
    if wrong := sorted((added & whole) | (dropped - whole - partly)):
        raise ValueError(f"scenario {key!r}: {', '.join(wrong)} is added although there, or dropped although not there")
    added = set(areas.normalised(added)) - whole
    units = frozenset((whole | added) - dropped)
    _refuse_unknown(key, units | partly, zone, areas)
    return Scenario(
        key,
        entry["kind"],
        Bilingual(entry["name_vi"], entry["name_en"]),
        units,
        frozenset(partly - dropped - added),
        entry.get("units_of"),
        frozenset(added),
        frozenset(dropped),
        frozenset(partly & (added | dropped)),
        tuple(entry.get("add_areas", ())),
        bool(entry.get("release", False)),
    )


def _units_of(entry: Mapping[str, Any], zone: Mapping[str, Any], areas: UnitAreas) -> tuple[set[str], set[str]]:
    if "communes" in entry:
        return set(areas.units_of(entry["communes"])), set()
    if "units" in entry:
        return set(areas.normalised(unit_keys(entry["units"]))), set()
    lists = {listed["key"]: listed["units"] for listed in zone["unit_list"]}
    if entry["units_of"] not in lists:
        raise ValueError(
            f"scenario {entry['key']!r}: unit list {entry['units_of']!r} is not in zone.toml; it has {', '.join(lists)}"
        )
    found: dict[str, set[str]] = {"yes": set(), "partly": set()}
    for unit in lists[entry["units_of"]]:
        found[unit["inside"]].add(unit_key(unit["name"], unit["type"], unit["district"]))
    return found["yes"], found["partly"]


def _refuse_unknown(key: str, units: Iterable[str], zone: Mapping[str, Any], areas: UnitAreas) -> None:
    listed = {
        unit_key(unit["name"], unit["type"], unit["district"]) for each in zone["unit_list"] for unit in each["units"]
    }
    known = listed | set(areas.province.former) | set(areas.published)
    if unknown := sorted(set(units) - known):
        raise ValueError(
            f"scenario {key!r}: unit {', '.join(unknown)} is unknown; write [name, type, district] as before July 2025"
        )


def names(units: Iterable[str]) -> str:
    """Return the names of units for a text, without their kind and district.

    >>> names(["Cao Lộc/commune/Gia Cát", "Cao Lộc/town/Cao Lộc"])
    'Gia Cát, Cao Lộc'
    """
    return ", ".join(unit.rpartition("/")[2] for unit in units)
