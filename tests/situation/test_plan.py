"""Tests of section 2: on a small record, on an empty one, and on the public record."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Section, Table, Text
from assessment.situation.plan import section
from tests.situation.small_record import ZONE, SmallRecord


def table(built: Section, name: str) -> Table:
    return next(found for found in built.tables if found.id == f"plan.{name}")


def values(built: Section, name: str) -> dict:
    return dict(next(found for found in built.findings if found.text.key == f"plan.finding.{name}").text.values)


def test_counts_of_a_small_record():
    built = section(
        SmallRecord(
            targets=[
                {"period": "2024", "value": 7.0},
                {"period": "2020", "value": 230000.0, "unit": "person", "indicator": "population", "geography": ZONE},
                {"period": "2030", "value": 8.0},
                {"period": "2015", "value": 14.0, "geography": "lao_cai"},
            ],
            economy=[{"period": "2024", "value": 6.01}],
        ).evidence()
    )
    assert [values(built, "coverage")[key].value for key in ("due", "compared", "beside", "open")] == [2, 1, 0, 1]
    assert len(table(built, "pending").frame) == len(table(built, "others").frame) == 1
    actual = table(built, "due").frame.set_index(table(built, "due").frame["indicator"].map(lambda name: name.key))[
        "actual"
    ]
    assert actual["population"] == Text("plan.state.no_actual")


def test_empty_record_still_has_its_section():
    built = section(SmallRecord().evidence())
    assert values(built, "coverage")["due"].value == 0
    assert built.missing
    assert not built.figures


def test_public_record_first_plans(evidence: Evidence):
    """1055/QĐ-TTg: land and population of the zone for 2020; 545/QĐ-TTg: tourists 2.8 and 3.7 million; none has an outcome."""
    due = table(section(evidence), "due").frame
    rows = {
        (row.indicator.key, row.period.end.year): row for row in due.itertuples() if row.area.key in (ZONE, "lang_son")
    }
    assert rows["land_non_tariff", 2020].target.value == 810
    assert rows["population", 2020].target.value == 230000
    assert rows["population", 2020].document == "1055/QĐ-TTg"
    for year, target in ((2015, 2.8e6), (2020, 3.7e6)):
        tourists = rows["tourist_arrivals", year]
        assert (tourists.target.value, tourists.document) == (target, "545/QĐ-TTg")
        assert tourists.actual == Text("plan.state.no_actual")


def test_public_record_growth(evidence: Evidence):
    """GRDP 2011-2020: 9 to 10 % a year planned (545/QĐ-TTg), 5.32 % published for the same span."""
    found = values(section(evidence), "growth")
    assert (found["low"].value, found["high"].value, found["actual"].value) == (9, 10, 5.32)
    assert found["gap"].value == pytest.approx(-3.68)


def test_public_record_trade_plan_2023(evidence: Evidence):
    """L1: plans of 1,300, 2,500 and 3,800 million USD follow from 211.5, 89 and 130.9 %."""
    found = values(section(evidence), "trade")
    plans = [found[f"{name}_plan"].value for name in ("exports", "imports", "total")]
    assert plans == pytest.approx([1300, 2500, 3800], rel=1e-3)
    assert [found[f"{name}_share"].value for name in ("exports", "imports", "total")] == [211.5, 89, 130.9]
