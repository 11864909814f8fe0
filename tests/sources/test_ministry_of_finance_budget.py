"""Budget books of the Ministry of Finance: the real ones where they are at hand, and each trap of theirs in small."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import FileRows, Fragment
from assessment.etl.reading import read_file, read_rows

# Columns of the derived series; its `balance.trans` is the total transfer, whatever its name says.
SERIES = {
    "total.rev": ("budget_revenue_realised", 0.001),
    "total.exp": ("budget_expenditure_realised", 0.001),
    "balance.trans": ("budget_transfer", 0.001),
    "target.trans": ("budget_target_transfer", 0.001),
    "ratio": ("budget_sharing_ratio", 1.0),
}
PROVINCE = {"BRVT": "ba_ria_vung_tau", "TP HCM": "tp_ho_chi_minh"}


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["ministry_of_finance_budget"]


# ------------------------------------------------------------- the real books


@pytest.fixture(scope="module")
def fragments(shared: Path, source: Source) -> dict[str, Fragment]:
    folder = shared / "workbooks" / "budget"
    return {file.stem[-4:]: read_file(file, f"budget/{file.name}", "", source) for file in sorted(folder.glob("*.xls"))}


def amounts(fragment: Fragment) -> dict[tuple[str, str], float]:
    rows = fragment.tables["economy"].to_dict("records")
    return {(row["geography"], row["indicator"]): float(row["value"]) for row in rows}


@pytest.mark.shared
def test_settled_figures_equal_the_derived_series(shared: Path, fragments: dict[str, Fragment]) -> None:
    found = amounts(fragments["2013"])
    with (shared / "series" / "province_budget_realised_2006_2014.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["year"] == "2013"]
    assert len(rows) == 63
    for row in rows:
        place = PROVINCE.get(row["prov"], row["prov"].lower().replace(" ", "_"))
        for column, (indicator, factor) in SERIES.items():
            assert found[place, indicator] == pytest.approx(float(row[column]) * factor, rel=1e-6)


@pytest.mark.shared
def test_every_province_and_the_country_are_read(fragments: dict[str, Fragment]) -> None:
    for year, provinces, status in (("2006", 64, "plan"), ("2013", 63, "final")):
        frame = fragments[year].tables["economy"]
        assert fragments[year].good
        assert fragments[year].tables["rejects"].empty
        assert frame["geography"].nunique() == provinces + 1
        assert set(frame["status"]) == {status}
        assert {str(day)[:10] for day in frame["period_end"]} == {f"{year}-12-31"}
    assert amounts(fragments["2006"])["lang_son", "budget_transfer_planned"] == pytest.approx(997.1037338452273)
    assert ("ha_tay", "budget_revenue_planned") in amounts(fragments["2006"])


@pytest.mark.shared
def test_totals_add_up_but_for_what_the_plan_keeps_back(fragments: dict[str, Fragment]) -> None:
    settled = Counter(fragments["2013"].tables["controls"]["kind"])
    assert settled == {"exact": 126}
    planned = fragments["2006"].tables["controls"]
    wrong = planned[planned["kind"] == "mismatch"]
    # Its notes say so: 987,640 for programme 135 and 535,000 for projects are not given to provinces yet.
    assert set(wrong["cell"]) == {"F14", "H14", "J14", "M14"}
    kept_back = {round(row["printed"] - row["computed"]) for row in wrong.to_dict("records")}
    assert kept_back == {987640, 535000, 1522640}


@pytest.mark.shared
def test_other_forms_of_the_book_are_noted(fragments: dict[str, Fragment]) -> None:
    notes = fragments["2013"].tables["notes"]
    assert [f"M0{number}+" for number in range(1, 9)] == sorted(notes["sheet"])


# ----------------------------------------------------------- each trap in small

TITLE = ["QUYẾT TOÁN THU, CHI  NGÂN SÁCH CỦA CÁC TỈNH, ", "THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM 2011"]
DECISION = ["(Kèm theo Quyết định số 1440/QĐ-BTC ngày 23 tháng 7 năm 2013", "của Bộ trưởng Bộ Tài chính)"]
HEAD = [
    ["STT", "TÊN TỈNH, THÀNH PHỐ", "TỔNG THU NSNN TRÊN ĐỊA BÀN TỈNH, THÀNH PHỐ", "TỔNG CHI CÂN ĐỐI NSĐP",
     "BỔ SUNG TỪ NSTW CHO NSĐP", None, None, None],
    [None, None, None, None, "TỔNG SỐ", "BỔ SUNG CÂN ĐỐI", "BỔ SUNG CÓ MỤC TIÊU", None],
    [None, None, None, None, None, None, "Vốn ngoài nước", "Thực hiện những nhiệm vụ quan trọng"],
]  # fmt: skip
MERGED = ("E{0}:H{0}", "G{1}:H{1}", "A{0}:A{2}", "B{0}:B{2}", "C{0}:C{2}", "D{0}:D{2}", "E{1}:E{2}", "F{1}:F{2}")
BODY = [
    [None, "TỔNG SỐ", 30.5, 60.5, 31.5, 20.5, 5.5, 5.5],
    ["I", "MIỀN NÚI PHÍA BẮC", 20.5, 40.5, 21.5, 14.5, 3.5, 3.5],
    [1, " LẠNG SƠN", 10.25, 20.25, 10.5, 7.0, 2.5, 1.0],
    [2, " CAO BẰNG", 10.25, 20.25, 11.0, 7.5, 1.0, 2.5],
    ["II", "TÂY NGUYÊN", 10.0, 20.0, 10.0, 6.0, 2.0, 2.0],
    [3, " ĐẮC LẮC", 4.0, 8.0, 4.0, 3.0, None, 1.0],
    [4, "KON TUM", 6.0, 12.0, 6.0, 3.0, 2.0, 1.0],
]
UNIT = "                              Đơn vị tính: Triệu đồng"


def write(
    folder: Path,
    body: Sequence[Sequence[Any]],
    *,
    title: Sequence[str] = TITLE,
    head: Sequence[Sequence[Any]] = HEAD,
    below: Sequence[Sequence[Any]] = (),
    unit: str | None = UNIT,
    rows: int = 0,
) -> Path:
    """Write a book of form 09: agency, title, decision, unit, header in merged cells, body; `rows` are declared in all."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "M09+"
    sheet.append(["BỘ TÀI CHÍNH", *[None] * 6, "Phụ lục số 09/CKTC-NSNN"])
    for text in (*title, *DECISION):
        sheet.append([text])
    sheet.append([None] * 7 + [unit])
    first = sheet.max_row + 1
    for row in (*head, *below, *body):
        sheet.append(row)
    if head is HEAD:
        for span in MERGED:
            sheet.merge_cells(span.format(first, first + 1, first + 2))
    if rows:
        sheet.cell(rows, 1, " ")
    path = folder / "book.xlsx"
    book.save(path)
    return path


def read(path: Path, source: Source) -> FileRows:
    return read_rows(path, "budget/book.xlsx", source)


def found(read: FileRows) -> dict[tuple[str, str], float]:
    return {(o.row["geography"], o.row["indicator"]): o.row["value"] for _, o in read.taken}


def test_a_book_of_form_09(tmp_path: Path, source: Source) -> None:
    book = read(write(tmp_path, BODY), source)
    assert book.sink.rejects == []
    values = found(book)
    assert values["lang_son", "budget_revenue_realised"] == 0.01025
    assert values["dak_lak", "budget_expenditure_realised"] == 0.008
    assert values["vn", "budget_transfer"] == 0.0315
    # The year of the title counts, not the day of the decision.
    assert {(o.row["period_start"].isoformat(), o.row["status"]) for _, o in book.taken} == {("2011-01-01", "final")}


def test_a_target_transfer_that_is_not_printed_is_added_up(tmp_path: Path, source: Source) -> None:
    book = read(write(tmp_path, BODY), source)
    assert found(book)["lang_son", "budget_target_transfer"] == 0.0035
    assert found(book)["dak_lak", "budget_target_transfer"] == 0.001
    made = next(
        o
        for _, o in book.taken
        if (o.row["geography"], o.row["indicator"]) == ("lang_son", "budget_target_transfer")
    )  # fmt: skip
    assert [(origin.cell, origin.raw) for origin in made.origins] == [("G12", "2.5"), ("H12", "1")]
    assert all(origin.rule.startswith("added up; ") for origin in made.origins)


def test_regions_are_checked_by_what_stands_below_them_and_not_kept(tmp_path: Path, source: Source) -> None:
    book = read(write(tmp_path, BODY), source)
    assert {place for place, _ in found(book)} == {"vn", "lang_son", "cao_bang", "dak_lak", "kon_tum"}
    assert {control.kind for control in book.controls} == {"exact"}
    regions = [control for control in book.controls if control.what.startswith("geography budget_")]
    assert {control.cell for control in regions} >= {"C11", "C14", "H14"}
    body = [list(row) for row in BODY]
    body[2][2] = 7.25
    wrong = [c for c in read(write(tmp_path, body), source).controls if c.kind == "mismatch"]
    assert [(c.cell, c.printed, c.computed) for c in wrong] == [("C10", 30.5, 27.5), ("C11", 20.5, 17.5)]


@pytest.mark.parametrize(
    "numbers",
    [
        ["A", "B", "1", "2", "3=4+5", "4", "5", "6"],
        ["A", "B", 1, 2, "3=4+5+6", 4, 5, 6],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [None, None, "(1)", "(2)", "(3)=(4)+(5)", "(4)", "(5)", "(6)"],
    ],
)
def test_a_row_of_column_numbers_is_neither_header_nor_data(
    tmp_path: Path, source: Source, numbers: list[object]
) -> None:
    book = read(write(tmp_path, BODY, below=[numbers]), source)
    assert book.sink.rejects == []
    assert found(book) == found(read(write(tmp_path, BODY), source))


def test_transfer_that_is_not_the_sum_of_its_parts(tmp_path: Path, source: Source) -> None:
    body = [list(row) for row in BODY]
    body[6][5] = 3.5
    wrong = [c for c in read(write(tmp_path, body), source).controls if c.kind == "mismatch"]
    assert ("E16", 6.0, 6.5) in [(c.cell, c.printed, c.computed) for c in wrong]


PLAN_HEAD = [
    ["STT\nNo", "Tỉnh, thành phố\nName of provinces and cities", "Tổng thu NSNN trên địa bàn\nTotal revenue of the locality",
     "Tỷ lệ (%) phân chia nguồn thu giữa NSTW và NSĐP\nRatio", "Sổ sung từ NSTW cho NSĐP - Transfer from central budget", None,
     None, None],
    [None, None, None, None, "Tổng số\nTotal", "Bổ sung \ncân đối\nBalance transfer", "Bổ sung có mục tiêu - Balance transfers",
     None],
    [None, None, None, None, None, None, "Tổng số\nTotal", "Thực hiện chương trình 135 (2)\nTransfer for program 135"],
    [1, 2, 3, 4, 5, 6, 7, 8],
]  # fmt: skip
PLAN_TITLE = [
    "DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM 2006",
    "PLAN OF STATE BUDGET REVENUE AND EXPENDITURE OF PROVINCES AND CITIES UNDER CENTRAL AUTHORITY FY 2006",
]


def test_a_plan_in_two_languages_with_rows_declared_that_are_not_there(tmp_path: Path, source: Source) -> None:
    body = [
        [None, "TỔNG SỐ \nTOTAL", 10.5, None, 9.5, 6.0, 3.5, 3.5],
        ["I", "ĐÔNG BẮC\nNORTH-EAST", 10.5, None, 9.5, 6.0, 3.5, 3.5],
        [1, "LẠNG SƠN", 4.5, 100, 5.5, 3.0, 2.5, 2.5],
        [2, "QUẢNG NINH", 6.0, 98, 4.0, 3.0, 1.0, 1.0],
        [None, None],
        ["Ghi chú: "],
        [None, "(2) Chưa bao gồm 987.640 triệu đồng dự phòng chưa phân bổ Chương trình 135"],
    ]
    path = write(tmp_path, body, title=PLAN_TITLE, head=PLAN_HEAD, unit="Triệu đồng - Million dong", rows=65535)
    book = read(path, source)
    assert book.sink.rejects == []
    assert {o.row["status"] for _, o in book.taken} == {"plan"}
    values = found(book)
    assert values["lang_son", "budget_transfer_planned"] == 0.0055
    assert values["quang_ninh", "budget_sharing_ratio_planned"] == 98.0
    assert values["quang_ninh", "budget_target_transfer_programme_135_planned"] == 0.001
    assert {control.kind for control in book.controls} == {"exact"}
    assert ("vn", "budget_revenue_realised") not in values


def test_amounts_without_a_unit_are_refused(tmp_path: Path, source: Source) -> None:
    book = read(write(tmp_path, BODY, unit=None), source)
    assert book.taken == []
    assert book.sink.failed
    assert read(write(tmp_path, BODY, unit="Đơn vị tính: Tỷ đồng"), source).taken[0][1].row["value"] == 30.5


def test_an_unknown_place_is_refused_and_the_others_are_read(tmp_path: Path, source: Source) -> None:
    body = [list(row) for row in BODY]
    body[2][1] = "LẠNG SAN"
    book = read(write(tmp_path, body), source)
    assert [(reject.cell, reject.raw) for reject in book.sink.rejects] == [("B12", "LẠNG SAN")]
    assert ("cao_bang", "budget_transfer") in found(book)


def test_an_unknown_part_of_the_transfer_is_refused_and_its_total_does_not_add_up(
    tmp_path: Path, source: Source
) -> None:
    head = [list(row) for row in HEAD]
    head[2][6] = "Mục đích khác"
    book = read(write(tmp_path, BODY, head=head), source)
    assert any("unknown header" in reject.problem for reject in book.sink.rejects)
    assert "mismatch" in {control.kind for control in book.controls}
