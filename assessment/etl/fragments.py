"""The rows of one file as tables: what a state keeps of a file until the file or its declaration changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
import pyarrow as pa

from assessment.etl import frames
from assessment.etl.ancillary import COMPANIONS, CONTROLS, LAYOUTS, LINEAGE, NOTES, REJECTS
from assessment.etl.ancillary import DOCUMENTS as DOCUMENT_COLUMNS
from assessment.etl.documents import Documents
from assessment.etl.layouts import SheetReading, layout_lines
from assessment.etl.lineage import LineageRow
from assessment.etl.observations import Observation
from assessment.etl.problems import Sink
from assessment.etl.schema import TABLES
from assessment.etl.totals import ControlRow


@dataclass
class FileRows:
    """The rows of one file as read: with their sheet, beside the controls, documents, rejects and notes."""

    sink: Sink
    documents: Documents
    taken: list[tuple[str, Observation]] = field(default_factory=list)
    controls: list[ControlRow] = field(default_factory=list)
    sheets: list[SheetReading] = field(default_factory=list)


@dataclass
class Fragment:
    """What one file gives: the tidy tables and the tables beside them, by name, as Arrow tables and as frames."""

    arrow: dict[str, pa.Table]
    missing: int = 0
    good: bool = True
    sheets: list[SheetReading] = field(default_factory=list)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables as frames."""
        return {name: frames.as_frame(table) for name, table in self.arrow.items()}

    @property
    def rows(self) -> int:
        """Rows in the tidy tables."""
        return sum(table.num_rows for name, table in self.arrow.items() if name in TABLES)


def fragment_of(read: FileRows, sha256: str) -> Fragment:
    """Put the rows of a file into tables; rows that break the schema of their table become rejects."""
    sink, taken = read.sink, read.taken
    tables: dict[str, pa.Table] = {}
    for _, observation in taken:
        observation.row["row_id"] = observation.row_id
    for name, spec in TABLES.items():
        rows = [(sheet, observation) for sheet, observation in taken if observation.table == name]
        if not rows:
            continue
        as_read = [observation.row for _, observation in rows]
        data = {name: [row.get(name) for row in as_read] for name in (column.name for column in spec.columns)}
        table = frames.arrow(spec.columns, data)
        bad = {} if frames.surely_sound(spec, data) else frames.faults(spec, frames.as_frame(table))
        for position, problem in bad.items():
            sheet, observation = rows[position]
            origin = observation.origins[0]
            sink.reject(
                sheet, origin.row, origin.col, origin.raw, f"{name}: {problem}", "correct the row or its declaration"
            )
        if bad:
            table = table.take([position for position in range(len(rows)) if position not in bad])
            refused = {id(rows[position][1]) for position in bad}
            taken = [(sheet, observation) for sheet, observation in taken if id(observation) not in refused]
        tables[name] = table
    lineage = [
        LineageRow.of(observation.row["row_id"], origin, sink.file, sha256, sheet)
        for sheet, observation in taken
        for origin in observation.origins
    ]
    beside = [{"row_id": o.row["row_id"], **o.companions} for _, o in taken if o.companions]
    companions = {c.name: [_companion(row, c) for row in beside] for c in COMPANIONS}
    tables["companions"] = frames.arrow(COMPANIONS, companions)
    for name, columns, records in (
        ("lineage", LINEAGE, lineage),
        ("documents", DOCUMENT_COLUMNS, list(read.documents)),
        ("controls", CONTROLS, read.controls),
        ("rejects", REJECTS, sink.rejects),
        ("notes", NOTES, sink.notes),
        ("layouts", LAYOUTS, layout_lines(sink.file, read.sheets)),
    ):
        tables[name] = frames.arrow(columns, frames.attributes(columns, records))
    return Fragment(tables, sink.missing, not sink.failed, read.sheets)


def _companion(row: dict[str, object], column: object) -> object:
    name = str(getattr(column, "name", ""))
    return row.get(name, "" if getattr(column, "kind", "") == "text" else None)
