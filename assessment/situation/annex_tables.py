"""Tables of the annex: contradictory figures, growth claims against levels, the weakest rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from assessment.analysis.consistency import same_reading
from assessment.analysis.growth import check_growth, year_before
from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, observe
from assessment.findings import Cell, Name, Period, Quantity, Table, Text, derive
from assessment.situation.pieces import (
    PROVINCE,
    ZONE,
    columns,
    days_of_publication,
    joined,
    note_of,
    rows_with_printed,
    titles,
    when,
)

COMPARED: Final = ("trade", "traffic", "economy", "investment")
# Key columns that name a figure, in the order they are said, with the kind of their names; the first is always said.
_NAMED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "trade": (
        ("scope", "scope"),
        ("measure", "measure"),
        ("flow", "flow"),
        ("gate", "gate"),
        ("partner", "partner"),
        ("commodity", "commodity"),
        ("regime", "regime"),
    ),
    "traffic": (("measure", "measure"), ("kind", "traffic_kind"), ("flow", "flow"), ("gate", "gate")),
    "economy": (("indicator", "indicator"), ("breakdown", "breakdown")),
    "investment": (
        ("measure", "measure"),
        ("investor", "investor"),
        ("sector", "sector"),
        ("partner", "partner"),
        ("basis", "basis"),
    ),
    "land": (("measure", "measure"), ("functional_area", "functional_area")),
}
_UNSAID: Final = ("all", "total", "none", "world", "value", "stock")
_SHORT_ROWS: Final = 32


def label(table: str, row: Mapping[Any, Any]) -> Cell:
    """Return what a row is about, in names: the first key always, the others where they say something."""
    return joined(
        Name(kind, str(row[column]))
        for place, (column, kind) in enumerate(_NAMED[table])
        if not place or row[column] not in _UNSAID
    )


@dataclass(frozen=True)
class Contradiction:
    """One key published with several values; `rows` best first.

    `differ` says whether rounding cannot explain the values, `own` whether they are about the province, its gates or the zone.
    """

    table: str
    rows: tuple[dict[Any, Any], ...]
    differ: bool
    spread: float
    own: bool


def contradictions(evidence: Evidence) -> list[Contradiction]:
    """Return the keys published with several values in one unit, those that differ most first.

    Values in different units are not comparable and do not contradict each other; equal values of several documents confirm
    each other.
    """
    found = []
    own = {PROVINCE, ZONE, *(f"gate_{gate['key']}" for gate in evidence.zone["gate"])}
    for table in COMPARED:
        frame = evidence.contradictions(table)
        keys = [*TABLES[table].key_names, "unit"]
        for _, rows in frame[frame["geography"] != ""].groupby(keys, dropna=False, sort=False):
            if rows["value"].nunique() < 2:
                continue
            records = rows.sort_values("chosen", ascending=False, kind="stable").to_dict("records")
            figures = [(float(row["value"]), row["precision"]) for row in records]
            low, high = float(rows["value"].min()), float(rows["value"].max())
            spread = (high - low) / max(abs(low), abs(high))
            first = records[0]
            found.append(
                Contradiction(
                    table,
                    tuple(records),
                    not same_reading(figures),
                    spread,
                    str(first["geography"]) in own,
                )
            )
    return sorted(found, key=lambda group: (not group.differ, -group.spread))


def contradictions_table(evidence: Evidence, found: list[Contradiction], *, short: bool) -> Table:
    """Return the contradictory figures with all sources, the chosen one first; `short` keeps those of the province that differ."""
    shown = [group for group in found if group.own and group.differ] if short else found
    documents = evidence.record.documents()
    named, published = titles(documents), days_of_publication(documents)
    rows: list[tuple[Cell, ...]] = []
    for number, group in enumerate(shown, start=1):
        if short and len(rows) + len(group.rows) > _SHORT_ROWS:
            break
        rows += [
            _contradiction_row(number, group, row, place, named, published) for place, row in enumerate(group.rows)
        ]
    name = "contradictions" if short else "contradictions_all"
    names = ["number", "figure", "area", "period", "value", "chosen", "reading", "document", "published"]
    return Table(
        f"annex.{name}",
        Text(f"annex.table.{name}.title"),
        columns("annex", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("annex.table.contradictions.note"),),
        wide=True,
        annex_only=not short,
    )


def _contradiction_row(
    number: int,
    group: Contradiction,
    row: dict[Any, Any],
    place: int,
    named: Mapping[str, str],
    published: Mapping[str, Period | None],
) -> tuple[Cell, ...]:
    return (
        number,
        label(group.table, row),
        Name("geography", row["geography"]),
        when(row),
        observe(row),
        Text("annex.chosen.yes" if place == 0 else "annex.chosen.no"),
        Text(f"annex.reading.{'differ' if group.differ else 'rounding'}") if place == 0 else None,
        named.get(row["document"], row["document"]),
        published.get(row["document"]),
    )


def growth_table(evidence: Evidence) -> Table:
    """Return every published growth whose two levels are known, with the growth the levels give and the verdict."""
    rows = [row for table in COMPARED for row in _growth_rows(evidence, table)]
    names = ["figure", "area", "period", "level", "before", "recomputed", "claimed", "verdict"]
    return Table(
        "annex.growth",
        Text("annex.table.growth.title"),
        columns("annex", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("annex.table.growth.note"),),
        wide=True,
        annex_only=True,
    )


def _growth_rows(evidence: Evidence, table: str) -> list[tuple[Cell, ...]]:
    place = [key.name for key in TABLES[table].keys] + ["period_start", "period_end", "unit"]
    frame = evidence.rows(table)
    windows = frame[
        frame["period_end"].notna()
        & ~frame["frequency"].isin(["stock", "undated"])
        & ~frame["precision"].isin(["lower", "upper"])
    ]
    levels = {tuple(row[key] for key in place): row for row in windows.drop_duplicates(place).to_dict("records")}
    found: list[tuple[Cell, ...]] = []
    for now, claim in rows_with_printed(evidence, windows, "growth_percent"):
        earlier = {"period_start": year_before(now["period_start"]), "period_end": year_before(now["period_end"])}
        before = levels.get(tuple((now | earlier)[key] for key in place))
        if before is not None:
            found.append(_growth_row(table, now, before, claim))
    return found


def _growth_row(table: str, now: Mapping[Any, Any], before: Mapping[Any, Any], claim: Quantity) -> tuple[Cell, ...]:
    judged = check_growth(
        now["value"], before["value"], claim.value or 0.0, now["precision"], before["precision"], claim.precision
    )
    level, earlier = observe(now), observe(before)
    recomputed = derive("growth", "percent", lambda later, first: 100 * (later / first - 1), level, earlier)
    return (
        label(table, now),
        Name("geography", now["geography"]),
        when(now),
        level,
        earlier,
        recomputed,
        claim,
        Text(f"annex.verdict.{judged.verdict}"),
    )


def weakest_rows(evidence: Evidence) -> pd.DataFrame:
    """Return the rows whose scope or period was inferred, with the table they stand in."""
    frames = []
    for table in (*COMPARED, "land"):
        frame = evidence.ranked(table)
        frames.append(frame[frame["inferred"] != ""].assign(_table=table))
    return pd.concat(frames, ignore_index=True)


def weakest_table(evidence: Evidence) -> Table:
    """Return the weakest rows: what was inferred, and the note that says how."""
    named = titles(evidence.record.documents())
    rows: list[tuple[Cell, ...]] = [
        (
            label(row["_table"], row),
            Name("geography", row["geography"]),
            when(row),
            observe(row),
            Text(f"annex.inferred.{row['inferred'].replace(', ', '_')}"),
            note_of(row),
            named.get(row["document"], row["document"]),
        )
        for row in weakest_rows(evidence).to_dict("records")
    ]
    names = ["figure", "area", "period", "value", "inferred", "note", "document"]
    return Table(
        "annex.weakest",
        Text("annex.table.weakest.title"),
        columns("annex", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("annex.table.weakest.note"),),
        wide=True,
        annex_only=True,
    )


def references(groups: list[Contradiction]) -> list[str]:
    """Return the chosen row of each contradiction."""
    return [str(group.rows[0]["row_id"]) for group in groups]
