"""Figures restated by more than the declared size: changed in their file, or published again by the same publisher."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.errors import AssessmentError
from assessment.etl import frames
from assessment.etl.ancillary import RESTATEMENTS
from assessment.etl.changes import Matched, worded
from assessment.etl.schema import TABLES, TableSpec

_RANGE: Final = ("lower", "upper")
_CODES: Final = {"established_year"}


@dataclass(frozen=True)
class Limits:
    """From which relative change on a restatement is an alert: `share`, unless one of the `rules` fits the former row."""

    share: float
    rules: tuple[tuple[Mapping[str, str], float], ...] = field(default=())

    def of(self, rows: pd.DataFrame) -> pd.Series[float]:
        """Return the limit of each row; the first rule whose columns all fit decides.

        >>> Limits(0.05, (({"status": "estimate"}, 0.1),)).of(pd.DataFrame({"status": ["estimate", "final"]})).tolist()
        [0.1, 0.05]
        """
        limits = pd.Series(self.share, index=rows.index, dtype="float64")
        for columns, share in reversed(self.rules):
            if set(columns) <= set(rows.columns):
                limits[np.logical_and.reduce([rows[name] == value for name, value in columns.items()])] = share
        return limits


def load_limits(path: Path | None = None) -> Limits:
    """Return the declared sizes, by default those of `sources/restatements.toml`.

    Raises
    ------
    AssessmentError
        If a share is no number above zero, or a rule names a column no tidy table has.
    """
    return _limits(str(path or files("assessment.sources").joinpath("restatements.toml")))


@cache
def _limits(path: str) -> Limits:
    data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    known = {column.name for spec in TABLES.values() for column in spec.columns if column.kind == "text"}
    rules = []
    for place, rule in enumerate(data.get("rule", ()), start=1):
        columns = {str(name): str(value) for name, value in rule.items() if name != "share"}
        if unknown := sorted(set(columns) - known) or ([] if columns else ["no column"]):
            raise AssessmentError(
                f"{path}, rule {place}: {', '.join(unknown)}; expected columns of the tidy tables and `share`",
                "see data/processed/README.md for the columns",
            )
        rules.append((columns, _share(rule.get("share"), f"{path}, rule {place}")))
    return Limits(_share(data.get("share"), path), tuple(rules))


def _share(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise AssessmentError(f"{where}: share {value!r}; expected a number above zero, such as 0.05 for five percent")
    return float(value)


def restatements(
    tables: Sequence[Matched],
    old: Mapping[str, pd.DataFrame],
    publishers: Mapping[str, str],
    file_of: Mapping[str, str],
    limits: Limits,
    state: str,
) -> pd.DataFrame:
    """Return the restatements above their limit, a row each, largest first.

    Parameters
    ----------
    tables
        Two versions of the tidy tables, matched.
    old
        The earlier versions whole, by table.
    publishers
        Publisher by document: a figure that somebody else publishes with another value is a contradiction, no restatement.
    file_of
        File by row id.
    limits
        From which change on a restatement is told. A change from or to zero is told whatever its size.
    state
        State in which they were found.
    """
    parts = []
    for table in tables:
        for column in _measured(table.spec):
            moved = table.differs[column]
            parts.append(_told(table.spec, column, "changed", table.before[moved], table.after[moved], limits))
        if "value" in table.spec.number_names:
            parts.append(
                _told(table.spec, "value", "published", *_again(table, old[table.spec.name], publishers), limits)
            )
    found = frames.concat(RESTATEMENTS, parts)
    ordered = found.assign(state=state, file=found["row_id"].map(file_of).fillna("").astype("str"))
    return frames.fit(RESTATEMENTS, ordered.sort_values("change", ascending=False, kind="stable", ignore_index=True))


def _measured(spec: TableSpec) -> Iterator[str]:
    return (column.name for column in spec.values if column.kind == "number" and column.name not in _CODES)


def _again(table: Matched, old: pd.DataFrame, publishers: Mapping[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows published last before, and the rows that the same publisher published anew, side by side."""
    keys = [*table.spec.key_names, "unit", "source", "_publisher"]
    before, come = (
        frame[(frame["status"] != "plan") & ~frame["precision"].isin(_RANGE)].assign(
            _publisher=frame["document"].map(publishers).fillna("")
        )
        for frame in (old, table.come[table.come["published"].notna()])
    )
    pairs = (
        come.reset_index(drop=True)
        .reset_index(names="_place")
        .merge(before, on=keys, how="inner", suffixes=("", "_old"))
    )
    pairs = pairs[pairs["published_old"].isna() | (pairs["published_old"] < pairs["published"])]
    last = pairs.sort_values("published_old", na_position="first", kind="stable").drop_duplicates("_place", keep="last")
    former = {name: last[f"{name}_old" if f"{name}_old" in last else name] for name in before.columns}
    return pd.DataFrame(former).reset_index(drop=True), last[list(come.columns)].reset_index(drop=True)


def _told(
    spec: TableSpec, column: str, kind: str, before: pd.DataFrame, after: pd.DataFrame, limits: Limits
) -> pd.DataFrame:
    before, after = before.reset_index(drop=True), after.reset_index(drop=True)
    was, now = before[column], after[column]
    change = ((now - was).abs() / was.abs().replace(0.0, np.nan)).where(was != 0, np.inf).where(was != now, 0.0)
    limit = limits.of(before)
    told = (change > limit) & was.notna() & now.notna()
    before, after = before[told], after[told]
    units = after["unit"] if "unit" in after else pd.Series("", index=after.index)
    return frames.build(
        RESTATEMENTS,
        {
            "state": [""] * len(after),
            "table": [spec.name] * len(after),
            "row_id": after["row_id"].tolist(),
            "kind": [kind] * len(after),
            "source": after["source"].tolist(),
            "what": worded(spec, after),
            "column": [column] * len(after),
            "old": was[told].tolist(),
            "new": now[told].tolist(),
            "unit": units.tolist(),
            "change": change[told].tolist(),
            "limit": limit[told].tolist(),
        },
    )
