from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.findings import Column, Quantity, Table, Text, not_determinable
from assessment.report.language import Language
from assessment.report.layout import Chapter
from assessment.report.numbers import NBSP
from assessment.report.references import References
from assessment.report.sources import Sources
from assessment.report.tables import Grid, annex_address, cell_address, column_widths, lay_out_table

COLUMNS = (Column(Text("common.column.year")), Column(Text("common.column.value"), "usd_million"))


@pytest.fixture
def grid_of(references: References, vi: Language) -> Any:
    def lay_out(rows: list[tuple[Any, ...]], columns: tuple[Column, ...] = COLUMNS, **kept: Any) -> Grid:
        frame = pd.DataFrame(rows, columns=[f"c{i}" for i in range(len(columns))])
        table = Table("t", Text("common.column.value"), columns, frame, **kept)
        return lay_out_table(table, "1.1", "Bảng 1.1", Sources(references, vi), vi)

    return lay_out


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text.replace(NBSP, " ") for cell in row] for row in grid.rows]


def test_the_scopes_table_of_the_demo(chapter: Chapter) -> None:
    grid = chapter.grids[0]
    assert grid.caption == "Bảng 1.1. Các phạm vi kim ngạch năm 2023"
    assert [header.replace(NBSP, " ") for header in grid.headers] == [
        "Phạm vi",
        "Chiều",
        "Giá trị (triệu USD)",
        "Tỷ trọng (%)",
    ]
    assert grid.aligns == ("left", "left", "right", "right")
    assert texts(grid)[:3] == [
        ["Tổng kim ngạch các loại hình qua địa bàn", "Tổng số", "51.990,563", "–"],
        ["Kim ngạch mở tờ khai tại Hải quan Lạng Sơn", "Tổng số", "4.975", "9,57"],
        ["Xuất khẩu hàng hóa địa phương", "Xuất khẩu", "hơn 156", "khoảng 0,30"],
    ]
    assert texts(grid)[3][2:] == ["không xác định", "không xác định"]
    assert grid.notes[1:] == (
        "Các từ “khoảng”, “hơn” thể hiện mức chính xác như nguồn công bố hoặc của số liệu đầu vào.",
        "Không xác định: chưa có số liệu công bố.",
    )
    assert grid.source_line == "Nguồn: danviet.vn (06/02/2024) [1]; tính toán của nhóm đánh giá."


def test_one_unit_of_all_number_columns_stands_above(chapter: Chapter) -> None:
    assert chapter.grids[1].unit_line == "Đơn vị tính: xe"
    assert "xe" not in " ".join(chapter.grids[1].headers)
    assert chapter.grids[0].unit_line == ""


def test_a_column_of_several_units_prints_them_in_the_cells(chapter: Chapter) -> None:
    grid = chapter.grids[2]
    assert [row[1] for row in texts(grid)][:3] == ["10.000 ha", "189 dòng", "thứ 30/63"]
    assert grid.unit_line == ""


def test_marks_and_their_notes(chapter: Chapter) -> None:
    rows = texts(chapter.grids[1])
    assert [row[3] for row in rows[:3]] == ["1.000 (SB)", "2.000* (ƯT)", "3.000*"]
    assert chapter.grids[1].notes == (
        "(SB): số sơ bộ; (ƯT): số ước tính; *: phạm vi thống kê, kỳ số liệu do nhóm đánh giá suy luận, nguồn không nêu rõ.",
    )


def test_a_mark_every_number_would_carry_becomes_one_note(chapter: Chapter) -> None:
    annex = chapter.sections[0].annex_grids[0]
    assert [row[1] for row in texts(annex)] == ["0", "100,5", "201"]
    assert annex.notes == ("Toàn bộ số liệu là số sơ bộ.",)


def test_several_reasons_get_letters(chapter: Chapter) -> None:
    grid = chapter.grids[2]
    assert [row[1] for row in texts(grid)][-2:] == ["không xác định (a)", "không xác định (b)"]
    assert "(a): quá ít quan sát" in grid.notes[-1]
    assert "(b): phạm vi thống kê khác nhau" in grid.notes[-1]


def test_units_that_a_header_says_already_are_not_repeated(grid_of: Any) -> None:
    columns = (
        Column(Text("common.column.year"), "year"),
        Column(Text("common.column.rank"), "rank"),
        Column(Text("common.column.value"), "usd_million"),
    )
    grid = grid_of([(Quantity(2023.0, "year"), Quantity(3.0, "rank"), Quantity(1.0, "usd_million"))], columns)
    assert grid.headers == ("Năm", "Thứ hạng", "Giá trị")
    assert grid.unit_line == "Đơn vị tính: triệu USD"
    assert texts(grid) == [["2023", "3", "1"]]


@pytest.mark.parametrize("bare", ["ratio", "count"])
def test_no_unit_stands_above_a_bare_number(grid_of: Any, bare: str) -> None:
    columns = (Column(Text("common.column.rank"), bare), Column(Text("common.column.value"), "usd_million"))
    grid = grid_of([(Quantity(0.12, bare), Quantity(1.0, "usd_million"))], columns)
    assert (grid.unit_line, grid.headers) == ("", ("Thứ hạng", "Giá trị (triệu USD)"))


def test_years_with_a_gap_that_pandas_made_floats(grid_of: Any) -> None:
    grid = grid_of([(2022, Quantity(1.0, "usd_million")), (None, Quantity(2.0, "usd_million"))])
    assert [row[0] for row in texts(grid)] == ["2022", "–"]


@pytest.mark.parametrize("bare", [3.5, np.float64(4.0), True])
def test_bare_numbers_are_refused(grid_of: Any, bare: Any) -> None:
    with pytest.raises(TypeError, match="table 't': bare"):
        grid_of([(2022, bare)])


def test_a_quantity_in_another_unit_than_its_column_is_refused(grid_of: Any) -> None:
    with pytest.raises(ValueError, match=r"table 't', cell B3: the quantity is in 'vnd_billion'"):
        grid_of([(2022, Quantity(1.0, "usd_million")), (2023, Quantity(1.0, "vnd_billion"))])


def test_a_quantity_that_is_not_determinable_needs_no_unit(grid_of: Any) -> None:
    grid = grid_of([(2022, not_determinable(Text("common.reason.no_row")))])
    assert texts(grid) == [["2022", "không xác định"]]


def test_an_empty_table_is_refused(grid_of: Any) -> None:
    with pytest.raises(ValueError, match="table 't' has no rows"):
        grid_of([])


def test_more_reasons_than_letters(grid_of: Any) -> None:
    reasons = [not_determinable(Text("common.grade.A")), not_determinable(Text("common.grade.B"))]
    many = [
        not_determinable(Text("common.layout.header_unit", {"header": "x", "unit": str(index)})) for index in range(28)
    ]
    grid = grid_of([(index, cell) for index, cell in enumerate([*reasons, *many])])
    assert texts(grid)[26][1] == "không xác định (aa)"
    assert len({row[1] for row in texts(grid)}) == 30


def test_addresses() -> None:
    assert [cell_address(0, column) for column in (0, 25, 26, 51, 52, 701, 702)] == [
        "A2",
        "Z2",
        "AA2",
        "AZ2",
        "BA2",
        "ZZ2",
        "AAA2",
    ]
    assert annex_address(2, 1) == "B7"


@pytest.mark.parametrize("total", [40.0, 165.0, 252.0, 900.0])
def test_columns_fill_the_width(chapter: Chapter, total: float) -> None:
    for grid in chapter.grids:
        widths = column_widths(grid, total, 2.0, 4.0)
        assert sum(widths) == pytest.approx(total)
        assert min(widths) > 0


def test_a_column_of_names_is_not_broken_while_there_is_room(chapter: Chapter) -> None:
    widths = column_widths(chapter.grids[1], 300, 2.0, 4.0)
    assert widths[0] >= 2.0 * len("Tân Thanh") + 4.0
