from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.tet import (
    AFTER,
    BEFORE,
    BOTH_CLOSED,
    DURING,
    REFERENCE,
    Window,
    tet_dates,
    window_regressors,
    window_shares,
)

WINDOWS = st.tuples(st.integers(-20, 300), st.integers(-20, 300)).map(lambda days: Window("any", min(days), max(days)))


def months(first, last):
    return pd.period_range(first, last, freq="M")


def share(window, month):
    return window_shares(months(month, month), window).iloc[0]


@pytest.mark.parametrize(
    "day",
    [
        *(
            "2016-02-08",
            "2017-01-28",
            "2018-02-16",
            "2019-02-05",
            "2020-01-25",
            "2021-02-12",
            "2022-02-01",
            "2023-01-22",
        ),
        *("2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"),
        *("1985-01-21", "2007-02-17", "2030-02-02"),  # here the Chinese new year is another day
    ],
)
def test_dates_t18(day):
    """GOLDEN T18: Vietnamese dates; exact."""
    date = pd.Timestamp(day)
    assert tet_dates(date.year, date.year).tolist() == [date]


@pytest.mark.parametrize(
    ("window", "month", "golden"),
    [
        (DURING, "2017-01", 0.5714),
        (DURING, "2017-02", 0.4286),
        (DURING, "2020-01", 1),
        (DURING, "2022-02", 1),
        (DURING, "2023-01", 1),
        (DURING, "2024-02", 1),
        (DURING, "2025-01", 0.4286),
        (DURING, "2025-02", 0.5714),
        (AFTER, "2023-01", 0.2143),
        (AFTER, "2023-02", 0.7857),
        (AFTER, "2024-02", 0.9286),
        (AFTER, "2024-03", 0.0714),
        (AFTER, "2026-02", 0.3571),
        (AFTER, "2026-03", 0.6429),
    ],
)
def test_window_shares_t17(window, month, golden):
    """GOLDEN T17: raw shares of the windows 0..6 and 7..20, four decimals as given there."""
    assert share(window, month) == pytest.approx(golden, abs=5e-5)


def test_long_run_mean_of_january_t17():
    """GOLDEN T17: about .246 with Chinese dates of 1930-2030, so a whole Tết in January is about +.754 centred.

    With Vietnamese dates, which fall earlier in 1935, 1965, 1968, 1969, 1985, 2007 and 2030 and in 1985 by a month, it is 181/707.
    """
    span = months("1930-01", "2030-12")
    january = window_shares(span, DURING)[span.month == 1].mean()
    assert january == pytest.approx(181 / 707, abs=1e-12)
    assert january == pytest.approx(0.246, abs=0.011)
    assert window_regressors(months("2023-01", "2023-01"), [DURING])["during"].iloc[0] == pytest.approx(526 / 707)


def test_every_year_has_one_day_between_21_january_and_20_february():
    dates = tet_dates(1901, 2100)
    assert dates.index.tolist() == [day.year for day in dates] == list(range(1901, 2101))
    in_year = [(day.month, day.day) for day in dates]
    assert min(in_year) == (1, 21)
    assert max(in_year) == (2, 20)


def test_both_countries_rest_in_the_window_both_closed():
    """On days 0 to 3 both calendars of `holidays` have a holiday or a weekend, every year from 2014 to 2027."""
    from holidays import country_holidays

    years = range(2014, 2028)
    for country in ("VN", "CN"):
        off = country_holidays(country, years=years)
        for day in tet_dates(years[0], years[-1]):
            days = [day + pd.Timedelta(days=number) for number in range(BOTH_CLOSED.first, BOTH_CLOSED.last + 1)]
            assert all(one in off or one.weekday() >= 5 for one in days), (country, day)


def test_means_are_taken_off_over_the_span_asked_for():
    span = months("2017-01", "2026-12")
    own = window_regressors(span, [DURING], (2017, 2026))["during"]
    raw = window_shares(span, DURING)
    assert own.loc["2017-01"] == pytest.approx(raw.loc["2017-01"] - raw[span.month == 1].mean())
    assert window_regressors(span, [DURING])["during"].loc["2017-01"] != pytest.approx(own.loc["2017-01"])


@pytest.mark.parametrize("window", [BEFORE, DURING, AFTER, BOTH_CLOSED])
def test_regressors_sum_to_zero_by_calendar_month_over_the_reference_span(window):
    span = months(f"{REFERENCE[0]}-01", f"{REFERENCE[1]}-12")
    regressor = window_regressors(span, [window])[window.name]
    assert regressor.groupby(span.month).sum().abs().max() < 1e-10
    assert regressor.abs().max() > 0.4


@settings(deadline=None)
@given(WINDOWS, st.integers(1901, 2100))
def test_shares_of_a_year_sum_to_one(window, year):
    found = window_shares(months(f"{year}-01", f"{year}-12"), window)
    assert found.sum() == pytest.approx(1)
    assert found.between(0, 1).all()


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(24)))
def test_row_order_does_not_matter(order):
    span = months("2024-01", "2025-12")
    pd.testing.assert_frame_equal(
        window_regressors(span[list(order)], [BEFORE, DURING]),
        window_regressors(span, [BEFORE, DURING]).iloc[list(order)],
    )


def test_no_month_and_no_window_give_empty_results():
    nothing = pd.PeriodIndex([], freq="M")
    assert window_shares(nothing, DURING).empty
    assert window_regressors(nothing, [DURING]).columns.tolist() == ["during"]
    assert window_regressors(months("2024-01", "2024-02"), []).shape == (2, 0)


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="1900 to 1950: expected years from 1901 to 2100"):
        tet_dates(1900, 1950)
    with pytest.raises(ValueError, match="years 2020 to 2019"):
        tet_dates(2020, 2019)
    with pytest.raises(ValueError, match="PeriodIndex of months"):
        window_shares(pd.period_range("2020-01", periods=3, freq="Q"), DURING)
    with pytest.raises(ValueError, match="days 3 to 1: expected days from -20 to 300"):
        Window("late", 3, 1)
    with pytest.raises(ValueError, match="days -21 to 1"):
        Window("early", -21, 1)
    with pytest.raises(ValueError, match="expected a name of letters"):
        Window("two words", 0, 1)
    with pytest.raises(ValueError, match="during, during: expected a name of its own"):
        window_regressors(months("2020-01", "2020-02"), [DURING, DURING])


def test_a_calendar_with_other_names_is_not_read_wrongly(monkeypatch):
    monkeypatch.setattr("assessment.analysis.tet._NAME", "Tết")
    with pytest.raises(RuntimeError, match="its names have changed"):
        tet_dates(1951, 1952)
