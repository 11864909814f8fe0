"""Unit values: what is kept, what is dropped and why, and the quarters and years they are taken together by."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.analysis.prices import price_indices
from assessment.analysis.unit_values import by_period, unit_values

KG = pd.Series({"lychee": "kg", "durian": "kg", "cars": "car"})
MONTHS = pd.period_range("2023-01", periods=24, freq="M")


def one_line(unit_value: list[float], kilograms: float = 1.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    prices = pd.DataFrame({"lychee": unit_value})
    return prices * kilograms, prices * 0 + kilograms


def test_a_unit_value_three_times_the_median_stays_and_a_larger_one_goes():
    """Median 1, MAD of the logarithms 0: the band is 1/3 to 3, its ends included."""
    values, quantities = one_line([1.0] * 5 + [3.0, 3.01, 1 / 3, 0.33])
    found = unit_values(values, quantities, KG)
    assert found.prices["lychee"].isna().tolist() == [False] * 5 + [False, True, False, True]
    assert found.spread["lychee"] == 0
    assert found.fate["out_of_band"].tolist() == pytest.approx([0] * 6 + [3.01, 0, 0.33])


def test_a_line_that_swings_by_itself_keeps_its_season():
    """Half of the months at 1, half at 8: median √8, every month ×/÷ 2.83.

    One month at 40, four times the median of 10, leaves the factor and stays within three deviations of the logarithms.
    """
    values, quantities = one_line([1.0, 8.0] * 12)
    assert unit_values(values, quantities, KG).coverage.tolist() == [1] * 24
    values, quantities = one_line([1.0, 10.0] * 12 + [40.0])
    assert unit_values(values, quantities, KG).coverage.iloc[-1] == 1
    assert unit_values(values, quantities, KG, deviations=0).coverage.iloc[-1] == 0


def test_an_ordinary_move_of_a_steady_line_stays():
    values, quantities = one_line([1.0] * 11 + [1.5])
    assert unit_values(values, quantities, KG).coverage.iloc[-1] == 1
    assert unit_values(values, quantities, KG, factor=1).coverage.iloc[-1] == 0


def test_fates_add_up_to_the_value():
    values = pd.DataFrame({"lychee": [10.0, 20.0], "durian": [30.0, np.nan], "cars": [60.0, 5.0]})
    quantities = pd.DataFrame({"lychee": [5.0, 10.0], "durian": [0.0, np.nan], "cars": [1.0, np.nan]})
    found = unit_values(values, quantities, KG)
    assert found.fate.to_dict("list") == {
        "kept": [10, 20],
        "other_unit": [60, 5],
        "no_quantity": [30, 0],
        "out_of_band": [0, 0],
    }
    assert found.coverage.tolist() == [0.1, 0.8]
    assert found.prices["durian"].isna().all()
    assert np.isnan(found.spread["durian"])
    assert np.isnan(unit_values(values * 0, quantities, KG).coverage).all()


def test_one_month_is_at_its_own_median():
    found = unit_values(pd.DataFrame({"lychee": [7.0]}), pd.DataFrame({"lychee": [2.0]}), KG)
    assert (found.prices.iat[0, 0], found.coverage.iat[0], found.spread.iat[0]) == (3.5, 1, 0)


def test_quarters_and_years_weigh_the_months():
    """January 1 kg at 1, December 3 kg at 2: the year's unit value is 7/4, not 1.5."""
    quantities = pd.DataFrame({"lychee": [1.0] + [np.nan] * 10 + [3.0] + [2.0] * 12}, index=MONTHS)
    prices = pd.DataFrame({"lychee": [1.0] * 11 + [2.0] + [2.0] * 12}, index=MONTHS)
    found = unit_values(prices * quantities, quantities, KG)
    years = by_period(found, "Y")
    assert [str(year) for year in years.prices.index] == ["2023", "2024"]
    assert years.prices["lychee"].tolist() == [1.75, 2]
    assert years.coverage.tolist() == [1, 1]
    quarters = by_period(found, "Q")
    assert quarters.prices["lychee"].isna().tolist() == [False, True, True, False, False, False, False, False]
    assert price_indices(years.prices, years.quantities).direct["fisher"].iloc[-1] == pytest.approx(2 / 1.75)


def test_part_of_a_year_has_no_row():
    quantities = pd.DataFrame({"lychee": 1.0}, index=MONTHS[:20])
    found = unit_values(quantities, quantities, KG)
    assert [str(year) for year in by_period(found, "Y").prices.index] == ["2023"]
    assert len(by_period(found, "Q").prices) == 6
    with pytest.raises(ValueError, match="expected a PeriodIndex of months"):
        by_period(by_period(found, "Q"), "Y")


def test_wrong_arguments_are_named():
    values, quantities = one_line([1.0, 2.0])
    with pytest.raises(ValueError, match="line lychee has no unit"):
        unit_values(values, quantities, pd.Series({"durian": "kg"}))
    with pytest.raises(ValueError, match=r"factor 0.5 and deviations 3"):
        unit_values(values, quantities, KG, factor=0.5)
    with pytest.raises(ValueError, match="-1 for lychee in 0"):
        unit_values(-values, quantities, KG)


def test_monthly_chaining_of_a_seasonal_good_drifts_and_yearly_chaining_does_not():
    """A year that repeats the year before to the last kilogram: the truth is 1.

    Lychee comes cheap in June and dear in July beside a steady good, so the weights of the links bounce; seen month by month
    the chained Laspeyres index is far from 1 after the year has come round, seen year by year it is 1.
    """
    lychee = [1.0, 1, 1, 1, 1, 0.3, 2, 1, 1, 1, 1, 1] * 2
    kilograms = [1.0, 1, 1, 1, 1, 20, 2, 1, 1, 1, 1, 1] * 2
    prices = pd.DataFrame({"lychee": lychee, "durian": 1.0}, index=MONTHS)
    quantities = pd.DataFrame({"lychee": kilograms, "durian": 10.0}, index=MONTHS)
    found = unit_values(prices * quantities, quantities, KG, factor=100)
    monthly = price_indices(found.prices, found.quantities)
    assert monthly.direct.iloc[12].tolist() == pytest.approx([1] * 4)
    assert monthly.chained["laspeyres"].iloc[12] > 1.5
    assert abs(monthly.chained["fisher"].iloc[12] - 1) > 0.02
    years = by_period(found, "Y")
    assert price_indices(years.prices, years.quantities).chained.iloc[-1].tolist() == pytest.approx([1] * 4)


def test_currency_and_tonnes_change_nothing():
    random = np.random.default_rng(20261125)
    values = pd.DataFrame(random.lognormal(0, 1.5, (40, 2)), columns=["lychee", "durian"])
    quantities = pd.DataFrame(random.lognormal(0, 0.5, (40, 2)), columns=["lychee", "durian"])
    plain = unit_values(values, quantities, KG)
    other = unit_values(values * 25_000, quantities / 1000, KG)
    assert plain.coverage.min() < 1
    pd.testing.assert_series_equal(other.coverage, plain.coverage)
    pd.testing.assert_frame_equal(other.prices / 25_000_000, plain.prices)


@settings(max_examples=25, deadline=None)
@given(
    arrays(float, (6, 3), elements=st.floats(0, 1e6)),
    arrays(float, (6, 3), elements=st.floats(0, 1e3)),
)
def test_laws_of_unit_values(value, quantity):
    """Fates add up; what is kept is a price; the order of rows and lines does not matter."""
    values, quantities = pd.DataFrame(value, columns=list(KG.index)), pd.DataFrame(quantity, columns=list(KG.index))
    found = unit_values(values, quantities, KG)
    np.testing.assert_allclose(found.fate.sum(axis=1), values.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose((found.prices * found.quantities).sum(axis=1), found.fate["kept"], rtol=1e-9)
    assert (found.coverage.dropna().between(0, 1 + 1e-9)).all()
    assert found.prices["cars"].isna().all()
    shuffled = unit_values(values.iloc[::-1, ::-1], quantities, KG)
    pd.testing.assert_frame_equal(shuffled.prices[found.prices.columns], found.prices)
