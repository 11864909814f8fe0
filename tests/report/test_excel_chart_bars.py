"""Bars: upright where the names fit below, lying otherwise; stacked, with values where there is room."""

from __future__ import annotations

from assessment.report.excel_chart_bars import bars, fit_below
from assessment.report.language import Language
from tests.report.annex_figures import table_of

from .demo_figures import LONG, both, quantity

SHORT = [(both(name), quantity(value), both("Xuất khẩu")) for name, value in (("A", 3.0), ("B", 4.0))]
TWO = [*SHORT, (both("A"), quantity(1.0), both("Nhập khẩu")), (both("B"), quantity(2.0), both("Nhập khẩu"))]


def test_short_names_stand_below_and_long_ones_beside(vi: Language) -> None:
    short = table_of(vi, "grouped_bars", SHORT)
    long = table_of(vi, "grouped_bars", [(both(name), quantity(3.0), both("x")) for name in LONG])
    assert fit_below(short)
    assert bars(short, "usd_million").type == "col"
    assert bars(long, "usd_million").type == "bar"
    assert not fit_below(long)


def test_grouped_bars_stand_beside_each_other_and_stacked_ones_on_each_other(vi: Language) -> None:
    grouped, stacked = (bars(table_of(vi, kind, TWO), "usd_million") for kind in ("grouped_bars", "stacked_bars"))
    assert (grouped.grouping, stacked.grouping, stacked.overlap) == ("clustered", "stacked", 100)
    assert len(grouped.series) == len(stacked.series) == 2
    assert stacked.y_axis.scaling.max >= 6.0, "the axis holds the sum of a stack"
    assert grouped.y_axis.scaling.max < 6.0


def test_few_bars_carry_their_values_and_many_do_not(vi: Language) -> None:
    many = [(both(f"N{n}"), quantity(100.0 + n), both(f"s{s}")) for n in range(12) for s in range(4)]
    few, crowded = (bars(table_of(vi, "grouped_bars", rows), "usd_million") for rows in (SHORT, many))
    assert all(series.dLbls is not None for series in few.series)
    assert all(series.dLbls is None for series in crowded.series)
