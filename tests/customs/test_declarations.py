"""Monthly figures fit the tidy table `declarations`."""

from __future__ import annotations

import pandas as pd

from assessment.customs.declarations import as_declarations
from assessment.customs.monthly import monthly
from assessment.etl.frames import faults
from assessment.etl.schema import TABLES

from .exports import stored


def test_figures_fit_the_schema() -> None:
    figures = monthly(stored({}, {"line": 2}, {"regime": "B11", "declaration_key": 5, "trader": "2"})).to_pandas()
    frame, left = as_declarations(figures, "doc")
    assert faults(TABLES["declarations"], frame) == {}
    assert left.empty
    assert frame["row_id"].is_unique
    assert (frame["period_start"].iloc[0], frame["period_end"].iloc[0]) == (
        pd.Timestamp("2026-02-01"),
        pd.Timestamp("2026-02-28"),
    )
    assert sorted(frame["value_usd"]) == [100, 200]
    assert not {"largest_usd", "trader"} & set(frame)


def test_what_is_known_in_part_is_noted_and_what_is_not_known_is_left_out() -> None:
    lines = stored({}, {"line": 2, "value_usd": None, "weight_kg": None}, {"hs": "85171300", "value_usd": None})
    frame, left = as_declarations(monthly(lines).to_pandas(), "doc")
    (row,) = frame.to_dict("records")
    assert (row["value_usd"], row["lines"]) == (100, 2)
    assert pd.isna(row["weight_kg"])
    assert row["note_en"].startswith("value of 1 of 2 goods lines")
    assert left["hs"].tolist() == ["85171300"]


def test_a_row_is_the_same_one_every_time() -> None:
    first, _ = as_declarations(monthly(stored({})).to_pandas(), "doc")
    again, _ = as_declarations(monthly(stored({"value_usd": 7})).to_pandas(), "doc")
    assert first["row_id"].tolist() == again["row_id"].tolist()
