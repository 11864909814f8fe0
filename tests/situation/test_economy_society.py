"""Tests of `situation.economy_society`: plans beside outcomes, incomes in one unit, visitors, poverty."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.economy_society import (
    income_table,
    labour_table,
    poverty_table,
    tourism_table,
    zone_workers,
)

from .place_record import PlaceRecord
from .reading import keys, numbers

PROVINCE = {"geography": "lang_son"}


def test_a_plan_never_stands_for_an_outcome():
    rows = [
        {"period": "2020", "indicator": "zone_labour_demand", "unit": "person", "value": 79.0, "status": "plan"},
        {"period": "2020", "indicator": "zone_labour_demand", "unit": "person", "value": 60.0, "status": "plan",
         "precision": "lower", "document": "office"},
    ]  # fmt: skip
    evidence = PlaceRecord(economy=rows).evidence()
    workers, planned = zone_workers(evidence)
    assert not workers.known
    assert planned.status == "plan"
    frame = labour_table(evidence).frame
    assert (numbers(frame["value"]), keys(frame["kind"])) == ([79.0], ["planned"])


def test_income_in_dollars_is_not_taken_for_income_in_dong():
    income = {**PROVINCE, "indicator": "grdp_per_capita"}
    rows = [
        income | {"period": "2020", "unit": "vnd_million", "value": 40.0},
        income | {"period": "2022", "unit": "vnd_million", "value": 48.4},
        income | {"period": "2022", "unit": "usd", "value": 2000.0, "document": "office"},
    ]
    frame = income_table(PlaceRecord(economy=rows).evidence()).frame
    assert numbers(frame["value"]) == [40.0, 48.4]
    assert numbers(frame["rate"]) == [None, pytest.approx(10.0)]


def test_a_visitor_needs_both_visitors_and_revenue():
    rows = [
        {**PROVINCE, "period": "2023", "indicator": "tourist_arrivals", "unit": "person", "value": 2000.0},
        {**PROVINCE, "period": "2023", "indicator": "tourism_revenue", "value": 3.0},
        {**PROVINCE, "period": "2024", "indicator": "tourism_revenue", "value": 4.0},
    ]
    frame = tourism_table(PlaceRecord(economy=rows).evidence()).frame
    assert numbers(frame["a_visitor"]) == [pytest.approx(1.5), None]
    assert numbers(frame["visitors"]) == [2000, None]


def test_an_empty_record_gives_empty_tables():
    evidence = PlaceRecord().evidence()
    tables = [found(evidence) for found in (labour_table, income_table, tourism_table, poverty_table)]
    assert all(found.frame.empty for found in tables)
    assert not any(value.known for value in tables[-1].notes[0].values.values())


def test_people_of_the_record(evidence: Evidence):
    """World & Vietnam Report: over 113,100 workers in 2020; general plan of 2010: 79,000 (so xây dựng, soxd.langson.gov.vn)."""
    assert numbers(zone_workers(evidence)) == [113100, 79000]
    frame = labour_table(evidence).frame
    assert keys(frame["kind"]) == ["published"] * 6 + ["planned"] * 6 + ["undated"]


def test_income_and_visitors_of_the_record(evidence: Evidence):
    """VCCI 2018: 23.3 in 2009 and 70.5 in 2017 are 14.8 % a year; Dân Trí 2026: over 4.4 million visitors, 300,000 foreign."""
    income = income_table(evidence).frame
    assert numbers(income["value"])[:2] == [23.3, 70.5]
    assert income["rate"].iloc[1].value == pytest.approx(100 * ((70.5 / 23.3) ** (1 / 8) - 1))
    last = tourism_table(evidence).frame.iloc[-1]
    assert numbers([last["visitors"], last["foreign"]]) == [4.4e6, 3e5]
    assert last["share"].value == pytest.approx(6.82, abs=0.005)


def test_poverty_of_the_record(evidence: Evidence):
    """Statistics office: 14.5 % in 2016 against 5.8 % of the country (2.5 times) and 21.35 % at the median of the border."""
    last = poverty_table(evidence).frame.iloc[-1]
    assert numbers([last["province"], last["country"]]) == [14.5, 5.8]
    assert last["median"].value == pytest.approx(21.35)
    assert (last["gap"].value, last["times"].value) == (pytest.approx(8.7), pytest.approx(2.5))
