"""Section 11: sector priorities — what a first screening on the public record can say, and what it cannot."""

from __future__ import annotations

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Column, Figure, Finding, Missing, Name, Quantity, Section, Table, Text
from assessment.scoring.criteria import Coverage, Model, coverage, evaluate, investment_momentum, load_model


def section(evidence: Evidence) -> Section:
    """Return the section on sector priorities."""
    model = load_model("screening")
    values = {sector.key: evaluate(evidence, model, sector) for sector in model.sectors}
    covered = {
        key: coverage(model, {name: quantity.known for name, quantity in own.items()}) for key, own in values.items()
    }
    return Section(
        "priorities",
        Text("priorities.title"),
        Text("priorities.questions"),
        findings=_findings(model, values, covered),
        tables=(
            _screening_table(evidence, model, values, covered),
            _candidates_table(model),
            _criteria_table(model, values),
        ),
        figures=_figures(model, values),
        missing=tuple(
            Missing(
                Text(f"priorities.missing.{name}.what"), Name("agency", holder), Text(f"priorities.missing.{name}.use")
            )
            for name, holder in (
                ("gate_values", "customs_branch_vi"),
                ("projects", "zone_board"),
                ("panel", "people_committee"),
            )
        ),
        conclusion=tuple(Text(f"priorities.conclusion.{line}") for line in ("what", "how_sure", "supports")),
    )


_MODEL = "file:scoring/models/screening.toml#"


def _count(number: int, unit: str, *lists: str) -> Quantity:
    return Quantity(float(number), unit, tuple(f"{_MODEL}{path}" for path in lists), formula="count", status="final")


def _percent(value: float, rows: tuple[str, ...]) -> Quantity:
    return Quantity(value, "percent", rows, formula="coverage", status="final", decimals=1)


def _known_rows(own: dict[str, Quantity]) -> tuple[str, ...]:
    return (f"{_MODEL}pillar", *(row for quantity in own.values() for row in quantity.rows[:1]))


def _findings(
    model: Model, values: dict[str, dict[str, Quantity]], covered: dict[str, Coverage]
) -> tuple[Finding, ...]:
    determinable = [key for key, result in covered.items() if result.determinable]
    best = max(model.sectors, key=lambda sector: covered[sector.key].total)
    coverage_finding = Finding(
        Text(
            "priorities.finding.coverage",
            {
                "sectors": _count(len(model.sectors), "sector", "sector"),
                "criteria": _count(
                    sum(len(pillar.criteria) for pillar in model.pillars),
                    "criterion",
                    *(f"pillar.{place}.criteria" for place in range(len(model.pillars))),
                ),
                "determinable": _count(len(determinable), "sector", "sector"),
                "best": _percent(covered[best.key].total, _known_rows(values[best.key])),
                "rule": Quantity(
                    model.total_percent,
                    "percent",
                    (f"{_MODEL}coverage.total_percent",),
                    "configured",
                    "final",
                    decimals=0,
                ),
            },
        ),
        "C",
    )
    grown = [sector for sector in model.sectors if values[sector.key]["demand_growth"].known]
    if not grown:
        return (coverage_finding,)
    ranked = sorted(grown, key=lambda sector: -(values[sector.key]["demand_growth"].value or 0.0))
    first, last = ranked[0], ranked[-1]
    growth_finding = Finding(
        Text(
            "priorities.finding.demand",
            {
                "first": Name("scoring_sector", first.key),
                "first_growth": values[first.key]["demand_growth"],
                "first_risk": values[first.key]["market_risk"],
                "last": Name("scoring_sector", last.key),
                "last_growth": values[last.key]["demand_growth"],
            },
        ),
        "B",
    )
    return coverage_finding, growth_finding


def _screening_table(
    evidence: Evidence, model: Model, values: dict[str, dict[str, Quantity]], covered: dict[str, Coverage]
) -> Table:
    rows = []
    for sector in model.sectors:
        own, result = values[sector.key], covered[sector.key]
        rows.append(
            (
                Name("scoring_sector", sector.key),
                own["demand_growth"],
                own["market_risk"],
                own["investor_evidence"],
                investment_momentum(evidence, model, sector),
                _percent(result.total, _known_rows(own)),
                Text("priorities.class.determinable" if result.determinable else "priorities.class.not_determinable"),
            )
        )
    columns = (
        Column(Text("priorities.column.sector")),
        Column(Text("priorities.column.demand_growth"), "percent_per_year", 1),
        Column(Text("priorities.column.market_risk"), "percentage_point", 1),
        Column(Text("priorities.column.projects"), "project", 0),
        Column(Text("priorities.column.momentum"), "ratio", 2),
        Column(Text("priorities.column.coverage"), "percent", 1),
        Column(Text("priorities.column.class")),
    )
    return Table(
        "priorities.screening",
        Text("priorities.table.screening.title"),
        columns,
        pd.DataFrame(rows, columns=["sector", "growth", "risk", "projects", "momentum", "coverage", "class"]),
        notes=(Text("priorities.table.screening.note_proxy"), Text("priorities.table.screening.note_rule")),
        wide=True,
    )


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(codes) if codes else "–"


def _candidates_table(model: Model) -> Table:
    rows = [
        (
            Name("scoring_sector", sector.key),
            _codes(sector.hs),
            _codes(sector.vsic_2018),
            Name("sector", sector.investment_sector),
        )
        for sector in model.sectors
    ]
    return Table(
        "priorities.candidates",
        Text("priorities.table.candidates.title"),
        (
            Column(Text("priorities.column.sector")),
            Column(Text("priorities.column.hs")),
            Column(Text("priorities.column.vsic")),
            Column(Text("priorities.column.investment_sector")),
        ),
        pd.DataFrame(rows, columns=["sector", "hs", "vsic", "investment"]),
    )


def _criteria_table(model: Model, values: dict[str, dict[str, Quantity]]) -> Table:
    rows = []
    for pillar in model.pillars:
        for criterion in pillar.criteria:
            known = [own[criterion] for own in values.values() if own[criterion].known]
            references = tuple(dict.fromkeys(row for quantity in known for row in quantity.rows[:1]))
            rows.append(
                (
                    Text(f"priorities.pillar.{pillar.key}"),
                    Text(f"priorities.criterion.{criterion}"),
                    Quantity(
                        float(len(known)),
                        "sector",
                        (f"{_MODEL}pillar", *references),
                        formula="count",
                        status="final",
                    ),
                )
            )
    return Table(
        "priorities.criteria",
        Text("priorities.table.criteria.title"),
        (
            Column(Text("priorities.column.pillar")),
            Column(Text("priorities.column.criterion")),
            Column(Text("priorities.column.known"), "sector", 0),
        ),
        pd.DataFrame(rows, columns=["pillar", "criterion", "known"]),
        notes=(Text("priorities.table.criteria.note"),),
    )


def _figures(model: Model, values: dict[str, dict[str, Quantity]]) -> tuple[Figure, ...]:
    points = [
        (
            Name("scoring_sector", sector.key),
            values[sector.key]["demand_growth"],
            Text("priorities.column.demand_growth"),
        )
        for sector in model.sectors
        if values[sector.key]["demand_growth"].known
    ]
    if not points:
        return ()
    points.sort(key=lambda point: -(point[1].value or 0.0))
    return (
        Figure(
            "priorities.demand",
            pd.DataFrame(points, columns=["x", "y", "series"]),
            "horizontal_bars",
            Text("priorities.figure.demand.caption"),
            Text("priorities.figure.demand.alt"),
        ),
    )
