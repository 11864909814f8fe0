"""Tests of `situation.benchmarks_gaps`: growth of the province minus that of the country, and how it depends on the ends."""

from __future__ import annotations

import pytest

from assessment.situation.benchmarks_gaps import gap_figure, gaps

from .place_record import RETAIL, STOCK, PlaceRecord
from .reading import numbers


def test_growth_gap_and_its_sensitivity_to_the_ends():
    found = {gap.indicator: gap for gap in gaps(PlaceRecord(economy=RETAIL).evidence())}["retail_sales"]
    assert found.own.value == pytest.approx(100 * (2 ** (1 / 3) - 1))
    assert found.gap.value == pytest.approx(0.0)
    assert found.averaged.value == pytest.approx(100 * ((7 / 4.5) ** 0.5 - 1.5**0.5))
    short = gaps(PlaceRecord(economy=[row for row in RETAIL if row["period"] in ("2013", "2014")]).evidence())
    assert not short[0].averaged.known


def test_one_year_or_one_place_alone_gives_no_gap():
    assert gaps(PlaceRecord(economy=[row for row in RETAIL if row["period"] == "2013"]).evidence()) == []
    assert gaps(PlaceRecord(economy=[row for row in RETAIL if row["geography"] == "vn"]).evidence()) == []
    assert gap_figure(PlaceRecord().evidence()).data.empty


def test_foreign_capital_is_compared_at_the_ends_of_years():
    [found] = gaps(PlaceRecord(investment=STOCK).evidence())
    assert found.indicator == "fdi_stock"
    assert numbers([found.own, found.country, found.gap]) == pytest.approx([20.0, 20.0, 0.0])


def test_gaps_of_the_record(public):
    """Statistics office, provincial tables: retail 17.21 against 19.59 % a year 2006-2016; freight 15.52 against 10.41 to 2015."""
    rows = {row.indicator.key.rpartition(".")[2]: row for row in public.table("benchmarks.gaps").frame.itertuples()}
    retail, freight, fdi = rows["retail_sales"], rows["freight_carried"], rows["fdi"]
    assert numbers([retail.own, retail.country]) == pytest.approx([17.21, 19.59], abs=0.005)
    assert numbers([freight.own, freight.country]) == pytest.approx([15.52, 10.41], abs=0.005)
    assert fdi.gap.value == pytest.approx(-4.68, abs=0.005)
    assert len(rows) == 11
    for row in rows.values():
        assert row.own.value - row.country.value == pytest.approx(row.gap.value)
