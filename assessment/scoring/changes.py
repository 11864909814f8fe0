"""Changes of a scoring model, one function a choice, and how each choice reads before and after."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from assessment.errors import AssessmentError
from assessment.scoring.parts import WHOLE, Coverage, Goalposts, equal_shares

if TYPE_CHECKING:
    from assessment.scoring.model import Model


@dataclass(frozen=True)
class Choice:
    """One choice changed: what it is called, and its value before and after."""

    what: str
    before: Any
    after: Any


def choice_of(what: str, value: Any, before: Model, after: Model) -> Choice:
    """Return the choice for the log, as plain data.

    >>> Choice("k", 6, 5).after
    5
    """
    if what == "drop":
        return Choice(what, None, list(value))
    old, new = (json.loads(json.dumps(_PRESENT[what](model))) for model in (before, after))
    if what in ("goalposts", "window", "classes"):
        old, new = ({key: entry[key] for key in value if key in entry} for entry in (old, new))
    return Choice(what, old, new)


def _with_weights(model: Model, weights: Mapping[str, float]) -> Model:
    _same_keys("weights", weights, [criterion.key for criterion in model.criteria])
    total = {p.key: math.fsum(weights[c.key] for c in model.criteria if c.pillar == p.key) for p in model.pillars}
    count = equal_shares([criterion.pillar for criterion in model.criteria])
    criteria = tuple(
        # Criteria of a pillar without weight keep equal shares of it: shares of nothing.
        replace(c, share=WHOLE * weights[c.key] / total[c.pillar] if total[c.pillar] else count[c.pillar])
        for c in model.criteria
    )
    return replace(model, criteria=criteria, pillars=tuple(replace(p, weight=total[p.key]) for p in model.pillars))


def _with_pillar_weights(model: Model, weights: Mapping[str, float]) -> Model:
    _same_keys("pillar_weights", weights, [pillar.key for pillar in model.pillars])
    return replace(model, pillars=tuple(replace(p, weight=weights[p.key]) for p in model.pillars))


def _with_goalposts(model: Model, goalposts: Mapping[str, tuple[float, float]]) -> Model:
    posts = {
        model.criterion(key).key: Goalposts("policy", float(low), float(high), source="changed by the analyst")
        for key, (low, high) in goalposts.items()
    }
    criteria = (replace(c, goalposts=posts[c.key]) if c.key in posts else c for c in model.criteria)
    return replace(model, criteria=tuple(criteria))


def _without(model: Model, drop: Collection[str]) -> Model:
    known = {*model.pillar_of, *model.sector_keys}
    if unknown := sorted(set(drop) - known):
        raise AssessmentError(f"drop: {', '.join(unknown)} is unknown; expected among {', '.join(sorted(known))}")
    criteria = [c for c in model.criteria if c.key not in drop]
    left = {p.key: math.fsum(c.share for c in criteria if c.pillar == p.key) for p in model.pillars}
    pillars = [pillar for pillar in model.pillars if left[pillar.key] > 0]
    whole = math.fsum(pillar.weight for pillar in pillars)
    if not whole:
        raise AssessmentError(f"drop: {', '.join(sorted(drop))} leaves no weight; keep a criterion that has some")
    keep = tuple(sector for sector in model.sectors if sector.key not in drop)
    names = {sector.key for sector in keep}
    gates = tuple(
        replace(
            gate,
            states=tuple(
                replace(state, sectors=tuple(name for name in state.sectors if name in names))
                for state in gate.states
                if set(state.sectors) & names
            ),
        )
        for gate in model.gates
    )
    return replace(
        model,
        criteria=tuple(replace(c, share=WHOLE * c.share / left[c.pillar]) for c in criteria if left[c.pillar] > 0),
        pillars=tuple(replace(pillar, weight=WHOLE * pillar.weight / whole) for pillar in pillars),
        sectors=keep,
        gates=gates,
    )


def _same_keys(what: str, given: Mapping[str, float], expected: list[str]) -> None:
    if set(given) != set(expected):
        raise AssessmentError(
            f"{what}: given for {', '.join(given)}; expected for each of {', '.join(expected)} and no other; complete them"
        )


CHANGES: Final[Mapping[str, Callable[[Model, Any], Model]]] = {
    "drop": _without,
    "weights": _with_weights,
    "pillar_weights": _with_pillar_weights,
    "weights_origin": lambda model, value: replace(model, weights_origin=value),
    "normalisation": lambda model, value: replace(model, normalisation=value),
    "aggregation": lambda model, value: replace(model, aggregation=value),
    "k": lambda model, value: replace(model, classes=replace(model.classes, k=value)),
    "seed": lambda model, value: replace(model, draws=replace(model.draws, seed=value)),
    "draws": lambda model, value: replace(model, draws=replace(model.draws, count=value)),
    "goalposts": _with_goalposts,
    "coverage": lambda model, value: replace(model, coverage=Coverage(*value)),
    "classes": lambda model, value: replace(model, classes=replace(model.classes, **value)),
    "window": lambda model, value: replace(model, window={**model.window, **value}),
}
_PRESENT: Final[Mapping[str, Callable[[Model], Any]]] = {
    "weights": lambda model: (100 * model.weights()).to_dict(),
    "pillar_weights": lambda model: {pillar.key: pillar.weight for pillar in model.pillars},
    "weights_origin": lambda model: model.weights_origin,
    "normalisation": lambda model: model.normalisation,
    "aggregation": lambda model: model.aggregation,
    "k": lambda model: model.classes.k,
    "seed": lambda model: model.draws.seed,
    "draws": lambda model: model.draws.count,
    "goalposts": lambda model: {c.key: c.goalposts.declared() for c in model.criteria},
    "coverage": lambda model: asdict(model.coverage),
    "classes": lambda model: asdict(model.classes),
    "window": lambda model: dict(model.window),
}
