"""Tests of `scoring.parts`: what each part of a declaration reads as, and that goalposts survive their declaration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import AssessmentError
from assessment.scoring.declaration import Node
from assessment.scoring.parts import Gate, Goalposts, Sector, equal_shares


def test_a_sector_may_have_no_class_of_a_source():
    read = Sector.read(Node("m.toml", "sectors.x", {"key": "x", "group": "g", "hs": ["01"]}))
    assert read == Sector("x", "g", hs=("01",))


def test_states_of_a_gate_name_each_sector_once():
    state = {"sectors": ["a"], "result": "pass", "source_vi": "law", "source_en": "law"}
    gate = Gate.read(Node("m.toml", "gates.g", {"key": "g", "holder": "h", "states": [state]}))
    assert (gate.state("a").result, gate.state("b").result) == ("pass", "unknown")
    with pytest.raises(AssessmentError, match=r"gates\.g\.states is 'a'; expected each sector in one state only"):
        Gate.read(Node("m.toml", "gates.g", {"key": "g", "holder": "h", "states": [state, state]}))


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_policy_goalposts_are_ordered_and_survive_their_declaration(one: float, other: float):
    declared = {"origin": "policy", "low": one, "high": other, "source": "law"}
    if one < other:
        read = Goalposts.read(Node("m.toml", "g", declared))
        assert (read.low, read.high, read.declared()) == (one, other, declared)
    else:
        with pytest.raises(AssessmentError, match="expected a finite number below the high goalpost"):
            Goalposts.read(Node("m.toml", "g", declared))


def test_reference_percentiles_are_ordered():
    read = Goalposts.read(Node("m.toml", "g", {"origin": "reference", "rule": "provinces"}))
    assert read.percentiles == (5.0, 95.0)
    wrong = {"origin": "reference", "rule": "provinces", "low_percentile": 95, "high_percentile": 5}
    with pytest.raises(AssessmentError, match=r"g\.low_percentile is 95\.0; expected less than high_percentile 5"):
        Goalposts.read(Node("m.toml", "g", wrong))


def test_equal_shares_sum_to_the_whole():
    pillars = ["a", "b", "a", "a"]
    assert sum(equal_shares(pillars)[pillar] for pillar in pillars if pillar == "a") == pytest.approx(100)
