"""Workbooks are written from the declarations: headers, names, years, the note above every table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from assessment.simulate.forms import NOTE, Sheet, headers, names, sources, write_book, write_report
from assessment.synthetic import marked


def test_a_matrix_by_year_has_the_years_for_headers(tmp_path: Path) -> None:
    row = {"geography": "vn", "document": "a", 2020: 1.5, 2021: 2.5}
    write_book(tmp_path / "a.xlsx", "public_record_province", [Sheet("retail_sales", "economy", [row])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[5]] == ["Địa phương", "Mã nguồn", 2020, 2021]
    assert [cell.value for cell in sheet[7]] == ["Cả nước", "a", 1.5, 2.5]
    assert sheet["A3"].value == NOTE


def test_a_report_form_carries_note_and_mark(tmp_path: Path) -> None:
    write_report(tmp_path / "a.xlsx", "zone_board_reports", ["title"], [["STT", "x"], [1, None]])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A4"].value, sheet["A5"].value] == ["title", NOTE, "STT", 1]
    assert marked(tmp_path / "a.xlsx")


def test_what_a_source_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="no header for"):
        headers(sources()["public_record_monthly"].table("export_month"), "nothing")
    with pytest.raises(ValueError, match="no name for"):
        names("public_record_trade", "gate", "nowhere")
