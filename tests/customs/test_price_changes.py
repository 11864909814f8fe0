"""Prices and volumes of goods lines: planted growth comes back; few traders and little coverage are told and not computed."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from assessment.customs.confidentiality import Rule, rule
from assessment.customs.price_changes import COVERAGE, NOMENCLATURE, PriceRule, price_changes

from .declared import GROWTH, known
from .exports import stored

OPEN = Rule(traders=1, dominance=100.0, protection=10.0)
ANY = PriceRule(coverage=0.0, goods=1, coverage_step=5.0)


def number(frame: pd.DataFrame, period: str, measure: str, flow: str = "import") -> pd.Series:
    found = frame[(frame["period"].astype(str) == period) & (frame["measure"] == measure) & (frame["flow"] == flow)]
    return found.iloc[0]


def lines(
    growth: float, traders: int = 4, unweighed: float = 0.0, goods: tuple[str, ...] = ("07133490", "08101000"),
    first: int = 2024,
) -> Any:  # fmt: skip
    """Return two years of imports of some goods at prices that grow, and goods without a weight beside them."""
    entries = []
    for year, month, trader, (place, hs) in product((first, first + 1), range(1, 13), range(traders), enumerate(goods)):
        key = ((year * 100 + month) * 10 + place) * 10 + trader
        kilograms = 100.0 * (1.5 if year > first and place == 0 else 1)
        price = (1 + place) * (1 + growth * (year - first))
        entries.append(
            {
                "declaration_key": key, "trader": str(trader), "hs": hs, "registered_on": pd.Timestamp(year, month, 3),
                "weight_kg": kilograms, "value_usd": kilograms * price,
            }
        )  # fmt: skip
        if unweighed:
            entries.append(
                entries[-1]
                | {"declaration_key": key + 10**9, "hs": "87032361", "weight_kg": None, "value_usd": unweighed}
            )
    return stored(*entries)


def test_by_hand() -> None:
    """Prices 1 and 2 rise by a tenth; quantities 100, 100 become 150, 100: Fisher volume √(350/300 · 350·1.1/330) = 7/6."""
    found = price_changes(lines(0.1), OPEN, ANY)
    for measure in ("price_laspeyres", "price_paasche", "price_fisher", "price_tornqvist"):
        assert number(found, "2025", measure)["value"] == pytest.approx(10.0)
    assert number(found, "2025", "volume_fisher")["value"] == pytest.approx(100 / 6)
    assert number(found, "2025Q3", "price_fisher")["value"] == pytest.approx(10.0)
    assert set(found["flow"]) == {"import"}


@pytest.mark.parametrize(("first", "why"), [(2021, ""), (2022, NOMENCLATURE), (2023, "")])
def test_periods_of_different_lists_of_goods_are_not_compared(first: int, why: str) -> None:
    """AHTN 2022 is in force from 30/12/2022: what a code of eight digits meant in 2022 it need not mean in 2023."""
    row = number(price_changes(lines(0.1, first=first), OPEN, ANY), str(first + 1), "price_fisher")
    assert row["hidden"] == why
    assert pd.isna(row["value"]) == bool(why)


def test_the_planted_growth_of_prices_comes_back() -> None:
    found = known().prices
    for flow in ("export", "import"):
        price, volume = (number(found, "2025", name, flow)["value"] for name in ("price_fisher", "volume_fisher"))
        assert price == pytest.approx(GROWTH, abs=1.0)
        own = known().truth[(known().truth["flow"] == flow) & (known().truth["unit"] == "KGM")]
        weight = own.groupby(own["month"].str[:4])["quantity"].sum()
        assert volume == pytest.approx(100 * (weight["2025"] / weight["2024"] - 1), abs=6.0)


def test_the_coverage_is_told_as_more_than_a_step_below_it() -> None:
    assert number(price_changes(lines(0.1), OPEN, ANY), "2025", COVERAGE)["value"] == 95.0, "everything: more than 95 %"
    # Of 100 + 200 = 300 a trader and month, 100 more are not weighed in 2024: 75 %, told as more than 70.
    assert number(price_changes(lines(0.0, unweighed=50.0), OPEN, ANY), "2025", COVERAGE)["value"] == 70.0


def test_too_little_of_the_value_gives_no_number() -> None:
    found = price_changes(lines(0.1, unweighed=500.0), OPEN, PriceRule(coverage=50.0, goods=1, coverage_step=5.0))
    assert set(found["hidden"]) == {COVERAGE}
    assert found["value"].isna().all()
    assert set(price_changes(lines(0.1), OPEN, PriceRule(50.0, 3, 5.0))["hidden"]) == {COVERAGE}


def test_goods_of_too_few_traders_are_hidden() -> None:
    assert set(price_changes(lines(0.1, traders=2), rule(), ANY)["hidden"]) == {"primary"}
    assert set(price_changes(lines(0.1, traders=3), rule(), ANY)["hidden"]) == {""}
    assert set(price_changes(lines(0.1, traders=3), Rule(3, 30.0, 10.0), ANY)["hidden"]) == {"primary"}


def test_goods_not_compared_that_are_one_traders_hide_the_change() -> None:
    """All is compared but a good of one trader: the growth of the whole less that of the goods compared would tell of it."""
    given = lines(0.1, traders=4, unweighed=10.0)
    few = given.filter((given.hs != "87032361") | (given.trader == "0"))
    assert set(price_changes(given, rule(), ANY)["hidden"]) == {""}
    assert set(price_changes(few, rule(), ANY)["hidden"]) == {"primary"}


def test_lines_without_weights_have_no_prices() -> None:
    assert price_changes(stored({"weight_kg": None}), OPEN, ANY).empty
