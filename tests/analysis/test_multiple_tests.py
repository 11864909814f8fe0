"""Tests of `analysis.multiple_tests`."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.multiple_tests import holm


def test_holm_by_hand():
    """3 · 0.01, then max of that and 2 · 0.03, then max of that and 1 · 0.04."""
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([]) == []
    assert math.isnan(holm([float("nan")])[0])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusted_values_are_never_smaller_and_keep_the_order(plain: list[float]):
    found = holm(plain)
    assert all(before <= after + 1e-12 <= 1 + 1e-9 for before, after in zip(plain, found, strict=True))
    order = sorted(range(len(plain)), key=plain.__getitem__)
    assert all(found[a] <= found[b] + 1e-12 for a, b in pairwise(order))


def test_a_value_that_is_no_probability_is_refused():
    with pytest.raises(ValueError, match="expected 0 to 1"):
        holm([0.5, 1.5])
