"""Placebos in space and time, and donors left out."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from assessment.analysis.counterfactual import synthetic_control
from assessment.analysis.counterfactual_checks import leave_one_out, placebo_in_space, placebo_in_time

BASQUE = "Basque Country (Pais Vasco)"


def _panel(units, seed=1, periods=20):
    rng = np.random.default_rng(seed)
    shared = rng.normal(0, 1, (periods, 2)).cumsum(axis=0) @ rng.uniform(0, 1, (2, units))
    return pd.DataFrame(
        shared + rng.normal(0, 0.4, (periods, units)), range(2001, 2001 + periods), [f"u{k}" for k in range(units)]
    )


def _with_event(units=8, effect=8.0):
    panel = _panel(units)
    panel.loc[2013:, "u0"] += effect
    return panel


def test_the_treated_unit_ranks_first_and_the_smallest_p_is_said():
    """METHODS 8.3: with seven donors p cannot be below 0.125."""
    panel = _with_event()
    found = placebo_in_space(panel, "u0", 2013)
    assert (found.rank, found.p_value, found.smallest_p) == (1, 0.125, 0.125)
    assert list(found.table.index) == list(panel.columns)
    own = synthetic_control(panel, "u0", 2013)
    assert found.table.loc["u0"].tolist() == [
        getattr(own, name) for name in ("mean_gap", "rmspe_before", "rmspe_after", "ratio", "scaled_error")
    ]
    other = synthetic_control(panel, "u3", 2013)
    assert found.table.loc["u3", "ratio"] == pytest.approx(other.ratio)
    assert found.gaps["u3"].to_numpy() == pytest.approx(other.gap.to_numpy())


def test_equal_ratios_take_the_last_place():
    panel = pd.DataFrame({unit: np.arange(12.0) for unit in "abc"}, index=range(2001, 2013))
    found = placebo_in_space(panel, "a", 2009)
    assert (found.rank, found.p_value) == (3, 1.0)


@pytest.mark.slow
def test_without_an_effect_each_rank_is_equally_likely():
    """150 panels of ten units alike: p ≤ 0.2 in 20 % (standard error 3 points), mean p 0.55 (2.3 points)."""
    p_values = np.array([placebo_in_space(_panel(10, seed, 14), "u0", 2010).p_value for seed in range(150)])
    assert (p_values <= 0.2).mean() == pytest.approx(0.2, abs=0.08)
    assert p_values.mean() == pytest.approx(0.55, abs=0.06)
    assert np.unique(p_values.round(6)).tolist() == pytest.approx([place / 10 for place in range(1, 11)])


@pytest.mark.shared
def test_basque_placebos(shared):
    """On outcomes alone, Spain no donor: 16 donors, so p ≥ 1/17; leaving one donor out keeps the sign of the gap (GOLDEN 3.7)."""
    table = pd.read_csv(shared / "refdata" / "basque.csv").pivot(index="year", columns="regionname", values="gdpcap")
    income = table.set_axis(table.index.astype(int)).drop(columns="Spain (Espana)").loc[1960:]
    found = placebo_in_space(income, BASQUE, 1970)
    assert found.smallest_p == 1 / 17
    assert found.p_value == pytest.approx(found.rank / 17)
    without = leave_one_out(income, BASQUE, 1970)
    assert set(without.table.index) == {"Baleares (Islas)", "Madrid (Comunidad De)", "Rioja (La)"}
    assert without.low < synthetic_control(income, BASQUE, 1970).mean_gap <= without.high < 0


def test_leaving_out_donors_brackets_the_gap():
    panel = _with_event()
    own = synthetic_control(panel, "u0", 2013)
    found = leave_one_out(panel, "u0", 2013)
    assert list(found.table.index) == list(own.weights.index[own.weights > 0])
    assert found.low <= own.mean_gap <= found.high
    first = found.table.index[0]
    expected = synthetic_control(panel.drop(columns=first), "u0", 2013)
    assert found.table.loc[first, "mean_gap"] == pytest.approx(expected.mean_gap)
    assert (found.table["rmspe_before"] >= own.rmspe_before - 1e-12).all()


def test_checks_match_the_predictors_too():
    panel, rng = _with_event(), np.random.default_rng(4)
    predictors = pd.DataFrame(rng.random((4, 8)), columns=panel.columns)
    importance = pd.Series([1.0, 2.0, 0.0, 1.0])
    own = synthetic_control(panel, "u0", 2013, predictors, importance)
    assert placebo_in_space(panel, "u0", 2013, predictors, importance).table.loc["u0", "ratio"] == own.ratio
    found = leave_one_out(panel, "u0", 2013, predictors, importance)
    assert found.low <= own.mean_gap <= found.high


def test_a_supposed_event_is_fitted_before_the_real_one():
    panel = _with_event()
    found = placebo_in_time(panel, "u0", 2013, 2009)
    assert list(found.gap.index) == list(range(2001, 2013))
    assert abs(found.mean_gap) < 2 < synthetic_control(panel, "u0", 2013).mean_gap
    changed = panel.copy()
    changed.loc[2013:] = 0.0
    assert placebo_in_time(changed, "u0", 2013, 2009).mean_gap == found.mean_gap
    assert placebo_in_time(panel, "u0", 2013, 2005).refused == "too_few_before"
    for wrong in (2013, 2014):
        with pytest.raises(ValueError, match=f"supposed = {wrong}"):
            placebo_in_time(panel, "u0", 2013, wrong)


@pytest.mark.parametrize(
    ("panel", "event", "refused"),
    [
        (_with_event(2), 2013, "too_few_donors"),
        (_with_event(8), 2004, "too_few_before"),
        (_with_event(8), 2040, "nothing_after"),
        (_with_event(8).drop(2005), 2013, "gap"),
    ],
)
def test_refusals(panel, event, refused):
    space, out = placebo_in_space(panel, "u0", event), leave_one_out(panel, "u0", event)
    assert (space.refused, out.refused) == (refused, refused)
    assert space.table.empty
    assert out.table.empty
    assert all(math.isnan(number) for number in (space.p_value, space.smallest_p, out.low, out.high))


def test_two_donors_carry_placebos_but_none_can_be_left_out():
    panel = _with_event(3)
    assert placebo_in_space(panel, "u0", 2013).smallest_p == pytest.approx(1 / 3)
    assert leave_one_out(panel, "u0", 2013).refused == "too_few_donors"
