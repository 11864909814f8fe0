from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text as DrawnText

from assessment.findings import Period
from assessment.report.chart_time import decimal_year, time_span
from assessment.report.figures import draw
from assessment.report.language import Language

from . import demo_figures as demo

VI = Language("vi")


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
    texts = [text.get_text() for text in draw(demo.figure("points_over_time", rows), VI).findobj(DrawnText)]
    assert label.replace("\u00a0", " ") in [text.replace("\u00a0", " ") for text in texts]
