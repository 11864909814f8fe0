"""Tests of `situation.boundaries` on small files that are made here."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from assessment.situation.boundaries import BoundaryError, read_boundaries

SQUARE = [[106.7, 21.9], [106.8, 21.9], [106.8, 22.0], [106.7, 22.0], [106.7, 21.9]]


def feature(
    name: str | None = "Bảo Lâm", kind: str = "Polygon", coordinates: Any = None, key: str = "name"
) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {key: name} if name else {}, "geometry": geometry}


def write(folder: Path, *features: Any, name: str = "ranh_gioi.geojson") -> Path:
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_square_keeps_its_corners_and_has_its_area(tmp_path: Path) -> None:
    (found,) = read_boundaries(write(tmp_path, feature()))
    assert found.name == "Bảo Lâm"
    assert found.rings == (tuple((x, y) for x, y in SQUARE),)
    assert found.area_km2 == pytest.approx(11.12**2 * math.cos(math.radians(21.95)), rel=1e-3)


def test_a_multipolygon_has_a_ring_each_and_holes_are_not_area(tmp_path: Path) -> None:
    hole = [[106.72, 21.92], [106.74, 21.92], [106.74, 21.94], [106.72, 21.94], [106.72, 21.92]]
    other = [[x + 0.5, y] for x, y in SQUARE]
    (found,) = read_boundaries(write(tmp_path, feature(kind="MultiPolygon", coordinates=[[SQUARE, hole], [other]])))
    assert len(found.rings) == 2
    assert found.area_km2 == pytest.approx((2 - 0.04) * 11.12**2 * math.cos(math.radians(21.95)), rel=1e-3)


@pytest.mark.parametrize("key", ["key", "name", "ten"])
def test_the_name_may_stand_under_three_properties(tmp_path: Path, key: str) -> None:
    assert read_boundaries(write(tmp_path, feature(key=key)))[0].name == "Bảo Lâm"


def test_files_are_read_in_their_order_and_none_is_no_fault(tmp_path: Path) -> None:
    assert read_boundaries(tmp_path) == ()
    write(tmp_path, feature("B"), name="2.geojson")
    write(tmp_path, feature("A"), name="1.geojson")
    assert [found.name for found in read_boundaries(tmp_path)] == ["A", "B"]


CROSSED = [[106.7, 21.9], [106.8, 22.0], [106.8, 21.9], [106.7, 22.0], [106.7, 21.9]]
METRES = [[x * 1e4, y * 1e4] for x, y in SQUARE]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (feature(None), "no name"),
        (feature(kind="Point", coordinates=[106.7, 21.9]), "expected a valid polygon"),
        (feature(coordinates=[CROSSED]), "repair the layer"),
        (feature(coordinates=[METRES]), "EPSG:4326"),
        ({"type": "Feature", "properties": {"name": "A"}, "geometry": None}, "cannot be read"),
        ({"type": "Feature", "properties": {"name": "A"}, "geometry": {"type": "Square"}}, "cannot be read"),
    ],
)
def test_a_feature_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path, bad: Any, said: str) -> None:
    with pytest.raises(BoundaryError, match=said) as raised:
        read_boundaries(write(tmp_path, feature(), bad))
    assert "ranh_gioi.geojson, feature 2" in str(raised.value)


@pytest.mark.parametrize("text", ["", "[]", '{"type": "Feature"}', "no json"])
def test_a_file_that_is_no_geojson_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(BoundaryError, match=r"x\.geojson"):
        read_boundaries(tmp_path)
