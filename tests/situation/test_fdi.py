"""Tests of `situation.fdi`: what a missing province means in a stock and in a flow table, shares and ranks."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.findings import Quantity
from assessment.situation.fdi import NOT_A_PROVINCE, flows, nearest, place, stock_change, stocks

from .place_record import FLOW, STOCK, PlaceRecord, fia


def test_shares_and_ranks_leave_offshore_out_and_give_ties_the_better_place():
    found = stocks(PlaceRecord(investment=STOCK).evidence(), "lang_son")
    assert [stock.period.end.year for stock in found] == [2015, 2016]
    first = found[0]
    assert first.share("lang_son").value == pytest.approx(5.0)
    assert first.rank("lang_son").value == 3
    assert first.rank("ha_noi").value == 1
    assert first.rank("lang_son", ["lang_son", "cao_bang"]).value == 2
    assert set(first.rank("lang_son").rows) == {row for v in first.provinces.values() for row in v.rows}
    tied = {name: Quantity(value, "x", (name,)) for name, value in (("a", 5.0), ("b", 9.0), ("c", 5.0))}
    assert [place(tied, name).value for name in tied] == [2, 1, 2]


def test_a_province_missing_from_a_stock_table_is_unknown_not_zero():
    last = stocks(PlaceRecord(investment=STOCK).evidence(), "lang_son")[-1]
    assert not last.capital("cao_bang").known
    assert not last.rank("cao_bang").known
    assert last.rank("lang_son").value == 2
    assert last.capital("lang_son").value == 12.0


def test_without_a_printed_total_the_country_is_the_sum_of_its_rows():
    rows = [row for row in STOCK if row["geography"] != "vn"]
    assert stocks(PlaceRecord(investment=rows).evidence(), "lang_son")[0].country.value == pytest.approx(199.0)


def test_a_province_missing_from_a_flow_table_had_no_flow():
    first, second = flows(PlaceRecord(investment=FLOW).evidence(), "lang_son")
    zero = first.values["new_capital"]
    assert (zero.value, zero.formula) == (0.0, "investment.formula.absent")
    assert zero.rows
    assert second.values["new_capital"].value == 1.5
    assert second.values["adjusted_capital"].value == 0.0
    assert second.into_stock.value == 1.5


def test_a_kind_of_flow_the_table_does_not_count_is_not_zero():
    first, second = flows(PlaceRecord(investment=FLOW).evidence(), "lang_son")
    assert not first.values["purchase_value"].known
    assert second.values["purchase_value"].value == 0.0


def test_two_windows_of_one_document_are_two_tables():
    half = {"basis": "flow", "document": "fia_2016"}
    rows = [
        *FLOW,
        fia("vn", "2016-H1", 30.0, **half),
        fia("vn", "2016-H1", 20.0, measure="new_capital", **half),
        fia("lang_son", "2016-H1", 0.5, measure="new_capital", **half),
    ]
    found = {flow.period.end: flow for flow in flows(PlaceRecord(investment=rows).evidence(), "lang_son")}
    assert found[pd.Timestamp("2016-06-30")].values["new_capital"].value == 0.5
    assert not found[pd.Timestamp("2016-06-30")].values["purchase_value"].known
    assert found[pd.Timestamp("2016-12-31")].values["new_capital"].value == 1.5


def test_an_empty_record_has_no_stock_and_no_flow():
    evidence = PlaceRecord().evidence()
    assert (stocks(evidence, "lang_son"), flows(evidence, "lang_son")) == ([], [])
    assert nearest([], pd.Timestamp("2024-06-30")) is None
    assert not place({}, "lang_son").known


def test_stock_of_the_record(evidence: Evidence):
    """Foreign Investment Agency, June 2024: 515.031199 in 43 projects; 240.362 at the end of 2023."""
    found = stocks(evidence, "lang_son")
    assert len(found) == 10
    assert found[-1].capital("lang_son").value == pytest.approx(515.031199)
    assert found[-1].number("lang_son").value == 43
    assert stock_change(found[-2], found[-1], "lang_son").value == pytest.approx(274.669, abs=1e-3)
    assert [stock.rank("lang_son").value for stock in found] == [47, 45, 46, 48, 49, 51, 51, 53, 53, 48]


def test_provinces_and_offshore_add_up_to_the_country(evidence: Evidence):
    """The agency's rows sum to the total it prints, within its rounding, at each of the ten dates."""
    for stock in stocks(evidence, "lang_son"):
        parts = [value.value for name, value in stock.registered.items() if name != "vn"]
        assert 60 <= len(stock.provinces) <= 63
        assert not NOT_A_PROVINCE & set(stock.provinces)
        assert sum(parts) == pytest.approx(stock.country.value, rel=1e-3)
