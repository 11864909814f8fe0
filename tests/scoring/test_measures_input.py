"""Tests of `scoring.measures_input`: which row of the input table is taken, and who is named where there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assessment.scoring.measures_input import input_value, inputs
from assessment.scoring.model import load_model
from tests.situation.small_record import ZONE, SmallRecord

JOBS = load_model("full").criterion("jobs")


def row(value: float, period: str = "2025", **keys: object) -> dict[str, Any]:
    usual = {"geography": ZONE, "sector": "timber", "criterion": "jobs", "unit": "person_per_ha", "frequency": "year"}
    return usual | {"value": value, "period": period} | keys


def test_the_latest_row_is_taken_whatever_its_place():
    for rows in ([row(3.0, "2024"), row(5.0)], [row(5.0), row(3.0, "2024")]):
        assert input_value(SmallRecord(scoring=rows).evidence(), JOBS, "timber").value == 5.0


def test_a_row_is_of_its_sector_and_criterion_only():
    evidence = SmallRecord(scoring=[row(3.0), row(9.0, sector="rubber"), row(7.0, criterion="net_budget")]).evidence()
    assert {key: quantity.value for key, quantity in inputs(evidence).items()} == {
        ("timber", "jobs"): 3.0,
        ("rubber", "jobs"): 9.0,
        ("timber", "net_budget"): 7.0,
    }


def test_what_is_missing_names_its_holder():
    evidence = SmallRecord().evidence()
    awaited = input_value(evidence, JOBS, "timber")
    assert (awaited.known, awaited.reason.key, awaited.unit) == (False, "priorities.reason.awaited", "person_per_ha")
    nobody = input_value(evidence, replace(JOBS, holder=""), "timber")
    assert nobody.reason.key == "priorities.reason.not_public"
