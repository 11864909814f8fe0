"""Tests of `situation.trade_events`: which series may be tested, and the mirror band."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.situation.national import IMPORTS, TOTAL, National
from assessment.situation.trade_events import FRUIT_IMPORTS, Events, _monthly, mirror_table
from assessment.situation.trade_levels import Levels, captured

from .flows_record import TRADE, Frames
from .reading import keys, numbers


def test_short_yearly_series_are_not_tested_and_long_national_ones_are(evidence: Evidence):
    frame = Events(evidence).table().frame
    assert numbers(frame["points"])[0] == 2
    found = [key.rpartition(".")[2] for key in keys(frame["method"])]
    assert found == ["too_few"] * 3 + ["reml", "reml", "gap", "reml"]
    assert not any(quantity.known for quantity in frame["level"][:3])
    tested = [3, 4, 6]
    for low, level, high in zip(*(numbers(frame[name].iloc[tested]) for name in ("low", "level", "high")), strict=True):
        assert low < level < high


def test_p_values_are_adjusted_for_the_number_of_tests(evidence: Evidence):
    """Holm (1979): the smallest of three p is taken three times, and an adjusted p is never below the plain one."""
    national = National(evidence)
    plain = [
        next(
            one.p_value for one in _monthly(national, key)[1].changes if (one.segment, one.change) == ("after", "level")
        )
        for key in (TOTAL, IMPORTS, FRUIT_IMPORTS)
    ]
    adjusted = numbers(Events(evidence).table().frame["p"].iloc[[3, 4, 6]])
    assert min(adjusted) == pytest.approx(3 * min(plain))
    assert all(after >= before for before, after in zip(plain, adjusted, strict=True))
    assert all(0 < share <= 1 for share in numbers(Events(evidence).table().frame["placebo"].iloc[[3, 4, 6]]))


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
