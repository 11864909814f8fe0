"""Tests of `situation.investment_zone`: what was counted at which date, composition, named projects, land and its take-up."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.fdi import stocks
from assessment.situation.investment_zone import (
    FUNCTIONAL_CLASSES,
    composition_table,
    counted,
    functional_land,
    land_figure,
    land_table,
    project_capital,
    projects_tables,
    take_up_table,
    zone_share,
    zone_table,
)

from .place_record import PlaceRecord, fia
from .reading import keys, numbers

ZONE_ROWS = [
    {"period": "2009-01-01..2013-07-31", "sector": "all_licensed_since_2009", "investor": "all", "basis": "flow",
     "measure": "projects", "unit": "project", "value": 42.0},
    {"period": "2020-12-31", "investor": "domestic", "measure": "projects", "unit": "project", "value": 122.0},
    {"period": "2020-12-31", "measure": "projects", "unit": "project", "value": 20.0},
    {"period": "2020-12-31", "value": 207.0},
    {"period": "2020-12-31", "investor": "all", "sector": "warehousing", "measure": "projects", "unit": "project",
     "value": 29.0},
]  # fmt: skip


def test_projects_of_the_zone_by_what_was_counted():
    evidence = PlaceRecord(investment=ZONE_ROWS).evidence()
    assert counted(evidence, "2009-01-01..2013-07-31", "all", "projects", "flow").value == 42
    assert counted(evidence, "2020-12-31", "fdi", "registered").value == 207
    assert not counted(evidence, "2017-12-31", "domestic", "projects").known
    assert keys(zone_table(evidence).frame["counted"]) == ["flow_all", "stock_domestic", "stock_fdi"]


def test_zone_share_is_taken_at_the_same_date_only():
    rows = [*ZONE_ROWS, fia("lang_son", "2020-12-31", 238.0), fia("vn", "2020-12-31", 384044.0)]
    evidence = PlaceRecord(investment=rows).evidence()
    assert zone_share(evidence, stocks(evidence, "lang_son"))["capital_share"].value == pytest.approx(100 * 207 / 238)
    assert not zone_share(evidence, [])["capital_share"].known


def test_shares_of_the_composition_sum_to_100():
    trade = ZONE_ROWS[-1] | {"sector": "trade_and_service", "value": 48.0}
    frame = composition_table(PlaceRecord(investment=[*ZONE_ROWS, trade]).evidence()).frame
    assert numbers(frame["projects"]) == [29, 48, 65, 142]
    assert sum(numbers(frame["share"])[:3]) == pytest.approx(100.0)
    assert composition_table(PlaceRecord(investment=ZONE_ROWS[:4]).evidence()).frame.empty


def test_land_parts_are_checked_against_the_area_of_the_zone():
    areas = ("non_tariff_zone", "tariff_zone_civil_land", "tariff_zone_non_civil_land", "other_land")
    rows = [
        {"functional_area": name, "period": year, "status": "plan", "value": value}
        for year, values in (("2020", (810, 1355, 2400, 34834)), ("2030", (1350, 2075, 4475, 31500)))
        for name, value in zip(areas, values, strict=True)
    ]
    evidence = PlaceRecord(land=rows).evidence()
    check = land_table(evidence).frame.iloc[-1]
    assert (check["early"].value, check["late"].value) == (-1.0, 0.0)
    assert functional_land(evidence, "2030").value == 7900
    part = PlaceRecord(land=rows[1:]).evidence()
    assert not functional_land(part, "2020").known
    assert not land_table(part).frame["early"].iloc[-1].known


def test_take_up_is_not_determinable_without_a_ledger_and_computed_with_one():
    empty = take_up_table(PlaceRecord().evidence()).frame
    assert [cell.known for cell in empty["value"]] == [False, False, False, False, False, True, False, False]
    ledger = [{"measure": m, "period": "2025-12-31", "value": v} for m, v in (("leasable", 200.0), ("leased", 130.0))]
    full = take_up_table(PlaceRecord(land=ledger).evidence()).frame
    assert full["value"].iloc[-2].value == pytest.approx(65.0)
    assert full["value"].iloc[-1].value == pytest.approx(-5.0)


def test_one_asset_under_two_names_is_counted_once_and_sums_are_no_projects():
    rows = [
        {"project": "goods_transhipment_zone", "period": "2020", "capital": 3299.0},
        {"project": "viettel_logistics_park", "period": "2024", "capital": 3300.0},
        {"project": "warehousing_29_projects", "period": "2020", "capital": 3033.8},
        {"project": "hong_phong_cement", "period": "2012"},
        {"project": "vsip_lang_son", "geography": "area_huu_lung", "period": "2023", "capital": 6361.0},
    ]
    evidence = PlaceRecord(projects=rows).evidence()
    inside, elsewhere = projects_tables(evidence)
    assert len(inside.frame) == 3
    assert inside.notes[0].values["count"].value == 2
    assert [cell.known for cell in inside.frame["capital"]] == [False, True, True]
    assert [flag is None for flag in inside.frame["last"]] == [True, True, False]
    assert elsewhere.annex_only
    assert project_capital(evidence, "vsip_lang_son").value == 6361.0
    assert not project_capital(evidence, "nowhere").known


def test_projects_of_the_record(evidence: Evidence):
    """VCCI 2021: 122 domestic and 20 foreign projects at the end of 2020, 29 in warehousing, 48 in trade and services."""
    projects = {row.projects.value for row in zone_table(evidence).frame.itertuples() if row.projects is not None}
    assert projects == {42, 7, 8, 109, 122, 20, 150, 153, 12}
    frame = composition_table(evidence).frame
    assert numbers(frame["projects"]) == [29, 48, 65, 142]
    assert sum(numbers(frame["share"])[:3]) == pytest.approx(100.0)
    assert projects_tables(evidence)[0].notes[0].values["count"].value == 12


def test_land_of_the_record(evidence: Evidence):
    """General plan (soxd.langson.gov.vn): 4,565 ha for 2020, 7,900 ha for 2030 of 39,400 ha; the parts of 2020 miss one hectare."""
    frame = land_table(evidence).frame
    assert numbers([frame["early"].iloc[-1], frame["late"].iloc[-1]]) == [-1, 0]
    assert numbers(functional_land(evidence, year) for year in ("2020", "2030")) == [4565, 7900]
    assert sum(numbers(frame["share"])[:4]) == pytest.approx(100.0)
    data = land_figure(evidence).data
    assert set(keys(data["series"])) == set(FUNCTIONAL_CLASSES)
    assert sum(numbers(data["y"])) == 4565 + 7900
