"""Tests of section 6 as a whole: its findings on the public record, and what it says is missing without one."""

from __future__ import annotations

import pytest

from assessment.situation import investment

from .place_record import PlaceRecord
from .reading import numbers, quantities


def test_section_on_an_empty_record_says_what_is_missing():
    section = investment.section(PlaceRecord().evidence())
    assert [found.id for found in section.tables] == ["investment.take_up", "investment.performance"]
    assert section.figures == ()
    assert len(section.missing) == 5
    assert len(section.conclusion) == 3


def test_findings_of_the_record(public):
    """FIA 2024: 274.7 of new stock without a flow; VCCI 2021: 20 of 42 foreign projects of the province stand in the zone."""
    section = public.section("investment")
    found = {finding.text.key.rpartition(".")[2]: finding.text.values for finding in section.findings}
    assert found["jump"]["jump"].value == pytest.approx(274.669, abs=1e-3)
    assert found["jump"]["flow"].value == 0
    assert numbers(found["zone_share"][name] for name in ("zone_projects", "projects")) == [20, 42]
    assert found["zone_share"]["project_share"].value == pytest.approx(100 * 20 / 42)
    assert found["zone_share"]["capital_claim"].value == 88


def test_every_number_of_the_section_has_rows(public):
    known = [quantity for _, quantity in quantities(public.section("investment")) if quantity.known]
    assert len(known) > 150
    assert all(quantity.rows for quantity in known)
