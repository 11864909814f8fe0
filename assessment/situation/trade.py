"""Section 3: trade through the gates — how much, how fast, in which of the scopes, and what may be compared."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Figure, Finding, Missing, Name, Section, Text
from assessment.situation.declared_totals import totals_tables
from assessment.situation.flows import frame, growth_verdict, trade_windows
from assessment.situation.trade_checks import checks_table
from assessment.situation.trade_events import Events, mirror_table
from assessment.situation.trade_levels import YEAR_2022, YEAR_2023, Levels
from assessment.situation.trade_tables import (
    capture_table,
    comparisons_table,
    context_table,
    declared_table,
    history_table,
    scopes_table,
    windows_table,
    years_table,
)


def section(evidence: Evidence) -> Section:
    """Return the section on trade through the gates."""
    levels = Levels(evidence)
    events = Events(evidence)
    mirror, mirror_findings = mirror_table(evidence, levels)
    return Section(
        "trade",
        Text("trade.title"),
        Text("trade.questions"),
        findings=(*_findings(levels), *events.finding(), *mirror_findings),
        tables=(
            scopes_table(evidence, levels),
            capture_table(evidence),
            years_table(levels),
            windows_table(evidence),
            comparisons_table(evidence, levels),
            declared_table(evidence, levels),
            context_table(evidence, levels),
            history_table(evidence),
            events.table(),
            mirror,
            checks_table(evidence, levels),
            *totals_tables(evidence),
        ),
        figures=tuple(
            figure
            for figure in (_scopes_figure(levels), _windows_figure(evidence), _declared_figure(evidence, levels))
            if any(quantity.known for quantity in figure.data["y"])
        ),
        missing=tuple(
            Missing(Text(f"trade.missing.{key}.what"), Name("agency", holder), Text(f"trade.missing.{key}.use"))
            for key, holder in (
                ("monthly", "customs_branch_vi"),
                ("years", "zone_board"),
                ("zone", "zone_board"),
                ("prices", "customs_department"),
                ("local", "so_cong_thuong"),
            )
        ),
        conclusion=(
            Text(
                "trade.conclusion.what",
                {
                    "through": levels.through_2023,
                    "share": levels.capture,
                    "growth": levels.growth_2024,
                },
            ),
            Text("trade.conclusion.how_sure", {"points": events.points("zone")}),
            Text("trade.conclusion.supports"),
        ),
    )


def _findings(levels: Levels) -> tuple[Finding, ...]:
    texts = {
        "capture": {
            "through": levels.through_2023,
            "declared": levels.declared_2023,
            "share": levels.capture,
            "elsewhere": levels.elsewhere,
        },
        "local": {
            "local": levels.local_2023,
            "of_declared": levels.local_of_exports,
            "of_through": levels.local_of_through,
        },
        "years": {
            "y2022": levels.through_2022,
            "y2023": levels.through_2023,
            "y2024": levels.through_2024,
            "published": levels.published_2023,
            "growth": levels.growth_2024,
            "eleven": levels.through_11m_2024,
        },
        "declared": {
            "before": levels.declared_2022,
            "now": levels.declared_2023,
            "growth": levels.declared_growth,
            "exports": levels.contribution_exports,
            "imports": levels.contribution_imports,
        },
        "ten_months": {
            "now": levels.through_10m_2025,
            "before": levels.through_10m_2024,
            "recomputed": levels.growth_10m_2025,
            "published": levels.published_10m_2025,
        },
        "market": {
            "share": levels.market_2023,
            "later": levels.market_2024,
        },
    }
    if growth_verdict(levels.through_10m_2025, levels.through_10m_2024, levels.published_10m_2025) != "disagrees":
        del texts["ten_months"]
    return tuple(
        Finding(Text(f"trade.finding.{key}", values), "C")
        for key, values in texts.items()
        if all(value.known for value in values.values())
    )


def _scopes_figure(levels: Levels) -> Figure:
    points = [
        (Text("trade.scope.through"), levels.through_2023, Name("flow", "total")),
        (Text("trade.scope.declared"), levels.declared_2023, Name("flow", "total")),
        (Text("trade.scope.declared_export"), levels.exports_2023, Name("flow", "export")),
        (Text("trade.scope.declared_import"), levels.imports_2023, Name("flow", "import")),
        (Text("trade.scope.local_goods"), levels.local_2023, Name("flow", "export")),
    ]
    return Figure(
        "trade.scopes",
        frame(points, "x", "y", "series"),
        "horizontal_bars",
        Text("trade.figure.scopes.caption"),
        Text("trade.figure.scopes.alt"),
        options={"log": True},
    )


def _windows_figure(evidence: Evidence) -> Figure:
    """Draw cumulation windows side by side by year: bars of one group cover the same months, so they may be compared."""
    points = []
    for observed in trade_windows(evidence, "through", since="2023-01-01"):
        start, end = observed.window
        whole_months = (start.month, start.day) == (1, 1) and end.is_month_end and start.year == end.year
        if whole_months and "period" not in observed.quantity.inferred:
            points.append((end.month, end.year, observed.quantity))
    # Longest window first: the years then come in order of time in the legend.
    points.sort(key=lambda point: (-point[0], point[1]))
    rows = [(Text(f"trade.window.m{month}"), quantity, year) for month, year, quantity in points]
    return Figure(
        "trade.windows",
        frame(rows, "x", "y", "series"),
        "grouped_bars",
        Text("trade.figure.windows.caption"),
        Text("trade.figure.windows.alt"),
        notes=(Text("trade.figure.windows.note"),),
    )


def _declared_figure(evidence: Evidence, levels: Levels) -> Figure:
    imports = {observed.window: observed for observed in trade_windows(evidence, "declared", "import")}
    bars = [
        (exported.period, exported.quantity, imports[exported.window].quantity)
        for exported in trade_windows(evidence, "declared", "export", since="2021-01-01")
        if exported.window in imports
    ]
    earlier = sum(period.end < YEAR_2023.start for period, *_ in bars)
    bars.insert(earlier, (YEAR_2022, levels.exports_2022, levels.imports_2022))
    rows = [
        (period, quantity, Name("flow", flow))
        for period, exports, imported in bars
        for flow, quantity in (("export", exports), ("import", imported))
    ]
    return Figure(
        "trade.declared",
        frame(rows, "x", "y", "series"),
        "stacked_bars",
        Text("trade.figure.declared.caption"),
        Text("trade.figure.declared.alt"),
        notes=(Text("trade.figure.declared.note"),),
    )
