"""Border times: GOLDEN T23, T25 and L5, quantiles with intervals, release stages, sample size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.border_times import (
    STAGES,
    STAMPS,
    goalpost_score,
    release_times,
    sample_for_median,
    speeds,
    summarise,
)
from assessment.analysis.consistency import check_claim
from assessment.analysis.growth import growth

few = settings(max_examples=40, deadline=None)


def moments(*rows: tuple[str | None, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [pd.to_datetime([f"2025-06-{text}" if text else None for text in row]) for row in rows], columns=STAMPS
    )


def test_doing_business_2020():
    """T23. Vietnam, trading across borders, DB2020: hours and USD of border and documents, export and import: 70.82."""
    values = [55, 290, 50, 139, 56, 373, 76, 183]
    best, worst = [1, 0, 1, 0, 1, 0, 1, 0], [160, 1060, 170, 400, 279, 1200, 240, 700]
    assert goalpost_score(values, best, worst) == pytest.approx(70.82, abs=0.01)


def test_goalposts():
    assert goalpost_score([-5, 20], [0, 0], [10, 10]) == 50
    assert goalpost_score([9], [10], [0]) == 90
    assert np.isnan(goalpost_score([1, np.nan], [0, 0], [10, 10]))
    with pytest.raises(ValueError, match="give each component all three"):
        goalpost_score([1, 2], [0], [10])
    with pytest.raises(ValueError, match="give each component all three"):
        goalpost_score([], [], [])
    with pytest.raises(ValueError, match="best and worst are both 3"):
        goalpost_score([1], [3], [3])


def test_speeds_carec():
    """T25. 500 km, 10 h driving, 15 h stopped: SWOD 50, SWD 20 km/h."""
    found = speeds(500, 10, 15)
    assert (found.without_delay, found.with_delay) == (50, 20)
    standing = speeds(0, 0, 4)
    assert np.isnan(standing.without_delay)
    assert standing.with_delay == 0
    with pytest.raises(ValueError, match="-1 h and 0 h: expected zero or more"):
        speeds(10, -1, 0)


def test_changes_of_carec_2020():
    """L5. CPMM, road: 12.2 to 15.1 hours and 162 to 199 USD, 2019 to 2020: +23.8 % and +22.8 %."""
    assert growth([15.1, 199.0], [12.2, 162.0]).tolist() == pytest.approx([23.8, 22.8], abs=0.05)


def test_changes_of_usaid_2023():
    """L5. Clearance 103.68 to 54.8 h (imports), 95.78 to 38.4 h (exports), cost 659 to 313 and 420 to 338 USD; the press halves both.

    Half, to one digit, holds of imports (0.53) and not of exports (0.40).
    """
    now, before = [54.8, 38.4, 313.0, 338.0], [103.68, 95.78, 659.0, 420.0]
    assert growth(now, before).tolist() == pytest.approx([-47.1, -59.9, -52.5, -19.5], abs=0.05)
    verdicts = [
        check_claim(lambda after, earlier: after / earlier, [(late, "exact"), (early, "exact")], 0.5).verdict
        for late, early in zip(now[:2], before[:2], strict=True)
    ]
    assert verdicts == ["agrees", "disagrees"]


def test_summary_by_hand():
    """Nine observations 1 to 9: order statistics 2 and 8 bound the median with 96.1 % (binomial), nothing bounds the ninth decile."""
    found = summarise([9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0, np.nan])
    assert (found.count, found.mean, found.median, found.ninth_decile) == (9, 5, 5, pytest.approx(8.2))
    assert (found.median_low, found.median_high) == (2, 8)
    assert np.isnan(found.ninth_decile_high)


def test_summary_of_one_of_none_and_of_ties():
    one = summarise([3.0])
    assert (one.count, one.mean, one.median, one.ninth_decile) == (1, 3, 3, 3)
    assert np.isnan([one.median_low, one.median_high]).all()
    none = summarise([np.nan])
    assert none.count == 0
    assert np.isnan([none.mean, none.median, none.ninth_decile]).all()
    equal = summarise([4.0] * 50)
    assert (equal.median_low, equal.median, equal.ninth_decile_high) == (4, 4, 4)
    with pytest.raises(ValueError, match="time -2 is negative"):
        summarise([1.0, -2.0])
    with pytest.raises(ValueError, match="2 dimensions"):
        summarise([[1.0]])


def test_release_times_by_hand():
    found = release_times(
        moments(
            ("01 08:00", "01 09:00", "01 11:00", "01 12:00"),
            ("01 20:00", "01 23:00", "02 00:00", "02 06:00"),
            ("01 10:00", None, "01 13:00", "01 16:00"),
            ("01 10:00", "01 12:00", "01 11:00", "01 16:00"),
            ("01 10:00", None, "01 09:00", "01 16:00"),
            ("01 10:00", "01 11:00", None, None),
        )
    )
    assert found.out_of_order == 2
    assert found.stages["count"].tolist() == [3, 2, 3, 3]
    assert found.stages["median"].tolist() == [1, 1.5, 3, 6]
    assert found.same_day_percent == pytest.approx(200 / 3)
    assert list(found.stages.index) == list(STAGES)


def test_release_times_of_nothing():
    found = release_times(moments(("01 08:00", None, None, None)))
    assert found.stages["count"].tolist() == [0] * 4
    assert np.isnan(found.same_day_percent)
    assert release_times(pd.DataFrame(columns=STAMPS)).out_of_order == 0
    with pytest.raises(ValueError, match="column removal is missing"):
        release_times(moments().drop(columns="removal"))


def test_sample_for_median():
    """METHODS 4.2: a median within 10 % at sigma 1 asks for about 660 consignments."""
    assert sample_for_median(1.0, 0.1) == pytest.approx(660, abs=1)
    with pytest.raises(ValueError, match="expected numbers above zero"):
        sample_for_median(0.0, 0.1)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 100)] * 4), min_size=1, max_size=30))
def test_means_of_the_stages_add_up(rows):
    start = pd.Timestamp("2025-06-01")
    stamps = pd.DataFrame(
        [[start + pd.Timedelta(hours=hour) for hour in np.cumsum(row)] for row in rows], columns=STAMPS
    )
    found = release_times(stamps)
    mean = found.stages["mean"]
    assert mean.iloc[:3].sum() == pytest.approx(mean.iloc[3], abs=1e-6)
    assert found.out_of_order == 0
    assert (found.stages["count"] == len(rows)).all()


@few
@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60), st.floats(0.1, 60))
def test_order_and_unit_of_times(times, factor):
    one, other = summarise(times), summarise([factor * time for time in reversed(times)])
    for name in ("mean", "median", "median_low", "median_high", "ninth_decile"):
        assert getattr(other, name) == pytest.approx(factor * getattr(one, name), nan_ok=True, abs=1e-9)
    if not np.isnan(one.median_low):
        assert one.median_low <= one.median
    assert one.median <= one.ninth_decile + 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("count", [15, 100])
def test_the_interval_of_the_median_covers(count):
    """Log-normal hours with sigma 1: the interval holds the median in 95 % or more (it is exact but for whole ranks)."""
    random = np.random.default_rng(20261125)
    runs = 400
    found = [summarise(random.lognormal(0, 1, count)) for _ in range(runs)]
    covered = sum(summary.median_low <= 1 <= summary.median_high for summary in found) / runs
    assert 0.94 <= covered <= 0.99
