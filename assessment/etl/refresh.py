"""Read what changed in data/raw and put a complete new state in force.

A file is looked at again only when its size or its time of last change differs, and read again only when its content or the
declaration it is read with differs. A refresh that finds nothing new writes nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.customs.layout import SOURCE as GOODS_LINES
from assessment.etl import frames, state
from assessment.etl.ancillary import FILES
from assessment.etl.assembly import assemble
from assessment.etl.declarations import Source, load_sources, same_file
from assessment.etl.drift import drift
from assessment.etl.outcome import RefreshReport, summarise
from assessment.etl.past import past
from assessment.etl.problems import CorrectionError
from assessment.etl.raw_files import raw_files, refuse_emptied
from assessment.etl.readers import Order, Outcome, read_files
from assessment.harmless import csv_of
from assessment.project import Project
from assessment.synthetic import fingerprint, refuse_mixture

if TYPE_CHECKING:
    from assessment.etl.goods_lines import Exports

REJECTS = "rejects.csv"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _File:
    """A file of data/raw as it is now and as the state knows it; a line of the table `files`."""

    file: str
    source: str
    sha256: str = ""
    size: int = 0
    mtime_ns: str = ""
    rows: int = 0
    missing: int = 0
    state: str = "failed"
    digest: str = ""
    fragment: str = ""
    attempt: str = ""
    read_at: str = ""


def refresh(
    project: Project,
    progress: Progress | None = None,
    *,
    sources: Path | None = None,
    processes: int = 1,
    engine: str = "duckdb",
    master: str | None = None,
) -> RefreshReport:
    """Bring data/processed up to date with data/raw.

    Parameters
    ----------
    project : Project
        Where the data are.
    progress : callable, optional
        Called with the number of files done and the number to do.
    sources : Path, optional
        Folder of declarations; by default the one of the package.
    processes : int
        How many processes may read at the same time (see `readers.read_files`).
    engine, master
        Where goods lines are added up (see `customs.engines`).

    Returns
    -------
    RefreshReport

    Raises
    ------
    DeclarationError, CorrectionError, SyntheticError, SameNameError, EmptiedError, GoodsLinesError, RefreshBusyError or NoLockError
        Nothing was changed; the message says what to do.
    """
    started = time.perf_counter()
    declared = load_sources(sources)
    processed = project.processed
    processed.mkdir(parents=True, exist_ok=True)
    with state.locked(processed):
        known = _known(processed)
        raw = raw_files(project.raw)
        refuse_emptied(project.raw, raw, known)
        now = _today(project, declared, raw, known)
        exports = _exports(project, engine, master, now)
        now = [replace(entry, attempt="") if exports and exports.lost(entry) else entry for entry in now]
        todo = [entry for entry in now if entry.source and not entry.attempt]
        vanished = tuple(sorted(set(known) - {entry.file for entry in now}))
        declared_key = exports.key(now) if exports else ""
        if not todo and not vanished and _in_force(processed, known, now, declared_key):
            _remember_times(processed, known, now)
            _mend(processed, now, declared_key)
            return summarise(processed, started, len(now))
        orders = [Order(raw[e.file], e.file, e.sha256, e.source, _fragment_name(e)) for e in todo]
        books = [order for order in orders if order.source != GOODS_LINES]
        outcomes = _outcomes(orders, exports, read_files(books, processed, declared, sources, processes))
        read = _read_all(todo, outcomes, known, exports, progress or (lambda done, total: None))
        now = [read.get(entry.file, entry) for entry in now]
        _commit(processed, known, now, exports.declare(now) if exports else "")
        return summarise(processed, started, len(now) - len(todo), changed=True, read=tuple(read), vanished=vanished)


# ----------------------------------------------------------------- looking


def _known(processed: Path) -> dict[str, _File]:
    number = state.current(processed)
    frame = state.load(state.folder_of(processed, number), "files") if number else None
    if frame is None:
        return {}
    numbers = {column.name for column in FILES if column.kind == "number"}
    known: dict[str, _File] = {}
    for row in frame.to_dict("records"):
        fields: dict[str, Any] = {str(key): int(value) if key in numbers else str(value) for key, value in row.items()}
        known[fields["file"]] = _File(**fields)
    return known


def _today(
    project: Project, declared: Mapping[str, Source], raw: Mapping[str, Path], known: Mapping[str, _File]
) -> list[_File]:
    """Return every file of today with what is known of it.

    Real and synthetic files together are refused, and so are corrections of a file that is not there.
    """
    now = [_look(path, name, declared, known.get(name)) for name, path in raw.items()]
    refuse_mixture(project.raw, raw, [e.file for e in now if not e.attempt or not e.source])
    if not project.synthetic:
        # Corrections speak of real files, which a synthetic zone does not have.
        _expect_corrected_files(declared, now)
    return now


def _in_force(processed: Path, known: Mapping[str, _File], now: Sequence[_File], declared_key: str) -> bool:
    """Return whether the state in force is whole and knows the same files of no source and the same goods lines."""
    number = state.current(processed)
    return (
        number is not None
        and state.folder_of(processed, number).is_dir()
        and (not declared_key or state.has_fragment(processed, declared_key))
        and {e.file for e in now if not e.source} == {f.file for f in known.values() if not f.source}
    )


def _look(path: Path, name: str, declared: Mapping[str, Source], known: _File | None) -> _File:
    """Return the file with what is known of it; `attempt` is empty when it has to be read."""
    claims = [source for source in declared.values() if source.claims(name)]
    if len(claims) != 1:
        return _File(name, "")
    found = path.stat()
    digest = reader_digest(claims[0])
    size, mtime_ns = found.st_size, str(found.st_mtime_ns)
    same = known if known and known.attempt and (known.source, known.digest) == (claims[0].id, digest) else None
    if same and same.sha256 and (same.size, same.mtime_ns) == (size, mtime_ns):
        return same
    try:
        sha256 = fingerprint(path)
    except OSError:
        # Locked, or not ours to read: the reader will say so, and without a fingerprint it is tried again every time.
        return _File(name, claims[0].id, "", size, mtime_ns, digest=digest)
    if same and same.sha256 == sha256:
        return replace(same, size=size, mtime_ns=mtime_ns)
    return _File(name, claims[0].id, sha256, size, mtime_ns, digest=digest)


@cache
def _code_digest(rooms: tuple[str, ...]) -> str:
    """Return the fingerprint of the reader itself: a new version of it reads everything again."""
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted(Path(str(package_files("assessment").joinpath(room))).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def reader_digest(source: Source) -> str:
    """Return the fingerprint of a declaration together with the reader."""
    rooms = ("customs", "etl", "sheets") if source.id == GOODS_LINES else ("sheets", "etl")
    return hashlib.sha256((source.digest + _code_digest(rooms)).encode()).hexdigest()


def _expect_corrected_files(declared: Mapping[str, Source], now: Sequence[_File]) -> None:
    """Refuse corrections of a named file that is not there; a pattern (`*/2009-09-29-*`) speaks of the file wherever it is kept."""
    for source in declared.values():
        for correction in source.corrections:
            if "*" not in correction.file and not any(
                entry.source == source.id and same_file(correction.file, entry.file) for entry in now
            ):
                raise CorrectionError(
                    f"correction {correction.id!r} of source {source.id}: no file {correction.file!r} in data/raw; "
                    "put the file back, or remove the correction"
                )


def _remember_times(processed: Path, known: Mapping[str, _File], now: Sequence[_File]) -> None:
    """Store the new times of files whose content is the same, so that they are not looked into again."""
    number = state.current(processed)
    if number and any(known[entry.file] != entry for entry in now):
        state.replace_table(processed, number, "files", frames.from_records(FILES, now))


# ----------------------------------------------------------------- reading


def _exports(project: Project, engine: str, master: str | None, now: Sequence[_File]) -> Exports | None:
    """Return the exports of goods lines; None where there are none and never were: their engine takes a second to load."""
    if not project.goods_lines.is_dir() and all(entry.source != GOODS_LINES for entry in now):
        return None
    from assessment.etl.goods_lines import Exports

    return Exports(project, engine, master)


def _outcomes(
    orders: Sequence[Order], exports: Exports | None, books: Iterator[Outcome]
) -> Iterator[tuple[Order, Outcome]]:
    yield from zip((order for order in orders if order.source != GOODS_LINES), books, strict=True)
    for order in orders:
        if exports and order.source == GOODS_LINES:
            yield order, exports.read(order)


def _read_all(
    todo: Sequence[_File],
    outcomes: Iterator[tuple[Order, Outcome]],
    known: Mapping[str, _File],
    exports: Exports | None,
    advance: Progress,
) -> dict[str, _File]:
    """Return by name the files as they are known after they were read."""
    advance(0, len(todo))
    entries = {entry.file: entry for entry in todo}
    read: dict[str, _File] = {}
    for order, outcome in outcomes:
        before = known.get(order.file)
        if exports and before and exports.lost(before):
            before = None
        read[order.file] = _read(entries[order.file], order.fragment, outcome, before)
        advance(len(read), len(todo))
    return read


def _fragment_name(entry: _File) -> str:
    return hashlib.sha256(f"{entry.file}\0{entry.sha256}\0{entry.digest}".encode()).hexdigest()[:32]


def _read(entry: _File, fragment: str, outcome: Outcome, known: _File | None) -> _File:
    """Return a file as it is known after it was read."""
    done = replace(entry, attempt=fragment, read_at=datetime.now(UTC).isoformat(timespec="seconds"))
    if outcome.good:
        return replace(done, fragment=fragment, state="read", rows=outcome.rows, missing=outcome.missing)
    return _keep(done, known)


def _keep(entry: _File, known: _File | None) -> _File:
    """Return a file that could not be read, with its last good fragment where it has one."""
    if known is None or not known.fragment:
        return entry
    return replace(entry, state="kept", fragment=known.fragment, rows=known.rows, missing=known.missing)


def _commit(processed: Path, known: Mapping[str, _File], entries: Sequence[_File], declared_key: str) -> None:
    kept = _fragments(entries, declared_key)
    cache = {key: state.load_fragment(processed, key) if key else {} for key in set(kept)}
    unclaimed = [entry.file for entry in entries if not entry.source]
    added_up = cache[declared_key]
    readings = [*(cache[e.fragment] for e in entries), added_up]
    tables = assemble(readings, [*(cache[e.attempt] for e in entries), added_up], unclaimed)
    tables["files"] = frames.from_records(FILES, entries)
    tables["drift"] = drift(tables["layouts"], {entry.file: entry.source for entry in entries}, tables)
    number = state.next_number(processed)
    tables.update(past(processed, number, tables, known, entries))
    state.commit(processed, number, tables, {REJECTS: csv_of(tables["rejects"])})
    state.clean_up(processed, kept)


def _mend(processed: Path, entries: Sequence[_File], declared_key: str) -> None:
    """Make up for what a refresh did not come to after its state was in force."""
    rejects = state.load(state.folder_of(processed, state.current(processed) or ""), "rejects")
    if rejects is not None:
        state.mend_text(processed / REJECTS, csv_of(rejects))
    state.clean_up(processed, _fragments(entries, declared_key))


def _fragments(entries: Sequence[_File], declared_key: str) -> list[str]:
    return [*(key for entry in entries for key in (entry.fragment, entry.attempt)), declared_key]
