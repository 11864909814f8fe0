"""Charts of the scoring: drawn in both languages from the record and from a synthetic panel, without text that overlaps."""

from __future__ import annotations

import pytest

from assessment.report.figure_blocks import text_faults
from assessment.report.figures import draw
from assessment.report.language import Language
from assessment.situation.priorities_figures import Charts
from tests.scoring.synthetic_model import known, model, panel, result, synthetic

from .reading import numbers


@pytest.fixture(scope="module")
def charts() -> Charts:
    return Charts(result(known(synthetic(), model()), panel(model())), "full_")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_chart_is_drawn_without_overlap(charts, lang):
    found = charts.figures()
    assert [figure.draw for figure in found] == ["bubble", "intervals", "acceptability", "drivers"]
    for figure in found:
        assert text_faults(draw(figure, Language(lang))) == [], figure.id


def test_shares_by_rank_sum_to_the_whole(charts):
    data = charts.acceptability().data
    for _, own in data[[isinstance(series, int) for series in data["series"]]].groupby("x", sort=False):
        assert sum(numbers(own["y"])) == pytest.approx(100)


def test_a_missing_criterion_has_no_bar(charts):
    data = charts.drivers().data
    own = data[[name.key == "textile_inputs" for name in data["x"]]]
    assert len(own) == 12, "14 criteria without jobs and environment"


def test_bars_of_a_sector_without_gaps_sum_to_its_arithmetic_mean(charts):
    data = charts.drivers().data
    own = data[[name.key == "electronics" for name in data["x"]]]
    scores = charts.found.known.scores().loc["electronics"]
    assert sum(numbers(own["y"])) == pytest.approx(float((scores * charts.found.weights).sum()))


def test_one_sector_has_no_chart_of_ranks():
    table = synthetic()
    table.loc[[key for key in table.index if key != "electronics"]] = float("nan")
    found = Charts(result(known(table, model()))).figures()
    assert [figure.draw for figure in found] == ["bubble", "drivers"]
