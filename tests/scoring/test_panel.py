"""Reading the sheets of a panel: what is missing or wrong is told with its cell, nothing is mended."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from panel_sheets import AGREED, CIRCULAR, CONSISTENT, LAYOUT, PILLARS, agreed, edit, fill, first_round, second_round

from assessment.report.language import Language
from assessment.report.panel_workbook import write_template
from assessment.scoring.ahp import ahp
from assessment.scoring.panel import ExpertSheet, read_panel
from assessment.scoring.panel_layout import IDENTITY, PanelError, panel_layout
from assessment.sheets.workbook import WorkbookUnreadableError


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sheets, the first one filled in."""
    path = tmp_path_factory.mktemp("panel") / "phiếu.xlsx"
    write_template(path, LAYOUT, Language("vi"), 3)
    return edit(path, lambda book: fill(book["CG01"], 1, agreed, "3. Hải quan", CONSISTENT))


@pytest.fixture
def copy(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(template, tmp_path / template.name))


def one(path: Path, change: Callable[[Any], None]) -> ExpertSheet:
    """Return the first sheet after a change of it."""
    edit(path, lambda book: change(book["CG01"]))
    return read_panel(path, LAYOUT).sheets[0]


def test_a_sheet_in_order(template: Path) -> None:
    panel = read_panel(template, LAYOUT)
    (sheet,) = panel.sheets
    assert (sheet.code, sheet.affiliation, sheet.answered, sheet.problems) == ("CG01", "customs", (1,), ())
    assert sheet.points[1]["impact"] == {"local_value_added": 50, "jobs": 30, "net_budget": 20}
    assert sheet.consistency is not None
    assert sheet.consistency.weights == pytest.approx([4 / 9, 2 / 9, 2 / 9, 1 / 9])
    assert (panel.empty, panel.problems, panel.synthetic) == (("CG02", "CG03"), (), True)
    assert panel.points(1)["pillars"].loc["CG01"].tolist() == AGREED[4]
    assert panel.points(2)["pillars"].empty


@pytest.mark.parametrize(
    ("cell", "value", "kind", "told"),
    [
        ("C9", None, "missing", "C9: no points of round 1 for 'attractiveness'; 0 is an answer"),
        ("C9", "40 điểm", "number", "C9: '40 điểm' for 'attractiveness' is no number"),
        ("C9", True, "number", "C9: 'True' for 'attractiveness' is no number"),
        ("C9", -1, "number", "C9: -1 points for 'attractiveness'; expected a number from 0 to 100"),
        ("C9", 100.5, "number", "C9: 100.5 points"),
        ("C9", datetime(2026, 1, 1), "number", "C9: '2026-01-01' for 'attractiveness' is no number"),
        ("C9", 41, "total", "C13: points of round 1 for 'pillars' sum to 101; expected 100"),
        ("C9", 39.99, "total", "C13: points of round 1 for 'pillars' sum to 99.99; expected 100"),
    ],
)
def test_points_that_do_not_count(copy: Path, cell: str, value: object, kind: str, told: str) -> None:
    sheet = one(copy, lambda own: own.__setitem__(cell, value))
    assert [problem.kind for problem in sheet.problems] == [kind]
    assert sheet.problems[0].message.startswith(f"phiếu.xlsx, sheet 'CG01', {told}")
    assert sheet.points == {}
    assert sheet.answered == (1,)


def test_thirds_with_four_decimals_are_a_hundred(copy: Path) -> None:
    block = next(block for block in LAYOUT.blocks if block.level == "impact")

    def thirds(own: Any) -> None:
        for row, value in zip(block.rows(), (33.3333, 33.3333, 33.3333), strict=True):
            own.cell(row, 3).value = value

    assert one(copy, thirds).problems == ()


def test_a_block_left_out_is_one_problem(copy: Path) -> None:
    block = LAYOUT.blocks[2]
    sheet = one(copy, lambda own: [own.cell(row, 3).__setattr__("value", None) for row in block.rows()])
    assert [problem.message for problem in sheet.problems] == [
        f"phiếu.xlsx, sheet 'CG01', {block.span(3)}: no points of round 1 for 'feasibility'"
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "no comparison of this pair"),
        (10, "'10' is not on the scale"),
        ("0", "'0' is not on the scale"),
        (0.3333, "'0.3333' is not on the scale"),
        (datetime(2026, 3, 1), "'2026-03-01' is not on the scale"),
    ],
)
def test_comparisons_that_do_not_count_leave_the_points(copy: Path, value: object, told: str) -> None:
    row, column = LAYOUT.pairs()[0]
    sheet = one(copy, lambda own: own.cell(row, column).__setattr__("value", value))
    assert [told in problem.message for problem in sheet.problems] == [True]
    assert f", D{row}: " in sheet.problems[0].message
    assert (sheet.comparisons, sheet.consistency) == (None, None)
    assert 1 in sheet.points


def test_numbers_and_texts_are_the_same_comparison(copy: Path) -> None:
    sheet = one(copy, lambda own: fill(own, 1, agreed, comparisons=(2, "2", 4, 1.0, "2", 2)))
    assert sheet.problems == ()


def test_inconsistent_comparisons_are_told_with_their_ratio(copy: Path) -> None:
    sheet = one(copy, lambda own: fill(own, 1, agreed, comparisons=CIRCULAR))
    (problem,) = sheet.problems
    assert sheet.comparisons is not None
    ratio = ahp(sheet.comparisons).consistency_ratio
    assert problem.kind == "inconsistent"
    assert f"C{LAYOUT.ratio_row}: consistency ratio {ratio:.3f}; expected at most 0.08" in problem.message
    assert 1 in sheet.points


@pytest.mark.parametrize(
    ("value", "told"), [(None, "no affiliation"), ("x", "'x' is none"), ("10. x", "'10. x' is none")]
)
def test_an_affiliation_that_is_not_on_the_list(copy: Path, value: str | None, told: str) -> None:
    sheet = one(copy, lambda own: own.__setitem__("C4", value))
    assert (sheet.affiliation, [told in problem.message for problem in sheet.problems]) == (None, [True])


def test_moved_rows_are_not_read(copy: Path) -> None:
    sheet = one(copy, lambda own: own.insert_rows(10))
    assert [problem.kind for problem in sheet.problems] == ["moved"]
    assert sheet.points == {}


def test_a_code_twice_with_other_answers_counts_for_none(copy: Path) -> None:
    def double(book: Any) -> None:
        book["CG02"]["C3"] = "CG01"
        fill(book["CG02"], 1, lambda level, items: AGREED[items][::-1], "4. x", CONSISTENT)

    panel = read_panel(edit(copy, double), LAYOUT)
    assert panel.sheets == ()
    assert [(problem.code, problem.kind) for problem in panel.problems] == [("CG01", "duplicate")]
    assert "sheet 'CG01'; phiếu.xlsx, sheet 'CG02': several sheets of CG01" in panel.problems[0].message


def test_copies_in_a_folder_are_one_sheet_and_empty_ones_none(copy: Path) -> None:
    for name in ("a.xlsx", "~$phiếu.xlsx", "ghi chú.txt"):
        shutil.copy2(copy, copy.with_name(name))
    panel = read_panel(copy.parent, LAYOUT)
    assert ([sheet.code for sheet in panel.sheets], panel.empty) == (["CG01"], ("CG02", "CG03"))
    assert panel.problems == ()
    assert set(panel.files) == {"a.xlsx", "phiếu.xlsx"}


def test_the_same_points_under_two_codes_are_told(copy: Path) -> None:
    panel = read_panel(edit(copy, lambda book: fill(book["CG02"], 1, agreed, "4. x", CONSISTENT)), LAYOUT)
    assert [(problem.code, problem.kind) for problem in panel.problems] == [("CG02", "alike")]
    assert [1 in sheet.points for sheet in panel.sheets] == [True, True]


def test_synthetic_sheets_among_real_ones_are_refused(copy: Path, template: Path) -> None:
    book = openpyxl.load_workbook(template)
    book.properties.keywords = None
    book.save(copy.with_name("thật.xlsx"))
    with pytest.raises(PanelError, match=r"phiếu\.xlsx: synthetic sheets among real ones"):
        read_panel(copy.parent, LAYOUT)


def test_what_is_no_panel_is_refused(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(PanelError, match="expected 'assessment-panel/1 other"):
        read_panel(copy, panel_layout("other", PILLARS))
    edit(copy, lambda book: book["CG01"].__setitem__("C3", None))
    with pytest.raises(PanelError, match=r"sheet 'CG01', C3: no code"):
        read_panel(copy, LAYOUT)
    for code in ("CG01", "CG02", "CG03"):
        edit(copy, lambda book, code=code: book[code].cell(*IDENTITY).__setattr__("value", None))
    with pytest.raises(PanelError, match="no sheet of the form"):
        read_panel(copy, LAYOUT)
    (tmp_path / "empty").mkdir()
    with pytest.raises(PanelError, match="no workbook in this folder"):
        read_panel(tmp_path / "empty", LAYOUT)
    (tmp_path / "torn.xlsx").write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(WorkbookUnreadableError):
        read_panel(tmp_path / "torn.xlsx", LAYOUT)


def test_both_rounds_are_read_from_the_second(tmp_path: Path) -> None:
    first = first_round(tmp_path / "1.xlsx", 3)
    panel = read_panel(second_round(first, tmp_path / "2.xlsx"), LAYOUT)
    assert [sheet.answered for sheet in panel.sheets] == [(1, 2)] * 3
    assert [sheet.points[1] for sheet in panel.sheets] == [
        sheet.points[1] for sheet in read_panel(first, LAYOUT).sheets
    ]
    assert panel.medians()["pillars"].tolist() == panel.points(1)["pillars"].median().tolist()
