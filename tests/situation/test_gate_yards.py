"""Yards of section 5: vehicles of a busy day times mean stay, parts not added, nothing where one of the two is unknown."""

from __future__ import annotations

import pytest

from assessment.situation.gate_days import Days
from assessment.situation.gate_times import Times
from assessment.situation.gate_yards import all_yards, sized

from .flows_record import Frames, logged
from .test_gate_days import listed


def test_places_follow_littles_law() -> None:
    evidence = Frames(traffic=listed(60), clearance=[logged(40.0) | {"stage": "approval_removal"}]).evidence()
    (found,) = sized(Days(evidence), Times(evidence))
    assert found.rule.key == "export_transfer"
    assert found.places.value == pytest.approx(10 * 8 / 24)
    assert [part.value for part in all_yards([found])] == pytest.approx(
        [10 * 8 / 24 * size / 1e4 for size in (100, 150)]
    )


def test_no_yard_without_a_stay() -> None:
    evidence = Frames(traffic=listed(60)).evidence()
    assert sized(Days(evidence), Times(evidence)) == []
    assert not all_yards([])[0].known
