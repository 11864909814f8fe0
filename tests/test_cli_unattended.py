"""Every command with nobody there: no terminal, no answer, raw folders that may only be read or not even that, very long names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

import docx
import nbformat
import pytest
from command_line import Answer, small_project, start

from assessment.cli import app
from assessment.cli_simulate import simulate
from assessment.project import Project
from assessment.report.pack import load_trace

# The superuser may write everywhere; without these two rights the modes of files bind him too.
HELD_TO_MODES = (
    "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search",
)  # fmt: skip

# Linux takes names of 255 bytes and paths of 4,096; the first folder begins as the declaration of projects wants it.
LONG = sys.platform == "linux"
NAME = "ế" * 83 + "x.xlsx"
FOLDERS = (
    "public_record",
    "13_hồ sơ gốc",
    *(normalize("NFD", f"thư mục sâu {number} ") + "=" * 90 for number in range(9)),
)
PROJECTS = "/".join((*FOLDERS, NAME)) if LONG else "public_record/13_dự án.xlsx"

COMMANDS = [
    *(str(command.name or getattr(command.callback, "__name__", "")) for command in app.registered_commands),
    *(f"simulate {command.name}" for command in simulate.registered_commands),
]
# What each command is called with, and how it ends. {root} is the project; {broken} has a notebook that fails; {out} is no project.
CALLS = {
    "refresh --root {root}": 0,
    "report --root {root}": 0,
    "status --root {root}": 0,
    "score --root {root}": 0,
    "score --panel-template {out}/panel.xlsx": 0,
    "score --panel {out}/panel.xlsx": 3,
    "trace 'Bảng 6.1' --root {root}": 0,
    "diff --root {root}": 0,
    "inspect {root}/data/raw/public_record/12_su_kien.xlsx": 0,
    "check {root}/reports/chapter.docx --root {root}": 3,
    "request {out}/requests --root {root}": 0,
    "schedule cron {out}/night --root {root}": 0,
    "notebooks --root {root}": 0,
    "notebooks --root {broken}": 1,
    "simulate zone {out}/zone": 0,
    "simulate goods-lines {out}/lines --rows 20": 0,
    "report --root {root} --into {out}/gone.docx": 1,
    "trace 'Bảng 6.99' --root {root}": 1,
    "inspect {out}/gone.xlsx": 1,
    "check {out}/gone.docx --root {root}": 1,
    "request {out}/none --root {out}": 1,
    "schedule cron {out}/none --root {out}": 1,
    "refresh --root {out}": 1,
    **{f"{name} --gone": 2 for name in COMMANDS},
}


@dataclass(frozen=True)
class Night:
    """A project whose data/raw may only be read, what every call answered, and data/raw before and after."""

    project: Project
    answers: Mapping[str, Answer]
    before: Mapping[str, object]
    after: Mapping[str, object]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...] | None:
    """Return through what a command is run for the modes of files to bind it; None where they cannot bind."""
    if sys.platform == "win32":
        return None
    through = () if os.geteuid() else HELD_TO_MODES
    if through and shutil.which(through[0]) is None:
        return None
    folder = tmp_path_factory.mktemp("modes")
    folder.chmod(0o555)
    subprocess.run([*through, "touch", str(folder / "written")], capture_output=True, check=False)
    return None if (folder / "written").exists() else through


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, held: tuple[str, ...] | None) -> Night:
    base = tmp_path_factory.mktemp("night")
    project, out = small_project(base / "dự án"), base / "out"
    out.mkdir()
    (project.raw / PROJECTS).parent.mkdir(parents=True, exist_ok=True)
    (project.raw / "public_record" / "13_du_an.xlsx").rename(project.raw / PROJECTS)
    broken = Project(base / "hỏng")
    broken.raw.mkdir(parents=True)
    for root, code in ((project.root, "print(1)"), (broken.root, "raise ValueError('hỏng')")):
        (root / "notebooks").mkdir()
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, root / "notebooks" / "a.ipynb")
    places = {"root": project.root, "broken": broken.root, "out": out}
    before = listing(project.raw)
    with modes({path: 0o555 if path.is_dir() else 0o444 for path in (project.raw, *project.raw.rglob("*"))}):
        answers = {
            call: start(*(word.format(**places) for word in shlex.split(call)), through=held or ()) for call in CALLS
        }
    return Night(project, answers, before, listing(project.raw))


@contextmanager
def modes(given: dict[Path, int]) -> Iterator[None]:
    """Give files and folders other modes for a while; folders stand before what is in them."""
    kept = {path: path.stat().st_mode for path in given}
    for path in reversed(given):
        path.chmod(given[path])
    try:
        yield
    finally:
        for path in given:
            path.chmod(kept[path])


def listing(folder: Path) -> dict[str, object]:
    """Return all below a folder by name: content and time of the last change; the lock file is nobody's data."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns, path.is_file() and sha256(path.read_bytes()).hexdigest()
        )
        for path in folder.rglob("*")
        if path.name != ".lock"
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_called_well_and_wrongly(command: str) -> None:
    ended = {code for call, code in CALLS.items() if call.startswith(f"{command} ")}
    assert 2 in ended
    assert ended & {0, 3}


@pytest.mark.slow
def test_every_command_ends_as_it_should_with_nobody_there(night: Night) -> None:
    assert {call: answer.code for call, answer in night.answers.items()} == CALLS
    silent = {call for call, answer in night.answers.items() if not answer.err}
    assert silent == {call for call, ended in CALLS.items() if ended in (0, 3)}, (
        "who failed says why, nobody else complains"
    )


@pytest.mark.slow
def test_nothing_is_written_below_data_raw_where_it_may_only_be_read(
    night: Night, held: tuple[str, ...] | None
) -> None:
    assert night.after == night.before
    if held is None:
        pytest.skip("no mode of a file binds whoever runs the tests, so that they could have written there")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere paths are not that long")
def test_a_figure_of_a_very_long_path_is_printed_and_traced(night: Night) -> None:
    path = night.project.raw / PROJECTS
    assert path.is_file()
    assert (len(path.name.encode()), len(str(path)) > 1000) == (255, True)
    trace = load_trace(night.project)
    named = normalize("NFC", PROJECTS)
    figure = trace[(trace["place"] == "Bảng 6.1") & (trace["raw"] == "7968")]
    assert set(figure["file"]) == {named}
    answered = night.answers["trace 'Bảng 6.1' --root {root}"].out
    assert f"  {named}, Dự án, I27: “7968”" in answered
    chapter = docx.Document(str(night.project.reports / "chapter.docx"))
    cells = {cell.text for table in chapter.tables for row in table.rows for cell in row.cells}
    assert "7.968\u00a0tỷ đồng" in cells


@pytest.mark.slow
def test_what_may_not_be_read_is_told_and_loses_nothing(tmp_path: Path, held: tuple[str, ...] | None) -> None:
    """A folder ends the refresh, since its files are not gone; a file is a reject, and keeps its last good reading."""
    if held is None:
        pytest.skip("no mode of a file binds whoever runs the tests")
    project = small_project(tmp_path / "dự án")
    refresh = ("refresh", "--root", project.root)
    assert start(*refresh, through=held).code == 0
    before = listing(project.processed)
    for folder in (project.raw, project.raw / "public_record"):
        with modes({folder: 0o000}):
            answer = start(*refresh, through=held)
        assert (answer.code, answer.err.count("assessment: ")) == (1, 1)
        assert f"Permission denied: '{folder}" in answer.err
        assert answer.err.endswith("nothing was changed\n")
        assert listing(project.processed) == before
    changed = project.raw / "public_record" / "13_du_an.xlsx"
    os.utime(changed, (1, 1))
    with modes({changed: 0o000}):
        answer = start(*refresh, through=held)
    assert (answer.code, answer.err) == (3, "")
    assert "  public_record/13_du_an.xlsx: cannot be opened (Permission denied)" in answer.out
    assert "projects 28" in answer.out


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of other systems closes it")
def test_no_standard_input_at_all(tmp_path: Path) -> None:
    project = small_project(tmp_path / "dự án")
    answer = start("refresh", "--root", project.root, through=("sh", "-c", 'exec "$@" <&-', "sh"))
    assert (answer.code, answer.err) == (0, "")
    assert "files    3 read" in answer.out
