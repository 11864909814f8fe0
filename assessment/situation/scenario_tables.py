"""Tables of the scenarios: what each comes to, the legal tests side by side, why, and how communes were converted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from assessment.administrative import reference
from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Finding, Name, Quantity, Table, Text, derive, not_determinable
from assessment.situation.areas import HA_PER_KM2, Part
from assessment.situation.legal import ScopeTest, regime_in_force
from assessment.situation.pieces import columns, joined, legal_threshold, part_of_area, regime_of
from assessment.situation.scenario_declared import Scenario, names
from assessment.situation.scenarios import Scenarios

_CONVERTED: Final = "2024"


def title(scenario: Scenario) -> Text:
    """Return the name of a scenario; an illustration says so."""
    return Text(f"scenarios.name.{scenario.kind}", {"name": scenario.name})


def summary_table(scenarios: Scenarios) -> Table:
    """Return area, change, population, gates, flows and projects of each scenario."""
    flow, trade = scenarios.vehicles, scenarios.trade
    heads = ["name", "area", "range", "change", "percent", "population", "gates", "vehicles", "share", "projects"]
    # Trade has columns only where it was published for several gates of one period.
    heads += ["trade", "trade_share"] if trade is not None else []
    units = {
        "area": "ha",
        "change": "ha",
        "percent": "percent",
        "population": "person",
        "gates": "gates",
        "vehicles": "vehicle_per_day",
        "share": "percent",
        "projects": "project",
        "trade": "usd_million",
        "trade_share": "percent",
    }
    notes = [Text("scenarios.table.summary.illustration"), Text("scenarios.table.summary.area")]
    if flow is not None:
        notes.append(Text("scenarios.table.summary.flow", {"period": flow.period, "gates": len(flow.by_gate)}))
    if trade is not None:
        notes.append(Text("scenarios.table.summary.trade", {"period": trade.period, "gates": len(trade.by_gate)}))
    return Table(
        "proposals.scenarios",
        Text("scenarios.table.summary.title"),
        columns("scenarios", *((name, units[name]) if name in units else name for name in heads)),
        pd.DataFrame([_summary_row(scenarios, scenario) for scenario in scenarios.all], columns=heads, dtype=object),
        notes=tuple(notes),
        wide=True,
    )


def _summary_row(scenarios: Scenarios, scenario: Scenario) -> tuple[Cell, ...]:
    vehicles, share = scenarios.covered(scenarios.vehicles, scenario, "vehicle_per_day")
    return (
        title(scenario),
        scenarios.area(scenario),
        _range(scenarios, scenario),
        scenarios.change(scenario),
        scenarios.change_percent(scenario),
        scenarios.population(scenario),
        scenarios.gate_count(scenario),
        vehicles,
        share,
        scenarios.projects(scenario),
        *(() if scenarios.trade is None else scenarios.covered(scenarios.trade, scenario, "usd_million")),
    )


def _range(scenarios: Scenarios, scenario: Scenario) -> Cell:
    bounds = scenarios.area_bounds(scenario)
    if bounds.exact:
        return None
    low, high = scenarios.bound(scenario, bounds.low), scenarios.bound(scenario, bounds.high)
    if not low.known:
        return None
    return (
        Text("scenarios.range.both", {"low": low, "high": high})
        if high.known
        else Text("scenarios.range.from", {"low": low})
    )


def tests_table(scenarios: Scenarios) -> Table:
    """Return the outcomes of all tests, a column a scenario, on the day of the report."""
    outcomes = {scenario.key: scenarios.tests(scenario) for scenario in scenarios.all}
    first = next(iter(outcomes.values()))
    evidence = scenarios.evidence
    rows = [
        (
            Text(f"scenarios.test.{test.key}"),
            threshold(evidence, test),
            *(Text(f"scenarios.outcome.{tests[place].outcome}") for tests in outcomes.values()),
        )
        for place, test in enumerate(first)
    ]
    heads = [Column(title(scenario)) for scenario in scenarios.all]
    regime = regime_of(evidence)
    return Table(
        "proposals.scenario_tests",
        Text("scenarios.table.tests.title", {"instrument": regime["instrument"]}),
        (*columns("scenarios", "test", "threshold"), *heads),
        pd.DataFrame(rows, columns=["test", "threshold", *outcomes], dtype=object),
        notes=(
            Text("scenarios.table.tests.day", {"day": evidence.today}),
            Text("scenarios.table.tests.area_only"),
            Text("scenarios.table.summary.illustration"),
        ),
        wide=True,
    )


def threshold(evidence: Evidence, test: ScopeTest) -> Cell:
    """Return the threshold of a test of the regime in force, as a number where it is one."""
    if test.key == "minimum_area":
        return legal_threshold(evidence, "minimum_area.value_ha", "ha")
    if test.key == "tolerance_percent":
        return part_of_area(evidence, "plan_tolerance.change_percent")
    if test.key == "tolerance_ceiling":
        return legal_threshold(evidence, "plan_tolerance.change_ha", "ha")
    if test.key == "boundary_share":
        return part_of_area(evidence, "boundary_adjustment.change_percent")
    if test.key == "let":
        return legal_threshold(evidence, "expansion.let_percent", "percent")
    return Text(f"scenarios.threshold.{test.key}")


def reasons_table(scenarios: Scenarios) -> Table:
    """Return every test of every scenario on every day with its reason, for the annex."""
    evidence = scenarios.evidence
    days = [*(pd.Timestamp(day) for day in scenarios.declared["tests"]["days"]), evidence.today]
    rows = [
        _reason_row(scenarios, scenario, day, test)
        for scenario in scenarios.all
        for day in days
        for test in scenarios.tests(scenario, day)
    ]
    heads = ["name", "day", "test", "article", "outcome", "reason"]
    return Table(
        "proposals.scenario_reasons",
        Text("scenarios.table.reasons.title"),
        columns("scenarios", *heads),
        pd.DataFrame(rows, columns=heads, dtype=object),
        notes=(Text("scenarios.table.summary.illustration"), Text("scenarios.table.tests.area_only")),
        wide=True,
        annex_only=True,
    )


def _reason_row(scenarios: Scenarios, scenario: Scenario, day: pd.Timestamp, test: ScopeTest) -> tuple[Cell, ...]:
    regimes = scenarios.evidence.zone["regime"]
    article = regimes[regime_in_force(regimes, day)][test.part]["article"]
    return (
        title(scenario),
        day,
        Text(f"scenarios.test.{test.key}"),
        Text("mandate.article", {"article": article}) if article else Text("mandate.article_not_stated"),
        Text(f"scenarios.outcome.{test.outcome}"),
        Text(f"scenarios.why.{test.reason}") if test.reason else None,
    )


def scope_table(scenarios: Scenarios) -> Table:
    """Return what each scenario is made of: units, areas added, gates, former districts; for the annex."""
    rows = [
        (
            title(scenario),
            names(sorted(scenario.units)),
            names(sorted(scenario.partly)) or None,
            joined([Text(f"scenarios.area.{key}") for key in scenario.areas]),
            joined([Name("gate", key) for key in scenarios.gates(scenario)]),
            ", ".join(sorted(scenarios.districts(scenario))),
        )
        for scenario in scenarios.all
    ]
    heads = ["name", "units", "partly", "areas", "gate_names", "districts"]
    return Table(
        "proposals.scenario_scope",
        Text("scenarios.table.scope.title"),
        columns("scenarios", *heads),
        pd.DataFrame(rows, columns=heads, dtype=object),
        notes=(Text("scenarios.table.summary.illustration"),),
        wide=True,
        annex_only=True,
    )


def communes_table(scenarios: Scenarios) -> Table:
    """Return the communes of 2025 that hold land of the zone as listed last: how much of each, and how that was found."""
    scenario = next(found for found in scenarios.all if found.base == _CONVERTED)
    areas = scenarios.areas
    rows = [_commune_row(scenarios, part) for part in areas.parts(scenario.units)]
    rows += [
        (*_commune_row(scenarios, part)[:-1], Text("scenarios.basis.partly")) for part in areas.parts(scenario.partly)
    ]
    heads = ["commune", "inside", "outside", "commune_area", "covered", "lowest", "highest", "share", "basis"]
    unit_of = {"commune_area": "ha", "covered": "ha", "lowest": "ha", "highest": "ha", "share": "percent"}
    return Table(
        "proposals.scenario_communes",
        Text("scenarios.table.communes.title", {"list": _CONVERTED}),
        columns("scenarios", *((head, unit_of[head]) if head in unit_of else head for head in heads)),
        pd.DataFrame(rows, columns=heads, dtype=object),
        notes=(Text("scenarios.table.communes.weight"), Text("scenarios.table.communes.problems")),
        wide=True,
        annex_only=True,
    )


def _commune_row(scenarios: Scenarios, part: Part) -> tuple[Cell, ...]:
    areas = scenarios.areas
    commune = areas.province.communes.get(part.commune)
    outside = [unit for unit in areas.units_of([part.commune]) if unit not in part.units] if commune else []
    whole = _ha(
        commune.area_km2 if commune else float("nan"),
        (reference("admin_units", commune.code, "wardAreaKm2"),) if commune else (),
        Text(
            f"scenarios.reason.commune_{commune.problem or 'unknown'}"
            if commune
            else "scenarios.reason.commune_unknown"
        ),
        "scenarios.formula.library_area",
    )
    lacking = Text("scenarios.reason.no_unit_area", {"units": names(part.units)})
    low, middle, high = (
        _ha(value, part.references, lacking, "scenarios.formula.apportioned")
        for value in (part.area.low, part.area.middle, part.area.high)
    )
    return (
        part.commune or None,
        names(part.units),
        names(outside) or None,
        whole,
        middle,
        None if part.area.exact else low,
        None if part.area.exact else high,
        derive("share", "percent", lambda first, second: 100 * first / second, middle, whole, decimals=1),
        Text(f"scenarios.basis.{part.basis}"),
    )


def _ha(km2: float, rows: tuple[str, ...], reason: Text, formula: str) -> Quantity:
    if not abs(km2) < float("inf"):
        return not_determinable(reason, "ha")
    return Quantity(km2 * HA_PER_KM2, "ha", rows, formula, decimals=0)


def scenario_findings(scenarios: Scenarios) -> Iterable[Finding]:
    """Yield what the scenarios show: how well the units give the established area, what passes the tests of area, what is open."""
    listed = next(found for found in scenarios.all if found.base == _CONVERTED)
    summed = scenarios.summed(listed)
    if summed.known:
        gap = derive("growth", "percent", lambda units, area: (units / area - 1) * 100, summed, scenarios.established)
        values: dict[str, Cell] = {"summed": summed, "area": scenarios.established, "gap": gap.rounded_to(1)}
        yield Finding(Text("scenarios.finding.check", values), "C")
    sketches = [scenario for scenario in scenarios.all if scenario.kind == "illustration"]
    outcomes = [{test.key: test.outcome for test in scenarios.tests(scenario)} for scenario in sketches]
    counts = {
        key: sum(outcome[key] == "pass" for outcome in outcomes)
        for key in ("minimum_area", "plan_tolerance", "boundary_share", "boundary_adjustment")
    }
    yield Finding(Text("scenarios.finding.tests", {"all": len(sketches), **counts}), "C")
