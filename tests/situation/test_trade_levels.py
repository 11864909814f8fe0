"""Tests of `situation.trade_levels`: what follows from levels and growth, L1 and L2 of GOLDEN, and what does not follow."""

from __future__ import annotations

import pytest

from assessment.situation.trade_levels import Levels

from .flows_record import TRADE, Frames


def test_key_numbers_of_a_small_record():
    levels = Levels(Frames(trade=TRADE).evidence())
    assert levels.capture.value == pytest.approx(10.0)
    assert levels.elsewhere.value == pytest.approx(90.0)
    assert levels.local_of_exports.value == pytest.approx(5.0)
    assert levels.through_2022.value == pytest.approx(800.0)
    assert levels.through_2022.formula == "implied_previous"
    assert levels.growth_2024.value == pytest.approx(20.0)
    assert levels.growth_2024.inferred == "scope"
    assert levels.declared_2022.value == pytest.approx(80.0)
    assert levels.contribution_exports.value == pytest.approx(25.0)
    assert levels.contribution_imports.value == pytest.approx(0.0)


def test_contributions_add_up_to_growth(levels: Levels):
    """GOLDEN L1: exports add 56.4 and imports 6.1 points to 62.55 %."""
    parts = (levels.contribution_exports.value, levels.contribution_imports.value)
    assert parts == (pytest.approx(56.42, abs=0.005), pytest.approx(6.12, abs=0.005))
    assert sum(parts) == pytest.approx(levels.declared_growth.value)


def test_a_missing_level_leaves_only_what_does_not_need_it():
    levels = Levels(Frames(trade=TRADE[1:]).evidence())
    assert not any(quantity.known for quantity in (levels.capture, levels.elsewhere, levels.through_2022))
    assert levels.capture.reason is not None
    assert levels.capture.reason.key == "common.reason.no_row"
    assert levels.declared_2022.value == pytest.approx(80.0)


def test_growth_against_another_base_is_not_taken_for_the_same_period():
    rows = [{"period": "2023", "value": 1000.0, "growth_percent": 25.0, "growth_base": "previous_period"}]
    assert not Levels(Frames(trade=rows).evidence()).published_2023.known


def test_growth_of_another_publication_of_the_same_figure_is_found():
    rows = [
        {"period": "2023", "value": 1000.0, "document": "office"},
        {"period": "2023", "value": 1000.0, "growth_percent": 25.0},
    ]
    assert Levels(Frames(trade=rows).evidence()).published_2023.value == 25.0


def test_a_scope_that_was_inferred_is_taken_only_where_it_is_asked_for():
    levels = Levels(Frames(trade=TRADE).evidence())
    assert not levels.through("2024").known
    assert levels.through("2024", inferred=True).value == 1200


def test_national_total_is_the_sum_of_both_directions_where_both_are_published():
    national = {"scope": "national", "geography": "vn", "partner": "world", "period": "2023"}
    rows = [
        national | {"value": 700.0},
        national | {"value": 355.0, "flow": "export"},
        national | {"value": 328.0, "flow": "import"},
    ]
    assert Levels(Frames(trade=rows).evidence()).national("2023").value == 683.0
    assert Levels(Frames(trade=rows[:2]).evidence()).national("2023").value == 700.0


def test_through_trade_2023_danviet2024(levels: Levels):
    """GOLDEN L1, L2: 51,990.563 and 4,975 give 9.57 %; 156 of 2,750 is 5.67 %; 2022 is 28,591.4 and 3,060.6 by implication."""
    assert levels.through_2023.value == pytest.approx(51990.563)
    assert levels.capture.value == pytest.approx(9.57, abs=0.005)
    assert levels.local_of_exports.value == pytest.approx(5.67, abs=0.005)
    assert levels.through_2022.value == pytest.approx(28591.4, abs=0.05)
    assert levels.exports_2022.value == pytest.approx(1023.1, abs=0.05)
    assert levels.imports_2022.value == pytest.approx(2037.5, abs=0.05)
    assert levels.declared_2022.value == pytest.approx(3060.6, abs=0.05)
    assert levels.declared_growth.value == pytest.approx(62.55, abs=0.005)
    assert levels.through_2024.value == pytest.approx(66400.0)
    assert levels.through_2024.inferred == "scope"
    assert levels.growth_2024.value == pytest.approx(27.72, abs=0.005)


def test_share_of_the_gates_in_trade_with_china(levels: Levels):
    """51,990.6 of 171,900 in 2023 and 66,400 of 205,200 in 2024 (General Department of Customs)."""
    assert levels.market_2023.value == pytest.approx(30.24, abs=0.005)
    assert levels.market_2024.value == pytest.approx(32.36, abs=0.005)
    assert levels.market_2024.inferred == "scope"
