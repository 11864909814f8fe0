"""The command line end to end, on temporary projects with the shipped public record; the report has a module of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import RECORD, SMALL, START, Call, log_of, small_project, start, typing

from assessment.cli import app
from assessment.etl import state
from assessment.etl.store import Store
from assessment.project import Project

HEAVY = ("pandas", "numpy", "pyarrow", "matplotlib", "openpyxl", "docx", "scipy", "statsmodels", "pandera", "jinja2")
COMMANDS = (
    "refresh",
    "report",
    "status",
    "score",
    "trace",
    "diff",
    "inspect",
    "check",
    "notebooks",
    "request",
    "schedule",
)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    return typing(monkeypatch, capsys)


@pytest.fixture
def small(tmp_path: Path) -> Project:
    return small_project(tmp_path / "dự án")


# ------------------------------------------------------------------ help and wrong usage


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom assessment.cli import main\nsys.argv = ['assessment', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print('loaded', *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": "utf-8"}
    )
    said = done.stdout.decode("utf-8")
    assert said.splitlines()[-1] == "loaded"
    assert [name for name in COMMANDS if name not in said] == []


def test_every_command_is_known_here() -> None:
    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert names == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(call: Call, command: str) -> None:
    answer = call(command, "--help")
    assert answer.code == 0
    assert f"assessment {command}" in answer.out
    assert "--help" in answer.out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("rapport",),
        ("refresh", "--force"),
        ("refresh", "--engine", "flink"),
        ("report", "--master", "local[2]"),
        ("simulate", "goods-lines", "lines"),
        ("trace",),
        ("inspect",),
        ("diff", "one", "two"),
        ("report", "--lang", "fr"),
        ("status", "--lang", "VI"),
        ("score", "--lang", ""),
        ("trace", "Bảng 3.1", "--lang", "de"),
        ("status", "--lang"),
    ],
)
def test_wrong_usage_is_told_and_changes_nothing(
    call: Call, small: Project, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(small.root)
    answer = call(*arguments)
    assert answer.code == 2
    assert answer.out + answer.err
    if "--lang" in arguments and arguments[-1] != "--lang":
        assert "expected vi or en" in " ".join(answer.err.replace("│", " ").split())
    assert not small.processed.exists()


# ------------------------------------------------------------------ exit code 1


@pytest.mark.parametrize("command", ["refresh", "report", "status", "score", "diff"])
def test_a_folder_that_is_no_project(call: Call, tmp_path: Path, command: str) -> None:
    answer = call(command, "--root", tmp_path)
    assert (answer.code, answer.out) == (1, "")
    assert "create data/raw or name another --root" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_no_project_around_the_working_directory(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "use --root FOLDER" in call("refresh").err
    monkeypatch.setenv("ASSESSMENT_ROOT", str(tmp_path / "gone"))
    answer = call("status")
    assert (answer.code, "name another ASSESSMENT_ROOT" in answer.err) == (1, True)


@pytest.mark.parametrize(
    "arguments", [("status",), ("score",), ("diff",), ("trace", "0123456789abcdef"), ("trace", "table:trade")]
)
def test_before_the_first_refresh_the_remedy_is_told(call: Call, small: Project, arguments: tuple[str, ...]) -> None:
    answer = call(*arguments, "--root", small.root)
    assert (answer.code, answer.out) == (1, "")
    assert "run `assessment refresh`" in answer.err


def test_trace_before_the_first_report(call: Call, project: Project) -> None:
    answer = call("trace", "Bảng 3.1", "B2", "--root", project.root, "--lang", "en")
    assert (answer.code, answer.out) == (1, "")
    assert "no report has been written yet; run `assessment report --lang en`" in answer.err


def test_a_row_that_is_not_there(call: Call, project: Project) -> None:
    for place in ("0123456789abcdef", "0123456789abcdef@growth_percent", "config:zone.nowhere", "file:none.toml#x"):
        answer = call("trace", place, "--root", project.root)
        assert (answer.code, answer.out) == (1, "")
        assert f"row {place!r}: not in the record" in answer.err


@pytest.mark.parametrize("content", [None, b"", b"no workbook", b"PK\x03\x04 torn"])
def test_inspect_names_a_file_it_cannot_read(call: Call, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "số liệu.xlsx"
    if content is not None:
        path.write_bytes(content)
    answer = call("inspect", path)
    assert (answer.code, answer.out) == (1, "")
    first, remedy = answer.err.splitlines()
    assert first.startswith("assessment: số liệu.xlsx: ")
    assert remedy.startswith("  ")


def test_inspect_of_a_folder(call: Call, tmp_path: Path) -> None:
    assert call("inspect", tmp_path).code == 1


def test_a_refresh_beside_another_changes_nothing(call: Call, small: Project) -> None:
    small.processed.mkdir(parents=True)
    with state.locked(small.processed):
        answer = call("refresh", "--root", small.root)
    assert (answer.code, answer.out.count("\n")) == (1, 1)
    assert "another refresh is running (refresh on " in answer.err
    assert state.current(small.processed) is None


def test_a_full_disk_is_told_with_its_remedy(call: Call, small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(state, "save", full)
    answer = call("refresh", "--root", small.root)
    told = "assessment: [Errno 28] No space left on device\n  free some space on that drive and run this again; nothing was changed"
    assert (answer.code, answer.err.strip()) == (1, told)
    assert state.current(small.processed) is None


# ------------------------------------------------------------------ refresh and diff


def test_refresh_reads_and_a_second_one_reads_nothing(call: Call, small: Project) -> None:
    first = call("refresh", "--root", small.root)
    assert (first.code, first.err) == (0, "")
    assert "files    3 read, 0 unchanged, 0 gone, 0 not readable" in first.out
    assert "rows     projects 28, units 50, events 68" in first.out
    assert "rejects  0" in first.out
    second = call("refresh", "--root", small.root)
    assert second.code == 0
    assert re.match(r"time     \S+Z\nstate    000001 \(nothing new\), \d+\.\d s\n", second.out)
    assert "files    0 read, 3 unchanged, 0 gone, 0 not readable" in second.out


def test_a_second_refresh_of_the_whole_record_reads_nothing(call: Call, project: Project) -> None:
    before = state.current(project.processed)
    answer = call("refresh", "--root", project.root)
    assert (answer.code, answer.err) == (0, "")
    assert "files    0 read, 15 unchanged, 0 gone, 0 not readable" in answer.out
    assert "rejects  0" in answer.out
    assert state.current(project.processed) == before


def test_an_unknown_file_is_exit_code_three(call: Call, small: Project) -> None:
    shutil.copy2(RECORD / SMALL[0], small.raw / "bang_la.xlsx")
    for _ in range(2):
        answer = call("refresh", "--root", small.root)
        assert answer.code == 3
        assert "rejects  1, all in rejects.csv\n  bang_la.xlsx: unknown file" in answer.out
        assert "rows     projects 28, units 50, events 68" in answer.out


def test_an_empty_data_folder_is_refreshed_once_and_can_be_shown(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    for _ in range(2):
        answer = call("refresh", "--root", tmp_path)
        assert answer.code == 0
        assert answer.out.splitlines()[1].startswith("state    000001")
        assert "files    0 read" in answer.out
    assert call("status", "--root", tmp_path).code == 0
    assert call("score", "--root", tmp_path).code == 0


def test_diff_tells_the_last_change(call: Call, small: Project) -> None:
    call("refresh", "--root", small.root)
    assert call("diff", "--root", small.root, "--lang", "en").out.startswith("There has been one refresh only")
    (small.raw / "public_record" / "13_du_an.xlsx").unlink()
    refreshed = call("refresh", "--root", small.root)
    assert (refreshed.code, "changes  projects 28 vanished" in refreshed.out) == (0, True)
    assert refreshed.out.endswith("  … and 8 more: assessment diff --figures --csv FILE\n")
    whole = small.root / "all.csv"
    told = call("diff", "--root", small.root, "--figures", "--lang", "en", "--csv", whole).out
    assert "Figures: 0 changed, 0 added, 28 gone" in told
    assert len(whole.read_text(encoding="utf-8-sig").splitlines()) == 29, "all of them, as the summary promised"


def test_the_project_is_found_from_a_folder_below(call: Call, small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.raw)
    assert call("refresh").code == 0
    assert state.current(small.processed) == "000001"


# ------------------------------------------------------------------ status, score, inspect


def test_status_prints_the_register(call: Call, project: Project) -> None:
    store = Store.open(project.processed)
    answer = call("status", "--root", project.root)
    assert (answer.code, answer.err) == (0, "")
    _, header, *rest = answer.out.splitlines()
    lines = [line for line in rest if "\t" in line]
    assert {line.count("\t") for line in (header, *lines)} == {7}
    budget = next(line.split("\t") for line in lines if line.startswith("Quyết toán ngân sách các tỉnh"))
    assert budget[2:4] == ["hằng năm", "2014"]
    assert budget[5:] == ["quá hạn", "B", "2260"]
    assert sum(int(line.split("\t")[7]) for line in lines) == sum(
        len(store.table(name)) for name in ("trade", "traffic", "investment", "economy", "land", "projects")
    ) + sum(len(store.table(name)) for name in ("zones", "units", "events", "targets"))
    kinds = store.controls()["kind"].value_counts()
    assert rest[-1] == (
        f"Kiểm tra tổng số: khớp {kinds['exact']}, do làm tròn {kinds['rounding']}, không khớp {kinds['mismatch']}; "
        f"không đọc được 0; thay đổi biểu mẫu 0; lần cập nhật {store.state}"
    )
    assert any(line.startswith("Quá hạn: ") for line in rest)
    assert kinds["exact"] > 3000


def test_status_as_json_says_the_same_to_a_program(call: Call, project: Project) -> None:
    told = json.loads(call("status", "--root", project.root, "--json").out)
    store = Store.open(project.processed)
    assert (told["state"], told["rejects"]) == (store.state, 0)
    assert told["controls"] == {kind: int((store.controls()["kind"] == kind).sum()) for kind in told["controls"]}
    budget = next(source for source in told["sources"] if source["id"] == "public_record_budget")
    assert (budget["owner"], budget["last"], budget["overdue"], budget["rows"]) == (
        "ministry_of_finance", ["2014-01-01", "2014-12-31"], True, 2260,
    )  # fmt: skip
    waiting = next(source for source in told["sources"] if source["id"] == "gate_log")
    assert (waiting["received"], waiting["due"], "border" in waiting["sections"]) == (False, None, True)


def test_status_of_a_past_day_knows_less_and_is_overdue_as_of_that_day(call: Call, project: Project) -> None:
    now, then = (
        json.loads(call("status", "--root", project.root, "--json", *day).out)
        for day in ((), ("--as-of", "31/12/2015"))
    )
    assert then["today"] == "2015-12-31"
    rows = {name: sum(source["rows"] for source in told["sources"]) for name, told in (("now", now), ("then", then))}
    assert 0 < rows["then"] < rows["now"]
    budget = next(source for source in then["sources"] if source["id"] == "public_record_budget")
    assert not budget["overdue"] or budget["due"] <= "2015-12-31"


def test_a_day_that_is_none_is_wrong_usage(call: Call, project: Project) -> None:
    assert call("status", "--root", project.root, "--as-of", "2015").code == 2


def test_requests_go_to_the_agencies_that_hold_what_is_missing(call: Call, small: Project, tmp_path: Path) -> None:
    call("refresh", "--root", small.root)
    answer = call("request", tmp_path / "requests", "--root", small.root)
    assert answer.code == 0
    written = sorted(path.name for path in (tmp_path / "requests").iterdir())
    assert {"customs_branch_vi.xlsx", "zone_board.xlsx"} <= set(written)
    assert len(answer.out.splitlines()) == len(written)


def test_status_in_english(call: Call, project: Project) -> None:
    out = call("status", "--root", project.root, "--lang", "en").out
    assert "Foreign direct investment by sector, partner, province" in out
    assert "overdue" in out


@pytest.mark.parametrize(("lang", "sector"), [("vi", "Trái cây tươi"), ("en", "fruit")])
def test_score_prints_the_class_table(call: Call, project: Project, lang: str, sector: str) -> None:
    answer = call("score", "--root", project.root, "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    header = answer.out.splitlines()[1]
    rows = [line for line in answer.out.splitlines() if line.count("\t") == header.count("\t")]
    assert len(rows) == 7, "a header and the six sectors that are scored"
    assert sector.casefold() in answer.out.casefold()


def test_the_log_of_a_scoring_regenerates_it(call: Call, project: Project, tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    for path in (first, second):
        assert call("score", "--root", project.root, "--log", path).out.endswith(f"written  {path}\n")
    assert first.read_bytes() == second.read_bytes()
    assert set(json.loads(first.read_text(encoding="utf-8"))) == {"model", "weights", "result"}


def test_what_nothing_can_score_names_the_holders(call: Call, project: Project) -> None:
    answer = call("score", "--root", project.root, "--model", "full", "--lang", "en")
    assert answer.code == 0
    assert "I2. Jobs\t0\t" in answer.out
    assert "scores stay closed until the panel has set them" in answer.out


def test_a_log_that_cannot_be_written_is_told(call: Call, project: Project, tmp_path: Path) -> None:
    answer = call("score", "--root", project.root, "--model", "full", "--log", tmp_path / "a.json")
    assert "is not written: no sector could be scored" in answer.err
    assert not (tmp_path / "a.json").exists()
    assert call("score", "--panel-template", tmp_path / "p.xlsx", "--log", tmp_path / "a.json").code == 2


def test_inspect_shows_a_workbook_of_the_record(call: Call) -> None:
    answer = call("inspect", RECORD / "12_su_kien.xlsx")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("12_su_kien.xlsx: read with the declaration public_record_events\n")
    assert "events 68" in answer.out
    assert "rejects: 0" in answer.out


# ------------------------------------------------------------------ trace of rows


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_row_id_leads_to_its_cell(call: Call, project: Project, lang: str) -> None:
    trade = Store.open(project.processed).table("trade")
    through = trade[(trade["scope"] == "through") & (trade["value"] == 51990.563)]
    row_id = through["row_id"].iloc[0]
    answer = call("trace", row_id, "--root", project.root, "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("public_record/01_thuong_mai_cua_khau.xlsx, Kim ngạch, I8: “51990.563”")
    assert " ← " in answer.out
    assert "https://danviet.vn/" in answer.out
    beside = call("trace", f"{row_id}@growth_percent", "--root", project.root, "--lang", lang)
    assert "Kim ngạch, O8: “81.84”" in beside.out


def test_other_references_of_the_annex_are_answered_too(call: Call, project: Project) -> None:
    area = call("trace", "config:zone.area_ha", "--root", project.root).out
    assert area.startswith("assessment/zone.toml, zone.area_ha: “39400” ← https://")
    assert "data/processed, events: “68" in call("trace", "table:events", "--root", project.root).out


# ------------------------------------------------------------------ no terminal


def test_the_log_is_read_by_a_program(call: Call, small: Project) -> None:
    """A line is a key and what there is to say; lines set in belong to the one above."""
    shutil.copy2(RECORD / SMALL[0], small.raw / "bang_la.xlsx")
    before = datetime.now(UTC).replace(microsecond=0)
    told = [call("refresh", "--root", small.root).out, call("refresh", "--root", small.root).out]
    log = log_of("".join(told))
    keys = ["time", "state", "files", "rows", "controls", "notes", "rejects"]
    assert [key for key, _, _ in log if key != "changes"] == keys * 2
    times = [datetime.fromisoformat(said) for key, said, _ in log if key == "time"]
    assert before <= times[0] <= times[1] <= datetime.now(UTC)
    rejected = [below for key, _, below in log if key == "rejects"]
    assert [len(below) for below in rejected] == [1, 1]
    assert rejected[0][0].startswith("bang_la.xlsx: unknown file")


def test_another_code_page_is_no_crash(small: Project) -> None:
    start("refresh", "--root", small.root)
    answer = start("status", "--root", small.root, PYTHONIOENCODING="ascii")
    assert answer.code == 0
    failed = start("status", "--root", small.root / "không có", PYTHONIOENCODING="latin-1")
    assert failed.code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_on_a_terminal_a_bar_shows_the_progress(small: Project) -> None:
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen([*START, "refresh", "--root", str(small.root)], stdout=subprocess.PIPE, stderr=follower)
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    out, _ = process.communicate(timeout=60)
    os.close(leader)
    assert process.returncode == 0
    assert b"reading data/raw" in shown
    assert b"\x1b" not in out
