"""Where a reference leads: a row of a tidy table with its cells, a declared key, a figure of the units library, a whole table."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, Protocol

import pandas as pd

from assessment.administrative import LIBRARY, LIBRARY_URL, library_title, library_value
from assessment.etl.ancillary import COMPANIONS
from assessment.etl.schema import TABLES
from assessment.project import zone_configuration

CONFIGURATION_FILE: Final = "assessment/zone.toml"
CONFIGURATION: Final = "config:"
DECLARED: Final = "file:"
UNITS_LIBRARY: Final = f"library:{LIBRARY}#"
WHOLE_TABLE: Final = "table:"


class Record(Protocol):
    """The read side of the tidy tables that a report needs; `etl.store.Store` is the real one."""

    def table(self, name: str) -> pd.DataFrame:
        """Return all rows of a tidy table."""

    def documents(self) -> pd.DataFrame:
        """Return the publications."""

    def lineage(self, row_ids: Iterable[str]) -> pd.DataFrame:
        """Return the cells that rows were read from."""


@dataclass(frozen=True)
class Document:
    """A publication, or what stands for one: a configured parameter, or a whole table of the record."""

    key: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: object = None
    source_class: str = ""


@dataclass(frozen=True)
class Origin:
    """One cell (or configured key, or whole table) that a reference leads to."""

    reference: str
    file: str
    sheet: str
    cell: str
    raw: str
    rule: str
    correction: str
    document: str
    url: str


# Columns of the lineage that belong to figures printed beside the row, not to the row itself.
BESIDE: Final = frozenset(column.name for column in COMPANIONS if column.name != "row_id")
_CELL_FIELDS: Final = ("file", "sheet", "cell", "raw", "rule", "correction")


def configuration_entry(configuration: Mapping[str, Any], path: str) -> tuple[Any, str, str]:
    """Return the value at a dotted path, with the nearest `url` and `instrument` on the way to it.

    An entry of a list is named by its position or by its `key`.

    >>> value, url, instrument = configuration_entry(zone_configuration(), "regime.decree_35_2022.minimum_area.value_ha")
    >>> value, instrument
    (10000, '35/2022/NĐ-CP')
    """
    value: Any = configuration
    url = instrument = ""
    for part in path.split("."):
        if isinstance(value, list):
            named = [entry for entry in value if isinstance(entry, Mapping) and str(entry.get("key")) == part]
            value = named[0] if named else value[int(part)]
        else:
            value = value[part]
        if isinstance(value, Mapping):
            url, instrument = str(value.get("url", url)), str(value.get("instrument", instrument))
    return value, url, instrument


class References:
    """Resolves references against a record and the zone's configuration.

    Parameters
    ----------
    record
        The tidy tables with their documents and lineage.
    configuration
        The zone as data; the package's `zone.toml` unless a test brings another.
    """

    def __init__(self, record: Record, configuration: Mapping[str, Any] | None = None) -> None:
        self.record = record
        self.configuration = zone_configuration() if configuration is None else configuration
        self._cells: dict[str, list[Mapping[str, Any]]] = {}
        self._found: dict[str, Document | None] = {}

    @cached_property
    def _document_of_row(self) -> Mapping[str, str]:
        """Document by row id, over all tidy tables."""
        found: dict[str, str] = {}
        for name in TABLES:
            frame = self.record.table(name)
            if {"row_id", "document"} <= set(frame.columns):
                found.update(zip(frame["row_id"].astype(str), frame["document"].astype(str), strict=True))
        return found

    @cached_property
    def _documents(self) -> Mapping[str, Document]:
        records = self.record.documents().to_dict("records")
        return {
            str(row["document"]): Document(
                str(row["document"]),
                _words(row.get("title")),
                _words(row.get("publisher")),
                _words(row.get("url")),
                row.get("published"),
                _words(row.get("source_class")),
            )
            for row in records
        }

    @property
    def last_published(self) -> pd.Timestamp | None:
        """Latest day of publication in the record, None where no document has a whole date."""
        days = pd.to_datetime(
            pd.Series([document.published for document in self._documents.values()], dtype=object).astype(str),
            format="%Y-%m-%d",
            exact=False,
            errors="coerce",
        ).dropna()
        return None if days.empty else pd.Timestamp(days.max())

    def document(self, reference: str) -> Document | None:
        """Return the publication a reference (or the key of a document) leads to, None where it leads nowhere."""
        if reference not in self._found:
            self._found[reference] = self._document(reference)
        return self._found[reference]

    def _document(self, reference: str) -> Document | None:
        if reference in self._documents:
            return self._documents[reference]
        if reference.startswith(WHOLE_TABLE):
            name = reference.removeprefix(WHOLE_TABLE)
            return Document(reference, name, source_class="table") if name in TABLES else None
        if reference.startswith(UNITS_LIBRARY):
            # One library is one source, however many of its figures are used.
            found = Document(UNITS_LIBRARY, library_title(), url=LIBRARY_URL, source_class="configuration")
            return found if _library_origin(reference) else None
        if reference.startswith(DECLARED):
            name = reference.removeprefix(DECLARED).partition("#")[0]
            return Document(f"{DECLARED}{name}", f"assessment/{name}", source_class="configuration")
        if reference.startswith(CONFIGURATION):
            try:
                _, url, instrument = configuration_entry(self.configuration, reference.removeprefix(CONFIGURATION))
            except (LookupError, ValueError, TypeError):
                return None
            # One decree or page is one source, however many of its values are used.
            key = f"{CONFIGURATION}{instrument}|{url}"
            return Document(key, instrument, url=url, source_class="configuration")
        return self._documents.get(self._document_of_row.get(_row_id(reference), ""))

    def prepare(self, references: Iterable[str]) -> None:
        """Read the lineage of many rows at once; `origins` then answers for them without asking the record again."""
        rows = {_row_id(reference) for reference in references if ":" not in reference}
        wanted = sorted(row for row in rows if row not in self._cells)
        cells: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        if wanted:
            for row in self.record.lineage(wanted).to_dict("records"):
                cells[str(row["row_id"])].append({str(key): value for key, value in row.items()})
        for reference in wanted:
            self._cells[reference] = cells[reference]

    def origins(self, reference: str) -> list[Origin]:
        """Return the cells a reference leads to; none where it leads nowhere."""
        document = self.document(reference)
        if reference.startswith(WHOLE_TABLE):
            return [] if document is None else [self._table_origin(reference, document)]
        if reference.startswith(CONFIGURATION):
            return [] if document is None else [self._configuration_origin(reference, document)]
        if reference.startswith(UNITS_LIBRARY):
            return _library_origin(reference)
        if reference.startswith(DECLARED):
            return _declared_origin(reference)
        self.prepare([reference])
        row_id, _, beside = reference.partition("@")
        title, url = (document.title, document.url) if document else ("", "")
        return [
            Origin(reference, **{name: _words(cell.get(name)) for name in _CELL_FIELDS}, document=title, url=url)
            for cell in self._cells[row_id]
            if _words(cell.get("cell"))
            and (cell.get("column") == beside if beside else cell.get("column") not in BESIDE)
        ]

    def _table_origin(self, reference: str, document: Document) -> Origin:
        rows = len(self.record.table(document.title))
        return Origin(reference, "data/processed", document.title, "", str(rows), "", "", "", "")

    def _configuration_origin(self, reference: str, document: Document) -> Origin:
        path = reference.removeprefix(CONFIGURATION)
        value, url, instrument = configuration_entry(self.configuration, path)
        return Origin(reference, CONFIGURATION_FILE, "", path, str(value), "", "", instrument, url)


@cache
def _declarations(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("assessment").joinpath(name).read_text(encoding="utf-8"))


def _declared_origin(reference: str) -> list[Origin]:
    """Return the key of a file of declarations; a list of entries is told by their number."""
    name, _, path = reference.removeprefix(DECLARED).partition("#")
    try:
        value, url, instrument = configuration_entry(_declarations(name), path)
    except (LookupError, ValueError, TypeError, OSError):
        return []
    raw = str(len(value) if isinstance(value, list) else value)
    return [Origin(reference, f"assessment/{name}", "", path, raw, "", "", instrument, url)]


def _library_origin(reference: str) -> list[Origin]:
    """Return the figure of the library of administrative units: table, code and column are told as in its database."""
    path = reference.removeprefix(UNITS_LIBRARY)
    try:
        raw = library_value(path)
    except LookupError:
        return []
    table, _, cell = path.partition(".")
    return [Origin(reference, library_title(), table, cell, raw, "", "", library_title(), LIBRARY_URL)]


def _row_id(reference: str) -> str:
    return reference.partition("@")[0]


def _words(value: object) -> str:
    """Return a value of the record as text, the empty text for a missing one."""
    return "" if value is None or value is pd.NaT or value != value else str(value)
