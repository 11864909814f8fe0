"""Tests of the map: kilometres, names, rings, outlines and refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon

from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import EN, VI, plotted, words_in


def test_a_kilometre_is_as_long_north_as_east() -> None:
    axes, _ = plotted(demo.map_of_places())
    width, height = (axes.get_xlim()[1], axes.get_ylim()[1])
    inches = axes.figure.get_size_inches()
    assert width / inches[0] == pytest.approx(height / inches[1], rel=0.01)
    # A tenth of a degree of latitude is 11 km; the area drawn is one of 0.1 by 0.1 degrees.
    (area,) = [patch for patch in axes.patches if isinstance(patch, Polygon)]
    corners = area.get_xy()
    tall, wide = (max(corners[:, axis]) - min(corners[:, axis]) for axis in (1, 0))
    assert tall == pytest.approx(11.12, rel=1e-3)
    assert wide == pytest.approx(11.12 * math.cos(math.radians(21.9)), rel=5e-3)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    axes, _ = plotted(demo.map_of_places())
    (bar,) = [line for line in axes.lines if line.get_linewidth() == 1.6]
    (text,) = [text for text in words_in(axes) if text.endswith("\u00a0km")]
    assert bar.get_xdata()[1] - bar.get_xdata()[0] == pytest.approx(float(text.split("\u00a0")[0]))


@pytest.mark.parametrize(("language", "north"), [(VI, "B"), (EN, "N")])
def test_the_north_is_marked_in_the_language(language, north: str) -> None:
    assert north in words_in(draw(demo.map_of_places(), language))


def test_every_place_is_named_in_the_map_or_in_the_list_and_pale_ones_are_not() -> None:
    axes, drawn = plotted(demo.map_of_places())
    said = {*words_in(axes), *(line.text for line in drawn.listed)}
    unnamed = [note for note in drawn.notes if "Phường" in note]
    named = [point.x_label for point in drawn.points if point.x_label != "Gia Cát"]
    assert [name for name in named if name not in said] == [] or unnamed
    assert "Gia Cát" not in said
    numbers = [line.mark for line in drawn.listed]
    assert numbers == [str(number + 1) for number in range(len(numbers))]
    assert set(numbers) <= set(words_in(axes))


def test_gates_are_triangles_rings_are_hollow_and_areas_replace_their_dot() -> None:
    axes, drawn = plotted(demo.map_of_places())
    markers = [line.get_marker() for line in axes.lines if line.get_linestyle() == "None"]
    assert markers.count("^") == 2
    rings = [line for line in axes.lines if line.get_markerfacecolor() == "none" and line.get_marker() == "o"]
    assert len(rings) == 1
    # Ten places have coordinates: one is an area, one is pale, two are gates, and one ring is drawn.
    assert len(markers) == len(drawn.points) - 1 + 1
    assert "Phương án khác" in [key.label for key in drawn.keys]
    assert {key.shape for key in drawn.keys} >= {"bar", "marker", "ring"}


def test_the_place_without_coordinates_is_named_below() -> None:
    assert any("Đồng Giáp" in text for text in words_in(draw(demo.map_of_places(), VI)))


def test_one_place_alone_is_drawn() -> None:
    figure = demo.map_of_places()
    alone = replace(figure, data=figure.data.iloc[[10]].reset_index(drop=True), options={})
    axes, _ = plotted(alone)
    assert "Cửa khẩu quốc tế Hữu Nghị" in words_in(axes)


def test_pale_places_are_grey() -> None:
    axes, _ = plotted(demo.map_of_places())
    assert "#9aa2aa" in {to_hex(line.get_color()) for line in axes.lines if line.get_marker() == "o"}


def test_a_missing_longitude_is_refused() -> None:
    figure = demo.map_of_places()
    with pytest.raises(FigureError, match="longitude"):
        draw(replace(figure, data=figure.data.drop(columns="longitude")), VI)
    data = figure.data.copy()
    data.at[0, "longitude"] = data.at[9, "y"]
    with pytest.raises(FigureError, match="Tân Thanh"):
        draw(replace(figure, data=data), VI)
