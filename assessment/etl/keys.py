"""What a row says, as canonical keys: names, days, units, the period, and the defaults where nothing is said.

One generic reader serves every family of sources (trade, investment, customs, context): what differs between them is declared,
and the few defaults that depend on the tidy table stand in `_DEFAULTS`, so there is no module for each family.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from assessment.etl.declarations import COMPANION_KEYS, DOCUMENT_KEYS, ROUTED, Source, TableRule
from assessment.etl.documents import Document
from assessment.etl.lineage import DECLARED
from assessment.etl.names import kind_of, split_unit
from assessment.etl.problems import RowRefusedError
from assessment.etl.report_rules import IGNORED
from assessment.etl.schema import TABLES, ColumnSpec, TableSpec
from assessment.sheets.numbers import Missing, Refusal, parse_number
from assessment.sheets.periods import Period, as_frequency, parse_day, parse_period
from assessment.sheets.text import clean
from assessment.sheets.workbook import as_text

PERIOD_KEYS = frozenset(("period", "period_start", "period_end", "frequency"))
# What a key is when neither the row, the table nor the indicator says; every other key of these tables is then `all`.
_DEFAULTS: Mapping[tuple[str, str], str | Callable[[Mapping[str, Any]], str]] = {
    ("trade", "partner"): lambda row: "world" if row.get("scope") == "national" else "all",
    ("trade", "scope"): "unstated",
    ("trade", "flow"): "total",
    ("traffic", "flow"): "total",
}
_SPLIT_KEYS = frozenset(
    ("gate", "partner", "commodity", "regime", "kind", "sector", "investor", "breakdown", "functional_area")
)
_QUALITY_DEFAULTS = {"precision": "exact", "inferred": ""}
_DAYS = frozenset(("period_start", "period_end", "registered_on", "operating_on", "revoked_on"))
_PUBLISHED = frozenset(("published", "decided"))
_INFERRED_ORDER = ("scope", "period")
# A cell that lists several names ("Logistics; kho bãi") where a row has one.
SEVERAL = "several"
_LISTED = frozenset(("sector",))
_MEND_CELL = "correct the cell in the source, or declare a correction for it"
_CLOSED: Mapping[str, frozenset[str]] = {
    column.name: frozenset(column.allowed) for spec in TABLES.values() for column in spec.columns if column.allowed
}


class RowKeys:
    """Reads the cells of a row, given by column key, with the declaration of its table."""

    def __init__(self, source: Source, rule: TableRule) -> None:
        self.source, self.rule = source, rule
        self.constants = {key: str(value) for key, value in rule.constants.items()}

    def target(self, given: Mapping[str, Any]) -> tuple[TableSpec, Mapping[str, str]]:
        """Return the tidy table of a row and the keys its indicator fixes."""
        if self.rule.into != ROUTED:
            return TABLES[self.rule.into], {}
        indicator = self.name("", "indicator", given.get("indicator", ""))
        route = self.source.routes.get(indicator)
        if route is None:
            remedy = (
                f"add a line to assessment/sources/{self.source.id}/indicators.csv: {indicator},<table>,<key=value;…>"
            )
            raise RowRefusedError(
                "indicator", as_text(given["indicator"]), f"no tidy table is declared for {indicator!r}", remedy
            )
        table, fixed = route
        return TABLES[table], {"indicator": indicator, **fixed}

    def read(self, spec: TableSpec, given: Mapping[str, Any], fixed: Mapping[str, Any]) -> dict[str, Any]:
        """Return everything the row, its table and its indicator say, as canonical keys."""
        keys: dict[str, Any] = dict(self.constants)
        for name in ("unit", "status"):  # what the row says goes before what the table says; see `unit` and `firm`
            keys.pop(name, None)
        skip = spec.number_names | {"indicator"} if self.rule.into == ROUTED else spec.number_names
        periods = {key: self.value_of(spec.name, key, given[key], None) for key in given if key in PERIOD_KEYS}
        keys.update(periods)
        keys.update({key: value for key, value in fixed.items() if key in PERIOD_KEYS})
        keys.update(self.period(keys))
        day = None if self.rule.across == "period" else keys["period_end"]
        for key, raw in given.items():
            if key in PERIOD_KEYS or key in skip or key in COMPANION_KEYS or key in self.rule.as_printed.values():
                continue
            value = self._printed_name(spec.name, key, given, day) or self.value_of(spec.name, key, raw, day)
            if key not in spec.column_names and key not in DOCUMENT_KEYS and value != "all":
                raise RowRefusedError(
                    key,
                    as_text(raw),
                    f"{spec.name} has no column {key}",
                    "leave the cell empty or use another indicator",
                )
            if key in fixed and value not in (fixed[key], "all"):
                problem = f"the indicator fixes {key} as {fixed[key]}, the row says {value}"
                raise RowRefusedError(key, as_text(raw), problem, "correct the row, or free the key in indicators.csv")
            keys[key] = value
        keys.update(fixed)
        return keys

    def value_of(self, table: str, key: str, raw: Any, day: date | None) -> Any:
        """Return the canonical value of one cell."""
        if key == "period":
            return self._accept(key, raw, parse_period(raw))
        if key in _DAYS:
            return self._accept(key, raw, parse_day(raw))
        if key in _PUBLISHED:
            # Only the month or the year is printed sometimes; a plan is then dated by the last day it can have been decided.
            printed: Period = self._accept(key, raw, parse_period(raw))
            return printed if key == "published" else printed.end
        if key == "unit":
            word = as_text(raw)
            unit = self.source.names.unit(word)
            if isinstance(unit, Refusal):
                raise RowRefusedError(key, word, unit.reason, self.source.names.remedy("unit_word", word))
            return (*unit, word)
        if key == "inferred":
            found = {self.name(table, key, part) for part in as_text(raw).replace(";", ",").split(",") if part.strip()}
            return ", ".join(sorted(found, key=_INFERRED_ORDER.index))
        return self.name(table, key, raw, day)

    def _printed_name(self, table: str, key: str, given: Mapping[str, Any], day: date | None) -> str:
        """Return a name nobody declared as it stands where its column may hold such names and the row is numbered; else ""."""
        ordinal = self.rule.as_printed.get(key)
        if ordinal is None or not as_text(given.get(ordinal, "")).strip().rstrip(".").isdecimal():
            return ""
        text = clean(as_text(given[key]))
        return text if isinstance(self.source.names.key(kind_of(table, key), text, day), Refusal) else ""

    def _accept(self, key: str, raw: Any, value: Any) -> Any:
        if isinstance(value, Refusal):
            raise RowRefusedError(key, as_text(raw), value.reason, _MEND_CELL)
        return value

    def number(self, key: str, value: object) -> float | None:
        """Return the number of a cell, or None for a missing mark."""
        number = parse_number(value, self.source.locale)
        if isinstance(number, Refusal):
            raise RowRefusedError(key, as_text(value), number.reason, _MEND_CELL)
        return None if isinstance(number, Missing) else number

    def name(self, table: str, key: str, raw: Any, day: date | None = None) -> str:
        """Return the canonical key of a name; a text that is no name as it stands."""
        text = as_text(raw)
        kind = kind_of(table, key)
        if not kind:
            return text
        found = self.source.names.key(kind, text, day)
        if not isinstance(found, Refusal):
            return found
        if text in _CLOSED.get(key, ()):
            return text
        if key in _LISTED and ";" in text:
            keys = {self.name(table, key, part, day) for part in text.split(";") if part.strip()}
            return keys.pop() if len(keys) == 1 else SEVERAL
        raise RowRefusedError(key, text, found.reason, self.source.names.remedy(kind, text))

    def is_left_out(self, table: str, key: str, raw: Any) -> bool:
        """Return whether a name says that its row is left out on purpose, such as that of a total row."""
        kind = kind_of(table, key)
        return bool(kind) and isinstance(raw, str) and self.source.names.key(kind, as_text(raw)) == IGNORED

    def unit(self, keys: Mapping[str, Any], across: str) -> tuple[str, Decimal, str]:
        """Return canonical unit, factor and the unit as printed."""
        declared = self.rule.units.get(across)
        if declared is None and "unit" in keys:
            unit, factor, word = keys["unit"]
            return str(unit), factor, str(word)
        declared = declared or self.constants.get("unit", "")
        if not declared:
            where = f"for {across}" if across else "in the row"
            raise RowRefusedError(
                "unit", "", f"no unit {where} or in the declaration", "fill in the unit, or declare it in [table.units]"
            )
        unit, factor = split_unit(declared)
        return unit, factor, f"{DECLARED}{declared}"

    def period(self, keys: Mapping[str, Any]) -> dict[str, Any]:
        """Return first day, last day and kind of the period a row tells."""
        frequency = keys.get("frequency")
        start, end = (self._day(keys.get(key)) for key in ("period_start", "period_end"))
        period = keys.get("period")
        if isinstance(period, Period):
            fitted = as_frequency(period, frequency) if frequency else period
            if isinstance(fitted, Refusal):
                raise RowRefusedError(
                    "period", "", fitted.reason, "correct the cell, or the frequency in the declaration"
                )
            return {"period_start": fitted.start, "period_end": fitted.end, "frequency": fitted.frequency}
        if not frequency:
            raise RowRefusedError(
                "frequency", "", "expected the kind of period (year, month …)", "fill in the kind of period"
            )
        if start is None and end is None and frequency != "undated":
            raise RowRefusedError(
                "period_start", "", "expected the first day of the period", "fill in the day, or say that it is undated"
            )
        if frequency in ("day", "stock"):
            start, end = start or end, end or start
        if frequency != "undated" and (start is None or end is None):
            raise RowRefusedError(
                "period_end", "", "expected the first and the last day of the period", "fill in both days"
            )
        if start and end and start > end:
            problem = f"the period runs from {start:%d/%m/%Y} to {end:%d/%m/%Y}; expected the first day before the last"
            raise RowRefusedError("period_start", "", problem, "correct the days")
        return {"period_start": start, "period_end": end, "frequency": frequency}

    def _day(self, value: Any) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value

    def firm(self, keys: Mapping[str, Any]) -> str:
        """Return how firm a number is when its period carries no mark: the row, the document, the table, in this order."""
        return str(keys.get("firm") or self.constants.get("status") or "reported")

    def complete(self, spec: TableSpec, keys: dict[str, Any], document: Document) -> dict[str, Any]:
        """Return all columns of the row but its numbers and identity."""
        row: dict[str, Any] = {"source": self.source.id, "document": document.document, "published": document.known_by}
        period = keys.get("period")
        keys["firm"] = keys.get("status") or document.status
        row["status"] = (period.mark if isinstance(period, Period) else "") or self.firm(keys)
        for name in ("note_vi", "note_en"):
            row[name] = keys.get(name) or getattr(document, name)
        row["grade"] = keys.get("grade") or self.source.grade
        for column in spec.columns:
            name = column.name
            if name in row or column.kind == "number" or name in ("row_id", "unit"):
                continue
            value = keys.get(name)
            if value is None or value == "":
                value = self._default(spec, column, keys)
            row[name] = value
        if "unit" in spec.column_names:
            row["unit"] = ""
        return row

    def _default(self, spec: TableSpec, column: ColumnSpec, keys: Mapping[str, Any]) -> Any:
        if column.kind == "date":
            return None
        rule = _DEFAULTS.get((spec.name, column.name))
        if rule is not None:
            return rule if isinstance(rule, str) else rule(keys)
        if column.name in _QUALITY_DEFAULTS:
            return _QUALITY_DEFAULTS[column.name]
        if column.name in _SPLIT_KEYS and column.required and spec.name != "projects":
            return "all"
        if not column.required:
            return ""
        raise RowRefusedError(
            column.name, "", f"nothing says the {column.name} ({column.meaning})", "fill in the cell or declare it"
        )
