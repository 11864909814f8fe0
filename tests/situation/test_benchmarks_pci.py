"""Tests of `situation.benchmarks_pci`: which years can be ranked, published ranks, and when a trend is refused."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.benchmarks_pci import COMPLETE, pci_table, pci_years, rank_trend, rank_trend_table

from .place_record import PlaceRecord
from .reading import numbers


def scores(year: int, provinces: int, own: float) -> list[dict[str, object]]:
    """Return the index of a year: own score of the province, 0, 1, 2 … of the others."""
    base = {"indicator": "pci", "breakdown": "weighted", "period": str(year), "unit": "point"}
    others = [base | {"geography": f"p{number}", "value": float(number)} for number in range(provinces - 1)]
    return [*others, base | {"geography": "lang_son", "value": own}]


def published(year: int, rank: float) -> dict[str, object]:
    return {"indicator": "pci_rank", "geography": "lang_son", "period": str(year), "unit": "rank_of_63", "value": rank}


def test_an_incomplete_year_of_the_index_is_not_ranked_and_three_ranks_are_no_trend():
    ranks = [published(year, rank) for year, rank in ((2022, 15.0), (2023, 13.0), (2024, 16.0))]
    years = pci_years(PlaceRecord(economy=[*scores(2010, COMPLETE - 1, 100.0), *ranks]).evidence())
    assert [year.rank.value for year in years] == [15, 13, 16]
    assert not rank_trend(years).slope.known
    assert rank_trend(years).count.value == 3


def test_the_rank_follows_from_all_scores():
    [year] = pci_years(PlaceRecord(economy=scores(2010, COMPLETE, 56.5)).evidence())
    assert (year.rank.value, year.listed.value, year.computed) == (3, COMPLETE, True)
    assert len(year.rank.rows) == COMPLETE


def test_a_year_both_computed_and_published_stands_once_in_the_order_of_time():
    rows = [*scores(2012, COMPLETE, 56.5), published(2012, 4.0), published(2010, 20.0)]
    years = pci_years(PlaceRecord(economy=rows).evidence())
    assert [(year.period.end.year, year.rank.value) for year in years] == [(2010, 20), (2012, 3)]


def test_ten_years_without_a_gap_have_a_p_value_and_a_band_around_the_slope():
    ranks = [published(2010 + place, rank) for place, rank in enumerate((40, 38, 39, 33, 30, 31, 25, 22, 23, 17))]
    trend = rank_trend(pci_years(PlaceRecord(economy=ranks).evidence()))
    assert 0 < trend.p.value < 0.05
    assert trend.low.value < trend.slope.value < trend.high.value < 0


def test_an_empty_record_has_no_year():
    evidence = PlaceRecord().evidence()
    assert pci_years(evidence) == []
    assert pci_table(evidence).frame.empty
    assert rank_trend_table([]).frame.empty
    assert not rank_trend([]).tau.known


def test_ranks_of_the_record(evidence: Evidence):
    """PCI 2006-2016 (pcivietnam.vn) and published ranks (Thanh tra 2025): 43rd in 2006, 13th in 2023, 16th in 2024."""
    years = pci_years(evidence)
    found = {year.period.end.year: year.rank.value for year in years}
    assert (found[2006], found[2016], found[2023], found[2024]) == (43, 55, 13, 16)
    assert list(found) == sorted(found)
    trend = rank_trend(years)
    assert trend.count.value == len(years) == 13
    assert trend.slope.value == pytest.approx(-1.5)
    assert trend.tau.value == pytest.approx(-0.379, abs=0.0005)
    # 2013 and 2017 to 2021 have no rank, so autocorrelation cannot be estimated.
    assert [found.reason.key for found in (trend.p, trend.low, trend.high)] == ["benchmarks.reason.trend_gaps"] * 3
    assert numbers([years[0].score, years[-1].score]) == pytest.approx([49.64, 69.01], abs=0.005)
