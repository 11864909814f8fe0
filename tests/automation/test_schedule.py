"""Files of the schedulers: what they run, with paths that hold spaces, signs and Vietnamese letters."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from assessment.automation.schedule import HOW, KINDS, ScheduleError, schedule
from assessment.project import Project

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "Khu kinh tế & 100%"
    (root / "data" / "raw").mkdir(parents=True)
    return Project(root)


def only(kind: str, project: Project, folder: Path, at: str = "02:05") -> Path:
    return schedule(kind, project, at, folder / "made", Path("/opt/a b/assessment"))[0]


def test_the_crontab_runs_the_report_at_that_minute(project: Project, tmp_path: Path) -> None:
    line = only("cron", project, tmp_path).read_text(encoding="utf-8").splitlines()[-1]
    minute, hour, *days, command = line.split(" ", 5)
    assert (minute, hour, days) == ("5", "2", ["*", "*", "*"])
    words = shlex.split(command.replace(r"\%", "%"))
    assert words[:4] == ["/opt/a b/assessment", "report", "--root", str(project.root)]
    assert words[4:] == [">>", str(project.root / "assessment.log"), "2>&1"]
    assert not re.search(r"(?<!\\)%", command), "cron reads a bare percent sign as a new line"


def test_the_service_counts_rejects_as_done(project: Project, tmp_path: Path) -> None:
    service, timer = schedule("systemd", project, "02:05", tmp_path / "made", Path("/opt/a b/assessment"))
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str
    read.read(service, encoding="utf-8")
    assert read["Service"]["SuccessExitStatus"] == "3"
    root = str(project.root).replace("%", "%%")
    assert read["Service"]["ExecStart"] == f'"/opt/a b/assessment" report --root "{root}"'
    read.read(timer, encoding="utf-8")
    assert (read["Timer"]["OnCalendar"], read["Timer"]["Persistent"]) == ("*-*-* 02:05:00", "true")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_itself_finds_nothing_wrong(project: Project, tmp_path: Path) -> None:
    files = schedule("systemd", project, "02:05", tmp_path / "made", Path("/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, files)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if "assessment." in line] == []


def test_the_task_of_windows(project: Project, tmp_path: Path) -> None:
    path = only("windows", project, tmp_path)
    assert path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff"), "UTF-16 with its mark, as the Task Scheduler writes it"
    task = ET.fromstring(path.read_text(encoding="utf-16"))
    run = task.find(f"{TASK}Actions/{TASK}Exec")
    assert run is not None
    assert [run.findtext(f"{TASK}{name}") for name in ("Command", "Arguments", "WorkingDirectory")] == [
        "/opt/a b/assessment",
        f'report --root "{project.root}"',
        str(project.root),
    ]
    assert task.findtext(f"{TASK}Triggers/{TASK}CalendarTrigger/{TASK}StartBoundary") == "2026-01-01T02:05:00"
    assert task.findtext(f"{TASK}Settings/{TASK}MultipleInstancesPolicy") == "IgnoreNew"


def test_the_command_is_that_of_this_installation(project: Project, tmp_path: Path) -> None:
    (path,) = schedule("cron", project, "23:59", tmp_path / "made")
    command = shlex.split(path.read_text(encoding="utf-8").splitlines()[-1].split(" ", 5)[5])[0]
    assert Path(command).stem == "assessment"


@pytest.mark.parametrize(
    ("kind", "at"), [("launchd", "02:30"), ("cron", "24:00"), ("cron", "2:30"), ("systemd", "now")]
)
def test_what_is_not_known_is_refused(project: Project, tmp_path: Path, kind: str, at: str) -> None:
    with pytest.raises(ScheduleError, match="expected"):
        schedule(kind, project, at, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_every_scheduler_says_how_it_takes_its_files() -> None:
    assert set(HOW) == set(KINDS)
