"""Tests of `situation.legal`: thresholds of Decree 35/2022 for 39,400 ha, and properties."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.project import zone_configuration
from assessment.situation.legal import (
    all_of,
    at_least,
    bounds_at_least,
    compare_units,
    gates_with_status,
    regime_in_force,
    same_districts,
    share_of_area,
    tolerance,
    within,
)

DAY = pd.Timestamp("2026-01-01")
areas = st.floats(0, 1e6)


def unit(name: str, inside: str = "yes") -> dict[str, str]:
    return {"name": name, "type": "commune", "district": "Cao Lộc", "inside": inside}


def test_limits_of_the_zone():
    """Articles 14, 16 and 18: 10,000 ha; 394 ha against 200 ha, of which 200 binds; 3,940 ha."""
    zone = zone_configuration()
    regime = zone["regime"][regime_in_force(zone["regime"], DAY)]
    area = zone["zone"]["area_ha"]
    assert at_least(area, regime["minimum_area"]["value_ha"]) == "pass"
    assert share_of_area(area, regime["boundary_adjustment"]["change_percent"]) == 3940
    limbs = tolerance(area, regime["plan_tolerance"]["change_percent"], regime["plan_tolerance"]["change_ha"])
    assert (limbs.percent_ha, limbs.ceiling_ha, limbs.binding, limbs.limit_ha) == (394, 200, "ceiling", 200)


def test_small_zones_miss_the_minimum():
    """Hà Tiên 1,600 ha and Bắc Phong Sinh 9,373.43 ha are below 10,000 ha."""
    assert at_least(1600, 10000) == at_least(9373.43, 10000) == "fail"


@given(areas, areas, areas)
def test_bounds_decide_only_what_every_value_between_them_decides(one, other, threshold):
    low, high = sorted([one, other])
    outcome = bounds_at_least(low, high, threshold)
    if outcome == "not_determinable":
        assert (at_least(low, threshold), at_least(high, threshold)) == ("fail", "pass")
    else:
        assert at_least((low + high) / 2, threshold) == at_least(low, threshold) == outcome
    assert bounds_at_least(float("nan"), float("nan"), threshold) == "not_determinable"


def test_no_regime_names_what_there_is():
    with pytest.raises(ValueError, match="decree_35_2022"):
        regime_in_force(zone_configuration()["regime"], pd.Timestamp("2020-01-01"))


def test_later_regime_wins():
    regimes = {"old": {"valid_from": date(2020, 1, 1)}, "new": {"valid_from": date(2025, 1, 1)}}
    assert regime_in_force(regimes, DAY) == "new"
    assert regime_in_force(regimes, pd.Timestamp("2024-01-01")) == "old"


def test_international_gates_of_the_zone():
    """Hữu Nghị and Đồng Đăng railway station; the routes that joined Hữu Nghị in 2024 are not gates of their own."""
    gates = zone_configuration()["gate"]
    assert gates_with_status(gates, "international", DAY) == ["huu_nghi", "dong_dang_railway_station"]


def test_districts_without_object_after_the_reform():
    until = zone_configuration()["administration"]["district_level_until"]
    assert same_districts(["Cao Lộc"], ["Cao Lộc", "Lộc Bình"], pd.Timestamp("2025-06-30"), until) == "fail"
    assert same_districts(["Cao Lộc"], ["Cao Lộc", "Lộc Bình"], pd.Timestamp("2025-07-01"), until) == "not_determinable"


def test_unit_lists_of_the_zone():
    lists = {entry["key"]: entry["units"] for entry in zone_configuration()["unit_list"]}
    compared = compare_units(lists["2008"], lists["2024"]).set_index("name")["change"]
    assert set(compared[compared == "added"].index) == {"Bảo Lâm", "Thạch Đạn", "Hợp Thành", "Yên Trạch"}
    assert compared[compared != "same"].drop(["Bảo Lâm", "Thạch Đạn", "Hợp Thành", "Yên Trạch"]).to_dict() == {
        "Bình Trung": "part_to_whole",
        "Vân An": "whole_to_part",
        "Song Giáp": "dropped",
    }


def test_unit_twice_in_a_list():
    with pytest.raises(ValueError, match="stands twice"):
        compare_units([unit("A"), unit("A")], [])


def test_negative_area_is_refused():
    with pytest.raises(ValueError, match="zero or more"):
        share_of_area(-1, 10)


@given(areas, st.floats(0, 100), areas)
def test_tolerance_limit_is_the_smaller_limb(area, percent, ceiling):
    limbs = tolerance(area, percent, ceiling)
    assert limbs.limit_ha == min(limbs.percent_ha, limbs.ceiling_ha)
    assert within(limbs.limit_ha, limbs.limit_ha) == within(-limbs.limit_ha, limbs.limit_ha) == "pass"


@given(st.lists(st.sampled_from(["pass", "fail", "not_determinable"])))
def test_all_of_is_the_worst(outcomes):
    expected = "fail" if "fail" in outcomes else "not_determinable" if "not_determinable" in outcomes else "pass"
    assert all_of(outcomes) == expected == all_of(outcomes[::-1])


@given(st.lists(st.sampled_from("ABCDEF"), unique=True), st.lists(st.sampled_from("ABCDEF"), unique=True))
def test_compare_units_swaps(first, second):
    forward = compare_units([unit(name) for name in first], [unit(name) for name in second]).set_index("name")["change"]
    back = compare_units([unit(name) for name in second], [unit(name) for name in first]).set_index("name")["change"]
    swapped = {"added": "dropped", "dropped": "added", "same": "same"}
    assert {name: swapped[change] for name, change in forward.items()} == back.to_dict()
