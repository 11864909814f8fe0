"""Tests of `situation.benchmarks_provinces`: location quotients with their denominators, levels, capital a head."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.benchmarks_provinces import densities, levels_table, quotients

from .place_record import RETAIL, STOCK, PlaceRecord, panel
from .reading import by, numbers

PEOPLE = panel(
    "population_average", "person", lang_son=(10, 10, 10, 10), cao_bang=(10, 10, 10, 10), vn=(100, 100, 100, 100)
)
LABOUR = panel("labour_force", "person", lang_son=(8, 8, 8, 8), vn=(50, 50, 50, 50))


def test_location_quotient_by_people_and_by_labour():
    found = quotients(PlaceRecord(economy=[*PEOPLE, *RETAIL, *LABOUR]).evidence())
    assert [quotient.indicator for quotient in found] == ["retail_sales"]
    assert found[0].period.end.year == 2016
    assert found[0].country.value == pytest.approx(0.4)
    assert found[0].country_by_labour.value == pytest.approx((8 / 8) / (200 / 50))
    # No other border province has a figure: the province is compared with itself.
    assert found[0].border.value == pytest.approx(1.0)
    assert found[0].even.value == pytest.approx(1.0)


def test_border_reference_leaves_out_activity_and_people_of_a_province_without_a_figure():
    more = panel("retail_sales", "vnd_billion", cao_bang=(4, 4, 4, 2))
    found = quotients(PlaceRecord(economy=[*PEOPLE, *RETAIL, *more]).evidence())[0]
    assert found.border.value == pytest.approx((8 / 10) / (10 / 20))
    assert not found.country_by_labour.known


def test_without_a_population_there_is_no_quotient_and_no_density():
    evidence = PlaceRecord(economy=RETAIL, investment=STOCK).evidence()
    assert quotients(evidence) == []
    assert densities(evidence) == []


def test_a_province_without_capital_keeps_its_place_without_a_number():
    found = {entry.geography: entry for entry in densities(PlaceRecord(economy=PEOPLE, investment=STOCK).evidence())}
    assert found["lang_son"].a_head.value == pytest.approx(1e6 * 12 / 10)
    assert found["lang_son"].of_country.value == pytest.approx(100 * 1.2 / 2.4)
    assert not found["cao_bang"].a_head.known
    assert found["vn"].rank is None
    assert list(found)[-1] == "vn"


def test_quotients_of_the_record(evidence: Evidence):
    """Statistics office 2016: 15,519.1 of 3,568,149.5 of retail for 768,700 of 92,695,100 people is 0.52."""
    found = {quotient.indicator: quotient for quotient in quotients(evidence)}
    people = 768_700 / 92_695_100
    assert found["retail_sales"].country.value == pytest.approx(15519.1 / 3568149.5 / people)
    assert found["wood_output"].country.value == pytest.approx(68.4 / 9653.1 / people)
    assert found["freight_carried"].period.end.year == 2015
    values = [quotient.country.value for quotient in found.values()]
    assert values == sorted(values, reverse=True)


def test_levels_of_the_record(evidence: Evidence):
    """Statistics office 2016: 1,684 thousand đồng a month against 3,049 in the country; poverty 14.5 % against 5.8 %."""
    rows = by(levels_table(evidence), "indicator")
    income, poverty = rows["income_per_capita_month"], rows["poverty_rate"]
    assert numbers([income["own"], income["country"], income["rank"]]) == [1684, 3049, 3]
    assert numbers([poverty["own"], poverty["median"], poverty["country"]]) == pytest.approx([14.5, 21.35, 5.8])


def test_density_of_the_record(evidence: Evidence):
    """224.40246 million USD for 768,700 people at the end of 2016: 291.9 USD a head, 9.2 % of the country."""
    own = next(entry for entry in densities(evidence) if entry.geography == "lang_son")
    assert own.a_head.value == pytest.approx(224.40246e6 / 768_700)
    assert own.of_country.value == pytest.approx(9.23, abs=0.005)
    assert own.rank is not None
    assert own.rank.value == 3
