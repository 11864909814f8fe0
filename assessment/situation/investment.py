"""Section 6: investment and land — what was promised, by whom, and what of it can be shown to be built or let."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Figure, Finding, Name, Section, Text, not_determinable
from assessment.situation.assembly import missing, with_numbers, with_points, with_rows
from assessment.situation.fdi import Flow, Stock, flows, stock_change, stocks
from assessment.situation.flows import difference, frame, share, total
from assessment.situation.investment_performance import (
    ledger_figure,
    ledger_table,
    let_share,
    list_table,
    performance_finding,
    performance_table,
)
from assessment.situation.investment_tables import (
    border_table,
    capital_table,
    china_figure,
    china_table,
    flows_table,
    stock_table,
)
from assessment.situation.investment_zone import (
    composition_table,
    counted,
    functional_land,
    land_figure,
    land_table,
    project_capital,
    projects_tables,
    take_up_table,
    zone_share,
    zone_table,
)
from assessment.situation.pieces import legal_threshold

_GAPS = (
    ("projects", "zone_board"),
    ("land", "zone_board"),
    ("leases", "so_nong_nghiep_moi_truong"),
    ("realised", "so_tai_chinh"),
    ("fdi", "foreign_investment_agency"),
)


def section(evidence: Evidence) -> Section:
    """Return the section on investment and land."""
    province = evidence.zone["zone"]["province"]
    found, moved = stocks(evidence, province), flows(evidence, province)
    named, elsewhere = projects_tables(evidence)
    return Section(
        "investment",
        Text("investment.title"),
        Text("investment.questions"),
        findings=with_numbers(_findings(evidence, found, moved)),
        tables=with_rows(
            (
                stock_table(evidence, found),
                flows_table(evidence, found, moved),
                border_table(evidence, found),
                zone_table(evidence),
                composition_table(evidence),
                named,
                capital_table(evidence),
                land_table(evidence),
                take_up_table(evidence),
                ledger_table(evidence),
                performance_table(evidence),
                elsewhere,
                list_table(evidence),
                china_table(evidence),
            )
        ),
        figures=with_points(
            (_stock_figure(found, province), china_figure(evidence), land_figure(evidence), ledger_figure(evidence))
        ),
        missing=tuple(missing("investment", name, agency) for name, agency in _GAPS),
        conclusion=_conclusion(evidence, found),
    )


def _findings(evidence: Evidence, found: list[Stock], moved: list[Flow]) -> list[Finding]:
    return [
        *_stock_findings(evidence, found),
        *_flow_findings(evidence, found, moved),
        _zone_finding(evidence),
        _zone_share_finding(evidence, found),
        _land_finding(evidence),
        performance_finding(evidence),
    ]


def _stock_findings(evidence: Evidence, found: list[Stock]) -> list[Finding]:
    if len(found) < 2:
        return []
    province, border = evidence.zone["zone"]["province"], evidence.zone["peers"]["border_provinces"]
    first, before, last = found[0], found[-2], found[-1]
    return [
        Finding(
            Text(
                "investment.finding.stock",
                {
                    "first_day": first.period,
                    "first_projects": first.number(province),
                    "first_capital": first.capital(province).rounded_to(1),
                    "last_day": last.period,
                    "last_projects": last.number(province),
                    "last_capital": last.capital(province).rounded_to(1),
                    "before_day": before.period,
                    "first_share": first.share(province).rounded_to(3),
                    "before_share": before.share(province).rounded_to(3),
                    "last_share": last.share(province).rounded_to(3),
                    "first_rank": first.rank(province),
                    "last_rank": last.rank(province),
                    "border_rank": last.rank(province, border),
                },
            ),
            "B",
        )
    ]


def _flow_findings(evidence: Evidence, found: list[Stock], moved: list[Flow]) -> list[Finding]:
    province = evidence.zone["zone"]["province"]
    flow = next((flow for flow in moved if found and flow.period.end == found[-1].period.end), None)
    if len(found) < 2 or flow is None:
        return []
    before, last = found[-2], found[-1]
    jump = stock_change(before, last, province)
    counted_purchases = [flow for flow in moved if flow.values["purchase_value"].known]
    return [
        Finding(
            Text(
                "investment.finding.jump",
                {
                    "period": flow.period,
                    "jump": jump,
                    "projects": difference(last.number(province), before.number(province)),
                    "part": share(jump, stock_change(found[0], last, province)).rounded_to(1),
                    "flow": flow.into_stock,
                    "named": project_capital(evidence, "vsip_lang_son"),
                },
            ),
            "B",
        ),
        Finding(
            Text(
                "investment.finding.purchases",
                {
                    "first": counted_purchases[0].period,
                    "last": counted_purchases[-1].period,
                    "purchases": total(*[flow.values["purchase_value"] for flow in counted_purchases]),
                    "entered": total(*[flow.into_stock for flow in counted_purchases]),
                },
            ),
            "B",
        ),
    ]


def _zone_finding(evidence: Evidence) -> Finding:
    return Finding(
        Text(
            "investment.finding.zone",
            {
                "licensed": counted(evidence, "2009-01-01..2013-07-31", "all", "projects", "flow"),
                "licensed_fdi": counted(evidence, "2009-01-01..2013-07-31", "fdi", "projects", "flow"),
                "domestic_2017": counted(evidence, "2017-12-31", "domestic", "projects"),
                "capital_2017": counted(evidence, "2017-12-31", "domestic", "registered"),
                "domestic_2020": counted(evidence, "2020-12-31", "domestic", "projects"),
                "capital_2020": counted(evidence, "2020-12-31", "domestic", "registered"),
                "fdi_2020": counted(evidence, "2020-12-31", "fdi", "projects"),
                "usd_2020": counted(evidence, "2020-12-31", "fdi", "registered"),
                "all_2025": counted(evidence, "2025-07-31", "off_budget", "projects"),
                "fdi_2025": counted(evidence, "2025-07-31", "fdi", "projects"),
            },
        ),
        "C",
    )


def _zone_share_finding(evidence: Evidence, found: list[Stock]) -> Finding:
    values = zone_share(evidence, found)
    return Finding(Text("investment.finding.zone_share", values), "C")


def _land_finding(evidence: Evidence) -> Finding:
    area = evidence.setting("zone.area_ha", "ha")
    early, late = functional_land(evidence, "2020"), functional_land(evidence, "2030")
    let = let_share(evidence)
    return Finding(
        Text(
            f"investment.finding.{'land_let' if let.known else 'land'}",
            {
                "early": early,
                "early_share": share(early, area).rounded_to(1),
                "late": late,
                "late_share": share(late, area).rounded_to(1),
                "threshold": legal_threshold(evidence, "expansion.let_percent", "percent"),
                "let": let,
            },
        ),
        "C",
    )


def _stock_figure(found: list[Stock], province: str) -> Figure:
    name = Name("geography", province)
    points = [(stock.period, stock.capital(province).rounded_to(1), name) for stock in found]
    return Figure(
        "investment.stock",
        frame(points, "x", "y", "series"),
        "points_over_time",
        Text("investment.figure.stock.caption"),
        Text("investment.figure.stock.alt"),
    )


def _conclusion(evidence: Evidence, found: list[Stock]) -> tuple[Text, ...]:
    province = evidence.zone["zone"]["province"]
    unknown = not_determinable(Text("common.reason.no_row"), "percent")
    return (
        Text("investment.conclusion.what", {"share": found[-1].share(province).rounded_to(3) if found else unknown}),
        Text("investment.conclusion.how_sure"),
        Text("investment.conclusion.supports", {"land": functional_land(evidence, "2030")}),
    )
