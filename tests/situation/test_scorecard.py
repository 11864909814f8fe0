"""Tests of `situation.scorecard`: readings, verdicts, and that a missing indicator is missing, not zero."""

from __future__ import annotations

import pytest

from assessment.findings import Quantity
from assessment.situation.scorecard import Reading, indicators, read, zone_against_province
from tests.situation.small_record import ZONE, SmallRecord


def reading(record: SmallRecord, key: str) -> Reading:
    evidence = record.evidence()
    return read(evidence, next(indicator for indicator in indicators(evidence) if indicator.key == key))


def test_eighteen_indicators():
    assert [indicator.number for indicator in indicators(SmallRecord().evidence())] == list(range(1, 19))


def test_nothing_known_is_missing():
    evidence = SmallRecord().evidence()
    assert {read(evidence, indicator).state for indicator in indicators(evidence)} == {"missing"}


def test_through_trade_beside_the_growth_of_the_national_trade():
    found = reading(
        SmallRecord(
            trade=[
                {"period": "2023", "value": 100.0},
                {"period": "2024", "value": 120.0},
                {"period": "2023", "value": 50.0, "scope": "national", "geography": "vn", "partner": "cn"},
                {"period": "2024", "value": 55.0, "scope": "national", "geography": "vn", "partner": "cn"},
            ]
        ),
        "through_trade",
    )
    assert found.compared.value == pytest.approx(20)
    assert found.benchmark.value == pytest.approx(10)
    assert found.verdict == "above"


def test_through_trade_without_the_year_before_has_no_verdict():
    found = reading(SmallRecord(trade=[{"period": "2024", "value": 120.0}]), "through_trade")
    assert (found.state, found.verdict) == ("determined", "none")


def test_capture_share_takes_the_last_year_with_both():
    found = reading(
        SmallRecord(
            trade=[
                {"period": "2023", "value": 51990.563},
                {"period": "2024", "value": 66400.0},
                {"period": "2023", "value": 4975.0, "scope": "declared"},
            ]
        ),
        "capture_share",
    )
    assert found.value.value == pytest.approx(9.57, abs=0.005)
    assert found.period.end.year == 2023


def test_partial_reading_says_what_it_is():
    found = reading(
        SmallRecord(
            investment=[{"period": "2025-07-31", "frequency": "stock", "investor": "off_budget", "value": 153.0}]
        ),
        "investment_realisation",
    )
    assert (found.state, found.what.key) == ("partial", "synthesis.what.investment")


@pytest.mark.parametrize(("value", "verdict"), [(1.0, "below"), (2.0, "equal"), (3.0, "above")])
def test_verdict_is_arithmetic(value, verdict):
    assert Reading("determined", compared=Quantity(value, ""), benchmark=Quantity(2.0, "")).verdict == verdict


def test_zone_and_province_only_over_the_same_span():
    zone = {"geography": ZONE, "indicator": "zone_growth", "unit": "percent_per_year"}
    rows = [
        {**zone, "period": "2009..2017", "value": 11.26},
        {**zone, "period": "2011..2023", "value": 7.67},
        {"period": "2011..2020", "value": 5.32, "unit": "percent_per_year"},
    ]
    assert zone_against_province(SmallRecord(economy=rows).evidence()) is None
    rows.append({"period": "2009..2017", "value": 8.52, "unit": "percent_per_year"})
    own, other, period = zone_against_province(SmallRecord(economy=rows).evidence())
    assert (own.value, other.value, period.end.year) == (11.26, 8.52, 2017)
