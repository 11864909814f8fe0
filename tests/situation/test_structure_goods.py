"""Tests of `situation.structure_goods`: values by customs branch, figures that contradict each other, goods in their own units."""

from __future__ import annotations

import pytest

from assessment.situation.structure_goods import commodities_table, gate_checks_table, gates_table

from .flows_record import Frames
from .reading import by, keys, numbers

STATION = {"scope": "declared", "gate": "dong_dang_railway_station"}
GATE = {"scope": "declared", "gate": "huu_nghi"}


def _readings(*rows: dict[str, object]) -> list[str]:
    return keys(gate_checks_table(Frames(trade=rows).evidence()).frame["reading"])


def test_a_longer_window_cannot_hold_less():
    quarter = GATE | {"period": "2025-Q1", "value": 1000.0}
    assert _readings(quarter, GATE | {"period": "2025-01..2025-04", "value": 813.0})[0] == "huu_nghi_2025"
    assert _readings(quarter, GATE | {"period": "2025-01..2025-04", "value": 1300.0})[0] == "possible"
    assert _readings(quarter) == ["not_determinable"] * 3


@pytest.mark.parametrize(
    ("year", "reading"), [(90.0, "dong_dang_2023"), (110.0, "possible"), (140.0, "possible"), (141.0, "dong_dang_2023")]
)
def test_december_may_hold_up_to_three_average_months(year: float, reading: str):
    eleven = STATION | {"period": "2023-01..2023-11", "value": 110.0}
    assert _readings(eleven, STATION | {"period": "2023", "value": year})[1] == reading


def test_directions_must_add_up_to_the_total_of_the_gate():
    rows = [
        GATE | {"period": "2025-01..2025-11", "value": value, "flow": flow}
        for flow, value in (("export", 60.5), ("import", 40.5), ("total", 101.0))
    ]
    frame = gate_checks_table(Frames(trade=rows).evidence()).frame
    assert (frame["difference"].iloc[2].value, keys(frame["reading"])[2]) == (0.0, "agrees")


def test_gates_have_one_row_a_window_with_what_is_known_of_it():
    rows = [
        GATE | {"period": "2024", "value": 10.0, "flow": "export", "growth_percent": 5.0},
        GATE | {"period": "2024", "value": 30.0},
        STATION | {"period": "2023", "value": 7.0, "flow": "import"},
    ]
    frame = gates_table(Frames(trade=rows).evidence()).frame
    assert keys(frame["gate"]) == ["huu_nghi", "dong_dang_railway_station"]
    assert numbers(frame["export"]) == [10, None]
    assert numbers(frame["import"]) == [None, 7]
    assert numbers(frame["total"]) == [30, None]
    # The growth stands beside exports, so it is not that of the total.
    assert numbers(frame["growth"]) == [None, None]


def test_single_days_and_passengers_are_no_goods_of_the_chapter():
    rows = [
        {"period": "2024-08-22", "frequency": "day", "kind": "fruit", "measure": "cleared", "value": 234.0},
        {"period": "2024", "kind": "fruit", "measure": "cleared", "value": 9000.0},
        {"period": "2024", "kind": "passengers_passport", "measure": "cleared", "value": 5.0},
        {"period": "2024", "kind": "wagons_loaded", "measure": "cleared", "value": 5.0},
    ]
    evidence = Frames(traffic=rows).evidence()
    assert numbers(commodities_table(evidence, chapter=True).frame["value"]) == [9000]
    annex = commodities_table(evidence, chapter=False)
    assert annex.annex_only
    assert numbers(annex.frame["value"]) == [234, 9000]


def test_gate_figures_of_the_record(public):
    """VOV 2025: 813 for four months against nearly 1,000 for three; Haiquan Online 2024: 136 for 2023, 87.2 without December."""
    rows = by(public.table("structure.gate_checks"), "claim")
    assert numbers(row["difference"] for row in rows.values()) == pytest.approx([-187, 48.8, 0.02])
    assert keys(row["reading"] for row in rows.values()) == ["huu_nghi_2025", "dong_dang_2023", "agrees"]


def test_goods_of_the_record_keep_their_measure(public):
    """Tonnes, vehicles and dollars stand in one column: each cell keeps its own unit, and a weight is never a value."""
    units: dict[str, set[str]] = {}
    for row in public.table("structure.commodities_all").frame.itertuples():
        units.setdefault(row.measure.key, set()).add(row.value.unit)
    assert units["value"] == {"usd_million"}
    assert units["weight"] == {"tonne"}
    assert units["cleared"] == {"vehicle"}
    assert len(public.table("structure.commodities").frame) < len(public.table("structure.commodities_all").frame)
