"""A synthetic project of goods lines: marked, refused among real files, and read back to what was planted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.project import Project
from assessment.simulate.goods_lines import simulate_exports
from assessment.simulate.zone import SimulationError
from assessment.synthetic import MARKER, marked, read_marker


def test_what_was_planted_is_what_is_read(tmp_path: Path) -> None:
    project = simulate_exports(tmp_path / "p", 300, seed=3, columns=81, first=date(2025, 12, 1), months=2)
    files = sorted(project.raw.rglob("*.xlsx"))
    assert [path.name for path in files] == ["synthetic-goods-lines-2025-12.xlsx", "synthetic-goods-lines-2026-01.xlsx"]
    assert all(marked(path) for path in files)
    assert project.synthetic
    refresh(project)
    store = Store.open(project.processed)
    rows = store.table("declarations")
    planted = [
        total
        for path in sorted((project.root / "data").glob("*.truth.json"))
        for total in json.loads(path.read_text(encoding="utf-8"))["totals"]
    ]
    found = rows.groupby([rows["period_start"].dt.strftime("%Y-%m"), "flow", "regime"])[["value_usd", "lines"]].sum()
    assert {(t["month"], t["flow"], t["regime"]): (float(t["value_usd"]), t["lines"]) for t in planted} == {
        key: (pytest.approx(row["value_usd"], abs=1e-4), row["lines"]) for key, row in found.iterrows()
    }
    assert not store.controls()["kind"].eq("mismatch").any()


def test_exports_are_added_to_a_synthetic_project_and_to_no_other(tmp_path: Path) -> None:
    project = simulate_exports(tmp_path / "p", 60, seed=1)
    (export,) = project.raw.rglob("*.xlsx")
    assert export.parent.name == "HQHUUNGHI"
    simulate_exports(tmp_path / "p", 60, seed=1, first=date(2026, 3, 1))
    assert len(read_marker(project.raw).files) == 2
    (project.raw / MARKER).unlink()
    with pytest.raises(SimulationError, match="neither empty nor a synthetic project"):
        simulate_exports(tmp_path / "p", 60, seed=1)


@pytest.mark.parametrize(
    ("columns", "rows", "first", "said"),
    [
        (53, 10, date(2026, 2, 1), "53 columns; expected one of 50, 54, 55, 81"),
        (54, 0, date(2026, 2, 1), "rows 0"),
        (54, 10, date(2031, 2, 1), "expected months of 2015 to 2027"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, columns: int, rows: int, first: date, said: str) -> None:
    with pytest.raises(SimulationError, match=said):
        simulate_exports(tmp_path / "p", rows, 1, columns, first)  # type: ignore[arg-type]
    assert not Project(tmp_path / "p").raw.exists()
