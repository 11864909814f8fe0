"""Tests of `situation.scorecard_standings`: traced numbers beside their references, and refusals that keep both numbers."""

from __future__ import annotations

import pytest

from assessment.evidence import parse_period
from assessment.findings import Period, Quantity, Text
from assessment.situation.scorecard_standings import plans, stand, stand_among_peers
from tests.situation.small_record import SmallRecord

LABEL = Text("synthesis.against.key_zones")


def amount(value: float | None, row: str, unit: str = "usd_million") -> Quantity:
    return Quantity(value, unit, (row,))


def test_difference_rests_on_the_rows_of_both():
    found = stand("plan", LABEL, amount(130.0, "a"), amount(100.0, "b"), periods=("2023", "2023"), relative=True)
    assert found.difference.value == pytest.approx(30)
    assert (found.difference.unit, found.difference.rows) == ("percent", ("a", "b"))


def test_trade_by_all_routes_is_no_reference_for_trade_by_land():
    found = stand(
        "country", LABEL, amount(66.4, "a"), amount(205.2, "b"), periods=("2024", "2024"), routes=("land", "all")
    )
    assert found.problem == "other_route"
    assert not found.difference.known
    assert (found.own.value, found.other.value) == (66.4, 205.2)


def test_a_missing_number_is_refused_with_its_reason():
    found = stand("before", LABEL, amount(1.0, "a"), amount(None, "b"), periods=("2024", "2023"))
    assert (found.problem, found.difference.reason) == (
        "reference_missing",
        Text("synthesis.problem.reference_missing"),
    )


def test_peers_give_the_median_and_a_robust_z():
    """Median of 1, 2, 3, 4, 10 is 3; its MAD is 1, so 10 lies 4.72 robust standard deviations above."""
    peers = {name: amount(value, name) for name, value in zip("bcde", (1.0, 2.0, 3.0, 4.0), strict=True)}
    found = stand_among_peers(LABEL, amount(10.0, "a"), peers, period="2024")
    assert (found.other.value, found.difference.value, found.held.count) == (3.0, 7.0, 5)
    assert found.score.value == pytest.approx(4.7214, abs=1e-4)


def test_peers_of_another_scope_or_too_few_are_no_reference():
    peers = {name: amount(1.0, name) for name in "bcdef"}
    other = stand_among_peers(LABEL, amount(10.0, "a"), peers, period="2024", scopes=("through", "zone"))
    few = stand_among_peers(LABEL, amount(10.0, "a"), {"b": amount(1.0, "b")}, period="2024")
    assert (other.problem, few.problem) == ("too_few", "too_few")
    assert other.score is None


def test_every_revision_of_the_plan_is_held_against():
    target = {"indicator": "trade_value_through", "unit": "usd_million", "period": "2025"}
    evidence = SmallRecord(
        targets=[
            {**target, "value": 120.0, "number": "1/QĐ", "plan_en": "First", "decided": "2021-01-01"},
            {**target, "value": 80.0, "number": "2/QĐ", "plan_en": "Second", "decided": "2023-01-01"},
        ]
    ).evidence()
    period = Period(*parse_period("2025"), "year")
    found = plans(evidence, "lang_son", "trade_value_through", amount(90.0, "a"), period, ("", ""))
    assert [entry.difference.value for entry in found] == pytest.approx([-25.0, 12.5])
