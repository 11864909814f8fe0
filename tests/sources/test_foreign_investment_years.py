"""Books of the years that are not at hand, rebuilt whole from the derived series in the layout of their year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assessment.etl.declarations import load_sources
from assessment.etl.reading import read_rows
from tests.sources.fia_books import BELOW_GROUPS, FLOW, GROUPS, PAIRS, STOCK, book, kinds, notes

Cells = Sequence[Any]
DIMENSIONS = {"sector": ("NGÀNH", "Ngành"), "partner": ("ĐỐI TÁC", "Đối tác"), "province": ("ĐỊA PHƯƠNG", "Địa phương")}
CELLS = ["n_new", "cap_new", "n_adj", "cap_adj", "n_ma", "cap_ma", "total"]
MEASURES = {
    "flow": [
        "new_projects",
        "new_capital",
        "adjustments",
        "adjusted_capital",
        "purchases",
        "purchase_value",
        "registered",
    ],
    "stock": ["projects", "registered"],
}


def usd(million: float | None) -> float | None:
    return None if million is None else million * 1e6


def pairs(row: Cells) -> list[Any]:
    """2015: USD beside million USD, no share purchases."""
    return [row[0], usd(row[1]), row[1], row[2], usd(row[3]), row[3], row[6]]


def grouped(row: Cells) -> list[Any]:
    """2016: USD beside million USD under common headings, no number of share purchases."""
    return [*pairs(row)[:6], usd(row[5]), *row[5:]]


def shares(row: Cells) -> list[Any]:
    """2019: USD columns, which are hidden, and shares without a header."""
    return [*pairs(row)[:6], *row[4:], 1.5]


def compared(row: Cells) -> list[Any]:
    """2023: the months of the year before, which are hidden, and the percentage of them."""
    return [*row, 77.7, 139.9]


GROUPED: list[list[Any]] = [
    ["Cấp mới", None, None, "Tăng vốn", None, None, "Góp vốn, mua cổ phần", None, "Tổng vốn đăng ký (triệu USD)"],
    ["Số dự án", "Vốn đăng ký (USD)", "Vốn đăng ký (triệu USD)", "Số dự án", "Vốn tăng thêm (USD)",
     "Vốn tăng thêm (triệu USD)", "Giá trị (USD)", "Giá trị (triệu USD)"],
]  # fmt: skip
# Year: header rows, numbers of a row, hidden columns, totals that do not agree.
# 2015: the total by sector counts one adjustment with the other sign, in two measures of two tables; the stock by partner holds
# the helper row "Khác". 2017: the totals of share purchases by sector and by province differ by 20 USD.
LAYOUTS: dict[str, tuple[list[list[Any]], Callable[[Cells], Cells], tuple[str, ...], int]] = {
    "2015": ([PAIRS], pairs, (), 6),
    "2016": (GROUPED, grouped, (), 0),
    "2017": ([GROUPS, BELOW_GROUPS], list, (), 1),
    "2019": ([[*PAIRS[:-1], *FLOW[4:]]], shares, ("D", "G"), 0),
    "2021": ([FLOW], list, (), 0),
    "2023": ([[*FLOW, "12T/2022", "So với cùng kỳ (%)"]], compared, ("J",), 0),
}


def sheets(year: str, flows: pd.DataFrame, stock: pd.DataFrame) -> dict[str, list[list[Any]]]:
    """Return the sheets of a year: three tables of flows, three of stock."""
    heads, numbers, *_ = LAYOUTS[year]
    flow_rows: list[list[Any]] = [["Phụ lục II"], []]
    stock_rows: list[list[Any]] = [["Phụ lục III"], []]
    for dimension, (what, label) in DIMENSIONS.items():
        # In the book of 2016 the provinces stand under the label of the partners.
        over = "Nước đăng ký" if (year, dimension) == ("2016", "province") else label
        flow_rows += [
            [f"THU HÚT ĐẦU TƯ NƯỚC NGOÀI NĂM {year} THEO {what}"],
            [f"Tính từ 01/01/{year} đến 20/12/{year}"],
            [],
        ]
        flow_rows += [[*([None, None] if at else ["TT", over]), *head] for at, head in enumerate(heads)]
        stock_rows += [[f"ĐẦU TƯ NƯỚC NGOÀI TẠI VIỆT NAM THEO {what}"], [f"(Lũy kế đến ngày 20/12/{year})"], []]
        stock_rows += [["STT", "Chuyên ngành" if dimension == "sector" else label, *STOCK]]
        for rows, frame, cells in ((flow_rows, flows, CELLS), (stock_rows, stock, ["projects", "capital_musd"])):
            for at, row in enumerate(frame[frame["dimension"] == dimension].to_dict("records"), 1):
                values = [None if pd.isna(row[cell]) else row[cell] for cell in cells]
                total = row["label"].startswith("TOTAL")
                rows.append(
                    [
                        *(["Tổng số", None] if total else [at, row["label"]]),
                        *(numbers(values) if rows is flow_rows else values),
                    ]
                )
            rows.append([])
    return {f"Thang 12 {year}": flow_rows, f"Luy ke T12 {year}": stock_rows}


@pytest.mark.shared
@pytest.mark.parametrize("year", LAYOUTS)
def test_a_whole_book_in_the_layout_of_its_year(shared: Path, tmp_path: Path, year: str) -> None:
    source = load_sources()["foreign_investment_agency"]
    series = {name: pd.read_csv(shared / "series" / f"fia_fdi_{name}.csv") for name in ("flows", "stock")}
    flows, stock = (frame[frame["year"].astype(str) == year] for frame in series.values())
    _, _, columns, mismatches = LAYOUTS[year]
    spans = {"2016": ["C6:E6", "F6:H6", "I6:J6"], "2017": ["C6:D6", "E6:F6", "G6:H6"]}.get(year, [])
    merged, hidden = {f"Thang 12 {year}": spans}, {f"Thang 12 {year}": columns}
    path = book(tmp_path, sheets(year, flows, stock), merged=merged, hidden_columns=hidden)
    read = read_rows(path, "fia/FDI.xlsx", source)
    assert read.sink.rejects == []
    found: dict[tuple[str, str, str], float] = {}
    for _, o in read.taken:
        place = next((o.row[key] for key in ("sector", "partner") if o.row[key] != "all"), o.row["geography"])
        found[o.row["basis"], place, o.row["measure"]] = o.row["value"]
    expected: dict[tuple[str, ...], float] = {}
    for basis, frame, cells in (("flow", flows, CELLS), ("stock", stock, ["projects", "capital_musd"])):
        for row in frame[~frame["label"].str.startswith("TOTAL")].to_dict("records"):
            kind = "geography" if row["dimension"] == "province" else row["dimension"]
            key = source.names.key(kind, row["label"])
            for cell, measure in zip(cells, MEASURES[basis], strict=True):
                if pd.notna(row[cell]):
                    expected[basis, key, measure] = row[cell]
    assert {place: value for place, value in found.items() if place[1] != "vn"} == pytest.approx(expected, abs=1e-6)
    assert kinds(read)["mismatch"] == mismatches, [c for c in read.controls if c.kind == "mismatch"]
    assert ("hidden" in notes(read)) == bool(columns)
