"""Fixtures shared by all tests: the real public record, refreshed once per session."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.project import Project, zone_configuration
from assessment.situation.evidence import Evidence

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real workbooks and facts; skip, and say so, where it is not."""
    if not SHARED.is_dir():
        pytest.skip("the real workbooks and facts are not here: ../shared is missing")
    return SHARED
