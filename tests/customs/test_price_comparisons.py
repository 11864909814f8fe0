"""Goods of two periods held against each other: by hand; too little of the value and another list of goods give no number."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.customs.price_comparisons import (
    COVERAGE,
    NOMENCLATURE,
    Change,
    PriceRule,
    comparisons,
    price_rule,
    told,
    unit_values_of,
)

ANY = PriceRule(coverage=0.0, goods=1, coverage_step=5.0)
FORMULAS = ("price_laspeyres", "price_paasche", "price_fisher", "price_tornqvist")


def changes(growth: float, unweighed: float = 0.0, first: int = 2024) -> dict[str, Change]:
    """Return by period the changes of two goods whose prices grow; beside them a value without a weight each month."""
    months = pd.period_range(f"{first}-01", periods=24, freq="M")
    goods = pd.DataFrame(
        [
            {"month": month, "good": good, "weight_kg": kilograms, "value_usd": kilograms * price}
            for month in months
            for good, price, more in (("A", 1.0, 1.5), ("B", 2.0, 1.0))
            for kilograms, price in [(100.0 * more, price * (1 + growth)) if month.year > first else (100.0, price)]
        ]
    )
    found = unit_values_of(goods, goods.groupby("month")["value_usd"].sum() + unweighed)
    assert found is not None
    return {str(change.period): change for change in comparisons("import", found, ("Q", "Y"))}


def test_by_hand() -> None:
    """Prices 1 and 2 rise by a tenth; quantities 100, 100 become 150, 100: Fisher volume √(350/300 · 350·1.1/330) = 7/6."""
    found = changes(0.1)
    assert list(found) == ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2025"]
    for change in found.values():
        numbers = told(change, ANY)
        assert [numbers[name] for name in FORMULAS] == pytest.approx([10.0] * 4)
        assert numbers["volume_fisher"] == pytest.approx(100 / 6)
    assert str(found["2025Q3"].before) == "2024Q3"


@pytest.mark.parametrize(("first", "why"), [(2021, ""), (2022, NOMENCLATURE), (2023, "")])
def test_periods_of_different_lists_of_goods_are_not_compared(first: int, why: str) -> None:
    """AHTN 2022 is in force from 30/12/2022: what a code of eight digits meant in 2022 it need not mean in 2023."""
    assert ANY.refuses(changes(0.1, first=first)[str(first + 1)]) == why


def test_the_coverage_is_told_as_more_than_a_step_below_it() -> None:
    assert told(changes(0.1)["2025"], ANY)[COVERAGE] == 95.0, "everything: more than 95 %"
    # Of 100 + 200 = 300 a month 100 more are not weighed in 2024: 75 %, told as more than 70.
    assert told(changes(0.0, unweighed=100.0)["2025"], ANY)[COVERAGE] == 70.0


def test_too_little_of_the_value_and_too_few_goods_give_no_number() -> None:
    change = changes(0.1, unweighed=500.0)["2025"]
    assert change.coverage == pytest.approx(300 / 800)
    assert PriceRule(coverage=37.0, goods=2, coverage_step=5.0).refuses(change) == ""
    assert PriceRule(coverage=38.0, goods=2, coverage_step=5.0).refuses(change) == COVERAGE
    assert PriceRule(coverage=37.0, goods=3, coverage_step=5.0).refuses(change) == COVERAGE


def test_without_goods_there_are_no_unit_values() -> None:
    assert unit_values_of(pd.DataFrame({"month": [], "good": []}), pd.Series(dtype=float)) is None


def test_the_rule_in_force_asks_for_most_of_the_value() -> None:
    assert price_rule().coverage >= 50
