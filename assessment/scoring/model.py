"""A scoring model as data: read from a declaration, changed in one call with the change on record, and regenerated from its log."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import pandas as pd

from assessment.errors import AssessmentError
from assessment.scoring.aggregate import Between
from assessment.scoring.changes import CHANGES, Choice, choice_of
from assessment.scoring.declaration import Node, read_declaration
from assessment.scoring.normalise import Method
from assessment.scoring.panel_layout import Layout, panel_layout
from assessment.scoring.parts import (
    BETWEEN,
    METHODS,
    WHOLE,
    Alternatives,
    ClassRule,
    Coverage,
    Criterion,
    Draws,
    Gate,
    Pillar,
    Sector,
    equal_shares,
)

P = TypeVar("P", Criterion, Sector)
_ROUNDING: Final = 1e-6
"""Percent by which weights may miss 100: three equal shares have no finite decimals."""


@dataclass(frozen=True)
class Model:
    """A scoring model. Everything a score depends on besides the record stands here, so that the log regenerates it exactly.

    Read one with :func:`load_model`; :meth:`with_` changes it. Weights are in percent; :meth:`weights` gives them as shares of 1.
    `classifications` names the version of each classification (``hs``, ``vsic``), `window` the years that measures compare. `file` is
    the file of the package it is declared in, empty as soon as something is changed.
    """

    id: str
    version: str
    weights_origin: str
    normalisation: Method
    aggregation: Between
    classifications: Mapping[str, str]
    pillars: tuple[Pillar, ...]
    criteria: tuple[Criterion, ...]
    sectors: tuple[Sector, ...]
    gates: tuple[Gate, ...]
    coverage: Coverage
    classes: ClassRule
    draws: Draws
    alternatives: Alternatives
    window: Mapping[str, tuple[str, ...]]
    choices: tuple[Choice, ...] = ()
    file: str = field(default="", compare=False)

    @classmethod
    def read(cls, data: Mapping[str, Any], file: str) -> Model:
        """Return the model of a declaration.

        Raises
        ------
        AssessmentError
            If a key is unknown, missing or not what is expected, or weights do not sum to 100; the message names file, key, what was
            expected and the remedy.
        """
        node = Node(file, "", data)
        pillars = tuple(Pillar.read(entry) for entry in node.nodes("pillars"))
        entries = node.nodes("criteria")
        equal = equal_shares([entry.text("pillar") for entry in entries])
        names = tuple(pillar.key for pillar in pillars)
        classifications = node.node("classifications")
        model = cls(
            node.text("id"),
            node.text("version"),
            node.text("weights_origin"),
            node.choice("normalisation", METHODS),
            node.choice("aggregation", BETWEEN),
            classifications.words(),
            pillars,
            tuple(Criterion.read(entry, names, equal.get(entry.text("pillar"), 0.0)) for entry in entries),
            tuple(Sector.read(entry) for entry in node.nodes("sectors")),
            tuple(Gate.read(entry) for entry in node.nodes("gates")),
            Coverage.read(node.node("coverage")),
            ClassRule.read(node.node("classes")),
            Draws.read(node.node("draws")),
            Alternatives.read(node.node("alternatives")),
            dict(node.node("window").items()),
        )
        node.done()
        _check_weights(model, node)
        _check_sectors(model, node)
        return replace(model, file=file if file.startswith("scoring/") else "")

    @property
    def sector_keys(self) -> tuple[str, ...]:
        """Keys of the sectors in order."""
        return tuple(sector.key for sector in self.sectors)

    @property
    def pillar_of(self) -> dict[str, str]:
        """Pillar by criterion, in the order of the criteria."""
        return {criterion.key: criterion.pillar for criterion in self.criteria}

    @property
    def group_of(self) -> dict[str, str]:
        """Group of similar sectors by sector."""
        return {sector.key: sector.group for sector in self.sectors}

    @property
    def layout(self) -> Layout:
        """The sheet on which an expert weighs the pillars and criteria of the model."""
        pillars: dict[str, list[str]] = {pillar.key: [] for pillar in self.pillars}
        for criterion in self.criteria:
            pillars[criterion.pillar].append(criterion.key)
        return panel_layout(self.id, pillars)

    def criterion(self, key: str) -> Criterion:
        """Return a criterion by its key."""
        return _named(self.criteria, key, "criterion")

    def sector(self, key: str) -> Sector:
        """Return a sector by its key."""
        return _named(self.sectors, key, "sector")

    def weights(self) -> pd.Series:
        """Return the weight of each criterion in the whole; they sum to 1.

        >>> float(load_model("screening").weights().sum().round(12))
        1.0
        """
        own = {pillar.key: pillar.weight for pillar in self.pillars}
        shares = {c.key: own[c.pillar] * c.share / WHOLE**2 for c in self.criteria}
        return pd.Series(shares, dtype=float)

    def reference(self, path: str) -> tuple[str, ...]:
        """Return the reference to a key of the declaration, none where the model is not as declared in the package."""
        return (f"file:{self.file}#{path}",) if self.file else ()

    def with_(
        self,
        *,
        weights: Mapping[str, float] | None = None,
        pillar_weights: Mapping[str, float] | None = None,
        weights_origin: str | None = None,
        normalisation: Method | None = None,
        aggregation: Between | None = None,
        k: int | None = None,
        seed: int | None = None,
        draws: int | None = None,
        goalposts: Mapping[str, tuple[float, float]] | None = None,
        coverage: tuple[float, float] | None = None,
        classes: Mapping[str, float] | None = None,
        window: Mapping[str, Collection[str]] | None = None,
        drop: Collection[str] = (),
    ) -> Model:
        """Return the model with some choices changed; what is not named stays. Every change is added to `choices`.

        Parameters
        ----------
        weights
            Of all criteria, in percent of the whole. The weights of the pillars follow.
        pillar_weights
            Of all pillars, in percent; shares inside pillars stay.
        weights_origin
            Who set the weights; named with any change of them, else it reads ``changed by the analyst``.
        goalposts
            Low and high by criterion, in the criterion's unit; they replace a rule of reference.
        coverage
            Least percent of the whole and of every pillar.
        classes
            Bounds of the class rule by name; `k` has a parameter of its own.
        window
            Years by name of the window.
        drop
            Criteria and sectors to leave out. The others of the pillar share the weight of a dropped criterion in proportion, and the
            other pillars that of a pillar that loses all its criteria.

        Raises
        ------
        AssessmentError
            As :meth:`read`, or if a key is unknown.

        Examples
        --------
        >>> model = load_model("screening")
        >>> changed = model.with_(k=5, aggregation="arithmetic")
        >>> changed.classes.k, changed.aggregation, [choice.what for choice in changed.choices]
        (5, 'arithmetic', ['aggregation', 'k'])
        >>> model.aggregation, model.choices
        ('geometric', ())
        """
        given = {
            "drop": tuple(drop) or None,
            "weights": weights,
            "pillar_weights": pillar_weights,
            "weights_origin": weights_origin,
            "normalisation": normalisation,
            "aggregation": aggregation,
            "k": k,
            "seed": seed,
            "draws": draws,
            "goalposts": goalposts,
            "coverage": coverage,
            "classes": classes,
            "window": window,
        }
        if (weights or pillar_weights) and weights_origin is None:
            given["weights_origin"] = "changed by the analyst"
        model = self
        for what, value in given.items():
            if value is not None:
                model = CHANGES[what](model, value)
        read = Model.read(model.declared(), f"model {self.id}, changed")
        made = (choice_of(what, value, self, read) for what, value in given.items() if value is not None)
        return replace(read, choices=(*self.choices, *made))

    def declared(self) -> dict[str, Any]:
        """Return the model as the plain declaration that :meth:`read` turns into it again (lists, texts and numbers only)."""
        data = asdict(self)
        del data["choices"], data["file"]
        for entry, criterion in zip(data["criteria"], self.criteria, strict=True):
            entry["goalposts"] = criterion.goalposts.declared()
        for gate in data["gates"]:
            gate["states"] = [
                {k: v for k, v in state.items() if v is not None and (v or k.startswith("source"))}
                for state in gate["states"]
            ]
        return json.loads(json.dumps(data))  # type: ignore[no-any-return]

    @property
    def digest(self) -> str:
        """The sha256 of the content, whatever way led to it: equal models have equal digests."""
        text = json.dumps(self.declared(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def log(self) -> dict[str, Any]:
        """Return what regenerates the model exactly, as plain data: its declaration, the choices made, and the digest.

        >>> model = load_model("screening").with_(seed=7)
        >>> Model.from_log(model.log()) == model
        True
        """
        return {
            "digest": self.digest,
            "choices": [json.loads(json.dumps(asdict(choice))) for choice in self.choices],
            "declaration": self.declared(),
        }

    @classmethod
    def from_log(cls, log: Mapping[str, Any]) -> Model:
        """Return the model of a log.

        Raises
        ------
        AssessmentError
            If the content is not that of the digest.
        """
        node = Node("log of a model", "", log)
        for key in ("digest", "declaration", "choices"):
            if not node.has(key):
                raise node.fault(key, None, "the three parts that Model.log writes")
        model = cls.read(log["declaration"], "log of a model")
        if model.digest != log["digest"]:
            raise node.fault("digest", log["digest"], f"{model.digest}, that of the declaration", "the log was altered")
        return replace(model, choices=tuple(Choice(**entry) for entry in log["choices"]))


def load_model(name_or_path: str | Path) -> Model:
    """Return a shipped model by its name, or one of your own by the path of its .toml file.

    Raises
    ------
    AssessmentError
        If there is no such model, with those there are, or as :meth:`Model.read`.

    Examples
    --------
    >>> len(load_model("screening").sectors)
    15
    """
    place, data = read_declaration(name_or_path)
    return Model.read(data, place)


def _named(parts: Collection[P], key: str, kind: str) -> P:
    for part in parts:
        if part.key == key:
            return part
    raise AssessmentError(f"{kind} {key!r} is unknown; expected one of {', '.join(part.key for part in parts)}")


def _check_weights(model: Model, node: Node) -> None:
    sums = {"pillars.weight": math.fsum(pillar.weight for pillar in model.pillars)}
    for pillar in model.pillars:
        sums[f"criteria.share of pillar {pillar.key}"] = math.fsum(
            c.share for c in model.criteria if c.pillar == pillar.key
        )
    for key, total in sums.items():
        if abs(total - WHOLE) > _ROUNDING:
            raise node.fault(key, round(total, 6), "weights that sum to 100", "correct the weights")


def _check_sectors(model: Model, node: Node) -> None:
    for gate in model.gates:
        for state in gate.states:
            if unknown := sorted(set(state.sectors) - set(model.sector_keys)):
                raise node.fault(
                    f"gates.{gate.key}.states", ", ".join(unknown), f"keys of {', '.join(model.sector_keys)}"
                )
    if not model.sectors:
        raise node.fault("sectors", (), "at least one sector", "add tables [[sectors]]")
