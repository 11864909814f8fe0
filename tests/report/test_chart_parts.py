from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from matplotlib.patches import Rectangle

from assessment.findings import Quantity, Text, not_determinable
from assessment.report.chart_parts import (
    BAR,
    Rows,
    draw_bar,
    log_start,
    reference_values,
    references,
    row_value_axis,
    sign_at,
    value_axis,
)
from assessment.report.figure_data import FigureError
from assessment.report.figure_style import text_size
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import EN, VI, bare_axes, panel, words


def test_numbers_of_the_axes_are_written_in_the_manner_of_the_language() -> None:
    assert "3.000" in words(demo.grouped())
    assert "3,000" in words(demo.grouped(), EN)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (5.0, ["0", "20.000", "40.000", "60.000", "80.000", "100.000"]),
        (2.5, ["0", "50.000", "100.000"]),
        (1.2, ["0", "100.000"]),
    ],
)
def test_a_narrow_axis_has_fewer_ticks_so_that_none_touches_its_neighbour(width: float, expected: list[str]) -> None:
    axes = bare_axes(width)
    value_axis(axes, panel(demo.horizontal(), width), 0.0, 106000.0, horizontal=True)
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == expected
    for (tick, label), (following, next_label) in pairwise(zip(axes.get_xticks(), labels, strict=True)):
        distance = (following - tick) / 106000 * width
        assert (text_size(label)[0] + text_size(next_label)[0]) / 2 < distance


def test_an_axis_of_nothing_but_zeros_goes_from_0_to_1() -> None:
    rows = [(year, demo.quantity(0.0, "project"), None) for year in (2020, 2021)]
    for kind in ("grouped_bars", "horizontal_bars", "lines"):
        axes = draw(demo.figure(kind, rows), VI).axes[0]
        assert (axes.get_xlim() if kind == "horizontal_bars" else axes.get_ylim()) == (0.0, 1.0)


@pytest.mark.parametrize(("smallest", "start"), [(163.2, 100.0), (112.0, 100.0), (100.0, 10.0), (0.05, 0.01)])
def test_a_logarithmic_axis_starts_at_a_power_of_ten_below_the_smallest_value(smallest: float, start: float) -> None:
    rows = [(number, demo.quantity(value), None) for number, value in ((2020, smallest), (2021, 51990.563))]
    assert log_start(panel(demo.figure("horizontal_bars", rows, log=True))) == start


def test_rows_keep_the_room_of_their_labels_beyond_the_ends_of_the_axis() -> None:
    axes = bare_axes()
    drawn = panel(demo.horizontal())
    row_value_axis(axes, drawn, 0.0, 100.0, left=1.0, right=0.5)
    low, high = axes.get_xlim()  # 100 units on the 3.5 inches between
    assert (low, high) == pytest.approx((-100 / 3.5, 100 + 50 / 3.5))
    assert (axes.get_xlabel(), drawn.unit_above) == ("triệu USD", False)


def test_softer_bars_are_hollow_and_dashed() -> None:
    drawn = panel(demo.grouped())
    axes = bare_axes()
    for point in drawn.points[-2:]:
        draw_bar(axes, drawn, (0, 0, 1, point.value), point, drawn.styles[point.series_label])
    firm, soft = (bar for bar in axes.patches if isinstance(bar, Rectangle))
    assert (firm.get_facecolor()[:3] == (1, 1, 1), firm.get_linestyle()) == (False, "-")
    assert (soft.get_facecolor()[:3] == (1, 1, 1), soft.get_linestyle()) == (True, "--")


def test_references_count_only_in_the_unit_of_the_axis() -> None:
    entries = [
        {"value": value, "label": demo.both(name)}
        for name, value in (
            ("Công suất thiết kế", demo.quantity(2000, "vehicle_per_day")),
            ("Diện tích", demo.quantity(39400, "ha")),
            ("Chưa rõ", not_determinable(Text("common.reason.no_row"), "vehicle_per_day")),
        )
    ]
    drawn = panel(replace(demo.dots(), options={"references": entries}))
    axes = bare_axes()
    references(axes, drawn, horizontal=True)
    assert reference_values(drawn) == [2000.0]
    assert [list(line.get_xdata()) for line in axes.get_lines()] == [[2000, 2000]]
    assert [(key.label, key.shape) for key in drawn.keys] == [("Công suất thiết kế: 2.000\u00a0xe/ngày", "rule")]


def test_a_sign_beside_a_point_is_drawn_and_explained_only_where_there_is_one() -> None:
    drawn = panel(demo.grouped())
    axes = bare_axes()
    for point in drawn.points:
        sign_at(axes, drawn, 0, point.value, point, "black", (0, 6))
    assert [list(line.get_ydata()) for line in axes.get_lines()] == [[2760.0]]
    assert drawn.precisions == {"over"}


def test_a_row_is_as_high_as_its_bars_or_its_wrapped_label() -> None:
    rows = Rows(["Hữu Nghị", demo.LONG[-1], "Chi Ma"], [3, 1, 1])
    gap = rows.heights[0] - 3 * BAR
    assert rows.lines[1].count("\n") == 2
    assert rows.heights[1] == pytest.approx(text_size(rows.lines[1])[1] + gap)
    assert rows.heights[2] == pytest.approx(BAR + gap)
    assert rows.height == pytest.approx(sum(rows.heights))
    assert rows.middles[2] == pytest.approx(rows.height - rows.heights[2] / 2)


@pytest.mark.parametrize(
    ("kind", "rows", "options", "message"),
    [
        ("horizontal_bars", [("a", 0.0)], {"log": True}, "logarithmic axis cannot show"),
        ("stacked_bars", [("a", 1.0), ("a", 1.0)], {}, "two values for 'a'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(
    kind: str, rows: list[tuple[str, float]], options: dict[str, object], message: str
) -> None:
    figure = demo.figure(kind, [(name, Quantity(value, "ha"), None) for name, value in rows], **options)
    with pytest.raises(FigureError, match=message):
        draw(figure, VI)
