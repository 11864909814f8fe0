"""Tests of `situation.boundaries` on small files that are made here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from assessment.administrative import Province, province
from assessment.situation import boundaries
from assessment.situation.boundaries import BoundaryError, Matched, match, read_boundaries

SQUARE = [[106.7, 21.9], [106.8, 21.9], [106.8, 22.0], [106.7, 22.0], [106.7, 21.9]]


@pytest.fixture(scope="module")
def lang_son() -> Province:
    return province("Lạng Sơn")


def feature(kind: str = "Polygon", coordinates: Any = None, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": properties or {"name": "Bảo Lâm"}, "geometry": geometry}


def write(folder: Path, *features: Any, name: str = "ranh_gioi.geojson", **members: Any) -> Path:
    content = {"type": "FeatureCollection", "features": list(features), **members}
    (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder


def test_a_square_keeps_its_corners(tmp_path: Path) -> None:
    (found,) = read_boundaries(write(tmp_path, feature()))
    assert (found.name, found.label, found.where) == ("Bảo Lâm", "Bảo Lâm", "ranh_gioi.geojson, feature 1")
    assert found.rings == (tuple((x, y) for x, y in SQUARE),)


def test_a_multipolygon_has_an_outer_ring_each(tmp_path: Path) -> None:
    hole = [[106.72, 21.92], [106.74, 21.92], [106.74, 21.94], [106.72, 21.94], [106.72, 21.92]]
    other = [[x + 0.5, y, 7.0] for x, y in SQUARE]
    (found,) = read_boundaries(write(tmp_path, feature("MultiPolygon", [[SQUARE, hole], [other]])))
    assert [len(ring) for ring in found.rings] == [5, 5]
    assert found.rings[1][0] == (107.2, 21.9)


def test_lines_finer_than_print_are_simplified_and_stay_where_they_are(tmp_path: Path) -> None:
    many = [[106.7 + 0.1 * step / 5000, 21.9 + 1e-6 * (step % 2)] for step in range(5001)]
    (found,) = read_boundaries(write(tmp_path, feature(coordinates=[[*many, *SQUARE[2:]]])))
    assert len(found.rings[0]) < 10
    assert max(x for x, _ in found.rings[0]) == pytest.approx(106.8)


def test_files_are_read_in_their_order_and_none_is_no_fault(tmp_path: Path) -> None:
    assert read_boundaries(tmp_path) == ()
    write(tmp_path, feature(name="B"), name="2.GeoJSON")
    write(tmp_path, feature(name="A"), name="1.geojson")
    assert [found.name for found in read_boundaries(tmp_path)] == ["A", "B"]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_a_named_system_that_is_wgs_84_is_read(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, feature(), crs={"type": "name", "properties": {"name": name}})
    assert len(read_boundaries(folder)) == 1


@pytest.mark.parametrize("crs", [{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}, "VN-2000", {}])
def test_another_system_is_refused_by_its_name(tmp_path: Path, crs: Any) -> None:
    with pytest.raises(BoundaryError, match=r"ranh_gioi\.geojson: coordinate system") as raised:
        read_boundaries(write(tmp_path, feature(), crs=crs))
    assert "EPSG:4326" in raised.value.remedy


CROSSED = [[106.7, 21.9], [106.8, 22.0], [106.8, 21.9], [106.7, 22.0], [106.7, 21.9]]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (feature(ward="Bảo Lâm"), "does not say what it bounds"),
        ({"type": "Feature", "properties": None, "geometry": None}, "does not say what it bounds"),
        (None, "does not say what it bounds"),
        (feature(name="Bảo Lâm", generation="2025"), "generation '2025'"),
        (feature("Point", [106.7, 21.9]), "expected a polygon, found Point"),
        (feature(coordinates=[CROSSED]), "not sound: Self-intersection"),
        (feature(coordinates=[]), "empty"),
        (feature(coordinates=[[[x * 1e4, y * 1e4] for x, y in SQUARE]]), "not degrees"),
        (feature(coordinates=[[[y, x] for x, y in SQUARE]]), "not degrees"),
        (feature(coordinates=[[[x - 200, y] for x, y in SQUARE]]), "not degrees"),
        (feature(coordinates=[[["a", "b"]]]), "cannot be read"),
        ({"type": "Feature", "properties": {"name": "A"}, "geometry": None}, "cannot be read"),
        ({"type": "Feature", "properties": {"name": "A"}, "geometry": {"type": "Square"}}, "cannot be read"),
    ],
)
def test_a_feature_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path, bad: Any, said: str) -> None:
    with pytest.raises(BoundaryError, match=said) as raised:
        read_boundaries(write(tmp_path, feature(), bad))
    assert "ranh_gioi.geojson, feature 2" in str(raised.value)
    assert raised.value.remedy


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"type": "Feature"}', "no json", '{"features": {}}', '{"features": [NaN]}', "[" * 100_000, "\ud800"],
)
def test_a_file_that_is_no_geojson_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.geojson").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BoundaryError, match=r"x\.geojson") as raised:
        read_boundaries(tmp_path)
    assert raised.value.remedy


def test_a_file_too_large_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "_LARGEST_MB", 0.0001)
    (tmp_path / "x.geojson").write_text("x" * 1000, encoding="utf-8")
    with pytest.raises(BoundaryError, match="expected at most"):
        read_boundaries(tmp_path)


def matched(folder: Path, lang_son: Province, *features: Any) -> Matched:
    return match(read_boundaries(write(folder, *features)), lang_son)


@pytest.mark.parametrize(
    "properties",
    [
        {"key": "Cao Lộc/commune/Bảo Lâm"},
        {"name": "Bảo Lâm"},
        {"ten": "Xã Bảo Lâm"},
        {"ten": normalize("NFD", "Xã  Bảo Lâm")},
        {"code": "06178", "name": "anything"},
    ],
)
def test_a_unit_is_known_by_key_code_or_exact_name(
    tmp_path: Path, lang_son: Province, properties: dict[str, str]
) -> None:
    code = lang_son.former["Cao Lộc/commune/Bảo Lâm"].code
    found = matched(tmp_path, lang_son, feature(**(properties | ({"code": code} if "code" in properties else {}))))
    assert list(found.units) == ["Cao Lộc/commune/Bảo Lâm"]
    assert found.unmatched == ()


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"name": "bảo lâm"}, "unknown"),
        ({"name": "Bao Lam"}, "unknown"),
        ({"key": "Cao Lộc/ward/Bảo Lâm"}, "unknown"),
        ({"name": "Bảo Lâm", "district": "Văn Lãng"}, "unknown"),
        # Three former units and a commune of 2025 have this name.
        ({"name": "Hoàng Văn Thụ"}, "several"),
        # The commune of 2025 of this name is larger than the former ward.
        ({"name": "Tam Thanh"}, "generation"),
        # The commune of 2025 called Tam Thanh took over the code of the former commune Hoàng Đồng.
        ({"code": "05986"}, "generation"),
        ({"name": "Tam Thanh", "generation": "new"}, "new"),
    ],
)
def test_what_may_be_something_else_is_listed_and_not_guessed(
    tmp_path: Path, lang_son: Province, properties: dict[str, str], reason: str
) -> None:
    found = matched(tmp_path, lang_son, feature(**properties))
    assert found.units == {}
    assert [(boundary.label, why) for boundary, why in found.unmatched] == [(next(iter(properties.values())), reason)]


@pytest.mark.parametrize(
    ("properties", "key"),
    [
        ({"name": "Hoàng Văn Thụ", "district": "Lạng Sơn"}, "Lạng Sơn/ward/Hoàng Văn Thụ"),
        ({"name": "Tam Thanh", "generation": "old"}, "Lạng Sơn/ward/Tam Thanh"),
        ({"code": "05986", "generation": "old"}, "Lạng Sơn/commune/Hoàng Đồng"),
    ],
)
def test_district_or_generation_tell_which_unit_is_meant(
    tmp_path: Path, lang_son: Province, properties: dict[str, str], key: str
) -> None:
    assert list(matched(tmp_path, lang_son, feature(**properties)).units) == [key]


def test_functional_areas_are_kept_apart_and_nothing_is_bounded_twice(tmp_path: Path, lang_son: Province) -> None:
    area = feature(functional_area="Khu phi thuế quan")
    assert list(matched(tmp_path, lang_son, area, feature()).areas) == ["Khu phi thuế quan"]
    with pytest.raises(BoundaryError, match=r"feature 2 \(Khu phi thuế quan\): bounded already by .*feature 1"):
        matched(tmp_path, lang_son, area, area)
    with pytest.raises(BoundaryError, match="bounded already"):
        matched(tmp_path, lang_son, feature(name="Bảo Lâm"), feature(key="Cao Lộc/commune/Bảo Lâm"))
