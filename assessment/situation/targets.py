"""Planned figures: the first plan of each target, what later documents made of it, and the published outcome beside it.

Which published figure may stand beside which target is not decided here but in `plan.toml`, line by line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

import pandas as pd

from assessment.analysis.references import plan_achievement
from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Bilingual, Name, Period, Quantity, Text, derive
from assessment.situation.pieces import rows_with_printed

State: TypeAlias = Literal["not_due", "no_actual", "not_comparable", "below", "within", "reached"]

_KEYS: Final = ["geography", "indicator", "period_start", "period_end"]
_PERCENT_UNITS: Final = ("percent", "percent_per_year")


@dataclass(frozen=True)
class Plan:
    """What one document plans for one target: a figure, or a range of two ends."""

    title: Bilingual
    number: str
    decided: pd.Timestamp | None
    low: Quantity
    high: Quantity | None

    @property
    def document(self) -> str | Bilingual:
        """Number of the document, its title where it has none."""
        return self.number or self.title


@dataclass(frozen=True)
class Target:
    """A target by its first plan; `later` are the documents that set it again, in their order."""

    geography: str
    indicator: str
    period: Period
    first: Plan
    later: tuple[Plan, ...]


@dataclass(frozen=True)
class Comparison:
    """A target beside its outcome.

    `actual` is None where nothing is published for the same period; `achievement` and `gap` are measured against the lower end
    of a range and are None where the two may not be compared; `why` is then the key of the reason.
    """

    target: Target
    state: State
    actual: Quantity | None = None
    achievement: Quantity | None = None
    gap: Quantity | None = None
    why: str = ""


@cache
def outcomes() -> Mapping[str, Mapping[str, Any]]:
    """Return the reviewed list of comparable figures, by target.

    >>> outcomes()["tourist_arrivals"]["table"]
    'economy'
    """
    text = files("assessment.situation").joinpath("plan.toml").read_text(encoding="utf-8")
    return {entry["target"]: entry for entry in tomllib.loads(text)["outcome"]}


def targets(frame: pd.DataFrame) -> list[Target]:
    """Return the targets of the tidy table, each with its first plan, ordered by area, end of the period and indicator.

    The first plan is the one decided earliest; where no day of decision is known, the day of publication decides, and a
    document without either comes last.
    """
    found = []
    for keys, rows in frame.groupby(_KEYS, sort=False):
        geography, indicator, _, _ = keys
        plans = _plans(rows)
        found.append(
            Target(str(geography), str(indicator), period_of(rows.iloc[0].to_dict()), plans[0], tuple(plans[1:]))
        )
    return sorted(
        found, key=lambda target: (target.geography, target.period.end, target.period.start, target.indicator)
    )


def _plans(rows: pd.DataFrame) -> list[Plan]:
    plans = []
    day = rows["decided"].fillna(rows["published"])
    order = rows.assign(_day=day).sort_values(["_day", "plan_vi", "value"], na_position="last", kind="stable")
    for _, document in order.groupby(["plan_vi", "number"], sort=False):
        records = document.to_dict("records")
        ends = [observe(row) for row in records]
        first = records[0]
        plans.append(
            Plan(
                Bilingual(first["plan_vi"], first["plan_en"]),
                first["number"],
                None if pd.isna(first["decided"]) else pd.Timestamp(first["decided"]),
                ends[0],
                ends[-1] if len(ends) > 1 and ends[-1].value != ends[0].value else None,
            )
        )
    return plans


def compare(evidence: Evidence, target: Target) -> Comparison:
    """Return a target beside the outcome published for the same area and the same period."""
    entry = outcomes().get(target.indicator)
    actual = _actual(evidence, target, entry) if entry else None
    if actual is None:
        return Comparison(target, "not_due" if target.period.end > evidence.today else "no_actual")
    if not entry or not entry.get("comparable", True):
        return Comparison(target, "not_comparable", actual, why=str(entry["why"]) if entry else "")
    if actual.unit != target.first.low.unit:
        return Comparison(target, "not_comparable", actual, why="other_unit")
    # The end of a range is an exact number: only its place in the range is open.
    low = _end(target.first.low)
    unit = "percentage_point" if low.unit in _PERCENT_UNITS else low.unit
    return Comparison(
        target,
        _reached(actual, low, target.first.high),
        actual,
        derive("achievement", "percent", _achieved, actual, low),
        derive("difference", unit, lambda outcome, plan: outcome - plan, actual, low),
    )


def _achieved(outcome: float, plan: float) -> float:
    return float(plan_achievement(outcome, pd.Series([plan]))["achieved"].iloc[0])


def _actual(evidence: Evidence, target: Target, entry: Mapping[str, Any]) -> Quantity | None:
    span = f"{target.period.start:%Y-%m}..{target.period.end:%Y-%m}"
    found = evidence.quantity(entry["table"], period=span, geography=target.geography, **entry["keys"])
    return found if found.known else None


def _end(quantity: Quantity) -> Quantity:
    return replace(quantity, precision="exact") if quantity.precision in ("lower", "upper") else quantity


def _reached(actual: Quantity, low: Quantity, high: Quantity | None) -> State:
    value, floor = actual.value or 0.0, low.value or 0.0
    if value < floor:
        return "below"
    return "within" if high is not None and value < (high.value or 0.0) else "reached"


def comparisons(evidence: Evidence, areas: Iterable[str] | None = None) -> list[Comparison]:
    """Return all targets, or those of some areas, beside their outcomes."""
    wanted = None if areas is None else set(areas)
    return [
        compare(evidence, target)
        for target in targets(evidence.record.table("targets"))
        if wanted is None or target.geography in wanted
    ]


@dataclass(frozen=True)
class ImpliedPlan:
    """A plan that follows from an outcome and its published achievement."""

    label: Text
    period: Period
    actual: Quantity
    achieved: Quantity
    plan: Quantity


def implied_plans(evidence: Evidence, geography: str) -> list[ImpliedPlan]:
    """Return the plans implied by the achievements printed beside an area's figures, in the order of time, each figure once."""
    found: dict[tuple[object, ...], ImpliedPlan] = {}
    for table in ("trade", "economy"):
        for row, achieved in rows_with_printed(evidence, evidence.rows(table, geography=geography), "plan_percent"):
            if row["precision"] in ("lower", "upper") or pd.isna(row["period_end"]):
                continue
            plan = _implied_plan(table, row, achieved)
            found.setdefault((plan.label.key, str(plan.label.values), plan.period, plan.actual.value), plan)
    return sorted(found.values(), key=lambda plan: (plan.period.end, plan.period.start))


def _implied_plan(table: str, row: Mapping[str, Any], achieved: Quantity) -> ImpliedPlan:
    actual = observe(row)
    plan = derive("plan.formula.implied", actual.unit, lambda level, share: 100 * level / share, actual, achieved)
    return ImpliedPlan(_label(table, row), period_of(row), actual, achieved, plan)


def _label(table: str, row: Mapping[str, Any]) -> Text:
    if table == "economy":
        return Text("plan.label.economy", {"indicator": Name("indicator", row["indicator"])})
    scope, flow = Name("scope", row["scope"]), Name("flow", row["flow"])
    # Local goods are exports by definition, so their name says the direction already.
    if row["scope"] == "local_goods":
        return Text("plan.label.scope", {"scope": scope})
    return Text("plan.label.trade", {"scope": scope, "flow": flow})
