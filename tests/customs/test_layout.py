"""Columns are known by their exact labels, whatever stands above them and wherever they stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessment.customs.errors import GoodsLinesError
from assessment.customs.layout import find_layout, form
from assessment.synthetic import MARK

from .exports import FEBRUARY, LABELS, head, line, rows


@pytest.mark.parametrize("columns", [50, 54, 55, 81])
def test_each_layout_is_known_by_its_labels(columns: int) -> None:
    labels = head(columns)
    found = find_layout(rows([line()], labels), "a.xlsx", "S")
    assert found is not None
    assert (found.header, found.width) == (10, columns)
    for key, col in found.columns.items():
        assert labels[col] == LABELS.get(key, labels[col])
    assert {"declaration", "hs", "trader_code"} <= set(found.columns)


def test_labels_that_contain_each_other_are_apart() -> None:
    found = find_layout(rows([]), "a.xlsx", "S")
    assert found is not None
    places = [found.columns[key] for key in ("unit_price", "taxable_unit_price", "quantity", "quantity_2")]
    labels = list(LABELS.values())
    assert [labels[col] for col in places] == ["Đơn giá", "Đơn giá tính thuế", "Tổng số lượng", "Tổng số lượng 2"]


def test_spelling_may_differ_in_case_and_spaces_only() -> None:
    labels = ["mã  hs" if label == "Mã HS" else label for label in LABELS.values()]
    found = find_layout(rows([], labels), "a.xlsx", "S")
    assert found is not None
    assert "hs" in found.columns


def test_a_missing_label_is_refused_with_what_looks_like_it() -> None:
    labels = ["Trị gía NT" if label == "Trị giá NT" else label for label in LABELS.values()]
    with pytest.raises(GoodsLinesError, match=r"row 10: no column 'Trị giá NT'.*'Trị gía NT' looks like") as caught:
        find_layout(rows([], labels), "a.xlsx", "S")
    assert "columns.csv" in caught.value.remedy


def test_a_label_twice_is_refused_with_both_cells() -> None:
    with pytest.raises(GoodsLinesError, match="'Số tờ khai' in AA10 means the same as the label in B10"):
        find_layout(rows([], [*LABELS.values(), "Số tờ khai"]), "a.xlsx", "S")


def test_what_stands_above_is_read() -> None:
    above = [
        [MARK],
        ["Báo cáo hàng chi tiết"],
        [FEBRUARY],
        ["", "Tổng trị giá:", "1,234,567.5"],
        ["Tổng tiền thuế:", 0],
    ]
    found = find_layout(rows([], above=above), "a.xlsx", "S")
    assert found is not None
    assert found.period == (date(2026, 2, 1), date(2026, 2, 28))
    assert (found.value_total, found.synthetic) == (Decimal("1234567.5"), True)


@pytest.mark.parametrize(
    "words", ["Từ ngày 31/02/2026 đến ngày 28/02/2026", "Từ ngày 02/03/2026 đến ngày 28/02/2026", "Tháng 2"]
)
def test_a_period_that_is_none_is_not_guessed(words: str) -> None:
    found = find_layout(rows([], above=[[words], ["Tổng trị giá:"]]), "a.xlsx", "S")
    assert found is not None
    assert (found.period, found.value_total) == (None, None)


def test_a_summary_of_declarations_is_another_form() -> None:
    summary = ["STT", "Số TK", "Số tờ khai đầu tiên", "Nhánh", "Ngày ĐK", "Mã HQ", "Mã loại hình"]
    assert find_layout(rows([], summary), "a.xlsx", "S") is None


def test_columns_nobody_declared_are_told() -> None:
    found = find_layout(rows([], [*LABELS.values(), "Nhánh"]), "a.xlsx", "S")
    assert found is not None
    assert found.undeclared == ("Nhánh",)


def test_what_is_required_is_declared() -> None:
    assert set(form().required) <= set(form().keys.values())
