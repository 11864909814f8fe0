from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.analysis.growth import (
    average_growth,
    check_growth,
    check_sum,
    compound_growth,
    contributions,
    growth,
    implied_previous,
    rounding_interval,
    same_windows,
    year_before,
)

LEVEL = st.floats(1.0, 1e9)
PARTS = st.lists(st.tuples(LEVEL, LEVEL), min_size=1, max_size=12)


def test_declared_trade_2023_danviet2024():
    """GOLDEN L1 (danviet 6 February 2024): +168.8 % and +9.2 % imply 1,023.1 + 2,037.5 = 3,060.6, total +62.55 %, 56.4 and 6.1 pp."""
    before = implied_previous([2750.0, 2225.0], [168.8, 9.2])
    assert before == pytest.approx([1023.0655, 2037.5458], abs=5e-4)
    assert before.sum() == pytest.approx(3060.6, abs=0.05)
    assert float(growth(4975.0, before.sum())) == pytest.approx(62.55, abs=0.005)
    parts = contributions(before, [2750.0, 2225.0])
    assert parts == pytest.approx([56.4, 6.1], abs=0.05)
    assert parts.sum() == pytest.approx(float(growth(4975.0, before.sum())))
    assert check_growth(4975.0, float(before.sum()), 62.6).verdict == "agrees"


def test_through_trade_2022_danviet2024():
    """GOLDEN L2: 51,990.563 at +81.84 % implies 28,591.4 for 2022."""
    assert float(implied_previous(51990.563, 81.84)) == pytest.approx(28591.4, abs=0.05)


def test_ten_months_2025_cafef2025():
    """GOLDEN L6: nearly 74 billion at +44 % implies about 51 billion, against the published 52.9: the claim does not agree."""
    assert float(implied_previous(74000.0, 44.0)) == pytest.approx(51388.9, abs=0.1)
    found = check_growth(74000.0, 52900.0, 44.0, "nearly", "about")
    assert found.verdict == "disagrees"
    assert found.low < found.recomputed < found.high < 43.5


def test_border_gate_zones_2015_2019_xanhx2020():
    """GOLDEN L3 and METHODS 7.8: 13.6 to 28.9 billion; China gates contribute 104.4 of 112.5 points; 20.7 % a year."""
    parts = contributions([10.6, 1.5, 1.5], [24.8, 1.1, 3.0])
    assert parts[0] == pytest.approx(104.4, abs=0.05)
    assert parts.sum() == pytest.approx(112.5, abs=0.05)
    assert compound_growth(pd.Series({2015: 13.6, 2019: 28.9})) == pytest.approx(20.7, abs=0.05)


def test_growth_of_nothing_is_not_a_number():
    assert np.isnan(growth([1.0, 1.0, math.nan], [0.0, -2.0, 3.0])).all()
    assert np.isnan(implied_previous([5.0, 5.0], [-100.0, -120.0])).all()
    assert np.isnan(contributions([0.0, 0.0], [1.0, 2.0])).all()


def test_contributions_of_negative_and_missing_parts():
    # A balance that turns from -20 to 10 and a part that starts from nothing: growth of the whole is 100 * (160 / 80 - 1) = 100 %.
    parts = contributions([100.0, 0.0, -20.0], [110.0, 40.0, 10.0])
    assert parts == pytest.approx([12.5, 50.0, 37.5])
    assert parts.sum() == pytest.approx(float(growth(160.0, 80.0)))
    assert np.isnan(contributions([10.0, -30.0], [20.0, -10.0])).all(), "a negative base would turn a rise into a fall"
    for before, now in (([1.0, math.nan], [1.0, 2.0]), ([1.0, 2.0], [math.nan, 2.0])):
        assert np.isnan(contributions(before, now)).all()
    assert contributions([4.0], [5.0]) == pytest.approx([25.0])
    assert contributions([], []).shape == (0,)


def test_contributions_refuse_unequal_parts():
    with pytest.raises(ValueError, match="equal length"):
        contributions([1.0, 2.0], [1.0])


def test_compound_growth_of_odd_ends():
    assert math.isnan(compound_growth(pd.Series({2020: 5.0})))
    assert math.isnan(compound_growth(pd.Series({2020: 0.0, 2021: 5.0})))
    assert math.isnan(compound_growth(pd.Series({2020: 5.0, 2021: -5.0})))
    assert math.isnan(compound_growth(pd.Series({2020: 5.0, 2021: math.nan})))
    assert compound_growth(pd.Series({2020: 5.0, 2021: 0.0})) == -100.0
    assert compound_growth(pd.Series({2020: 5.0, 2021: math.nan, 2022: 20.0})) == pytest.approx(100.0)


def test_compound_growth_averages_its_ends():
    levels = pd.Series({2014: 10.0, 2015: 14.0, 2022: 40.0, 2023: 56.0})
    expected = 100 * ((48.0 / 12.0) ** (1 / 8) - 1)
    assert compound_growth(levels, ends=2) == pytest.approx(expected)
    assert math.isnan(compound_growth(levels.head(3), ends=2))
    with pytest.raises(ValueError, match="ends = 0"):
        compound_growth(levels, ends=0)
    with pytest.raises(ValueError, match="more than once"):
        compound_growth(pd.concat([levels, levels]))


def test_average_growth():
    assert average_growth(100.0, 121.0, 2) == pytest.approx(10.0)
    # Trade of all border-gate zones 2015 to 2019, published mean growth 20.7 % (GOLDEN L3).
    assert average_growth(13.6, 28.9, 4) == pytest.approx(20.7, abs=0.05)
    for undefined in ((0.0, 1.0, 2), (1.0, -1.0, 2), (1.0, 2.0, 0), (math.nan, 1.0, 2)):
        assert math.isnan(average_growth(*undefined))


def test_windows_compare_the_same_days_only():
    spans = [
        ("2023-01-01", "2023-02-28"),
        ("2024-01-01", "2024-02-29"),
        ("2024-01-01", "2024-09-30"),
        ("2025-01-01", "2025-10-31"),
        ("2020-01-01", "2024-12-31"),
        ("2021-01-01", "2025-12-31"),
    ]
    windows = pd.DataFrame(spans, columns=["period_start", "period_end"]).apply(pd.to_datetime)
    assert same_windows(windows) == [(1, 0)]
    with pytest.raises(ValueError, match="2023-01-01 to 2023-02-28"):
        same_windows(pd.concat([windows, windows.head(1)]))
    with pytest.raises(ValueError, match="without start or end"):
        same_windows(windows.assign(period_end=pd.NaT))
    assert same_windows(windows.head(1)) == same_windows(windows.head(0)) == []


def test_february_answers_to_february():
    assert year_before(pd.Timestamp("2023-02-27")) == pd.Timestamp("2022-02-27")
    assert year_before(pd.Timestamp("2024-02-28")) == pd.Timestamp("2023-02-28")
    assert year_before(pd.Timestamp("2024-02-29")) == pd.Timestamp("2023-02-28")


def test_rounding_of_published_numbers():
    assert rounding_interval(51990.563) == pytest.approx((51990.5625, 51990.5635))
    assert rounding_interval(13100.0, "over") == (13100.0, 13200.0)
    assert rounding_interval(0.0) == (-0.5, 0.5)


def test_a_missing_claim_cannot_be_checked():
    assert check_growth(10.0, 5.0, math.nan).verdict == "not_determinable"
    assert check_growth(10.0, 0.0, 5.0).verdict == "not_determinable"
    assert check_sum(math.nan, [1.0]) == "not_determinable"
    with pytest.raises(ValueError, match="1 precisions for 2 parts"):
        check_sum(3.0, [1.0, 2.0], part_precisions=["about"])


@given(PARTS)
def test_contributions_add_up_to_growth(parts):
    before, now = np.array(parts).T
    assert contributions(before, now).sum() == pytest.approx(float(growth(now.sum(), before.sum())), rel=1e-6, abs=1e-6)


@given(LEVEL, st.floats(-99.0, 1e4))
def test_implied_level_gives_back_the_growth(level, rate):
    assert float(growth(level, implied_previous(level, rate))) == pytest.approx(rate, rel=1e-6, abs=1e-6)


@given(LEVEL, LEVEL, st.floats(1e-3, 1e3))
def test_growth_does_not_depend_on_the_unit(now, before, factor):
    assert float(growth(now * factor, before * factor)) == pytest.approx(float(growth(now, before)), rel=1e-6, abs=1e-6)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_true_growth_rate_always_agrees(now, before):
    rate = round(float(growth(now, before)), 1)
    assume(rate != 0)
    assert check_growth(float(now), float(before), rate).verdict == "agrees"


@given(st.lists(LEVEL, min_size=2, max_size=12), st.floats(1e-3, 1e3), st.randoms())
def test_compound_growth_knows_neither_unit_nor_order(levels, factor, random):
    series = pd.Series(levels, index=range(2000, 2000 + len(levels)))
    expected = compound_growth(series)
    years = list(series.index)
    random.shuffle(years)
    assert compound_growth(series[years] * factor) == pytest.approx(expected, rel=1e-6, abs=1e-6)
