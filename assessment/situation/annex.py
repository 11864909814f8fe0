"""Annex of the chapter: the rule of choice, contradictory figures, consistency checks, the weakest rows, the full register."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Cell, Finding, Section, Table, Text
from assessment.situation.annex_tables import (
    Contradiction,
    contradictions,
    contradictions_table,
    growth_table,
    references,
    weakest_rows,
    weakest_table,
)
from assessment.situation.assembly import count, with_rows
from assessment.situation.checks import ConsistencyCheck, Tally, named_checks, scopes_nest, sums_hold
from assessment.situation.pieces import closing, columns, listed_sections

_RULES = ("single", "source", "status", "precision", "page", "date")


def section(evidence: Evidence) -> Section:
    """Return the annex."""
    groups = contradictions(evidence)
    checks = named_checks(evidence)
    tallies = [sums_hold(evidence), scopes_nest(evidence)]
    return Section(
        "annex",
        Text("annex.title"),
        Text("annex.questions"),
        findings=tuple(_findings(evidence, groups, checks)),
        tables=with_rows(
            (
                _rule_table(),
                _checks_table(checks),
                _tallies_table(tallies),
                contradictions_table(evidence, groups, short=True),
                contradictions_table(evidence, groups, short=False),
                growth_table(evidence),
                weakest_table(evidence),
                _register_table(evidence),
                _corrections_table(evidence),
            )
        ),
        conclusion=closing("annex", _verdicts(checks)),
    )


def _verdicts(checks: list[ConsistencyCheck]) -> dict[str, int]:
    found = [check.verdict for check in checks]
    return {
        "agrees": found.count("agrees"),
        "disagrees": found.count("disagrees"),
        "open": found.count("not_determinable"),
    }


def _findings(evidence: Evidence, groups: list[Contradiction], checks: list[ConsistencyCheck]) -> Iterable[Finding]:
    yield Finding(Text("annex.finding.checks", {**_verdicts(checks), "all": len(checks)}), "B")
    by_key = {check.key: check for check in checks}
    for key in ("zones_times_vietnammoi", "through_ten_months", "budget_growth"):
        check = by_key[key]
        if check.verdict == "disagrees" and check.claimed is not None:
            yield Finding(Text(f"annex.finding.{key}", {"claimed": check.claimed, "recomputed": check.recomputed}), "C")
    differ = [group for group in groups if group.differ]
    yield Finding(
        Text(
            "annex.finding.contradictions",
            {
                "all": count(references(groups), "count"),
                "differ": count(references(differ), "count"),
                "own": count(references([group for group in differ if group.own]), "count"),
            },
        ),
        "B",
    )
    yield Finding(Text("annex.finding.weakest", {"rows": count(weakest_rows(evidence)["row_id"], "row")}), "B")


def _rule_table() -> Table:
    rows = [
        (place, Text(f"annex.rule.{rule}.criterion"), Text(f"annex.rule.{rule}.preferred"))
        for place, rule in enumerate(_RULES, start=1)
    ]
    return Table(
        "annex.rule",
        Text("annex.table.rule.title"),
        columns("annex", "order", "criterion", "preferred"),
        pd.DataFrame(rows, columns=["order", "criterion", "preferred"], dtype=object),
        notes=(Text("annex.table.rule.note"),),
    )


def _checks_table(checks: list[ConsistencyCheck]) -> Table:
    rows = [
        (
            check.statement,
            check.claimed,
            check.recomputed,
            Text(
                "annex.verdict.no_claim"
                if check.claimed is None and check.recomputed.known
                else f"annex.verdict.{check.verdict}"
            ),
        )
        for check in checks
    ]
    return Table(
        "annex.checks",
        Text("annex.table.checks.title"),
        columns("annex", "statement", "claimed", "recomputed", "verdict"),
        pd.DataFrame(rows, columns=["statement", "claimed", "recomputed", "verdict"], dtype=object),
        notes=(Text("annex.table.checks.note"),),
    )


def _tallies_table(tallies: list[Tally]) -> Table:
    rows = [(Text(f"annex.tally.{tally.key}"), tally.cases, tally.holding) for tally in tallies]
    return Table(
        "annex.tallies",
        Text("annex.table.tallies.title"),
        columns("annex", "rule", "cases", "holding"),
        pd.DataFrame(rows, columns=["rule", "cases", "holding"], dtype=object),
        notes=(Text("annex.table.tallies.note"),),
    )


def _register_table(evidence: Evidence) -> Table:
    rows = [(*entry.cells, listed_sections(entry.waiting)) for entry in evidence.register]
    names = ["source", "owner", "frequency", "last_period", "due", "state", "grade", "sections"]
    return Table(
        "annex.register",
        Text("annex.table.register.title"),
        columns("annex", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        wide=True,
        annex_only=True,
    )


def _corrections_table(evidence: Evidence) -> Table:
    rows = [
        (
            line.title,
            line.file,
            line.place,
            _as_written(line.correction.expect),
            _as_written(line.correction.value),
            line.reason,
            line.author,
            line.date,
            Text(f"annex.in_use.{'yes' if line.in_use else 'no'}"),
        )
        for line in evidence.corrections
    ]
    names = ["source", "file", "place", "as_printed", "corrected", "reason", "author", "day", "in_use"]
    return Table(
        "annex.corrections",
        Text("annex.table.corrections.title"),
        columns("annex", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("annex.table.corrections.note"),),
        wide=True,
        annex_only=True,
    )


def _as_written(value: str | float) -> Cell:
    """Return what stands in a cell before or after a correction, as the declaration writes it; nothing is a cell left empty."""
    return Text("annex.emptied") if value == "" else str(value)
