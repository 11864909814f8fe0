"""The files of data/raw over time: which came, changed under the same name, got another name, or went; known by their SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import pandas as pd

from assessment.etl import frames
from assessment.etl.ancillary import FILE_HISTORY

SHORT = 12


class File(Protocol):
    """What of a file is compared."""

    @property
    def file(self) -> str:
        """Name below data/raw."""

    @property
    def source(self) -> str:
        """Source that claims it."""

    @property
    def sha256(self) -> str:
        """Fingerprint; empty where it could not be taken."""

    @property
    def read_at(self) -> str:
        """When this content was read."""


def file_changes(
    known: Mapping[str, File], now: Iterable[File], history: pd.DataFrame, state: str, at: str
) -> pd.DataFrame:
    """Return what happened to the files since the last state, in the order of their names.

    Parameters
    ----------
    known, now
        The files of the state in force by name, and those of today.
    history
        What is known of earlier states; it tells since when a content was there.
    state, at
        The new state, and the time of it in UTC.

    Returns
    -------
    DataFrame
        Columns `FILE_HISTORY`. A file that went and one with the same content that came are one file under another name.
    """
    today = {entry.file: entry for entry in now}
    gone = {name: entry for name, entry in known.items() if name not in today}
    left = {entry.sha256: entry for entry in reversed(gone.values()) if entry.sha256}
    rows = []
    for name, entry in today.items():
        before = known.get(name)
        if before is None and entry.sha256 in left:
            before = left.pop(entry.sha256)
            gone.pop(before.file)
            rows.append(_row("renamed", entry, before, history))
        elif before is None:
            rows.append(_row("new", entry, None, history))
        elif before.sha256 and entry.sha256 and before.sha256 != entry.sha256:
            rows.append(_row("changed", entry, before, history))
    rows += [_row("gone", entry, entry, history) | {"sha256": ""} for entry in gone.values()]
    rows.sort(key=lambda row: row["file"])
    data = {column.name: [row.get(column.name, "") for row in rows] for column in FILE_HISTORY}
    return frames.build(FILE_HISTORY, data | {"state": [state] * len(rows), "at": [at] * len(rows)})


def _row(change: str, entry: File, before: File | None, history: pd.DataFrame) -> dict[str, str]:
    row = {"file": entry.file, "source": entry.source, "change": change, "sha256": entry.sha256}
    if before is None:
        return row
    return row | {"before": before.file, "sha256_before": before.sha256, "since": _since(before, history)}


def _since(entry: File, history: pd.DataFrame) -> str:
    """Return when a content was first seen under its name; a project older than the history knows when it was last read."""
    seen = history[(history["file"] == entry.file) & (history["sha256"] == entry.sha256)]
    return str(seen["at"].iloc[-1]) if len(seen) else entry.read_at


def describe_files(changes: pd.DataFrame) -> Iterator[str]:
    """Yield what happened to files, one a line; files that came or went are counted elsewhere.

    >>> list(describe_files(frames.build(FILE_HISTORY, {})))
    []
    """
    for row in changes.to_dict("records"):
        old, new, since = row["sha256_before"][:SHORT], row["sha256"][:SHORT], row["since"] or "unknown"
        if row["change"] == "changed":
            yield f"file     {row['file']}: content changed under the same name, sha256 {old} → {new}; the old one first seen {since}"
        elif row["change"] == "renamed":
            yield f"file     {row['file']}: same content as {row['before']} had, sha256 {new}; first seen {since}"
