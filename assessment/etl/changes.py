"""What changed between two states: the diff a batch run ends with, and the history of rows that were replaced or vanished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.etl import frames
from assessment.etl.ancillary import DIFF, HISTORY
from assessment.etl.schema import TableSpec

NOISE = 1e-12


@dataclass(frozen=True)
class Matched:
    """Two versions of a tidy table, matched by `row_id`: rows only one of them has, rows both have, and where those differ."""

    spec: TableSpec
    gone: pd.DataFrame
    come: pd.DataFrame
    before: pd.DataFrame
    after: pd.DataFrame
    differs: Mapping[str, pd.Series[bool]]


def match(spec: TableSpec, old: pd.DataFrame, new: pd.DataFrame) -> Matched:
    """Match two versions of a table.

    Rows are matched by `row_id`, so a figure that is published anew in another document is a row that came, and a cell that was
    corrected in the same document is a row both have.
    """
    old_ids, new_ids = (pd.Index(frame["row_id"].to_numpy(dtype=object)) for frame in (old, new))
    place = new_ids.get_indexer(old_ids)
    before = old[place >= 0].reset_index(drop=True)
    after = new.iloc[place[place >= 0]].reset_index(drop=True)
    differs = {column.name: _differs(before[column.name], after[column.name]) for column in spec.columns}
    return Matched(spec, old[place < 0], new[old_ids.get_indexer(new_ids) < 0], before, after, differs)


def diff(tables: Iterable[Matched]) -> pd.DataFrame:
    """Return one row for each row that came or went and for each column that changed; equal tables give none."""
    parts: list[pd.DataFrame] = []
    for table in tables:
        parts += [_listed(table.spec, table.gone, "vanished"), _listed(table.spec, table.come, "added")]
        for column, differs in table.differs.items():
            if differs.any():
                parts.append(_changed(table.spec, table.before[differs], table.after[differs], column))
    return frames.concat(DIFF, parts)


def _differs(before: pd.Series, after: pd.Series) -> pd.Series[bool]:  # type: ignore[type-arg]
    if before.dtype.kind == "f":
        # Programs that save a workbook again differ in the last binary digit of a number; that is no change of a figure.
        return pd.Series(~np.isclose(before, after, rtol=NOISE, atol=0.0, equal_nan=True), index=before.index)
    return (before != after) & ~(before.isna() & after.isna())


def _listed(spec: TableSpec, rows: pd.DataFrame, change: str) -> pd.DataFrame:
    count = len(rows)
    values = _values(spec, rows)
    data = {"table": [spec.name] * count, "row_id": rows["row_id"].tolist(), "change": [change] * count}
    data |= {"what": worded(spec, rows), "old" if change == "vanished" else "new": values}
    return frames.build(DIFF, data)


def _changed(spec: TableSpec, before: pd.DataFrame, after: pd.DataFrame, column: str) -> pd.DataFrame:
    count = len(before)
    data = {"table": [spec.name] * count, "row_id": before["row_id"].tolist(), "change": ["changed"] * count}
    data |= {"what": worded(spec, after), "column": [column] * count}
    data |= {"old": _shown(before[column]), "new": _shown(after[column])}
    return frames.build(DIFF, data)


def _shown(series: pd.Series) -> list[str]:  # type: ignore[type-arg]
    if isinstance(series.dtype, pd.StringDtype):
        return [str(value) for value in series]
    if series.dtype.kind == "M":
        return [str(value) for value in series.dt.strftime("%Y-%m-%d").fillna("")]
    return ["" if pd.isna(value) else repr(float(value)) for value in series]


def _values(spec: TableSpec, rows: pd.DataFrame) -> list[str]:
    columns = [_shown(rows[column.name]) for column in spec.values]
    return [" ".join(part for part in parts if part) for parts in zip(*columns, strict=True)]


def worded(spec: TableSpec, rows: pd.DataFrame) -> list[str]:
    """Return the natural keys in words, without the keys that are not split."""
    columns = [_shown(rows[name]) for name in (*spec.key_names, "status")]
    return ["; ".join(part for part in parts if part not in ("", "all")) for parts in zip(*columns, strict=True)]


def history(table: Matched, known: pd.DataFrame | None, state: str) -> pd.DataFrame:
    """Return the history of a table: what is `known` of it, and the rows that `state` replaced or no longer has."""
    columns = (*table.spec.columns, *HISTORY)
    replaced = np.logical_or.reduce([differs.to_numpy() for differs in table.differs.values()])
    ended = [
        table.gone.assign(state=state, fate="vanished"),
        table.before[replaced].assign(state=state, fate="replaced"),
    ]
    return frames.concat(columns, [frames.fit(columns, known), *ended])
