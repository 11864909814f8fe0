"""Section 7, society: people, work and firms of the zone, income, visitors, poverty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Cell, Name, Period, Quantity, Table, Text, derive
from assessment.situation.assembly import column, shared_column
from assessment.situation.economy_grdp import average_rate
from assessment.situation.flows import difference, frame, ratio, share

# Lines of the labour table: indicator, breakdown, period; plan rows are marked as such by their status.
_PUBLISHED = (
    ("workers", "all", "2020"),
    ("enterprises_operating", "all", "2020-12-31"),
    ("share_of_province_enterprises", "operating", "2020-12-31"),
    ("business_households", "all", "2020-12-31"),
    ("enterprise_registered_capital", "all", "2020-12-31"),
    ("enterprises_registered", "all", "2013-07-31"),
)
_PLANNED = (
    ("zone_labour_demand", "all", "2020"),
    ("zone_population", "all", "2020"),
    ("zone_population", "urban", "2020"),
    ("zone_labour_demand", "all", "2030"),
    ("zone_population", "all", "2030"),
    ("zone_population", "urban", "2030"),
)
_POVERTY_YEARS = (2006, 2008, 2010, 2012, 2014, 2016)


def _zone(evidence: Evidence) -> str:
    return str(evidence.zone["zone"]["geography"])


def _province(evidence: Evidence) -> str:
    return str(evidence.zone["zone"]["province"])


def zone_workers(evidence: Evidence) -> tuple[Quantity, Quantity]:
    """Return workers in the zone at the end of 2020 and the labour the general plan foresaw for that year."""
    keys: dict[str, Any] = {"geography": _zone(evidence), "breakdown": "all", "period": "2020", "unit": "person"}
    return (
        evidence.quantity("economy", indicator="workers", **keys),
        evidence.quantity("economy", indicator="zone_labour_demand", status="plan", **keys),
    )


def labour_table(evidence: Evidence) -> Table:
    """Return people, work and firms of the zone: what was published beside what was planned, never mixed."""
    rows: list[tuple[Cell, ...]] = []
    for status, lines in (("published", _PUBLISHED), ("planned", _PLANNED)):
        for indicator, breakdown, period in lines:
            found = evidence.rows(
                "economy",
                period=period,
                geography=_zone(evidence),
                indicator=indicator,
                breakdown=breakdown,
                **_status(status),
            )
            # A range forecast by another document stands beside the single figure of the plan; the plan's is printed.
            found = found[~found["precision"].isin(["lower", "upper"])]
            for row in found.head(1).to_dict("records"):
                rows.append(
                    (
                        Name("indicator", indicator),
                        Name("breakdown", breakdown),
                        period_of(row),
                        observe(row),
                        Text(f"economy.labour.{status}"),
                    )
                )
    rows += _undated_population(evidence)
    return Table(
        "economy.labour",
        Text("economy.table.labour.title"),
        (
            shared_column("indicator"),
            column("economy", "breakdown"),
            shared_column("period"),
            shared_column("value"),
            column("economy", "kind"),
        ),
        frame(rows, "indicator", "breakdown", "period", "value", "kind"),
        notes=tuple(Text(f"economy.table.labour.{note}") for note in ("workers", "population")),
    )


def _status(kind: str) -> dict[str, Any]:
    """Return the key that asks for plan rows; published figures are what is asked for otherwise."""
    return {"status": "plan"} if kind == "planned" else {}


def _undated_population(evidence: Evidence) -> list[tuple[Cell, ...]]:
    """Return the population printed without a date as today's; it equals the urban forecast and is marked as inferred."""
    found = evidence.rows(
        "economy",
        geography=_zone(evidence),
        indicator="zone_population",
        breakdown="current_when_published",
        inferred=True,
    )
    return [
        (
            Name("indicator", "zone_population"),
            Name("breakdown", "current_when_published"),
            period_of(row),
            observe(row),
            Text("economy.labour.undated"),
        )
        for row in found.head(1).to_dict("records")
    ]


def income_table(evidence: Evidence) -> Table:
    """Return income a head in the zone and output a head in the province."""
    rows: list[tuple[Cell, ...]] = []
    series = (
        (_zone(evidence), "zone_income_per_capita"),
        (_province(evidence), "grdp_per_capita"),
        (_province(evidence), "income_per_capita"),
    )
    for geography, indicator in series:
        found = evidence.series(
            "economy",
            geography=geography,
            indicator=indicator,
            breakdown="all",
            frequency="year",
            unit="vnd_million",
        )
        before: tuple[Period, Quantity] | None = None
        for period, quantity in zip(found["period"], found["quantity"], strict=True):
            rate = None
            if before is not None:
                rate = average_rate(before[1], quantity, period.end.year - before[0].end.year)
            rows.append((Name("indicator", indicator), Name("geography", geography), period, quantity, rate))
            before = (period, quantity)
    return Table(
        "economy.income",
        Text("economy.table.income.title"),
        (
            shared_column("indicator"),
            shared_column("geography"),
            shared_column("year"),
            shared_column("value", "vnd_million"),
            column("economy", "rate_since", "percent_per_year", 2),
        ),
        frame(rows, "indicator", "geography", "year", "value", "rate"),
        notes=(Text("economy.table.income.note"),),
    )


def tourism_table(evidence: Evidence) -> Table:
    """Return visitors and tourism revenue of the province by year."""
    province = _province(evidence)

    def by_year(indicator: str, **keys: Any) -> dict[pd.Timestamp, tuple[Period, Quantity]]:
        found = evidence.series("economy", geography=province, indicator=indicator, frequency="year", **keys)
        return {p.end: (p, q) for p, q in zip(found["period"], found["quantity"], strict=True)}

    visitors = by_year("tourist_arrivals", breakdown="all")
    foreign = by_year("tourist_arrivals_foreign", breakdown="all")
    revenue = by_year("tourism_revenue", breakdown="all")
    rows: list[tuple[Cell, ...]] = []
    for end in sorted(visitors.keys() | revenue.keys()):
        period, number = visitors.get(end, (None, None))
        money = revenue.get(end, (None, None))[1]
        abroad = foreign.get(end, (None, None))[1]
        a_head = None
        if number is not None and money is not None:
            a_head = derive("per_unit", "vnd_million_per_person", lambda a, b: 1000 * a / b, money, number, decimals=2)
        part = None if number is None or abroad is None else share(abroad, number).rounded_to(1)
        rows.append((period or revenue[end][0], number, abroad, part, money, a_head))
    return Table(
        "economy.tourism",
        Text("economy.table.tourism.title"),
        (
            shared_column("year"),
            column("economy", "visitors", "person"),
            column("economy", "visitors_foreign", "person"),
            column("economy", "foreign_share", "percent", 1),
            column("economy", "tourism_revenue", "vnd_billion"),
            column("economy", "a_visitor", "vnd_million_per_person", 2),
        ),
        frame(rows, "year", "visitors", "foreign", "share", "revenue", "a_visitor"),
        notes=(Text("economy.table.tourism.note"),),
    )


def poverty_table(evidence: Evidence) -> Table:
    """Return the poverty rate of the province beside the country and the northern border provinces."""
    province = _province(evidence)
    border = [name for name in evidence.zone["peers"]["border_provinces"] if name != province]
    rows: list[tuple[Cell, ...]] = []
    for year in _POVERTY_YEARS:
        found = evidence.chosen(
            "economy", by=["geography"], period=str(year), indicator="poverty_rate", breakdown="all"
        )
        values = dict(zip(found["geography"], found["quantity"], strict=True))
        own, country = values.get(province), values.get("vn")
        others = [values[name] for name in border if name in values]
        if own is None or country is None or not others:
            continue
        median = derive("median", "percent", lambda *shares: float(np.median(shares)), *others)
        period = period_of(found.iloc[0].to_dict())
        rows.append((period, own, country, median, difference(own, country, "percentage_point"), ratio(own, country)))
    return Table(
        "economy.poverty",
        Text("economy.table.poverty.title"),
        (
            shared_column("year"),
            shared_column("province", "percent", 1),
            shared_column("country", "percent", 1),
            column("economy", "border_median", "percent", 1),
            column("economy", "gap_country", "percentage_point", 1),
            column("economy", "times_country", "times", 2),
        ),
        frame(rows, "year", "province", "country", "median", "gap", "times"),
        notes=(Text("economy.table.poverty.note", _latest_poverty(evidence)),),
    )


def _latest_poverty(evidence: Evidence) -> dict[str, Cell]:
    keys: dict[str, Any] = {"geography": _province(evidence), "indicator": "poverty_rate", "unit": "percent"}
    return {
        "start": evidence.quantity(
            "economy", period="2021", breakdown="multidimensional_2021_2025_standard_start", **keys
        ),
        "latest": evidence.quantity(
            "economy", period="2025", breakdown="multidimensional_latest", inferred=True, **keys
        ),
    }
