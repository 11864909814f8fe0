"""Tests of the map: kilometres, names, rings, outlines and refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon

from assessment.report.charts_map import degree_lengths
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import EN, VI, plotted, words_in


def test_a_kilometre_is_as_long_north_as_east() -> None:
    axes, _ = plotted(demo.map_of_places())
    width, height = (axes.get_xlim()[1], axes.get_ylim()[1])
    inches = axes.figure.get_size_inches()
    assert width / inches[0] == pytest.approx(height / inches[1], rel=0.01)
    # A tenth of a degree of latitude is 11 km; both areas drawn are of 0.1 by 0.1 degrees.
    areas = [patch for patch in axes.patches if isinstance(patch, Polygon)]
    assert len(areas) == 2
    for area in areas:
        corners = area.get_xy()
        tall, wide = (max(corners[:, axis]) - min(corners[:, axis]) for axis in (1, 0))
        assert tall == pytest.approx(11.07, rel=1e-3)
        assert wide == pytest.approx(10.34, rel=1e-3)


@pytest.mark.parametrize(
    ("latitude", "along", "across"),
    [
        (0, 110.574, 111.320),
        (15, 110.649, 107.550),
        (30, 110.852, 96.486),
        (45, 111.132, 78.847),
        (60, 111.412, 55.800),
    ],
)
def test_a_degree_is_as_long_as_on_the_ellipsoid(latitude: float, along: float, across: float) -> None:
    """Lengths of a degree on WGS 84 in km, as tabled in en.wikipedia.org/wiki/Latitude (a metre of tolerance)."""
    assert degree_lengths(latitude) == pytest.approx((along, across), abs=0.001)


def test_the_map_measures_a_geodesic_of_its_own_latitude() -> None:
    """Hữu Nghị to Chi Ma as placed in the demo: 35.515 km, the geodesic of Vincenty (1975) on WGS 84; a plane map is good to 0.2%."""
    axes, drawn = plotted(demo.map_of_places())
    marks = {line.get_gid(): (line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines if line.get_gid()}
    rows = {point.x_label: f"mark-{point.row + 1}" for point in drawn.points}
    ends = [marks[rows[name]] for name in ("Cửa khẩu quốc tế Hữu Nghị", "Cửa khẩu Chi Ma")]
    assert math.dist(*ends) == pytest.approx(35.515, rel=2e-3)


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
    assert markers.count("D") == 1
    rings = [line for line in axes.lines if line.get_markerfacecolor() == "none" and line.get_marker() == "o"]
    assert len(rings) == 1
    # Twelve places have coordinates: one is an area, one is pale, two are gates, one is listed, and one ring is drawn.
    assert len(markers) == len(drawn.points) - 1 + 1
    assert "Phương án khác" in [key.label for key in drawn.keys]
    assert {key.shape for key in drawn.keys} >= {"bar", "marker", "ring"}


def test_what_is_listed_and_areas_without_a_place_are_named_by_number() -> None:
    axes, drawn = plotted(demo.map_of_places())
    listed = {line.text: line.mark for line in drawn.listed}
    assert {"Khu công nghiệp Hồng Phong", "Khu phi thuế quan"} <= set(listed)
    assert {listed["Khu công nghiệp Hồng Phong"], listed["Khu phi thuế quan"]} <= set(words_in(axes))
    assert "Khu công nghiệp Hồng Phong" not in words_in(axes)
    assert "Ranh giới khu chức năng" in [key.label for key in drawn.keys]


def test_only_gates_are_triangles_and_those_outside_are_hollow() -> None:
    axes, drawn = plotted(demo.map_of_places())
    triangles = [line for line in axes.lines if line.get_marker() == "^"]
    assert sorted(str(line.get_markerfacecolor()) == "white" for line in triangles) == [False, True]
    keys = {key.label: key for key in drawn.keys}
    assert (keys["Cửa khẩu"].shape, keys["Cửa khẩu ngoài khu"].shape) == ("marker", "ring")
    assert [label for label, key in keys.items() if key.style.marker == "^"] == ["Cửa khẩu", "Cửa khẩu ngoài khu"]


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
