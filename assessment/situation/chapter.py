"""The chapter: its sections in order, built from the evidence."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from assessment.evidence import Evidence
from assessment.findings import Section

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


def chapter(evidence: Evidence) -> list[Section]:
    """Return all sections in order; a section that lacks its data says so and never disappears."""
    return [_filled(import_module(f"assessment.situation.{name}").section(evidence)) for name in SECTIONS]


def _filled(section: Section) -> Section:
    """Return a section without the tables and figures for which the record has no row; what it lacks it lists as missing."""
    return replace(
        section,
        tables=tuple(table for table in section.tables if len(table.frame)),
        figures=tuple(figure for figure in section.figures if len(figure.data)),
    )
