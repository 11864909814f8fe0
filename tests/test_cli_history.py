"""Looking back on the command line: diff, status, and the line a report ends with."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Call, small_project, typing

from assessment import cli_history
from assessment.etl.store import Store
from assessment.evidence import Evidence
from assessment.findings import Finding, Quantity, Section, Text
from assessment.project import Project
from assessment.report.language import LANGUAGES, Language
from assessment.report.layout import lay_out
from assessment.report.printed import kept
from assessment.report.references import References


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    return typing(monkeypatch, capsys)


@pytest.fixture
def small(tmp_path: Path) -> Project:
    return small_project(tmp_path / "dự án")


def counted(evidence: Evidence) -> list[Section]:
    """A chapter of one finding that counts the projects."""
    rows = tuple(evidence.record.table("projects")["row_id"])
    values = {"rows": Quantity(float(len(rows)), "row", rows, decimals=0)}
    finding = Finding(Text("annex.finding.weakest", values), "B")
    return [Section("annex", Text("annex.title"), Text("annex.questions"), findings=(finding,))]


@pytest.fixture
def chapters(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the chapter be one finding, and tell how often it was evaluated."""
    made: list[str] = []

    def chapter(evidence: Evidence) -> list[Section]:
        made.append("made")
        return counted(evidence)

    monkeypatch.setattr(cli_history, "chapter", chapter)
    return made


def two_refreshes(call: Call, small: Project, between: Callable[[], None] = lambda: None) -> None:
    call("refresh", "--root", small.root)
    between()
    (small.raw / "public_record" / "13_du_an.xlsx").unlink()
    call("refresh", "--root", small.root)


def test_a_finding_that_changed_is_laid_to_the_file_and_nothing_is_evaluated_twice(
    call: Call, small: Project, tmp_path: Path, chapters: list[str]
) -> None:
    two_refreshes(call, small)
    answer = call("diff", "--root", small.root, "--csv", tmp_path / "d.csv")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert "28 mất; nhận định: 1" in lines[1]
    block = lines[lines.index(next(line for line in lines if line.startswith("public_record/13_du_an.xlsx"))) :]
    assert any(line.strip().startswith("Nhận định 1.1, rows: 28") for line in block)
    assert answer.err.count("not kept") == len(chapters) == 2
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["kind"] for row in rows} == {"figure", "finding", "number"}
    assert {row["file"] for row in rows} == {"public_record/13_du_an.xlsx"}
    again = call("diff", "--root", small.root, "--lang", "en")
    assert (again.err, len(chapters)) == ("", 2), "kept with the states"
    assert "28 gone; findings: 1" in again.out


def test_json_is_json_and_nothing_else(call: Call, small: Project, chapters: list[str]) -> None:
    two_refreshes(call, small)
    told = json.loads(call("diff", "--root", small.root, "--json").out)
    assert told["counts"]["findings"] == 1
    assert {change["kind"] for change in told["changes"]} == {"figure", "finding", "number"}


def test_the_figures_alone_need_no_section(call: Call, small: Project, chapters: list[str]) -> None:
    two_refreshes(call, small)
    answer = call("diff", "--root", small.root, "--figures")
    assert "28 mất (chưa so sánh nhận định" in answer.out
    assert chapters == []


def test_a_report_says_in_one_line_what_it_prints_otherwise(call: Call, small: Project) -> None:
    def remember() -> str:
        store = Store.open(small.processed)
        sections, references = counted(cli_history.open_evidence(store)), References(store)
        laid = [lay_out(sections, references, Language(lang), synthetic=False) for lang in LANGUAGES]
        return cli_history.remember(small, store, laid)

    first: list[str] = []
    two_refreshes(call, small, lambda: first.extend([remember(), remember()]))
    assert first == ["", "Báo cáo này in đúng như báo cáo trước."]
    told = remember()
    assert "nhận định: 1" in told
    assert kept(small.processed, "000002") is not None


def test_two_days_and_a_day_that_is_none(call: Call, small: Project, chapters: list[str]) -> None:
    call("refresh", "--root", small.root)
    answer = call("diff", "--root", small.root, "--from", "31/12/2015", "--to", "2024-12-31", "--lang", "en")
    assert answer.out.startswith("Changes from what was known on 31/12/2015 to what was known on 31/12/2024")
    wrong = call("diff", "--root", small.root, "--from", "32/12/2015")
    assert wrong.code == 1
    assert "000001" in wrong.err
