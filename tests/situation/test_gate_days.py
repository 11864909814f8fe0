"""Daily lists in section 5: sixty days make a series, single days do not."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.situation.gate_days import BULLETINS, Days, number

from .flows_record import Frames


def listed(days: int) -> list[dict[str, object]]:
    return [
        {"period": str(day.date()), "frequency": "day", "value": 10.0, "gate": "huu_nghi", "flow": flow, "measure": measure,
         "source": BULLETINS}
        for day in pd.date_range("2025-01-01", periods=days)
        for flow in ("export", "import")
        for measure in ("cleared", "queued")
    ]  # fmt: skip


def test_sixty_days_are_a_series() -> None:
    days = Days(Frames(traffic=listed(60)).evidence())
    assert days.gates == ("huu_nghi",)
    assert days.all_gates("cleared").sum() == 60 * 20
    assert [quantity.value for _, quantity in days.queued] == [20.0] * 60
    assert len(days.listed) == 60 * 4


def test_fewer_are_single_days() -> None:
    assert Days(Frames(traffic=listed(59)).evidence()).gates == ()


@pytest.mark.parametrize(("value", "known"), [(1.0, True), (float("nan"), False)])
def test_no_number_has_a_reason(value: float, known: bool) -> None:
    assert number(value, "percent", "capacity_use", 1).known is known
