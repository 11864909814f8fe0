from __future__ import annotations

import pandas as pd
import pytest

from assessment.findings import Section, Table
from assessment.situation import border
from assessment.situation.border_flows import ROAD, Border

from .flows_record import Frames

TRAFFIC = [
    {"period": "2023", "value": 100.0, "precision": "lower"},
    {"period": "2023", "value": 140.0, "precision": "upper"},
    {"period": "2025", "value": 180.0, "precision": "about"},
    {"period": "2025", "value": 270.0, "precision": "over", "measure": "cleared_per_day_peak"},
    {"period": "2021-12", "frequency": "month", "value": 82.0},
    {"period": "2021-12", "frequency": "month", "value": 30.0, "precision": "lower"},
    {"period": "2021-12", "frequency": "month", "value": 40.0, "precision": "upper"},
    {"period": "2024", "value": 50.0, "measure": "capacity_per_day", "gate": ROAD},
    {"period": "2025-07", "frequency": "month", "value": 60.0, "gate": ROAD},
    {"period": "2021-12-16", "frequency": "day", "value": 455.0, "measure": "queued", "flow": "export"},
    {"period": "2026-02-01", "frequency": "day", "value": 48.0, "measure": "queued", "flow": "none"},
    {"period": "2022-01..2022-06", "value": 362.0, "measure": "declarations", "unit": "declaration"},
]


def _table(section: Section, name: str) -> Table:
    return next(table for table in section.tables if table.id == name)


def test_ranges_keep_both_ends_and_ratios_take_their_mean():
    found = Border(Frames(traffic=TRAFFIC).evidence())
    assert (found.low_2023.value, found.high_2023.value, found.mean_2023.value) == (100.0, 140.0, 120.0)
    assert found.mean_2023.unit == "vehicle_per_day"
    assert found.peak_ratio("2025").value == pytest.approx(1.5)
    table = _table(border.section(Frames(traffic=TRAFFIC).evidence()), "border.vehicles")
    ends = [(row.c2.value, row.c3.value if row.c3 else None) for row in table.frame.itertuples()]
    assert (100.0, 140.0) in ends
    assert (180.0, None) in ends


def test_contradicting_figures_of_one_month_both_stay():
    found = Border(Frames(traffic=TRAFFIC).evidence()).contradiction("2021-12")
    assert [quantity.value for quantity in found] == [82.0, 30.0, 40.0]


def test_capacity_use_and_queue_peaks():
    found = Border(Frames(traffic=TRAFFIC).evidence())
    assert found.capacity_rows()[0].use.value == pytest.approx(120.0)
    assert not found.capacity_rows()[1].use.known
    assert [(year, observed.quantity.value) for year, observed in found.queue_peaks()] == [(2021, 455.0), (2026, 48.0)]


def test_declarations_by_day_of_the_window():
    table = _table(border.section(Frames(traffic=TRAFFIC).evidence()), "border.declarations")
    assert table.frame.iloc[0, 4].value == pytest.approx(362 / 181)


def test_only_events_of_the_record_are_drawn():
    events = [
        {"period": "2023-01-08", "frequency": "day", "kind": "reopening"},
        {"period": "2023-01-09", "frequency": "day", "kind": "reopening"},
        {"period": "2024-05-27", "frequency": "day", "kind": "policy"},
    ]
    evidence = Frames(traffic=TRAFFIC, events=events).evidence()
    drawn = border.chart_events(evidence)
    assert [event["date"] for event in drawn] == [pd.Timestamp("2023-01-08")]
    section = border.section(evidence)
    assert all(figure.options["events"] == drawn for figure in section.figures if figure.draw == "points_over_time")
    assert len(_table(section, "border.events").frame) == 2


def test_any_missing_row_gives_a_section():
    for missing in range(len(TRAFFIC)):
        section = border.section(Frames(traffic=[*TRAFFIC[:missing], *TRAFFIC[missing + 1 :]]).evidence())
        assert len(section.tables) == len(border.section(Frames().evidence()).tables)


def test_an_empty_record_still_is_a_section():
    section = border.section(Frames().evidence())
    assert section.findings == ()
    assert section.figures == ()
    assert {entry.holder.key for entry in section.missing} >= {"zone_board", "customs_branch_vi"}


def test_border_of_the_record(evidence):
    """Press: 1,100 to 1,350 a day in 2023; 4,550 queued on 16 December 2021; 583 a day on a road of 400 in July 2025."""
    found = Border(evidence)
    assert (found.low_2023.value, found.high_2023.value) == (1100.0, 1350.0)
    assert found.largest_queue is not None
    assert found.largest_queue.quantity.value == 4550.0
    assert found.capacity_rows()[0].use.value == pytest.approx(145.75)
    assert [quantity.value for quantity in found.contradiction("2021-12")] == [825.0, 300.0, 400.0]


def test_events_of_the_gates_are_drawn(evidence):
    section = border.section(evidence)
    vehicles = next(figure for figure in section.figures if figure.id == "border.vehicles")
    days = [event["date"] for event in vehicles.options["events"]]
    assert pd.Timestamp("2023-01-08") in days
    assert pd.Timestamp("2024-05-27") in days
    assert len(days) >= 8
