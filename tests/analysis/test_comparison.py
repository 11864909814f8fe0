"""Comparisons: what is refused, what a difference is, and how many references an indicator has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.benchmark import robust_z
from assessment.analysis.comparison import Comparison, Measure, compare, compare_with_peers, enough_references

OWN = Measure(12.0, "percent_per_year", "through", "land", "2019-2023")
levels = st.floats(0.01, 1e6)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"unit": "percent"}, "other_unit"),
        ({"scope": "declared"}, "other_scope"),
        ({"route": "all"}, "other_route"),
        ({"period": "2019-2022"}, "other_period"),
        ({"value": np.nan}, "reference_missing"),
        ({"scope": "declared", "period": "2022", "value": np.nan}, "other_scope"),
        ({}, ""),
    ],
)
def test_what_is_refused(change, problem):
    """Two scopes of trade are never set side by side, nor land trade beside trade by all routes."""
    found = compare("country", "vietnam_china", OWN, replace(OWN, **{"value": 10.0, **change}))
    assert found.problem == problem
    assert np.isnan(found.difference) == bool(problem)
    assert found.own == 12
    assert found.unit == "percentage_point"


def test_own_number_missing():
    assert compare("province", "lang_son", replace(OWN, value=np.nan), OWN).problem == "own_missing"


def test_differences():
    growth = compare("country", "vn", OWN, replace(OWN, value=10.0))
    assert (growth.difference, growth.unit, growth.count) == (2, "percentage_point", 1)
    jobs = Measure(120.0, "person", "workers", "none", "2025")
    assert compare("province", "mean", jobs, replace(jobs, value=100.0)).unit == "person"
    # GOLDEN L1: declared trade of 2023, 4,975 of a plan of 3,800: 30.9 % above.
    declared = Measure(4975.0, "usd_million", "declared", "land", "2023")
    plan = compare("plan", "2023", declared, replace(declared, value=3800.0), relative=True)
    assert plan.difference == pytest.approx(30.9, abs=0.05)
    assert plan.unit == "percent"
    assert (
        compare("plan", "2023", declared, replace(declared, value=0.0), relative=True).problem
        == "reference_not_positive"
    )
    assert compare("plan", "2023", declared, replace(declared, value=0.0)).difference == 4975


def test_before_needs_another_period():
    later = replace(OWN, period="2009-2013")
    earlier = replace(OWN, value=7.0, period="2003-2007")
    assert compare("before", "2008", later, earlier).difference == 5
    assert compare("before", "2008", later, replace(earlier, period=later.period)).problem == "same_period"
    assert compare("before", "2008", later, replace(earlier, scope="declared")).problem == "other_scope"


def test_peers_against_their_median():
    peers = [replace(OWN, value=value) for value in (1.0, 2.0, 3.0, 10.0)]
    found = compare_with_peers("key_zones", replace(OWN, value=4.0), peers)
    assert (found.against, found.difference, found.count, found.problem) == (3, 1, 5, "")
    assert found.against == robust_z([4.0, 1.0, 2.0, 3.0, 10.0]).median


def test_peers_that_measure_something_else_do_not_count():
    peers = [replace(OWN, value=value) for value in (1.0, 2.0, 3.0)]
    others = [
        replace(OWN, value=99.0, scope="declared"),
        replace(OWN, value=99.0, period="2020"),
        replace(OWN, value=np.nan),
    ]
    few = compare_with_peers("key_zones", OWN, peers + others)
    assert (few.count, few.problem) == (4, "too_few")
    assert few.against == 2.5
    assert np.isnan(few.difference)
    missing = compare_with_peers("key_zones", replace(OWN, value=np.nan), [*peers, *peers])
    assert (missing.count, missing.problem) == (6, "own_missing")
    nobody = compare_with_peers("key_zones", replace(OWN, value=np.nan), [])
    assert nobody.count == 0
    assert np.isnan(nobody.against)


def test_two_kinds_of_reference_that_could_be_determined():
    plan, country = compare("plan", "first", OWN, OWN), compare("country", "vn", OWN, OWN)
    refused = compare("province", "ls", OWN, replace(OWN, scope="declared"))
    assert enough_references([plan, country])
    assert not enough_references([plan, replace(plan, name="revised"), refused])
    assert not enough_references([])
    assert enough_references([plan], minimum=1)


@given(levels, levels)
def test_turned_round_the_difference_changes_its_sign(own, other):
    one, two = replace(OWN, value=own), replace(OWN, value=other)
    assert compare("country", "vn", one, two).difference == -compare("country", "vn", two, one).difference


@given(levels, levels, st.floats(0.001, 1000))
def test_a_relative_difference_has_no_unit(own, other, factor):
    plain = compare("plan", "p", replace(OWN, value=own), replace(OWN, value=other), relative=True)
    scaled = compare("plan", "p", replace(OWN, value=factor * own), replace(OWN, value=factor * other), relative=True)
    assert scaled.difference == pytest.approx(plain.difference, rel=1e-6, abs=1e-6)


@given(st.lists(levels, min_size=4, max_size=12), levels, st.randoms(use_true_random=False))
def test_order_of_peers_does_not_matter(values, own, random):
    peers = [replace(OWN, value=value) for value in values]
    shuffled: list[Measure] = random.sample(peers, len(peers))
    found: Comparison = compare_with_peers("zones", replace(OWN, value=own), peers)
    assert compare_with_peers("zones", replace(OWN, value=own), shuffled) == found
    assert min(own, *values) <= found.against <= max(own, *values)
