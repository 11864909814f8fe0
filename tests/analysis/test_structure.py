from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.structure import concentration, shares

PARTS = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=30)


def test_concentration_doersam2004():
    """GOLDEN T7 (Doersam 2004 via REAT): (20, 50, 20, 10) has HHI 0.34, normalised 0.12, equivalent number 2.9412."""
    found = concentration([20, 50, 20, 10])
    assert found.herfindahl == pytest.approx(0.34, abs=1e-12)
    assert found.normalised_herfindahl == pytest.approx(0.12, abs=1e-12)
    assert found.effective_number == pytest.approx(2.9412, abs=5e-5)
    assert found.largest == 0.5


def test_two_normalisations_differ_methods77():
    """METHODS 7.7: 0.12 (normalised HHI) against 0.166 (UNCTAD, Hirschman) on the same data."""
    assert concentration([20, 50, 20, 10]).unctad == pytest.approx(0.166, abs=5e-4)


def test_concentration_concstats():
    """GOLDEN 3.3 (concstats): (.2, .25, .4, .1, .05) has HHI .275, normalised .09375, equivalent 3.636364."""
    found = concentration([0.2, 0.25, 0.4, 0.1, 0.05])
    assert found.herfindahl == pytest.approx(0.275)
    assert found.normalised_herfindahl == pytest.approx(0.09375)
    assert found.effective_number == pytest.approx(3.636364, abs=5e-7)


def test_extremes():
    assert concentration([5, 5, 5, 5]).normalised_herfindahl == pytest.approx(0.0)
    one = concentration([0, 0, 7])
    assert (one.herfindahl, one.normalised_herfindahl, one.effective_number) == (1.0, 1.0, 1.0)
    alone = concentration([7])
    assert alone.herfindahl == 1.0
    assert math.isnan(alone.normalised_herfindahl)
    assert math.isnan(alone.unctad)


def test_incomplete_wholes_have_no_shares():
    assert np.isnan(shares([1.0, math.nan])).all()
    assert np.isnan(shares([0.0, 0.0])).all()
    assert math.isnan(concentration([1.0, math.nan]).effective_number)
    assert math.isnan(concentration([]).herfindahl)
    with pytest.raises(ValueError, match="negative"):
        shares([1.0, -1.0])
    with pytest.raises(ValueError, match="2 dimensions"):
        shares([[1.0]])


@given(PARTS)
def test_shares_sum_to_one_and_order_does_not_matter(parts):
    assert shares(parts).sum() == pytest.approx(1.0)
    assert concentration(parts[::-1]).herfindahl == pytest.approx(concentration(parts).herfindahl)


@given(PARTS, st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(parts, factor):
    scaled = concentration([part * factor for part in parts])
    assert scaled.unctad == pytest.approx(concentration(parts).unctad, abs=1e-9)


@given(PARTS)
def test_bounds(parts):
    found = concentration(parts)
    assert 1 / len(parts) - 1e-9 <= found.herfindahl <= 1 + 1e-9
    assert 1 - 1e-9 <= found.effective_number <= len(parts) + 1e-6
    assert -1e-9 <= found.normalised_herfindahl <= 1 + 1e-9
