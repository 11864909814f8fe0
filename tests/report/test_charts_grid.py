from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from assessment.findings import Quantity, Text, not_determinable
from assessment.report.figure_data import FigureError
from assessment.report.figure_style import luminance
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI, plotted, words_in

SMALL = (
    (2020, 1.0, "Hữu Nghị"),
    (2021, 2.0, "Hữu Nghị"),
    (2020, 100.0, "Tân Thanh"),
    (2021, 200.0, "Tân Thanh"),
)


def shades(**options: object) -> list[float]:
    """Return the luminance of the four cells, row by row."""
    rows = [(year, demo.quantity(value, "percent"), demo.both(name)) for year, value, name in SMALL]
    axes, _ = plotted(demo.figure("heatmap", rows, **options))
    return [luminance(to_hex(cell.get_facecolor())) for cell in axes.patches if isinstance(cell, Rectangle)]


def test_larger_values_are_darker_over_the_whole_map() -> None:
    first, second, third, fourth = shades()
    assert first > second > third > fourth


def test_by_row_each_row_has_its_own_lightest_and_darkest_cell() -> None:
    first, second, third, fourth = shades(by_row=True)
    assert first == third > second == fourth


def test_around_a_middle_both_directions_get_darker() -> None:
    below, near, middle, above = shades(middle=100.0)
    assert middle > max(near, above)
    assert below == pytest.approx(near, abs=0.02)


def test_an_unknown_cell_stays_white_with_a_dash_and_its_column_stays() -> None:
    rows = [
        (2020, demo.quantity(4.0, "percent"), demo.both("Hữu Nghị")),
        (2021, not_determinable(Text("common.reason.no_row"), "percent"), demo.both("Hữu Nghị")),
        (2022, demo.quantity(6.5, "percent"), demo.both("Hữu Nghị")),
    ]
    axes, _ = plotted(demo.figure("heatmap", rows))
    assert words_in(axes)[:3] == ["4", VI.word("blank"), "6,5"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2020", "2021", "2022"]
    assert [luminance(to_hex(cell.get_facecolor())) == 1.0 for cell in axes.patches] == [False, True, False]


def test_shades_without_numbers_are_five_classes_that_the_legend_explains() -> None:
    axes, drawn = plotted(demo.heatmap_large())
    classes = ["1.039–2.612", "2.612–4.185", "4.185–5.758", "5.758–7.331", "7.331–8.905"]
    assert [key.label for key in drawn.keys] == classes
    assert {to_hex(cell.get_facecolor()) for cell in axes.patches} == {key.style.colour for key in drawn.keys}


def test_shades_by_row_without_numbers_are_explained_by_a_note() -> None:
    _, drawn = plotted(replace(demo.heatmap_large(), options={"values": False, "by_row": True}))
    assert (drawn.keys, drawn.notes) == ([], ["Độ đậm so sánh trong từng hàng: càng đậm, giá trị càng lớn."])


def test_points_without_a_row_are_refused() -> None:
    with pytest.raises(FigureError, match="needs a series"):
        draw(demo.figure("heatmap", [("a", Quantity(1.0, "ha"), None)]), VI)
