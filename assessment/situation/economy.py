"""Section 7: economy, budget, society — what the zone weighs in its province, and which published claims its figures bear out."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Figure, Finding, Name, Section, Text
from assessment.situation.assembly import missing, with_numbers, with_points, with_rows
from assessment.situation.economy_budget import (
    budget_check,
    budget_check_table,
    budget_figure,
    budget_table,
    customs_table,
    fee_table,
    revenue_finding,
)
from assessment.situation.economy_grdp import (
    SECTORS,
    Weight,
    claims_figure,
    claims_table,
    growth_table,
    late_growth,
    published_growth,
    structure,
    structure_table,
    weight,
    weight_table,
)
from assessment.situation.economy_society import income_table, labour_table, poverty_table, tourism_table, zone_workers
from assessment.situation.flows import difference, frame, share

_GAPS = (
    ("accounts", "province_statistics"),
    ("national", "national_statistics"),
    ("budget", "so_tai_chinh"),
    ("fees", "zone_board"),
    ("labour", "so_noi_vu"),
    ("population", "province_statistics"),
)


def section(evidence: Evidence) -> Section:
    """Return the section on economy, budget and society."""
    found = weight(evidence)
    return Section(
        "economy",
        Text("economy.title"),
        Text("economy.questions"),
        findings=with_numbers(
            (
                _weight_finding(found),
                _claims_finding(evidence, found),
                _structure_finding(evidence),
                _budget_finding(evidence),
                revenue_finding(evidence),
                _investment_finding(evidence, found),
            )
        ),
        tables=with_rows(
            (
                weight_table(found),
                claims_table(evidence, found),
                structure_table(evidence),
                growth_table(evidence),
                budget_table(evidence),
                budget_check_table(evidence),
                fee_table(evidence),
                labour_table(evidence),
                income_table(evidence),
                tourism_table(evidence),
                poverty_table(evidence),
                customs_table(evidence),
            )
        ),
        figures=with_points((claims_figure(evidence, found), _structure_figure(evidence), budget_figure(evidence))),
        missing=tuple(missing("economy", name, agency) for name, agency in _GAPS),
        conclusion=(
            Text(
                "economy.conclusion.what",
                {
                    "share": found.share[1],
                    "change": found.share_change,
                    "first": found.years[0],
                    "last": found.years[1],
                },
            ),
            Text("economy.conclusion.how_sure"),
            Text("economy.conclusion.supports"),
        ),
    )


def _weight_finding(found: Weight) -> Finding:
    return Finding(
        Text(
            "economy.finding.weight",
            {
                "first_year": found.years[0],
                "last_year": found.years[1],
                "span": found.span,
                "first": found.zone[0],
                "first_share": found.share[0],
                "last": found.zone[1],
                "last_share": found.share[1],
                "change": found.share_change,
                "zone_growth": found.zone_growth,
                "gap": difference(found.zone_growth, found.province_growth, "percentage_point"),
                "province_growth": found.province_growth,
                "rest_growth": found.rest_growth,
            },
        ),
        "C",
    )


def _claims_finding(evidence: Evidence, found: Weight) -> Finding:
    claims = {
        name: published_growth(evidence, period)
        for name, period in (("early", "2008..2012"), ("middle", "2009..2017"), ("late", "2011..2023"))
    }
    return Finding(
        Text(
            "economy.finding.claims",
            {
                **claims,
                "span": found.span,
                "nominal": found.zone_growth,
                "prices": found.implied_prices,
                "left": late_growth(evidence),
            },
        ),
        "C",
    )


def _structure_finding(evidence: Evidence) -> Finding:
    before, after = structure(evidence, "2009"), structure(evidence, "2017")
    return Finding(
        Text(
            "economy.finding.structure",
            {
                "services_before": before["services"],
                "services_after": after["services"],
                "services": difference(after["services"], before["services"], "percentage_point"),
                "industry": difference(
                    before["industry_and_construction"], after["industry_and_construction"], "percentage_point"
                ),
            },
        ),
        "C",
    )


def _budget_finding(evidence: Evidence) -> Finding:
    found = budget_check(evidence)
    return Finding(
        Text(
            "economy.finding.budget",
            {
                "zone": found.zone,
                "claim": found.claim,
                "implied": found.implied,
                "settled": found.settled,
                "bound": found.bound,
            },
        ),
        "C",
    )


def _investment_finding(evidence: Evidence, found: Weight) -> Finding:
    zone = evidence.zone["zone"]["geography"]
    invested = evidence.quantity(
        "economy", period="2023", geography=zone, indicator="zone_social_investment", unit="vnd_billion"
    )
    workers, plan = zone_workers(evidence)
    return Finding(
        Text(
            "economy.finding.investment",
            {
                "invested": invested,
                "of_grdp": share(invested, found.zone[1]).rounded_to(1),
                "workers": workers,
                "plan": plan,
            },
        ),
        "C",
    )


def _structure_figure(evidence: Evidence) -> Figure:
    points = [
        (Text("economy.structure.year", {"year": int(year)}), value, Name("breakdown", name))
        for year in ("2009", "2017")
        for name, value in structure(evidence, year).items()
        if name in SECTORS
    ]
    return Figure(
        "economy.structure",
        frame(points, "x", "y", "series"),
        "stacked_bars",
        Text("economy.figure.structure.caption"),
        Text("economy.figure.structure.alt"),
    )
