"""Frames in the types of the schema, built column by column, and their validation.

Text is never null (an empty text says "nothing"), numbers are float64 and days datetime64[us], so that a frame is the same before
and after it was stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

from assessment.etl.schema import ColumnSpec, TableSpec

DTYPES = {"text": "str", "number": "float64", "date": "datetime64[us]", "flag": "bool"}


def build(columns: Sequence[ColumnSpec], data: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Return a frame with these columns; a column without data is empty throughout.

    >>> from assessment.etl.ancillary import LINEAGE
    >>> build(LINEAGE[:2], {"row_id": ["a", "b"], "column": ["value", "value"]}).shape
    (2, 2)
    """
    return as_frame(arrow(columns, data))


def arrow(columns: Sequence[ColumnSpec], data: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Return an Arrow table with these columns; it costs a tenth of a frame, where nobody looks at it but a file.

    >>> from assessment.etl.ancillary import LINEAGE
    >>> arrow(LINEAGE[:2], {"row_id": ["a"], "column": ["value"]}).num_rows
    1
    """
    length = max((len(values) for values in data.values()), default=0)
    return pa.table({column.name: _array(column, data.get(column.name), length) for column in columns})


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame in the types of the schema."""
    frame: pd.DataFrame = table.to_pandas(use_threads=False)
    return frame


def _array(column: ColumnSpec, values: Sequence[Any] | None, length: int) -> pa.Array:
    if column.kind == "text":
        return pa.array([""] * length if values is None else list(values), pa.large_string(), from_pandas=True)
    if column.kind == "date":
        # By way of Arrow's days: numpy takes forty times as long to make times of them.
        days = pa.array([None] * length if values is None else list(values), pa.date32(), from_pandas=True)
        return days.cast(pa.timestamp("us"))
    if column.kind == "flag":
        return pa.array(np.array([False] * length if values is None else list(values), dtype="bool"))
    return pa.array(np.array([np.nan] * length if values is None else list(values), dtype="float64"))


def from_records(columns: Sequence[ColumnSpec], records: Sequence[Any]) -> pd.DataFrame:
    """Return a frame from objects that have the columns as attributes."""
    return build(columns, attributes(columns, records))


def attributes(columns: Sequence[ColumnSpec], records: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the columns of objects that have them as attributes."""
    return {column.name: [getattr(record, column.name) for record in records] for column in columns}


def concat(columns: Sequence[ColumnSpec], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames one below the other, in the types of the schema even when there are none."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else build(columns, {})


def joined(columns: Sequence[ColumnSpec], tables: Sequence[pa.Table]) -> pd.DataFrame:
    """Return Arrow tables one below the other as a frame: of a thousand small ones, in a tenth of the time that frames take.

    >>> from assessment.etl.ancillary import LINEAGE
    >>> one = arrow(LINEAGE[:2], {"row_id": ["a"], "column": ["value"]})
    >>> joined(LINEAGE[:2], [one, one]).shape, joined(LINEAGE[:2], []).shape
    ((2, 2), (0, 2))
    """
    return as_frame(pa.concat_tables(tables).combine_chunks()) if tables else build(columns, {})


@cache
def schema_of(spec: TableSpec) -> pandera.DataFrameSchema:
    """Return the checks every row of a tidy table must pass."""
    columns = {}
    for column in spec.columns:
        checks = []
        if column.allowed:
            checks.append(pandera.Check.isin(list(column.allowed), error=f"one of {', '.join(column.allowed)}"))
        elif column.kind == "text" and column.required:
            checks.append(pandera.Check.ne("", error="a text that is not empty"))
        nullable = column.kind == "date" or not column.required
        columns[column.name] = pandera.Column(DTYPES[column.kind], checks=checks, nullable=nullable)
    dated = pandera.Check(
        lambda frame: (frame["period_start"] <= frame["period_end"]) | _undated(frame), error="from before to"
    )
    return pandera.DataFrameSchema(columns, checks=[dated], strict=True, ordered=True)


def _undated(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["frequency"] == "undated") & frame["period_start"].isna() & frame["period_end"].isna()


def surely_sound(spec: TableSpec, data: Mapping[str, Sequence[Any]]) -> bool:
    """Return whether columns pass the schema beyond doubt: a cheap look, which leaves the rare other case to `faults`.

    >>> from assessment.etl.schema import TABLES
    >>> surely_sound(TABLES["clearance"], {"row_id": [""]})
    False
    """
    if not all(_fits(column, data.get(column.name, ())) for column in spec.columns):
        return False
    spans = set(zip(data["period_start"], data["period_end"], strict=True))
    return all(start is not None and end is not None and start <= end for start, end in spans)


def _fits(column: ColumnSpec, values: Sequence[Any]) -> bool:
    if column.kind == "number":
        return all(
            value == value if isinstance(value, (int, float)) else value is None and not column.required
            for value in values
        )
    distinct = set(values)
    if column.kind == "flag":
        return distinct <= {True, False}
    if column.kind == "text" and column.allowed:
        return distinct <= set(column.allowed)
    return column.kind != "text" or (
        all(isinstance(value, str) for value in distinct) and not (column.required and "" in distinct)
    )


def faults(spec: TableSpec, frame: pd.DataFrame) -> dict[int, str]:
    """Return, per row position that fails the schema, what was expected; all failures at once.

    >>> from assessment.etl.schema import TABLES
    >>> faults(TABLES["clearance"], build(TABLES["clearance"].columns, {}))
    {}
    """
    if frame.empty:
        return {}
    try:
        schema_of(spec).validate(frame.reset_index(drop=True), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        found: dict[int, str] = {}
        for case in errors.failure_cases.to_dict("records"):
            if pd.isna(case["index"]):
                raise
            column = case["column"] if case["schema_context"] == "Column" else "period"
            said = f"{column} {case['failure_case']!r}" if column != "period" else "the period"
            found.setdefault(int(case["index"]), f"{said}: expected {case['check']}")
        return found
    return {}


def fit(columns: Sequence[ColumnSpec], frame: pd.DataFrame | None) -> pd.DataFrame:
    """Return a stored frame with the columns of today's schema: one the schema lost goes, one it gained is empty."""
    if frame is None:
        return build(columns, {})
    missing = build(columns, {columns[0].name: frame[columns[0].name].tolist()} if columns[0].name in frame else {})
    return pd.DataFrame({c.name: frame[c.name] if c.name in frame else missing[c.name] for c in columns})
