"""Tests of section 7 as a whole: its findings on the public record, and what it says is missing without one."""

from __future__ import annotations

import pytest

from assessment.situation import economy

from .place_record import PlaceRecord
from .reading import numbers, quantities


def test_section_on_an_empty_record_says_what_is_missing():
    section = economy.section(PlaceRecord().evidence())
    assert (section.tables, section.figures, section.findings) == ((), (), ())
    assert len(section.missing) == 6


def test_findings_of_the_record(public):
    """lforum.biz 2024 and VCCI 2018: 40.33 % of GRDP; 14, 11.26 and 7.67 % a year; investment of 2023 is 62.2 % of zone GRDP."""
    found = {finding.text.key.rpartition(".")[2]: finding.text.values for finding in public.section("economy").findings}
    assert found["weight"]["last_share"].value == 40.33
    assert numbers(found["claims"][name] for name in ("early", "middle", "late")) == [14, 11.26, 7.67]
    assert found["investment"]["of_grdp"].value == pytest.approx(100 * 11574.6 / 18619.8)
    assert numbers(found["investment"][name] for name in ("workers", "plan")) == [113100, 79000]


def test_every_number_of_the_section_has_rows(public):
    known = [quantity for _, quantity in quantities(public.section("economy")) if quantity.known]
    assert len(known) > 150
    assert all(quantity.rows for quantity in known)
