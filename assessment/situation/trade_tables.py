"""Tables of section 3: each row one window, each scope in a column or a table of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from assessment.analysis.growth import compound_growth, same_windows
from assessment.evidence import Evidence, parse_period
from assessment.findings import Cell, Column, Name, Period, Quantity, Table, Text, derive
from assessment.situation.flows import (
    PROVINCE,
    CompanionName,
    Observation,
    before_by_growth,
    by_window,
    change,
    companion,
    frame,
    growth_verdict,
    published,
    share,
    trade_value,
    trade_windows,
    verdict_text,
)
from assessment.situation.trade_levels import YEAR_2022, YEAR_2023, Levels, captured

ZONE = "zone_dong_dang_lang_son"
CONTEXT_YEARS = range(2014, 2025)
COMPANIONS: tuple[CompanionName, ...] = ("growth_percent", "plan_percent")
PERIOD = Column(Text("common.column.period"))


def _column(table: str, name: str, unit: str | None = None, decimals: int | None = None) -> Column:
    return Column(Text(f"trade.table.{table}.{name}"), unit, decimals)


def scopes_table(evidence: Evidence, levels: Levels) -> Table:
    """Return the scopes side by side for 2023, with published growth, plan share and what each counts."""

    def row(scope: str, flow: str, label: str, **keys: Any) -> tuple[Cell, ...]:
        value = trade_value(evidence, scope, "2023", flow, **keys)
        beside = [published(evidence, scope, "2023", flow, name, **keys) for name in COMPANIONS]
        cells = [quantity if quantity.known else None for quantity in beside]
        return (Text(f"trade.scope.{label}"), Name("flow", flow), value, *cells, Text(f"trade.counts.{label}"))

    rows = [
        row("through", "total", "through"),
        row("declared", "total", "declared"),
        row("declared", "export", "declared_export"),
        row("declared", "import", "declared_import"),
        row("local_goods", "export", "local_goods"),
        row("zone", "total", "zone", geography=ZONE),
        row("national", "total", "vietnam_china", geography="vn", partner="cn"),
    ]
    return Table(
        "trade.scopes",
        Text("trade.table.scopes.title"),
        (
            Column(Text("common.column.scope")),
            Column(Text("common.column.flow")),
            Column(Text("common.column.value"), "usd_million"),
            _column("scopes", "growth", "percent"),
            _column("scopes", "plan", "percent"),
            _column("scopes", "counts"),
        ),
        frame(rows, "scope", "flow", "value", "growth", "plan", "counts"),
        notes=(Text("trade.table.scopes.note"),),
    )


def capture_table(evidence: Evidence) -> Table:
    """Return the capture share in every window for which both scopes are known."""
    declared = by_window(trade_windows(evidence, "declared"))
    rows = [
        (
            through.period,
            through.quantity,
            declared[through.window].quantity,
            captured(declared[through.window].quantity, through.quantity),
        )
        for through in trade_windows(evidence, "through")
        if through.window in declared and _within_a_year(through)
    ]
    return Table(
        "trade.capture",
        Text("trade.table.capture.title"),
        (
            PERIOD,
            _column("capture", "through", "usd_million"),
            _column("capture", "declared", "usd_million"),
            _column("capture", "share", "percent", 2),
        ),
        frame(rows, "period", "through", "declared", "share"),
        notes=(Text("trade.table.capture.note"),),
    )


def years_table(levels: Levels) -> Table:
    """Return the full years of through-trade: one published, one with an inferred scope, one only implied."""
    rows = [
        (2022, levels.through_2022, None, None, Text("trade.basis.implied")),
        (2023, levels.through_2023, None, _known(levels.published_2023), Text("trade.basis.published")),
        (2024, levels.through_2024, levels.growth_2024, None, Text("trade.basis.inferred")),
    ]
    return Table(
        "trade.years",
        Text("trade.table.years.title"),
        (
            Column(Text("common.column.year")),
            Column(Text("common.column.value"), "usd_million"),
            _column("years", "recomputed", "percent", 2),
            _column("years", "published", "percent"),
            _column("years", "basis"),
        ),
        frame(rows, "year", "value", "recomputed", "published", "basis"),
        notes=(Text("trade.table.years.note"),),
    )


def windows_table(evidence: Evidence) -> Table:
    """Return every through-trade figure since 2023 by cumulation window, with the level its growth implies a year before."""
    rows = []
    for observed in trade_windows(evidence, "through", since="2023-01-01"):
        claim = companion(evidence, "trade", observed, "growth_percent") if _within_a_year(observed) else None
        implied = before_by_growth(observed.quantity, claim) if claim is not None else None
        rows.append((observed.period, observed.quantity, claim, implied))
    return Table(
        "trade.windows",
        Text("trade.table.windows.title"),
        (
            PERIOD,
            Column(Text("common.column.value"), "usd_million"),
            _column("windows", "published", "percent"),
            _column("windows", "implied", "usd_million"),
        ),
        frame(rows, "period", "value", "published", "implied"),
        notes=(Text("trade.table.windows.note"),),
    )


def comparisons_table(evidence: Evidence, levels: Levels) -> Table:
    """Return the same windows of consecutive years: recomputed growth beside the published one and a verdict."""
    rows: list[tuple[Cell, ...]] = []
    for scope, flow in (
        ("through", "total"),
        ("declared", "total"),
        ("declared", "export"),
        ("declared", "import"),
        ("local_goods", "export"),
        ("unstated", "total"),
    ):
        found = [
            observed for observed in trade_windows(evidence, scope, flow) if "period" not in observed.quantity.inferred
        ]
        for later, earlier in same_windows(_spans(found)):
            now, before = found[later], found[earlier]
            rows.append(_comparison(evidence, f"{scope}_{flow}", now, before.quantity))
    rows.append(
        (
            Text("trade.compared.declared_implied"),
            YEAR_2023,
            levels.declared_2023,
            levels.declared_2022,
            levels.declared_growth,
            _known(levels.declared_published),
            verdict_text(growth_verdict(levels.declared_2023, levels.declared_2022, levels.declared_published)),
        )
    )
    return Table(
        "trade.comparisons",
        Text("trade.table.comparisons.title"),
        (
            Column(Text("common.column.scope")),
            PERIOD,
            _column("comparisons", "now", "usd_million"),
            _column("comparisons", "before", "usd_million"),
            _column("comparisons", "recomputed", "percent", 2),
            _column("comparisons", "published", "percent"),
            _column("comparisons", "verdict"),
        ),
        frame(rows, "scope", "period", "now", "before", "recomputed", "published", "verdict"),
        notes=(Text("trade.table.comparisons.note"),),
        wide=True,
    )


def _comparison(evidence: Evidence, label: str, now: Observation, before: Quantity) -> tuple[Cell, ...]:
    claim = companion(evidence, "trade", now, "growth_percent")
    return (
        Text(f"trade.compared.{label}"),
        now.period,
        now.quantity,
        before,
        change(now.quantity, before),
        claim,
        verdict_text(growth_verdict(now.quantity, before, claim)),
    )


def _known(quantity: Quantity) -> Quantity | None:
    return quantity if quantity.known else None


def _spans(found: Iterable[Observation]) -> pd.DataFrame:
    return pd.DataFrame([observed.window for observed in found], columns=["period_start", "period_end"])


def _within_a_year(observed: Observation) -> bool:
    return observed.window[0].year == observed.window[1].year


def declared_table(evidence: Evidence, levels: Levels) -> Table:
    """Return declared trade by known period, exports and imports where split, and the levels implied for 2022."""
    split = {flow: by_window(trade_windows(evidence, "declared", flow)) for flow in ("export", "import")}

    def part(observed: Observation, flow: str) -> Quantity | None:
        found = split[flow].get(observed.window)
        return found.quantity if found else None

    implied = (YEAR_2022, levels.exports_2022, levels.imports_2022, levels.declared_2022, None)
    rows: list[tuple[Cell, ...]] = []
    for observed in trade_windows(evidence, "declared"):
        if observed.window[0] >= pd.Timestamp(2023, 1, 1) and implied not in rows:
            rows.append(implied)
        beside = companion(evidence, "trade", observed, "growth_percent") if _within_a_year(observed) else None
        rows.append((observed.period, part(observed, "export"), part(observed, "import"), observed.quantity, beside))
    return Table(
        "trade.declared",
        Text("trade.table.declared.title"),
        (
            PERIOD,
            _column("declared", "export", "usd_million"),
            _column("declared", "import", "usd_million"),
            Column(Text("common.column.total"), "usd_million"),
            _column("declared", "published", "percent"),
        ),
        frame(rows, "period", "export", "import", "total", "published"),
        notes=(Text("trade.table.declared.note"),),
    )


def context_table(evidence: Evidence, levels: Levels) -> Table:
    """Return national trade as context and the gates' share of it where the same window is known."""
    years = [f"{year}" for year in CONTEXT_YEARS]
    windows = ["2024-Q1", "2024-01..2024-09", "2024-01..2024-10", "2025-01..2025-10", "2025-01..2025-11"]
    rows: list[tuple[Cell, ...]] = []
    for text in [*years, *windows]:
        through = levels.through(text, inferred=True)
        national, china = levels.national(text), levels.national(text, partner="cn")
        if text in windows and not (through.known and (national.known or china.known)):
            continue
        rows.append(
            (
                _period(text),
                national,
                china,
                _known(through),
                share(through, national) if through.known else None,
                share(through, china) if through.known else None,
            )
        )
    return Table(
        "trade.context",
        Text("trade.table.context.title"),
        (
            PERIOD,
            _column("context", "national", "usd_million"),
            _column("context", "china", "usd_million"),
            _column("context", "through", "usd_million"),
            _column("context", "of_national", "percent", 1),
            _column("context", "of_china", "percent", 1),
        ),
        frame(rows, "period", "national", "china", "through", "of_national", "of_china"),
        notes=(Text("trade.table.context.note"),),
    )


def _period(text: str) -> Period:
    start, end = parse_period(text)
    return Period(start, end, "year" if len(text) == 4 else "quarter" if "Q" in text else "ytd")


def history_table(evidence: Evidence) -> Table:
    """Return what is known before the scopes were told apart, and the zone's own trade."""
    rows: list[tuple[Cell, ...]] = []
    for scope, geography in (("unstated", PROVINCE), ("zone", ZONE)):
        for observed in trade_windows(evidence, scope, geography=geography):
            if observed.window[1] < pd.Timestamp(2023, 1, 1):
                beside = companion(evidence, "trade", observed, "growth_percent")
                rows.append((Text(f"trade.history.{scope}"), observed.period, observed.quantity, beside))
    first, last = (trade_value(evidence, "zone", year, geography=ZONE) for year in ("2009", "2017"))
    rate = derive(
        "cagr", "percent_per_year", lambda a, b: compound_growth(pd.Series({2009: a, 2017: b})), first, last, decimals=2
    )
    return Table(
        "trade.history",
        Text("trade.table.history.title"),
        (
            Column(Text("common.column.scope")),
            PERIOD,
            Column(Text("common.column.value"), "usd_million"),
            _column("history", "published", "percent"),
        ),
        frame(rows, "scope", "period", "value", "published"),
        notes=(Text("trade.table.history.note", {"rate": rate}),),
    )
