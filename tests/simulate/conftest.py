"""One synthetic zone, read by the ordinary readers, for all modules that look at what comes back."""

from __future__ import annotations

import pytest

from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.project import Project
from assessment.simulate.zone import simulate_zone


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = simulate_zone(tmp_path_factory.mktemp("synthetic") / "project", 1)
    report = refresh(made)
    assert not report.rejects
    return made


@pytest.fixture(scope="session")
def synthetic_store(synthetic: Project) -> Store:
    return Store.open(synthetic.processed)
