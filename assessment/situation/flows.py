"""Look-ups shared by the sections on trade, structure and border: one published figure a window, ranges, companions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.analysis.growth import Verdict, check_growth, growth, implied_previous
from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, observe, parse_period, period_of
from assessment.findings import Period, Quantity, Text, beside_row, derive, not_determinable

PROVINCE = "lang_son"
CompanionName: TypeAlias = Literal["growth_percent", "plan_percent"]
_PRINTED: dict[str, Any] = {"unit": "percent", "precision": "exact"}
_RANGE_ENDS = ("lower", "upper")


@dataclass(frozen=True)
class Observation:
    """A published figure with its window; `upper` is the other end where a range was published."""

    period: Period
    quantity: Quantity
    upper: Quantity | None
    row: dict[str, Any]

    @property
    def middle(self) -> Quantity:
        """The figure, or the mean of the two ends of a range."""
        return self.quantity if self.upper is None else mean(self.quantity, self.upper)

    @property
    def window(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last day."""
        return self.period.start, self.period.end


def observations(
    evidence: Evidence,
    table: str,
    *,
    since: str | None = None,
    by: Iterable[str] = (),
    inferred: bool = True,
    without: frozenset[str] = frozenset(),
    **keys: Any,
) -> list[Observation]:
    """Return one chosen figure per window (and per value of the key columns `by`), in the order of time.

    A range is taken only where no single figure was published for the window; its two ends become one observation. Rows whose ids are
    in `without` are left out.
    """
    found = evidence.rows(table, inferred=inferred, **keys)
    if without:
        found = found[~found["row_id"].isin(without)]
    found = found[found["period_end"].notna() & found["period_start"].notna()]
    if since is not None:
        found = found[found["period_end"] >= pd.Timestamp(since)]
    columns = ["period_end", "period_start", *by]
    return [_observation(group) for _, group in found.groupby(columns, sort=True)]


def _observation(rows: pd.DataFrame) -> Observation:
    single = rows[~rows["precision"].isin(_RANGE_ENDS)]
    if not single.empty:
        first = _record(single)
        return Observation(period_of(first), observe(first), None, first)
    first = _record(rows.sort_values("precision", kind="stable"))
    upper = rows[(rows["precision"] == "upper") & (first["precision"] == "lower")]
    return Observation(period_of(first), observe(first), None if upper.empty else observe(_record(upper)), first)


def _record(rows: pd.DataFrame) -> dict[str, Any]:
    return {str(key): value for key, value in rows.iloc[0].to_dict().items()}


def trade_windows(
    evidence: Evidence, scope: str, flow: str = "total", *, since: str | None = None, inferred: bool = True, **keys: Any
) -> list[Observation]:
    """Return the published trade values of a scope, one a window; the whole province unless the keys say otherwise."""
    wanted: dict[str, Any] = {
        "geography": PROVINCE,
        "gate": "all",
        "commodity": "all",
        "regime": "all",
        "measure": "value",
    }
    return observations(evidence, "trade", since=since, inferred=inferred, scope=scope, flow=flow, **(wanted | keys))


def trade_value(
    evidence: Evidence, scope: str, period: str, flow: str = "total", *, inferred: bool = False, **keys: Any
) -> Quantity:
    """Return the published trade value of a scope in a period; the whole province unless the keys say otherwise."""
    wanted: dict[str, Any] = {
        "geography": PROVINCE,
        "gate": "all",
        "commodity": "all",
        "regime": "all",
        "measure": "value",
    }
    return evidence.quantity(
        "trade", period=period, inferred=inferred, unit="usd_million", scope=scope, flow=flow, **(wanted | keys)
    )


def companion(
    evidence: Evidence, table: str, observed: Observation, name: CompanionName, base: str = "same_period"
) -> Quantity | None:
    """Return the figure printed beside an observation: its growth against `base`, or its achievement of the plan.

    The publication of the observation itself comes first, then the other publications of the same figure. None where nothing
    was printed: that is not a gap in the record, only a claim that was not made.
    """
    keys = {column.name: observed.row[column.name] for column in TABLES[table].keys}
    found = evidence.rows(table, inferred=True, **keys)
    found = found[(found["period_start"] == observed.period.start) & (found["period_end"] == observed.period.end)]
    beside = evidence.record.companions().set_index("row_id")
    own_first = found.sort_values("row_id", key=lambda ids: ids != observed.row["row_id"], kind="stable")
    for row in own_first.to_dict("records"):
        if row["row_id"] not in beside.index:
            continue
        printed = beside.loc[row["row_id"]]
        if pd.notna(printed[name]) and (name != "growth_percent" or printed["growth_base"] == base):
            reference = beside_row(row["row_id"], name)
            return replace(observe(row), value=float(printed[name]), rows=(reference,), **_PRINTED)
    return None


def published(
    evidence: Evidence,
    scope: str,
    period: str,
    flow: str = "total",
    name: CompanionName = "growth_percent",
    base: str = "same_period",
    *,
    inferred: bool = False,
    **keys: Any,
) -> Quantity:
    """Return the growth or the achievement of the plan printed beside a trade value, or a quantity that says there is none."""
    start, end = parse_period(period)
    for observed in trade_windows(evidence, scope, flow, inferred=inferred, **keys):
        if observed.window == (start, end):
            found = companion(evidence, "trade", observed, name, base)
            if found is not None:
                return found
    return not_determinable(Text("common.reason.no_row"), "percent")


def by_window(found: Iterable[Observation]) -> dict[tuple[pd.Timestamp, pd.Timestamp], Observation]:
    """Return observations by their first and last day."""
    return {observed.window: observed for observed in found}


def per_day(quantity: Quantity) -> Quantity:
    """Return a daily number of vehicles in its own unit, so that it cannot be read as a total."""
    return replace(quantity, unit="vehicle_per_day")


def share(part: Quantity, whole: Quantity) -> Quantity:
    """Return part ÷ whole × 100."""
    return derive("share", "percent", lambda a, b: 100 * a / b, part, whole)


def change(now: Quantity, before: Quantity) -> Quantity:
    """Return growth recomputed from two levels."""
    return derive("growth", "percent", lambda a, b: float(growth(a, b)), now, before)


def before_by_growth(now: Quantity, rate: Quantity) -> Quantity:
    """Return the earlier level that a level and its published growth imply."""
    return derive("implied_previous", now.unit, lambda a, b: float(implied_previous(a, b)), now, rate)


def difference(first: Quantity, second: Quantity, unit: str | None = None) -> Quantity:
    """Return the first minus the second."""
    return derive("difference", unit or first.unit, lambda a, b: a - b, first, second)


def total(*parts: Quantity) -> Quantity:
    """Return the sum of quantities of one unit."""
    return derive("sum", parts[0].unit, lambda *values: math.fsum(values), *parts)


def mean(*parts: Quantity) -> Quantity:
    """Return the mean of quantities of one unit."""
    return derive("mean", parts[0].unit, lambda *values: float(np.mean(values)), *parts)


def ratio(first: Quantity, second: Quantity, unit: str = "times") -> Quantity:
    """Return the first divided by the second."""
    return derive("ratio", unit, lambda a, b: a / b, first, second)


def growth_verdict(now: Quantity, before: Quantity, published: Quantity | None) -> Verdict:
    """Hold a published growth rate against two levels, within their rounding."""
    if published is None or published.value is None or now.value is None or before.value is None:
        return "not_determinable"
    return check_growth(
        now.value, before.value, published.value, now.precision, before.precision, published.precision
    ).verdict


def verdict_text(verdict: Verdict) -> Text:
    """Return the words for a verdict."""
    return Text(f"trade.verdict.{verdict}")


def frame(rows: Iterable[tuple[Any, ...]], *columns: str) -> pd.DataFrame:
    """Return the frame of a printed table; cells stay the objects they are."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)
