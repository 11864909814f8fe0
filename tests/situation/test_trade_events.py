"""Tests of `situation.trade_events`: which series may be tested, and the mirror band."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.trade_events import Events, mirror_table
from assessment.situation.trade_levels import Levels, captured

from .flows_record import TRADE, Frames
from .reading import keys, numbers


def test_short_yearly_series_are_not_tested_and_long_national_ones_are(evidence: Evidence):
    frame = Events(evidence).table().frame
    assert numbers(frame["points"])[0] == 2
    found = [key.rpartition(".")[2] for key in keys(frame["method"])]
    assert found == ["too_few"] * 3 + ["reml"] * 3
    assert not any(quantity.known for quantity in frame["level"][:3])
    for low, level, high in zip(*(numbers(frame[name])[3:] for name in ("low", "level", "high")), strict=True):
        assert low < level < high


def test_mirror_of_2024(evidence: Evidence):
    """Over 250 billion USD in China's record, 205.2 in Vietnam's; the factor 1.06 either way."""
    table, findings = mirror_table(evidence, Levels(evidence))
    assert table.frame["low"][0].value == pytest.approx(250 / 205.2 / 1.06)
    assert table.frame["high"][0].value == pytest.approx(250 / 205.2 * 1.06)
    assert not table.frame["low"][1].known
    assert len(findings) == 1


def test_a_small_record_has_no_finding():
    evidence = Frames(trade=TRADE).evidence()
    assert Events(evidence).finding() == ()
    levels = Levels(evidence)
    assert mirror_table(evidence, levels)[1] == ()
    assert captured(levels.through_2023, levels.declared_2023).reason.key == "common.reason.contradiction"
