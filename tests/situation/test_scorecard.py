"""Tests of `situation.scorecard`: the rule of the verdicts and its laws, and the order of the weaknesses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.comparison import Comparison
from assessment.findings import Quantity, Text
from assessment.situation.scorecard import (
    Assessed,
    Indicator,
    Reading,
    Standing,
    indicators,
    rule,
    side,
    verdict,
    votes,
    weaknesses,
)
from tests.situation.small_record import SmallRecord

RULE = rule(SmallRecord().evidence())
KINDS = ("plan", "province", "country", "peers", "before")
OTHER = {"plus": "minus", "minus": "plus"}
MIRROR = {"favourable": "unfavourable", "unfavourable": "favourable"}


def standing(kind: str, difference: float, unit: str = "percentage_point", problem: str = "") -> Standing:
    nothing = Quantity(None, unit)
    return Standing(
        Comparison(kind, "", 0.0, 50.0, difference, unit, 1, problem), Text(kind), nothing, nothing, nothing
    )


standings = st.lists(
    st.builds(
        standing,
        st.sampled_from(KINDS),
        st.floats(-50, 50, allow_nan=False),
        st.sampled_from(["percentage_point", "percent", "usd_million"]),
        st.sampled_from(["", "", "other_scope"]),
    ),
    max_size=8,
)


def test_eighteen_indicators_each_to_be_held_against_two_kinds_at_least():
    found = indicators(SmallRecord().evidence())
    assert [indicator.number for indicator in found] == list(range(1, 19))
    assert all(len(set(indicator.references)) >= 2 for indicator in found)


@pytest.mark.parametrize(
    ("difference", "unit", "expected"),
    [
        (1.5, "percentage_point", "good"),
        (1.0, "percentage_point", "even"),
        (-1.01, "percentage_point", "bad"),
        (4.9, "percent", "even"),
        (-5.1, "percent", "bad"),
        (2.4, "usd_million", "even"),
        (2.6, "usd_million", "good"),
    ],
)
def test_side_needs_more_than_the_margin(difference, unit, expected):
    """One point between percentages, otherwise 5 % of the reference (which is 50 here)."""
    assert side("plus", standing("plan", difference, unit).held, RULE) == expected


def test_a_level_beside_zero_has_no_side():
    held = replace(standing("plan", 2.0, "project").held, against=0.0)
    assert side("plus", held, RULE) == "open"


def test_one_kind_has_one_vote_and_only_where_its_comparisons_agree():
    assert votes("plus", [standing("plan", -9), standing("plan", 9)], RULE) == {"plan": "even"}
    assert votes("plus", [standing("plan", -9), standing("plan", -2)], RULE) == {"plan": "bad"}


def test_two_revisions_of_a_plan_are_not_two_references():
    assert verdict("plus", [standing("plan", -9), standing("plan", -2)], RULE) == "not_determinable"


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ((9, 9), "favourable"),
        ((9, -9), "mixed"),
        ((9, 0), "mixed"),
        ((-9, -9, 9), "unfavourable"),
        ((9,), "not_determinable"),
    ],
)
def test_more_than_half_of_the_kinds_decide(differences, expected):
    found = [standing(kind, difference) for kind, difference in zip(KINDS, differences, strict=False)]
    assert verdict("plus", found, RULE) == expected


@given(standings)
def test_context_has_no_verdict(found):
    assert verdict("context", found, RULE) == "context"
    assert votes("context", found, RULE) == {}


@given(standings, st.sampled_from(["plus", "minus"]))
def test_swapping_the_direction_swaps_the_verdict(found, direction):
    own = verdict(direction, found, RULE)
    assert verdict(OTHER[direction], found, RULE) == MIRROR.get(own, own)


@given(standings, st.randoms(use_true_random=False))
def test_order_of_the_comparisons_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert verdict("plus", shuffled, RULE) == verdict("plus", found, RULE)


@given(standings, st.sampled_from(KINDS))
def test_a_missing_reference_never_changes_what_is_determinable(found, kind):
    absent = standing(kind, float("nan"), problem="reference_missing")
    assert verdict("plus", [*found, absent], RULE) == verdict("plus", found, RULE)


def assessed(number: int, *differences: float) -> Assessed:
    found = tuple(standing(kind, difference) for kind, difference in zip(KINDS, differences, strict=False))
    return Assessed(Indicator(number, "x", "plus", "zone_board", KINDS), Reading("determined", standings=found), RULE)


def test_weaknesses_are_the_unfavourable_ones_worst_share_first():
    entries = [
        assessed(1, -9, -9, 9),
        assessed(2, -9, -9),
        assessed(3, -9, -9, -9),
        assessed(4, 9, 9),
        assessed(5, -9, -9),
    ]
    assert [entry.indicator.number for entry in weaknesses(entries)] == [3, 2, 5, 1]


def test_kinds_compared_wanted_and_absent():
    entry = assessed(1, -9, 9)
    assert (entry.compared, entry.absent) == (("plan", "province"), ("country", "peers", "before"))
    assert set(entry.wanted) == set(KINDS)
    assert [found.reference for found in entry.bad] == ["plan"]
