"""Tests of `situation.structure_nowcast`: the refusal names its reason and the holder; a record that is long enough is tried."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assessment.evidence import Evidence
from assessment.situation.structure_nowcast import nowcast_missing

from .flows_record import Frames


def _months(values: list[float], **keys: Any) -> list[dict[str, Any]]:
    months = pd.period_range("2019-01", periods=len(values), freq="M")
    return [
        {"period": str(month), "frequency": "month", "value": value} | keys
        for month, value in zip(months, values, strict=True)
    ]


def test_the_public_record_is_too_thin(evidence: Evidence):
    (missing,) = nowcast_missing(evidence)
    assert missing.what.values["reason"].key == "structure.no_nowcast.too_few_months"
    assert missing.what.values["months"] < 5
    assert missing.what.values["needed"] == 48
    assert missing.holder.key == "zone_board"


def test_an_indicator_that_follows_the_flow_is_accepted_and_noise_is_not():
    generator = np.random.default_rng(1)
    flow = list(100 * np.exp(np.cumsum(generator.normal(0, 0.1, 60))))
    noise = list(np.exp(generator.normal(0, 1.0, 60)))
    assert nowcast_missing(Frames(trade=_months(flow), traffic=_months(flow)).evidence()) == ()
    (missing,) = nowcast_missing(Frames(trade=_months(flow), traffic=_months(noise)).evidence())
    assert missing.what.values["reason"].key == "structure.no_nowcast.not_accepted"


def test_an_empty_record_is_refused():
    (missing,) = nowcast_missing(Frames().evidence())
    assert missing.what.values["months"] == 0
