"""Planted realisation, take-up and what the list of projects holds come back through the report forms of the zone's board.

Each figure of the numerator has noise of 0.02 on the logarithm, the denominator none: three standard deviations are 6 % of the ratio.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assessment.analysis.land import realisation, take_up
from assessment.etl.store import Store
from assessment.evidence import open_evidence
from assessment.simulate.board import ZONE, capital, land
from assessment.simulate.truth import Truth
from assessment.situation.investment_performance import let_share, performance_table
from assessment.situation.scorecard_readers import assess

TRUTH = Truth()
YEAR = TRUTH.calendar[-1]
LAST = pd.Timestamp(YEAR, 12, 31)


def test_realisation_comes_back(synthetic_store: Store) -> None:
    rows = synthetic_store.table("investment").query(
        "geography == @ZONE and sector == 'all' and source == 'zone_board_reports' and period_end == @LAST"
    )
    assert ZONE in set(rows["geography"])
    wide = rows.pivot(index="investor", columns="measure", values="value")
    for investor, planted in TRUTH.realised.items():
        found = float(realisation(wide.loc[investor, "implemented"], wide.loc[investor, "registered"]))
        assert found == pytest.approx(100 * planted, rel=3 * TRUTH.yearly_noise)


def test_take_up_comes_back_by_functional_area_and_together(synthetic_store: Store) -> None:
    rows = synthetic_store.table("land").query(
        "source == 'zone_board_reports' and functional_area != 'all' and period_end == @LAST"
    )
    wide = rows.pivot(index="functional_area", columns="measure", values="value")
    found = take_up(wide["leased"], wide["planned"])
    assert not found.problem
    for area, (_, let) in TRUTH.land.items():
        assert found.percent[area] == pytest.approx(100 * let, rel=3 * TRUTH.yearly_noise)
    whole = sum(planned for planned, _ in TRUTH.land.values())
    planted = [planned * let for planned, let in TRUTH.land.values()]
    # The noise of the areas is independent: their variances add up.
    deviation = 100 * TRUTH.yearly_noise * np.hypot.reduce(planted) / whole
    assert found.total == pytest.approx(100 * sum(planted) / whole, abs=3 * deviation)


def test_stated_interval_covers_over_two_hundred_seeds() -> None:
    inside = []
    for seed in range(200):
        draws = np.random.default_rng(seed)
        inside += [
            abs(np.log(float(realisation(done, whole)) / 100 / TRUTH.realised[name])) < 1.96 * TRUTH.yearly_noise
            for name, (whole, done) in capital(TRUTH, YEAR, draws).items()
        ]
        inside += [
            abs(np.log(let / planned / TRUTH.land[name][1])) < 1.96 * TRUTH.yearly_noise
            for name, (planned, let) in land(TRUTH, YEAR, draws).items()
        ]
    # 1,200 draws at 95 %: three standard errors of the share are 1.9 points.
    assert np.mean(inside) == pytest.approx(0.95, abs=0.019)


def test_section_6_prints_the_planted_realisation_and_take_up(synthetic_store: Store) -> None:
    evidence, shown = open_evidence(synthetic_store), _shown(synthetic_store)
    for investor, planted in TRUTH.realised.items():
        assert shown[f"realised_{investor}"] == pytest.approx(100 * planted, rel=3 * TRUTH.yearly_noise)
    whole = sum(planned for planned, _ in TRUTH.land.values())
    planted_let = sum(planned * let for planned, let in TRUTH.land.values()) / whole
    assert let_share(evidence).value == pytest.approx(100 * planted_let, rel=3 * TRUTH.yearly_noise)


def test_section_6_prints_what_the_list_of_projects_holds(synthetic_store: Store) -> None:
    """150 exponential waits: the standard error of the median is 1.44 / sqrt(150) = 12 % of it, more with those still waiting."""
    shown = _shown(synthetic_store)
    assert shown["capital_per_ha"] == pytest.approx(TRUTH.capital_per_hectare, rel=0.01)
    assert shown["months"] == pytest.approx(TRUTH.months_to_operation, rel=0.4)
    assert shown["months_low"] < TRUTH.months_to_operation < shown["months_high"]


def test_the_scorecard_reads_the_reports_and_the_growth_between_them(synthetic_store: Store) -> None:
    found = {entry.indicator.key: entry.reading for entry in assess(open_evidence(synthetic_store))}
    realised, take_up_, capital_ = (
        found[key] for key in ("investment_realisation", "land_take_up", "land_productivity")
    )
    assert [reading.state for reading in (realised, take_up_, capital_)] == ["determined", "determined", "partial"]
    assert realised.value.value == pytest.approx(100 * TRUTH.realised["domestic"], rel=3 * TRUTH.yearly_noise)
    before = {reading.standings[-1].reference: reading.standings[-1] for reading in (realised, take_up_)}["before"]
    assert before.own.value / before.other.value == pytest.approx(np.exp(TRUTH.board_growth), rel=1e-3)
    assert [standing.reference for standing in take_up_.standings] == ["plan", "before"]
    assert capital_.standings[0].difference.value == pytest.approx(0, abs=1), "the same land carries the same capital"


def _shown(synthetic_store: Store) -> dict[str, float]:
    rows = performance_table(open_evidence(synthetic_store)).frame.to_dict("records")
    return {row["item"].key.rpartition(".")[2]: row["value"].value for row in rows}
