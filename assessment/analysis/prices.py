"""Prices and volumes: index numbers, direct and chained, and the growth of value split between them.

An index of prices and one of quantities answer how much of the growth of trade is dearer goods and how much is more of them.
What may stand for a price is the matter of `unit_values`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Formula: TypeAlias = Literal["laspeyres", "paasche", "fisher", "tornqvist"]

FORMULAS: tuple[Formula, ...] = ("laspeyres", "paasche", "fisher", "tornqvist")

DRIFT_PERCENT = 2.0
"""Where the chained index leaves the direct one by more, both must be shown."""


@dataclass(frozen=True)
class IndexNumbers:
    """Index numbers of several periods by four formulas; 1 in the base period.

    Attributes
    ----------
    direct
        Each period against the base period; index: periods, columns: `FORMULAS`.
    chained
        Product of the links from period to period, of the same shape. A link that cannot be formed leaves everything beyond
        it (seen from the base) NaN.
    coverage
        Fractions of the value that the goods compared hold, by period. `base` and `period`: of the base period's and of the
        period's own value, for the direct index; `link_before` and `link_period`: of the two periods of the link that ends in
        the period, NaN in the first. Value of goods whose price or quantity is missing is not known and not in the whole.
    """

    direct: pd.DataFrame
    chained: pd.DataFrame
    coverage: pd.DataFrame

    @property
    def gap(self) -> pd.DataFrame:
        """Chained index against the direct one, in percent: 100 · (chained / direct − 1)."""
        return 100 * (self.chained / self.direct - 1)

    @property
    def drifts(self) -> pd.Series:
        """Whether the two Fisher indices differ by more than `DRIFT_PERCENT`; then both must be shown. False where NaN."""
        return self.gap["fisher"].abs() > DRIFT_PERCENT


def price_indices(prices: pd.DataFrame, quantities: pd.DataFrame, base: object = None) -> IndexNumbers:
    """Return Laspeyres, Paasche, Fisher and Törnqvist price indices, direct and chained.

    With period 0 the earlier and 1 the later: L = Σp₁q₀ / Σp₀q₀, P = Σp₁q₁ / Σp₀q₁, F = √(L·P),
    T = Π (p₁/p₀)^((s₀+s₁)/2), where s are shares in value.

    Parameters
    ----------
    prices, quantities
        One row a period, one column a product, none negative; the rows are put in the order of the index.
    base
        Label of the period that is 1; the first by default.

    Returns
    -------
    IndexNumbers
        Two periods are compared over the products that have a positive price and a positive quantity in both (matched model):
        a good that was not sold has no price, and a zero or missing entry takes the product out of that comparison only. NaN
        where no product is left. One period gives 1.

    Raises
    ------
    ValueError
        If the frames differ in periods or products, a label occurs twice, a number is negative or infinite, or the base is
        none of the periods.

    References
    ----------
    Balk (2008), Price and Quantity Index Numbers; Producer Price Index Manual (2004), chapter 19.

    Examples
    --------
    >>> prices = pd.DataFrame({"longan": [1.0, 2.0], "dragon fruit": [1.0, 1.0]}, index=[2023, 2024])
    >>> quantities = pd.DataFrame({"longan": [1.0, 1.0], "dragon fruit": [1.0, 2.0]}, index=[2023, 2024])
    >>> price_indices(prices, quantities).direct.loc[2024].round(4).to_dict()
    {'laspeyres': 1.5, 'paasche': 1.3333, 'fisher': 1.4142, 'tornqvist': 1.4142}
    """
    price, quantity = aligned(prices, quantities)
    return _indices(price, quantity, _place(price.index, base))


def quantity_indices(prices: pd.DataFrame, quantities: pd.DataFrame, base: object = None) -> IndexNumbers:
    """Return the quantity indices of the four formulas, direct and chained: prices and quantities change their parts.

    Arguments, refusals and errors are those of `price_indices`. Fisher's price and quantity index multiply to the value index
    of the matched products exactly, and so do Laspeyres' of one with Paasche's of the other; Törnqvist's only nearly.

    Examples
    --------
    >>> prices = pd.DataFrame({"longan": [1.0, 2.0], "dragon fruit": [1.0, 1.0]}, index=[2023, 2024])
    >>> quantities = pd.DataFrame({"longan": [1.0, 1.0], "dragon fruit": [1.0, 2.0]}, index=[2023, 2024])
    >>> found = quantity_indices(prices, quantities).direct.loc[2024, "fisher"]
    >>> prices_index = price_indices(prices, quantities).direct.loc[2024, "fisher"]
    >>> print(f"{found:.4f} × {prices_index:.4f} = {found * prices_index:.4f}")
    1.4142 × 1.4142 = 2.0000
    """
    price, quantity = aligned(prices, quantities)
    return _indices(quantity, price, _place(price.index, base))


def value_split(
    prices: pd.DataFrame,
    quantities: pd.DataFrame,
    formula: Formula = "fisher",
    base: object = None,
    chained: bool = False,
) -> pd.DataFrame:
    """Split the index of value into price, quantity, and goods that only one of the two periods has.

    Parameters
    ----------
    prices, quantities, base
        As in `price_indices`.
    formula
        Formula of the price index. The quantity index is what it leaves of the value of the matched products, so that
        value = price × quantity exactly: with ``laspeyres`` prices it is Paasche's, with ``fisher`` Fisher's.
    chained
        Whether to use the chained index; then goods are matched from period to period, not with the base.

    Returns
    -------
    DataFrame
        Index: periods. Columns `value` (all goods with price and quantity, 1 in the base), `price`, `quantity` and
        `unmatched` (share of the base's value in matched goods over that of the period: above 1 where new goods outweigh lost
        ones). value = price · quantity · unmatched, so the logarithms of the three, `np.log(found)`, add up to the growth of
        value in logarithms: these are the contributions. NaN as in `price_indices`.

    Raises
    ------
    ValueError
        If the formula is none of the four, or as in `price_indices`.

    Examples
    --------
    >>> prices = pd.DataFrame({"longan": [1.0, 2.0], "durian": [np.nan, 4.0]}, index=[2023, 2024])
    >>> quantities = pd.DataFrame({"longan": [2.0, 3.0], "durian": [np.nan, 1.0]}, index=[2023, 2024])
    >>> value_split(prices, quantities).loc[2024].round(4).to_dict()
    {'value': 5.0, 'price': 2.0, 'quantity': 1.5, 'unmatched': 1.6667}
    """
    if formula not in FORMULAS:
        raise ValueError(f"formula {formula!r}: expected one of {', '.join(FORMULAS)}")
    price, quantity = aligned(prices, quantities)
    place = _place(price.index, base)
    found = _indices(price, quantity, place)
    values = (price * quantity).sum(axis=1, min_count=1)
    if chained:
        index = found.chained[formula]
        links = (found.coverage["link_before"] / found.coverage["link_period"]).to_numpy()
        unmatched = pd.Series(_cumulated(links[1:], place), price.index)
    else:
        index = found.direct[formula]
        unmatched = found.coverage["base"] / found.coverage["period"]
    value = values / (values.iloc[place] if values.iloc[place] > 0 else np.nan)
    return pd.DataFrame({"value": value, "price": index, "quantity": value / unmatched / index, "unmatched": unmatched})


def aligned(prices: pd.DataFrame, quantities: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both frames in the order of their periods; refuse what cannot be compared.

    Raises
    ------
    ValueError
        If the frames differ in periods or products, are empty, a label occurs twice, or a number is negative or infinite.

    Examples
    --------
    >>> price, quantity = aligned(pd.DataFrame({"a": [1, 2]}, index=[2024, 2023]), pd.DataFrame({"a": [3, 4]}, index=[2023, 2024]))
    >>> price["a"].tolist(), quantity["a"].tolist()
    ([2.0, 1.0], [3.0, 4.0])
    """
    for axis, labels in (("period", prices.index), ("product", prices.columns)):
        if labels.has_duplicates:
            raise ValueError(f"{axis} {labels[labels.duplicated()][0]!s} occurs more than once; give it once")
    if len(prices) == 0:
        raise ValueError("no period is given; expected at least one row")
    same_periods = prices.index.sort_values().equals(quantities.index.sort_values())
    if not same_periods or set(prices.columns) != set(quantities.columns) or prices.shape != quantities.shape:
        raise ValueError("prices and quantities differ in their periods or products; give both for the same ones")
    price = prices.sort_index().astype(float)
    quantity = quantities.loc[price.index, price.columns].astype(float)
    for frame in (price, quantity):
        numbers = frame.to_numpy()
        wrong = np.argwhere((numbers < 0) | np.isinf(numbers))
        if len(wrong):
            row, column = wrong[0]
            raise ValueError(
                f"{numbers[row, column]:g} for {frame.columns[column]} in {frame.index[row]!s}: "
                "expected zero or more, or NaN where it is not known"
            )
    return price, quantity


def _place(periods: pd.Index, base: object) -> int:
    if base is None:
        return 0
    places = np.flatnonzero(periods == base)
    if len(places) == 0:
        raise ValueError(f"base {base!r} is none of the periods {periods[0]!s} to {periods[-1]!s}")
    return int(places[0])


def _indices(first: pd.DataFrame, second: pd.DataFrame, place: int) -> IndexNumbers:
    """Return the indices of `first` weighted by `second`, with the row `place` as base."""
    p, q = first.to_numpy(), second.to_numpy()
    direct, base, period = _compared(p[[place]], q[[place]], p, q)
    links, before, after = _compared(p[:-1], q[:-1], p[1:], q[1:])
    chained = np.column_stack([_cumulated(links[:, column], place) for column in range(len(FORMULAS))])
    coverage = {"base": base, "period": period, "link_before": [np.nan, *before], "link_period": [np.nan, *after]}
    periods, columns = first.index, list(FORMULAS)
    return IndexNumbers(
        pd.DataFrame(direct, periods, columns),
        pd.DataFrame(chained, periods, columns),
        pd.DataFrame(coverage, periods),
    )


def _compared(p0: Floats, q0: Floats, p1: Floats, q1: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the four indices, row by row, and the matched goods' shares in the value of the earlier and the later period."""
    matched = (p0 > 0) & (q0 > 0) & (p1 > 0) & (q1 > 0)
    old_p, old_q, new_p, new_q = (np.where(matched, part, 0.0) for part in np.broadcast_arrays(p0, q0, p1, q1))
    old_value, new_value = old_p * old_q, new_p * new_q
    old, new = old_value.sum(axis=1), new_value.sum(axis=1)
    # A comparison without matched goods divides 0 by 0: NaN is what it is worth.
    with np.errstate(invalid="ignore", divide="ignore"):
        laspeyres = (new_p * old_q).sum(axis=1) / old
        paasche = new / (old_p * new_q).sum(axis=1)
        weights = (old_value / old[:, None] + new_value / new[:, None]) / 2
        relatives = np.log(np.divide(new_p, old_p, out=np.ones(matched.shape), where=matched))
        tornqvist = np.exp((weights * relatives).sum(axis=1))
        shares = old / np.nansum(p0 * q0, axis=1), new / np.nansum(p1 * q1, axis=1)
    return np.column_stack([laspeyres, paasche, np.sqrt(laspeyres * paasche), tornqvist]), *shares


def _cumulated(links: Floats, place: int) -> Floats:
    """Return the products of the links, 1 at `place`, outwards from there so that a gap spoils only what lies beyond it."""
    later = np.cumprod(links[place:])
    earlier = np.cumprod(1 / links[:place][::-1])[::-1]
    return np.concatenate([earlier, [1.0], later])
