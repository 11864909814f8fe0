"""Notebooks run without a screen: kept as pages, a failing one named with its cell, the others run all the same."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from assessment.project import Project
from assessment.report.notebooks import NotebooksMissingError, _without_places, notebooks_of, run_notebooks


def notebook(path: Path, *cells: str) -> None:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)


def test_a_project_without_notebooks_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotebooksMissingError, match=r"no notebook .* is there") as caught:
        notebooks_of(Project(tmp_path))
    assert "copy the notebooks" in caught.value.remedy


@pytest.mark.slow
def test_one_fails_and_the_other_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_ROOT", "elsewhere")
    project = Project(tmp_path)
    stale = project.reports / "notebooks" / "a_fails.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("of an earlier run", encoding="utf-8")
    notebook(tmp_path / "notebooks" / "a_fails.ipynb", "1", "raise ValueError('số liệu sai')", "2")
    notebook(
        tmp_path / "notebooks" / "b_runs.ipynb",
        "import os\nfrom pathlib import Path\nPath('left.txt').write_text('x')",
        "print('Xin chào,', os.environ['ASSESSMENT_ROOT'] != 'elsewhere')",
    )
    told: list[tuple[int, int]] = []
    failed, kept = run_notebooks(project, lambda done, total: told.append((done, total)))
    assert (failed.page, failed.cell, failed.error) == (None, 2, "ValueError: số liệu sai")
    assert not stale.exists(), "a page of an earlier run would pass for one of this run"
    page = _read(kept.page)
    assert "Xin chào, True" in page
    assert "Content-Security-Policy" in page
    assert "http" not in page.replace("http-equiv", ""), "the page asks the network for nothing"
    assert os.environ["ASSESSMENT_ROOT"] == "elsewhere"
    assert not list(tmp_path.rglob("left.txt"))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_no_folder_of_the_machine_stays_in_what_a_cell_said(tmp_path: Path) -> None:
    project = Project(tmp_path / "dự án")
    said = f"{project.root}/data/raw/a.xlsx, {sys.prefix}/lib/x.py:3: UserWarning, {Path.home()}/b"
    cell = nbformat.v4.new_code_cell("1")
    cell.outputs = [
        nbformat.v4.new_output("stream", name="stderr", text=said),
        nbformat.v4.new_output("display_data", data={"text/html": said, "image/png": "AAAA"}),
    ]
    book = nbformat.v4.new_notebook(cells=[cell])
    _without_places(book, project)
    for text in (cell.outputs[0]["text"], cell.outputs[1]["data"]["text/html"]):
        assert text.startswith("./data/raw/a.xlsx, …/lib/x.py:3: UserWarning, ")
        assert str(Path.home()) + "/" not in text
    assert cell.outputs[1]["data"]["image/png"] == "AAAA"


def _read(page: Any) -> str:
    return Path(page).read_text(encoding="utf-8")
