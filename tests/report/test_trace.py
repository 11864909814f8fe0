from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from assessment.findings import Figure, Finding, Quantity, Section, Text
from assessment.report.language import Language
from assessment.report.references import References
from assessment.report.trace import (
    TRACE_COLUMNS,
    PlaceMissingError,
    build_trace,
    coverage,
    explain,
    explain_row,
)

from .demo import DemoRecord


def test_every_number_of_the_demo_is_traced(trace: pd.DataFrame) -> None:
    assert tuple(trace.columns) == TRACE_COLUMNS
    assert coverage(trace) == 1.0
    # 6 numbers in findings; 5, 180, 4 and 3 in tables; 3 points; 1 mark; 2 notes; 1 in the conclusion.
    assert trace["item"].nunique() == 6 + 5 + 180 + 4 + 3 + 3 + 1 + 2 + 1


def test_a_computed_number_has_a_row_for_each_cell(trace: pd.DataFrame) -> None:
    share = trace[(trace["place"] == "Bảng 1.1") & (trace["cell"] == "D3")]
    assert list(share["source_cell"]) == ["I9", "I8"]
    assert set(share["printed"]) == {"9,57"}
    assert set(share["formula"]) == {"bộ phận ÷ tổng số × 100"}
    assert set(share["annex_cell"]) == {"Bảng 1.1, ô D6"}
    assert share["value"].iloc[0] == pytest.approx(9.569044, abs=1e-6)


def test_numbers_in_texts_are_printed_as_there(trace: pd.DataFrame) -> None:
    implied = trace[(trace["place"] == "Nhận định 1.2") & (trace["cell"] == "implied")]
    assert set(implied["printed"]) == {"28.591,4\xa0triệu USD"}
    assert set(trace.loc[trace["place"] == "Mục 1", "cell"]) == {"kết luận 1"}


def test_points_of_figures(trace: pd.DataFrame) -> None:
    points = trace[trace["place"] == "Hình 1.1"]
    assert list(points["cell"]) == ["điểm 1", "điểm 2", "điểm 3", "dữ kiện 1", "ghi chú 1"]
    assert points["label"].iloc[0] == "tổng kim ngạch các loại hình qua địa bàn · tổng số"


@pytest.mark.parametrize("rows", [(), ("nowhere",), ("0" * 16, "nowhere"), ("config:zone.nowhere",)])
def test_what_leads_nowhere_lowers_the_coverage(
    demo: tuple[tuple[Section, ...], DemoRecord], vi: Language, rows: tuple[str, ...]
) -> None:
    section, *others = demo[0]
    stray = Finding(Text("demo.conclusion.what", {"share": Quantity(1.0, "percent", rows)}), "C")
    trace = build_trace([replace(section, findings=(stray,)), *others], demo[1], vi)
    found = trace[trace["place"] == "Nhận định 1.1"]
    assert not found["resolved"].all()
    assert coverage(trace) == pytest.approx(1 - 1 / trace["item"].nunique())
    assert "? " in explain(trace, "Nhận định 1.1", "share", vi)


def test_nested_texts_and_lists_of_options(demo: tuple[tuple[Section, ...], DemoRecord], vi: Language) -> None:
    quantity = Quantity(7.0, "percent", ("0" * 16,))
    inner = Text("demo.conclusion.what", {"share": quantity})
    figure: Figure = replace(demo[0][0].figures[0], options={"plan": (quantity, [inner]), "flag": True})
    nested = Finding(Text("common.layout.caption", {"label": inner, "title": "x"}), "C")
    trace = build_trace([replace(demo[0][0], findings=(nested,), figures=(figure,))], demo[1], vi)
    assert set(trace.loc[trace["place"] == "Nhận định 1.1", "cell"]) == {"share"}
    assert (trace["cell"].str.startswith("dữ kiện")).sum() == 2


def test_explain_answers_in_any_spelling(trace: pd.DataFrame, vi: Language) -> None:
    answer = explain(trace, "bảng  1.1", "d3", vi)
    assert answer.splitlines()[0] == "Bảng 1.1, D3: Kim ngạch mở tờ khai tại Hải quan Lạng Sơn · Tỷ trọng (%)"
    assert "public_record/01.xlsx, Số liệu, I9: “4975.0” (× 1) ← Xuất nhập khẩu dịp Tết" in answer
    assert explain(trace, "ba\u0309ng 1.1", "D3", vi) == answer or "ba\u0309ng" != "bảng"


def test_explain_lists_a_whole_place(trace: pd.DataFrame, vi: Language) -> None:
    assert explain(trace, "Hình 1.1", "", vi).count("Số in:") == 5


def test_explain_of_configured_values_and_counts(trace: pd.DataFrame, vi: Language) -> None:
    assert "assessment/zone.toml, regime.decree_35_2022" in explain(trace, "Bảng 1.3", "B2", vi)
    assert "dòng của bảng dữ liệu" in explain(trace, "Bảng 1.3", "B3", vi)


def test_explain_names_what_is_near(trace: pd.DataFrame, vi: Language) -> None:
    with pytest.raises(PlaceMissingError, match=r"no place 'Bảng 1.9'.*Bảng 1\.1"):
        explain(trace, "Bảng 1.9", "A1", vi)
    with pytest.raises(PlaceMissingError, match=r"Bảng 1\.1: no cell with a number 'Z9'"):
        explain(trace, "Bảng 1.1", "Z9", vi)


def test_explain_row(references: References, vi: Language) -> None:
    assert explain_row(references, "0" * 16, vi).startswith("public_record/01.xlsx, Số liệu, I8: “51990.563”")
    with pytest.raises(PlaceMissingError, match="row 'nowhere'"):
        explain_row(references, "nowhere", vi)


def test_nothing_printed_is_no_share() -> None:
    empty = pd.DataFrame({"item": [], "resolved": []})
    assert coverage(empty) != coverage(empty)
