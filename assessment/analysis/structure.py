"""Structure: shares, how concentrated a whole is on few of its parts, and how unequal the parts are.

Concentration (Herfindahl, concentration ratios) asks how much the largest hold; inequality (Gini, Theil, entropy) asks how far the
parts are from equal. Both depend on the number of parts: compare over time only with the same list, zeros included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]


def shares(parts: ArrayLike) -> Floats:
    """Return each part's share of their sum, as fractions that add up to 1.

    Parameters
    ----------
    parts
        Values of one unit, one-dimensional, none negative. Zeros are parts with share 0.

    Returns
    -------
    ndarray
        Fractions; all NaN where a part is missing or the sum is zero, because a share of an incomplete whole misleads.

    Raises
    ------
    ValueError
        If a part is negative or the values are not one-dimensional.

    Examples
    --------
    >>> shares([20, 50, 20, 10])
    array([0.2, 0.5, 0.2, 0.1])
    """
    values = np.asarray(parts, dtype=float)
    if values.ndim != 1:
        raise ValueError(f"parts have {values.ndim} dimensions: expected one")
    if (values < 0).any():
        raise ValueError(f"part {values[values < 0][0]:g} is negative: a share needs parts of zero or more")
    total = values.sum()
    if not total > 0:
        return np.full(values.shape, np.nan)
    return np.asarray(values / total, dtype=float)


@dataclass(frozen=True)
class Concentration:
    """Concentration of a whole on `count` parts.

    Attributes
    ----------
    herfindahl
        Herfindahl–Hirschman index Σ s² on fractions, from 1/n (all equal) to 1 (one part holds all).
    normalised_herfindahl
        (HHI − 1/n) / (1 − 1/n), from 0 to 1.
    unctad
        Concentration index of UNCTAD (Hirschman): (√HHI − √(1/n)) / (1 − √(1/n)), from 0 to 1. It is **not** the normalised
        HHI: 0.166 against 0.12 on the same data. Always name the one that is printed.
    effective_number
        1/HHI, the number of equal parts that would be as concentrated.
    largest
        Share of the largest part, as a fraction.
    dominance
        Dominance index Σ (s² / HHI)², the concentration of the Herfindahl index itself: near 1 where one part makes up nearly
        all of it, 1/n where all are equal.
    count
        Number of parts n, zeros included. Compare over time only with the same n.
    """

    herfindahl: float
    normalised_herfindahl: float
    unctad: float
    effective_number: float
    largest: float
    dominance: float
    count: int


def concentration(parts: ArrayLike) -> Concentration:
    """Return the concentration of a whole on its parts.

    Parameters
    ----------
    parts
        Values of one unit, one-dimensional, none negative; the list of parts must be the same in every period compared,
        because 1/n enters both normalisations.

    Returns
    -------
    Concentration
        All NaN where a part is missing or the sum is zero. With one part both normalisations are NaN: there is nothing to
        be concentrated against.

    Raises
    ------
    ValueError
        If a part is negative or the values are not one-dimensional.

    References
    ----------
    Hirschman (1964), "The paternity of an index", AER 54(5); UNCTAD Handbook of Statistics, concentration index; García Alba
    Iduñate (1994) for the dominance index.

    Examples
    --------
    >>> found = concentration([20, 50, 20, 10])
    >>> round(found.herfindahl, 4), round(found.normalised_herfindahl, 4), round(found.unctad, 4)
    (0.34, 0.12, 0.1662)
    >>> round(found.effective_number, 4)
    2.9412
    """
    fractions = shares(parts)
    count = len(fractions)
    herfindahl = float((fractions**2).sum()) if count else float("nan")
    even = 1 / count if count else float("nan")
    spread = count > 1
    return Concentration(
        herfindahl,
        (herfindahl - even) / (1 - even) if spread else float("nan"),
        (herfindahl**0.5 - even**0.5) / (1 - even**0.5) if spread else float("nan"),
        1 / herfindahl,
        float(fractions.max()) if count else float("nan"),
        float(((fractions**2 / herfindahl) ** 2).sum()) if count else float("nan"),
        count,
    )


def concentration_ratio(parts: ArrayLike, largest: int) -> float:
    """Return the concentration ratio CR_k: the share of the `largest` parts together, as a fraction.

    Parameters
    ----------
    parts
        Values of one unit, one-dimensional, none negative.
    largest
        How many parts are taken; all of them where there are no more. Ties at the edge do not matter: equal parts have equal
        shares.

    Returns
    -------
    float
        NaN where a part is missing or the sum is zero.

    Raises
    ------
    ValueError
        If `largest` is below 1, a part is negative or the values are not one-dimensional.

    Examples
    --------
    >>> round(concentration_ratio([0.2, 0.25, 0.4, 0.1, 0.05], 3), 2)
    0.85
    """
    if largest < 1:
        raise ValueError(f"largest = {largest}: expected at least 1 part")
    fractions = shares(parts)
    return float(np.sort(fractions)[::-1][:largest].sum()) if len(fractions) else float("nan")


def entropy(parts: ArrayLike) -> float:
    """Return the Shannon entropy −Σ s ln s of the shares, in natural units: from 0 (one part holds all) to ln n (all equal).

    A part of zero adds nothing (s ln s → 0). NaN where a part is missing or the sum is zero. Errors as `shares`.

    References
    ----------
    Shannon (1948), Bell System Technical Journal 27.

    Examples
    --------
    >>> round(entropy([1.0, 1.0, 0.0]), 6)
    0.693147
    """
    fractions = shares(parts)
    if len(fractions) == 0 or np.isnan(fractions).any():
        return float("nan")
    held = fractions[fractions > 0]
    return float(-(held * np.log(held)).sum())


def normalised_entropy(parts: ArrayLike) -> float:
    """Return the entropy over its largest value ln n, from 0 to 1; n counts the parts of zero too. NaN with a single part.

    Some packages divide by the logarithm of the number of parts above zero: not comparable over time when a part falls to zero.

    Examples
    --------
    >>> round(normalised_entropy([0.2, 0.25, 0.4, 0.1, 0.05]), 6)
    0.879203
    """
    count = np.size(parts)
    return entropy(parts) / float(np.log(count)) if count > 1 else float("nan")


def theil_t(parts: ArrayLike) -> float:
    """Return Theil's T, Σ s ln(n s) = ln n − entropy: from 0 (all equal) to ln n (one part holds all).

    T weights a part by its share, so that it is moved most by the large parts. It is **not** the mean log deviation, which some
    packages return under the name of Theil: 0.2502 against 0.2326 on the same data. A part of zero adds nothing. NaN where a
    part is missing or the sum is zero. Errors as `shares`.

    References
    ----------
    Theil (1967), Economics and Information Theory.

    Examples
    --------
    >>> round(theil_t([10, 10, 10, 20, 50]), 7)
    0.2502012
    """
    return float(np.log(np.size(parts))) - entropy(parts) if np.size(parts) else float("nan")


def mean_log_deviation(parts: ArrayLike) -> float:
    """Return the mean log deviation (Theil's L), the mean of ln(mean / value): 0 where all are equal.

    It weights all parts alike, so that it is moved most by the small ones; beside T see `theil_t`. NaN where a part is missing
    or zero: a part of nothing is infinitely far from the mean. Errors as `shares`.

    References
    ----------
    Theil (1967), Economics and Information Theory; the number of the example from Störmann (2009), Regionalökonomik.

    Examples
    --------
    >>> round(mean_log_deviation([10, 10, 10, 20, 50]), 7)
    0.2326302
    >>> mean_log_deviation([0.0, 5.0])
    nan
    """
    fractions = shares(parts)
    if len(fractions) == 0 or not (fractions > 0).all():
        return float("nan")
    return float(-np.log(fractions * len(fractions)).mean())


def lorenz_curve(values: ArrayLike, weights: ArrayLike | None = None) -> pd.DataFrame:
    """Return the points of the Lorenz curve: what part of the whole the smallest units hold together.

    Parameters
    ----------
    values
        Value of each unit, one-dimensional, none negative; with weights the value **per unit** of a class.
    weights
        How many units each value stands for (size of a class), none negative; one each if left out.

    Returns
    -------
    DataFrame
        Columns `units` and `value`, cumulated fractions from (0, 0) to (1, 1), one row more than values, from the smallest value
        up: the order of the input does not matter, and neither does the order among equal values for the line they make. All
        NaN where a value or a weight is missing or the whole is zero.

    Raises
    ------
    ValueError
        If a value or a weight is negative, or the two are not one-dimensional and equally long.

    References
    ----------
    Lorenz (1905), Publications of the American Statistical Association 9.

    Examples
    --------
    >>> lorenz_curve([20, 50, 20, 10]).round(2).to_numpy().tolist()
    [[0.0, 0.0], [0.25, 0.1], [0.5, 0.3], [0.75, 0.5], [1.0, 1.0]]
    """
    each = np.asarray(values, dtype=float)
    sizes = np.ones(each.shape) if weights is None else np.asarray(weights, dtype=float)
    if each.ndim != 1 or each.shape != sizes.shape:
        raise ValueError(
            f"values and weights have the shapes {each.shape} and {sizes.shape}: "
            "expected two one-dimensional ones of equal length"
        )
    if (each < 0).any() or (sizes < 0).any():
        raise ValueError("a negative value or weight: a Lorenz curve needs values and weights of zero or more")
    order = np.argsort(each, kind="stable")
    units = np.concatenate([[0.0], np.cumsum(sizes[order])])
    value = np.concatenate([[0.0], np.cumsum((each * sizes)[order])])
    if not value[-1] > 0:
        units, value = np.full_like(units, np.nan), np.full_like(value, np.nan)
    return pd.DataFrame({"units": units / units[-1], "value": value / value[-1]})


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return the Gini coefficient: twice the area between the Lorenz curve and the diagonal, whatever the order of the rows.

    Parameters
    ----------
    values, weights
        As for `lorenz_curve`.

    Returns
    -------
    float
        From 0 (all equal) to (n − 1)/n without weights (one unit holds all). NaN where a value is missing or the whole is zero.
        The Gini of location quotients of one area is its Gini coefficient of specialisation; that of one activity its
        coefficient of concentration.

    Raises
    ------
    ValueError
        As for `lorenz_curve`.

    References
    ----------
    Gini (1912), Variabilità e mutabilità.

    Examples
    --------
    >>> round(gini([20, 50, 20, 10]), 6)
    0.3
    >>> round(gini([500, 1500, 2500, 4000, 7500, 15000], [1000, 1200, 1600, 400, 200, 600]), 9)
    0.527826087
    """
    curve = lorenz_curve(values, weights)
    if len(curve) == 1:
        return float("nan")
    return float(1 - 2 * np.trapezoid(curve["value"].to_numpy(), curve["units"].to_numpy()))


def normalised_gini(values: ArrayLike) -> float:
    """Return the Gini coefficient times n / (n − 1), from 0 to 1, so that few parts compare with many; NaN with a single one.

    There is no such form with weights: how many units a weight stands for is not known then.

    Examples
    --------
    >>> round(normalised_gini([20, 50, 20, 10]), 6), normalised_gini([5.0])
    (0.4, nan)
    """
    count = np.size(values)
    return gini(values) * count / (count - 1) if count > 1 else float("nan")
