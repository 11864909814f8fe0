"""What the weights board of the page is given; that a browser scores with it as the package does is tested in tests/browser."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.findings import Board
from assessment.scoring.design import Scorer
from assessment.scoring.evaluation import Evaluation
from assessment.scoring.normalise import SCALE
from assessment.situation.priorities_board import board, board_design
from tests.scoring.synthetic_model import DRAWS, known, model, panel, result, synthetic


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return result(known(synthetic(), model()), panel(model()))


@pytest.fixture(scope="module")
def made(found: Evaluation) -> Board:
    made = board(found, "full_")
    assert made is not None
    return made


def sectors(made: Board) -> dict[str, dict[str, Any]]:
    listed: Any = made.data["sectors"]
    return {sector["key"]: sector for sector in listed}


def test_it_is_plain_data(made: Board) -> None:
    assert json.loads(json.dumps(made.data, allow_nan=False)) == made.data


def test_places_between_goalposts_are_the_scores(found: Evaluation, made: Board) -> None:
    places = pd.DataFrame({key: own["places"] for key, own in sectors(made).items()}, index=list(made.criteria)).T
    low, high = SCALE
    expected = found.known.scores()
    pd.testing.assert_frame_equal(low + (high - low) * places.astype(float).clip(0, 1), expected, check_names=False)


def test_a_logarithm_of_zero_lies_at_the_lowest_goalpost_that_can_be_drawn() -> None:
    table = synthetic()
    table.loc["timber", ["jobs", "environment"]] = 0.0
    made = board(result(known(table, model())))
    assert made is not None
    places = dict(zip(made.criteria, sectors(made)["timber"]["places"], strict=True))
    # More jobs are better, more pressure on the environment is worse.
    assert (places["jobs"], places["environment"]) == pytest.approx((-0.1, 1.1))


def test_shares_inside_pillars_and_frozen_weights_give_the_weights_of_the_evaluation(
    found: Evaluation, made: Board
) -> None:
    data: Any = made.data
    weights = [data["weights"]["frozen"][own["pillar"]] * own["share"] for own in data["criteria"]]
    np.testing.assert_allclose(weights, found.weights, rtol=1e-12)
    assert [own["key"] for own in data["criteria"]] == list(found.weights.index)


def test_draws_are_the_first_of_the_evaluation_in_full_precision(found: Evaluation, made: Board) -> None:
    drawn: Any = made.data["draws"]
    means = np.frombuffer(base64.b64decode(drawn["means"]), "<f8").reshape(DRAWS, len(found.scored), 4)
    assert drawn["count"] == DRAWS
    assert [made.data["sectors"][place]["key"] for place in drawn["sectors"]] == list(found.scored)  # type: ignore[index]
    assert means.min() >= SCALE[0] - 1e-9
    assert means.max() <= SCALE[1] + 1e-9
    # Half of the draws take the geometric mean: 300 with a standard deviation of 12.
    assert 250 < drawn["geometric"] < 350
    assert Scorer(board_design(found, found.weights)).pillars == tuple(made.pillars)


def test_gates_that_nobody_decided_are_named(made: Board) -> None:
    assert [text.key for text in made.open_gates["electronics"]] == ["priorities.keeps.unknown"]
    assert sectors(made)["electronics"]["open"]
    assert not sectors(made)["electronics"]["failed"]


def test_cautions_of_the_panel_stand_on_the_board(made: Board) -> None:
    assert [text.key for text in made.cautions] == ["priorities.caution.synthetic"]


def test_a_model_that_compares_sectors_has_no_board(found: Evaluation) -> None:
    other = replace(found, known=replace(found.known, model=model(normalisation="z")))
    assert board(other) is None
