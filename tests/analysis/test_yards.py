"""Yards: Little's law on a simulated queue, and the busy day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.yards import busy_day, yard


def test_littles_law_on_a_simulated_yard() -> None:
    """600 vehicles a day for 400 days, log-normal stays of 8 hours on average: the mean number counted each minute of the middle."""
    draws = np.random.default_rng(1)
    days, rate = 400, 600
    arrived = np.sort(draws.uniform(0, 24 * days, rate * days))
    stay = 8 * np.exp(draws.normal(-0.5 * 0.8**2, 0.8, rate * days))
    clock = np.linspace(24 * 20, 24 * (days - 20), 20_000)
    inside = np.searchsorted(arrived, clock) - np.searchsorted(np.sort(arrived + stay), clock)
    assert inside.mean() == pytest.approx(yard(rate, stay.mean(), 100).places, rel=0.01)


@given(st.lists(st.integers(0, 5000), min_size=60, max_size=80), st.randoms())
def test_the_order_of_days_does_not_matter(counts: list[int], random: object) -> None:
    shuffled = list(counts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert busy_day(pd.Series(counts)) == busy_day(pd.Series(shuffled)) <= max(counts)


def test_land_is_proportional_to_each_part() -> None:
    one = yard(600, 8, 120)
    assert yard(1200, 8, 120).hectares == pytest.approx(2 * one.hectares)
    assert yard(600, 4, 240).hectares == pytest.approx(one.hectares)


def test_too_few_days_give_no_busy_day_and_negative_numbers_are_refused() -> None:
    assert np.isnan(busy_day(pd.Series(range(59))))
    with pytest.raises(ValueError, match="zero or more"):
        yard(-1, 8, 100)
