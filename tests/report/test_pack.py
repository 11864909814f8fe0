from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import assessment.report
from assessment.findings import Figure, Section
from assessment.project import Project
from assessment.report import sets
from assessment.report.language import Language
from assessment.report.layout import FigureFiles, Rendered
from assessment.report.pack import load_trace, write_report
from assessment.report.trace import PlaceMissingError

from .demo import DemoRecord


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return Project(tmp_path)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, pictures: dict[str, FigureFiles]) -> list[str]:
    """Stand in for the drawing and the page, which have their own tests."""
    stems: list[str] = []

    def render(
        figure: Figure, language: Language, folder: Path, stem: str, *, vector_only: bool = False
    ) -> FigureFiles:
        stems.append(stem)
        files = FigureFiles(*(folder / f"{stem}.{kind}" for kind in ("png", "svg", "csv")))
        shutil.copy(pictures["trade.scopes"].png, files.png)
        files.svg.write_text("<svg/>", encoding="utf-8")
        files.csv.write_text("x", encoding="utf-8")
        return files

    def write_page(renderings: Sequence[Rendered], path: Path) -> None:
        path.write_text(" ".join(rendered.chapter.language.lang for rendered in renderings), encoding="utf-8")

    monkeypatch.setattr(assessment.report, "figures", SimpleNamespace(render=render), raising=False)
    monkeypatch.setattr(assessment.report, "page", SimpleNamespace(write_page=write_page), raising=False)
    return stems


def test_everything_is_written(
    demo: tuple[tuple[Section, ...], DemoRecord], project: Project, drawn: list[str], vi: Language
) -> None:
    files = write_report(*demo, project, "vi", vi)
    assert drawn == ["figure_1_1"]
    assert sorted(path.name for path in project.reports.iterdir()) == [
        ".sets",
        "annex.xlsx",
        "assessment.html",
        "chapter.docx",
        "figures",
        "trace.parquet",
    ]
    assert (files.coverage, files.numbers) == (1.0, 205)
    pd.testing.assert_frame_equal(load_trace(project), pd.read_parquet(files.trace))
    assert len(load_trace(project)) == 211


def test_another_language_stands_beside(
    demo: tuple[tuple[Section, ...], DemoRecord], project: Project, drawn: list[str], en: Language
) -> None:
    files = write_report(*demo, project, "en", en)
    assert files.word == project.reports / "en" / "chapter.docx"
    assert files.page.read_text(encoding="utf-8") == "en"


def test_pictures_of_an_earlier_run_are_removed(
    demo: tuple[tuple[Section, ...], DemoRecord], project: Project, drawn: list[str], vi: Language
) -> None:
    folder = project.reports / "figures"
    folder.mkdir(parents=True)
    (folder / "figure_9_9.png").write_bytes(b"old")
    (folder / "note.txt").write_text("kept", encoding="utf-8")
    write_report(*demo, project, "vi", vi)
    assert sorted(path.name for path in folder.iterdir()) == [
        "figure_1_1.csv",
        "figure_1_1.png",
        "figure_1_1.svg",
        "index.html",
        "note.txt",
    ]


def test_two_reports_are_the_same(
    demo: tuple[tuple[Section, ...], DemoRecord], project: Project, drawn: list[Any], vi: Language
) -> None:
    def contents() -> dict[str, bytes]:
        write_report(*demo, project, "vi", vi)
        complete = sets.current(project.reports)
        assert complete
        found = {path: path.read_bytes() for path in complete.rglob("*") if path.is_file()}
        assert found == {complete / name: (project.reports / name).read_bytes() for name in _names(complete)}
        return {path.relative_to(complete).as_posix(): content for path, content in found.items()}

    assert contents() == contents()


def _names(complete: Path) -> list[Path]:
    return [path.relative_to(complete) for path in complete.rglob("*") if path.is_file()]


def test_no_report_yet(project: Project) -> None:
    with pytest.raises(PlaceMissingError, match="run `assessment report --lang en`"):
        load_trace(project, "en")
