"""The numbers of `gate_work.toml`: what gates at work are held against, and the yards that are sized."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from assessment.findings import Quantity

FILE: Final = "situation/gate_work.toml"


@dataclass(frozen=True)
class YardRule:
    """A yard: the direction and kinds of vehicles it holds, and the stages they spend in it; `within` names yards it is part of."""

    key: str
    flow: str
    kinds: tuple[str, ...]
    stages: tuple[str, ...]
    within: tuple[str, ...] = ()


@cache
def declared() -> Mapping[str, Any]:
    """Return the declarations."""
    text = files("assessment").joinpath(*FILE.split("/")).read_text(encoding="utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)
    return found


def setting(path: str, unit: str) -> Quantity:
    """Return a number of the file, traced to its key path; an entry of a list by its place.

    >>> setting("capacity.threshold_percent", "percent").value, setting("place.square_metres.1", "square_metre").value
    (85.0, 150.0)
    """
    value: Any = declared()
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return Quantity(float(value), unit, (f"file:{FILE}#{path}",), "configured", "final", decimals=0)


def yard_rules() -> tuple[YardRule, ...]:
    """Return the yards in their order.

    >>> [rule.key for rule in yard_rules()][:2]
    ['export_yard', 'import_yard']
    """
    return tuple(
        YardRule(
            entry["key"], entry["flow"], tuple(entry["kinds"]), tuple(entry["stages"]), tuple(entry.get("within", ()))
        )
        for entry in declared()["yard"]
    )


def fruit_months() -> tuple[int, ...]:
    """Return the months of the season of fruit.

    >>> fruit_months()
    (5, 6)
    """
    return tuple(declared()["season"]["fruit_months"])
