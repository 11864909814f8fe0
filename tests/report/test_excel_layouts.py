"""Where each number of a figure stands, and at which day a period is drawn."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.findings import Cell, Period
from assessment.report.excel_layouts import is_year, middle
from assessment.report.language import Language
from tests.report.annex_figures import table_of

from .demo_figures import both, quantity, year

DAY = pd.Timestamp("2025-07-31")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (2024, "2024-07-02"),
        (year(2024), "2024-07-01"),
        (Period(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-06-30"), "half"), "2025-04-01"),
        (Period(DAY, DAY, "stock"), "2025-07-31"),
        (pd.Timestamp("2025-07-31 10:00"), "2025-07-31"),
    ],
)
def test_a_period_is_drawn_in_its_middle_and_a_stock_on_its_day(cell: Cell, day: str) -> None:
    assert middle(cell) == pd.Timestamp(day)


@pytest.mark.parametrize("cell", [both("Chi Ma"), "Chi Ma", 12, None, Period(pd.NaT, pd.NaT, "undated")])
def test_what_is_no_time_has_no_day(cell: Cell) -> None:
    assert middle(cell) is None
    assert not is_year(cell)


def test_each_row_of_the_data_has_its_address(vi: Language) -> None:
    rows = [(year(2023), quantity(1.0), both("a")), (year(2024), quantity(2.0), both("a"))]
    table = table_of(vi, "lines", rows)
    assert sorted(table.addresses) == [0, 1]
    assert len({address for places in table.addresses.values() for address in places}) >= 2


def test_a_reference_is_a_column_with_the_same_number_in_every_row(vi: Language) -> None:
    rows = [(year(2023), quantity(1.0), both("a")), (year(2024), quantity(2.0), both("a"))]
    table = table_of(vi, "lines", rows, references=[{"value": quantity(1.5), "label": both("Kế hoạch")}])
    (reference,) = table.of("reference")
    assert table.numbers(reference.index) == [1.5, 1.5]
