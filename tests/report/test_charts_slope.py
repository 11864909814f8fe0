from __future__ import annotations

import pytest

from assessment.findings import Cell, Quantity
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI, plain, plotted, words_in

TWO = (("Hữu Nghị", 60.0, 45.0), ("Tân Thanh", 40.0, 55.0))


def two_dates() -> list[tuple[Cell, Quantity | None, Cell]]:
    return [
        (when, demo.quantity(value, "percent"), demo.both(name))
        for name, *ends in TWO
        for when, value in zip((2014, 2024), ends, strict=True)
    ]


def test_each_series_is_a_line_between_the_two_dates_with_its_values_at_the_ends() -> None:
    axes, _ = plotted(demo.figure("slope", two_dates()))
    runs = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.get_lines() if len(line.get_xdata()) == 2]
    assert runs == [([0, 1], [60.0, 45.0]), ([0, 1], [40.0, 55.0])]
    found = {plain(text) for text in words_in(axes)}
    assert {"60", "40", "Hữu Nghị: 45", "Tân Thanh: 55", "2014", "2024"} <= found


def test_labels_of_close_ends_keep_apart_and_in_the_order_of_their_values() -> None:
    rows = [(when, demo.quantity(50.0 + 0.01 * rank, "percent"), demo.both(name))
            for rank, name in enumerate(demo.LONG) for when in (2014, 2024)]  # fmt: skip
    axes, _ = plotted(demo.figure("slope", rows))
    heights = {plain(text.get_text()): text.xyann[1] for text in axes.texts if ":" in text.get_text()}
    ordered = sorted(heights, key=lambda label: -heights[label])
    assert [label.rpartition(":")[0] for label in ordered] == [plain(name) for name in reversed(demo.LONG)]


def test_a_series_known_at_one_date_is_a_named_point_without_a_line() -> None:
    rows = [*two_dates(), (2014, demo.quantity(20.0, "percent"), demo.both("Chi Ma"))]
    axes, drawn = plotted(demo.figure("slope", rows))
    own = [line for line in axes.get_lines() if line.get_color() == drawn.styles["Chi Ma"].colour]
    assert [list(line.get_xdata()) for line in own] == [[0], [0]]
    assert "Chi Ma: 20" in {plain(text) for text in words_in(axes)}


def test_more_than_two_dates_are_refused() -> None:
    rows = [(year, demo.quantity(1.0, "percent"), demo.both("Hữu Nghị")) for year in (2012, 2014, 2024)]
    with pytest.raises(FigureError, match=r"joins two dates, not 3 \(2012, 2014, 2024\); draw lines instead"):
        draw(demo.figure("slope", rows), VI)
