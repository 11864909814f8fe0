"""Plans with their revisions, the years before 2008, and the province without the zone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.benchmark import growth_gap
from assessment.analysis.consistency import implied_plan
from assessment.analysis.growth import average_growth
from assessment.analysis.references import before_after, growth_of_rest, plan_achievement, rest_of

levels = st.floats(0.1, 1e6)


def test_plan_achievement_danviet2024lang_son():
    """GOLDEN L1. Lạng Sơn customs 2023: 2,750, 2,225 and 4,975 against 1,300, 2,500 and 3,800: 211.5 %, 89 %, 130.9 %."""
    for actual, plan, published in ((2750.0, 1300.0, 211.5), (2225.0, 2500.0, 89.0), (4975.0, 3800.0, 130.9)):
        found = plan_achievement(actual, pd.Series({2023: plan})).loc[2023]
        assert found["achieved"] == pytest.approx(published, abs=0.05)
        assert found["gap"] == pytest.approx(published - 100, abs=0.05)
        assert implied_plan(actual, found["achieved"]) == pytest.approx(plan)


def test_the_first_plan_stays_and_a_lowered_one_shows():
    """By hand: 90 of a first plan of 120 is 75 %; lowered to 80, the same outcome passes for 112.5 %."""
    found = plan_achievement(90.0, pd.Series({pd.Timestamp("2023-07-01"): 80.0, pd.Timestamp("2021-01-01"): 120.0}))
    assert found["plan"].tolist() == [120, 80]
    assert found["achieved"].tolist() == [75, 112.5]
    assert found["gap"].tolist() == [-25, 12.5]
    assert found["revision"].tolist() == pytest.approx([0, -100 / 3])


def test_plans_without_numbers():
    assert plan_achievement(np.nan, pd.Series({2021: 5.0}))["achieved"].isna().all()
    found = plan_achievement(5.0, pd.Series({2021: 0.0, 2022: 10.0}))
    assert found["achieved"].isna().tolist() == [True, False]
    assert found["revision"].isna().all()
    assert len(plan_achievement(5.0, pd.Series(dtype=float))) == 0
    with pytest.raises(ValueError, match="two plans are dated 2021"):
        plan_achievement(5.0, pd.Series([1.0, 2.0], index=[2021, 2021]))


def test_five_years_before_and_after():
    """100 growing by 10 % a year to 2007, 300 growing by 5 % from 2009; whatever 2008 was."""
    before = {2003 + step: 100 * 1.1**step for step in range(5)}
    after = {2009 + step: 300 * 1.05**step for step in range(5)}
    series = pd.Series({**after, 2008: 1e9, **before, 1999: np.nan})
    found = before_after(series)
    assert found.before == pytest.approx(np.mean(list(before.values())))
    assert found.after == pytest.approx(np.mean(list(after.values())))
    assert found.change == pytest.approx(100 * (found.after / found.before - 1))
    assert (found.growth_before, found.growth_after) == (pytest.approx(10), pytest.approx(5))
    assert found.refused == ""


def test_a_missing_year_is_not_replaced():
    series = pd.Series(1.0, index=range(2003, 2014))
    assert before_after(series).change == 0
    early = before_after(series.drop(2005))
    assert (early.refused, early.after, early.growth_after) == ("incomplete_before", 1, 0)
    assert np.isnan([early.before, early.change]).all()
    assert before_after(series.mask(series.index == 2013)).refused == "incomplete_after"
    assert np.isnan(before_after(series * 0).change)
    with pytest.raises(ValueError, match="expected at least 2"):
        before_after(series, years=1)
    with pytest.raises(ValueError, match="year 2003 occurs more than once"):
        before_after(pd.concat([series, series]))


def test_rest_of_the_province():
    """The zone is in the province: beside the rest its lead is larger than beside the whole."""
    province, zone = pd.Series({2010: 100.0, 2015: 150.0}), pd.Series({2010: 20.0, 2015: 50.0, 2016: 60.0})
    rest = rest_of(province, zone)
    assert rest.to_dict() == {2010: 80, 2015: 100}
    assert growth_gap(zone, rest).gap > growth_gap(zone, province).gap
    assert growth_gap(zone, rest).reference == pytest.approx(average_growth(80, 100, 5))
    assert rest_of(province, zone.drop(2010)).isna().tolist() == [True, False]
    with pytest.raises(ValueError, match="50 of a whole of 40 in 2015"):
        rest_of(pd.Series({2015: 40.0}), zone)


def test_growth_of_the_rest_from_rates():
    """By hand: a quarter grows by 14 %, the whole by 8 %: (108 − 28.5) / 75 = 1.06."""
    assert growth_of_rest(8.0, 14.0, 25.0) == pytest.approx(6)
    assert growth_of_rest(8.0, 14.0, 0.0) == pytest.approx(8)
    for undefined in (
        (8.0, 14.0, 100.0),
        (8.0, 14.0, -1.0),
        (np.nan, 1.0, 5.0),
        (1.0, np.nan, 5.0),
        (1.0, 2.0, np.nan),
    ):
        assert np.isnan(growth_of_rest(*undefined))
    assert np.isnan(growth_of_rest(-50.0, 100.0, 90.0))
    assert np.isnan(growth_of_rest(1.0, 1.0, 5.0, years=0))


@given(levels, levels, levels, levels, st.integers(1, 10))
def test_growth_of_the_rest_is_that_of_its_levels(part_first, rest_first, part_last, rest_last, years):
    first, last = part_first + rest_first, part_last + rest_last
    whole, part = average_growth(first, last, years), average_growth(part_first, part_last, years)
    found = growth_of_rest(whole, part, 100 * part_first / first, years)
    # The rest is a difference: where it is a thousandth of the whole, three digits of its growth are gone.
    if min(rest_first / first, rest_last / last) > 1e-3:
        assert found == pytest.approx(average_growth(rest_first, rest_last, years), rel=1e-6, abs=1e-6)


@given(levels, st.lists(levels, min_size=1, max_size=6, unique=True), st.floats(0.01, 100))
def test_achievement_is_free_of_unit_and_of_the_order_of_plans(actual, plans, factor):
    series = pd.Series(plans, index=range(2020, 2020 + len(plans)))
    plain = plan_achievement(actual, series)
    scaled = plan_achievement(factor * actual, factor * series[::-1])
    np.testing.assert_allclose(scaled[["achieved", "revision"]], plain[["achieved", "revision"]], rtol=1e-9, atol=1e-9)
    assert plain["plan"].iloc[0] == plans[0]
