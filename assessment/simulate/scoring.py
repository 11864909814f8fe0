"""Inputs for the scoring of sectors with a planted order, and the frozen weights of an invented panel.

Every criterion puts a sector at the same place between the goalposts. Only so can an order be planted that no weights turn: where
criteria disagree, the order is that of whoever sets the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from assessment.scoring.frozen_weights import frozen_document
from assessment.scoring.model import load_model
from assessment.scoring.normalise import transform
from assessment.scoring.panel import ExpertSheet, Panel
from assessment.scoring.panel_layout import POINTS, SEATS, Layout
from assessment.scoring.panel_outcome import judge_panel
from assessment.scoring.parts import Criterion
from assessment.simulate.forms import Row, Sheet
from assessment.simulate.truth import Truth
from assessment.synthetic import MARK

SOURCE = "scoring_inputs"
FILE = "scoring_inputs/mo_phong_synthetic.xlsx"
GOALPOSTS: Mapping[str, tuple[float, float]] = {
    "demand_growth": (0.0, 20.0),
    "reachable_market": (10.0, 5000.0),
    "gate_dynamics": (-1.0, 3.0),
    "market_risk": (5.0, 60.0),
    "gate_location_quotient": (0.1, 5.0),
    "capability_nearby": (0.0, 1.0),
    "input_fit": (0.0, 100.0),
    "logistics_fit": (1.0, 100.0),
    "investor_evidence": (0.5, 30.0),
    "local_value_added": (0.5, 50.0),
    "jobs": (5.0, 400.0),
    "net_budget": (-1.0, 4.0),
    "environment": (20.0, 400.0),
    "social_security": (1.0, 3.0),
}
"""Invented, in the units of the criteria; those that the model sets itself are the same there."""


def value(criterion: Criterion, place: float) -> float:
    """Return the value that stands at a place from 0 (worst) to 1 (best) between the goalposts of a criterion.

    >>> model = load_model("full")
    >>> round(value(model.criterion("jobs"), 0.5), 3), value(model.criterion("social_security"), 1.0)
    (44.721, 1.0)
    """
    kind = "none" if criterion.transform == "cap" else criterion.transform
    low, high = transform(GOALPOSTS[criterion.key], kind)
    found = float(low + (high - low) * (place if criterion.direction == 1 else 1 - place))
    if kind == "log":
        return float(np.exp(found))
    return float(np.sign(found) * found**2) if kind == "signed_root" else found


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the one table of the workbook: goalposts, then the value of every sector and criterion."""
    rows: list[Row] = []
    for criterion in load_model("full").criteria:
        ends = zip(("goalpost_low", "goalpost_high"), GOALPOSTS[criterion.key], strict=True)
        rows += [_row(truth, name, criterion, end) for name, end in ends]
        for sector, place in truth.sector_places.items():
            noisy = float(np.clip(place + draws.normal(0, truth.place_noise), 0, 1))
            rows.append(_row(truth, sector, criterion, value(criterion, noisy)))
    return [Sheet("inputs", "scoring", rows)]


def panel(truth: Truth, draws: np.random.Generator) -> dict[str, Any]:
    """Return the frozen weights of an invented panel whose experts scatter around the planted weights of pillars."""
    layout = load_model("full").layout
    seats = [seat for seat, count in SEATS.items() for _ in range(count)]
    experts = tuple(
        ExpertSheet(f"CG{number:02d}", MARK, seat, {2: _points(truth, layout, draws)}, (2,), None, (), ())
        for number, seat in enumerate(seats, start=1)
    )
    answers = Panel(layout, experts, (), (), {}, synthetic=True)
    return frozen_document(answers, judge_panel(answers, 2), date(truth.calendar[-1], 12, 31))


def _points(truth: Truth, layout: Layout, draws: np.random.Generator) -> dict[str, dict[str, float]]:
    """Return whole points of one expert by level; criteria inside a pillar are alike to the panel as a whole."""
    found = {}
    for block in layout.blocks:
        planted = np.array([truth.pillar_weights.get(item, 1 / len(block.items)) for item in block.items])
        points = np.floor(POINTS * draws.dirichlet(planted * truth.panel_concentration))
        points[-1] += POINTS - points.sum()
        found[block.level] = dict(zip(block.items, points.tolist(), strict=True))
    return found


def _row(truth: Truth, sector: str, criterion: Criterion, given: float) -> Row:
    return {
        "sector": sector,
        "criterion": criterion.key,
        "period": str(truth.calendar[-1]),
        "value": round(given, 6),
        "unit": criterion.unit,
        "document_title": "Số liệu mô phỏng – synthetic",
    }
