"""The chapter: its sections in order, built from the evidence."""

from __future__ import annotations

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
    return [import_module(f"assessment.situation.{name}").section(evidence) for name in SECTIONS]
