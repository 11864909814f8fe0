"""Tests of section 4 as a whole: its findings on the public record, and that it stands without a record."""

from __future__ import annotations

import pytest

from assessment.situation import structure

from .flows_record import Frames
from .reading import numbers, quantities


def test_an_empty_record_still_is_a_section():
    section = structure.section(Frames().evidence())
    assert section.findings == ()
    assert section.figures == ()
    assert len(section.missing) == 6
    assert len(section.conclusion) == 3


def test_findings_of_the_record(public):
    """The largest gate has 49.5 % of vehicles; fruit peaks in September (10.4 %); 10.15 groups in 2014, 8.03 in 2020."""
    found = {
        finding.text.key.rpartition(".")[2]: finding.text.values for finding in public.section("structure").findings
    }
    adjusted = {"tet", "fruit_adjustment", "breaks", "contributions", "trend"}
    assert set(found) == {"gates", "outside", "season", "concentration", "revision"} | adjusted
    assert found["gates"]["largest"].value == pytest.approx(49.46, abs=0.005)
    assert (found["season"]["high_month"], found["season"]["low_month"]) == (9, 2)
    assert numbers(found["season"][name] for name in ("high", "low")) == pytest.approx([10.42, 5.80], abs=0.005)
    years = [found["concentration"][f"{name}_year"] for name in ("first", "lowest", "last")]
    assert years == [2014, 2020, 2024]


def test_month_shares_of_each_year_of_the_heatmap_sum_to_100(public):
    figure = next(found for found in public.section("structure").figures if found.id == "structure.months")
    sums = figure.data.assign(y=numbers(figure.data["y"])).groupby("series")["y"].sum()
    assert len(sums) == 10
    assert sums.to_numpy() == pytest.approx(100.0)


def test_every_number_of_the_section_has_rows(public):
    known = [quantity for _, quantity in quantities(public.section("structure")) if quantity.known]
    assert len(known) > 300
    assert all(quantity.rows for quantity in known)
