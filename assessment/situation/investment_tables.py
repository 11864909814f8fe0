"""Tables and charts of section 6 that rest on national statistics: stocks, flows, border provinces, China, public capital."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Cell, Figure, Name, Period, Quantity, Table, Text
from assessment.situation.assembly import column, shared_column
from assessment.situation.fdi import Flow, Stock, nearest, stock_change
from assessment.situation.flows import difference, frame, ratio

CHINA = ("cn", "trung_quoc")
BREAK_2016 = pd.Timestamp(2016, 1, 1)
"""From the 2016 yearbook on China's registered capital includes contributions and share purchases."""

_CAPITAL = {
    "zone_social_investment",
    "infrastructure_investment",
    "infrastructure_disbursed",
    "state_budget_infrastructure",
    "public_investment",
}


def stock_table(evidence: Evidence, found: list[Stock]) -> Table:
    """Return the FDI stock of the province at every date: projects, capital, share of the country, ranks."""
    province, border = evidence.zone["zone"]["province"], evidence.zone["peers"]["border_provinces"]
    rows = [
        (
            stock.period,
            stock.number(province),
            stock.capital(province),
            stock.share(province),
            stock.rank(province),
            stock.rank(province, border),
        )
        for stock in found
    ]
    listed = [Quantity(float(len(stock.provinces)), "count", _rows(stock.provinces), "count") for stock in found]
    values: dict[str, Cell] = {}
    if listed:
        values = {"fewest": min(listed, key=lambda q: q.value or 0), "most": max(listed, key=lambda q: q.value or 0)}
    return Table(
        "investment.stock",
        Text("investment.table.stock.title"),
        (
            shared_column("date"),
            column("investment", "number", "project", 0),
            shared_column("registered", "usd_million", 1),
            column("investment", "share_of_country", "percent", 3),
            column("investment", "rank_country", None, 0),
            column("investment", "rank_border", None, 0),
        ),
        frame(rows, "date", "projects", "registered", "share", "rank", "rank_border"),
        notes=(Text("investment.table.stock.note"), Text("investment.table.stock.listed", values)) if listed else (),
    )


def _rows(values: dict[str, Quantity]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row for quantity in values.values() for row in quantity.rows))


def flows_table(evidence: Evidence, found: list[Stock], moved: list[Flow]) -> Table:
    """Return the yearly flows of the province beside the change of its stock, to see whether the two tables agree."""
    province = evidence.zone["zone"]["province"]
    rows = []
    for flow in moved:
        after = nearest(found, flow.period.end)
        before = nearest(found, _previous_end(flow.period))
        change = stock_change(before, after, province) if before is not None and after is not None else None
        rows.append(
            (
                flow.period,
                flow.values["new_capital"],
                flow.values["adjusted_capital"],
                flow.values["purchase_value"],
                change,
                None if change is None else difference(change, flow.into_stock),
            )
        )
    names = ("new_capital", "adjusted_capital", "purchases", "stock_change", "unexplained")
    return Table(
        "investment.flows",
        Text("investment.table.flows.title"),
        (shared_column("period"), *(column("investment", name, "usd_million", 2) for name in names)),
        frame(rows, "period", *names),
        notes=(Text("investment.table.flows.absent"), Text("investment.table.flows.note")),
    )


def _previous_end(period: Period) -> pd.Timestamp:
    return pd.Timestamp(period.start - pd.Timedelta(days=1))


def border_table(evidence: Evidence, found: list[Stock]) -> Table:
    """Return the northern border provinces at the last date, the largest first."""
    rows: list[tuple[Cell, ...]] = []
    notes: tuple[Text, ...] = ()
    if found:
        last = found[-1]
        notes = (Text("investment.table.border.note", {"date": last.period}),)
        provinces = evidence.zone["peers"]["border_provinces"]
        for name in sorted(provinces, key=lambda name: -(last.capital(name).value or -1.0)):
            number, capital = last.number(name), last.capital(name)
            rows.append(
                (
                    Name("geography", name),
                    number,
                    capital,
                    last.share(name),
                    last.rank(name),
                    ratio(capital, number, "usd_million_per_project"),
                )
            )
    return Table(
        "investment.border",
        Text("investment.table.border.title"),
        (
            shared_column("province"),
            column("investment", "number", "project", 0),
            shared_column("registered", "usd_million", 1),
            column("investment", "share_of_country", "percent", 4),
            column("investment", "rank_country", None, 0),
            column("investment", "per_project", "usd_million_per_project", 1),
        ),
        frame(rows, "province", "projects", "registered", "share", "rank", "per_project"),
        notes=notes,
    )


def capital_table(evidence: Evidence) -> Table:
    """Return what was published on capital put into the zone and its gate areas; the lines overlap and are not added."""
    found = evidence.rows(
        "economy",
        geography=[evidence.zone["zone"]["geography"], "zone_border_gate_areas"],
        indicator=_CAPITAL,
        unit="vnd_billion",
    )
    found = found[found["frequency"].isin(["year", "span"])]
    chosen = found.drop_duplicates(["indicator", "geography", "period_start", "period_end"])
    rows = [
        (
            period_of(row),
            Name("indicator", str(row["indicator"])),
            Name("geography", str(row["geography"])),
            observe(row),
        )
        for row in chosen.sort_values(["period_end", "period_start", "indicator"]).to_dict("records")
    ]
    return Table(
        "investment.capital",
        Text("investment.table.capital.title"),
        (
            shared_column("period"),
            shared_column("indicator"),
            shared_column("geography"),
            shared_column("value", "vnd_billion"),
        ),
        frame(rows, "period", "indicator", "geography", "value"),
        notes=(Text("investment.table.capital.note"),),
    )


def _china(evidence: Evidence) -> list[tuple[Period, Quantity, Quantity]]:
    keys: dict[str, Any] = {
        "geography": "vn",
        "partner": CHINA,
        "sector": "all",
        "investor": "fdi",
        "basis": "flow",
        "frequency": "year",
    }
    registered = evidence.series("investment", measure="registered", status="final", **keys)
    projects = evidence.series("investment", measure="projects", status="final", **keys)
    numbers = dict(zip(projects["period_end"], projects["quantity"], strict=True))
    return [
        (period, quantity, numbers[period.end])
        for period, quantity in zip(registered["period"], registered["quantity"], strict=True)
        if period.end in numbers
    ]


def _definition(period: Period) -> Text:
    return Text(f"investment.china.{'before' if period.end < BREAK_2016 else 'after'}")


def china_table(evidence: Evidence) -> Table:
    """Return China's registered capital in Vietnam by year with the definition each figure follows (annex)."""
    rows = [(period, projects, capital, _definition(period)) for period, capital, projects in _china(evidence)]
    return Table(
        "investment.china",
        Text("investment.table.china.title"),
        (
            shared_column("year"),
            column("investment", "new_projects", "project", 0),
            shared_column("registered", "usd_million", 1),
            column("investment", "definition"),
        ),
        frame(rows, "year", "projects", "registered", "definition"),
        notes=(Text("investment.table.china.note"),),
        annex_only=True,
    )


def china_figure(evidence: Evidence) -> Figure:
    """Return the chart of China's registered capital: two lines, because the definition changed in 2016."""
    points = [(period, capital, _definition(period)) for period, capital, _ in _china(evidence)]
    return Figure(
        "investment.china",
        frame(points, "x", "y", "series"),
        "lines",
        Text("investment.figure.china.caption"),
        Text("investment.figure.china.alt"),
        notes=(Text("investment.table.china.note"),),
        options={"breaks": [{"date": BREAK_2016, "label": Text("investment.china.event")}]},
    )
