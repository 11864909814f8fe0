"""A child process that runs a command and is killed, or met by errors, at a chosen point.

The points are the operations on files that change something below a folder: opened for writing, renamed, made, removed, flushed. The
interpreter tells of them (`sys.addaudithook`) before they happen, so that no part of the package knows of it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EVENTS = frozenset(("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.fsync"))
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

AtPoint = Callable[[int], None]


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code, negative for a signal, what it said, how long it ran, and how many points it passed."""

    code: int
    said: str
    seconds: float
    points: int


def run(
    work: Callable[[], None],
    below: Path,
    at: AtPoint | None = None,
    after: float | None = None,
    largest: int | None = None,
) -> Ended:
    """Run some work in a child process of its own group.

    Parameters
    ----------
    work
        What to do.
    below
        Operations below this folder are points.
    at
        Called in the child with the number of each point, before it happens.
    after
        Seconds after which the group is killed.
    largest
        No file may grow past so many bytes: the system refuses the write, as on a full disk.
    """
    reading, writing = os.pipe()
    counting, counted = os.pipe()
    begun = time.perf_counter()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        _be(work, below, at or (lambda _: None), largest, writing, counted)
    os.close(writing)
    os.close(counted)
    with contextlib.suppress(PermissionError):
        os.setpgid(child, child)
    if after is not None:
        time.sleep(max(0.0, after - (time.perf_counter() - begun)))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as stream:
        said = stream.read()
    with os.fdopen(counting, "rb") as stream:
        points = len(stream.read())
    _, status = os.waitpid(child, 0)
    return Ended(os.waitstatus_to_exitcode(status), said, time.perf_counter() - begun, points)


def kill_at(point: int) -> AtPoint:
    """Return what kills the whole group at a point."""

    def at(number: int) -> None:
        if number == point:
            os.killpg(0, signal.SIGKILL)

    return at


def fail_at(point: int, code: int) -> AtPoint:
    """Return what gives an error of the system at a point."""

    def at(number: int) -> None:
        if number == point:
            raise OSError(code, os.strerror(code))

    return at


def _be(work: Callable[[], None], below: Path, at: AtPoint, largest: int | None, writing: int, counted: int) -> None:
    code = 1
    try:
        sys.stdout = sys.stderr = os.fdopen(writing, "w", encoding="utf-8", buffering=1)
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        _tell_points(str(below), at, counted)
        work()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
        os._exit(code)


def _tell_points(below: str, at: AtPoint, counted: int) -> None:
    number = 0

    def point() -> None:
        nonlocal number
        number += 1
        os.write(counted, b".")
        at(number)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            changes = any(letter in mode for letter in "wxa+") if mode else bool(flags & WRITING)
            if changes and str(path).startswith(below):
                point()
        elif event in EVENTS and any(str(argument).startswith(below) for argument in arguments):
            point()

    flush = os.fsync

    def fsync(number: int) -> None:
        point()
        flush(number)

    os.fsync = fsync
    sys.addaudithook(hook)
