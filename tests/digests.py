"""Digests of what a reader sees: the tables of the state in force, and the files of a folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from assessment.etl import frames, state
from assessment.etl.ancillary import ANCILLARY

# Of the files that were read a state knows when; that is the only thing in it that may differ from run to run.
WHEN = {"files": ["mtime_ns", "read_at"], "file_history": ["at", "since"]}


def tables(processed: Path) -> dict[str, str]:
    """Return the digest of every table of the state in force."""
    number = state.current(processed)
    assert number is not None, f"{processed}: no state is in force"
    folder = state.folder_of(processed, number)
    found = {path.stem: digest(path.read_bytes()) for path in sorted(folder.glob("*.parquet"))}
    for name, times in WHEN.items():
        frame = frames.fit(ANCILLARY[name], state.load(folder, name)).drop(columns=times)
        found[name] = digest(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return found


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder, by its name from there."""
    return {
        path.relative_to(folder).as_posix(): digest(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()
