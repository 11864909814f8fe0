"""Files for cron, the timers of systemd and the Task Scheduler of Windows, filled in with this project and this installation."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from assessment.errors import AssessmentError
from assessment.project import Project

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "cron": ("crontab",),
    "systemd": ("assessment.service", "assessment.timer"),
    "windows": ("task.xml",),
}
"""The files of each scheduler."""

HOW: Final[Mapping[str, str]] = {
    "cron": "crontab crontab  (replaces the crontab of this user; to keep it, add the line with crontab -e)",
    "systemd": "copy both to /etc/systemd/system, then systemctl enable --now assessment.timer",
    "windows": "schtasks /Create /TN assessment /XML task.xml",
}
"""How each scheduler takes its files."""

_REFUSED_BY_SYSTEMD: Final = frozenset("'\"\\")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class ScheduleError(AssessmentError):
    """A nightly run cannot be set up like that; the message says what is expected."""


def schedule(kind: str, project: Project, at: str, folder: Path, command: Path | None = None) -> list[Path]:
    """Write the files of a scheduler and return their paths.

    Parameters
    ----------
    kind : str
        ``cron``, ``systemd`` or ``windows``.
    project : Project
        What is refreshed and reported.
    at : str
        When, every night: ``02:30``.
    folder : Path
        Where the files go; made where it does not exist.
    command : Path, optional
        The command to run; by default that of this installation.

    Raises
    ------
    ScheduleError
        If the scheduler is not known, the time is none, or systemd could not take the place of the command.
    """
    if kind not in KINDS:
        raise ScheduleError(f"scheduler {kind!r}: expected one of {', '.join(KINDS)}")
    found = _TIME.fullmatch(at)
    if not found:
        raise ScheduleError(f"time {at!r}: expected hours and minutes such as 02:30")
    program = str(command or _own_command())
    if kind == "systemd" and set(program) & _REFUSED_BY_SYSTEMD:
        raise ScheduleError(
            f"{program}: systemd takes no program with a quote or a backslash in its path",
            "install the package in a folder without them, or use cron",
        )
    quoting: Mapping[str, Callable[[str], str]] = {"cron": _cron_word, "systemd": _systemd_word, "windows": escape}
    quote = quoting[kind]
    values = {
        "root": quote(str(project.root)),
        "command": quote(program),
        "log": quote(str(project.root / "assessment.log")),
        "at": at,
        "hour": str(int(found[1])),
        "minute": str(int(found[2])),
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in KINDS[kind]:
        text = files("assessment.automation").joinpath("templates", name).read_text(encoding="utf-8").format(**values)
        path = folder / name
        # The Task Scheduler takes its file in UTF-16 with a mark of the byte order only.
        path.write_text(
            text, encoding="utf-16" if kind == "windows" else "utf-8", newline="\r\n" if kind == "windows" else "\n"
        )
        written.append(path)
    return written


def _cron_word(text: str) -> str:
    """Return a word of a crontab: quoted for the shell, and a percent sign, which cron reads as a new line, with a backslash."""
    return shlex.quote(text).replace("%", r"\%")


def _systemd_word(text: str) -> str:
    """Return a word of a unit: in quotes, with the signs doubled or escaped that systemd replaces.

    >>> print(_systemd_word("/opt/khu kinh tế/100%"))
    "/opt/khu kinh tế/100%%"
    """
    plain = text.replace("\\", r"\\").replace("%", "%%").replace("$", "$$").replace('"', r"\"")
    return f'"{plain}"'


def _own_command() -> Path:
    """Return the command of this installation, which stands beside its Python."""
    name = "assessment.exe" if sys.platform == "win32" else "assessment"
    return Path(sys.executable).with_name(name)
