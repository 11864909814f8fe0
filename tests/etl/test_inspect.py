"""What the reader sees in a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from assessment.customs.simulate import simulate_goods_lines
from assessment.etl.inspect import inspect
from assessment.sheets.workbook import WorkbookUnreadableError
from tests.sources.official_forms import workbook

from . import small_report as small
from .test_gate_log import GOOD, HEAD, SECRETS, line
from .toy import HEADERS, Toy, fact, facts_sheet


def test_tables_headers_and_what_is_unknown_are_shown(toy: Toy) -> None:
    path = toy.book(facts_sheet([fact(gate="Hửu Nghị")], [*HEADERS, "Cột lạ"]))
    said = inspect(path, toy.sources)
    assert "a.xlsx: read with the declaration toy" in said
    assert "facts → routed: title A1, header rows 3, rows 4 to 4" in said
    assert "A3 'Chỉ tiêu' → indicator" in said
    assert "add a line to assessment/sources/toy/columns.csv: facts,Cột lạ,<key>,," in said
    assert "did you mean 'Hữu Nghị'?" in said


def test_a_workbook_from_elsewhere_is_read_with_the_declaration_that_knows_its_tables(toy: Toy, tmp_path: Path) -> None:
    path = toy.facts(fact()).rename(tmp_path / "copy.xlsx")
    assert "copy.xlsx: read with the declaration toy" in inspect(path, toy.sources)


def test_a_workbook_no_one_knows_is_described(toy: Toy) -> None:
    said = inspect(toy.book([["Bảng lạ"], ["a", 1]], name="x/b.xlsx"), toy.sources)
    assert "no declaration knows this workbook" in said
    assert "begins at A1 'Bảng lạ'" in said


def test_a_file_that_cannot_be_read_is_told(toy: Toy, tmp_path: Path) -> None:
    with pytest.raises(WorkbookUnreadableError, match="cannot be opened"):
        inspect(tmp_path / "none.xlsx", toy.sources)


def test_a_header_declared_by_a_pattern_is_shown_with_its_meaning(tmp_path: Path) -> None:
    columns = small.COLUMNS.replace("export,Thực hiện {period} Trị giá,", "export,~thuc hien {period} tri gia.*,")
    small.source(tmp_path, columns=columns)
    book = Workbook()
    for row in small.SHEET:
        book.active.append(row)
    book.save(tmp_path / "2024-05-29-book.xlsx")
    said = inspect(tmp_path / "2024-05-29-book.xlsx", tmp_path)
    assert "'Thực hiện tháng 5 năm 2024 Trị giá' → measure value; status preliminary; unit @2 (month" in said


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_of_goods_lines_is_known_outside_its_folder_and_shows_no_trader(tmp_path: Path, suffix: str) -> None:
    export, _ = simulate_goods_lines(tmp_path / f"lines.{suffix}", 40, seed=1)
    said = inspect(export.rename(tmp_path / f"from a mail.{suffix}"))
    assert "read with the declaration customs_goods_lines\nbelongs into data/raw/customs_goods_lines/" in said
    assert "S10 'Mã HS' → hs" in said
    assert "lines: 40" in said
    assert "SYNTHETIC TRADER" not in said
    assert not re.search(r"\b01\d{8}\b", said)


def test_a_gate_log_is_known_outside_its_folder_and_shows_no_person(tmp_path: Path) -> None:
    head = ["Họ tên lái xee" if header == "Họ và tên lái xe" else header for header in HEAD]
    rows = [["Nhật ký phương tiện qua cửa khẩu"], [], head, line(1, *GOOD), line(2, *GOOD, gate=SECRETS[1])]
    said = inspect(workbook(tmp_path / "from a mail.xlsx", rows))
    assert "read with the declaration gate_log\nbelongs into data/raw/gate_log/" in said
    assert "I3 'Thời điểm đến' → arrival" in said
    assert "D3 'Họ tên lái xee' → unknown, the nearest known header is 'Họ và tên lái xe'" in said
    assert "E5 '': unknown gate" in said
    assert not any(secret in said for secret in SECRETS)


def test_a_log_without_its_title_is_known_by_its_headers(tmp_path: Path) -> None:
    said = inspect(workbook(tmp_path / "a.xlsx", [["Danh sách xe"], [], HEAD, line(1, *GOOD)]))
    assert "row 3: the headers of log, declaration gate_log, without its title" in said
    assert "a row above them that says 'Nhật ký phương tiện qua cửa khẩu'" in said
    assert "no declaration knows" not in said
    assert not any(secret in said for secret in SECRETS)
