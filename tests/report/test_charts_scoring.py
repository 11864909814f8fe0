"""Charts of a scoring: every number drawn is in the data, sums are checked, ranks and pillars are told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from assessment.findings import Figure
from assessment.report.charts_scoring import rank_colours
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_scoring as demo
from .drawn import EN, VI, all_words, plain, plotted, words, words_in


def changed(figure: Figure, **options: object) -> Figure:
    return replace(figure, options={**figure.options, **options})


def without(figure: Figure, series: object) -> Figure:
    return replace(figure, data=figure.data[figure.data["series"] != series])


def test_an_interval_is_a_line_between_its_ends_with_the_numbers_behind_it() -> None:
    axes, _ = plotted(demo.intervals_of_one())
    lines = [list(line.get_xdata()) for line in axes.get_lines()]
    assert [52.0, 70.0] in lines
    assert [61.5] in lines
    assert "61,5 (52,0–70,0)" in words_in(axes)


def test_a_sector_without_ends_is_a_point() -> None:
    figure = without(without(demo.intervals_of_one(), demo.LOW), demo.HIGH)
    axes, _ = plotted(changed(figure, line=None))
    assert "61,5" in words_in(axes)


def test_ranks_have_ticks_at_whole_numbers_from_the_first_place() -> None:
    axes, _ = plotted(demo.intervals_of_ranks())
    ticks = [text.get_text() for text in axes.get_xticklabels()]
    assert ticks == [str(rank) for rank in range(1, 16)]


def test_the_bars_of_a_sector_are_its_shares_by_rank() -> None:
    axes, _ = plotted(demo.acceptability())
    widths: dict[float, float] = {}
    for patch in axes.patches:
        assert isinstance(patch, Rectangle)
        middle = round(patch.get_y() + patch.get_height() / 2, 6)
        widths[middle] = widths.get(middle, 0.0) + patch.get_width()
    assert len(widths) == 15
    np.testing.assert_allclose(list(widths.values()), 100)


def test_the_first_ranks_are_dark_and_the_others_one_entry() -> None:
    found = words(demo.acceptability_first())
    assert "6–16" in found
    assert "Tỷ lệ lượt mô phỏng xếp trong 5 hạng đầu" in all_words(demo.acceptability_first())
    light = [sum(to_rgb(colour)) for colour in rank_colours(16, 5)]
    assert light[:5] == sorted(light[:5])
    assert min(light[5:]) > 2


def test_shares_that_do_not_sum_to_the_whole_are_refused() -> None:
    with pytest.raises(FigureError, match="its shares by rank sum to"):
        draw(without(demo.acceptability(), 3), VI)


def test_a_share_of_something_that_is_no_rank_is_refused() -> None:
    with pytest.raises(FigureError, match="expected ranks as whole numbers from 1"):
        draw(changed(demo.acceptability_first(), within=None), VI)


def test_a_pillar_has_one_hatch_and_its_criteria_are_named_with_it() -> None:
    found = all_words(demo.drivers())
    assert "Khả thi: Hệ số định vị tại cửa khẩu" in found
    axes, panel = plotted(demo.drivers())
    hatches = {panel.styles[name].hatch for name in panel.series}
    assert hatches, "drawn with styles"
    assert len({patch.get_hatch() for patch in axes.patches}) == 4, "four pillars"


def test_bars_must_sum_to_the_score() -> None:
    figure = demo.drivers()
    frame = figure.data.copy()
    frame.loc[frame.index[0], "y"] = demo.number(1000.0)
    with pytest.raises(FigureError, match=r"the bars sum to .* but the total is"):
        draw(replace(figure, data=frame), VI)


def test_negative_contributions_stand_left_of_zero() -> None:
    axes, _ = plotted(demo.drivers_negative())
    assert min(patch.get_x() for patch in axes.patches if isinstance(patch, Rectangle)) < 0


def test_a_sector_with_one_unknown_number_is_left_out_whole() -> None:
    axes, _ = plotted(demo.intervals())
    assert "Tái chế và xử lý chất thải" not in {plain(text) for text in words_in(axes)}
    assert "Tái chế và xử lý chất thải" in all_words(demo.intervals())


def test_texts_are_english_in_english() -> None:
    found = plain(" ".join(words(demo.acceptability_first(), EN)))
    assert "Bonded warehouses and logistics services" in found
    assert "Share of draws among the first 5 ranks" in found


@pytest.mark.parametrize(
    ("make", "options", "told"),
    [
        (demo.intervals, {"line": demo.LOW}, "expected the lower and the upper series"),
        (demo.intervals, {"line": (demo.HIGH, demo.LOW)}, "is above the upper end"),
        (demo.intervals, {"point": "none"}, "expected one of the series"),
    ],
)
def test_options_that_mean_nothing_are_refused(
    make: Callable[[], Figure], options: dict[str, object], told: str
) -> None:
    with pytest.raises(FigureError, match=told):
        draw(changed(make(), **options), VI)


def test_a_sector_that_lacks_a_number_is_refused() -> None:
    figure = demo.acceptability_first()
    with pytest.raises(FigureError, match="has no 'Tỷ lệ lượt mô phỏng"):
        draw(replace(figure, data=figure.data.iloc[:-1]), VI)
