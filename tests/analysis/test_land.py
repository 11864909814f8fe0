"""Investment and land: ratios, take-up with bounds, the 70 % test, idle land, concentration of capital."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.land import concentration_by, idle_area, per_hectare, realisation, take_up
from assessment.analysis.structure import concentration
from assessment.project import zone_configuration
from assessment.situation.legal import bounds_at_least

amounts = st.floats(0, 1e6)
let_of_area = st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 1e4), st.booleans()), min_size=1, max_size=8)


def by_area(**hectares: float) -> pd.Series:
    return pd.Series(hectares)


def test_realisation_and_yield():
    assert realisation([50.0, 120.0, 0.0], [200.0, 100.0, 10.0]).tolist() == [25, 120, 0]
    assert np.isnan(realisation([1.0, np.nan, 1.0], [0.0, 5.0, np.nan])).all()
    assert float(per_hectare(300.0, 60.0)) == 5
    assert np.isnan(per_hectare(0.0, 0.0))
    for function in (realisation, per_hectare):
        with pytest.raises(ValueError, match="-3 is negative"):
            function([1.0, -3.0], 5.0)
        with pytest.raises(ValueError, match="-5 is negative"):
            function(1.0, -5.0)


def test_take_up_weighs_areas_by_their_land():
    """60 of 100 and 10 of 300 hectares: 17.5 %, not the mean of 60 % and 3.3 %."""
    found = take_up(by_area(park=60, urban=10), by_area(urban=300, park=100))
    assert found.percent.round(1).to_dict() == {"park": 60, "urban": 3.3}
    assert (found.total, found.low, found.high, found.let_ha, found.area_ha) == (17.5, 17.5, 17.5, 70, 400)
    assert found.problem == ""
    assert found.still_to_let(70) == pytest.approx(210)
    assert found.still_to_let(10) == 0


def test_seventy_percent_with_land_not_known():
    """Decree 35/2022, Article 17: the outcome may be plain although the land let of a functional area is not known."""
    threshold = zone_configuration()["regime"]["decree_35_2022"]["expansion"]["let_percent"]
    assert threshold == 70

    def outcome(**let: float) -> str:
        found = take_up(by_area(**let), by_area(park=100, urban=10))
        return bounds_at_least(found.low, found.high, threshold)

    assert outcome(park=77, urban=0) == "pass"
    assert outcome(park=76.9, urban=0) == "fail"
    assert outcome(park=80, urban=np.nan) == "pass"
    assert outcome(park=60, urban=np.nan) == "fail"
    assert outcome(park=70, urban=np.nan) == "not_determinable"
    assert outcome(park=np.nan, urban=np.nan) == "not_determinable"


@pytest.mark.parametrize(
    ("let", "area", "problem"),
    [
        ({"a": 1.0, "b": np.nan}, {"a": 5.0, "b": 5.0}, "let_unknown"),
        ({"a": 1.0, "b": 1.0}, {"a": 5.0, "b": np.nan}, "area_unknown"),
        ({"a": 0.0}, {"a": 0.0}, "no_land"),
        ({}, {}, "no_land"),
        ({"a": 6.0, "b": 0.0}, {"a": 5.0, "b": 5.0}, "more_let_than_area"),
    ],
)
def test_why_there_is_no_total(let, area, problem):
    found = take_up(pd.Series(let, dtype=float), pd.Series(area, dtype=float))
    assert found.problem == problem
    assert np.isnan(found.total)
    assert np.isnan(found.still_to_let(70))
    assert np.isnan(found.low) == (problem != "let_unknown")


def test_take_up_refuses_other_areas():
    with pytest.raises(ValueError, match="give each area once in both"):
        take_up(by_area(a=1), by_area(b=1))
    with pytest.raises(ValueError, match="give each area once in both"):
        take_up(pd.Series([1.0, 1.0], ["a", "a"]), pd.Series([1.0, 1.0], ["a", "a"]))
    with pytest.raises(ValueError, match="area -1 is negative"):
        take_up(by_area(a=-1), by_area(a=1))


def test_idle_land():
    """More than 24 months without operation; exactly 24 is not idle, a plot at work never is."""
    assert idle_area([5, 3, 2, 1], [25, 24, 60, 0], [False, False, True, False]) == 5
    assert idle_area([5, 3], [30, np.nan], [False, True]) == 5
    assert np.isnan(idle_area([5, 3], [30, np.nan], [False, False]))
    assert np.isnan(idle_area([np.nan], [30], [False]))
    assert idle_area([], [], []) == 0
    assert idle_area([5], [13], [False], limit_months=12) == 5
    with pytest.raises(ValueError, match="one number each a plot"):
        idle_area([1, 2], [1], [True])
    with pytest.raises(ValueError, match="least area -1 ha"):
        idle_area([-1], [1], [True])


def test_concentration_of_capital_doersam2004():
    """GOLDEN T7 through projects: 20, 50, 20, 10 give HHI 0.34, normalised 0.12, equivalent number 2.9412."""
    amounts = pd.Series([15.0, 5.0, 50.0, 20.0, 10.0, 25.0])
    partners = pd.Series(["CN", "CN", "VN", "HK", "KR", None])
    found = concentration_by(amounts, partners)
    assert found.sums.to_dict() == {"CN": 20, "HK": 20, "KR": 10, "VN": 50}
    assert found.concentration.herfindahl == pytest.approx(0.34)
    assert found.concentration.normalised_herfindahl == pytest.approx(0.12)
    assert found.concentration.effective_number == pytest.approx(2.9412, abs=5e-5)
    assert found.unassigned == pytest.approx(0.2)


def test_a_fixed_list_of_groups_counts_the_empty_ones():
    found = concentration_by(pd.Series([1.0, 1.0]), pd.Series(["a", "b"]), ["b", "a", "c", "d"])
    assert found.sums.to_dict() == {"b": 1, "a": 1, "c": 0, "d": 0}
    assert found.concentration == concentration([1, 1, 0, 0])
    with pytest.raises(ValueError, match="group 'z' is not in the list"):
        concentration_by(pd.Series([1.0]), pd.Series(["z"]), ["a"])


def test_unknown_amounts_and_unassigned_projects():
    unknown = concentration_by(pd.Series([1.0, np.nan, 2.0]), pd.Series(["a", "a", "b"]))
    assert np.isnan(unknown.sums["a"])
    assert np.isnan(unknown.concentration.herfindahl)
    assert np.isnan(unknown.unassigned)
    nobody = concentration_by(pd.Series([1.0]), pd.Series([None], dtype=object), ["a", "b"])
    assert nobody.unassigned == 1
    assert np.isnan(nobody.concentration.herfindahl)
    with pytest.raises(ValueError, match="not of the same projects"):
        concentration_by(pd.Series([1.0]), pd.Series(["a"], index=[7]))


@settings(max_examples=40, deadline=None)
@given(let_of_area)
def test_bounds_hold_the_truth(plots):
    """Whatever the land let that is hidden, the total lies between the bounds, and at both where nothing is hidden."""
    area = pd.Series([hectares for _, hectares, _ in plots])
    truth = pd.Series([share * hectares for share, hectares, _ in plots])
    hidden = pd.Series([gone for _, _, gone in plots])
    whole, seen = take_up(truth, area), take_up(truth.mask(hidden), area)
    assert seen.low <= whole.total * (1 + 1e-9) + 1e-9
    assert whole.total <= seen.high * (1 + 1e-9) + 1e-9
    assert (seen.problem == "let_unknown") == hidden.any()
    assert whole.low == whole.total == pytest.approx(whole.high)
    shuffled = take_up(truth[::-1], area)
    assert shuffled.total == pytest.approx(whole.total)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(amounts, st.sampled_from("abc")), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_order_of_projects_does_not_matter(projects, random):
    shuffled = random.sample(projects, len(projects))
    one, other = (
        concentration_by(
            pd.Series([amount for amount, _ in rows]), pd.Series([group for _, group in rows]), list("abc")
        )
        for rows in (projects, shuffled)
    )
    assert other.sums.tolist() == pytest.approx(one.sums.tolist())
    assert other.concentration.herfindahl == pytest.approx(one.concentration.herfindahl, nan_ok=True)
