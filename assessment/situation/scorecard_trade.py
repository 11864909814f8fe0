"""What the record shows for the indicators of trade and gates of the scorecard: indicators 1 to 9."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from assessment.analysis.references import before_after
from assessment.evidence import Evidence
from assessment.findings import Quantity, Text, derive, not_determinable
from assessment.situation.benchmarks_zones import key_zones, zone_trade
from assessment.situation.border_flows import LATEST_BY_GATE, Border
from assessment.situation.flows import before_by_growth, change, published, ratio, share, trade_value
from assessment.situation.pieces import PROVINCE, ZONE
from assessment.situation.scorecard import Reading, Standing
from assessment.situation.scorecard_standings import NOTHING, dated, plans, problem, stand, stand_among_peers, what
from assessment.situation.structure_gates import DATES, GateVehicles
from assessment.situation.trade_levels import captured

_HALVES = ("2022-01..2022-06", "2025-01..2025-06")
"""The two windows of one length and season for which both declared trade and through-trade were published."""


def through_by_year(evidence: Evidence) -> dict[int, Quantity]:
    """Return through-trade of the province by year."""
    keys: dict[str, Any] = {"geography": PROVINCE, "gate": "all", "commodity": "all", "regime": "all"}
    found = evidence.series(
        "trade", inferred=True, scope="through", flow="total", measure="value", frequency="year", **keys
    )
    return _by_year(found)


def _by_year(series: pd.DataFrame) -> dict[int, Quantity]:
    return {period.end.year: own for period, own in zip(series["period"], series["quantity"], strict=True)}


def _national(evidence: Evidence, year: int) -> Quantity:
    return trade_value(evidence, "national", str(year), geography="vn", partner="cn")


def _through_trade(evidence: Evidence) -> Reading | None:
    years = through_by_year(evidence)
    if not years:
        return None
    year = max(years)
    now, period = years[year], dated(str(year))
    earlier = years.get(year - 1, not_determinable(NOTHING, now.unit))
    standings = [
        stand(
            "before",
            Text("synthesis.against.year_before", {"period": dated(str(year - 1))}),
            now,
            earlier,
            periods=(str(year), str(year - 1)),
            routes=("land", "land"),
            relative=True,
        ),
        _before_designation(years),
        stand(
            "country",
            Text("synthesis.against.vietnam_china_growth", {"period": period}),
            change(now, earlier),
            change(_national(evidence, year), _national(evidence, year - 1)),
            periods=(str(year), str(year)),
            routes=("land", "all"),
        ),
        *plans(evidence, PROVINCE, "trade_value_through", now, period, ("", "")),
        stand_among_peers(
            Text("synthesis.against.key_zones"),
            now,
            {zone: zone_trade(evidence, zone, str(year)) for zone in key_zones(evidence) if zone != ZONE},
            period=str(year),
            scopes=("through", "zone"),
        ),
    ]
    return Reading("determined", now, what("through_trade"), period, tuple(standings))


def _before_designation(years: Mapping[int, Quantity]) -> Standing:
    levels = pd.Series({year: own.value for year, own in years.items()}, dtype=float)
    found, values = before_after(levels), list(years.values())
    before = derive("mean", "usd_million", lambda *_: found.before, *values)
    after = derive("mean", "usd_million", lambda *_: found.after, *values)
    return stand(
        "before",
        Text("synthesis.against.before_designation"),
        after if after.known else not_determinable(problem("reference_missing"), "usd_million"),
        before if before.known else not_determinable(problem("reference_missing"), "usd_million"),
        periods=("after", "before"),
        relative=True,
    )


def _capture_share(evidence: Evidence) -> Reading | None:
    years = through_by_year(evidence)
    for year in sorted(years, reverse=True):
        declared = trade_value(evidence, "declared", str(year))
        if declared.known:
            value = captured(declared, years[year])
            standings = (
                _declared_before(evidence, value, year, years),
                _declared_by_halves(evidence),
                *_local_share(evidence, str(year), str(year - 1)),
            )
            return Reading("determined", value, what("capture_share"), dated(str(year)), standings)
    return None


def _declared_before(evidence: Evidence, now: Quantity, year: int, through: Mapping[int, Quantity]) -> Standing:
    whole = through.get(year - 1, not_determinable(NOTHING, "usd_million"))
    before = captured(trade_value(evidence, "declared", str(year - 1)), whole)
    label = Text("synthesis.against.year_before", {"period": dated(str(year - 1))})
    return stand("before", label, now, before, periods=(str(year), str(year - 1)), scopes=("declared", "declared"))


def _declared_by_halves(evidence: Evidence) -> Standing:
    before, now = (
        captured(
            trade_value(evidence, "declared", window), trade_value(evidence, "through", window, inferred=True)
        ).rounded_to(1)
        for window in _HALVES
    )
    label = Text(
        "synthesis.against.declared_halves",
        {"period": dated(_HALVES[1], "half"), "before": dated(_HALVES[0], "half")},
    )
    return stand("before", label, now, before, periods=(_HALVES[1], _HALVES[0]), scopes=("declared", "declared"))


def _local_share(evidence: Evidence, year: str, last: str) -> tuple[Standing, Standing]:
    """Return local goods in declared exports beside the share both plans implied, and beside the year before."""
    local, declared = (trade_value(evidence, scope, year, "export") for scope in ("local_goods", "declared"))
    now = share(local, declared).rounded_to(1)
    achieved = [published(evidence, scope, year, "export", "plan_percent") for scope in ("local_goods", "declared")]
    planned = [
        derive("plan.formula.implied", level.unit, lambda level, done: 100 * level / done, level, done)
        for level, done in zip((local, declared), achieved, strict=True)
    ]
    grown = [published(evidence, scope, year, "export") for scope in ("local_goods", "declared")]
    earlier = [before_by_growth(level, rate) for level, rate in zip((local, declared), grown, strict=True)]
    values = {"period": dated(year)}
    return (
        stand(
            "plan",
            Text("synthesis.against.local_plan", values),
            now,
            share(*planned).rounded_to(1),
            periods=(year, year),
        ),
        stand(
            "before",
            Text("synthesis.against.local_before", values | {"before": dated(last)}),
            now,
            share(*earlier).rounded_to(1),
            periods=(year, last),
        ),
    )


def _gate_market_share(evidence: Evidence) -> Reading | None:
    years = through_by_year(evidence)
    ratios = {year: share(own, _national(evidence, year)).rounded_to(1) for year, own in years.items()}
    known = [year for year, found in ratios.items() if found.known]
    if not known:
        return None
    year = max(known)
    before = ratios.get(year - 1, not_determinable(NOTHING, "percent"))
    standings = (
        stand(
            "before",
            Text("synthesis.against.year_before", {"period": dated(str(year - 1))}),
            ratios[year],
            before,
            periods=(str(year), str(year - 1)),
        ),
        stand(
            "country",
            Text("synthesis.against.vietnam_china", {"period": dated(str(year))}),
            years[year],
            _national(evidence, year),
            periods=(str(year), str(year)),
            routes=("land", "all"),
        ),
    )
    return Reading("partial", ratios[year], what("gate_market_share"), dated(str(year)), standings)


def _concentration(evidence: Evidence) -> Reading | None:
    gates, (first, last) = GateVehicles(evidence), tuple(DATES)
    standing = stand(
        "before",
        Text("synthesis.against.gates_one_day", {"before": dated(first, "day")}),
        gates.effective(last),
        gates.effective(first),
        periods=(last, first),
        scopes=("month_mean", "one_day"),
    )
    return Reading("partial", gates.effective(last), what("concentration"), dated(last, "month"), (standing,))


def _seasonality(evidence: Evidence) -> Reading | None:
    keys: dict[str, Any] = {"geography": PROVINCE, "gate": "all", "flow": "total", "kind": "all", "frequency": "year"}
    peaks = evidence.series("traffic", measure="cleared_per_day_peak", **keys)
    means = evidence.series(
        "traffic", measure="cleared_per_day", precision=["exact", "about", "over", "nearly"], **keys
    )
    of_year = _by_year(means)
    found = {
        year: ratio(peak, of_year[year]).rounded_to(2) for year, peak in _by_year(peaks).items() if year in of_year
    }
    if not found:
        return None
    year = max(found)
    # A longer window has a higher peak, so only whole years stand beside a whole year.
    earlier = found.get(year - 1, not_determinable(NOTHING, "times"))
    standing = stand(
        "before",
        Text("synthesis.against.year_before", {"period": dated(str(year - 1))}),
        found[year],
        earlier,
        periods=(str(year), str(year - 1)),
    )
    return Reading("partial", found[year], what("seasonality"), dated(str(year)), (standing,))


def _capacity_use(evidence: Evidence) -> Reading | None:
    road, _, gate = Border(evidence).capacity_rows()
    standing = stand(
        "before",
        Text("synthesis.against.gate_use", {"before": dated(gate.period, "month")}),
        road.use,
        gate.use,
        periods=(road.period, gate.period),
        scopes=(road.gate, gate.gate),
    )
    return Reading("partial", road.use, what("capacity_use"), dated(LATEST_BY_GATE, "month"), (standing,))


READERS: Final[Mapping[str, Callable[[Evidence], Reading | None]]] = {
    "through_trade": _through_trade,
    "capture_share": _capture_share,
    "gate_market_share": _gate_market_share,
    "concentration": _concentration,
    "seasonality": _seasonality,
    "capacity_use": _capacity_use,
}
