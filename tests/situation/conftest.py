"""Fixtures of the sections: the sections on the public record and what is slow to compute for them, once a session."""

from __future__ import annotations

from functools import cache
from importlib import import_module

import pytest

from assessment.evidence import Evidence
from assessment.findings import Section, Table
from assessment.situation.national import National
from assessment.situation.trade_levels import Levels

from . import reading


class PublicRecord:
    """The sections on the public record, each built when a test first asks for it."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.section = cache(self._section)

    def _section(self, name: str) -> Section:
        return import_module(f"assessment.situation.{name}").section(self.evidence)

    def table(self, name: str) -> Table:
        """Return a table by its id, such as ``trade.scopes``."""
        return reading.table(self.section(name.partition(".")[0]), name)


@pytest.fixture(scope="session")
def public(evidence: Evidence) -> PublicRecord:
    """Return the sections on the public record."""
    return PublicRecord(evidence)


@pytest.fixture(scope="session")
def national(evidence: Evidence) -> National:
    """Return the national monthly series of the public record."""
    return National(evidence)


@pytest.fixture(scope="session")
def levels(evidence: Evidence) -> Levels:
    """Return the key levels of trade of the public record."""
    return Levels(evidence)
