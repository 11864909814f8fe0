"""Figures that may be printed as rows of `declared_trade`: every one in the schema, hidden ones without a number or a way back."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.customs.published_rows import TABLE
from assessment.etl.frames import faults
from assessment.etl.schema import TABLES

from .declared import known


def test_rows_pass_the_schema_and_keep_units_and_periods() -> None:
    made = known()
    assert faults(TABLES[TABLE], made.rows) == {}
    assert made.rows["row_id"].is_unique
    assert len(made.rows) == len(made.published) + len(made.prices)
    year = made.rows[
        (made.rows["frequency"] == "year")
        & (made.rows["measure"] == "value")
        & (made.rows["period_start"] == "2025-01-01")
    ]
    whole = year[(year[["gate", "regime", "hs", "partner"]] == "all").all(axis=1) & (year["flow"] == "total")].iloc[0]
    true = made.truth.loc[made.truth["month"].str[:4] == "2025", "value_usd"].sum()
    assert whole["value"] == pytest.approx(true / 1e6)
    assert (whole["unit"], whole["period_end"]) == ("usd_million", pd.Timestamp("2025-12-31"))
    assert set(made.rows.loc[made.rows["measure"] == "coverage", "precision"]) == {"over"}


def test_hidden_rows_have_no_number_and_lead_nowhere() -> None:
    made = known()
    hidden = made.rows[made.rows["hidden"] != ""]
    assert len(hidden)
    assert hidden["value"].isna().all()
    assert not set(hidden["row_id"]) & set(made.lineage["row_id"])
    shown = made.rows[made.rows["hidden"] == ""]
    assert set(made.lineage["row_id"]) == set(shown["row_id"])
    assert made.lineage["cell"].ne("").all()
