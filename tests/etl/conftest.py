"""Fixtures of the reading engine's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from .toy import COLUMNS, COMMON, ENTITIES, INDICATORS, SOURCE, Toy


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    project = Toy(tmp_path)
    project.declare(source=SOURCE, columns=COLUMNS, entities=ENTITIES, indicators=INDICATORS, common=COMMON)
    (tmp_path / "data" / "raw" / "toy").mkdir(parents=True)
    return project
