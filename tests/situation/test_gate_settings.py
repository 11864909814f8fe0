"""The declared numbers of gates at work: each says where it is from, and yards name stages that exist."""

from __future__ import annotations

from assessment.etl.schema import STAGES
from assessment.situation.gate_settings import declared, setting, yard_rules


def test_assumptions_are_marked() -> None:
    parts = [part for part in declared().values() if isinstance(part, dict)]
    assert parts
    assert all(part["assumed"] or part["source"] for part in parts)


def test_yards_hold_known_stages_and_parts_name_their_whole() -> None:
    rules = yard_rules()
    assert {stage for rule in rules for stage in rule.stages} <= set(STAGES)
    assert {whole for rule in rules for whole in rule.within} <= {rule.key for rule in rules}


def test_a_number_leads_to_its_key() -> None:
    assert setting("place.square_metres.0", "square_metre").rows == (
        "file:situation/gate_work.toml#place.square_metres.0",
    )
