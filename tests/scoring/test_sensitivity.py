"""Rankings without a criterion, an expert, a sector: by hand, and the laws that fixed goalposts promise."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.scoring.aggregate import aggregate
from assessment.scoring.normalise import Criterion, normalise, observed_range
from assessment.scoring.sensitivity import leave_one_criterion_out, leave_out, rank_agreement, rank_reversals

PILLARS = {"a": "x", "b": "x", "c": "y"}
WEIGHTS = pd.Series({"a": 0.3, "b": 0.3, "c": 0.4})
tables = arrays(float, (4, 3), elements=st.integers(1, 100).map(float))


def frame(table: object) -> pd.DataFrame:
    values = np.asarray(table, dtype=float)
    return pd.DataFrame(values, index=list("pqrstu"[: len(values)]), columns=list(PILLARS))


def test_a_criterion_left_out_shows_who_lives_of_it() -> None:
    """By hand, 45.6, 56, 44 and 38: p is second only by c; without it it falls to the fourth place, beyond k + margin = 3."""
    scores = frame([[10, 10, 99], [60, 60, 50], [40, 40, 50], [30, 30, 50]])
    left = leave_one_criterion_out(scores, WEIGHTS, PILLARS, k=1, between="arithmetic")
    assert left.ranks["base"].tolist() == [2, 1, 3, 4]
    assert left.ranks["c"].tolist() == [4, 1, 2, 3]
    row = left.table.loc["c"]
    assert (row["largest_move"], row["moved"], row["leave"]) == (2, ("p",), ())
    again = leave_one_criterion_out(scores, WEIGHTS, PILLARS, k=2, between="arithmetic", margin=1)
    assert again.table.loc["c", "leave"] == ("p",)
    assert again.worst().tolist() == [4, 2, 3, 4]


def test_a_criterion_left_out_is_one_of_weight_zero() -> None:
    scores = frame([[10, 80, 99], [60, 60, 50], [50, 90, 20]])
    left = leave_one_criterion_out(scores, WEIGHTS, PILLARS, k=1)
    alone = aggregate(scores, pd.Series({"a": 0.0, "b": 3 / 7, "c": 4 / 7}), PILLARS, "geometric")
    assert left.ranks["a"].tolist() == alone.rank(ascending=False).tolist()


def test_classes_that_change_are_named() -> None:
    scores = frame([[10, 10, 99], [60, 60, 50]])

    def classify(piece: str) -> pd.Series:
        weights = WEIGHTS.where(WEIGHTS.index != piece, 0.0)
        total = aggregate(scores, weights / weights.sum(), PILLARS, "arithmetic")
        return total.map(lambda value: "A" if value >= 45 else "C")

    left = leave_one_criterion_out(scores, WEIGHTS, PILLARS, k=1, between="arithmetic", classify=classify)
    assert left.table["reclassified"].to_dict() == {"a": (), "b": (), "c": ("p",)}


def test_a_criterion_with_all_the_weight_cannot_be_left_out() -> None:
    left = leave_one_criterion_out(frame([[1, 2, 3], [3, 2, 1]]), pd.Series({"a": 1.0, "b": 0, "c": 0}), PILLARS, k=1)
    assert left.table.empty
    assert left.worst().isna().all()


def test_a_sector_with_a_gap_has_no_rank_even_where_its_criterion_is_left_out() -> None:
    scores = frame([[10, math.nan, 99], [60, 60, 50], [70, 20, 40]])
    left = leave_one_criterion_out(scores, WEIGHTS, PILLARS, k=1)
    assert left.ranks.loc["p"].isna().all()
    assert left.ranks.loc["q"].notna().all()


def test_an_expert_left_out_is_the_mean_of_the_others() -> None:
    sheets = pd.DataFrame(
        {"a": [0.8, 0.1, 0.1], "b": [0.1, 0.1, 0.2], "c": [0.1, 0.8, 0.7]}, index=["one", "two", "three"]
    )
    scores = frame([[90, 50, 20], [20, 50, 70]])
    others = {str(name): sheets.drop(index=name).mean() for name in sheets.index}
    left = leave_out(scores, sheets.mean(), others, PILLARS, k=1, between="arithmetic")
    assert left.ranks["base"].tolist() == [2, 1]
    # Without "two" the weights are 0.45, 0.15 and 0.4: 56 against 44.5.
    assert left.ranks["two"].tolist() == [1, 2]
    assert left.table.loc["one", "tau"] == pytest.approx(1)
    assert left.table.loc["two", "tau"] == pytest.approx(-1)


@settings(max_examples=25, deadline=None)
@given(tables, st.permutations(range(4)))
def test_the_order_of_sectors_does_not_matter(table: np.ndarray, order: list[int]) -> None:
    scores = frame(table)
    first = leave_one_criterion_out(scores, WEIGHTS, PILLARS, k=2)
    second = leave_one_criterion_out(scores.iloc[order], WEIGHTS, PILLARS, k=2)
    pd.testing.assert_frame_equal(first.ranks, second.ranks.loc[scores.index])
    pd.testing.assert_series_equal(first.table["tau"], second.table["tau"])


@settings(max_examples=25, deadline=None)
@given(tables)
def test_between_fixed_goalposts_no_sector_turns_two_others(table: np.ndarray) -> None:
    criteria = dict.fromkeys(PILLARS, Criterion(0, 100))

    def score(values: pd.DataFrame) -> pd.Series:
        return aggregate(normalise(values, criteria).scores, WEIGHTS, PILLARS, "geometric")

    assert rank_reversals(frame(table), score) == {}


def test_golden_belton_gear_reversal_of_the_observed_range() -> None:
    """Belton and Gear (1983), the effect: a fourth sector that is no rival turns two others when the range is that observed."""
    values = pd.DataFrame([[10, 1], [6, 5], [2, 9.5], [2, 30]], index=list("ABCD"))

    def score(table: pd.DataFrame) -> pd.Series:
        return pd.Series(observed_range(table).mean(axis=1), table.index)

    assert "D" in rank_reversals(values, score)


def test_places_must_make_sense() -> None:
    with pytest.raises(ValueError, match="k 0, margin 2"):
        leave_one_criterion_out(frame([[1, 2, 3], [3, 2, 1]]), WEIGHTS, PILLARS, k=0)


def test_golden_rank_agreement() -> None:
    """Sałabun and Urbaniak 2020 (GOLDEN T12c, METHODS 6.6): (1,2,3,4,5) against (1,3,2,4,5): 0.9, 0.8833, 0.8542."""
    table = pd.DataFrame({"base": [1.0, 2, 3, 4, 5], "other": [1.0, 3, 2, 4, 5]})
    found = rank_agreement(table).loc["other"]
    assert found[["spearman", "weighted", "ws"]].tolist() == pytest.approx([0.9, 0.88333333, 0.85416667])
    assert found["kendall"] == pytest.approx(0.8)


@given(st.permutations(range(1, 7)), st.permutations(range(6)))
def test_agreement_is_one_with_itself_and_does_not_care_for_the_order(ranks: list[int], order: list[int]) -> None:
    table = pd.DataFrame({"base": ranks, "other": ranks[::-1]}, dtype=float)
    assert rank_agreement(table.assign(other=table["base"])).loc["other"].tolist() == pytest.approx([1, 1, 1, 1])
    again = rank_agreement(table.iloc[order])
    assert again.loc["other"].tolist() == pytest.approx(rank_agreement(table).loc["other"].tolist())


def test_a_ranking_of_ties_or_of_one_sector_has_no_correlation() -> None:
    tied = rank_agreement(pd.DataFrame({"base": [1.0, 2, 3], "other": [2.0, 2, 2]})).loc["other"]
    assert tied[["spearman", "kendall"]].isna().all()
    one = rank_agreement(pd.DataFrame({"base": [1.0, np.nan], "other": [1.0, 2.0]})).loc["other"]
    assert one.isna().all()
