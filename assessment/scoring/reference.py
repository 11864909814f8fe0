"""Goalposts: the ends of a criterion's scale, from a wider population than the scored sectors, a policy or the input table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np

from assessment.evidence import Evidence
from assessment.findings import Quantity, Text, not_determinable
from assessment.scoring.measures_input import input_value
from assessment.scoring.measures_place import (
    investment_momentum,
    investment_sectors,
    project_shares,
    province_quotients,
)
from assessment.scoring.measures_trade import demand_growth, market_risk, single_groups
from assessment.scoring.model import Model
from assessment.scoring.parts import Criterion

Bounds: TypeAlias = tuple[Quantity, Quantity]
Population: TypeAlias = Callable[[Evidence, Model], list[Quantity]]
LEAST_MEMBERS: Final = 10
"""Members below which a 5th or 95th percentile says nothing."""

POPULATIONS: Final[Mapping[tuple[str, str], Population]] = {
    ("commodity_groups", "demand_growth"): lambda e, m: [demand_growth(e, m, group) for group in single_groups(e)],
    ("commodity_groups", "market_risk"): lambda e, m: [market_risk(e, m, group) for group in single_groups(e)],
    ("investment_sectors", "investment_momentum"): lambda e, m: [
        investment_momentum(e, m, found) for found in investment_sectors(e)
    ],
    ("provinces", "local_quotient"): lambda e, m: province_quotients(e),
    ("project_shares", "zone_share"): lambda e, m: project_shares(e),
}
"""Populations by rule and the measure they give; how wide each is says the comment of the criterion in its model."""


def goalposts(evidence: Evidence, model: Model, criterion: Criterion) -> Bounds:
    """Return the low and the high goalpost of a criterion, in its unit.

    Computed ones carry the rows of the two members of the population between which the percentile lies. A population below
    :data:`LEAST_MEMBERS` gives none, and those that the holder gave are taken; without goalposts no value of the criterion can be
    scored.

    Raises
    ------
    ValueError
        If no population is known for the rule and the measure; the message lists those there are.
    """
    posts = criterion.goalposts
    low, high = (input_value(evidence, criterion, end) for end in ("goalpost_low", "goalpost_high"))
    given = low, high
    if posts.origin == "input":
        return given
    if posts.origin == "policy":
        rows = model.reference(f"criteria.{criterion.key}.goalposts.source")
        low, high = (Quantity(end, criterion.unit, rows, "configured", "final") for end in (posts.low, posts.high))
        return low, high
    measure = criterion.stand_in or criterion.measure
    if (posts.rule, measure) not in POPULATIONS:
        known = ", ".join(f"{rule} ({name})" for rule, name in POPULATIONS)
        raise ValueError(
            f"criterion {criterion.key}: rule {posts.rule!r} for measure {measure!r}; expected one of {known}"
        )
    members = [member for member in POPULATIONS[posts.rule, measure](evidence, model) if member.value is not None]
    if len(members) < LEAST_MEMBERS and given[0].known and given[1].known:
        return given
    low, high = (percentile(members, share, criterion.unit) for share in posts.percentiles)
    return low, high


def percentile(members: list[Quantity], share: float, unit: str) -> Quantity:
    """Return the percentile of the members, by linear interpolation (numpy's default), with the rows of its two neighbours.

    >>> members = [Quantity(float(value), "percent", (f"r{value}",)) for value in range(11)]
    >>> found = percentile(members, 5, "percent")
    >>> found.value, found.rows
    (0.5, ('r0', 'r1'))
    """
    if len(members) < LEAST_MEMBERS:
        return not_determinable(Text("priorities.reason.few_members"), unit)
    ordered = sorted(members, key=lambda member: member.value or 0.0)
    place = share / 100 * (len(ordered) - 1)
    beside = ordered[int(np.floor(place))], ordered[int(np.ceil(place))]
    value = float(np.percentile([member.value or 0.0 for member in ordered], share))
    rows = tuple(dict.fromkeys(row for member in beside for row in member.rows))
    return Quantity(value, unit, rows, "priorities.formula.percentile", "preliminary")
