"""The notebooks of a project run from their first cell to their last, without a screen, and kept as pages.

They run with nbclient and are laid out by nbconvert (both of the extra `notebooks`), in a folder of their own, so that nothing they
write lies about beside them. A notebook that fails stops at the cell that failed; the others run all the same.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from assessment.errors import AssessmentError
from assessment.project import Project

FOLDER: Final = "notebooks"
# A notebook refreshes and draws; one that takes longer than this hangs.
SECONDS: Final = 900


class NotebooksMissingError(AssessmentError):
    """Notebooks cannot be run; the message says what is missing and `remedy` how to get it."""


@dataclass(frozen=True)
class Run:
    """What came of a notebook: the page it was kept as, or the cell (counted from 1) that failed and what it said."""

    notebook: Path
    page: Path | None = None
    cell: int = 0
    error: str = ""


def notebooks_of(project: Project) -> list[Path]:
    """Return the notebooks of a project by name.

    Raises
    ------
    NotebooksMissingError
        If there is none.
    """
    found = sorted((project.root / FOLDER).glob("*.ipynb"))
    if not found:
        raise NotebooksMissingError(
            f"{project.root / FOLDER}: no notebook (*.ipynb) is there",
            "copy the notebooks of the repository to that folder",
        )
    return found


_SAID: Final = ("text/plain", "text/html", "text/markdown")


def run_notebooks(project: Project, advance: Callable[[int, int], None] = lambda done, total: None) -> Iterator[Run]:
    """Run every notebook of a project and yield what came of each.

    Parameters
    ----------
    project : Project
        Its `notebooks` are run on its data; the pages are written to `reports/notebooks`.
    advance : callable, optional
        Called with the number of notebooks done and of all.

    Raises
    ------
    NotebooksMissingError
        If there is no notebook, or the parts that run them are not installed.
    """
    found = notebooks_of(project)
    try:
        import nbclient  # noqa: F401
        import nbconvert  # noqa: F401
    except ImportError as error:
        raise NotebooksMissingError(f"notebooks need {error.name}", 'install it: pip install ".[notebooks]"') from error
    folder = project.reports / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for done, path in enumerate(found):
        advance(done, len(found))
        yield _run(path, project, folder / f"{path.stem}.html")
    advance(len(found), len(found))


def _run(path: Path, project: Project, page: Path) -> Run:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as place, _at(project):
        where = {"metadata": {"path": place}}
        # Every kernel warns that it talks over this machine's own loopback, as all of Jupyter does.
        quiet = ["--IPKernelApp.log_level=40"]
        client = NotebookClient(
            notebook, timeout=SECONDS, kernel_name="python3", resources=where, extra_arguments=quiet
        )
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            # A page of an earlier run would pass for one of this run.
            page.unlink(missing_ok=True)
            told = f"{error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else str(error)
            return Run(path, None, _failed(notebook), told)
    _without_places(notebook, project)
    _keep(notebook, path.stem, page)
    return Run(path, page)


def _without_places(notebook: Any, project: Project) -> None:
    """Take the folders of this machine out of what the cells said: a warning names the file it comes from."""
    package = Path(str(files("assessment"))).parent
    told = {
        str(project.root): ".",
        str(package): "…",
        sys.prefix: "…",
        tempfile.gettempdir(): "…",
        str(Path.home()): "~",
    }
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        data = output.get("data", {})
        for said, key in ((output, "text"), *((data, kind) for kind in _SAID)):
            # The longest first: a project may lie below the home of its user.
            for place in sorted(told, key=len, reverse=True):
                if isinstance(said.get(key), str):
                    said[key] = said[key].replace(place, told[place])


def _failed(notebook: Any) -> int:
    """Return the number of the cell that ran last."""
    ran = [
        place
        for place, cell in enumerate(notebook.cells, start=1)
        if cell.get("execution_count") or cell.get("outputs")
    ]
    return max(ran, default=0)


@contextmanager
def _at(project: Project) -> Iterator[None]:
    """Let the kernel find the project, whatever folder it runs in."""
    before = os.environ.get("ASSESSMENT_ROOT")
    os.environ["ASSESSMENT_ROOT"] = str(project.root)
    try:
        yield
    finally:
        if before is None:
            del os.environ["ASSESSMENT_ROOT"]
        else:
            os.environ["ASSESSMENT_ROOT"] = before


def _keep(notebook: Any, title: str, page: Path) -> None:
    from nbconvert import HTMLExporter

    # The template "basic" stands by itself; the others load their scripts from the network.
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    style = files("assessment.report").joinpath("templates", "notebook.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    head = (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>\n{style}</style></head><body>'
    )
    written = page.with_name(page.name + ".part")
    written.write_text(f"{head}\n{body}\n</body></html>\n", encoding="utf-8", newline="\n")
    written.replace(page)
