from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessment.findings import Figure, Name, Quantity, Text, not_determinable
from assessment.report.figure_data import (
    CSV_COLUMNS,
    FigureError,
    options_list,
    printed,
    read,
    same_cell,
    write_csv,
)

from . import demo_figures as demo
from .drawn import EN, VI, all_words


def table(figure: Figure, folder: Path) -> list[dict[str, str]]:
    write_csv(figure, VI, folder / "figure.csv")
    with (folder / "figure.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_points_keep_their_units_and_series_in_the_order_of_the_data() -> None:
    data = read(demo.grouped_two_units(), VI)
    assert (data.units, data.series) == (("usd_million", "project"), ("Vốn đăng ký mới", "Số dự án cấp mới"))
    assert len(data.points) == 30
    gap = read(demo.lines(), VI)
    assert [(point.x, point.series_label) for point in gap.left_out] == [(2016, "Cả nước")]
    assert len(gap.points) == 59


def test_a_mark_that_every_point_would_carry_is_left_out() -> None:
    rows = [(year, demo.quantity(float(year), "ha", status="estimate"), None) for year in (2020, 2021)]
    assert "Ký hiệu rỗng" not in all_words(demo.figure("lines", rows))
    assert read(demo.figure("lines", rows), VI).hollow == frozenset()
    firm = (2022, demo.quantity(2022.0, "ha"), None)
    assert read(demo.figure("lines", [*rows, firm]), VI).hollow == {"estimate"}


def test_plans_are_hollow_only_in_a_series_that_also_has_others() -> None:
    assert read(demo.bullet(), VI).hollow == frozenset()
    rows = [(2024, demo.quantity(5.0, "ha"), "a"), (2025, demo.quantity(6.0, "ha", status="plan"), "a")]
    assert read(demo.figure("lines", rows), VI).hollow == {"plan"}


def test_options_mean_a_cell_by_itself_its_key_or_its_words() -> None:
    cell = Name("flow", "export")
    words = printed(cell, VI)
    assert words[0].isupper()
    assert [same_cell(cell, wanted, VI) for wanted in (cell, "export", words, "import")] == [True, True, True, False]
    assert not same_cell(cell, words, EN)
    assert (printed(None, VI), printed(float("nan"), VI)) == ("", "")


@pytest.mark.parametrize(
    ("value", "message"), [("x", "must be a list"), ({"date": 2020}, "must be a list"), ([2020], "such as a dict")]
)
def test_options_that_are_no_lists_of_mappings_are_refused(value: object, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        options_list(replace(demo.lines_one(), options={"events": value}), "events")


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (
            demo.figure("lines", [(2020, not_determinable(Text("common.reason.no_row"), "ha"), None)]),
            "no point is known",
        ),
        (demo.figure("lines", [(2020, 3.5, None)]), "must be a Quantity"),  # type: ignore[list-item]
        (demo.figure("lines", [(2020, None, None)]), "must be a Quantity"),
        (replace(demo.lines_one(), data=demo.lines_one().data.drop(columns="series")), "lack the column series"),
    ],
)
def test_data_that_cannot_be_drawn_are_refused_with_their_reason(figure: Figure, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        read(figure, VI)


def test_csv_holds_unrounded_values_with_their_rows(tmp_path: Path) -> None:
    rows = table(demo.grouped(), tmp_path)
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == len(demo.grouped().data)
    assert rows[0]["x"] == "2020"
    assert rows[0]["series"] == "Xuất khẩu"
    assert float(rows[0]["value"]) == 1710.0
    assert rows[0]["unit"] == "triệu USD"
    assert rows[0]["rows"] == "row1710.0"
    assert rows[2]["precision"] == "over"
    assert rows[-2]["status"] == VI.entry("common.status")["estimate"] != rows[0]["status"]
    assert (rows[-1]["value"], rows[-1]["reason"]) == ("", "chưa có số liệu công bố")
    assert rows[-1]["status"] == rows[-1]["precision"] == ""


def test_csv_values_lose_no_digit(tmp_path: Path) -> None:
    figure = demo.horizontal()
    values = [float(row["value"]) for row in table(figure, tmp_path)]
    assert values == [86140.25 / 2.7**index for index in range(6)]


def test_events_without_a_number_have_none_in_the_csv(tmp_path: Path) -> None:
    rows = table(demo.timeline(), tmp_path)
    assert {(row["value"], row["unit"]) for row in rows[:-1]} == {("", "")}
    assert (rows[-1]["value"], rows[-1]["unit"]) == ("39400.0", "ha")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_csv_has_no_text_that_a_spreadsheet_takes_for_a_formula(text: str, tmp_path: Path) -> None:
    rows: list[Any] = [(text, Quantity(1.0, "ha"), text)]
    (row,) = table(demo.figure("horizontal_bars", rows), tmp_path)
    assert row["x"] == row["series"] == f"'{text}"
