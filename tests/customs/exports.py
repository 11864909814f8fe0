"""Small exports built by code: a header from the declaration, lines from a few words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
from openpyxl import Workbook

from assessment.customs.lines import COLUMNS
from assessment.customs.simulate import keys

LABELS = {
    "number": "STT", "declaration": "Số TK", "first_declaration": "Số tờ khai đầu tiên", "registered_on": "Ngày ĐK",
    "regime": "Mã loại hình", "office": "Mã hải quan", "storage_place_code": "Mã địa điểm lưu kho", "state": "Trạng thái tờ khai",
    "payment_rate": "Tỷ giá thanh toán", "currency": "Đơn vị tiền tệ", "line": "STT hàng", "hs": "Mã HS", "description": "Tên hàng",
    "origin": "Xuất xứ", "import_country": "Nước nhập khẩu", "unit_price": "Đơn giá", "taxable_unit_price": "Đơn giá tính thuế",
    "quantity": "Tổng số lượng", "quantity_unit": "Đơn vị tính", "quantity_2": "Tổng số lượng 2", "quantity_2_unit": "Đơn vị tính 2",
    "value_currency": "Trị giá NT", "value_vnd": "Tổng trị giá (VND)", "weight": "Trọng lượng", "trader_code": "Mã doanh nghiệp",
    "trader": "Tên doanh nghiệp",
}  # fmt: skip
LINE = {
    "number": 1, "declaration": "106812345670", "first_declaration": "-", "registered_on": "03/02/2026", "regime": "A11",
    "office": "HQHUUNGHI", "storage_place_code": "15BBC01", "payment_rate": 25000, "currency": "USD", "line": "1", "hs": "07133490",
    "description": "TL01#&Thanh long", "origin": "CHINA", "import_country": "VIETNAM", "unit_price": 7, "taxable_unit_price": 8,
    "quantity": 1200, "quantity_unit": "KGM", "quantity_2": 3, "quantity_2_unit": "PCE", "value_currency": 100.5,
    "value_vnd": 2512500, "weight": 99999, "trader_code": "0100101234", "trader": "CÔNG TY A",
}  # fmt: skip
FEBRUARY = "Từ ngày 01/02/2026 đến ngày 28/02/2026"


def line(**changed: Any) -> dict[str, Any]:
    """Return a line, changed in some words."""
    return LINE | changed


def rows(
    lines: Iterable[Mapping[str, Any]], head: Sequence[str] | None = None, above: Sequence[Sequence[Any]] = ()
) -> list[list[Any]]:
    """Return the rows of an export: what stands above its header, the header in row 10, the lines."""
    head = list(LABELS.values()) if head is None else list(head)
    top = [list(row) for row in above] + [[] for _ in range(9 - len(above))]
    by_label = {label: key for key, label in LABELS.items()}
    return [*top, head, *([entry.get(by_label.get(label, ""), "") for label in head] for entry in lines)]


def head(columns: int) -> list[str]:
    """Return the labels of a layout; those of columns that no test looks at are their keys."""
    return [LABELS.get(key, key) for key in keys(columns)]  # type: ignore[arg-type]


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
    book.save(path)
    return path


def text(path: Path, content: Sequence[Sequence[Any]], encoding: str = "utf-8-sig", separator: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(content)
    return path


def stored(*lines: Mapping[str, Any]) -> Any:
    """Return lines as a store holds them, as a table of DuckDB; what is not said is as in a plain import."""
    plain = {
        "version": 0, "line": 1, "registered_on": pd.Timestamp("2026-02-03"), "delivered": 202602, "office": "HQHUUNGHI",
        "regime": "A11", "cancelled": False, "hs": "07133490", "origin": "CHINA", "trader": "1",
        "value_usd": 100.0, "weight_kg": 10.0, "unit": "KGM",
    }  # fmt: skip
    entries = []
    for entry in lines:
        key = entry.get("declaration_key", 10681234567)
        entries.append(dict.fromkeys(COLUMNS) | plain | {"declaration_key": key, "whole_key": key} | entry)
    database = ibis.duckdb.connect()
    database.con.register("given", pd.DataFrame(entries))
    cast = ", ".join(f"{name}::{kind} AS {name}" for name, kind in COLUMNS.items())
    database.raw_sql(f"CREATE TABLE lines AS SELECT {cast} FROM given")
    return database.table("lines")
