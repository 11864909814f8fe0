"""The candidates of a screening and what the public record says of each: values of criteria, and how much weight they cover."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Quantity, Text, derive, not_determinable

_TRADE: dict[str, Any] = {"scope": "national", "geography": "vn", "partner": "world", "measure": "value"}
_NO_GROUP = Text("priorities.reason.no_group")
_NOT_PUBLIC = Text("priorities.reason.not_public")
_ROUNDING = 1e-9
"""Percent by which floating-point sums may fall short of a bound that is met exactly."""


@dataclass(frozen=True)
class Sector:
    """A candidate sector and the classes of each source it is measured by; an empty tuple where a source has no class for it."""

    key: str
    hs: tuple[str, ...]
    vsic_2018: tuple[str, ...]
    investment_sector: str
    export_groups: tuple[str, ...]
    import_groups: tuple[str, ...]
    zone_sector: str


@dataclass(frozen=True)
class Pillar:
    """A pillar with its weight in percent and its criteria, equally weighted."""

    key: str
    weight: float
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A scoring model read from `scoring/models/<id>.toml`."""

    id: str
    pillars: tuple[Pillar, ...]
    sectors: tuple[Sector, ...]
    total_percent: float
    pillar_percent: float
    window: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Coverage:
    """Share of the model's weight, in percent, for which a sector has data: whole, and the least of the pillars."""

    total: float
    least_pillar: float
    determinable: bool


def load_model(name: str) -> Model:
    """Return a shipped model.

    Raises
    ------
    ValueError
        If there is no such model; the message lists those there are.

    Examples
    --------
    >>> len(load_model("screening").sectors)
    15
    """
    folder = files("assessment.scoring.models")
    available = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    if name not in available:
        raise ValueError(f"model {name!r}: expected one of {', '.join(available)}")
    data = tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Model(
        data["model"]["id"],
        tuple(Pillar(item["key"], float(item["weight"]), tuple(item["criteria"])) for item in data["pillar"]),
        tuple(_sector(item) for item in data["sector"]),
        float(data["coverage"]["total_percent"]),
        float(data["coverage"]["pillar_percent"]),
        data["window"],
    )


def _sector(item: Mapping[str, Any]) -> Sector:
    return Sector(
        item["key"],
        tuple(item["hs"]),
        tuple(item["vsic_2018"]),
        item.get("investment_sector", ""),
        tuple(item.get("export_groups", ())),
        tuple(item.get("import_groups", ())),
        item.get("zone_sector", ""),
    )


def coverage(model: Model, known: Mapping[str, bool]) -> Coverage:
    """Return how much of the model's weight the known criteria cover, and whether the coverage rule lets the sector be scored.

    `known` says per criterion whether the sector has a value; criteria it does not name are unknown.

    >>> coverage(load_model("screening"), {"demand_growth": True, "market_risk": True}).total
    12.5
    """
    shares = [
        100 * sum(known.get(name, False) for name in pillar.criteria) / len(pillar.criteria) for pillar in model.pillars
    ]
    total = float(np.average(shares, weights=[pillar.weight for pillar in model.pillars]))
    least = min(shares)
    enough = total >= model.total_percent - _ROUNDING and least >= model.pillar_percent - _ROUNDING
    return Coverage(total, least, enough)


def evaluate(evidence: Evidence, model: Model, sector: Sector) -> dict[str, Quantity]:
    """Return every criterion of the model for one sector; those without a public source are not determinable, with the reason."""
    values = {
        criterion: not_determinable(_NOT_PUBLIC, "percent") for pillar in model.pillars for criterion in pillar.criteria
    }
    values["demand_growth"] = demand_growth(evidence, model, sector)
    values["market_risk"] = market_risk(evidence, sector)
    values["investor_evidence"] = zone_projects(evidence, sector)
    return values


def _groups(sector: Sector) -> tuple[str, tuple[str, ...]]:
    return ("export", sector.export_groups) if sector.export_groups else ("import", sector.import_groups)


def monthly_values(evidence: Evidence, sector: Sector) -> pd.DataFrame:
    """Return the national monthly value of the sector's commodity groups: index month, columns `value` and `rows` (row ids).

    A month in which one of the groups is not printed is left out, so that the sum always covers the same groups.
    """
    flow, groups = _groups(sector)
    if not groups:
        return pd.DataFrame({"value": [], "rows": []})
    chosen = evidence.chosen(
        "trade", ["commodity", "period_end"], flow=flow, commodity=groups, frequency="month", **_TRADE
    )
    by_month = chosen.groupby("period_end")
    sums = pd.DataFrame({"value": by_month["value"].sum(), "rows": by_month["row_id"].agg(tuple)})
    return sums[by_month["commodity"].nunique() == len(groups)]


def _window_mean(months: pd.DataFrame, years: Sequence[str]) -> Quantity:
    inside = months[pd.DatetimeIndex(months.index).year.isin([int(year) for year in years])]
    if len(inside) < 12 * len(years):
        return not_determinable(Text("priorities.reason.short_series"), "usd_million")
    rows = tuple(row for rows in inside["rows"] for row in rows)
    return Quantity(12 * float(inside["value"].mean()), "usd_million", rows, formula="mean", status="preliminary")


def demand_growth(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return the growth of national trade in the sector's commodity groups, percent a year between the two windows of the model.

    National trade is a stand-in for demand at the gates, which only customs data by gate can show. Years of a window that the
    record does not hold in full make it not determinable.
    """
    if not _groups(sector)[1]:
        return not_determinable(_NO_GROUP, "percent_per_year")
    months = monthly_values(evidence, sector)
    before, after = (_window_mean(months, model.window[name]) for name in ("before", "after"))
    distance = np.mean([int(year) for year in model.window["after"]]) - np.mean(
        [int(year) for year in model.window["before"]]
    )
    return derive(
        "cagr", "percent_per_year", lambda end, start: 100 * ((end / start) ** (1 / distance) - 1), after, before
    )


def market_risk(evidence: Evidence, sector: Sector) -> Quantity:
    """Return the standard deviation, in percentage points, of the growth of each month over the same month a year before.

    Growth over the same month holds the season constant. January and February are summed first because Tết moves between them.
    At least 36 growth rates are required.
    """
    if not _groups(sector)[1]:
        return not_determinable(_NO_GROUP, "percentage_point")
    months = monthly_values(evidence, sector)
    index = pd.DatetimeIndex(months.index)
    step = np.where(index.month <= 2, 2, index.month)
    combined = months["value"].groupby([index.year, step]).agg(["sum", "count"])
    whole = combined["count"] == np.where(combined.index.get_level_values(1) == 2, 2, 1)
    table = combined["sum"].where(whole).unstack()
    if len(table):
        # A year without a single month still takes its place, so that no growth spans two years.
        table = table.reindex(range(int(table.index.min()), int(table.index.max()) + 1))
    growth = (100 * (table / table.shift(1) - 1)).to_numpy().ravel()
    growth = growth[np.isfinite(growth)]
    if len(growth) < 36:
        return not_determinable(Text("priorities.reason.short_series"), "percentage_point")
    rows = tuple(row for rows in months["rows"] for row in rows)
    return Quantity(float(np.std(growth, ddof=1)), "percentage_point", rows, formula="volatility", status="preliminary")


def zone_projects(evidence: Evidence, sector: Sector) -> Quantity:
    """Return the projects of the sector in the zone at the last date published, or not determinable."""
    if not sector.zone_sector:
        return not_determinable(Text("priorities.reason.no_zone_sector"), "project")
    series = evidence.series(
        "investment",
        geography=evidence.zone["zone"]["geography"],
        sector=sector.zone_sector,
        basis="stock",
        measure="projects",
    )
    if series.empty:
        return not_determinable(Text("common.reason.no_row"), "project")
    quantity: Quantity = series["quantity"].iloc[-1]
    return quantity


def investment_momentum(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return the ratio of mean national registered foreign investment in the sector's class after and before, of the two windows.

    Context beside the criteria: the class of the foreign investment agency is wider than the sector, so it is not scored.
    """
    means = []
    for name in ("investment_after", "investment_before"):
        yearly = [
            evidence.quantity(
                "investment",
                period=year,
                geography="vn",
                sector=sector.investment_sector,
                partner="all",
                investor="fdi",
                basis="flow",
                measure="registered",
                unit="usd_million",
            )
            for year in model.window[name]
        ]
        means.append(derive("mean", "usd_million", lambda *values: sum(values) / len(values), *yearly))
    return derive("ratio", "ratio", lambda after, before: after / before, *means)
