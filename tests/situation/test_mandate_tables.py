"""Tests of `situation.mandate_tables`: acts in the order of time, unit lists, legal tests of Decree 35/2022, scopes of trade."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Quantity, Text
from assessment.situation.mandate_tables import (
    acts,
    founding_and_latest,
    gates_table,
    legal_tests_table,
    scopes_table,
    timeline_figure,
    timeline_table,
    unit_references,
    units_table,
)

from .reading import by, keys
from .small_record import ZONE, SmallRecord


@pytest.fixture(scope="module")
def small() -> Evidence:
    return SmallRecord(
        events=[
            {"period": "2008-10-14", "frequency": "day", "event_en": "Zone founded"},
            {"period": "2022-01-04", "frequency": "day", "geography": "lang_son", "event_en": "Trucks stopped"},
        ],
        economy=[
            {
                "period": "2008-10-14",
                "frequency": "day",
                "geography": ZONE,
                "indicator": "zone_establishment",
                "unit": "legal_document",
                "value": 1,
            },
            {
                "period": "2010-07-08",
                "frequency": "day",
                "geography": ZONE,
                "indicator": "zone_master_plan",
                "unit": "legal_document",
                "value": 1,
            },
        ],
        land=[
            {"functional_area": "planning", "value": 39450.0, "frequency": "stock", "period": "2024-12-31"},
            {
                "geography": "gate_chi_ma",
                "measure": "planned",
                "value": 535.0,
                "status": "plan",
                "frequency": "stock",
                "period": "2022-12-31",
            },
        ],
        trade=[
            {"period": "2022", "value": 1.0},
            {"period": "2023", "value": 2.0},
            {"period": "2023-H1", "value": 3.0, "frequency": "half"},
        ],
    ).evidence()


def test_act_and_document_of_one_day_stand_once(small: Evidence):
    found = timeline_table(small).frame["act"].tolist()
    assert sum(getattr(act, "en", "") == "Zone founded" for act in found) == 1
    named = [act.key for act in found if isinstance(act, Text)]
    assert named.count("mandate.act.document") == 1
    assert not any(getattr(act, "en", "") == "Trucks stopped" for act in found)


def test_acts_stand_in_the_order_of_time_and_are_traced(small: Evidence):
    days = [period.start for period in timeline_table(small).frame["date"]]
    assert days == sorted(days)
    assert all(act.references for act in acts(small))
    figure = timeline_figure(small).data
    assert [point.value for point in figure["y"]] == [day.year for day in days]


def test_legal_tests(small: Evidence):
    rows = by(legal_tests_table(small), "test")
    assert {name: keys([row["outcome"]])[0] for name, row in rows.items()} == {
        "minimum_area": "pass",
        "gate": "pass",
        "boundary_limit": "limit",
        "tolerance_percent": "limit",
        "tolerance_ceiling": "binding",
        "plan_area": "pass",
        "let": "not_determinable",
        "infrastructure": "not_determinable",
    }
    numbers = {name: row["threshold"].value for name, row in rows.items() if isinstance(row["threshold"], Quantity)}
    assert numbers["boundary_limit"] == pytest.approx(3940)
    assert numbers["tolerance_percent"] == pytest.approx(394)
    assert numbers["tolerance_ceiling"] == 200
    assert rows["plan_area"]["zone"].value == pytest.approx(50)


def test_without_a_plan_area_its_test_is_open():
    rows = by(legal_tests_table(SmallRecord().evidence()), "test")
    assert not rows["plan_area"]["zone"].known
    assert keys([rows["plan_area"]["outcome"]]) == ["not_determinable"]
    assert keys([rows["minimum_area"]["outcome"]]) == ["pass"]


def test_whole_years_of_a_scope_are_counted(small: Evidence):
    frame = scopes_table(small).frame
    through = frame.iloc[0]
    assert (through["scope"].key, through["years"].value) == ("through", 2)
    assert through["last"].end.year == 2023
    assert [years.value for years in frame["years"]][1:] == [0] * 5
    assert frame["first"].iloc[1] is None


def test_units_of_both_lists_are_told_by_what_changed(small: Evidence):
    """Decision 138/2008: 20 units; Decision 1009/QĐ-TTg of 2024: 23; four added, one dropped, two changed in part."""
    first, latest = founding_and_latest(small)
    assert (len(unit_references(first)), len(unit_references(latest))) == (20, 23)
    changes = keys(units_table(small).frame["change"])
    assert {word: changes.count(word) for word in set(changes)} == {
        "same": 17,
        "added": 4,
        "dropped": 1,
        "part_to_whole": 1,
        "whole_to_part": 1,
    }
    assert unit_references(latest, {"Bảo Lâm"})[0].startswith("config:unit_list.")


def test_a_gate_that_changed_has_a_line_for_each_of_its_times(small: Evidence):
    """27 May 2024: roads 1088/2-1089 and 1104-1105 became part of the international gate Hữu Nghị."""
    frame = gates_table(small).frame
    for name in {key for key in keys(frame["gate"]) if keys(frame["gate"]).count(key) == 2}:
        first, second = frame[[key == name for key in keys(frame["gate"])]].to_dict("records")
        assert (second["valid_from"] - first["valid_to"]).days == 1
        assert keys([second["status"], second["part_of"]]) == ["international", "huu_nghi"]


def test_timeline_of_the_record(public):
    """Decisions of 28 April and 14 October 2008, 1055/QĐ-TTg of 8 July 2010, 1009/QĐ-TTg of 19 September 2024."""
    days = {f"{period.start:%Y-%m-%d}" for period in public.table("mandate.timeline").frame["date"]}
    assert {"2008-04-28", "2008-10-14", "2008-11-07", "2010-07-08", "2024-08-17", "2024-09-19", "2025-07-01"} <= days


def test_legal_tests_of_the_record(public):
    """The plan keeps the area of 39,400 ha; scenarios that change it have their tests in the section on scope and size."""
    rows = by(public.table("mandate.tests"), "test")
    assert keys([rows["plan_area"]["outcome"]]) == ["pass"]
    assert rows["plan_area"]["zone"].value == 0
    assert len(rows) == 8


def test_scopes_of_the_record(public):
    """Through-trade has two whole years, declared trade one: they cannot be put on one line."""
    frame = public.table("mandate.scopes").frame
    years = dict(zip(keys(frame["scope"]), [cell.value for cell in frame["years"]], strict=True))
    assert (years["through"], years["declared"], years["national"]) == (2, 1, 17)
