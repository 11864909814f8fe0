from __future__ import annotations

from dataclasses import replace

from assessment.findings import Text, not_determinable
from assessment.report.page_marks import addresses, told

from . import demo_figures as demo
from .drawn import EN, VI, plain


def test_addresses_are_those_of_the_points_and_of_what_stands_in_the_options() -> None:
    found = addresses(demo.dots(), VI)
    assert found["điểm 1"] == "1"
    assert found["dữ kiện 1"] == "f1"
    assert len(found) == len(demo.dots().data) + 1


def test_a_reference_line_is_told_by_its_label() -> None:
    assert told(demo.dots(), VI, [str(number) for number in range(1, 8)]) == {"f1": "Công suất thiết kế"}


def test_what_is_not_known_is_told_with_its_reason_in_both_languages() -> None:
    figure = replace(demo.grouped(), options={})
    unknown = not_determinable(Text("common.reason.no_row"), "usd_million")
    figure.data.loc[0, "y"] = unknown
    traced = [str(number) for number in range(2, len(figure.data))]
    assert plain(told(figure, VI, traced)["1"]) == "2020 · Xuất khẩu: không xác định (chưa có số liệu công bố)"
    assert "not determinable (" in told(figure, EN, traced)["1"]


def test_an_event_without_a_number_is_told_by_its_words() -> None:
    words = told(demo.timeline(), VI, [])
    assert len(words) == len(demo.timeline().data)
    assert all(" · " in text and "xác định" not in text for text in words.values())
