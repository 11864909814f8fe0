"""Tests of the annex as a whole: rule of choice, checks, register, and which contradictory figure stands first."""

from __future__ import annotations

from assessment.findings import Section
from assessment.register import requested
from assessment.situation.annex import section

from .small_record import SmallRecord


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
    # Official first; then an outcome stands before an estimate, whoever printed it.
    assert rows["value"].map(lambda quantity: quantity.value).tolist() == [8.41, 8.1, 8.06]
    assert [text.key for text in rows["chosen"]] == ["annex.chosen.yes", "annex.chosen.no", "annex.chosen.no"]
    assert rows["document"].tolist() == ["Office", "https://page.example", "Press"]


def test_press_stands_before_a_secondary_page_only_where_status_and_precision_are_equal():
    def order(**press: object) -> list[str]:
        rows = [{"period": "2025", "value": 8.1, "document": "page"}, {"period": "2025", "value": 9.4, **press}]
        return frame(section(SmallRecord(economy=rows).evidence()), "contradictions")["document"].tolist()

    assert order() == ["Press", "https://page.example"]
    assert order(precision="about") == ["https://page.example", "Press"]
    assert order(status="estimate") == ["https://page.example", "Press"]


def test_the_printed_rule_names_every_step_of_the_choice():
    criteria = [text.key.split(".")[2] for text in frame(section(SmallRecord().evidence()), "rule")["criterion"]]
    assert criteria == ["single", "source", "status", "precision", "page", "date"]


def test_public_record(public):
    """4,975 stands before 4,780 for declared trade of 2023; "2.5 times" is flagged (GOLDEN L3)."""
    built = public.section("annex")
    rows = frame(built, "contradictions")
    declared = [row.value.value for row in rows.itertuples() if row.value.value in (4975, 4780)]
    assert declared == [4975, 4780]
    assert any(finding.text.key == "annex.finding.zones_times_vietnammoi" for finding in built.findings)
    assert len(rows) <= 40
    assert all(found.annex_only for found in built.tables if len(found.frame) > 40)
