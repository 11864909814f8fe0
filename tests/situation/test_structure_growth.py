"""Tests of `situation.structure_growth`: contributions add up to growth, trends allow for autocorrelation, thin records say why."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import theilslopes

from assessment.situation.national import National
from assessment.situation.structure_growth import Contributions, Trends
from assessment.situation.structure_season import concentration_table

from .flows_record import Frames, december
from .reading import keys, numbers

GROUPS = ("det_may", "gao", "che", "ca_phe", "hat_tieu", "cao_su")


def _year(year: int, whole: float, *levels: float) -> list[dict[str, object]]:
    sectors = {"khu_vuc_kinh_te_trong_nuoc": 1.0, "khu_vuc_co_von_dau_tu_nn": 1.0, "hang_hoa_khac": 1.0}
    return december(year, all=whole, **sectors, **dict(zip(GROUPS, levels, strict=True)))


def test_contributions_by_hand():
    """Exports 100 to 120: garments 30 to 40 add 10 points, the smallest group is in the rest, which adds 6."""
    rows = [*_year(2023, 100.0, 30, 20, 10, 8, 6, 4), *_year(2024, 120.0, 40, 20, 12, 8, 8, 5)]
    found = Contributions(National(Frames(trade=rows).evidence()))
    assert found.groups == ["det_may", "gao", "che", "ca_phe", "hat_tieu"]
    assert numbers(found.points(2024)) == pytest.approx([10, 0, 2, 0, 2, 6])
    assert found.growth(2024).value == pytest.approx(20)
    values = found.findings()[0].text.values
    assert (values["first_group"].key, values["first"].value) == ("det_may", pytest.approx(10))


def test_one_year_or_none_has_no_contribution_and_no_trend():
    for rows in ([], _year(2024, 120.0, 40, 20, 12, 8, 8, 5)):
        national = National(Frames(trade=rows).evidence())
        assert Contributions(national).table().frame.empty
        assert Contributions(national).findings() == ()
        assert Contributions(national).figure().data.empty
        reasons = {cell.reason.key for cell in Trends(national).table().frame["p"]}
        assert reasons == {"structure.no_trend.too_few"}
        assert Trends(national).findings() == ()


def test_contributions_of_the_record_add_up_to_growth(national: National):
    found = Contributions(national)
    assert found.years == list(range(2015, 2025))
    for row in found.table().frame.itertuples(index=False):
        *points, growth = numbers(row[1:])
        assert sum(points) == pytest.approx(growth)
    figure = found.figure()
    assert len(figure.data) == 10 * 7
    assert figure.options["total"].key == "structure.series.growth"


def test_trends_of_the_record(national: National):
    """Sen's slope recomputed by scipy from the HHI printed; no series of the table shows a trend."""
    frame = Trends(national).table().frame
    herfindahl = numbers(concentration_table(national).frame["herfindahl"])
    assert frame["slope"].iloc[0].value == pytest.approx(theilslopes(herfindahl)[0])
    assert numbers(frame["years"]) == [11, 11, 11, 10, 10]
    assert keys(frame["series"]) == ["hhi", "theil", "gini", "growth_all", "growth_fruit"]
    for row in frame.itertuples():
        assert row.low.value < row.slope.value < row.high.value
        assert row.p.value <= row.holm.value <= 1
    assert min(numbers(frame["p"])) > 0.05


def test_theil_and_gini_of_the_record_by_their_formulas(national: National):
    frame = concentration_table(national).frame.set_index("year")
    levels = np.sort([national.of_year(2024, group).value for group in national.groups])
    count, shares = len(levels), levels / levels.sum()
    assert frame.at[2024, "theil"].value == pytest.approx(float((shares * np.log(count * shares)).sum()))
    ranks = np.arange(1, count + 1)
    assert frame.at[2024, "gini"].value == pytest.approx(float(((2 * ranks - count - 1) * shares).sum() / count))
