"""Tests of section 1: on a small record, on an empty one, and on the public record."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Quantity, Section, Table, Text
from assessment.situation.mandate import section
from tests.situation.small_record import ZONE, SmallRecord


def table(built: Section, name: str) -> Table:
    return next(found for found in built.tables if found.id == f"mandate.{name}")


@pytest.fixture
def built() -> Section:
    return section(
        SmallRecord(
            events=[
                {"period": "2008-10-14", "frequency": "day", "event_en": "Zone founded"},
                {"period": "2022-01-04", "frequency": "day", "geography": "lang_son", "event_en": "Trucks stopped"},
            ],
            economy=[
                {
                    "period": "2008-10-14",
                    "frequency": "day",
                    "geography": ZONE,
                    "indicator": "zone_establishment",
                    "unit": "legal_document",
                    "value": 1,
                },
                {
                    "period": "2010-07-08",
                    "frequency": "day",
                    "geography": ZONE,
                    "indicator": "zone_master_plan",
                    "unit": "legal_document",
                    "value": 1,
                },
            ],
            land=[
                {"functional_area": "planning", "value": 39450.0, "frequency": "stock", "period": "2024-12-31"},
                {
                    "geography": "gate_chi_ma",
                    "measure": "planned",
                    "value": 535.0,
                    "status": "plan",
                    "frequency": "stock",
                    "period": "2022-12-31",
                },
            ],
            trade=[
                {"period": "2022", "value": 1.0},
                {"period": "2023", "value": 2.0},
                {"period": "2023-H1", "value": 3.0, "frequency": "half"},
            ],
        ).evidence()
    )


def test_act_and_document_of_one_day_stand_once(built):
    acts = table(built, "timeline").frame["act"].tolist()
    assert sum(getattr(act, "en", "") == "Zone founded" for act in acts) == 1
    keys = [act.key for act in acts if isinstance(act, Text)]
    assert keys.count("mandate.act.document") == 1
    assert not any(getattr(act, "en", "") == "Trucks stopped" for act in acts)


def test_acts_stand_in_the_order_of_time(built):
    days = [period.start for period in table(built, "timeline").frame["date"]]
    assert days == sorted(days)


def test_legal_tests(built):
    rows = table(built, "tests").frame
    outcome = {row.test.key: row.outcome.key.rpartition(".")[2] for row in rows.itertuples()}
    assert outcome == {
        "mandate.test.minimum_area": "pass",
        "mandate.test.gate": "pass",
        "mandate.test.boundary_limit": "limit",
        "mandate.test.tolerance_percent": "limit",
        "mandate.test.tolerance_ceiling": "binding",
        "mandate.test.plan_area": "pass",
        "mandate.test.chi_ma_tolerance": "fail",
        "mandate.test.chi_ma_limit": "pass",
        "mandate.test.chi_ma_districts": "not_determinable",
        "mandate.test.let": "not_determinable",
        "mandate.test.infrastructure": "not_determinable",
    }
    numbers = {row.test.key: row.threshold.value for row in rows.itertuples() if isinstance(row.threshold, Quantity)}
    assert numbers["mandate.test.boundary_limit"] == pytest.approx(3940)
    assert numbers["mandate.test.tolerance_percent"] == pytest.approx(394)
    assert numbers["mandate.test.tolerance_ceiling"] == 200
    difference = rows.set_index(rows["test"].map(lambda text: text.key)).at["mandate.test.plan_area", "zone"]
    assert difference.value == pytest.approx(50)


def test_whole_years_of_a_scope_are_counted(built):
    through = table(built, "scopes").frame.iloc[0]
    assert (through["scope"].key, through["years"].value) == ("through", 2)
    assert through["last"].end.year == 2023


def test_unit_finding_counts_both_lists(built):
    values = next(finding for finding in built.findings if finding.text.key == "mandate.finding.units").text.values
    assert [values[name].value for name in ("first", "second", "added", "dropped")] == [20, 23, 4, 1]


def test_every_decision_is_traced(built):
    decisions = table(built, "decisions").frame
    assert len(decisions) == 11
    assert decisions["lacking"].map(lambda text: text.key).value_counts().to_dict()["mandate.lacking.2"] >= 5


def test_empty_record_still_has_its_section():
    built = section(SmallRecord().evidence())
    rows = table(built, "tests").frame
    plan = rows[rows["test"].map(lambda text: text.key == "mandate.test.plan_area")].iloc[0]
    assert plan["outcome"].key == "mandate.outcome.not_determinable"
    assert not plan["zone"].known
    assert built.missing


def test_public_record(evidence: Evidence):
    """Decision 138/2008 of 14 October 2008, 1055/QĐ-TTg of 8 July 2010 and 1009/QĐ-TTg of 19 September 2024 stand on the line."""
    built = section(evidence)
    days = {f"{period.start:%Y-%m-%d}" for period in table(built, "timeline").frame["date"]}
    assert {"2008-04-28", "2008-10-14", "2008-11-07", "2010-07-08", "2024-08-17", "2024-09-19", "2025-07-01"} <= days
    rows = table(built, "tests").frame
    added = rows[rows["test"].map(lambda text: text.key == "mandate.test.chi_ma_limit")].iloc[0]
    assert added["zone"].value == 535
    assert "mandate.received" in {found.id for found in built.tables}
