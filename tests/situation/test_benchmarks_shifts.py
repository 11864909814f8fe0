"""Tests of `situation.benchmarks_shifts`: parts that add up, means at either end, and what is not taken apart."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Text
from assessment.report.language import Language
from assessment.situation.benchmarks_shifts import GRAIN, PARTS, REGIONS, shifts, shifts_table

from .place_record import PlaceRecord, panel


def grain(regions: float = 1.0) -> list[dict[str, object]]:
    """Return six years of paddy and maize; the country has six regions alike, or not where `regions` is not 1."""
    own, country = {"paddy_production": (10, 20), "maize_production": (10, 10)}, (60, 90)
    rows = []
    for crop in GRAIN:
        levels = {"lang_son": own[crop], "vn": country}
        levels |= {name: tuple(regions * value / 6 for value in country) for name in REGIONS}
        rows += panel(crop, "tonne", **{name: (a, a, a, b, b, b) for name, (a, b) in levels.items()})
    return rows


def test_parts_follow_from_the_means_and_add_up_to_the_change():
    """Both crops of the country grow by half: 10 to 20 is 5 as the country, 0 by mix and 5 of its own (Dunn, 1960)."""
    [found] = shifts(PlaceRecord(economy=grain()).evidence())
    assert (found.reference, found.first, found.last) == ("country", (2013, 2015), (2016, 2018))
    paddy, maize = (found.crops[crop] for crop in GRAIN)
    assert [paddy[part].value for part in ("before", "after", "change", *PARTS)] == [10, 20, 10, 5, 0, 5]
    assert [maize[part].value for part in ("change", *PARTS)] == [0, 5, 0, -5]
    assert [found.total[part].value for part in ("change", *PARTS)] == [10, 10, 0, 0]
    assert found.check.verdict == "adds_up"


def test_regions_that_do_not_make_up_the_country_are_told():
    found = shifts(PlaceRecord(economy=grain(regions=0.9)).evidence())
    assert found[0].check.verdict == "does_not_add_up"
    note = shifts_table(found).notes[-1]
    assert isinstance(note, Text)
    assert "do not add up" in Language("en").text(note)


def test_without_six_common_years_nothing_is_taken_apart():
    short = [row for row in grain() if row["period"] != "2018"]
    assert shifts(PlaceRecord(economy=short).evidence()) == []
    assert shifts_table([]).frame.empty


def test_shifts_of_the_record(evidence: Evidence):
    """Statistics office: paddy of 2014-2016 and 2006-2008, thousand tonnes, Lạng Sơn; the parts add up to the change."""
    found = {entry.reference: entry for entry in shifts(evidence)}
    assert list(found) == ["country", "border"]
    for entry in found.values():
        assert (entry.first, entry.last) == ((2006, 2008), (2014, 2016))
        assert entry.check.verdict == "adds_up"
        for values in (*entry.crops.values(), entry.total):
            assert sum(values[part].value for part in PARTS) == pytest.approx(values["change"].value)
    assert found["country"].total["change"].value == pytest.approx(38_666.67, abs=0.01)
    assert found["country"].total["regional_shift"].value == pytest.approx(-21_672, abs=1)
    assert found["border"].total["regional_shift"].value == pytest.approx(-38_323, abs=1)
