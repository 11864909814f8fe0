"""The scorecard: 18 indicators, each with a value and a benchmark where the record has them, or with who holds what is missing.

The list of indicators, their direction and the holders stand in `zone.toml`; here stands how a value is read. The verdict is
arithmetic: above, below or equal to the benchmark. Whether above is good follows from the direction and is left to the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from assessment.evidence import Evidence
from assessment.findings import Grade, Period, Quantity, Text, derive
from assessment.situation.pieces import PROVINCE, ZONE, as_unit, off_budget_projects

State: TypeAlias = Literal["determined", "partial", "missing"]
Verdict: TypeAlias = Literal["above", "below", "equal", "none"]


@dataclass(frozen=True)
class Reading:
    """What the record shows for an indicator.

    `value` is the indicator itself where `state` is determined, a component of it where `state` is partial; `what` says which.
    `benchmark` is in the unit of `compared`, the number held against it (the value, or its growth).
    """

    state: State
    value: Quantity | None = None
    what: Text | None = None
    period: Period | None = None
    compared: Quantity | None = None
    benchmark: Quantity | None = None
    against: Text | None = None
    grade: Grade = "C"

    @property
    def verdict(self) -> Verdict:
        """Where the compared number lies against its benchmark."""
        if self.compared is None or self.benchmark is None:
            return "none"
        if self.compared.value is None or self.benchmark.value is None:
            return "none"
        if self.compared.value == self.benchmark.value:
            return "equal"
        return "above" if self.compared.value > self.benchmark.value else "below"


@dataclass(frozen=True)
class Indicator:
    """An indicator of the scorecard: place, key, direction (plus, minus, context), holder of what it needs."""

    number: int
    key: str
    direction: str
    holder: str

    @property
    def reference(self) -> str:
        """Where the indicator is declared."""
        return f"config:scorecard.{self.key}.key"


def indicators(evidence: Evidence) -> tuple[Indicator, ...]:
    """Return the indicators in their order."""
    return tuple(Indicator(place, **entry) for place, entry in enumerate(evidence.zone["scorecard"], start=1))


def read(evidence: Evidence, indicator: Indicator) -> Reading:
    """Return what the record shows for an indicator; missing where nothing does."""
    reader = _READERS.get(indicator.key)
    reading = reader(evidence) if reader else None
    if reading is None or reading.value is None or not reading.value.known:
        return Reading("missing")
    return reading


def _growth(now: Quantity, before: Quantity) -> Quantity:
    return derive("growth", "percent", lambda later, earlier: 100 * (later / earlier - 1), now, before)


def _what(name: str) -> Text:
    return Text(f"synthesis.what.{name}")


def _against(name: str, **values: Any) -> Text:
    return Text(f"synthesis.against.{name}", values)


def _through_trade(evidence: Evidence) -> Reading | None:
    keys: dict[str, Any] = {
        "flow": "total",
        "gate": "all",
        "commodity": "all",
        "regime": "all",
        "measure": "value",
        "frequency": "year",
    }
    own = evidence.series("trade", inferred=True, scope="through", geography=PROVINCE, **keys)
    if own.empty:
        return None
    last = own.iloc[-1]
    year = last["period"].end.year
    land = evidence.series("trade", scope="national", geography="vn", partner="cn", **keys)
    by_year = {period.end.year: quantity for period, quantity in zip(land["period"], land["quantity"], strict=True)}
    before = {period.end.year: quantity for period, quantity in zip(own["period"], own["quantity"], strict=True)}
    reading = Reading("determined", last["quantity"], _what("through_trade"), last["period"])
    if year - 1 not in before or not {year, year - 1} <= by_year.keys():
        return reading
    return Reading(
        "determined",
        last["quantity"],
        _what("through_trade"),
        last["period"],
        _growth(last["quantity"], before[year - 1]),
        _growth(by_year[year], by_year[year - 1]),
        _against("vietnam_china_growth"),
    )


def _capture_share(evidence: Evidence) -> Reading | None:
    keys: dict[str, Any] = {
        "flow": "total",
        "geography": PROVINCE,
        "gate": "all",
        "commodity": "all",
        "regime": "all",
        "measure": "value",
    }
    through = evidence.series("trade", scope="through", frequency="year", inferred=True, **keys)
    for _, row in through.iloc[::-1].iterrows():
        year = f"{row['period'].end.year}"
        declared = evidence.quantity("trade", scope="declared", period=year, **keys)
        if declared.known:
            share = derive("share", "percent", lambda part, whole: 100 * part / whole, declared, row["quantity"])
            return Reading("determined", share, _what("capture_share"), row["period"])
    return None


def _capacity_use(evidence: Evidence) -> Reading | None:
    keys: dict[str, Any] = {
        "geography": PROVINCE,
        "gate": "all",
        "flow": "total",
        "kind": "all",
        "measure": "cleared_per_day",
    }
    years = evidence.series("traffic", frequency="year", precision=["exact", "about", "over", "nearly"], **keys)
    if years.empty:
        return None
    last = years.iloc[-1]
    return Reading("partial", last["quantity"], _what("capacity_use"), last["period"])


def _investment(evidence: Evidence) -> Reading | None:
    projects = off_budget_projects(evidence)
    if projects.empty:
        return None
    last = projects.iloc[-1]
    return Reading("partial", last["quantity"], _what("investment"), last["period"])


def _economic_weight(evidence: Evidence) -> Reading | None:
    series = evidence.series(
        "economy", geography=ZONE, indicator="zone_share_of_grdp", breakdown="all", frequency="year", precision="exact"
    )
    if series.empty:
        return None
    first, last = series.iloc[0], series.iloc[-1]
    earlier = len(series) > 1
    return Reading(
        "determined",
        last["quantity"],
        _what("economic_weight"),
        last["period"],
        last["quantity"] if earlier else None,
        first["quantity"] if earlier else None,
        _against("own_earlier", period=first["period"]) if earlier else None,
    )


def _fiscal(evidence: Evidence) -> Reading | None:
    series = evidence.series(
        "economy",
        geography=ZONE,
        indicator="zone_budget_revenue_share",
        breakdown="all",
        precision=["exact", "about", "over"],
    )
    spans = series[series["frequency"] != "stock"]
    if spans.empty:
        return None
    last = spans.iloc[-1]
    return Reading("partial", last["quantity"], _what("fiscal"), last["period"])


def _jobs(evidence: Evidence) -> Reading | None:
    series = evidence.series("economy", geography=ZONE, indicator="workers", breakdown="all")
    if series.empty:
        return None
    last = series.iloc[-1]
    return Reading("partial", last["quantity"], _what("jobs"), last["period"])


def _infrastructure(evidence: Evidence) -> Reading | None:
    series = evidence.series(
        "economy", geography=["zone_border_gate_areas"], indicator="public_investment", status=["reported", "estimate"]
    )
    if series.empty:
        return None
    last = series.iloc[-1]
    return Reading("partial", last["quantity"], _what("infrastructure"), last["period"])


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


_READERS: Final[Mapping[str, Callable[[Evidence], Reading | None]]] = {
    "through_trade": _through_trade,
    "capture_share": _capture_share,
    "capacity_use": _capacity_use,
    "investment_realisation": _investment,
    "infrastructure_delivery": _infrastructure,
    "economic_weight": _economic_weight,
    "net_fiscal": _fiscal,
    "jobs": _jobs,
}
