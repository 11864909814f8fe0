"""Section 8, synthetic control: the province beside a weighted average of provinces that no border-gate zone reaches.

The rules were set before any result was seen. Outcomes are all yearly figures of trade and transport of the provincial tables, a
head of population where it is there for the same years, in logarithms; the first of them is the one with the longest run before
the zone, retail sales. All are printed, and p-values are adjusted for their number. A synthetic control that follows the province
less closely before the zone than the province's own last value would is refused: its gap and p-value are not determinable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from assessment.analysis.counterfactual import SyntheticControl, synthetic_control
from assessment.analysis.counterfactual_checks import leave_one_out, placebo_in_space, placebo_in_time
from assessment.analysis.multiple_tests import holm
from assessment.evidence import Evidence
from assessment.findings import (
    Cell,
    Column,
    Figure,
    Finding,
    Name,
    Period,
    Quantity,
    Table,
    Text,
    derive,
    not_determinable,
)
from assessment.situation.assembly import shared_column
from assessment.situation.benchmarks_provinces import POPULATION, Panel, panel_of
from assessment.situation.benchmarks_shifts import REGIONS
from assessment.situation.fdi import COUNTRY
from assessment.situation.flows import frame
from assessment.situation.pieces import joined

OUTCOMES: Final = ("retail_sales", "freight_carried", "freight_traffic", "passengers_carried")
"""Trade first, then transport: what the zone is for. The order is that of the rule, not of the results."""

EARLIER: Final = 3
"""Years by which the supposed event lies before the real one: the shortest series then still has five years before it."""

RANGE: Final = (0.05, 0.95)
"""Quantiles of the gaps of the other provinces printed as the range of placebos."""

_TABLE: Final = "economy"

_UNITS: Final = {
    "before": ("count", 0),
    "donors": ("count", 0),
    "error": ("percent", 1),
    "fit": ("ratio", 2),
    "gap": ("percent", 1),
    "placebo_low": ("percent", 1),
    "placebo_high": ("percent", 1),
    "p": ("ratio", 3),
    "p_adjusted": ("ratio", 3),
    "smallest_p": ("ratio", 3),
    "without_low": ("percent", 1),
    "without_high": ("percent", 1),
    "earlier": ("percent", 1),
}
"""Columns of the table, with unit and decimals."""


def left_out(evidence: Evidence) -> dict[str, Text]:
    """Return the provinces that cannot serve as a benchmark, with the first reason of three: border, zone, changed territory."""
    reasons: dict[str, Text] = {
        name: Text("benchmarks.left_out.border") for name in evidence.zone["peers"]["border_provinces"]
    }
    for row in evidence.rows("zones", inferred=True).to_dict("records"):
        zone = Name("geography", str(row["geography"]))
        reasons.setdefault(str(row["province"]), Text("benchmarks.left_out.zone", {"zone": zone}))
    for change in evidence.zone["province_change"]:
        for name in change["provinces"]:
            year = {"year": change["decided"].year}
            reasons.setdefault(name, Text("benchmarks.left_out.changed", year))
    return reasons


@dataclass(frozen=True)
class Outcome:
    """One outcome of the province a head of population, beside its synthetic control.

    Attributes
    ----------
    own, event
        The province and the first year after the event.
    values
        What was compared, by province and year.
    control
        The synthetic control of the logarithms.
    gaps
        Gap of each other province taken for the treated one whose fit is not refused, by year; logarithms.
    numbers
        Columns of the table; those that rest on a refused fit are left out.
    refused
        Why numbers are left out: a reason of `SyntheticControl`, ``no_row`` or ``poor_fit``.
    """

    indicator: str
    own: str
    event: int
    values: Mapping[tuple[str, int], Quantity] = field(default_factory=dict)
    control: SyntheticControl = field(default_factory=lambda: SyntheticControl(()))
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    numbers: Mapping[str, float] = field(default_factory=dict)
    refused: str = ""

    @property
    def heavy(self) -> list[str]:
        """Provinces of positive weight, the heaviest first; without all others the weights would be the same."""
        weights = self.control.weights
        return [str(unit) for unit in weights[weights > 0].sort_values(ascending=False, kind="stable").index]

    def in_year(self, year: int, units: Sequence[str] = ()) -> tuple[Quantity, ...]:
        """Return the values of provinces in a year; of all provinces if none is named."""
        wanted = units or [str(unit) for unit in self.control.weights.index]
        return tuple(self.values[unit, year] for unit in (self.own, *wanted))

    def _parts(self, name: str) -> tuple[Quantity, ...]:
        """Return what a number rests on: the rows one by one where they are few, the whole table beside those of the province."""
        if name in ("donors", "smallest_p"):
            return self.in_year(self.event)
        before = name in ("before", "error", "fit", "weight")
        units = [self.own, *(self.heavy if name in ("gap", "error", "fit", "weight") else ())]
        last = self.event - 1 if before else max(year for _, year in self.values)
        parts = tuple(value for (unit, year), value in self.values.items() if unit in units and year <= last)
        # A placebo of every province rests on over a thousand rows; listed for each number they would swamp the annex.
        return parts if before or name == "gap" else (*parts, Quantity(0.0, "", (f"table:{_TABLE}",)))

    def number(self, name: str) -> Quantity:
        """Return a number of the table, or why it cannot be determined."""
        unit, decimals = _UNITS[name]
        value = self.numbers.get(name)
        if value is None:
            reason = self.refused or "too_few_before"  # of a sound fit only the earlier date can lack years
            return not_determinable(Text(f"benchmarks.no_control.{reason}"), unit)
        parts = self._parts(name)
        return derive(f"benchmarks.formula.control_{name}", unit, lambda *_: value, *parts, decimals=decimals)

    def weights(self) -> Cell:
        """Return the provinces of positive weight with their weights."""
        return joined(
            Text(
                "benchmarks.counterfactual.weight", {"province": Name("geography", unit), "weight": self._weight(unit)}
            )
            for unit in self.heavy
        )

    def _weight(self, unit: str) -> Quantity:
        value, parts = float(self.control.weights[unit]), self._parts("weight")
        return derive("benchmarks.formula.control_weight", "ratio", lambda *_: value, *parts, decimals=2)


def outcomes(evidence: Evidence) -> list[Outcome]:
    """Return all outcomes by the rule of the module, their p-values adjusted for their number."""
    people = panel_of(evidence, POPULATION)
    excluded = {*left_out(evidence), *REGIONS, COUNTRY}
    found = [_outcome(evidence, indicator, people, excluded) for indicator in OUTCOMES]
    adjusted = holm([entry.numbers.get("p", float("nan")) for entry in found])
    return [
        replace(entry, numbers={**entry.numbers, "p_adjusted": p}) if "p" in entry.numbers else entry
        for entry, p in zip(found, adjusted, strict=True)
    ]


def _outcome(evidence: Evidence, indicator: str, people: Panel, excluded: set[str]) -> Outcome:
    own, event = evidence.zone["zone"]["province"], evidence.zone["zone"]["established"].year
    panel = panel_of(evidence, indicator)
    values = {
        (unit, year): _a_head(value, people.at(unit, year))
        for (unit, year), value in sorted(panel.values.items())
        if (unit == own or unit not in excluded) and people.at(unit, year).known
    }
    if not any(unit == own for unit, _ in values):
        return Outcome(indicator, own, event, refused="no_row")
    table = pd.Series({key: value.value for key, value in values.items()}, dtype=float).unstack(0)
    logs = pd.DataFrame(np.log(table.where(table > 0)))
    control = synthetic_control(logs, own, event)
    if control.refused:
        return Outcome(indicator, own, event, values, control, refused=control.refused)
    used = {own, *control.weights.index}
    values = {key: value for key, value in values.items() if key[0] in used}
    return _judged(Outcome(indicator, own, event, values, control), logs[sorted(used)])


def _a_head(value: Quantity, people: Quantity) -> Quantity:
    unit, factor = ("vnd_million_per_person", 1e3) if value.unit == "vnd_billion" else (value.unit, 1.0)
    return derive("benchmarks.formula.a_head", unit, lambda amount, heads: factor * amount / heads, value, people)


def _judged(outcome: Outcome, logs: pd.DataFrame) -> Outcome:
    """Return the outcome with its numbers; without those that rest on the fit where it is refused."""
    control, own, event = outcome.control, outcome.own, outcome.event
    numbers = {
        "before": float((control.gap.index < event).sum()),
        "donors": float(len(control.weights)),
        "error": _percent(control.rmspe_before),
        "fit": control.scaled_error,
    }
    if "poor_fit" in control.notes:
        return replace(outcome, numbers=numbers, refused="poor_fit")
    space, without = placebo_in_space(logs, own, event), leave_one_out(logs, own, event)
    earlier = placebo_in_time(logs, own, event, event - EARLIER)
    sound = [unit for unit in control.weights.index if space.table.loc[unit, "scaled_error"] <= 1]
    numbers |= {"gap": _percent(control.mean_gap), "p": space.p_value, "smallest_p": space.smallest_p}
    numbers |= _range(space.table.loc[sound, "mean_gap"])
    if not without.refused:
        numbers |= {"without_low": _percent(without.low), "without_high": _percent(without.high)}
    if not earlier.refused:
        numbers["earlier"] = _percent(earlier.mean_gap)
    return replace(outcome, gaps=space.gaps[sound], numbers=numbers)


def _percent(gap: float) -> float:
    return 100 * float(np.expm1(gap))


def _range(gaps: pd.Series) -> dict[str, float]:
    if gaps.empty:
        return {}
    low, high = gaps.quantile(list(RANGE))
    return {"placebo_low": _percent(low), "placebo_high": _percent(high)}


def counterfactual_table(found: Sequence[Outcome]) -> Table:
    """Return all outcomes with fit, gap, placebos, p-values and leave-one-out range; the weights stand below."""
    # A record without any of the outcomes has no table; the section's list of missing data says so.
    shown = found if any(entry.values for entry in found) else ()
    rows = [(Name("indicator", entry.indicator), *(entry.number(name) for name in _UNITS)) for entry in shown]
    notes = [Text(f"benchmarks.table.counterfactual.{name}") for name in ("rule", "refusal", "placebos", "left_out")]
    notes += [
        Text(
            "benchmarks.table.counterfactual.weights",
            {"indicator": Name("indicator", entry.indicator), "weights": entry.weights()},
        )
        for entry in found
        if len(entry.control.weights)
    ]
    columns = [Column(Text(f"benchmarks.table.counterfactual.{name}"), unit) for name, (unit, _) in _UNITS.items()]
    return Table(
        "benchmarks.counterfactual",
        Text("benchmarks.table.counterfactual.title"),
        (shared_column("indicator"), *columns),
        frame(rows, "indicator", *_UNITS),
        notes=tuple(notes),
        wide=True,
    )


def left_out_table(evidence: Evidence) -> Table:
    """Return the provinces left out of the benchmark, with the reason."""
    own = evidence.zone["zone"]["province"]
    known = {unit for indicator in OUTCOMES for unit, _ in panel_of(evidence, indicator).values}
    rows = [
        (Name("geography", unit), reason)
        for unit, reason in left_out(evidence).items()
        if unit in known and unit != own
    ]
    return Table(
        "benchmarks.left_out",
        Text("benchmarks.table.left_out.title"),
        (shared_column("province"), Column(Text("benchmarks.table.left_out.reason"))),
        frame(rows, "province", "reason"),
        annex_only=True,
    )


def counterfactual_finding(found: Sequence[Outcome]) -> Finding:
    """Return what the first outcome, the one with the longest run before the zone, shows, or that its fit is refused."""
    first = found[0]
    name = "counterfactual_refused" if first.refused else "counterfactual"
    wanted = ("donors", "fit") if first.refused else [key for key in _UNITS if key not in ("before", "fit")]
    values: dict[str, Cell] = {key: first.number(key) for key in wanted}
    if not first.refused:
        values["verdict"] = Text(f"benchmarks.verdict_control.{_verdict(first.numbers)}")
    return Finding(Text(f"benchmarks.finding.{name}", values), "C")


def _verdict(numbers: Mapping[str, float]) -> str:
    if "placebo_low" not in numbers:
        return "unknown"
    return "inside" if numbers["placebo_low"] <= numbers["gap"] <= numbers["placebo_high"] else "outside"


def counterfactual_figure(evidence: Evidence, found: Sequence[Outcome]) -> Figure:
    """Return the first outcome, actual and synthetic, and where the middle of the placebos would put it after the event."""
    first = found[0]
    established = pd.Timestamp(evidence.zone["zone"]["established"])
    points: list[tuple[Cell, Quantity, Cell]] = []
    if not first.refused:
        periods, synthetic = panel_of(evidence, first.indicator).periods, first.control.synthetic
        points += [(periods[year], first.values[first.own, year], _series("actual")) for year in synthetic.index]
        points += _line(first, synthetic, "synthetic", periods)
        after = first.gaps[first.gaps.index >= first.event]
        for quantile, name in zip(RANGE, ("placebo_low", "placebo_high"), strict=True):
            points += _line(first, synthetic[after.index] + after.quantile(quantile, axis=1), name, periods)
    return Figure(
        "benchmarks.counterfactual",
        frame(points, "x", "y", "series"),
        "lines",
        Text("benchmarks.figure.counterfactual.caption"),
        Text("benchmarks.figure.counterfactual.alt"),
        notes=(Text("benchmarks.figure.counterfactual.note"),),
        options={
            "events": [{"date": established, "label": _series("established")}],
            "log": True,
            "highlight": _series("actual"),
        },
    )


def _series(name: str) -> Text:
    return Text(f"benchmarks.series.{name}")


def _line(
    outcome: Outcome, logs: pd.Series, name: str, periods: Mapping[int, Period]
) -> list[tuple[Cell, Quantity, Cell]]:
    """Return a line of the figure; each point rests on the year's values, the weights being those below the table."""
    points: list[tuple[Cell, Quantity, Cell]] = []
    for key, level in logs.items():
        year = int(str(key))
        parts = outcome.in_year(year, outcome.heavy if name == "synthetic" else ())
        value = float(np.exp(level))
        formula = f"benchmarks.formula.line_{name}"
        point = derive(formula, parts[0].unit, lambda *_, own=value: own, *parts, decimals=2)
        points.append((periods[year], point, _series(name)))
    return points
