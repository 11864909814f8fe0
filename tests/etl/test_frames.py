"""Frames in the types of the schema, and rows that break it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.etl import frames
from assessment.etl.schema import TABLES

TRAFFIC = TABLES["traffic"]
GOOD: dict[str, Any] = {
    "row_id": "a", "geography": "lang_son", "gate": "all", "flow": "total", "kind": "all", "measure": "queued", "frequency": "day",
    "period_start": date(2021, 12, 20), "period_end": date(2021, 12, 20), "value": 1.0, "unit": "vehicle", "status": "reported",
    "precision": "exact", "grade": "C", "source": "toy", "document": "d", "published": None,
}  # fmt: skip


def frame(**changes: Any) -> pd.DataFrame:
    row = {**GOOD, **changes}
    return frames.build(TRAFFIC.columns, {column.name: [row.get(column.name, "")] for column in TRAFFIC.columns})


def test_a_good_row_passes() -> None:
    assert frames.faults(TRAFFIC, frame()) == {}
    assert frames.faults(TRAFFIC, frame(frequency="undated", period_start=None, period_end=None)) == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"flow": "out"}, "flow 'out': expected one of total, export"),
        ({"gate": ""}, "gate '': expected a text that is not empty"),
        ({"value": None}, "value"),
        ({"period_start": date(2022, 1, 1)}, "the period: expected from before to"),
        ({"period_start": None, "period_end": None}, "the period"),
    ],
)
def test_a_bad_row_is_told_by_its_position(changes: dict[str, Any], said: str) -> None:
    both = pd.concat([frame(), frame(**changes)], ignore_index=True)
    found = frames.faults(TRAFFIC, both)
    assert list(found) == [1]
    assert said in found[1]


def test_empty_frames_have_their_types() -> None:
    empty = frames.concat(TRAFFIC.columns, [])
    assert [str(dtype) for dtype in empty.dtypes] == [str(dtype) for dtype in frame().dtypes]


def test_a_stored_frame_is_fitted_to_today_s_schema() -> None:
    stored = frame().drop(columns="note_vi").assign(gone=1)
    fitted = frames.fit(TRAFFIC.columns, stored)
    assert list(fitted.columns) == [column.name for column in TRAFFIC.columns]
    assert fitted["note_vi"].tolist() == [""]


@given(
    value=st.sampled_from([1.0, 0, None, float("nan")]),
    unit=st.sampled_from(["vehicle", "", None]),
    flow=st.sampled_from(["export", "exports"]),
    start=st.sampled_from([date(2021, 12, 20), date(2025, 1, 1), None]),
)
def test_a_cheap_look_passes_nothing_the_schema_refuses(value, unit, flow, start):
    row = GOOD | {"value": value, "unit": unit, "flow": flow, "period_start": start}
    data = {column.name: [row.get(column.name, "")] for column in TRAFFIC.columns}
    if frames.surely_sound(TRAFFIC, data):
        assert not frames.faults(TRAFFIC, frames.build(TRAFFIC.columns, data))
    else:
        assert (unit, flow, start) != ("vehicle", "export", date(2021, 12, 20)) or value not in (0, 1.0)
