"""Goods lines of declarations: synthetic exports of every known width, columns known by their exact labels only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.inspect import inspect
from tests.sources.official_forms import notes, problems, read, workbook

# What a description of a real export names, in its order; the rest of every width is made up.
CORE = [
    "STT", "Số TK", "Ngày ĐK", "Mã loại hình", "Mã địa điểm đích", "Tỷ giá thanh toán", "Đơn vị tiền tệ", "Số lượng kiện",
    "Mã ĐVT kiện", "Trọng lượng", "Mã ĐVT trọng lượng", "Điều kiện giá hóa đơn", "Ghi chú", "STT hàng", "Mã NPL/SP", "Mã HS",
    "Tên hàng", "Xuất xứ", "Đơn giá", "Đơn giá tính thuế", "Tổng số lượng", "Đơn vị tính", "Tổng số lượng 2", "Đơn vị tính 2",
    "Trị giá NT", "Tổng trị giá (VND)", "Mã biểu thuế", "Tổng tiền thuế", "Mã doanh nghiệp", "Tên doanh nghiệp", "Tên đối tác",
]  # fmt: skip
WIDTHS = (50, 54, 55, 81)
VALUES: dict[str, Any] = {
    "STT": 1,
    "Số TK": "106812345670",
    "Mã HS": "07133490",
    "Mã doanh nghiệp": "0100101234",
    "Tên hàng": "TL01#&Quả thanh long tươi",
    "Tổng số lượng": 1200,
    "Tổng trị giá (VND)": 250000000,
}


def header(width: int) -> list[str]:
    """Return a header of a width; the wider ones shift the columns of the core to the right."""
    more = [f"Cột thêm {number}" for number in range(width - len(CORE))]
    cut = width % 7
    return [*CORE[:4], *more[:cut], *CORE[4:], *more[cut:]]


def export(path: Path, head: list[str], changed: dict[str, Any] | None = None) -> Path:
    values = VALUES | (changed or {})
    rows: list[list[Any]] = [
        ["SYNTHETIC – dữ liệu giả lập"],
        ["BÁO CÁO HÀNG CHI TIẾT"],
        ["Từ ngày 01/02/2026 đến ngày 28/02/2026"],
        [],
        [],
        ["Tổng trị giá:", 250000000],
        ["Tổng tiền thuế:", 0],
        [],
        [],
        head,
        [values.get(label, "x") for label in head],
    ]
    return workbook(path / "Báo cáo hàng chi tiết (synthetic).xlsx", rows)


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["customs_goods_lines"]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_width_is_known_by_its_labels(tmp_path: Path, source: Source, width: int) -> None:
    fragment = read(export(tmp_path, header(width)), source)
    assert (problems(fragment), fragment.good, fragment.rows) == ([], True, 0)
    told = notes(fragment)
    assert any(f"{len(CORE)} columns known, 1 lines" in note for note in told)
    assert sum("is not declared" in note for note in told) == width - len(CORE)


@pytest.mark.parametrize("width", WIDTHS)
def test_inspect_shows_what_each_column_means(tmp_path: Path, width: int) -> None:
    shown = inspect(export(tmp_path, header(width)))
    assert "read with the declaration customs_goods_lines" in shown
    assert "'Cột thêm 1' → unknown" in shown
    for label, key in {
        "Đơn giá": "unit_price",
        "Đơn giá tính thuế": "taxable_unit_price",
        "Tổng số lượng": "quantity",
        "Tổng số lượng 2": "quantity_2",
        "Mã HS": "hs",
    }.items():
        kept = ", not kept" if key.endswith("unit_price") else ""
        assert f"'{label}' → {key}{kept}\n" in shown


@pytest.mark.parametrize("label", ["Mã HS", "Trị giá NT", "Tổng số lượng"])
def test_a_missing_label_is_refused(tmp_path: Path, source: Source, label: str) -> None:
    fragment = read(export(tmp_path, [text for text in header(54) if text != label]), source)
    assert not fragment.good
    assert any("has no column for" in problem for problem in problems(fragment))


def test_a_label_that_only_contains_a_known_one_is_another(tmp_path: Path, source: Source) -> None:
    head = [text if text != "Mã HS" else "Mã HS (cũ)" for text in header(54)]
    assert not read(export(tmp_path, head), source).good


def test_a_label_printed_twice_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = read(export(tmp_path, [*header(54), "Đơn giá"]), source)
    assert not fragment.good
    assert any("a second column for unit_price" in problem for problem in problems(fragment))


@pytest.mark.parametrize(
    ("label", "number"), [("Mã HS", 7133490), ("Số TK", 106812345670), ("Mã doanh nghiệp", 100101234)]
)
def test_codes_that_stand_as_numbers_are_refused(tmp_path: Path, source: Source, label: str, number: int) -> None:
    fragment = read(export(tmp_path, header(54), {label: number}), source)
    assert not fragment.good
    assert any("expected text" in problem for problem in problems(fragment))
