"""Files read into stored fragments: one after the other, or by several processes where there are many.

Reading is work of the processor, file by file, and files do not know of each other. The processes store what they read themselves,
so that only a few numbers travel. Where the system can copy a process safely they are copies of this one, ready at once; elsewhere
they are started afresh and load the declarations again.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path

from assessment.etl import state
from assessment.etl.declarations import Source, load_sources
from assessment.etl.reading import read_file

# Starting a process takes as long as reading some twenty files.
FILES_A_PROCESS = 20


@dataclass(frozen=True)
class Order:
    """A file to read: where it is, its name below data/raw, its fingerprint, its declaration, and the name of its fragment."""

    path: Path
    file: str
    sha256: str
    source: str
    fragment: str


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file."""

    good: bool
    rows: int
    missing: int


def read_files(
    orders: Sequence[Order], processed: Path, declared: Mapping[str, Source], sources: Path | None, processes: int = 1
) -> Iterator[Outcome]:
    """Read files into fragments and yield what came of each, in their order.

    Parameters
    ----------
    orders : sequence of Order
        The files.
    processed : Path
        The folder that keeps the fragments.
    declared : mapping
        The declarations by id, as loaded from `sources`.
    sources : Path or None
        The folder of declarations, for the other processes; None for the one of the package.
    processes : int
        How many at most; with 1, or few files, no other process is started. Whoever asks for more must be a module that can be
        imported again, as the command line is.

    Raises
    ------
    CorrectionError
        If a declared correction does not apply any more.
    """
    done = 0
    processes = min(processes, len(orders) // FILES_A_PROCESS)
    if processes > 1:
        try:
            for outcome in _by_processes(orders, processed, declared, sources, processes):
                done += 1
                yield outcome
        except BrokenProcessPool:
            # The system ended a process, mostly for want of memory: what is left is read here, one file at a time.
            pass
    for order in orders[done:]:
        yield _read(order, processed, declared)


def _read(order: Order, processed: Path, declared: Mapping[str, Source]) -> Outcome:
    fragment = read_file(order.path, order.file, order.sha256, declared[order.source])
    state.save_fragment(processed, order.fragment, fragment.arrow)
    return Outcome(fragment.good, fragment.rows, fragment.missing)


def _by_processes(
    orders: Sequence[Order], processed: Path, declared: Mapping[str, Source], sources: Path | None, processes: int
) -> Iterator[Outcome]:
    way = _way_to_start()
    # A copy has the declarations of this process; one started afresh loads them, which costs less than to send them.
    known = declared if way == "fork" else None
    pool = ProcessPoolExecutor(processes, get_context(way), _begin, (processed, known, sources))
    try:
        yield from pool.map(_read_here, orders)
    finally:
        pool.shutdown(cancel_futures=True)


def _way_to_start() -> str:
    # A copy holds no thread but its own: what another thread had locked would stay locked in it (a progress bar is such a thread).
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


# Of a process that reads for another one: where to store, and the declarations.
_here: dict[str, tuple[Path, Mapping[str, Source]]] = {}


def _begin(processed: Path, declared: Mapping[str, Source] | None, sources: Path | None) -> None:
    # Ctrl+C reaches every process of a terminal; the first one says what is to be said.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A copy holds the lock of the first process too, and would wait for work for ever: the project would stay locked after a kill.
    state.let_go()
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    # What is loaded stays; to look for garbage in it again and again takes time, and unshares the memory of a copy.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    _here["here"] = processed, load_sources(sources) if declared is None else declared


def _end_with_the_first() -> None:
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _read_here(order: Order) -> Outcome:
    return _read(order, *_here["here"])
