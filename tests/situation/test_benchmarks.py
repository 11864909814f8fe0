"""Tests of section 8 as a whole: its findings on the public record, and what it says is missing without one."""

from __future__ import annotations

import pytest

from assessment.situation import benchmarks

from .place_record import PlaceRecord
from .reading import numbers, quantities


def test_section_on_an_empty_record_says_what_is_missing():
    section = benchmarks.section(PlaceRecord().evidence())
    assert (section.tables, section.figures, section.findings) == ((), (), ())
    assert len(section.missing) == 6


def test_findings_of_the_record(public):
    """39,400 ha is third of eight key zones; retail grew 2.4 points a year slower, freight 5.1 faster than the country."""
    found = {
        finding.text.key.rpartition(".")[2]: finding.text.values for finding in public.section("benchmarks").findings
    }
    assert numbers(found["area"][name] for name in ("area", "rank", "count")) == [39400, 3, 8]
    assert found["gaps"]["retail_gap"].value == pytest.approx(-2.38, abs=0.005)
    assert found["gaps"]["freight_gap"].value == pytest.approx(5.11, abs=0.005)
    assert numbers(found["pci"][name] for name in ("first", "best", "last")) == [43, 13, 16]


def test_every_number_of_the_section_has_rows(public):
    known = [quantity for _, quantity in quantities(public.section("benchmarks")) if quantity.known]
    assert len(known) > 300
    assert all(quantity.rows for quantity in known)
