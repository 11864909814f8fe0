"""A synthetic zone goes the whole way: simulate, refresh with the ordinary readers, recover what was planted.

The tolerances follow from the noise planted: the slope of a line through 144 months with standard deviation 0.02 has a
standard error of 0.02 / (sqrt(144) x 3.46) = 0.0005 a year, the difference of two means of some 70 months one of about
0.005, a mean share of 120 months with noise 0.03 one of 0.03 / sqrt(120) = 0.003 of itself; each tolerance is at least
three of these.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment.analysis.seasonal_adjustment import adjust
from assessment.analysis.structure import shares
from assessment.analysis.tet import DURING, window_shares
from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.project import Project
from assessment.simulate import plans
from assessment.simulate.province import POPULATION_FILE
from assessment.simulate.truth import Truth
from assessment.simulate.zone import SimulationError, simulate_zone
from assessment.synthetic import MARKER, SyntheticError

TRUTH = Truth()


def monthly(synthetic: Project, flow: str) -> pd.Series:
    rows = (
        Store.open(synthetic.processed)
        .table("trade")
        .query("scope == 'national' and commodity == 'all' and flow == @flow")
    )
    return rows.set_index(rows["period_start"].dt.to_period("M"))["value"].sort_index()


def fitted(series: pd.Series, break_month: str) -> dict[str, float]:
    clock = np.arange(len(series)) / 12
    after = (series.index >= pd.Period(break_month, "M")).astype(float)
    tet = window_shares(series.index, DURING).to_numpy()
    columns = [np.ones(len(series)), clock, np.sin(2 * np.pi * clock), tet, after]
    found = np.linalg.lstsq(np.column_stack(columns), np.log(series.to_numpy()), rcond=None)[0]
    return dict(zip(("level", "growth", "season", "tet", "break"), map(float, found), strict=True))


def test_trend_season_tet_and_break_come_back(synthetic: Project) -> None:
    found = fitted(monthly(synthetic, "export"), TRUTH.break_month)
    assert found["growth"] == pytest.approx(TRUTH.growth, abs=0.006)
    assert found["season"] == pytest.approx(TRUTH.season, abs=0.01)
    assert found["tet"] == pytest.approx(TRUTH.tet, abs=0.04)
    assert found["break"] == pytest.approx(TRUTH.break_size, abs=0.04)
    assert fitted(monthly(synthetic, "import"), TRUTH.break_month)["break"] == pytest.approx(0, abs=0.04)


def test_gate_shares_and_closure_come_back(synthetic: Project) -> None:
    rows = Store.open(synthetic.processed).table("traffic").query("gate != 'all' and frequency == 'month'")
    wide = rows.assign(month=rows["period_start"].dt.to_period("M")).pivot(
        index="month", columns="gate", values="value"
    )
    closed = (wide.index >= pd.Period(TRUTH.closed_from, "M")) & (wide.index < pd.Period(TRUTH.reopened, "M"))
    open_shares = dict(zip(wide.columns, shares(wide[~closed].sum().to_numpy()), strict=True))
    assert open_shares == pytest.approx(TRUTH.gate_shares, abs=0.01)
    others = wide.drop(columns=TRUTH.closed_gate).sum(axis=1)
    ratio = wide[TRUTH.closed_gate] / others
    assert ratio[closed].mean() / ratio[~closed].mean() == pytest.approx(TRUTH.closure, rel=0.05)


def test_x13_finds_tet(synthetic: Project) -> None:
    found = {effect.name: effect for effect in adjust(monthly(synthetic, "export")).tet}
    # Three standard errors as X-13 states them with this noise (0.013).
    assert found["during"].coefficient == pytest.approx(TRUTH.tet, abs=0.04)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    first, second, other = (simulate_zone(tmp_path / name, seed).raw for name, seed in (("a", 3), ("b", 3), ("c", 4)))
    content = {
        folder: {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (first, second, other)
    }
    assert content[first] == content[second]
    # Population and plans have no noise, so that they are the same for every seed.
    noisy = [name for name in content[first] if name not in (Path(POPULATION_FILE), Path(plans.FILE))]
    assert len(noisy) == len(content[first]) - 2
    assert all(content[first][name] != content[other][name] for name in noisy)
    assert "public_record" in {path.parent.name for path in content[first]}


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("mine", encoding="utf-8")
    with pytest.raises(SimulationError, match="not an empty folder"):
        simulate_zone(tmp_path, 1)
    assert (tmp_path / "here").read_text(encoding="utf-8") == "mine"


def test_real_files_beside_synthetic_ones_are_refused(tmp_path: Path) -> None:
    made = simulate_zone(tmp_path / "zone", 1)
    (made.raw / "real.xlsx").write_bytes(b"from an agency")
    with pytest.raises(SyntheticError, match=r"real\.xlsx"):
        refresh(made)


def test_synthetic_files_without_the_marker_are_refused(tmp_path: Path) -> None:
    made = simulate_zone(tmp_path / "zone", 1)
    (made.raw / MARKER).unlink()
    with pytest.raises(SyntheticError, match="synthetic data"):
        refresh(made)
