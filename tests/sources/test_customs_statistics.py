"""Published customs forms, made up after their printed columns: 015.T, 016.T, 018.T, 019.T, 1X and 1N; one trap a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from tests.sources.official_forms import document, notes, problems, read, workbook

FOREIGN = "Trong đó: Doanh nghiệp có vốn đầu tư trực tiếp nước ngoài"
PARTS = [
    "Số trong tháng báo cáo",
    "Cộng dồn đến hết tháng báo cáo",
    "So với tháng trước (%)",
    "So với cùng kỳ năm trước (%)",
]
HEAD: list[list[Any]] = [
    ["STT", "Nhóm/Mặt hàng chủ yếu", "ĐVT", *(text for part in PARTS for text in (part, ""))],
    ["", "", "", *["Lượng", "Trị giá (USD)"] * 4],
]
TITLE = [
    ["Biểu số 015.T/BCB-TC"],
    ["XUẤT KHẨU HÀNG HÓA THEO NHÓM/MẶT HÀNG CHỦ YẾU"],
    ["Tháng 02 năm 2026 (Sơ bộ)"],
]
MERGED = ("D5:E5", "F5:G5", "H5:I5", "J5:K5")


def goods(vi: bool = True) -> list[list[Any]]:
    """Return rows as text, in the Vietnamese or the English way."""
    rows = [
        ["", "TỔNG TRỊ GIÁ", "", "", "3.000.000,5", "", "6.500.000", "", "2,5", "", "12,8"],
        ["", FOREIGN, "", "", "2.000.000", "", "4.000.000", "", "1,5", "", "10,8"],
        ["1", "Hàng thủy sản", "", "", "1.000.000,5", "", "2.500.000", "", "2,5", "", "12,8"],
        ["", FOREIGN, "", "", "250.000", "", "500.000", "", "", "", ""],
        ["2", "Gạo", "Tấn", "1.234,5", "500.000", "2.500", "1.000.000", "", "", "", ""],
        ["3", "Hàng hóa khác", "", "", "1.500.000", "", "3.000.000", "", "", "", ""],
    ]
    if vi:
        return rows
    english = str.maketrans(",.", ".,")
    return [[*row[:3], *(cell.translate(english) for cell in row[3:])] for row in rows]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["customs_statistics"]


def book(path: Path, source: Source, rows: list[list[Any]], title: list[list[Any]] | None = None) -> Fragment:
    return read(workbook(path / "a.xlsx", [*(title or TITLE), [], *HEAD, *rows], MERGED), source)


def values(fragment: Fragment) -> dict[tuple[str, str, str], tuple[float, str]]:
    frame = fragment.tables["trade"].to_dict("records")
    return {(row["commodity"], row["measure"], row["frequency"]): (row["value"], row["unit"]) for row in frame}


@pytest.mark.parametrize("vi", [True, False])
def test_a_table_shows_itself_how_its_numbers_are_written(tmp_path: Path, source: Source, vi: bool) -> None:
    fragment = book(tmp_path, source, goods(vi))
    assert (problems(fragment), fragment.good) == ([], True)
    found = values(fragment)
    assert found["all", "value", "month"] == (3.0000005, "usd_million")
    assert found["gao", "quantity", "month"] == (1234.5, "tonne")
    assert found["gao", "quantity", "ytd"] == (2500, "tonne")
    assert any(f"in the way of {'vi' if vi else 'en'!r}" in note for note in notes(fragment)), "the evidence is noted"


def test_an_ambiguous_number_is_refused_where_nothing_shows_how_to_read_it(tmp_path: Path, source: Source) -> None:
    rows = [["1", "Gạo", "Tấn", "1.234", "500", "2.500", "900", "", "", "", ""]]
    fragment = book(tmp_path, source, rows)
    assert all("ambiguous" in problem for problem in problems(fragment))
    assert len(problems(fragment)) == 2
    assert values(fragment)["gao", "value", "month"][0] == 0.0005


def test_two_ways_of_writing_in_one_table_are_no_evidence(tmp_path: Path, source: Source) -> None:
    rows = [["1", "Gạo", "Tấn", "1.234,5", "1,234.5", "2.500", "900", "", "", "", ""]]
    fragment = book(tmp_path, source, rows)
    assert len(problems(fragment)) == 1
    assert ("gao", "quantity", "ytd") not in values(fragment)


def test_of_which_is_no_part_of_the_total_nor_a_commodity(tmp_path: Path, source: Source) -> None:
    fragment = book(tmp_path, source, goods())
    found = values(fragment)
    assert found["all", "value_fdi", "month"] == (2, "usd_million")
    assert {key[0] for key in found} == {"all", "thuy_san", "gao", "hang_hoa_khac"}
    assert found["thuy_san", "value", "month"][0] == 1.0000005, "the foreign part of a group is not its value"
    controls = fragment.tables["controls"]
    assert len(controls) == 2
    assert set(controls["kind"]) == {"exact"}


def test_a_wrong_total_is_told(tmp_path: Path, source: Source) -> None:
    rows = goods()
    rows[0][4] = "3.100.000,5"
    controls = book(tmp_path, source, rows).tables["controls"]
    assert controls.loc[controls["kind"] == "mismatch", "printed"].tolist() == [3100000.5]


@pytest.mark.parametrize(
    ("word", "status"),
    [("Sơ bộ", "preliminary"), ("Điều chỉnh", "revised"), ("Chính thức", "final"), ("", "reported")],
)
def test_the_status_is_that_of_the_title(tmp_path: Path, source: Source, word: str, status: str) -> None:
    title = [*TITLE[:2], [f"Tháng 02 năm 2026 {f'({word})' if word else ''}"]]
    frame = book(tmp_path, source, goods(), title).tables["trade"]
    assert set(frame["status"]) == {status}


def test_month_and_year_to_date_come_from_the_title(tmp_path: Path, source: Source) -> None:
    frame = book(tmp_path, source, goods()).tables["trade"]
    periods = {
        (row["frequency"], str(row["period_start"])[:10], str(row["period_end"])[:10])
        for row in frame.to_dict("records")
    }
    assert periods == {("month", "2026-02-01", "2026-02-28"), ("ytd", "2026-01-01", "2026-02-28")}


def test_growth_in_percent_is_left_out(tmp_path: Path, source: Source) -> None:
    frame = book(tmp_path, source, goods()).tables["trade"]
    assert set(frame["unit"]) == {"usd_million", "tonne"}


def test_imports_have_their_own_form(tmp_path: Path, source: Source) -> None:
    title = [["Biểu số 016.T/BCB-TC"], ["NHẬP KHẨU HÀNG HÓA THEO NHÓM/MẶT HÀNG CHỦ YẾU"], TITLE[2]]
    frame = book(tmp_path, source, goods(), title).tables["trade"]
    assert set(frame["flow"]) == {"import"}
    assert set(frame["scope"]) == {"national"}


def test_an_unknown_unit_of_a_commodity_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = book(tmp_path, source, [*goods(), ["4", "Chè", "Bao", "5,5", "1", "1", "1", "", "", "", ""]])
    assert {problem.split(";")[0] for problem in problems(fragment)} >= {"unknown unit_word 'Bao'"}


def test_half_months_are_known_and_left_out(tmp_path: Path, source: Source) -> None:
    fragment = book(tmp_path, source, goods(), [["Biểu số 015.K/BCB-TC"], ["Kỳ 1 tháng 02 năm 2026"], [""]])
    assert "trade" not in fragment.tables
    assert any("left out on purpose" in note for note in notes(fragment))


PLACES: list[list[Any]] = [
    ["STT", "TỈNH/THÀNH PHỐ", "Xuất khẩu", "", "Nhập khẩu", ""],
    ["", "", "Tháng 2", "2 tháng", "Tháng 2", "2 tháng"],
]


def provinces(path: Path, source: Source) -> Fragment:
    rows = [
        *([line] for line in ("Biểu số 019.T/BCB-TC", "XUẤT KHẨU, NHẬP KHẨU HÀNG HÓA THEO TỈNH/THÀNH PHỐ", "Tháng 02 năm 2026")),
        ["Đơn vị tính: USD"],
        PLACES[0],
        [text.replace("Tháng 2", "Tháng báo cáo").replace("2 tháng", "Cộng dồn") for text in PLACES[1]],
        ["", "TỔNG SỐ", "3,000.5", "9,000", "5,000", "7,000"],
        [1, "Lạng Sơn", "1,000.5", "4,000", "2,000", "3,000"],
        [2, "Cao Bằng", "2,000", "5,000", "3,000", "4,000"],
    ]  # fmt: skip
    return read(workbook(path / "a.xlsx", rows, ("C5:D5", "E5:F5")), source)


def test_provinces_are_those_of_the_enterprise_and_in_dollars(tmp_path: Path, source: Source) -> None:
    fragment = provinces(tmp_path, source)
    assert (problems(fragment), fragment.good) == ([], True)
    frame = fragment.tables["trade"]
    found = {(row["geography"], row["flow"], row["frequency"]): row["value"] for row in frame.to_dict("records")}
    assert found["lang_son", "export", "month"] == 0.0010005
    assert found["lang_son", "import", "ytd"] == 0.003
    assert set(frame["scope"]) == {"unstated"}, "neither through the gates nor goods of the province"
    assert set(fragment.tables["controls"]["kind"]) == {"exact"}


def test_months_printed_over_the_columns_tell_month_from_year_to_date(tmp_path: Path, source: Source) -> None:
    lines = ["Biểu số 019.T/BCB-TC", "Tháng 02 năm 2026"]
    head = ["STT", "TỈNH/THÀNH PHỐ", "Xuất khẩu Tháng 2", "Xuất khẩu 2 tháng", "Nhập khẩu Tháng 2", "Nhập khẩu 2 tháng"]
    rows = [head, ["1", "Lạng Sơn", "1,000.5", "4,000", "2,000", "3,000"]]
    frame = read(document(tmp_path / "a.docx", lines, rows), source).tables["trade"]
    found = {(row["flow"], row["frequency"]): row["value"] for row in frame.to_dict("records")}
    assert found == {
        ("export", "month"): 0.0010005,
        ("export", "ytd"): 0.004,
        ("import", "month"): 0.002,
        ("import", "ytd"): 0.003,
    }


def test_markets_are_partners(tmp_path: Path, source: Source) -> None:
    lines = ["Biểu số 018.T/BCB-TC", "Tháng 02 năm 2026 (Điều chỉnh)"]
    head = [
        "STT",
        "Thị trường",
        "Xuất khẩu Số trong tháng báo cáo Trị giá (USD)",
        "Nhập khẩu Số trong tháng báo cáo Trị giá (USD)",
    ]
    rows = [
        head,
        ["", "TỔNG TRỊ GIÁ", "3.000,5", "10"],
        ["1", "Trung Quốc", "1.000,5", "4"],
        ["2", "Nhật Bản", "2.000", "6"],
    ]
    fragment = read(document(tmp_path / "a.docx", lines, rows), source)
    assert problems(fragment) == []
    frame = fragment.tables["trade"]
    assert {"world", "cn", "nhat_ban"} == set(frame["partner"])
    assert set(frame["status"]) == {"revised"}
    assert set(fragment.tables["controls"]["kind"]) == {"exact"}


@pytest.mark.parametrize(("form", "flow"), [("1X", "export"), ("1N", "import")])
def test_old_ten_day_forms_are_wider_than_the_national_total(
    tmp_path: Path, source: Source, form: str, flow: str
) -> None:
    lines = [f"Biểu {form}", "Từ ngày 01/02/2005 đến ngày 10/02/2005"]
    rows = [
        ["STT", "Loại hình", "Trị giá trong kỳ (USD)"],
        ["", "Tổng số", "3.000,5"],
        ["1", "Kinh doanh", "1.000,5"],
        ["2", "Gia công", "1.500"],
        ["3", "Tạm nhập tái xuất", "500"],
    ]
    fragment = read(document(tmp_path / "a.docx", lines, rows), source)
    assert problems(fragment) == []
    frame = fragment.tables["trade"]
    assert set(frame["scope"]) == {"through"}
    assert set(frame["flow"]) == {flow}
    assert set(frame["frequency"]) == {"span"}
    assert {"business", "processing", "temporary", "all"} == set(frame["regime"])
    assert frame["note_en"].str.contains("wider").all()


def test_the_english_edition_of_a_form(tmp_path: Path, source: Source) -> None:
    lines = ["Form No: 015.T/BCB-TC", "EXPORTS BY MAIN COMMODITIES", "February 2026 (Preliminary)"]
    months = [f"{period} {part}" for period in ("This month", "Year to date") for part in ("Volume", "Value (USD)")]
    rows = [
        ["No.", "Main commodities", "Unit", *months, "Compared with last month (%) Value (USD)"],
        ["", "Total value", "", "", "3,000,000.5", "", "6,500,000", "2.5"],
        ["", "Of which: Foreign direct investment enterprises", "", "", "2,000,000", "", "4,000,000", "1.5"],
        ["1", "Gạo", "Ton", "1,234.5", "500,000", "2,500", "1,000,000", ""],
    ]
    fragment = read(document(tmp_path / "a.docx", lines, rows), source)
    assert (problems(fragment), fragment.good) == ([], True)
    found = values(fragment)
    assert found["all", "value", "month"] == (3.0000005, "usd_million")
    assert found["all", "value_fdi", "ytd"] == (4, "usd_million")
    assert found["gao", "quantity", "month"] == (1234.5, "tonne")
    assert set(fragment.tables["trade"]["status"]) == {"preliminary"}


def test_quantity_without_a_unit_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = book(tmp_path, source, [*goods(), ["4", "Chè", "", "5,5", "1", "1", "1", "", "", "", ""]])
    assert problems(fragment)
    assert ("che", "quantity", "month") not in values(fragment)
    assert ("che", "value", "month") in values(fragment)
