"""The chapter: its sections in order, built from the evidence."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from assessment.evidence import Evidence
from assessment.findings import Section
from assessment.situation.waiting import tell

SECTIONS = (
    "mandate",
    "plan",
    "trade",
    "structure",
    "border",
    "investment",
    "economy",
    "benchmarks",
    "governance",
    "synthesis",
    "priorities",
    "proposals",
    "annex",
)


# They print the register with the sections that wait for a source, which only the other sections tell.
_ON_THE_REGISTER = ("mandate", "annex")


def chapter(evidence: Evidence) -> list[Section]:
    """Return all sections in order; a section that lacks its data says so and never disappears."""
    made = {name: _section(name, evidence) for name in SECTIONS if name != "annex"}
    tell(evidence, [*made.values()])
    made |= {name: _section(name, evidence) for name in _ON_THE_REGISTER}
    return [made[name] for name in SECTIONS]


def _section(name: str, evidence: Evidence) -> Section:
    return _filled(import_module(f"assessment.situation.{name}").section(evidence))


def _filled(section: Section) -> Section:
    """Return a section without the tables and figures for which the record has no row; what it lacks it lists as missing."""
    return replace(
        section,
        tables=tuple(table for table in section.tables if len(table.frame)),
        figures=tuple(figure for figure in section.figures if len(figure.data)),
    )
