"""Section 8, provinces: location quotients, levels and foreign investment a head, from the provincial tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from assessment.analysis.specialisation import location_quotient
from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Cell, Figure, Name, Period, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import column, shared_column
from assessment.situation.fdi import COUNTRY, place, stocks
from assessment.situation.flows import frame, share, total

SOURCE = "public_record_province"
POPULATION, LABOUR = "population_average", "labour_force"

ACTIVITIES = (
    "retail_sales",
    "travel_turnover",
    "freight_carried",
    "freight_traffic",
    "passengers_carried",
    "markets",
    "paddy_production",
    "maize_production",
    "cassava_production",
    "pigs",
    "poultry",
    "wood_output",
    "planted_forest_area",
    "farms",
)
_LEVELS = (
    "income_per_capita_month",
    "poverty_rate",
    "trained_workers_share",
    "industrial_production_index",
    "population_density",
)
_NO_ROW = Text("common.reason.no_row")


class Panel:
    """One indicator of all provinces by year.

    Parameters
    ----------
    evidence
        The record.
    indicator
        Key of the provincial tables.
    breakdown
        Part of it; the total unless said otherwise.
    """

    def __init__(self, evidence: Evidence, indicator: str, breakdown: str = "all") -> None:
        found = evidence.rows("economy", source=SOURCE, indicator=indicator, breakdown=breakdown, frequency="year")
        self.indicator = indicator
        self.values: dict[tuple[str, int], Quantity] = {}
        self.periods: dict[int, Period] = {}
        for row in found.drop_duplicates(["geography", "period_end"]).to_dict("records"):
            year = row["period_end"].year
            self.values[str(row["geography"]), year] = observe(row)
            self.periods[year] = period_of(row)

    def years(self, *geographies: str) -> list[int]:
        """Return the years in which all of the geographies have a value."""
        return [year for year in sorted(self.periods) if all((name, year) in self.values for name in geographies)]

    def at(self, geography: str, year: int) -> Quantity:
        """Return a value, not determinable where the table has none."""
        return self.values.get((geography, year), not_determinable(_NO_ROW))


_panels: WeakKeyDictionary[Evidence, dict[tuple[str, str], Panel]] = WeakKeyDictionary()


def panel_of(evidence: Evidence, indicator: str, breakdown: str = "all") -> Panel:
    """Return the panel of an indicator, read once for a record: the tables of the section ask for the same ones again and again."""
    read = _panels.setdefault(evidence, {})
    if (indicator, breakdown) not in read:
        read[indicator, breakdown] = Panel(evidence, indicator, breakdown)
    return read[indicator, breakdown]


@dataclass(frozen=True)
class Quotient:
    """How much of an activity the province has for its size, in the last year all tables share; `even` is the country itself."""

    indicator: str
    period: Period
    share: Quantity
    country: Quantity
    country_by_labour: Quantity
    border: Quantity
    even: Quantity


def quotient_of(part: Quantity, whole: Quantity, reference: Quantity, size: Quantity, decimals: int = 2) -> Quantity:
    """Return the location quotient of an activity and a size of the province against those of a reference."""
    return derive(
        "benchmarks.formula.location_quotient",
        "ratio",
        lambda *values: float(location_quotient(*values)),
        part,
        whole,
        reference,
        size,
        decimals=decimals,
    )


def quotients(evidence: Evidence) -> list[Quotient]:
    """Return location quotients of the province against the country and the border provinces, the largest first.

    The size is population; the second column against the country takes the labour force instead. The border provinces are taken
    together, the province included; one that has no figure of the activity is left out of activity and population alike.
    """
    province, border = evidence.zone["zone"]["province"], evidence.zone["peers"]["border_provinces"]
    people, labour = panel_of(evidence, POPULATION), panel_of(evidence, LABOUR)
    result = []
    for indicator in ACTIVITIES:
        panel = panel_of(evidence, indicator)
        years = [year for year in panel.years(province, COUNTRY) if year in people.years(province, COUNTRY)]
        if not years:
            continue
        year = years[-1]
        part, whole = panel.at(province, year), panel.at(COUNTRY, year)
        known = [n for n in border if panel.at(n, year).known and people.at(n, year).known]
        result.append(
            Quotient(
                indicator,
                panel.periods[year],
                share(part, whole),
                quotient_of(part, people.at(province, year), whole, people.at(COUNTRY, year)),
                quotient_of(part, labour.at(province, year), whole, labour.at(COUNTRY, year)),
                quotient_of(
                    part,
                    people.at(province, year),
                    total(*[panel.at(name, year) for name in known]),
                    total(*[people.at(name, year) for name in known]),
                ),
                quotient_of(whole, people.at(COUNTRY, year), whole, people.at(COUNTRY, year)),
            )
        )
    return sorted(result, key=lambda found: -(found.country.value or 0.0))


def quotients_table(evidence: Evidence) -> Table:
    """Return the location quotients with their denominators in the headers."""
    rows = [
        (Name("indicator", q.indicator), q.period, q.share, q.country, q.country_by_labour, q.border)
        for q in quotients(evidence)
    ]
    return Table(
        "benchmarks.quotients",
        Text("benchmarks.table.quotients.title"),
        (
            shared_column("indicator"),
            shared_column("year"),
            column("benchmarks", "share_of_country", "percent", 2),
            column("benchmarks", "quotient_country", None, 2),
            column("benchmarks", "quotient_labour", None, 2),
            column("benchmarks", "quotient_border", None, 2),
        ),
        frame(rows, "indicator", "year", "share", "country", "labour", "border"),
        notes=tuple(Text(f"benchmarks.table.quotients.{note}") for note in ("note", "transport", "year")),
    )


def quotient_figure(evidence: Evidence) -> Figure:
    """Return the dot chart of location quotients; 1 is as much as the reference for its population."""
    points: list[tuple[Cell, ...]] = []
    quotients_found = quotients(evidence)
    for found in quotients_found:
        label = Name("indicator", found.indicator)
        points.append((label, found.country, Text("benchmarks.series.country")))
        points.append((label, found.border, Text("benchmarks.series.border")))
    return Figure(
        "benchmarks.quotients",
        frame(points, "x", "y", "series"),
        "dots",
        Text("benchmarks.figure.quotients.caption"),
        Text("benchmarks.figure.quotients.alt"),
        options={
            "references": [
                {"value": found.even, "label": Text("benchmarks.series.even_quotient")} for found in quotients_found[:1]
            ]
        },
    )


def levels_table(evidence: Evidence) -> Table:
    """Return levels that need no denominator: the province, the median of the other border provinces, the country."""
    province = evidence.zone["zone"]["province"]
    border = evidence.zone["peers"]["border_provinces"]
    rows: list[tuple[Cell, ...]] = []
    for indicator in _LEVELS:
        panel = panel_of(evidence, indicator)
        years = panel.years(province, COUNTRY)
        if not years:
            continue
        year = years[-1]
        own = panel.at(province, year)
        values = {name: panel.at(name, year) for name in border if panel.at(name, year).known}
        others = [value for name, value in values.items() if name != province]
        median = not_determinable(_NO_ROW, own.unit)
        if others:
            median = derive("median", own.unit, lambda *parts: float(np.median(parts)), *others, decimals=1)
        country = panel.at(COUNTRY, year)
        rows.append((Name("indicator", indicator), panel.periods[year], own, median, country, place(values, province)))
    return Table(
        "benchmarks.levels",
        Text("benchmarks.table.levels.title"),
        (
            shared_column("indicator"),
            shared_column("year"),
            shared_column("province"),
            column("benchmarks", "others_median"),
            shared_column("country"),
            column("benchmarks", "rank_among_border", None, 0),
        ),
        frame(rows, "indicator", "year", "own", "median", "country", "rank"),
        notes=(Text("benchmarks.table.levels.note"),),
    )


@dataclass(frozen=True)
class Density:
    """Valid foreign capital of a province for its people and its area, at the last date with a population."""

    geography: str
    date: Period
    capital: Quantity
    people: Quantity
    a_head: Quantity
    a_km2: Quantity
    of_country: Quantity
    rank: Quantity | None


def densities(evidence: Evidence) -> list[Density]:
    """Return foreign capital a head and a square kilometre of the border provinces, the country last."""
    province, border = evidence.zone["zone"]["province"], evidence.zone["peers"]["border_provinces"]
    people, land = panel_of(evidence, POPULATION), panel_of(evidence, "natural_area")
    dates = [stock for stock in stocks(evidence, province) if stock.period.end.year in people.years(province, COUNTRY)]
    if not dates:
        return []
    stock, year = dates[-1], dates[-1].period.end.year
    capital = {name: stock.capital(name) for name in border} | {COUNTRY: stock.country}
    a_head = {name: _a_head(value, people.at(name, year)) for name, value in capital.items()}
    ranked = {name: value for name, value in a_head.items() if name != COUNTRY}
    return [
        Density(
            name,
            stock.period,
            capital[name],
            people.at(name, year),
            a_head[name],
            _a_km2(capital[name], land.at(name, year)),
            share(a_head[name], a_head[COUNTRY]).rounded_to(1),
            place(ranked, name) if name in ranked else None,
        )
        for name in [*_largest_first(ranked), COUNTRY]
    ]


def _largest_first(values: dict[str, Quantity]) -> Iterable[str]:
    return sorted(values, key=lambda name: -(values[name].value or -1.0))


def _a_head(capital: Quantity, people: Quantity) -> Quantity:
    return derive("per_unit", "usd_per_person", lambda a, b: 1e6 * a / b, capital, people, decimals=1)


def _a_km2(capital: Quantity, area: Quantity) -> Quantity:
    return derive("per_unit", "usd", lambda a, b: 1e6 * a / (b / 100), capital, area, decimals=0)


def density_table(evidence: Evidence) -> Table:
    """Return foreign capital a head and a square kilometre."""
    found = densities(evidence)
    rows = [
        (Name("geography", entry.geography), entry.capital, entry.people, entry.a_head, entry.a_km2, entry.of_country)
        for entry in found
    ]
    return Table(
        "benchmarks.density",
        Text("benchmarks.table.density.title"),
        (
            shared_column("geography"),
            shared_column("registered", "usd_million", 1),
            shared_column("population", "person", 0),
            column("benchmarks", "a_head", "usd_per_person", 1),
            column("benchmarks", "a_km2", "usd", 0),
            column("benchmarks", "of_country", "percent", 1),
        ),
        frame(rows, "geography", "capital", "people", "a_head", "a_km2", "of_country"),
        notes=(Text("benchmarks.table.density.note", {"date": found[0].date}),) if found else (),
    )
