"""Gates by day: published use of capacity, closures that add up, planted factors about Tết and in a season."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.gate_days import capacity_use, closure_days, season_factors, standing_days, tet_factors
from assessment.analysis.tet import tet_dates

DAYS = pd.date_range("2024-11-01", "2025-12-31")


def test_use_of_the_dedicated_road_in_july_2025() -> None:
    """Press: 583 vehicles a day on a road of 400, 145.75 %."""
    found = capacity_use(pd.Series([583.0] * 31, pd.date_range("2025-07-01", periods=31)), 400.0)
    assert (found.mean, found.days_above) == (pytest.approx(145.75), 31)


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 5.0, float("nan")])] * 3), min_size=1, max_size=40))
def test_days_add_up(rows: list[tuple[float, ...]]) -> None:
    counts = pd.DataFrame(rows, index=DAYS[: len(rows)], columns=["a", "b", "c"])
    found = closure_days(counts)
    assert found["known"].sum() == counts.notna().to_numpy().sum()
    assert (found["alone"] + found["together"]).sum() == (counts == 0).to_numpy().sum()
    assert found["alone"].sum() == standing_days(counts).to_numpy().sum()
    works = (counts > 0).any(axis=1)
    assert not standing_days(counts)[~works].to_numpy().any()


def test_planted_factors_come_back() -> None:
    counts = pd.Series(100.0, DAYS)
    day = tet_dates(2025, 2025).iloc[0]
    for first, last, factor in ((-10, -1, 1.5), (0, 6, 0.1), (7, 20, 0.7)):
        counts[day + pd.Timedelta(days=first) : day + pd.Timedelta(days=last)] = 100 * factor
    assert tet_factors(counts).loc[2025].tolist() == pytest.approx([1.5, 0.1, 0.7])
    assert list(tet_factors(counts).index) == [2025]
    season = pd.Series(np.where(DAYS.month.isin([5, 6]), 130.0, 100.0), DAYS)
    factors = season_factors(season, [5, 6])
    assert factors[2025] == pytest.approx(1.3)
    assert np.isnan(factors[2024])


def test_what_cannot_be_asked() -> None:
    days = pd.Series([1.0, 2.0], DAYS[:2])
    with pytest.raises(ValueError, match="capacity"):
        capacity_use(days, 0)
    with pytest.raises(ValueError, match="not all"):
        season_factors(days, range(1, 13))
    with pytest.raises(ValueError, match="each once"):
        capacity_use(pd.concat([days, days]), 10)
