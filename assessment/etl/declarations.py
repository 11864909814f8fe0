"""Load and check the declarations of `assessment/sources`.

A source is a folder with `source.toml`, `columns.csv`, `entities.csv`, `corrections.toml` and, where the indicator of a row
decides which tidy table it belongs to, `indicators.csv`. The folder `common` holds what all sources share. Everything wrong
with a declaration is reported at once, with the file and what was expected.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeAlias

from assessment.errors import AssessmentError
from assessment.etl.declaration_files import (
    Correction,
    check_keys,
    read_columns,
    read_corrections,
    read_entities,
    read_routes,
    read_toml,
)
from assessment.etl.names import Entity, Names, split_unit
from assessment.etl.report_rules import IGNORED, ReportRule, keys_of, report_rule, units_of
from assessment.etl.schema import GRADES, STAMPS, STATUSES, TABLES
from assessment.sheets.numbers import Locale
from assessment.sheets.tables import Form

ROUTED, DOCUMENTS, SKIPPED = "routed", "documents", "none"
# A control over this key adds the month to the months before it.
RUNNING = "period_end"
DOCUMENT_KEYS = ("document", "document_title", "publisher", "url", "published", "source_class")
# Column of a log that tells a line from its copy (a number of registration); it is compared and never kept.
LOG_IDENTITY = "identity"
COMPANION_KEYS = ("growth_percent", "growth_base", "plan_percent")
_FREQUENCIES = ("day", "month", "quarter", "half", "year", "irregular")
_GROWTH = ("change", "index", "percent_of", "ratio", "none")
_SOURCE_KEYS = frozenset(
    (
        "id",
        "title_vi",
        "title_en",
        "publisher_vi",
        "publisher_en",
        "owner",
        "licence",
        "frequency",
        "due_days",
        "grade",
        "files",
        "locale",
        "growth_notation",
    )
)
_SOURCE_OPTIONS = frozenset(("table", "other_sheets"))
_TABLE_KEYS = frozenset(
    (
        "id",
        "titles",
        "title_patterns",
        "layout",
        "into",
        "required",
        "constants",
        "across",
        "control",
        "units",
        "beside",
        "reason",
        "repeats",
        "stub",
        "stub_headers",
        "year_to_date",
        "row_units",
        "label_units",
        "group",
        "row_keys",
        "status_words",
        "block",
        "header_rows",
        "codes",
        "as_printed",
    )
)
_LAYOUTS = ("records", "matrix", "report", "log")
_CONTROL_KEYS = frozenset(("over", "total", "parts", "keep", "measures", "sum"))
# Parts named by what they are: all of the table, those whose parent the total is, those that stand below it up to the next total.
_PARTS = ("*", "children", "below")

Parts: TypeAlias = tuple[str, ...] | Literal["*", "children", "below"]


class DeclarationError(AssessmentError):
    """Declarations that contradict their contract; the message lists every fault with its file."""


@dataclass(frozen=True)
class ControlRule:
    """A printed total of a table: over which key, which of its values is the total of which parts, and whether it is kept.

    `measures` leaves out every other measure (or indicator, where the table has those); with `sum` a total that is not printed is
    added up from its parts.
    """

    over: str
    total: str
    parts: Parts
    keep: bool
    measures: tuple[str, ...] = ()
    sum: bool = False


@dataclass(frozen=True)
class TableRule:
    """A table of a source: how it is recognised and what its columns mean.

    `as_printed` names columns whose names need not be declared in entities.csv, each with the column that numbers the rows: only
    in a numbered row does such a name stand as printed, so that a total or a heading is never taken for an entry of the list.
    """

    form: Form
    into: str
    layout: Literal["records", "matrix", "report", "log"]
    constants: Mapping[str, Any] = field(default_factory=dict)
    across: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    controls: tuple[ControlRule, ...] = ()
    report: ReportRule | None = None
    blocks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reason: str = ""
    codes: tuple[str, ...] = ()
    as_printed: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Name of the table, unique in its source."""
        return self.form.id


@dataclass(frozen=True)
class Source:
    """A source as declared. `digest` changes whenever a word of its declaration (or of the common ones) does.

    `other_sheets` says what happens to sheets without a known table: they are rejected, or noted where the books of a source hold
    much that is not asked for.
    """

    id: str
    title_vi: str
    title_en: str
    publisher_vi: str
    publisher_en: str
    owner: str
    licence: str
    frequency: str
    due_days: int
    grade: str
    files: tuple[str, ...]
    locale: Locale | None
    growth_notation: str
    tables: tuple[TableRule, ...]
    names: Names
    routes: Mapping[str, tuple[str, Mapping[str, str]]]
    corrections: tuple[Correction, ...]
    digest: str
    other_sheets: Literal["reject", "note"] = "reject"
    evident: bool = False

    def claims(self, file: str) -> bool:
        """Return whether a file below data/raw belongs to this source; letter case and Unicode form do not matter."""
        return any(same_file(pattern, file) for pattern in self.files)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """How the tables are recognised."""
        return tuple(table.form for table in self.tables)

    def table(self, form_id: str) -> TableRule:
        """Return a table by its id."""
        return next(table for table in self.tables if table.id == form_id)


def same_file(pattern: str, file: str) -> bool:
    """Return whether a file name fits a pattern, whatever its letter case and Unicode form.

    >>> same_file("public_record/01_*.xlsx", "Public_record/01_Thương mại.XLSX")
    True
    """
    return fnmatchcase(_plain(file), _plain(pattern))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """Load and check all declarations.

    Parameters
    ----------
    folder : Path, optional
        The folder with one folder a source; by default the one of the package.

    Raises
    ------
    DeclarationError
        If anything is wrong with any of them; the message lists all faults.
    """
    root = folder if folder is not None else Path(str(files("assessment").joinpath("sources")))
    faults: list[str] = []
    common = read_entities(root / "common" / "entities.csv", faults)
    shared = _digest(root / "common")
    sources = {}
    for path in sorted(path.parent for path in root.glob("*/source.toml")):
        source = _load(path, common, shared, faults)
        if source is not None:
            sources[source.id] = source
    if faults:
        raise DeclarationError("\n".join(faults))
    return sources


def _digest(folder: Path, start: str = "") -> str:
    digest = hashlib.sha256(start.encode())
    for path in sorted(folder.glob("*.*")):
        if path.suffix in (".csv", ".toml"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _load(folder: Path, common: Sequence[Entity], shared: str, faults: list[str]) -> Source | None:
    before = len(faults)
    data = read_toml(folder / "source.toml", faults)
    here = f"{folder.name}/source.toml"
    check_keys(data, _SOURCE_KEYS | _SOURCE_OPTIONS, _SOURCE_KEYS, here, faults)
    columns = read_columns(folder / "columns.csv", faults)
    names = Names(folder.name, read_entities(folder / "entities.csv", faults), common)
    routes = read_routes(folder / "indicators.csv", faults)
    if len(faults) > before:
        return None
    if data["id"] != folder.name:
        faults.append(f"{here}: id {data['id']!r}; expected the folder's name")
    for key, allowed in (
        ("frequency", _FREQUENCIES),
        ("grade", GRADES),
        ("locale", ("vi", "en", "mixed", "evident")),
        ("growth_notation", _GROWTH),
    ):
        if data[key] not in allowed:
            faults.append(f"{here}: {key} {data[key]!r}; expected one of {', '.join(allowed)}")
    tables = tuple(filter(None, (_table(table, columns, routes, here, faults) for table in data["table"])))
    _unique([table.id for table in tables], f"{here}: table", faults)
    for table in sorted({table for table, *_ in columns if not any(fnmatchcase(known.id, table) for known in tables)}):
        faults.append(f"{folder.name}/columns.csv: table {table!r} is not in source.toml")
    corrections = tuple(read_corrections(folder / "corrections.toml", faults))
    if len(faults) > before:
        return None
    plain = {key: data[key] for key in _SOURCE_KEYS - {"files", "locale"}}
    return Source(
        **plain,
        # In a mixed source only texts that can be read in one way are numbers.
        locale=data["locale"] if data["locale"] in ("vi", "en") else None,
        # … or each table shows itself how its numbers are written.
        evident=data["locale"] == "evident",
        other_sheets=data.get("other_sheets", "reject"),
        files=tuple(data["files"]),
        tables=tables,
        names=names,
        routes=routes,
        corrections=corrections,
        digest=_digest(folder, shared),
    )


def _table(
    data: Mapping[str, Any],
    columns: Sequence[tuple[str, str, str]],
    routes: Mapping[str, tuple[str, Mapping[str, str]]],
    where: str,
    faults: list[str],
) -> TableRule | None:
    here = f"{where}, table {data.get('id', '?')!r}"
    # A table that is not read may still have its header checked: then it has a layout.
    skipped = data.get("into") == SKIPPED and "layout" not in data
    before = len(faults)
    required = {"id", "into", "reason" if data.get("into") == SKIPPED else "layout"}
    check_keys(data, _TABLE_KEYS, required, here, faults)
    if not (data.get("titles") or data.get("title_patterns")):
        faults.append(f"{here}: expected titles or title_patterns")
    if not skipped and data.get("layout") not in _LAYOUTS:
        faults.append(f"{here}: layout {data.get('layout')!r}; expected one of {', '.join(_LAYOUTS)}")
    is_report = data.get("layout") == "report"
    if not skipped and ("stub" if is_report else "required") not in data:
        faults.append(f"{here}: {'stub' if is_report else 'required'!r} is missing")
    if len(faults) > before:
        return None
    if data["into"] not in (*TABLES, ROUTED, DOCUMENTS, SKIPPED):
        faults.append(f"{here}: into {data['into']!r}; expected a tidy table, {ROUTED}, {DOCUMENTS} or {SKIPPED}")
        return None
    headers = {header: key for table, header, key in columns if fnmatchcase(data["id"], table) and not is_report}
    report = report_rule(data, columns, here, faults) if is_report else None
    form = Form(
        data["id"],
        tuple(data.get("titles", ())),
        headers,
        tuple(data.get("required", ())),
        skipped,
        tuple(data.get("title_patterns", ())),
        is_report,
        tuple(data.get("stub_headers", ())),
        report.headers if report else (),
        data.get("header_rows", 1),
        tuple(group.pattern.pattern for group in report.groups if group.header) if report else (),
    )
    rule = TableRule(
        form,
        data["into"],
        data.get("layout", "records"),
        {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in data.get("constants", {}).items()
        },
        data.get("across", {}).get("key", ""),
        data.get("units", {}),
        tuple(rule for control in data.get("control", ()) for rule in _controls(control, here, faults)),
        report,
        data.get("block", {}),
        data.get("reason", ""),
        tuple(data.get("codes", ())),
        data.get("as_printed", {}),
    )
    _check_table(rule, routes, here, faults)
    return rule


def _controls(data: Mapping[str, Any], here: str, faults: list[str]) -> list[ControlRule]:
    """Return the rules of a control; several totals of one kind ("children") may be listed together."""
    check_keys(data, _CONTROL_KEYS, {"over", "total", "parts"}, f"{here}, control", faults)
    parts = data.get("parts", ())
    known = parts if parts in _PARTS else tuple(parts)
    totals = data.get("total", "")
    return [
        ControlRule(
            data.get("over", ""),
            total,
            known,
            bool(data.get("keep", False)),
            tuple(data.get("measures", ())),
            bool(data.get("sum", False)),
        )
        for total in ([totals] if isinstance(totals, str) else totals)
    ]


def _check_table(
    rule: TableRule, routes: Mapping[str, tuple[str, Mapping[str, str]]], here: str, faults: list[str]
) -> None:
    if rule.form.skipped:
        return
    targets = {route[0] for route in routes.values()} if rule.into == ROUTED else {rule.into} & set(TABLES)
    if rule.into == ROUTED and not routes:
        faults.append(f"{here}: a routed table needs an indicators.csv beside source.toml")
    allowed = (
        {column.name for table in targets for column in TABLES[table].columns}
        | set(DOCUMENT_KEYS)
        | {"status", "period"}
    )
    allowed |= {"note_vi", "note_en", "indicator", IGNORED, *COMPANION_KEYS, *rule.as_printed.values()}
    if rule.layout == "log":
        allowed |= {*STAMPS, LOG_IDENTITY}
    plain = {
        key.partition(".")[2] if key.partition(".")[0] in rule.blocks else key for key in rule.form.headers.values()
    }
    named = set(keys_of(rule.report)) if rule.report else plain
    held = named | set(rule.constants) | {rule.across}
    if rule.into == SKIPPED:
        allowed |= named
    for key in sorted(named - allowed):
        faults.append(
            f"{here}: columns.csv names the key {key!r}, which {' or '.join(sorted(targets)) or rule.into} does not have"
        )
    for key in sorted({*rule.constants, *(key for block in rule.blocks.values() for key in block)} - allowed):
        faults.append(f"{here}: constant {key!r} is no column of {' or '.join(sorted(targets))}")
    for status in sorted(set(rule.report.status_words.values() if rule.report else ()) - set(STATUSES)):
        faults.append(f"{here}: status_words name {status!r}; expected one of {', '.join(STATUSES)}")
    for key in sorted({*rule.as_printed, *rule.as_printed.values()} - held):
        faults.append(f"{here}: as_printed names {key!r}, which has no header in columns.csv")
    for key in sorted(set(rule.form.required) - held):
        faults.append(f"{here}: required key {key!r} has no header in columns.csv")
    for control in rule.controls:
        if control.over not in held | {RUNNING}:
            faults.append(f"{here}: control over {control.over!r}, which the table does not hold")
    if (rule.layout == "matrix") != bool(rule.across):
        faults.append(f"{here}: layout matrix and [table.across] go together")
    for unit in [*rule.units.values(), rule.constants.get("unit", ""), *(units_of(rule.report) if rule.report else ())]:
        try:
            split_unit(str(unit))
        except ValueError as error:
            faults.append(f"{here}: {error}")


def _unique(values: Sequence[str], what: str, faults: list[str]) -> None:
    for value in sorted({value for value in values if values.count(value) > 1}):
        faults.append(f"{what} {value!r} occurs twice")
