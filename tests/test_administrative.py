"""Tests of `administrative`: units of the library, their conversion, and what of it is not used."""

from __future__ import annotations

import math

import pytest

from assessment.administrative import box_area, library_value, province, reference, unit_key

LANG_SON = province("Lạng Sơn")


def test_the_province_has_194_former_units_and_65_communes() -> None:
    # Resolution 1672/NQ-UBTVQH15: from 194 to 65 units of commune level.
    assert (len(LANG_SON.former), len(LANG_SON.communes)) == (194, 65)


def test_every_former_unit_is_part_of_one_commune() -> None:
    parts = [part for commune in LANG_SON.communes.values() for part in commune.parts]
    assert sorted(parts) == sorted(LANG_SON.former)


@pytest.mark.parametrize("unit", ["Cao Lộc/commune/Bảo Lâm", "Văn Lãng/commune/Tân Thanh", "Lạng Sơn/ward/Chi Lăng"])
def test_the_conversion_is_that_of_the_library(unit: str) -> None:
    from vietnamadminunits import convert_address

    district, type, name = unit.split("/")
    kind = {"ward": "Phường", "commune": "Xã"}[type]
    level = "Thành phố" if district == "Lạng Sơn" else "Huyện"
    converted = convert_address(f"{kind} {name}, {level} {district}, Tỉnh Lạng Sơn")
    commune = LANG_SON.commune_of(unit)
    assert commune is not None
    assert (commune.code, commune.name) == (converted.ward_code, converted.short_ward)


def test_names_that_moved_to_another_area_are_kept_apart() -> None:
    # The new commune Hoàng Văn Thụ lies in the former Văn Lãng district, the ward of that name went to Kỳ Lừa.
    ward = LANG_SON.commune_of(unit_key("Hoàng Văn Thụ", "ward", "Lạng Sơn"))
    assert ward is not None
    assert ward.name == "Kỳ Lừa"
    assert unit_key("Tân Mỹ", "commune", "Văn Lãng") in LANG_SON.communes["Hoàng Văn Thụ"].parts


def test_figures_that_contradict_each_other_are_not_used() -> None:
    problems = {commune.name: commune.problem for commune in LANG_SON.communes.values() if commune.problem}
    assert problems == {"Kỳ Lừa": "no_area", "Hoàng Văn Thụ": "misplaced"}
    assert all(math.isnan(LANG_SON.communes[name].area_km2) for name in problems)


def test_rectangles_round_a_place_name_are_not_used() -> None:
    assert math.isnan(LANG_SON.former["Cao Lộc/commune/Gia Cát"].box_km2)
    # Two communes of one name with one rectangle: it is that of one of them only.
    assert math.isnan(LANG_SON.former["Cao Lộc/commune/Mẫu Sơn"].box_km2)
    assert math.isnan(LANG_SON.former["Lộc Bình/commune/Mẫu Sơn"].box_km2)
    boxes = [
        unit.box_km2 for unit in LANG_SON.former.values() if unit.type == "commune" and unit.box_km2 == unit.box_km2
    ]
    assert min(boxes) > 15


def test_a_box_of_one_degree_at_the_equator() -> None:
    assert box_area("-0.5,0 – 0.5,1") == pytest.approx(111.2**2)


def test_unknown_province_and_commune() -> None:
    with pytest.raises(ValueError, match="Atlantis"):
        province("Atlantis")
    assert LANG_SON.commune_of("nowhere") is None


@pytest.mark.parametrize(
    "path", ["secrets.06184.x", "admin_units.nowhere.wardAreaKm2", "admin_units.06184.nothing", ""]
)
def test_a_figure_that_is_not_there(path: str) -> None:
    with pytest.raises(LookupError):
        library_value(path)


def test_a_reference_leads_to_its_figure() -> None:
    code = LANG_SON.communes["Đồng Đăng"].code
    path = reference("admin_units", code, "wardAreaKm2").partition("#")[2]
    assert float(library_value(path)) == LANG_SON.communes["Đồng Đăng"].area_km2 == 91.57
