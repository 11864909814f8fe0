"""Tests of `situation.structure_adjusted`: X-13 with Tết on the national series, its diagnostics, its doubts and its refusals."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.analysis.season import longest_run
from assessment.situation.national import FRUIT, IMPORTS, TOTAL, National
from assessment.situation.structure_adjusted import Adjusted

from .flows_record import Frames, months
from .reading import keys, numbers


@pytest.fixture(scope="module")
def adjusted(national: National) -> Adjusted:
    return Adjusted(national)


def test_below_60_months_every_number_says_why():
    short = Adjusted(National(Frames(trade=months("all", "2020-01", 48)).evidence()))
    reasons = [cell.reason.key for cell in short.spread_table().frame["adjusted"]]
    assert reasons == ["structure.refused.too_few_months"] * 3
    assert keys(short.quality_table().frame["verdict"]) == ["too_few_months"] * 3
    assert keys(short.tet_table().frame["window"]) == ["none"] * 3
    assert short.quality_table().frame["months"].iloc[0].value == 48
    assert short.unusable(TOTAL) == "too_few_months"
    assert short.figure().data.empty
    assert short.findings() == ()


def test_tet_is_gone_from_january_to_march(adjusted: Adjusted, national: National):
    """Known from an earlier run: exports 24.8, 10.2 and 5.0 %, imports 23.4, 13.8 and 6.6, fruit and vegetables 32.6, 24.7, 17.9."""
    frame = adjusted.spread_table().frame
    found = np.array([numbers(row) for row in frame[["original", "plain", "adjusted"]].to_numpy()])
    assert found.round(1).tolist() == [[24.8, 10.2, 5.0], [23.4, 13.8, 6.6], [32.6, 24.7, 17.9]]
    for key, own in zip((TOTAL, IMPORTS, FRUIT), found[:, 0], strict=True):
        growth = 100 * longest_run(national.series(key)).pct_change()
        assert growth[growth.index.month <= 3].std() == pytest.approx(own)


def test_the_effect_of_tet_lies_within_its_interval(adjusted: Adjusted):
    """exp(−0.1148) − 1 = −10.8 % for the days of Tết in exports, standard error 0.0231: −14.8 to −6.7 %, t = −5.0."""
    effect = numbers(adjusted.effects(TOTAL)["during"])
    assert effect == pytest.approx([-10.85, -14.79, -6.73, -4.98], abs=0.01)
    frame = adjusted.tet_table().frame
    assert keys(frame["window"]) == ["before", "during", "before", "during", "before", "during", "after"]
    for row in frame.itertuples():
        assert row.low.value < row.effect.value < row.high.value


def test_fruit_is_adjusted_but_in_doubt(adjusted: Adjusted):
    """M7 1.32 and Q 1.29: above 1. A doubtful adjustment carries no test and stands in a finding of grade C."""
    frame = adjusted.quality_table().frame
    assert numbers(frame["months"]) == [134, 134, 81]
    assert numbers(frame["m7"]) == pytest.approx([0.325, 0.269, 1.321], abs=0.001)
    assert frame["model"].iloc[0] == "(0 1 1)(0 1 1)"
    assert [adjusted.unusable(key) for key in (TOTAL, IMPORTS, FRUIT)] == ["", "", "in_doubt"]
    assert not frame["unstable_factors"].iloc[2].known
    assert [finding.grade for finding in adjusted.findings()] == ["B", "C"]


def test_the_figure_shades_every_month_of_tet(adjusted: Adjusted):
    figure = adjusted.figure()
    assert len(figure.data) == 2 * 134
    shaded = [period.start.strftime("%Y-%m") for period in figure.options["bands"][0]["dates"]]
    assert shaded[:3] == ["2014-01", "2015-02", "2016-02"]
    assert len(shaded) == 12


def test_the_month_plot_has_all_exports_around_100_and_fruit_as_shares_of_its_year(
    adjusted: Adjusted, national: National
):
    data = adjusted.month_figure(national).data
    parts = {cell.key.rpartition(".")[2]: data[data["series"] == cell] for cell in data["series"].drop_duplicates()}
    means = {name: part[part["x"].map(lambda x: isinstance(x, int))] for name, part in parts.items()}
    assert [len(means[name]) for name in ("factor", "fruit_share")] == [12, 12]
    assert len(parts["factor"]) == 134 + 12
    assert len(parts["fruit_share"]) == 12 * (len(national.complete_years(FRUIT)) + 1)
    assert sum(numbers(means["fruit_share"]["y"])) == pytest.approx(100.0)
    assert np.mean(numbers(means["factor"]["y"])) == pytest.approx(100.0, abs=1.0)
    # February holds Tết in most years and has the fewest days.
    assert numbers(means["factor"]["y"]).index(min(numbers(means["factor"]["y"]))) == 1


def test_a_refused_adjustment_leaves_the_month_plot_to_the_shares_of_the_year():
    short = National(Frames(trade=months("rau_qua", "2018-01", 48)).evidence())
    data = Adjusted(short).month_figure(short).data
    assert {cell.key for cell in data["series"]} == {"structure.series.fruit_share"}
    assert len(data) == 12 * (4 + 1)
