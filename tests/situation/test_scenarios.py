"""Tests of the scenarios: declared ones on the public record, their laws, their marks, and refusals."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.apportion import exactly
from assessment.evidence import Evidence
from assessment.situation.scenario_declared import Scenario, declarations, read_scenario
from assessment.situation.scenario_tables import summary_table
from assessment.situation.scenarios import Scenarios
from tests.situation.scopes import CHI_MA, LISTED, SMALL, declared, named
from tests.situation.small_record import SmallRecord


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> Scenarios:
    return Scenarios(evidence)


def written(scenarios: Scenarios, key: str, day: str = "2026-11-23") -> dict[str, str]:
    return {test.key: test.outcome for test in scenarios.tests(named(scenarios, key), pd.Timestamp(day))}


def test_the_two_legal_lists_and_three_or_more_illustrations_are_shipped(found: Scenarios) -> None:
    kinds = {scenario.key: scenario.kind for scenario in found.all}
    assert [key for key, kind in kinds.items() if kind == "legal"] == ["zone_2008", "zone_2024"]
    assert {"with_chi_ma", "swap", "gates_core"} <= {key for key, kind in kinds.items() if kind == "illustration"}


def test_the_lists_have_20_and_23_units_on_the_established_area(found: Scenarios) -> None:
    for key, units in (("zone_2008", 20), ("zone_2024", 23)):
        scenario = named(found, key)
        assert len(scenario.units | scenario.partly) == units
        assert found.area(scenario).value == 39400
        assert found.area(scenario).rows == ("config:zone.area_ha",)
        assert found.change(scenario).value == 0


def test_the_units_of_2024_add_up_to_the_established_area(found: Scenarios) -> None:
    # 39,400 ha (Decision 138/2008, 1009/2024) against areas of the library and the record: within 1 %, and inside the bounds.
    scenario = named(found, "zone_2024")
    bounds = found.unit_bounds(scenario)
    assert bounds.middle == pytest.approx(39400, rel=0.01)
    assert bounds.low < 39400 < bounds.high
    assert found.summed(scenario).precision == "about"
    assert not found.summed(named(found, "zone_2008")).known


def test_chi_ma_adds_535_ha_and_fails_what_needs_no_procedure(found: Scenarios) -> None:
    scenario = named(found, "with_chi_ma")
    assert found.area(scenario).value == 39935
    assert found.change_percent(scenario).value == pytest.approx(1.358, abs=0.001)
    assert found.gates(scenario)[-1] == "chi_ma"
    outcomes = written(found, "with_chi_ma")
    assert (outcomes["tolerance_percent"], outcomes["tolerance_ceiling"], outcomes["boundary_share"]) == (
        "fail",
        "fail",
        "pass",
    )
    assert outcomes["boundary_adjustment"] == "not_determinable"
    assert outcomes["expansion"] == "not_determinable"
    assert written(found, "with_chi_ma", "2025-06-30")["boundary_adjustment"] == "fail"


def test_a_swap_keeps_the_area_but_changes_districts(found: Scenarios) -> None:
    assert found.change(named(found, "swap")).value == 0
    assert not found.projects(named(found, "swap")).known
    assert written(found, "swap", "2025-06-30")["boundary_districts"] == "fail"


def test_the_core_is_more_than_10000_ha_and_no_boundary_adjustment(found: Scenarios) -> None:
    bounds = found.area_bounds(named(found, "gates_core"))
    assert 10000 < bounds.low < bounds.middle < bounds.high < 20000
    outcomes = written(found, "gates_core")
    assert (outcomes["minimum_area"], outcomes["boundary_adjustment"]) == ("pass", "fail")
    assert len(found.gates(named(found, "gates_core"))) == 4


def test_whole_communes_are_not_determinable_but_their_change_is_known_to_fail(found: Scenarios) -> None:
    scenario = named(found, "whole_communes")
    area = found.area(scenario)
    assert not area.known
    assert area.reason is not None
    assert "Kỳ Lừa" in str(area.reason.values["units"])
    assert written(found, "whole_communes")["boundary_share"] == "fail"


def test_vehicles_are_those_of_one_month_and_shares_of_their_gates(found: Scenarios) -> None:
    vehicles, share = found.covered(found.vehicles, named(found, "with_chi_ma"), "vehicle_per_day")
    # July 2025: Hữu Nghị 870, Tân Thanh 583, Cốc Nam 76, Chi Ma 230 vehicles a day (provincial report on the infrastructure fee).
    assert vehicles.value == 870 + 583 + 76 + 230
    assert share.value == 100
    without = found.covered(found.vehicles, named(found, "zone_2024"), "vehicle_per_day")[1]
    assert without.value == pytest.approx(100 * 1529 / 1759)


def test_trade_has_columns_where_several_gates_were_published(found: Scenarios) -> None:
    assert "trade" not in summary_table(found).frame
    rows = [
        {"period": "2024", "gate": gate, "partner": "all", "commodity": "all", "regime": "all", "value": value}
        for gate, value in (("huu_nghi", 300.0), ("chi_ma", 100.0))
    ]
    table = summary_table(Scenarios(SmallRecord(land=[CHI_MA], trade=rows).evidence())).frame
    assert [cell.value for cell in table["trade"]][:3] == [300, 300, 400]
    assert [cell.value for cell in table["trade_share"]][:3] == [75, 75, 100]
    assert any(note.key.endswith("summary.flow") for note in summary_table(found).notes)


def test_population_says_how_many_units_have_a_figure(found: Scenarios) -> None:
    for scenario in found.all:
        population = found.population(scenario)
        assert not population.known
        assert population.reason is not None


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(LISTED), min_size=1), st.sampled_from(LISTED))
def test_adding_a_unit_never_lowers_the_area_and_order_does_not_matter(units: set[str], more: str) -> None:
    def scenario(keys: list[str]) -> Scenario:
        return declared(units=[[key.split("/")[2], key.split("/")[1], key.split("/")[0]] for key in keys])

    before = SMALL.area_bounds(scenario(sorted(units)))
    after = SMALL.area_bounds(scenario(sorted(units | {more})))
    assert before.low <= after.low + 1e-6
    assert before.high <= after.high + 1e-6 or math.isinf(before.high)
    assert SMALL.area_bounds(scenario(sorted(units, reverse=True))).low == before.low


@pytest.mark.parametrize("commune", ["Đồng Đăng", "Tam Thanh", "Đông Kinh", "Lương Văn Tri"])
def test_a_commune_and_its_former_units_are_one_area(commune: str) -> None:
    former = [[key.split("/")[2], key.split("/")[1], key.split("/")[0]] for key in SMALL.areas.units_of([commune])]
    one, other = declared(communes=[commune]), declared(units=former)
    assert one.units == other.units
    area = SMALL.area_bounds(one)
    assert area.low == pytest.approx(area.high)
    assert area.middle == pytest.approx(100 * SMALL.areas.province.communes[commune].area_km2)


def test_a_unit_that_took_in_one_of_the_list_adds_only_its_own_land(found: Scenarios) -> None:
    khanh_khe = {"units_of": "2024", "add_units": [["Khánh Khê", "commune", "Văn Quan"]]}
    entry = {"key": "x", "kind": "illustration", "name_vi": "x", "name_en": "x"} | khanh_khe
    scenario = read_scenario(entry, found.evidence.zone, found.areas)
    # 46.44 km² since December 2024, of which 18.50 km² were Đồng Giáp, which is in the list.
    assert found.change(scenario).value == pytest.approx(4644 - 1850)


def test_an_area_that_is_not_published_leaves_all_open() -> None:
    bare = Scenarios(SmallRecord().evidence())
    scenario = named(bare, "with_chi_ma")
    assert not bare.area(scenario).known
    assert bare.area(scenario).reason is not None
    assert {test.outcome for test in bare.tests(scenario) if test.key in ("minimum_area", "boundary_share")} == {
        "not_determinable"
    }
    assert bare.vehicles is None
    assert not bare.covered(None, scenario, "vehicle_per_day")[0].known
    assert bare.change_bounds(named(bare, "zone_2024")) == exactly(0.0)


def test_population_of_a_sketch_that_is_published() -> None:
    entry = {
        "key": "x",
        "kind": "illustration",
        "name_vi": "x",
        "name_en": "x",
        "units": [["Đồng Đăng", "town", "Cao Lộc"]],
    }
    own = Scenarios(SMALL.evidence, {**declarations(), "scenario": [entry]})
    # Đồng Đăng town, 2019: 8,922 persons on 4.89 km².
    assert own.population(own.all[0]).value == 8922
    assert own.area(own.all[0]).value == pytest.approx(489)
    assert own.gates(own.all[0]) == ("dong_dang_railway_station",)
