"""Tests of `situation.areas`: areas of sets of units add up, grow with the set, and say what they rest on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.administrative import Commune, FormerUnit, Province, province
from assessment.analysis.apportion import exactly
from assessment.situation.areas import Merger, Published, UnitAreas

REAL = UnitAreas(province("Lạng Sơn"), {"Cao Lộc/commune/Hợp Thành": Published(12.89, 2925, "row")})
UNITS = sorted(REAL.province.former)
KNOWN = sorted(unit for name in ("Đồng Đăng", "Cao Lộc", "Đông Kinh") for unit in REAL.units_of([name]))
sets = st.frozensets(st.sampled_from(UNITS), max_size=12)


def small(**published: Published) -> UnitAreas:
    """Return two communes: X of 60 km² made of a, b, c (boxes 30, 30, 60), Y without area made of d (box 10) and e (no box)."""
    boxes = {"a": 30.0, "b": 30.0, "c": 60.0, "d": 10.0, "e": math.nan}
    former = {key: FormerUnit(key, key, key, "commune", "D", 0, 0, box) for key, box in boxes.items()}
    communes = {
        "X": Commune("X", "1", "X", "commune", 0, 0, 60.0, ("a", "b", "c")),
        "Y": Commune("Y", "2", "Y", "commune", 0, 0, math.nan, ("d", "e"), "no_area"),
    }
    return UnitAreas(Province(former, communes), published)


@settings(deadline=None, max_examples=60)
@given(sets, st.sampled_from(UNITS))
def test_adding_a_unit_never_lowers_the_area(units: frozenset[str], more: str) -> None:
    before, after = REAL.area(units), REAL.area(units | {more})
    assert before.low <= after.low + 1e-9
    assert before.high <= after.high + 1e-9
    if not math.isnan(before.middle) and not math.isnan(after.middle):
        assert before.middle <= after.middle + 1e-9


@settings(deadline=None, max_examples=30)
@given(st.permutations(KNOWN))
def test_the_order_of_units_does_not_matter(units: list[str]) -> None:
    assert REAL.area(units) == REAL.area(KNOWN)
    assert [part.commune for part in REAL.parts(units)] == [part.commune for part in REAL.parts(KNOWN)]


@pytest.mark.parametrize(
    "name", [name for name, commune in REAL.province.communes.items() if commune.parts and not commune.problem]
)
def test_a_whole_commune_converted_and_back_keeps_its_area(name: str) -> None:
    units = REAL.units_of([name])
    assert REAL.area(units) == exactly(REAL.province.communes[name].area_km2)
    assert {REAL.commune_of(unit) for unit in units} == {name}


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(KNOWN)))
def test_the_area_adds_up_over_communes_and_over_a_division(units: set[str]) -> None:
    whole = REAL.area(KNOWN).middle
    assert REAL.area(units).middle + REAL.area(set(KNOWN) - units).middle == pytest.approx(whole)
    parts = REAL.parts(units)
    assert sum(part.area.middle for part in parts) == pytest.approx(REAL.area(units).middle)


def test_weights_are_the_boxes_where_a_commune_straddles() -> None:
    areas = small()
    # Only X can show how far boxes are filled: 60 of 120.
    assert areas.fill == exactly(0.5)
    assert areas.area(["a"]) == exactly(15.0)
    assert [part.basis for part in areas.parts(["a", "b", "c"])] == ["whole"]
    assert [part.basis for part in areas.parts(["c"])] == ["apportioned"]


def test_a_published_area_is_kept_and_the_rest_is_apportioned() -> None:
    areas = small(a=Published(20.0, math.nan, "row a"))
    assert areas.area(["a"]) == exactly(20.0)
    assert areas.area(["b"]).middle == pytest.approx(40 * 30 / 90)
    assert "row a" in areas.parts(["b"])[0].references
    assert areas.area(["a", "b", "c"]) == exactly(60.0)


def test_what_nothing_is_known_of_has_no_upper_bound() -> None:
    areas = small()
    assert areas.parts(["d"])[0].basis == "estimated"
    assert areas.area(["d"]).middle == pytest.approx(5.0)
    found = areas.parts(["d", "e"])[0]
    assert found.basis == "none"
    assert (found.area.low, found.area.high) == (5.0, math.inf)
    assert math.isnan(found.area.middle)
    assert areas.parts(["elsewhere"])[0].basis == "none"


def test_a_unit_that_took_in_another_stands_for_both() -> None:
    areas = UnitAreas(
        small().province,
        {"a": Published(25.0, 500, "row a"), "old": Published(5.0, 100, "row old")},
        [Merger("old", "a")],
    )
    assert areas.area(["old"]) == exactly(5.0)
    assert areas.normalised(["a"]) == {"a", "old"}
    assert areas.area(areas.normalised(["a"])) == exactly(25.0)
    assert areas.area(["a"]) == exactly(20.0)
    assert areas.area(["old", "b", "c"]).middle == pytest.approx(40.0)
    assert areas.population(areas.normalised(["a"])).persons == 500
    assert areas.population(["old"]).persons == 100


def test_units_partly_inside_add_between_nothing_and_all() -> None:
    found = small().partly(["a"], ["b"])
    assert (found.low, found.middle, found.high) == (0.0, 7.5, 15.0)
    assert small().partly(["a"], []) == exactly(0.0)


def with_commune(**published: Published) -> UnitAreas:
    base = small()
    return UnitAreas(base.province, published, (), {"X": Published(math.nan, 1200, "", "row X")})


def test_population_is_published_or_that_of_the_commune_or_weighted_by_area() -> None:
    people = Published(math.nan, 300, "", "row a")
    assert with_commune(a=people).population(["a"]).persons == 300
    assert with_commune().population(["a", "b", "c"]).persons == 1200
    rest = with_commune(a=people).population(["b", "c"])
    assert (rest.persons, rest.approximated) == (900, False)
    weighted = with_commune().population(["a"])
    assert (weighted.persons, weighted.approximated) == (300, True)
    assert "row X" in weighted.references


def test_population_that_is_not_known_names_the_units() -> None:
    found = small(a=Published(math.nan, 300, "", "row a")).population(["a", "b", "d"])
    assert math.isnan(found.persons)
    assert found.lacking == ("b", "d")
    assert math.isnan(small().population([]).persons)


def test_an_unknown_commune_is_refused() -> None:
    with pytest.raises(ValueError, match="Z"):
        small().units_of(["X", "Z"])


def test_the_fill_of_the_province_is_a_share() -> None:
    # Measured on the library: of 12 communes with a rectangle for each part, between 44 and 85 %, half of them above 53 %.
    assert REAL.fill.low == pytest.approx(0.44, abs=0.01)
    assert REAL.fill.middle == pytest.approx(0.53, abs=0.01)
    assert REAL.fill.high == pytest.approx(0.85, abs=0.01)
