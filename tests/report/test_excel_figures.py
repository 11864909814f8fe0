"""The data of a figure as a table: a cell that a chart would draw as zero is empty, and what is not drawn is told."""

from __future__ import annotations

import pandas as pd

from assessment.findings import Column, Table, Text, not_determinable
from assessment.report.excel_charts import native_charts
from assessment.report.excel_figures import _Uncited, same_numbers
from assessment.report.language import Language
from assessment.report.tables import lay_out_table
from tests.report.annex_figures import laid_figure, table_of

from .demo_figures import both, quantity

A, B = both("Hữu Nghị"), both("Chi Ma")
X, Y = both("Xuất khẩu"), both("Nhập khẩu")
ROWS = [(A, quantity(3.0), X), (B, quantity(4.0), X), (A, quantity(-1.5), Y)]
OPEN = not_determinable(Text("common.reason.no_row"), "usd_million")


def test_a_row_a_name_and_a_column_a_series(vi: Language) -> None:
    table = table_of(vi, "grouped_bars", ROWS)
    assert [row[0].text for row in table.grid.rows] == ["Hữu Nghị", "Chi Ma"]
    first, second = table.of("value")
    assert (table.numbers(first.index), table.numbers(second.index)) == ([3.0, 4.0], [-1.5, None])
    assert table.known(first, second) == [3.0, 4.0, -1.5]
    assert table.units == ("usd_million",)


def test_what_is_not_known_is_an_empty_cell_and_named_in_a_note(vi: Language) -> None:
    table = table_of(vi, "grouped_bars", [*ROWS, (B, OPEN, Y)])
    second = table.of("value")[1]
    assert table.grid.rows[1][second.index].text == ""
    assert any("Chi Ma" in note for note in table.grid.notes)


def test_a_unit_has_columns_of_its_own(vi: Language) -> None:
    table = table_of(vi, "grouped_bars", [*ROWS, (A, quantity(9.0, "vehicle"), both("Xe"))])
    assert [column.unit for column in table.of("value", "vehicle")] == ["vehicle"]


def test_numbers_are_the_same_only_with_value_unit_and_origin(vi: Language) -> None:
    laid = laid_figure(vi, "grouped_bars", ROWS)
    cells = [quantity(3.0), quantity(4.0, "vehicle"), quantity(-1.5)]
    frame = pd.DataFrame({"value": pd.Series(cells, dtype=object)})
    grid = lay_out_table(
        Table("t", Text("demo.title"), (Column(Text("common.column.value")),), frame), "1.1", "Bảng 1.1", _Uncited(), vi
    )
    assert same_numbers(grid, laid) == 2


def test_a_series_without_any_number_stands_in_the_table_and_not_in_the_chart(vi: Language) -> None:
    table = table_of(vi, "stacked_bars", [*ROWS[:2], (A, OPEN, Y), (B, OPEN, Y)])
    assert len(table.grid.headers) == 3
    assert [column.series for column in table.of("value")] == ["Xuất khẩu"]
    assert len(native_charts(table)) == 1
