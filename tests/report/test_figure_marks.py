from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.lines import Line2D

from assessment.findings import Figure, Quantity, Text
from assessment.report.figure_data import read
from assessment.report.figure_marks import (
    Marked,
    address_in_print,
    mark,
    mark_each,
    mark_option,
    marked,
    option_address,
    point_address,
)

from . import demo_figures as demo
from .demo_scoring import DEMO, intervals_of_ranks
from .drawn import EN, VI, marks_in, plotted, unmarked

# What the chart does not draw has no mark: this one is asked for the intervals of ranks alone, and its data hold those of the halves.
NOT_DRAWN = {intervals_of_ranks: "ends of the narrow intervals"}


@pytest.mark.parametrize("make", DEMO, ids=lambda make: make.__name__)
def test_every_point_of_every_chart_kind_has_a_mark(make: Callable[[], Figure]) -> None:
    figure = make()
    lacking = unmarked(plotted(figure)[0], figure)
    if make not in NOT_DRAWN:
        assert lacking == []
    else:
        points = {point_address(point.row): point.series_label for point in read(figure, VI).points}
        assert {points[address] for address in lacking} == {"Phân vị 25%", "Phân vị 75%"}


@pytest.mark.parametrize("make", [demo.dots, demo.map_of_places, demo.lines], ids=lambda make: make.__name__)
def test_no_two_elements_of_a_picture_have_the_same_id(make: Callable[[], Figure]) -> None:
    gids = [gid for artist in plotted(make())[0].findobj() if (gid := artist.get_gid())]
    assert len(gids) == len(set(gids))


def test_a_range_is_one_mark_of_two_numbers() -> None:
    assert ("2", "3") in marks_in(plotted(demo.dots())[0])


def test_a_blank_cell_has_a_mark_for_its_reason_but_none_where_the_data_have_no_row() -> None:
    rows = [(2020, demo.quantity(1.0), demo.both("a")), (2021, demo.quantity(2.0), demo.both("a"))]
    rows += [(2020, Quantity(None, "usd_million", reason=Text("common.reason.no_row")), demo.both("b"))]
    rows += [(2022, demo.quantity(3.0), demo.both("b"))]
    assert marks_in(plotted(demo.figure("heatmap", rows))[0]) == {("1",), ("2",), ("3",), ("4",)}


def test_elements_carry_the_addresses_of_their_points() -> None:
    first, second, third = read(demo.grouped(), VI).points[:3]
    line = Line2D([0, 1], [0, 1])
    mark(line, first)
    assert line.get_gid() == "mark-1"
    mark(line, second, third, part=2)
    assert line.get_gid() == "mark-2-3_2"
    assert marked(line.get_gid()) == Marked(("2", "3"), each=False)
    mark_each(line, [first, third])
    assert marked(line.get_gid()) == Marked(("1", "3"), each=True)


def test_a_reference_line_is_found_among_the_options_as_in_the_trace() -> None:
    value = demo.quantity(3.0)
    options = {"events": [{"label": Text("common.word.findings")}], "references": [{"value": value, "label": "a"}]}
    line = Line2D([0, 1], [0, 1])
    mark_option(line, options, value)
    assert line.get_gid() == "mark-f2"
    assert address_in_print(option_address(options, value), VI) == "dữ kiện 2"
    assert address_in_print(point_address(0), EN) == "point 1"


@pytest.mark.parametrize("gid", [None, "", "patch_3", "mark-", "mark-x", "marks", "mark-4-"])
def test_other_ids_are_no_marks(gid: str | None) -> None:
    assert marked(gid) is None
