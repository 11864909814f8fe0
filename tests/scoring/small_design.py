"""A small design of four sectors and three criteria in which nothing is uncertain unless a test says so."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from assessment.scoring.design import Design
from assessment.scoring.draws import fixed_weights
from assessment.scoring.normalise import Criterion

VALUES = pd.DataFrame({"a": [80.0, 60, 40, 20], "b": [20.0, 45, 55, 75], "c": [5.0, 50, 500, 50]}, index=list("pqrs"))
CRITERIA = {"a": Criterion(0, 100), "b": Criterion(0, 100, direction=-1), "c": Criterion(1, 1000, transform="log")}
PILLARS = {"a": "x", "b": "x", "c": "y"}
BASE = pd.Series({"a": 0.3, "b": 0.3, "c": 0.4})


def design(**other: Any) -> Design:
    known: dict[str, Any] = {
        "values": VALUES,
        "criteria": CRITERIA,
        "pillars": PILLARS,
        "base": BASE,
        "weights": fixed_weights(BASE.to_numpy()),
        "deviation": 0.0,
        "groups": dict.fromkeys("pqrs", "all"),
        "normalisation": {"goalposts": 1.0},
        "aggregation": {"geometric": 1.0},
        "goalpost_move": 0.0,
    }
    return Design(**{**known, **other})


def with_gap(sector: str = "p", criterion: str = "b") -> pd.DataFrame:
    values = VALUES.copy()
    values.loc[sector, criterion] = math.nan
    return values
