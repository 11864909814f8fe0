"""Tests of `scoring.reference`: percentiles with their rows, policy goalposts, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.findings import Quantity
from assessment.scoring.model import load_model
from assessment.scoring.parts import Goalposts
from assessment.scoring.reference import LEAST_MEMBERS, goalposts, percentile
from tests.situation.small_record import SmallRecord


def members(values: list[float]) -> list[Quantity]:
    return [Quantity(value, "percent", (f"r{place}",)) for place, value in enumerate(values)]


@given(st.lists(st.floats(-1e6, 1e6), min_size=LEAST_MEMBERS, max_size=40), st.floats(0, 100))
def test_percentiles_are_those_of_numpy_and_lie_between_their_rows(values: list[float], share: float):
    found = percentile(members(values), share, "percent")
    assert found.value == pytest.approx(float(np.percentile(values, share)))
    beside = [values[int(row[1:])] for row in found.rows]
    assert 1 <= len(beside) <= 2
    assert min(beside) - 1e-6 <= found.value <= max(beside) + 1e-6


def test_a_small_population_has_no_percentiles():
    found = percentile(members([1.0] * (LEAST_MEMBERS - 1)), 5, "percent")
    assert not found.known
    assert found.reason.key == "priorities.reason.few_members"


def test_policy_goalposts_lead_to_their_declaration():
    full = load_model("full")
    low, high = goalposts(SmallRecord().evidence(), full, full.criterion("social_security"))
    assert (low.value, high.value, low.unit) == (1.0, 3.0, "point")
    assert low.rows == ("file:scoring/models/full.toml#criteria.social_security.goalposts.source",)


def test_changed_goalposts_replace_the_rule():
    model = load_model("screening").with_(goalposts={"demand_growth": (0, 10)})
    low, high = goalposts(SmallRecord().evidence(), model, model.criterion("demand_growth"))
    assert (low.value, high.value, low.rows) == (0.0, 10.0, ())


def test_a_rule_that_does_not_fit_the_measure_is_refused():
    model = load_model("screening")
    wrong = replace(model.criterion("demand_growth"), goalposts=Goalposts("reference", rule="provinces"))
    with pytest.raises(
        ValueError, match="rule 'provinces' for measure 'demand_growth'; expected one of commodity_groups"
    ):
        goalposts(SmallRecord().evidence(), model, wrong)


def test_goalposts_of_the_holder_stand_in_for_too_small_a_population():
    usual = {"geography": "zone_dong_dang_lang_son", "criterion": "demand_growth", "unit": "percent_per_year"}
    ends = [
        {**usual, "sector": sector, "value": value, "period": "2025", "frequency": "year"}
        for sector, value in (("goalpost_low", 1.0), ("goalpost_high", 20.0))
    ]
    model = load_model("full")
    low, high = goalposts(SmallRecord(scoring=ends).evidence(), model, model.criterion("demand_growth"))
    assert (low.value, high.value) == (1.0, 20.0)
    low, _ = goalposts(SmallRecord(scoring=ends[:1]).evidence(), model, model.criterion("demand_growth"))
    assert low.reason.key == "priorities.reason.few_members", "one end alone is none"
