"""An expert's sheet: what is locked, what is checked, and that its formulas say what the package computes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from panel_sheets import CIRCULAR, LAYOUT, agreed, edit, fill, first_round, random_comparisons

from assessment.report.language import Language
from assessment.report.panel_sheet import Words
from assessment.report.panel_workbook import write_second_round, write_template
from assessment.scoring.panel import read_panel
from assessment.scoring.panel_layout import FIRST_COLUMN, ROUND_COLUMNS, SCALE, SEATS, cell_name
from assessment.sheets.workbook import read_workbook

OFFICE = shutil.which("soffice")
EXPERTS = 12


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("first") / "panel.xlsx"
    write_template(path, LAYOUT, Language("vi"), 2)
    return openpyxl.load_workbook(path)["CG01"]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("second")
    panel = read_panel(first_round(folder / "1.xlsx", 3), LAYOUT)
    write_second_round(folder / "2.xlsx", panel, Language("vi"))
    return openpyxl.load_workbook(folder / "2.xlsx")["CG01"], panel


def unlocked(sheet: Any) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


def points_of(number: int) -> set[str]:
    return {cell_name(row, ROUND_COLUMNS[number]) for block in LAYOUT.blocks for row in block.rows()}


def test_only_answers_of_the_round_that_is_on_are_unlocked(first: Any, second: Any) -> None:
    always = {cell_name(*pair) for pair in LAYOUT.pairs()} | {"C4", "D4", "E4", "F4"}
    assert unlocked(first) == points_of(1) | always
    assert unlocked(second[0]) == points_of(2) | always
    for sheet in (first, second[0]):
        assert sheet.protection.sheet
        assert sheet.protection.password is None


def test_answers_are_validated(first: Any) -> None:
    rules = {rule.type: rule for rule in first.data_validations.dataValidation if rule.type != "list"}
    lists = [rule for rule in first.data_validations.dataValidation if rule.type == "list"]
    assert (rules["decimal"].formula1, rules["decimal"].formula2, rules["decimal"].operator) == ("0", "100", "between")
    assert [rule.formula1 for rule in lists] == ["$I$1:$I$9", '"' + ",".join(SCALE) + '"']
    covered = {name for rule in first.data_validations.dataValidation for name in unlocked(first) if name in rule.sqref}
    assert unlocked(first) - covered == {"D4", "E4", "F4"}, "the affiliation is one cell over four columns"


def test_the_second_round_shows_medians_and_own_answers_only(second: Any) -> None:
    sheet, panel = second
    medians = panel.medians()
    for block in LAYOUT.blocks:
        for row, item in zip(block.rows(), block.items, strict=True):
            assert sheet.cell(row, 3).value == panel.sheets[0].points[1][block.level][item]
            assert sheet.cell(row, 4).value == medians[block.level][item]
            assert sheet.cell(row, 5).value is None
    assert sheet["C4"].value == Words(Language("vi")).affiliation("finance_ministry")
    assert [sheet.cell(*pair).value for pair in LAYOUT.pairs()] == ["2", "2", "4", "1", "2", "2"]
    assert not any(f"CG{other:02d}" in str(cell.value) for other in (2, 3) for row in sheet.iter_rows() for cell in row)


def test_lists_keys_and_formulas_stand_in_hidden_columns(first: Any) -> None:
    assert [first.cell(row, 9).value[:2] for row in range(1, 10)] == [f"{place}." for place in range(1, len(SEATS) + 1)]
    assert first["H9"].value == "attractiveness"
    assert all(first.column_dimensions[letter].hidden for letter in ("H", "I", "K", "Z"))
    assert first.print_area == f"'CG01'!$A$1:$F${LAYOUT.ratio_row + 1}"


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Sheets with random comparisons as LibreOffice computes them, and as the package reads them."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: its results cannot be compared")
    folder = tmp_path_factory.mktemp("office")
    path = first_round(folder / "panel.xlsx", EXPERTS)
    generator = np.random.default_rng(11)

    def change(book: Any) -> None:
        for number in range(1, EXPERTS - 1):
            fill(book[f"CG{number:02d}"], 1, agreed, comparisons=random_comparisons(generator))
        fill(book["CG11"], 1, agreed, comparisons=CIRCULAR)
        book["CG02"]["C9"] = 41.25
        book["CG03"]["C9"] = None
        book["CG12"].cell(*LAYOUT.pairs()[0]).value = None

    edit(path, change)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = folder / "out"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return read_workbook(target / path.name), read_panel(path, LAYOUT)


@pytest.mark.slow
def test_sums_and_consistency_are_those_of_the_package(recalculated: tuple[Any, Any]) -> None:
    """Tolerance 1e-9 for consistency ratios from 0 to far beyond the limit."""
    book, panel = recalculated
    computed = {sheet.name: sheet for sheet in book.visible}
    ratios = []
    for own in panel.sheets:
        rows = computed[own.code].rows
        found = rows[LAYOUT.ratio_row - 1][FIRST_COLUMN - 1]
        if own.consistency is None:
            assert (own.code, found) == ("CG12", "")
            continue
        ratios.append(own.consistency.consistency_ratio)
        assert found == pytest.approx(ratios[-1], abs=1e-9)
        verdict = "Nhất quán" if own.consistency.consistent else "Chưa nhất quán"
        assert rows[LAYOUT.ratio_row][FIRST_COLUMN - 1] == verdict
    assert len(ratios) == EXPERTS - 1
    assert max(ratios) > 1


@pytest.mark.slow
def test_a_sheet_saved_by_libreoffice_is_read_the_same(recalculated: tuple[Any, Any]) -> None:
    book, panel = recalculated
    again = read_panel(Path(book.file), LAYOUT)
    assert [sheet.cells for sheet in again.sheets] == [sheet.cells for sheet in panel.sheets]
    assert [sheet.problems for sheet in again.sheets] == [sheet.problems for sheet in panel.sheets]
    assert again.synthetic


@pytest.mark.slow
def test_checks_tell_what_the_reader_tells(recalculated: tuple[Any, Any]) -> None:
    book, _ = recalculated
    rows = {sheet.name: sheet.rows for sheet in book.visible}
    assert [rows[code][12][2] for code in ("CG01", "CG02", "CG03")] == [100, 101.25, 60]
    assert [rows[code][13][2] for code in ("CG01", "CG02", "CG03")] == ["Đủ 100", "Chưa bằng 100", "Chưa điền đủ"]
    assert [rows["CG01"][row][4] for row in (12, 13)] == ["", ""]
    summary = rows["Tổng hợp"]
    assert [row[2] for row in summary[5:8]] == ["Đủ", "Chưa đủ", "Chưa đủ"]
    assert {row[3] for row in summary[5 : 5 + EXPERTS]} == {"Chưa đủ"}
