"""The command as a person types it, for the tests: in this process, or in one of its own without a terminal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment.cli import main
from assessment.project import Project

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "data" / "raw" / "public_record"
SMALL = ("12_su_kien.xlsx", "13_du_an.xlsx", "15_don_vi_hanh_chinh.xlsx")
START = (sys.executable, "-c", "from assessment.cli import main; main()")
# What asks for colours even where there is no terminal.
COLOURING = ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "TTY_COMPATIBLE", "GITHUB_ACTIONS")


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


Call = Callable[..., Answer]


def typing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return the command, run in this process as a person would type it."""
    monkeypatch.delenv("ASSESSMENT_ROOT", raising=False)

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["assessment", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Answer(int(end.value.code or 0), said.out, said.err)

    return run


def start(*arguments: object, through: Sequence[str] = (), cwd: Path | None = None, **variables: str) -> Answer:
    """Run the command in a process of its own, without a terminal and with nobody to answer a question.

    `through` is a command that runs it, such as one that takes rights away. Whatever the command says is plain: no traceback, no
    colour, no progress bar.
    """
    kept = {name: value for name, value in os.environ.items() if name not in ("ASSESSMENT_ROOT", *COLOURING)}
    kept |= {"PYTHONIOENCODING": "utf-8", "TERM": "xterm-256color"}
    done = subprocess.run(
        [*through, *START, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, cwd=cwd, env=kept | variables,
        timeout=600, check=False,
    )  # fmt: skip
    out, err = (stream.decode("utf-8", "replace").replace("\r\n", "\n") for stream in (done.stdout, done.stderr))
    assert [sign for sign in ("Traceback", "\x1b", "━") if sign in out + err] == []
    return Answer(done.returncode, out, err)


def log_of(said: str) -> list[tuple[str, str, list[str]]]:
    """Return what was said as a program reads it: key, what there is to say, and the lines set in that belong to it."""
    log: list[tuple[str, str, list[str]]] = []
    for line in said.splitlines():
        if line.startswith("  "):
            log[-1][2].append(line.strip())
        else:
            found = re.fullmatch(r"([a-z]+) +(\S.*)", line)
            assert found, line
            log.append((found.group(1), found.group(2), []))
    return log


def small_project(root: Path, *others: str) -> Project:
    """Return a project with the three smallest workbooks of the record, not refreshed."""
    raw = root / "data" / "raw" / "public_record"
    raw.mkdir(parents=True)
    for name in (*SMALL, *others):
        shutil.copy2(RECORD / name, raw / name)
    return Project(root)
