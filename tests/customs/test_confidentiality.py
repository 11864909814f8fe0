"""What was hidden cannot be worked out from what is shown: the attack."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from assessment.customs.confidentiality import MEASURES, Rule, equations, protect, protect_linked, rule, sensitive
from assessment.customs.errors import GoodsLinesError
from assessment.customs.monthly import ALL, margins

from .exports import stored

BY = ["row", "column"]
RULE = Rule(traders=3, dominance=85.0, protection=10.0)


def published(seed: int, rows: int, columns: int) -> pd.DataFrame:
    """Return a table of random cells, some of few traders, with its totals, as `margins` gives it."""
    rng = np.random.default_rng(seed)
    cells = {
        (str(row), str(column)): dict(
            zip(rng.integers(0, 30, 8), rng.lognormal(8, 1.5, rng.integers(1, 9)).round(2), strict=False)
        )
        for row, column in product(range(rows), range(columns))
        if rng.random() > 0.15
    }
    entries = []
    for row, column in product([*map(str, range(rows)), ALL], [*map(str, range(columns)), ALL]):
        inside = [cell for (r, c), cell in cells.items() if row in (r, ALL) and column in (c, ALL)]
        of = pd.Series(
            [value for cell in inside for value in cell.values()], index=[trader for cell in inside for trader in cell]
        )
        if len(of):
            sums = of.groupby(level=0).sum()
            entries.append((row, column, of.sum(), 1.0, len(of), len(of), len(sums), sums.max(), len(of), len(of)))
    return pd.DataFrame(entries, columns=[*BY, *MEASURES])


def attack(table: pd.DataFrame, shown: pd.DataFrame, at: int) -> tuple[float, float]:
    """Return the least and the most a hidden value can be for who sees the rest and knows that no value is negative."""
    sums, hidden = equations(table, BY).toarray(), (shown["hidden"] != "").to_numpy()
    values = shown["value_usd"].fillna(0).to_numpy()
    scale = values.max() or 1.0
    known = -(sums[:, ~hidden] @ values[~hidden]) / scale
    aim = np.zeros(hidden.sum())
    aim[np.flatnonzero(hidden).tolist().index(at)] = 1
    ends = [linprog(sign * aim, A_eq=sums[:, hidden], b_eq=known, bounds=(0, None), method="highs") for sign in (1, -1)]
    assert all(end.status in (0, 3) for end in ends)
    low, high = (sign * end.fun * scale if end.status == 0 else np.inf for sign, end in zip((1, -1), ends, strict=True))
    return low, high


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 6))
def test_the_attack_never_comes_nearer_than_the_protection(seed: int, rows: int, columns: int) -> None:
    table = published(seed, rows, columns)
    if table.empty:
        return
    shown = protect(table, BY, RULE)
    for at in np.flatnonzero(shown["hidden"] == "primary"):
        low, high = attack(table, shown, at)
        value = table["value_usd"][at]
        assert low <= 0.9 * value * (1 + 1e-6)
        assert high >= 1.1 * value * (1 - 1e-6)


def test_without_more_than_the_rule_the_attack_succeeds() -> None:
    exact = 0
    for seed in range(20):
        table = published(seed, 4, 4)
        shown = protect(table, BY, RULE)
        bare = shown.assign(
            hidden=shown["hidden"].where(shown["hidden"] == "primary", ""), value_usd=table["value_usd"]
        )
        for at in np.flatnonzero(bare["hidden"] == "primary"):
            low, high = attack(table, bare.assign(value_usd=bare["value_usd"].mask(bare["hidden"] != "")), at)
            exact += high - low < 0.01
    assert exact > 20


def test_a_hidden_figure_takes_three_others_with_it() -> None:
    values = {("a", "x"): 10.0, ("a", "y"): 200.0, ("b", "x"): 300.0, ("b", "y"): 400.0}
    entries = []
    for row, column in product(["a", "b", ALL], ["x", "y", ALL]):
        value = sum(value for (r, c), value in values.items() if row in (r, ALL) and column in (c, ALL))
        traders = 1 if (row, column) == ("a", "x") else 9
        entries.append((row, column, value, 1.0, 9, 9, traders, value / traders, 9, 9))
    shown = protect(pd.DataFrame(entries, columns=[*BY, *MEASURES]), BY, RULE).set_index(BY)
    assert shown["hidden"].unstack().loc[["a", "b", ALL], ["x", "y", ALL]].values.tolist() == [
        ["primary", "complementary", ""], ["complementary", "complementary", ""], ["", "", ""],
    ]  # fmt: skip
    assert shown.loc[("a", "x"), [name for name in MEASURES if name != "largest_usd"]].isna().all()
    assert "largest_usd" not in shown


def test_a_table_of_one_figure_is_hidden_with_its_totals() -> None:
    shown = protect(margins(stored({}), ["flow", "hs"]), ["flow", "hs"], rule())
    assert shown["value_usd"].isna().all()


def test_from_lines_to_a_table_that_may_be_published() -> None:
    lines = [
        {"declaration_key": at, "trader": str(at), "hs": hs, "regime": regime, "value_usd": 100.0 + at}
        for at, (hs, regime) in enumerate(
            [("07133490", "A11"), ("08101000", "A11"), ("07133490", "B11"), ("08101000", "B11")] * 5
        )
    ]
    by = ["flow", "hs"]
    assert (protect(margins(stored(*lines), by), by, rule())["hidden"] == "").all()
    alone = [*lines[2:], {"declaration_key": 99, "trader": "99", "hs": "85171300", "value_usd": 50.0}]
    shown = protect(margins(stored(*alone), by), by, rule()).set_index(by)
    assert shown.loc[("import", "85"), "hidden"] == "primary"
    assert (shown["hidden"] == "complementary").any()


@pytest.mark.parametrize(
    ("traders", "largest", "lines", "hidden"), [(2, 10, 5, True), (3, 86, 5, True), (3, 85, 5, False), (0, 0, 0, False)]
)
def test_the_rule(traders: int, largest: float, lines: int, hidden: bool) -> None:
    row = pd.DataFrame([(100.0, 1.0, lines, 1, traders, largest, 1, 1)], columns=list(MEASURES))
    assert sensitive(row, RULE).tolist() == [hidden]


def test_a_table_without_its_totals_is_refused() -> None:
    table = published(1, 3, 3)
    with pytest.raises(GoodsLinesError, match="lacks the total"):
        protect(table[table["row"] != ALL], BY, RULE)
    table.loc[0, "value_usd"] += 1
    with pytest.raises(GoodsLinesError, match="not the sum"):
        protect(table, BY, RULE)


def test_what_nobody_prints_is_hidden_at_no_cost_and_protected_all_the_same() -> None:
    """Chapters a and b, groups x and y, of which totals alone are printed: what a and x have in common is one trader's."""
    entries = [
        (row, column, value, 1.0, 9, 9, traders, value / traders, 9, 9)
        for row, column, value, traders in (
            ("a", "x", 100.0, 1), ("a", "y", 700.0, 9), ("b", "y", 900.0, 9), ("a", ALL, 800.0, 9), ("b", ALL, 900.0, 9),
            (ALL, "x", 100.0, 1), (ALL, "y", 1600.0, 9), (ALL, ALL, 1700.0, 9),
        )
    ]  # fmt: skip
    table = pd.DataFrame(entries, columns=[*BY, *MEASURES])
    totals = (table[BY] == ALL).any(axis=1).to_numpy()
    shown = protect_linked(table, equations(table, BY), totals, RULE, ~totals).set_index(BY)["hidden"]
    assert shown[("a", "x")] == shown[(ALL, "x")] == "primary"
    assert shown[(ALL, "y")] == "complementary"
    assert (shown[[("a", ALL), ("b", ALL), (ALL, ALL)]] == "").all(), "what gives way is not printed: the chapters stay"
    bare = table.assign(traders=9, largest_usd=1.0)
    shown = protect_linked(bare, equations(bare, BY), totals, RULE, ~totals)["hidden"]
    assert (shown[totals] == "").all(), "without a trader to protect everything that is printed stays"
    assert (shown[~totals] == "complementary").all()
