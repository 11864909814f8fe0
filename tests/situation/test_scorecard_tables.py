"""Tests of `situation.scorecard_tables`: every indicator in print, weaknesses with their numbers, and words for a component."""

from __future__ import annotations

from assessment.findings import Quantity, Text
from assessment.situation.scorecard import weaknesses
from assessment.situation.scorecard_readers import assess
from assessment.situation.scorecard_tables import (
    comparisons_table,
    references_table,
    scorecard_table,
    verdict_text,
    weakness_findings,
    weaknesses_table,
)
from tests.situation.small_record import SmallRecord


def test_missing_is_printed_as_missing_with_its_holder():
    frame = scorecard_table(assess(SmallRecord().evidence())).frame
    assert len(frame) == 18
    assert all(value == Text("synthesis.state.missing") for value in frame["value"])
    assert all(holder.kind == "agency" for holder in frame["holder"])
    assert frame["verdict"].isna().all()


def test_a_verdict_on_a_component_says_so(public):
    found = {entry.indicator.key: verdict_text(entry) for entry in assess(public.evidence)}
    assert found["net_fiscal"].key == "synthesis.verdict.component"
    assert found["economic_weight"].key == "synthesis.verdict.favourable"
    assert found["through_trade"].key == "synthesis.verdict.not_determinable"
    assert found["border_cost"] is None


def test_every_comparison_is_printed_and_what_is_refused_has_no_difference(public):
    assessed = assess(public.evidence)
    frame = comparisons_table(assessed).frame
    assert len(frame) == sum(len(entry.reading.standings) for entry in assessed)
    refused = [outcome.key == "synthesis.refused" for outcome in frame["outcome"]]
    assert frame["difference"].isna().tolist() == refused


def test_references_without_a_number_are_listed_with_the_holder(public):
    assessed = assess(public.evidence)
    assert len(references_table(assessed).frame) == sum(len(entry.absent) for entry in assessed)


def test_a_weakness_has_its_numbers_and_rests_on_rows(public):
    weak = weaknesses(assess(public.evidence))
    frame = weaknesses_table(weak).frame
    assert len(frame) == sum(len(entry.bad) for entry in weak) > 0
    assert all(isinstance(cell, Quantity) and cell.known and cell.rows for cell in frame["difference"])


def test_a_weakness_is_told_by_two_kinds_of_reference(public):
    values = weakness_findings(weaknesses(assess(public.evidence)))[0].text.values
    assert values["first_label"].key != values["second_label"].key
    assert values["second_gap"].value < 0
