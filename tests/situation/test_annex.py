"""Tests of the annex: rule, contradictions, growth claims, weakest rows, register."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Section
from assessment.register import requested
from assessment.situation.annex import section
from tests.situation.small_record import SmallRecord


def frame(built: Section, name: str):
    return next(found for found in built.tables if found.id == f"annex.{name}").frame


def test_empty_record_still_has_its_section():
    built = section(SmallRecord().evidence())
    assert {found.id for found in built.tables} == {"annex.rule", "annex.checks", "annex.tallies", "annex.register"}
    assert len(frame(built, "register")) == len(requested())


def test_chosen_figure_stands_first_and_is_marked():
    built = section(
        SmallRecord(
            economy=[
                {"period": "2025", "value": 8.06, "status": "estimate"},
                {"period": "2025", "value": 8.41, "document": "office"},
                {"period": "2025", "value": 8.1, "document": "page"},
            ]
        ).evidence()
    )
    rows = frame(built, "contradictions")
    assert rows["value"].map(lambda quantity: quantity.value).tolist() == [8.41, 8.06, 8.1]
    assert [text.key for text in rows["chosen"]] == ["annex.chosen.yes", "annex.chosen.no", "annex.chosen.no"]
    assert rows["document"].tolist() == ["Office", "Press", "https://page.example"]


def test_rounding_and_other_units_are_no_contradiction():
    built = section(
        SmallRecord(
            economy=[
                {"period": "2015", "value": 744.1},
                {"period": "2015", "value": 744.114983, "document": "office"},
                {"period": "2016", "value": 3470.2, "unit": "vnd_billion"},
                {"period": "2016", "value": 150.0, "unit": "usd_million", "document": "office"},
            ]
        ).evidence()
    )
    assert "annex.contradictions" not in {found.id for found in built.tables}
    everything = frame(built, "contradictions_all")
    assert len(everything) == 2
    assert everything["reading"].iloc[0].key == "annex.reading.rounding"


def test_other_areas_stand_in_the_full_list_only():
    rows = [
        {"period": "2025", "value": value, "geography": "lao_cai", "document": document}
        for value, document in ((1.0, "press"), (2.0, "page"))
    ]
    built = section(SmallRecord(economy=rows).evidence())
    ids = {found.id for found in built.tables}
    assert "annex.contradictions_all" in ids
    assert "annex.contradictions" not in ids


def test_growth_claim_is_judged_against_levels():
    built = section(
        SmallRecord(
            trade=[
                {"period": "2024", "value": 121.8, "growth_percent": 20.0},
                {"period": "2023", "value": 101.5, "growth_percent": 7.0},
                {"period": "2022", "value": 50.7},
            ]
        ).evidence()
    )
    verdicts = {row.period.end.year: row.verdict.key for row in frame(built, "growth").itertuples()}
    assert verdicts == {2024: "annex.verdict.agrees", 2023: "annex.verdict.disagrees"}


def test_inferred_rows_are_listed():
    built = section(
        SmallRecord(
            trade=[{"period": "2024", "value": 1.0, "inferred": "scope", "note_vi": "a", "note_en": "b"}]
        ).evidence()
    )
    [row] = frame(built, "weakest").itertuples()
    assert row.inferred.key == "annex.inferred.scope"
    assert row.note.en == "b"


def test_public_record(evidence: Evidence):
    """4,975 stands before 4,780 for declared trade of 2023; "2.5 times" is flagged."""
    built = section(evidence)
    rows = frame(built, "contradictions")
    declared = [row.value.value for row in rows.itertuples() if row.value.value in (4975, 4780)]
    assert declared == [4975, 4780]
    assert any(finding.text.key == "annex.finding.zones_times_vietnammoi" for finding in built.findings)
    assert len(rows) <= 40
    assert all(found.annex_only for found in built.tables if len(found.frame) > 40)
