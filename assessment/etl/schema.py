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
STAMPS = ("arrival", "declaration", "approval", "removal")
"""Moments of a time-release study, in their order."""
STAGES = ("arrival_declaration", "declaration_approval", "approval_removal", "arrival_removal")
"""Time between one moment and the next, and the release time as a whole."""

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


def text_column(name: str, meaning: str, allowed: tuple[str, ...] = (), required: bool = True) -> ColumnSpec:
    """Return a column of texts."""
    return ColumnSpec(name, "text", meaning, allowed, required)


IDENTITY = (
    ColumnSpec("row_id", "text", "stable identity: hash of source, document, table, natural key, status, precision"),
)

PERIOD = (
    ColumnSpec("period_start", "date", "first day observed; empty only for frequency `undated`", required=False),
    ColumnSpec("period_end", "date", "last day observed, for a stock the day it was counted", required=False),
    text_column(
        "frequency", "how long the period is; `ytd` starts on 1 January, `span` is any other length", FREQUENCIES
    ),
)

PERIOD_NAMES = tuple(column.name for column in PERIOD)

QUALITY = (
    text_column(
        "status",
        "how firm the number is; `reported` is published as an outcome without a word on its finality",
        STATUSES,
    ),
    text_column(
        "precision",
        "words the number was published with; `lower` and `upper` are the ends of a published range",
        PRECISIONS,
    ),
    text_column(
        "inferred", "what was not printed but inferred: `scope`, `period`, `scope, period`, or empty", required=False
    ),
    text_column("grade", "A administrative and reconciled, B administrative, C press or estimate", GRADES),
    text_column("source", "id of the source declaration"),
    text_column("document", "key of the publication in `documents`"),
    ColumnSpec(
        "published",
        "date",
        "day of publication, the last possible where only a month or year is printed",
        required=False,
    ),
    text_column("note_vi", "definition note in Vietnamese", required=False),
    text_column("note_en", "definition note in English", required=False),
)

VALUE = (
    ColumnSpec("value", "number", "the observation in the canonical unit"),
    text_column("unit", "canonical unit, a key of the `[unit]` texts"),
)

GEOGRAPHY = text_column("geography", "country, province, zone or other area; key of names.csv, kind `geography`")
GATE = text_column("gate", "border gate or group of gates; `all` where not split", required=True)

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec(
            "trade",
            "value (and weight) of goods trade; never add or chart two scopes together",
            (
                text_column("scope", "what is counted: see METHODS of the README", SCOPES),
                text_column("flow", "direction", FLOWS),
                GEOGRAPHY,
                GATE,
                text_column("partner", "partner country; `world` where not split"),
                text_column("commodity", "commodity group; `all` where not split"),
                text_column("regime", "customs regime group; `all` where not split"),
                text_column(
                    "measure", "value, weight, growth (published change), or another measure named in names.csv"
                ),
            ),
            VALUE,
        ),
        TableSpec(
            "traffic",
            "vehicles, wagons, passengers and declarations at the gates",
            (
                GEOGRAPHY,
                GATE,
                text_column("flow", "direction", FLOWS),
                text_column("kind", "cargo, a commodity carried, wagons, trains, passengers …; `all` where not split"),
                text_column("measure", "cleared, cleared_per_day, arrived, queued, capacity_per_day …"),
            ),
            VALUE,
        ),
        TableSpec(
            "investment",
            "investment projects and capital",
            (
                GEOGRAPHY,
                text_column("sector", "sector; `all` where not split"),
                text_column("partner", "home economy of the investor; `all` where not split"),
                text_column("investor", "all, fdi, domestic, off_budget"),
                text_column("basis", "flow or stock", BASES),
                text_column("measure", "projects, registered, new_projects, new_capital, purchases …"),
            ),
            VALUE,
        ),
        TableSpec(
            "economy",
            "economic, budget and social indicators",
            (
                GEOGRAPHY,
                text_column("indicator", "indicator; key of names.csv, kind `indicator`"),
                text_column("breakdown", "part of the indicator; `all` where not split"),
            ),
            VALUE,
        ),
        TableSpec(
            "land",
            "areas",
            (
                GEOGRAPHY,
                text_column("functional_area", "functional area or land class; `all` where not split"),
                text_column("measure", "total, planned, built, leasable, leased, idle"),
            ),
            VALUE,
        ),
        TableSpec(
            "projects",
            "named projects",
            (
                text_column("project", "name of the project; key of names.csv, kind `project`"),
                GEOGRAPHY,
                text_column("investor", "domestic, fdi, public, mixed, unspecified"),
                text_column("partner", "investor as named", required=False),
                text_column("sector", "sector; key of names.csv, kind `project_sector`"),
            ),
            (
                ColumnSpec("capital", "number", "capital registered, in the unit beside it", required=False),
                text_column("unit", "unit of the capital", required=False),
                ColumnSpec("implemented", "number", "capital implemented, in the unit of the capital", required=False),
                ColumnSpec("area_ha", "number", "land of the project in hectares", required=False),
                ColumnSpec("workers", "number", "Vietnamese workers, persons", required=False),
                ColumnSpec("foreign_workers", "number", "foreign workers, persons", required=False),
                text_column("functional_area", "functional area it lies in; key of names.csv", required=False),
                text_column(
                    "home_economy", "home economy of the investor; key of names.csv, kind `partner`", required=False
                ),
                text_column("state", "state of the project; key of names.csv, kind `project_state`", required=False),
                ColumnSpec("registered_on", "date", "day of the investment certificate", required=False),
                ColumnSpec("operating_on", "date", "day it began to operate", required=False),
                ColumnSpec("revoked_on", "date", "day its certificate was revoked", required=False),
                text_column("state_vi", "state of the project, in Vietnamese", required=False),
                text_column("state_en", "state of the project, in English", required=False),
            ),
        ),
        TableSpec(
            "zones",
            "border-gate economic zones and the zones across the border",
            (GEOGRAPHY,),
            (
                text_column("province", "province; key of names.csv, kind `geography`"),
                ColumnSpec("established_year", "number", "year of establishment", required=False),
                ColumnSpec("area_ha", "number", "area in hectares", required=False),
                text_column("official_name", "full name in Vietnamese"),
                text_column("legal_basis_vi", "establishing and plan decisions, in Vietnamese"),
                text_column("legal_basis_en", "establishing and plan decisions, in English"),
                text_column("main_gates", "gates, keys separated by `;`", required=False),
                text_column("neighbour", "country across the border"),
                text_column("key_zone_lists", "periods in which it was a key zone, separated by `;`", required=False),
            ),
        ),
        TableSpec(
            "units",
            "administrative units by validity date",
            (
                text_column("unit_name", "name with its former district in brackets; `(mới)` from 1 July 2025"),
                text_column("unit_type", "ward, commune, town, city, district"),
                text_column("generation", "old (before 1 July 2025) or new", ("old", "new")),
            ),
            (
                text_column("in_zone", "yes, partly, no, unknown", ("yes", "partly", "no", "unknown")),
                ColumnSpec("area_km2", "number", "area in square kilometres", required=False),
                ColumnSpec("population", "number", "persons", required=False),
                text_column("merged_into", "unit it was merged into", required=False),
            ),
        ),
        TableSpec(
            "events",
            "dated events",
            (
                text_column("event_vi", "what happened, in Vietnamese"),
                text_column("event_en", "what happened, in English"),
                text_column("kind", "policy, gate_closure, reopening …; key of names.csv, kind `event_kind`"),
                GEOGRAPHY,
            ),
            (text_column("expected_effect", "positive, negative, mixed, break or neutral"),),
        ),
        TableSpec(
            "targets",
            "plan figures by document",
            (
                text_column("plan_vi", "plan document, in Vietnamese"),
                text_column("plan_en", "plan document, in English"),
                text_column("number", "number of the document", required=False),
                ColumnSpec("decided", "date", "day the plan was decided", required=False),
                GEOGRAPHY,
                text_column("indicator", "planned indicator; key of names.csv, kind `target`"),
            ),
            VALUE,
        ),
        TableSpec(
            "scoring",
            "values for the scoring of sectors that no public source holds, as their holders give them",
            (
                GEOGRAPHY,
                text_column(
                    "sector", "candidate, or `goalpost_low`, `goalpost_high`; key of names.csv, kind `scoring_sector`"
                ),
                text_column("criterion", "criterion of the scoring model; key of names.csv, kind `criterion`"),
            ),
            VALUE,
        ),
        TableSpec(
            "declarations",
            "monthly customs declarations added up from goods lines, by all keys; internal: a row may be one trader's, so that "
            "nothing is printed from it. What may be printed is protected first (customs.confidentiality): see `declared_trade`",
            (
                text_column(
                    "office", "customs office; its code where it is in no list, `UNSTATED` where nothing names it"
                ),
                GATE,
                text_column("flow", "direction", FLOWS),
                text_column("regime", "customs regime code"),
                text_column(
                    "hs", "HS code of eight digits, of the list valid on the day; its chapter is its first two"
                ),
                text_column(
                    "partner", "partner country; its code where it is in no list, `unstated` where the line states none"
                ),
            ),
            (
                ColumnSpec("value_usd", "number", "US dollars, of the lines whose value is known"),
                ColumnSpec("weight_kg", "number", "net weight in kilograms", required=False),
                ColumnSpec("lines", "number", "goods lines"),
                ColumnSpec(
                    "declarations",
                    "number",
                    "declarations, a split one once; one with lines in several rows is in each",
                ),
                ColumnSpec("traders", "number", "distinct traders; not to be added up"),
            ),
        ),
        TableSpec(
            "declared_trade",
            "what of the goods lines may be printed: value by period and one more key, price changes; confidential figures are empty",
            (
                text_column("flow", "direction; `total` for all", FLOWS),
                GATE,
                text_column("regime", "group of customs regimes; `all` where not split"),
                text_column("hs", "HS chapter, two digits; `all` where not split"),
                text_column(
                    "group",
                    "commodity group of the statistics office (customs/codes/commodity_groups.csv), `other` for goods in none; `all` "
                    "where not split",
                ),
                text_column("partner", "partner country; `all` where not split"),
                text_column(
                    "measure",
                    "value; price_fisher, price_tornqvist, price_laspeyres, price_paasche, volume_fisher: change against the same "
                    "period of the year before; coverage: share of the value that the goods compared hold, at least",
                ),
            ),
            (
                ColumnSpec(
                    "value", "number", "the observation in the unit beside it; empty where hidden", required=False
                ),
                text_column("unit", "canonical unit, a key of the `[unit]` texts"),
                text_column(
                    "hidden",
                    "why there is no value: primary (too few traders, or mostly one), complementary (it would give away another "
                    "figure), coverage (the goods compared hold too little of the value), nomenclature (the two periods have other "
                    "lists of goods)",
                    ("", "primary", "complementary", "coverage", "nomenclature"),
                    required=False,
                ),
            ),
        ),
        TableSpec(
            "clearance",
            "how long goods take from stage to stage: consignments counted by month of arrival and class of time, so that every "
            "quantile follows and no single consignment is kept",
            (
                GATE,
                text_column("flow", "direction", FLOWS),
                text_column("lane", "channel of the inspection; key of names.csv, kind `lane`; `all` where not split"),
                text_column("cargo", "cargo; key of names.csv, kind `traffic_kind`; `all` where not split"),
                text_column("stage", "from one moment to another", STAGES),
                text_column("within", "class of time: its upper end in minutes, itself in the class"),
            ),
            (
                ColumnSpec("hours", "number", "mean of the times in the class, hours"),
                ColumnSpec("consignments", "number", "consignments in the class"),
                ColumnSpec(
                    "same_day",
                    "number",
                    "of them removed on the calendar day of arrival; stage `arrival_removal` alone",
                    required=False,
                ),
            ),
        ),
    )
}
