"""Tests of `analysis.consistency`: the published cases L1 and L3 of GOLDEN, and properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.consistency import (
    check_claim,
    compounded,
    implied_plan,
    parts_growth,
    same_reading,
)

amounts = st.floats(1.0, 1e6)


def test_implied_plan_danviet2024lang_son():
    """L1. Dân Việt, 6 Feb 2024: exports 2,750 (211.5 %), imports 2,225 (89 %), total 4,975 (130.9 %); plans 1,300, 2,500, 3,800."""
    plans = implied_plan([2750.0, 2225.0, 4975.0], [211.5, 89.0, 130.9])
    assert plans[:2].round() == pytest.approx([1300, 2500])
    assert plans[2] == pytest.approx(3800, rel=1e-3)
    assert pytest.approx(130.9, abs=0.05) == 100 * 4975 / (1300 + 2500)


def test_parts_growth_danviet2024lang_son():
    """L1. Growth of +168.8 % and +9.2 % gives +62.55 % for the total; 62.6 % was published."""
    assert parts_growth([(2750.0, 168.8), (2225.0, 9.2)]) == pytest.approx(62.55, abs=0.005)


@pytest.mark.parametrize(("claim", "verdict"), [(2.1, "agrees"), (2.5, "disagrees")])
def test_check_claim_mpi2020border_zones(claim, verdict):
    """L3. Ministry paper of Nov 2020: 28.9 in 2019, 10.6 + 1.5 + 1.5 in 2015; one outlet says 2.1 times, another 2.5 times."""
    figures = [(28900.0, "exact"), (10600.0, "exact"), (1500.0, "exact"), (1500.0, "exact")]
    check = check_claim(lambda now, *before: now / sum(before), figures, claim)
    assert check.recomputed == pytest.approx(2.125)
    assert check.verdict == verdict


def test_compounded_mpi2020border_zones():
    """L3. A mean growth of 20.7 % over four years comes to 2.122 times."""
    assert compounded(20.7, 4) == pytest.approx(2.122, abs=5e-4)


def test_check_claim_division_by_zero_is_open():
    check = check_claim(lambda a, b: a / b, [(1.0, "exact"), (0.0, "lower")], 1.0)
    assert check.verdict == "not_determinable"


def test_check_claim_uses_words_of_precision():
    """ "Over 40" leaves room above only."""
    assert check_claim(lambda a: a, [(40.0, "over")], 44.0).verdict == "agrees"
    assert check_claim(lambda a: a, [(40.0, "exact")], 47.0).verdict == "disagrees"


@given(amounts, amounts)
def test_check_claim_agrees_with_itself(a, b):
    check = check_claim(lambda now, before: now / before, [(a, "exact"), (b, "exact")], a / b)
    assert check.low <= check.recomputed <= check.high
    assert check.verdict == "agrees"


@given(amounts, st.floats(1.0, 300.0))
def test_implied_plan_returns_the_achievement(actual, achieved):
    assert 100 * actual / implied_plan(actual, achieved) == pytest.approx(achieved)


@given(st.lists(st.tuples(amounts, st.floats(-50.0, 200.0)), min_size=1, max_size=5))
def test_parts_growth_lies_between_the_parts(parts):
    rates = [rate for _, rate in parts]
    assert min(rates) - 1e-6 <= parts_growth(parts) <= max(rates) + 1e-6


def test_same_reading():
    assert same_reading([(86140.0, "over"), (86140.0, "exact")])
    assert not same_reading([(8.41, "exact"), (8.06, "exact")])
    with pytest.raises(ValueError, match="at least one"):
        same_reading([])
