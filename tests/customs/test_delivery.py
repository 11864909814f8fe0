"""A delivery: files read together, what is repeated and what contradicts, and the months they bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from assessment.customs.delivery import Control, Delivery, Month, read_delivery
from assessment.customs.errors import GoodsLinesError
from assessment.synthetic import MARK

from .exports import FEBRUARY, LABELS, line, rows, text


def delivered(folder: Path, paths: Sequence[Path]) -> Delivery:
    with duckdb.connect() as database:
        return read_delivery(database, paths, "UNSTATED", folder)


def reasons(delivery: Delivery) -> list[tuple[int, str]]:
    return [(int(row.row), str(row.reason)) for row in delivery.refused.itertuples()]  # type: ignore[arg-type]


def test_the_same_line_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    found = delivered(tmp_path, [text(tmp_path / "a.csv", rows([line(), line(), line(line="2")]))])
    assert found.months == [Month(202602, "HQHUUNGHI", "1", 2, date(2026, 2, 3), date(2026, 2, 3))]
    assert reasons(found) == [(12, "line: the same line a second time")]


def test_lines_that_contradict_each_other_are_all_refused(tmp_path: Path) -> None:
    found = delivered(tmp_path, [text(tmp_path / "a.csv", rows([line(), line(value_currency=7), line(line="2")]))])
    assert found.months[0].lines == 1
    assert [row for row, reason in reasons(found) if "different contents" in reason] == [11, 12]


def test_months_and_offices_are_apart(tmp_path: Path) -> None:
    lines = [line(), line(line="2", registered_on="01/03/2026"), line(line="3", office="HQTANTHANH")]
    found = delivered(tmp_path, [text(tmp_path / "a.csv", rows(lines))])
    assert [(month.month, month.office, month.lines) for month in found.months] == [
        (202602, "HQHUUNGHI", 1),
        (202602, "HQTANTHANH", 1),
        (202603, "HQHUUNGHI", 1),
    ]


def test_outside_the_stated_period_only_amendments_may_stand(tmp_path: Path) -> None:
    early = {"registered_on": "20/01/2026"}
    lines = [
        line(),
        line(line="2", **early),
        line(declaration="106800000001", **early),
        line(declaration="106800000010", state="Hủy", **early),
    ]
    found = delivered(tmp_path, [text(tmp_path / "a.csv", rows(lines, above=[[FEBRUARY]]))])
    assert found.months == [Month(202602, "HQHUUNGHI", "1", 3, date(2026, 2, 3), date(2026, 2, 3))]
    assert reasons(found) == [(12, "registered_on: outside the period the file states, and no amendment")]


def test_a_period_begins_with_a_month(tmp_path: Path) -> None:
    above = [["Từ ngày 02/02/2026 đến ngày 28/02/2026"]]
    with pytest.raises(GoodsLinesError, match="begins on 2026-02-02") as caught:
        delivered(tmp_path, [text(tmp_path / "a.csv", rows([line()], above=above))])
    assert "whole months" in caught.value.remedy


def test_the_printed_total_stands_beside_what_was_read(tmp_path: Path) -> None:
    above = [["Tổng trị giá:", 5025001]]
    found = delivered(tmp_path, [text(tmp_path / "a.csv", rows([line(), line(line="2")], above=above))])
    assert found.controls == [Control("a.csv", "a", Decimal(5025001), Decimal(5025000))]


def test_what_an_export_cannot_tell_is_said(tmp_path: Path) -> None:
    labels = [label for key, label in LABELS.items() if key not in ("state", "office")]
    found = delivered(tmp_path, [text(tmp_path / "a.csv", rows([line()], [*labels, "Nhánh"]))])
    assert any("no column state: cancelled declarations cannot be told" in note for note in found.notes)
    assert any("columns not declared: Nhánh" in note for note in found.notes)
    assert found.months[0].office == "UNSTATED"


def test_synthetic_and_real_files_do_not_mix(tmp_path: Path) -> None:
    real = text(tmp_path / "a.csv", rows([line()]))
    invented = text(tmp_path / "b.csv", rows([line(line="2")], above=[[MARK]]))
    with pytest.raises(GoodsLinesError, match="synthetic and real"):
        delivered(tmp_path, [real, invented])
    with pytest.raises(GoodsLinesError, match="two files of one name"):
        delivered(tmp_path, [real, real])


def test_a_delivery_without_a_good_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoodsLinesError, match=r"no line of the delivery is good \(1 lines: hs"):
        delivered(tmp_path, [text(tmp_path / "a.csv", rows([line(hs="1")]))])
