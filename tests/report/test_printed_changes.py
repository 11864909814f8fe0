"""What changed between two reports, and the file behind each change."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pytest

from assessment.etl import frames
from assessment.report.printed import PRINTED
from assessment.report.printed_changes import Cause, Causes, PrintedChange, compare

A, B = Cause("one", "a.xlsx"), Cause("other", "b.xlsx")
CAUSES = Causes({"r1": A, "r2": B, "r3": B}, {"trade": Counter({A: 3})})


def record(*lines: dict[str, Any]) -> pd.DataFrame:
    texts = {column.name: [line.get(column.name, "") for line in lines] for column in PRINTED if column.kind == "text"}
    numbers = {column.name: [line.get(column.name) for line in lines] for column in PRINTED if column.kind == "number"}
    return frames.build(PRINTED, texts | numbers)


def cell(row: int, field: str, text: str, kind: str = "Quantity", item: str = "trade.t", **more: Any) -> dict[str, Any]:
    line = {
        "kind": "cell",
        "section": item.partition(".")[0],
        "item": item,
        "row": row,
        "field": f"{field}#1",
        "cell": "A1",
    }
    value = float(text) if kind == "Quantity" else None
    return line | {"type": kind, "text_vi": text, "text_en": text, "value": value} | more


def row(place: int, name: str, value: str, rows: str = "", **more: Any) -> list[dict[str, Any]]:
    return [cell(place, "x.name", name, "Name", **more), cell(place, "x.value", value, rows=rows, **more)]


def compared(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[PrintedChange]:
    return compare(record(*old), record(*new), CAUSES)


def test_equal_records_have_no_difference_and_a_number_is_laid_to_its_rows() -> None:
    before = row(0, "Hữu Nghị", "1", "r1") + row(1, "Tân Thanh", "2", "r2")
    assert compared(before, before) == []
    (change,) = compared(before, row(0, "Hữu Nghị", "1", "r1") + row(1, "Tân Thanh", "3", "r2"))
    assert (change.kind, change.change, change.line["vi"], change.relative) == ("cell", "changed", "Tân Thanh", 0.5)
    assert change.causes == (B,)


def test_rows_that_move_are_the_same_rows_and_new_ones_come() -> None:
    before = row(0, "Hữu Nghị", "1") + row(1, "Tân Thanh", "2")
    after = row(0, "Chi Ma", "9", "r1") + row(1, "Hữu Nghị", "1") + row(2, "Tân Thanh", "2")
    found = compared(before, after)
    assert {(change.change, change.line["vi"]) for change in found} == {("added", "Chi Ma")}
    back = compared(after, before)
    assert {(change.change, change.line["vi"]) for change in back} == {("vanished", "Chi Ma")}


def test_the_place_of_a_row_is_no_name_and_equal_names_are_told_apart_by_order() -> None:
    def table(*values: str) -> list[dict[str, Any]]:
        return [
            line
            for place, value in enumerate(values)
            for line in (cell(place, "x.number", str(place + 1), "int"), cell(place, "x.value", value))
        ]

    (change,) = compared(table("5", "6"), table("5", "7"))
    assert (change.old["vi"], change.new["vi"]) == ("6", "7")


def test_a_class_and_a_rank_are_of_their_own_kind_and_laid_to_their_line_or_section() -> None:
    def scored(letter: str, rank: str, rows: str) -> list[dict[str, Any]]:
        place = {"item": "priorities.result"}
        return [
            cell(0, "priorities.column.sector", "Kho ngoại quan", "Name", **place),
            cell(0, "priorities.column.class", letter, "Text", **place),
            cell(0, "priorities.column.rank_low", rank, unit="rank", **place),
            cell(0, "priorities.column.median", "50", rows=rows, **place),
        ]

    found = {change.kind: change for change in compared(scored("B", "3", "r2"), scored("A", "1", "r2"))}
    assert set(found) == {"class", "rank"}
    assert found["class"].causes == found["rank"].causes == (B,)


@pytest.mark.parametrize(("rows", "causes"), [("table:trade", (A,)), ("r1@growth_percent", (A,)), ("config:x", ())])
def test_references_to_tables_figures_beside_a_row_and_the_configuration(rows: str, causes: tuple[Cause, ...]) -> None:
    (change,) = compared(row(0, "x", "1", rows), row(0, "x", "2", rows))
    assert change.causes == causes


def test_the_file_with_most_changed_rows_comes_first() -> None:
    (change,) = compared(row(0, "x", "1", "r1 r2 r3"), row(0, "x", "2", "r1 r2 r3"))
    assert change.causes == (B, A)


def test_a_word_that_no_changed_row_explains_has_no_cause() -> None:
    def register(state: str) -> list[dict[str, Any]]:
        return [
            cell(0, "annex.column.source", "PCI", "Bilingual", "annex.register"),
            cell(0, "annex.column.state", state, "Text", "annex.register"),
        ]

    (change,) = compared(register("đúng hạn"), register("quá hạn"))
    assert change.causes == ()


def test_a_gap_that_is_closed_and_a_finding_with_its_number() -> None:
    gap = {
        "kind": "missing",
        "section": "trade",
        "item": "trade.missing.x.what",
        "field": "customs",
        "text_vi": "Tờ khai",
    }
    finding = {"kind": "finding", "section": "trade", "item": "trade.finding.y", "field": "text"}
    number = {
        "kind": "number",
        "section": "trade",
        "item": "trade.finding.y",
        "field": "share",
        "unit": "percent",
        "rows": "r1",
    }

    def said(share: float) -> list[dict[str, Any]]:
        words = {"text_vi": f"{share} %", "text_en": f"{share}%"}
        return [finding | words | {"rows": "r1"}, number | words | {"value": share}]

    found = compared([gap, *said(9.5)], said(9.6))
    assert [(change.kind, change.change) for change in found] == [
        ("finding", "changed"),
        ("number", "changed"),
        ("missing", "vanished"),
    ]
    assert found[1].causes == (A,)


def test_against_nothing_everything_came() -> None:
    lines = row(0, "x", "1")
    assert {change.change for change in compared([], lines)} == {"added"}
    assert compared([], []) == []
