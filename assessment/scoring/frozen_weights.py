"""The frozen weights of a panel: a dated file with every sheet and the SHA-256 of its content, written before scores are shown.

The file is JSON. Its ``sha256`` is taken over all the rest in canonical form (keys sorted, no spaces), so a changed file gives itself
away; and the weights are computed again from the sheets in it, so that a new checksum over changed weights does too. It is no
signature: who froze the weights and when is vouched for by whoever keeps the file or its checksum.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.scoring.panel import ExpertSheet, Panel
from assessment.scoring.panel_layout import BETWEEN, POINTS, ROUNDS, Layout, PanelError, criteria_digest
from assessment.scoring.panel_outcome import Outcome, criterion_weights
from assessment.scoring.weights import budget_allocation

WHAT: Final = "assessment frozen weights/1"
_DIGEST: Final = "sha256"
_LARGEST_BYTES: Final = 10 * 1024**2


PANEL_MODEL: Final = "full"
"""The model that a panel weighs."""


@dataclass(frozen=True)
class FrozenWeights:
    """Weights read from a frozen file.

    `weights` are by criterion and `pillars` by pillar, each summing to 1; `shares` by level (experts × items, each row summing to 1)
    are what draws of weights and leaving out one expert need. `pairwise` are the weights of the pillars by comparisons in pairs, a
    check (None where nobody compared consistently). Where `split` names a level, `split_reason` says why the mean is used all the same
    and must be printed with every result; so must `synthetic`.
    """

    layout: Layout
    day: date
    weights: pd.Series
    pillars: pd.Series
    shares: Mapping[str, pd.DataFrame]
    pairwise: pd.Series | None
    split: tuple[str, ...]
    split_reason: str | None
    synthetic: bool
    sha256: str

    def without(self, expert: str) -> pd.Series:
        """Return the weights by criterion without one expert: as of the whole panel, mean share of the pillar times mean inside."""
        means = {level: table.drop(index=expert).mean() for level, table in self.shares.items()}
        return criterion_weights(self.layout, means)


def frozen_document(panel: Panel, outcome: Outcome, day: date, accept_split: str | None = None) -> dict[str, Any]:
    """Return the content of the frozen file of a panel's last round.

    Parameters
    ----------
    panel, outcome
        The sheets and what they say.
    day
        Day of freezing.
    accept_split
        Why the mean of a split panel is used all the same; recorded.

    Raises
    ------
    PanelError
        If fewer than two sheets are complete, the panel is split and no reason is given, or a reason is given for one that is not.
    """
    _check(panel, outcome, accept_split)
    complete = set(outcome.points[BETWEEN].index)
    document = {
        "what": WHAT,
        "date": day.isoformat(),
        "model": panel.layout.model,
        "criteria_sha256": criteria_digest(panel.layout.model, panel.layout.pillars),
        "pillars": {pillar: list(criteria) for pillar, criteria in panel.layout.pillars.items()},
        "synthetic": panel.synthetic,
        "files": dict(panel.files),
        "round": outcome.number,
        "experts": [_expert(sheet, sheet.code in complete) for sheet in panel.sheets],
        "empty": list(panel.empty),
        "problems": [[problem.code, problem.kind, problem.message] for problem in outcome.problems],
        "levels": {level: _level(outcome, level) for level in outcome.levels},
        "comparisons": _comparisons(outcome),
        "weights": {
            "pillars": outcome.levels[BETWEEN].mean.to_dict(),
            "criteria": outcome.weights.to_dict(),
        },
        "split_accepted": accept_split,
    }
    return {**document, _DIGEST: digest(document)}


def _check(panel: Panel, outcome: Outcome, accept_split: str | None) -> None:
    experts = len(outcome.points[BETWEEN])
    if experts < 2:
        asked = ""
        if outcome.number > 1 and not any(outcome.number in sheet.answered for sheet in panel.sheets):
            asked = "; nobody has answered it yet: write its sheets with `assessment score --panel FILE --second-round PATH`"
        raise PanelError(f"{experts} complete sheets in round {outcome.number}: a panel needs at least two{asked}")
    if outcome.split and not (accept_split or "").strip():
        raise PanelError(
            f"the panel is split on {', '.join(outcome.split)}: the mean would be nobody's opinion, so nothing was frozen; "
            "let the panel talk and answer again, or freeze it with --accept-split REASON, which is printed with every result"
        )
    if accept_split is not None and not outcome.split:
        raise PanelError("the panel is not split: leave --accept-split out")


def _expert(sheet: ExpertSheet, counted: bool) -> dict[str, Any]:
    compared = sheet.consistency
    return {
        "code": sheet.code,
        "affiliation": sheet.affiliation,
        "counted": counted,
        "points": {str(number): sheet.points.get(number) for number in ROUNDS},
        "comparisons": None if sheet.comparisons is None else sheet.comparisons.tolist(),
        "consistency_ratio": None if compared is None else compared.consistency_ratio,
    }


def _level(outcome: Outcome, level: str) -> dict[str, Any]:
    own = outcome.levels[level]
    return {
        "mean": own.mean.to_dict(),
        "deviation": own.deviation.to_dict(),
        "kendall_w": _number(own.agreement.w),
        "p": _number(own.agreement.p),
        "spread": own.spread,
        "split": level in outcome.split,
        "coalitions": [list(group) for group in outcome.coalitions.get(level, ())],
        "outlying": list(own.outlying),
    }


def _comparisons(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.group is None:
        return None
    return {
        "experts": list(outcome.group.experts),
        "weights": outcome.group.result.weights.tolist(),
        "consistency_ratio": outcome.group.result.consistency_ratio,
        "distance": outcome.group.distance,
    }


def _number(value: float) -> float | None:
    """Return a number, or nothing for NaN, which JSON does not know."""
    return None if math.isnan(value) else value


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document in canonical form, its own checksum left out.

    >>> digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1, "sha256": "of something else"})
    True
    """
    content = {key: value for key, value in document.items() if key != _DIGEST}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def write_frozen(document: Mapping[str, Any], path: Path) -> Path:
    """Write a frozen file and return its path; the same content gives the same bytes.

    Raises
    ------
    PanelError
        If the file exists with another content: weights once frozen are never replaced.
    """
    content = (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        if path.is_file() and path.read_bytes() == content:
            return path
        raise PanelError(
            f"{path}: exists with another content; frozen weights are never replaced: give the new ones a name of their own"
        ) from None
    return path


def read_frozen(path: Path, layout: Layout) -> FrozenWeights:
    """Return the weights of a frozen file after every check of it.

    Raises
    ------
    PanelError
        If the file is no frozen file, was changed, is of another model or other criteria, or its weights are not those of its sheets.
    """
    document = _document(path)
    found = digest(document)
    if document.get(_DIGEST) != found:
        raise PanelError(
            f"{path}: changed since it was frozen (its checksum is {document.get(_DIGEST)}, its content gives {found}); "
            "take the file as it was frozen, or freeze the panel anew"
        )
    expected = criteria_digest(layout.model, layout.pillars)
    if document.get("criteria_sha256") != expected:
        raise PanelError(
            f"{path}: frozen for other criteria (model {document.get('model')!r}); expected those of {layout.model!r} today: "
            "ask the panel about them, or use the model it was asked about"
        )
    try:
        return _frozen(document, layout, path)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, PanelError):
            raise
        raise PanelError(f"{path}: not in the form of frozen weights ({error!r}); freeze the panel anew") from error


def _document(path: Path) -> dict[str, Any]:
    if path.stat().st_size > _LARGEST_BYTES:
        raise PanelError(f"{path}: too large for frozen weights; name the file that --freeze wrote")
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise PanelError(f"{path}: cannot be read ({error}); name the file that --freeze wrote") from error
    if not isinstance(document, dict) or document.get("what") != WHAT:
        raise PanelError(f"{path}: no frozen weights; expected a file that says {WHAT!r}")
    return document


def _frozen(document: Mapping[str, Any], layout: Layout, path: Path) -> FrozenWeights:
    counted = [expert for expert in document["experts"] if expert["counted"]]
    number = str(document["round"])
    shares = {
        block.level: pd.DataFrame(
            [[expert["points"][number][block.level][item] for item in block.items] for expert in counted],
            index=[expert["code"] for expert in counted],
            columns=list(block.items),
            dtype=float,
        )
        / POINTS
        for block in layout.blocks
    }
    levels = {level: budget_allocation(table, 1.0) for level, table in shares.items()}
    means = {level: own.mean for level, own in levels.items()}
    weights = criterion_weights(layout, means)
    recorded = pd.Series(document["weights"]["criteria"], dtype=float).reindex(weights.index)
    if not np.allclose(recorded, weights, rtol=0, atol=1e-9):
        raise PanelError(f"{path}: its weights are not the means of its sheets; freeze the panel anew")
    compared = document["comparisons"]
    pairwise = None if compared is None else pd.Series(compared["weights"], index=list(layout.pillars), dtype=float)
    split = tuple(level for level, own in levels.items() if own.problem == "split")
    if split and not document["split_accepted"]:
        raise PanelError(
            f"{path}: its sheets are split on {', '.join(split)} and no reason says why; freeze the panel anew"
        )
    return FrozenWeights(
        layout,
        date.fromisoformat(document["date"]),
        weights,
        means[BETWEEN],
        shares,
        pairwise,
        split,
        document["split_accepted"],
        bool(document["synthetic"]),
        document[_DIGEST],
    )
