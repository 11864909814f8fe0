"""Tests of `situation.benchmarks_counterfactual`: who is compared, the numbers from the raw rows, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.situation.benchmarks_counterfactual import (
    OUTCOMES,
    Outcome,
    counterfactual_figure,
    counterfactual_finding,
    counterfactual_table,
    left_out,
    left_out_table,
    outcomes,
)
from assessment.situation.benchmarks_provinces import SOURCE

from .reading import keys
from .small_record import SmallRecord

PROVINCES = ("lang_son", "ben_tre", "phu_yen", "nghe_an", "thanh_hoa")


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> list[Outcome]:
    return outcomes(evidence)


def _raw(evidence: Evidence, indicator: str) -> pd.DataFrame:
    """Return the figures of the provincial tables by year and province, straight from the tidy table."""
    table = evidence.record.table("economy")
    rows = table[
        (table["source"] == SOURCE)
        & (table["indicator"] == indicator)
        & (table["breakdown"] == "all")
        & (table["frequency"] == "year")
    ]
    return rows.assign(year=rows["period_end"].dt.year).pivot_table(
        index="year", columns="geography", values="value", aggfunc="first"
    )


def _small(years: Sequence[int], series: dict[str, Sequence[float]]) -> list[Outcome]:
    rows: list[dict[str, Any]] = []
    for province, values in series.items():
        for year, value in zip(years, values, strict=True):
            row = {"period": str(year), "geography": province, "source": SOURCE}
            rows.append(row | {"indicator": "retail_sales", "unit": "vnd_billion", "value": value})
            rows.append(row | {"indicator": "population_average", "unit": "person", "value": 1e6})
    return outcomes(SmallRecord(economy=rows).evidence())


def test_outcomes_are_those_of_the_rule_and_all_are_printed(found: list[Outcome]):
    assert tuple(entry.indicator for entry in found) == OUTCOMES
    assert keys(counterfactual_table(found).frame["indicator"]) == list(OUTCOMES)
    assert max(OUTCOMES, key=lambda name: found[OUTCOMES.index(name)].numbers["before"]) == OUTCOMES[0]


def test_donors_are_provinces_that_no_gate_zone_and_no_change_of_territory_reaches(
    evidence: Evidence, found: list[Outcome]
):
    """63 provinces and the former Hà Tây: 6 on the border, 11 with a zone, 21 changed and the province itself leave 25."""
    zones = set(evidence.record.table("zones")["province"])
    for entry in found:
        donors = set(entry.control.weights.index)
        assert len(donors) == 25
        assert not donors & (zones | set(evidence.zone["peers"]["border_provinces"]))
        assert not donors & {"vn", "red_river_delta", "south_east", "ha_noi", "da_nang", "can_tho", "dak_lak"}
    reasons = pd.Series(keys(left_out_table(evidence).frame["reason"])).value_counts().to_dict()
    assert reasons == {"border": 6, "zone": 11, "changed": 21}
    assert left_out(evidence)["gia_lai"].values["zone"].key == "zone_le_thanh"  # type: ignore[union-attr]


def test_weights_and_gap_follow_from_the_raw_rows(evidence: Evidence, found: list[Outcome]):
    first = found[0]
    weights = first.control.weights
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()
    logs = np.log(_raw(evidence, "retail_sales") / _raw(evidence, "population_average"))
    gap = logs["lang_son"] - logs[list(weights.index)] @ weights
    assert list(gap.index) == list(range(1995, 2017))
    np.testing.assert_allclose(first.control.gap, gap)
    assert first.numbers["gap"] == pytest.approx(100 * np.expm1(gap[gap.index >= 2008].mean()))
    before = gap[gap.index < 2008]
    step = logs.loc[:2007, "lang_son"].diff().dropna()
    assert first.numbers["fit"] == pytest.approx(np.sqrt((before**2).mean() / (step**2).mean()))


def test_weights_are_the_optimum_of_another_optimiser(evidence: Evidence, found: list[Outcome]):
    from scipy.optimize import minimize

    weights = found[0].control.weights
    logs = np.log(_raw(evidence, "retail_sales") / _raw(evidence, "population_average")).loc[:2007]
    target, donors = logs["lang_son"].to_numpy(), logs[list(weights.index)].to_numpy()
    count = len(weights)
    other = minimize(
        lambda w: float(((target - donors @ w) ** 2).sum()),
        np.full(count, 1 / count),
        bounds=[(0, 1)] * count,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"maxiter": 500, "ftol": 1e-12},
    )
    own = float(((target - donors @ weights.to_numpy()) ** 2).sum())
    assert own == pytest.approx(other.fun, rel=1e-4)


def test_p_is_a_rank_among_all_provinces_and_adjusted_for_the_outcomes_tried(found: list[Outcome]):
    tested = [entry for entry in found if "p" in entry.numbers]
    assert tested
    for entry in tested:
        assert entry.numbers["smallest_p"] == pytest.approx(1 / 26)
        rank = 26 * entry.numbers["p"]
        assert rank == pytest.approx(round(rank))
        assert entry.numbers["p"] <= entry.numbers["p_adjusted"] <= min(1, len(tested) * entry.numbers["p"])
        assert entry.numbers["without_low"] <= entry.numbers["gap"] <= entry.numbers["without_high"]


def test_a_poor_fit_is_refused_with_its_reason(found: list[Outcome]):
    refused = [entry for entry in found if entry.numbers["fit"] > 1]
    assert [entry.indicator for entry in refused] == ["freight_carried", "freight_traffic"]
    for entry in refused:
        assert entry.number("donors").known
        for name in ("gap", "p", "p_adjusted", "placebo_low"):
            assert entry.number(name).reason.key == "benchmarks.no_control.poor_fit"  # type: ignore[union-attr]


def test_every_number_rests_on_rows(found: list[Outcome], evidence: Evidence):
    finding = counterfactual_finding(found)
    assert finding.grade == "C"
    assert finding.text.key == "benchmarks.finding.counterfactual"
    # The province and the four provinces of positive weight, 22 years or 13 before, sales and population.
    assert len(found[0].number("gap").rows) == 5 * 22 * 2
    assert len(found[0].number("fit").rows) == 5 * 13 * 2
    assert len(found[0].number("donors").rows) == 26 * 2
    # Placebos of all provinces: the province's own rows and the table.
    assert len(found[0].number("p").rows) == 22 * 2 + 1
    figure = counterfactual_figure(evidence, found)
    sizes = pd.Series([text.key.rpartition(".")[2] for text in figure.data["series"]]).value_counts().to_dict()
    assert sizes == {"actual": 22, "synthetic": 22, "placebo_low": 9, "placebo_high": 9}
    assert all(point.known and point.rows for point in figure.data["y"])


def test_a_planted_gap_is_found():
    years = range(1995, 2017)
    rng = np.random.default_rng(3)
    series = {name: np.exp(np.cumsum(rng.normal(0.1, 0.1, 22)) + 6) for name in PROVINCES}
    series["lang_son"] = np.sqrt(series["ben_tre"] * series["phu_yen"])
    series["lang_son"][13:] *= 1.5
    first = _small(years, series)[0]
    assert first.numbers["gap"] == pytest.approx(50)
    assert first.control.weights[["ben_tre", "phu_yen"]].to_numpy() == pytest.approx([0.5, 0.5])
    assert first.numbers["p"] == first.numbers["smallest_p"] == 1 / 5


@pytest.mark.parametrize(
    ("years", "provinces", "reason"),
    [
        (range(2004, 2012), PROVINCES, "too_few_before"),
        (range(1998, 2008), PROVINCES, "nothing_after"),
        (range(1998, 2012), PROVINCES[:2], "too_few_donors"),
        (range(1998, 2012), PROVINCES[1:], "no_row"),
    ],
)
def test_a_thin_record_says_why(years: range, provinces: Sequence[str], reason: str):
    found = _small(years, {name: 100.0 + np.arange(len(years)) for name in provinces})
    assert found[0].refused == reason
    assert found[0].number("gap").reason.key == f"benchmarks.no_control.{reason}"  # type: ignore[union-attr]
    assert counterfactual_finding(found).text.key == "benchmarks.finding.counterfactual_refused"
    evidence = SmallRecord().evidence()
    assert counterfactual_figure(evidence, found).data.empty
    assert {entry.refused for entry in found[1:]} == {"no_row"}


def test_a_record_without_any_outcome_has_no_table():
    assert counterfactual_table(outcomes(SmallRecord().evidence())).frame.empty
