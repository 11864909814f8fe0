"""Section 3 from goods lines: which scope each regime belongs to, and the published declared total counted anew."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

import pandas as pd

from assessment.analysis.growth import rounding_interval
from assessment.analysis.reconciliation import Reconciliation, reconcile
from assessment.customs.codes import codes
from assessment.evidence import Evidence
from assessment.findings import Cell, Quantity, Table, Text, derive
from assessment.situation.declared import Declared, month_labels, named, over_months
from assessment.situation.flows import Observation, change, difference, frame, trade_windows
from assessment.situation.pieces import columns

FLOWS: Final = ("total", "export", "import")


@cache
def not_over_a_gate() -> frozenset[str]:
    """Return the regimes whose goods do not pass a gate.

    >>> "A42" in not_over_a_gate(), "A11" in not_over_a_gate()
    (True, False)
    """
    text = files("assessment").joinpath("customs", "scopes.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["not_over_a_gate"])


def scopes_table(day: pd.Timestamp) -> Table:
    """Return by group the regimes in force on a day, and of which scopes a declaration of each is."""
    listed = codes("regimes")
    listed = listed[(listed["valid_from"] <= day.date()) & (listed["valid_to"] >= day.date())]
    rows: list[tuple[Cell, ...]] = []
    for (group, flow), own in listed.groupby(["group", "flow"], sort=False):
        for over, part in own.groupby(~own["code"].isin(not_over_a_gate()), sort=False):
            new = set(part["new_trade"])
            rows.append(
                (
                    named("regime", str(group)), Text(f"declared.flow.{flow}"), ", ".join(sorted(part["code"])),
                    Text(f"declared.yes.{new.pop() if len(new) == 1 else 'partly'}"), Text("declared.yes.yes"),
                    Text(f"declared.yes.{'yes' if over else 'no'}"),
                )
            )  # fmt: skip
    parts = columns("declared", "group", "flow", "codes", "new_trade", "scope_declared", "scope_through")
    return Table(
        "trade.declared_scopes",
        Text("declared.table.scopes.title"),
        parts,
        frame(rows, "group", "flow", "codes", "new_trade", "declared", "through"),
        notes=(Text("declared.note.scopes"),),
        annex_only=True,
    )


def totals_tables(evidence: Evidence) -> tuple[Table, ...]:
    """Return the tables on scopes and totals; none where there are no goods lines."""
    declared = Declared(evidence)
    if not declared.known:
        return ()
    reconciled = reconciliation_table(evidence, declared)
    return (*((reconciled,) if reconciled else ()), scopes_table(evidence.today))


def reconciliation_table(evidence: Evidence, declared: Declared) -> Table | None:
    """Return each published declared total beside what the goods lines of its months add up to; None where no period meets."""
    rows = [
        row
        for flow in FLOWS
        for observed in trade_windows(evidence, "declared", flow, inferred=False)
        if (row := _row(evidence, declared, flow, observed)) is not None
    ]
    if not rows:
        return None
    rule = evidence.setting("declared.tolerance_percent", "percent", decimals=1)
    parts = columns(
        "declared", "period", "flow", ("published", "usd_million"), ("counted", "usd_million"), ("difference", "usd_million"),
        ("percent", "percent"), "explanation",
    )  # fmt: skip
    return Table(
        "trade.declared_reconciliation",
        Text("declared.table.reconciliation.title"),
        parts,
        frame(rows, "period", "flow", "published", "counted", "difference", "percent", "explanation"),
        notes=(Text("declared.note.reconciliation", {"tolerance": rule}),),
        wide=True,
    )


def _row(evidence: Evidence, declared: Declared, flow: str, observed: Observation) -> tuple[Cell, ...] | None:
    labels = month_labels(*observed.window)
    counted = over_months(declared, labels, flow)
    if not counted.known:
        return None
    published = observed.middle
    return (
        observed.period,
        Text(f"declared.flow.{flow}"),
        published,
        counted,
        difference(counted, published),
        change(counted, published).rounded_to(1),
        _explained(evidence, declared, labels, flow, published, counted),
    )


def _explained(
    evidence: Evidence, declared: Declared, labels: list[str], flow: str, published: Quantity, counted: Quantity
) -> Text:
    """Return which groups of regimes, left out, close the gap; only groups that may be printed are tried."""
    groups = {group for label in labels for group in declared.keys(label, "regime", flow)}
    parts = {group: over_months(declared, labels, flow, regime=group) for group in sorted(groups)}
    known = {group: part.value for group, part in parts.items() if part.value is not None}
    total = published.value or 0.0
    low, high = rounding_interval(total, published.precision)
    percent = evidence.setting("declared.tolerance_percent", "percent").value or 0.0
    tolerance = max(percent / 100 * total, (high - low) / 2 if high - low < total else 0.0)
    found = reconcile(total, counted.value or 0.0, known, tolerance)
    return _words(found, {group: parts[group] for group in known})


def _words(found: Reconciliation, parts: dict[str, Quantity]) -> Text:
    if not found.sets:
        return Text(f"declared.outcome.{found.outcome}")
    sets = [
        Text(
            "declared.label.left_out",
            {"groups": _joined("and", (named("regime", group) for group in one)), "value": _sum(parts, one)},
        )
        for one in found.sets
    ]
    return Text(f"declared.outcome.{found.outcome}", {"sets": _joined("or", sets)})


def _sum(parts: dict[str, Quantity], one: Iterable[str]) -> Quantity:
    return derive("sum", "usd_million", lambda *values: math.fsum(values), *(parts[group] for group in one))


def _joined(word: str, cells: Iterable[Cell]) -> Cell:
    said: Cell = None
    for cell in cells:
        said = cell if said is None else Text(f"declared.label.{word}", {"first": said, "second": cell})
    return said
