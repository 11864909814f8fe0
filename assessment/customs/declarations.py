"""Monthly figures as rows of the tidy table `declarations`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import pandas as pd

from assessment.customs.layout import SOURCE
from assessment.etl.declarations import load_sources
from assessment.etl.frames import build
from assessment.etl.observations import Observation
from assessment.etl.schema import TABLES
from assessment.sheets.periods import month_end

_TABLE = "declarations"


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
