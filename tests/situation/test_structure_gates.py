"""Tests of `situation.structure_gates`: shares of the four road gates on the two dates on which all of them were published."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.structure_gates import GATES, GateVehicles

from .flows_record import Frames
from .reading import numbers

JULY = [
    {"period": "2025-07", "frequency": "month", "gate": gate, "value": value}
    for gate, value in zip(GATES, (60.0, 20.0, 15.0, 5.0), strict=True)
]


def test_gate_shares_sum_to_100_and_one_missing_gate_takes_them_all():
    gates = GateVehicles(Frames(traffic=JULY).evidence())
    assert sum(gates.share(gate, "2025-07").value or 0 for gate in GATES) == pytest.approx(100.0)
    assert gates.largest_share("2025-07").value == pytest.approx(60.0)
    assert gates.outside_share("2025-07").value == pytest.approx(15.0)
    assert gates.effective("2025-07").value == pytest.approx(1 / 0.425)
    assert not GateVehicles(Frames(traffic=JULY[1:]).evidence()).share(GATES[1], "2025-07").known


def test_a_date_that_was_not_published_is_not_determinable():
    gates = GateVehicles(Frames(traffic=JULY).evidence())
    found = (gates.vehicles(GATES[0], "2024-08-22"), gates.largest_share("2024-08-22"), gates.effective("2024-08-22"))
    assert not any(quantity.known for quantity in found)
    assert numbers(gates.table().frame["change"])[:4] == [None] * 4
    assert gates.figure().data.empty, "a slope joins two dates"


def test_vehicles_of_the_record(evidence: Evidence):
    """Zone board: 784, 347, 103 and 9 on 22 August 2024, 1,243 in all; 870, 583, 230 and 76 a day in July 2025 (vietnam.vn)."""
    gates = GateVehicles(evidence)
    frame = gates.table().frame
    assert numbers(frame["first"]) == [784, 347, 103, 9, 1243]
    assert numbers(frame["second"]) == [870, 583, 230, 76, 1759]
    assert gates.largest_share("2025-07").value == pytest.approx(49.46, abs=0.005)
    assert gates.outside_share("2025-07").value == pytest.approx(13.08, abs=0.005)
    assert gates.effective("2025-07").value == pytest.approx(2.68, abs=0.005)


def test_changes_of_shares_cancel_out(evidence: Evidence):
    frame = GateVehicles(evidence).table().frame
    assert sum(numbers(frame["change"])[:4]) == pytest.approx(0.0, abs=1e-9)
    for column in ("first_share", "second_share"):
        assert sum(numbers(frame[column])[:4]) == pytest.approx(100.0)


def test_each_date_rests_on_its_own_measure(evidence: Evidence):
    """A single day (cleared) and the average of a month (cleared_per_day) never stand in one number."""
    measure = evidence.record.table("traffic").set_index("row_id")["measure"]
    figure = GateVehicles(evidence).figure()
    assert figure.draw == "slope"
    dates = {"first": "cleared", "second": "cleared_per_day"}
    for row in figure.data.itertuples():
        assert {measure[reference] for reference in row.y.rows} == {dates[row.x.key.rpartition(".")[2]]}
