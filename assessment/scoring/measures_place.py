"""Measures on places: foreign investment of the country, projects in the zone, and how much of an activity the province has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.analysis.specialisation import location_quotient
from assessment.evidence import Evidence, observe
from assessment.findings import Quantity, Text, derive, not_determinable
from assessment.scoring.model import Model
from assessment.scoring.once import once
from assessment.scoring.parts import Sector

_COUNTRY: Final = "vn"
_FOREIGN: Final[Mapping[str, Any]] = {"geography": _COUNTRY, "partner": "all", "investor": "fdi"}
_POPULATION: Final = "population_average"
_PROVINCES: Final = "public_record_province"
ACTIVITIES: Final = (
    "retail_sales", "travel_turnover", "freight_carried", "freight_traffic", "passengers_carried", "markets", "paddy_production",
    "maize_production", "cassava_production", "pigs", "poultry", "wood_output", "planted_forest_area", "farms",
)  # fmt: skip
"""Activities of the provincial tables that can be set against population."""
_REGIONS: Final = frozenset(
    (
        "red_river_delta", "northern_midlands_and_mountain_areas", "northern_central_area_and_central_coastal_area",
        "central_highlands", "south_east", "mekong_river_delta",
    )
)  # fmt: skip
_NO_ROW: Final = Text("common.reason.no_row")


@once
def registered(evidence: Evidence) -> Mapping[tuple[str, int], Quantity]:
    """Return foreign capital registered in the country, USD million, by class of the agency and year."""
    found = evidence.chosen(
        "investment", ["sector", "period_end"], basis="flow", measure="registered", frequency="year", **_FOREIGN
    )
    return {(row["sector"], row["period_end"].year): row["quantity"] for row in found.to_dict("records")}


def investment_momentum(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return the ratio of mean registered foreign investment in the sector's class after and before, of the two windows of the model.

    The class of the foreign investment agency is wider than the sector.
    """
    flows = registered(evidence)
    means = []
    for name in ("investment_after", "investment_before"):
        years = [(sector.investment_sector, int(year)) for year in model.window[name]]
        yearly = [flows.get(year, not_determinable(_NO_ROW, "usd_million")) for year in years]
        means.append(derive("mean", "usd_million", lambda *values: math.fsum(values) / len(values), *yearly))
    return derive("ratio", "ratio", lambda after, before: after / before, *means)


def investment_sectors(evidence: Evidence) -> list[Sector]:
    """Return every class of the foreign investment agency, as if it were a sector of its own."""
    rows = evidence.rows("investment", basis="stock", measure="projects", **_FOREIGN)
    return [Sector(name, investment_sector=name) for name in sorted(set(rows["sector"]) - {"all"})]


def zone_projects(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return the projects of the sector in the zone at the last date published by class, or not determinable."""
    if not sector.zone_sector:
        return not_determinable(Text("priorities.reason.no_zone_sector"), "project")
    return _last_stock(evidence, sector.zone_sector)


def zone_share(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return the projects of the sector in percent of all projects in the zone on the same day, domestic and foreign."""
    part = zone_projects(evidence, model, sector)
    if not part.known:
        return derive("share", "percent", lambda value: value, part)
    day = evidence.rows("investment", row_id=part.rows[0])["period_end"].iloc[0]
    whole = [
        evidence.quantity(
            "investment",
            geography=evidence.zone["zone"]["geography"],
            sector="all",
            investor=investor,
            basis="stock",
            measure="projects",
            period_end=day,
            unit="project",
        )
        for investor in ("domestic", "fdi")
    ]
    return derive("share", "percent", lambda own, *parts: 100 * own / math.fsum(parts), part, *whole)


def project_shares(evidence: Evidence) -> list[Quantity]:
    """Return the share of every class in the foreign projects of the country, in percent, at the end of the last whole year."""
    found = evidence.chosen("investment", ["sector", "period_end"], basis="stock", measure="projects", **_FOREIGN)
    ends = found[pd.DatetimeIndex(found["period_end"]).is_year_end]
    if ends.empty:
        return []
    last = ends[ends["period_end"] == ends["period_end"].max()].sort_values("sector").set_index("sector")["quantity"]
    if "all" not in last:
        return []
    return [
        derive("share", "percent", lambda part, whole: 100 * part / whole, last[name], last["all"])
        for name in last.index
        if name != "all"
    ]


def _last_stock(evidence: Evidence, sector: str) -> Quantity:
    geography = evidence.zone["zone"]["geography"]
    series = evidence.series("investment", geography=geography, sector=sector, basis="stock", measure="projects")
    if series.empty:
        return not_determinable(_NO_ROW, "project")
    quantity: Quantity = series["quantity"].iloc[-1]
    return quantity


@dataclass(frozen=True)
class Provinces:
    """The yearly provincial tables: one chosen row by indicator, year and place; the provinces; the country's years by indicator."""

    rows: Mapping[tuple[str, int, str], Mapping[Any, Any]]
    places: Sequence[str]
    country_years: Mapping[str, Set[int]]

    def at(self, indicator: str, year: int, place: str) -> Quantity:
        """Return a value, not determinable where the table has none."""
        row = self.rows.get((indicator, year, place))
        return not_determinable(_NO_ROW) if row is None else observe(row)

    def quotient(self, activities: Sequence[str], place: str) -> Quantity:
        """Return the location quotient by population in the last year in which the country has all the figures."""
        needed = [*activities, _POPULATION]
        shared = set.intersection(*(set(self.country_years.get(name, ())) for name in needed))
        if not shared:
            return not_determinable(_NO_ROW, "ratio")
        year = max(shared)
        own, country = ([self.at(name, year, where) for name in needed] for where in (place, _COUNTRY))
        count = len(activities)

        def quotient(*values: float) -> float:
            parts, people, country_parts, country_people = (
                values[:count], values[count], values[count + 1 : -1], values[-1],
            )  # fmt: skip
            return float(location_quotient(math.fsum(parts), people, math.fsum(country_parts), country_people))

        return derive("benchmarks.formula.location_quotient", "ratio", quotient, *own, *country)


@once
def provinces(evidence: Evidence) -> Provinces:
    """Return the provincial tables of activities and population, read once for a record. Regions are no provinces."""
    found = evidence.rows(
        "economy", source=_PROVINCES, indicator=(*ACTIVITIES, _POPULATION), breakdown="all", frequency="year"
    )
    rows = {
        (row["indicator"], row["period_end"].year, row["geography"]): row
        for row in found.drop_duplicates(["indicator", "period_end", "geography"]).to_dict("records")
    }
    years: dict[str, set[int]] = {}
    for indicator, year, place in rows:
        if place == _COUNTRY:
            years.setdefault(indicator, set()).add(year)
    return Provinces(rows, sorted({place for _, _, place in rows} - {_COUNTRY} - _REGIONS), years)


def local_quotient(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return how much of the sector's activity the province has for its population, against the country; 1 is as much.

    Several activities are added. The year is the last in which the country has them all.
    """
    if not sector.activities:
        return not_determinable(Text("priorities.reason.no_activity"), "ratio")
    return provinces(evidence).quotient(sector.activities, evidence.zone["zone"]["province"])


def province_quotients(evidence: Evidence) -> list[Quantity]:
    """Return the location quotients of every province in every activity that are above zero."""
    tables = provinces(evidence)
    found = [tables.quotient((activity,), place) for activity in ACTIVITIES for place in tables.places]
    return [
        quantity
        for quantity in found
        if quantity.value is not None and np.isfinite(quantity.value) and quantity.value > 0
    ]
