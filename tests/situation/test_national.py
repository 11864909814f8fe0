"""Tests of `situation.national`: month shares, seasonal strength, concentration on a fixed list of groups, revision."""

from __future__ import annotations

import pytest

from assessment.situation.national import FRUIT, NOT_GROUPS, TOTAL, National

from .flows_record import Frames, december, months


def test_month_shares_and_strength_use_unbroken_months_only():
    found = National(Frames(trade=months("rau_qua", "2018-01", 72, skip="2019-03")).evidence())
    assert found.complete_years(FRUIT) == [2018, 2020, 2021, 2022, 2023]
    assert found.month_share(FRUIT, 2020, 6).value == pytest.approx(100 * 150 / 1250)
    assert not found.month_share(FRUIT, 2019, 6).known
    assert found.months_used(FRUIT).value == 57
    assert found.strength(FRUIT).value == pytest.approx(1.0, abs=1e-6)
    assert len(found.strength(FRUIT).rows) == 57


def test_below_36_months_there_is_no_strength():
    refused = National(Frames(trade=months("rau_qua", "2022-01", 30)).evidence()).strength(FRUIT)
    assert not refused.known
    assert refused.reason is not None
    assert refused.reason.key == "structure.reason.too_few_months"


def test_concentration_keeps_to_the_groups_of_every_year():
    rows = [
        *december(2023, all=100.0, khu_vuc_kinh_te_trong_nuoc=40.0, khu_vuc_co_von_dau_tu_nn=60.0, hang_hoa_khac=55.0),
        *december(2023, det_may=20.0, gao=50.0, che=20.0, dau_tho=10.0, moi=99.0),
        *december(2024, all=120.0, khu_vuc_kinh_te_trong_nuoc=40.0, khu_vuc_co_von_dau_tu_nn=80.0, hang_hoa_khac=70.0),
        *december(2024, det_may=30.0, gao=30.0, che=30.0, dau_tho=30.0),
    ]
    found = National(Frames(trade=rows).evidence())
    assert found.groups == ["che", "dau_tho", "det_may", "gao"]
    assert not set(NOT_GROUPS) & set(found.groups)
    assert found.effective(2023).value == pytest.approx(1 / 0.34)
    assert found.effective(2024).value == pytest.approx(4.0)
    assert found.most_concentrated == 2023
    assert found.coverage(2023).value == pytest.approx(100.0)


def test_january_and_february_stand_together():
    rows = [row | {"value": 80.0} if row["period"] == "2023-01" else row for row in months("rau_qua", "2022-01", 24)]
    found = National(Frames(trade=rows).evidence()).early_months(FRUIT)
    assert found[2022][1] is None
    assert found[2023][0].value == 180.0
    assert found[2023][1].value == pytest.approx(-10.0)


def test_revision_is_the_year_to_december_over_the_first_estimates():
    rows = [*months("rau_qua", "2023-01", 12), *december(2023, rau_qua=1375.0)]
    found = National(Frames(trade=rows).evidence())
    assert found.revision(2023).value == pytest.approx(10.0)
    assert not found.revision(2022).known


def test_an_empty_record_has_no_year_and_no_number():
    found = National(Frames().evidence())
    assert (found.complete_years(FRUIT), found.december_years, found.groups) == ([], [], [])
    assert (found.last_year(FRUIT), found.most_concentrated) == (None, None)
    refused = (found.strength(FRUIT), found.months_used(FRUIT), found.peak_to_mean(FRUIT), found.effective(2024))
    assert not any(quantity.known for quantity in refused)


def test_exports_of_the_record(national: National):
    """Statistics office, monthly tables to December 2024: 8.51 effective groups (2024), 7,148.4 of fruit, 26.5 % above 2014."""
    assert national.effective(2024).value == pytest.approx(8.51, abs=0.005)
    assert national.effective(2014).value == pytest.approx(10.15, abs=0.005)
    assert national.of_year(2024, "rau_qua").value == pytest.approx(7148.390754)
    assert national.revision(2014).value == pytest.approx(26.45, abs=0.005)
    assert national.months_used(FRUIT).value == national.months_used(TOTAL).value == 81
    assert national.strength(FRUIT).value == pytest.approx(0.394, abs=0.005)
    assert national.strength(TOTAL).value == pytest.approx(0.534, abs=0.005)


def test_month_shares_of_the_record_sum_to_100(national: National):
    assert len(national.complete_years(FRUIT)) == 10
    for year in national.complete_years(FRUIT):
        shares = [national.month_share(FRUIT, year, month).value for month in range(1, 13)]
        assert sum(shares) == pytest.approx(100.0)
