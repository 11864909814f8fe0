"""Tests of `situation.scorecard_readers`: a missing indicator is missing, not zero; the public record by its verdicts."""

from __future__ import annotations

import pytest

from assessment.findings import Quantity, beside_row
from assessment.situation.scorecard import indicators, weaknesses
from assessment.situation.scorecard_readers import assess, read, weakest_grade
from tests.situation.small_record import SmallRecord


def test_nothing_known_is_missing():
    evidence = SmallRecord().evidence()
    found = [read(evidence, indicator) for indicator in indicators(evidence)]
    assert {reading.state for reading in found} == {"missing"}
    assert all(reading.value is None and not reading.standings for reading in found)


def test_no_verdict_without_a_value():
    found = assess(SmallRecord().evidence())
    assert {entry.verdict for entry in found} == {"not_determinable", "context"}
    assert weaknesses(found) == ()


def test_public_record(public):
    """Two references each: the weight in the province, customs revenue, and the share declared at Lạng Sơn; all others have fewer."""
    found = {entry.indicator.key: entry for entry in assess(public.evidence)}
    verdicts = {
        key: entry.verdict for key, entry in found.items() if entry.verdict not in ("not_determinable", "context")
    }
    assert verdicts == {"capture_share": "unfavourable", "economic_weight": "favourable", "net_fiscal": "favourable"}
    assert [entry.indicator.key for entry in weaknesses(found.values())] == ["capture_share"]


def test_public_record_never_compares_land_trade_with_all_routes(public):
    country = [
        entry for found in assess(public.evidence) for entry in found.reading.standings if entry.reference == "country"
    ]
    assert country
    assert {entry.problem for entry in country} == {"other_route"}


def _graded(*grades: str):
    """Return a record with a year of through-trade for each grade, and the ids of the rows."""
    years = [{"period": str(2020 + place), "value": 1.0, "grade": grade} for place, grade in enumerate(grades)]
    evidence = SmallRecord(trade=years).evidence()
    return evidence, tuple(evidence.record.table("trade").sort_values("period_start")["row_id"])


@pytest.mark.parametrize(("grades", "weakest"), [("A", "A"), ("AA", "A"), ("AB", "B"), ("BA", "B"), ("ACB", "C")])
def test_the_weakest_row_gives_the_grade(grades, weakest):
    evidence, rows = _graded(*grades)
    assert weakest_grade(evidence, Quantity(1.0, "percent", rows)) == weakest


def test_a_figure_beside_a_row_has_its_grade_and_nothing_graded_is_the_weakest():
    evidence, (row, _) = _graded("A", "C")
    assert weakest_grade(evidence, Quantity(1.0, "percent", (beside_row(row, "growth_percent"),))) == "A"
    assert weakest_grade(evidence, Quantity(1.0, "percent", ("config:zone.area_ha",))) == "C"


def test_public_record_grades_are_those_of_the_rows(public):
    tables = [public.evidence.record.table(name) for name in ("trade", "traffic", "investment", "economy", "land")]
    of_row = {row: grade for table in tables for row, grade in zip(table["row_id"], table["grade"], strict=True)}
    known = [entry.reading for entry in assess(public.evidence) if entry.reading.value is not None]
    assert known
    for reading in known:
        behind = [of_row[row.partition("@")[0]] for row in reading.value.rows if row.partition("@")[0] in of_row]
        assert reading.grade == sorted(behind)[-1]
