"""What moved between one publication of a form and the next."""

from __future__ import annotations

from datetime import date

import pandas as pd

from assessment.etl import frames
from assessment.etl.ancillary import LAYOUTS
from assessment.etl.drift import describe_drift, drift
from assessment.etl.schema import TABLES

TRADE = TABLES["trade"]


def layouts(*lines: tuple[str, str, str]) -> pd.DataFrame:
    files, kinds, texts = zip(*lines, strict=True)
    return frames.build(LAYOUTS, {"file": files, "table": ["export"] * len(lines), "kind": kinds, "text": texts})


def figures(*rows: tuple[str, date, float, int]) -> dict[str, pd.DataFrame]:
    """Trade figures as (document, published, value, month of 2024)."""
    columns = {
        "row_id": [str(number) for number in range(len(rows))],
        "source": ["books"] * len(rows),
        "document": [f"books:{row[0]}" for row in rows],
        "published": [row[1] for row in rows],
        "value": [row[2] for row in rows],
        "unit": ["usd_million"] * len(rows),
        "commodity": ["ca_phe"] * len(rows),
        "period_start": [date(2024, row[3], 1) for row in rows],
        "period_end": [date(2024, row[3], 28) for row in rows],
        "frequency": ["month"] * len(rows),
    }
    empty = {name: frames.build(spec.columns, {}) for name, spec in TABLES.items()}
    return {**empty, "trade": frames.build(TRADE.columns, columns)}


def test_a_header_that_came_and_a_label_that_went_are_told_against_the_file_before() -> None:
    lines = layouts(
        ("b/2024-01.xlsx", "header", "thuc hien {period}"),
        ("b/2024-01.xlsx", "label", "gạo"),
        ("b/2024-02.xlsx", "header", "thuc hien {period}"),
        ("b/2024-02.xlsx", "header", "so bo {period}"),
    )
    found = drift(lines, {"b/2024-01.xlsx": "books", "b/2024-02.xlsx": "books"}, figures())
    told = {(row.kind, row.old, row.new) for row in found.itertuples()}
    assert told == {("header", "", "so bo {period}"), ("label", "gạo", "")}
    assert set(found["before"]) == {"b/2024-01.xlsx"}


def test_files_of_different_sources_are_not_compared() -> None:
    lines = layouts(("a.xlsx", "label", "gạo"), ("b.xlsx", "label", "chè"))
    assert drift(lines, {"a.xlsx": "one", "b.xlsx": "other"}, figures()).empty


def test_restated_figures_are_counted_with_the_largest() -> None:
    rows = [("d1", date(2024, 2, 1), 100.0, 1), ("d2", date(2024, 3, 1), 110.0, 1), ("d2", date(2024, 3, 1), 50.0, 2)]
    found = drift(layouts(("a", "unit", "x")), {}, figures(*rows))
    (line,) = found.to_dict("records")
    assert (line["kind"], line["old"], line["new"]) == ("restated", "100", "110")
    assert "1 of 1 figures restated, most 10.0%" in line["what"]


def test_a_series_that_jumps_by_a_thousand_is_told() -> None:
    rows = [("d1", date(2024, 2, 1), 1.5, 1), ("d2", date(2024, 3, 1), 1600.0, 2), ("d3", date(2024, 4, 1), 1700.0, 3)]
    found = drift(layouts(("a", "unit", "x")), {}, figures(*rows))
    (line,) = found.to_dict("records")
    assert (line["kind"], line["old"], line["new"], line["file"]) == ("jump", "1.5", "1600", "books:d2")
    assert "ca_phe" in next(describe_drift(found))
