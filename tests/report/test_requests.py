"""Requests: what each agency is asked for, and that a table filled in as it was sent is read as it comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from assessment.etl.declarations import load_sources
from assessment.etl.reading import read_file
from assessment.findings import Bilingual, Missing, Name, Section, Text
from assessment.register import Entry, requested
from assessment.report.language import Language
from assessment.report.requests import write_requests


def section(*missing: Missing) -> Section:
    return Section("trade", Text("trade.title"), Text("trade.questions"), missing=missing)


def overdue(source: str, agency: str) -> Entry:
    day = pd.Timestamp(2026, 1, 20)
    return Entry(source, Bilingual("Nguồn", "Source"), Name("agency", agency), "month", None, day, True, "A", 5)


def shown(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.fixture
def lacks(language: Language) -> Missing:
    """A gap whose words the text files hold, whatever the sections call theirs."""
    return Missing(Text("economy.missing.fees.what"), Name("agency", "zone_board"), Text("economy.missing.fees.use"))


@pytest.fixture
def language() -> Language:
    return Language("vi")


def test_one_workbook_an_agency_with_what_it_holds(tmp_path: Path, language: Language, lacks: Missing) -> None:
    entries = [overdue("gate_bulletins", "zone_board"), overdue("foreign", "foreign_investment_agency")]
    written = write_requests([section(lacks), section(lacks)], entries, language, tmp_path / "new")
    assert [path.name for path in written] == ["foreign_investment_agency.xlsx", "zone_board.xlsx"]
    texts = shown(written[1])
    assert "Cơ quan được đề nghị: Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn" in texts
    assert texts.count(language.text(lacks.what)) == 1, "two sections that lack the same ask once"
    assert any("hạn kỳ tới: 20/01/2026" in text for text in texts)


def test_what_is_up_to_date_is_not_asked_for(tmp_path: Path, language: Language) -> None:
    current = Entry("x", Bilingual("Nguồn", "Source"), Name("agency", "zone_board"), "month", None, None, False, "A", 5)
    assert write_requests([], [current], language, tmp_path) == []


def test_an_empty_table_filled_in_is_read_as_it_comes_back(tmp_path: Path, language: Language) -> None:
    wanted = [entry for entry in requested() if entry.id == "scoring_inputs"]
    (path,) = write_requests([], wanted, language, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    row = {
        "Ngành, lĩnh vực": "Gỗ và sản phẩm gỗ",
        "Tiêu chí": "Việc làm",
        "Kỳ số liệu": "Năm 2025",
        "Giá trị": "1.240,5",
        "Đơn vị": "người/ha",
        "Nguồn (nhan đề)": "Báo cáo lao động năm 2025",
        "Cơ quan cung cấp": "Sở Nội vụ",
        "Mức tin cậy": "A",
    }
    for cell in sheet[4]:
        sheet.cell(5, cell.column).value = row.get(str(cell.value))
    book.save(path)
    fragment = read_file(path, "scoring_inputs/a.xlsx", "0" * 64, load_sources()["scoring_inputs"])
    assert [(found["sector"], found["value"]) for found in fragment.tables["scoring"].to_dict("records")] == [
        ("timber", 1240.5)
    ]
