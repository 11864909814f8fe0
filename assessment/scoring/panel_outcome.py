"""What a panel says: weights by level, how far the experts agree, what speaks against an average, and the comparisons in pairs.

The weight of a criterion is the mean share of its pillar times its mean share inside the pillar, so that every printed mean can be
checked from the sheets alone and every expert has the same say at every level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.scoring.ahp import Ahp, ahp, group_comparisons
from assessment.scoring.panel import Panel, Problem
from assessment.scoring.panel_agreement import coalitions
from assessment.scoring.panel_layout import (
    BETWEEN,
    FEWEST_EXPERTS,
    POINTS,
    ROUND_COLUMNS,
    SEATS,
    Layout,
)
from assessment.scoring.weights import PanelWeights, budget_allocation


@dataclass(frozen=True)
class GroupComparison:
    """Comparisons in pairs of the consistent experts, averaged geometrically: a check of the weights between pillars.

    `distance` is half the sum of absolute differences from the mean points: the share of the budget on which the two ways differ.
    """

    experts: tuple[str, ...]
    result: Ahp
    distance: float


@dataclass(frozen=True)
class Outcome:
    """Result of one round. `points` are by level, experts × items; `levels` their means and agreement.

    `weights` are the means by criterion (they sum to 1) whether or not the panel is split; nobody may use them where `split` names a
    level without saying so. `coalitions` are the groups of each split level.
    """

    number: int
    points: Mapping[str, pd.DataFrame]
    levels: Mapping[str, PanelWeights]
    weights: pd.Series
    split: tuple[str, ...]
    coalitions: Mapping[str, tuple[tuple[str, ...], ...]]
    group: GroupComparison | None
    problems: tuple[Problem, ...]


def judge_panel(panel: Panel, number: int) -> Outcome:
    """Return the result of a round over the sheets that are complete in it.

    Without a complete sheet the weights are NaN. Inconsistent comparisons are left out of the group, the points of that expert stay.
    """
    points = panel.points(number)
    levels = {level: budget_allocation(table, POINTS) for level, table in points.items()}
    split = tuple(level for level, own in levels.items() if own.problem == "split")
    return Outcome(
        number,
        points,
        levels,
        criterion_weights(panel.layout, {level: own.mean for level, own in levels.items()}),
        split,
        {level: coalitions(points[level] / POINTS) for level in split},
        _group(panel, levels[BETWEEN].mean),
        (*panel.problems, *_of_the_panel(panel, number, levels)),
    )


def criterion_weights(layout: Layout, shares: Mapping[str, pd.Series]) -> pd.Series:
    """Return the weight of each criterion from the shares by level; the only criterion of a pillar has all of its pillar."""
    return pd.Series(
        {
            criterion: float(shares[BETWEEN][pillar]) * (float(shares[pillar][criterion]) if pillar in shares else 1.0)
            for pillar, criteria in layout.pillars.items()
            for criterion in criteria
        }
    )


def _group(panel: Panel, between: pd.Series) -> GroupComparison | None:
    consistent = {
        sheet.code: sheet.comparisons
        for sheet in panel.sheets
        if sheet.comparisons is not None and sheet.consistency is not None and sheet.consistency.consistent
    }
    if not consistent:
        return None
    result = ahp(group_comparisons(list(consistent.values())))
    return GroupComparison(tuple(consistent), result, float(np.abs(result.weights - between.to_numpy()).sum() / 2))


def _of_the_panel(panel: Panel, number: int, levels: Mapping[str, PanelWeights]) -> Iterator[Problem]:
    """Yield what no sheet shows by itself: empty sheets and seats, a round not answered, too few experts, outlying ones."""
    for code in panel.empty:
        yield Problem(code, "empty", f"{code}: the sheet is empty; ask the expert for it")
    for sheet in panel.sheets:
        if number not in sheet.answered:
            yield Problem(
                sheet.code, "missing", f"{sheet.place}: round {number} is not answered; the sheet is left out of it"
            )
    for level, own in levels.items():
        block = next(block for block in panel.layout.blocks if block.level == level)
        places = {sheet.code: sheet.place for sheet in panel.sheets}
        for code in own.outlying:
            yield Problem(
                code,
                "outlying",
                f"{places[code]}, {block.span(ROUND_COLUMNS[number])}: points for {level!r} lie far from the median of the panel; "
                "kept, ask the expert for the reason",
            )
    complete = [sheet for sheet in panel.sheets if number in sheet.points]
    if len(complete) < FEWEST_EXPERTS:
        yield Problem(
            "", "few", f"{len(complete)} complete sheets in round {number}; a panel has at least {FEWEST_EXPERTS}"
        )
    for seat, expected in SEATS.items():
        taken = sum(sheet.affiliation == seat for sheet in complete)
        if taken < expected:
            yield Problem("", "seat", f"affiliation {seat!r}: {taken} complete sheets, expected {expected}")


def describe_outcome(panel: Panel, outcome: Outcome) -> list[str]:
    """Return what the coordinator must know, a line each: agreement by level, split levels with their groups, AHP, problems."""
    complete = len(outcome.points[BETWEEN])
    lines = [f"round    {outcome.number}: {complete} complete sheets of {len(panel.sheets) + len(panel.empty)}"]
    for level, own in outcome.levels.items():
        lines.append(f"level    {level}: {_agreement(own, complete)}" + ("; SPLIT" if level in outcome.split else ""))
        lines += [
            f"  group  {', '.join(group)}: "
            + ", ".join(f"{item} {value:.1f}" for item, value in outcome.points[level].loc[list(group)].mean().items())
            for group in outcome.coalitions.get(level, ())
        ]
    if outcome.group is not None:
        ratio, distance = outcome.group.result.consistency_ratio, POINTS * outcome.group.distance
        lines.append(
            f"pairs    {len(outcome.group.experts)} consistent experts: CR of the group {ratio:.3f}, "
            f"{distance:.1f} of {POINTS:g} points from the allocation"
        )
    return [*lines, *(f"problem  {problem.message}" for problem in outcome.problems)]


def _agreement(own: PanelWeights, complete: int) -> str:
    """Return Kendall's W with its test and the spread in words, or why there is none."""
    if complete < 2:
        return "agreement not determinable (fewer than two complete sheets)"
    distance = f"mean distance from the mean {POINTS * own.spread:.1f} of {POINTS:g} points"
    if np.isnan(own.agreement.w):
        return f"Kendall's W not determinable (every sheet gives all items the same points), {distance}"
    return f"Kendall's W {own.agreement.w:.3f} (p {own.agreement.p:.3f}), {distance}"
