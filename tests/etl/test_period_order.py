"""Periods of a report that do not go together are told; those of agencies' books do."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.etl.lineage import Origin
from assessment.etl.observations import Observation
from assessment.etl.period_order import periods_apart

FEB, APR, MAY, BEFORE = date(2024, 2, 29), date(2024, 4, 30), date(2024, 5, 31), date(2023, 5, 31)


def figure(col: int, end: date | None, frequency: str = "month", status: str = "final", row: int = 5) -> Observation:
    keys = dict.fromkeys(("scope", "flow", "geography", "gate", "partner", "commodity", "regime", "measure"), "all")
    told = keys | {"frequency": frequency, "period_start": None, "period_end": end, "status": status}
    return Observation("trade", told, [Origin("value", row, col, "1")])


@pytest.mark.parametrize("ends", [(APR, MAY), (BEFORE, APR, MAY), (date(2023, 12, 31), date(2024, 1, 31)), (None,), ()])
def test_periods_that_go_together(ends: tuple[date | None, ...]) -> None:
    assert periods_apart([figure(col, end) for col, end in enumerate(ends)]) == ""


def test_a_month_that_is_neither_the_last_nor_that_of_the_year_before() -> None:
    assert "02/2024 and 05/2024" in periods_apart([figure(1, FEB), figure(2, MAY)])


def test_one_period_with_two_statuses() -> None:
    told = periods_apart([figure(1, MAY, status="estimate"), figure(2, MAY, status="final")])
    assert told == "two headers give the period that ends on 31/05/2024 with another status"


def test_columns_out_of_order_are_told_and_another_row_does_not_hide_them() -> None:
    assert periods_apart([figure(1, MAY), figure(2, APR)]) == "the periods of its headers do not follow one another"
    assert periods_apart([figure(1, MAY), figure(2, APR, row=6)]) == ""
