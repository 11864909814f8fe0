"""Monthly books in small: passengers and freight in one table, retail sales of 2000, foreign investment over several pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from assessment.etl.reading import read_file

Rows = list[list[Any]]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["statistics_office_monthly"]


def read(folder: Path, source: Source, rows: Rows, name: str = "2024-08-29-Bieu.xlsx") -> Fragment:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = folder / name
    book.save(path)
    return read_file(path, f"gso/{name}", "", source)


def problems(fragment: Fragment) -> list[str]:
    return list(fragment.tables["rejects"].problem)


def economy(fragment: Fragment) -> dict[tuple[str, str], tuple[float, str]]:
    """Return values and units by indicator and breakdown."""
    rows = fragment.tables["economy"].to_dict("records") if "economy" in fragment.tables else []
    found = {(row["indicator"], row["breakdown"]): (float(row["value"]), str(row["unit"])) for row in rows}
    assert len(found) == len(rows)
    return found


# ---------------------------------------------------------------------------------------------------------- transport

HEAD: Rows = [
    ["12. Vận tải hành khách và hàng hoá"], [],
    [None, None, "Thực hiện 8 tháng năm 2024", "Thực hiện 8 tháng năm 2024", "8 tháng năm 2024 so với cùng kỳ năm trước (%)"],
    [None, None, "Vận chuyển", "Luân chuyển", "Vận chuyển"],
]  # fmt: skip
PASSENGERS: Rows = [
    ["A. HÀNH KHÁCH", None, "Nghìn HK", "Triệu HK.km"], ["Tổng số", None, 30, 10, 107.5], ["Phân theo khu vực vận tải"],
    [None, "Trong nước", 20, 6, 107.5], [None, "Ngoài nước", 10, 4, 107.5],
]  # fmt: skip
FREIGHT: Rows = [
    ["B. HÀNG HÓA", None, "Nghìn tấn", "Triệu tấn.km"], ["Tổng số", None, 7, 3, 105.5], ["Phân theo khu vực vận tải"],
    [None, "Trong nước", 5, 1, 107.5], [None, "Ngoài nước", 2, 2, 107.5],
]  # fmt: skip
WHOLE = {
    ("passengers_carried", "all"): (30_000, "person"),
    ("passengers_carried", "domestic"): (20_000, "person"),
    ("passengers_carried", "overseas"): (10_000, "person"),
    ("passengers_traffic", "all"): (10_000_000, "person_km"),
    ("passengers_traffic", "domestic"): (6_000_000, "person_km"),
    ("passengers_traffic", "overseas"): (4_000_000, "person_km"),
    ("freight_carried", "all"): (7_000, "tonne"),
    ("freight_carried", "domestic"): (5_000, "tonne"),
    ("freight_carried", "overseas"): (2_000, "tonne"),
    ("freight_traffic", "all"): (3_000_000, "tonne_km"),
    ("freight_traffic", "domestic"): (1_000_000, "tonne_km"),
    ("freight_traffic", "overseas"): (2_000_000, "tonne_km"),
}


def combined() -> Rows:
    return [list(row) for row in (*HEAD, *PASSENGERS, [], *FREIGHT)]


@pytest.mark.parametrize("title", [["12. Vận tải hành khách và hàng hoá"], ["12. VẬN TẢI HÀNH KHÁCH VÀ"]])
@pytest.mark.parametrize("labels", [("A. HÀNH KHÁCH", "B. HÀNG HÓA"), ("HÀNH KHÁCH", "HÀNG HOÁ")])
def test_each_block_has_the_units_of_its_head(
    tmp_path: Path, source: Source, title: list[str], labels: tuple[str, str]
) -> None:
    rows = [title, ["HÀNG HOÁ 8 THÁNG NĂM 2024"], *combined()[2:]]
    rows[4][0], rows[10][0] = labels
    got = read(tmp_path, source, rows)
    assert problems(got) == []
    assert economy(got) == WHOLE
    assert set(got.tables["controls"].kind) == {"exact"}


def changed(row: int, col: int, value: object) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[row][col] = value

    return change


def swap(rows: Rows) -> None:
    rows[10][2], rows[10][3] = rows[10][3], rows[10][2]


def delete(rows: Rows) -> None:
    del rows[10]


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (changed(10, 2, "Nghìn kiện"), {"freight_carried"}),
        (changed(10, 2, None), {"freight_carried"}),
        (changed(10, 2, 1234.5), {"freight_carried", "freight_traffic"}),
        (changed(10, 2, "Nghìn HK"), {"freight_carried"}),
        (swap, {"freight_carried", "freight_traffic"}),
        (changed(4, 3, "Tỷ HK.km"), {"passengers_traffic"}),
        (changed(3, 2, "Luân chuyển"), {"passengers_carried", "freight_carried"}),
        # The rows of the second block would stand in the first one: both are listed twice.
        (delete, {"passengers_carried", "passengers_traffic", "freight_carried", "freight_traffic"}),
        (changed(10, 0, "B. BƯU PHẨM"), {"passengers_carried", "passengers_traffic", "freight_carried", "freight_traffic"}),
        (changed(10, 0, None), {"passengers_carried", "passengers_traffic", "freight_carried", "freight_traffic"}),
        (changed(10, 0, "A. HÀNH KHÁCH"), {"freight_carried", "freight_traffic"}),
    ],
)  # fmt: skip
def test_a_head_that_is_not_understood_refuses_its_columns(
    tmp_path: Path, source: Source, change: Callable[[Rows], None], refused: set[str]
) -> None:
    rows = combined()
    change(rows)
    got = read(tmp_path, source, rows)
    assert problems(got)
    assert economy(got) == {key: value for key, value in WHOLE.items() if key[0] not in refused}


def test_a_column_with_another_unit_is_told_by_its_whole_header(tmp_path: Path, source: Source) -> None:
    rows = combined()
    rows[10][2] = "Nghìn kiện"
    reject = read(tmp_path, source, rows).tables["rejects"].iloc[0]
    assert (reject.cell, reject.raw) == ("C11", "Thực hiện 8 tháng năm 2024 Vận chuyển B. HÀNG HÓA Nghìn kiện")
    assert "thuc hien {period} van chuyen b. hang hoa nghin kien,<key>=<value>,," in reject.remedy


def nested(*labels: str) -> Rows:
    head = [[None, None, "Ước tính tháng 8 năm 2024", "Tháng 8 năm 2024 so với cùng kỳ năm trước (%)"]]
    block = [["Tổng số", None, 40, 101.5], [None, "Trong nước", 30, 100.5], [None, "Ngoài nước", 10, 101.5]]
    rows: Rows = [["12. Vận tải hành khách và hàng hoá"], [], *head]
    for at, label in enumerate(labels):
        rows.append([label])
        if label.startswith("I"):
            rows += [[*row[:2], float(row[2]) * 10**at, row[3]] for row in block]  # type: ignore[arg-type]
    return rows


BLOCKS = ("I. Vận chuyển (Nghìn HK)", "II. Luân chuyển (Triệu HK.km)")


def test_blocks_of_one_unit_within_blocks(tmp_path: Path, source: Source) -> None:
    rows = nested(
        "A. HÀNH KHÁCH", *BLOCKS, "B. HÀNG HÓA", "I. Vận chuyển (Nghìn tấn)", "II. Luân chuyển (Triệu tấn.km)"
    )
    got = read(tmp_path, source, rows)
    assert problems(got) == []
    values = economy(got)
    assert len(values) == 4 * 3
    assert values["passengers_carried", "all"] == (40 * 10 * 1e3, "person")
    assert values["freight_traffic", "overseas"] == (10 * 1e5 * 1e6, "tonne_km")


@pytest.mark.parametrize(
    ("labels", "read_of"),
    [
        (("A. HÀNH KHÁCH", "I. Vận chuyển (Nghìn tấn)"), set()),
        (("B. HÀNG HÓA", *BLOCKS), set()),
        (("A. HÀNH KHÁCH", BLOCKS[0], "III. Hành lý"), {"passengers_carried"}),
        (BLOCKS, set()),
    ],
)
def test_a_block_in_the_wrong_block_is_refused(
    tmp_path: Path, source: Source, labels: tuple[str, ...], read_of: set[str]
) -> None:
    got = read(tmp_path, source, nested(*labels))
    assert problems(got)
    assert {indicator for indicator, _ in economy(got)} == read_of


@pytest.mark.parametrize(("header", "read_all"), [("8 tháng", True), ("7 tháng", False)])
def test_a_header_left_from_another_month_is_refused(
    tmp_path: Path, source: Source, header: str, read_all: bool
) -> None:
    """The book is out soon enough after July; only the column beside it, which is left out, names August."""
    rows = combined()
    rows[2][2:4] = [f"Thực hiện {header} năm 2024"] * 2
    got = read(tmp_path, source, rows)
    assert bool(economy(got)) == read_all
    assert any("the columns left out are of 31/08/2024" in problem for problem in problems(got)) != read_all


# ------------------------------------------------------------------------------------------------------- retail sales

RETAIL: Rows = [
    ["TỔNG SỐ", None, 100, 100, 108.3], ["A. Phân theo khu vực và thành phần kinh tế"], [None, "Nhà nước", 20, 20, 108.3],
    [None, "Tập thể", 5, 5, 108.3], [None, "Hỗn hợp", 10, 10, 108.3], [None, "Tư nhân", 15, 15, 108.3],
    [None, "Cá thể", 45, 45, 108.3], ["Khu vực có vốn đầu tư nước ngoài", None, 5, 5, 108.3], ["B. Chia theo ngành hoạt động"],
    ["Thương nghiệp", None, 70, 70, 108.3], ["Khách sạn nhà hàng", None, 12, 12, 108.3], ["Dịch vụ", None, 6, 6, 108.3],
    ["Du lịch", None, 2, 2, 108.3], ["Cơ sở sản xuất trực tiếp bán lẻ", None, 10, 10, 108.3],
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "title", "head"),
    [
        (
            "2000-03-29-Bieu.xlsx",
            ["8. TỔNG MỨC BÁN LẺ HÀNG HOÁ VÀ DOANH THU DỊCH VỤ", "QUÝ I NĂM 2000"],
            [["Tổng mức", "Cơ cấu", "Quý I năm2000 so với"], ["(Tỷ đồng)", "(%)", "quý I năm 1999 (%)"]],
        ),
        (
            "2000-09-29-Bieu.xlsx",
            ["9. TỔNG MỨC BÁN LẺ HÀNG HOÁ VÀ DOANH THU DỊCH VỤ", "9 THÁNG NĂM 2000"],
            [["Tổng mức (Tỷ đồng)", "Cơ cấu (%)", "9 tháng/2000 so với 9 tháng/1999 (%)"]],
        ),
        (
            "2002-02-28-Bieu.xlsx",
            ["7. Tổng mức bán lẻ hàng hoá", "và doanh thu dịch vụ 2 tháng đầu năm 2002"],
            [["Thực hiện 2 tháng đầu năm 2002", "Thực hiện 2 tháng đầu năm 2002", "2 tháng đầu năm 2002 so với cùng kỳ"],
             ["Tổng mức (Tỷ đồng)", "Cơ cấu (%)", "năm 2001 (%)"]],
        ),
    ],
)  # fmt: skip
def test_retail_sales_until_2002(tmp_path: Path, source: Source, name: str, title: list[str], head: Rows) -> None:
    got = read(
        tmp_path, source, [*([text] for text in title), [], *([None, None, *row] for row in head), [], *RETAIL], name
    )
    assert problems(got) == []
    values = {breakdown: value for (_, breakdown), (value, unit) in economy(got).items() if unit == "vnd_billion"}
    assert values == {
        "all": 100, "state_sector": 20, "collective_sector": 5, "mixed_sector": 10, "private_enterprises": 15,
        "household_sector": 45, "fdi_sector": 5, "trading_sector": 70, "accommodation_and_food": 12, "other_services": 6,
        "travel_services": 2, "producers_own_retail": 10,
    }  # fmt: skip
    assert list(got.tables["controls"].kind) == ["exact", "exact"]


def test_names_that_mean_something_else_from_2003_on(tmp_path: Path, source: Source) -> None:
    rows: Rows = [
        ["7. Tổng mức bán lẻ hàng hoá"], ["và dịch vụ xã hội 5 tháng đầu năm 2003"], [],
        [None, None, "Ước thực hiện 5 tháng đầu năm 2003"], [None, None, "Tổng mức (Tỷ đồng)"], [],
        ["TỔNG SỐ", None, 100], ["TĐ: Cơ sở sản xuất trực tiếp bán lẻ", None, 9], ["Phân theo thành phần kinh tế"],
        [None, "Tư nhân", 30], ["Phân theo ngành hoạt động"], [None, "Thương nghiệp", 80],
    ]  # fmt: skip
    got = read(tmp_path, source, rows, "2003-05-29-Bieu.xlsx")
    assert problems(got) == []
    assert {breakdown for _, breakdown in economy(got)} == {
        "all", "producers_own_retail", "private_sector", "retail_goods",
    }  # fmt: skip


# -------------------------------------------------------------------------------------------------- foreign investment

PAGE: Rows = [
    [None, None, "Số dự án", None, "Số vốn đăng ký (Nghìn USD)", None, "Số vốn đăng ký (Nghìn USD)"],
    [None, None, "(Dự án)", None, "Tổng số", None, "Trong đó: Vốn pháp định"], [],
]  # fmt: skip
TITLE = "Đầu tư trực tiếp của nước ngoài 01/01 - 22/5/2007"


def project(label: str, number: int, capital: float, level: int = 1) -> list[Any]:
    cells: list[Any] = [None] * 7
    cells[level] = label
    cells[2::2] = [number, capital, capital / 2]
    return cells


def pages(title: str = TITLE) -> Rows:
    return [
        [f"6. {title}"], [], *PAGE, project("TỔNG SỐ", 6, 600.5, 0), ["Phân theo ngành kinh tế"],
        project("Công nghiệp nặng", 6, 600.5), ["Phân theo địa phương"], project("Lạng Sơn", 1, 100.25),
        [f"6. (Tiếp theo) {title}"], [], *PAGE, project("Hà Nội", 5, 500.25),
        project("Phân theo một số nước và lãnh thổ", 6, 600.5, 0), project("Đài Loan", 4, 200.5),
        [f"6. (Tiếp theo) {title}"], [], *PAGE, project("Singapore", 2, 400),
    ]  # fmt: skip


def capital(fragment: Fragment) -> dict[tuple[str, str], float]:
    table = fragment.tables["investment"]
    table = table[table.measure == "new_capital"]
    assert set(table.unit) == {"usd_million"}
    return {(row["geography"], row["partner"]): row["value"] for row in table.to_dict("records")}


def test_a_table_over_pages_goes_on_in_its_block(tmp_path: Path, source: Source) -> None:
    got = read(tmp_path, source, pages(), "2007-05-29-Bieu.xlsx")
    assert problems(got) == []
    assert capital(got) == {
        ("vn", "all"): 0.6005, ("lang_son", "all"): 0.10025, ("ha_noi", "all"): 0.50025,
        ("vn", "dai_loan"): 0.2005, ("vn", "singapore"): 0.4,
    }  # fmt: skip
    assert set(got.tables["investment"].period_end.astype(str).str[:10]) == {"2007-05-22"}


def test_a_total_printed_again_is_a_control(tmp_path: Path, source: Source) -> None:
    rows = pages()
    at = next(row for row, cells in enumerate(rows) if cells and cells[0] == "Phân theo một số nước và lãnh thổ")
    rows[at][4] = 600.9
    got = read(tmp_path, source, rows, "2007-05-29-Bieu.xlsx")
    bad = got.tables["controls"][got.tables["controls"].kind == "mismatch"]
    assert ["printed again" in what for what in bad.what] == [True]
    assert capital(got)["vn", "all"] == 0.6005


def test_a_page_without_a_block_before_it_takes_no_partner_for_a_province(tmp_path: Path, source: Source) -> None:
    got = read(tmp_path, source, [*pages()[:5], project("TỔNG SỐ", 6, 600.5, 0), *pages()[-6:]], "2007-05-29-Bieu.xlsx")
    assert [problem.partition(";")[0] for problem in problems(got)] == ["unknown geography 'Singapore'"]


def test_projects_of_another_year_among_those_of_the_year_are_left_out(tmp_path: Path, source: Source) -> None:
    rows = [
        *pages("Đầu tư trực tiếp của nước ngoài(*)"),
        ["(*) Bao gồm dự án cấp phép từ 01/01-22/3/2007 và cuối năm 2006"],
    ]
    got = read(tmp_path, source, [*combined(), *rows])
    assert "investment" not in got.tables
    assert economy(got) == WHOLE
    assert any("foreign_investment_mixed" in note for note in got.tables["notes"].note)
