"""Tests of the scenarios: declared ones on the public record, their laws, their marks, and refusals."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.apportion import exactly
from assessment.evidence import Evidence, open_evidence
from assessment.report.language import Language
from assessment.situation.scenario_declared import Scenario, declarations, read_scenario, unit_keys
from assessment.situation.scenario_map import map_figure
from assessment.situation.scenario_tables import communes_table, reasons_table, summary_table, title
from assessment.situation.scenario_tables import tests_table as outcomes_table
from assessment.situation.scenarios import Scenarios
from tests.conftest import TODAY
from tests.situation.small_record import SmallRecord

CHI_MA = {"geography": "gate_chi_ma", "measure": "planned", "status": "plan", "value": 535.0, "period": "2022"}
SMALL = Scenarios(SmallRecord(land=[CHI_MA]).evidence())
LISTED = sorted(SMALL.all[1].units)


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> Scenarios:
    return Scenarios(evidence)


def named(scenarios: Scenarios, key: str) -> Scenario:
    return next(scenario for scenario in scenarios.all if scenario.key == key)


def declared(**entry: Any) -> Scenario:
    given = {"key": "x", "kind": "illustration", "name_vi": "x", "name_en": "x"} | entry
    return read_scenario(given, SMALL.evidence.zone, SMALL.areas)


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


def test_every_illustration_is_marked_in_every_table_and_in_the_map(found: Scenarios) -> None:
    for lang, mark in (("vi", "minh họa"), ("en", "illustration")):
        language = Language(lang)
        for scenario in found.all:
            assert (mark in language.text(title(scenario))) == (scenario.kind == "illustration")
        sketches = {scenario.key for scenario in found.all if scenario.kind == "illustration"}
        for table in (summary_table(found), reasons_table(found)):
            assert sum(mark in name for name in {language.cell(cell) for cell in table.frame["name"]}) == len(sketches)
            assert any(mark in language.text(note) for note in table.notes)
        assert sum(mark in language.text(column.header) for column in outcomes_table(found).columns) == len(sketches)
        figure = map_figure(found)
        assert mark in language.text(figure.caption)
        assert any(mark in language.text(note) for note in figure.notes)


def test_reasons_stand_beside_all_that_is_open(found: Scenarios) -> None:
    table = reasons_table(found).frame
    assert len(table) == len(found.all) * 2 * 11
    still_open = table["outcome"].map(lambda text: text.key.endswith(("not_determinable", "not_applicable")))
    assert table.loc[still_open, "reason"].notna().all()


def test_the_conversion_covers_every_unit_once(found: Scenarios) -> None:
    inside = ", ".join(communes_table(found).frame["inside"]).split(", ")
    assert len(inside) == 23


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


def test_what_is_added_and_dropped_changes_the_established_area() -> None:
    gia_loc, bao_lam = ["Xuân Long", "commune", "Cao Lộc"], ["Bảo Lâm", "commune", "Cao Lộc"]
    more, less = declared(units_of="2024", add_units=[gia_loc]), declared(units_of="2024", drop_units=[bao_lam])
    assert SMALL.change_bounds(more).low > 0
    assert SMALL.change_bounds(less).high < 0
    both = declared(units_of="2024", add_units=[gia_loc], drop_units=[bao_lam])
    total = SMALL.change_bounds(more) + SMALL.change_bounds(less)
    assert SMALL.change_bounds(both).middle == pytest.approx(total.middle)
    assert SMALL.area(both).precision == "about"
    assert unit_keys([bao_lam])[0] not in both.units


def test_a_unit_the_list_has_partly_changes_the_area_by_an_unknown_part() -> None:
    van_an = ["Vân An", "commune", "Chi Lăng"]
    gone, whole = declared(units_of="2024", drop_units=[van_an]), declared(units_of="2024", add_units=[van_an])
    assert SMALL.change_bounds(gone).high == 0
    assert SMALL.change_bounds(whole).low == 0
    assert SMALL.change_bounds(gone).low == pytest.approx(-SMALL.change_bounds(whole).high)
    assert not gone.partly
    assert unit_keys([van_an])[0] in whole.units


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


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"units_of": "2024", "size": 3}, "size"),
        ({"units_of": "2024", "kind": "plan"}, "legal, illustration"),
        ({}, "exactly one"),
        ({"units_of": "2024", "communes": ["Đồng Đăng"]}, "exactly one"),
        ({"units_of": "1997"}, "1997"),
        ({"communes": ["Atlantis"]}, "Atlantis"),
        ({"units": [["Atlantis", "commune", "Cao Lộc"]]}, "Atlantis"),
        ({"units_of": "2024", "add_areas": ["moon"]}, "moon"),
        ({"units_of": "2024", "add_units": [["Bảo Lâm", "commune", "Cao Lộc"]]}, "although there"),
        ({"units_of": "2024", "drop_units": [["Gia Cát", "commune", "Cao Lộc"]]}, "not there"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_fault(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        declared(**entry)


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


def test_the_map_draws_all_units_and_gates_with_a_place(found: Scenarios) -> None:
    figure = map_figure(found)
    series = figure.data["series"].map(lambda text: text.key.rpartition(".")[2]).value_counts()
    assert (series["inside"], series["partly"], series["gate_inside"]) == (22, 1, 5)
    unplaced = [row.x for row in figure.data.itertuples() if not row.y.known]
    assert unplaced == ["Đồng Giáp"]
    assert len(figure.options["ringed"]) == 7
    assert figure.options["outlines"] == {}


def test_a_boundary_file_makes_the_map_real(evidence: Evidence, tmp_path: Path) -> None:
    square = [[106.7, 21.96], [106.8, 21.96], [106.8, 22.02], [106.7, 22.02], [106.7, 21.96]]
    feature = {
        "type": "Feature",
        "properties": {"key": "Cao Lộc/commune/Bảo Lâm"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    (tmp_path / "b.geojson").write_text(text, encoding="utf-8")
    figure = map_figure(Scenarios(open_evidence(evidence.record, TODAY, tmp_path)))
    ((place, rings),) = figure.options["outlines"].items()
    assert figure.data["x"].iloc[place] == "Bảo Lâm"
    assert len(rings[0]) == 5
    assert any(note.key.endswith("map.real") for note in figure.notes)
