"""Goods by declaration at a gate, made up: header over two rows, a total row without a label, the signature below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.inspect import inspect
from tests.sources.official_forms import notes, problems, read, workbook

TOP = [
    "STT", "Số tờ khai", "Ngày đăng ký tờ khai", "Chi cục HQ đăng ký", "Doanh nghiệp", "", "", "Hàng hóa", "", "", "", "", "", "", "",
    "Số lượng tồn", "Ghi chú",
]  # fmt: skip
BELOW = [
    "", "", "", "", "Tên", "Mã số", "Địa chỉ", "Tên hàng", "Xuất xứ", "Số lượng", "ĐVT", "Trọng lượng", "Trị giá (USD)", "Ngày xuất",
    "Số lượng xuất", "", "",
]  # fmt: skip
MERGED = ("A7:A8", "B7:B8", "C7:C8", "D7:D8", "E7:G7", "H7:O7", "P7:P8", "Q7:Q8")


def line(number: int, declaration: Any) -> list[Any]:
    goods = ["Vải", "CN", 10, "kg", 12, 500, "06/02/2026", 10]
    return [number, declaration, "05/02/2026", "Hữu Nghị", "Công ty A", "0100101234", "Lạng Sơn", *goods, 0, ""]


def report(
    path: Path, below: list[str] = BELOW, declaration: Any = "306812345670", merged: tuple[str, ...] = MERGED
) -> Path:
    rows = [
        ["CHI CỤC HẢI QUAN KHU VỰC"],
        ["HẢI QUAN CỬA KHẨU"],
        [],
        ["BÁO CÁO HÀNG HÓA GỬI KHO THEO TỜ KHAI"],
        ["Từ 01/02/2026 đến 28/02/2026"],
        [],
        TOP,
        below,
        line(1, declaration),
        line(2, declaration),
        [*[""] * 9, 20, "", 24, 1000, "", 20, 0, ""],
        [],
        ["", "", "", "", "", "", "", "", "", "", "", "", "Ngày 05 tháng 3 năm 2026"],
        ["", "Người lập", "", "", "", "", "", "", "", "", "", "", "Thủ trưởng đơn vị"],
    ]
    return workbook(path / "a.xlsx", rows, merged)


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["customs_gate_reports"]


@pytest.mark.parametrize("merged", [MERGED, ()])
def test_two_rows_of_headers_are_one_text_a_column(tmp_path: Path, source: Source, merged: tuple[str, ...]) -> None:
    fragment = read(report(tmp_path, merged=merged), source)
    assert (problems(fragment), fragment.good, fragment.rows) == ([], True, 0)
    assert any("17 columns known" in note for note in notes(fragment))


def test_the_total_row_is_no_line_and_the_signature_no_row(tmp_path: Path, source: Source) -> None:
    assert any("2 lines, 1 total rows" in note for note in notes(read(report(tmp_path), source)))


def test_the_name_of_a_trader_is_not_that_of_goods(tmp_path: Path) -> None:
    shown = inspect(report(tmp_path))
    assert "→ trader\n" in shown
    assert "→ description\n" in shown


def test_a_missing_header_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = read(report(tmp_path, [text if text != "Trị giá (USD)" else "Trị giá" for text in BELOW]), source)
    assert not fragment.good
    assert any("no column for value_usd" in problem for problem in problems(fragment))


def test_a_declaration_number_kept_as_a_number_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = read(report(tmp_path, declaration=306812345670), source)
    assert any("expected text" in problem for problem in problems(fragment))
