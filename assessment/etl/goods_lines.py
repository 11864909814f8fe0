"""Goods lines of declarations in a refresh: exports into their store, and what is added up from them into tidy tables.

An export is read into the store once, under the name of its fragment; the fragment holds what is told of it and no line of it. Which
exports are in force follows from the files that are there and their order: by the day a name begins with, then by the time of last
change. What is added up from the store is a fragment of its own, known by the exports in force and by the code and the lists that made
it, so that it too is made only where something changed. Traders' names and codes are in the store alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

import ibis.expr.types as ir  # type: ignore[import-untyped]
import pandas as pd
import pyarrow as pa

from assessment.customs.codes import codes, kept_offices
from assessment.customs.confidentiality import rule
from assessment.customs.declarations import as_declarations, lineage_of, places
from assessment.customs.delivery import REPEATED, UNSTATED, Delivery
from assessment.customs.engines import engine_lines, monthly_figures
from assessment.customs.errors import GoodsLinesError
from assessment.customs.layout import SOURCE
from assessment.customs.monthly import unknown_codes
from assessment.customs.price_changes import price_changes
from assessment.customs.price_comparisons import price_rule
from assessment.customs.published import published
from assessment.customs.published_rows import as_declared_trade
from assessment.customs.published_rows import lineage_of as published_lineage
from assessment.customs.store import WHOLE_MONTH, Clash, GoodsLines
from assessment.etl import frames, state
from assessment.etl.ancillary import CONTROLS, DOCUMENTS, LINEAGE, NOTES, REJECTS, UNKNOWN_CODES
from assessment.etl.declarations import load_sources
from assessment.etl.documents import Document
from assessment.etl.problems import Note, Reject
from assessment.etl.readers import Order, Outcome
from assessment.etl.totals import ControlRow
from assessment.project import Project

DOCUMENT: Final = f"{SOURCE}:store"
"""Key of the document that all goods lines together stand for, so that a row is the same one when a month is sent again."""
_STORE: Final = "data/goods_lines"
_LINE: Final = "correct the declaration, or export the month again; the line is in no figure until then"
_DAY_IN_NAME: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


class File(Protocol):
    """What of a file of data/raw is asked for."""

    @property
    def file(self) -> str:
        """Name below data/raw."""

    @property
    def source(self) -> str:
        """Source that claims it."""

    @property
    def sha256(self) -> str:
        """Fingerprint as it lies there now."""

    @property
    def mtime_ns(self) -> str:
        """Time of its last change in nanoseconds."""

    @property
    def state(self) -> str:
        """Read, kept or failed."""

    @property
    def fragment(self) -> str:
        """Last good reading; empty without any."""


class Exports:
    """The exports of a project, their store, and the engine that adds them up."""

    def __init__(self, project: Project, engine: str, master: str | None) -> None:
        self._store = GoodsLines(project.goods_lines)
        self._processed = project.processed
        self._engine = Engine(engine, master)

    def lost(self, entry: File) -> bool:
        """Return whether an export was read but is in the store no more, as after somebody deleted it."""
        return entry.source == SOURCE and bool(entry.fragment) and not self._store.has(entry.fragment)

    def read(self, order: Order) -> Outcome:
        """Read an export into the store and what is told of it into a fragment."""
        return read_export(order, self._store, self._processed)

    def key(self, entries: Iterable[File]) -> str:
        """Return the name of the fragment that is added up from the exports among some files; none without any."""
        return declared_key(_exports(entries))

    def declare(self, entries: Iterable[File]) -> str:
        """Put the exports among some files in force and add them up; see `declare`."""
        return declare(self._processed, self._store, _exports(entries), self._engine)


@dataclass(frozen=True)
class Engine:
    """Where monthly figures are computed; see `customs.engines`."""

    name: str = "duckdb"
    master: str | None = None


@dataclass(frozen=True)
class Export:
    """An export in force: its file, its fingerprint, the fragment it was read into, and the time of its last change."""

    file: str
    sha256: str
    fragment: str
    mtime_ns: str

    @property
    def order(self) -> tuple[str, int, str]:
        """What puts exports in order: a later one takes the place of an earlier one that has the same lines."""
        day = _DAY_IN_NAME.match(PurePosixPath(self.file).name)
        return day.group() if day else "", int(self.mtime_ns or 0), self.file


def _exports(entries: Iterable[File]) -> list[Export]:
    return [
        # Of a file that could not be read again the last good content is in force, which lies there no more.
        Export(entry.file, "" if entry.state == "kept" else entry.sha256, entry.fragment, entry.mtime_ns)
        for entry in entries
        if entry.source == SOURCE and entry.fragment
    ]


# ----------------------------------------------------------------- one export


def office_of(file: str) -> str:
    """Return the office that the folder of an export names by code or key, or none.

    >>> office_of("customs_goods_lines/huu_nghi/a.xlsx"), office_of("customs_goods_lines/hqtanthanh/2026/a.csv")
    ('HQHUUNGHI', 'HQTANTHANH')
    >>> office_of("customs_goods_lines/2026/a.csv")
    'UNSTATED'
    """
    known = _offices()
    folders = (folder.casefold() for folder in PurePosixPath(file).parts[1:-1])
    return next((known[folder] for folder in folders if folder in known), UNSTATED)


@cache
def _offices() -> Mapping[str, str]:
    kept = kept_offices()
    by_key = {
        str(key): kept[code] for key, code in zip(*(codes("offices")[name] for name in ("office", "code")), strict=True)
    }
    return by_key | {code.casefold(): kept[code] for code in kept}


def read_export(order: Order, store: GoodsLines, processed: Path) -> Outcome:
    """Read an export into the store and what is told of it into a fragment; it is in force only after `declare`."""
    try:
        delivery = store.take(order.fragment, [order.path], office_of(order.file), [order.file])
    except GoodsLinesError as error:
        reject = Reject(order.file, "", "", "", _without(str(error), order.file), error.remedy)
        state.save_fragment(processed, order.fragment, _told([reject], [], []))
        return Outcome(False, 0, 0)
    rejects, again = _rejects(delivery.refused)
    controls = [_control(*found) for found in _controls(delivery)]
    state.save_fragment(processed, order.fragment, _told(rejects, [*again, *_notes(delivery, order.file)], controls))
    return Outcome(True, sum(month.lines for month in delivery.months), 0)


def _told(rejects: Sequence[Reject], notes: Sequence[Note], controls: Sequence[ControlRow]) -> dict[str, pa.Table]:
    told = (("rejects", REJECTS, rejects), ("notes", NOTES, notes), ("controls", CONTROLS, controls))
    return {name: frames.arrow(columns, frames.attributes(columns, records)) for name, columns, records in told}


def _without(text: str, file: str) -> str:
    return text.removeprefix(file).removeprefix(",").removeprefix(":").strip()


def _rejects(refused: pd.DataFrame) -> tuple[list[Reject], list[Note]]:
    """Return the refused lines as rejects, and those that are there already as notes: of them nothing is lost."""
    again = refused["reason"] == REPEATED
    rejects = [
        Reject(str(file), str(sheet), f"row {row}", "", str(reason), _LINE)
        for file, sheet, row, reason in refused[~again][["file", "sheet", "row", "reason"]].itertuples(index=False)
    ]
    notes = [
        Note(
            str(file),
            str(sheet),
            f"row {rows.min()}",
            f"{len(rows):,} lines stand here a second time, this is the first; kept once",
        )
        for (file, sheet), rows in refused[again].groupby(["file", "sheet"])["row"]
    ]
    return rejects, notes


def _notes(delivery: Delivery, file: str) -> Iterator[Note]:
    office = office_of(file)
    for told in delivery.notes:
        yield Note(file, "", "", _without(told, file))
    if any(month.office == UNSTATED for month in delivery.months):
        yield Note(
            file,
            "",
            "",
            f"no office is known: put the file into a folder {SOURCE}/<code or key of the office>, as HQHUUNGHI",
        )
    elif any("no column office" in told for told in delivery.notes):
        yield Note(file, "", "", f"the office of its lines is that of its folder: {office}")
    unvalued = {basis: count for basis, count in delivery.bases.items() if basis in _NO_VALUE}
    for basis, count in unvalued.items():
        yield Note(file, "", "", f"{count:,} lines without a value in US dollars: {_NO_VALUE[basis]}")


_NO_VALUE: Final = {
    "no_rate": "they are in another currency, and no line of the file in US dollars states the rate of their day",
    "rates_differ": "they are in another currency, and lines of the file state different rates of the dollar for their day",
    "no_value": "neither their value nor what it follows from is stated",
}


def _controls(delivery: Delivery) -> Iterator[tuple[str, str, float, float]]:
    for control in delivery.controls:
        yield control.file, control.sheet, float(control.printed), float(control.read)


def _control(file: str, sheet: str, printed: float, computed: float) -> ControlRow:
    what = "total value printed above the lines = sum of all lines, VND"
    # Both are whole đồng; a line rounded on its own may differ by one.
    kind = "exact" if printed == computed else "rounding" if abs(printed - computed) <= 1 else "mismatch"
    return ControlRow(file, sheet, "", what, printed, computed, kind)


# ----------------------------------------------------------------- all of them


def declared_key(exports: Iterable[Export]) -> str:
    """Return the name of the fragment that is added up from exports; none where there are none."""
    held = [export.fragment for export in sorted(exports, key=lambda export: export.order)]
    return hashlib.sha256("\0".join([*held, _room_digest()]).encode()).hexdigest()[:32] if held else ""


@cache
def _room_digest() -> str:
    """Return the fingerprint of the code and the lists by which lines are added up."""
    digest = hashlib.sha256()
    folder = Path(str(package_files("assessment").joinpath("customs")))
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".csv", ".toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def declare(processed: Path, store: GoodsLines, exports: Sequence[Export], engine: Engine) -> str:
    """Put exports in force, these and no others, and add them up into a fragment; return its name, none without exports.

    Raises
    ------
    GoodsLinesError
        If the engine cannot be had, or some exports are synthetic and others are not.
    """
    ordered = sorted(exports, key=lambda export: export.order)
    if not ordered:
        if store.folder.is_dir():
            store.hold([])
        return ""
    key = declared_key(ordered)
    clashes = store.hold([export.fragment for export in ordered])
    if not state.has_fragment(processed, key):
        tables = _added_up(GoodsLines(store.folder), ordered, engine)
        rejects, notes = _clashes(clashes, {export.fragment: export.file for export in ordered})
        for name, columns, records in (("rejects", REJECTS, rejects), ("notes", NOTES, notes)):
            found = frames.from_records(columns, records)
            tables[name] = frames.concat(columns, [*([tables[name]] if name in tables else []), found])
        arrow = {name: pa.Table.from_pandas(frame, preserve_index=False) for name, frame in tables.items()}
        state.save_fragment(processed, key, arrow)
    return key


def _added_up(store: GoodsLines, exports: Sequence[Export], engine: Engine) -> dict[str, pd.DataFrame]:
    if not store.partitions:
        return {}
    with engine_lines(store, engine.name, engine.master) as lines:
        rows, left = as_declarations(monthly_figures(store, engine=engine.name, master=engine.master), DOCUMENT)
        lineage = lineage_of(rows, places(lines), {export.file: export.sha256 for export in exports})
        shown = _published(lines)
        unknown = unknown_codes(lines)
    return {
        "declarations": rows,
        "declared_trade": shown,
        "lineage": frames.concat(LINEAGE, [lineage, published_lineage(shown)]),
        "documents": frames.from_records(DOCUMENTS, [_document()]),
        "unknown_codes": _unknown(unknown),
        "rejects": frames.from_records(REJECTS, list(_unvalued(left))),
    }


@cache
def _document() -> Document:
    source = load_sources()[SOURCE]
    return Document(DOCUMENT, source.title_vi, source.publisher_vi, "", "", "official")


def _published(lines: ir.Table) -> pd.DataFrame:
    figures = published(lines, rule())
    return as_declared_trade(figures, price_changes(lines, rule(), price_rule(), figures), DOCUMENT)


def _unknown(found: pd.DataFrame) -> pd.DataFrame:
    days = {name: pd.to_datetime(found[name]).dt.date.tolist() for name in ("first", "last")}
    texts = {name: found[name].fillna("").astype(str).tolist() for name in ("kind", "code")}
    numbers = {name: found[name].astype("float64").tolist() for name in ("lines", "value_usd")}
    return frames.build(UNKNOWN_CODES, {**texts, **days, **numbers})


def _unvalued(left: pd.DataFrame) -> Iterator[Reject]:
    """Yield what no row can hold: figures of which no line has a value in US dollars."""
    for (month, office), lines in left.groupby(["month", "office"])["lines"]:
        problem = (
            f"month {month:%Y-%m}, office {office}: {lines.sum():,} lines have no value in US dollars and stand in "
            f"{len(lines)} figures of their own, which the table declarations cannot hold"
        )
        remedy = (
            "export the month with all its currencies in one file: the lines in US dollars state the rate of the day"
        )
        yield Reject(_STORE, "", "", "", problem, remedy)


def _clashes(clashes: Iterable[Clash], file_of: Mapping[str, str]) -> tuple[list[Reject], list[Note]]:
    rejects, notes = [], []
    for clash in clashes:
        later, earlier = file_of[clash.later.delivery], file_of[clash.earlier.delivery]
        if clash.replaced:
            counts = f"its {clash.later.lines:,} lines take the place of the {clash.earlier.lines:,} of {earlier}"
            notes.append(
                Note(
                    later, "", "", f"{clash.what}: {counts}, which is the earlier file and has lines in common with it"
                )
            )
        else:
            problem = f"{clash.problem}, in {earlier}; this part of the file is not taken"
            rejects.append(Reject(later, "", "", "", problem, WHOLE_MONTH))
    return rejects, notes
