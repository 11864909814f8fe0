"""Tests of `situation.border_gates`: shift-share and closures of the four road gates."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.border_flows import ROAD, Border
from assessment.situation.border_gates import GateShifts

from .flows_record import Frames
from .reading import numbers


def test_shifts_of_the_record(evidence: Evidence):
    """784, 347, 103, 9 on 22 August 2024 (1,243); 870, 583, 230, 76 in July 2025 (1,759): the rate common to all is 1759/1243."""
    frame = GateShifts(Border(evidence)).shift_table().frame
    rate = 1759 / 1243
    shifts = [now - before * rate for before, now in ((784, 870), (347, 583), (103, 230), (9, 76))]
    assert numbers(frame["shift_effect"])[:4] == pytest.approx(shifts)
    assert numbers(frame["shift_effect"])[4] == pytest.approx(0, abs=1e-9)
    assert numbers(frame["contribution"])[4] == pytest.approx(100 * (rate - 1))


def test_a_closed_gate_has_bounds_where_a_capacity_is_not_known(evidence: Evidence):
    """Road 1088/2-1089 is above its capacity of 400 already; Chi Ma and Cốc Nam have none published."""
    shifts = GateShifts(Border(evidence))
    assert (shifts.lost("huu_nghi", "lost_low").value, shifts.lost("huu_nghi", "lost_high").value) == (0, 870)
    assert shifts.lost(ROAD, "lost_high").value == 583


def test_without_a_gate_nothing_is_said():
    shifts = GateShifts(Border(Frames().evidence()))
    assert shifts.findings() == ()
    assert not any(quantity.known for quantity in shifts.shift_table().frame["shift_effect"])
