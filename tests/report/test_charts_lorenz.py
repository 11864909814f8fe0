from __future__ import annotations

import pytest

from assessment.findings import Cell, Quantity
from assessment.report.figure_data import FigureError
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI, plotted

CURVE = (0.0, 10.0, 30.0, 50.0, 100.0)


def rows(values: tuple[float, ...] = CURVE, unit: str = "percent") -> list[tuple[Cell, Quantity | None, Cell]]:
    return [(units, demo.quantity(value, unit), demo.both("2024")) for units, value in enumerate(values)]


def test_a_curve_runs_over_the_share_of_units_below_the_diagonal() -> None:
    axes, drawn = plotted(demo.figure("lorenz", rows()[::-1]))
    curve, diagonal = axes.get_lines()
    assert list(curve.get_xdata()) == [0.0, 25.0, 50.0, 75.0, 100.0]
    assert list(curve.get_ydata()) == list(CURVE)
    assert (list(diagonal.get_xdata()), list(diagonal.get_ydata())) == ([0, 100], [0, 100])
    assert [key.label for key in drawn.keys] == ["2024", "Các nhóm bằng nhau"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (rows((0.0, 120.0)), "needs shares in percent, from 0 to 100"),
        (rows(unit="usd_million"), "needs shares in percent, from 0 to 100"),
        ([(demo.both("một"), demo.quantity(1.0, "percent"), None)], "expected the number of units cumulated"),
    ],
)
def test_what_is_no_lorenz_curve_is_refused(given: list[tuple[Cell, Quantity | None, Cell]], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        draw(demo.figure("lorenz", given), VI)
