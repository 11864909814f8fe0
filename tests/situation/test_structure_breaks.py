"""Tests of `situation.structure_breaks`: dated events and searched dates of the adjusted series, and what may not be tested."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.situation.national import TOTAL, National
from assessment.situation.structure_adjusted import Adjusted
from assessment.situation.structure_breaks import Breaks, declared

from .flows_record import Frames, months
from .reading import keys, numbers

REOPENING = {"period": "2023-01-08", "frequency": "day", "kind": "reopening"}


def _breaks(trade: list[dict[str, Any]], *events: dict[str, Any]) -> Breaks:
    evidence = Frames(trade=trade, events=events).evidence()
    return Breaks(evidence, Adjusted(National(evidence)))


@pytest.fixture(scope="module")
def adjusted(national: National) -> Adjusted:
    return Adjusted(national)


@pytest.fixture(scope="module")
def breaks(evidence: Evidence, adjusted: Adjusted) -> Breaks:
    return Breaks(evidence, adjusted)


def test_declared_events_are_in_the_record(evidence: Evidence, breaks: Breaks):
    assert keys(breaks.events_table().frame["event"]) == [event["key"] for event in declared()]
    assert breaks.events_table().annex_only


def test_a_planted_shift_is_found_at_its_date_and_an_event_the_record_lacks_is_not_tested():
    noise = np.random.default_rng(5).normal(0, 0.02, 134)
    trade = [
        row | {"value": row["value"] * float(np.exp(error)) * (1.4 if row["period"] >= "2021-01" else 1.0)}
        for row, error in zip(months("all", "2014-01", 134), noise, strict=True)
    ]
    frame = _breaks(trade, REOPENING).table().frame
    assert keys(frame["event"])[:3] == ["reopening"] * 3
    searched = frame.iloc[3]
    assert searched["month"].start == pd.Timestamp("2021-01-01")
    assert searched["beside_trend"].value < 0.01
    assert numbers([searched["before"], searched["after"]]) == [84, 50]


def test_a_thin_record_says_why_there_is_no_test():
    found = _breaks(months("all", "2021-01", 48), REOPENING)
    reasons = {cell.reason.key for cell in found.table().frame["level"]}
    assert reasons == {"structure.no_test.too_few_months"}
    assert found.findings() == ()
    assert found.figure().data.empty


def test_dated_events_of_the_record(breaks: Breaks, adjusted: Adjusted):
    """134 months to February 2025: 73, 95 and 108 lie before the three dates; fruit is in doubt and carries no test."""
    frame = breaks.table().frame
    tested = frame[[cell.known for cell in frame["level"]]]
    assert numbers(tested["before"]) == [73, 73, 95, 95, 108, 108]
    for row in tested.itertuples():
        assert row.low.value < row.level.value < row.high.value
        assert row.before.value + row.after.value == 134
        assert row.placebo.value >= 1 / (row.before.value + 1)
    fruit = frame[[getattr(cell, "key", "") == "rau_qua" for cell in frame["group"]]]
    assert {cell.reason.key for cell in fruit["p"]} == {"structure.no_test.in_doubt"}
    assert len(fruit) == 5


def test_the_level_of_an_event_is_that_of_a_regression_with_autocorrelated_errors(breaks: Breaks, adjusted: Adjusted):
    """Recomputed by statsmodels: GLSAR(1) of the logarithm on a line, a step and a change of slope, January 2023, exports."""
    import statsmodels.api as sm

    logs = np.log(adjusted.series(TOTAL)).to_numpy()
    time = np.arange(134.0)
    design = np.column_stack([np.ones(134), time, time >= 108, np.maximum(time - 108, 0)]).astype(float)
    level = sm.GLSAR(logs, design, rho=1).iterative_fit(50).params[2]
    frame = breaks.table().frame
    assert frame["level"].iloc[6].value == pytest.approx(100 * np.expm1(level), abs=1.0)


def test_the_date_searched_for_leaves_the_smallest_sum_of_squares(breaks: Breaks, adjusted: Adjusted):
    logs = np.log(adjusted.series(TOTAL))
    values = logs.to_numpy()
    squares = {place: values[:place].var() * place + values[place:].var() * (134 - place) for place in range(20, 115)}
    best = min(squares, key=squares.__getitem__)
    row = breaks.table().frame.iloc[10]
    assert row["month"].start.to_period("M") == logs.index[best]
    assert row["before"].value == best
    assert row["beside_trend"].value == pytest.approx(0.12, abs=0.03)


def test_holm_never_makes_a_p_smaller(breaks: Breaks):
    """Six tests: the smallest p of a single test, 0.0103 for imports at the reopening, becomes six times as large."""
    adjusted_p = [value for value in numbers(breaks.table().frame["p"]) if value is not None]
    assert len(adjusted_p) == 6
    assert min(adjusted_p) == pytest.approx(6 * 0.0103, abs=0.001)


def test_the_figure_marks_events_and_dashed_dates(breaks: Breaks):
    options = breaks.figure().options
    assert [event["date"].year for event in options["events"]] == [2020, 2021, 2023]
    assert [mark["date"].strftime("%Y-%m") for mark in options["breaks"]] == ["2020-07", "2018-08"]
    assert len(breaks.findings()) == 1
