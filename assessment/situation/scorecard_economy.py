"""What the record shows for the indicators of investment, economy and budget of the scorecard: indicators 10 to 18."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from assessment.analysis.comparison import Reference
from assessment.analysis.references import growth_of_rest
from assessment.evidence import Evidence, parse_period
from assessment.findings import Period, Quantity, Text, derive, not_determinable
from assessment.situation.benchmarks_zones import key_zones
from assessment.situation.flows import CompanionName, before_by_growth
from assessment.situation.pieces import PROVINCE, ZONE, as_unit, off_budget_projects, printed_beside
from assessment.situation.scorecard import Reading, Standing
from assessment.situation.scorecard_standings import NOTHING, dated, plans, stand, stand_among_peers, what

_GATES_ALONE = "2025-01..2025-06"
"""Window of customs revenue published for Lạng Sơn's gates by themselves; later ones follow the branch, whose area changed."""
_WHOLE_YEAR_PLAN = "2025-01..2025-11"
"""Window beside which the achievement of the plan for the whole of 2025 was printed."""


def _investment(evidence: Evidence) -> Reading | None:
    projects = off_budget_projects(evidence)
    if projects.empty:
        return None
    last = projects.iloc[-1]
    own, period = last["quantity"], last["period"]
    others = evidence.chosen(
        "investment", ["geography"], geography=[zone for zone in key_zones(evidence) if zone != ZONE],
        sector="all", partner="all", investor="all", basis="stock", measure="projects",
    )  # fmt: skip
    same_year = others[others["period_end"].dt.year == period.end.year]
    peers = dict(zip(same_year["geography"], same_year["quantity"], strict=True))
    standings = (
        *plans(evidence, ZONE, "new_projects_off_budget", own, period, ("in_force", "new")),
        stand_among_peers(
            Text("synthesis.against.key_zones"),
            own,
            peers,
            period=str(period.end.year),
            scopes=("off_budget", "all_projects"),
        ),
    )
    return Reading("partial", own, what("investment"), period, standings)


def _infrastructure(evidence: Evidence) -> Reading | None:
    area: dict[str, Any] = {"geography": "zone_border_gate_areas", "status": ["reported", "estimate"]}
    series = evidence.series("economy", indicator="public_investment", **area)
    if series.empty:
        return None
    last = series.iloc[-1]
    own, period = last["quantity"], last["period"]
    span = f"{period.start:%Y-%m}..{period.end:%Y-%m}"
    added = evidence.quantity("economy", indicator="public_investment_increase", period=span, **area)
    before = derive("difference", own.unit, lambda now, more: now - more, own, added)
    label = Text("synthesis.against.term_before")
    standing = stand("before", label, own, before, periods=("term", "before"), relative=True)
    return Reading("partial", own, what("infrastructure"), period, (standing,))


def _economic_weight(evidence: Evidence) -> Reading | None:
    series = evidence.series(
        "economy", geography=ZONE, indicator="zone_share_of_grdp", breakdown="all", frequency="year", precision="exact"
    )
    if series.empty:
        return None
    first, last = series.iloc[0], series.iloc[-1]
    standings = []
    if len(series) > 1:
        label = Text("synthesis.against.own_earlier", {"period": first["period"]})
        years = (str(last["period"].end.year), str(first["period"].end.year))
        standings.append(stand("before", label, last["quantity"], first["quantity"], periods=years))
    pair = zone_against_province(evidence)
    if pair is not None:
        standings += _growth_standings(series, *pair)
    return Reading("determined", last["quantity"], what("economic_weight"), last["period"], tuple(standings))


def _growth_standings(shares: pd.DataFrame, zone: Quantity, province: Quantity, period: Period) -> list[Standing]:
    """Return the zone's growth beside that of the province and of the province without the zone."""
    span = (str(period.start.year), str(period.end.year))
    base = [
        own
        for of, own in zip(shares["period"], shares["quantity"], strict=True)
        if of.end.year == period.start.year - 1
    ]
    weight = base[0] if base else not_determinable(NOTHING, "percent")
    years = period.end.year - period.start.year + 1
    rest = derive(
        "synthesis.formula.rest", zone.unit, lambda w, p, s: growth_of_rest(w, p, s, years), province, zone, weight
    )
    references: tuple[tuple[Reference, str, Quantity], ...] = (
        ("province", "province_growth", province),
        ("rest_of_province", "rest_growth", rest),
    )
    # The rest follows from the province: where it can be had it takes the province's place, it does not vote beside it.
    kept = references[1:] if rest.known else references
    return [
        stand(kind, Text(f"synthesis.against.{name}", {"period": period}), zone, other, periods=(str(span), str(span)))
        for kind, name, other in kept
    ]


def zone_against_province(evidence: Evidence) -> tuple[Quantity, Quantity, Period] | None:
    """Return the zone's and the province's mean growth over the latest span for which both are published, in percent a year."""
    zone = evidence.series("economy", geography=ZONE, indicator="zone_growth", breakdown="all")
    province = evidence.series(
        "economy", geography=PROVINCE, indicator="grdp_growth", breakdown="all", frequency="span"
    )
    of_province = {
        (period.start, period.end): own for period, own in zip(province["period"], province["quantity"], strict=True)
    }
    pairs = [
        (own, of_province[(period.start, period.end)], period)
        for period, own in zip(zone["period"], zone["quantity"], strict=True)
        if (period.start, period.end) in of_province
    ]
    if not pairs:
        return None
    own, other, period = pairs[-1]
    return as_unit(own, "percent_per_year"), as_unit(other, "percent_per_year"), period


def _fiscal(evidence: Evidence) -> Reading | None:
    keys: dict[str, Any] = {"geography": PROVINCE, "indicator": "customs_revenue", "breakdown": "all"}
    years = evidence.series("economy", frequency="year", precision=["exact", "about", "over", "nearly"], **keys)
    if years.empty:
        return None
    last = years.iloc[-1]
    year, own = last["period"].end.year, last["quantity"]
    standings = []
    half = _with_companion(evidence, _GATES_ALONE, "growth_percent", keys)
    if half is not None:
        windows = [_GATES_ALONE, _GATES_ALONE.replace("2025", "2024")]
        label = Text(
            "synthesis.against.revenue_half",
            {"period": dated(windows[0], "half"), "before": dated(windows[1], "half")},
        )
        now, rate = half
        standings.append(
            stand("before", label, now, before_by_growth(now, rate), periods=(windows[0], windows[1]), relative=True)
        )
    window = _with_companion(evidence, _WHOLE_YEAR_PLAN, "plan_percent", keys)
    if window is not None:
        so_far, done = window
        plan = derive("plan.formula.implied", own.unit, lambda level, share: 100 * level / share, so_far, done)
        plan_year = parse_period(_WHOLE_YEAR_PLAN)[1].year
        label = Text("synthesis.against.revenue_plan", {"period": dated(str(plan_year))})
        standings.append(stand("plan", label, own, plan, periods=(str(year), str(plan_year)), relative=True))
    return Reading("partial", own, what("fiscal"), last["period"], tuple(standings))


def _with_companion(
    evidence: Evidence, window: str, name: CompanionName, keys: Mapping[str, Any]
) -> tuple[Quantity, Quantity] | None:
    """Return the figure of a window with the growth or achievement printed beside it, None where either is missing."""
    found = evidence.series("economy", period=window, **keys)
    if found.empty:
        return None
    row = found.iloc[-1]
    beside = printed_beside(evidence, "economy", {str(key): cell for key, cell in row.items()}, name)
    return None if beside is None else (row["quantity"], beside)


def _jobs(evidence: Evidence) -> Reading | None:
    series = evidence.series("economy", geography=ZONE, indicator="workers", breakdown="all")
    if series.empty:
        return None
    last = series.iloc[-1]
    # The plan counts labour demand, the outcome all labour in the area: see `why` in plan.toml.
    standings = plans(evidence, ZONE, "labour", last["quantity"], last["period"], ("in_area", "demand"))
    return Reading("partial", last["quantity"], what("jobs"), last["period"], tuple(standings))


READERS: Final[Mapping[str, Callable[[Evidence], Reading | None]]] = {
    "investment_realisation": _investment,
    "infrastructure_delivery": _infrastructure,
    "economic_weight": _economic_weight,
    "net_fiscal": _fiscal,
    "jobs": _jobs,
}
