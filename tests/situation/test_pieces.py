"""Tests of `situation.pieces`: references to sections, and what was printed beside figures."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.findings import Period
from assessment.situation.pieces import days_of_publication, on_day, outstanding, rows_with_printed, section_numbers
from tests.situation.small_record import SmallRecord


def test_section_numbers_follow_the_chapter():
    assert section_numbers("mandate", "proposals").values == {"a": 1, "b": 12}
    with pytest.raises(ValueError, match="not in tuple"):
        section_numbers("nowhere")


def test_month_is_a_period():
    assert on_day("2015-12-01", "month") == Period(on_day("2015-12-01").start, on_day("2015-12-31").end, "month")


def test_outstanding_requests_of_a_section():
    evidence = SmallRecord().evidence()
    assert "unit_boundaries" in outstanding(evidence, "mandate")
    assert outstanding(evidence, "plan") == []


def test_printed_beside_keeps_its_own_reference():
    evidence = SmallRecord(
        trade=[
            {"period": "2023", "value": 110.0, "growth_percent": 10.0, "plan_percent": 50.0},
            {"period": "2022", "value": 100.0, "growth_percent": 5.0, "growth_base": "other"},
        ]
    ).evidence()
    [(row, growth)] = rows_with_printed(evidence, evidence.rows("trade"), "growth_percent")
    assert (row["value"], growth.value, growth.unit) == (110.0, 10.0, "percent")
    assert growth.rows != ("trade-0",)
    assert growth.rows[0].startswith("trade-0")


def test_a_day_of_publication_is_no_more_exact_than_it_is_printed():
    documents = pd.DataFrame({"document": ["a", "b", "c", "d"], "published": ["2024-02-06", "2024-07", "2025", ""]})
    days = days_of_publication(documents)
    assert [day and day.frequency for day in days.values()] == ["day", "month", "year", None]
    assert days["c"] == Period(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31"), "year")
