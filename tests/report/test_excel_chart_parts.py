"""References of charts to cells, and axes with round steps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl.chart import BarChart

from assessment.report.excel_chart_parts import (
    by_category,
    cells,
    error_bars,
    from_zero,
    hide_entries,
    legend_room,
    numbers,
    scale,
)
from assessment.report.language import Language
from assessment.report.tables import ANNEX_HEADER_ROW
from tests.report.annex_figures import table_of

from .demo_figures import both, quantity

ROWS = [(both("a"), quantity(3.0), both("x")), (both("b"), quantity(4.0), both("x"))]
FIRST = ANNEX_HEADER_ROW + 1


def axis() -> Any:
    return SimpleNamespace(scaling=SimpleNamespace(logBase=None, min=None, max=None), majorUnit=None, number_format="")


def test_cells_are_those_of_the_sheet_of_the_figure(vi: Language) -> None:
    table = table_of(vi, "grouped_bars", ROWS)
    assert cells(table, 1) == f"'{table.grid.label}'!$B${FIRST}:$B${FIRST + 1}"
    assert numbers(table, 1, range(1, 2)).numRef.f.endswith(f"!$B${FIRST + 1}:$B${FIRST + 1}")


def test_a_series_takes_name_labels_and_numbers_from_cells(vi: Language) -> None:
    table = table_of(vi, "grouped_bars", ROWS)
    series = by_category(table, table.of("value")[0])
    assert series.tx.strRef.f == f"'{table.grid.label}'!$B${ANNEX_HEADER_ROW}"
    assert series.cat.strRef.f == cells(table, 0)
    assert series.val.numRef.f == cells(table, 1)
    bars = error_bars(table, (1, 1), "#0072B2", "y")
    assert (bars.errValType, bars.plus.numRef.f) == ("cust", cells(table, 1))


@pytest.mark.parametrize(("values", "zero"), [((3.0, 4.0), True), ((-2.0, 7.5), True), ((96.0, 104.0), False)])
def test_an_axis_holds_its_values_with_ends_on_its_steps(vi: Language, values: tuple[float, ...], zero: bool) -> None:
    found = axis()
    scale(table_of(vi, "grouped_bars", ROWS), found, values, zero=zero)
    low, high, step = found.scaling.min, found.scaling.max, found.majorUnit
    assert low <= min(values) < max(values) <= high
    assert (low <= 0 <= high) == zero
    assert all(abs(end / step - round(end / step)) < 1e-6 for end in (low, high))


def test_a_logarithmic_axis_begins_at_a_power_of_ten(vi: Language) -> None:
    found = axis()
    scale(table_of(vi, "horizontal_bars", ROWS, log=True), found, [3.0, 4000.0])
    assert (found.scaling.logBase, found.scaling.min) == (10, 1.0)


@pytest.mark.parametrize(("values", "expected"), [([1.0, 9.0], True), ([90.0, 100.0], False), ([-1.0, 5.0], True)])
def test_lines_far_from_zero_do_not_start_there(vi: Language, values: list[float], expected: bool) -> None:
    assert from_zero(table_of(vi, "grouped_bars", ROWS), values) is expected


def test_the_legend_takes_room_for_long_names_and_leaves_out_what_is_hidden() -> None:
    assert legend_room(["a", "b"]) == 0
    assert legend_room(["x" * 70] * 3) > legend_room(["x" * 70] * 2) > 0
    chart = BarChart()
    hide_entries(chart, [1, 2])
    assert [(entry.idx, entry.delete) for entry in chart.legend.legendEntry] == [(1, True), (2, True)]
