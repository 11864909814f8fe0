"""Gates: shift-share, a closed gate, capture and transit share."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.analysis.border import REDISTRIBUTION, capture_share, close_gates, gate_shift
from assessment.analysis.structure import concentration, shares

FLOW = st.floats(0, 1e5)
GATES = st.lists(st.tuples(FLOW, FLOW), min_size=1, max_size=8)
few = settings(max_examples=50, deadline=None)  # each example builds several frames


def gates(*values):
    return pd.Series(dict(zip("ABCDEFGH", map(float, values), strict=False)))


def test_gate_shift_toy():
    """GOLDEN T6: (100, 50, 50) to (150, 40, 60): share (25, 12.5, 12.5), shift (25, -22.5, -2.5), sum 0."""
    found = gate_shift(gates(100, 50, 50), gates(150, 40, 60))
    assert found.effects["share_effect"].tolist() == pytest.approx([25, 12.5, 12.5])
    assert found.effects["shift_effect"].tolist() == pytest.approx([25, -22.5, -2.5])
    assert found.effects["change"].tolist() == [50, -10, 10]
    assert found.effects["shift_effect"].sum() == pytest.approx(0, abs=1e-12)
    assert (found.growth, found.relocated, found.problem) == (pytest.approx(25), pytest.approx(25), "")


def test_gate_shares_and_effective_gates_by_hand():
    """Shares .5 .25 .25: HHI .375, effective number 8/3."""
    assert shares(gates(100, 50, 50)).tolist() == [0.5, 0.25, 0.25]
    assert concentration(gates(100, 50, 50)).effective_number == pytest.approx(8 / 3)


def test_a_gate_that_opens_or_closes_is_all_shift():
    found = gate_shift(gates(100, 0, 100), gates(150, 50, 0))
    assert found.growth == 0
    assert found.effects["shift_effect"].tolist() == [50, 50, -100]
    assert found.relocated == 100


def test_one_gate_shifts_nothing():
    found = gate_shift(gates(80), gates(100))
    assert (found.growth, found.relocated) == (pytest.approx(25), pytest.approx(0, abs=1e-12))


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (gates(0, 0), gates(1, 2), "no_flow_before"),
        (gates(1, math.nan), gates(1, 2), "flow_unknown"),
        (gates(1, 2), gates(math.nan, 2), "flow_unknown"),
        (gates(), gates(), "no_flow_before"),
    ],
)
def test_shifts_that_cannot_be_determined(before, after, problem):
    found = gate_shift(before, after)
    assert found.problem == problem
    assert math.isnan(found.growth)
    assert math.isnan(found.relocated)
    assert found.effects[["share_effect", "shift_effect"]].isna().to_numpy().all()


def test_wrong_flows():
    with pytest.raises(ValueError, match="gates B, C have one of the two dates only"):
        gate_shift(gates(1, 2), pd.Series({"A": 1.0, "C": 2.0}))
    with pytest.raises(ValueError, match="flows after of A are -1"):
        gate_shift(gates(1), gates(-1))
    with pytest.raises(ValueError, match="flows before of B are inf"):
        gate_shift(gates(1, math.inf), gates(1, 2))
    with pytest.raises(ValueError, match="gate A occurs more than once among flows before"):
        gate_shift(pd.concat([gates(1), gates(2)]), gates(1))


def test_a_closed_gate_by_hand():
    """A (100) closes; B has room for 40, C for 20: 60 of 100 go elsewhere by 2 to 1, 40 of 200 are lost; then B 90, C 70."""
    found = close_gates(gates(100, 50, 50), "A", gates(500, 90, 70))
    assert (found.diverted, found.lost, found.lost_low, found.lost_high) == (100, 40, 40, 40)
    assert found.absorbed.to_dict() == pytest.approx({"B": 40, "C": 20})
    assert found.lost_percent == pytest.approx(20)
    assert found.effective_gates == pytest.approx(160**2 / (90**2 + 70**2))
    assert (found.problem, found.rule, found.full) == ("", REDISTRIBUTION, ())


def test_room_enough():
    found = close_gates(gates(30, 50, 50), ["A"], gates(0, 90, 70))
    assert found.absorbed.tolist() == pytest.approx([20, 10])
    assert (found.lost, found.lost_percent) == (0, 0)


def test_a_gate_beyond_its_capacity_takes_nothing():
    found = close_gates(gates(30, 50, 50), "A", gates(0, 40, 60))
    assert found.full == ("B",)
    assert found.absorbed.tolist() == [0, 10]
    assert found.lost == 20
    nowhere = close_gates(gates(30, 50), "A", gates(0, 50))
    assert (nowhere.full, nowhere.lost, nowhere.absorbed.tolist()) == (("B",), 30, [0])


def test_several_and_all_gates_closed():
    two = close_gates(gates(30, 20, 50), ["A", "B"], gates(0, 0, 80))
    assert (two.diverted, two.absorbed.tolist(), two.lost) == (50, [30], 20)
    every = close_gates(gates(30, 20), ["A", "B"], gates())
    assert (every.lost, every.lost_percent, len(every.absorbed)) == (50, 100, 0)
    assert math.isnan(every.effective_gates)


def test_nothing_to_divert():
    found = close_gates(gates(0, 20), "A", gates(0, 20))
    assert (found.diverted, found.lost, found.lost_percent) == (0, 0, 0)
    assert math.isnan(close_gates(gates(0, 0), "A", gates(0, 0)).lost_percent)


def test_capacity_not_known_leaves_bounds():
    found = close_gates(gates(100, 50, 50), "A", gates(0, 90, math.nan))
    assert (found.problem, found.lost_low, found.lost_high) == ("capacity_unknown", 0, 60)
    assert math.isnan(found.lost)
    assert math.isnan(found.lost_percent)
    assert math.isnan(found.effective_gates)
    assert found.absorbed.isna().all()
    enough = close_gates(gates(40, 50, 50), "A", gates(0, 90, math.nan))
    assert (enough.problem, enough.lost, enough.lost_percent) == ("capacity_unknown", 0, 0)
    flow_unknown = close_gates(gates(100, 50, math.nan), "A", gates(0, 90, 70))
    assert (flow_unknown.problem, flow_unknown.lost_high) == ("capacity_unknown", 60)


def test_flow_of_the_closed_gate_not_known():
    found = close_gates(gates(math.nan, 50), "A", gates(0, 90))
    assert found.problem == "flow_unknown"
    assert all(math.isnan(number) for number in (found.diverted, found.lost, found.lost_low, found.lost_high))


def test_wrong_closures():
    with pytest.raises(ValueError, match="closed gate 'Z' is not among the flows: A, B"):
        close_gates(gates(1, 2), "Z", gates(1, 2))
    with pytest.raises(ValueError, match="gate 'B' is open but not among the capacities"):
        close_gates(gates(1, 2), "A", gates(1))
    with pytest.raises(ValueError, match="capacities of B are -3"):
        close_gates(gates(1, 2), "A", gates(1, -3))


def test_capture_share_danviet2024():
    """METHODS, decision 1 (danviet 2024): 4,975 of 51,990.6 is 9.57 %; local goods of 156 are 5.67 % of declared exports of 2,750."""
    found = capture_share(4975.0, 51990.563)
    assert found.capture == pytest.approx(9.57, abs=0.005)
    assert found.transit == pytest.approx(90.43, abs=0.005)
    assert capture_share(156.0, 2750.0).capture == pytest.approx(5.67, abs=0.005)


@pytest.mark.parametrize(
    ("declared", "through", "problem"),
    [
        (math.nan, 5.0, "figure_missing"),
        (5.0, math.nan, "figure_missing"),
        (0.0, 0.0, "nothing_through"),
        (6.0, 5.0, "more_declared_than_through"),
    ],
)
def test_shares_of_what_does_not_fit(declared, through, problem):
    found = capture_share(declared, through)
    assert found.problem == problem
    assert math.isnan(found.capture)
    assert math.isnan(found.transit)


def test_negative_trade_is_an_error():
    with pytest.raises(ValueError, match="declared -1 of 5 through"):
        capture_share(-1.0, 5.0)


@given(GATES)
@few
def test_shifts_add_up(flows):
    before, after = (gates(*column) for column in zip(*flows, strict=True))
    assume(before.sum() > 1)
    found = gate_shift(before, after)
    size = before.sum() + after.sum()
    assert found.effects["shift_effect"].sum() == pytest.approx(0, abs=1e-9 * size)
    parts = found.effects["share_effect"] + found.effects["shift_effect"]
    np.testing.assert_allclose(parts, found.effects["change"], atol=1e-9 * size)
    assert 0 <= found.relocated <= after.sum() + 1e-9 * size


@given(GATES, st.randoms(), st.floats(1e-2, 1e2))
@few
def test_shifts_know_neither_order_nor_unit(flows, random, factor):
    before, after = (gates(*column) for column in zip(*flows, strict=True))
    assume(before.sum() > 1)
    names = list(before.index)
    random.shuffle(names)
    plain, moved = gate_shift(before, after), gate_shift(before[names] * factor, after * factor)
    expected = factor * plain.effects["shift_effect"][names]
    np.testing.assert_allclose(
        moved.effects["shift_effect"], expected, atol=1e-6 * factor * (1 + before.sum() + after.sum())
    )


@given(GATES)
@few
def test_what_is_diverted_is_absorbed_or_lost(rows):
    flows, capacities = (gates(*column) for column in zip(*rows, strict=True))
    found = close_gates(flows, "A", capacities)
    size = 1 + flows.sum()
    assert found.absorbed.sum() + found.lost == pytest.approx(found.diverted, abs=1e-9 * size)
    room = (capacities - flows).drop("A").clip(lower=0)
    assert (found.absorbed <= room + 1e-9 * size).all()
    assert found.lost <= flows["A"] + 1e-9 * size


@given(GATES, st.integers(1, 7))
@few
def test_bounds_hold_whatever_the_unknown_capacity_is(rows, position):
    assume(position < len(rows))
    flows, capacities = (gates(*column) for column in zip(*rows, strict=True))
    truth = close_gates(flows, "A", capacities)
    unknown = close_gates(flows, "A", capacities.mask(np.arange(len(rows)) == position))
    assert unknown.lost_low - 1e-6 <= truth.lost <= unknown.lost_high + 1e-6


@given(st.floats(0, 1e6), st.floats(1e-3, 1e6), st.floats(1e-3, 1e3))
@few
def test_capture_and_transit_are_the_whole(declared, through, factor):
    found, scaled = capture_share(declared, through), capture_share(declared * factor, through * factor)
    if found.problem or scaled.problem:
        assert declared >= through * (1 - 1e-9)
        return
    assert found.capture + found.transit == pytest.approx(100)
    assert scaled.capture == pytest.approx(found.capture)
