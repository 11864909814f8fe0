"""Section 8: benchmarks — the zone among its peers, the province against the country and the northern border provinces."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.evidence import Evidence
from assessment.findings import Finding, Section, Table, Text, not_determinable
from assessment.situation.assembly import missing, with_numbers, with_points, with_rows
from assessment.situation.benchmarks_advantages import (
    Advantage,
    advantages,
    advantages_figure,
    advantages_finding,
    advantages_table,
    income_structure,
    income_table,
    specialisation_table,
)
from assessment.situation.benchmarks_counterfactual import (
    Outcome,
    counterfactual_figure,
    counterfactual_finding,
    counterfactual_table,
    left_out_table,
    outcomes,
)
from assessment.situation.benchmarks_gaps import gap_figure, gaps, gaps_table
from assessment.situation.benchmarks_pci import pci_table, pci_years, rank_trend, rank_trend_table
from assessment.situation.benchmarks_provinces import (
    densities,
    density_table,
    levels_table,
    quotient_figure,
    quotients,
    quotients_table,
)
from assessment.situation.benchmarks_shifts import shifts, shifts_table
from assessment.situation.benchmarks_zones import (
    ALL_ZONES,
    area_figure,
    area_table,
    below_minimum,
    key_areas,
    projects_table,
    trade_share,
    trade_table,
    zone_trade,
    zones_table,
)

_GAPS = (
    ("control", "national_statistics"),
    ("peers", "ministry_of_finance"),
    ("provinces", "national_statistics"),
    ("advantages", "zone_board"),
    ("before", "province_statistics"),
    ("lights", "so_nong_nghiep_moi_truong"),
)


def section(evidence: Evidence) -> Section:
    """Return the section on benchmarks."""
    compared, controlled = advantages(evidence), outcomes(evidence)
    return Section(
        "benchmarks",
        Text("benchmarks.title"),
        Text("benchmarks.questions"),
        findings=with_numbers(
            finding
            for finding in (
                _area_finding(evidence),
                _trade_finding(evidence),
                _quotient_finding(evidence),
                advantages_finding(compared),
                _gap_finding(evidence),
                counterfactual_finding(controlled),
                _pci_finding(evidence),
                _density_finding(evidence),
            )
            if finding is not None
        ),
        tables=with_rows(_tables(evidence, compared, controlled)),
        figures=with_points(
            (
                area_figure(evidence),
                quotient_figure(evidence),
                advantages_figure(compared),
                gap_figure(evidence),
                counterfactual_figure(evidence, controlled),
            )
        ),
        missing=tuple(missing("benchmarks", name, agency) for name, agency in _GAPS),
        conclusion=tuple(Text(f"benchmarks.conclusion.{line}") for line in ("what", "how_sure", "supports")),
    )


def _tables(evidence: Evidence, compared: Sequence[Advantage], controlled: Sequence[Outcome]) -> tuple[Table, ...]:
    income = income_structure(evidence)
    return (
        zones_table(evidence),
        area_table(evidence),
        trade_table(evidence),
        projects_table(evidence),
        quotients_table(evidence),
        advantages_table(compared),
        income_table(income),
        specialisation_table(compared, income),
        levels_table(evidence),
        gaps_table(evidence),
        counterfactual_table(controlled),
        left_out_table(evidence),
        shifts_table(shifts(evidence)),
        density_table(evidence),
        pci_table(evidence),
        rank_trend_table(pci_years(evidence)),
    )


def _area_finding(evidence: Evidence) -> Finding | None:
    zone = evidence.zone["zone"]["geography"]
    found = key_areas(evidence)
    own = next((entry for entry in found if entry.zone == zone), None)
    if own is None:
        return None
    return Finding(
        Text(
            "benchmarks.finding.area",
            {
                "area": own.area,
                "rank": own.rank,
                "count": own.count,
                "median": own.median,
                "z": own.z,
                "below": below_minimum(evidence),
            },
        ),
        "B",
    )


def _trade_finding(evidence: Evidence) -> Finding:
    zone = evidence.zone["zone"]["geography"]
    return Finding(
        Text(
            "benchmarks.finding.trade",
            {
                "china": zone_trade(evidence, "zone_border_with_china", "2019"),
                "whole": zone_trade(evidence, ALL_ZONES, "2019"),
                "share": trade_share(evidence, "zone_border_with_china", "2019"),
                "before": trade_share(evidence, "zone_border_with_china", "2015"),
                "first": zone_trade(evidence, zone, "2009"),
                "later": zone_trade(evidence, zone, "2017"),
                "decade": zone_trade(evidence, zone, "2013..2022"),
            },
        ),
        "C",
    )


def _quotient_finding(evidence: Evidence) -> Finding | None:
    found = {quotient.indicator: quotient for quotient in quotients(evidence)}
    wanted = ("planted_forest_area", "maize_production", "retail_sales", "freight_carried", "passengers_carried")
    if not any(name in found for name in wanted):
        return None
    unknown = not_determinable(Text("common.reason.no_row"), "ratio")
    return Finding(
        Text(
            "benchmarks.finding.quotients",
            {name: found[name].country if name in found else unknown for name in wanted}
            | {
                f"{short}_border": found[name].border if name in found else unknown
                for short, name in (("retail", "retail_sales"), ("freight", "freight_carried"))
            },
        ),
        "B",
    )


def _gap_finding(evidence: Evidence) -> Finding | None:
    found = {gap.indicator: gap for gap in gaps(evidence)}
    if "retail_sales" not in found or "freight_carried" not in found or "fdi_stock" not in found:
        return None
    return Finding(
        Text(
            "benchmarks.finding.gaps",
            {
                f"{short}_{part}": getattr(found[name], part)
                for short, name in (("retail", "retail_sales"), ("freight", "freight_carried"), ("fdi", "fdi_stock"))
                for part in ("first", "last", "own", "country", "gap")
                if not (short == "fdi" and part in ("first", "last"))
            },
        ),
        "B",
    )


def _pci_finding(evidence: Evidence) -> Finding | None:
    found = [year for year in pci_years(evidence) if year.rank.known]
    if len(found) < 2:
        return None
    trend = rank_trend(found)
    best = min(found, key=lambda year: year.rank.value or 0.0)
    return Finding(
        Text(
            "benchmarks.finding.pci",
            {
                "first_year": found[0].period,
                "first": found[0].rank,
                "last_year": found[-1].period,
                "last": found[-1].rank,
                "best_year": best.period,
                "best": best.rank,
                "slope": trend.slope,
                "tau": trend.tau,
                "count": trend.count,
            },
        ),
        "B",
    )


def _density_finding(evidence: Evidence) -> Finding | None:
    province = evidence.zone["zone"]["province"]
    found = densities(evidence)
    own = next((entry for entry in found if entry.geography == province), None)
    country = next((entry for entry in found if entry.geography == "vn"), None)
    if own is None or country is None:
        return None
    return Finding(
        Text(
            "benchmarks.finding.density",
            {
                "date": own.date,
                "own": own.a_head,
                "country": country.a_head,
                "share": own.of_country,
                "rank": own.rank,
                "km2": own.a_km2,
            },
        ),
        "B",
    )
