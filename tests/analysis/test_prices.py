"""Index numbers: the worked example of GOLDEN T1, T2 and T4, the laws of index theory, and what missing goods do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.analysis.prices import FORMULAS, price_indices, quantity_indices, value_split
from assessment.analysis.unit_values import unit_values

# Balk (2008), tables 3.1 and 3.2, from the PPI Manual (2004), tables 19.1 and 19.2; one row a product, periods 1 to 5.
PERIODS = [1, 2, 3, 4, 5]
PRICES = pd.DataFrame(
    [
        (1, 1.2, 1, 0.8, 1),
        (1, 3, 1, 0.5, 1),
        (1, 1.3, 1.5, 1.6, 1.6),
        (1, 0.7, 0.5, 0.3, 0.1),
        (1, 1.4, 1.7, 1.9, 2),
        (1, 0.8, 0.6, 0.4, 0.2),
    ],
    columns=PERIODS,
).T
QUANTITIES = pd.DataFrame(
    [
        (1, 0.8, 1, 1.2, 0.9),
        (1, 0.9, 1.1, 1.2, 1.2),
        (2, 1.9, 1.8, 1.9, 2),
        (1, 1.3, 3, 6, 12),
        (4.5, 4.7, 5, 5.6, 6.5),
        (0.5, 0.6, 0.8, 1.3, 2.5),
    ],
    columns=PERIODS,
).T
BALK = {
    "laspeyres": [1, 1.4200, 1.3450, 1.3550, 1.4400],
    "paasche": [1, 1.3824, 1.2031, 1.0209, 0.7968],
    "fisher": [1, 1.4011, 1.2721, 1.1762, 1.0712],
    "tornqvist": [1, 1.4052, 1.2890, 1.2268, 1.2477],
}

few = settings(max_examples=25, deadline=None)  # each example builds several frames
positive = st.floats(0.05, 20)
goods = st.tuples(st.integers(2, 5), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(arrays(float, shape, elements=positive), arrays(float, shape, elements=positive))
)


def frames(pair):
    return pd.DataFrame(pair[0]), pd.DataFrame(pair[1])


@pytest.mark.parametrize("formula", FORMULAS)
def test_price_indices_balk2008(formula):
    """T1. Balk (2008), tables 3.4 to 3.12, through gpindex; direct indices, four digits."""
    assert price_indices(PRICES, QUANTITIES).direct[formula].tolist() == pytest.approx(BALK[formula], abs=5e-5)


def test_value_and_fisher_quantity_balk2008():
    """T2. Value index, Fisher quantity index, and their product to 1e-12."""
    price, quantity = price_indices(PRICES, QUANTITIES).direct, quantity_indices(PRICES, QUANTITIES).direct
    split = value_split(PRICES, QUANTITIES)
    assert split["value"].tolist() == pytest.approx([1, 1.41, 1.528, 1.756, 2.0], abs=1e-12)
    assert quantity["fisher"].tolist() == pytest.approx([1, 1.0064, 1.2012, 1.4930, 1.8671], abs=5e-5)
    np.testing.assert_allclose(price["fisher"] * quantity["fisher"], split["value"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(split["quantity"], quantity["fisher"], rtol=1e-12)


def test_mixed_basket_balk2008():
    """T4. The unit value of the whole basket falls to 0.7968 where Fisher gives 1.0712; it is Paasche's, as all p0 are 1."""
    value = (PRICES * QUANTITIES).sum(axis=1).to_frame("all")
    mixed = unit_values(value, QUANTITIES.sum(axis=1).to_frame("all"), pd.Series({"all": "kg"})).prices["all"]
    assert mixed[5] / mixed[1] == pytest.approx(0.7968, abs=5e-5)
    assert mixed[5] / mixed[1] == pytest.approx(price_indices(PRICES, QUANTITIES).direct.loc[5, "paasche"])


def test_chained_fisher_balk2008():
    """METHODS 7.6: direct and chained Fisher of period 5 are 1.0712 and 1.2226, so both must be shown; two periods cannot differ."""
    found = price_indices(PRICES, QUANTITIES)
    assert found.chained.loc[5, "fisher"] == pytest.approx(1.2226, abs=5e-5)
    assert found.gap.loc[5, "fisher"] == pytest.approx(100 * (1.2226 / 1.0712 - 1), abs=0.01)
    assert found.drifts.tolist() == [False, False, True, True, True]
    assert not price_indices(PRICES.loc[:2], QUANTITIES.loc[:2]).drifts.any()


def test_contributions_in_logarithms():
    """From 1 to 5 value doubles: ln 2 = ln 1.0712 + ln 1.8671."""
    logs = np.log(value_split(PRICES, QUANTITIES)).loc[5]
    assert logs["value"] == pytest.approx(np.log(2))
    assert logs[["price", "quantity"]].tolist() == pytest.approx([np.log(1.0712), np.log(1.8671)], abs=5e-5)
    assert logs["unmatched"] == 0


def test_laspeyres_prices_leave_paasche_quantities():
    quantity = quantity_indices(PRICES, QUANTITIES).direct
    np.testing.assert_allclose(value_split(PRICES, QUANTITIES, "laspeyres")["quantity"], quantity["paasche"])
    np.testing.assert_allclose(value_split(PRICES, QUANTITIES, "paasche")["quantity"], quantity["laspeyres"])


def test_a_product_missing_in_one_period_leaves_that_comparison_only():
    """By hand: product b is not traded in 2; value 6, 6, 12, matched 2 of 6 in the base and all of 2."""
    prices = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [2.0, np.nan, 3.0]}, index=[1, 2, 3])
    quantities = pd.DataFrame({"a": [2.0, 3.0, 3.0], "b": [2.0, 0.0, 1.0]}, index=[1, 2, 3])
    found = price_indices(prices, quantities)
    assert found.direct["fisher"].tolist() == pytest.approx([1, 2, (12 / 6 * 12 / 5) ** 0.5])
    assert found.chained["fisher"].tolist() == pytest.approx([1, 2, 3])
    assert found.coverage.loc[2].tolist() == pytest.approx([1 / 3, 1, 1 / 3, 1])
    assert found.coverage.loc[3].tolist() == pytest.approx([1, 1, 1, 9 / 12])
    assert np.isnan(found.coverage.loc[1, "link_before"])
    for chained in (False, True):
        split = value_split(prices, quantities, chained=chained)
        assert split["value"].tolist() == pytest.approx([1, 1, 2])
        np.testing.assert_allclose(split["price"] * split["quantity"] * split["unmatched"], split["value"])
    assert split["unmatched"].tolist() == pytest.approx([1, 1 / 3, 4 / 9])


def test_a_gap_in_the_chain_spoils_only_what_lies_beyond_it():
    prices = pd.DataFrame({"a": [1.0, 2.0, np.nan, 4.0, 4.0]})
    quantities = pd.DataFrame({"a": [1.0, 1.0, 1.0, 1.0, 1.0]})
    found = price_indices(prices, quantities)
    assert found.chained["fisher"].tolist()[:2] == [1, 2]
    assert found.chained["fisher"].isna().tolist() == [False, False, True, True, True]
    assert found.direct["fisher"].isna().tolist() == [False, False, True, False, False]
    late = price_indices(prices, quantities, base=3)
    assert late.chained["fisher"].isna().tolist() == [True, True, True, False, False]
    assert not found.drifts[2]
    assert np.isnan(value_split(prices, quantities).loc[2, "value"])


def test_nothing_in_common_is_not_a_number():
    prices = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 2.0]})
    found = price_indices(prices, prices)
    assert found.direct.loc[1].isna().all()
    assert found.coverage.loc[1, ["base", "period"]].tolist() == [0, 0]
    nothing = price_indices(prices * 0, prices * 0)
    assert nothing.direct.isna().all().all()
    assert value_split(prices * 0, prices * 0).isna().all().all()


def test_one_period_is_one():
    found = price_indices(PRICES.loc[[3]], QUANTITIES.loc[[3]])
    assert (found.direct == 1).all().all()
    assert (found.chained == 1).all().all()


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="differ in their periods or products"):
        price_indices(PRICES, QUANTITIES.loc[:4])
    with pytest.raises(ValueError, match="differ in their periods or products"):
        price_indices(PRICES, QUANTITIES.drop(columns=0))
    with pytest.raises(ValueError, match=r"-1 for 0 in 1: expected zero or more"):
        price_indices(PRICES * -1, QUANTITIES)
    with pytest.raises(ValueError, match="inf for 2 in 3"):
        price_indices(PRICES, QUANTITIES.replace({2: {1.8: np.inf}}))
    with pytest.raises(ValueError, match="period 1 occurs more than once"):
        price_indices(pd.concat([PRICES, PRICES]), QUANTITIES)
    with pytest.raises(ValueError, match="product 0 occurs more than once"):
        price_indices(pd.concat([PRICES, PRICES], axis=1), QUANTITIES)
    with pytest.raises(ValueError, match="at least one row"):
        price_indices(PRICES.loc[[]], QUANTITIES.loc[[]])
    with pytest.raises(ValueError, match="base 9 is none of the periods 1 to 5"):
        price_indices(PRICES, QUANTITIES, base=9)
    with pytest.raises(ValueError, match="expected one of laspeyres, paasche, fisher, tornqvist"):
        value_split(PRICES, QUANTITIES, "walsh")  # type: ignore[arg-type]


@few
@given(goods)
def test_factor_reversal_of_fisher(pair):
    price, quantity = frames(pair)
    product = price_indices(price, quantity).direct["fisher"] * quantity_indices(price, quantity).direct["fisher"]
    values = (price * quantity).sum(axis=1)
    np.testing.assert_allclose(product, values / values[0], rtol=1e-9)


@few
@given(goods)
def test_time_reversal_of_fisher_and_tornqvist(pair):
    price, quantity = frames(pair)
    last = len(price) - 1
    forth = price_indices(price, quantity).direct.loc[last]
    back = price_indices(price, quantity, base=last).direct.loc[0]
    for formula in ("fisher", "tornqvist"):
        assert forth[formula] * back[formula] == pytest.approx(1, rel=1e-9)
    # Laspeyres seen from the other end is one over Paasche.
    assert forth["laspeyres"] * back["paasche"] == pytest.approx(1, rel=1e-9)


@few
@given(goods)
def test_changing_the_base_rescales_the_chain(pair):
    price, quantity = frames(pair)
    last = len(price) - 1
    first, moved = price_indices(price, quantity).chained, price_indices(price, quantity, base=last).chained
    np.testing.assert_allclose(moved, first / first.loc[last], rtol=1e-9)


@few
@given(goods, st.floats(0.1, 10))
def test_proportionality(pair, factor):
    """Where every price moves by one factor, every formula gives that factor."""
    price, quantity = frames(pair)
    price.iloc[-1] = factor * price.iloc[0]
    np.testing.assert_allclose(price_indices(price, quantity).direct.iloc[-1], factor, rtol=1e-9)


@few
@given(goods)
def test_indices_lie_between_the_smallest_and_the_largest_relative(pair):
    price, quantity = frames(pair)
    relatives = price / price.loc[0]
    found = price_indices(price, quantity).direct
    for formula in FORMULAS:
        assert (found[formula] >= relatives.min(axis=1) * (1 - 1e-9)).all()
        assert (found[formula] <= relatives.max(axis=1) * (1 + 1e-9)).all()


@few
@given(goods, st.randoms(use_true_random=False), st.floats(0.01, 100))
def test_order_and_units_do_not_matter(pair, random, factor):
    """Rows and products in any order; one product counted in tonnes instead of kilograms; another currency."""
    price, quantity = frames(pair)
    plain = price_indices(price, quantity)
    rows, columns = random.sample(list(price.index), len(price)), random.sample(list(price), price.shape[1])
    shuffled = price_indices(price.loc[rows, columns], quantity)
    pd.testing.assert_frame_equal(shuffled.chained, plain.chained, rtol=1e-9)
    other = price.copy(), quantity.copy()
    other[0][0] *= factor
    other[1][0] /= factor
    pd.testing.assert_frame_equal(price_indices(*other).direct, plain.direct, rtol=1e-9)
    pd.testing.assert_frame_equal(price_indices(price * factor, quantity).direct, plain.direct, rtol=1e-9)


@few
@given(goods, st.lists(st.booleans(), min_size=30, max_size=30), st.sampled_from(FORMULAS), st.booleans())
def test_parts_multiply_to_value_with_missing_goods(pair, gone, formula, chained):
    price, quantity = frames(pair)
    hidden = np.array(gone)[: price.size].reshape(price.shape)
    split = value_split(price.mask(hidden), quantity, formula, chained=chained)
    known = split.dropna()
    np.testing.assert_allclose(known["price"] * known["quantity"] * known["unmatched"], known["value"], rtol=1e-9)
    assert len(known) or hidden.any()
