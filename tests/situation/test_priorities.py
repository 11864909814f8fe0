"""Tests of section 11: what the screening states, what it refuses to state, and that it stands without a record."""

from __future__ import annotations

import pytest

from assessment.report.references import References
from assessment.situation import priorities

from .reading import by, keys, numbers, table
from .small_record import SmallRecord


def _values(section: object) -> dict:
    return {finding.text.key.rpartition(".")[2]: finding.text.values for finding in section.findings}


def test_an_empty_record_still_is_a_section_without_a_class():
    section = priorities.section(SmallRecord().evidence())
    assert set(_values(section)) == {"coverage"}
    assert _values(section)["coverage"]["best"].value == 0
    assert section.figures == ()
    frame = table(section, "priorities.screening").frame
    assert numbers(frame["coverage"]) == [0.0] * 15
    assert not any(cell.known for name in ("growth", "risk", "projects", "momentum") for cell in frame[name])


def test_screening_of_the_record(public):
    """METHODS 11.3: at most 12.5 % of the weight is public, so no sector has a class; 70 % would be needed."""
    found = _values(public.section("priorities"))["coverage"]
    assert numbers(found[name] for name in ("sectors", "criteria", "determinable", "best", "rule")) == [
        15,
        14,
        0,
        12.5,
        70,
    ]
    frame = public.table("priorities.screening").frame
    assert set(keys(frame["class"])) == {"not_determinable"}
    assert set(numbers(frame["coverage"])) == {0.0, 5.0, 12.5}


def test_demand_of_the_record(public):
    """Statistics office, monthly exports: fruit grew 11.96 % a year between 2015-2017 and 2022-2024, the most of ten groups."""
    rows = by(public.table("priorities.screening"), "sector")
    assert rows["fresh_fruit_cold_chain"]["growth"].value == pytest.approx(11.96, abs=0.005)
    assert rows["bonded_warehousing"]["projects"].value == 29
    assert rows["wholesale_ecommerce"]["projects"].value == 48
    figure = public.section("priorities").figures[0].data
    values = numbers(figure["y"])
    assert values == sorted(values, reverse=True)
    assert len(values) == 10


def test_known_criteria_add_up_to_the_coverage_of_the_sectors(public):
    """Each known value is counted once by criterion and once in the coverage of its sector."""
    frame = public.table("priorities.criteria").frame
    assert len(frame) == 14
    size = {"attractiveness": 4, "feasibility": 5, "impact": 3, "sustainability": 2}
    weight = sum(25 * row.known.value / size[row.pillar.key.rpartition(".")[2]] for row in frame.itertuples())
    assert weight == pytest.approx(sum(numbers(public.table("priorities.screening").frame["coverage"])))


def test_counts_of_the_model_lead_to_lists_of_that_length(public, store):
    values = _values(public.section("priorities"))["coverage"]
    references = References(store)
    for name in ("sectors", "criteria"):
        listed = [int(origin.raw) for row in values[name].rows for origin in references.origins(row)]
        assert sum(listed) == values[name].value
