"""What a new state tells against the one in force: the diff, restated figures, what happened to the files, and what it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from assessment.etl import changes, frames, state
from assessment.etl.ancillary import DIFF, FILE_HISTORY, RESTATEMENTS
from assessment.etl.file_history import File, file_changes
from assessment.etl.restatements import load_limits, restatements
from assessment.etl.schema import TABLES


def past(
    processed: Path,
    number: str,
    tables: Mapping[str, pd.DataFrame],
    known: Mapping[str, File],
    now: Iterable[File],
) -> dict[str, pd.DataFrame]:
    """Return the tables that a state has of its past.

    Parameters
    ----------
    processed
        Where the state in force is.
    number
        The new state.
    tables
        Its tables.
    known, now
        The files of the state in force by name, and those of the new one.

    Returns
    -------
    dict
        ``diff`` (against the state in force alone), ``restatements``, ``file_history`` and ``history_<table>`` (grown by this state).
    """
    before = state.current(processed)
    folder = state.folder_of(processed, before or "")
    events = frames.fit(FILE_HISTORY, state.load(folder, "file_history") if before else None)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    events = frames.concat(FILE_HISTORY, [events, file_changes(known, now, events, number, at)])
    if before is None:
        return {
            "diff": frames.build(DIFF, {}),
            "restatements": frames.build(RESTATEMENTS, {}),
            "file_history": events,
        }
    old = {name: frames.fit(spec.columns, state.load(folder, name)) for name, spec in TABLES.items()}
    matched = {name: changes.match(spec, old[name], tables[name]) for name, spec in TABLES.items()}
    told = restatements([*matched.values()], old, _publishers(folder, tables), _files(tables), load_limits(), number)
    earlier = frames.fit(RESTATEMENTS, state.load(folder, "restatements"))
    found = {
        "diff": changes.diff(matched.values()),
        "restatements": frames.concat(RESTATEMENTS, [earlier, told]),
        "file_history": events,
    }
    for name, table in matched.items():
        history = changes.history(table, state.load(folder, f"history_{name}"), number)
        if len(history):
            found[f"history_{name}"] = history
    return found


def _publishers(folder: Path, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    known = [frame for frame in (state.load(folder, "documents"), tables["documents"]) if frame is not None]
    return {
        document: publisher
        for frame in known
        for document, publisher in zip(frame["document"], frame["publisher"], strict=True)
    }


def _files(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    lineage = tables["lineage"].drop_duplicates("row_id")
    return dict(zip(lineage["row_id"], lineage["file"], strict=True))
