"""A sheet as a person sees it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook as Book

from assessment.sheets.appearance import as_seen
from assessment.sheets.formats import BookFormats, SheetFormats
from assessment.sheets.workbook import NO_RESULT, CellError, Sheet, read_workbook


def sheet(*rows: list[object]) -> Sheet:
    return Sheet("a.xls", "S", True, [list(row) for row in rows])


def test_texts_are_decoded_by_the_font_of_their_cell_and_others_left_alone() -> None:
    seen, _ = as_seen(sheet(["n\xadíc", "Ô tô"]), SheetFormats(fonts={(0, 0): ".VnTime"}))
    assert seen.rows == [["nước", "Ô tô"]]


def test_without_known_fonts_the_text_itself_is_the_evidence() -> None:
    seen, _ = as_seen(sheet(["XuÊt khÈu th¸ng", "Xuất khẩu"]), SheetFormats(reason="ods"))
    assert seen.rows == [["Xuất khẩu tháng", "Xuất khẩu"]]


def test_hidden_rows_and_columns_become_empty_keep_their_numbers_and_are_told() -> None:
    given = sheet(["a", 1.0, 9.0], ["b", 2.0, 9.0], ["c", 3.0, 9.0], ["", "", ""])
    seen, told = as_seen(given, SheetFormats(frozenset({1, 2, 3}), frozenset({2, 3})))
    assert seen.rows == [["a", 1.0, ""], ["", "", ""], ["", "", ""], ["", "", ""]]
    assert seen.hidden_rows == {1, 2, 3}
    assert told == ["rows 2 to 3 are hidden and were not read", "column C is hidden and was not read"]


def test_a_formula_without_a_result_is_marked_where_it_is_seen() -> None:
    formats = SheetFormats(frozenset({1}), problems={(0, 0): NO_RESULT, (1, 0): NO_RESULT})
    seen, _ = as_seen(sheet(["", 1.0], ["", 2.0]), formats)
    assert seen.rows == [[NO_RESULT, 1.0], ["", ""]]


def test_errors_and_formulas_without_result_of_a_real_file_are_no_empty_cells(tmp_path: Path) -> None:
    book, path = Book(), tmp_path / "a.xlsx"
    book.active.append(["Lạng Sơn", "#N/A", "=1/0", 5])
    book.save(path)
    plain = read_workbook(path).sheets[0]
    seen, _ = as_seen(plain, BookFormats.open(path).sheet(plain.name))
    assert seen.rows == [["Lạng Sơn", CellError("#N/A"), NO_RESULT, 5.0]]
