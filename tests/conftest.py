"""Fixtures shared by all tests: the real public record, refreshed once per session, and the shared real workbooks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.evidence import Evidence, open_evidence
from assessment.project import Project

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TODAY = pd.Timestamp("2026-11-23")

# No test is judged by the clock. The suite tries 40 cases of a law; `--hypothesis-profile thorough` tries 500.
settings.register_profile("quick", deadline=None, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=500)
settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the slow tests begin, so that no worker sits over one of them alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real workbooks and facts; skip, and say so, where it is not."""
    if not SHARED.is_dir():
        pytest.skip("the real workbooks and facts are not here: ../shared is missing")
    return SHARED


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project of its own with the shipped public record, refreshed."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
    made = Project(root)
    refresh(made)
    return made


@pytest.fixture(scope="session")
def store(project: Project) -> Store:
    """Return the tidy tables of the public record."""
    return Store.open(project.processed)


@pytest.fixture(scope="session")
def evidence(store: Store) -> Evidence:
    """Return the evidence on the public record, as of the day this project was begun."""
    return open_evidence(store, TODAY)
