"""The break month planted in national exports is found by X-13 and by the test of a break at an unknown date.

X-13 looks for level shifts only when asked (`detect_outliers=True`; its list of types has AO, LS and TC): without it there is none to
report, whatever was planted. The test of an unknown date cuts a series into two levels; it is run on the logarithm of the series
adjusted without outlier detection, so that it is a second and independent look.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.analysis.break_tests import unknown_break
from assessment.analysis.seasonal_adjustment import adjust
from assessment.simulate.trade import level
from assessment.simulate.truth import Truth

TRUTH = Truth()


def exports(seed: int, truth: Truth = TRUTH) -> pd.Series:
    return level(truth, truth.export_level, truth.break_size, np.random.default_rng(seed))


def months_off(found: pd.Period, truth: Truth = TRUTH) -> int:
    return abs((found - pd.Period(truth.break_month, "M")).n)


def level_shifts(series: pd.Series) -> dict[pd.Period, float]:
    found = adjust(series, detect_outliers=True).outliers
    return {
        pd.Period(pd.Timestamp(f"1 {effect.name[7:10]} {effect.name[2:6]}"), "M"): effect.coefficient
        for effect in found
        if effect.name.startswith("LS")
    }


def test_x13_finds_the_planted_level_shift() -> None:
    found = level_shifts(exports(1))
    assert list(found) == [pd.Period(TRUTH.break_month, "M")]
    # Standard errors stated by X-13 with this noise: 0.004 to 0.008.
    assert found[pd.Period(TRUTH.break_month, "M")] == pytest.approx(TRUTH.break_size, abs=0.03)


def test_x13_reports_no_level_shift_unless_asked_or_where_none_is_planted() -> None:
    assert not adjust(exports(1)).outliers
    assert not level_shifts(exports(1, replace(TRUTH, break_size=0.0)))


def test_the_unknown_date_is_found_to_the_month() -> None:
    found = unknown_break(np.log(adjust(exports(1)).adjusted), draws=499)
    assert isinstance(found.first_after, pd.Period)
    assert months_off(found.first_after) <= 1
    assert found.p_with_trend < 0.05


@pytest.mark.slow
def test_x13_finds_the_month_over_twenty_seeds() -> None:
    shifts = [level_shifts(exports(seed)) for seed in range(10, 30)]
    assert sum(pd.Period(TRUTH.break_month, "M") in found for found in shifts) >= 19


@pytest.mark.slow
def test_the_unknown_date_over_twenty_seeds() -> None:
    dates = [unknown_break(np.log(adjust(exports(seed)).adjusted), draws=99).first_after for seed in range(10, 30)]
    assert sum(isinstance(date, pd.Period) and months_off(date) <= 1 for date in dates) >= 19
