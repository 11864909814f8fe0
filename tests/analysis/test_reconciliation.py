"""The smallest sets of parts that close a gap, by hand and as a law."""

from __future__ import annotations

import math
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.reconciliation import reconcile


def test_totals_within_the_tolerance_agree_and_nothing_is_sought() -> None:
    found = reconcile(100.0, 100.4, {"a": 0.4}, tolerance=0.5)
    assert (found.outcome, found.sets) == ("agrees", ())
    assert found.percent == pytest.approx(0.4)


def test_one_part_goes_before_two() -> None:
    found = reconcile(70.0, 100.0, {"a": 30.0, "b": 20.0, "c": 10.0, "d": 40.0}, tolerance=0.1)
    assert (found.outcome, found.sets) == ("explained", (("a",),))


def test_several_sets_of_one_size_are_all_told() -> None:
    found = reconcile(70.0, 100.0, {"a": 25.0, "b": 20.0, "c": 10.0, "d": 5.0}, tolerance=0.1)
    assert (found.outcome, found.sets) == ("several", (("a", "d"), ("b", "c")))


def test_nothing_is_forced() -> None:
    assert reconcile(70.0, 100.0, {"a": 29.0, "b": 71.0}, tolerance=0.1).outcome == "unexplained"
    assert reconcile(120.0, 100.0, {"a": 20.0}, tolerance=0.1).outcome == "unexplained", (
        "a published total above the counted one"
    )
    assert reconcile(70.0, 100.0, {"a": math.nan, "b": 0.0}, tolerance=0.1).outcome == "unexplained"
    assert math.isnan(reconcile(0.0, 1.0, {}, tolerance=0.1).percent)


@pytest.mark.parametrize(
    ("totals", "parts", "tolerance"),
    [((math.nan, 1.0), {}, 0.0), ((1.0, 1.0), {"a": -1.0}, 0.0), ((1.0, 1.0), {}, -1.0)],
)
def test_what_cannot_be_meant_is_refused(
    totals: tuple[float, float], parts: dict[str, float], tolerance: float
) -> None:
    with pytest.raises(ValueError, match="expected"):
        reconcile(*totals, parts, tolerance)


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 100), max_size=6), st.floats(1, 200), st.floats(0, 5))
def test_what_is_named_closes_the_gap_and_nothing_smaller_does(
    parts: dict[str, float], published: float, tolerance: float
) -> None:
    counted = sum(parts.values())
    found = reconcile(published, counted, parts, tolerance)
    names = [name for name in parts if parts[name] > 0]
    gaps = {
        chosen: abs(counted - published - sum(parts[name] for name in chosen))
        for chosen in chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
    }
    closing = [chosen for chosen, gap in gaps.items() if gap <= tolerance]
    if found.outcome == "agrees":
        assert gaps[()] <= tolerance
    elif closing:
        least = min(map(len, closing))
        assert found.sets == tuple(chosen for chosen in closing if len(chosen) == least)
    else:
        assert found.outcome == "unexplained"
