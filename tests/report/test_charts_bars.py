from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.patches import Rectangle

from assessment.findings import Figure
from assessment.report.charts_bars import upright
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI, panel, plotted, words_in


def test_bars_lie_down_where_their_labels_do_not_fit_below() -> None:
    axes = draw(demo.grouped_long(), VI).axes[0]
    assert demo.LONG[0].split()[0] in axes.get_yticklabels()[0].get_text()


@pytest.mark.parametrize(("width", "stands"), [(5.0, True), (1.2, False)])
def test_bars_stand_as_long_as_the_panel_is_wide_enough(width: float, stands: bool) -> None:
    assert upright(panel(demo.grouped(), width)) is stands


def test_bars_of_a_group_stand_side_by_side_over_their_category() -> None:
    axes, _ = plotted(demo.grouped())
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    export, other = bars[1], bars[5]  # 2021, the second category
    assert (export.get_height(), other.get_height()) == (2190.5, 1985.0)
    assert 0.5 < export.get_x() < export.get_x() + export.get_width() < 1.0 < other.get_x()
    assert other.get_x() + other.get_width() < 1.5


def test_values_stand_on_the_bars_only_if_all_of_them_fit() -> None:
    figure = demo.grouped()
    assert "2.190,5" not in words_in(plotted(figure)[0])
    short = replace(figure, data=figure.data[figure.data["series"] == demo.both("Xuất khẩu")])
    assert "2.190,5" in words_in(plotted(short)[0])
    assert "2.190,5" not in words_in(plotted(replace(short, options={"values": False}))[0])


def test_parts_are_stacked_upwards_and_negative_ones_downwards() -> None:
    axes, _ = plotted(demo.stacked_contributions())
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    spans = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars if bar.get_x() == pytest.approx(0.67)]
    assert spans == [(0.0, -0.6), (0.0, 1.5), (-0.6, pytest.approx(-1.8))]  # 2020


@pytest.mark.parametrize("figure", [demo.stacked_contributions(), demo.stacked_long()], ids=["upright", "lying"])
def test_the_total_is_a_point_and_no_part_of_the_stack(figure: Figure) -> None:
    name = figure.data["series"].iloc[-1].vi
    axes, drawn = plotted(replace(figure, options={"total": name}))
    totals = [point for point in drawn.points if point.series_label == name]
    points = [line for line in axes.get_lines() if line.get_marker() in ("D", "v")]
    values = [(line.get_ydata() if upright(drawn) else line.get_xdata())[0] for line in points]
    assert values == [point.value for point in totals]
    assert len(axes.patches) == len(drawn.points) - len(totals)
    assert (drawn.keys[0].label, drawn.keys[0].shape) == (name, "marker")
