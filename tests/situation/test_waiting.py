"""Which sections wait for which source and agency."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.findings import Column, Finding, Missing, Name, Quantity, Section, Table, Text, beside_row
from assessment.situation import chapter
from assessment.situation.waiting import holders, tell, users


def section(name: str, *rows: str, lacks: tuple[str, ...] = ()) -> Section:
    inner = Text("trade.title", {"x": Quantity(1.0, "ha", rows[:1])})
    cells = pd.DataFrame({"value": [Quantity(1.0, "ha", rows[1:])]}, dtype=object)
    table = Table("t", Text("trade.title"), (Column(Text("common.column.value")),), cells)
    gaps = tuple(Missing(Text("a.b"), Name("agency", agency), Text("a.c")) for agency in lacks)
    findings = (Finding(Text("trade.title", {"inner": inner}), "B"),)
    return Section(name, Text("trade.title"), Text("trade.title"), findings, (table,), missing=gaps)


def row_of(evidence: Evidence, table: str) -> tuple[str, str]:
    first = evidence.record.table(table).iloc[0]
    return str(first["row_id"]), str(first["source"])


def test_a_section_uses_the_sources_of_the_numbers_it_prints(evidence: Evidence) -> None:
    trade, trade_source = row_of(evidence, "trade")
    project, project_source = row_of(evidence, "projects")
    sections = [
        section("trade", "config:x", beside_row(trade, "growth_percent")),
        section("investment", project, trade),
    ]
    assert users(sections, evidence.record) == {trade_source: ("trade", "investment"), project_source: ("investment",)}


def test_an_agency_keeps_the_sections_waiting_that_lack_what_it_holds() -> None:
    sections = [section("trade", lacks=("zone_board", "customs")), section("border", lacks=("zone_board",))]
    assert holders(sections) == {"zone_board": ("trade", "border"), "customs": ("trade",)}


def test_the_register_knows_who_waits_for_an_overdue_source(evidence: Evidence) -> None:
    project, source = row_of(evidence, "projects")
    before, known = evidence.register, evidence.holders
    try:
        tell(evidence, [section("investment", project, lacks=("zone_board",))])
        by_id = {entry.id: entry for entry in evidence.register}
        assert by_id[source].sections == ("investment",)
        assert by_id[source].waiting == (("investment",) if by_id[source].overdue else ())
        assert replace(by_id[source], overdue=False).waiting == ()
        assert by_id["gate_log"].waiting == ("border",), "a request keeps the sections that asked for it"
        assert evidence.holders == {"zone_board": ("investment",)}
    finally:
        evidence.register, evidence.holders = before, known


def test_the_chapter_tells_the_sections_on_the_register(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sections that print the register are made after the others; their order in the chapter stays."""
    before, known = evidence.register, evidence.holders
    project, source = row_of(evidence, "projects")
    made: list[str] = []

    def one(name: str, seen: Evidence) -> Section:
        made.append(name)
        told = next(entry for entry in seen.register if entry.id == source).sections
        return section(name, project, lacks=("zone_board",)) if name != "annex" else section("annex", lacks=told)

    monkeypatch.setattr(chapter, "_section", one)
    try:
        sections = chapter.chapter(evidence)
    finally:
        evidence.register, evidence.holders = before, known
    assert [found.id for found in sections] == list(chapter.SECTIONS)
    assert made[-2:] == ["mandate", "annex"]
    assert len(sections[-1].missing) == len(chapter.SECTIONS) - 1, "the annex was told of all the others"
