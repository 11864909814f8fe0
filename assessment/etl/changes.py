"""What changed between two states: the diff a batch run ends with, and the history of rows that were replaced or vanished."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from assessment.etl import frames
from assessment.etl.schema import DIFF, HISTORY, TABLES, TableSpec


def compare(old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the difference of two sets of tidy tables: one row for each row that came or went and each column that changed.

    Rows are matched by `row_id`, so a figure that is published anew in another document is an added row, and a cell that was
    corrected in the same document is a changed one. Equal tables give an empty frame.
    """
    return frames.concat(DIFF, [_compare(spec, old[name], new[name]) for name, spec in TABLES.items()])


def _compare(spec: TableSpec, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    gone = old[~old["row_id"].isin(new["row_id"])]
    come = new[~new["row_id"].isin(old["row_id"])]
    parts = [_listed(spec, gone, "vanished"), _listed(spec, come, "added")]
    before, after = _common(old, new)
    for column in spec.columns:
        differs = _differs(before[column.name], after[column.name])
        if differs.any():
            parts.append(_changed(spec, before[differs], after[differs], column.name))
    return frames.concat(DIFF, parts)


def _common(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows both frames have, in the same order."""
    both = old.loc[old["row_id"].isin(new["row_id"]), "row_id"]
    return tuple(frame.set_index("row_id", drop=False).loc[both].reset_index(drop=True) for frame in (old, new))  # type: ignore[return-value]


def _differs(before: pd.Series, after: pd.Series) -> pd.Series[bool]:  # type: ignore[type-arg]
    return (before != after) & ~(before.isna() & after.isna())


def _listed(spec: TableSpec, rows: pd.DataFrame, change: str) -> pd.DataFrame:
    count = len(rows)
    values = _values(spec, rows)
    data = {"table": [spec.name] * count, "row_id": rows["row_id"].tolist(), "change": [change] * count}
    data |= {"what": _what(spec, rows), "old" if change == "vanished" else "new": values}
    return frames.build(DIFF, data)


def _changed(spec: TableSpec, before: pd.DataFrame, after: pd.DataFrame, column: str) -> pd.DataFrame:
    count = len(before)
    data = {"table": [spec.name] * count, "row_id": before["row_id"].tolist(), "change": ["changed"] * count}
    data |= {"what": _what(spec, after), "column": [column] * count}
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


def _what(spec: TableSpec, rows: pd.DataFrame) -> list[str]:
    """Return the natural keys in words, without the keys that are not split."""
    columns = [_shown(rows[name]) for name in (*spec.key_names, "status")]
    return ["; ".join(part for part in parts if part not in ("", "all")) for parts in zip(*columns, strict=True)]


def history_columns(spec: TableSpec) -> tuple[str, ...]:
    """Return the columns of the history of a table: those of the table, the state that ended the row, and how."""
    return tuple(column.name for column in (*spec.columns, *HISTORY))


def add_history(
    spec: TableSpec, known: pd.DataFrame | None, old: pd.DataFrame, new: pd.DataFrame, state: str
) -> pd.DataFrame:
    """Return the history of a table, with the rows of `old` that `new` replaced or no longer has."""
    gone = old[~old["row_id"].isin(new["row_id"])].assign(state=state, fate="vanished")
    before, after = _common(old, new)
    differs = pd.Series(False, index=before.index)
    for column in spec.columns:
        differs |= _differs(before[column.name], after[column.name])
    replaced = before[differs].assign(state=state, fate="replaced")
    columns = (*spec.columns, *HISTORY)
    earlier = [] if known is None else [known.reindex(columns=list(history_columns(spec)))]
    return frames.concat(columns, [*earlier, gone, replaced])
