from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.findings import Quantity, Section, Table
from assessment.situation import investment
from assessment.situation.fdi import flows, stock_change, stocks
from assessment.situation.investment_tables import flows_table, stock_table
from assessment.situation.investment_zone import counted, functional_land, land_table, take_up_table, zone_share

from .place_record import PlaceRecord

PROVINCES = {
    "lang_son": (10.0, 12.0),
    "cao_bang": (20.0, 12.0),
    "ha_noi": (70.0, 80.0),
    "dau_khi_ngoai_khoi": (99.0, 99.0),
}


def fia(geography: str, day: str, value: float, **keys: object) -> dict[str, object]:
    usual = {"source": "public_record_fdi", "document": f"fia_{day[:4]}"}
    return {**usual, "geography": geography, "period": day, "value": value, **keys}


STOCK = [
    *[fia(name, "2015-12-31", values[0]) for name, values in PROVINCES.items()],
    *[fia(name, "2016-12-31", values[1]) for name, values in PROVINCES.items() if name != "cao_bang"],
    fia("vn", "2015-12-31", 200.0),
    fia("vn", "2016-12-31", 240.0),
    fia("lang_son", "2015-12-31", 3.0, measure="projects", unit="project"),
    # The yearbook prints the same date again, rounded and with regions among the provinces.
    {**fia("lang_son", "2016-12-31", 11.0), "source": "public_record_province", "document": "yearbook"},
]
FLOW = [
    fia("vn", "2015", 50.0, basis="flow"),
    fia("vn", "2015", 40.0, basis="flow", measure="new_capital"),
    fia("vn", "2015", 10.0, basis="flow", measure="adjusted_capital"),
    fia("vn", "2016", 60.0, basis="flow"),
    fia("vn", "2016", 40.0, basis="flow", measure="new_capital"),
    fia("vn", "2016", 10.0, basis="flow", measure="adjusted_capital"),
    fia("vn", "2016", 10.0, basis="flow", measure="purchase_value"),
    fia("lang_son", "2016", 1.5, basis="flow", measure="new_capital"),
]


def _cells(section: Section) -> list[Quantity]:
    cells = [cell for table in section.tables for column in table.frame for cell in table.frame[column]]
    return [cell for cell in cells if isinstance(cell, Quantity)]


def test_shares_and_ranks_leave_offshore_out_and_give_ties_the_better_place():
    found = stocks(PlaceRecord(investment=STOCK).evidence(), "lang_son")
    assert [stock.period.end.year for stock in found] == [2015, 2016]
    first = found[0]
    assert first.share("lang_son").value == pytest.approx(5.0)
    assert first.rank("lang_son").value == 3
    assert first.rank("ha_noi").value == 1
    assert first.rank("lang_son", ["lang_son", "cao_bang"]).value == 2
    assert set(first.rank("lang_son").rows) == {row for v in first.provinces.values() for row in v.rows}


def test_a_province_missing_from_a_stock_table_is_unknown_not_zero():
    last = stocks(PlaceRecord(investment=STOCK).evidence(), "lang_son")[-1]
    assert not last.capital("cao_bang").known
    assert not last.rank("cao_bang").known
    assert last.rank("lang_son").value == 2
    assert last.capital("lang_son").value == 12.0


def test_without_a_printed_total_the_country_is_the_sum_of_its_rows():
    rows = [row for row in STOCK if row["geography"] != "vn"]
    assert stocks(PlaceRecord(investment=rows).evidence(), "lang_son")[0].country.value == pytest.approx(199.0)


def test_a_province_missing_from_a_flow_table_had_no_flow():
    first, second = flows(PlaceRecord(investment=FLOW).evidence(), "lang_son")
    zero = first.values["new_capital"]
    assert (zero.value, zero.formula) == (0.0, "investment.formula.absent")
    assert zero.rows
    assert second.values["new_capital"].value == 1.5
    assert second.values["adjusted_capital"].value == 0.0
    assert second.into_stock.value == 1.5


def test_a_kind_of_flow_the_table_does_not_count_is_not_zero():
    first, second = flows(PlaceRecord(investment=FLOW).evidence(), "lang_son")
    assert not first.values["purchase_value"].known
    assert second.values["purchase_value"].value == 0.0


def test_flow_table_shows_what_the_two_tables_leave_open():
    evidence = PlaceRecord(investment=[*STOCK, *FLOW]).evidence()
    found = stocks(evidence, "lang_son")
    table = flows_table(evidence, found, flows(evidence, "lang_son"))
    opening, second = table.frame.iloc[0], table.frame.iloc[1]
    assert opening["stock_change"] is None
    assert second["stock_change"].value == pytest.approx(2.0)
    assert second["unexplained"].value == pytest.approx(0.5)
    assert stock_change(found[0], found[1], "lang_son").value == pytest.approx(2.0)


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


def test_zone_share_is_taken_at_the_same_date_only():
    rows = [*ZONE_ROWS, fia("lang_son", "2020-12-31", 238.0), fia("vn", "2020-12-31", 384044.0)]
    evidence = PlaceRecord(investment=rows).evidence()
    values = zone_share(evidence, stocks(evidence, "lang_son"))
    assert values["capital_share"].value == pytest.approx(100 * 207 / 238)  # type: ignore[union-attr]
    other_day = zone_share(evidence, [])
    assert not other_day["capital_share"].known  # type: ignore[union-attr]


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
    section = investment.section(PlaceRecord(projects=rows).evidence())
    table = next(table for table in section.tables if table.id == "investment.projects")
    assert len(table.frame) == 3
    assert table.notes[0].values["count"].value == 2
    assert [cell.known for cell in table.frame["capital"]] == [False, True, True]
    assert [flag is None for flag in table.frame["last"]] == [True, True, False]
    assert next(t for t in section.tables if t.id == "investment.projects_elsewhere").annex_only


def test_section_on_an_empty_record_says_what_is_missing():
    section = investment.section(PlaceRecord().evidence())
    assert [table.id for table in section.tables] == ["investment.take_up"]
    assert section.figures == ()
    assert len(section.missing) == 5
    assert len(section.conclusion) == 3


def _table(section: Section, name: str) -> Table:
    return next(table for table in section.tables if table.id == name)


def test_public_record_stock_of_the_province(evidence: Evidence):
    frame = stock_table(evidence, stocks(evidence, "lang_son")).frame
    first, last = frame.iloc[0], frame.iloc[-1]
    assert (first["projects"].value, round(first["registered"].value, 1)) == (36, 207.0)
    assert (last["projects"].value, round(last["registered"].value, 1)) == (43, 515.0)
    assert last["date"].end == pd.Timestamp("2024-06-30")
    assert len(frame) == 10
    assert [rank.value for rank in frame["rank"]] == [47, 45, 46, 48, 49, 51, 51, 53, 53, 48]
    assert [rank.value for rank in frame["rank_border"]] == [4, 3, 3, 3, 3, 3, 3, 3, 3, 3]
    assert last["share"].value == pytest.approx(0.10624, abs=5e-6)


def test_public_record_stock_jump_without_a_flow(evidence: Evidence):
    section = investment.section(evidence)
    frame = _table(section, "investment.flows").frame
    assert frame["unexplained"].iloc[-1].value == pytest.approx(274.669, abs=1e-3)
    assert frame["purchases"].iloc[-2].value == pytest.approx(10.102, abs=1e-3)
    assert not frame["purchases"].iloc[0].known
    assert all(cell.rows for cell in _cells(section) if cell.known)


def test_public_record_zone_projects_and_land(evidence: Evidence):
    section = investment.section(evidence)
    zone = _table(section, "investment.zone").frame
    projects = {row.projects.value for row in zone.itertuples() if row.projects is not None}
    assert projects == {42, 7, 8, 109, 122, 20, 150, 153, 12}
    land = _table(section, "investment.land").frame
    assert (land["early"].iloc[-1].value, land["late"].iloc[-1].value) == (-1, 0)
    china = next(figure for figure in section.figures if figure.id == "investment.china")
    assert len(china.data) == 20
    assert len({text.key for text in china.data["series"]}) == 2
