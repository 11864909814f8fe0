"""Tests of `analysis.apportion`: laws of apportioning with bounds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.apportion import ZERO, Bounds, apportioned, between, exactly, fill_ratios

weights = st.floats(0.01, 1e4)
totals = st.floats(0, 1e5)
fills = st.tuples(st.floats(0.05, 1), st.floats(0.05, 1)).map(lambda pair: Bounds(min(pair), sum(pair) / 2, max(pair)))


@given(totals, weights, weights, fills)
def test_the_bounds_enclose_the_middle_and_stay_inside_the_total(total, inside, outside, fill):
    found = apportioned(total, inside, outside, fill)
    slack = 1e-9 * (total + 1)
    assert -slack <= found.low <= found.middle + slack
    assert found.middle <= found.high + slack
    assert found.high <= total + slack


@given(totals, weights, weights, fills)
def test_part_and_rest_add_up(total, inside, outside, fill):
    part, rest = apportioned(total, inside, outside, fill), apportioned(total, outside, inside, fill)
    assert part.middle + rest.middle == pytest.approx(total)
    # What is lowest for the part is highest for the rest.
    assert part.low + rest.high == pytest.approx(total)


@given(totals, weights, weights, weights, fills)
def test_more_inside_never_gives_less(total, inside, outside, moved, fill):
    before = apportioned(total, inside, outside + moved, fill)
    after = apportioned(total, inside + moved, outside, fill)
    slack = 1e-9 * (total + 1)
    assert all(getattr(before, name) <= getattr(after, name) + slack for name in ("low", "middle", "high"))


@given(totals, weights, weights, fills, st.floats(0.01, 100))
def test_only_the_proportion_of_the_weights_counts(total, inside, outside, fill, scale):
    first, second = apportioned(total, inside, outside, fill), apportioned(total, inside * scale, outside * scale, fill)
    assert (first.low, first.middle, first.high) == pytest.approx((second.low, second.middle, second.high))


def test_all_inside_is_the_total_and_nothing_inside_is_zero():
    fill = Bounds(0.4, 0.5, 0.9)
    assert apportioned(91.57, 3.0, 0.0, fill) == exactly(91.57)
    assert apportioned(91.57, 0.0, 3.0, fill) == ZERO


@pytest.mark.parametrize("bad", [(-1, 1, 1), (1, -1, 1), (1, 1, -1), (1, 0, 0)])
def test_impossible_weights_are_refused(bad):
    with pytest.raises(ValueError, match="expected numbers of zero or more"):
        apportioned(*bad, Bounds(0.5, 0.5, 0.5))


@pytest.mark.parametrize("fill", [Bounds(0, 0.5, 1), Bounds(0.6, 0.5, 0.4), Bounds(math.nan, math.nan, math.nan)])
def test_impossible_shares_are_refused(fill):
    with pytest.raises(ValueError, match="filled shares"):
        apportioned(1, 1, 1, fill)


def test_fill_ratios_leave_out_what_is_larger_than_its_box():
    assert fill_ratios([5, 20], [10, 10]) == exactly(0.5)
    assert math.isnan(fill_ratios([20], [10]).middle)
    assert math.isnan(fill_ratios([], []).low)
    with pytest.raises(ValueError, match="one box for each area"):
        fill_ratios([1], [])
    with pytest.raises(ValueError, match="above zero"):
        fill_ratios([0], [1])


def test_bounds_add_and_subtract():
    first, second = Bounds(1, 2, 4), Bounds(1, 1, 1)
    assert first + second == Bounds(2, 3, 5)
    assert first - first == Bounds(-3, 0, 3)
    assert not first.exact
    assert second.exact
    assert not between().exact
    assert (first + between()).high == math.inf
