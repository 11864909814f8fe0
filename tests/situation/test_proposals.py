"""Tests of section 12: states of the evidence, items without evidence, and the legal limits."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Section
from assessment.situation.proposals import ITEMS, PIECES, section, states
from tests.situation.small_record import ZONE, SmallRecord


def frame(built: Section, name: str):
    return next(found for found in built.tables if found.id == f"proposals.{name}").frame


def test_only_the_legal_limits_are_known_without_data():
    known = {state.piece.key for state in states(SmallRecord().evidence()) if state.key != "missing"}
    assert known == {"boundary_limit", "plan_tolerance"}


def test_a_component_is_partial():
    record = SmallRecord(economy=[{"geography": ZONE, "indicator": "fee_retention", "value": 10.0}])
    found = {state.piece.key: state.key for state in states(record.evidence())}
    assert found["fee_retention"] == "partial"
    assert found["incentive_use"] == "missing"


def test_seven_items_and_their_verdicts():
    built = section(SmallRecord().evidence())
    decisions = frame(built, "decisions")
    verdicts = dict(zip(ITEMS, (text.key.rpartition(".")[2] for text in decisions["verdict"]), strict=True))
    assert len(ITEMS) == 7
    assert verdicts["enlarge"] == "insufficient"
    assert verdicts["management"] == "none"
    assert built.findings[-1].text.key == "proposals.finding.none"


def test_missing_evidence_names_who_holds_it():
    rows = frame(section(SmallRecord().evidence()), "evidence")
    for row in rows.itertuples():
        assert (row.holder is None) == row.state.key.endswith("determined")
    assert len(rows) == len(PIECES)


def test_public_record(evidence: Evidence):
    found = {state.piece.key: state for state in states(evidence)}
    assert found["boundary_limit"].value.value == 3940
    assert found["plan_tolerance"].value.value == 200
    assert found["projects"].value.value == 153
