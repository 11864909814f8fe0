"""Every notebook runs from its first cell to its last, on a project of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from assessment.project import Project

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
# A number each of them must show.
SHOWN = {
    "trade_and_gates": "51.990,563",
    "investment_and_peers": "515,0",
    "scope_scenarios": "39.400",
    "season_and_tet": "24,8",
    "sector_priorities": "kết quả giống hệt: True",
    "adding_a_source": "Hữu Nghị thông quan 12.345",
    "reading_a_workbook": "Hữu Nghị thông quan 410",
}


def printed(notebook: nbformat.NotebookNode) -> str:
    """Return all text the cells gave."""
    parts: list[str] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            parts.append(str(output.get("text", "")))
            parts += [str(value) for kind, value in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join(parts)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_begins_in_both_languages_and_ends_with_something_for_the_chapter(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].source.startswith("# ")
    assert "*In English: " in cells[0].source
    headings = [place for place, cell in enumerate(cells) if cell.source.startswith("## ")]
    assert cells[headings[-1]].source.startswith("## Đưa vào chương")
    assert any("print(" in cell.source for cell in cells[headings[-1] :] if cell.cell_type == "code")


def test_every_question_has_its_notebook() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(SHOWN)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    shutil.copytree(project.root / "data", root / "data")
    for folder in (elsewhere, tmp_path / "temporary"):
        folder.mkdir()
    monkeypatch.setenv("ASSESSMENT_ROOT", str(root))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "temporary"))
    raw = {file: file.read_bytes() for file in (root / "data" / "raw").rglob("*") if file.is_file()}
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(elsewhere)}}
    ).execute()
    said = printed(notebook)
    assert SHOWN.get(path.stem, "") in said
    assert "0 not readable" in said
    assert {file: file.read_bytes() for file in (root / "data" / "raw").rglob("*") if file.is_file()} == raw
    assert list(elsewhere.iterdir()) == [], "nothing is written beside the notebook"
