"""Read the files a declaration consists of. Faults are collected with file and line, so that all are told at once."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from assessment.etl.names import Entity
from assessment.etl.schema import TABLES
from assessment.sheets.numbers import Refusal
from assessment.sheets.periods import parse_day, parse_period
from assessment.sheets.text import match_key

_CORRECTION_KEYS = frozenset(
    (
        "id",
        "reason",
        "reason_vi",
        "reported_by",
        "reported_by_vi",
        "date",
        "file",
        "table",
        "sheet",
        "cell",
        "match",
        "expect",
        "value",
    )
)


@dataclass(frozen=True)
class Correction:
    """A known error of a source: where, the wrong value that must still be there, the right one, and who said so.

    `reason_vi` and `reported_by_vi` say the same in Vietnamese, for the annex.
    """

    id: str
    reason: str
    reported_by: str
    date: str
    file: str
    expect: str | float
    value: str | float
    table: str = ""
    sheet: str = ""
    cell: str = ""
    match: Mapping[str, str] = field(default_factory=dict)
    reason_vi: str = ""
    reported_by_vi: str = ""


def check_keys(
    data: Mapping[str, Any], allowed: Iterable[str], needed: Iterable[str], here: str, faults: list[str]
) -> None:
    """Report keys that are unknown and keys that are missing."""
    for key in sorted(set(data) - set(allowed)):
        faults.append(f"{here}: unknown key {key!r}; expected {', '.join(sorted(allowed))}")
    for key in sorted(set(needed) - set(data)):
        faults.append(f"{here}: {key!r} is missing")


def read_toml(path: Path, faults: list[str]) -> dict[str, Any]:
    """Return a TOML file; what is wrong with it goes to the faults."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.parent.name}/{path.name}: {error}")
        return {}


def _read_csv(path: Path, header: Sequence[str], faults: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (place, row) of a CSV file with the expected header; a missing file is an empty one."""
    if not path.exists():
        return
    here = f"{path.parent.name}/{path.name}"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        if list(reader.fieldnames or ()) != list(header):
            faults.append(f"{here}: header {','.join(reader.fieldnames or ())!r}; expected {','.join(header)!r}")
            return
        for row in reader:
            place = f"{here}, line {reader.line_num}"
            if None in row or None in row.values():
                faults.append(f"{place}: expected {len(header)} fields; a text with a comma needs quotes")
            else:
                yield place, {key: value.strip() for key, value in row.items()}


def read_columns(path: Path, faults: list[str]) -> list[tuple[str, str, str]]:
    """Return (table, header, key) of a columns.csv."""
    found: dict[tuple[str, str], str] = {}
    columns = []
    for place, row in _read_csv(path, ("table", "header", "key", "first_period", "last_period"), faults):
        for key in ("first_period", "last_period"):
            if row[key] and isinstance(parse_period(row[key]), Refusal):
                faults.append(f"{place}: {key} {row[key]!r}; expected a period such as 2015 or 06/2024")
        known = found.setdefault((row["table"], match_key(row["header"])), row["key"])
        if known != row["key"]:
            faults.append(f"{place}: header {row['header']!r} means {row['key']} here and {known} above")
        columns.append((row["table"], row["header"], row["key"]))
    return columns


def read_entities(path: Path, faults: list[str]) -> list[Entity]:
    """Return the lines of an entities.csv."""
    entities: list[Entity] = []
    found: dict[tuple[str, str], Entity] = {}
    for place, row in _read_csv(path, ("kind", "name", "key", "parent", "valid_from", "valid_to"), faults):
        days = {key: parse_day(row[key]) if row[key] else None for key in ("valid_from", "valid_to")}
        faults += [
            f"{place}: {key} {row[key]!r}: {day.reason}" for key, day in days.items() if isinstance(day, Refusal)
        ]
        if not (row["kind"] and row["name"] and row["key"]):
            faults.append(f"{place}: kind, name and key may not be empty")
        since, until = (day if isinstance(day, date) else None for day in days.values())
        entity = Entity(row["kind"], row["name"], row["key"], row["parent"], since, until)
        other = found.setdefault((entity.kind, match_key(entity.name)), entity)
        if other.key != entity.key and not (entity.valid_from or entity.valid_to or other.valid_from or other.valid_to):
            faults.append(f"{place}: {entity.kind} {entity.name!r} means {entity.key} here and {other.key} above")
        entities.append(entity)
    return entities


def read_routes(path: Path, faults: list[str]) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Return, per indicator of an indicators.csv, its tidy table and the keys it fixes."""
    routes: dict[str, tuple[str, Mapping[str, str]]] = {}
    for place, row in _read_csv(path, ("indicator", "table", "fixed"), faults):
        fixed = dict(pair.split("=", 1) for pair in row["fixed"].split(";") if "=" in pair)
        if row["table"] not in TABLES:
            faults.append(f"{place}: table {row['table']!r}; expected one of {', '.join(TABLES)}")
            continue
        for key in sorted(set(fixed) - {column.name for column in TABLES[row["table"]].columns}):
            faults.append(f"{place}: {row['table']} has no column {key!r}")
        if row["indicator"] in routes:
            faults.append(f"{place}: indicator {row['indicator']!r} occurs twice")
        routes[row["indicator"]] = (row["table"], fixed)
    return routes


def read_corrections(path: Path, faults: list[str]) -> Iterator[Correction]:
    """Yield the corrections of a corrections.toml."""
    if not path.exists():
        return
    for data in read_toml(path, faults).get("correction", ()):
        here = f"{path.parent.name}/{path.name}, correction {data.get('id', '?')!r}"
        before = len(faults)
        check_keys(
            data, _CORRECTION_KEYS, {"id", "reason", "reported_by", "date", "file", "expect", "value"}, here, faults
        )
        if bool(data.get("cell")) == bool(data.get("match")):
            faults.append(f"{here}: expected either `sheet` and `cell`, or `match` with keys of the row")
        if len(faults) == before:
            yield Correction(**{**data, "date": str(data["date"])})
