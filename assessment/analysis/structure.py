"""Structure: shares, and how concentrated a whole is on few of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
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
    count
        Number of parts n, zeros included. Compare over time only with the same n.
    """

    herfindahl: float
    normalised_herfindahl: float
    unctad: float
    effective_number: float
    largest: float
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
    Hirschman (1964), "The paternity of an index", AER 54(5); UNCTAD Handbook of Statistics, concentration index.

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
        count,
    )
