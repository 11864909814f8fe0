"""Tests of `situation.legal`: thresholds of Decree 35/2022 for 39,400 ha, and properties."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.project import zone_configuration
from assessment.situation.legal import (
    RegimeMissingError,
    Scope,
    all_of,
    at_least,
    bounds_at_least,
    bounds_within,
    compare_units,
    gates_with_status,
    regime_in_force,
    same_districts,
    scope_tests,
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
    with pytest.raises(RegimeMissingError, match="decree_35_2022"):
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


REGIME = zone_configuration()["regime"]["decree_35_2022"]
UNTIL = date(2025, 6, 30)
ZONE_DISTRICTS = frozenset({"Lạng Sơn", "Cao Lộc", "Văn Lãng", "Văn Quan", "Chi Lăng"})


def outcomes(
    change: tuple[float, float], day: str = "2025-06-30", districts: frozenset[str] = ZONE_DISTRICTS, **more: object
) -> dict[str, str]:
    scope = Scope(
        (39400 + change[0], 39400 + change[1]),
        change,
        39400,
        1,
        districts,
        ZONE_DISTRICTS,
        **more,  # type: ignore[arg-type]
    )
    return {test.key: test.outcome for test in scope_tests(scope, REGIME, pd.Timestamp(day), UNTIL)}


@pytest.mark.parametrize(
    ("change", "tolerated", "adjustment"),
    [
        (0, "pass", "pass"),
        (200, "pass", "pass"),
        (201, "fail", "pass"),
        (535, "fail", "pass"),
        (-3940, "fail", "pass"),
        (3941, "fail", "fail"),
    ],
)
def test_the_limbs_for_39400_ha(change: float, tolerated: str, adjustment: str) -> None:
    # Decree 35/2022: 1 % is 394 ha, the 200 ha limb binds; 10 % is 3,940 ha.
    found = outcomes((change, change))
    assert found["plan_tolerance"] == tolerated
    assert found["boundary_adjustment"] == adjustment
    assert found["minimum_area"] == "pass"


def test_districts_decide_until_they_end_and_are_without_object_after() -> None:
    other = ZONE_DISTRICTS | {"Lộc Bình"}
    assert outcomes((535, 535), "2025-06-30", other)["boundary_adjustment"] == "fail"
    assert outcomes((535, 535), "2025-07-01", other)["boundary_adjustment"] == "not_determinable"
    assert outcomes((9000, 9000), "2025-07-01", other)["boundary_adjustment"] == "fail"


def test_expansion_is_asked_for_only_where_the_area_grows() -> None:
    assert outcomes((0, 0))["expansion"] == outcomes((-900, -10))["let"] == "not_applicable"
    assert outcomes((535, 535))["expansion"] == "not_determinable"
    done: dict[str, object] = {"let_percent": (70.0, 75.0), "infrastructure_finished": True}
    assert outcomes((535, 535), **done)["expansion"] == "pass"
    assert outcomes((-10, 535), **done)["expansion"] == "not_determinable"
    assert outcomes((535, 535), let_percent=(20.0, 69.9))["expansion"] == "fail"
    assert outcomes((535, 535), let_percent=(80.0, 80.0), infrastructure_finished=False)["expansion"] == "fail"


def test_a_change_without_upper_bound_can_still_fail() -> None:
    found = outcomes((20000, float("inf")))
    assert found["boundary_share"] == "fail"
    assert outcomes((0, float("inf")))["boundary_share"] == "not_determinable"
    assert outcomes((float("nan"), float("nan")))["boundary_share"] == "not_determinable"


@given(st.floats(-5e4, 5e4), st.floats(0, 5e4), st.floats(0, 1e4))
def test_bounds_within_agrees_with_every_value_between(low: float, width: float, limit: float) -> None:
    found = bounds_within(low, low + width, limit)
    inner = {within(low + share * width, limit) for share in (0.0, 0.5, 1.0)}
    if found != "not_determinable":
        assert inner == {found}


def test_an_unknown_number_of_gates_is_not_determinable() -> None:
    scope = Scope((39400, 39400), (0, 0), 39400, None, ZONE_DISTRICTS, ZONE_DISTRICTS)
    tests = {test.key: test for test in scope_tests(scope, REGIME, DAY, UNTIL)}
    assert tests["international_gate"].outcome == "not_determinable"
    assert all(test.reason for test in tests.values() if test.outcome in ("not_determinable", "not_applicable"))
