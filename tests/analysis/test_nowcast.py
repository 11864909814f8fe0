from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from assessment.analysis.nowcast import (
    Accuracy,
    bridge,
    evaluate,
    nowcast,
    sarimax_tet,
    seasonal_naive,
)
from assessment.analysis.tet import DURING, window_regressors


@pytest.fixture
def one_thread():
    """Statsmodels solves many small systems; several threads on one of them wait for each other, on a busy machine for long."""
    import statsmodels.tsa.statespace.sarimax  # noqa: F401  its libraries can be limited only once they are loaded

    with threadpool_limits(1):
        yield


def monthly(values, start="2015-01"):
    return pd.Series(np.asarray(values, dtype=float), index=pd.period_range(start, periods=len(values), freq="M"))


def flow(seed, months=84, drift=0.0):
    """Return a wandering flow with a season: random walk of sd 0.033, noise of sd 0.05, in logarithms."""
    rng = np.random.default_rng(seed)
    season = 0.2 * np.sin(np.arange(months) * np.pi / 6)
    return monthly(100 * np.exp(np.cumsum(rng.normal(drift, 0.1 / 3, months)) + season + rng.normal(0, 0.05, months)))


def noise(seed, months=84):
    return monthly(np.exp(np.random.default_rng(1000 + seed).normal(0, 0.1, months)))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.2, 3.0), st.floats(0.01, 100.0))
def test_a_perfect_indicator_is_accepted(seed, elasticity, unit):
    """METHODS 7.9, property: y = unit · x^elasticity leaves no error."""
    target = flow(seed)
    found = evaluate(target, bridge(unit * target ** (1 / elasticity)))
    assert found.accepted
    assert found.every.mase == pytest.approx(0, abs=1e-9)
    assert found.every.wins == 1


def test_pure_noise_is_not_accepted():
    """METHODS 7.9, property. Of 100 noises the rule let 1 to 7 pass, by the number of months; here 1 of 20 at most."""
    found = [evaluate(flow(seed, drift=0.01), bridge(noise(seed))) for seed in range(20)]
    assert sum(evaluation.accepted for evaluation in found) <= 1
    assert all(evaluation.failing for evaluation in found if not evaluation.accepted)
    assert np.mean([evaluation.every.mase for evaluation in found]) == pytest.approx(1, abs=0.1)


def test_the_seasonal_naive_forecast_does_not_beat_itself():
    found = evaluate(flow(1), seasonal_naive)
    assert found.every == found.open == Accuracy(48, 1.0, 0.0)
    assert found.failing == ("error", "wins", "error_open", "wins_open")


def test_accuracy_by_hand():
    """One error of 2 against 4, 11 of 1 against 1: MASE (2 + 11) / (4 + 11), one win in twelve, ties are none."""
    target = monthly([10.0] * 36 + [14.0] + [11.0] * 11)

    def forecaster(_, month):
        return 12.0 if month == pd.Period("2018-01", "M") else 10.0

    found = evaluate(target, forecaster)
    assert found.every == Accuracy(12, pytest.approx(13 / 15), pytest.approx(1 / 12))
    assert found.failing == ("wins", "wins_open")
    assert found.trials.iloc[0].tolist() == [14.0, 12.0, 10.0, False]


def test_a_forecaster_never_sees_what_came_later():
    seen = []

    def forecaster(history, month):
        seen.append((history.index[-1], month))
        return float(history.iloc[-1])

    found = evaluate(flow(2, 60), forecaster, ahead=2)
    assert all(month == last + 2 for last, month in seen)
    assert seen[0][0] == pd.Period("2017-12", "M")
    assert seen[-1][1] == pd.Period("2019-12", "M")
    assert found.trials.index.tolist() == [month for _, month in seen]


def test_closures_are_counted_and_left_out():
    """A candidate that is right only while the gates are closed is not accepted, nor one that is right only while they are open."""
    target = flow(4)
    closures = list(pd.period_range("2020-01", "2020-06", freq="M"))
    target.loc["2020-01":"2020-06"] *= 0.05
    concerned = [*closures, *(month + 12 for month in closures)]

    def right_in(months):
        return lambda history, month: target[month] if month in months else 1.02 * seasonal_naive(history, month)

    found = evaluate(target, right_in(concerned), closures=closures)
    assert found.trials.index[found.trials["closed"]].tolist() == concerned
    assert (found.every.origins, found.open.origins) == (48, 36)
    assert found.every.mase < 1 < found.open.mase
    assert {"error_open", "wins_open"} <= set(found.failing)
    rest = [month for month in target.index if month not in concerned]

    def wild_in_closures(history, month):
        return target[month] if month in rest else 50 * seasonal_naive(history, month)

    open_only = evaluate(target, wild_in_closures, closures=closures)
    assert open_only.open.mase == 0
    assert open_only.failing == ("error",)


@pytest.mark.parametrize(
    ("target", "refused"),
    [
        (flow(1, 47), "too_few_months"),
        (flow(1, 0), "too_few_months"),
        (flow(1, 84).drop(pd.Period("2018-05", "M")), "gaps"),
        (flow(1, 48), ""),
    ],
)
def test_refusals(target, refused):
    found = evaluate(target, seasonal_naive)
    assert found.refused == refused
    assert not found.accepted
    assert found.every.origins == (0 if refused else 12)
    assert list(found.trials.columns) == ["actual", "forecast", "naive", "closed"]


def test_origins_without_a_forecast_do_not_count():
    target = flow(1)
    late = bridge(target[target.index >= pd.Period("2020-02", "M")])
    found = evaluate(target, late)
    assert found.refused == "too_few_origins"
    assert found.every.origins < 12
    closed = evaluate(target, bridge(target), closures=list(target.index[36:75]))
    assert closed.refused == "too_few_origins"


def test_a_constant_flow_is_beaten_by_nothing():
    found = evaluate(monthly([5.0] * 60), seasonal_naive)
    assert math.isnan(found.every.mase)
    assert "error" in found.failing


def test_bridge_needs_positive_values_that_change():
    history, month = flow(1, 48), pd.Period("2019-01", "M")
    indicator = flow(2, 60)
    assert bridge(indicator)(history, month) > 0
    assert math.isnan(bridge(indicator.head(48))(history, month))
    assert math.isnan(bridge(indicator.where(indicator.index != month, 0.0))(history, month))
    assert math.isnan(bridge(monthly([7.0] * 60))(history, month))
    assert math.isnan(bridge(indicator)(history.where(history.index != month - 12, -1.0), month))


def test_bridge_by_hand():
    """Δ₁₂ ln x = ln 2 and Δ₁₂ ln y = ln 3 in the past, Δ₁₂ ln x = ln 4 now: elasticity ln 3 / ln 2, growth to the ninefold."""
    indicator = monthly([1.0] * 12 + [2.0] * 12 + [8.0])
    target = monthly([5.0] * 12 + [15.0] * 12)
    assert bridge(indicator)(target, pd.Period("2017-01", "M")) == pytest.approx(15 * 9)


def test_the_unit_and_the_row_order_do_not_matter():
    target, indicator = flow(6), flow(6) * noise(3) ** 0.5
    base = evaluate(target, bridge(indicator))
    other = evaluate(1000 * target.iloc[::-1], bridge(0.01 * indicator.iloc[::-1]))
    assert other.every.mase == pytest.approx(base.every.mase)
    assert other.failing == base.failing
    pd.testing.assert_series_equal(other.trials["forecast"], 1000 * base.trials["forecast"])


def test_the_best_accepted_candidate_is_used():
    target = flow(8)
    known = target.head(83)
    near = target * noise(8) ** 0.3
    found = nowcast(known, {"near": bridge(near), "noise": bridge(noise(9)), "exact": bridge(target)})
    assert found.method == "exact"
    assert found.month == target.index[-1]
    assert found.value == pytest.approx(target.iloc[-1])
    assert found.low == pytest.approx(found.value)
    assert {name for name, evaluation in found.evaluations.items() if evaluation.accepted} == {"near", "exact"}
    # Without the indicator of the month itself the next best has its turn.
    late = nowcast(known, {"near": bridge(near), "exact": bridge(target.head(83))})
    assert late.method == "near"
    assert late.low < late.value < late.high


def test_without_an_accepted_candidate_the_seasonal_naive_forecast_stands():
    target = flow(8)
    found = nowcast(target, {"noise": bridge(monthly(noise(9, 86)))}, ahead=2)
    assert (found.method, found.value) == ("seasonal_naive", target.iloc[-11])
    assert found.low < found.value < found.high
    short = nowcast(target.head(20), {"noise": bridge(noise(9))})
    assert (short.method, short.value) == ("seasonal_naive", target.iloc[8])
    assert math.isnan(short.low)
    assert short.evaluations["noise"].refused == "too_few_months"
    empty = nowcast(target.head(0), {})
    assert (empty.month, empty.method) == (None, "seasonal_naive")
    assert math.isnan(empty.value)


def test_the_band_covers_somewhat_less_than_it_says():
    """80 % bands of the bridge on a good indicator covered 67 to 83 % of 100 simulated months, by length: they are a little narrow."""
    inside = []
    for seed in range(25):
        target = flow(seed, 60)
        found = nowcast(target.head(59), {"near": bridge(target * noise(seed, 60) ** 0.5)})
        inside.append(found.low <= target.iloc[-1] <= found.high)
    assert 0.55 < np.mean(inside) < 0.95


@pytest.mark.usefixtures("one_thread")
def test_sarimax_finds_tet():
    """A flow of season, trend and Tết only, with hardly any noise: a whole Tết in January 2023 costs it a fifth, and it knows."""
    months = pd.period_range("2015-01", "2023-01", freq="M")
    rng = np.random.default_rng(1)
    clean = 0.01 * np.arange(97) + 0.2 * np.sin(np.arange(97) * np.pi / 6) + rng.normal(0, 0.01, 97)
    target = pd.Series(np.exp(5 + clean - 0.3 * window_regressors(months, (DURING,))["during"]), index=months)
    known, wanted = target.iloc[:-1], months[-1]
    assert sarimax_tet(known, wanted) == pytest.approx(target.iloc[-1], rel=0.05)
    assert abs(seasonal_naive(known, wanted) / target.iloc[-1] - 1) > 0.1


def test_sarimax_without_a_forecast():
    history = flow(1, 48)
    assert math.isnan(sarimax_tet(history.head(35), history.index[35]))
    assert math.isnan(sarimax_tet(history * 0, pd.Period("2019-01", "M")))


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.usefixtures("one_thread")
def test_sarimax_with_tet_is_accepted_for_total_exports(shared):
    """Vietnam's exports by month: over 98 origins MASE 0.40 and 82 % won (two months ahead 0.48 and 80 %); here the last 15."""
    rows = pd.read_csv(shared / "series" / "gso_monthly_exports.csv")
    rows = rows[rows["Ngành"] == "TỔNG TRỊ GIÁ"].sort_values("Month")
    series = pd.Series(rows["Total-M"].to_numpy(), index=pd.PeriodIndex(rows["Month"], freq="M"))
    found = evaluate(series, sarimax_tet, history=119)
    assert found.every.origins == 15
    assert found.accepted
    assert found.every.mase < 0.7


def test_wrong_arguments_are_named():
    target = flow(1)
    for ahead, history in ((0, 36), (13, 36), (1, 23)):
        with pytest.raises(ValueError, match=f"ahead = {ahead}, history = {history}"):
            evaluate(target, seasonal_naive, ahead=ahead, history=history)
    with pytest.raises(ValueError, match="PeriodIndex of months"):
        bridge(pd.Series([1.0]))
    with pytest.raises(ValueError, match="PeriodIndex of months"):
        nowcast(pd.Series([1.0]), {})
