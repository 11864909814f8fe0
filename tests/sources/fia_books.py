"""Books of the Foreign Investment Agency built by code: the layouts of 2015 to mid-2024 and what is wrong in them, in small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from assessment.etl.fragments import FileRows

Row = Sequence[Any]

FLOW = [
    "Số dự án cấp mới",
    "Vốn đăng ký cấp mới (triệu USD)",
    "Số lượt dự án điều chỉnh",
    "Vốn đăng ký điều chỉnh\n(triệu USD)",
    "Số lượt góp vốn mua cổ phần",
    "Giá trị góp vốn, mua cổ phần \n(triệu USD)",
    "Tổng vốn đăng ký (triệu USD)",
]
STOCK = [" Số dự án ", " Tổng vốn đầu tư đăng ký \n(Triệu USD) "]
PROCESSING, REAL_ESTATE = "Công nghiệp chế biến, chế tạo", "Hoạt động kinh doanh bất động sản"


def flow(rank: object, label: str, *numbers: float) -> list[Any]:
    """Return a row of a flow table: six numbers and their total."""
    return [rank, label, *numbers, numbers[1] + numbers[3] + numbers[5]]


def flow_table(what: str, label: str, rows: Sequence[Row], total: Row | None = None, head: Row = FLOW) -> list[Row]:
    """Return a flow table of 2020: title, caption, header, rows and total row."""
    sums = [sum(row[at] for row in rows) for at in range(2, len(rows[0]))]
    return [
        [f"THU HÚT ĐẦU TƯ NƯỚC NGOÀI NĂM 2020 THEO {what}"],
        ["Tính từ 01/01/2020 đến 20/12/2020"],
        [],
        ["TT", label, *head],
        *rows,
        ["Tổng số", None, *(total or sums)],
        [],
    ]


def stock_table(what: str, label: str, rows: Sequence[Row], total: Row | None = None) -> list[Row]:
    """Return a table of projects in force."""
    sums = [sum(row[at] or 0 for row in rows) for at in (2, 3)]
    return [
        [f"ĐẦU TƯ TRỰC TIẾP NƯỚC NGOÀI TẠI VIỆT NAM THEO {what}"],
        ["(Lũy kế các dự án còn hiệu lực đến ngày 20/12/2020)"],
        [],
        ["STT", f" {label} ", *STOCK],
        *rows,
        ["Tổng", None, *(total or sums)],
        [],
    ]


# What other years print instead: the region table of June 2024, the pairs of 2015, the grouped header of 2016 in two rows.
JUNE_2024 = [
    *FLOW[:2],
    "Số lượt dự án tăng vốn",
    "Vốn đăng ký tăng thêm \n(triệu USD)",
    FLOW[4],
    "Giá trị góp vốn, mua cổ phần",
    FLOW[6],
    "3T/2023",
    "So với cùng kỳ (%)",
]
PAIRS = [
    "Số dự án cấp mới",
    "Vốn đăng ký cấp mới (USD)",
    "Vốn đăng ký cấp mới (triệu USD)",
    "Số lượt dự án tăng vốn",
    "Vốn đăng ký tăng thêm (USD)",
    "Vốn đăng ký tăng thêm (triệu USD)",
    "Tổng vốn đăng ký cấp mới và tăng thêm (triệu USD)",
]
GROUPS = ["Cấp mới", None, "Tăng vốn", None, "Góp vốn, mua cổ phần", None, "Tổng vốn đăng ký (triệu USD)"]
BELOW_GROUPS = [
    "Số dự án",
    "Vốn đăng ký (triệu USD)",
    "Số lượt dự án",
    "Vốn đăng ký tăng thêm (triệu USD)",
    "Số lượt",
    "Giá trị góp vốn (triệu USD)",
]

SECTORS = [flow(1, PROCESSING, 8, 70.5, 6, 45.25, 12, 18.125), flow(2, REAL_ESTATE, 2, 9.5, 1, -1.25, 0, 0)]
PARTNERS = [flow(1, "Hàn Quốc", 7, 60.0, 5, 40.0, 10, 18.0), flow(2, "BritishVirginIslands", 3, 20.0, 2, 4.0, 2, 0.125)]
PROVINCES = [flow(1, "TP. Hồ Chí Minh", 6, 50.0, 4, 30.0, 9, 8.0), flow(2, "Lạng Sơn", 4, 30.0, 3, 14.0, 3, 10.125)]

CAO_BANG = flow(3, "Cao Bằng", 1, 1.0, 0, 0, 0, 0)
REGIONS: list[list[Any]] = [
    ["I", "Đông Nam Bộ", *PROVINCES[0][2:]],
    [1.0, *PROVINCES[0][1:]],
    [
        "II",
        "Trung du và miền núi phía Bắc",
        *(one + two for one, two in zip(PROVINCES[1][2:], CAO_BANG[2:], strict=True)),
    ],
    [1.0, *PROVINCES[1][1:]],
    [2.0, *CAO_BANG[1:]],
    [3.0, "Hà Giang"],
]

HEADLINE: list[Row] = [
    ["Phụ lục I"],
    [],
    ["CỤC ĐẦU TƯ NƯỚC NGOÀI", None, None, None, None, "Hà Nội, ngày 21 tháng  12 năm 2020"],
    [],
    ["BÁO CÁO NHANH TÌNH HÌNH ĐẦU TƯ NƯỚC NGOÀI NĂM 2020"],
    [],
    [],
    ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2019", "Năm 2020", "So cùng kỳ"],
    [1, "Vốn thực hiện", "triệu USD", 20380, 19980, 0.98],
    [2, "Vốn đăng ký*", "triệu USD", 150.0, 142.125, 0.9475],
    ["2.1", "   Đăng ký cấp mới", "triệu USD", 90.0, 80.0, 0.89],
    ["2.2", "   Đăng ký tăng thêm", "triệu USD", 40.0, 44.0, 1.1],
    ["2.3", "   Góp vốn, mua cổ phần", "triệu USD", 20.0, 18.125, 0.9],
    [3, "Số dự án*", None, None, None, " "],
    ["3.1", "   Cấp mới", "dự án", 12, 10, 0.83],
    ["3.2", "   Tăng vốn", "lượt dự án", 6, 7, 1.17],
    ["3.3", "   Góp vốn, mua cổ phần", "lượt dự án", 11, 12, 1.09],
    [4, "Xuất khẩu"],
    ["4.1", "   Xuất khẩu (kể cả dầu thô)", "triệu USD", 185277.9, 202416.0, 1.09],
    [5, "Nhập khẩu", "triệu USD", 149410.9, 167821.0, 1.12],
    [],
    [None, "Luỹ kế đến tháng 20/12/2020:", "139 quốc gia, vùng lãnh thổ với 33.070 dự án"],
    ["Ghi chú:"],
    [None, "*Số liệu tính từ 1/1 đến ngày 20 tháng báo cáo"],
    [],
    ["Lũy kế đến 20/4/2013"],
    [None, "Vốn thực hiện ", "103,3 tỷ USD", 999],
]


def flows(*tables: Sequence[Row]) -> list[Row]:
    """Return a flow sheet of the tables, by default those by sector, partner and province."""
    usual = (
        flow_table("NGÀNH", "Ngành", SECTORS),
        flow_table("ĐỐI TÁC", "Đối tác", PARTNERS),
        flow_table("ĐỊA PHƯƠNG", "Địa phương", PROVINCES),
    )
    return [["Phụ lục II"], [], *(row for table in tables or usual for row in table)]


def book(
    folder: Path,
    sheets: Mapping[str, Sequence[Row]],
    *,
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden_rows: Mapping[str, Sequence[int]] | None = None,
    hidden_columns: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """Write a book and return its path; the cells A:B of total rows are merged as the agency does."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for at in range(1, sheet.max_row + 1):
            if str(sheet.cell(at, 1).value).startswith("Tổng"):
                sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=2)
        for cells in (merged or {}).get(name, ()):
            sheet.merge_cells(cells)
        for at in (hidden_rows or {}).get(name, ()):
            sheet.row_dimensions[at].hidden = True
        for column in (hidden_columns or {}).get(name, ()):
            sheet.column_dimensions[column].hidden = True
    path = folder / "FDI.xlsx"
    workbook.save(path)
    return path


def region_table(rows: Sequence[Row], total: Row | None = None) -> list[Row]:
    """Return the table by region, with each region's provinces below it."""
    regions = [row for row in rows if isinstance(row[0], str)]
    sums = [sum(row[at] for row in regions) for at in range(2, 9)]
    table = flow_table("VÙNG", "Vùng", [row if len(row) > 2 else [*row, *[0] * 7] for row in rows], total or sums)
    return [*table[:4], *rows, table[-2]]


def values(read: FileRows, **keys: object) -> dict[tuple[str, ...], float]:
    """Return the values read with these keys, by geography, sector, partner and measure."""
    return {
        tuple(str(o.row[key]) for key in ("geography", "sector", "partner", "measure")): o.row["value"]
        for _, o in read.taken
        if all(o.row[key] == value for key, value in keys.items())
    }


def kinds(read: FileRows) -> Counter[str]:
    """Return how many controls of each kind there are."""
    return Counter(control.kind for control in read.controls)


def notes(read: FileRows) -> str:
    """Return all notes, one a line."""
    return "\n".join(note.note for note in read.sink.notes)
