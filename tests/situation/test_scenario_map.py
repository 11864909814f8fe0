"""The map of the scenarios: all units and gates with a place, schematic or by a boundary file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assessment.evidence import Evidence, open_evidence
from assessment.situation.scenario_map import map_figure
from assessment.situation.scenarios import Scenarios
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> Scenarios:
    return Scenarios(evidence)


def test_the_map_draws_all_units_and_gates_with_a_place(found: Scenarios) -> None:
    figure = map_figure(found)
    series = figure.data["series"].map(lambda text: text.key.rpartition(".")[2]).value_counts()
    assert (series["inside"], series["partly"], series["gate_inside"]) == (22, 1, 5)
    unplaced = [row.x for row in figure.data.itertuples() if not row.y.known]
    assert unplaced == ["Đồng Giáp"]
    assert len(figure.options["ringed"]) == 7
    assert figure.options["outlines"] == {}


def test_a_boundary_file_makes_the_map_real(evidence: Evidence, tmp_path: Path) -> None:
    square = [[106.7, 21.96], [106.8, 21.96], [106.8, 22.02], [106.7, 22.02], [106.7, 21.96]]
    feature = {
        "type": "Feature",
        "properties": {"key": "Cao Lộc/commune/Bảo Lâm"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    (tmp_path / "b.geojson").write_text(text, encoding="utf-8")
    figure = map_figure(Scenarios(open_evidence(evidence.record, TODAY, tmp_path)))
    ((place, rings),) = figure.options["outlines"].items()
    assert figure.data["x"].iloc[place] == "Bảo Lâm"
    assert len(rings[0]) == 5
    assert any(note.key.endswith("map.real") for note in figure.notes)


def test_a_file_of_the_new_communes_is_not_taken_for_the_former_units(evidence: Evidence, tmp_path: Path) -> None:
    square = [[106.7, 21.8], [106.9, 21.8], [106.9, 22.02], [106.7, 22.02], [106.7, 21.8]]
    features = [
        {"type": "Feature", "properties": {"ten": name}, "geometry": {"type": "Polygon", "coordinates": [square]}}
        for name in ("Phường Tam Thanh", "Xã Đồng Đăng", "Phường Kỳ Lừa")
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (tmp_path / "b.geojson").write_text(text, encoding="utf-8")
    figure = map_figure(Scenarios(open_evidence(evidence.record, TODAY, tmp_path)))
    assert figure.options["outlines"] == {}
    notes = {note.key: note.values for note in figure.notes}
    assert notes["scenarios.boundary.generation"]["names"] == "Phường Tam Thanh"
    assert notes["scenarios.boundary.unknown"]["names"] == "Xã Đồng Đăng, Phường Kỳ Lừa"
