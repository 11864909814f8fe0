"""Section 3: trade through the gates — how much, how fast, in which of the three scopes, and what may be compared."""

from __future__ import annotations

import pandas as pd

from assessment.findings import Column, Figure, Finding, Missing, Name, Quantity, Section, Table, Text, derive
from assessment.situation.evidence import Evidence

SCOPE_YEAR = "2023"


def section(evidence: Evidence) -> Section:
    """Return the section on trade through the gates."""
    return Section(
        "trade",
        Text("trade.title"),
        Text("trade.questions"),
        findings=(_capture_finding(evidence),),
        tables=(_scopes_table(evidence),),
        figures=(_scopes_figure(evidence),),
        missing=(
            Missing(
                Text("trade.missing.monthly.what"),
                Name("agency", "customs_branch_vi"),
                Text("trade.missing.monthly.use"),
            ),
        ),
        conclusion=tuple(Text(f"trade.conclusion.{line}") for line in ("what", "how_sure", "supports")),
    )


def _value(evidence: Evidence, scope: str, flow: str = "total") -> Quantity:
    return evidence.quantity(
        "trade",
        period=SCOPE_YEAR,
        scope=scope,
        flow=flow,
        geography="lang_son",
        gate="all",
        commodity="all",
        measure="value",
    )


def _capture_share(evidence: Evidence) -> Quantity:
    return derive(
        "share",
        "percent",
        lambda part, whole: 100 * part / whole,
        _value(evidence, "declared"),
        _value(evidence, "through"),
    )


def _scopes_table(evidence: Evidence) -> Table:
    rows = [
        (Name("scope", "through"), Name("flow", "total"), _value(evidence, "through")),
        (Name("scope", "declared"), Name("flow", "total"), _value(evidence, "declared")),
        (Name("scope", "declared"), Name("flow", "export"), _value(evidence, "declared", "export")),
        (Name("scope", "declared"), Name("flow", "import"), _value(evidence, "declared", "import")),
        (Name("scope", "local_goods"), Name("flow", "export"), _value(evidence, "local_goods", "export")),
    ]
    return Table(
        "trade.scopes",
        Text("trade.table.scopes.title"),
        (
            Column(Text("common.column.scope")),
            Column(Text("common.column.flow")),
            Column(Text("common.column.value"), "usd_million"),
        ),
        pd.DataFrame(rows, columns=["scope", "flow", "value"]),
        notes=(Text("trade.table.scopes.note"),),
    )


def _capture_finding(evidence: Evidence) -> Finding:
    return Finding(
        Text(
            "trade.finding.capture",
            {
                "through": _value(evidence, "through"),
                "declared": _value(evidence, "declared"),
                "share": _capture_share(evidence),
            },
        ),
        "C",
    )


def _scopes_figure(evidence: Evidence) -> Figure:
    points = [
        (Name("scope", scope), _value(evidence, scope, flow), Name("flow", flow))
        for scope, flow in (("through", "total"), ("declared", "total"), ("local_goods", "export"))
    ]
    return Figure(
        "trade.scopes",
        pd.DataFrame(points, columns=["x", "y", "series"]),
        "horizontal_bars",
        Text("trade.figure.scopes.caption"),
        Text("trade.figure.scopes.alt"),
    )
