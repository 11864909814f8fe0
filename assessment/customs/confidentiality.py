"""Figures that would show a single trader are hidden, and with them as many others as keep them from being worked out from totals.

A table is published with its totals, so each hidden figure stands in sums whose other terms can be read, and linear programming
bounds it. For each figure to be hidden we therefore look for another table with the same published figures in which it is higher by
the protection, and one in which it is lower (the linear relaxation of the cell suppression problem of Fischetti and Salazar 2001, one
figure after the other). What has to change in these tables is hidden too, the least value first. The tables found are the proof.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, lil_array

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
    values: Numbers = np.asarray(table["value_usd"].astype("float64").fillna(0), np.float64)
    sums = equations(table, by)
    if len(values) and np.abs(sums @ values).max(initial=0) > 1e-6 * max(1.0, values.max()):
        raise GoodsLinesError(
            "a total is not the sum of its parts", "take the table and its totals from the same lines"
        )
    primary = sensitive(table, rule).to_numpy()
    hidden = _complete(values, sums, primary, (table[list(by)] == ALL).any(axis=1).to_numpy(), rule.protection / 100)
    result = table.drop(columns="largest_usd")
    measures = [name for name in MEASURES if name in result]
    result[measures] = result[measures].astype("float64")
    result.loc[hidden, measures] = np.nan
    result["hidden"] = np.select([primary, hidden], [PRIMARY, COMPLEMENTARY], "")
    return result


def equations(table: pd.DataFrame, by: Sequence[str]) -> Any:
    """Return the sums of a table as a sparse matrix whose product with the values is 0: one row a sum, 1 for a part, −1 for the total.

    Raises
    ------
    GoodsLinesError
        If a total is missing.
    """
    place = {key: at for at, key in enumerate(zip(*(table[name] for name in by), strict=True))}
    groups: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for key, at in place.items():
        for axis, value in enumerate(key):
            if value != ALL:
                groups.setdefault((axis, (*key[:axis], ALL, *key[axis + 1 :])), []).append(at)
    missing = [total for _, total in groups if total not in place]
    if missing:
        raise GoodsLinesError(f"the table lacks the total {missing[0]}", "take the table from `margins`")
    matrix = lil_array((len(groups), len(place)))
    for row, ((_, total), members) in enumerate(groups.items()):
        matrix[row, members] = 1.0
        matrix[row, place[total]] = -1.0
    return csr_array(matrix)


def _complete(
    values: Numbers, sums: Any, primary: npt.NDArray[np.bool_], totals: npt.NDArray[np.bool_], share: float
) -> npt.NDArray[np.bool_]:
    """Return what has to be hidden so that every primary figure is protected both ways."""
    hidden = primary.copy()
    weights = np.where(totals, _TOTAL, 1.0) * (values + values.max(initial=0) * 1e-3)
    for at, sign in product(np.flatnonzero(primary)[np.argsort(-values[primary], kind="stable")], (1.0, -1.0)):
        change = _change(values, sums, np.where(hidden, weights * 1e-6, weights), at, sign * share * values[at])
        hidden |= change
    return hidden


def _change(values: Numbers, sums: Any, weights: Numbers, at: int, by: float) -> npt.NDArray[np.bool_]:
    """Return the figures that change where one changes by an amount and all sums still hold, at the least weight."""
    size, scale = len(values), max(abs(by), 1e-12)
    # Every figure may rise without end and fall to nothing; one that is nothing is seen to be empty and stays.
    movable = values > 0
    rises = [(0.0, None if free else 0.0) for free in movable]
    falls = [(0.0, value / scale) for value in values]
    rises[at] = falls[at] = (0.0, 0.0)
    (rises if by > 0 else falls)[at] = (1.0, 1.0)
    solved = linprog(
        np.concatenate([weights, weights]) / weights.max(),
        A_eq=hstack([sums, -sums]),
        b_eq=np.zeros(sums.shape[0]),
        bounds=[*rises, *falls],
        method="highs",
    )
    if not solved.success:
        # Nothing else in the table can give way, as in a table of one figure: then nothing of it is shown.
        return movable
    return np.asarray(solved.x[:size] + solved.x[size:] > 1e-9)
