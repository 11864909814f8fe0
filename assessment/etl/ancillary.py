"""What is stored beside the tidy tables: publications, lineage, controls, rejects, notes, files, and what changed."""

from __future__ import annotations

from assessment.etl.schema import SOURCE_CLASSES, ColumnSpec, text_column

DOCUMENTS = (
    text_column("document", "key of the publication"),
    text_column("title", "title as published"),
    text_column("publisher", "site or office that published it"),
    text_column("url", "web address; several are separated by ` | `", required=False),
    text_column(
        "published", "day of publication as far as printed: 2024-02-06, 2024-02, 2024 or empty", required=False
    ),
    text_column("source_class", "official, legal_text, press or secondary", SOURCE_CLASSES),
)

LINEAGE = (
    text_column("row_id", "row of a tidy table"),
    text_column("column", "column of that row"),
    text_column("file", "file below data/raw"),
    text_column("sha256", "fingerprint of the file that was read"),
    text_column("sheet", "sheet"),
    text_column("cell", "address a person sees in Excel; of figures added up from goods lines the first and last row"),
    text_column("raw", "text or number as it stands in the cell; of figures added up from goods lines their number"),
    text_column("rule", "how the value follows from the cell"),
    text_column("correction", "id of the correction applied", required=False),
)

CONTROLS = (
    text_column("file", "file below data/raw"),
    text_column("sheet", "sheet"),
    text_column("cell", "cell of the printed total"),
    text_column("what", "total and what it should equal"),
    ColumnSpec("printed", "number", "printed total"),
    ColumnSpec("computed", "number", "sum of the parts"),
    text_column("kind", "exact, rounding or mismatch", ("exact", "rounding", "mismatch")),
)

REJECTS = (
    text_column("file", "file below data/raw"),
    text_column("sheet", "sheet", required=False),
    text_column("cell", "cell", required=False),
    text_column("raw", "text as it stands in the cell", required=False),
    text_column("problem", "what is wrong and what was expected"),
    text_column("remedy", "what to do"),
)

NOTES = (
    text_column("file", "file below data/raw"),
    text_column("sheet", "sheet", required=False),
    text_column("cell", "cell", required=False),
    text_column(
        "note",
        "what was seen and needs no action: a figure listed twice, a sheet that is hidden or known not to be read",
    ),
)

LAYOUTS = (
    text_column("file", "file below data/raw"),
    text_column("table", "table of the declaration"),
    text_column("kind", "header, label or unit", ("header", "label", "unit")),
    text_column("text", "the text, periods taken out", required=False),
)

DRIFT = (
    text_column("source", "id of the source declaration"),
    text_column("table", "table of the declaration, for figures the tidy table"),
    text_column("file", "file or document in which the form changed"),
    text_column("before", "file or document it is compared with: the one published before"),
    text_column(
        "kind",
        "header, label or unit changed; figures restated; a series that jumps as if its unit had changed",
        ("header", "label", "unit", "restated", "jump"),
    ),
    text_column("what", "what changed"),
    text_column("old", "before", required=False),
    text_column("new", "after", required=False),
)

UNKNOWN_CODES = (
    text_column("kind", "regime, office, gate, partner or unit", ("regime", "office", "gate", "partner", "unit")),
    text_column(
        "code", "code that is in no list of assessment/customs/codes; empty where a line states none", required=False
    ),
    ColumnSpec("first", "date", "first day it is used on"),
    ColumnSpec("last", "date", "last day it is used on"),
    ColumnSpec("lines", "number", "goods lines with it, all counted in the figures"),
    ColumnSpec("value_usd", "number", "their value in US dollars as far as it is known", required=False),
)

COMPANIONS = (
    text_column("row_id", "row of a tidy table beside which the figures were printed"),
    ColumnSpec("growth_percent", "number", "published growth, as a change in percent", required=False),
    text_column("growth_base", "what the growth is against: same_period, previous_period or other", required=False),
    ColumnSpec("plan_percent", "number", "published achievement of the plan in percent", required=False),
)

FILES = (
    text_column("file", "file below data/raw"),
    text_column("source", "id of the source declaration; empty where none claims the file", required=False),
    text_column("sha256", "fingerprint of the file; empty where none claims it", required=False),
    ColumnSpec("size", "number", "bytes"),
    text_column(
        "mtime_ns",
        "time of last change in nanoseconds; with the size it tells whether the file must be looked at again",
    ),
    ColumnSpec(
        "rows",
        "number",
        "rows taken into the tidy tables; of an export of goods lines the lines taken into their store",
    ),
    ColumnSpec("missing", "number", "cells with a missing mark instead of a number"),
    text_column(
        "state", "read, kept (could not be read: the last good reading stands) or failed", ("read", "kept", "failed")
    ),
    text_column("digest", "fingerprint of the declaration and of the reader it was read with", required=False),
    text_column("fragment", "reading the rows come from; empty where there is none", required=False),
    text_column("attempt", "last reading, good or not: its rejects are those of the file", required=False),
    text_column("read_at", "when the file was last read, UTC", required=False),
)

DIFF = (
    text_column("table", "tidy table"),
    text_column("row_id", "row"),
    text_column("change", "added, vanished or changed", ("added", "vanished", "changed")),
    text_column("what", "natural key of the row in words"),
    text_column("column", "column that changed; empty for a row that came or went", required=False),
    text_column("old", "before", required=False),
    text_column("new", "after", required=False),
)

RESTATEMENTS = (
    text_column("state", "state in which it was found"),
    text_column("table", "tidy table"),
    text_column("row_id", "row with the new value"),
    text_column("kind", "changed in its file, or published again by the same publisher", ("changed", "published")),
    text_column("source", "id of the source declaration"),
    text_column("file", "file below data/raw", required=False),
    text_column("what", "natural key of the row in words"),
    text_column("column", "column that was restated"),
    ColumnSpec("old", "number", "before"),
    ColumnSpec("new", "number", "after"),
    text_column("unit", "canonical unit", required=False),
    ColumnSpec("change", "number", "size of the change as a share of the old value; infinite from zero"),
    ColumnSpec("limit", "number", "declared share above which it is an alert"),
)

FILE_HISTORY = (
    text_column("state", "state in which it was seen"),
    text_column("at", "when, UTC"),
    text_column("file", "file below data/raw"),
    text_column("source", "id of the source declaration", required=False),
    text_column(
        "change",
        "new, changed under the same name, renamed with the same content, or gone",
        ("new", "changed", "renamed", "gone"),
    ),
    text_column("before", "name before", required=False),
    text_column("sha256", "fingerprint now; empty for a file that is gone", required=False),
    text_column("sha256_before", "fingerprint before", required=False),
    text_column("since", "when the content before was first seen, UTC", required=False),
)

HISTORY = (
    text_column("state", "state in which the row was replaced or vanished"),
    text_column("fate", "replaced or vanished", ("replaced", "vanished")),
)

ANCILLARY: dict[str, tuple[ColumnSpec, ...]] = {
    "documents": DOCUMENTS,
    "lineage": LINEAGE,
    "controls": CONTROLS,
    "rejects": REJECTS,
    "notes": NOTES,
    "unknown_codes": UNKNOWN_CODES,
    "companions": COMPANIONS,
    "layouts": LAYOUTS,
    "drift": DRIFT,
    "files": FILES,
    "diff": DIFF,
    "restatements": RESTATEMENTS,
    "file_history": FILE_HISTORY,
}
