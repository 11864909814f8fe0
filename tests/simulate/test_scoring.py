"""The planted order of sectors comes back through the input table and the full model, and its values between the goalposts."""

from __future__ import annotations

import pytest
from scipy import stats

from assessment.etl.store import Store
from assessment.evidence import Evidence, open_evidence
from assessment.project import Project
from assessment.scoring.evaluation import Evaluation
from assessment.scoring.measures import Values, values
from assessment.scoring.model import load_model
from assessment.simulate.scoring import GOALPOSTS, value
from assessment.simulate.truth import Truth
from assessment.situation.priorities import panel_weights, scored
from assessment.situation.priorities_result import Result

TRUTH = Truth()
FULL = load_model("full")


@pytest.fixture(scope="module")
def evidence(synthetic: Project, synthetic_store: Store) -> Evidence:
    return open_evidence(synthetic_store, raw=synthetic.raw)


@pytest.fixture(scope="module")
def known(evidence: Evidence) -> Values:
    return values(evidence, FULL)


@pytest.fixture(scope="module")
def found(evidence: Evidence, known: Values) -> Evaluation:
    made = scored(evidence, known, panel_weights(evidence, FULL))
    assert made is not None
    return made


def test_every_sector_and_criterion_of_the_model_is_planted() -> None:
    assert set(TRUTH.sector_places) == set(FULL.sector_keys)
    assert set(GOALPOSTS) == {criterion.key for criterion in FULL.criteria}


@pytest.mark.parametrize("criterion", FULL.criteria, ids=lambda criterion: criterion.key)
def test_the_ends_are_the_goalposts(criterion) -> None:
    ends = sorted(value(criterion, place) for place in (0.0, 1.0))
    assert ends == pytest.approx(GOALPOSTS[criterion.key])


def test_scores_are_the_planted_places(known: Values) -> None:
    """Noise of 0.02 on each criterion: 99 points of scale times four standard deviations is 8."""
    scores = known.scores()
    assert not scores.isna().any(axis=None)
    for sector, place in TRUTH.sector_places.items():
        assert (scores.loc[sector] - (1 + 99 * place)).abs().max() < 8


def test_the_planted_order_comes_back(found: Evaluation) -> None:
    """Steps of 0.06 between sectors, noise of the mean of 14 criteria 0.02 / sqrt(14) = 0.005: the order is certain at the base."""
    median = dict(zip(found.classes.index, found.uncertainty.robustness.score[:, 1], strict=True))
    places = [TRUTH.sector_places[key] for key in median]
    assert stats.kendalltau(places, list(median.values())).statistic > 0.98
    base = found.alternatives["base"]
    assert [TRUTH.sector_places[key] for key in base.sort_values().index] == sorted(places, reverse=True)


def test_the_first_five_are_on_the_list_and_the_last_never(found: Evaluation) -> None:
    order = sorted(TRUTH.sector_places, key=TRUTH.sector_places.__getitem__, reverse=True)
    within = found.within()
    assert (within[order[:5]] > 0.8).all()
    assert (within[order[6:]] < 0.05).all()
    assert within.sum() == pytest.approx(FULL.classes.k)


def test_the_panel_scatters_around_the_planted_weights(evidence: Evidence) -> None:
    """Twelve experts, concentration 200: the mean of a share of 0.3 has a standard error of sqrt(0.21 / 201 / 12) = 0.0093."""
    frozen = panel_weights(evidence, FULL)
    assert frozen is not None
    assert frozen.synthetic
    assert frozen.split == ()
    for pillar, planted in TRUTH.pillar_weights.items():
        assert frozen.pillars[pillar] == pytest.approx(planted, abs=0.04)


def test_results_say_that_the_panel_is_invented(found: Evaluation) -> None:
    for table in Result(found).tables():
        assert "priorities.caution.synthetic" in [note.key for note in table.notes]
