"""The workbooks of a panel: whole or one an expert, the same bytes every time, nothing that exists is replaced."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from panel_sheets import LAYOUT, first_round

from assessment.report.language import LANGUAGES, Language
from assessment.report.panel_workbook import write_second_round, write_template
from assessment.scoring.panel import read_panel
from assessment.scoring.panel_layout import PanelError
from assessment.synthetic import marked


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_of_all_sheets(tmp_path: Path, lang: str) -> None:
    assert write_template(tmp_path / "panel.xlsx", LAYOUT, Language(lang), 3) == (tmp_path / "panel.xlsx",)
    book = openpyxl.load_workbook(tmp_path / "panel.xlsx")
    ends = {"vi": ("Hướng dẫn", "Tổng hợp"), "en": ("Instructions", "Summary")}[lang]
    assert book.sheetnames == [ends[0], "CG01", "CG02", "CG03", ends[1]]
    assert all(sheet.protection.sheet for sheet in book)
    assert book.calculation.fullCalcOnLoad
    assert not marked(tmp_path / "panel.xlsx")
    panel = read_panel(tmp_path / "panel.xlsx", LAYOUT)
    assert (panel.sheets, panel.empty, panel.problems) == ((), ("CG01", "CG02", "CG03"), ())


def test_a_folder_gives_each_expert_the_own_sheet_only(tmp_path: Path) -> None:
    files = write_template(tmp_path / "phiếu", LAYOUT, Language("vi"), 2)
    assert [file.name for file in files] == ["CG01.xlsx", "CG02.xlsx"]
    assert openpyxl.load_workbook(files[1]).sheetnames == ["Hướng dẫn", "CG02"]
    assert read_panel(tmp_path / "phiếu", LAYOUT).empty == ("CG01", "CG02")


def test_the_same_bytes_every_time_and_no_time_in_them(tmp_path: Path) -> None:
    one, other = (write_template(tmp_path / name, LAYOUT, Language("vi"), 2)[0] for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == other.read_bytes()
    with ZipFile(one) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_nothing_that_exists_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "CG02.xlsx").write_text("answers", encoding="utf-8")
    with pytest.raises(PanelError, match=r"CG02\.xlsx: exists and may hold answers"):
        write_template(tmp_path, LAYOUT, Language("vi"), 2)
    assert [path.name for path in tmp_path.iterdir()] == ["CG02.xlsx"]
    (tmp_path / "notes").write_text("x", encoding="utf-8")
    with pytest.raises(PanelError, match="notes: exists"):
        write_template(tmp_path / "notes", LAYOUT, Language("vi"), 2)


@pytest.mark.parametrize("experts", [1, 0, -3, 100])
def test_as_many_experts_as_codes_have_digits(tmp_path: Path, experts: int) -> None:
    with pytest.raises(PanelError, match=f"{experts} experts: expected 2 to 99"):
        write_template(tmp_path / "x.xlsx", LAYOUT, Language("vi"), experts)


def test_the_second_round_keeps_the_mark_of_invented_answers(tmp_path: Path) -> None:
    panel = read_panel(first_round(tmp_path / "1.xlsx", 2), LAYOUT)
    (one, other) = write_second_round(tmp_path / "2", panel, Language("vi"))
    assert (marked(one), marked(other)) == (True, True)
    header = openpyxl.load_workbook(one)["CG01"].oddHeader.center.text
    assert header == "DỮ LIỆU MÔ PHỎNG – synthetic"


def test_medians_need_two_complete_sheets(tmp_path: Path) -> None:
    write_template(tmp_path / "1.xlsx", LAYOUT, Language("vi"), 2)
    with pytest.raises(PanelError, match="0 complete sheets in round 1: medians"):
        write_second_round(tmp_path / "2", read_panel(tmp_path / "1.xlsx", LAYOUT), Language("vi"))
    assert not (tmp_path / "2").exists()
