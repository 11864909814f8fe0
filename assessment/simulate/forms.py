"""Write workbooks in the forms that `assessment/sources` declares: titles, headers and names come from the declarations themselves.

So a changed declaration changes the synthetic workbooks with it, and no reader is needed for them but the ordinary one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from numpy.random import Generator
from openpyxl import Workbook

from assessment.etl.declaration_files import read_entities
from assessment.etl.declarations import ROUTED, Source, TableRule, load_sources
from assessment.etl.names import Entity, kind_of
from assessment.report.archive import settle
from assessment.report.excel import put_text
from assessment.simulate.truth import Truth
from assessment.synthetic import KEYWORD, MARK

Row = Mapping[Any, Any]
"""Values by canonical key; a matrix by year has the years themselves for keys."""

NOTE: Final = (
    f"{MARK}: số liệu do máy tạo ra với tham số biết trước; không phải số liệu thật / figures invented by a program"
)
# The reader of a report must not take the day of a simulation for a day of publication.
CREATED: Final = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Sheet:
    """A table to be written: the id it has in its source, and its rows by canonical key.

    `table` is the tidy table whose kinds of names the columns hold (a routed table does not say).
    """

    id: str
    table: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Book:
    """A workbook of a synthetic zone: its source, its name below the folder of raw files, and what fills it."""

    source: str
    file: str
    sheets: Callable[[Truth, Generator], Sequence[Sheet]]


def write_book(path: Path, source_id: str, sheets: Sequence[Sheet]) -> None:
    """Write one workbook of a source; the same rows always give the same bytes."""
    source = sources()[source_id]
    book = _book(source)
    for sheet in sheets:
        _write(book.create_sheet(sheet.id[:31]), source, sheet)
    _save(book, path)


def write_report(path: Path, source_id: str, lines: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a report form, whose rows are words of a person and not keys: lines on top, the note, the rows."""
    book = _book(sources()[source_id])
    target = book.create_sheet("report")
    for row, line in enumerate((*lines, NOTE), start=1):
        put_text(target.cell(row, 1), line)
    for index, entries in enumerate(rows, start=len(lines) + 3):
        for column, value in enumerate(entries, start=1):
            _put(target.cell(index, column), value)
    _save(book, path)


def _book(source: Source) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    properties = book.properties
    properties.title, properties.creator = f"{MARK}: {source.title_vi}", "assessment simulate"
    properties.keywords, properties.description = KEYWORD, NOTE
    properties.created = CREATED
    return book


def _save(book: Workbook, path: Path) -> None:
    written = path.with_name(path.name + ".part")
    book.save(written)
    settle(written, path)


@cache
def sources() -> Mapping[str, Source]:
    """Return the declared sources."""
    return load_sources()


def headers(rule: TableRule, key: str) -> tuple[str, str]:
    """Return the Vietnamese and the English header of a key.

    >>> headers(sources()["public_record_monthly"].table("export_month"), "period_start")
    ('Từ ngày', 'From')
    """
    found = [header for header, of in rule.form.headers.items() if of == key]
    if not found:
        raise ValueError(f"table {rule.id!r}: no header for {key!r} in columns.csv")
    return found[0], found[-1]


def names(source_id: str, kind: str, key: str) -> tuple[str, str]:
    """Return the Vietnamese and the English name that a source uses for a key; names in ASCII are taken for English.

    >>> names("public_record_trade", "gate", "tan_thanh")
    ('Cửa khẩu Tân Thanh', 'Tân Thanh gate')
    """
    found = _vocabulary(source_id).get((kind, key))
    if not found:
        raise ValueError(f"source {source_id!r}: no name for {kind} {key!r} in entities.csv")
    # Both may hold marks ("Tân Thanh gate"): the Vietnamese one has more of them.
    ordered = sorted(dict.fromkeys(found), key=lambda name: -sum(letter > "\x7f" for letter in name))
    return ordered[0], ordered[-1]


@cache
def _vocabulary(source_id: str) -> Mapping[tuple[str, str], Sequence[str]]:
    folder = Path(str(files("assessment").joinpath("sources")))
    faults: list[str] = []
    own = read_entities(folder / source_id / "entities.csv", faults)
    common = read_entities(folder / "common" / "entities.csv", faults)
    found: dict[tuple[str, str], list[str]] = {}
    for layer in (common, own):
        here: dict[tuple[str, str], list[str]] = {}
        for entity in layer:
            if _lasting(entity):
                here.setdefault((entity.kind, entity.key), []).append(entity.name)
        # The names of the source itself go before the common ones.
        found.update(here)
    return found


def _lasting(entity: Entity) -> bool:
    return entity.valid_from is None and entity.valid_to is None and ">" not in entity.name


def _write(target: Any, source: Source, sheet: Sheet) -> None:
    rule = source.table(sheet.id)
    titles = [*rule.form.titles, ""][:2]
    for row, line in enumerate((*titles, NOTE), start=1):
        put_text(target.cell(row, 1), line)
    keys = list(dict.fromkeys(key for row in sheet.rows for key in row))
    for column, key in enumerate(keys, start=1):
        for row, header in enumerate(_header(source, rule, sheet, key), start=5):
            _put(target.cell(row, column), header)
    for index, entry in enumerate(sheet.rows, start=7):
        for column, key in enumerate(keys, start=1):
            _put(target.cell(index, column), _shown(source, rule, sheet, key, entry.get(key)))


def _header(source: Source, rule: TableRule, sheet: Sheet, key: Any) -> tuple[Any, Any]:
    if isinstance(key, int):  # a year
        return key, key
    if key in rule.form.headers.values():
        return headers(rule, key)
    return names(source.id, kind_of(sheet.table, rule.across), key)


def _shown(source: Source, rule: TableRule, sheet: Sheet, key: Any, value: Any) -> Any:
    """Return a value as a person writes it: keys by their names, all else as it is."""
    if not isinstance(value, str):
        return value
    table = sheet.table if key != "indicator" or rule.into != ROUTED else ""
    kind = kind_of(table, key)
    return names(source.id, kind, value)[0] if kind and (kind, value) in _vocabulary(source.id) else value


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        put_text(cell, value)
    elif isinstance(value, datetime):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    elif value is not None:
        cell.value = value
