"""Counts of the log by section 5: no day twice, small groups without times, nothing without a log."""

from __future__ import annotations

import pandas as pd

from assessment.situation.gate_times import Times, release_table, timed, without_overlap

from .flows_record import Frames


def count(period: str, document: str, number: float, **keys: object) -> dict[str, object]:
    base = {
        "period": period,
        "document": document,
        "within": "65",
        "hours": 1.05,
        "consignments": number,
        "same_day": number,
    }
    return base | {"frequency": "span"} | keys


def test_weeks_stand_beside_each_other_and_a_month_replaces_them() -> None:
    weeks = [count("2025-06-01..2025-06-07", "a", 10.0), count("2025-06-08..2025-06-14", "b", 20.0)]
    table = Frames(clearance=weeks).table("clearance")
    assert without_overlap(table)["consignments"].sum() == 30
    month = [*weeks, count("2025-06", "c", 90.0)]
    assert without_overlap(Frames(clearance=month).table("clearance"))["consignments"].tolist() == [90.0]


def test_a_month_sent_again_replaces_the_first() -> None:
    again = count("2025-06", "b", 41.0, published=pd.Timestamp("2025-08-01"))
    table = Frames(clearance=[count("2025-06", "a", 40.0), again]).table("clearance")
    assert without_overlap(table)["consignments"].tolist() == [41.0]


def test_small_groups_have_a_count_and_no_time() -> None:
    frame = release_table(Times(Frames(clearance=[count("2025-06", "a", 29.0)]).evidence())).frame
    assert frame["c4"].iloc[0].value == 29
    assert not frame["c5"].iloc[0].known
    assert timed(1.0, 30).known


def test_without_a_log_nothing_is_known() -> None:
    assert not Times(Frames().evidence()).known
