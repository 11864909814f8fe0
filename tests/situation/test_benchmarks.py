from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Section, Table
from assessment.situation import benchmarks
from assessment.situation.benchmarks_gaps import gaps
from assessment.situation.benchmarks_pci import pci_years, rank_trend
from assessment.situation.benchmarks_provinces import densities, quotients
from assessment.situation.benchmarks_zones import key_areas, projects_table, trade_share, zones_table

from .place_record import PlaceRecord


def panel(indicator: str, unit: str, **levels: tuple[float, ...]) -> list[dict[str, object]]:
    return [
        {"indicator": indicator, "unit": unit, "geography": name, "source": "public_record_province", "value": value,
         "period": str(2013 + place)}
        for name, values in levels.items()
        for place, value in enumerate(values)
    ]  # fmt: skip


PEOPLE = panel(
    "population_average", "person", lang_son=(10, 10, 10, 10), cao_bang=(10, 10, 10, 10), vn=(100, 100, 100, 100)
)
RETAIL = panel("retail_sales", "vnd_billion", lang_son=(4, 5, 6, 8), vn=(100, 100, 100, 200))
LABOUR = panel("labour_force", "person", lang_son=(8, 8, 8, 8), vn=(50, 50, 50, 50))


def _table(section: Section, name: str) -> Table:
    return next(table for table in section.tables if table.id == name)


def test_location_quotient_by_people_and_by_labour():
    found = quotients(PlaceRecord(economy=[*PEOPLE, *RETAIL, *LABOUR]).evidence())
    assert [quotient.indicator for quotient in found] == ["retail_sales"]
    assert found[0].period.end.year == 2016
    assert found[0].country.value == pytest.approx(0.4)
    assert found[0].country_by_labour.value == pytest.approx((8 / 8) / (200 / 50))
    # No other border province has a figure: the province is compared with itself.
    assert found[0].border.value == pytest.approx(1.0)


def test_border_reference_leaves_out_activity_and_people_of_a_province_without_a_figure():
    more = panel("retail_sales", "vnd_billion", cao_bang=(4, 4, 4, 2))
    found = quotients(PlaceRecord(economy=[*PEOPLE, *RETAIL, *more]).evidence())[0]
    assert found.border.value == pytest.approx((8 / 10) / (10 / 20))
    assert not found.country_by_labour.known


def test_growth_gap_and_its_sensitivity_to_the_ends():
    found = {gap.indicator: gap for gap in gaps(PlaceRecord(economy=RETAIL).evidence())}["retail_sales"]
    assert found.own.value == pytest.approx(100 * (2 ** (1 / 3) - 1))
    assert found.gap.value == pytest.approx(0.0)
    assert found.averaged.value == pytest.approx(100 * ((7 / 4.5) ** 0.5 - 1.5**0.5))
    short = gaps(PlaceRecord(economy=[row for row in RETAIL if row["period"] in ("2013", "2014")]).evidence())
    assert not short[0].averaged.known


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
    rows = [
        {"geography": f"zone_border_with_{country}", "period": "2015", "value": value}
        for country, value in (("china", 10600.0), ("laos", 1500.0), ("cambodia", 1500.0))
    ]
    assert trade_share(PlaceRecord(trade=rows).evidence(), "zone_border_with_china", "2015").value == pytest.approx(
        100 * 10600 / 13600
    )


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


def test_an_incomplete_year_of_the_index_is_not_ranked_and_three_ranks_are_no_trend():
    scores = [
        {"indicator": "pci", "breakdown": "weighted", "geography": f"p{n}", "period": "2010", "unit": "point",
         "value": float(n)}
        for n in range(20)
    ]  # fmt: skip
    published = [
        {"indicator": "pci_rank", "geography": "lang_son", "period": str(year), "unit": "rank_of_63", "value": rank}
        for year, rank in ((2022, 15.0), (2023, 13.0), (2024, 16.0))
    ]
    years = pci_years(PlaceRecord(economy=[*scores, *published]).evidence())
    assert [year.rank.value for year in years] == [15, 13, 16]
    assert not rank_trend(years).slope.known


def test_section_on_an_empty_record_says_what_is_missing():
    section = benchmarks.section(PlaceRecord().evidence())
    assert (section.tables, section.figures, section.findings) == ((), (), ())
    assert len(section.missing) == 5


def test_public_record_zone_among_the_key_zones(evidence: Evidence):
    found = key_areas(evidence)
    own = next(entry for entry in found if entry.zone == "zone_dong_dang_lang_son")
    assert (own.area.value, own.rank.value, own.count.value) == (39400, 3, 8)
    assert own.z.value == pytest.approx(0.51, abs=0.005)
    area = _table(benchmarks.section(evidence), "benchmarks.area").frame
    assert [name.key for name in area["zone"].iloc[-2:]] == ["zone_bac_phong_sinh", "zone_ha_tien"]


def test_public_record_trade_share_of_the_chinese_border(evidence: Evidence):
    assert trade_share(evidence, "zone_border_with_china", "2019").value == pytest.approx(85.8, abs=0.05)


def test_public_record_quotients_of_the_province(evidence: Evidence):
    found = {quotient.indicator: quotient for quotient in quotients(evidence)}
    people = 768_700 / 92_695_100
    assert found["retail_sales"].country.value == pytest.approx(15519.1 / 3568149.5 / people)
    assert found["wood_output"].country.value == pytest.approx(68.4 / 9653.1 / people)
    assert found["freight_carried"].period.end.year == 2015


def test_public_record_density_and_rank_trend(evidence: Evidence):
    own = next(entry for entry in densities(evidence) if entry.geography == "lang_son")
    assert own.a_head.value == pytest.approx(224.40246e6 / 768_700)
    trend = rank_trend(pci_years(evidence))
    assert trend.count.value == 13
    assert trend.slope.value == pytest.approx(-1.5)
