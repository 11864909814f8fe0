"""p-values of several tests that are read together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for the number of tests made, by the step-down method of Holm.

    Whatever the dependence between the tests, the chance of one or more false findings stays below the level. NaN is a test that
    was not made: it stays NaN and does not count.

    Parameters
    ----------
    p_values
        One a test, from 0 to 1, any order.

    Raises
    ------
    ValueError
        If a p-value lies outside 0 to 1.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6.

    Examples
    --------
    >>> [round(p, 3) for p in holm([0.04, float("nan"), 0.01, 0.03])]
    [0.06, nan, 0.03, 0.06]
    """
    plain = np.asarray(p_values, dtype=float)
    made = np.isfinite(plain)
    if ((plain[made] < 0) | (plain[made] > 1)).any():
        raise ValueError(f"p-values from {plain[made].min()} to {plain[made].max()}: expected 0 to 1")
    if made.any():
        # statsmodels takes most of a second to import.
        from statsmodels.stats.multitest import multipletests

        plain = plain.copy()
        plain[made] = multipletests(plain[made], method="holm")[1]
    return [float(value) for value in plain]
