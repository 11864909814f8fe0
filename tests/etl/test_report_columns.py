"""Headers of a report: what they mean, their periods and units, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.etl.names import Entity, Names
from assessment.etl.problems import RowRefusedError
from assessment.etl.report_columns import printed_unit

from . import small_report as small


def test_an_unknown_header_is_rejected_with_the_line_to_add(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(B3="Chính thức"))
    told = [problem for _, problem in small.problems(read) if "unknown header" in problem]
    assert "the nearest known one is 'thuc hien {period} luong'" in told[0]
    assert any("columns.csv: export,chinh thuc {period} luong," in reject.remedy for reject in read.sink.rejects)
    assert not any(frequency == "month" for _, _, frequency in small.figures(read))


def test_scratch_work_right_of_the_table_is_noted_and_not_read(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(H6="T5/T4", H7=99.0, H8=98.0, H10=97.0, H11=96.0))
    assert any("right of table 'export'" in note.note for note in read.sink.notes)
    assert len(small.figures(read)) == 12


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"B4": "tháng 4"}, "the newest month ends on 30/04/2024, the newest year-to-date figure on 31/05/2024"),
        ({"B5": "năm 2023", "E5": "năm 2023"}, "the newest figure is of 31/05/2023, but the book is of 29/05/2024"),
    ],
)
def test_a_header_left_from_another_month_refuses_the_table(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    read = small.read(small.source(tmp_path), small.changed(**cells))
    assert any(said in problem for _, problem in small.problems(read))
    assert small.figures(read) == {}
    assert read.sink.failed


def test_a_year_that_nobody_prints_is_asked_for(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(B5="", E5=""))
    assert any("which year the figures are of" in problem for _, problem in small.problems(read))
    assert small.figures(read) == {}


def test_the_year_of_the_title_serves_headers_without_one(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(A1="14. Xuất khẩu tháng 5 năm 2024", B5="", E5=""))
    assert len(small.figures(read)) == 12


def test_without_the_units_above_the_table_nothing_is_read(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(G2=""))
    assert any("the units printed above the table are ''" in problem for _, problem in small.problems(read))
    assert small.figures(read) == {}


def test_another_unit_line_scales_the_figures(tmp_path: Path) -> None:
    entities = small.ENTITIES + "unit_word,tỷ USD,usd_million*1000,,,\n"
    read = small.read(small.source(tmp_path, entities=entities), small.changed(G2="Nghìn tấn; Tỷ USD"))
    assert small.figures(read)["rice", "value", "month"] == (20_000.0, "usd_million")


def test_an_unknown_unit_is_refused() -> None:
    names = Names("demo", [Entity("unit_word", "triệu USD", "usd_million")], [])
    assert printed_unit(names, "Triệu USD").name == "usd_million"
    with pytest.raises(RowRefusedError, match="unknown unit_word 'thúng'"):
        printed_unit(names, "thúng")
