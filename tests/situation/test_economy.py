from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Quantity, Section, Table
from assessment.situation import economy
from assessment.situation.economy_budget import budget_check
from assessment.situation.economy_grdp import growth_table, late_growth, structural_change, structure, weight

from .place_record import PlaceRecord

GRDP = [
    {"period": "2010", "value": 100.0},
    {"period": "2023", "value": 400.0},
    {"period": "2010", "indicator": "zone_share_of_grdp", "unit": "percent", "value": 25.0},
    {"period": "2023", "indicator": "zone_share_of_grdp", "unit": "percent", "value": 40.0, "precision": "over",
     "document": "office"},
    {"period": "2023", "indicator": "zone_share_of_grdp", "unit": "percent", "value": 40.5},
    {"period": "2011..2023", "indicator": "zone_growth", "unit": "percent_per_year", "value": 7.67},
    {"period": "2009..2017", "indicator": "zone_growth", "unit": "percent_per_year", "value": 11.26},
]  # fmt: skip


def _table(section: Section, name: str) -> Table:
    return next(table for table in section.tables if table.id == name)


def test_province_and_rest_follow_from_levels_and_exact_shares():
    found = weight(PlaceRecord(economy=GRDP).evidence())
    assert found.share[1].value == 40.5
    assert found.province[0].value == pytest.approx(400.0)
    assert found.rest[0].value == pytest.approx(300.0)
    assert found.share_change.value == pytest.approx(15.5)
    assert found.zone_growth.value == pytest.approx(100 * (4 ** (1 / 13) - 1))
    nominal = 4 ** (1 / 13)
    assert found.implied_prices.value == pytest.approx(100 * (nominal / 1.0767 - 1))


def test_growth_left_for_the_last_six_years():
    left = late_growth(PlaceRecord(economy=GRDP).evidence())
    assert (1.1126**7 * (1 + left.value / 100) ** 6) ** (1 / 13) == pytest.approx(1.0767)  # type: ignore[operator]


def test_a_missing_share_gives_an_undeterminable_province_and_no_exception():
    found = weight(PlaceRecord(economy=GRDP[:2]).evidence())
    assert found.zone_growth.known
    assert not found.province[0].known
    assert not found.province_growth.known


def test_structural_change_is_half_the_sum_of_absolute_changes():
    rows = [
        {"period": year, "indicator": "zone_structure", "breakdown": name, "unit": "percent", "value": value}
        for year, values in (("2009", (10.0, 40.0, 50.0)), ("2017", (5.0, 35.0, 60.0)))
        for name, value in zip(("agriculture", "industry_and_construction", "services"), values, strict=True)
    ]
    evidence = PlaceRecord(economy=rows).evidence()
    assert structural_change(structure(evidence, "2009"), structure(evidence, "2017")).value == pytest.approx(10.0)


def test_two_growth_figures_of_a_year_are_two_lines():
    rows = [
        {"period": "2025", "geography": "lang_son", "indicator": "grdp_growth", "unit": "percent", "value": value}
        for value in (8.06, 8.41, 8.06)
    ]
    frame = growth_table(PlaceRecord(economy=rows).evidence()).frame
    assert sorted(cell.value for cell in frame["all"]) == [8.06, 8.41]


def test_budget_claim_is_bounded_by_the_accounts_on_record():
    rows = [
        {"period": "2009..2017", "indicator": "state_budget_revenue", "value": 850.0},
        {"period": "2009..2017", "indicator": "zone_budget_revenue_share", "unit": "percent", "value": 85.0},
        *[
            {"period": str(year), "geography": "lang_son", "indicator": "budget_revenue_realised", "value": 300.0}
            for year in range(2008, 2013)
        ],
    ]
    found = budget_check(PlaceRecord(economy=rows).evidence())
    assert found.implied.value == pytest.approx(1000.0)
    assert (found.settled.value, len(found.years)) == (1200.0, 4)
    assert found.bound.value == pytest.approx(100 * 850 / 1200)


def test_section_on_an_empty_record_says_what_is_missing():
    section = economy.section(PlaceRecord().evidence())
    assert (section.tables, section.figures, section.findings) == ((), (), ())
    assert len(section.missing) == 6


def test_public_record_weight_of_the_zone(evidence: Evidence):
    found = weight(evidence)
    assert [level.value for level in found.zone] == [4157.8, 18619.8]
    assert [percent.value for percent in found.share] == [35.42, 40.33]
    assert found.share_change.value == pytest.approx(4.91)
    assert [round(level.value, 1) for level in found.province] == [11738.6, 46168.6]  # type: ignore[arg-type]
    assert found.zone_growth.value == pytest.approx(12.22, abs=0.005)
    assert found.province_growth.value == pytest.approx(11.11, abs=0.005)


def test_public_record_growth_claims_stand_side_by_side(evidence: Evidence):
    frame = _table(economy.section(evidence), "economy.claims").frame
    assert [rate.value for rate in frame["rate"]][:3] == [14.0, 11.26, 7.67]
    assert [period.start.year for period in frame["period"]][:3] == [2008, 2009, 2011]


def test_public_record_budget_share_cannot_be_reproduced(evidence: Evidence):
    found = budget_check(evidence)
    assert (found.zone.value, found.claim.value) == (15841.0, 85.0)
    assert found.settled.value == pytest.approx(26804.8, abs=0.1)
    assert found.bound.value == pytest.approx(59.1, abs=0.05)


def test_public_record_customs_revenue_of_2025_has_two_figures(evidence: Evidence):
    values = economy.revenue_finding(evidence).text.values
    pair = [values["estimate"], values["outcome"]]
    assert [cell.value for cell in pair if isinstance(cell, Quantity)] == [13300.0, 13800.0]
