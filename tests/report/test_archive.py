from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from assessment.report.archive import settle

PROPERTIES = (
    '<p><dcterms:created xsi:type="x">2026-01-02</dcterms:created>'
    '<dcterms:modified xsi:type="x">2031-05-05</dcterms:modified></p>'
)


def settled(folder: Path, parts: dict[str, str]) -> ZipFile:
    with ZipFile(folder / "a.part", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    settle(folder / "a.part", folder / "a.zip")
    return ZipFile(folder / "a.zip")


def test_the_clock_is_taken_out(tmp_path: Path) -> None:
    with settled(tmp_path, {"docProps/core.xml": PROPERTIES, "b.xml": "b"}) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").decode() == PROPERTIES.replace("2031-05-05", "2026-01-02")
        assert archive.namelist() == ["docProps/core.xml", "b.xml"]
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


def test_properties_without_a_date_stay_as_they_are(tmp_path: Path) -> None:
    with settled(tmp_path, {"docProps/core.xml": "<p/>"}) as archive:
        assert archive.read("docProps/core.xml") == b"<p/>"
