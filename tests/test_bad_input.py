"""Bad input end to end: what cannot be read is named with file, sheet, cell and remedy, and everything else goes through.

One project holds the shipped public record in a good state; then some of its workbooks are damaged and damaged copies arrive.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from assessment.etl.refresh import refresh
from assessment.etl.schema import TABLES
from assessment.etl.store import Store
from assessment.project import Project

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "data" / "raw" / "public_record"
FACTS, PEOPLE, FDI, PROJECTS = (
    f"public_record/{name}.xlsx" for name in ("01_zz_hong", "06_zz_hong", "03_dau_tu_nuoc_ngoai", "13_du_an")
)
STRANGE, UNCLAIMED = "public_record/01_mau_la.xlsx", "bieu_tu_do.xlsx"
ORIGINAL = "public_record/01_thuong_mai_cua_khau.xlsx"


@dataclass(frozen=True)
class Fault:
    """A damage and how it must be named: patterns of the problem and of the remedy."""

    file: str
    sheet: str
    cell: str
    problem: str
    remedy: str


FAULTS: Mapping[str, Fault] = {
    "unreadable file": Fault(FDI, "", "", r"not a workbook that can be read", r"save it as \.xlsx, or ask the sender"),
    "file of no source": Fault(UNCLAIMED, "", "", r"unknown file", r"remove the file from data/raw, or name it under"),
    "unknown form": Fault(STRANGE, "Sheet", "A1", r"no known table in this sheet", r"public_record_trade/source\.toml"),
    "missing column": Fault(
        PROJECTS,
        "Dự án",
        "A1",
        r"table 'projects' has no column for sector; expected a header such as",
        r"public_record_projects/columns\.csv: projects,.*,sector,,",
    ),
    "unknown gate": Fault(
        FACTS,
        "Kim ngạch",
        "C9",
        r"unknown gate 'Hửu Nghị'; did you mean 'Hữu Nghị",
        r"public_record_trade/entities\.csv: gate,Hửu Nghị,<key>,,,",
    ),
    "text for a number": Fault(FACTS, "Kim ngạch", "I10", r"khoảng nhiều", r"correct the cell in the source"),
    "duplicate key": Fault(
        FACTS,
        "Kim ngạch",
        "I11",
        rf"same key has another value \(51990\.563\) in {ORIGINAL}, sheet 'Kim ngạch', cell I8",
        r"correct one of the cells",
    ),
    "impossible date": Fault(FACTS, "Kim ngạch", "G12", r"31/02/2023", r"correct the cell in the source"),
    "unknown province among facts": Fault(FACTS, "Kim ngạch", "B13", r"unknown geography 'Lạng Sôn'", r"geography,Lạng Sôn"),
    "unknown province": Fault(PEOPLE, "Dân số", "A8", r"unknown geography 'Tỉnh Lạ'", r"entities\.csv: geography,Tỉnh Lạ"),
    "text for a number in a matrix": Fault(PEOPLE, "Dân số", "E9", r"chưa rõ lắm", r"correct the cell in the source"),
}  # fmt: skip


def _shortened(source: str, sheet: str, last_row: int) -> openpyxl.Workbook:
    """Return a copy of a workbook with the head of one sheet."""
    book = openpyxl.load_workbook(RECORD / source)
    for name in book.sheetnames:
        # The list of sources is kept: rows name their publication by its code.
        if name not in (sheet, "Nguồn"):
            del book[name]
    book[sheet].delete_rows(last_row + 1, book[sheet].max_row)
    return book


def _fill(sheet: Any, row: int, values: Sequence[Any], **changes: Any) -> None:
    for column, value in enumerate(values, start=1):
        sheet.cell(row, column, value)
    for letter, value in changes.items():
        sheet[f"{letter}{row}"] = value


def damage(raw: Path) -> None:
    """Tear two workbooks of the record and put damaged copies beside the others."""
    (raw / FDI).write_bytes((raw / FDI).read_bytes()[:5000])
    book = openpyxl.load_workbook(raw / PROJECTS)
    for cell in (*book["Dự án"][6], *book["Dự án"][7]):
        if cell.value in ("Lĩnh vực", "Sector"):
            cell.value = "Ngành hàng"
    book.save(raw / PROJECTS)

    book = _shortened("01_thuong_mai_cua_khau.xlsx", "Kim ngạch", 8)
    sheet = book["Kim ngạch"]
    through = [cell.value for cell in sheet[8]]
    new = {"T": "Bản tin thử", "U": "https://example.org/ban-tin"}
    _fill(sheet, 8, through, I=1234.5, **new)
    _fill(sheet, 9, through, C="Hửu Nghị", **new)
    _fill(sheet, 10, through, D="Xuất khẩu", I="khoảng nhiều", **new)
    _fill(sheet, 11, through, I=60000)
    _fill(sheet, 12, through, G="31/02/2023", **new)
    _fill(sheet, 13, through, B="Lạng Sôn", **new)
    _fill(sheet, 14, through, D="Nhập khẩu", I=234.5, **new)
    book.save(raw / FACTS)

    book = _shortened("06_dan_so_lao_dong_muc_song.xlsx", "Dân số", 9)
    sheet = book["Dân số"]
    sheet["A8"] = "Tỉnh Lạ"
    sheet["E9"] = "chưa rõ lắm"
    book.save(raw / PEOPLE)

    book = openpyxl.Workbook()
    book.active.append(["Biểu mẫu chưa ai khai báo"])
    book.active.append(["Chỉ tiêu", "Giá trị"])
    book.active.append(["Số xe", 5])
    book.save(raw / STRANGE)
    shutil.copy2(raw / STRANGE, raw / UNCLAIMED)


@dataclass(frozen=True)
class Case:
    """The project before and after, and what the command said."""

    project: Project
    before: Store
    code: int
    out: str
    err: str

    @property
    def after(self) -> Store:
        return Store.open(self.project.processed)


def run_refresh(project: Project) -> subprocess.CompletedProcess[str]:
    code = "from assessment.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "refresh", "--root", str(project.root)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def case(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Case:
    own = Project(tmp_path_factory.mktemp("bad") / "project")
    shutil.copytree(project.root / "data", own.root / "data")
    before = Store.open(own.processed)
    damage(own.raw)
    done = run_refresh(own)
    return Case(own, before, done.returncode, done.stdout, done.stderr)


def test_it_is_done_with_rejects_and_without_a_traceback(case: Case) -> None:
    assert (case.code, case.err) == (3, "")
    # Two torn, two copies with faults and one of no known form are read; one no source claims, and 13 as they were.
    assert "files    5 read, 14 unchanged, 0 gone, 3 not readable" in case.out
    assert f"rejects  {len(FAULTS)}, all in rejects.csv" in case.out


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_with_file_sheet_cell_and_remedy(case: Case, name: str) -> None:
    fault = FAULTS[name]
    rejects = case.after.rejects()
    here = rejects[
        (rejects["file"] == fault.file) & (rejects["sheet"] == fault.sheet) & (rejects["cell"] == fault.cell)
    ]
    assert len(here) == 1, rejects.to_string()
    reject = here.iloc[0]
    assert re.search(fault.problem, reject["problem"] + " " + reject["raw"])
    assert re.search(fault.remedy, reject["remedy"])
    place = " ".join(part for part in (fault.file, fault.sheet, fault.cell) if part)
    assert f"  {place}: {reject['problem']}; {reject['remedy']}" in case.out.splitlines()


def test_the_rejects_stand_in_a_file_for_excel(case: Case) -> None:
    told = pd.read_csv(case.project.processed / "rejects.csv", encoding="utf-8-sig", keep_default_na=False)
    pd.testing.assert_frame_equal(told, case.after.rejects(), check_dtype=False)
    assert len(told) == len(FAULTS)


def test_the_good_rows_of_a_damaged_file_go_through(case: Case) -> None:
    trade = case.after.table("trade")
    document = case.after.documents().set_index("document")["url"]
    mine = trade[trade["document"].map(document) == "https://example.org/ban-tin"]
    assert sorted(mine["value"]) == [234.5, 1234.5]
    assert set(mine["flow"]) == {"total", "import"}
    lineage = case.after.lineage(mine["row_id"])
    assert {(line["file"], line["cell"]) for line in lineage.to_dict("records") if line["column"] == "value"} == {
        (FACTS, "I8"),
        (FACTS, "I14"),
    }


def test_the_first_value_of_a_key_is_kept(case: Case) -> None:
    trade = case.after.table("trade")
    assert 60000.0 not in set(trade["value"])
    assert (trade["value"] == 51990.563).sum() == (case.before.table("trade")["value"] == 51990.563).sum()


def test_what_failed_keeps_its_last_good_state(case: Case) -> None:
    states = case.after.files().set_index("file")["state"]
    assert states[[FDI, PROJECTS]].tolist() == ["kept", "kept"]
    assert states[STRANGE] == "failed"
    assert states[states.index.isin([FACTS, PEOPLE, ORIGINAL])].tolist() == ["read"] * 3
    for name, rows in (("investment", 15_000), ("projects", 28)):
        pd.testing.assert_frame_equal(case.after.table(name), case.before.table(name))
        assert len(case.after.table(name)) >= rows


def test_no_row_of_any_table_is_lost(case: Case) -> None:
    for name in TABLES:
        before, after = (store.table(name).set_index("row_id") for store in (case.before, case.after))
        assert set(before.index) <= set(after.index)
        if "value" in before:
            assert after.loc[before.index, "value"].tolist() == before["value"].tolist()
    added = {name: len(case.after.table(name)) - len(case.before.table(name)) for name in TABLES}
    assert {name: count for name, count in added.items() if count} == {"trade": 2}


def test_the_same_figures_listed_again_are_noted_and_kept_once(case: Case) -> None:
    notes = case.after.notes()
    again = notes[(notes["file"] == PEOPLE) & notes["note"].str.contains("the same figure stands in")]
    assert len(again) > 10


def test_everything_can_be_mended(case: Case, tmp_path: Path) -> None:
    own = Project(tmp_path / "project")
    shutil.copytree(case.project.root / "data", own.root / "data")
    again = run_refresh(own)
    assert (again.returncode, "files    0 read" in again.stdout) == (3, True), "still told, but nothing is read again"
    for file in (FACTS, PEOPLE, STRANGE, UNCLAIMED):
        (own.raw / file).unlink()
    for file in (FDI, PROJECTS):
        shutil.copy2(ROOT / "data" / "raw" / file, own.raw / file)
    mended = run_refresh(own)
    assert (mended.returncode, mended.stderr) == (0, "")
    assert "rejects  0" in mended.stdout
    assert "trade 2 vanished" in mended.stdout
    store = Store.open(own.processed)
    for name in TABLES:
        pd.testing.assert_frame_equal(store.table(name), case.before.table(name))


def test_a_file_that_may_not_be_opened_is_named_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Project(tmp_path)
    (own.raw / "public_record").mkdir(parents=True)
    for name in ("12_su_kien.xlsx", "13_du_an.xlsx"):
        shutil.copy2(RECORD / name, own.raw / "public_record" / name)
    real = Path.open

    def refused(path: Path, *rest: Any, **options: Any) -> Any:
        if path.name == "13_du_an.xlsx":
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **options)

    with monkeypatch.context() as locked:
        locked.setattr(Path, "open", refused)
        for _ in range(2):
            report = refresh(own)
            assert report.rows["events"] == 68
            (reject,) = report.rejects
            assert (reject.file, reject.problem) == (PROJECTS, "cannot be opened (Permission denied)")
            assert reject.remedy == "check that the file is there and may be read"
    mended = refresh(own)
    assert (mended.rejects, mended.rows["projects"], mended.read) == ((), 28, (PROJECTS,))
