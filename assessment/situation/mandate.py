"""Section 1: what the zone legally is, which area, units and gates it has, which totals exist, and how good the data are."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Finding, Quantity, Section, Text, derive
from assessment.situation.assembly import count, missing, with_points
from assessment.situation.legal import compare_units, tolerance
from assessment.situation.mandate_register import (
    decisions_table,
    received_table,
    requests_table,
)
from assessment.situation.mandate_tables import (
    founding_and_latest,
    gates_table,
    legal_tests_table,
    scopes_table,
    timeline_figure,
    timeline_table,
    unit_references,
    units_table,
)
from assessment.situation.perimeter_map import perimeter_map
from assessment.situation.pieces import closing, legal_threshold, outstanding, part_of_area, regime_of


def section(evidence: Evidence) -> Section:
    """Return the section on mandate, perimeter and data."""
    received = received_table(evidence)
    return Section(
        "mandate",
        Text("mandate.title"),
        Text("mandate.questions"),
        findings=_findings(evidence),
        tables=(
            timeline_table(evidence),
            units_table(evidence),
            legal_tests_table(evidence),
            gates_table(evidence),
            scopes_table(evidence),
            *([received] if received is not None else []),
            requests_table(evidence),
            decisions_table(evidence),
        ),
        figures=(*with_points([timeline_figure(evidence)]), perimeter_map(evidence)),
        missing=(
            missing("mandate", "founding_text", "people_committee"),
            missing("mandate", "boundary", "so_xay_dung"),
            missing("mandate", "land_ledger", "zone_board"),
            missing("mandate", "new_units", "so_noi_vu"),
        ),
        conclusion=closing(
            "mandate",
            {"area": _area(evidence), "limit": _boundary_limit(evidence), "ceiling": _ceiling(evidence)},
            {"open": _open_requests(evidence)},
        ),
    )


def _area(evidence: Evidence) -> Quantity:
    return evidence.setting("zone.area_ha", "ha")


def _boundary_limit(evidence: Evidence) -> Quantity:
    return part_of_area(evidence, "boundary_adjustment.change_percent")


def _ceiling(evidence: Evidence) -> Quantity:
    return legal_threshold(evidence, "plan_tolerance.change_ha", "ha")


def _open_requests(evidence: Evidence) -> int:
    return sum(not entry.received for entry in evidence.register)


def _findings(evidence: Evidence) -> tuple[Finding, ...]:
    area = _area(evidence)
    minimum = legal_threshold(evidence, "minimum_area.value_ha", "ha")
    instrument = regime_of(evidence)["instrument"]
    return (
        Finding(
            Text(
                "mandate.finding.area",
                {
                    "area": area,
                    "times": derive("times", "times", lambda whole, least: whole / least, area, minimum),
                    "minimum": minimum,
                    "instrument": instrument,
                },
            ),
            "B",
        ),
        _limits_finding(evidence),
        _units_finding(evidence),
        Finding(
            Text("mandate.finding.open_tests", {"let": legal_threshold(evidence, "expansion.let_percent", "percent")}),
            "B",
        ),
        Finding(
            Text(
                "mandate.finding.register",
                {
                    "open": _open_requests(evidence),
                    "scope": len(outstanding(evidence, "mandate", "investment", "proposals")),
                },
            ),
            "B",
        ),
    )


def _limits_finding(evidence: Evidence) -> Finding:
    share = legal_threshold(evidence, "plan_tolerance.change_percent", "percent")
    part = part_of_area(evidence, "plan_tolerance.change_percent")
    ceiling = _ceiling(evidence)
    limbs = tolerance(_area(evidence).value or 0, share.value or 0, ceiling.value or 0)
    return Finding(
        Text(
            f"mandate.finding.limits_{limbs.binding}",
            {
                "limit": _boundary_limit(evidence),
                "share": legal_threshold(evidence, "boundary_adjustment.change_percent", "percent"),
                "tolerated": share,
                "part": part,
                "ceiling": ceiling,
            },
        ),
        "B",
    )


def _units_finding(evidence: Evidence) -> Finding:
    first, second = founding_and_latest(evidence)
    compared = compare_units(first["units"], second["units"])

    def units(*changes: str) -> Quantity:
        names = set(compared.loc[compared["change"].isin(changes), "name"]) if changes else None
        return count(unit_references(first, names) + unit_references(second, names), "units")

    return Finding(
        Text(
            "mandate.finding.units",
            {
                "first": count(unit_references(first), "units"),
                "second": count(unit_references(second), "units"),
                "added": units("added"),
                "dropped": units("dropped"),
                "first_key": first["key"],
                "second_key": second["key"],
            },
        ),
        "C",
    )
