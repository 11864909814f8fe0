"""`assessment report` end to end, and the way back from what it prints to the cells of the workbooks."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pytest
from command_line import RECORD, SMALL, Answer, Call, log_of, small_project, start, typing

from assessment.etl import state
from assessment.project import Project
from assessment.report import sets
from assessment.report.pack import load_trace

pytestmark = pytest.mark.slow

ORIGIN = re.compile(r"^  (?P<file>\S+), (?P<sheet>.+), (?P<cell>[A-Z]+\d+): “(?P<raw>.*?)”.* ← .* – https?://\S+$")


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    return typing(monkeypatch, capsys)


@dataclass(frozen=True)
class Reported:
    """A project with a report, and what the command said."""

    project: Project
    answer: Answer


@pytest.fixture(scope="session")
def reported(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """Return the report on the public record, written once however many workers there are."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "reported"
    folder.mkdir(exist_ok=True)
    told, made = folder / "answer.json", Project(folder / "project")
    while True:
        try:
            with state.locked(folder):
                if not told.exists():
                    shutil.rmtree(made.root, ignore_errors=True)
                    shutil.copytree(project.root / "data", made.root / "data")
                    answer = start("report", "--root", made.root)
                    told.write_text(json.dumps([answer.code, answer.out, answer.err]), encoding="utf-8")
            return Reported(made, Answer(*json.loads(told.read_text(encoding="utf-8"))))
        except state.RefreshBusyError:
            time.sleep(0.5)


def test_report_writes_everything_and_traces_every_number(reported: Reported) -> None:
    answer, folder = reported.answer, reported.project.reports
    assert (answer.code, answer.err) == (0, "")
    assert "files    0 read, 15 unchanged" in answer.out, "the copied data are not read again"
    for name in ("chapter.docx", "annex.xlsx", "assessment.html"):
        assert f"written  reports/{name}" in answer.out
        assert (folder / name).stat().st_size > 50_000
    numbers = re.search(r"traced   100\.0% of (\d+) printed numbers", answer.out)
    assert numbers, answer.out
    assert int(numbers.group(1)) > 3000
    figures = re.search(r"written  (\d+) figures", answer.out)
    assert figures
    for suffix in ("png", "svg", "csv"):
        assert len(list((folder / "figures").glob(f"*.{suffix}"))) == int(figures.group(1)) > 10


def test_the_handed_over_files_open_and_hold_the_real_numbers(reported: Reported) -> None:
    folder = reported.project.reports
    chapter = docx.Document(str(folder / "chapter.docx"))
    cells = [cell.text for table in chapter.tables for row in table.rows for cell in row.cells]
    assert "51.990,563" in cells
    assert sum(paragraph.style.name == "Heading 1" for paragraph in chapter.paragraphs if paragraph.style) >= 12
    annex = openpyxl.load_workbook(folder / "annex.xlsx", read_only=True)
    assert len(annex.sheetnames) > 20
    page = (folder / "assessment.html").read_text(encoding="utf-8")
    assert "51.990,563" in page
    assert re.search(r'<(?:script|link|img)[^>]+(?:src|href)="https?:', page) is None, "opens from disk, alone"


def test_the_names_of_a_report_are_short(reported: Reported) -> None:
    """Of the 260 characters of Windows 160 are left for the folder of the project, while a report of a past day is written too."""
    complete = sets.current(reported.project.reports)
    assert complete is not None
    longest = max(len(str(path.relative_to(complete))) for path in complete.rglob("*"))
    assert len("/reports/as_of_2024-12-31/en/.sets/.new-0123456789ab/") + longest <= 100


def _in_raw(project: Project, file: str, sheet: str, cell: str) -> str:
    book = openpyxl.load_workbook(project.raw / file, data_only=True, read_only=True)
    return str(book[sheet][cell].value)


def test_trace_of_a_table_cell_names_file_sheet_cell_raw_text_and_address(call: Call, reported: Reported) -> None:
    project = reported.project
    trace = load_trace(project)
    line = trace[(trace["place"] == "Bảng 3.1") & (trace["value"] == 51990.563)].iloc[0]
    answer = call("trace", "Bảng 3.1", line["cell"], "--root", project.root)
    assert (answer.code, answer.err) == (0, "")
    head, printed, origin = answer.out.splitlines()
    assert head.startswith(f"Bảng 3.1, {line['cell']}: ")
    assert "51.990,563" in printed
    found = ORIGIN.match(origin)
    assert found, origin
    assert found["raw"] == "51990.563"
    assert _in_raw(project, found["file"], found["sheet"], found["cell"]) == "51990.563"
    whole = call("trace", "bảng 3.1", "--root", project.root)
    assert answer.out.strip() in whole.out
    assert (
        len(re.findall(r"^Bảng 3\.1, ", whole.out, re.MULTILINE))
        == trace.loc[trace["place"] == "Bảng 3.1", "item"].nunique()
    )


def test_trace_of_a_cell_without_a_number_names_those_that_have_one(call: Call, reported: Reported) -> None:
    trace = load_trace(reported.project)
    cells = set(trace.loc[trace["place"] == "Bảng 3.1", "cell"])
    answer = call("trace", "Bảng 3.1", "B2", "--root", reported.project.root)
    if "B2" in cells:
        assert (answer.code, answer.out.startswith("Bảng 3.1, B2: ")) == (0, True)
    else:
        assert answer.code == 1
        named = re.search(r"no cell with a number 'B2'.* for example (.+)$", answer.err)
        assert named
        assert set(named.group(1).strip().split(", ")) <= cells


def test_trace_of_a_figure_point(call: Call, reported: Reported) -> None:
    trace = load_trace(reported.project)
    figures = trace[trace["place"].str.startswith("Hình 3.") & trace["raw"].ne("") & trace["source_cell"].ne("")]
    point = figures[figures["cell"].str.startswith("điểm") & ~figures["item"].duplicated(keep=False)].iloc[0]
    answer = call("trace", point["place"], point["cell"], "--root", reported.project.root)
    assert (answer.code, answer.err) == (0, "")
    found = ORIGIN.match(answer.out.splitlines()[-1])
    assert found, answer.out
    raw = _in_raw(reported.project, found["file"], found["sheet"], found["cell"])
    assert float(raw) == float(found["raw"])


def test_trace_of_a_place_that_is_not_there_names_what_is_near(call: Call, reported: Reported) -> None:
    answer = call("trace", "Bảng 3.99", "--root", reported.project.root)
    assert (answer.code, answer.out) == (1, "")
    assert re.search(r"no place 'Bảng 3\.99' in the report; there are for example .*Bảng 3\.\d", answer.err)


def test_every_number_of_the_report_that_rests_on_a_cell_agrees_with_the_workbook(reported: Reported) -> None:
    """The whole way back: 200 places spread over the report, read again with another reader."""
    trace = load_trace(reported.project)
    cells = trace[trace["file"].str.startswith("public_record/")].drop_duplicates(["file", "sheet", "source_cell"])
    sample = cells.sample(min(200, len(cells)), random_state=7)
    wrong = []
    for file, group in sample.groupby("file"):
        book = openpyxl.load_workbook(reported.project.raw / str(file), data_only=True)
        for row in group.to_dict("records"):
            value, raw = book[row["sheet"]][row["source_cell"]].value, row["raw"]
            same = str(value).strip() == raw or (
                isinstance(value, int | float) and abs(float(value) - float(raw)) <= 1e-9 * max(1.0, abs(float(value)))
            )
            if not same:
                wrong.append((file, row["sheet"], row["source_cell"], value, raw))
    assert wrong == []


# ------------------------------------------------------------------ documents of authors


def test_the_chapter_itself_differs_nowhere_and_a_planted_error_is_found(
    call: Call, reported: Reported, tmp_path: Path
) -> None:
    own, listed = tmp_path / "chuong.docx", tmp_path / "so.csv"
    shutil.copy2(reported.project.reports / "chapter.docx", own)
    answer = call("check", own, "--root", reported.project.root, "--csv", listed)
    assert " 0 số sai khác" in answer.out
    assert listed.read_text(encoding="utf-8-sig").count("\n") > 3000
    document = docx.Document(str(own))
    (cell,) = [c for t in document.tables for r in t.rows for c in r.cells if c.text == "51.990,563"][:1]
    cell.paragraphs[0].runs[0].text = "51.909,563"
    document.save(str(own))
    answer = call("check", own, "--root", reported.project.root)
    assert answer.code == 3
    assert " 1 số sai khác" in answer.out
    assert any("51.909,563" in line and "51.990,563" in line for line in answer.out.splitlines())


# ------------------------------------------------------------------ few data, English, no terminal


def test_a_report_on_few_data_says_what_is_missing_and_passes_on_exit_code_three(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    shutil.copy2(RECORD / SMALL[0], project.raw / "bang_la.xlsx")
    answer = start("report", "--lang", "en", "--root", project.root)
    assert (answer.code, answer.err) == (3, "")
    assert "written  reports/en/chapter.docx" in answer.out
    assert "bang_la.xlsx: unknown file" in answer.out
    text = "\n".join(part.text for part in docx.Document(str(project.reports / "en" / "chapter.docx")).paragraphs)
    assert len(re.findall(r"no published figure|not determinable|holds|supplied|ask", text, re.IGNORECASE)) > 5
    assert not (project.reports / "chapter.docx").exists()
    # The same report into a copy of itself has nothing to change there; the report's own file is no document of an author.
    own = tmp_path / "chapter_of_mine.docx"
    shutil.copy2(project.reports / "en" / "chapter.docx", own)
    before = own.read_bytes()
    again = start("report", "--lang", "en", "--root", project.root, "--into", own)
    assert (again.code, again.err) == (3, "")
    assert own.read_bytes() == before
    log = log_of(again.out)
    keys = [key for key, _, _ in log]
    assert keys[:2] == ["time", "state"]
    assert keys[-7:] == ["written"] * 4 + ["traced", "changes", "document"]
    _, document, told = log[-1]
    assert document == own.name
    assert len(told) == 2, "what was found, and that nothing was written"
    refused = start("report", "--root", project.root, "--into", project.reports / "en" / "chapter.docx")
    assert (refused.code, refused.out) == (1, "")


def test_a_report_on_nothing_of_a_past_day_is_still_a_report_in_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    answer = start("report", "--as-of", "2024-12-31", "--root", tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert "written  reports/as_of_2024-12-31/chapter.docx" in answer.out
    assert (tmp_path / "reports" / "as_of_2024-12-31" / "chapter.docx").exists()
    assert not (tmp_path / "reports" / "chapter.docx").exists()
