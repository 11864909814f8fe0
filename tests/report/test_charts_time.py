from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.axes import Axes

from assessment.findings import Cell, Period, Quantity
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI, plotted, words, words_in


def runs(axes: Axes, dash: str = "-") -> list[list[float]]:
    """Return where the pieces of lines have their points."""
    found = [list(line.get_xdata()) for line in axes.get_lines() if line.get_linestyle() == dash]
    return [run for run in found if len(run) > 1 and run[0] > 2000]


def test_an_event_of_the_kind_break_cuts_the_line_and_gets_a_letter() -> None:
    rows = [(year, demo.quantity(float(year), "usd_million"), None) for year in range(2014, 2019)]
    broken = [{"date": pd.Timestamp("2016-01-01"), "label": demo.both("định nghĩa mới"), "kind": "break"}]
    picture = draw(demo.figure("lines", rows, events=broken), VI)
    assert runs(picture.axes[0]) == [[2014.5, 2015.5], [2016.5, 2017.5, 2018.5]]
    assert "a" in words_in(picture)


def test_a_value_that_cannot_be_determined_cuts_the_line() -> None:
    axes, drawn = plotted(replace(demo.lines(), options={}))
    dash = drawn.styles["Cả nước"].dash
    country = [line for line in axes.get_lines() if line.get_color() == drawn.styles["Cả nước"].colour]
    pieces = [list(line.get_xdata()) for line in country if len(line.get_xdata()) > 1]
    assert dash != "-"
    assert [(piece[0], piece[-1]) for piece in pieces] == [(2010.5, 2015.5), (2017.5, 2024.5)]


def test_an_axis_starts_at_zero_or_says_that_it_does_not() -> None:
    rows = [(year, demo.quantity(value, "percent"), None) for year, value in ((2020, 95.0), (2021, 97.5))]
    axes, drawn = plotted(demo.figure("lines", rows))
    assert axes.get_ylim() == pytest.approx((94.8, 97.7))
    assert drawn.notes == ["Trục tung không bắt đầu từ 0."]
    axes, drawn = plotted(demo.figure("lines", rows, zero=True))
    assert (axes.get_ylim()[0], drawn.notes) == (0.0, [])
    assert plotted(demo.lines_one())[0].get_ylim()[0] == 0.0  # 2.1 to 7.22: far from each other


def test_series_are_named_at_the_ends_of_their_lines_or_all_in_the_legend() -> None:
    figure = replace(demo.lines(), options={})
    axes, drawn = plotted(figure)
    assert drawn.keys == []
    assert {"Cả nước", "Tỉnh Lạng Sơn"} <= {text.replace("\n", " ") for text in words_in(axes)}
    # One line ends early: its name would stand far from it.
    early = figure.data["series"].map(lambda cell: cell.vi == "Cả nước") & (figure.data["x"] > 2014)
    axes, drawn = plotted(replace(figure, data=figure.data[~early]))
    assert [key.label for key in drawn.keys] == list(drawn.series)
    assert len(drawn.series) == 4
    assert "Cả nước" not in words_in(axes)


def test_values_are_written_at_all_points_or_at_none() -> None:
    assert {"3,85", "7,22", "6,6"} <= set(words_in(plotted(demo.lines_one())[0]))
    assert "6,6" not in words_in(plotted(replace(demo.lines_one(), options={"values": False}))[0])
    # The sign of a value that is not written stands beside its point and is explained.
    assert plotted(replace(demo.lines_one(), options={"values": False}))[1].precisions == {"about"}


def test_signs_of_neighbours_stand_above_and_below() -> None:
    days = pd.to_datetime(["2023-09-01", "2023-09-10", "2024-09-01"])
    signed = [demo.quantity(800.0, "vehicle_per_day", precision) for precision in ("about", "over", "about")]
    first = (pd.Timestamp("2019-01-01"), demo.quantity(100.0, "vehicle_per_day"), None)
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        first,
        *((day, one, None) for day, one in zip(days, signed, strict=True)),
    ]
    axes, _ = plotted(demo.figure("points_over_time", rows, values=False))
    signs = [line for line in axes.get_lines() if line.get_markeredgewidth() == 0]
    heights = [line.get_window_extent().y0 for line in signs]
    assert heights[0] == pytest.approx(heights[2])
    assert heights[1] < heights[0] - 10


def test_an_observation_stands_in_the_middle_of_its_period_whose_length_is_drawn() -> None:
    quarter = Period(pd.Timestamp("2023-01-01"), pd.Timestamp("2023-03-31"), "quarter")
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (quarter, demo.quantity(600.0, "vehicle_per_day"), None),
        (pd.Timestamp("2023-09-01"), demo.quantity(800.0, "vehicle_per_day"), None),
    ]
    axes, drawn = plotted(demo.figure("points_over_time", rows))
    end = 2023 + 90 / 365
    assert runs(axes) == [[2023.0, pytest.approx(end)]]
    points = [line.get_xdata()[0] for line in axes.get_lines() if line.get_marker() == "o"]
    assert points == pytest.approx([(2023 + end) / 2, 2023 + 243 / 365])
    assert "Vạch ngang qua điểm là độ dài của kỳ số liệu; điểm đặt ở giữa kỳ." in drawn.notes


def test_a_timeline_takes_its_texts_from_the_events_option() -> None:
    rows = [(pd.Timestamp("2008-04-28"), demo.quantity(2008.0, "year"), demo.both("Chính sách"))]
    events = [{"date": pd.Timestamp("2008-04-28"), "label": demo.both("Phê duyệt đề án")}]
    found = words(demo.figure("timeline", rows, events=events))
    assert "Phê duyệt đề án" in found
    assert "2008" not in " ".join(text for text in found if "Phê duyệt" in text)


def test_a_timeline_numbers_its_events_in_the_order_of_time_over_all_lanes() -> None:
    axes, drawn = plotted(demo.timeline())
    assert [line.mark for line in drawn.listed] == [str(number) for number in range(1, 17)]
    discs = sorted((int(text.get_text()), text.get_position()[0]) for text in axes.texts)
    assert [number for number, _ in discs] == list(range(1, 17))
    assert all(place <= following for (_, place), (_, following) in pairwise(discs))
    assert "Diện tích quy hoạch (39.400\u00a0ha)" in [line.text for line in drawn.listed]


def test_a_timeline_without_dates_is_refused() -> None:
    with pytest.raises(FigureError, match="timeline needs dates"):
        draw(demo.figure("timeline", [("a", Quantity(1.0, "ha"), "b")]), VI)
