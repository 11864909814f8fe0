"""Synthetic control: the Basque Country, pysyncon as oracle, flags, refusals, laws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysyncon import Synth

from assessment.analysis.counterfactual import simplex_weights, synthetic_control

BASQUE = "Basque Country (Pais Vasco)"
SPAIN = "Spain (Espana)"

# Predictor weights (V) that pysyncon 1.7.0 finds for the published specification with all 17 other units, the total of Spain among
# them, by Nelder-Mead from equal weights; its search takes two minutes, so the result is typed here.
SCHOOLING = {
    "illit": 0.0726344624,
    "prim": 0.1195161418,
    "med": 0.0034462154,
    "high": 0.1022275309,
    "post.high": 0.0108423286,
}
SECTORS = {
    "agriculture": 0.0634052241,
    "energy": 0.1555974427,
    "industry": 0.0958214767,
    "construction": 0.0531095120,
    "services.venta": 0.0015408494,
    "services.nonventa": 0.0237233952,
}
OTHERS = {"invest": 0.0001215783, "gdpcap": 0.1172977201, "popdens": 0.1807161225}


@pytest.fixture(scope="module")
def basque(shared):
    return pd.read_csv(shared / "refdata" / "basque.csv")


@pytest.fixture(scope="module")
def income(basque):
    table = basque.pivot(index="year", columns="regionname", values="gdpcap")
    return table.set_axis(table.index.astype(int))


def _mean(basque, column, years):
    return basque[basque["year"].isin(years)].groupby("regionname")[column].mean()


@pytest.mark.shared
def test_basque_with_published_predictors_abadie2003(basque, income):
    """T21 (GOLDEN): Cataluna 0.8508, Madrid 0.1492, MSPE 1960-69 0.008865, mean gap 1975-97 −0.699565, 1970-97 −0.579925."""
    rows = {f"school.{level}": _mean(basque, f"school.{level}", range(1964, 1970)) for level in SCHOOLING}
    rows |= {"invest": _mean(basque, "invest", range(1964, 1970)), "gdpcap": _mean(basque, "gdpcap", range(1960, 1970))}
    rows |= {f"sec.{sector}": _mean(basque, f"sec.{sector}", range(1961, 1970, 2)) for sector in SECTORS}
    predictors = pd.DataFrame(rows | {"popdens": _mean(basque, "popdens", [1969])}).T
    importance = pd.Series(
        OTHERS
        | {f"school.{level}": v for level, v in SCHOOLING.items()}
        | {f"sec.{sector}": v for sector, v in SECTORS.items()}
    )
    found = synthetic_control(income.loc[1960:], BASQUE, 1970, predictors, importance)
    assert found.weights[["Cataluna", "Madrid (Comunidad De)"]].tolist() == pytest.approx([0.8508, 0.1492], abs=1e-4)
    assert found.weights.drop(["Cataluna", "Madrid (Comunidad De)"]).max() == pytest.approx(0, abs=1e-9)
    assert found.rmspe_before**2 == pytest.approx(0.008865, abs=1e-5)
    assert found.mean_gap == pytest.approx(-0.579925, abs=1e-4)
    assert found.gap.loc[1975:1997].mean() == pytest.approx(-0.699565, abs=1e-4)


@pytest.mark.shared
def test_basque_on_outcomes_alone_golden_3_7(income):
    """GOLDEN 3.7, the deterministic alternative: Baleares 0.3700, Madrid 0.4405, Rioja 0.1895, MSPE 0.00412635, Spain no donor."""
    found = synthetic_control(income.loc[1960:].drop(columns=SPAIN), BASQUE, 1970)
    assert {unit: round(weight, 4) for unit, weight in found.weights.items() if weight > 0} == {
        "Baleares (Islas)": 0.37,
        "Madrid (Comunidad De)": 0.4405,
        "Rioja (La)": 0.1895,
    }
    assert found.rmspe_before**2 == pytest.approx(0.00412635, abs=1e-8)
    assert found.notes == ("more_donors_than_periods",)
    assert found.scaled_error < 1


@pytest.mark.shared
def test_basque_fits_better_than_pysyncon_does(income):
    """Oracle: the inner problem of pysyncon 1.7.0 (SLSQP) has the same optimum, which it reaches to a few thousandths."""
    before = income.loc[1955:1969].drop(columns=SPAIN)
    target, donors = before[BASQUE].to_numpy(), before.drop(columns=BASQUE).to_numpy()
    theirs, _ = Synth.w_optimize(np.eye(len(before)), donors, target)
    ours = simplex_weights(target, donors)
    assert ours == pytest.approx(theirs, abs=0.02)
    assert ((target - donors @ ours) ** 2).sum() <= ((target - donors @ theirs) ** 2).sum() + 1e-12


def _panel(periods=20, units=6, seed=1):
    rng = np.random.default_rng(seed)
    trend = np.arange(periods)[:, None] * rng.uniform(0.5, 1.5, units) + rng.normal(0, 0.4, (periods, units)).cumsum(
        axis=0
    )
    return pd.DataFrame(
        50 + trend, index=range(2001, 2001 + periods), columns=[f"unit {place}" for place in range(units)]
    )


def _planted(effect=5.0, noise=0.1):
    panel = _panel()
    mixture = panel.to_numpy() @ np.array([0.5, 0.3, 0.2, 0, 0, 0])
    rng = np.random.default_rng(2)
    panel["zone"] = mixture + rng.normal(0, noise, 20) + effect * (panel.index >= 2015)
    return panel


def test_planted_weights_and_gap_are_recovered():
    found = synthetic_control(_planted(), "zone", 2015)
    assert found.weights.to_numpy() == pytest.approx([0.5, 0.3, 0.2, 0, 0, 0], abs=0.15)
    assert found.mean_gap == pytest.approx(5, abs=0.3)
    assert found.ratio == pytest.approx(found.rmspe_after / found.rmspe_before)
    assert found.notes == ()
    assert found.gap.to_numpy() == pytest.approx((_planted()["zone"] - found.synthetic).to_numpy())


def test_an_exact_fit_is_exact():
    found = synthetic_control(_planted(noise=0.0), "zone", 2015)
    assert found.weights.to_numpy() == pytest.approx([0.5, 0.3, 0.2, 0, 0, 0], abs=1e-8)
    assert (found.rmspe_before, found.ratio, found.scaled_error) == (0.0, math.inf, 0.0)
    assert synthetic_control(_planted(effect=0.0, noise=0.0), "zone", 2015).ratio == 1.0


def test_notes_on_what_is_thin():
    panel = _planted()
    assert synthetic_control(panel.loc[2007:], "zone", 2015).notes == ("few_periods_before",)
    assert synthetic_control(panel.loc[2010:], "zone", 2015).notes == ("few_periods_before", "more_donors_than_periods")
    outside = panel.assign(zone=panel["zone"] + 100)
    found = synthetic_control(outside, "zone", 2015)
    assert found.notes == ("poor_fit",)
    assert found.scaled_error > 1
    still = synthetic_control(panel.assign(zone=0.0), "zone", 2015)
    assert (still.scaled_error, still.notes) == (math.inf, ("poor_fit",))


def test_donors_with_missing_periods_are_dropped_and_named():
    panel = _planted()
    panel.loc[2004, "unit 4"] = math.nan
    found = synthetic_control(panel, "zone", 2015)
    assert found.dropped == ("unit 4",)
    assert "unit 4" not in found.weights.index
    panel.loc[2001, "zone"] = math.nan  # the unit begins a year later
    assert synthetic_control(panel, "zone", 2015).gap.index[0] == 2002


@pytest.mark.parametrize(
    ("panel", "event", "refused"),
    [
        (_planted()[["zone", "unit 0"]], 2015, "too_few_donors"),
        (_planted()[["zone"]], 2015, "too_few_donors"),
        (_planted().loc[2011:], 2015, "too_few_before"),
        (_planted(), 1990, "too_few_before"),
        (_planted(), 2030, "nothing_after"),
        (_planted().drop(2010), 2015, "gap"),
        (_planted().assign(zone=math.nan), 2015, "too_few_before"),
        (_planted().head(1), 2015, "too_few_before"),
    ],
)
def test_refusals(panel, event, refused):
    found = synthetic_control(panel, "zone", event)
    assert found.refused == refused
    assert found.weights.empty
    assert found.gap.empty
    assert all(math.isnan(number) for number in (found.mean_gap, found.rmspe_before, found.ratio, found.scaled_error))


def test_wrong_arguments_are_named():
    panel = _planted()
    predictors = pd.DataFrame(np.arange(14.0).reshape(2, 7), index=["income", "roads"], columns=panel.columns)
    with pytest.raises(ValueError, match="treated 'gate': expected one of the units unit 0"):
        synthetic_control(panel, "gate", 2015)
    with pytest.raises(ValueError, match=r"units \['zone'\] occur more than once"):
        synthetic_control(pd.concat([panel, panel[["zone"]]], axis=1), "zone", 2015)
    with pytest.raises(ValueError, match="predictor 'roads': expected a value for each"):
        synthetic_control(panel, "zone", 2015, predictors.astype(float).replace(10.0, math.nan))
    with pytest.raises(ValueError, match="predictor 'income'"):
        synthetic_control(panel, "zone", 2015, predictors.mul([0, 1], axis=0))
    for weights in ({"income": 1.0}, {"income": -1.0, "roads": 1.0}, {"income": 0.0, "roads": 0.0}):
        with pytest.raises(ValueError, match="expected a weight of 0 or more for every predictor"):
            synthetic_control(panel, "zone", 2015, predictors, pd.Series(weights))


def test_a_predictor_of_no_importance_does_not_count():
    panel, rng = _planted(), np.random.default_rng(3)
    predictors = pd.DataFrame(rng.random((3, 7)), index=["income", "roads", "area"], columns=panel.columns)
    found = synthetic_control(panel, "zone", 2015, predictors, pd.Series({"income": 2.0, "roads": 1.0, "area": 0.0}))
    without = synthetic_control(panel, "zone", 2015, predictors.drop("area"), pd.Series({"income": 2.0, "roads": 1.0}))
    assert found.weights.to_numpy() == pytest.approx(without.weights.to_numpy(), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 10_000))
def test_weights_lie_on_the_simplex_and_nothing_on_it_fits_better(rows, donors, seed):
    rng = np.random.default_rng(seed)
    target, table = rng.normal(size=rows), rng.normal(size=(rows, donors))
    weights = simplex_weights(target, table)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    gradient = table.T @ (
        table @ weights - target
    )  # no direction towards a corner goes down: the optimum of a convex problem
    assert gradient.min() >= gradient @ weights - 1e-8 * max(1, np.abs(gradient).max())


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 1e5), st.floats(-1e3, 1e3), st.permutations(range(7)))
def test_unit_level_and_order_do_not_matter(unit, level, order):
    panel = _planted()
    base = synthetic_control(panel, "zone", 2015)
    moved = (panel.iloc[::-1, order] + level) * unit
    found = synthetic_control(moved, "zone", 2015)
    assert found.weights[base.weights.index].to_numpy() == pytest.approx(base.weights.to_numpy(), abs=1e-6)
    assert found.mean_gap / unit == pytest.approx(base.mean_gap, rel=1e-5)
    assert found.ratio == pytest.approx(base.ratio, rel=1e-4)


def test_one_donor_alone_and_equal_donors():
    assert simplex_weights(np.array([1.0, 2.0]), np.array([[3.0], [4.0]])).tolist() == [1.0]
    assert simplex_weights(np.zeros(2), np.zeros((2, 2))).sum() == pytest.approx(1)
