"""Forms 2109, 2110 and 2113 of the zone's board: made up after the specification of the system, one trap a test."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from tests.sources.official_forms import document, problems, read, workbook

ZONE, PARKS, OTHER = "zone_dong_dang_lang_son", "zone_parks", "zone_other_areas"
LINES = [
    "Biểu 2109.H.QLKKT",
    "TÌNH HÌNH THU HÚT ĐẦU TƯ VÀO KHU KINH TẾ",
    "Kỳ báo cáo: Quý I năm 2026",
]
HEAD = ["STT", "Chỉ tiêu", "Khu công nghiệp trong KKT", "Khu vực khác"]
FDI, DOMESTIC = ["I", "Dự án FDI (triệu USD)", "", ""], ["II", "Dự án trong nước (tỷ VNĐ)", "", ""]


def block(scale: int = 1) -> list[list[Any]]:
    return [
        ["1", "Số dự án cấp mới", f"{2 * scale}", "1"],
        ["2", "Vốn đăng ký cấp mới", "1,234.5", "10.25"],
        ["3", "Diện tích đất cho thuê tăng, giảm", "-3.5", "0.5"],
        ["4", "Lũy kế số dự án", "12", "8"],
        ["5", "Lũy kế vốn đăng ký", "123,456,789.12345", "1,000"],
        ["6", "Lũy kế vốn thực hiện", "1,234", "500"],
    ]


ROWS = [
    HEAD,
    ["A", "Dự án sản xuất kinh doanh", "", ""],
    FDI,
    *block(),
    DOMESTIC,
    *block(2),
    ["B", "Dự án đầu tư xây dựng kết cấu hạ tầng", "", ""],
    FDI,
    *block(),
    DOMESTIC,
    *block(),
    ["C", "Kết quả hoạt động của doanh nghiệp", "", ""],
    ["1", "Doanh thu (triệu USD)", "10.5", "2"],
    ["2", "Giá trị xuất khẩu (triệu USD)", "5", "1"],
    ["3", "Nộp ngân sách (tỷ VNĐ)", "1,500", "20"],
    ["D", "Lao động", "", ""],
    ["1", "Tổng số lao động", "1,250", "300"],
    ["", "Trong đó: lao động nước ngoài", "12", "3"],
]
LAND = [
    ["STT", "Nhóm đất", "Quyết định thành lập", "Diện tích (ha)", "Quy hoạch chung (ha)", "Quy hoạch phân khu, chi tiết (ha)",
     "Đã xây dựng (ha)", "Đã cho thuê (ha)"],
    ["I", "Khu kinh tế cửa khẩu Đồng Đăng - Lạng Sơn", "138/2008/QĐ-TTg", "39,400", "1,500.5", "900", "", ""],
    ["1", "Khu phi thuế quan, khu bảo thuế", "", "", "500.5", "300", "120", ""],
    ["2", "Khu chế xuất, khu công nghiệp", "", "", "400", "300", "100", "75.5"],
    ["3", "Khu vui chơi giải trí, khu du lịch", "", "", "200", "100", "", ""],
    ["4", "Khu đô thị, khu dân cư", "", "", "200", "100", "50", ""],
    ["5", "Khu hành chính và các khu chức năng khác", "", "", "100", "50", "", ""],
    ["6", "Đất khác", "", "", "60", "30", "", ""],
    ["7", "Đất chưa sử dụng", "", "", "40", "20", "", ""],
]  # fmt: skip
LAND_LINES = ["Biểu 2110.H.QLKKT", "HIỆN TRẠNG SỬ DỤNG ĐẤT TRONG KHU KINH TẾ", "Đến ngày 31/12/2025"]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["zone_board_reports"]


@pytest.fixture(params=["docx", "xlsx"])
def form(request: pytest.FixtureRequest, tmp_path: Path, source: Source) -> Fragment:
    path = tmp_path / f"2109.{request.param}"
    if request.param == "docx":
        return read(document(path, LINES, ROWS), source)
    return read(workbook(path, [*([line] for line in LINES), [], *ROWS]), source)


def investment(fragment: Fragment, measure: str, investor: str, sector: str, area: str) -> list[tuple[float, str, str]]:
    frame = fragment.tables["investment"]
    found = frame[
        (frame["measure"] == measure)
        & (frame["investor"] == investor)
        & (frame["sector"] == sector)
        & (frame["geography"] == area)
    ]
    return [(row["value"], row["unit"], row["frequency"]) for row in found.to_dict("records")]


def test_capital_has_the_unit_of_its_block(form: Fragment) -> None:
    assert (problems(form), form.good) == ([], True)
    assert investment(form, "new_capital", "fdi", "production", PARKS) == [(1234.5, "usd_million", "quarter")]
    assert investment(form, "new_capital", "domestic", "production", PARKS) == [(1234.5, "vnd_billion", "quarter")]
    assert investment(form, "new_projects", "domestic", "production", PARKS) == [(4, "project", "quarter")]


def test_fifteen_digits_and_decimals_survive_as_text(form: Fragment) -> None:
    assert investment(form, "registered", "fdi", "production", PARKS) == [(123456789.12345, "usd_million", "stock")]


def test_leased_land_may_shrink(form: Fragment) -> None:
    assert investment(form, "leased_land_change", "fdi", "zone_infrastructure", PARKS) == [(-3.5, "ha", "quarter")]


def test_cumulative_rows_are_stocks_at_the_end_of_the_quarter(form: Fragment) -> None:
    frame = form.tables["investment"]
    stocks = frame[frame["measure"] == "registered"]
    assert set(stocks["basis"]) == {"stock"}
    assert set(stocks["period_start"].astype(str)) == set(stocks["period_end"].astype(str)) == {"2026-03-31"}


def test_the_zone_is_the_sum_of_parks_and_other_areas_and_of_both_kinds_of_project(form: Fragment) -> None:
    assert investment(form, "new_projects", "fdi", "production", ZONE) == [(3, "project", "quarter")]
    assert investment(form, "new_projects", "domestic", "all", ZONE) == [(8, "project", "quarter")]
    units = form.tables["investment"].query("measure == 'new_capital' and geography == @ZONE and sector == 'all'")[
        "unit"
    ]
    assert sorted(units) == ["usd_million", "vnd_billion"], "dollars and dong are never added"


def test_results_have_the_unit_behind_their_label_and_no_investor(form: Fragment) -> None:
    assert investment(form, "revenue", "all", "all", PARKS) == [(10.5, "usd_million", "quarter")]
    assert investment(form, "budget_paid", "all", "all", PARKS) == [(1500, "vnd_billion", "quarter")]
    assert investment(form, "workers", "all", "all", PARKS) == [(1250, "person", "stock")]


def test_capital_below_no_block_is_refused(tmp_path: Path, source: Source) -> None:
    rows = [HEAD, ["A", "Dự án sản xuất kinh doanh", "", ""], *block()]
    fragment = read(document(tmp_path / "a.docx", LINES, rows), source)
    assert any("in which unit" in problem for problem in problems(fragment))
    assert "new_capital" not in set(fragment.tables["investment"]["measure"])


def test_a_block_without_its_printed_unit_is_refused(tmp_path: Path, source: Source) -> None:
    rows = [HEAD, ROWS[1], ["I", "Dự án FDI", "", ""], *block()]
    fragment = read(document(tmp_path / "a.docx", LINES, rows), source)
    assert any("unit_word" in problem for problem in problems(fragment))


def test_numbers_written_the_vietnamese_way_are_refused(tmp_path: Path, source: Source) -> None:
    rows = [HEAD, ROWS[1], FDI, ["1", "Vốn đăng ký cấp mới", "1.234,5", "1"], block()[0]]
    fragment = read(document(tmp_path / "a.docx", LINES, rows), source)
    assert problems(fragment) == ["expected a number written like 1,234.5"]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_land_by_group_with_the_area_of_the_zone(tmp_path: Path, source: Source, kind: str) -> None:
    path = tmp_path / f"2110.{kind}"
    made = (
        document(path, LAND_LINES, LAND)
        if kind == "docx"
        else workbook(path, [*([line] for line in LAND_LINES), [], *LAND])
    )
    fragment = read(made, source)
    assert (problems(fragment), fragment.good) == ([], True)
    frame = fragment.tables["land"]
    values = {(row["functional_area"], row["measure"]): row["value"] for row in frame.to_dict("records")}
    assert values["all", "total"] == 39400
    assert values["all", "planned"] == 1500.5
    assert values["industrial_and_export_processing", "leased"] == 75.5
    assert set(frame["geography"]) == {ZONE}
    assert set(frame["unit"]) == {"ha"}
    kinds = fragment.tables["controls"][["what", "kind"]].to_dict("records")
    assert {row["kind"] for row in kinds} == {"exact"}


def test_land_of_a_zone_nobody_declared_is_refused(tmp_path: Path, source: Source) -> None:
    rows = [LAND[0], ["I", "Khu kinh tế Nghi Sơn", "", "1", "1", "1", "", ""], LAND[2]]
    fragment = read(document(tmp_path / "a.docx", LAND_LINES, rows), source)
    assert "land" not in fragment.tables
    assert any("unknown geography" in problem for problem in problems(fragment))


FIGURES = ["Vốn đăng ký", "Vốn thực hiện", "Doanh thu"]
PROJECT_HEAD = [
    ["STT", "Tên dự án", "Tình trạng", "Diện tích (ha)", "Ngành nghề", "Dự án FDI", "", "", "Dự án trong nước", "", "",
     "Lao động", ""],
    ["", "", "", "", "", *(f"{text} (triệu USD)" for text in FIGURES), *(f"{text} (tỷ VNĐ)" for text in FIGURES),
     "Trong nước", "Nước ngoài"],
]  # fmt: skip
PROJECT_LINES = ["Biểu 2113.H.QLKKT", "DANH MỤC DỰ ÁN ĐẦU TƯ TRONG KHU KINH TẾ", "Lũy kế đến ngày 31/12/2025"]
PROJECTS = [
    ["1", "Nhà máy xi măng Đồng Bành", "Đang hoạt động", "12.5", "Công nghiệp chế biến, chế tạo", "", "", "",
     "1,234.5", "900", "50", "120", ""],
    ["2", "Nhà máy chì thỏi Hâm Thiên, nay là Công ty CP Kim loại màu Bắc Bộ", "Đang xây dựng", "3", "Logistics; Kho bãi",
     "15.25", "-", "", "200", "", "", "30", "4"],
    ["", "Tổng cộng", "", "15.5", "", "15.25", "", "", "1,434.5", "900", "50", "150", "4"],
]  # fmt: skip


def project_list(path: Path, source: Source, kind: str, rows: list[list[str]] = PROJECTS) -> Fragment:
    made = (
        document(path / "2113.docx", PROJECT_LINES, [*PROJECT_HEAD, *rows])
        if kind == "docx"
        else workbook(path / "2113.xlsx", [*([line] for line in PROJECT_LINES), [], *PROJECT_HEAD, *rows])
    )
    return read(made, source)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_blocks_of_a_project_are_rows_in_their_own_currency(tmp_path: Path, source: Source, kind: str) -> None:
    fragment = project_list(tmp_path, source, kind)
    assert (problems(fragment), fragment.good) == ([], True)
    frame = fragment.tables["projects"]
    found = sorted((row["investor"], row["capital"], row["unit"], row["sector"]) for row in frame.to_dict("records"))
    assert found == [
        ("domestic", 200, "vnd_billion", "several"),
        ("domestic", 1234.5, "vnd_billion", "manufacturing"),
        ("fdi", 15.25, "usd_million", "several"),
    ]


def test_the_list_of_sectors_is_kept_in_the_lineage(tmp_path: Path, source: Source) -> None:
    lineage = project_list(tmp_path, source, "docx").tables["lineage"]
    assert "Logistics; Kho bãi" in set(lineage.loc[lineage["column"] == "sector", "raw"])


def test_an_unknown_sector_in_a_list_is_refused(tmp_path: Path, source: Source) -> None:
    rows = [[*PROJECTS[0][:4], "Logistics; Trồng rừng", *PROJECTS[0][5:]]]
    fragment = project_list(tmp_path, source, "docx", rows)
    assert any("unknown project_sector 'Trồng rừng'" in problem for problem in problems(fragment))


def test_projects_are_counted_on_the_day_of_the_title(tmp_path: Path, source: Source) -> None:
    frame = project_list(tmp_path, source, "xlsx").tables["projects"]
    assert set(frame["period_end"].astype(str)) == {"2025-12-31"}
    assert set(frame["frequency"]) == {"stock"}


def test_the_total_row_is_no_project(tmp_path: Path, source: Source) -> None:
    fragment = project_list(tmp_path, source, "docx")
    assert any("left out on purpose" in note for note in fragment.tables["notes"]["note"])
    assert len(fragment.tables["projects"]) == 3


def named(fragment: Fragment, project: str) -> dict[str, Any]:
    frame = fragment.tables["projects"]
    (row,) = frame[frame["project"] == project].to_dict("records")
    return {str(key): value for key, value in row.items()}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_project_has_its_implemented_capital_area_state_and_labour(tmp_path: Path, source: Source, kind: str) -> None:
    row = named(project_list(tmp_path, source, kind), "dong_banh_cement")
    assert (row["capital"], row["implemented"], row["unit"]) == (1234.5, 900, "vnd_billion")
    assert (row["area_ha"], row["state"], row["workers"]) == (12.5, "operating", 120)
    assert math.isnan(row["foreign_workers"])


def test_both_blocks_of_a_joint_project_bear_its_one_area(tmp_path: Path, source: Source) -> None:
    frame = project_list(tmp_path, source, "docx").tables["projects"]
    joint = frame[frame["sector"] == "several"]
    assert joint["area_ha"].tolist() == [3, 3]
    assert joint["implemented"].isna().all(), "neither block tells what was implemented"


def test_a_project_nobody_declared_stands_as_printed_where_it_is_numbered(tmp_path: Path, source: Source) -> None:
    fragment = project_list(tmp_path, source, "docx", [["7.", "Dự án  mới", *PROJECTS[0][2:]]])
    assert problems(fragment) == []
    assert named(fragment, "Dự án mới")["capital"] == 1234.5


@pytest.mark.parametrize("ordinal", ["", "I", "A"])
def test_a_sum_or_heading_in_unknown_words_is_no_project(tmp_path: Path, source: Source, ordinal: str) -> None:
    rows = [PROJECTS[0], [ordinal, "Tổng các dự án trong nước", *PROJECTS[2][2:]]]
    fragment = project_list(tmp_path, source, "docx", rows)
    assert len(fragment.tables["projects"]) == 1
    assert "entities.csv: project,Tổng các dự án trong nước" in fragment.tables["rejects"]["remedy"].iloc[0]


def test_a_state_in_unknown_words_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = project_list(tmp_path, source, "docx", [[*PROJECTS[0][:2], "Đang bàn bạc", *PROJECTS[0][3:]]])
    assert any("unknown project_state 'Đang bàn bạc'" in problem for problem in problems(fragment))


def test_two_projects_of_one_name_with_other_figures_are_refused(tmp_path: Path, source: Source) -> None:
    rows = [PROJECTS[0], ["2", *PROJECTS[0][1:8], "99", *PROJECTS[0][9:]]]
    fragment = project_list(tmp_path, source, "docx", rows)
    assert any("listed with other values" in problem for problem in problems(fragment))
    assert "projects" not in fragment.tables


def test_days_investor_and_home_economy_are_read_where_the_board_adds_them(tmp_path: Path, source: Source) -> None:
    head = [*PROJECT_HEAD[0], "Chủ đầu tư", "Nước đầu tư", "Ngày cấp GCNĐKĐT", "Ngày hoạt động", "Ngày thu hồi"]
    row = [*PROJECTS[0], "Công ty A", "Trung Quốc", "05/02/2016", "30/11/2018", ""]
    lines = [*([line] for line in PROJECT_LINES), [], head, [*PROJECT_HEAD[1], *[""] * 5], row]
    found = named(read(workbook(tmp_path / "2113.xlsx", lines), source), "dong_banh_cement")
    assert (found["partner"], found["home_economy"]) == ("Công ty A", "cn")
    days = [found[name] for name in ("registered_on", "operating_on", "revoked_on")]
    assert [f"{day:%Y-%m-%d}" for day in days[:2]] == ["2016-02-05", "2018-11-30"]
    assert pd.isna(days[2])


def test_the_yearly_form_is_of_a_year_with_stocks_at_its_end(tmp_path: Path, source: Source) -> None:
    fragment = read(document(tmp_path / "a.docx", [*LINES[:2], "Kỳ báo cáo: Năm 2025"], ROWS), source)
    assert investment(fragment, "new_capital", "fdi", "production", PARKS) == [(1234.5, "usd_million", "year")]
    stocks = fragment.tables["investment"].query("frequency == 'stock'")
    assert set(stocks["period_end"].astype(str)) == {"2025-12-31"}


def test_a_form_without_its_period_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = read(document(tmp_path / "a.docx", LINES[:2], ROWS), source)
    assert not fragment.good
    assert any("which period" in problem for problem in problems(fragment))


def test_cells_that_hold_numbers_read_like_texts(tmp_path: Path, source: Source) -> None:
    rows = [HEAD, ROWS[1], FDI, ["1", "Số dự án cấp mới", 2, 1], ["2", "Vốn đăng ký cấp mới", 1234.5, 10.25]]
    fragment = read(workbook(tmp_path / "a.xlsx", [*([line] for line in LINES), [], *rows]), source)
    assert investment(fragment, "new_capital", "fdi", "production", PARKS) == [(1234.5, "usd_million", "quarter")]
