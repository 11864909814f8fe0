"""Economic complexity (ECI, PCI): areas and activities placed on one line by which areas share which activities.

The index is the second eigenvector of how far areas resemble each other in what they have (a spectral clustering: Mealy, Farmer and
Teytelboym, 2019). That settles an order only where the areas hang together, the second eigenvalue stands alone, and the end
that is "complex" can be told. Where one of these fails no library says so; here it is a result with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.analysis.specialisation import location_quotients

Floats: TypeAlias = NDArray[np.float64]
Refusal: TypeAlias = Literal["", "missing", "too_few", "disconnected", "degenerate", "sign_ambiguous"]
Caution: TypeAlias = Literal["few_areas", "close_eigenvalues", "left_out"]

MIN_AREAS = 8
"""Areas, and activities, below which there is no index: among fewer, each moves the order of the others."""

FEW_AREAS = 30
"""Areas below which the order is unstable: for ranks only, and said so."""

DEGENERATE_GAP = 1e-6
"""Relative gap of the second and third eigenvalue at which rounding, not the data, decides on the eigenvector."""

CLOSE_GAP = 0.1
"""Relative gap below which the order hangs on single cells: in simulation (matrices of 8 to 60 areas, 20 changes of one presence
each) one of the changes took the rank correlation of the old and the new order below 0.9 in more than half of the matrices,
against one in ten of them above a gap of 0.5."""


@dataclass(frozen=True)
class Complexity:
    """Complexity of areas and activities.

    Attributes
    ----------
    eci
        Economic complexity index by area: mean 0, standard deviation 1 (of the population, ddof = 0); NaN where refused and for
        an area without any activity.
    pci
        Product complexity index by activity, on the scale of the ECI: the ECI of an area is the mean PCI of what it has.
    eigenvalues
        Of the areas' similarity, largest first; the first is 1.
    eigengap
        (λ₂ − λ₃) / λ₂.
    diversity_correlation
        Pearson correlation of ECI and diversity. The sign of an eigenvector is free; it is set so that this is positive.
    components
        Parts of the network of areas and activities that share nothing with each other.
    areas, activities
        How many have any presence.
    refused
        ``missing`` (a presence is not known), ``too_few`` (below the minimum), ``disconnected`` (more than one component: the
        index would only tell the components apart), ``degenerate`` (the second eigenvalue is zero or equals the third: any mixture
        of two orders is as good), ``sign_ambiguous`` (leaving one area out of the correlation with diversity turns its sign:
        in simulation a single changed cell then turned the whole order round in half of the cases, against one in twenty
        otherwise), or empty.
    cautions
        ``few_areas`` (below `FEW_AREAS`), ``close_eigenvalues`` (gap below `CLOSE_GAP`), ``left_out`` (areas or activities without
        any presence have no index).
    """

    eci: pd.Series
    pci: pd.Series
    eigenvalues: Floats
    eigengap: float
    diversity_correlation: float
    components: int
    areas: int
    activities: int
    refused: Refusal = ""
    cautions: tuple[Caution, ...] = ()


def complexity(present: pd.DataFrame, minimum: int = MIN_AREAS) -> Complexity:
    """Return the economic complexity of areas and the complexity of activities.

    Parameters
    ----------
    present
        From `assessment.analysis.product_space.presence`: rows areas, columns activities, 1, 0 or NaN.
    minimum
        Areas and activities needed; at least 3, because a second eigenvalue needs a third to stand apart from.

    Returns
    -------
    Complexity
        The order of the rows and columns does not matter.

    Raises
    ------
    ValueError
        If a presence is neither 0, 1 nor NaN, or `minimum` is below 3.

    References
    ----------
    Hidalgo and Hausmann (2009), PNAS 106(26); Mealy, Farmer and Teytelboym (2019), Science Advances 5(1).

    Examples
    --------
    >>> nested = pd.DataFrame(np.triu(np.ones((4, 4))), index=["C1", "C2", "C3", "C4"])
    >>> complexity(nested, minimum=4).eci.round(4).tolist()
    [1.3416, 0.4472, -0.4472, -1.3416]
    >>> complexity(nested).refused
    'too_few'
    """
    if minimum < 3:
        raise ValueError(f"minimum = {minimum}: expected 3 or more areas and activities")
    values = present.to_numpy(dtype=float)
    if not np.isin(values[~np.isnan(values)], (0.0, 1.0)).all():
        raise ValueError("a presence is neither 0, 1 nor missing: use product_space.presence first")
    found = _nothing(present)
    if np.isnan(values).any():
        return replace(found, refused="missing")
    rows, columns = (np.flatnonzero(values.any(axis=axis)) for axis in (1, 0))
    kept = values[np.ix_(rows, columns)]
    found = replace(found, areas=len(kept), activities=kept.shape[1], cautions=_cautions(values, kept))
    if min(kept.shape) < minimum:
        return replace(found, refused="too_few")
    found = replace(found, components=_components(kept))
    if found.components > 1:
        return replace(found, refused="disconnected")
    eigenvalues, areas = _second_eigenvector(kept)
    gap = float(1 - eigenvalues[2] / eigenvalues[1]) if eigenvalues[1] > DEGENERATE_GAP else 0.0
    found = replace(found, eigenvalues=eigenvalues, eigengap=gap)
    if gap < DEGENERATE_GAP:
        return replace(found, refused="degenerate")
    correlation, settled = _correlation(areas, kept.sum(axis=1))
    found = replace(found, diversity_correlation=abs(correlation))
    if not settled:
        return replace(found, refused="sign_ambiguous")
    # Dividing by the eigenvalue makes the index of an area the mean of its activities' and not that times the eigenvalue.
    activities = areas @ kept / kept.sum(axis=0) / eigenvalues[1]
    scale = np.sign(correlation) * areas.std()
    close: tuple[Caution, ...] = ("close_eigenvalues",) if gap < CLOSE_GAP else ()
    return replace(
        found,
        eci=pd.Series((areas - areas.mean()) / scale, present.index[rows]).reindex(present.index),
        pci=pd.Series((activities - areas.mean()) / scale, present.columns[columns]).reindex(present.columns),
        cautions=(*found.cautions, *close),
    )


def _nothing(present: pd.DataFrame) -> Complexity:
    unknown = float("nan")
    areas, activities = (pd.Series(unknown, index=labels) for labels in (present.index, present.columns))
    return Complexity(areas, activities, np.array([]), unknown, unknown, 0, 0, 0)


def _cautions(values: Floats, kept: Floats) -> tuple[Caution, ...]:
    found: dict[Caution, bool] = {"few_areas": len(kept) < FEW_AREAS, "left_out": kept.shape != values.shape}
    return tuple(caution for caution, holds in found.items() if holds)


def _components(kept: Floats) -> int:
    # scipy takes a good part of a second to import; only those who ask for complexity should pay for it.
    from scipy.sparse import bmat, csr_array
    from scipy.sparse.csgraph import connected_components

    links = csr_array(kept)
    return int(connected_components(bmat([[None, links], [links.T, None]]), directed=False, return_labels=False))


def _second_eigenvector(kept: Floats) -> tuple[Floats, Floats]:
    """Return the eigenvalues, largest first, and the second eigenvector on the side of the areas.

    The row-stochastic similarity of areas D⁻¹ M U⁻¹ Mᵀ has the eigenvalues of the symmetric S Sᵀ with S = D^(−½) M U^(−½); the
    symmetric problem is faster, and its answers are real. It is solved on the shorter side.
    """
    diversity, ubiquity = kept.sum(axis=1), kept.sum(axis=0)
    scaled = kept / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)
    wide = kept.shape[0] <= kept.shape[1]
    eigenvalues, vectors = np.linalg.eigh(scaled @ scaled.T if wide else scaled.T @ scaled)
    areas = vectors[:, -2] if wide else scaled @ vectors[:, -2]
    return eigenvalues[::-1].copy(), areas / np.sqrt(diversity)


def _correlation(areas: Floats, diversity: Floats) -> tuple[float, bool]:
    """Return the correlation of index and diversity, and whether it keeps its sign whichever area is left out."""
    products = (areas - areas.mean()) * (diversity - diversity.mean())
    total = products.sum()
    left = total - products * len(products) / (len(products) - 1)
    rounding = 1e-12 * np.abs(products).sum()
    spread = len(products) * areas.std() * diversity.std()
    correlation = float(total / spread) if spread > 0 else 0.0
    return correlation, bool((left * np.sign(total) > rounding).all())


def prody(table: pd.DataFrame, income: pd.Series) -> pd.Series:
    """Return PRODY of every activity: the income of the areas, weighted by their location quotients in it.

    Parameters
    ----------
    table
        Rows areas, columns activities, values of one unit, none negative.
    income
        Income per inhabitant by area, in any order.

    Returns
    -------
    Series
        In the unit of the income, by activity. NaN for an activity no area has, and everywhere where a value or income is missing.

    References
    ----------
    Hausmann, Hwang and Rodrik (2007), Journal of Economic Growth 12(1).

    Examples
    --------
    >>> table = pd.DataFrame({"I1": [100, 0], "I2": [100, 200]}, index=["R1", "R2"])
    >>> prody(table, pd.Series({"R1": 10.0, "R2": 40.0})).round(2).tolist()
    [10.0, 30.0]
    """
    weights = location_quotients(table)
    return weights.mul(income.reindex(table.index), axis=0).sum(skipna=False) / weights.sum(skipna=False)


def expy(table: pd.DataFrame, income: pd.Series) -> pd.Series:
    """Return EXPY of every area: the PRODY of its activities, weighted by their shares in it. Arguments as `prody`.

    NaN where an area adds up to zero, everywhere where a value or an income is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"I1": [100, 0], "I2": [100, 200]}, index=["R1", "R2"])
    >>> expy(table, pd.Series({"R1": 10.0, "R2": 40.0})).round(2).tolist()
    [20.0, 30.0]
    """
    present = table.loc[:, table.sum(skipna=False) != 0]
    structure = present.div(present.sum(axis=1, skipna=False), axis=0)
    return structure.mul(prody(present, income), axis=1).sum(axis=1, skipna=False)
