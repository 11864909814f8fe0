"""Tests of section 10: on an empty record and on the public record."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Section, Text
from assessment.situation.synthesis import section
from tests.situation.small_record import SmallRecord


def values(built: Section, name: str) -> dict:
    found = [finding for finding in built.findings if finding.text.key.startswith(f"synthesis.finding.{name}")]
    return dict(found[0].text.values)


def test_empty_record_shows_missing_not_zero():
    built = section(SmallRecord().evidence())
    assert values(built, "coverage")["missing"].value == 18
    assert all(value == Text("synthesis.state.missing") for value in built.tables[0].frame["value"])
    assert len(built.missing) == 18


def test_states_add_up_to_all(evidence: Evidence):
    found = values(section(evidence), "coverage")
    assert found["determined"].value + found["partial"].value + found["missing"].value == found["all"].value == 18


def test_public_record(evidence: Evidence):
    """Zone GRDP 40.33 % (2023) and 35.42 % (2010) of the province; growth 11.26 and 8.52 % a year over 2009-2017."""
    built = section(evidence)
    weight = values(built, "weight")
    assert (weight["value"].value, weight["before"].value) == (40.33, 35.42)
    assert weight["change"].value == pytest.approx(4.91)
    growth = values(built, "growth")
    assert (growth["zone"].value, growth["province"].value) == (11.26, 8.52)
    trade = values(built, "trade")
    assert trade["growth"].value == pytest.approx(27.72, abs=0.005)
    verdicts = values(built, "verdicts")
    assert [verdicts[name].value for name in ("favourable", "unfavourable", "mixed")] == [2, 1, 0]
    share = next(row for row in built.tables[0].frame.itertuples() if row.indicator.key.endswith("capture_share"))
    assert share.value.value == pytest.approx(9.57, abs=0.005)


def test_none_counted_rests_on_all_indicators():
    verdicts = values(section(SmallRecord().evidence()), "verdicts")
    assert (verdicts["mixed"].value, len(verdicts["mixed"].rows)) == (0, 18)
