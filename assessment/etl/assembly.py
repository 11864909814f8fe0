"""All fragments into the tables of one state.

A figure listed twice in the same document with the same value is kept once and noted; with another value the later listing is
rejected, and the message names both cells.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from assessment.etl import frames
from assessment.etl.ancillary import COMPANIONS, CONTROLS, DOCUMENTS, LAYOUTS, LINEAGE, NOTES, REJECTS, UNKNOWN_CODES
from assessment.etl.changes import NOISE
from assessment.etl.problems import Note, Reject
from assessment.etl.schema import TABLES, ColumnSpec, TableSpec


def assemble(
    readings: Sequence[Mapping[str, pa.Table]],
    attempts: Sequence[Mapping[str, pa.Table]],
    unclaimed: Iterable[str],
) -> dict[str, pd.DataFrame]:
    """Return the tables of a state.

    Parameters
    ----------
    readings : sequence of mapping
        Per file in order, the tables of the fragment its rows come from (empty where there is none).
    attempts : sequence of mapping
        Per file, the tables of its last reading: rejects and notes come from there.
    unclaimed : iterable of str
        Files no declaration, or more than one, claims.
    """
    lineage = _all("lineage", LINEAGE, readings)
    rejects: list[Reject] = [_unclaimed(file) for file in unclaimed]
    notes: list[Note] = []
    tables: dict[str, pd.DataFrame] = {}
    for name, spec in TABLES.items():
        tables[name] = _once(spec, _all(name, spec.columns, readings), lineage, rejects, notes)
    tables["lineage"] = lineage.drop_duplicates(["row_id", "column"], ignore_index=True)
    tables["documents"] = _documents(readings)
    for name, columns in (("controls", CONTROLS), ("layouts", LAYOUTS), ("unknown_codes", UNKNOWN_CODES)):
        tables[name] = _all(name, columns, readings)
    tables["companions"] = _all("companions", COMPANIONS, readings).drop_duplicates("row_id", ignore_index=True)
    for name, columns, own in (("rejects", REJECTS, rejects), ("notes", NOTES, notes)):
        tables[name] = frames.concat(columns, [_all(name, columns, attempts), frames.from_records(columns, own)])
    return tables


def _all(name: str, columns: Sequence[ColumnSpec], readings: Sequence[Mapping[str, pa.Table]]) -> pd.DataFrame:
    return frames.joined(columns, [reading[name] for reading in readings if name in reading])


def _unclaimed(file: str) -> Reject:
    remedy = "remove the file from data/raw, or name it under `files` in one assessment/sources/<id>/source.toml"
    return Reject(file, "", "", "", "unknown file: expected exactly one declaration to claim it", remedy)


def _documents(readings: Sequence[Mapping[str, pa.Table]]) -> pd.DataFrame:
    documents = _all("documents", DOCUMENTS, readings)
    # Two files may cite one publication; a listing with its day of publication tells more than one without.
    order = (documents["published"] == "").sort_values(kind="stable").index
    return documents.loc[order].drop_duplicates("document").sort_index().reset_index(drop=True)


def _once(
    spec: TableSpec, frame: pd.DataFrame, lineage: pd.DataFrame, rejects: list[Reject], notes: list[Note]
) -> pd.DataFrame:
    later = frame.duplicated("row_id")
    if not later.any():
        return frame
    places = _places(lineage, set(frame.loc[later, "row_id"]))
    values = [column.name for column in spec.values]
    first: dict[str, Any] = {}
    turn: dict[str, int] = {}
    for row in frame[frame["row_id"].isin(places)][["row_id", *values]].itertuples(index=False):
        row_id, content = row[0], tuple(None if pd.isna(value) else value for value in row[1:])
        turn[row_id] = turn.get(row_id, -1) + 1
        here = places[row_id][turn[row_id]]
        if row_id not in first:
            first[row_id] = (content, here)
            continue
        before, there = first[row_id]
        where = f"{there['file']}, sheet {there['sheet']!r}, cell {there['cell']}"
        if all(map(_same, content, before)):
            note = f"the same figure stands in {where}; kept once"
            notes.append(Note(here["file"], here["sheet"], here["cell"], note))
        else:
            problem = (
                f"the same key has another value ({there['raw']}) in {where}, in the same document; that one is kept"
            )
            remedy = "correct one of the cells, or tell the rows apart by a key, status or precision"
            rejects.append(Reject(here["file"], here["sheet"], here["cell"], here["raw"], problem, remedy))
    return frame[~later].reset_index(drop=True)


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=NOISE)
    return one == other


def _places(lineage: pd.DataFrame, row_ids: set[str]) -> dict[str, list[dict[str, str]]]:
    """Return, per row, the cells of its listings in the order they were read."""
    places: dict[str, list[dict[str, str]]] = {}
    column_of: dict[str, str] = {}
    for row in lineage[lineage["row_id"].isin(row_ids)].to_dict("records"):
        row_id = str(row["row_id"])
        if column_of.setdefault(row_id, str(row["column"])) == row["column"]:
            places.setdefault(row_id, []).append({str(name): str(value) for name, value in row.items()})
    return places
