"""Quantities and what may be computed from them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.findings import Column, Quantity, Table, Text, beside_row, derive, not_determinable

THROUGH = Quantity(51990.563, "usd_million", ("b2",))
DECLARED = Quantity(4975.0, "usd_million", ("a1",))


def share(part: float, whole: float) -> float:
    return 100 * part / whole


def test_the_capture_share_of_2023() -> None:
    found = derive("share", "percent", share, DECLARED, THROUGH, decimals=2)
    assert found.value == pytest.approx(9.569044, abs=1e-6)
    assert (found.unit, found.rows, found.formula, found.decimals) == ("percent", ("a1", "b2"), "share", 2)
    assert (found.status, found.precision, found.inferred) == ("reported", "exact", "")


def test_the_value_stays_unrounded() -> None:
    found = derive("share", "percent", share, DECLARED, THROUGH).rounded_to(0)
    assert found.decimals == 0
    assert found.value == pytest.approx(9.569044, abs=1e-6)


def test_a_derived_number_is_as_weak_as_its_weakest_input() -> None:
    weak = Quantity(1.0, "ha", ("c3",), status="estimate", precision="over", inferred="period")
    weaker = Quantity(2.0, "ha", ("d4",), status="plan", inferred="scope, period")
    found = derive("sum", "ha", lambda *values: sum(values), Quantity(3.0, "ha", ("e5",), status="final"), weak, weaker)
    assert (found.value, found.status, found.precision, found.inferred) == (6.0, "plan", "about", "period, scope")


def test_a_row_used_twice_is_named_once() -> None:
    found = derive("sum", "usd_million", lambda *values: sum(values), DECLARED, THROUGH, DECLARED)
    assert found.rows == ("a1", "b2")


def test_what_cannot_be_determined_stays_so_with_its_reason_and_its_rows() -> None:
    unknown = not_determinable(Text("common.reason.too_few"), "usd_million")
    found = derive("share", "percent", share, unknown, THROUGH)
    assert (found.known, found.unit, found.rows) == (False, "percent", ("b2",))
    assert found.reason == Text("common.reason.too_few")
    assert found.formula == "not_determinable"


@pytest.mark.parametrize("whole", [0.0, -0.0])
def test_a_division_by_zero_is_not_determinable(whole: float) -> None:
    found = derive("share", "percent", share, DECLARED, Quantity(whole, "usd_million", ("z",)))
    assert found.value is None
    assert found.reason == Text("common.reason.division_by_zero")
    assert found.rows == ("a1", "z")


@pytest.mark.parametrize("result", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_not_determinable(result: float) -> None:
    assert not derive("share", "percent", lambda value: result, DECLARED).known


@given(values=st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=6))
def test_values_arrive_in_order_and_unrounded(values: list[float]) -> None:
    seen: list[float] = []

    def first(*given: float) -> float:
        seen.extend(given)
        return given[0]

    derive("sum", "ha", first, *(Quantity(value, "ha", (str(number),)) for number, value in enumerate(values)))
    assert seen == values


def test_nothing_is_not_zero() -> None:
    assert Quantity(0.0, "ha").known
    assert not Quantity(None, "ha").known
    assert not_determinable(Text("common.reason.no_row")).unit == ""


def test_figures_beside_a_row() -> None:
    assert beside_row("15458fa9f165b473", "growth_percent") == "15458fa9f165b473@growth_percent"


def test_a_table_must_have_a_column_for_each_of_its_frame() -> None:
    frame = pd.DataFrame({"a": [1], "b": [2]})
    with pytest.raises(ValueError, match="table 't': 1 columns are declared but the frame has 2"):
        Table("t", Text("x"), (Column(Text("y")),), frame)
    assert not Table("t", Text("x"), (Column(Text("y")), Column(Text("z"))), frame).wide


@pytest.mark.parametrize("thing", [DECLARED, Text("a.b"), Column(Text("a.b"))])
def test_what_sections_return_cannot_be_changed(thing: Any) -> None:
    with pytest.raises(AttributeError):
        thing.unit = "ha"


def test_a_root_of_a_negative_ratio_is_not_determinable():
    before, now = Quantity(-4.0, "usd_million", ("a",)), Quantity(2.0, "usd_million", ("b",))
    rate = derive("cagr", "percent_per_year", lambda end, start: (end / start) ** 0.5, now, before)
    assert not rate.known
    assert rate.rows == ("b", "a")
