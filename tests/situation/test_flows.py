"""Tests of `situation.flows`: one figure a window, ranges with two ends, what was printed beside a figure, derived numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.findings import Quantity
from assessment.situation.flows import (
    before_by_growth,
    by_window,
    change,
    companion,
    growth_verdict,
    mean,
    observations,
    published,
    share,
    total,
    trade_value,
    trade_windows,
)

from .flows_record import TRADE, Frames
from .reading import numbers


def test_a_range_is_taken_only_where_no_single_figure_was_published():
    rows = [
        {"period": "2023", "value": 100.0, "precision": "lower"},
        {"period": "2023", "value": 140.0, "precision": "upper"},
        {"period": "2024", "value": 90.0, "precision": "lower", "document": "office"},
        {"period": "2024", "value": 120.0, "precision": "about"},
    ]
    first, second = observations(Frames(traffic=rows).evidence(), "traffic", measure="cleared_per_day")
    assert (first.quantity.value, first.upper.value, first.middle.value) == (100.0, 140.0, 120.0)
    assert first.middle.precision == "about"
    assert (second.quantity.value, second.upper) == (120.0, None)


def test_an_upper_end_alone_is_not_made_a_range():
    [found] = observations(
        Frames(traffic=[{"period": "2023", "value": 140.0, "precision": "upper"}]).evidence(), "traffic"
    )
    assert (found.quantity.value, found.upper) == (140.0, None)


def test_windows_come_in_the_order_of_time_one_a_key():
    rows = [
        {"period": "2024", "value": 2.0},
        {"period": "2023", "value": 1.0},
        {"period": "2023", "value": 9.0, "gate": "chi_ma"},
        {"period": "2024-Q1", "value": 0.5},
    ]
    evidence = Frames(trade=rows).evidence()
    assert [observed.quantity.value for observed in trade_windows(evidence, "through")] == [1.0, 0.5, 2.0]
    assert [observed.quantity.value for observed in trade_windows(evidence, "through", since="2024-06-01")] == [2.0]
    gates = observations(evidence, "trade", by=("gate",), scope="through")
    assert [(observed.row["gate"], observed.quantity.value) for observed in gates][:2] == [
        ("all", 1.0),
        ("chi_ma", 9.0),
    ]


def test_growth_printed_beside_a_figure_is_found_and_traced():
    evidence = Frames(trade=TRADE).evidence()
    found = by_window(trade_windows(evidence, "through"))
    year = found[pd.Timestamp("2023-01-01"), pd.Timestamp("2023-12-31")]
    rate = companion(evidence, "trade", year, "growth_percent")
    assert rate is not None
    assert (rate.value, rate.unit, rate.rows) == (25.0, "percent", ("trade-0@growth_percent",))
    assert companion(evidence, "trade", year, "plan_percent") is None
    assert companion(evidence, "trade", year, "growth_percent", base="previous_period") is None


def test_what_was_not_printed_is_not_determinable():
    evidence = Frames(trade=TRADE).evidence()
    assert published(evidence, "declared", "2023", name="plan_percent").value == 110.0
    refused = published(evidence, "declared", "2022")
    assert (refused.known, refused.unit) == (False, "percent")
    assert growth_verdict(Quantity(1.0, "x"), Quantity(1.0, "x"), refused) == "not_determinable"
    assert not trade_value(evidence, "zone", "2023").known


def test_derived_numbers_rest_on_the_rows_of_all_their_inputs():
    now, before = Quantity(130.0, "usd_million", ("a",)), Quantity(100.0, "usd_million", ("b",), precision="about")
    assert (change(now, before).value, change(now, before).precision) == (pytest.approx(30.0), "about")
    assert before_by_growth(now, change(now, before)).value == pytest.approx(100.0)
    assert share(before, total(now, before)).value == pytest.approx(100 * 100 / 230)
    assert total(now, before).rows == mean(now, before).rows == ("a", "b")
    assert not share(now, Quantity(0.0, "usd_million", ("c",))).known


def test_windows_of_the_record_hold_one_figure_each(evidence: Evidence):
    """Through-trade since 2023: 22 windows, from 1,700 in January 2023 to 13,919.8 in January and February 2026."""
    found = trade_windows(evidence, "through", since="2023-01-01")
    assert len(by_window(found)) == len(found) == 22
    first, last = min(found, key=lambda item: item.window[::-1]), max(found, key=lambda item: item.window[1])
    assert numbers([first.quantity, last.quantity]) == [1700, 13919.8]
