"""The class rule: every line of METHODS 11.9, what it is silent on, bounds and the table of bounds."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.classes import CUTS, Reason, Standing, class_of, class_table
from assessment.scoring.parts import ClassRule

RULE = ClassRule(k=5, priority=0.8, conditional=0.5, acceptability=0.5, pillar_floor=30, leeway=2)
BEST = Standing(
    {"lawful": "pass", "market_access": "not_applicable"}, 0.9, 0.7, {"impact": 55.0}, {"jobs": 3.0, "market": 7.0}
)
ORDER = "CBA"
standings = st.builds(
    Standing,
    st.dictionaries(st.sampled_from(["land", "lawful"]), st.sampled_from(["pass", "fail", "conditional", "unknown"])),
    st.floats(0, 1),
    st.floats(0, 1),
    st.dictionaries(st.sampled_from(["a", "b"]), st.floats(1, 100)),
    st.dictionaries(st.sampled_from(["x", "y"]), st.floats(1, 16)),
)


def test_all_conditions_met_is_class_a() -> None:
    assert class_of(BEST, RULE) == ("A", ())


@pytest.mark.parametrize(
    ("change", "expected", "reason"),
    [
        ({"within": 0.79}, "B", Reason("probability")),
        ({"within": 0.5}, "B", Reason("probability")),
        ({"within": 0.49}, "C", Reason("probability")),
        ({"acceptability": 0.49}, "B", Reason("acceptability")),
        ({"pillars": {"impact": 29.9}}, "B", Reason("pillar", "impact")),
        ({"without": {"jobs": 7.5}}, "B", Reason("criterion", "jobs")),
        ({"gates": {"land": "conditional"}}, "B", Reason("conditional", "land")),
        ({"gates": {"land": "unknown"}}, "B", Reason("unknown", "land")),
        ({"gates": {"land": "fail"}}, "C", Reason("failed", "land")),
    ],
)
def test_each_condition_alone(change: dict[str, Any], expected: str, reason: Reason) -> None:
    assert class_of(replace(BEST, **change), RULE) == (expected, (reason,))


def test_bounds_are_reached_by_equality() -> None:
    exact = Standing({}, 0.8, 0.5, {"impact": 30.0}, {"jobs": 7.0})
    assert class_of(exact, RULE) == ("A", ())


def test_a_condition_never_lifts_a_sector_below_the_bound_of_b() -> None:
    assert class_of(replace(BEST, within=0.3, gates={"land": "conditional"}), RULE)[0] == "C"


def test_a_sector_without_score_is_not_determinable_and_never_c() -> None:
    assert class_of(replace(BEST, within=math.nan, gates={"land": "fail"}), RULE) == ("ND", ())


def test_a_pillar_or_rank_without_number_keeps_nothing_back() -> None:
    assert class_of(replace(BEST, pillars={"impact": math.nan}, without={"jobs": math.nan}), RULE)[0] == "A"


def test_the_table_shows_the_bounds_beside_each_other() -> None:
    table = class_table({"one": replace(BEST, within=0.85), "two": replace(BEST, within=0.95)}, RULE)
    assert list(table.columns) == list(CUTS)
    assert table.loc["one"].tolist() == ["A", "A", "B"]
    assert table.loc["two"].tolist() == ["A", "A", "A"]


@given(standings, st.floats(0, 0.3))
def test_a_higher_probability_never_lowers_the_class(standing: Standing, more: float) -> None:
    better = replace(standing, within=min(1.0, standing.within + more))
    assert ORDER.index(class_of(better, RULE)[0]) >= ORDER.index(class_of(standing, RULE)[0])


@given(standings)
def test_class_a_has_no_reason_and_the_others_have_one(standing: Standing) -> None:
    found, reasons = class_of(standing, RULE)
    assert (found == "A") == (reasons == ())


@given(standings)
def test_a_stricter_bound_never_raises_a_class(standing: Standing) -> None:
    row = class_table({"one": standing}, RULE).loc["one"].tolist()
    assert row == sorted(row, key=lambda name: -ORDER.index(name))


def test_a_share_that_misses_its_bound_by_the_noise_of_a_sum_reaches_it() -> None:
    standing = Standing({}, 0.49999999999999994, 0.7, {}, {})
    assert class_of(standing, RULE)[0] == "B"
