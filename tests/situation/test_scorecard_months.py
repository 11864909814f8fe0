"""Tests of `situation.scorecard_months`: indicators that need an unbroken series of months."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.situation.scorecard_months import READERS

from .small_record import SmallRecord


def vehicles(gate: str, months: int, count: float | np.ndarray) -> list[dict[str, Any]]:
    index = pd.period_range(end="2025-12", periods=months, freq="M")
    values = np.broadcast_to(np.asarray(count, dtype=float), months)
    return [
        {
            "geography": "lang_son", "gate": gate, "flow": "total", "kind": "all", "measure": "cleared",
            "frequency": "month", "unit": "vehicle", "period": str(month), "value": float(value),
        }
        for month, value in zip(index, values, strict=True)
    ]  # fmt: skip


def reading(key: str, rows: list[dict[str, Any]]):
    return READERS[key](SmallRecord(traffic=rows).evidence())


def test_effective_gates_of_the_last_year_beside_the_year_before() -> None:
    """By hand: equal gates are two; 300 and 100 vehicles have 1 / (9/16 + 1/16) = 1.6."""
    rows = [*vehicles("huu_nghi", 24, np.repeat([300.0, 100.0], 12)), *vehicles("tan_thanh", 24, 100.0)]
    found = reading("concentration", rows)
    assert found.value.value == pytest.approx(2)
    assert found.standings[0].other.value == pytest.approx(1.6)
    assert (str(found.period.start.date()), str(found.period.end.date())) == ("2025-01-01", "2025-12-31")


def test_a_missing_month_of_one_gate_leaves_the_number_open() -> None:
    rows = [*vehicles("huu_nghi", 12, 300.0), *vehicles("tan_thanh", 12, 100.0)[1:]]
    assert not reading("concentration", rows).value.known


def test_one_gate_is_not_spread_over_gates() -> None:
    assert reading("concentration", vehicles("huu_nghi", 24, 100.0)) is None
    assert reading("concentration", vehicles("all", 24, 100.0)) is None


def test_the_season_of_vehicles_is_measured_from_the_months_needed_on() -> None:
    wave = 1000 + 400 * np.sin(2 * np.pi * np.arange(72) / 12)
    found = reading("seasonality", vehicles("all", 72, wave))
    assert found.value.value == pytest.approx(1, abs=0.01)
    assert found.standings[0].problem == "reference_missing"
    assert reading("seasonality", vehicles("all", 20, wave[:20])) is None
    assert reading("seasonality", []) is None
