"""Where a project is found, and the zone as data."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from assessment.project import Project, ProjectNotFoundError, zone_configuration


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSESSMENT_ROOT", raising=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "dự án"
    (made / "data" / "raw" / "public_record").mkdir(parents=True)
    return made


def test_the_folders_of_a_project(root: Path) -> None:
    project = Project(root)
    assert project.raw == root / "data" / "raw"
    assert project.processed == root / "data" / "processed"
    assert project.reports == root / "reports"


@pytest.mark.parametrize("below", [".", "data", "data/raw/public_record"])
def test_it_is_found_from_any_folder_of_it(root: Path, below: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / below)
    assert Project.find().root == root


def test_the_nearest_project_is_taken(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = root / "data" / "raw" / "another"
    (inner / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert Project.find().root == inner


def test_a_named_root_goes_before_the_variable_and_the_variable_before_the_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, third = tmp_path / "second", tmp_path / "third"
    for folder in (second, third):
        (folder / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(root)
    monkeypatch.setenv("ASSESSMENT_ROOT", str(second))
    assert Project.find().root == second
    assert Project.find(third).root == third
    monkeypatch.setenv("ASSESSMENT_ROOT", "")
    assert Project.find().root == root


def test_a_relative_root_becomes_an_absolute_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    assert Project.find(Path("dự án")).root == root.resolve()


def test_what_is_no_project_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "raw").write_text("a file", encoding="utf-8")
    with pytest.raises(ProjectNotFoundError, match="create data/raw or name another --root"):
        Project.find(tmp_path)
    monkeypatch.setenv("ASSESSMENT_ROOT", str(tmp_path / "nowhere"))
    with pytest.raises(ProjectNotFoundError, match=r"nowhere: expected .* name another ASSESSMENT_ROOT"):
        Project.find()
    monkeypatch.delenv("ASSESSMENT_ROOT")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProjectNotFoundError, match="use --root FOLDER"):
        Project.find()


def test_the_zone_as_data() -> None:
    zone = zone_configuration()
    assert zone["zone"]["area_ha"] == 39400
    assert zone["zone"]["area_km2"] * 100 == zone["zone"]["area_ha"]
    regime = zone["regime"]["decree_35_2022"]
    assert regime["minimum_area"]["value_ha"] == 10000
    assert (regime["plan_tolerance"]["change_ha"], regime["expansion"]["let_percent"]) == (200, 70)
    units = {entry["key"]: len(entry["units"]) for entry in zone["unit_list"]}
    assert units == {"2008": 20, "2024": 23}
    assert len(zone["scorecard"]) == 18
    assert len({indicator["key"] for indicator in zone["scorecard"]}) == 18


def test_attributions_of_a_gate_do_not_overlap() -> None:
    spans: dict[str, list[tuple[str, str]]] = {}
    for gate in zone_configuration()["gate"]:
        spans.setdefault(gate["key"], []).append(
            (str(gate.get("valid_from", "0000")), str(gate.get("valid_to", "9999")))
        )
    for found in spans.values():
        ordered = sorted(found)
        assert all(end < start for (_, end), (start, _) in pairwise(ordered))
    assert len(spans["tan_thanh_po_chai_dedicated_road_1088_2_1089"]) == 2
