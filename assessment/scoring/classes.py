"""Classes, not ranks: the written rule that turns draws and gates into A, B, C or not determinable (METHODS 11.9).

A sector is of class A if it passes every gate, is among the first k in enough of the draws, also when only the order of the pillars is
known, has no weak pillar, and stays near the list without any one criterion. What keeps a sector from A is printed with its class.

Where the rule of METHODS is silent, the reading that promises less is taken: a failed gate is class C whatever the score; a gate that
nobody has decided is a condition, so that the sector is B at best; a sector that would be A but for SMAA, a pillar or one criterion is
B with that as its condition; and a condition never lifts a sector whose probability is below the bound of B.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import pandas as pd

from assessment.scoring.aggregate import ROUNDING
from assessment.scoring.parts import ClassRule, GateResult

Class: TypeAlias = Literal["A", "B", "C", "ND"]
Kind: TypeAlias = Literal["failed", "conditional", "unknown", "probability", "acceptability", "pillar", "criterion"]

CUTS: Final = (0.7, 0.8, 0.9)
"""Bounds of class A that are published beside each other: they are conventions (METHODS 11.9)."""
_OPEN: Final[Mapping[GateResult, Kind]] = {"fail": "failed", "conditional": "conditional", "unknown": "unknown"}


@dataclass(frozen=True)
class Reason:
    """What keeps a sector from class A: the kind, and the gate, pillar or criterion (empty for the others)."""

    kind: Kind
    name: str = ""


@dataclass(frozen=True)
class Standing:
    """What the rule looks at for one sector.

    Attributes
    ----------
    gates
        Result by gate.
    within
        Share of the draws in which it is among the first k; NaN where it is not scored.
    acceptability
        The same with weights that keep only the order of the pillars (SMAA).
    pillars
        Median by pillar.
    without
        Its rank without each criterion.
    """

    gates: Mapping[str, GateResult]
    within: float
    acceptability: float
    pillars: Mapping[str, float]
    without: Mapping[str, float]


def class_of(standing: Standing, rule: ClassRule) -> tuple[Class, tuple[Reason, ...]]:
    """Return the class of a sector and what keeps it from class A, in the order of the rule.

    A share that equals a bound reaches it, and one that misses it by the noise of a sum of draws does too. A pillar or a rank that is
    NaN keeps nothing from A: a pillar without weight has none.

    Examples
    --------
    >>> rule = ClassRule(k=5, priority=0.8, conditional=0.5, acceptability=0.5, pillar_floor=30, leeway=2)
    >>> class_of(Standing({"land": "pass"}, 0.9, 0.7, {"impact": 55.0}, {"jobs": 3.0}), rule)
    ('A', ())
    >>> class_of(Standing({"land": "unknown"}, 0.9, 0.7, {"impact": 55.0}, {"jobs": 3.0}), rule)
    ('B', (Reason(kind='unknown', name='land'),))
    """
    if standing.within != standing.within:
        return "ND", ()
    reasons = tuple(_reasons(standing, rule))
    kinds = {reason.kind for reason in reasons}
    if "failed" in kinds or standing.within < rule.conditional - ROUNDING:
        return "C", reasons
    return ("B" if reasons else "A"), reasons


def _reasons(standing: Standing, rule: ClassRule) -> Iterator[Reason]:
    for gate, result in standing.gates.items():
        if result in _OPEN:
            yield Reason(_OPEN[result], gate)
    if standing.within < rule.priority - ROUNDING:
        yield Reason("probability")
    if standing.acceptability < rule.acceptability - ROUNDING:
        yield Reason("acceptability")
    for pillar, median in standing.pillars.items():
        if median < rule.pillar_floor:
            yield Reason("pillar", pillar)
    for criterion, rank in standing.without.items():
        if rank > rule.k + rule.leeway:
            yield Reason("criterion", criterion)


def class_table(sectors: Mapping[str, Standing], rule: ClassRule) -> pd.DataFrame:
    """Return the class of each sector with the bounds of class A at `CUTS`, a column a bound.

    A bound below that of class B counts as that of class B.

    Examples
    --------
    >>> rule = ClassRule(k=5, priority=0.8, conditional=0.5, acceptability=0.5, pillar_floor=30, leeway=2)
    >>> class_table({"timber": Standing({}, 0.75, 0.7, {}, {})}, rule).loc["timber"].tolist()
    ['A', 'B', 'B']
    """
    rules = {cut: ClassRule(**{**vars(rule), "priority": max(cut, rule.conditional)}) for cut in CUTS}
    return pd.DataFrame(
        {cut: [class_of(standing, own)[0] for standing in sectors.values()] for cut, own in rules.items()},
        index=list(sectors),
    )
