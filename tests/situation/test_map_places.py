"""What the maps share: rows of units and gates, boundaries of a file, and the notes on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assessment.evidence import Evidence, open_evidence
from assessment.findings import Text
from assessment.situation.boundaries import Boundary, BoundaryError, Matched
from assessment.situation.map_places import boundary_notes, bounded, gate_rows, outlines, unit_row
from assessment.situation.scenarios import Scenarios
from tests.conftest import TODAY

SERIES = Text("scenarios.map.inside")
UNITS = ("Cao Lộc/commune/Bảo Lâm", "Cao Lộc/commune/Phú Xá")
TRIANGLE = ((106.7, 21.9), (106.8, 21.9), (106.7, 22.0), (106.7, 21.9))


@pytest.fixture(scope="module")
def scenarios(evidence: Evidence) -> Scenarios:
    return Scenarios(evidence)


def test_a_unit_stands_at_the_coordinates_of_the_library(scenarios: Scenarios) -> None:
    unit = scenarios.areas.province.former[UNITS[0]]
    name, latitude, series, longitude = unit_row(UNITS[0], unit, SERIES)
    assert (name, series) == ("Bảo Lâm", SERIES)
    assert (latitude.value, longitude.value) == (unit.latitude, unit.longitude)
    assert latitude.rows == (f"library:vietnamadminunits#admin_units_legacy.{unit.code}.wardLat",)
    assert not unit_row("Cao Lộc/commune/Song Giáp", None, SERIES)[1].known


def test_a_gate_stands_at_its_place_or_between_its_units(scenarios: Scenarios) -> None:
    rows = {getattr(row[0], "key", ""): row for row in gate_rows(scenarios, lambda gate: Text(gate))}
    assert rows["tan_thanh"][1].value == 22.00306
    assert rows["tan_thanh"][1].rows == ("file:situation/scenarios.toml#gate_place.tan_thanh.latitude",)
    town, commune = (scenarios.areas.province.former[f"Cao Lộc/{key}"] for key in ("town/Đồng Đăng", "commune/Bảo Lâm"))
    assert rows["huu_nghi"][1].value == pytest.approx((town.latitude + commune.latitude) / 2)
    assert rows["huu_nghi"][2] == Text("huu_nghi")
    # The place of Chi Ma is to be checked, and its name says so.
    assert rows["scenarios.map.unchecked"][2] == Text("chi_ma")


def test_a_map_without_files_is_schematic_and_says_so(scenarios: Scenarios) -> None:
    found = bounded(scenarios)
    assert outlines(UNITS, found) == {}
    assert [note.key for note in boundary_notes(found, UNITS)] == ["scenarios.figure.map.schematic"]


def test_notes_name_the_file_units_without_boundary_and_boundaries_without_unit() -> None:
    drawn = Boundary("a.geojson", 1, (TRIANGLE,), key=UNITS[0])
    strange = tuple((Boundary("a.geojson", number, (), name=f"X{number}"), "unknown") for number in range(12))
    found = Matched({UNITS[0]: drawn}, {}, strange)
    assert outlines(UNITS, found) == {0: (TRIANGLE,)}
    real, lacking, unknown = boundary_notes(found, UNITS)
    assert real.values == {"files": "a.geojson"}
    assert lacking.values == {"names": "Phú Xá", "count": 1}
    assert (unknown.key, unknown.values["count"]) == ("scenarios.boundary.unknown", 12)
    assert unknown.values["names"] == "X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, …"


def test_a_faulty_file_is_refused(evidence: Evidence, tmp_path: Path) -> None:
    (tmp_path / "b.geojson").write_text(json.dumps({"type": "FeatureCollection"}), encoding="utf-8")
    with pytest.raises(BoundaryError, match=r"b\.geojson"):
        bounded(Scenarios(open_evidence(evidence.record, TODAY, tmp_path)))
