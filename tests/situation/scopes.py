"""Scenarios for the tests: those of a small record, one by its key, one declared on the spot."""

from __future__ import annotations

from typing import Any

from assessment.situation.scenario_declared import Scenario, read_scenario
from assessment.situation.scenarios import Scenarios
from tests.situation.small_record import SmallRecord

CHI_MA = {"geography": "gate_chi_ma", "measure": "planned", "status": "plan", "value": 535.0, "period": "2022"}
SMALL = Scenarios(SmallRecord(land=[CHI_MA]).evidence())
LISTED = sorted(SMALL.all[1].units)


def named(scenarios: Scenarios, key: str) -> Scenario:
    return next(scenario for scenario in scenarios.all if scenario.key == key)


def declared(**entry: Any) -> Scenario:
    given = {"key": "x", "kind": "illustration", "name_vi": "x", "name_en": "x"} | entry
    return read_scenario(given, SMALL.evidence.zone, SMALL.areas)
