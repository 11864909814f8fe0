"""States on disk: complete, numbered, never changed once written.

    data/processed/
      CURRENT             the number of the state in force, replaced in one step
      states/000007/      one Parquet file a table
      fragments/<key>/    what one file gave when it was read with one declaration; never changed either
      rejects.csv         the rejects of the state in force, for Excel

A reader that opened a state keeps it: a refresh writes another folder beside it and then lets `CURRENT` point there. The last
few states stay on disk, so an open reader finds all its tables.
"""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

from assessment.errors import AssessmentError

KEEP = 5
_CURRENT, _STATES, _FRAGMENTS, _LOCK = "CURRENT", "states", "fragments", ".lock"


class RefreshBusyError(AssessmentError):
    """Another refresh of the same project is running."""


def current(processed: Path) -> str | None:
    """Return the number of the state in force, or None before the first refresh."""
    try:
        number = (processed / _CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return number or None


def folder_of(processed: Path, number: str) -> Path:
    """Return the folder of a state."""
    return processed / _STATES / number


def numbers(processed: Path) -> list[str]:
    """Return the states that are still on disk, oldest first."""
    return sorted(path.name for path in (processed / _STATES).glob("[0-9]*") if path.is_dir())


def load(folder: Path, name: str) -> pd.DataFrame | None:
    """Return a stored table, or None when the folder does not hold it."""
    path = folder / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else None


def count(folder: Path, name: str) -> int:
    """Return the number of rows of a stored table without reading it."""
    path = folder / f"{name}.parquet"
    return int(pq.read_metadata(path).num_rows) if path.exists() else 0


def save(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables into a folder."""
    for name, frame in tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)


def next_number(processed: Path) -> str:
    """Return the number of the next state."""
    known = [*numbers(processed), current(processed) or "0"]
    return f"{max(int(number) for number in known) + 1:06d}"


def commit(processed: Path, number: str, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write a complete state and put it in force; whatever goes wrong before the last step leaves the old one in force."""
    states = processed / _STATES
    states.mkdir(parents=True, exist_ok=True)
    with _unfinished(states) as unfinished:
        save(unfinished, tables)
        unfinished.replace(states / number)
    replace_text(processed / _CURRENT, f"{number}\n")


def replace_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file so that a reader sees the old or the new one, never a part."""
    unfinished = _new(path.parent)
    try:
        with unfinished.open("x", encoding=encoding, newline="") as stream:
            stream.write(text)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _new(parent: Path) -> Path:
    """Return a name that is free; what is made under it has the usual rights, unlike what `tempfile` makes."""
    return parent / f".new-{uuid.uuid4().hex}"


def replace_table(processed: Path, number: str, name: str, frame: pd.DataFrame) -> None:
    """Replace one table of a state in one step; only for what is no data, such as the time a file was last seen."""
    folder = folder_of(processed, number)
    with _unfinished(folder) as unfinished:
        save(unfinished, {name: frame})
        (unfinished / f"{name}.parquet").replace(folder / f"{name}.parquet")


@contextmanager
def _unfinished(parent: Path) -> Iterator[Path]:
    folder = _new(parent)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def save_fragment(processed: Path, key: str, tables: Mapping[str, pa.Table]) -> None:
    """Store what one file gave; a fragment that is there already is the same one."""
    fragments = processed / _FRAGMENTS
    fragments.mkdir(parents=True, exist_ok=True)
    if (fragments / key).exists():
        return
    with _unfinished(fragments) as unfinished:
        for name, table in tables.items():
            if table.num_rows:
                # Of every file a handful of small tables, for nobody but the next refresh: Arrow's own form costs least.
                feather.write_feather(table, unfinished / f"{name}.feather", compression="uncompressed")
        unfinished.replace(fragments / key)


def load_fragment(processed: Path, key: str) -> dict[str, pd.DataFrame]:
    """Return the tables of a fragment; tables without rows are not there."""
    folder = processed / _FRAGMENTS / key
    return {path.stem: pd.read_feather(path) for path in sorted(folder.glob("*.feather"))}


def clean_up(processed: Path, fragments: Iterable[str]) -> None:
    """Remove all but the last states, fragments no file needs any more, and what a broken-off refresh left behind."""
    keep = set(numbers(processed)[-KEEP:]) | {current(processed) or ""}
    for path in (processed / _STATES).iterdir():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
    for path in processed.glob(".new-*"):
        path.unlink(missing_ok=True)
    needed = set(fragments)
    folder = processed / _FRAGMENTS
    for path in folder.iterdir() if folder.exists() else ():
        if path.name not in needed:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def locked(processed: Path) -> Iterator[None]:
    """Hold the project against a second refresh; the system frees the lock when a process dies.

    Raises
    ------
    RefreshBusyError
        If another refresh holds it.
    """
    path = processed / _LOCK
    with path.open("a+b") as stream:
        try:
            _lock(stream.fileno())
        except OSError as error:
            raise RefreshBusyError(
                f"{processed}: another refresh is running; wait until it has ended and try again"
            ) from error
        try:
            yield
        finally:
            _unlock(stream.fileno())


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        os.lseek(number, 0, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

    def _unlock(number: int) -> None:
        os.lseek(number, 0, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_UN)
