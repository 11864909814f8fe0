"""Files of the schedulers: what they say, and what cron and systemd make of them, with spaces, signs and Vietnamese letters in paths.

No scheduler of the machine is touched: the line of the crontab is run as cron runs it, and systemd is one of its own that nobody else
sees, with `/run` and its home in temporary folders.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from assessment.automation.schedule import HOW, KINDS, ScheduleError, schedule
from assessment.project import Project

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "Khu kinh tế & 100%, it's $HOME"
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
    root = str(project.root).replace("\\", r"\\").replace("%", "%%").replace("$", "$$")
    assert read["Service"]["ExecStart"] == f'"/opt/a b/assessment" report --root "{root}"'
    read.read(timer, encoding="utf-8")
    assert (read["Timer"]["OnCalendar"], read["Timer"]["Persistent"]) == ("*-*-* 02:05:00", "true")


@pytest.mark.parametrize("sign", ["'", '"', "\\"])
def test_a_program_that_systemd_could_not_start_is_refused(project: Project, tmp_path: Path, sign: str) -> None:
    with pytest.raises(ScheduleError, match="no program with a quote or a backslash") as refused:
        schedule("systemd", project, "02:05", tmp_path / "made", tmp_path / f"a{sign}b" / "assessment")
    assert "cron" in refused.value.remedy
    assert not (tmp_path / "made").exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_itself_finds_nothing_wrong(project: Project, tmp_path: Path) -> None:
    files = schedule("systemd", project, "02:05", tmp_path / "made", Path("/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, files)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if "assessment." in line] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no cron there")
def test_the_line_of_the_crontab_run_as_cron_runs_it(project: Project, tmp_path: Path) -> None:
    """Cron knows four variables only, takes a bare percent sign for the end of the command, and mails what is not in the log."""
    (project.raw / "bảng lạ.xlsx").write_bytes(b"of no form")
    (path,) = schedule("cron", project, "23:59", tmp_path / "made")
    line = path.read_text(encoding="utf-8").splitlines()[-1].split(" ", 5)[5]
    command = re.split(r"(?<!\\)%", line)[0].replace(r"\%", "%")
    kept = {"HOME": str(Path.home()), "LOGNAME": "assessment", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["/bin/sh", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, env=kept, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, b"", b"")
    log = (project.root / "assessment.log").read_text(encoding="utf-8")
    assert log.startswith("time ")
    assert "\n  bảng lạ.xlsx: unknown file" in log
    assert "\nwritten  reports/chapter.docx\n" in log
    assert "\x1b" not in log
    assert sorted(found.name for found in project.root.iterdir()) == ["assessment.log", "data", "reports"]


# What a machine without systemd lacks: the folders that tell of it. The report is stood in for by a command that keeps its words.
MANAGER = r"""
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user || exit 77
/usr/lib/systemd/systemd --user &
tries=0
until systemctl --user list-units >/run/answer 2>&1
do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || exit 77
    sleep 0.1
done
systemctl --user enable --now assessment.timer
systemctl --user start assessment.service
echo "started $?"
systemctl --user show assessment.timer --property ActiveState,NextElapseUSecRealtime
systemctl --user show assessment.service --property Result,ExecMainStatus
"""
APART = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def _no_systemd() -> str:
    """Return why no systemd of its own can be run here, or nothing."""
    if not (Path("/usr/lib/systemd/systemd").exists() and shutil.which("systemctl") and shutil.which("unshare")):
        return "systemd is not installed here"
    if Path("/run/systemd/system").exists():
        return "systemd runs this machine, which no test touches"
    refused = subprocess.run([*APART, "true"], capture_output=True, check=False).returncode
    return "processes cannot be set apart here" if refused else ""


NO_SYSTEMD = _no_systemd()


@pytest.mark.skipif(bool(NO_SYSTEMD), reason=NO_SYSTEMD)
@pytest.mark.parametrize("code", [0, 1, 3])
def test_systemd_runs_the_service_and_waits_for_the_night(tmp_path: Path, code: int) -> None:
    project = Project(tmp_path / "it's_100%_$HOME")
    command = tmp_path / "an install, 100%" / "assessment"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "$0.words"\nexit {code}\n', encoding="utf-8")
    command.chmod(0o755)
    home = tmp_path / "home"
    schedule("systemd", project, "02:05", home / ".config" / "systemd" / "user", command)
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": "/run/user", "TZ": "UTC"}
    done = subprocess.run(
        [*APART, "sh", "-c", MANAGER], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=kept, timeout=120, check=False
    )  # fmt: skip
    if done.returncode == 77:
        pytest.skip(f"systemd does not come up here: {done.stderr}")
    words = command.with_name("assessment.words").read_text(encoding="utf-8").splitlines()
    assert words == ["report", "--root", str(project.root)]
    good = code in (0, 3)
    assert f"started {int(not good)}\n" in done.stdout, "rejects count as done"
    assert f"Result={'success' if good else 'exit-code'}\n" in done.stdout
    assert f"ExecMainStatus={code}\n" in done.stdout
    assert re.search(r"NextElapseUSecRealtime=.* 02:05:00 UTC\n", done.stdout)
    assert "ActiveState=active\n" in done.stdout


def test_the_task_of_windows(project: Project, tmp_path: Path) -> None:
    path = only("windows", project, tmp_path)
    assert path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff"), "UTF-16 with its mark, as the Task Scheduler writes it"
    task = ET.fromstring(path.read_text(encoding="utf-16"))
    run = task.find(f"{TASK}Actions/{TASK}Exec")
    assert run is not None
    said = project.root / "assessment.log"
    # The shell takes the outer quotes off (/s) and runs the rest as it stands.
    assert [run.findtext(f"{TASK}{name}") for name in ("Command", "Arguments", "WorkingDirectory")] == [
        "cmd.exe",
        f'/d /s /c ""{Path("/opt/a b/assessment")}" report --root "{project.root}" >> "{said}" 2>&1"',
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
