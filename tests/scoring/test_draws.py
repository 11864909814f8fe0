"""Samplers of weights and scores: golden spreads, exact means, regions, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.scoring.draws import (
    GRADE_DEVIATION,
    Sampler,
    fixed_scores,
    fixed_weights,
    interval_weights,
    membership,
    noisy_scores,
    ordinal_weights,
    panel_concentration,
    panel_weights,
    uniform_weights,
    within_pillars,
)
from assessment.scoring.weights import rank_order_weights

few = settings(max_examples=15, deadline=None)


def _draw(sampler: Sampler, draws: int = 20_000, seed: int = 1) -> np.ndarray:
    return sampler(np.random.default_rng(seed), draws)


@pytest.mark.parametrize(("concentration", "expected"), [(60, 0.43), (240, 0.21), (960, 0.11)])
def test_golden_spread_of_dirichlet_weights(concentration: float, expected: float) -> None:
    """METHODS 6.5: coefficient of variation of 12 weights around 1/12, measured; exactly sqrt(11 / (c + 1)); tolerance 0.01."""
    weights = _draw(panel_weights(np.full((1, 12), 1 / 12), concentration))
    assert (weights.std(axis=0) / weights.mean(axis=0)).mean() == pytest.approx(expected, abs=0.01)
    assert np.sqrt(11 / (concentration + 1)) == pytest.approx(expected, abs=0.01)


@given(st.integers(1, 14), st.integers(0, 99))
@few
def test_weights_of_every_sampler_sum_to_one(criteria: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    panel = generator.dirichlet(np.full(criteria, 20.0), 8)
    samplers = (
        uniform_weights(criteria),
        ordinal_weights(generator.integers(1, 4, criteria)),
        interval_weights(panel.min(axis=0), panel.max(axis=0)),
        panel_weights(panel),
        fixed_weights(panel[0]),
    )
    for sampler in samplers:
        weights = _draw(sampler, 50, seed)
        assert (weights >= 0).all()
        np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-12)


def test_uniform_weights_have_the_moments_of_the_simplex() -> None:
    """Exact: mean 1/n, variance (n - 1) / (n^2 (n + 1)); tolerance four standard errors."""
    weights = _draw(uniform_weights(5), 100_000)
    np.testing.assert_allclose(weights.mean(axis=0), 0.2, atol=4 * 0.1633 / np.sqrt(1e5))
    np.testing.assert_allclose(weights.var(axis=0), 4 / 150, rtol=0.03)


def test_ordinal_weights_keep_the_order_and_average_to_the_rank_order_centroid() -> None:
    order = [2, 1, 3, 4]
    weights = _draw(ordinal_weights(order))
    by_place = weights[:, np.argsort(order)]
    assert (np.diff(by_place, axis=1) <= 0).all()
    np.testing.assert_allclose(weights.mean(axis=0), rank_order_weights(pd.Series(order)), atol=0.004)


def test_criteria_of_the_same_place_are_free_among_themselves() -> None:
    """Uniform weights that happen to satisfy a >= max(b, c) have the same means (rejection; tolerance 0.005)."""
    weights = _draw(ordinal_weights([1, 2, 2]))
    kept = _draw(uniform_weights(3), 100_000, 2)
    kept = kept[kept[:, 0] >= kept[:, 1:].max(axis=1)]
    np.testing.assert_allclose(weights.mean(axis=0), kept.mean(axis=0), atol=0.005)
    assert (weights[:, 1] > weights[:, 2]).mean() == pytest.approx(0.5, abs=0.02)
    assert (weights[:, :1] >= weights[:, 1:]).all()


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ([0.0, 0.0, 0.0], [1.0, 1.0, 1.0]),
        ([0.1, 0.2, 0.0, 0.1], [0.5, 0.6, 0.3, 0.4]),
        ([0.0] * 6, [0.4, 0.5, 0.2, 0.3, 0.3, 1.0]),
    ],
)
def test_interval_weights_are_as_those_of_rejection(low: list[float], high: list[float]) -> None:
    """Means and deviations against uniform weights kept where they fit the bounds; tolerance 0.005."""
    weights = _draw(interval_weights(low, high))
    assert ((weights >= np.array(low) - 1e-12) & (weights <= np.array(high) + 1e-12)).all()
    kept = _draw(uniform_weights(len(low)), 400_000, 2)
    kept = kept[((kept >= low) & (kept <= high)).all(axis=1)]
    assert len(kept) > 9_000
    np.testing.assert_allclose(weights.mean(axis=0), kept.mean(axis=0), atol=0.005)
    np.testing.assert_allclose(weights.std(axis=0), kept.std(axis=0), atol=0.005)
    np.testing.assert_allclose(np.corrcoef(weights.T), np.corrcoef(kept.T), atol=0.04)


def test_interval_weights_of_fourteen_criteria_without_binding_bounds_are_uniform() -> None:
    """The slowest region to mix: the whole simplex, whose moments are known exactly."""
    weights = _draw(interval_weights(np.zeros(14), np.ones(14)), 20_000)
    np.testing.assert_allclose(weights.mean(axis=0), 1 / 14, atol=4 * 0.067 / np.sqrt(2e4))
    np.testing.assert_allclose(weights.var(axis=0), 13 / (14**2 * 15), rtol=0.06)


def test_the_concentration_gives_draws_the_spread_of_the_panel() -> None:
    panel = np.random.default_rng(3).dirichlet(np.full(6, 10.0), 500)
    assert panel_concentration(panel) == pytest.approx(60, rel=0.1)
    weights = _draw(panel_weights(panel))
    np.testing.assert_allclose(weights.std(axis=0), panel.std(axis=0), rtol=0.1)


def test_weights_inside_pillars_keep_their_shares() -> None:
    weights = _draw(within_pillars(uniform_weights(2), {"a": "x", "b": "y", "c": "x"}, [0.1, 0.5, 0.4]), 100)
    np.testing.assert_allclose(weights[:, 2], 4 * weights[:, 0])
    assert membership({"a": "x", "b": "y", "c": "x"}).tolist() == [[1, 0], [0, 1], [1, 0]]


def test_noise_has_mean_one_and_the_deviation_of_the_grade() -> None:
    """METHODS 11.8; tolerance four standard errors."""
    relative = np.array([[GRADE_DEVIATION[grade] for grade in "ABC"]])
    noisy = _draw(noisy_scores([[10.0, -10.0, 10.0]], relative), 100_000)[:, 0]
    np.testing.assert_allclose(noisy.mean(axis=0), [10, -10, 10], atol=4 * 3 / np.sqrt(1e5))
    np.testing.assert_allclose(noisy.std(axis=0) / 10, relative[0], rtol=0.03)
    assert (noisy[:, 1] < 0).all()


def test_zero_and_a_gap_stay_and_scores_are_made_of_noisy_values() -> None:
    noisy = _draw(noisy_scores([[0.0, np.nan, 5.0]], 0.3, lambda values: values + 1), 10)
    assert (noisy[:, 0, 0] == 1).all()
    assert np.isnan(noisy[:, 0, 1]).all()
    assert len(np.unique(noisy[:, 0, 2])) == 10


def test_wrong_arguments_are_refused() -> None:
    refused = (
        ("at least one", lambda: uniform_weights(0)),
        ("sum to 0.9", lambda: fixed_weights([0.5, 0.4])),
        ("place", lambda: ordinal_weights([1, np.nan])),
        ("bounds of weights", lambda: interval_weights([0.5], [0.4])),
        ("no weights between", lambda: interval_weights([0.1, 0.1], [0.2, 0.2])),
        ("one expert", lambda: panel_weights([[0.5, 0.5]])),
        ("coalitions", lambda: panel_concentration([[1.0, 0.0], [0.0, 1.0]])),
        ("experts × criteria", lambda: panel_concentration([0.5, 0.5])),
        ("pillar without weight", lambda: within_pillars(uniform_weights(2), "xy", [1.0, 0.0])),
        ("not negative", lambda: noisy_scores([[1.0]], -0.1)),
        ("sectors × criteria", lambda: fixed_scores([1.0])),
        ("finite", lambda: fixed_scores([[np.inf]])),
    )
    for message, call in refused:
        with pytest.raises(ValueError, match=message):
            call()
