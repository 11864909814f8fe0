from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from assessment.report.charts_bars import GROUPED
from assessment.report.figure_canvas import unknown_options
from assessment.report.figure_style import WIDTH, series_style
from assessment.report.figures import KINDS, draw

from . import demo_figures as demo
from .demo_scoring import DEMO
from .drawn import VI, all_words, panel, words, words_in


def test_precision_and_estimates_are_marked_and_explained() -> None:
    found = all_words(demo.dots())
    assert "≈ 350" in found
    assert "1.200–1.500" in found
    assert "≈ khoảng" in found
    assert "≥" not in found  # both ends of a published range are drawn as a range
    assert "Ký hiệu rỗng: số ước tính, kỳ số liệu do nhóm đánh giá suy luận." in found


def test_a_picture_is_16_cm_wide_and_grows_with_what_it_holds() -> None:
    plain = draw(demo.grouped(), VI).get_size_inches()
    longer = draw(replace(demo.grouped(), sources=demo.SOURCES * 4), VI).get_size_inches()
    assert plain[0] == longer[0] == pytest.approx(WIDTH)
    assert longer[1] > plain[1]


def test_panels_of_several_units_have_a_head_and_the_same_width() -> None:
    picture = draw(demo.grouped_two_units(), VI)
    assert {"Vốn đăng ký mới (triệu USD)", "Số dự án cấp mới (dự án)"} <= set(words_in(picture))
    first, second = (axes.get_position() for axes in picture.axes)
    assert (first.x0, first.width) == (second.x0, second.width)
    assert first.y0 > second.y1


def test_the_legend_names_each_series_once_and_reference_lines_last() -> None:
    found = words(demo.horizontal_negative())
    assert len([text for text in found if text.startswith("Bình quân các khu")]) == 1
    drawn = panel(demo.grouped())
    for _ in range(2):
        for label in (*drawn.series, ""):
            drawn.key(label, "bar", series_style(0))
    assert [key.label for key in drawn.keys] == ["Xuất khẩu", "Nhập khẩu"]
    legend = words(demo.dots())
    assert legend.index("Báo Lạng Sơn") < legend.index("Công suất thiết kế: 2.000\u00a0xe/ngày")


def test_a_chart_without_a_time_axis_lists_its_events() -> None:
    event = {"date": pd.Timestamp("2022-01-26"), "label": demo.both("tạm dừng thông quan")}
    found = words(replace(demo.grouped(), options={"events": [event]}))
    start = found.index("•")
    assert found[start : start + 3] == ["•", "26/01/2022", "Tạm dừng thông quan"]


def test_unknown_options_are_named_in_order_and_events_are_always_known() -> None:
    figure = replace(demo.grouped(), options={"zebra": 1, "log": True, "events": (), "colour": "red"})
    assert unknown_options(figure, GROUPED) == ["colour", "zebra"]
    assert not any(unknown_options(make(), KINDS[make().draw]) for make in DEMO)
