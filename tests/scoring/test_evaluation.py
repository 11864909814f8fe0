"""Evaluation of a model: the laws of METHODS 11.10 on the whole chain, with and without a panel, and its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.findings import Quantity
from assessment.scoring.draws import nested_weights
from assessment.scoring.evaluation import Evaluation, evaluate
from assessment.scoring.model import Model
from tests.scoring.synthetic_model import SECTORS, evidence, known, model, panel, result, synthetic


@pytest.fixture(scope="module")
def base() -> Evaluation:
    return result(known(synthetic(), model()))


@pytest.fixture(scope="module")
def with_panel() -> Evaluation:
    return result(known(synthetic(), model()), panel(model()))


def test_one_that_is_better_in_everything_wins_every_draw(base: Evaluation) -> None:
    place = {key: index for index, key in enumerate(base.classes.index)}
    wins = base.uncertainty.robustness.pairwise[place["electronics"], place["iron_steel"]]
    assert wins == 1
    assert base.within()["electronics"] == 1
    assert base.within()["iron_steel"] == 0


def test_twins_tie_throughout(base: Evaluation) -> None:
    ranks = base.alternatives
    assert ranks.loc["timber"].tolist() == ranks.loc["rubber"].tolist()
    assert base.classes["timber"] == base.classes["rubber"]
    assert base.within()["timber"] == pytest.approx(base.within()["rubber"], abs=0.1)
    assert any(change.level == "tie" for change in base.changes)


def test_a_sector_without_values_is_not_determinable_and_no_rank(base: Evaluation) -> None:
    assert base.classes["tourism_duty_free"] == "ND"
    assert base.alternatives.loc["tourism_duty_free"].isna().all()
    assert "tourism_duty_free" not in base.scored
    assert base.cuts.loc["tourism_duty_free"].tolist() == ["ND", "ND", "ND"]


def test_a_gap_is_imputed_and_told(base: Evaluation) -> None:
    table = base.uncertainty.sectors
    assert table.at["textile_inputs", "scored"]
    assert table.at["textile_inputs", "imputed"] == pytest.approx(base.weights[["jobs", "environment"]].sum())
    assert np.isnan(table.at["textile_inputs", "score"])
    assert (
        table.at["textile_inputs", "low"] < table.at["textile_inputs", "reference"] < table.at["textile_inputs", "high"]
    )


def test_gates_nobody_decided_keep_from_class_a(base: Evaluation) -> None:
    """The best sector in every draw is B until its gates are decided, and the reasons name them."""
    assert base.classes["electronics"] == "B"
    assert {reason.kind for reason in base.reasons["electronics"]} == {"unknown"}


def test_shares_of_ranks_sum_to_one(base: Evaluation) -> None:
    places = [list(base.classes.index).index(key) for key in base.scored]
    for drawn in (base.uncertainty.robustness, *base.smaa.values()):
        shares = drawn.acceptability[places][:, : len(places)]
        np.testing.assert_allclose(shares.sum(axis=0), 1)
        np.testing.assert_allclose(shares.sum(axis=1), 1)


def test_fixed_goalposts_have_no_rank_reversal_and_the_others_may(base: Evaluation) -> None:
    assert set(base.reversals) == {"goalposts", "z", "rank"}
    assert base.reversals["goalposts"] == {}


def test_every_criterion_is_left_out_and_told(base: Evaluation) -> None:
    assert set(base.criteria.table.index) == {criterion.key for criterion in base.model.criteria}
    assert (base.criteria.ranks.loc["electronics"] == 1).all()
    assert base.experts is None
    assert set(base.smaa) == {"uniform", "ordinal"}


def test_the_log_regenerates_the_result(base: Evaluation) -> None:
    log = base.log()
    again = result(known(synthetic(), Model.from_log(log["model"])))
    assert again.log() == log
    other = result(known(synthetic(), model(seed=1)))
    assert other.log()["result"] != log["result"]


def test_the_order_of_sectors_only_permutes_the_result(base: Evaluation) -> None:
    """Draws of values go to other sectors, so shares agree within what 600 draws can tell; what is not drawn agrees exactly."""
    of = model()
    turned = replace(of, sectors=tuple(reversed(of.sectors)))
    again = result(known(synthetic(), turned))
    pd.testing.assert_frame_equal(again.alternatives.loc[base.alternatives.index], base.alternatives)
    assert (again.within() - base.within()).abs().max() < 0.12


def test_the_unit_of_a_criterion_does_not_matter(base: Evaluation) -> None:
    table = synthetic()
    values = known(table, model())
    table["jobs"] *= 1000
    other = known(table, model())
    ends: Mapping[str, tuple[Quantity, Quantity]] = {
        **values.goalposts, "jobs": (Quantity(10_000.0, "person_per_ha"), Quantity(90_000.0, "person_per_ha"))
    }  # fmt: skip
    again = result(replace(other, goalposts=ends))
    pd.testing.assert_frame_equal(again.alternatives, base.alternatives)
    pd.testing.assert_series_equal(again.within(), base.within())


def test_another_base_is_asked_about_alone() -> None:
    found = result(known(synthetic(), model(normalisation="rank", aggregation="arithmetic")))
    assert found.within()["electronics"] == 1
    assert found.indices.loc[["normalisation", "aggregation", "goalposts"], "total"].abs().max() < 1e-9
    assert set(found.reversals) == {"rank", "z"}


def test_a_panel_is_drawn_and_each_expert_left_out(with_panel: Evaluation) -> None:
    assert with_panel.experts is not None
    assert set(with_panel.experts.table.index) == {f"CG{number:02d}" for number in range(1, 9)}
    assert set(with_panel.smaa) == {"uniform", "ordinal", "interval"}
    assert "weights:ahp" in with_panel.alternatives
    pd.testing.assert_series_equal(with_panel.weights, panel(model()).weights, check_names=False)
    assert with_panel.log()["weights"] == "0" * 64


def test_weights_of_the_panel_lie_nearer_together_than_any_weights(base: Evaluation, with_panel: Evaluation) -> None:
    def width(found: Evaluation) -> float:
        score = found.uncertainty.robustness.score
        return float(np.nanmean(score[:, 2] - score[:, 0]))

    assert width(with_panel) < width(base)


def test_one_sector_is_first_and_nobody_can_unseat_it() -> None:
    table = synthetic()
    table.loc[[key for key in SECTORS if key != "electronics"]] = np.nan
    found = result(known(table, model()))
    assert (found.scored, found.changes, found.unseated) == (("electronics",), (), None)
    assert found.within()["electronics"] == 1


def test_nothing_known_is_no_evaluation() -> None:
    empty = synthetic() * np.nan
    assert evaluate(evidence(), known(empty, model())) is None


def test_a_constant_criterion_turns_nothing() -> None:
    table = synthetic()
    table["jobs"] = 50.0
    found = result(known(table, model()))
    assert found.criteria.table.loc["jobs", "largest_move"] == 0


def test_a_panel_level_without_sheets_is_refused() -> None:
    with pytest.raises(ValueError, match="no shares inside pillar x"):
        nested_weights(lambda generator, draws: np.ones((draws, 1)), {}, {"a": "x", "b": "x"})
