"""From the rows of a found table to observations: a record gives one each, a row of a matrix one for every value column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from assessment.etl.declarations import COMPANION_KEYS, Source, TableRule
from assessment.etl.documents import Documents
from assessment.etl.keys import PERIOD_KEYS, SEVERAL, RowKeys
from assessment.etl.lineage import AS_PRINTED, Origin, unit_rule
from assessment.etl.problems import RowRefusedError, Sink
from assessment.etl.report_rules import IGNORED
from assessment.etl.schema import TABLES, ColumnSpec
from assessment.sheets.headings import read_heading
from assessment.sheets.numbers import MISSING_MARKS, scale
from assessment.sheets.periods import Period
from assessment.sheets.tables import FoundTable
from assessment.sheets.workbook import Sheet, as_text, is_blank

# Table, and source, document, keys and quality; the tables know a row by the hash of it.
Identity: TypeAlias = tuple[str, tuple[Any, ...]]

_ONE = Decimal(1)
_PRINTED = frozenset(("value", "capital"))
_SCALED = _PRINTED | {"implemented"}
# Things counted one by one are never rounded; their totals must be exact.
_COUNTED = frozenset(
    ("project", "count", "vehicle", "declaration", "enterprise", "gates", "units", "zones", "parks", "clusters")
)


@dataclass(slots=True)
class Observation:
    """A row of a tidy table in the making: its columns, the cells behind it, and the number as printed."""

    table: str
    row: dict[str, Any]
    origins: list[Origin]
    printed: float | None = None
    factor: Decimal = _ONE
    companions: dict[str, Any] = field(default_factory=dict)
    _identity: Identity | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def counted(self) -> bool:
        """Return whether the number counts things one by one."""
        return self.row.get("unit") in _COUNTED and self.factor == 1

    @property
    def identity(self) -> Identity:
        """What makes the row the same one in every refresh; by it figures of one file are told apart."""
        if self._identity is None:
            self._identity = TABLES[self.table].identity(self.row)
        return self._identity

    @property
    def row_id(self) -> str:
        """The hash of the identity, under which the tables know the row."""
        table, (source, document, *others) = self.identity
        parts = [part if isinstance(part, str) else _as_str(part) for part in (source, document, table, *others)]
        return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()[:16]


# The same days come in every row of a table.
_as_str = lru_cache(maxsize=4096)(str)


class TableReader:
    """Reads one found table into observations; what it cannot read goes to the sink."""

    def __init__(
        self, source: Source, rule: TableRule, sheet: Sheet, found: FoundTable, documents: Documents, sink: Sink
    ) -> None:
        self.source, self.rule, self.sheet, self.found = source, rule, sheet, found
        self.documents, self.sink = documents, sink
        self.column_of = {key: col for col, key in found.columns.items() if key != IGNORED}
        self.keys = RowKeys(source, rule)
        self.title_day = self._title_day()
        # A row with several blocks of figures ("fdi.capital", "domestic.capital") is read once for each block.
        self.blocks = [self._block(name) for name in rule.blocks]

    def read(self) -> Iterator[Observation]:
        """Yield the observations of the table in the order of its cells."""
        values = dict(self._value_columns())
        for row in range(self.found.start, self.found.end):
            if row in self.sheet.hidden_rows:
                continue
            try:
                if self.rule.layout == "matrix":
                    yield from self._matrix_row(row, values)
                else:
                    yield from self._blocks(row) if self.blocks else self._record(row)
            except RowRefusedError as refused:
                col = self.column_of.get(refused.key, min(self.sheet.filled(row), default=0))
                self.sink.reject(
                    self.sheet.name, row, col, refused.raw or self._text(row, col), refused.problem, refused.remedy
                )

    def _block(self, name: str) -> TableReader:
        """Return the reader of one block of columns, with what the declaration says of the block."""
        parts = {col: key.partition(".") for col, key in self.found.columns.items()}
        columns = {col: key[2] or key[0] for col, key in parts.items() if not key[2] or key[0] == name}
        constants = {**self.rule.constants, **self.rule.blocks[name]}
        found, rule = replace(self.found, columns=columns), replace(self.rule, constants=constants, blocks={})
        return TableReader(self.source, rule, self.sheet, found, self.documents, self.sink)

    def _blocks(self, row: int) -> Iterator[Observation]:
        own = {key for key in self.column_of if key.partition(".")[0] in self.rule.blocks}
        for name, reader in zip(self.rule.blocks, self.blocks, strict=True):
            cells = [self.sheet.rows[row][self.column_of[key]] for key in own if key.startswith(f"{name}.")]
            if not all(cell in MISSING_MARKS or is_blank(cell) for cell in cells):
                yield from reader._record(row)

    def document_keys(self, row: int) -> dict[str, Any]:
        """Return one row of a list of sources.

        Raises
        ------
        RowRefusedError
            If a required cell is empty or a word is unknown.
        """
        given = self._given(row)
        for key in self.found.form.required:
            if key not in given:
                raise RowRefusedError(key, "", f"nothing stands under the required column {key}", "fill in the cell")
        return {key: self.keys.value_of("", key, raw, None) for key, raw in given.items()}

    def _text(self, row: int, col: int) -> str:
        return as_text(self.sheet.rows[row][col])

    def _given(self, row: int) -> dict[str, Any]:
        """Return the cells of a row that hold something, by column key; a stock without a day is of the day in the title."""
        cells = self.sheet.rows[row]
        given = {key: cells[col] for key, col in self.column_of.items() if not is_blank(cells[col])}
        if self.title_day and not PERIOD_KEYS & set(given):
            given["period"] = self.title_day
        return given

    def _title_day(self) -> date | None:
        """Return the last day the lines between title and header tell, where the table holds stocks and no column of days."""
        if (
            self.keys.constants.get("frequency") != "stock"
            or PERIOD_KEYS & set(self.column_of)
            or not self.found.header_rows
        ):
            return None
        rows = self.sheet.rows[self.found.title[0] : self.found.header_rows[0]]
        periods = read_heading(" ".join(as_text(value) for cells in rows for value in cells)).periods
        return periods[-1].end if periods and periods[-1].end.year > 1 else None

    # ---------------------------------------------------------------- records

    def _record(self, row: int) -> Iterator[Observation]:
        given = self._given(row)
        if any(self.keys.is_left_out(self.rule.into, key, raw) for key, raw in given.items()):
            self.sink.note(self.sheet.name, row, min(self.sheet.filled(row)), "the row is left out on purpose")
            return
        spec, fixed = self.keys.target(given)
        for key in self.found.form.required:
            if key not in given and key not in self.keys.constants and not (key == "value" or key in PERIOD_KEYS):
                raise RowRefusedError(key, "", f"nothing stands under the required column {key}", "fill in the cell")
        keys = self.keys.read(spec, given, fixed)
        complete = self.keys.complete(spec, keys, self.documents.find(keys, self.source))
        numbers = [column for column in spec.values if column.kind == "number"]
        observation = Observation(spec.name, complete, [])
        for column in numbers:
            if not self._number(row, column, given, observation, keys) and column.required:
                self.sink.missing += 1
                return
        if not observation.origins:
            key = next((key for key in (*spec.key_names, *complete) if key in self.column_of), "")
            col = self.column_of.get(key, 0)
            observation.origins.append(self._origin(key, row, col))
        several = [key for key, raw in given.items() if observation.row.get(key) == SEVERAL and ";" in as_text(raw)]
        observation.origins += [self._origin(key, row, self.column_of[key], "several of them") for key in several]
        observation.companions = self._companions(row, given)
        observation.origins += [self._origin(key, row, self.column_of[key]) for key in observation.companions]
        yield observation

    def _number(
        self, row: int, column: ColumnSpec, given: Mapping[str, Any], observation: Observation, keys: Mapping[str, Any]
    ) -> bool:
        number = self.keys.number(column.name, given.get(column.name))
        if number is None:
            observation.row[column.name] = None
            return False
        unit, factor, word = self.keys.unit(keys, "") if column.name in _SCALED else ("", Decimal(1), "")
        origin = self._origin(column.name, row, self.column_of[column.name], unit_rule(factor, word, unit))
        observation.row[column.name] = scale(number, factor)
        observation.origins.append(origin)
        if column.name in _SCALED:
            observation.row["unit"] = unit
        if column.name in _PRINTED:
            observation.printed, observation.factor = number, factor
        return True

    def _companions(self, row: int, given: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in COMPANION_KEYS:
            if key in given:
                found[key] = (
                    self.keys.name("", key, given[key]) if key == "growth_base" else self.keys.number(key, given[key])
                )
        return found

    # ----------------------------------------------------------------- matrix

    def _value_columns(self) -> Iterator[tuple[int, tuple[str, Any]]]:
        """Yield the columns that spread the table across a key, with the key's value; unknown headers are rejected."""
        for col, texts in self.found.others.items():
            row = self.found.header_rows[0]
            shown = as_text(texts[0])
            if self.rule.layout == "records":
                line = f"{self.rule.id},{shown},<key>,,"
                remedy = f"add a line to assessment/sources/{self.source.id}/columns.csv: {line} (key `{IGNORED}` to leave it out)"
                self.sink.reject(self.sheet.name, row, col, shown, f"unknown header {shown!r}", remedy)
                continue
            try:
                yield col, self._header(texts)
            except RowRefusedError as refused:
                self.sink.reject(self.sheet.name, row, col, shown, refused.problem, refused.remedy)

    def _header(self, texts: tuple[Any, ...]) -> tuple[str, Any]:
        across = self.rule.across
        found = [self.keys.value_of(self._table_hint(), across, text, None) for text in texts]
        if any(other != found[0] for other in found):
            shown = " / ".join(as_text(text) for text in texts)
            raise RowRefusedError(
                across, shown, f"header {shown!r} means {' and '.join(map(str, found))}", "correct entities.csv"
            )
        return across, found[0]

    def _table_hint(self) -> str:
        return self.rule.into if self.rule.into in TABLES else ""

    def _matrix_row(self, row: int, values: Mapping[int, tuple[str, Any]]) -> Iterator[Observation]:
        cells = self.sheet.rows[row]
        given = self._given(row)
        spec = TABLES[self.rule.into]
        filled = {col: cells[col] for col in values if not is_blank(cells[col])}
        self.sink.missing += len(values) - len(filled)
        if not filled:
            return
        for key in self.found.form.required:
            if key not in given:
                raise RowRefusedError(
                    key, "", f"a row with numbers has nothing under the required column {key}", "fill in the cell"
                )
        across = self.rule.across
        first = next(iter(filled))
        keys = self.keys.read(spec, given, {across: values[first][1]})
        base = self.keys.complete(spec, keys, self.documents.find(keys, self.source))
        for col, cell in filled.items():
            value = values[col][1]
            try:
                number = self.keys.number("value", cell)
                spread = self._spread(keys, value)
                unit, factor, word = self.keys.unit(keys, "" if across == "period" else value)
            except RowRefusedError as refused:
                self.sink.reject(
                    self.sheet.name, row, col, refused.raw or as_text(cell), refused.problem, refused.remedy
                )
                continue
            if number is None:
                self.sink.missing += 1
                continue
            complete = {**base, **spread}
            complete["unit"], complete["value"] = unit, scale(number, factor)
            origin = self._origin("value", row, col, unit_rule(factor, word, unit))
            yield Observation(spec.name, complete, [origin], number, factor)

    def _spread(self, keys: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return what a value column says about its cells."""
        if isinstance(value, Period):
            return {**self.keys.period({**keys, "period": value}), "status": value.mark or self.keys.firm(keys)}
        return {self.rule.across: value}

    def _origin(self, column: str, row: int, col: int, rule: str = AS_PRINTED) -> Origin:
        raw, correction = self.sink.corrected.get((self.sheet.name, row, col), (None, ""))
        return Origin(column, row, col, self._text(row, col) if raw is None else raw, rule, correction)
