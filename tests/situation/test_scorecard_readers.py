"""Tests of `situation.scorecard_readers`: a missing indicator is missing, not zero; the public record by its verdicts."""

from __future__ import annotations

from assessment.situation.scorecard import indicators, weaknesses
from assessment.situation.scorecard_readers import assess, read
from tests.situation.small_record import SmallRecord


def test_nothing_known_is_missing():
    evidence = SmallRecord().evidence()
    found = [read(evidence, indicator) for indicator in indicators(evidence)]
    assert {reading.state for reading in found} == {"missing"}
    assert all(reading.value is None and not reading.standings for reading in found)


def test_no_verdict_without_a_value():
    found = assess(SmallRecord().evidence())
    assert {entry.verdict for entry in found} == {"not_determinable", "context"}
    assert weaknesses(found) == ()


def test_public_record(public):
    """Two references each: the weight in the province, customs revenue, and the share declared at Lạng Sơn; all others have fewer."""
    found = {entry.indicator.key: entry for entry in assess(public.evidence)}
    verdicts = {
        key: entry.verdict for key, entry in found.items() if entry.verdict not in ("not_determinable", "context")
    }
    assert verdicts == {"capture_share": "unfavourable", "economic_weight": "favourable", "net_fiscal": "favourable"}
    assert [entry.indicator.key for entry in weaknesses(found.values())] == ["capture_share"]


def test_public_record_never_compares_land_trade_with_all_routes(public):
    country = [
        entry for found in assess(public.evidence) for entry in found.reading.standings if entry.reference == "country"
    ]
    assert country
    assert {entry.problem for entry in country} == {"other_route"}
