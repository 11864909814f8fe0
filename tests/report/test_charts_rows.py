from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from assessment.findings import Figure
from assessment.report.figure_style import ACCENT, MUTED

from . import demo_figures as demo
from .drawn import plain, plotted, words_in


def bars(figure: Figure) -> list[Rectangle]:
    return [bar for bar in plotted(figure)[0].patches if isinstance(bar, Rectangle)]


def test_sorted_bars_have_the_largest_first() -> None:
    figure = demo.horizontal_negative()
    assert [bar.get_width() for bar in bars(figure)] == [8.4, 2.25, 1.0, -0.4, -3.75, -6.0]
    unsorted = replace(figure, options={})
    assert [bar.get_width() for bar in bars(unsorted)] == [8.4, 2.25, -0.4, -3.75, -6.0, 1.0]


def test_one_bar_is_highlighted_and_the_others_are_muted() -> None:
    colours = [to_hex(bar.get_facecolor()) for bar in bars(demo.horizontal())]
    assert colours == [MUTED, ACCENT, MUTED, MUTED, MUTED, MUTED]


def test_bars_of_a_logarithmic_axis_start_at_its_end_and_say_so() -> None:
    axes, drawn = plotted(demo.horizontal_log())
    ends = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches if isinstance(bar, Rectangle)]
    assert ends == [(100.0, 51990.563), (100.0, 4975.0), (100.0, pytest.approx(163.2))]
    assert drawn.notes == ["Trục theo thang logarit.", "Độ dài thanh không tỷ lệ với giá trị."]


def test_values_stand_behind_the_bars_with_the_sign_of_their_precision() -> None:
    assert [plain(text) for text in words_in(plotted(demo.horizontal_log())[0])[:3]] == [
        "51.990,563",
        "> 4.975",
        "163,2",
    ]


def test_a_bullet_writes_actual_plan_and_first_plan_in_the_order_of_the_legend() -> None:
    figure = demo.bullet()
    axes, drawn = plotted(replace(figure, data=figure.data.drop(index=5)))
    assert words_in(axes)[:4] == ["7,04 / 8,5 / 9", "68 / 65 / –", "24,1 / 27 / 35", "12,5 / 70 / 70"]
    assert [(key.label, key.shape) for key in drawn.keys] == [
        ("Thực hiện", "bar"),
        ("Kế hoạch điều chỉnh", "tick"),
        ("Kế hoạch ban đầu", "hollow tick"),
    ]
    assert drawn.notes == ["Số ghi bên phải, theo thứ tự: Thực hiện / Kế hoạch điều chỉnh / Kế hoạch ban đầu."]


def test_the_option_actual_chooses_the_bar_of_a_bullet() -> None:
    drawn = plotted(replace(demo.bullet(), options={"actual": "Kế hoạch ban đầu"}))[1]
    assert [key.label for key in drawn.keys] == ["Kế hoạch ban đầu", "Thực hiện", "Kế hoạch điều chỉnh"]


def test_each_claim_has_a_line_and_the_ends_of_a_range_share_one() -> None:
    axes, drawn = plotted(demo.dots())
    labels = [plain(text) for text in words_in(axes)]
    assert labels[:5] == ["1.100", "1.200–1.500", "≈ 350", "900", "640"]
    assert [list(line.get_xdata()) for line in axes.get_lines() if line.get_linewidth() == 2.2] == [[1200, 1500]]
    # A range says itself that its ends are ends.
    assert drawn.precisions == {"exact", "about"}


def test_dots_start_at_zero_unless_told_otherwise() -> None:
    figure = replace(demo.dots(), options={})
    assert plotted(figure)[0].get_xlim()[0] < 0
    assert 0 < plotted(replace(figure, options={"zero": False}))[0].get_xlim()[0] < 350


def test_whiskers_share_the_line_of_their_dot_and_stand_in_brackets() -> None:
    points = [
        (demo.both("a"), demo.quantity(2.0, "ratio", decimals=1), demo.both("s")),
        (demo.both("a"), demo.quantity(1.5, "ratio", "lower", decimals=1), demo.both("s")),
        (demo.both("a"), demo.quantity(3.0, "ratio", "upper", decimals=1), demo.both("s")),
        (demo.both("b"), demo.quantity(0.5, "ratio", decimals=1), demo.both("s")),
    ]
    axes, drawn = plotted(demo.figure("dots", points, whiskers=True))
    assert [plain(text) for text in words_in(axes)][:2] == ["2,0 (1,5–3,0)", "0,5"]
    assert [list(line.get_xdata()) for line in axes.get_lines() if line.get_marker() == "|"] == [[1.5, 3.0]]
    assert drawn.precisions == {"exact"}


RATIOS = (("Ngô", 2.5), ("Gỗ", 0.85), ("Trang trại", 0.02))


@pytest.mark.parametrize("log", [True, False])
def test_no_label_of_a_dot_stands_on_a_reference_line(log: bool) -> None:
    rows = [(demo.both(name), demo.quantity(value, "ratio"), None) for name, value in RATIOS]
    even = [{"value": demo.quantity(1.0, "ratio"), "label": demo.both("Tương xứng")}]
    axes, _ = plotted(demo.figure("dots", rows, log=log, references=even))
    line = axes.transData.transform((1.0, 0.0))[0]
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == len(RATIOS)
    assert not any(box.x0 <= line <= box.x1 for box in boxes)
    assert min(box.x0 for box in boxes) >= axes.get_window_extent().x0


def test_dots_on_a_logarithmic_axis_have_no_length_to_warn_of() -> None:
    rows = [(demo.both(name), demo.quantity(value, "ratio"), None) for name, value in RATIOS]
    assert plotted(demo.figure("dots", rows, log=True))[1].notes == ["Trục theo thang logarit."]


def test_powers_of_ten_whose_labels_would_touch_are_left_out_evenly() -> None:
    rows = [(demo.both(str(power)), demo.quantity(10.0**power, "ratio"), None) for power in range(-5, 8)]
    axes, _ = plotted(demo.figure("dots", rows, log=True))
    powers = [round(math.log10(tick)) for tick in axes.get_xticks()]
    steps = {later - earlier for earlier, later in pairwise(powers)}
    assert len(steps) == 1
    assert steps.pop() > 1
    assert 0 in powers
