"""Tests of `situation.border_tables`: both ends of a range, daily averages of windows, and what is left to the annex."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.situation.border_flows import Border
from assessment.situation.border_tables import (
    DEFINITIONS,
    capacity_table,
    declarations_table,
    definitions_table,
    events_table,
    passengers_table,
    peaks_table,
    queue_peaks_table,
    vehicles_table,
)

from .flows_record import TRAFFIC, Frames
from .reading import keys, numbers


def test_a_range_keeps_its_two_ends_in_two_columns():
    frame = vehicles_table(Border(Frames(traffic=TRAFFIC).evidence())).frame
    ends = list(zip(numbers(frame["c2"]), numbers(frame["c3"]), strict=True))
    assert ends == [(82.0, None), (100.0, 140.0), (180.0, None)]


def test_declarations_by_day_of_the_window():
    frame = declarations_table(Border(Frames(traffic=TRAFFIC).evidence())).frame
    assert numbers(frame["c4"]) == [pytest.approx(362 / 181)]


def test_a_peak_without_an_average_has_no_ratio():
    rows = [
        {"period": "2024", "value": 200.0, "measure": "cleared_per_day_peak"},
        {"period": "2025", "value": 270.0, "measure": "cleared_per_day_peak"},
        {"period": "2025", "value": 180.0},
    ]
    frame = peaks_table(Border(Frames(traffic=rows).evidence())).frame
    assert numbers(frame["c3"]) == [None, pytest.approx(1.5)]


def test_events_of_other_places_kinds_and_times_are_left_out():
    day = {"frequency": "day", "kind": "gate_closure"}
    events = [
        day | {"period": "2022-01-17", "event_en": "kept"},
        day | {"period": "2022-01-17", "geography": "quang_ninh"},
        day | {"period": "2022-01-17", "kind": "policy"},
        day | {"period": "2014-05-01"},
        day | {"period": "2019-06-01..2020-02-01", "frequency": "span", "event_en": "ended in time"},
    ]
    frame = events_table(Frames(events=events).evidence()).frame
    assert [cell.en for cell in frame["c1"]] == ["ended in time", "kept"]


def test_an_empty_record_keeps_definitions_and_capacity_lines():
    evidence = Frames().evidence()
    border = Border(evidence)
    definitions = definitions_table(evidence, border).frame
    assert len(definitions) == len(DEFINITIONS)
    assert not definitions["c1"].iloc[0].values["times"].known
    assert not any(cell.known for cell in capacity_table(border).frame["c4"])
    assert all(found(border).frame.empty for found in (vehicles_table, declarations_table, passengers_table))


def test_queues_of_the_record(evidence: Evidence):
    """VnExpress: 4,550 on 16 December 2021, the largest of seven years; the group of three gates has the peak of 2022."""
    frame = queue_peaks_table(Border(evidence)).frame
    assert frame["c0"].tolist() == list(range(2020, 2027))
    assert numbers(frame["c3"]) == [362, 4550, 2852, 800, 369, 498, 488]
    assert keys(frame["c2"])[2] == "huu_nghi_and_tan_thanh_and_chi_ma"


def test_daily_averages_of_the_record(public):
    """VRViet 2025: 163,391 declarations in the first quarter of 2025 are 1,815 a day; Haiquan 2022: 448 travellers a day."""
    declared = public.table("border.declarations").frame
    assert declared["c4"].iloc[-1].value == pytest.approx(163391 / 90)
    passengers = {
        (row.c1.end, row.c2.key): row.c5.value
        for row in public.table("border.passengers").frame.itertuples()
        if row.c0.key == "all"
    }
    half = pd.Timestamp("2022-06-30")
    assert passengers[half, "total"] == pytest.approx(81088 / 181)
    assert passengers[half, "export"] + passengers[half, "import"] == pytest.approx(passengers[half, "total"])


def test_scopes_stand_apart_by_a_factor_of_ten(public):
    """51,990.6 through against 4,975 declared in 2023: a ratio of 10.5, told in the definitions."""
    first = public.table("border.definitions").frame["c1"].iloc[0]
    assert first.values["times"].value == pytest.approx(51990.563 / 4975)


def test_long_lists_stand_in_the_annex(public):
    annex = {found.id for found in public.section("border").tables if found.annex_only}
    assert annex == {"border.all_gates", "border.queues"}
