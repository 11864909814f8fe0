"""Which figures of the tidy tables changed between two states, in words, and from which file each change came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from assessment.etl.changes import match
from assessment.etl.schema import TABLES, TableSpec
from assessment.etl.store import Store
from assessment.findings import Name, Period, Quantity
from assessment.report.language import Language, TextError
from assessment.report.printed_changes import Cause, Causes

# Kinds of names that differ from the name of their column.
_KINDS: Final[Mapping[tuple[str, str], str]] = {
    ("traffic", "kind"): "traffic_kind",
    ("events", "kind"): "event_kind",
    ("projects", "sector"): "project_sector",
    ("targets", "indicator"): "target",
}
_UNSAID: Final = ("", "all", "none", "world")
_PERIOD: Final = ("period_start", "period_end", "frequency")


@dataclass(frozen=True)
class FigureChange:
    """A row of a tidy table that came, went or changed; `column` is what changed in it, empty for a row that came or went.

    `old` and `new` are the words for it, `old_value` and `new_value` the numbers where it is one, in `unit`.
    """

    table: str
    row_id: str
    change: str
    what: str
    column: str
    old: str
    new: str
    old_value: float | None
    new_value: float | None
    unit: str
    cause: Cause

    @property
    def relative(self) -> float | None:
        """Change of the number in relation to the old one; None without two numbers, or from zero."""
        if self.old_value is None or self.new_value is None or not self.old_value:
            return None
        return (self.new_value - self.old_value) / abs(self.old_value)


def figure_changes(old: Store, new: Store, language: Language) -> list[FigureChange]:
    """Return what changed from one state to another: rows that changed first, then those that came, then those that went."""
    found: list[FigureChange] = []
    for spec in TABLES.values():
        matched = match(spec, old.table(spec.name), new.table(spec.name))
        changed: list[FigureChange] = []
        for column, differs in matched.differs.items():
            if differs.any():
                pairs = zip(
                    matched.before[differs].to_dict("records"), matched.after[differs].to_dict("records"), strict=True
                )
                changed += (_change(spec, column, before, after, language) for before, after in pairs)
        found += changed
        found += (_change(spec, "", None, row, language) for row in matched.come.to_dict("records"))
        found += (_change(spec, "", row, None, language) for row in matched.gone.to_dict("records"))
    files = _files(old, [c for c in found if c.change == "vanished"]) | _files(
        new, [c for c in found if c.change != "vanished"]
    )
    placed = [_placed(change, files) for change in found]
    return sorted(placed, key=lambda change: ("changed", "added", "vanished").index(change.change))


def causes_of(changes: list[FigureChange]) -> Causes:
    """Return which file stands behind each changed row and each changed table."""
    tables: dict[str, Counter[Cause]] = {}
    rows = {change.row_id: change.cause for change in changes}
    for table, row_id in {(change.table, change.row_id) for change in changes}:
        tables.setdefault(table, Counter())[rows[row_id]] += 1
    return Causes(rows, tables)


def _files(store: Store, changes: list[FigureChange]) -> dict[str, str]:
    if not changes:
        return {}
    lineage = store.lineage({change.row_id for change in changes}).drop_duplicates("row_id")
    return dict(zip(lineage["row_id"], lineage["file"], strict=True))


def _placed(change: FigureChange, files: Mapping[str, str]) -> FigureChange:
    return replace(change, cause=Cause(change.cause.source, files.get(change.row_id, "")))


def _change(
    spec: TableSpec, column: str, before: Mapping[Any, Any] | None, after: Mapping[Any, Any] | None, language: Language
) -> FigureChange:
    row = after if after is not None else before
    assert row is not None
    name = column or ("value" if "value" in spec.number_names else "")
    number = name in spec.number_names
    sides = [
        None if side is None or not number or pd.isna(side[name]) else float(side[name]) for side in (before, after)
    ]
    words = ["" if side is None else _stated(name, side, language) for side in (before, after)]
    return FigureChange(
        spec.name,
        row["row_id"],
        "changed" if column else "added" if before is None else "vanished",
        in_words(spec, row, language),
        column,
        words[0],
        words[1],
        sides[0],
        sides[1],
        str(row.get("unit", "")) if name == "value" else "",
        Cause(row["source"], ""),
    )


def in_words(spec: TableSpec, row: Mapping[Any, Any], language: Language) -> str:
    """Return what a row is about: its keys in canonical names where there are any, then its period."""
    return ", ".join(_words(spec, row, language))


def _words(spec: TableSpec, row: Mapping[Any, Any], language: Language) -> Iterator[str]:
    other = "_en" if language.lang == "vi" else "_vi"
    for key in spec.keys:
        value = row[key.name]
        if isinstance(value, pd.Timestamp):
            yield language.cell(value)
        elif isinstance(value, str) and value not in _UNSAID and not key.name.endswith(other):
            yield _named(spec.name, key.name, value, language)
    if isinstance(row["period_end"], pd.Timestamp):
        yield language.period(Period(*(row[name] for name in _PERIOD)))


def _named(table: str, column: str, key: str, language: Language) -> str:
    """Return the canonical name of a key; a text that is no key (the name of a unit, an event) stands as it is."""
    try:
        return language.name(Name(_KINDS.get((table, column), column), key))
    except TextError:
        return key


def _stated(column: str, row: Mapping[Any, Any], language: Language) -> str:
    value = row.get(column) if column else None
    if column == "value" and value == value and value is not None:
        return language.quantity(Quantity(float(value), row["unit"], precision=row["precision"]))
    if isinstance(value, float):
        return "" if value != value else language.cell(Quantity(value, ""))
    return (
        language.cell(value)
        if isinstance(value, pd.Timestamp)
        else ""
        if value is None or value is pd.NaT
        else str(value)
    )
