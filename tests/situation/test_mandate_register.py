"""Tests of the register tables of section 1."""

from __future__ import annotations

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Bilingual, Name
from assessment.register import Entry, requested
from assessment.situation.mandate_register import DECISIONS, decisions_table, received_table, requests_table
from tests.situation.small_record import SmallRecord


def entry(rows: int, due: pd.Timestamp | None = None, overdue: bool = False) -> Entry:
    return Entry(
        "x", Bilingual("Nguồn", "Source"), Name("agency", "zone_board"), "month", None, due, overdue, "C", rows
    )


def test_states():
    day = pd.Timestamp("2026-01-01")
    found = [entry(0).state, entry(1).state, entry(1, day).state, entry(1, day, overdue=True).state]
    assert [text.key.rpartition(".")[2] for text in found] == ["requested", "irregular", "current", "overdue"]


def test_nothing_received_has_no_table():
    assert received_table(SmallRecord().evidence()) is None


def test_requests_are_counted_by_agency():
    evidence = SmallRecord().evidence()
    frame = requests_table(evidence).frame
    assert frame["requests"].sum() == len(requested())
    assert frame["owner"].is_unique


def test_a_request_that_arrived_is_no_longer_missing():
    small = SmallRecord()
    arrived = [entry if entry.id != "zone_form_2113" else _received(entry) for entry in requested()]
    evidence = Evidence(small, small.evidence().zone, arrived, pd.Timestamp("2026-01-01"))
    frame = decisions_table(evidence).frame.set_index(pd.Index([key for key, _, _ in DECISIONS]))
    assert frame.at["investment_list", "lacking"].key == "mandate.lacking.0"


def _received(entry: Entry) -> Entry:
    return Entry(entry.id, entry.title, entry.owner, entry.frequency, None, None, False, "B", 5, entry.sections)
