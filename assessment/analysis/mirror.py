"""Mirror statistics: one flow of trade as the two sides record it.

The importer records with freight and insurance to the border (CIF), the exporter without (FOB); how much that makes is not
published for a land border, so every gap is shown over a band of factors. The gap is not smuggling: transit, origin against
consignment, trade through third countries and border residents' trade all enter it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Flow: TypeAlias = Literal["export", "import"]
Side: TypeAlias = Literal["partner", "reporter", "depends", "not_determinable"]

CIF_OVER_FOB = (1.00, 1.03, 1.06)
"""1.06: IMF, Direction of Trade Statistics Yearbook 2017; by lorry over a land border 1.02 to 1.03 is more plausible."""


@dataclass(frozen=True)
class MirrorGap:
    """What the partner records against what the reporter records of the same flow, both at FOB.

    Attributes
    ----------
    difference
        Partner minus reporter, in the unit of the inputs.
    ratio
        Partner over reporter; NaN where the reporter records nothing.
    symmetric_percent
        100 · 2 · difference / (partner + reporter), from −200 to 200; NaN where both record nothing.
    """

    difference: float
    ratio: float
    symmetric_percent: float


def mirror_gap(partner: float, reporter: float, flow: Flow, cif_over_fob: float = 1.0) -> MirrorGap:
    """Return the gap between the two sides' records of one flow.

    Parameters
    ----------
    partner, reporter
        The flow as each side records it, in one unit.
    flow
        The flow as the reporter sees it. The importing side's figure is divided by the factor: the partner's where the
        reporter exports, the reporter's own where it imports.
    cif_over_fob
        CIF over FOB; 1 where the valuation is the same or not known.

    Returns
    -------
    MirrorGap
        NaN where a figure is missing.

    Raises
    ------
    ValueError
        If the factor is below 1, a figure is negative, or the flow is neither.

    References
    ----------
    IMF, Direction of Trade Statistics Yearbook 2017 (factor).

    Examples
    --------
    >>> round(mirror_gap(63.8, 43.9, "import").ratio, 3), round(mirror_gap(50.6, 35.5, "export", 1.06).ratio, 3)
    (1.453, 1.345)
    """
    if cif_over_fob < 1:
        raise ValueError(f"CIF/FOB factor {cif_over_fob}: expected 1 or more")
    if flow not in ("export", "import"):
        raise ValueError(f"flow {flow!r}: expected export or import, as the reporter sees it")
    if partner < 0 or reporter < 0:
        raise ValueError(f"records {partner:g} and {reporter:g}: expected values of zero or more")
    theirs = partner / cif_over_fob if flow == "export" else partner
    own = reporter / cif_over_fob if flow == "import" else reporter
    gap, both = theirs - own, theirs + own
    return MirrorGap(gap, theirs / own if own > 0 else float("nan"), 200 * gap / both if both > 0 else float("nan"))


@dataclass(frozen=True)
class MirrorBand:
    """The gap over several CIF/FOB factors.

    Attributes
    ----------
    factors, gaps
        Each factor and the gap it gives, in the order given.
    low, high
        Smallest and largest number of each kind over the factors.
    larger
        Which side records more: ``partner`` or ``reporter`` under every factor, ``depends`` where the factor decides it or
        makes them equal, ``not_determinable`` where a figure is missing.
    """

    factors: tuple[float, ...]
    gaps: tuple[MirrorGap, ...]
    low: MirrorGap
    high: MirrorGap
    larger: Side


def mirror_band(partner: float, reporter: float, flow: Flow, factors: Sequence[float] = CIF_OVER_FOB) -> MirrorBand:
    """Return the gap between the two sides' records over a band of CIF/FOB factors.

    Parameters
    ----------
    partner, reporter, flow
        As in `mirror_gap`.
    factors
        CIF over FOB, at least one.

    Raises
    ------
    ValueError
        If no factor is given, or as in `mirror_gap`.

    Examples
    --------
    >>> band = mirror_band(50.6, 35.5, "export")
    >>> round(band.low.ratio, 3), round(band.high.ratio, 3), band.larger
    (1.345, 1.425, 'partner')
    >>> mirror_band(103.0, 100.0, "export").larger
    'depends'
    """
    if len(factors) == 0:
        raise ValueError("no CIF/FOB factor is given; expected at least one")
    gaps = tuple(mirror_gap(partner, reporter, flow, factor) for factor in factors)
    # Every number of the gap moves one way with the factor, so the outermost factors give the ends of all three.
    ordered = sorted(gaps, key=lambda gap: gap.difference)
    return MirrorBand(tuple(factors), gaps, ordered[0], ordered[-1], _larger(gaps))


def _larger(gaps: Sequence[MirrorGap]) -> Side:
    differences = [gap.difference for gap in gaps]
    if any(difference != difference for difference in differences):
        return "not_determinable"
    if min(differences) > 0:
        return "partner"
    return "reporter" if max(differences) < 0 else "depends"
