"""The tidy tables: their columns, what the columns mean, and the checks every row must pass.

One row is one observation in canonical units. The data dictionary (`data/processed/README.md`) is generated from here, so a
column without a meaning cannot exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, Literal

SCOPES = ("through", "declared", "local_goods", "zone", "national", "unstated")
FLOWS = ("total", "export", "import", "transit", "none")
FREQUENCIES = ("year", "half", "quarter", "month", "day", "ytd", "span", "stock", "undated")
STATUSES = ("plan", "estimate", "preliminary", "reported", "revised", "final")
PRECISIONS = ("exact", "about", "over", "nearly", "lower", "upper")
GRADES = ("A", "B", "C")
SOURCE_CLASSES = ("official", "legal_text", "press", "secondary")
BASES = ("flow", "stock")

Kind = Literal["text", "number", "date", "flag"]


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a tidy table: its kind, its meaning, and the values it may take where they are a closed list."""

    name: str
    kind: Kind
    meaning: str
    allowed: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class TableSpec:
    """A tidy table: `keys` identify an observation together with the period and the document it was published in."""

    name: str
    meaning: str
    keys: tuple[ColumnSpec, ...]
    values: tuple[ColumnSpec, ...]

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        """Names of the key columns, period included."""
        return (*(column.name for column in self.keys), *(column.name for column in PERIOD))

    def key(self, row: Mapping[str, Any], *without: str) -> tuple[Any, ...]:
        """Return the natural key of a row, the columns `without` left out."""
        found: tuple[Any, ...] = _picker(self.name, without)(row)
        return found

    def identity(self, row: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return what makes a row the same one in every refresh: its table, and source, document, keys and quality."""
        return self.name, _identifier(self.name)(row)

    @cached_property
    def column_names(self) -> frozenset[str]:
        """Names of all columns."""
        return frozenset(column.name for column in self.columns)

    @cached_property
    def number_names(self) -> frozenset[str]:
        """Names of the columns that hold numbers."""
        return frozenset(column.name for column in self.columns if column.kind == "number")

    @cached_property
    def columns(self) -> tuple[ColumnSpec, ...]:
        """Every column of the table in the order it is stored."""
        return (*IDENTITY, *self.keys, *PERIOD, *self.values, *QUALITY)


@cache
def _picker(table: str, without: tuple[str, ...]) -> itemgetter[tuple[Any, ...]]:
    return itemgetter(*(name for name in TABLES[table].key_names if name not in without))


@cache
def _identifier(table: str) -> itemgetter[tuple[Any, ...]]:
    return itemgetter("source", "document", *TABLES[table].key_names, "status", "precision", "inferred")


def _key(name: str, meaning: str, allowed: tuple[str, ...] = (), required: bool = True) -> ColumnSpec:
    return ColumnSpec(name, "text", meaning, allowed, required)


IDENTITY = (
    ColumnSpec("row_id", "text", "stable identity: hash of source, document, table, natural key, status, precision"),
)

PERIOD = (
    ColumnSpec("period_start", "date", "first day observed; empty only for frequency `undated`", required=False),
    ColumnSpec("period_end", "date", "last day observed, for a stock the day it was counted", required=False),
    _key("frequency", "how long the period is; `ytd` starts on 1 January, `span` is any other length", FREQUENCIES),
)

PERIOD_NAMES = tuple(column.name for column in PERIOD)

QUALITY = (
    _key(
        "status",
        "how firm the number is; `reported` is published as an outcome without a word on its finality",
        STATUSES,
    ),
    _key(
        "precision",
        "words the number was published with; `lower` and `upper` are the ends of a published range",
        PRECISIONS,
    ),
    _key("inferred", "what was not printed but inferred: `scope`, `period`, `scope, period`, or empty", required=False),
    _key("grade", "A administrative and reconciled, B administrative, C press or estimate", GRADES),
    _key("source", "id of the source declaration"),
    _key("document", "key of the publication in `documents`"),
    ColumnSpec(
        "published",
        "date",
        "day of publication, the last possible where only a month or year is printed",
        required=False,
    ),
    _key("note_vi", "definition note in Vietnamese", required=False),
    _key("note_en", "definition note in English", required=False),
)

VALUE = (
    ColumnSpec("value", "number", "the observation in the canonical unit"),
    _key("unit", "canonical unit, a key of the `[unit]` texts"),
)

GEOGRAPHY = _key("geography", "country, province, zone or other area; key of names.csv, kind `geography`")
GATE = _key("gate", "border gate or group of gates; `all` where not split", required=True)

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec(
            "trade",
            "value (and weight) of goods trade; never add or chart two scopes together",
            (
                _key("scope", "what is counted: see METHODS of the README", SCOPES),
                _key("flow", "direction", FLOWS),
                GEOGRAPHY,
                GATE,
                _key("partner", "partner country; `world` where not split"),
                _key("commodity", "commodity group; `all` where not split"),
                _key("regime", "customs regime group; `all` where not split"),
                _key("measure", "value, weight, growth (published change), or another measure named in names.csv"),
            ),
            VALUE,
        ),
        TableSpec(
            "traffic",
            "vehicles, wagons, passengers and declarations at the gates",
            (
                GEOGRAPHY,
                GATE,
                _key("flow", "direction", FLOWS),
                _key("kind", "cargo, a commodity carried, wagons, trains, passengers …; `all` where not split"),
                _key("measure", "cleared, cleared_per_day, arrived, queued, capacity_per_day …"),
            ),
            VALUE,
        ),
        TableSpec(
            "investment",
            "investment projects and capital",
            (
                GEOGRAPHY,
                _key("sector", "sector; `all` where not split"),
                _key("partner", "home economy of the investor; `all` where not split"),
                _key("investor", "all, fdi, domestic, off_budget"),
                _key("basis", "flow or stock", BASES),
                _key("measure", "projects, registered, new_projects, new_capital, purchases …"),
            ),
            VALUE,
        ),
        TableSpec(
            "economy",
            "economic, budget and social indicators",
            (
                GEOGRAPHY,
                _key("indicator", "indicator; key of names.csv, kind `indicator`"),
                _key("breakdown", "part of the indicator; `all` where not split"),
            ),
            VALUE,
        ),
        TableSpec(
            "land",
            "areas",
            (
                GEOGRAPHY,
                _key("functional_area", "functional area or land class; `all` where not split"),
                _key("measure", "total, planned, built, leasable, leased, idle"),
            ),
            VALUE,
        ),
        TableSpec(
            "projects",
            "named projects",
            (
                _key("project", "name of the project; key of names.csv, kind `project`"),
                GEOGRAPHY,
                _key("investor", "domestic, fdi, public, mixed, unspecified"),
                _key("partner", "investor as named", required=False),
                _key("sector", "sector; key of names.csv, kind `project_sector`"),
            ),
            (
                ColumnSpec("capital", "number", "capital in the unit beside it", required=False),
                _key("unit", "unit of the capital", required=False),
                _key("state_vi", "state of the project, in Vietnamese", required=False),
                _key("state_en", "state of the project, in English", required=False),
            ),
        ),
        TableSpec(
            "zones",
            "border-gate economic zones and the zones across the border",
            (GEOGRAPHY,),
            (
                _key("province", "province; key of names.csv, kind `geography`"),
                ColumnSpec("established_year", "number", "year of establishment", required=False),
                ColumnSpec("area_ha", "number", "area in hectares", required=False),
                _key("official_name", "full name in Vietnamese"),
                _key("legal_basis_vi", "establishing and plan decisions, in Vietnamese"),
                _key("legal_basis_en", "establishing and plan decisions, in English"),
                _key("main_gates", "gates, keys separated by `;`", required=False),
                _key("neighbour", "country across the border"),
                _key("key_zone_lists", "periods in which it was a key zone, separated by `;`", required=False),
            ),
        ),
        TableSpec(
            "units",
            "administrative units by validity date",
            (
                _key("unit_name", "name with its former district in brackets; `(mới)` from 1 July 2025"),
                _key("unit_type", "ward, commune, town, city, district"),
                _key("generation", "old (before 1 July 2025) or new", ("old", "new")),
            ),
            (
                _key("in_zone", "yes, partly, no, unknown", ("yes", "partly", "no", "unknown")),
                ColumnSpec("area_km2", "number", "area in square kilometres", required=False),
                ColumnSpec("population", "number", "persons", required=False),
                _key("merged_into", "unit it was merged into", required=False),
            ),
        ),
        TableSpec(
            "events",
            "dated events",
            (
                _key("event_vi", "what happened, in Vietnamese"),
                _key("event_en", "what happened, in English"),
                _key("kind", "policy, gate_closure, reopening …; key of names.csv, kind `event_kind`"),
                GEOGRAPHY,
            ),
            (_key("expected_effect", "positive, negative, mixed, break or neutral"),),
        ),
        TableSpec(
            "targets",
            "plan figures by document",
            (
                _key("plan_vi", "plan document, in Vietnamese"),
                _key("plan_en", "plan document, in English"),
                _key("number", "number of the document", required=False),
                ColumnSpec("decided", "date", "day the plan was decided", required=False),
                GEOGRAPHY,
                _key("indicator", "planned indicator; key of names.csv, kind `target`"),
            ),
            VALUE,
        ),
        TableSpec(
            "declarations",
            "monthly customs declarations aggregated from goods lines",
            (
                _key("office", "customs office"),
                GATE,
                _key("flow", "direction", FLOWS),
                _key("regime", "customs regime code"),
                _key("hs", "HS code of 2, 4, 6 or 8 digits"),
                _key("partner", "partner country"),
            ),
            (
                ColumnSpec("value_usd", "number", "US dollars"),
                ColumnSpec("weight_kg", "number", "net weight in kilograms", required=False),
                ColumnSpec("lines", "number", "goods lines"),
                ColumnSpec("declarations", "number", "declarations"),
                ColumnSpec("traders", "number", "distinct traders"),
            ),
        ),
        TableSpec(
            "clearance",
            "hours between the stages of clearance",
            (GATE, _key("flow", "direction", FLOWS), _key("lane", "lane"), _key("stage", "stage of clearance")),
            (ColumnSpec("hours", "number", "hours"),),
        ),
    )
}

DOCUMENTS = (
    _key("document", "key of the publication"),
    _key("title", "title as published"),
    _key("publisher", "site or office that published it"),
    _key("url", "web address; several are separated by ` | `", required=False),
    _key("published", "day of publication as far as printed: 2024-02-06, 2024-02, 2024 or empty", required=False),
    _key("source_class", "official, legal_text, press or secondary", SOURCE_CLASSES),
)

LINEAGE = (
    _key("row_id", "row of a tidy table"),
    _key("column", "column of that row"),
    _key("file", "file below data/raw"),
    _key("sha256", "fingerprint of the file that was read"),
    _key("sheet", "sheet"),
    _key("cell", "address a person sees in Excel"),
    _key("raw", "text or number as it stands in the cell"),
    _key("rule", "how the value follows from the cell"),
    _key("correction", "id of the correction applied", required=False),
)

CONTROLS = (
    _key("file", "file below data/raw"),
    _key("sheet", "sheet"),
    _key("cell", "cell of the printed total"),
    _key("what", "total and what it should equal"),
    ColumnSpec("printed", "number", "printed total"),
    ColumnSpec("computed", "number", "sum of the parts"),
    _key("kind", "exact, rounding or mismatch", ("exact", "rounding", "mismatch")),
)

REJECTS = (
    _key("file", "file below data/raw"),
    _key("sheet", "sheet", required=False),
    _key("cell", "cell", required=False),
    _key("raw", "text as it stands in the cell", required=False),
    _key("problem", "what is wrong and what was expected"),
    _key("remedy", "what to do"),
)

NOTES = (
    _key("file", "file below data/raw"),
    _key("sheet", "sheet", required=False),
    _key("cell", "cell", required=False),
    _key(
        "note",
        "what was seen and needs no action: a figure listed twice, a sheet that is hidden or known not to be read",
    ),
)

LAYOUTS = (
    _key("file", "file below data/raw"),
    _key("table", "table of the declaration"),
    _key("kind", "header, label or unit", ("header", "label", "unit")),
    _key("text", "the text, periods taken out", required=False),
)

DRIFT = (
    _key("source", "id of the source declaration"),
    _key("table", "table of the declaration, for figures the tidy table"),
    _key("file", "file or document in which the form changed"),
    _key("before", "file or document it is compared with: the one published before"),
    _key(
        "kind",
        "header, label or unit changed; figures restated; a series that jumps as if its unit had changed",
        ("header", "label", "unit", "restated", "jump"),
    ),
    _key("what", "what changed"),
    _key("old", "before", required=False),
    _key("new", "after", required=False),
)

COMPANIONS = (
    _key("row_id", "row of a tidy table beside which the figures were printed"),
    ColumnSpec("growth_percent", "number", "published growth, as a change in percent", required=False),
    _key("growth_base", "what the growth is against: same_period, previous_period or other", required=False),
    ColumnSpec("plan_percent", "number", "published achievement of the plan in percent", required=False),
)

FILES = (
    _key("file", "file below data/raw"),
    _key("source", "id of the source declaration; empty where none claims the file", required=False),
    _key("sha256", "fingerprint of the file; empty where none claims it", required=False),
    ColumnSpec("size", "number", "bytes"),
    _key(
        "mtime_ns",
        "time of last change in nanoseconds; with the size it tells whether the file must be looked at again",
    ),
    ColumnSpec("rows", "number", "rows taken into the tidy tables"),
    ColumnSpec("missing", "number", "cells with a missing mark instead of a number"),
    _key("state", "read, kept (could not be read: the last good reading stands) or failed", ("read", "kept", "failed")),
    _key("digest", "fingerprint of the declaration and of the reader it was read with", required=False),
    _key("fragment", "reading the rows come from; empty where there is none", required=False),
    _key("attempt", "last reading, good or not: its rejects are those of the file", required=False),
    _key("read_at", "when the file was last read, UTC", required=False),
)

DIFF = (
    _key("table", "tidy table"),
    _key("row_id", "row"),
    _key("change", "added, vanished or changed", ("added", "vanished", "changed")),
    _key("what", "natural key of the row in words"),
    _key("column", "column that changed; empty for a row that came or went", required=False),
    _key("old", "before", required=False),
    _key("new", "after", required=False),
)

HISTORY = (
    _key("state", "state in which the row was replaced or vanished"),
    _key("fate", "replaced or vanished", ("replaced", "vanished")),
)

ANCILLARY: dict[str, tuple[ColumnSpec, ...]] = {
    "documents": DOCUMENTS,
    "lineage": LINEAGE,
    "controls": CONTROLS,
    "rejects": REJECTS,
    "notes": NOTES,
    "companions": COMPANIONS,
    "layouts": LAYOUTS,
    "drift": DRIFT,
    "files": FILES,
    "diff": DIFF,
}
