"""Times counted in classes against the single times: means exact, quantiles within a class, shares exact; invariance of order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.border_times import summarise
from assessment.analysis.clearance_times import (
    FEWEST,
    RELEASE,
    cpmm,
    expand,
    same_day_percent,
    share_within,
    stage_times,
    standardised_mean,
)
from assessment.etl.time_classes import class_end, class_start


def counted(minutes: np.ndarray, cargo: str = "fruit") -> pd.DataFrame:
    frame = pd.DataFrame({"within": class_end(minutes), "hours": minutes / 60})
    counts = frame.groupby("within")["hours"].agg(hours="mean", consignments="size").reset_index()
    return counts.assign(stage=RELEASE, cargo=cargo, same_day=0.0)


@given(st.lists(st.integers(0, 6000), min_size=1, max_size=200))
def test_counts_keep_means_and_shares_and_nearly_the_quantiles(minutes: list[int]) -> None:
    times = np.array(minutes, dtype=float)
    counts = counted(times)
    true, found = summarise(times / 60), stage_times(counts).loc[RELEASE]
    assert found["mean"] == pytest.approx(true.mean)
    widest = np.max(counts["within"] - class_start(counts["within"])) / 60
    assert abs(found["median"] - true.median) <= widest + 1e-9
    assert abs(found["ninth_decile"] - true.ninth_decile) <= widest + 1e-9
    assert share_within(counts, 4) == pytest.approx(100 * (times <= 240).mean())
    again = counts.sample(frac=1, random_state=1)
    assert sorted(expand(again)) == pytest.approx(sorted(expand(counts)))


def test_no_time_leaves_its_class() -> None:
    counts = counted(np.arange(0, 5000.0, 7))
    times = expand(counts)
    ends = np.repeat(counts["within"].to_numpy(), counts["consignments"].to_numpy())
    assert ((times * 60 <= ends + 1e-9) & (times * 60 >= class_start(ends) - 1e-9)).all()


def test_a_mean_with_the_cargo_of_before_does_not_move_with_the_mix() -> None:
    fruit, other = counted(np.full(90, 120.0)), counted(np.full(10, 480.0), "other")
    weights = pd.Series({"fruit": 1, "other": 1})
    assert standardised_mean(pd.concat([fruit, other]), weights) == pytest.approx(5.0)
    assert np.isnan(standardised_mean(fruit, weights))


def test_a_share_within_part_of_a_class_is_refused() -> None:
    with pytest.raises(ValueError, match="within a class"):
        share_within(counted(np.array([10.0])), 4.1)


def test_carec_indicators_say_what_keeps_them_from_being_whole() -> None:
    problems = [found.problem for found in cpmm(counted(np.full(FEWEST, 60.0)))]
    assert problems == ["one_side", "no_costs", "no_costs", "no_distances", "no_distances"]
    assert cpmm(counted(np.full(FEWEST - 1, 60.0)))[0].problem == "too_few"


def test_nothing_counted_gives_nothing() -> None:
    none = counted(np.array([1.0])).iloc[:0]
    assert stage_times(none)["count"].tolist() == [0] * 4
    assert np.isnan(same_day_percent(none))
