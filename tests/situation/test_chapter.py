"""Tests of `situation.chapter`: every section is there whatever the record holds, and the laws every number of the chapter keeps."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from assessment.evidence import Evidence
from assessment.findings import Quantity, Section
from assessment.report.language import Language
from assessment.situation.chapter import SECTIONS, chapter

from .reading import quantities
from .small_record import SmallRecord

# What may rest on two scopes: shares and ratios between them, counts of figures, and the checks of the annex.
POINTS = ("difference", "percentage_point")
BETWEEN_SCOPES = ("share", "ratio", "count", "trade.formula.rest", "annex.formula.")


@pytest.fixture(scope="module")
def sections(public) -> list[Section]:
    return [public.section(name) for name in SECTIONS]


@pytest.fixture(scope="module")
def known(sections: list[Section]) -> list[tuple[str, Quantity]]:
    return [(where, found) for section in sections for where, found in quantities(section) if found.known]


def _rows(quantity: Quantity) -> Iterator[str]:
    """Return the rows of a number, without values of the configuration."""
    return (row.partition("@")[0] for row in quantity.rows if ":" not in row)


def test_all_sections_stand_in_their_order(sections: list[Section]) -> None:
    assert tuple(section.id for section in sections) == SECTIONS
    assert len(SECTIONS) == 13, "twelve sections and the annex"
    for lang in ("vi", "en"):
        language = Language(lang)
        titles = [language.text(section.title) for section in sections]
        assert len(set(titles)) == len(titles)


def test_every_section_closes_with_what_is_known_how_sure_and_what_it_serves(sections: list[Section]) -> None:
    for section in sections:
        assert [line.key for line in section.conclusion] == [
            f"{section.id}.conclusion.{line}" for line in ("what", "how_sure", "supports")
        ]


def test_ids_are_of_their_section_and_stand_once(sections: list[Section]) -> None:
    for kind in ("tables", "figures"):
        ids = [(section.id, item.id) for section in sections for item in getattr(section, kind)]
        assert all(name.startswith(f"{section}.") for section, name in ids)
        assert len(set(ids)) == len(ids) > 15


def test_on_an_empty_record_no_section_disappears_and_no_table_is_empty() -> None:
    built = chapter(SmallRecord().evidence())
    assert tuple(section.id for section in built) == SECTIONS
    assert all(len(section.conclusion) == 3 for section in built)
    assert all(len(table.frame) for section in built for table in section.tables)
    assert all(len(figure.data) for section in built for figure in section.figures)
    # The annex rests on the other sections; all others say what they lack.
    assert {section.id for section in built if not section.missing} <= {"annex"}
    for section in built:
        for where, found in quantities(section):
            assert found.known or found.reason is not None, where


def test_every_number_is_finite_and_leads_to_rows_of_the_record(
    known: list[tuple[str, Quantity]], evidence: Evidence
) -> None:
    tables = ("trade", "traffic", "investment", "economy", "land", "targets", "events", "zones", "projects", "units")
    ids = {row for name in tables for row in evidence.record.table(name)["row_id"]}
    assert len(known) > 2500
    for where, quantity in known:
        assert math.isfinite(quantity.value), where
        assert quantity.rows, where
        assert set(_rows(quantity)) <= ids, where


def test_an_observed_number_is_the_number_of_its_row(known: list[tuple[str, Quantity]], evidence: Evidence) -> None:
    tables = ("trade", "traffic", "investment", "economy", "land", "targets")
    values = {
        row: value
        for name in tables
        for row, value in evidence.record.table(name)[["row_id", "value"]].itertuples(index=False)
    }
    # Points of the timeline carry the year of their row.
    observed = [(where, found) for where, found in known if found.formula == "observed" and found.unit != "year"]
    checked = [(where, found) for where, found in observed if len(found.rows) == 1 and found.rows[0] in values]
    assert len(checked) > 1500
    for where, quantity in checked:
        assert quantity.value == values[quantity.rows[0]], where


def test_only_shares_and_ratios_stand_between_two_scopes(known: list[tuple[str, Quantity]], evidence: Evidence) -> None:
    trade = evidence.record.table("trade")
    scope = dict(zip(trade["row_id"], trade["scope"], strict=True))
    mixed = [
        (where, quantity.formula, quantity.unit)
        for where, quantity in known
        if len({scope[row] for row in _rows(quantity) if row in scope}) > 1
    ]
    assert mixed
    # Points of difference are between two shares; amounts of two scopes are never subtracted.
    assert [one for one in mixed if not one[1].startswith(BETWEEN_SCOPES) and one[1:] != POINTS] == []


def test_a_sum_adds_one_unit_and_no_plan_to_an_outcome(known: list[tuple[str, Quantity]], evidence: Evidence) -> None:
    found = {
        row: (unit, status == "plan")
        for name in ("trade", "traffic", "investment", "economy", "land")
        for row, unit, status in evidence.record.table(name)[["row_id", "unit", "status"]].itertuples(index=False)
    }
    sums = [(where, quantity) for where, quantity in known if quantity.formula == "sum"]
    assert len(sums) > 50
    for where, quantity in sums:
        assert len({found[row] for row in _rows(quantity)}) == 1, where
