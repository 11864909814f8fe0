"""Sobol indices against exact values of known functions, and of a design whose inputs are known to matter or not."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from assessment.scoring.design import INPUTS, Design
from assessment.scoring.draws import Floats, fixed_weights, uniform_weights
from assessment.scoring.normalise import Criterion
from assessment.scoring.sobol import rank_shift_indices, sobol_indices

CERTAIN = {"goalposts": 1.0}, {"geometric": 1.0}


def test_golden_ishigami() -> None:
    """Ishigami and Homma (1990), a = 7, b = 0.1: S1 0.3139, 0.4424, 0; ST 0.5576, 0.4424, 0.2437 (exact integrals); tolerance 0.03."""

    def ishigami(runs: Floats) -> Floats:
        x, y, z = (math.pi * (2 * runs - 1)).T
        return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))

    found = sobol_indices(ishigami, ["x", "y", "z"], sample=4096)
    np.testing.assert_allclose(found["first"], [0.3139, 0.4424, 0], atol=0.03)
    np.testing.assert_allclose(found["total"], [0.5576, 0.4424, 0.2437], atol=0.03)
    inside = (found["total_low"] < found["total"]) & (found["total"] < found["total_high"])
    assert inside.all()


def test_an_additive_model_has_no_interactions() -> None:
    """By hand: 3 x + y has variances 9/12 and 1/12, so 0.9 and 0.1, first and total alike."""
    found = sobol_indices(lambda runs: 3 * runs[:, 0] + runs[:, 1], ["x", "y"])
    np.testing.assert_allclose(found["first"], [0.9, 0.1], atol=0.01)
    np.testing.assert_allclose(found["total"], found["first"], atol=0.01)


def test_an_output_that_does_not_vary_has_indices_of_zero() -> None:
    found = sobol_indices(lambda runs: np.ones(len(runs)), ["x"])
    assert found.loc["x"].tolist() == [0.0] * 6


def test_the_same_seed_gives_the_same_indices() -> None:
    def model(runs: Floats) -> Floats:
        return np.asarray(runs[:, 0] * runs[:, 1])

    first = sobol_indices(model, ["x", "y"], sample=64, seed=7)
    pd.testing.assert_frame_equal(first, sobol_indices(model, ["x", "y"], sample=64, seed=7))
    assert not first.equals(sobol_indices(model, ["x", "y"], sample=64, seed=8))


@pytest.mark.parametrize(("sample", "names"), [(100, ["x"]), (1, ["x"]), (64, [])])
def test_a_sample_that_is_no_power_of_two_is_refused(sample: int, names: list[str]) -> None:
    with pytest.raises(ValueError, match=r"expected a power of 2 and at least one input"):
        sobol_indices(lambda runs: runs[:, 0], names, sample=sample)


def test_an_output_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a finite number for each of"):
        sobol_indices(lambda runs: np.full(len(runs), np.nan), ["x"], sample=64)


def design(**other: object) -> Design:
    values = pd.DataFrame({"a": [80.0, 60, 40, 20], "b": [20.0, 45, 55, 75]}, index=list("pqrs"))
    known: dict[str, object] = {
        "values": values,
        "criteria": dict.fromkeys("ab", Criterion(0, 100)),
        "pillars": {"a": "x", "b": "x"},
        "base": pd.Series({"a": 0.5, "b": 0.5}),
        "weights": fixed_weights([0.5, 0.5]),
        "deviation": 0.0,
        "groups": dict.fromkeys("pqrs", "all"),
        "normalisation": CERTAIN[0],
        "aggregation": CERTAIN[1],
        "goalpost_move": 0.0,
    }
    return Design(**{**known, **other})  # type: ignore[arg-type]


def test_the_only_input_that_is_uncertain_explains_everything() -> None:
    found = rank_shift_indices(design(weights=uniform_weights(2)), sample=256)
    assert list(found.index) == list(INPUTS)
    assert found.loc["weights", "total"] == pytest.approx(1, abs=0.05)
    assert found.drop(index="weights")["total"].abs().max() < 1e-9


def test_nothing_uncertain_leaves_nothing_to_explain() -> None:
    assert (rank_shift_indices(design(), sample=64)["total"] == 0).all()


def test_without_a_scored_sector_there_is_no_rank_to_shift() -> None:
    empty = pd.DataFrame({"a": [math.nan] * 4, "b": [math.nan] * 4}, index=list("pqrs"))
    with pytest.raises(ValueError, match="no sector can be scored"):
        rank_shift_indices(design(values=empty), sample=64)
