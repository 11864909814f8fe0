"""Tests of `situation.trade_events`: which series may be tested, and the mirror band."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.evidence import Evidence
from assessment.situation.trade_events import Events, mirror_table
from assessment.situation.trade_levels import Levels, captured

from .flows_record import TRADE, Frames
from .reading import keys


def test_short_yearly_series_are_not_tested(evidence: Evidence):
    frame = Events(evidence).table().frame
    assert [quantity.value for quantity in frame["points"]] == [2, 2, 8]
    assert {quantity.precision for quantity in frame["points"]} == {"exact"}
    assert [key.rpartition(".")[2] for key in keys(frame["method"])] == ["too_few"] * 3
    assert not any(quantity.known for name in ("level", "low", "high", "p") for quantity in frame[name])
    assert len(Events(evidence).finding()) == 1


def test_a_long_series_is_tested_in_percent():
    """1995 to 2022, 5 % a year, a third higher from 2009 on: the level after designation is 33 % above the continued trend."""
    years = range(1995, 2023)
    noise = np.random.default_rng(1).normal(0, 0.01, len(years))
    levels = [100 * 1.05 ** (year - 1995) * (4 / 3 if year >= 2009 else 1) for year in years]
    values = dict(zip(years, levels * np.exp(noise), strict=True))
    zone = {"scope": "zone", "geography": "zone_dong_dang_lang_son"}
    rows = [zone | {"period": str(year), "value": value} for year, value in values.items()]
    frame = Events(Frames(trade=rows).evidence()).table().frame
    low, level, high = (frame[name].iloc[0].value for name in ("low", "level", "high"))
    assert low < 100 / 3 < high
    assert level == pytest.approx(100 / 3, abs=3)
    assert frame["p"].iloc[0].value < 0.01


def test_mirror_of_2024(evidence: Evidence):
    """Over 250 billion USD in China's record, 205.2 in Vietnam's; the factor 1.06 either way."""
    table, findings = mirror_table(evidence, Levels(evidence))
    assert table.frame["low"][0].value == pytest.approx(250 / 205.2 / 1.06)
    assert table.frame["high"][0].value == pytest.approx(250 / 205.2 * 1.06)
    assert not table.frame["low"][1].known
    assert len(findings) == 1


def test_a_small_record_has_no_finding():
    evidence = Frames(trade=TRADE).evidence()
    assert not Events(evidence).points("zone").known
    assert Events(evidence).finding() == ()
    levels = Levels(evidence)
    assert mirror_table(evidence, levels)[1] == ()
    assert captured(levels.through_2023, levels.declared_2023).reason.key == "common.reason.contradiction"
