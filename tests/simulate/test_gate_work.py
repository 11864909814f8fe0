"""What is planted at the gates comes back: stages, lanes, the year before, Tết, the season of fruit, the stop, use of capacity.

Medians of 1,600 log-normal times with deviation 0.5 have a relative standard error of 1.25 * 0.5 / 40 = 1.6 %, those of a lane with
160 of them 5 %; means of seven Poisson days of over 1,000 vehicles one of 1 %. Tolerances are three of these, and a class of time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assessment.etl.store import Store
from assessment.evidence import Evidence, open_evidence
from assessment.simulate.gate_work import log_lines
from assessment.simulate.truth import Truth
from assessment.situation.gate_days import Days, use_of
from assessment.situation.gate_times import Times, summary
from assessment.situation.gate_work import GateWork
from assessment.situation.scorecard_gates import READERS

TRUTH = Truth()


@pytest.fixture(scope="module")
def evidence(synthetic_store: Store) -> Evidence:
    return open_evidence(synthetic_store)


def test_stages_and_lanes_come_back(evidence: Evidence) -> None:
    times = Times(evidence)
    assert summary(times.now, "arrival_declaration").median == pytest.approx(TRUTH.declaration_hours, rel=0.07)
    assert summary(times.now, "approval_removal").median == pytest.approx(TRUTH.removal_hours, rel=0.07)
    for lane, hours in TRUTH.approval_hours.items():
        found = summary(times.some(lane=lane), "declaration_approval")
        assert found.median == pytest.approx(hours, rel=0.18)
    green = [
        summary(part[part["lane"] == "green"], "declaration_approval").median for part in (times.before, times.now)
    ]
    assert green[0] / green[1] == pytest.approx(TRUTH.approval_before, rel=0.12)
    assert times.counts.query("stage == 'arrival_removal'")["consignments"].sum() == 2 * TRUTH.logged


def test_daily_lists_give_back_the_stop_tet_season_and_capacity(evidence: Evidence) -> None:
    days, work = Days(evidence), GateWork(evidence)
    tables = {table.id: table.frame for table in work.tables()}
    closures = tables["border.closure_days"]
    alone = {(row.c0.key, row.c1): row.c3.value for row in closures.itertuples()}
    assert alone[TRUTH.closed_gate, TRUTH.last_year] == TRUTH.stopped_days
    assert sum(alone.values()) == TRUTH.stopped_days
    peaks = {
        (row.c0.key, row.c1.key): row for row in tables["border.daily_peaks"].itertuples() if row.c2 == TRUTH.last_year
    }
    about = [cell.value for cell in (lambda row: (row.c3, row.c4, row.c5))(peaks["all", "import"])]
    assert about == pytest.approx(list(TRUTH.tet_factors.values()), rel=0.03)
    # Tết lies in the rest of the year and lowers it by less than 2 %.
    assert peaks["fruit", "export"].c6.value == pytest.approx(TRUTH.fruit_season, rel=0.04)
    use = use_of(days, "huu_nghi")
    assert use is not None
    assert use.mean == pytest.approx(100 * TRUTH.capacity_use, rel=0.05)


def test_the_scorecard_reads_the_release_time(evidence: Evidence) -> None:
    reading = READERS["release_time"](evidence)
    assert reading is not None
    assert reading.state == "determined"
    assert reading.standings[0].difference.value < 0, "approvals were quicker in the last year"


def test_moments_of_the_log_are_in_order_and_whole_minutes() -> None:
    lines = log_lines(TRUTH, np.random.default_rng(1))
    steps = lines[["arrival", "declaration", "approval", "removal"]].diff(axis=1).iloc[:, 1:]
    assert (steps >= pd.Timedelta(minutes=1)).all(axis=None)
    assert (lines["removal"].dt.second == 0).all()
