"""Tests of `scoring.measures`: the table of values on the record, its laws, grades, the input table and the gates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.scoring.measures import Values, gate_states, grade_of, values
from assessment.scoring.model import Model, load_model
from tests.scoring.trade_rows import growing
from tests.situation.small_record import ZONE, SmallRecord

DETERMINABLE = [
    "fresh_fruit_cold_chain", "agro_food_processing", "timber", "bonded_warehousing", "transport_transshipment",
    "wholesale_ecommerce",
]  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("screening")


@pytest.fixture(scope="module")
def known(evidence: Evidence, model: Model) -> Values:
    return values(evidence, model)


def given(sector: str, criterion: str, value: float, unit: str, **keys: object) -> dict[str, Any]:
    usual = {"geography": ZONE, "period": "2025", "frequency": "year", "grade": "B"}
    return usual | {"sector": sector, "criterion": criterion, "value": value, "unit": unit} | keys


def test_six_sectors_of_the_record_can_be_screened(known: Values):
    """METHODS 11.7: 70 % of the whole and 50 % of each pillar; all of attractiveness and half of feasibility are 75 %."""
    covered = known.coverage
    assert list(covered.index[covered["determinable"]]) == DETERMINABLE
    assert covered.loc["timber", "coverage"] == pytest.approx(0.75)
    assert covered.loc["bonded_warehousing", "coverage"] == pytest.approx(1.0)
    assert covered.loc["electronics", "least_pillar"] == 0.0


def test_goalposts_of_the_record_come_from_wider_populations(known: Values):
    found = {key: (low.value, high.value) for key, (low, high) in known.goalposts.items()}
    assert found["demand_growth"] == pytest.approx((1.336, 19.325), abs=5e-4)
    assert found["market_risk"] == pytest.approx((15.671, 87.638), abs=5e-4)
    assert found["investment_momentum"] == pytest.approx((0.0159, 1.3219), abs=5e-5)
    assert found["local_quotient"] == pytest.approx((0.0271, 3.4738), abs=5e-5)
    assert found["zone_share"] == pytest.approx((0.1995, 20.4305), abs=5e-5)
    assert all(bound.rows for bounds in known.goalposts.values() for bound in bounds)


def test_scores_follow_from_values_and_goalposts(known: Values):
    """1 + 99 · (11.958 - 1.336) / (19.325 - 1.336) = 59.5; fewer points for more risk, in logarithms."""
    scores = known.scores()
    assert scores.loc["fresh_fruit_cold_chain", "demand_growth"] == pytest.approx(59.5, abs=0.05)
    low, high = np.log([bound.value for bound in known.goalposts["market_risk"]])
    share = (np.log(known.values.loc["timber", "market_risk"]) - low) / (high - low)
    assert scores.loc["timber", "market_risk"] == pytest.approx(100 - 99 * share)
    assert scores.isna().equals(known.values.isna())


def test_every_value_has_rows_and_a_grade_or_a_reason(known: Values):
    for sector in known.quantities.index:
        for criterion in known.quantities.columns:
            quantity, grade = known.quantity(sector, criterion), known.grades.at[sector, criterion]
            assert (quantity.known, grade in ("A", "B", "C")) in ((True, True), (False, False))
            assert quantity.rows if quantity.known else quantity.reason


def test_what_stands_for_something_else_is_at_best_grade_c(known: Values):
    assert known.grades.loc["timber"].to_dict() == {
        "demand_growth": "B", "market_risk": "B", "investment_momentum": "C", "local_quotient": "C", "zone_share": "",
    }  # fmt: skip
    assert set(known.grades.loc["bonded_warehousing"]) == {"C"}
    assert known.deviations.loc["timber", "demand_growth"] == 0.15
    assert known.deviations.isna().equals(known.values.isna())


def test_the_order_of_the_sectors_permutes_the_rows_only(evidence: Evidence, model: Model, known: Values):
    turned = values(evidence, replace(model, sectors=model.sectors[::-1]))
    pd.testing.assert_frame_equal(turned.values.loc[known.values.index], known.values)
    pd.testing.assert_frame_equal(turned.scores().loc[known.values.index], known.scores())


def test_dropping_a_sector_leaves_the_others_unchanged(evidence: Evidence, model: Model, known: Values):
    """Goalposts are no values of the scored sectors, so no sector moves another."""
    fewer = values(evidence, model.with_(drop=["timber", "wholesale_ecommerce"]))
    pd.testing.assert_frame_equal(fewer.scores(), known.scores().loc[fewer.values.index])


@pytest.mark.parametrize("factor", [0.001, 7.0, 1000.0])
def test_another_unit_of_the_record_leaves_scores_unchanged(model: Model, factor: float):
    """The trade of all groups in other money: growth, volatility and their goalposts are ratios and stay."""

    def scored(times: float) -> pd.DataFrame:
        rates = {"rau_qua": 8.0, "che": 3.0, "ca_phe": 5.0, "thuy_san": 1.0} | {f"g{i}": float(i) for i in range(12)}
        rows = [
            row | {"value": times * row["value"]}
            for name, rate in rates.items()
            for row in growing(rate, commodity=name)
        ]
        window = {"before": ("2015", "2016"), "after": ("2018", "2019")}
        return values(SmallRecord(trade=rows).evidence(), model.with_(window=window)).scores()[["demand_growth"]]

    pd.testing.assert_frame_equal(scored(factor), scored(1.0))
    assert scored(1.0).notna().sum().item() == 2


def test_another_unit_of_an_indicator_with_its_goalposts_leaves_scores_unchanged():
    """Values and goalposts of an input, both a thousand times as large, with and without logarithm."""
    full = load_model("full")

    def scored(times: float) -> pd.DataFrame:
        rows = [
            given(name, criterion, times * value, full.criterion(criterion).unit)
            for criterion in ("reachable_market", "gate_dynamics")
            for name, value in (("timber", 4.0), ("rubber", 30.0), ("goalpost_low", 1.0), ("goalpost_high", 100.0))
        ]
        return (
            values(SmallRecord(scoring=rows).evidence(), full).scores()[["reachable_market", "gate_dynamics"]].dropna()
        )

    assert len(scored(1.0)) == 2
    pd.testing.assert_frame_equal(scored(1000.0), scored(1.0))


def test_an_empty_record_leaves_everything_open(model: Model):
    for own in (model, load_model("full")):
        found = values(SmallRecord().evidence(), own)
        assert not found.values.notna().to_numpy().any()
        assert not found.coverage["determinable"].any()
        assert found.scores().shape == found.values.shape
        assert all(quantity.reason is not None for row in found.quantities.to_numpy() for quantity in row)


def test_the_full_model_names_who_has_what_is_missing():
    found = values(SmallRecord().evidence(), load_model("full")).quantity("timber", "jobs")
    assert found.reason.key == "priorities.reason.awaited"
    assert found.reason.values["holder"].key == "so_noi_vu"


def test_inputs_take_the_place_of_what_stands_in():
    rows = [given("fresh_fruit_cold_chain", "demand_growth", 6.5, "percent_per_year", grade="A")]
    full = load_model("full").with_(window={"before": ("2015", "2016"), "after": ("2018", "2019")})
    trade = growing(8.0)
    stands = values(SmallRecord(trade=trade).evidence(), full)
    assert stands.quantity("fresh_fruit_cold_chain", "demand_growth").value == pytest.approx(8.0)
    assert stands.grades.at["fresh_fruit_cold_chain", "demand_growth"] == "C"
    given_ = values(SmallRecord(trade=trade, scoring=rows).evidence(), full)
    assert given_.quantity("fresh_fruit_cold_chain", "demand_growth").value == 6.5
    assert given_.grades.at["fresh_fruit_cold_chain", "demand_growth"] == "A"


def test_no_score_without_goalposts():
    full = load_model("full")
    value = given("timber", "jobs", 40.0, "person_per_ha")
    ends = [given("goalpost_low", "jobs", 5.0, "person_per_ha"), given("goalpost_high", "jobs", 200.0, "person_per_ha")]
    without = values(SmallRecord(scoring=[value]).evidence(), full)
    assert without.quantity("timber", "jobs").known
    assert np.isnan(without.values.at["timber", "jobs"])
    whole = values(SmallRecord(scoring=[value, *ends]).evidence(), full)
    share = (np.log(40) - np.log(5)) / (np.log(200) - np.log(5))
    assert whole.scores().at["timber", "jobs"] == pytest.approx(1 + 99 * share)


def test_a_capped_value_stops_at_its_goalpost():
    rows = [given("timber", "input_fit", 140.0, "percent"), given("rubber", "input_fit", 60.0, "percent")]
    found = values(SmallRecord(scoring=rows).evidence(), load_model("full"))
    assert found.quantity("timber", "input_fit").value == 140.0
    assert found.values["input_fit"].dropna().to_dict() == {"timber": 100.0, "rubber": 60.0}


def test_an_input_in_another_unit_is_not_taken():
    rows = [given("timber", "input_fit", 0.6, "ratio")]
    found = values(SmallRecord(scoring=rows).evidence(), load_model("full")).quantity("timber", "input_fit")
    assert found.reason.key == "priorities.reason.other_unit"


def test_the_latest_input_is_taken():
    rows = [
        given("timber", "input_fit", value, "percent", period=year) for year, value in (("2024", 50.0), ("2025", 70.0))
    ]
    assert values(SmallRecord(scoring=rows).evidence(), load_model("full")).values.at["timber", "input_fit"] == 70.0


def test_an_unknown_measure_is_named_with_those_there_are(model: Model):
    wrong = replace(model, criteria=(replace(model.criteria[0], measure="luck"), *model.criteria[1:]))
    with pytest.raises(ValueError, match="measure 'luck' is unknown; expected input or one of demand_growth"):
        values(SmallRecord().evidence(), wrong)


def test_a_criterion_in_another_unit_than_its_measure_is_refused(evidence: Evidence, model: Model):
    wrong = replace(model, criteria=(replace(model.criteria[0], unit="percent"), *model.criteria[1:]))
    with pytest.raises(
        ValueError, match="criterion demand_growth: unit 'percent'; its measure gives 'percent_per_year'"
    ):
        values(evidence, wrong)


def test_the_worst_grade_counts(evidence: Evidence):
    rows = evidence.ranked("trade")
    best, worst = (rows.loc[rows["grade"] == grade, "row_id"].iloc[0] for grade in ("B", "C"))
    assert [grade_of(evidence, ids) for ids in ((best,), (best, worst), ())] == ["B", "C", "A"]
    assert grade_of(evidence, (best,), "C") == "C"


def test_gates_of_the_record_lead_to_rows(evidence: Evidence, model: Model):
    """Every declared pointer into the record finds rows; sectors without a state are unknown."""
    found = gate_states(evidence, model)
    for gate in model.gates:
        for sector in model.sector_keys:
            state, rows = found.at[sector, gate.key]
            assert bool(rows) == bool(state.record)
    assert {state.result for state, _ in found["environment"]} == {"unknown"}
    assert found.at["fresh_fruit_cold_chain", "market_access"][0].result == "conditional"
