"""Consistency checks run as part of the report: what publications state, held against their own figures and each other's.

Every check names the figures it uses; a figure that is not in the record leaves the check open, it never fails it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from assessment.analysis.consistency import check_claim, compounded, parts_growth
from assessment.analysis.growth import Verdict
from assessment.evidence import Evidence, observe
from assessment.findings import Quantity, Text, derive, not_determinable
from assessment.situation.flows import CompanionName
from assessment.situation.pieces import PROVINCE, printed_beside

_SUMMED_SCOPES: Final = ("through", "declared")
_MIRROR_YEARS: Final = ("2014", "2017", "2024")


@dataclass(frozen=True)
class ConsistencyCheck:
    """A check: what it is about, what is claimed (None where nothing is), what the figures give, and the verdict."""

    key: str
    statement: Text
    claimed: Quantity | None
    recomputed: Quantity
    verdict: Verdict


def _check(
    key: str,
    unit: str,
    function: Callable[..., float],
    inputs: Sequence[Quantity],
    claimed: Quantity | None,
    **values: Any,
) -> ConsistencyCheck:
    # A multiple is stated with one decimal; three show on which side of it the figures lie.
    recomputed = derive(f"annex.formula.{key}", unit, function, *inputs, decimals=3 if unit == "times" else None)
    statement = Text(f"annex.check.{key}", values)
    if claimed is None or not claimed.known or not recomputed.known:
        return ConsistencyCheck(key, statement, claimed, recomputed, "not_determinable")
    figures = [(quantity.value or 0.0, quantity.precision) for quantity in inputs]
    judged = check_claim(function, figures, claimed.value or 0.0, claimed.precision)
    return ConsistencyCheck(key, statement, claimed, recomputed, judged.verdict)


def _ratio(part: float, whole: float) -> float:
    return part / whole


def _share(part: float, whole: float) -> float:
    return 100 * part / whole


def _growth(now: float, before: float) -> float:
    return 100 * (now / before - 1)


def _first(found: pd.DataFrame) -> dict[str, Any]:
    return {str(key): value for key, value in found.iloc[0].to_dict().items()}


class Trade:
    """The trade figures of the province that the checks use."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    def own(self, scope: str, period: str, flow: str = "total") -> Quantity:
        """Return the value of trade in a scope of the province."""
        found = self._rows(scope, period, flow)
        return not_determinable(Text("common.reason.no_row"), "usd_million") if found.empty else observe(_first(found))

    def beside(self, name: CompanionName, scope: str, period: str, flow: str = "total") -> Quantity:
        """Return the growth or the plan achievement printed beside that value, in percent."""
        found = self._rows(scope, period, flow)
        printed = None if found.empty else printed_beside(self.evidence, "trade", _first(found), name)
        return printed or not_determinable(Text("common.reason.no_row"), "percent")

    def _rows(self, scope: str, period: str, flow: str) -> pd.DataFrame:
        keys: dict[str, Any] = {
            "gate": "all",
            "commodity": "all",
            "regime": "all",
            "measure": "value",
            "geography": PROVINCE,
        }
        return self.evidence.rows("trade", period=period, scope=scope, flow=flow, **keys)

    def zones(self, geography: str, year: str) -> Quantity:
        """Return the trade of a group of border-gate economic zones."""
        return self.evidence.quantity(
            "trade",
            period=year,
            scope="zone",
            geography=geography,
            measure="value",
            commodity="all",
            unit="usd_million",
        )


def _declared_2023(trade: Trade) -> Iterable[ConsistencyCheck]:
    """L1: declared trade of 2023 and what its source says of it."""
    year = "2023"
    total, exports, imports = (trade.own("declared", year, flow) for flow in ("total", "export", "import"))
    plans = [trade.beside("plan_percent", "declared", year, flow) for flow in ("total", "export", "import")]
    rates = [trade.beside("growth_percent", "declared", year, flow) for flow in ("total", "export", "import")]
    yield _check("declared_sum", "usd_million", lambda out, inward: out + inward, (exports, imports), total, year=year)
    yield _check(
        "declared_plan",
        "percent",
        lambda out, inward, out_share, in_share: (
            100 * (out + inward) / (100 * out / out_share + 100 * inward / in_share)
        ),
        (exports, imports, plans[1], plans[2]),
        plans[0],
        year=year,
        exports=derive(
            "plan.formula.implied", "usd_million", lambda level, share: 100 * level / share, exports, plans[1]
        ),
        imports=derive(
            "plan.formula.implied", "usd_million", lambda level, share: 100 * level / share, imports, plans[2]
        ),
        total=derive("plan.formula.implied", "usd_million", lambda level, share: 100 * level / share, total, plans[0]),
    )
    yield _check(
        "declared_growth",
        "percent",
        lambda out, inward, out_rate, in_rate: parts_growth([(out, out_rate), (inward, in_rate)]),
        (exports, imports, rates[1], rates[2]),
        rates[0],
        year=year,
    )
    yield _check("capture", "percent", _share, (total, trade.own("through", year)), None, year=year)


def _through_2022(trade: Trade) -> Iterable[ConsistencyCheck]:
    """L2: the level of 2022 that 2023 and its growth imply; nothing published to hold it against."""
    yield _check(
        "through_implied",
        "usd_million",
        lambda level, rate: level / (1 + rate / 100),
        (trade.own("through", "2023"), trade.beside("growth_percent", "through", "2023")),
        None,
    )


def _border_zones(trade: Trade) -> Iterable[ConsistencyCheck]:
    """L3: all border-gate economic zones, 2015 and 2019."""
    setting = trade.evidence.setting
    parts = ("zone_border_with_china", "zone_border_with_laos", "zone_border_with_cambodia")
    now, before = ([trade.zones(part, year) for part in parts] for year in ("2019", "2015"))
    total = trade.zones("zone_all_border_gate_ezs", "2019")
    yield _check("zones_sum", "usd_million", lambda *values: math.fsum(values), now, total)

    def times(level: float, *earlier: float) -> float:
        return level / math.fsum(earlier)

    for outlet in ("xanhx", "vietnammoi"):
        claim = setting(f"claim.bgez_trade_times_{outlet}.value", "times", 1)
        yield _check(f"zones_times_{outlet}", "times", times, (total, *before), claim)
    mean = setting("claim.bgez_trade_mean_growth.value", "percent_per_year", 1)
    yield _check(
        "zones_mean_growth",
        "percent_per_year",
        lambda level, *earlier: 100 * ((level / math.fsum(earlier)) ** (1 / 4) - 1),
        (total, *before),
        mean,
        times=derive("annex.formula.compounded", "times", lambda rate: compounded(rate, 4), mean),
    )
    share = setting("claim.bgez_share_china_border.value", "percent", 1)
    yield _check("zones_china_share", "percent", _share, (now[0], total), share)
    bilateral = trade.evidence.quantity(
        "trade",
        period="2019",
        scope="national",
        flow="total",
        geography="vn",
        partner="cn",
        commodity="all",
        measure="value",
    )
    of_bilateral = setting("claim.bgez_share_of_vietnam_china.value", "percent", 1)
    yield _check("zones_bilateral_share", "percent", _share, (now[0], bilateral), of_bilateral)


def _mirror(trade: Trade) -> Iterable[ConsistencyCheck]:
    """L4: what China records against what Vietnam records, for the years the record holds both."""
    keys: dict[str, Any] = {
        "scope": "national",
        "flow": "total",
        "geography": "vn",
        "partner": "cn",
        "commodity": "all",
    }
    for year in _MIRROR_YEARS:
        partner = trade.evidence.quantity("trade", period=year, measure="mirror_value", unit="usd_million", **keys)
        reporter = trade.evidence.quantity("trade", period=year, measure="value", unit="usd_million", **keys)
        yield _check("mirror", "times", _ratio, (partner, reporter), None, year=year)


def _growth_claims(trade: Trade) -> Iterable[ConsistencyCheck]:
    """L6 and its like: published growth against the levels of the two years."""
    yield _check(
        "through_ten_months",
        "percent",
        _growth,
        (trade.own("through", "2025-01..2025-10"), trade.own("through", "2024-01..2024-10")),
        trade.beside("growth_percent", "through", "2025-01..2025-10"),
    )
    budget: dict[str, Any] = {"geography": PROVINCE, "breakdown": "all"}
    levels = [
        trade.evidence.quantity("economy", period=year, indicator="state_budget_revenue", unit="vnd_billion", **budget)
        for year in ("2025", "2024")
    ]
    claim = trade.evidence.quantity(
        "economy", period="2025", indicator="state_budget_revenue_growth", unit="percent", **budget
    )
    yield _check("budget_growth", "percent", _growth, levels, claim)


def named_checks(evidence: Evidence) -> list[ConsistencyCheck]:
    """Return the named checks, in the order of GOLDEN's L1 to L6."""
    trade = Trade(evidence)
    families = (_declared_2023, _through_2022, _border_zones, _mirror, _growth_claims)
    return [check for family in families for check in family(trade)]


@dataclass(frozen=True)
class Tally:
    """How many cases of a rule hold; `broken` are the rows of those that do not."""

    key: str
    cases: int
    holding: int
    broken: tuple[str, ...]


def sums_hold(evidence: Evidence) -> Tally:
    """Return for how many published totals of the province exports and imports of the same document add up to the total."""
    frame = evidence.rows("trade", inferred=True, geography=PROVINCE, measure="value", scope=list(_SUMMED_SCOPES))
    keys = ["scope", "gate", "partner", "commodity", "regime", "period_start", "period_end", "document"]
    cases, broken = 0, []
    for _, rows in frame.groupby(keys, dropna=False):
        by_flow = {row["flow"]: row for row in rows.drop_duplicates("flow").to_dict("records")}
        if not {"total", "export", "import"} <= by_flow.keys():
            continue
        cases += 1
        total = by_flow["total"]
        figures = [(by_flow[flow]["value"], by_flow[flow]["precision"]) for flow in ("export", "import")]
        judged = check_claim(lambda out, inward: out + inward, figures, total["value"], total["precision"])
        if judged.verdict != "agrees":
            broken.append(str(total["row_id"]))
    return Tally("sums", cases, cases - len(broken), tuple(broken))


def scopes_nest(evidence: Evidence) -> Tally:
    """Return for how many periods declared trade is not above through-trade, where both are published."""
    own = {
        scope: evidence.series(
            "trade",
            inferred=True,
            scope=scope,
            flow="total",
            geography=PROVINCE,
            gate="all",
            commodity="all",
            measure="value",
        ).set_index(["period_start", "period_end"])
        for scope in ("through", "declared")
    }
    both = own["through"].index.intersection(own["declared"].index)
    broken = [
        str(own["declared"].loc[window, "row_id"])
        for window in both
        if float(own["declared"].loc[window, "value"]) > float(own["through"].loc[window, "value"])
    ]
    return Tally("nesting", len(both), len(both) - len(broken), tuple(broken))
