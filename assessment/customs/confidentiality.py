"""Figures that would show a single trader are hidden, and with them as many others as keep them from being worked out from totals.

A table is published with its totals, so each hidden figure stands in sums whose other terms can be read, and linear programming
bounds it. For each figure to be hidden we therefore look for another table with the same published figures in which it is higher by
the protection, and one in which it is lower (the linear relaxation of the cell suppression problem of Fischetti and Salazar 2001, one
figure after the other). What has to change in these tables is hidden too, the least value first. The tables found are the proof.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, lil_array
from scipy.sparse.csgraph import connected_components

from assessment.customs.errors import GoodsLinesError
from assessment.customs.monthly import ALL

MEASURES: Final = (
    "value_usd",
    "weight_kg",
    "lines",
    "declarations",
    "traders",
    "largest_usd",
    "lines_valued",
    "lines_weighed",
)
PRIMARY, COMPLEMENTARY = "primary", "complementary"
# To hide a total costs more than to hide what it is the sum of, value for value.
_TOTAL: Final = 10.0

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rule:
    """Fewer than `traders`, or a largest one above `dominance` percent of the value; `protection` in percent around the value."""

    traders: int
    dominance: float
    protection: float


def rule() -> Rule:
    """Return the rule in force.

    >>> rule().traders
    3
    """
    return Rule(
        **tomllib.loads(files("assessment").joinpath("customs", "confidentiality.toml").read_text(encoding="utf-8"))
    )


def sensitive(table: pd.DataFrame, rule: Rule) -> pd.Series[bool]:
    """Return which figures may not be shown: something was traded, by too few, or most of it by one."""
    largest, value = (table[name].astype("float64") for name in ("largest_usd", "value_usd"))
    return (table["lines"] > 0) & ((table["traders"] < rule.traders) | (largest > rule.dominance / 100 * value))


def protect(table: pd.DataFrame, by: Sequence[str], rule: Rule) -> pd.DataFrame:
    """Return a table with what may not be shown taken out.

    Parameters
    ----------
    table
        What `margins` returns: every combination of the keys that occurs, and all totals (`all`).
    by
        The keys.
    rule
        When a figure may not be shown.

    Returns
    -------
    pd.DataFrame
        The same rows with the measures of hidden ones empty, and `hidden`: `primary`, `complementary` or empty. The value of the
        largest trader is never in it.

    Raises
    ------
    GoodsLinesError
        If a total is missing, or is not the sum of its parts.

    Notes
    -----
    Each table is protected by itself: tables that share figures (months and their year, HS2 and HS4) have to be protected as one table
    with a key more, or published at one level only. Figures of value unknown count as nothing.
    """
    table = table.reset_index(drop=True)
    return protect_linked(table, equations(table, by), (table[list(by)] == ALL).any(axis=1).to_numpy(), rule)


def protect_linked(
    table: pd.DataFrame,
    sums: Any,
    totals: npt.NDArray[np.bool_],
    rule: Rule,
    unprinted: npt.NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Return figures that hang together by sums of any kind with what may not be shown taken out.

    Parameters
    ----------
    table
        Figures with `MEASURES`, the rows in the order of the columns of `sums`.
    sums
        What `equations` gives: rows whose product with the values is 0.
    totals
        Which rows are totals; to hide one costs more than to hide a part.
    rule
        When a figure may not be shown.
    unprinted
        Which rows nobody prints: they are hidden from the start at no cost, and those the rule forbids to show may not be worked out
        from what is printed either. By default none.

    Returns
    -------
    pd.DataFrame
        As `protect`.

    Raises
    ------
    GoodsLinesError
        If a total is not the sum of its parts.
    """
    values: Numbers = np.asarray(table["value_usd"].astype("float64").fillna(0), np.float64)
    if len(values) and np.abs(sums @ values).max(initial=0) > 1e-6 * max(1.0, values.max()):
        raise GoodsLinesError(
            "a total is not the sum of its parts", "take the table and its totals from the same lines"
        )
    primary = sensitive(table, rule).to_numpy()
    hidden = primary.copy() if unprinted is None else primary | unprinted
    # Figures that no sum links say nothing of each other: each group of linked ones is a problem of its own.
    _, group = connected_components(sums.T @ sums, directed=False) if len(values) else (0, np.array([], int))
    for one in np.unique(group[primary]):
        own = np.flatnonzero(group == one)
        linked = csr_array(sums[:, own])
        linked = linked[np.flatnonzero(np.diff(linked.indptr))]
        hidden[own] = _complete(values[own], linked, primary[own], hidden[own], totals[own], rule.protection / 100)
    result = table.drop(columns="largest_usd")
    measures = [name for name in MEASURES if name in result]
    result[measures] = result[measures].astype("float64")
    result.loc[hidden, measures] = np.nan
    result["hidden"] = np.select([primary, hidden], [PRIMARY, COMPLEMENTARY], "")
    return result


def equations(table: pd.DataFrame, by: Sequence[str], above: Mapping[str, Sequence[str]] | None = None) -> Any:
    """Return the sums of a table as a sparse matrix whose product with the values is 0: one row a sum, 1 for a part, −1 for the total.

    Parameters
    ----------
    table
        Figures with their keys.
    by
        The keys.
    above
        For a key whose totals are not `all`: row by row, the value its total stands under (a month under its year); empty where
        it has no total.

    Raises
    ------
    GoodsLinesError
        If a total is missing.
    """
    place = {key: at for at, key in enumerate(zip(*(table[name] for name in by), strict=True))}
    named = [None if above is None else above.get(name) for name in by]
    groups: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for key, at in place.items():
        for axis, value in enumerate(key):
            ends = named[axis]
            end = ("" if value == ALL else ALL) if ends is None else ends[at]
            if end:
                groups.setdefault((axis, (*key[:axis], end, *key[axis + 1 :])), []).append(at)
    missing = [total for _, total in groups if total not in place]
    if missing:
        raise GoodsLinesError(f"the table lacks the total {missing[0]}", "take the table from `margins`")
    matrix = lil_array((len(groups), len(place)))
    for row, ((_, total), members) in enumerate(groups.items()):
        matrix[row, members] = 1.0
        matrix[row, place[total]] = -1.0
    return csr_array(matrix)


def _complete(
    values: Numbers,
    sums: Any,
    primary: npt.NDArray[np.bool_],
    unseen: npt.NDArray[np.bool_],
    totals: npt.NDArray[np.bool_],
    share: float,
) -> npt.NDArray[np.bool_]:
    """Return what has to be hidden, beside what is unseen anyway, so that every primary figure is protected both ways."""
    hidden = unseen.copy()
    weights = np.where(totals, _TOTAL, 1.0) * (values + values.max(initial=0) * 1e-3)
    # A table found for one figure often proves others safe too; these are not asked for again.
    # What rises and what falls have variables of their own.
    both = hstack([sums, -sums], format="csc")
    settled = ~primary | (values == 0)
    safe = {1.0: settled.copy(), -1.0: settled.copy()}
    for at, sign in product(np.flatnonzero(primary)[np.argsort(-values[primary], kind="stable")], (1.0, -1.0)):
        if safe[sign][at]:
            continue
        amount = share * values[at]
        change = _change(values, both, np.where(hidden, weights * 1e-6, weights), at, sign * amount)
        if change is None:
            # Nothing else in the table can give way, as in a table of one figure: then nothing of it is shown.
            return unseen | (values > 0)
        hidden |= np.abs(change) > 1e-9 * max(amount, 1e-12)
        for found in (change, -change):
            # The same change made larger is another such table, until a figure falls to nothing. What hardly moves proves nothing:
            # the solver is exact to some digits only.
            falls, clear = found < 0, np.abs(found) > 1e-3 * amount
            farthest = found[clear] * (values[falls] / -found[falls]).min(initial=np.inf)
            safe[1.0][clear] |= farthest >= share * values[clear] * (1 - 1e-9)
            safe[-1.0][clear] |= -farthest >= share * values[clear] * (1 - 1e-9)
    return hidden


def _change(values: Numbers, both: Any, weights: Numbers, at: int, by: float) -> Numbers | None:
    """Return how the figures change where one changes by an amount and all sums still hold, at the least weight; None if none can."""
    size, scale = len(values), max(abs(by), 1e-12)
    # Every figure may rise without end and fall to nothing; one that is nothing is seen to be empty and stays.
    bounds = np.zeros((2 * size, 2))
    bounds[:size, 1] = np.where(values > 0, np.inf, 0.0)
    bounds[size:, 1] = values / scale
    bounds[[at, size + at], 1] = 0.0
    bounds[at if by > 0 else size + at] = 1.0
    solved = linprog(
        np.concatenate([weights, weights]) / weights.max(),
        A_eq=both,
        b_eq=np.zeros(both.shape[0]),
        bounds=bounds,
        method="highs",
    )
    return np.asarray(scale * (solved.x[:size] - solved.x[size:]), np.float64) if solved.success else None
