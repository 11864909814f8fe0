"""Tests of section 5 as a whole: its findings, the events on its charts, and that nothing breaks where a row is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.situation import border

from .flows_record import TRAFFIC, Frames
from .reading import numbers, table

TABLES = 13


def test_only_events_of_the_record_are_drawn():
    events = [
        {"period": "2023-01-08", "frequency": "day", "kind": "reopening"},
        {"period": "2023-01-09", "frequency": "day", "kind": "reopening"},
        {"period": "2024-05-27", "frequency": "day", "kind": "policy"},
    ]
    evidence = Frames(traffic=TRAFFIC, events=events).evidence()
    drawn = border.chart_events(evidence)
    assert [event["date"] for event in drawn] == [pd.Timestamp("2023-01-08")]
    section = border.section(evidence)
    assert all(figure.options["events"] == drawn for figure in section.figures if figure.draw == "points_over_time")
    assert len(table(section, "border.events").frame) == 2


@pytest.mark.parametrize("missing", [0, 2, 3, 7, 9])
def test_any_missing_row_gives_a_section(missing: int):
    section = border.section(Frames(traffic=[*TRAFFIC[:missing], *TRAFFIC[missing + 1 :]]).evidence())
    assert len(section.tables) == TABLES
    found = {finding.text.key.rpartition(".")[2] for finding in section.findings}
    lost = {0: set(), 2: {"peak", "vehicles"}, 3: {"peak"}, 7: set(), 9: set()}[missing]
    assert not found & lost


def test_an_empty_record_still_is_a_section():
    section = border.section(Frames().evidence())
    assert section.findings == ()
    assert section.figures == ()
    assert len(section.tables) == TABLES
    assert {entry.holder.key for entry in section.missing} >= {"zone_board", "customs_branch_vi"}


def test_findings_of_the_record(public):
    """Press: 1,100 to 1,350 a day in 2023, about 1,700 in 2025 (+38.8 % on the middle); 583 a day on a road of 400 (146 %)."""
    found = {finding.text.key.rpartition(".")[2]: finding.text.values for finding in public.section("border").findings}
    assert numbers(found["vehicles"][name] for name in ("low", "high", "now")) == [1100, 1350, 1700]
    assert found["vehicles"]["growth"].value == pytest.approx(100 * (1700 / 1225 - 1))
    assert found["capacity"]["road_use"].value == pytest.approx(145.75)
    assert numbers(found["contradiction"].values()) == [825, 300, 400]


def test_events_of_the_gates_are_drawn(public):
    vehicles = next(figure for figure in public.section("border").figures if figure.id == "border.vehicles")
    days = [event["date"] for event in vehicles.options["events"]]
    assert pd.Timestamp("2023-01-08") in days
    assert pd.Timestamp("2024-05-27") in days
    assert len(days) >= 8
