from __future__ import annotations

import pandas as pd

from assessment.findings import Cell, Column, Period, Quantity, Table, Text
from assessment.report.language import Language
from assessment.report.page_sort import sort_kinds, sort_value
from assessment.report.references import References
from assessment.report.sources import Sources
from assessment.report.tables import Grid, lay_out_table


def grid(references: References, rows: list[tuple[Cell, ...]]) -> Grid:
    language = Language("vi")
    frame = pd.DataFrame(
        {f"c{place}": pd.Series(column, dtype=object) for place, column in enumerate(zip(*rows, strict=True))}
    )
    columns = tuple(Column(Text("common.column.value")) for _ in rows[0])
    return lay_out_table(
        Table("t", Text("common.column.value"), columns, frame),
        "1.1",
        "Bảng 1.1",
        Sources(references, language),
        language,
    )


def of(value: float | None, unit: str = "ha") -> Quantity:
    return Quantity(value, unit, reason=Text("common.reason.no_row"))


def test_numbers_of_one_unit_sort_and_those_of_several_do_not(references: References) -> None:
    found = grid(references, [("a", of(1.0), of(1.0)), ("b", of(None), of(2.0, "km")), ("c", None, of(3.0))])
    assert sort_kinds(found) == ("text", "number", "")


def test_numbers_among_words_do_not_sort_but_a_dash_is_no_word(references: References) -> None:
    found = grid(references, [("a", of(1.0), of(1.0)), ("b", "–", "some"), ("c", of(2.0), of(3.0))])
    assert sort_kinds(found) == ("text", "number", "")


def test_rows_that_belong_to_the_one_above_keep_their_places(references: References) -> None:
    assert sort_kinds(grid(references, [("a", of(1.0)), (None, of(2.0)), ("c", of(3.0))])) == ("", "")


def test_two_rows_need_no_order(references: References) -> None:
    assert sort_kinds(grid(references, [("a", of(1.0)), ("b", of(2.0))])) == ("", "")


def test_periods_sort_by_their_last_day() -> None:
    quarter = Period(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-03-31"), "quarter")
    half = Period(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-06-30"), "half")
    assert int(sort_value(quarter)) < int(sort_value(half))
    assert sort_value(Period(pd.NaT, pd.NaT, "undated")) == ""
