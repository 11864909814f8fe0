"""Classes of time: they cover every time once, and whole hours are ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessment.etl.time_classes import class_end, class_start


@given(st.integers(0, 60 * 24 * 60 * 60))
def test_a_time_lies_in_its_class(seconds: int) -> None:
    minutes = seconds / 60
    end = class_end([minutes])
    assert class_start(end)[0] <= minutes <= end[0]
    assert minutes == 0 or class_start(end)[0] < minutes
    assert class_end(end)[0] == end[0]


def test_whole_hours_up_to_three_days_are_ends() -> None:
    hours = 60 * np.arange(1, 73)
    assert (class_end(hours) == hours).all()
