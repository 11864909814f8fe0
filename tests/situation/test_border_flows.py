"""Tests of `situation.border_flows`: ranges, capacity and its use, the largest queue of each year, contradicting figures."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.border_flows import Border, days
from assessment.situation.structure_gates import GATES

from .flows_record import TRAFFIC, Frames


def test_ranges_keep_both_ends_and_ratios_take_their_mean():
    found = Border(Frames(traffic=TRAFFIC).evidence())
    assert (found.low_2023.value, found.high_2023.value, found.mean_2023.value) == (100.0, 140.0, 120.0)
    assert found.mean_2023.unit == "vehicle_per_day"
    assert found.peak_ratio("2025").value == pytest.approx(1.5)


def test_contradicting_figures_of_one_month_both_stay():
    found = Border(Frames(traffic=TRAFFIC).evidence()).contradiction("2021-12")
    assert [quantity.value for quantity in found] == [82.0, 30.0, 40.0]


def test_capacity_use_and_queue_peaks():
    found = Border(Frames(traffic=TRAFFIC).evidence())
    assert found.capacity_rows()[0].use.value == pytest.approx(120.0)
    assert not found.capacity_rows()[1].use.known
    assert [(year, observed.quantity.value) for year, observed in found.queue_peaks()] == [(2021, 455.0), (2026, 48.0)]


def test_an_empty_record_has_no_queue_and_no_number():
    found = Border(Frames().evidence())
    assert (found.largest_queue, found.last_queue, found.queue_peaks()) == (None, None, [])
    refused = (
        found.low_2023,
        found.high_2023,
        found.cleared_2025,
        found.peak_ratio("2025"),
        *found.contradiction("2023"),
    )
    assert {quantity.reason.key for quantity in refused if quantity.reason} == {"common.reason.no_row"}
    assert not any(quantity.known for quantity in refused)


def test_a_window_counts_both_its_days():
    [observed] = Border(Frames(traffic=TRAFFIC).evidence()).found("declarations")
    assert days(observed) == 181


def test_border_of_the_record(evidence: Evidence):
    """Press: 1,100 to 1,350 a day in 2023; 4,550 queued on 16 December 2021; 583 a day on a road of 400 in July 2025."""
    found = Border(evidence)
    assert (found.low_2023.value, found.high_2023.value) == (1100.0, 1350.0)
    assert found.largest_queue is not None
    assert found.largest_queue.quantity.value == 4550.0
    assert [row.use.value for row in found.capacity_rows()] == pytest.approx([145.75, 108.75, 26.087], abs=1e-3)
    assert [quantity.value for quantity in found.contradiction("2021-12")] == [825.0, 300.0, 400.0]


def test_directions_of_each_gate_add_up_in_july_2025(evidence: Evidence):
    """vietnam.vn, August 2025: 262 + 608 = 870 at Hữu Nghị, and so on for the four gates."""
    found = dict(Border(evidence).latest_by_gate())
    assert tuple(found) == GATES
    for flows in found.values():
        assert flows["export"].value + flows["import"].value == flows["total"].value


def test_cleared_queued_and_capacity_are_never_mixed(evidence: Evidence):
    measure = evidence.record.table("traffic").set_index("row_id")["measure"]
    found = Border(evidence)
    queued = {measure[row] for _, observed in found.queue_peaks() for row in observed.quantity.rows}
    cleared = {measure[row] for observed in found.province_averages("total") for row in observed.middle.rows}
    capacity = {measure[row] for use in found.capacity_rows() for row in use.capacity.rows}
    assert (queued, cleared, capacity) == ({"queued"}, {"cleared_per_day"}, {"capacity_per_day"})
