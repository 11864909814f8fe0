from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.findings import Quantity
from assessment.report.figure_style import (
    balanced,
    luminance,
    number_ticks,
    power_ticks,
    series_style,
    text_size,
    wrap,
    written,
)
from assessment.report.language import Language

VI = Language("vi")
WORDS = st.lists(
    st.sampled_from(["cửa", "khẩu", "Đồng", "Đăng", "phương", "tiện", "–", "nghiệp"]), min_size=1, max_size=15
)


@given(WORDS, st.floats(0.8, 6.0))
def test_wrapping_keeps_every_word_and_the_width(words: list[str], width: float) -> None:
    text = " ".join(words)
    for lines in (wrap(text, width), balanced(text, width)):
        assert " ".join(lines).replace("\u00a0", " ") == text
        assert all(text_size(line)[0] <= width or " " not in line for line in lines)


@given(WORDS, st.floats(0.8, 6.0))
def test_balanced_labels_take_no_more_lines(words: list[str], width: float) -> None:
    text = " ".join(words)
    assert len(balanced(text, width)) == len(wrap(text, width))


def test_ticks_are_round_and_written_in_the_manner_of_the_language() -> None:
    assert number_ticks(0, 52000, "usd_million", VI) == (
        [0, 10000, 20000, 30000, 40000, 50000],
        ["0", "10.000", "20.000", "30.000", "40.000", "50.000"],
    )
    assert number_ticks(-0.5, 1.0, "percent", VI)[1][0] == "\u22120,50"
    assert power_ticks(0.1, 1000, "ha", VI)[1] == ["0,1", "1", "10", "100", "1.000"]


def test_neighbouring_series_differ_in_colour_marker_dash_and_hatch() -> None:
    styles = [series_style(index) for index in range(16)]
    assert len(set(styles)) == 16
    for one, other in pairwise(styles):
        assert one.colour != other.colour
        assert one.marker != other.marker
        assert one.hatch != other.hatch


def test_colour_is_never_all_that_tells_eight_series_apart() -> None:
    """Whoever sees colours alike, or reads a grey print, has hatch, marker and dash."""
    for one, other in combinations([series_style(index) for index in range(8)], 2):
        assert one.hatch != other.hatch
        assert one.marker != other.marker
        assert one.dash != other.dash


def test_colours_of_the_first_series_differ_in_grey_print() -> None:
    greys = [luminance(series_style(index).colour) for index in range(3)]
    assert min(abs(a - b) for i, a in enumerate(greys) for b in greys[i + 1 :]) > 0.09


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("exact", "86.140"), ("over", "> 86.140"), ("nearly", "< 86.140"), ("about", "≈ 86.140"), ("lower", "≥ 86.140")],
)
def test_value_labels_carry_the_sign_of_their_precision(precision: str, expected: str) -> None:
    quantity = Quantity(86140.0, "usd_million", precision=precision)  # type: ignore[arg-type]
    assert written(quantity, VI).replace("\u00a0", " ") == expected
