"""Tests of `situation.scorecard_board`: what the reports of the zone's board give the scorecard."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.situation.investment_performance import BOARD
from assessment.situation.scorecard import indicators
from assessment.situation.scorecard_board import READERS
from assessment.situation.scorecard_readers import read as read_any

from .small_record import ZONE, SmallRecord

NOW, BEFORE = "2025-12-31", "2024-12-31"


def land(day: str, measure: str, value: float) -> dict[str, Any]:
    return {
        "functional_area": "industrial_and_export_processing", "measure": measure, "value": value, "period": day,
        "frequency": "stock", "source": BOARD,
    }  # fmt: skip


def capital(day: str, investor: str, measure: str, value: float) -> dict[str, Any]:
    unit = "usd_million" if investor == "fdi" else "vnd_billion"
    return {
        "geography": ZONE, "investor": investor, "measure": measure, "value": value, "unit": unit, "period": day,
        "frequency": "stock", "basis": "stock", "source": BOARD,
    }  # fmt: skip


def reading(key: str, **rows: Any):
    return READERS[key](SmallRecord(**rows).evidence())


@pytest.mark.parametrize("key", list(READERS))
def test_without_a_report_nothing_is_read(key: str) -> None:
    assert reading(key) is None


def test_take_up_beside_the_decree_and_the_report_a_year_before() -> None:
    """By hand: 75 of 100 ha are let, the decree asks for 70 %, a year before it was half."""
    rows = [
        land(NOW, "planned", 100),
        land(NOW, "leased", 75),
        land(BEFORE, "planned", 100),
        land(BEFORE, "leased", 50),
    ]
    found = reading("land_take_up", land=rows)
    assert (found.state, found.value.value, found.value.unit) == ("determined", 75, "percent")
    assert [(own.reference, own.other.value, own.difference.value) for own in found.standings] == [
        ("plan", 70, 5),
        ("before", 50, 25),
    ]


def test_a_report_of_less_than_a_year_before_is_no_reference() -> None:
    rows = [land(day, name, value) for day, let in ((NOW, 75.0), ("2025-09-30", 60.0)) for name, value in
            (("planned", 100.0), ("leased", let))]  # fmt: skip
    found = reading("land_take_up", land=rows)
    assert found.standings[-1].problem == "reference_missing"


def test_realisation_of_domestic_capital_names_that_of_foreign_capital() -> None:
    rows = [capital(NOW, "domestic", "registered", 200), capital(NOW, "domestic", "implemented", 90),
            capital(NOW, "fdi", "registered", 10), capital(NOW, "fdi", "implemented", 2)]  # fmt: skip
    found = reading("investment_realisation", investment=rows)
    assert (found.value.value, found.what.values["foreign"].value) == (45, 20)


def test_the_number_of_projects_stands_in_where_the_board_reports_no_capital() -> None:
    counted = {"period": "2025-07-31", "frequency": "stock", "investor": "off_budget", "value": 153.0}
    evidence = SmallRecord(investment=[counted]).evidence()
    indicator = next(entry for entry in indicators(evidence) if entry.key == "investment_realisation")
    assert read_any(evidence, indicator).what.key == "synthesis.what.investment"


def test_capital_on_a_hectare_is_a_component_and_relative_to_the_year_before() -> None:
    usual = {"geography": ZONE, "investor": "domestic", "sector": "logistics", "unit": "vnd_billion", "source": BOARD,
             "frequency": "stock", "project": "a"}  # fmt: skip
    rows = [{**usual, "period": NOW, "capital": 300.0, "area_ha": 10.0},
            {**usual, "period": BEFORE, "capital": 250.0, "area_ha": 10.0}]  # fmt: skip
    found = reading("land_productivity", projects=rows)
    assert (found.state, found.value.value) == ("partial", 30)
    assert found.standings[0].difference.value == pytest.approx(20)
