"""States on disk: complete, numbered, never changed once written.

    data/processed/
      CURRENT             the number of the state in force, replaced in one step
      states/000007/      one Parquet file a table
      fragments/<key>.zip what one file gave when it was read with one declaration; never changed either
      rejects.csv         the rejects of the state in force, for Excel

A reader that opened a state keeps it: a refresh writes another folder beside it and then lets `CURRENT` point there. The last
few states stay on disk, so an open reader finds all its tables.

Whatever ends a refresh (kill, full disk, lost drive, power), the state in force is whole: a new one is flushed to the disk before its
folder gets its name, and `CURRENT` is replaced after that. What comes later, `rejects.csv` and the removal of what is old, is made
up for by the next refresh. Windows refuses to rename what another program holds open for a moment, so renames are tried again there.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar
from zipfile import ZipFile, ZipInfo

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

from assessment.errors import AssessmentError

KEEP = 5
LOCK: Final = ".lock"
CLOSE: Final = (
    "close it in Word, Excel or whatever else has it open, see that you may write to it, run again; nothing was changed"
)
_CURRENT, _STATES, _FRAGMENTS = "CURRENT", "states", "fragments"
_WINDOWS: Final = os.name == "nt"
# How long a virus scanner or a reader may hold a file on Windows before it counts as open, in seconds.
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8) if _WINDOWS else ()
# How systems say that a lock is held by somebody else; whatever else they say, there is no lock to be had.
_HELD_ELSEWHERE: Final = frozenset((errno.EAGAIN, errno.EACCES, errno.EDEADLK, 36))
# Windows bars a locked byte from reading too; this one lies behind all that is written in the file.
_LOCKED_BYTE: Final = 2**30

_Result = TypeVar("_Result")


class RefreshBusyError(AssessmentError):
    """Another run of the same project is writing."""


class NoLockError(AssessmentError):
    """The drive gives no locks, so that two runs could write at the same time."""


def current(processed: Path) -> str | None:
    """Return the number of the state in force, or None before the first refresh."""
    return read_number(processed / _CURRENT)


def read_number(path: Path) -> str | None:
    """Return the number that a file holds, or None where there is no such file."""
    try:
        return _patiently(lambda: path.read_text(encoding="ascii").strip()) or None
    except FileNotFoundError:
        return None


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
    """Return the number of the next state; one that a broken-off refresh left, and nobody has read, does not count."""
    in_force = current(processed)
    last = in_force or max(numbers(processed), default="0")
    return f"{int(last) + 1:06d}"


def commit(processed: Path, number: str, tables: Mapping[str, pd.DataFrame], beside: Mapping[str, str]) -> None:
    """Write a complete state and put it in force; whatever goes wrong before that leaves the old one in force.

    `beside` are texts for people by their names in `processed`. They are on the disk before the state is in force and replace the old
    ones right after it, so that a state and its texts do not fall apart for want of space.
    """
    states = processed / _STATES
    states.mkdir(parents=True, exist_ok=True)
    with unfinished_folder(states) as unfinished:
        save(unfinished, tables)
        remove(states / number)
        put(unfinished, states / number)
    with unfinished_folder(processed) as texts:
        for name, text in beside.items():
            refuse_open(processed / name)
            _write_text(texts / name, text)
            _flush(texts / name)
        replace_text(processed / _CURRENT, f"{number}\n", encoding="ascii")
        # In force: a text that somebody opened meanwhile is old until the next refresh looks at it.
        with suppress(OSError):
            for name in beside:
                put(texts / name, processed / name)


def mend_text(path: Path, text: str) -> None:
    """Write a text beside the state where it is not there as it should be, as after a refresh that broke off."""
    if not path.exists() or path.read_bytes() != _encoded(text):
        refuse_open(path)
        with unfinished_folder(path.parent) as texts:
            _write_text(texts / path.name, text)
            put(texts / path.name, path)


def refuse_open(path: Path) -> None:
    """Refuse a file that another program holds open, as Word and Excel do on Windows: it could not be replaced.

    Raises
    ------
    AssessmentError
        Nothing was changed; the message names the file.
    """
    try:
        if path.exists():
            path.open("r+b").close()
    except PermissionError as error:
        raise AssessmentError(f"{path}: cannot be replaced ({error.strerror})", CLOSE) from error


def _encoded(text: str) -> bytes:
    """Return a text as Excel recognises it: UTF-8 with its mark."""
    return text.encode("utf-8-sig")


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(_encoded(text))


def replace_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file so that a reader sees the old or the new one, never a part."""
    unfinished = _new(path.parent)
    try:
        with unfinished.open("x", encoding=encoding, newline="") as stream:
            stream.write(text)
        put(unfinished, path)
    finally:
        # What is left of it, the next run removes.
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def put(unfinished: Path, place: Path) -> None:
    """Give a finished file or folder its name; all of it is on the disk before it can be seen there."""
    for path in sorted(unfinished.rglob("*")) if unfinished.is_dir() else [unfinished]:
        _flush(path)
    if unfinished.is_dir():
        _flush(unfinished)
    replace(unfinished, place)


def replace(path: Path, place: Path) -> None:
    """Rename in one step over what is there."""
    _patiently(lambda: os.replace(path, place))
    _flush(place.parent)


def _flush(path: Path) -> None:
    if not path.is_dir():
        number = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(number)
        finally:
            os.close(number)
    elif not _WINDOWS:
        # Of a folder only its list of names is at stake; many network drives flush it themselves and refuse to be asked.
        with suppress(OSError):
            number = os.open(path, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


def _patiently(action: Callable[[], _Result]) -> _Result:
    """Return what an action gives, tried again while another program holds the file."""
    for pause in _PAUSES:
        try:
            return action()
        except PermissionError:
            time.sleep(pause)
    return action()


def _new(parent: Path) -> Path:
    """Return a name that is free; what is made under it has the usual rights, unlike what `tempfile` makes."""
    return parent / f".new-{uuid.uuid4().hex[:12]}"


def replace_table(processed: Path, number: str, name: str, frame: pd.DataFrame) -> None:
    """Replace one table of a state in one step; only for what is no data, such as the time a file was last seen."""
    folder = folder_of(processed, number)
    with unfinished_folder(folder) as unfinished:
        save(unfinished, {name: frame})
        put(unfinished / f"{name}.parquet", folder / f"{name}.parquet")


@contextmanager
def unfinished_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder that is gone when the block ends, unless it was put in its place."""
    folder = _new(parent)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def save_fragment(processed: Path, key: str, tables: Mapping[str, pa.Table]) -> None:
    """Store what one file gave; a fragment that is there already is the same one.

    It is one file, so that one flush brings it to the disk: there are as many fragments as raw files. It holds a handful of small
    tables, for nobody but the next refresh: Arrow's own form, not packed, costs least.
    """
    place = _fragment(processed, key)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = _new(place.parent)
    try:
        with ZipFile(unfinished, "x") as archive:
            for name, table in tables.items():
                if table.num_rows:
                    with archive.open(ZipInfo(f"{name}.feather"), "w") as stream:
                        feather.write_feather(table, stream, compression="uncompressed")
        put(unfinished, place)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def load_fragment(processed: Path, key: str) -> dict[str, pa.Table]:
    """Return the tables of a fragment; tables without rows are not there."""
    with ZipFile(_fragment(processed, key)) as archive:
        stored = {name: pa.BufferReader(archive.read(name)) for name in sorted(archive.namelist())}
    return {Path(name).stem: feather.read_table(stream) for name, stream in stored.items()}


def has_fragment(processed: Path, key: str) -> bool:
    """Return whether a fragment is stored."""
    return _fragment(processed, key).is_file()


def _fragment(processed: Path, key: str) -> Path:
    return processed / _FRAGMENTS / f"{key}.zip"


def clean_up(processed: Path, fragments: Iterable[str]) -> None:
    """Remove all but the last states, fragments no file needs any more, and what a broken-off refresh left behind.

    What cannot be removed now, because a reader on Windows has it open, is removed by a later refresh.
    """
    in_force = current(processed) or ""
    states = {*[number for number in numbers(processed) if number <= in_force][-KEEP:], in_force}
    keep_only(processed / _STATES, states)
    keep_only(processed / _FRAGMENTS, (_fragment(processed, key).name for key in fragments))
    for path in processed.glob(".new-*"):
        remove(path)


def keep_only(folder: Path, names: Iterable[str]) -> None:
    """Remove from a folder what has none of some names."""
    keep = set(names)
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in keep:
                remove(path)


def remove(path: Path) -> None:
    """Remove a file or a folder where that can be done."""
    with suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


# Locks that this process holds; a copy of it (`let_go`) must not hold them after it has died.
_held: list[BinaryIO] = []


@contextmanager
def locked(folder: Path, what: str = "refresh") -> Iterator[None]:
    """Hold a folder against a second writer; the system frees the lock when a process dies, however it dies.

    The lock is one of the system (`flock`, on Windows `LockFile`), which network drives (NFS, SMB) hold on the server, for all
    machines. What stands in the lock file tells people who holds it; nothing is decided by it.

    Raises
    ------
    RefreshBusyError
        If another process, of this or another machine, holds it.
    NoLockError
        If the drive gives no locks.
    """
    path = folder / LOCK
    with path.open("a+b") as stream:
        try:
            _lock(stream.fileno())
        except OSError as error:
            if error.errno in _HELD_ELSEWHERE:
                raise RefreshBusyError(
                    f"{folder}: another {what} is running{_owner(path)}; wait until it has ended and try again"
                ) from error
            raise NoLockError(
                f"{folder}: this drive gives no locks ({error.strerror or error}), and two runs must not write at the same time",
                "mount the drive with locks (NFS without `nolock`, SMB without `nobrl`), or keep the project on a local drive",
            ) from error
        _held.append(stream)
        try:
            _sign(stream, what)
            yield
        finally:
            _held.remove(stream)
            _unlock(stream.fileno())


def let_go() -> None:
    """Close the locks that a copy of a process has inherited, so that they are free once the process itself has died."""
    while _held:
        _held.pop().close()


def _sign(stream: BinaryIO, what: str) -> None:
    with suppress(OSError):
        stream.truncate(0)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        stream.write(f"{what} on {socket.gethostname()}, process {os.getpid()}, since {since}\n".encode())
        stream.flush()


def _owner(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        text = ""
    return f" ({text})" if text else ""


def _lock(number: int) -> None:
    if _WINDOWS:
        _lock_byte(number, "LK_NBLCK")
    else:
        fcntl: Any = import_module("fcntl")
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(number: int) -> None:
    if _WINDOWS:
        _lock_byte(number, "LK_UNLCK")
    else:
        fcntl: Any = import_module("fcntl")
        fcntl.flock(number, fcntl.LOCK_UN)


def _lock_byte(number: int, mode: str) -> None:
    msvcrt: Any = import_module("msvcrt")
    before = os.lseek(number, 0, os.SEEK_CUR)
    os.lseek(number, _LOCKED_BYTE, os.SEEK_SET)
    try:
        msvcrt.locking(number, getattr(msvcrt, mode), 1)
    finally:
        os.lseek(number, before, os.SEEK_SET)
