"""Tests of `situation.benchmarks_zones`: areas with rank and robust z, trade by border, projects by kind of investor."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.benchmarks_zones import (
    ALL_ZONES,
    area_table,
    below_minimum,
    key_areas,
    projects_table,
    trade_share,
    trade_table,
    zone_trade,
    zones_table,
)

from .place_record import PlaceRecord
from .reading import keys, numbers

ZONES = [
    {"geography": name, "area_ha": area, "neighbour": border}
    for name, area, border in (
        ("zone_mong_cai", 100.0, "cn"),
        ("zone_dong_dang_lang_son", 40.0, "cn"),
        ("zone_lao_cai", 20.0, "cn"),
        ("zone_cao_bang", 30.0, "cn"),
        ("zone_cau_treo", 50.0, "la"),
        ("zone_le_thanh", None, "kh"),
        ("zone_guangxi", 999.0, "vn"),
    )
]
BORDERS = [
    {"geography": f"zone_border_with_{country}", "period": "2015", "value": value}
    for country, value in (("china", 10600.0), ("laos", 1500.0), ("cambodia", 1500.0))
]


def test_key_zones_by_area_with_rank_and_robust_z():
    found = {entry.zone: entry for entry in key_areas(PlaceRecord(zones=ZONES).evidence())}
    own = found["zone_dong_dang_lang_son"]
    assert (own.rank.value, own.count.value, own.median.value, own.z.value) == (3, 5, 40.0, 0.0)
    assert found["zone_mong_cai"].z.value == pytest.approx(60 / (1.4826 * 10))
    assert own.times_minimum.value == pytest.approx(40 / 10000)


def test_robust_z_is_refused_for_too_few_or_equal_areas():
    few = key_areas(PlaceRecord(zones=ZONES[:3]).evidence())
    assert few[0].z.reason is not None
    assert few[0].z.reason.key == "common.reason.too_few"
    equal = [{**zone, "area_ha": 10.0} for zone in ZONES[:5]]
    refused = key_areas(PlaceRecord(zones=equal).evidence())[0].z
    assert refused.reason is not None
    assert refused.reason.key == "benchmarks.reason.no_spread"


def test_zones_across_the_border_are_shown_but_not_ranked():
    frame = zones_table(PlaceRecord(zones=ZONES).evidence()).frame
    assert frame["zone"].iloc[-1].key == "zone_guangxi"
    assert frame["rank"].iloc[-1] is None
    assert not frame["area"].iloc[-2].known


def test_trade_share_takes_the_sum_of_the_borders_where_no_total_is_published():
    evidence = PlaceRecord(trade=BORDERS).evidence()
    assert trade_share(evidence, "zone_border_with_china", "2015").value == pytest.approx(100 * 10600 / 13600)
    parts = [trade_share(evidence, row["geography"], "2015").value for row in BORDERS]
    assert sum(parts) == pytest.approx(100.0)
    assert not trade_share(PlaceRecord(trade=BORDERS[:2]).evidence(), "zone_border_with_china", "2015").known


def test_trade_of_one_commodity_or_direction_is_not_trade_of_the_zone():
    fruit = {**BORDERS[0], "value": 70.0, "commodity": "fruit", "document": "office"}
    exports = {**BORDERS[0], "value": 4000.0, "flow": "export"}
    evidence = PlaceRecord(trade=[fruit, exports, *BORDERS]).evidence()
    assert zone_trade(evidence, "zone_border_with_china", "2015").value == 10600.0
    frame = trade_table(evidence).frame
    shares = {(row.zone.key, row.flow.key): row.share for row in frame.itertuples()}
    assert shares["zone_border_with_china", "export"] is None
    assert shares["zone_border_with_china", "total"].value == pytest.approx(77.94, abs=0.005)


def test_capital_of_a_part_is_booked_to_its_kind_of_investor():
    rows = [
        {"geography": "zone_moc_bai", "period": "2022-11-30", "investor": "all", "measure": "projects",
         "unit": "project", "value": 56.0},
        {"geography": "zone_moc_bai", "period": "2022-11-30", "investor": "all", "sector": "domestic_part",
         "unit": "vnd_billion", "value": 8600.0},
    ]  # fmt: skip
    frame = projects_table(PlaceRecord(zones=[{"geography": "zone_moc_bai"}], investment=rows).evidence()).frame
    booked = {row.investor.key: (row.projects, row.vnd) for row in frame.itertuples()}
    assert booked["all"][1] is None
    assert booked["domestic"][1].value == 8600.0


def test_an_empty_record_gives_empty_tables():
    evidence = PlaceRecord().evidence()
    assert all(found(evidence).frame.empty for found in (zones_table, area_table, trade_table, projects_table))
    assert below_minimum(evidence).key == "benchmarks.below.none"


def test_areas_of_the_record(evidence: Evidence):
    """39,400 ha: third of the eight key zones, robust z 0.51; Bắc Phong Sinh and Hà Tiên lie below 10,000 ha."""
    own = next(entry for entry in key_areas(evidence) if entry.zone == "zone_dong_dang_lang_son")
    assert (own.area.value, own.rank.value, own.count.value) == (39400, 3, 8)
    assert own.z.value == pytest.approx(0.51, abs=0.005)
    assert keys(area_table(evidence).frame["zone"])[-2:] == ["zone_bac_phong_sinh", "zone_ha_tien"]
    assert numbers(below_minimum(evidence).values[name] for name in ("area_1", "area_2")) == [9373.43, 1600]


def test_trade_of_the_zones_of_the_record(evidence: Evidence):
    """GOLDEN L3 (VietNamNet 2020): 24.8 + 1.1 + 3.0 = 28.9 in 2019, 85.8 % at the Chinese border."""
    borders = [str(row["geography"]) for row in BORDERS]
    assert sum(zone_trade(evidence, name, "2019").value for name in borders) == 28900
    assert zone_trade(evidence, ALL_ZONES, "2019").value == 28900
    assert trade_share(evidence, "zone_border_with_china", "2019").value == pytest.approx(85.8, abs=0.05)
    assert sum(trade_share(evidence, name, "2019").value for name in borders) == pytest.approx(100.0)


def test_trade_of_zones_rests_on_their_own_scope(evidence: Evidence):
    scope = evidence.record.table("trade").set_index("row_id")["scope"]
    frame = trade_table(evidence).frame
    cells = [cell for name in ("value", "share") for cell in frame[name] if cell is not None]
    assert {scope[row] for cell in cells for row in cell.rows} == {"zone"}
