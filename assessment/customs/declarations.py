"""Monthly figures as rows of the tidy table `declarations`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import ibis.expr.types as ir  # type: ignore[import-untyped]
import pandas as pd

from assessment.customs.layout import SOURCE
from assessment.customs.monthly import KEYS, coded, in_force
from assessment.etl.ancillary import LINEAGE
from assessment.etl.declarations import load_sources
from assessment.etl.frames import build
from assessment.etl.observations import Observation
from assessment.etl.schema import TABLES
from assessment.sheets.periods import month_end

_TABLE = "declarations"
_RULE = "value in US dollars added up from these lines; the lines themselves stay in data/goods_lines"


def as_declarations(figures: pd.DataFrame, document: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return monthly figures as the tidy table `declarations`, and those it cannot hold.

    Parameters
    ----------
    figures
        What `monthly` gives by all its keys.
    document
        Key of the document, in `documents`, that the goods lines stand for.

    Returns
    -------
    tuple of DataFrame
        Rows of `declarations`; and the figures of which no line has a value in US dollars. A weight is given where that of every line
        is known, a value with a note where that of some lines is not.
    """
    valued = figures["lines_valued"] > 0
    rows = [_row(record, document) for record in figures[valued].to_dict("records")]
    columns = TABLES[_TABLE].columns
    for row in rows:
        row["row_id"] = Observation(_TABLE, row, []).row_id
    frame = build(columns, {column.name: [row[column.name] for row in rows] for column in columns})
    return frame, figures[~valued].reset_index(drop=True)


def places(lines: ir.Table) -> pd.DataFrame:
    """Return from which files and sheets each monthly figure is added up: `KEYS`, `file`, `sheet`, `lines`, `first` and `last` row.

    Parameters
    ----------
    lines
        All lines of the store; those that count are taken, as `monthly` does.
    """
    table = coded(in_force(lines))
    found = table.group_by([*KEYS, "file", "sheet"]).aggregate(
        lines=table.count(), first=table.row.min(), last=table.row.max()
    )
    frame: pd.DataFrame = found.order_by([*KEYS, "file", "sheet"]).to_pandas()
    return frame


def lineage_of(rows: pd.DataFrame, found: pd.DataFrame, sha256: Mapping[str, str]) -> pd.DataFrame:
    """Return the lineage of rows of `declarations`: files, sheets, first to last row and number of the lines behind each.

    A row has no one cell. Where several files or sheets are behind it, they stand side by side with `` | `` between them.

    Parameters
    ----------
    rows
        What `as_declarations` gives.
    found
        What `places` gives of the same lines.
    sha256
        Fingerprint of each file.
    """
    told = found.assign(
        period_start=pd.to_datetime(found["month"]).astype("datetime64[us]"),
        sha256=found["file"].map(sha256),
        cell=found["first"].astype(str) + ":" + found["last"].astype(str),
        raw=[f"{count:,} goods line{'s' if count > 1 else ''}" for count in found["lines"]],
    ).astype({"file": "str", "sheet": "str"})
    keys = ["period_start", *KEYS[1:]]
    joined = told.groupby(keys, sort=False)[["file", "sha256", "sheet", "cell", "raw"]].agg(" | ".join).reset_index()
    merged = rows[["row_id", *keys]].merge(joined, on=keys, how="left", validate="one_to_one")
    data = {name: merged[name].tolist() for name in ("row_id", "file", "sha256", "sheet", "cell", "raw")}
    count = len(merged)
    return build(LINEAGE, data | {"column": ["value_usd"] * count, "rule": [_RULE] * count})


@cache
def _grade() -> str:
    return load_sources()[SOURCE].grade


def _row(record: dict[object, object], document: str) -> dict[str, object]:
    given = {str(name): value for name, value in record.items()}
    start = pd.Timestamp(given["month"]).date()  # type: ignore[arg-type]
    spec = TABLES[_TABLE]
    row: dict[str, object] = {column.name: given[column.name] for column in spec.keys}
    numbers = {column.name: float(given[column.name]) for column in spec.values if given[column.name] is not None}  # type: ignore[arg-type]
    if given["lines_weighed"] != given["lines"]:
        numbers["weight_kg"] = float("nan")
    notes = {"note_vi": "", "note_en": ""}
    if given["lines_valued"] != given["lines"]:
        notes = {
            f"note_{language}": text.format(known=given["lines_valued"], lines=given["lines"])
            for language, text in _notes()["value"].items()
        }
    quality = {"status": "reported", "precision": "exact", "inferred": "", "grade": _grade()}
    period = {"period_start": start, "period_end": month_end(start.year, start.month), "frequency": "month"}
    return row | numbers | notes | quality | period | {"source": SOURCE, "document": document, "published": None}


@cache
def _notes() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("assessment").joinpath("customs", "notes.toml").read_text(encoding="utf-8"))
