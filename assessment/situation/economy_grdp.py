"""Section 7, output: the zone's weight in the province, growth claims side by side, structure, growth of the province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessment.analysis.growth import average_growth
from assessment.analysis.specialisation import structural_difference
from assessment.evidence import Evidence, observe, parse_period, period_of
from assessment.findings import Cell, Column, Figure, Name, Period, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import column, shared_column
from assessment.situation.flows import difference, frame

SECTORS = ("agriculture", "industry_and_construction", "services")
PROVINCE_SECTORS = (
    "agriculture_forestry_fishery",
    "industry_and_construction",
    "services",
    "product_tax_less_subsidies",
)
CLAIM = "2011..2023"


def average_rate(first: Quantity, last: Quantity, years: int) -> Quantity:
    """Return the compound annual growth rate between two levels; not determinable within one year."""
    if years < 1:
        return not_determinable(Text("common.reason.too_few"), "percent_per_year")
    return derive("cagr", "percent_per_year", lambda a, b: average_growth(a, b, years), first, last)


@dataclass(frozen=True)
class Weight:
    """The zone in the province's output in two years, the first and the last with both its level and its share.

    Attributes
    ----------
    years
        The two years; of every pair below the first number belongs to the first of them.
    zone, share
        As published: GRDP of the zone in VND billion, percent of the province.
    province, rest
        Implied: zone ÷ share × 100, and that minus the zone.
    share_change
        Percentage points.
    zone_growth, province_growth, rest_growth
        Compound annual growth of the levels, percent a year, in the prices the levels were published in.
    implied_prices
        What yearly price change would make the zone's levels agree with the published growth, where that covers the same years.
    """

    years: tuple[int, int]
    zone: tuple[Quantity, Quantity]
    share: tuple[Quantity, Quantity]
    province: tuple[Quantity, Quantity]
    rest: tuple[Quantity, Quantity]
    share_change: Quantity
    zone_growth: Quantity
    province_growth: Quantity
    rest_growth: Quantity
    implied_prices: Quantity

    @property
    def span(self) -> Period:
        """The years from the first to the last."""
        return Period(*parse_period(f"{self.years[0]}..{self.years[1]}"), "span")


def _levels(evidence: Evidence, indicator: str, unit: str) -> dict[int, Quantity]:
    """Return one figure of the zone a year; an office page rounds a share to "over 40 %": the exact one is to compute with."""
    keys: dict[str, Any] = {"geography": evidence.zone["zone"]["geography"], "indicator": indicator, "breakdown": "all"}
    found: dict[int, Quantity] = {}
    for precision in (None, "exact"):
        chosen: dict[str, Any] = {} if precision is None else {"precision": precision}
        series = evidence.series("economy", frequency="year", unit=unit, **keys, **chosen)
        found |= {period.end.year: own for period, own in zip(series["period"], series["quantity"], strict=True)}
    return found


def weight(evidence: Evidence) -> Weight:
    """Return the zone's weight in the province."""
    zone, percent = (
        _levels(evidence, name, unit)
        for name, unit in (("zone_grdp", "vnd_billion"), ("zone_share_of_grdp", "percent"))
    )
    # Without a year that has both, the levels alone are shown and the province stays open.
    known = sorted(zone.keys() & percent.keys() or zone.keys()) or [evidence.today.year]
    years = (known[0], known[-1])
    unknown = Text("common.reason.no_row")

    def implied(level: Quantity, percent: Quantity) -> Quantity:
        return derive("economy.formula.whole", "vnd_billion", lambda a, b: 100 * a / b, level, percent)

    levels = [zone.get(year, not_determinable(unknown, "vnd_billion")) for year in years]
    shares = [percent.get(year, not_determinable(unknown, "percent")) for year in years]
    province = [implied(level, part) for level, part in zip(levels, shares, strict=True)]
    rest = [difference(whole, level) for whole, level in zip(province, levels, strict=True)]
    span = years[1] - years[0]
    zone_growth = average_rate(levels[0], levels[1], span)
    same_years = f"{years[0] + 1}..{years[1]}" == CLAIM
    claimed = published_growth(evidence, CLAIM) if same_years else not_determinable(unknown, "percent_per_year")
    return Weight(
        years,
        (levels[0], levels[1]),
        (shares[0], shares[1]),
        (province[0], province[1]),
        (rest[0], rest[1]),
        difference(shares[1], shares[0], "percentage_point"),
        zone_growth,
        average_rate(province[0], province[1], span),
        average_rate(rest[0], rest[1], span),
        derive(
            "economy.formula.prices",
            "percent_per_year",
            lambda nominal, real: 100 * ((1 + nominal / 100) / (1 + real / 100) - 1),
            zone_growth,
            claimed,
        ),
    )


def weight_table(found: Weight) -> Table:
    """Return zone, province and rest of the province at both dates with their average growth."""
    rows: list[tuple[Cell, ...]] = []
    if any(level.known for level in found.zone):
        rows = [
            (Text("economy.weight.zone"), *found.zone, found.zone_growth),
            (Text("economy.weight.share"), *found.share, found.share_change),
            (Text("economy.weight.province"), *found.province, found.province_growth),
            (Text("economy.weight.rest"), *found.rest, found.rest_growth),
        ]
    return Table(
        "economy.weight",
        Text("economy.table.weight.title"),
        (
            shared_column("indicator"),
            *(Column(Text("economy.column.year", {"year": year})) for year in found.years),
            column("economy", "average_or_change"),
        ),
        frame(rows, "indicator", "first", "last", "change"),
        notes=(Text("economy.table.weight.note", {"span": found.span}),),
    )


def _claims(evidence: Evidence) -> list[tuple[Period, Name, Quantity]]:
    """Return published average growth rates of several years, of the zone and the province."""
    zone, province = evidence.zone["zone"]["geography"], evidence.zone["zone"]["province"]
    claims = []
    for geography, indicators in ((zone, ["zone_growth"]), (province, ["grdp_growth"])):
        found = evidence.rows(
            "economy",
            geography=geography,
            indicator=indicators,
            breakdown="all",
            frequency="span",
            unit="percent_per_year",
        )
        found = found.drop_duplicates(["period_start", "period_end"]).sort_values(["period_start", "period_end"])
        claims += [(period_of(row), Name("geography", geography), observe(row)) for row in found.to_dict("records")]
    return claims


def claims_table(evidence: Evidence, found: Weight) -> Table:
    """Return growth claims side by side with what each covers; nothing is reconciled by force."""
    claims = _claims(evidence)
    rows: list[tuple[Cell, ...]] = [
        (name, period, period.end.year - period.start.year + 1, rate, Text("economy.claims.published"))
        for period, name, rate in claims
    ]
    if claims and found.zone_growth.known:
        covers = Text("economy.claims.recomputed", {"first": found.years[0], "last": found.years[1]})
        for name, rate in (("zone", found.zone_growth), ("province", found.province_growth)):
            geography = Name("geography", evidence.zone["zone"]["geography" if name == "zone" else "province"])
            rows.append((geography, found.span, found.years[1] - found.years[0], rate, covers))
    return Table(
        "economy.claims",
        Text("economy.table.claims.title"),
        (
            shared_column("geography"),
            shared_column("period"),
            column("economy", "years"),
            column("economy", "rate", "percent_per_year", 2),
            column("economy", "covers"),
        ),
        frame(rows, "geography", "period", "years", "rate", "covers"),
        notes=tuple(Text(f"economy.table.claims.{note}") for note in ("note", "prices")),
    )


def claims_figure(evidence: Evidence, found: Weight) -> Figure:
    """Return the dot chart of growth claims."""
    points: list[tuple[Cell, ...]] = [
        (Text("economy.claims.label", {"geography": name, "period": period}), rate, Text("economy.claims.published"))
        for period, name, rate in _claims(evidence)
    ]
    covers = Text("economy.claims.recomputed", {"first": found.years[0], "last": found.years[1]})
    for key, rate in (("geography", found.zone_growth), ("province", found.province_growth)):
        label = Text(
            "economy.claims.label", {"geography": Name("geography", evidence.zone["zone"][key]), "period": found.span}
        )
        points.append((label, rate, covers))
    return Figure(
        "economy.claims",
        frame(points, "x", "y", "series"),
        "dots",
        Text("economy.figure.claims.caption"),
        Text("economy.figure.claims.alt"),
        options={"unit": "percent_per_year"},
    )


def late_growth(evidence: Evidence) -> Quantity:
    """Return the growth of 2018–2023 that two published averages leave, if the earlier one also held from 2011 to 2017.

    The averages of 2009–2017 and of 2011–2023 overlap in seven years; the remaining six must make up the rest.
    """
    middle, late = (published_growth(evidence, period) for period in ("2009..2017", CLAIM))
    return derive(
        "economy.formula.remaining",
        "percent_per_year",
        lambda early, whole: 100 * (((1 + whole / 100) ** 13 / (1 + early / 100) ** 7) ** (1 / 6) - 1),
        middle,
        late,
    )


def published_growth(evidence: Evidence, period: str) -> Quantity:
    """Return the average growth of the zone published for a period."""
    return evidence.quantity(
        "economy",
        period=period,
        geography=evidence.zone["zone"]["geography"],
        indicator="zone_growth",
        breakdown="all",
        unit="percent_per_year",
    )


def structure(evidence: Evidence, year: str) -> dict[str, Quantity]:
    """Return the published structure of the zone's economy by sector."""
    return {
        name: evidence.quantity(
            "economy",
            period=year,
            geography=evidence.zone["zone"]["geography"],
            indicator="zone_structure",
            breakdown=name,
            unit="percent",
        )
        for name in SECTORS
    }


def structural_change(before: dict[str, Quantity], after: dict[str, Quantity]) -> Quantity:
    """Return the index of structural change: the part of output that stands in another sector than before, in points."""
    half = len(before)
    return derive(
        "economy.formula.structural_change",
        "percentage_point",
        lambda *values: 100 * structural_difference(values[:half], values[half:]),
        *before.values(),
        *after.values(),
    )


def structure_table(evidence: Evidence) -> Table:
    """Return the structure of the zone in 2009 and 2017 beside that of the province in 2024."""
    before, after = structure(evidence, "2009"), structure(evidence, "2017")
    province = {
        name: evidence.quantity(
            "economy",
            period="2024",
            geography=evidence.zone["zone"]["province"],
            indicator="grdp_structure",
            breakdown=name,
            unit="percent",
        )
        for name in PROVINCE_SECTORS
    }
    rows: list[tuple[Cell, ...]] = []
    if any(value.known for value in (*before.values(), *after.values())):
        rows = [
            (
                Name("breakdown", wide),
                before[name],
                after[name],
                difference(after[name], before[name], "percentage_point"),
                province[wide],
            )
            for name, wide in zip(SECTORS, PROVINCE_SECTORS, strict=False)
        ]
        rows.append((Name("breakdown", PROVINCE_SECTORS[3]), None, None, None, province[PROVINCE_SECTORS[3]]))
        rows.append((Text("economy.structure.moved"), None, None, structural_change(before, after), None))
    return Table(
        "economy.structure",
        Text("economy.table.structure.title"),
        (
            shared_column("sector"),
            column("economy", "zone_2009", "percent"),
            column("economy", "zone_2017", "percent"),
            column("economy", "change_points", "percentage_point", 2),
            column("economy", "province_2024", "percent"),
        ),
        frame(rows, "sector", "before", "after", "change", "province"),
        notes=(Text("economy.table.structure.note"),),
    )


def growth_table(evidence: Evidence) -> Table:
    """Return published growth of the province by year and sector; where two figures exist both have a line."""
    found = evidence.rows(
        "economy",
        geography=evidence.zone["zone"]["province"],
        indicator="grdp_growth",
        breakdown=["all", *PROVINCE_SECTORS],
        frequency="year",
    )
    rows: list[tuple[Cell, ...]] = []
    for _, year in found.groupby("period_end", sort=True):
        totals = year[year["breakdown"] == "all"].drop_duplicates("value").to_dict("records")
        parts = {str(row["breakdown"]): observe(row) for row in year.drop_duplicates("breakdown").to_dict("records")}
        for place, row in enumerate(totals):
            cells = [parts.get(name) if place == 0 else None for name in PROVINCE_SECTORS]
            rows.append((period_of(row), observe(row), *cells))
    return Table(
        "economy.growth",
        Text("economy.table.growth.title"),
        (
            shared_column("year"),
            column("economy", "grdp", "percent"),
            column("economy", "agriculture", "percent"),
            column("economy", "industry", "percent"),
            column("economy", "services", "percent"),
            column("economy", "taxes", "percent"),
        ),
        frame(rows, "year", "all", *PROVINCE_SECTORS),
        notes=(Text("economy.table.growth.note"),),
    )
