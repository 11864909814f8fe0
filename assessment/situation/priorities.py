"""Section 11: sector priorities — what a first screening on the public record can say, and what it cannot."""

from __future__ import annotations

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Cell, Column, Figure, Finding, Missing, Name, Quantity, Section, Table, Text
from assessment.project import PANEL_WEIGHTS
from assessment.scoring.evaluation import Evaluation, evaluate
from assessment.scoring.frozen_weights import PANEL_MODEL, FrozenWeights, read_frozen
from assessment.scoring.measures import Values, gate_states, values
from assessment.scoring.model import Model, load_model
from assessment.situation.priorities_board import board
from assessment.situation.priorities_fiche import fiches
from assessment.situation.priorities_figures import Charts
from assessment.situation.priorities_numbers import state_text
from assessment.situation.priorities_result import Result, steps

CANDIDATES = "file:scoring/candidates.toml#sectors"
_DECIMALS = {"demand_growth": 1, "market_risk": 1, "investment_momentum": 2, "local_quotient": 2, "zone_share": 1}


def section(evidence: Evidence) -> Section:
    """Return the section on sector priorities."""
    screening, full = (values(evidence, load_model(name)) for name in ("screening", "full"))
    evaluations = (
        ("", screening, scored(evidence, screening, None)),
        ("full_", full, scored(evidence, full, panel_weights(evidence, full.model))),
    )
    results = [(Result(found, base), Charts(found, base)) for base, _, found in evaluations if found is not None]
    # The full model has fiches as soon as something is known beyond what the screening tells.
    sheets = [
        fiches(evidence, known, found, base) for base, known, found in evaluations if found is not None or not base
    ]
    boards = [board(found, base) for base, _, found in evaluations if found is not None]
    return Section(
        "priorities",
        Text("priorities.title"),
        Text("priorities.questions"),
        findings=(*_findings(screening, full), *(tables.finding() for tables, _ in results)),
        tables=(
            _screening_table(screening),
            *(table for tables, _ in results for table in tables.tables()),
            steps(results[-1][0].found if results else None),
            _goalposts_table(screening),
            _gates_table(evidence, screening.model),
            _candidates_table(screening.model),
            _criteria_table(full),
            *(table for tables in sheets for table in tables),
        ),
        figures=(*_figures(screening), *(figure for _, charts in results for figure in charts.figures())),
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
        boards=tuple(made for made in boards if made is not None),
    )


def panel_weights(evidence: Evidence, model: Model) -> FrozenWeights | None:
    """Return the weights that the panel froze, from its file in data/raw; None where there is none or for another model.

    Raises
    ------
    PanelError
        If the file is not what ``assessment score --freeze`` wrote for this model.
    """
    if evidence.raw is None or model.id != PANEL_MODEL:
        return None
    path = evidence.raw / PANEL_WEIGHTS
    return read_frozen(path, model.layout) if path.is_file() else None


def scored(evidence: Evidence, known: Values, frozen: FrozenWeights | None) -> Evaluation | None:
    """Return the evaluation of a model; that of the panel's model stays closed until the panel has frozen its weights.

    Who sees scores before the weights are set can set the weights for the scores (METHODS 11.5).
    """
    return None if known.model.id == PANEL_MODEL and frozen is None else evaluate(evidence, known, frozen)


def known_table(known: Values) -> Table:
    """Return what is known of a model of which nothing can be scored: by sector for the screening, else by criterion and holder."""
    return _screening_table(known) if known.model.id == "screening" else _criteria_table(known)


def _count(number: int, unit: str, *rows: str) -> Quantity:
    return Quantity(float(number), unit, rows, formula="count", status="final")


def _criteria_of(model: Model) -> Quantity:
    return _count(len(model.criteria), "criterion", *model.reference("criteria"))


def _covered(known: Values, sector: str) -> Quantity:
    """Return the weight for which a sector has values, with the first row of each of them."""
    own = [known.quantity(sector, criterion.key) for criterion in known.model.criteria]
    rows = (*known.model.reference("criteria"), *(row for quantity in own for row in quantity.rows[:1]))
    share = known.coverage["coverage"][sector]
    return Quantity(100 * share, "percent", rows, formula="coverage", status="final", decimals=1)


def _findings(screening: Values, full: Values) -> tuple[Finding, ...]:
    enough = {known.model.id: int(known.coverage["determinable"].sum()) for known in (screening, full)}
    best = str(full.coverage["coverage"].idxmax())
    rule = screening.model.reference("coverage.total_percent")
    coverage_finding = Finding(
        Text(
            "priorities.finding.coverage",
            {
                "sectors": _count(len(screening.model.sectors), "sector", CANDIDATES),
                "criteria": _criteria_of(screening.model),
                "determinable": _count(enough["screening"], "sector", CANDIDATES),
                "rule": Quantity(
                    screening.model.coverage.total_percent, "percent", rule, "configured", "final", decimals=0
                ),
                "full_criteria": _criteria_of(full.model),
                "full_determinable": _count(enough["full"], "sector", CANDIDATES),
                "best": _covered(full, best),
            },
        ),
        "C",
    )
    growth = screening.quantities["demand_growth"]
    grown = [sector for sector in _by_demand(screening) if len(_goods(screening.model, sector))]
    if not grown:
        return (coverage_finding,)
    first, last = grown[0], grown[-1]
    return coverage_finding, Finding(
        Text(
            "priorities.finding.demand",
            {
                "first": Name("scoring_sector", first),
                "first_growth": growth[first],
                "first_risk": screening.quantity(first, "market_risk"),
                "last": Name("scoring_sector", last),
                "last_growth": growth[last],
            },
        ),
        "B",
    )


def _goods(model: Model, sector: str) -> set[str]:
    """Return the commodity groups that are the sector's own; services live on the whole trade."""
    found = model.sector(sector)
    return {*found.export_groups, *found.import_groups} - {"all"}


def _by_demand(screening: Values) -> list[str]:
    """Return the sectors with a known growth of demand, the fastest first."""
    growth = screening.quantities["demand_growth"]
    return sorted((key for key in growth.index if growth[key].known), key=lambda key: -(growth[key].value or 0.0))


def _screening_table(screening: Values) -> Table:
    keys = [criterion.key for criterion in screening.model.criteria]
    rows: list[tuple[Cell, ...]] = []
    for sector in screening.model.sector_keys:
        enough = screening.coverage["determinable"][sector]
        rows.append(
            (
                Name("scoring_sector", sector),
                *(screening.quantity(sector, key) for key in keys),
                _covered(screening, sector),
                Text(f"priorities.class.{'determinable' if enough else 'not_determinable'}"),
            )
        )
    columns = (
        Column(Text("priorities.column.sector")),
        *(Column(Text(f"priorities.column.{c.key}"), c.unit, _DECIMALS[c.key]) for c in screening.model.criteria),
        Column(Text("priorities.column.coverage"), "percent", 1),
        Column(Text("priorities.column.class")),
    )
    return Table(
        "priorities.screening",
        Text("priorities.table.screening.title"),
        columns,
        pd.DataFrame(rows, columns=["sector", *keys, "coverage", "class"]),
        notes=tuple(Text(f"priorities.table.screening.{note}") for note in ("note_proxy", "note_place", "note_rule")),
        wide=True,
    )


def _goalposts_table(screening: Values) -> Table:
    rows = [
        (
            Text(f"priorities.column.{criterion.key}"),
            *screening.goalposts[criterion.key],
            Text(f"priorities.direction.{'more' if criterion.direction == 1 else 'less'}"),
            Text(f"priorities.transform.{criterion.transform}"),
            Text(f"priorities.rule.{criterion.goalposts.rule}"),
        )
        for criterion in screening.model.criteria
    ]
    names = ("criterion", "low", "high", "direction", "transform", "reference")
    return Table(
        "priorities.goalposts",
        Text("priorities.table.goalposts.title"),
        tuple(Column(Text(f"priorities.column.{name}")) for name in names),
        pd.DataFrame(rows, columns=list(names)),
        notes=(Text("priorities.table.goalposts.note"),),
    )


def _gates_table(evidence: Evidence, model: Model) -> Table:
    states = gate_states(evidence, model)
    rows = [
        (Name("scoring_sector", sector), *(state_text(found[0]) for found in states.loc[sector]))
        for sector in states.index
    ]
    return Table(
        "priorities.gates",
        Text("priorities.table.gates.title"),
        (
            Column(Text("priorities.column.sector")),
            *(Column(Text(f"priorities.gate.{gate.key}")) for gate in model.gates),
        ),
        pd.DataFrame(rows, columns=["sector", *(gate.key for gate in model.gates)]),
        notes=(Text("priorities.table.gates.note"),),
        wide=True,
    )


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(codes) if codes else "–"


def _candidates_table(model: Model) -> Table:
    rows = [
        (
            Name("scoring_sector", sector.key),
            _codes(sector.hs),
            _codes(sector.vsic),
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


def _criteria_table(full: Values) -> Table:
    rows = []
    for criterion in full.model.criteria:
        known = [quantity for quantity in full.quantities[criterion.key] if quantity.known]
        references = tuple(dict.fromkeys(row for quantity in known for row in quantity.rows[:1]))
        rows.append(
            (
                Text(f"priorities.pillar.{criterion.pillar}"),
                Text(f"priorities.criterion.{criterion.key}"),
                _count(len(known), "sector", *full.model.reference("criteria"), *references),
                Name("agency", criterion.holder),
            )
        )
    return Table(
        "priorities.criteria",
        Text("priorities.table.criteria.title"),
        (
            Column(Text("priorities.column.pillar")),
            Column(Text("priorities.column.criterion")),
            Column(Text("priorities.column.known"), "sector", 0),
            Column(Text("priorities.column.holder")),
        ),
        pd.DataFrame(rows, columns=["pillar", "criterion", "known", "holder"]),
        notes=(Text("priorities.table.criteria.note"),),
    )


def _figures(screening: Values) -> tuple[Figure, ...]:
    points = [
        (
            Name("scoring_sector", sector),
            screening.quantity(sector, "demand_growth"),
            Text("priorities.column.demand_growth"),
        )
        for sector in _by_demand(screening)
        if _goods(screening.model, sector)
    ]
    if not points:
        return ()
    return (
        Figure(
            "priorities.demand",
            pd.DataFrame(points, columns=["x", "y", "series"]),
            "horizontal_bars",
            Text("priorities.figure.demand.caption"),
            Text("priorities.figure.demand.alt"),
        ),
    )
