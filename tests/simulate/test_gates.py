"""Closure of one gate: the others are as without it, and vehicles are whole numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.etl.store import Store
from assessment.evidence import open_evidence
from assessment.simulate.gates import vehicles
from assessment.simulate.truth import Truth
from assessment.situation.scorecard_readers import assess

TRUTH = Truth()


def test_only_the_closed_gate_falls_and_only_while_it_is_closed() -> None:
    found = vehicles(TRUTH, np.random.default_rng(1))
    without = vehicles(replace(TRUTH, closure=1.0), np.random.default_rng(1))
    closed = (found.index >= pd.Period(TRUTH.closed_from, "M")) & (found.index < pd.Period(TRUTH.reopened, "M"))
    changed = (found != without).any(axis=1)
    assert changed.tolist() == closed.tolist()
    assert list(found.columns[(found != without).any()]) == [TRUTH.closed_gate]
    ratio = found[TRUTH.closed_gate] / without[TRUTH.closed_gate]
    # Rounding to whole vehicles: at most half of one in some 500.
    assert ratio[closed].to_numpy() == pytest.approx(TRUTH.closure, abs=0.001)
    assert (found == found.round()).all(axis=None)


def test_the_scorecard_finds_the_planted_spread_and_no_season_among_vehicles(synthetic_store: Store) -> None:
    found = {entry.indicator.key: entry.reading for entry in assess(open_evidence(synthetic_store))}
    planted = 1 / sum(share**2 for share in TRUTH.gate_shares.values())
    assert found["concentration"].value.value == pytest.approx(planted, rel=0.03)
    season = found["seasonality"]
    assert season.value.value < 0.2 < season.standings[0].other.value, "exports have a planted season, vehicles none"
    assert found["capture_share"].standings[0].difference.value == pytest.approx(0, abs=1e-3)
