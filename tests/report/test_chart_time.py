from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from assessment.findings import Period
from assessment.report.chart_time import decimal_year, time_span
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI, all_words, plotted, words, words_in


def span(start: str, end: str, frequency: str) -> Period:
    return Period(pd.Timestamp(start), pd.Timestamp(end), frequency)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (2020, (2020.0, 2021.0)),
        (12, None),
        ("Hữu Nghị", None),
        (None, None),
        (span("2023-01-01", "2023-12-31", "year"), (2023.0, 2024.0)),
        (span("2023-12-31", "2023-12-31", "stock"), (2023 + 364 / 365,) * 2),
        (span("2022-01-01", "2023-12-31", "span"), (2022.0, 2024.0)),
        (pd.Timestamp("2024-01-01"), (2024.0, 2024.0)),
    ],
)
def test_days_years_and_periods_have_a_place_in_time(cell: object, expected: tuple[float, float] | None) -> None:
    assert time_span(cell) == expected  # type: ignore[arg-type]


def test_decimal_years_grow_with_the_days_over_a_leap_year() -> None:
    places = [decimal_year(day) for day in pd.date_range("2023-12-28", "2025-01-04")]
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (("2024-08-01", "2024-08-04"), "01/08/2024"),
        (("2024-02-01", "2024-07-28"), "03/2024"),
        (("2022-02-01", "2023-07-28"), "Quý\u00a0I/2023"),
        (("2015-02-01", "2023-07-28"), "2019"),
    ],
)
def test_the_time_axis_takes_the_finest_unit_whose_labels_fit(days: tuple[str, str], label: str) -> None:
    rows = [(pd.Timestamp(day), demo.quantity(10.0 + index, "vehicle"), None) for index, day in enumerate(days)]
    texts = words_in(draw(demo.figure("points_over_time", rows), VI))
    assert label.replace("\u00a0", " ") in [text.replace("\u00a0", " ") for text in texts]


def test_events_are_numbered_in_the_order_of_time_and_listed_below() -> None:
    found = words(demo.points())
    for number in range(1, 15):
        assert found.count(str(number)) == 2  # above its line, and in the list
    assert "10/09/2018" in found


def test_events_far_outside_the_data_are_counted_and_not_drawn() -> None:
    far = [{"date": pd.Timestamp("1998-05-26"), "label": "xa"}]
    found = all_words(
        demo.figure("lines", [(year, demo.quantity(year, "ha"), None) for year in (2020, 2021)], events=far)
    )
    assert "Không vẽ 1 sự kiện" in found


def test_an_event_without_a_date_is_refused() -> None:
    figure = replace(demo.lines_one(), options={"events": [{"date": "mai", "label": "x"}]})
    with pytest.raises(FigureError, match="not a day, period or year"):
        draw(figure, VI)


def test_bands_shade_periods_and_are_named_once() -> None:
    rows = [(year, demo.quantity(year, "ha"), None) for year in (2020, 2021, 2022)]
    bands = [{"dates": [2020, 2022], "label": "Tết"}]
    axes, drawn = plotted(demo.figure("lines", rows, bands=bands))
    shaded = [(patch.get_x(), patch.get_width()) for patch in axes.patches]
    assert shaded == [(2020.0, 1.0), (2022.0, 1.0)]
    assert [key.label for key in drawn.keys] == ["Tết"]


def test_bands_need_an_axis_of_time() -> None:
    rows = [(name, demo.quantity(1.0, "ha"), None) for name in ("a", "b")]
    with pytest.raises(FigureError, match="bands need dates"):
        draw(demo.figure("lines", rows, bands=[{"dates": [2020], "label": "Tết"}]), VI)
