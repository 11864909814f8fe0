from __future__ import annotations

import pandas as pd
import pytest

from assessment.findings import Cell, Period, Quantity
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI, plotted


def month(year: int, number: int) -> Period:
    start = pd.Timestamp(year, number, 1)
    return Period(start, start + pd.offsets.MonthEnd(0), "month")


def rows(years: tuple[int, ...], number: int = 3) -> list[tuple[Cell, Quantity | None, Cell]]:
    return [(month(year, number), demo.quantity(float(year - 2000), "percent"), demo.both("Rau quả")) for year in years]


def test_the_years_of_a_month_stand_in_its_cell_from_the_first_to_the_last() -> None:
    axes, drawn = plotted(demo.figure("month_plot", rows((2012, 2013, 2014))))
    (line,) = axes.get_lines()
    assert list(line.get_xdata()) == pytest.approx([2.62, 3.0, 3.38])
    assert list(line.get_ydata()) == [12.0, 13.0, 14.0]
    assert any("từ năm 2012 đến năm 2014" in note for note in drawn.notes)


def test_a_missing_year_cuts_the_line() -> None:
    axes, _ = plotted(demo.figure("month_plot", rows((2012, 2013, 2015, 2016))))
    assert [list(line.get_ydata()) for line in axes.get_lines()] == [[12.0, 13.0], [15.0, 16.0]]


def test_the_mean_given_for_a_month_is_a_level_stroke_over_its_cell() -> None:
    mean: tuple[Cell, Quantity, Cell] = (3, demo.quantity(12.9, "percent"), demo.both("Rau quả"))
    axes, _ = plotted(demo.figure("month_plot", [*rows((2012, 2014)), mean]))
    *_, stroke = axes.get_lines()
    assert list(stroke.get_xdata()) == pytest.approx([2.62, 3.38])
    assert list(stroke.get_ydata()) == [12.9, 12.9]


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    note = "Trục tung không bắt đầu từ 0."
    assert note in plotted(demo.figure("month_plot", rows((2012, 2013))))[1].notes
    falls = [(month(year, 1), demo.quantity(value, "percent"), None) for year, value in ((2012, -1.0), (2013, 2.0))]
    assert note not in plotted(demo.figure("month_plot", falls))[1].notes


def test_x_has_to_be_a_month() -> None:
    wrong: list[tuple[Cell, Quantity, Cell]] = [(13, demo.quantity(1.0, "percent"), None)]
    with pytest.raises(FigureError, match="x is 13; a month plot takes months"):
        draw(demo.figure("month_plot", wrong), VI)
    only_mean: list[tuple[Cell, Quantity, Cell]] = [(3, demo.quantity(1.0, "percent"), None)]
    with pytest.raises(FigureError, match="no month of a year is known"):
        draw(demo.figure("month_plot", only_mean), VI)


def test_all_panels_have_the_years_of_the_whole_figure() -> None:
    later = [
        (cell, demo.quantity(1.0 + place, "index"), demo.both("Tổng"))
        for place, (cell, *_) in enumerate(rows((2013, 2016)))
    ]
    picture = draw(demo.figure("month_plot", [*rows((2012, 2013)), *later]), VI)
    upper, lower = (axes.get_lines()[0].get_xdata() for axes in picture.axes)
    assert upper[1] - upper[0] == pytest.approx(0.19)
    assert lower[0] == pytest.approx(upper[1])
