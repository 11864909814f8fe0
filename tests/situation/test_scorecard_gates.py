"""Indicator 7 of the scorecard: the median of the log, missing where there is none."""

from __future__ import annotations

import pytest

from assessment.situation.scorecard_gates import READERS

from .flows_record import Frames, logged


def test_the_median_of_the_last_twelve_months() -> None:
    reading = READERS["release_time"](Frames(clearance=[logged(30.0)]).evidence())
    assert reading is not None
    assert reading.value.value == pytest.approx(8.0)
    assert reading.what.values["same_day"].value == 75.0
    assert reading.standings[0].problem


def test_nothing_without_a_log() -> None:
    assert READERS["release_time"](Frames().evidence()) is None
