"""Monthly books of the statistics office in small: one trap of the real books a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from assessment.etl.reading import read_file

Row = list[Any]
Rows = list[Row]

UNITS = "Nghìn tấn; Triệu USD"
GROWTH = ["8 tháng năm 2024", "so với cùng kỳ", "năm trước (%)"]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["statistics_office_monthly"]


def line(label: str, *pairs: tuple[float | None, float | None], level: int = 1) -> Row:
    """Return a row as the office prints it: the label in column A or B, then pairs with a blank column between them."""
    cells: Row = ["", ""]
    cells[level] = label
    for quantity, value in pairs:
        cells += [quantity, value, None]
    return cells


def table(title: str, heads: list[list[str]], rows: Rows, unit: str = UNITS) -> Rows:
    """Return a table: title, unit line, a header whose words stand one below the other, the rows."""
    height = max(map(len, heads))
    header: Rows = [["", ""] for _ in range(height)]
    for words in heads:
        for depth in range(height):
            header[depth] += [words[depth] if depth < len(words) else None, None, None]
    pairs = ["", ""] + ["Lượng", "Trị giá", None] * len(heads)
    width = max(map(len, [pairs, *rows]))
    return [[title], [], [*[None] * (width - 1), unit], *header, pairs, [], *rows]


def read(
    folder: Path, source: Source, sheets: dict[str, Rows], name: str = "2024-08-29-Bieu.xlsx", spread: bool = True
) -> Fragment:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for number, row in enumerate(rows, 1):
            if spread and row[:2] == ["", ""] and not any(isinstance(cell, (int, float)) for cell in row):
                for col in (start for start in range(3, len(row), 3) if row[start - 1] and row[start] is None):
                    sheet.merge_cells(start_row=number, end_row=number, start_column=col, end_column=col + 1)
    path = folder / name
    book.save(path)
    return read_file(path, f"gso/{name}", "", source)


def figures(fragment: Fragment, **keys: str) -> dict[tuple[str, ...], float]:
    """Return values by commodity, measure, frequency and end of the period."""
    frame = fragment.tables["trade"]
    for key, value in keys.items():
        frame = frame[frame[key] == value]
    names = ["commodity", "measure", "frequency"]
    return {
        (*(str(row[name]) for name in names), f"{row['period_end']:%Y-%m}"): float(row["value"])
        for row in frame.to_dict("records")
    }


def problems(fragment: Fragment) -> list[str]:
    return list(fragment.tables["rejects"].problem) if "rejects" in fragment.tables else []


AUGUST = [["Ước tính", "tháng 8", "năm 2024"], ["Ước tính", "8 tháng", "năm 2024"], GROWTH]
EXPORTS = [
    line("TỔNG TRỊ GIÁ", (None, 100.0), (None, 700.0), (None, 112.5), level=0),
    line("Khu vực kinh tế trong nước", (None, 30.0), (None, 200.0), (None, 110.5)),
    line("Khu vực có vốn đầu tư NN", (None, 70.0), (None, 500.0), (None, 114.5)),
    line("Dầu thô", (None, 5.0), (None, 40.0), (None, 90.5)),
    line("Hàng hoá khác", (None, 65.0), (None, 460.0), (None, 115.5)),
    line("MẶT HÀNG CHỦ YẾU", level=0),
    line("Gạo", (10.0, 6.0), (80.0, 48.0), (101.5, 110.5)),
    line("Dầu thô  ", (12.0, 7.5), (90.0, 60.5), (99.5, 98.5)),
    line("Hàng hóa khác", (None, 9.5), (None, 70.5), (None, 98.5)),
]


def test_month_and_year_to_date_side_by_side(tmp_path: Path, source: Source) -> None:
    got = read(tmp_path, source, {"14.XK": table("14. Hàng hóa xuất khẩu", AUGUST, EXPORTS)})
    assert problems(got) == []
    values = figures(got)
    assert values["gao", "value", "month", "2024-08"] == 6.0
    assert values["gao", "quantity", "ytd", "2024-08"] == 80_000.0  # tonnes
    assert not any(value in (112.5, 101.5) for value in values.values())  # indices are no levels
    assert set(got.tables["trade"].status) == {"estimate"}
    assert set(got.tables["controls"].kind) == {"exact"}


def test_crude_oil_of_the_foreign_sector_is_not_the_commodity(tmp_path: Path, source: Source) -> None:
    got = figures(read(tmp_path, source, {"XK": table("14. Hàng hóa xuất khẩu", AUGUST, EXPORTS)}), measure="value")
    assert got["dau_tho_khu_vuc_fdi", "value", "month", "2024-08"] == 5.0
    assert got["dau_tho", "value", "month", "2024-08"] == 7.5
    assert got["hang_hoa_khac", "value", "month", "2024-08"] == 65.0
    assert got["mat_hang_khac", "value", "month", "2024-08"] == 9.5


def test_scratch_beside_the_group_row_does_not_join_the_blocks(tmp_path: Path, source: Source) -> None:
    rows = [list(row) for row in EXPORTS]
    rows[5] = [*line("MẶT HÀNG CHỦ YẾU", level=0), *[None] * 9, 12.5]
    got = figures(read(tmp_path, source, {"XK": table("14. Hàng hóa xuất khẩu", AUGUST, rows)}), measure="value")
    assert got["dau_tho", "value", "month", "2024-08"] == 7.5


IMPORTS = [
    line("TỔNG TRỊ GIÁ", (None, 90.0), (None, 600.0), (None, 112.5), level=0),
    line("MẶT HÀNG CHỦ YẾU", level=0),
    line("Máy móc, thiết bị,"),
    line("dụng cụ và phụ tùng", (None, 11.0), (None, 88.0), (None, 101.5)),
    line("Sắt thép", (20.0, 14.0), (160.0, 112.0), (101.5, 110.5)),
    line("Trong đó: Phôi thép", (4.0, 2.0), (30.0, 15.0), (101.5, 110.5)),
    line("Ô tô(*)", (None, 60.0), (None, 480.0), (None, 98.5)),
    line(" Trong đó: Nguyên chiếc", (1.5, 30.0), (12.0, 240.0), (99.5, 98.5)),
    line("Xe máy(*)", (None, 8.0), (None, 64.0), (None, 98.5)),
    line(" Trong đó: Nguyên chiếc", (2.0, 3.0), (16.0, 24.0), (99.5, 98.5)),
]


@pytest.mark.parametrize(
    ("note", "factor"),
    [("(*)Nghìn chiếc, triệu USD", 1000), ("(*) Ngàn chiếc và triệu USD", 1000), ("(*)Chiếc, triệu USD", 1)],
)
def test_a_footnote_gives_the_unit_and_the_row_below_has_it_too(
    tmp_path: Path, source: Source, note: str, factor: int
) -> None:
    rows = [*IMPORTS, [note]]
    got = read(tmp_path, source, {"NK": table("15. Hàng hóa nhập khẩu", AUGUST, rows)})
    assert problems(got) == []
    values = figures(got)
    assert values["complete_built_up_cars", "quantity", "month", "2024-08"] == 1.5 * factor
    assert values["complete_motorcycles", "quantity", "ytd", "2024-08"] == 16 * factor
    assert values["phoi_thep", "quantity", "month", "2024-08"] == 4_000
    assert values["may_moc_thiet_bi_dung_cu_pt_khac", "value", "month", "2024-08"] == 11
    pieces = got.tables["trade"][got.tables["trade"].unit == "piece"]
    assert set(pieces.commodity) == {"complete_built_up_cars", "complete_motorcycles"}


def test_without_the_footnote_a_number_of_cars_is_refused(tmp_path: Path, source: Source) -> None:
    got = read(tmp_path, source, {"NK": table("15. Hàng hóa nhập khẩu", AUGUST, IMPORTS)})
    assert len(problems(got)) == 4
    assert all("is in a footnote" in problem for problem in problems(got))
    assert figures(got)["complete_built_up_cars", "value", "month", "2024-08"] == 30.0


def test_words_cut_short_commas_and_spelling(tmp_path: Path, source: Source) -> None:
    labels = {
        "Đá quý, KL quý và SP": "da_quy_kl_quy_va_san_pham",
        "Máy móc TB, DC PT khác": "may_moc_thiet_bi_dung_cu_pt_khac",
        "Điện tử, máy tính và LK": "dien_tu_may_tinh_va_linh_kien",
        "NPL dệt may, da giầy": "nguyen_phu_lieu_det_may_da_giay",
        "SP mây tre, cói và thảm": "san_pham_may_tre_coi_tham",
        "Hoá chất và SP hoá chất": "hoa_chat_va_san_pham_hoa_chat",
        "Thuỷ sản": "thuy_san",
    }
    rows = [line(label, (None, 1.5), (None, 9.5), (None, 100.5)) for label in labels]
    got = read(tmp_path, source, {"XK": table("14. Hàng hóa xuất khẩu", AUGUST, rows)})
    assert problems(got) == []
    assert set(got.tables["trade"].commodity) == set(labels.values())


def test_an_unknown_label_is_refused_alone(tmp_path: Path, source: Source) -> None:
    rows = [*EXPORTS, line("Sao biển khô", (None, 1.5), (None, 9.5), (None, 100.5))]
    got = read(tmp_path, source, {"XK": table("14. Hàng hóa xuất khẩu", AUGUST, rows)})
    assert [problem.partition(";")[0] for problem in problems(got)] == ["unknown commodity 'Sao biển khô'"]
    assert got.good


def test_old_layout_months_so_far_and_the_month(tmp_path: Path, source: Source) -> None:
    heads = [
        ["Thực hiện", "2 tháng", "năm 2000"],
        ["ước tính", "tháng 3", "năm 2000"],
        ["ước tính", "quý I", "năm 2000"],
    ]
    rows = [
        line("Tổng trị giá", (None, 1939.0), (None, 1000.0), (None, 2939.0), level=0),
        line("- Khu vực kinh tế trong nước", (None, 1010.0), (None, 511.0), (None, 1521.0)),
        line("- Khu vực có vốn đầu tư NN", (None, 929.0), (None, 489.0), (None, 1418.0)),
        line("Gạo", (169.0, 42.0), (160.0, 38.0), (329.0, 85.0)),
    ]
    sheets = {"Xuatkhau": table("10. xuất khẩu tháng 3 và quý I năm 2000", heads, rows, f"Đơn vị tính: {UNITS}")}
    got = read(tmp_path, source, sheets, "2000-03-29-Bieu.xlsx")
    assert problems(got) == []
    assert figures(got, status="preliminary")["all", "value", "ytd", "2000-02"] == 1939.0
    assert figures(got)["all", "value", "ytd", "2000-03"] == 2939.0
    controls = got.tables["controls"]
    running = controls[controls.what.str.startswith("period_end")]
    assert sorted(running.kind) == ["exact", "exact", "exact", "exact", "mismatch"]  # rice: 42 + 38 is not 85


def test_a_forecast_of_the_year_is_no_old_header(tmp_path: Path, source: Source) -> None:
    heads = [["Thực hiện", "9 tháng", "năm 2000"], ["ước tính", "năm 2000"]]
    rows = [line("Tổng trị giá", (None, 10489.0), (None, 14000.0), level=0)]
    sheets = {"XK": table("12. xuất khẩu 9 tháng và ước tính cả năm 2000", heads, rows)}
    got = read(tmp_path, source, sheets, "2000-09-29-Bieu.xlsx")
    assert problems(got) == []
    assert len(figures(got)) == 2


@pytest.mark.parametrize(
    ("heads", "word"),
    [
        ([["Ước tính", "tháng 7", "năm 2024"], ["Ước tính", "8 tháng", "năm 2024"]], "31/07/2024"),
        ([["Ước tính", "tháng 8", "năm 2023"], ["Ước tính", "8 tháng", "năm 2023"]], "29/08/2024"),
    ],
)
def test_a_header_left_from_another_month_or_year_is_refused(
    tmp_path: Path, source: Source, heads: list[list[str]], word: str
) -> None:
    rows = [line("TỔNG TRỊ GIÁ", (None, 100.0), (None, 700.0), level=0)]
    got = read(tmp_path, source, {"XK": table("14. Hàng hóa xuất khẩu", heads, rows)})
    assert not got.good
    assert any(word in problem for problem in problems(got))
    assert "trade" not in got.tables


def test_both_tables_in_one_sheet(tmp_path: Path, source: Source) -> None:
    rows = [
        *table("14. Hàng hóa xuất khẩu", AUGUST, EXPORTS), [], [],
        *table("15. Hàng hóa nhập khẩu", AUGUST, [*IMPORTS, ["(*)Chiếc, triệu USD"]]),
    ]  # fmt: skip
    got = read(tmp_path, source, {"XNK": rows})
    assert problems(got) == []
    assert figures(got, flow="export")["all", "value", "month", "2024-08"] == 100.0
    assert figures(got, flow="import")["all", "value", "month", "2024-08"] == 90.0


def test_english_book(tmp_path: Path, source: Source) -> None:
    heads = [
        ["Actual", "July", "2024"], ["Estimated", "August", "2024"], ["Accumulated", "8 months", "2024"],
        ["8 months 2024", "compared to", "same period last year (%)"],
    ]  # fmt: skip
    rows = [
        line("TOTAL", (None, 90.0), (None, 100.0), (None, 700.0), (None, 112.5), level=0),
        line("Domestic sector", (None, 20.0), (None, 30.0), (None, 200.0), (None, 110.5)),
        line("FDI sector", (None, 70.0), (None, 70.0), (None, 500.0), (None, 114.5)),
        line("Crude oil", (None, 5.5), (None, 5.0), (None, 40.0), (None, 90.5)),
        line("Other goods", (None, 64.5), (None, 65.0), (None, 460.0), (None, 115.5)),
        line("MAIN GOODS", level=0),
        line("Fishery products", (None, 7.0), (None, 7.5), (None, 60.5), (None, 98.5)),
        line("Rice", (9.0, 5.5), (10.0, 6.0), (80.0, 48.0), (101.5, 110.5)),
        line("Crude oil", (11.0, 7.0), (12.0, 7.5), (90.0, 60.5), (99.5, 98.5)),
    ]
    rows = table("14. Exports of goods", heads, rows, "Thous. tons; Mill. USD")
    for cells in rows:
        cells[:] = [{"Lượng": "Volume", "Trị giá": "Value"}.get(str(cell), cell) for cell in cells]
    got = read(tmp_path, source, {"Export": rows})
    assert problems(got) == []
    values = figures(got)
    assert values["gao", "quantity", "month", "2024-08"] == 10_000
    assert values["dau_tho_khu_vuc_fdi", "value", "month", "2024-07"] == 5.5
    assert values["dau_tho", "value", "ytd", "2024-08"] == 60.5
    assert set(got.tables["controls"].kind) == {"exact"}


def test_foreign_investment_lists_some_provinces_then_some_partners(tmp_path: Path, source: Source) -> None:
    rows: Rows = [
        ["12. Đầu tư nước ngoài vào Việt Nam được cấp phép từ 01/01- 20/7/2024"], [],
        [None, None, None, None, "Triệu USD"],
        [None, None, "Số dự án", "Vốn đăng ký", "Vốn đăng ký"], [None, None, "(Dự án)", "cấp mới", "điều chỉnh"], [],
        ["TỔNG SỐ", None, 40, 900.5, 300.25], ["Phân theo một số địa phương"],
        [None, "Lạng Sơn", 2, 30.5, -9.5], [None, "TP. Hồ Chí Minh", 20, 400.5, 100.5],
        ["Phân theo một số nước và vùng lãnh thổ"], [None, "Xin-ga-po", 10, 500.5, 20.5],
    ]  # fmt: skip
    got = read(tmp_path, source, {"FDI": rows}, "2024-07-29-Bieu.xlsx", spread=False)
    assert problems(got) == []
    table = got.tables["investment"]
    assert {"vn", "lang_son"} < set(table.geography)
    found = {(r["geography"], r["partner"], r["measure"]): r["value"] for r in table.to_dict("records")}
    assert found["lang_son", "all", "adjusted_capital"] == -9.5
    assert found["vn", "singapore", "new_capital"] == 500.5
    assert found["vn", "all", "new_projects"] == 40
    # Who is not listed has no figure: absence in a list of some is not zero.
    assert len(table) == 4 * 3
    assert set(table.period_end.astype(str).str[:10]) == {"2024-07-20"}


def test_thousand_dollars_of_2008(tmp_path: Path, source: Source) -> None:
    rows: Rows = [
        ["6. Đầu tư trực tiếp của nước ngoài được cấp phép từ 01/01- 22/2/2008"], [],
        [None, None, "Số dự án", "Số vốn đăng ký (Nghìn USD)", "Số vốn đăng ký (Nghìn USD)"],
        [None, None, "(Dự án)", "Tổng số", "Trong đó: Vốn điều lệ"], [],
        ["TỔNG SỐ", None, 72, 2529146.575, 781372.5],
    ]  # fmt: skip
    got = read(tmp_path, source, {"DTNN": rows}, "2008-02-29-Bieu.xlsx", spread=False)
    assert problems(got) == []
    table = got.tables["investment"].set_index("measure")
    assert table.value["new_capital"] == 2529.146575
    assert table.unit["new_capital"] == "usd_million"


def economy(fragment: Fragment) -> dict[tuple[str, ...], tuple[float, str]]:
    """Return values and units by geography, indicator, breakdown, frequency."""
    keys = ("geography", "indicator", "breakdown", "frequency")
    rows = fragment.tables["economy"].to_dict("records")
    found = {tuple(str(row[key]) for key in keys): (float(row["value"]), str(row["unit"])) for row in rows}
    assert len(found) == len(rows)
    return found


def test_state_budget_investment_of_ministries_then_provinces(tmp_path: Path, source: Source) -> None:
    rows: Rows = [
        ["11. Vốn đầu tư thực hiện từ nguồn ngân sách Nhà nước"], [None] * 6 + ["Tỷ đồng"],
        [None, None, "Ước tính", "Cộng dồn", "8 tháng năm"], [None, None, "tháng 8", "8 tháng", "2024 so với"],
        [None, None, "năm", "năm", "kế hoạch"], [None, None, 2024, 2024, "năm 2024 (%)"],
        ["TỔNG SỐ", None, 100, 700, 47.5], [None, "Trung ương", 40, 300, 50.5], [None, "Trong đó:"],
        [None, "Bộ Y tế", 15, 64, 27.5], [None, "Địa phương", 60, 400, 47.25],
        [None, "Vốn ngân sách NN cấp tỉnh", 30, 200, 44.5], [None, "Vốn ngân sách NN cấp huyện", 20, 150, 51.5],
        [None, "Vốn ngân sách NN cấp xã", 10, 50, 65.5], ["Phân theo một số tỉnh, thành phố"],
        [None, "Hà Nội", 6.5, 38.25, 46.5],
    ]  # fmt: skip
    got = read(tmp_path, source, {"VDT": rows}, spread=False)
    assert problems(got) == []
    values = economy(got)
    name = "state_budget_investment"
    assert values["vn", name, "ministry_health", "month"] == (15, "vnd_billion")
    assert values["vn", name, "locally_managed", "ytd"] == (400, "vnd_billion")
    assert values["ha_noi", name, "locally_managed", "month"] == (6.5, "vnd_billion")
    # Growth and percent of the plan are no levels.
    assert len(values) == 8 * 2
    assert set(got.tables["controls"].kind) == {"exact"}


def test_retail_sales_with_the_unit_in_the_header(tmp_path: Path, source: Source) -> None:
    rows: Rows = [
        ["10. Tổng mức hàng hóa bán lẻ và doanh thu dịch vụ tiêu dùng"], [],
        [None, None, "Ước tính tháng 8 năm 2024 (Tỷ đồng)", "Ước tính 8 tháng năm 2024 Tổng mức (Tỷ đồng)",
         "Ước tính 8 tháng năm 2024 Cơ cấu (%)", "8 tháng năm 2024 so với cùng kỳ năm 2023 (%)"],
        ["TỔNG SỐ", None, 100, 800, 100, 110.5], [None, "Bán lẻ hàng hóa", 70, 560, 70, 110.5],
        [None, "Dịch vụ lưu trú, ăn uống", 15, 120, 15, 110.5], [None, "Du lịch lữ hành", 5, 40, 5, 98.5],
        [None, "Dịch vụ khác", 10, 80, 10, 101.5],
    ]  # fmt: skip
    got = read(tmp_path, source, {"TM": rows}, spread=False)
    assert problems(got) == []
    values = economy(got)
    assert values["vn", "retail_sales", "travel_services", "ytd"] == (40, "vnd_billion")
    assert len(values) == 5 * 2


@pytest.mark.parametrize(("unit", "factor"), [("Đơn vị tính: Nghìn lượt người", 1000), ("Lượt người", 1)])
def test_international_visitors_by_means_and_country(tmp_path: Path, source: Source, unit: str, factor: int) -> None:
    rows: Rows = [
        ["19. Khách quốc tế đến Việt Nam"], [None] * 4 + [unit],
        [None, None, "Ước tính tháng 8 năm 2024", "Thực hiện 8 tháng năm 2024", "8 tháng năm 2024 so với cùng kỳ năm 2023 (%)"],
        ["TỔNG SỐ", None, 12, 90, 118.5], ["Phân theo phương tiện đến"], [None, "Đường không", 10, 70, 118.5],
        [None, "Đường biển", 0.5, 5, 101.5], [None, "Đường bộ", 1.5, 15, 110.5], ["Phân theo mục đích đến"],
        [None, "Du lịch", 8, 60, 101.5], ["Phân theo một số nước và vùng lãnh thổ"],
        [None, "CHND Trung Hoa", 3.5, 24, 257.5], [None, "Một số nước khác", 2.5, 14, 57.5],
    ]  # fmt: skip
    got = read(tmp_path, source, {"KQT": rows}, spread=False)
    assert problems(got) == []
    values = economy(got)
    assert values["vn", "international_visitors", "road", "month"] == (1.5 * factor, "person")
    assert values["vn", "international_visitors", "purpose_tourism", "ytd"] == (60 * factor, "person")
    assert values["vn", "international_visitors", "cn", "ytd"] == (24 * factor, "person")
    # What is left of a continent is no country.
    assert len(values) == 6 * 2


def transport(title: str, first: str, second: str) -> Rows:
    head = [
        None,
        "Ước tính tháng 8 năm 2024",
        "Ước tính 8 tháng năm 2024",
        "8 tháng năm 2024 so với cùng kỳ năm trước (%)",
    ]
    block: Rows = [["Phân theo khu vực vận tải"], ["Trong nước", 3, 24, 113.5], ["Ngoài nước", 1, 8, 119.5]]
    rows = [[title], [], head, [first, 4, 32, 113.5], *block, [second, 40, 320, 116.5]]
    return [*rows, ["Phân theo ngành vận tải"], ["Đường sắt", 2.5, 20.5, 129.5]]


def test_passengers_and_freight_have_the_unit_of_their_block(tmp_path: Path, source: Source) -> None:
    sheets = {
        "HK": transport("17. Vận tải hành khách", "I. Vận chuyển (Nghìn HK)", "II. Luân chuyển (Triệu HK.km)"),
        "HH": transport("18. Vận tải hàng hoá", "I. Vận chuyển (Nghìn tấn)", "II. Luân chuyển (Triệu tấn.km)"),
    }
    got = read(tmp_path, source, sheets, spread=False)
    assert problems(got) == []
    values = economy(got)
    assert values["vn", "passengers_carried", "overseas", "month"] == (1_000, "person")
    assert values["vn", "passengers_traffic", "railway", "ytd"] == (20_500_000, "person_km")
    assert values["vn", "freight_carried", "all", "month"] == (4_000, "tonne")
    assert values["vn", "freight_traffic", "railway", "month"] == (2_500_000, "tonne_km")


def test_a_block_in_another_unit_is_refused(tmp_path: Path, source: Source) -> None:
    rows = transport("18. Vận tải hàng hoá", "I. Vận chuyển (Nghìn tấn)", "II. Luân chuyển (Tỷ tấn.km)")
    got = read(tmp_path, source, {"HH": rows}, spread=False)
    assert problems(got)
    assert all(indicator == "freight_carried" for _, indicator, _, _ in economy(got))
    assert ("vn", "freight_carried", "railway", "month") not in economy(got)


def test_the_unit_of_a_transport_table_is_that_of_the_block(source: Source) -> None:
    """A column with a unit of its own would be right in the first block only."""
    for table in ("passengers", "freight"):
        rule = source.table(table).report
        assert rule is not None
        assert {meaning["unit"] for _, meaning in rule.patterns if meaning} == {"@group"}
