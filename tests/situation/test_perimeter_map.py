"""The map of the perimeter: units by legal source, gates in and out, functional areas schematic or by a boundary file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assessment.evidence import Evidence, open_evidence
from assessment.findings import Figure
from assessment.situation.perimeter_map import perimeter_map
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def figure(evidence: Evidence) -> Figure:
    return perimeter_map(evidence)


def series_of(figure: Figure) -> list[str]:
    return [text.key.rpartition(".")[2] for text in figure.data["series"]]


def test_every_unit_of_both_lists_stands_under_the_source_that_has_it(figure: Figure) -> None:
    """Decision 138/2008 lists 20 units, Decision 1009 of 2024 lists 23; 19 are in both, two of them once in part only."""
    found = series_of(figure)
    counts = {name: found.count(name) for name in dict.fromkeys(found)}
    assert counts == {
        "both": 17, "second": 4, "first": 1, "partly": 2, "gate_inside": 4, "gate_outside": 1, "functional_area": 3,
    }  # fmt: skip
    by_name = {name: series for name, series in zip(figure.data["x"], found, strict=True) if isinstance(name, str)}
    assert [by_name[name] for name in ("Song Giáp", "Bảo Lâm", "Bình Trung", "Vân An")] == [
        "first", "second", "partly", "partly",
    ]  # fmt: skip
    assert figure.sources == ("config:unit_list.2008.units", "config:unit_list.2024.units")


def test_functional_areas_stand_at_the_communes_their_sources_name(figure: Figure) -> None:
    places = {getattr(row.x, "key", row.x): (row.y.value, row.longitude.value) for row in figure.data.itertuples()}
    assert places["industrial_park_area_hong_phong"] == places["Hồng Phong"]
    assert places["industrial_cluster_area_hop_thanh_1"] == places["Hợp Thành"]
    between = places["project_area_viettel_logistics_park_goods_transhipment_zone"]
    assert between[0] == pytest.approx((places["Phú Xá"][0] + places["Thụy Hùng"][0]) / 2)
    keys = {note.key for note in figure.notes}
    assert {"mandate.figure.perimeter.functional", "mandate.figure.perimeter.no_boundaries"} <= keys


def test_a_file_bounds_functional_areas_known_and_new(evidence: Evidence, tmp_path: Path) -> None:
    square = [[106.7, 21.96], [106.8, 21.96], [106.8, 22.02], [106.7, 22.02], [106.7, 21.96]]
    features = [
        {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [square]}}
        for said in (
            {"functional_area": "industrial_park_area_hong_phong"},
            {"functional_area": "Khu phi thuế quan"},
            {"key": "Cao Lộc/commune/Bảo Lâm"},
        )
    ]
    (tmp_path / "b.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    found = perimeter_map(open_evidence(evidence.record, TODAY, tmp_path))
    names = {getattr(found.data["x"].iloc[row], "key", found.data["x"].iloc[row]) for row in found.options["outlines"]}
    assert names == {"industrial_park_area_hong_phong", "Bảo Lâm"}
    ((name, rings),) = found.options["areas"]
    assert (name, len(rings)) == ("Khu phi thuế quan", 1)
    assert "mandate.figure.perimeter.no_boundaries" not in {note.key for note in found.notes}
