"""Synthetic exports are marked, have the real layouts, and give back what was planted, to the cent."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from assessment.customs import simulate
from assessment.customs.errors import GoodsLinesError
from assessment.customs.invented import Plan
from assessment.customs.monthly import monthly
from assessment.customs.simulate import Columns, keys, simulate_goods_lines, simulate_parquet
from assessment.customs.store import GoodsLines
from assessment.synthetic import MARK, marked

SUMS = ["lines", "declarations", "traders"]


def recovered(store: GoodsLines) -> pd.DataFrame:
    table = monthly(store.lines(), ["month", "flow", "regime"]).to_pandas()
    return table.assign(month=table["month"].dt.strftime("%Y-%m")).sort_values(
        ["month", "flow", "regime"], ignore_index=True
    )


@pytest.mark.parametrize(
    ("columns", "name", "rows"),
    [(50, "a.csv", 3_000), (54, "a.csv", 3_000), (55, "a.csv", 40_000), (81, "a.csv", 40_000), (81, "a.xlsx", 2_000)],
)
def test_the_planted_truth_comes_back_to_the_cent(tmp_path: Path, columns: Columns, name: str, rows: int) -> None:
    export, truth = simulate_goods_lines(tmp_path / name, rows, seed=7, columns=columns)
    store = GoodsLines(tmp_path / "store")
    delivery = store.load([export], "HQHUUNGHI").delivery
    told: dict[str, Any] = json.loads(truth.read_text(encoding="utf-8"))
    planted, found = pd.DataFrame(told["totals"]), recovered(store)
    assert found[["month", "flow", "regime"]].equals(planted[["month", "flow", "regime"]])
    assert found[SUMS].equals(planted[SUMS])
    assert (found["value_usd"] - planted["value_usd"].astype(float)).abs().max() < 0.005
    refused = delivery.refused["reason"]
    assert delivery.read == rows
    assert (refused == "line: the same line a second time").sum() == told["planted"]["duplicates"]
    assert len(refused) == told["planted"]["duplicates"] + told["planted"]["bad"]
    assert all(control.printed == control.read for control in delivery.controls)
    assert delivery.synthetic


def test_months_of_a_plan(tmp_path: Path) -> None:
    plan = Plan(0, 0, (date(2026, 1, 1), date(2026, 2, 1)))
    export, truth = simulate_goods_lines(tmp_path / "a.csv", 2_000, 3, 81, plan)
    store = GoodsLines(tmp_path / "store")
    store.load([export])
    planted = pd.DataFrame(json.loads(truth.read_text(encoding="utf-8"))["totals"])
    assert set(planted["month"]) == {"2026-01", "2026-02"}
    assert recovered(store)[SUMS].equals(planted[SUMS])


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    book, truth = simulate_goods_lines(tmp_path / "a.xlsx", 30, 1)
    assert book.name == "synthetic-a.xlsx"
    assert marked(book)
    text, _ = simulate_goods_lines(tmp_path / "synthetic b.csv", 30, 1)
    assert text.name == "synthetic b.csv"
    assert MARK in text.read_text(encoding="utf-8-sig").splitlines()[0]
    assert MARK in truth.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [50, 54, 55, 81])
def test_layouts_have_their_width_and_their_header_in_row_10(tmp_path: Path, columns: Columns) -> None:
    assert len(keys(columns)) == len(set(keys(columns))) == columns
    book, _ = simulate_goods_lines(tmp_path / "a.xlsx", 5, 1, columns)
    sheet = load_workbook(book).active
    assert (sheet.max_row, sheet.max_column) == (15, columns)
    assert sheet["B10"].value == "Số TK"


def test_a_workbook_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "LONGEST_SHEET", 10)
    with pytest.raises(GoodsLinesError, match="11 lines; a workbook holds 10") as caught:
        simulate_goods_lines(tmp_path / "a.xlsx", 11, 1)
    assert ".csv" in caught.value.remedy


def test_a_store_written_straight_is_that_of_the_lines_read(tmp_path: Path) -> None:
    lines = simulate_parquet(tmp_path / "straight", 3_000, 5, chunk=500)
    export, _ = simulate_goods_lines(tmp_path / "a.csv", 3_000, 5, 81, Plan(0, 0, traders=4000))
    read = GoodsLines(tmp_path / "read")
    read.load([export])
    straight = GoodsLines(tmp_path / "straight")
    assert straight.synthetic
    assert lines == sum(entry["lines"] for entry in read.partitions.values())
    pd.testing.assert_frame_equal(recovered(straight), recovered(read))
    assert straight.lines().schema() == read.lines().schema()
