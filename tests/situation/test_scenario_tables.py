"""Tables of the scenarios: marks of illustrations, reasons, conversion of communes."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.report.language import Language
from assessment.situation.scenario_map import map_figure
from assessment.situation.scenario_tables import communes_table, reasons_table, summary_table, title
from assessment.situation.scenario_tables import tests_table as outcomes_table
from assessment.situation.scenarios import Scenarios


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> Scenarios:
    return Scenarios(evidence)


def test_every_illustration_is_marked_in_every_table_and_in_the_map(found: Scenarios) -> None:
    for lang, mark in (("vi", "minh họa"), ("en", "illustration")):
        language = Language(lang)
        for scenario in found.all:
            assert (mark in language.text(title(scenario))) == (scenario.kind == "illustration")
        sketches = {scenario.key for scenario in found.all if scenario.kind == "illustration"}
        for table in (summary_table(found), reasons_table(found)):
            assert sum(mark in name for name in {language.cell(cell) for cell in table.frame["name"]}) == len(sketches)
            assert any(mark in language.text(note) for note in table.notes)
        assert sum(mark in language.text(column.header) for column in outcomes_table(found).columns) == len(sketches)
        figure = map_figure(found)
        assert mark in language.text(figure.caption)
        assert any(mark in language.text(note) for note in figure.notes)


def test_reasons_stand_beside_all_that_is_open(found: Scenarios) -> None:
    table = reasons_table(found).frame
    assert len(table) == len(found.all) * 2 * 11
    still_open = table["outcome"].map(lambda text: text.key.endswith(("not_determinable", "not_applicable")))
    assert table.loc[still_open, "reason"].notna().all()


def test_the_conversion_covers_every_unit_once(found: Scenarios) -> None:
    inside = ", ".join(communes_table(found).frame["inside"]).split(", ")
    assert len(inside) == 23
