"""Daily bulletins of vehicles at the gates: made up in the layouts of the board's page and of newspapers, one trap a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from tests.sources.official_forms import document, problems, read, workbook

TITLE = "TÌNH HÌNH PHƯƠNG TIỆN XUẤT NHẬP KHẨU QUA CÁC CỬA KHẨU"
DAY = "(Số liệu tính đến 20 giờ 00 ngày 05/02/2026)"
HEAD: list[list[Any]] = [
    ["STT", "Cửa khẩu", "Xe xuất khẩu", "", "Xe nhập khẩu", "", "Tổng số xe đã thông quan"],
    ["", "", "Đã thông quan", "Còn tồn", "Đã thông quan", "Còn tồn", ""],
]
ROWS: list[list[Any]] = [
    [1, "Cửa khẩu quốc tế Hữu Nghị", 410, 120, 980, 5, 1390],
    [2, "Tân Thanh", 150, 60, 210, 0, 360],
    [3, "Cốc Nam", 20, "-", 45, "-", 65],
    [4, "Chi Ma", 55, 12, 70, 1, 125],
    [5, "Na Hình", "", "", "", "", ""],
    ["", "Tổng cộng", 635, 192, 1305, 6, 1940],
]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["gate_bulletins"]


def bulletin(path: Path, source: Source, title: str = TITLE, day: str = DAY, rows: list[list[Any]] = ROWS) -> Fragment:
    return read(workbook(path / "a.xlsx", [[title], [day], [], *HEAD, *rows], ("C4:D4", "E4:F4")), source)


def values(fragment: Fragment) -> dict[tuple[str, str, str], float]:
    frame = fragment.tables["traffic"].to_dict("records")
    return {(row["gate"], row["flow"], row["measure"]): row["value"] for row in frame}


def test_vehicles_by_gate_direction_and_measure(tmp_path: Path, source: Source) -> None:
    fragment = bulletin(tmp_path, source)
    assert (problems(fragment), fragment.good) == ([], True)
    found = values(fragment)
    assert found["huu_nghi", "export", "cleared"] == 410
    assert found["huu_nghi", "export", "queued"] == 120
    assert found["tan_thanh", "import", "cleared"] == 210
    assert found["chi_ma", "total", "cleared"] == 125
    assert found["all", "import", "queued"] == 6


def test_the_day_is_that_of_the_title(tmp_path: Path, source: Source) -> None:
    frame = bulletin(tmp_path, source).tables["traffic"]
    assert set(frame["period_end"].astype(str)) == {"2026-02-05"}
    assert set(frame["frequency"]) == {"day"}


def test_the_day_may_stand_in_the_title_itself(tmp_path: Path, source: Source) -> None:
    frame = bulletin(tmp_path, source, "Tình hình thông quan tại các cửa khẩu ngày 05 tháng 02 năm 2026", "").tables[
        "traffic"
    ]
    assert set(frame["period_end"].astype(str)) == {"2026-02-05"}


def test_without_a_day_the_bulletin_is_refused(tmp_path: Path, source: Source) -> None:
    fragment = bulletin(tmp_path, source, day="")
    assert not fragment.good
    assert any("which period" in problem for problem in problems(fragment))


def test_a_month_is_no_day(tmp_path: Path, source: Source) -> None:
    fragment = bulletin(tmp_path, source, day="Tháng 02 năm 2026")
    assert any("expected a period of kind day" in problem for problem in problems(fragment))


def test_totals_are_checked_over_gates_and_directions(tmp_path: Path, source: Source) -> None:
    wrong = [*ROWS[:-1], ["", "Tổng cộng", 640, 192, 1305, 6, 1940]]
    controls = bulletin(tmp_path, source, rows=wrong).tables["controls"]
    failed = controls[controls["kind"] == "mismatch"]
    assert sorted(zip(failed["printed"], failed["computed"], strict=True)) == [(640, 635), (1940, 1945)]


def test_a_dash_is_missing_and_no_zero(tmp_path: Path, source: Source) -> None:
    found = values(bulletin(tmp_path, source))
    assert ("coc_nam", "export", "queued") not in found
    assert found["tan_thanh", "import", "queued"] == 0


def test_an_unknown_gate_is_refused_with_a_line_to_add(tmp_path: Path, source: Source) -> None:
    rejects = bulletin(tmp_path, source, rows=[[1, "Hữu Nghi 2", 1, 1, 1, 1, 2], *ROWS[:2]]).tables["rejects"]
    assert "unknown gate 'Hữu Nghi 2'" in rejects["problem"].iloc[0]
    assert "gate_bulletins/entities.csv: gate," in rejects["remedy"].iloc[0]


@pytest.mark.parametrize("read_as", [1410.0, None])
def test_thousands_as_text_are_read_only_where_another_number_shows_how(
    tmp_path: Path, source: Source, read_as: float | None
) -> None:
    rows = [
        ["1", "Hữu Nghị", "1.410", "12", "980", "5", "1.234.567" if read_as else "7"],
        ["2", "Chi Ma", "1", "1", "1", "1", "2"],
    ]
    lines = [TITLE, DAY]
    flat = ["STT", "Cửa khẩu", "Xe xuất khẩu", "Xe xuất khẩu tồn", "Xe nhập khẩu", "Xe nhập khẩu tồn", "Tổng số xe"]
    fragment = read(document(tmp_path / "a.docx", lines, [flat, *rows]), source)
    assert values(fragment).get(("huu_nghi", "export", "cleared")) == read_as
    assert any("ambiguous" in problem for problem in problems(fragment)) == (read_as is None)


def test_kinds_of_goods_are_told_apart(tmp_path: Path, source: Source) -> None:
    flat = [
        "STT",
        "Cửa khẩu",
        "Xe xuất khẩu",
        "Xe hoa quả xuất khẩu",
        "Xe xuất khẩu còn tồn",
        "Xe hoa quả xuất khẩu còn tồn",
    ]
    rows = [flat, ["1", "Tân Thanh", "150", "120", "60", "50"], ["2", "Chi Ma", "55", "5", "12", "2"]]
    frame = read(document(tmp_path / "a.docx", [TITLE, DAY], rows), source).tables["traffic"]
    found = {(row["gate"], row["kind"], row["measure"]): row["value"] for row in frame.to_dict("records")}
    assert found["tan_thanh", "fruit_and_farm_produce", "queued"] == 50
    assert found["tan_thanh", "all", "queued"] == 60
