"""The marker of a synthetic project and the mark of a synthetic workbook; invented and real data never stand side by side."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from assessment.etl.refresh import refresh
from assessment.project import Project
from assessment.simulate.zone import simulate_zone
from assessment.synthetic import MARK, MARKER, Marker, SyntheticError, is_synthetic, marked, read_marker, refuse_mixture
from tests.command_line import RECORD, Call, typing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return simulate_zone(tmp_path_factory.mktemp("synthetic") / "zone", 2)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    return typing(monkeypatch, capsys)


def copied_by_hand(source: Path, target: Path, *, sheets_before: int = 0) -> None:
    """Copy the cells of the first sheet into a new workbook, which has properties of its own."""
    book = openpyxl.Workbook()
    for number in range(sheets_before):
        sheet = book.create_sheet(f"real {number}")
        for row in range(2000):
            sheet.append([f"text {number} {row}"])
    sheet = book.create_sheet("copied")
    for row in openpyxl.load_workbook(source).worksheets[0].iter_rows(values_only=True):
        sheet.append(row)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def one(made: Project) -> Path:
    return next(made.raw.glob("public_record/03_*.xlsx"))


def test_marker_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(Marker(7, "0.1", {"a.xlsx": "00"}).text(), encoding="utf-8")
    assert is_synthetic(tmp_path)
    assert read_marker(tmp_path) == Marker(7, "0.1", {"a.xlsx": "00"})


@pytest.mark.parametrize(
    "text", ["", "seed = 1", 'seed = "x"\nversion = "1"\n[files]\n', "seed = 1\nversion = '1'\nfiles = 3"]
)
def test_a_damaged_marker_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / MARKER).write_text(text, encoding="utf-8")
    with pytest.raises(SyntheticError, match="simulate the zone anew"):
        read_marker(tmp_path)


def test_every_synthetic_workbook_is_marked(made: Project) -> None:
    books = list(made.raw.rglob("*.xlsx"))
    assert len(books) == len(read_marker(made.raw).files)
    assert all(marked(book) for book in books)


def test_no_workbook_of_the_public_record_is_marked() -> None:
    books = list(RECORD.glob("*.xlsx"))
    assert books
    assert not any(marked(book) for book in books)


@pytest.mark.parametrize("sheets_before", [0, 5])
def test_a_sheet_copied_by_hand_is_refused_in_a_real_project(made: Project, tmp_path: Path, sheets_before: int) -> None:
    project = Project(tmp_path)
    copied_by_hand(one(made), project.raw / "public_record" / "03_copy.xlsx", sheets_before=sheets_before)
    with pytest.raises(SyntheticError, match=r"03_copy\.xlsx: synthetic data"):
        refresh(project)


def test_a_sheet_that_holds_its_texts_itself_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "inline.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<row><c t='inlineStr'><is><t>DỮ LIỆU MÔ PHỎNG</t></is></c></row>")
    assert marked(path)


def test_the_mark_is_found_across_the_pieces_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "x" * (2**16 - 5) + "DỮ LIỆU MÔ PHỎNG")
    assert marked(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_text_file_is_marked_at_its_top(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{MARK}: số liệu do máy tạo ra\n1,2\n", encoding=encoding)
    assert marked(path)
    path.write_text("Báo cáo hàng chi tiết\n1,2\n", encoding=encoding)
    assert not marked(path)


def test_what_is_no_workbook_is_not_marked(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no archive")
    assert not marked(tmp_path / "a.xlsx")
    assert not marked(tmp_path / "none.xlsx")


def test_a_changed_synthetic_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(Marker(7, "0.1", {"a.xlsx": "00"}).text(), encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(b"changed")
    with pytest.raises(SyntheticError, match=r"a\.xlsx: not among the synthetic files"):
        refuse_mixture(tmp_path, {"a.xlsx": tmp_path / "a.xlsx"}, [])


def test_the_command_writes_a_marked_project_and_refuses_a_copy(call: Call, tmp_path: Path) -> None:
    answer = call("simulate", "zone", tmp_path / "zone", "--seed", "2", "--years", "10")
    assert answer.code == 0, answer.err
    assert is_synthetic(Project(tmp_path / "zone").raw)
    real = Project(tmp_path / "real")
    copied_by_hand(one(Project(tmp_path / "zone")), real.raw / "public_record" / "03_copy.xlsx")
    refused = call("refresh", "--root", tmp_path / "real")
    assert refused.code != 0
    assert "synthetic data" in refused.err + refused.out
