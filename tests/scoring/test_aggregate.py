"""Aggregation: golden numbers, the laws of METHODS 11.10, gaps, ties, one sector."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.scoring.aggregate import aggregate, copeland, outranking, pillar_scores, promethee, score, topsis

Rule = Callable[[pd.DataFrame, pd.Series], pd.Series]
PILLARS = {"a": "x", "b": "x", "c": "y"}
WEIGHTS = pd.Series({"a": 0.2, "b": 0.3, "c": 0.5})
RULES: tuple[Rule, ...] = (
    lambda scores, weights: aggregate(scores, weights, PILLARS),
    lambda scores, weights: aggregate(scores, weights, PILLARS, "arithmetic"),
    promethee,
    copeland,
    topsis,
)
few = settings(max_examples=12, deadline=None)
tables = st.integers(2, 6).flatmap(
    lambda n: arrays(float, (n, 3), elements=st.integers(1, 100).map(float)).map(
        lambda array: pd.DataFrame(array, columns=list("abc"))
    )
)


def _equal(scores: pd.DataFrame) -> pd.Series:
    return pd.Series(1 / scores.shape[1], index=scores.columns)


def test_golden_geometric_against_arithmetic() -> None:
    """OECD/JRC handbook (GOLDEN T12c): (21,1,1,1) and (6,6,6,6), one criterion a pillar; tolerance 5e-5 as printed."""
    table = pd.DataFrame([[21.0, 1, 1, 1], [6, 6, 6, 6]], columns=list("abcd"))
    own = dict(zip("abcd", "abcd", strict=True))
    np.testing.assert_allclose(aggregate(table, _equal(table), own, "arithmetic"), [6, 6])
    np.testing.assert_allclose(aggregate(table, _equal(table), own), [2.1407, 6], atol=5e-5)


def test_golden_means_of_coinr() -> None:
    """GOLDEN 3.5: (1,2,3) with weights (1,2,1): arithmetic 2, geometric 1.861209718."""
    table = pd.DataFrame([[1.0, 2, 3]], columns=list("abc"))
    weights = pd.Series({"a": 0.25, "b": 0.5, "c": 0.25})
    own = {"a": "a", "b": "b", "c": "c"}
    assert aggregate(table, weights, own, "arithmetic").item() == pytest.approx(2)
    assert aggregate(table, weights, own).item() == pytest.approx(1.861209718, abs=1e-9)


def test_golden_topsis() -> None:
    """Tzeng and Huang 2011 (GOLDEN 3.5), tolerance 1e-8: vector norm as in the book, range norm as pymcdm."""
    table = pd.DataFrame([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], columns=list("abc"))
    weights = pd.Series({"a": 0.3, "b": 0.4, "c": 0.3})
    np.testing.assert_allclose(
        topsis(table, weights, "vector"), [0.50371966, 0.65808477, 0.74824866, 0.33399744], atol=1e-8
    )
    np.testing.assert_allclose(
        topsis(table, weights, "range"), [0.48528137, 0.6483713, 0.7767908, 0.36297734], atol=1e-8
    )


@pytest.mark.parametrize("norm", ["vector", "range", "none"])
def test_golden_topsis_by_hand(norm: str) -> None:
    """GOLDEN 3.5: [[1,5],[3,3],[5,1]], weights .3 .7, exactly .70 .50 .30 whichever norm."""
    table = pd.DataFrame([[1.0, 5], [3, 3], [5, 1]], columns=list("ab"))
    result = topsis(table, pd.Series({"a": 0.3, "b": 0.7}), norm)  # type: ignore[arg-type]
    np.testing.assert_allclose(result, [0.7, 0.5, 0.3])


def test_golden_outranking() -> None:
    """COINr (GOLDEN 3.5): criteria (1,2,3,4), (3,2,1,5), (2,3,1,4): o21 2/3, o31 1/3, o41 1; 3 of 6 pairs dominate."""
    table = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [3.0, 2, 1, 5], "c": [2.0, 3, 1, 4]})
    matrix = outranking(table, _equal(table)).to_numpy()
    np.testing.assert_allclose([matrix[1, 0], matrix[2, 0], matrix[3, 0]], [2 / 3, 1 / 3, 1])
    assert np.isclose(matrix, 1).sum() == 3


def test_net_flows_by_hand() -> None:
    table = pd.DataFrame({"a": [3.0, 2, 1], "b": [1.0, 1, 2]})
    weights = pd.Series({"a": 0.6, "b": 0.4})
    np.testing.assert_allclose(promethee(table, weights), [(0.6 + 0.2) / 2, (-0.6 + 0.2) / 2, -0.2])
    assert copeland(table, weights).tolist() == [2, 0, -2]


def test_majority_that_ties_but_for_rounding_is_a_tie() -> None:
    table = pd.DataFrame([[2.0, 2, 2, 1, 1], [1, 1, 1, 2, 2]], columns=list("abcde"))
    weights = pd.Series([0.1, 0.2, 0.2, 0.3, 0.2], index=list("abcde"))
    assert copeland(table, weights).tolist() == [0, 0]


@few
@given(tables)
def test_identical_sectors_tie(table: pd.DataFrame) -> None:
    twice = pd.concat([table, table.iloc[[0]]], ignore_index=True)
    for rule in RULES:
        result = rule(twice, WEIGHTS).to_numpy()
        np.testing.assert_allclose(result[0], result[-1], rtol=1e-9, atol=1e-12)


@few
@given(tables)
def test_a_dominating_sector_is_first(table: pd.DataFrame) -> None:
    best = pd.DataFrame([table.max() + 1])
    for rule in RULES:
        result = rule(pd.concat([table, best], ignore_index=True), WEIGHTS).to_numpy()
        assert (result[-1] > result[:-1]).all()


@few
@given(tables, st.sampled_from("abc"), st.integers(0, 5))
def test_raising_a_criterion_never_lowers_the_sector(table: pd.DataFrame, name: str, place: int) -> None:
    row = place % len(table)
    raised = table.assign(**{name: table[name] + 7.0 * (table.index == row)})
    for rule in RULES[:4]:
        assert rule(raised, WEIGHTS)[row] >= rule(table, WEIGHTS)[row] - 1e-9


@few
@given(tables, st.randoms(use_true_random=False))
def test_order_of_sectors_and_criteria_only_permutes(table: pd.DataFrame, random) -> None:  # type: ignore[no-untyped-def]
    order = random.sample(range(len(table)), len(table))
    for rule in RULES:
        mixed = rule(table.iloc[order][["c", "a", "b"]], WEIGHTS)
        pd.testing.assert_series_equal(mixed.sort_index(), rule(table, WEIGHTS), rtol=1e-9)


@few
@given(tables)
def test_laws_of_bounds_and_sums(table: pd.DataFrame) -> None:
    arithmetic = aggregate(table, WEIGHTS, PILLARS, "arithmetic")
    assert (aggregate(table, WEIGHTS, PILLARS) <= arithmetic + 1e-9).all()
    assert arithmetic.between(1 - 1e-9, 100 + 1e-9).all()
    assert promethee(table, WEIGHTS).sum() == pytest.approx(0, abs=1e-9)
    assert copeland(table, WEIGHTS).sum() == 0


@few
@given(tables)
def test_constant_criterion_and_zero_weight_do_not_reorder(table: pd.DataFrame) -> None:
    constant = table.assign(c=40.0)
    only = pd.Series({"a": 0.4, "b": 0.6, "c": 0.0})
    for rule in RULES[:3]:
        np.testing.assert_allclose(rule(constant, only).round(9).rank(), rule(constant, WEIGHTS).round(9).rank())
    emptied = table.assign(c=np.nan)
    for rule in RULES:
        pd.testing.assert_series_equal(rule(emptied, only), rule(table, only))


@few
@given(tables, st.integers(0, 5), st.integers(1, 100))
def test_bounds_hold_whatever_the_missing_score_is(table: pd.DataFrame, place: int, truth: int) -> None:
    row = place % len(table)
    gap, filled = table.copy(), table.copy()
    gap.loc[row, "a"], filled.loc[row, "a"] = np.nan, truth
    result = score(gap, WEIGHTS, PILLARS)
    true = aggregate(filled, WEIGHTS, PILLARS)
    assert (result["low"] <= true + 1e-9).all()
    assert (true <= result["high"] + 1e-9).all()
    assert result["score"].isna()[row]
    pd.testing.assert_series_equal(result["score"].drop(row), true.drop(row), check_names=False)


def test_coverage_rule() -> None:
    table = pd.DataFrame(
        [[50.0, 50, 50], [np.nan, 50, 50], [50, np.nan, 50], [50, 50, np.nan], [np.nan] * 3], columns=list("abc")
    )
    result = score(table, WEIGHTS, PILLARS)
    np.testing.assert_allclose(result["coverage"], [1, 0.8, 0.7, 0.5, 0])
    np.testing.assert_allclose(result["least_pillar"], [1, 0.6, 0.4, 0, 0])
    assert result["determinable"].tolist() == [True, True, False, False, False]
    assert result["score"].isna().tolist() == [False, True, True, True, True]
    np.testing.assert_allclose(result.loc[4, ["low", "high"]].astype(float), [1, 100])


def test_sector_with_a_gap_compares_with_none() -> None:
    table = pd.DataFrame({"a": [3.0, 2, np.nan], "b": [3.0, 2, 9], "c": [3.0, 2, 9]})
    for rule in RULES:
        result = rule(table, WEIGHTS)
        assert np.isnan(result[2])
        pd.testing.assert_series_equal(result[:2], rule(table[:2], WEIGHTS))


def test_one_sector_has_a_score_and_no_comparison() -> None:
    table = pd.DataFrame([[4.0, 4, 9]], columns=list("abc"))
    assert aggregate(table, WEIGHTS, PILLARS).item() == pytest.approx(6)
    for rule in (promethee, copeland, topsis):
        assert np.isnan(rule(table, WEIGHTS).item())


def test_pillar_without_weight_is_nan_and_plays_no_part() -> None:
    table = pd.DataFrame([[10.0, 20, 50]], columns=list("abc"))
    weights = pd.Series({"a": 0.5, "b": 0.5, "c": 0.0})
    assert np.isnan(pillar_scores(table, weights, PILLARS)["y"].item())
    assert aggregate(table, weights, PILLARS).item() == pytest.approx(15)


def test_wrong_arguments_are_refused() -> None:
    table = pd.DataFrame([[-1.0, -1, 1]], columns=list("abc"))
    with pytest.raises(ValueError, match="not positive"):
        aggregate(table, WEIGHTS, PILLARS)
    assert aggregate(table, WEIGHTS, PILLARS, "arithmetic").item() == pytest.approx(0)
    with pytest.raises(ValueError, match="sum to 2"):
        aggregate(table, WEIGHTS * 2, PILLARS)
    with pytest.raises(ValueError, match="do not fit"):
        promethee(table, WEIGHTS[:2])
    with pytest.raises(ValueError, match="no pillar for criterion c"):
        aggregate(table, WEIGHTS, {"a": "x", "b": "x"})
    with pytest.raises(ValueError, match="aggregation"):
        aggregate(table, WEIGHTS, PILLARS, "other")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="norm"):
        topsis(table, WEIGHTS, "other")  # type: ignore[arg-type]
