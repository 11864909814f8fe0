"""Tests of `situation.gate_flows`: the period with most gates, and what a set of gates covers."""

from __future__ import annotations

from typing import Any

from assessment.situation.gate_flows import latest_flows
from tests.situation.small_record import SmallRecord

PLACES = {"huu_nghi": "huu_nghi", "chi_ma": "chi_ma", "tan_thanh": "tan_thanh", "road": "tan_thanh"}
KEYS: dict[str, Any] = {"kind": "all", "measure": "cleared_per_day"}


def rows(**months: dict[str, float]) -> SmallRecord:
    given = [
        {"period": month.replace("_", "-")[1:], "gate": gate, "kind": "all", "value": value}
        for month, gates in months.items()
        for gate, value in gates.items()
    ]
    return SmallRecord(traffic=given)


def test_the_period_with_most_gates_counts_and_the_last_of_several() -> None:
    three = {"huu_nghi": 50.0, "chi_ma": 30.0, "tan_thanh": 20.0}
    record = rows(m2024_01=three, m2024_03=three, m2024_05={"huu_nghi": 1.0, "chi_ma": 2.0})
    found = latest_flows(record.evidence(), "traffic", PLACES, **KEYS)
    assert found is not None
    assert str(found.period.end.date()) == "2024-03-31"
    assert found.covered(["huu_nghi", "tan_thanh"]).value == 70
    assert found.share(["huu_nghi", "tan_thanh"]).value == 70
    assert found.share(["huu_nghi", "chi_ma", "tan_thanh"]).value == 100
    assert found.covered(["huu_nghi"]).unit == "vehicle_per_day"


def test_a_gate_and_its_road_count_once() -> None:
    found = latest_flows(
        rows(m2024_01={"huu_nghi": 50.0, "tan_thanh": 20.0, "road": 20.0}).evidence(), "traffic", PLACES, **KEYS
    )
    assert found is not None
    assert found.covered(["tan_thanh"]).value == 20


def test_gates_without_a_figure_are_not_determinable() -> None:
    found = latest_flows(rows(m2024_01={"huu_nghi": 50.0, "tan_thanh": 20.0}).evidence(), "traffic", PLACES, **KEYS)
    assert found is not None
    assert not found.covered(["chi_ma"]).known
    assert not found.share([]).known


def test_one_gate_a_period_is_no_comparison() -> None:
    record = rows(m2024_01={"huu_nghi": 50.0}, m2024_02={"chi_ma": 50.0})
    assert latest_flows(record.evidence(), "traffic", PLACES, **KEYS) is None
    assert latest_flows(SmallRecord().evidence(), "traffic", PLACES, **KEYS) is None
