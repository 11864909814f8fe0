"""Normalisation: golden numbers, and what happens at constant criteria, gaps, ties and negative values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.normalise import (
    Criterion,
    Method,
    goalposts,
    normalise,
    observed_range,
    percentile_ranks,
    transform,
    z_scaled,
    z_scores,
)

UNIT = (0.0, 1.0)
METHODS: tuple[Method, ...] = ("goalposts", "z", "rank", "observed")
columns = st.lists(st.integers(-50, 50), min_size=3, max_size=8, unique=True)


def test_golden_normalisers_of_coinr() -> None:
    """COINr tests (GOLDEN 3.5, METHODS 6.2), tolerance 1e-6; sample standard deviation, goalposts on 0 to 1."""
    x = [2.0, 4, 6, 8, 10]
    np.testing.assert_allclose(observed_range(x, scale=(0, 100)), [0, 25, 50, 75, 100])
    np.testing.assert_allclose(z_scores(x), [-1.264911, -0.632456, 0, 0.632456, 1.264911], atol=1e-6)
    np.testing.assert_allclose(goalposts(x, Criterion(3, 9), UNIT), [0, 1 / 6, 0.5, 5 / 6, 1])
    np.testing.assert_allclose(goalposts([1, 11], Criterion(0, 10), UNIT), [0.1, 1])
    np.testing.assert_allclose(goalposts([1], Criterion(0, 10, -1), UNIT), [0.9])
    np.testing.assert_allclose(percentile_ranks([5, 5, 1, 2], scale=UNIT), [2 / 3, 2 / 3, 0, 1 / 3])


def test_golden_observed_range_reverses_ranks_and_goalposts_do_not() -> None:
    """METHODS 6.2 (T26), tolerance 5e-4 as printed: A(10,1), B(6,5), C(2,9.5), then D(2,30)."""
    three = np.array([[10, 1], [6, 5], [2, 9.5]])
    four = np.vstack([three, [2, 30]])
    np.testing.assert_allclose(observed_range(three, scale=UNIT).mean(axis=1), [0.5, 0.485, 0.5], atol=5e-4)
    np.testing.assert_allclose(observed_range(four, scale=UNIT).mean(axis=1), [0.5, 0.319, 0.147, 0.5], atol=5e-4)
    for column in range(2):
        fixed = Criterion(0, 40)
        np.testing.assert_array_equal(goalposts(four[:, column], fixed)[:3], goalposts(three[:, column], fixed))


@pytest.mark.parametrize("function", [z_scores, z_scaled, percentile_ranks, observed_range])
@pytest.mark.parametrize("values", [[4.0, 4.0, np.nan], [7.0], [np.nan, np.nan]])
def test_what_tells_no_sector_apart_is_nan(function: type, values: list[float]) -> None:
    assert np.isnan(function(values)).all()


def test_constant_criterion_is_named_and_keeps_its_goalpost_score() -> None:
    table = pd.DataFrame({"a": [5.0, 5.0], "b": [1.0, np.nan], "c": [1.0, 2.0]})
    result = normalise(table, dict.fromkeys("abc", Criterion(0, 10)))
    assert result.constant == ("a", "b")
    assert result.scores["a"].tolist() == [50.5, 50.5]
    assert result.scores["b"].isna().tolist() == [False, True]


def test_log_of_zero_is_the_lower_end_and_negative_is_refused() -> None:
    assert goalposts([0.0, 100.0], Criterion(1, 100, 1, "log")).tolist() == [1.0, 100.0]
    with pytest.raises(ValueError, match="signed_root"):
        transform([-1.0], "log")
    with pytest.raises(ValueError, match="infinite"):
        z_scores(transform([0.0, 1.0], "log"))
    assert percentile_ranks(transform([0.0, 1.0, 2.0], "log"), scale=(0, 2)).tolist() == [0, 1, 2]


@pytest.mark.parametrize("bad", [Criterion(5, 5), Criterion(9, 1), Criterion(0, 5, 1, "log")])
def test_impossible_goalposts_are_refused(bad: Criterion) -> None:
    with pytest.raises(ValueError, match="goalposts"):
        goalposts([1.0], bad)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="no criterion for column a"):
        normalise(pd.DataFrame({"a": [1.0]}), {})
    with pytest.raises(ValueError, match="method"):
        normalise(pd.DataFrame({"a": [1.0]}), {"a": Criterion(0, 1)}, "other")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="direction"):
        z_scores([1.0, 2.0], 0)  # type: ignore[arg-type]


@given(columns, st.sampled_from([0.5, 2.0, 1000.0]), st.sampled_from(METHODS), st.sampled_from([1, -1]))
def test_unit_change_leaves_scores_unchanged(values: list[int], unit: float, method: Method, sign: int) -> None:
    x = np.array(values, dtype=float)
    before = normalise(pd.DataFrame({"a": x}), {"a": Criterion(-40, 40, sign)}, method)  # type: ignore[arg-type]
    after = normalise(pd.DataFrame({"a": x * unit}), {"a": Criterion(-40 * unit, 40 * unit, sign)}, method)  # type: ignore[arg-type]
    np.testing.assert_allclose(after.scores, before.scores, rtol=1e-9)


@given(columns, st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_order_of_sectors_only_permutes_and_scores_stay_in_bounds(values: list[int], method: Method, random) -> None:  # type: ignore[no-untyped-def]
    table = pd.DataFrame({"a": np.array(values, dtype=float)})
    criteria = {"a": Criterion(-40, 40)}
    order = random.sample(range(len(values)), len(values))
    scores = normalise(table, criteria, method).scores
    np.testing.assert_allclose(normalise(table.iloc[order], criteria, method).scores, scores.iloc[order], rtol=1e-9)
    assert scores["a"].between(1, 100).all()
    assert (scores["a"].iloc[np.argsort(values)].diff().dropna() >= 0).all()


@given(columns, st.integers(-50, 50))
def test_another_sector_leaves_goalpost_scores_unchanged(values: list[int], new: int) -> None:
    criterion = Criterion(-40, 40)
    np.testing.assert_array_equal(goalposts([*values, new], criterion)[:-1], goalposts(values, criterion))


def test_axis_of_sectors_may_be_any() -> None:
    draws = np.random.default_rng(1).normal(size=(4, 6, 3))
    for function in (z_scaled, percentile_ranks, observed_range):
        whole = function(draws, axis=1)
        for draw in range(4):
            np.testing.assert_allclose(whole[draw], function(draws[draw]))
