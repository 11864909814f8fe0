"""The design of the uncertainty analysis: what each input draws, what stands in for gaps, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.scoring.aggregate import aggregate
from assessment.scoring.design import INPUTS, Scorer
from assessment.scoring.draws import fixed_weights, uniform_weights
from assessment.scoring.normalise import Criterion, normalise
from tests.scoring.small_design import BASE, CRITERIA, PILLARS, VALUES, design, with_gap


def drawn(scorer: Scorer, draws: int = 200, seed: int = 3) -> dict[str, np.ndarray]:
    return {name: scorer.draw(name, np.random.default_rng([seed, place]), draws) for place, name in enumerate(INPUTS)}


@pytest.mark.parametrize("between", ["geometric", "arithmetic"])
def test_nothing_uncertain_gives_the_published_score(between: Any) -> None:
    scorer = Scorer(design(aggregation={between: 1.0}))
    expected = aggregate(normalise(VALUES, CRITERIA).scores, BASE, PILLARS, between)
    totals, means = scorer.score(drawn(scorer, 5))
    np.testing.assert_allclose(totals, np.tile(expected, (5, 1)))
    assert means.shape == (5, 4, 2)


def test_goalposts_move_by_no_more_than_a_share_of_their_distance() -> None:
    scorer = Scorer(design(goalpost_move=0.1))
    moves = scorer.draw("goalposts", np.random.default_rng(0), 5000)
    assert moves.shape == (5000, 2, 3)
    assert 0.099 < moves.max() <= 0.1
    assert -0.1 <= moves.min() < -0.099


def test_a_value_at_a_goalpost_falls_only_where_the_goalpost_moves_beyond_it() -> None:
    values = pd.DataFrame({"a": [100.0, 0.0]}, index=["p", "q"])
    scorer = Scorer(
        design(
            values=values,
            criteria={"a": Criterion(0, 100)},
            pillars={"a": "x"},
            base=pd.Series({"a": 1.0}),
            weights=fixed_weights([1.0]),
            goalpost_move=0.1,
        )
    )
    totals, _ = scorer.score(drawn(scorer, 4000))
    # The upper goalpost moves outward in half of the draws; the score of the best value is 100 in the others.
    assert np.isclose(totals[:, 0], 100).mean() == pytest.approx(0.5, abs=0.03)


def test_a_gap_is_drawn_from_the_group_and_widened_by_its_spread() -> None:
    groups = {"p": "one", "q": "one", "r": "one", "s": "two"}
    scorer = Scorer(design(values=with_gap(), groups=groups))
    assert scorer.scored.all()
    assert scorer.imputed.round(9).to_dict() == {"p": 0.3, "q": 0, "r": 0, "s": 0}
    oriented = scorer._oriented(np.broadcast_to(scorer.values, (20_000, 4, 3)))
    scorer._impute(oriented, scorer.draw("imputation", np.random.default_rng(1), 20_000))
    stood_in = oriented[:, 0, 1]
    # The others of the group have -45 and -55: mean -50; variance 25 of the choice and 50 of the noise (ddof 1).
    assert stood_in.mean() == pytest.approx(-50, abs=0.3)
    assert stood_in.var() == pytest.approx(75, rel=0.04)


def test_a_group_of_one_says_nothing_of_its_spread() -> None:
    """The group of p has one value of b: all three others stand in, -45, -55 and -75."""
    groups = {"p": "one", "q": "one", "r": "two", "s": "two"}
    scorer = Scorer(design(values=with_gap(), groups=groups))
    reference = scorer.reference()
    assert reference.loc["p", "b"] == pytest.approx(1 + 99 * (100 - (45 + 55 + 75) / 3) / 100)


def test_a_sector_below_the_coverage_rule_is_not_scored_and_gives_no_values() -> None:
    values = VALUES.copy()
    values.loc["p", ["a", "c"]] = math.nan
    scorer = Scorer(design(values=values))
    assert scorer.scored.to_dict() == {"p": False, "q": True, "r": True, "s": True}
    totals, _ = scorer.score(drawn(scorer, 10))
    assert np.isnan(totals[:, 0]).all()
    assert not np.isnan(totals[:, 1:]).any()


def test_a_gap_that_nothing_can_stand_in_for_keeps_its_sector_out() -> None:
    values = VALUES.copy()
    values.loc[["p", "q", "r"], "b"] = math.nan
    scorer = Scorer(design(values=values))
    assert scorer.scored.to_dict() == {"p": False, "q": False, "r": False, "s": True}


def test_each_method_is_chosen_with_its_probability() -> None:
    scorer = Scorer(design(aggregation={"geometric": 0.25, "arithmetic": 0.75}))
    totals, _ = scorer.score(drawn(scorer, 8000))
    scores = normalise(VALUES, CRITERIA).scores
    geometric = aggregate(scores, BASE, PILLARS, "geometric")["p"]
    assert np.isclose(totals[:, 0], geometric).mean() == pytest.approx(0.25, abs=0.02)


def test_a_criterion_on_which_sectors_do_not_differ_is_in_the_middle_of_ranks() -> None:
    values = VALUES.assign(a=50.0)
    scorer = Scorer(design(values=values, normalisation={"rank": 1.0}, weights=fixed_weights([1.0, 0, 0])))
    totals, _ = scorer.score(drawn(scorer, 3))
    np.testing.assert_allclose(totals, 50.5)


def test_the_logarithm_of_zero_is_the_lowest_goalpost_that_can_be_drawn() -> None:
    values = VALUES.assign(c=[0.0, 50, 500, 50])
    scorer = Scorer(design(values=values, goalpost_move=0.1, normalisation={"z": 1.0}))
    totals, _ = scorer.score(drawn(scorer, 50))
    assert np.isfinite(totals).all()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"criteria": {"a": Criterion(0, 1)}}, "no criterion for b, c"),
        ({"pillars": {"a": "x"}}, "no pillar for b, c"),
        ({"groups": {"p": "all"}}, "no group for q, r, s"),
        ({"goalpost_move": 0.5}, r"goalposts moved by 0\.5"),
        ({"normalisation": {"best": 1.0}}, "method best: expected one of goalposts"),
        ({"aggregation": {"geometric": 0.4}}, "probabilities of geometric"),
        ({"criteria": {**CRITERIA, "c": Criterion(0, 1000, transform="log")}}, "both finite after the transform"),
    ],
)
def test_an_incomplete_design_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Scorer(design(**change))


def test_weights_of_another_length_are_refused() -> None:
    scorer = Scorer(design(weights=uniform_weights(2)))
    with pytest.raises(ValueError, match="2 drawn weights for 3 criteria"):
        drawn(scorer)
