"""Tests of `scoring.changes`: dropping keeps weights whole, whatever is dropped; gates follow the sectors that stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.changes import CHANGES
from assessment.scoring.model import load_model

MODEL = load_model("full")


@given(st.sets(st.sampled_from(sorted(MODEL.pillar_of)), max_size=len(MODEL.pillar_of) - 1))
def test_weights_stay_whole_and_in_proportion(drop: set[str]):
    left = CHANGES["drop"](MODEL, drop).weights()
    assert set(left.index) == set(MODEL.pillar_of) - drop
    assert left.sum() == pytest.approx(1.0)
    before = MODEL.weights()
    for pillar in {MODEL.pillar_of[key] for key in left.index}:
        inside = [key for key in left.index if MODEL.pillar_of[key] == pillar]
        ratio = left[inside] / before[inside]
        assert ratio.max() == pytest.approx(ratio.min())


def test_gates_follow_the_sectors_that_stay():
    left = CHANGES["drop"](MODEL, ["chemicals_plastics"])
    lawful = left.gates[0]
    assert "chemicals_plastics" not in {sector for state in lawful.states for sector in state.sectors}
    assert len(lawful.states) == len(MODEL.gates[0].states) - 1


def test_dropping_in_two_steps_is_dropping_at_once():
    once = CHANGES["drop"](MODEL, ["jobs", "environment"])
    twice = CHANGES["drop"](CHANGES["drop"](MODEL, ["jobs"]), ["environment"])
    assert once.weights().to_dict() == pytest.approx(twice.weights().to_dict())
