"""Bubbles: places, intervals, areas whatever the shape, classes, quadrant lines, names and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from assessment.findings import Figure
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_scoring as demo
from .drawn import VI, all_words, plain, plotted, words_in


def marks(axes: Axes) -> list[Line2D]:
    return [line for line in axes.get_lines() if line.get_linestyle() == "None"]


def changed(figure: Figure, **options: object) -> Figure:
    return replace(figure, options={**figure.options, **options})


def test_each_sector_is_a_mark_at_its_two_numbers() -> None:
    axes, _ = plotted(demo.bubble_alike())
    rows = demo.bubble_alike().data
    wanted = {
        tuple(float(rows[(rows["x"] == sector) & (rows["series"] == name)]["y"].iloc[0].value) for name in names)
        for sector in rows["x"].unique()
        for names in [(demo.ATTRACTIVE[0], demo.FEASIBLE[0])]
    }
    assert {(line.get_xdata()[0], line.get_ydata()[0]) for line in marks(axes)} == wanted


def test_areas_are_proportional_to_the_third_number_in_every_shape() -> None:
    axes, _ = plotted(demo.bubble())
    by_shape: dict[str, set[float]] = {}
    for line in marks(axes):
        by_shape.setdefault(str(line.get_marker()), set()).add(round(line.get_markersize() ** 2, 3))
    assert len(by_shape) == 3
    for areas in by_shape.values():
        least = min(areas)
        # 400 times a whole number from 1 to 7; the square has the smallest of its shape.
        assert all(
            any(math.isclose(area / least, a / b, rel_tol=1e-3) for a in range(1, 8) for b in range(1, 8))
            for area in areas
        )
    assert "từ 400 người (Kho ngoại quan và dịch vụ logistics) đến 2.800 người" in all_words(demo.bubble())


def test_intervals_are_drawn_along_both_axes() -> None:
    axes, _ = plotted(demo.bubble_of_one())
    assert len(axes.get_lines()) == 1, "one point without intervals"
    axes, _ = plotted(demo.bubble_alike())
    flat = [line for line in axes.get_lines() if len(set(line.get_ydata())) == 1 and len(line.get_xdata()) == 2]
    assert len(flat) >= 8


def test_a_sector_that_cannot_be_determined_is_named_with_its_reason() -> None:
    found = all_words(demo.bubble())
    assert "Không vẽ vì không xác định (Tái chế và xử lý chất thải)" in found


def test_quadrant_lines_stand_at_the_references_and_are_explained() -> None:
    axes, _ = plotted(demo.bubble())
    assert any(list(line.get_xdata()) == [50.0, 50.0] for line in axes.get_lines())
    assert any(list(line.get_ydata()) == [55.0, 55.0] for line in axes.get_lines())
    assert "Mức tham chiếu tính khả thi: 55,0 điểm" in all_words(demo.bubble())


def test_every_sector_is_named_or_numbered() -> None:
    axes, panel = plotted(demo.bubble())
    found = {plain(text) for text in words_in(axes)}
    numbered = {listed.text for listed in panel.listed}
    for index in range(15):
        vi = demo.SECTORS[index][0]
        assert vi in found | numbered


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"across": None}, "option 'across' is None; expected the series of the point"),
        ({"up": (demo.FEASIBLE[0], demo.FEASIBLE[1])}, "alone or with those of the lower and the upper end"),
        ({"area": demo.MEDIAN}, "option 'area' names"),
        ({"references": [{"value": 3}]}, r"expected axis \(across or up\), value and label"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: dict[str, object], told: str) -> None:
    with pytest.raises(FigureError, match=told):
        draw(changed(demo.bubble(), **options), VI)


def test_an_area_cannot_be_negative() -> None:
    figure = demo.bubble()
    frame = figure.data.copy()
    frame.loc[frame["series"] == demo.JOBS, "y"] = demo.number(-1.0, "person", 0)
    with pytest.raises(FigureError, match="an area cannot be negative"):
        draw(replace(figure, data=frame), VI)
