"""Closure of one gate: the others are as without it, and vehicles are whole numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.simulate.gates import vehicles
from assessment.simulate.truth import Truth

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
