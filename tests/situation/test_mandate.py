"""Tests of section 1 as a whole: on an empty record and on the public record."""

from __future__ import annotations

from assessment.situation.mandate import section

from .reading import table
from .small_record import SmallRecord


def test_empty_record_still_has_its_section():
    built = section(SmallRecord().evidence())
    ids = {found.id for found in built.tables}
    assert {"mandate.timeline", "mandate.tests", "mandate.decisions"} <= ids
    assert "mandate.received" not in ids
    assert built.missing


def test_unit_finding_counts_both_lists(public):
    """Decision 138/2008 lists 20 units, the plan task of 2024 lists 23."""
    found = {finding.text.key: finding.text.values for finding in public.section("mandate").findings}
    values = found["mandate.finding.units"]
    assert [values[name].value for name in ("first", "second", "added", "dropped")] == [20, 23, 4, 1]


def test_every_decision_is_traced(public):
    decisions = public.table("mandate.decisions").frame
    assert len(decisions) == 11
    assert decisions["lacking"].map(lambda text: text.key).value_counts().to_dict()["mandate.lacking.2"] >= 5


def test_public_record_has_its_register(public):
    received = table(public.section("mandate"), "mandate.received").frame
    assert len(received) == 13
    assert {"overdue", "current", "irregular"} == {text.key.rpartition(".")[2] for text in received["state"]}
