"""Prices of a direction and its parts: planted changes come back, and what would tell of few traders is hidden with its kin."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from assessment.customs.confidentiality import Rule, rule
from assessment.customs.price_changes import PART_MEASURES, price_changes
from assessment.customs.price_comparisons import COVERAGE, PriceRule
from assessment.customs.published import published

from .declared import ALONE, GROWTH, known
from .exports import stored

OPEN = Rule(traders=1, dominance=100.0, protection=10.0)
ANY = PriceRule(coverage=0.0, goods=1, coverage_step=5.0)
GATES = {"huu_nghi": "HQHUUNGHI", "tan_thanh": "HQTANTHANH"}


def lines(
    *parts: tuple[str, str, float, int], quantity: float = 100.0, months: tuple[int, ...] = tuple(range(1, 13))
) -> list[dict[str, Any]]:
    """Return two years of imports: by part an office, an HS line, the growth of its price, and how many traders hold it alike."""
    return [
        {
            "declaration_key": (((year * 100 + month) * 100 + place) * 100) + trader, "trader": f"{place}-{trader}", "hs": hs,
            "office": office, "registered_on": pd.Timestamp(year, month, 3), "weight_kg": quantity,
            "value_usd": quantity * (1 + growth * (year - 2024)),
        }
        for year, month, (place, (office, hs, growth, traders)) in product((2024, 2025), months, enumerate(parts))
        for trader in range(traders)
    ]  # fmt: skip


def changes(given: list[dict[str, Any]], rule: Rule = OPEN, prices: PriceRule = ANY) -> pd.DataFrame:
    """Return changes by the gate, the chapter or, of a direction, `all`."""
    table = stored(*given)
    frame = price_changes(table, rule, prices, published(table, rule))
    return frame.set_index(frame["gate"].where(frame["gate"] != "all", frame["hs"]))


def found(given: list[dict[str, Any]], rule: Rule = OPEN, prices: PriceRule = ANY) -> pd.DataFrame:
    """Return the changes of the parts of a direction."""
    return changes(given, rule, prices).drop(index="all", errors="ignore")


def reasons_of_the_whole(given: list[dict[str, Any]], rule: Rule, prices: PriceRule = ANY) -> set[str]:
    return set(changes(given, rule, prices).loc["all", "hidden"])


def price(frame: pd.DataFrame) -> dict[str, float]:
    return frame.loc[frame["measure"] == "price_fisher", "value"].to_dict()


def why(frame: pd.DataFrame) -> dict[str, str]:
    return frame.loc[frame["measure"] == "price_fisher", "hidden"].to_dict()


def test_the_planted_growth_of_prices_comes_back() -> None:
    made = known()
    whole = made.prices[
        (made.prices[["gate", "hs"]] == "all").all(axis=1) & (made.prices["period"].astype(str) == "2025")
    ]
    for flow in ("export", "import"):
        numbers = whole[whole["flow"] == flow].set_index("measure")["value"]
        assert numbers["price_fisher"] == pytest.approx(GROWTH, abs=1.0)
        own = made.truth[(made.truth["flow"] == flow) & (made.truth["unit"] == "KGM")]
        weight = own.groupby(own["month"].str[:4])["quantity"].sum()
        assert numbers["volume_fisher"] == pytest.approx(100 * (weight["2025"] / weight["2024"] - 1), abs=6.0)


def test_a_direction_is_told_by_quarter_and_year_with_every_formula() -> None:
    frame = changes(lines((GATES["huu_nghi"], "08101000", 0.1, 4))).loc["all"]
    assert set(frame["flow"]) == {"import"}
    assert set(frame["period"].astype(str)) == {"2025", "2025Q1", "2025Q2", "2025Q3", "2025Q4"}
    prices = frame[frame["measure"].str.startswith("price_")]
    assert set(prices["measure"].str[6:]) == {"laspeyres", "paasche", "fisher", "tornqvist"}
    assert prices["value"].tolist() == pytest.approx([10.0] * 20)


def test_goods_of_too_few_traders_are_hidden() -> None:
    def of(traders: int, dominance: float = 85.0) -> set[str]:
        return reasons_of_the_whole(lines((GATES["huu_nghi"], "08101000", 0.1, traders)), Rule(3, dominance, 10.0))

    assert [of(2), of(3), of(3, 30.0)] == [{"primary"}, {""}, {"primary"}]


def test_a_direction_beside_whose_goods_compared_one_trader_stands_is_hidden() -> None:
    """All is compared but a good of one trader: the growth of the whole less that of the goods compared would tell of it."""
    weighed = lines((GATES["huu_nghi"], "08101000", 0.1, 4))
    more = [
        {
            **line,
            "declaration_key": line["declaration_key"] + 50,
            "hs": "87032361",
            "weight_kg": None,
            "value_usd": 10.0,
        }
        for line in weighed
    ]
    assert reasons_of_the_whole([*weighed, *more], rule()) == {""}
    assert reasons_of_the_whole([*weighed, *(line for line in more if line["trader"] == "0-0")], rule()) == {"primary"}


def test_a_trader_of_whom_all_is_compared_is_left_with_nothing_whatever_the_cents() -> None:
    """As numbers, values of which no two add exactly would leave parts of cents, each a lone trader's."""
    cents = [
        {**line, "value_usd": 0.1 + line["declaration_key"] % 7 / 10}
        for line in lines((GATES["huu_nghi"], "08101000", 0.0, 4))
    ]
    assert reasons_of_the_whole(cents, rule()) == {""}


def test_by_hand() -> None:
    """At one gate prices rise by a tenth, at the other they fall by a fifth; one chapter is at both, half and half."""
    frame = found(lines((GATES["huu_nghi"], "08101000", 0.1, 4), (GATES["tan_thanh"], "08101000", -0.2, 4)))
    # One good at both gates has one unit value: it falls by (0.1 − 0.2) ÷ 2.
    assert price(frame) == pytest.approx({"huu_nghi": 10.0, "tan_thanh": -20.0, "08": -5.0})
    assert set(frame["measure"]) == set(PART_MEASURES)
    assert set(frame["period"].astype(str)) == {"2025"}
    volumes = frame.loc[frame["measure"] == "volume_fisher", "value"]
    assert volumes.tolist() == pytest.approx([0.0, 0.0, 0.0])
    assert set(frame.loc[frame["measure"] == "coverage", "value"]) == {95.0}


def test_goods_of_a_chapter_without_weights_are_part_of_what_its_goods_compared_are_held_against() -> None:
    """Of each 600 of chapter 08 a good of 500 is not weighed: a sixth is compared, of chapter 07 all."""
    given = lines(*((GATES["huu_nghi"], hs, 0.0, 5) for hs in ("08101000", "08045000", "07133490")))
    given = [{**line, "weight_kg": None, "value_usd": 500.0} if line["hs"] == "08045000" else line for line in given]
    frame = found(given)
    coverage = frame.loc[frame["measure"] == COVERAGE, "value"].to_dict()
    assert coverage == {"08": 15.0, "07": 95.0, "huu_nghi": 25.0}
    assert why(found(given, prices=PriceRule(coverage=20.0, goods=1, coverage_step=5.0)))["08"] == COVERAGE


def test_a_fruit_of_one_season_has_a_price_of_the_year() -> None:
    season = lines((GATES["huu_nghi"], "08101000", 0.1, 4), months=(5, 6))
    rest = lines((GATES["huu_nghi"], "07133490", 0.0, 4))
    assert price(found([*rest, *({**line, "declaration_key": line["declaration_key"] + 50} for line in season)])) == (
        pytest.approx({"huu_nghi": 100 * (2 * 1.1 + 12) / (2 + 12) - 100, "07": 0.0, "08": 10.0})
    )


def test_a_chapter_of_few_traders_is_hidden_and_a_second_with_it() -> None:
    """Three chapters of five traders and one of a lone one: the index of all less those of the three would be that of its goods."""
    given = lines(
        *((GATES["huu_nghi"], hs, growth, count) for hs, growth, count in
          (("08101000", 0.1, 6), ("07133490", 0.2, 5), ("39011000", 0.3, 5), ("27101943", 0.4, 1)))
    )  # fmt: skip
    frame = found(given, Rule(traders=3, dominance=85.0, protection=10.0))
    hidden = {name: reason for name, reason in why(frame).items() if reason}
    assert "27" in hidden
    assert len(hidden) > 1
    assert len(price(frame)) - len(hidden) >= 2, "the others are shown"
    assert frame.loc[frame["hidden"] != "", "value"].isna().all()


def test_what_is_left_is_tested_for_prices_too() -> None:
    """The value of a chapter is shown, but one trader alone states weights in it: its price is hidden, and a second one with it."""
    given = lines(*((GATES["huu_nghi"], hs, 0.1, 5) for hs in ("08101000", "07133490", "39011000")))
    given = [
        {**line, "weight_kg": None} if line["hs"].startswith("39") and line["trader"] != "2-0" else line
        for line in given
    ]
    whole = published(stored(*given), rule())
    assert set(whole["hidden"]) == {""}
    reasons = why(found(given, rule()))
    assert reasons["39"] == "primary"
    assert sorted(reasons[name] for name in ("07", "08")) == ["", "complementary"]
    assert reasons["huu_nghi"] == ""


def test_goods_not_compared_that_are_one_traders_hide_the_change() -> None:
    """All of a chapter is compared but a new good of one trader: growth less that of the goods compared would be its value."""
    old = lines(*((GATES["huu_nghi"], hs, 0.1, 5) for hs in ("08101000", "07133490")))
    new = [line for line in lines((GATES["huu_nghi"], "08045000", 0.0, 1)) if line["registered_on"].year == 2025]
    added = [{**line, "declaration_key": line["declaration_key"] + 90, "trader": "new"} for line in new]
    many = [
        {**line, "declaration_key": line["declaration_key"] + at, "trader": f"new {at}"}
        for line in new
        for at in (90, 91, 92)
    ]
    assert why(found([*old, *many], rule())) == {"07": "", "08": "", "huu_nghi": ""}
    reasons = why(found([*old, *added], rule()))
    assert reasons["08"] == "primary"
    assert reasons["07"] != "", "the whole less this chapter would tell it too"


def test_where_the_whole_is_hidden_no_part_is_shown() -> None:
    """A chapter without weights holds most of the value: there is no index of the whole, and none of its parts to tell it."""
    given = lines(*((GATES["huu_nghi"], hs, 0.1, 5) for hs in ("08101000", "87032361")))
    given = [
        {**line, "weight_kg": None, "value_usd": 9 * line["value_usd"]} if line["hs"].startswith("87") else line
        for line in given
    ]
    reasons = why(found(given, rule(), PriceRule(coverage=50.0, goods=1, coverage_step=5.0)))
    assert reasons == {"08": "complementary", "huu_nghi": "coverage"}


def test_a_part_whose_value_is_not_printed_has_no_price() -> None:
    made = known()
    shown = made.prices[(made.prices["hidden"] == "") & ((made.prices["gate"] != "all") | (made.prices["hs"] != "all"))]
    assert {"gate", "hs"} == {key for key in ("gate", "hs") if (shown[key] != "all").any()}
    printed = made.published[made.published["hidden"] == ""].set_index(["period", "flow", "gate", "hs"]).index
    for row in shown.to_dict("records"):
        for year in (2024, 2025):
            assert (str(year), row["flow"], row["gate"], row["hs"]) in printed


def test_in_the_planted_lines_what_is_shown_and_what_is_left_tell_of_no_few_traders() -> None:
    made = known()
    weighed = made.truth[made.truth["unit"] == "KGM"]
    assert set(made.truth.loc[made.truth["hs"] == "27", "trader"]) == {ALONE}
    for flow in ("export", "import"):
        own = made.prices[(made.prices["flow"] == flow) & (made.prices["hs"] != "all")]
        shown = set(own.loc[own["hidden"] == "", "hs"])
        assert shown
        assert "27" not in shown
        there = weighed[weighed["flow"] == flow]
        for group in (there[~there["hs"].isin(shown)], *(there[there["hs"] == name] for name in shown)):
            for _, year in group.groupby(group["month"].str[:4]):
                held = year.groupby("trader")["value_usd"].sum()
                assert len(held) >= rule().traders
                assert held.max() <= rule().dominance / 100 * held.sum()


def test_without_lines_there_is_nothing() -> None:
    table = stored({"weight_kg": None})
    assert price_changes(table, OPEN, ANY, published(table, OPEN)).empty
