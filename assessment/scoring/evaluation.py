"""A model evaluated: how the sectors stand, how sure that is, their classes, and what each single choice decides.

Everything is drawn from the seed of the model, so the log regenerates the result. Weights are those of the frozen panel; without a
panel those of the model, and then the draws take the weights of pillars uniformly from all there are, for nobody has ruled any out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import numpy as np
import pandas as pd

from assessment.evidence import Evidence
from assessment.scoring.acceptability import PillarMean, ranks
from assessment.scoring.aggregate import aggregate, copeland, promethee, topsis
from assessment.scoring.classes import Reason, Standing, class_of, class_table
from assessment.scoring.design import Design, Scorer
from assessment.scoring.draws import (
    Sampler,
    interval_weights,
    nested_weights,
    ordinal_weights,
    panel_weights,
    uniform_weights,
    within_pillars,
    without_criterion,
)
from assessment.scoring.frozen_weights import FrozenWeights
from assessment.scoring.measures import Values, gate_states
from assessment.scoring.model import Model
from assessment.scoring.normalise import Criterion as Scale
from assessment.scoring.panel_layout import BETWEEN
from assessment.scoring.parts import WeightRule
from assessment.scoring.robustness import Robustness, confidence_factors, simulate
from assessment.scoring.sensitivity import BASE, LeftOut, leave_one_criterion_out, leave_out, rank_reversals
from assessment.scoring.sobol import rank_shift_indices
from assessment.scoring.uncertainty import Uncertainty, uncertainty
from assessment.scoring.weight_change import WeightChange, smallest_changes, unseating_change
from assessment.scoring.weights import critic_weights, entropy_weights, equal_weights

ORDINAL: Final = "ordinal"
# Of a criterion without goalposts every value is missing, whatever its scale.
_NO_SCALE: Final = Scale(0.0, 1.0)


@dataclass(frozen=True)
class Evaluation:
    """What a model says, by sector in the order of the model.

    Attributes
    ----------
    known
        The values and the model.
    frozen
        The panel's weights, None without a panel.
    weights
        By criterion, summing to 1.
    uncertainty
        Scores, ranks and shares over all uncertain inputs.
    smaa
        The same with weights of which little is known: ``uniform`` (any weights of pillars), ``ordinal`` (no pillar weighs less than
        one that follows it in the model), and with a panel ``interval`` (between its least and its most).
    confidence
        By region of weights, how often each sector comes first with the weights that favour it most; NaN where none do.
    alternatives
        Sectors × alternatives: the rank with one choice changed; a gap stands at the mean of what is drawn for it.
    criteria, experts
        The ranking without each criterion, without each expert (None without a panel).
    changes, unseated
        The smallest change of a weight that overturns each two neighbours, and the first place (None for a single sector).
    reversals
        By normalisation, then by sector, the pairs of others whose order depends on it; none with fixed goalposts.
    indices
        Sobol indices of the mean rank shift.
    standings, classes, reasons, cuts
        What the class rule looked at, the class, what keeps from class A, and the classes at other bounds of class A.
    """

    known: Values
    frozen: FrozenWeights | None
    weights: pd.Series
    uncertainty: Uncertainty
    smaa: Mapping[str, Robustness]
    confidence: pd.DataFrame
    alternatives: pd.DataFrame
    criteria: LeftOut
    experts: LeftOut | None
    changes: tuple[WeightChange, ...]
    unseated: WeightChange | None
    reversals: Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]
    indices: pd.DataFrame
    standings: Mapping[str, Standing]
    classes: pd.Series
    reasons: Mapping[str, tuple[Reason, ...]]
    cuts: pd.DataFrame

    @property
    def model(self) -> Model:
        """The model that was evaluated."""
        return self.known.model

    @property
    def scored(self) -> tuple[str, ...]:
        """Keys of the sectors that are scored."""
        return tuple(self.uncertainty.sectors.index[self.uncertainty.sectors["scored"]])

    def within(self) -> pd.Series:
        """Return by sector the share of draws in which it is among the first k of the class rule."""
        return pd.Series({key: standing.within for key, standing in self.standings.items()}, dtype=float)

    def log(self) -> dict[str, Any]:
        """Return what regenerates the result: the log of the model, the checksum of the weights, and that of what came out.

        `result` covers classes, shares and score intervals to nine decimals. See :meth:`assessment.scoring.model.Model.from_log`.
        """
        shown = {
            "classes": self.classes.to_dict(),
            "within": self.within().round(9).to_dict(),
            "score": self.uncertainty.robustness.score.round(9).tolist(),
        }
        text = json.dumps(shown, sort_keys=True, ensure_ascii=False)
        return {
            "model": self.model.log(),
            "weights": None if self.frozen is None else self.frozen.sha256,
            "result": hashlib.sha256(text.encode()).hexdigest(),
        }


def evaluate(evidence: Evidence, known: Values, frozen: FrozenWeights | None = None) -> Evaluation | None:
    """Return the evaluation of a model on what is known; None where no sector can be scored.

    Parameters
    ----------
    evidence
        The record, for the gates.
    known
        The values, see :func:`assessment.scoring.measures.values`.
    frozen
        Weights of the panel, see :func:`assessment.scoring.frozen_weights.read_frozen`; they take the place of the model's.
    """
    model = known.model
    weights = model.weights() if frozen is None else frozen.weights.reindex(model.weights().index)
    design = design_of(known, weights, frozen)
    scorer = Scorer(design)
    if not scorer.scored.any():
        return None
    return _Evaluator(evidence, known, frozen, design, scorer).evaluation()


def design_of(known: Values, weights: pd.Series, frozen: FrozenWeights | None) -> Design:
    """Return what is drawn and scored for a model: its values, its rules, and the weights with their scatter."""
    model = known.model
    rule = model.coverage
    design = Design(
        values=known.values,
        criteria={criterion.key: known.scales.get(criterion.key, _NO_SCALE) for criterion in model.criteria},
        pillars=model.pillar_of,
        base=weights,
        weights=_weights(model, weights, frozen),
        deviation=known.deviations,
        groups=model.group_of,
        least_total=rule.total_percent / 100,
        least_pillar=rule.pillar_percent / 100,
    )
    # A model with another base is asked about that base alone; the mixtures lie around the one of METHODS 11.8.
    if model.normalisation != "goalposts":
        design = replace(design, normalisation={model.normalisation: 1.0})
    return design if model.aggregation == "geometric" else replace(design, aggregation={model.aggregation: 1.0})


def _weights(model: Model, weights: pd.Series, frozen: FrozenWeights | None, without: str = "") -> Sampler:
    """Return the sampler of weights, of a panel without one of its experts where one is named."""
    if frozen is None:
        return within_pillars(uniform_weights(len(model.pillars)), model.pillar_of, weights)
    shares = {level: panel_weights(table.drop(index=without or [])) for level, table in frozen.shares.items()}
    return nested_weights(shares.pop(BETWEEN), shares, model.pillar_of)


class _Evaluator:
    """Makes the parts of an evaluation, each from what the others share."""

    def __init__(
        self, evidence: Evidence, known: Values, frozen: FrozenWeights | None, design: Design, scorer: Scorer
    ) -> None:
        self.known, self.model, self.frozen, self.design, self.scorer = known, known.model, frozen, design, scorer
        self.weights, self.rule = design.base, known.model.classes
        self.count, self.seed = known.model.draws.count, known.model.draws.seed
        self.states = gate_states(evidence, known.model)
        self.reference = scorer.reference(known.model.normalisation)
        self.uncertainty = uncertainty(design, draws=self.count, seed=self.seed)

    def evaluation(self) -> Evaluation:
        pillars, between = self.model.pillar_of, self.model.aggregation
        regions = self._regions(self.weights)
        scores = self._known_scores(self.design)
        mean = PillarMean(pillars, between)
        smaa = {
            name: simulate(scores, sampler, mean, draws=self.count, seed=self.seed) for name, sampler in regions.items()
        }
        criteria = leave_one_criterion_out(
            self.reference, self.weights, pillars, self.rule.k, between=between, margin=self.rule.leeway,
            classify=self._without_criterion,
        )  # fmt: skip
        standings = self._standings(self.uncertainty, smaa[ORDINAL], criteria)
        found = {key: class_of(standing, self.rule) for key, standing in standings.items()}
        several = self.scorer.scored.sum() > 1
        return Evaluation(
            self.known,
            self.frozen,
            self.weights,
            self.uncertainty,
            smaa,
            pd.DataFrame(
                {
                    name: confidence_factors(scores, own.central_weights, mean, draws=self.count, seed=self.seed)
                    for name, own in smaa.items()
                },
                index=list(standings),
            ),
            self._alternatives(),
            criteria,
            self._experts(),
            tuple(smallest_changes(self.reference, self.weights, pillars, between)),
            unseating_change(self.reference, self.weights, pillars, between) if several else None,
            self._reversals(),
            rank_shift_indices(self.design, seed=self.seed),
            standings,
            pd.Series({key: own for key, (own, _) in found.items()}, dtype=object),
            {key: reasons for key, (_, reasons) in found.items()},
            class_table(standings, self.rule),
        )

    def _regions(self, weights: pd.Series) -> dict[str, Sampler]:
        """Return the samplers of pillar weights for SMAA, with the shares inside pillars as they are."""
        pillars = self.model.pillar_of
        count = len(self.model.pillars)
        between = {"uniform": uniform_weights(count), ORDINAL: ordinal_weights(range(1, count + 1))}
        if self.frozen is not None:
            sheets = self.frozen.shares[BETWEEN]
            between["interval"] = interval_weights(sheets.min().to_numpy(), sheets.max().to_numpy())
        return {name: within_pillars(sampler, pillars, weights) for name, sampler in between.items()}

    def _known_scores(self, design: Design) -> Sampler:
        """Return the sampler of scores for SMAA: values and what stands in for gaps are drawn, everything else is as published."""
        return Scorer(replace(design, normalisation={self.model.normalisation: 1.0}, goalpost_move=0.0)).sampler()

    def _standings(self, drawn: Uncertainty, ordinal: Robustness, left: LeftOut) -> dict[str, Standing]:
        k, places = self.rule.k, {str(key): place for place, key in enumerate(drawn.sectors.index)}
        scored = drawn.sectors["scored"].to_numpy(dtype=bool)
        within, acceptability = (np.where(scored, own.within(k), np.nan) for own in (drawn.robustness, ordinal))
        without = left.ranks.drop(columns=BASE)
        return {
            key: Standing(
                {str(gate): found[0].result for gate, found in self.states.loc[key].items()},
                float(within[place]),
                float(acceptability[place]),
                cast(dict[str, float], drawn.pillar_medians.loc[key].to_dict()),
                cast(dict[str, float], without.loc[key].to_dict()),
            )
            for key, place in places.items()
        }

    def _without_criterion(self, piece: str) -> pd.Series:
        """Return the classes of the scored sectors without a criterion, by its probabilities and pillars alone."""
        weights, sampler, regions = self.weights, self.design.weights, self._regions(self.weights)
        if piece != BASE:
            place = list(weights.index).index(piece)
            weights = weights.where(weights.index != piece, 0.0)
            weights /= weights.sum()
            sampler = without_criterion(sampler, place)
            regions = {name: without_criterion(own, place) for name, own in regions.items()}
        return self._classes(weights, sampler, regions[ORDINAL])

    def _classes(self, weights: pd.Series, sampler: Sampler, ordinal: Sampler) -> pd.Series:
        """Return the classes of the scored sectors with other weights; which sectors are scored does not change."""
        inside = self.scorer.scored
        design = replace(
            self.design,
            values=self.design.values.loc[inside],
            deviation=cast(pd.DataFrame, self.design.deviation).loc[inside],
            base=weights,
            weights=sampler,
            least_total=0.0,
            least_pillar=0.0,
        )
        drawn = uncertainty(design, draws=self.count, seed=self.seed)
        mean = PillarMean(self.model.pillar_of, self.model.aggregation)
        smaa = simulate(self._known_scores(design), ordinal, mean, draws=self.count, seed=self.seed)
        nothing = LeftOut(pd.DataFrame({BASE: drawn.sectors["rank"]}), pd.DataFrame())
        found = self._standings(drawn, smaa, nothing)
        return pd.Series({key: class_of(standing, self.rule)[0] for key, standing in found.items()}).reindex(
            self.design.values.index, fill_value="ND"
        )

    def _experts(self) -> LeftOut | None:
        frozen = self.frozen
        if frozen is None:
            return None
        others = {str(expert): frozen.without(expert) for expert in frozen.shares[BETWEEN].index}

        def classify(piece: str) -> pd.Series:
            weights = self.weights if piece == BASE else others[piece]
            sampler = _weights(self.model, weights, frozen, "" if piece == BASE else piece)
            return self._classes(weights, sampler, self._regions(weights)[ORDINAL])

        return leave_out(
            self.reference, self.weights, others, self.model.pillar_of, self.rule.k, between=self.model.aggregation,
            margin=self.rule.leeway, classify=classify,
        )  # fmt: skip

    def _reversals(self) -> dict[str, dict[str, tuple[tuple[str, str], ...]]]:
        """Return by normalisation, the base and the published alternatives, the pairs that a third sector turns."""
        scored = self.known.values.loc[self.scorer.scored]

        def score(method: str) -> Callable[[pd.DataFrame], pd.Series]:
            pillars, between = self.model.pillar_of, self.model.aggregation
            return lambda table: aggregate(self.scorer.reference(method, table.index), self.weights, pillars, between)

        methods = dict.fromkeys((self.model.normalisation, *self.model.alternatives.normalisation))
        return {method: rank_reversals(scored, score(method)) for method in methods}

    def _alternatives(self) -> pd.DataFrame:
        """Return the ranks with one choice changed, named ``base`` and ``what:choice``."""
        pillars, between = self.model.pillar_of, self.model.aggregation
        published = self.model.alternatives
        scores = {BASE: aggregate(self.reference, self.weights, pillars, between)}
        for method in published.normalisation:
            scores[f"normalisation:{method}"] = aggregate(self.scorer.reference(method), self.weights, pillars, between)
        others = {"promethee": promethee, "copeland": copeland, "topsis": topsis}
        for name in published.aggregation:
            scores[f"aggregation:{name}"] = (
                others[name](self.reference, self.weights)
                if name in others
                else aggregate(self.reference, self.weights, pillars, name)  # type: ignore[arg-type]
            )
        for rule in published.weights:
            if (own := self._weights_by(rule)) is not None:
                scores[f"weights:{rule}"] = aggregate(self.reference, own, pillars, between)
        return pd.DataFrame(
            {name: ranks(own.to_numpy(dtype=float)) for name, own in scores.items()}, index=self.reference.index
        )

    def _weights_by(self, rule: WeightRule) -> pd.Series | None:
        """Return the weights of a published alternative; None where it needs a panel, or sectors that differ, and has none."""
        pillars = self.model.pillar_of
        reference = self.reference.dropna(how="all")
        if rule == "equal_pillars":
            return equal_weights(pillars)
        if rule == "equal_criteria":
            return pd.Series(1 / len(pillars), index=list(pillars))
        if rule in ("entropy", "critic"):
            own = (entropy_weights if rule == "entropy" else critic_weights)(reference).weights
            return None if own.isna().any() else own
        if self.frozen is None:
            return None
        if rule == "panel":
            return self.frozen.weights
        if self.frozen.pairwise is None:
            return None
        inside = {key: self.weights[key] / self.frozen.pillars[pillar] for key, pillar in pillars.items()}
        return pd.Series({key: inside[key] * self.frozen.pairwise[pillar] for key, pillar in pillars.items()})
