"""The kinds of the cells of a row: what is a label, what a figure, what neither."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.sheets.cells import CellError
from assessment.sheets.kinds import is_year, kinds_of, label_columns, value_columns


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", "-"), (" \u00a0", "-"), (None, "-"),
        ("Gạo", "l"), ("1=2+7", "l"), ("(*) Nghìn chiếc", "l"),
        (12.5, "v"), (1989.0, "v"), (2024.5, "v"), (3, "v"), ("1943,0", "v"), (" -12", "v"), (float("nan"), "v"),
        (2024.0, "o"), (2024, "o"), ("2024", "o"), ("II.", "o"), ("a)", "o"),
        (True, "o"), (date(2024, 1, 2), "o"), (CellError("#REF!"), "o"),
    ],
)  # fmt: skip
def test_the_kind_of_a_cell(value: object, kind: str) -> None:
    assert kinds_of([value]) == kind


def test_a_row_has_a_letter_for_each_cell() -> None:
    assert kinds_of([]) == ""
    assert kinds_of(["", "", ""]) == "---"
    assert kinds_of(["1", "Tổng số", "", 5.0, 2020.0]) == "vl-vo"


def test_columns_left_and_right_of_the_last_label() -> None:
    assert label_columns("oll-vl", 2) == (1, 2)
    assert value_columns("oll-vo", 2) == (4, 5)
    assert label_columns("", 3) == value_columns("", 3) == ()


@pytest.mark.parametrize(("number", "year"), [(1990, True), (2100.0, True), (1989, False), (2024.5, False)])
def test_years(number: float, year: bool) -> None:
    assert is_year(number) is year
