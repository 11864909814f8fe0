"""Comparisons: a number of the zone beside a reference, refused where the two do not measure the same thing.

Each indicator is held against two references at least. What makes a comparison misleading is stated with each number (its unit,
what it counts, by which route the goods go, and when), so that a comparison over two of them is refused and not printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from assessment.analysis.benchmark import MIN_PEERS

Reference: TypeAlias = Literal[
    "plan", "province", "rest_of_province", "country", "peers", "before", "counterfactual", "cost"
]
Route: TypeAlias = Literal["land", "all", "none"]
Problem: TypeAlias = Literal[
    "",
    "other_unit",
    "other_scope",
    "other_route",
    "other_period",
    "same_period",
    "own_missing",
    "reference_missing",
    "reference_not_positive",
    "too_few",
]

MIN_REFERENCES = 2
"""Kinds of reference that each indicator is held against."""

_SHARES = {"percent": "percentage_point", "percent_per_year": "percentage_point"}


@dataclass(frozen=True)
class Measure:
    """A number and what it measures.

    Attributes
    ----------
    value
        The number; NaN where it is not known.
    unit
        Unit key, such as ``usd_million`` or ``percent_per_year``.
    scope
        What is counted, by the words of the record: ``through`` (all that crosses the gates), ``declared``, ``local``, or the
        definition of another indicator.
    route
        For trade in goods, by which routes: ``land`` or ``all``; ``none`` for anything else. The trade of the country by all
        routes is mostly electronics by sea and air, so land trade is compared with land trade.
    period
        The period it is about, as a key.
    """

    value: float
    unit: str
    scope: str
    route: Route
    period: str


@dataclass(frozen=True)
class Comparison:
    """A number beside its reference.

    Attributes
    ----------
    reference, name
        Kind of the reference, and the key of which one: the plan's document, the area, the group of peers.
    own, against
        The two numbers, in the unit of both; kept where the comparison is refused, to show what was not compared.
    difference
        own − against, or in percent of the reference; NaN where there is a problem.
    unit
        Unit of the difference: ``percent`` where it is relative, ``percentage_point`` between two percentages, otherwise that
        of the numbers.
    count
        How many numbers the reference rests on: 1, or the peers that are comparable.
    problem
        Why there is no difference: ``other_unit``, ``other_scope``, ``other_route``, ``other_period`` (the two do not measure
        the same), ``same_period`` (no time lies between before and after), ``own_missing``, ``reference_missing``,
        ``reference_not_positive`` (no percentage of it), ``too_few`` peers; otherwise empty.
    """

    reference: Reference
    name: str
    own: float
    against: float
    difference: float
    unit: str
    count: int = 1
    problem: Problem = ""


def compare(reference: Reference, name: str, own: Measure, other: Measure, relative: bool = False) -> Comparison:
    """Return a number beside its reference, or why the two may not be compared.

    Parameters
    ----------
    reference, name
        Kind and key of the reference.
    own, other
        The number and the reference. All but the value must be the same; with ``before`` the periods must differ.
    relative
        Whether the difference is in percent of the reference: 100 · (own / other − 1). This is the form for a plan.

    Returns
    -------
    Comparison
        Of several problems the one that lies deepest: unit, scope, route, period, then missing numbers.

    Examples
    --------
    >>> through = Measure(81.8, "percent", "through", "land", "2023")
    >>> everything = Measure(5.0, "percent", "through", "all", "2023")
    >>> compare("country", "vietnam_china", through, everything).problem
    'other_route'
    >>> plan = compare("plan", "resolution", Measure(4975, "usd_million", "declared", "land", "2023"),
    ...                Measure(3800, "usd_million", "declared", "land", "2023"), relative=True)
    >>> round(plan.difference, 1), plan.unit
    (30.9, 'percent')
    """
    unit = "percent" if relative else _SHARES.get(own.unit, own.unit)
    problem = _unlike(own, other, reference == "before") or _without_value(own.value, other.value, relative)
    difference = float("nan")
    if not problem:
        difference = 100 * (own.value / other.value - 1) if relative else own.value - other.value
    return Comparison(reference, name, own.value, other.value, difference, unit, 1, problem)


def _unlike(own: Measure, other: Measure, before: bool) -> Problem:
    if own.unit != other.unit:
        return "other_unit"
    if own.scope != other.scope:
        return "other_scope"
    if own.route != other.route:
        return "other_route"
    if before:
        return "same_period" if own.period == other.period else ""
    return "other_period" if own.period != other.period else ""


def _without_value(own: float, other: float, relative: bool) -> Problem:
    if not np.isfinite(own):
        return "own_missing"
    if not np.isfinite(other):
        return "reference_missing"
    return "reference_not_positive" if relative and not other > 0 else ""


def compare_with_peers(name: str, own: Measure, peers: Sequence[Measure]) -> Comparison:
    """Return a number beside the median of its group, itself included.

    How far from the median is far is said by `benchmark.robust_z` of the same numbers. There is no p-value: eight zones do not
    carry one.

    Parameters
    ----------
    name
        Key of the group.
    own
        The number of the zone.
    peers
        Those of the other zones. One that is not known or does not measure the same is left out; `count` tells how many
        numbers are left, the own one included.

    Returns
    -------
    Comparison
        ``too_few`` where fewer than `benchmark.MIN_PEERS` numbers are left.

    Examples
    --------
    >>> peers = [Measure(value, "percent", "take_up", "none", "2024") for value in (10, 20, 40, 50)]
    >>> found = compare_with_peers("key_zones", Measure(60, "percent", "take_up", "none", "2024"), peers)
    >>> found.against, found.difference, found.unit, found.count
    (40.0, 20.0, 'percentage_point', 5)
    """
    alike = [peer.value for peer in peers if not _unlike(own, peer, before=False) and np.isfinite(peer.value)]
    known = [own.value, *alike] if np.isfinite(own.value) else alike
    median = float(np.median(known)) if known else float("nan")
    problem: Problem = "own_missing" if not np.isfinite(own.value) else "too_few" if len(known) < MIN_PEERS else ""
    difference = float("nan") if problem else own.value - median
    unit = _SHARES.get(own.unit, own.unit)
    return Comparison("peers", name, own.value, median, difference, unit, len(known), problem)


def enough_references(comparisons: Iterable[Comparison], minimum: int = MIN_REFERENCES) -> bool:
    """Return whether an indicator is held against enough kinds of reference, counting those that could be determined.

    Two revisions of one plan are one kind.

    Examples
    --------
    >>> plan = Comparison("plan", "first", 2.0, 1.0, 100.0, "percent")
    >>> country = Comparison("country", "vn", 2.0, 1.0, 1.0, "percentage_point")
    >>> enough_references([plan, plan]), enough_references([plan, country])
    (False, True)
    """
    return len({comparison.reference for comparison in comparisons if not comparison.problem}) >= minimum
