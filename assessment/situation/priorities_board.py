"""Section 11: the weights board of the page — all that a browser needs to score a model again with other weights of its pillars.

The weights set on the board are taken as given: values, gaps, goalposts, normalisation and aggregation are drawn as in the evaluation,
weights are not. So a probability of the board is that of :func:`assessment.scoring.uncertainty.uncertainty` with fixed weights; the
published one, which stands beside it, also carries the scatter of the panel (without a panel: of all weights there are). Shares
inside pillars stay, hence the means of the pillars in the draws do not depend on the board and can be handed over.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.findings import Bilingual, Board, Cell, Name, Quantity, Text
from assessment.scoring.aggregate import ROUNDING
from assessment.scoring.design import INPUTS, Design, Scorer
from assessment.scoring.draws import Floats, fixed_weights
from assessment.scoring.evaluation import Evaluation, design_of
from assessment.scoring.model import Model
from assessment.scoring.normalise import SCALE, transform
from assessment.scoring.parts import WHOLE, Gate
from assessment.scoring.robustness import BLOCK, generators
from assessment.scoring.uncertainty import uncertainty
from assessment.situation.priorities_numbers import Numbers

DRAWS: Final = BLOCK
"""Draws of the board at most: the first of those of the evaluation, few enough for a page (standard error at most 1.6 %)."""


def board(found: Evaluation, base: str = "") -> Board | None:
    """Return the weights board of an evaluation; None for a model whose scores compare sectors with each other.

    Parameters
    ----------
    found
        The evaluation.
    base
        Part of the ids of its tables and figures.
    """
    model = found.model
    if model.normalisation != "goalposts":
        return None
    numbers = Numbers(found, base)
    return Board(
        f"{numbers.base}board",
        Text(f"priorities.model.{model.id}"),
        {pillar.key: numbers.named("pillar", pillar.key) for pillar in model.pillars},
        {criterion.key: numbers.named("criterion", criterion.key) for criterion in model.criteria},
        {key: Name("scoring_sector", key) for key in model.sector_keys},
        {key: _open_gates(model, key) for key in model.sector_keys},
        _reasons(numbers),
        numbers.cautions(),
        numbers.k(),
        Quantity(float(_count(model)), "count", model.reference("draws.count"), "count", "final"),
        _data(found),
    )


def board_design(found: Evaluation, weights: pd.Series) -> Design:
    """Return the design of the evaluation with weights by criterion that are taken as given."""
    design = design_of(found.known, found.weights, found.frozen)
    return replace(design, base=weights, weights=fixed_weights(weights))


def _count(model: Model) -> int:
    return min(model.draws.count, DRAWS)


def _open_gates(model: Model, sector: str) -> tuple[Text, ...]:
    """Return what the gates of a sector still ask for, those of a kind together."""
    by_result: dict[str, list[Gate]] = {}
    for gate in model.gates:
        by_result.setdefault(gate.state(sector).result, []).append(gate)
    texts = []
    for result, kind in (("fail", "failed"), ("unknown", "unknown")):
        if gates := by_result.get(result):
            names = reduce(lambda first, second: _keeps("join", first=first, second=second), map(_gate_name, gates))
            texts.append(_keeps(kind, names=names))
    for gate in by_result.get("conditional", []):
        state = gate.state(sector)
        condition = Bilingual(state.condition_vi, state.condition_en)
        texts.append(_keeps("conditional", gate=_gate_name(gate), condition=condition))
    return tuple(texts)


def _gate_name(gate: Gate) -> Text:
    return Text(f"priorities.gate.{gate.key}")


def _keeps(kind: str, **values: Cell) -> Text:
    return Text(f"priorities.keeps.{kind}", values)


def _reasons(numbers: Numbers) -> Mapping[str, Text]:
    model = numbers.found.model
    rule = model.classes
    shares = {}
    for kind, key, share in (
        ("probability", "priority", rule.priority),
        ("acceptability", "acceptability", rule.acceptability),
    ):
        reference = model.reference(f"classes.{key}")
        bound = Quantity(100 * share, "percent", reference, "configured", "final", decimals=0)
        shares[kind] = _keeps(kind, k=numbers.k(), bound=bound)
    # The browser fills in the names of pillars and criteria, which change with the weights.
    return {**shares, **{kind: _keeps(kind, names="{names}") for kind in ("pillar", "criterion")}}


def _data(found: Evaluation) -> Mapping[str, object]:
    model, rule = found.model, found.model.classes
    pillars = [pillar.key for pillar in model.pillars]
    by_pillar = found.weights.groupby(pd.Series(model.pillar_of))
    shares = found.weights / by_pillar.transform("sum")
    design = board_design(found, found.weights)
    return {
        "scale": list(SCALE),
        "rounding": ROUNDING,
        "between": model.aggregation,
        "pillars": pillars,
        "criteria": [
            {"key": key, "pillar": pillars.index(pillar), "share": float(shares[key])}
            for key, pillar in model.pillar_of.items()
        ],
        "coverage": {"total": design.least_total, "pillar": design.least_pillar},
        "rule": {
            "k": rule.k,
            "priority": rule.priority,
            "conditional": rule.conditional,
            "acceptability": rule.acceptability,
            "floor": rule.pillar_floor,
            "worst": rule.k + rule.leeway,
        },
        "weights": {
            "equal": [1 / len(pillars)] * len(pillars),
            "model": [pillar.weight / WHOLE for pillar in model.pillars],
            "frozen": None if found.frozen is None else by_pillar.sum()[pillars].tolist(),
        },
        "sectors": _sectors(found, design, pillars),
        "draws": _draws(design, pillars, _count(model), model.draws.seed),
    }


def _sectors(found: Evaluation, design: Design, pillars: list[str]) -> list[dict[str, Any]]:
    """Return what the class rule needs of each sector beside its draws; its medians do not depend on the weights of pillars."""
    model, places = found.model, _places(found).to_dict("index")
    drawn = uncertainty(design, draws=_count(model), seed=model.draws.seed)
    medians = drawn.pillar_medians[pillars].to_dict("index")
    return [
        {
            "key": key,
            "group": model.group_of[key],
            "places": [_number(value) for value in places[key].values()],
            "medians": [_number(value) for value in medians[key].values()],
            "acceptability": _number(found.standings[key].acceptability),
            "failed": "fail" in found.standings[key].gates.values(),
            "open": bool(_open_gates(model, key)),
            "class": str(found.classes[key]),
        }
        for key in model.sector_keys
    ]


def _number(value: float) -> float | None:
    """Return a number, or nothing for NaN, which JSON does not know."""
    return None if math.isnan(value) else float(value)


def _places(found: Evaluation) -> pd.DataFrame:
    """Return where each value lies between its goalposts, 0 the worst and 1 the best, not cut off; NaN without a value.

    A logarithm of zero lies where :class:`assessment.scoring.design.Scorer` puts it: at the lowest goalpost that can be drawn.
    """
    values, places = found.known.values, {}
    for key in values.columns:
        scale = found.known.scales.get(key)
        if scale is None:
            places[key] = values[key]
            continue
        low, high = transform([scale.lower, scale.upper], scale.transform)
        share = (transform(values[key].to_numpy(dtype=float), scale.transform) - low) / (high - low)
        share = np.where(np.isneginf(share), -Design.goalpost_move, share)
        places[key] = pd.Series(share if scale.direction == 1 else 1 - share, values.index)
    return pd.DataFrame(places)


def _draws(design: Design, pillars: list[str], count: int, seed: int) -> dict[str, Any]:
    """Return the means of the pillars (draws × scored sectors × pillars), draws with the geometric mean first, and their number."""
    scorer = Scorer(design)
    start, end = next((cut[1:] for cut in scorer.aggregations if cut[0] == "geometric"), (0.0, 0.0))
    means: list[Floats] = []
    chances: list[Floats] = []
    for kept, parts in generators(count, seed, len(INPUTS)):
        drawn = {name: scorer.draw(name, part, BLOCK)[:kept] for name, part in zip(INPUTS, parts, strict=True)}
        means.append(scorer.score(drawn)[1])
        chances.append(drawn["aggregation"])
    chance = np.concatenate(chances)
    geometric = (chance >= start) & (chance < end)
    order = np.argsort(~geometric, kind="stable")
    scored = np.flatnonzero(scorer.scored.to_numpy())
    columns = [scorer.pillars.index(pillar) for pillar in pillars]
    handed = np.concatenate(means)[order][:, scored][:, :, columns]
    return {
        "count": count,
        "geometric": int(geometric.sum()),
        "sectors": scored.tolist(),
        # In full precision: a rounded mean would break or make ties that the scoring does not see.
        "means": base64.b64encode(handed.astype("<f8").tobytes()).decode(),
    }
