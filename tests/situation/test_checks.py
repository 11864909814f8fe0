"""Tests of `situation.checks`: L1 to L6 of GOLDEN on the public record, open checks on an empty one, and the counted rules."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.checks import ConsistencyCheck, named_checks, scopes_nest, sums_hold
from tests.situation.small_record import SmallRecord


@pytest.fixture(scope="module")
def checks(evidence: Evidence) -> dict[str, ConsistencyCheck]:
    return {check.key: check for check in named_checks(evidence)}


def test_empty_record_leaves_every_check_open():
    found = named_checks(SmallRecord().evidence())
    assert {check.verdict for check in found} == {"not_determinable"}
    assert not any(check.recomputed.known for check in found)


def test_l1_declared_trade(checks):
    """Sum 4,975; 130.9 % of plan; +62.6 % published, 62.55 % from the parts."""
    assert checks["declared_sum"].recomputed.value == 4975
    assert checks["declared_plan"].recomputed.value == pytest.approx(130.9, abs=0.05)
    assert checks["declared_growth"].recomputed.value == pytest.approx(62.55, abs=0.005)
    assert {checks[key].verdict for key in ("declared_sum", "declared_plan", "declared_growth")} == {"agrees"}
    assert checks["capture"].recomputed.value == pytest.approx(9.57, abs=0.005)


def test_l2_through_trade(checks):
    assert checks["through_implied"].recomputed.value == pytest.approx(28591.4, abs=0.05)


def test_l3_border_zones(checks):
    """28.9 = 24.8 + 1.1 + 3.0; 2.125 times: "2.1" agrees, "2.5" is flagged; 20.7 % a year; 85.8 %."""
    assert checks["zones_sum"].verdict == "agrees"
    assert checks["zones_times_vietnammoi"].recomputed.value == pytest.approx(2.125)
    assert checks["zones_times_vietnammoi"].verdict == "disagrees"
    for key in ("zones_times_xanhx", "zones_mean_growth", "zones_china_share", "zones_bilateral_share"):
        assert checks[key].verdict == "agrees", key


def test_l6_ten_months(checks):
    """Nearly 74 billion and "+44 %" against 52.9 billion a year before; 74 / 1.44 is about 51."""
    check = checks["through_ten_months"]
    assert check.claimed.value == 44
    assert check.recomputed.value == pytest.approx(39.89, abs=0.005)
    assert check.verdict == "disagrees"
    assert pytest.approx(51000, rel=0.01) == 74000 / 1.44


def test_public_record_rules(evidence: Evidence):
    for tally in (sums_hold(evidence), scopes_nest(evidence)):
        assert tally.cases > 0
        assert tally.holding == tally.cases, tally.broken


def test_broken_sum_is_named():
    rows = [
        {"period": "2023", "flow": "export", "value": 30.0},
        {"period": "2023", "flow": "import", "value": 20.0},
        {"period": "2023", "flow": "total", "value": 87.0},
        {"period": "2022", "flow": "total", "value": 87.0},
    ]
    assert sums_hold(SmallRecord(trade=rows).evidence()).broken == ("trade-2",)


def test_declared_above_through_is_named():
    rows = [
        {"period": "2023", "value": 10.0},
        {"period": "2023", "value": 12.0, "scope": "declared"},
        {"period": "2022", "value": 12.0, "scope": "declared"},
    ]
    tally = scopes_nest(SmallRecord(trade=rows).evidence())
    assert (tally.cases, tally.holding, tally.broken) == (1, 0, ("trade-1",))
