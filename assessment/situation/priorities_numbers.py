"""Numbers of an evaluation for print: each with its unit, its decimals, what it rests on, and how it was made."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from assessment.findings import Bilingual, Cell, Quantity, Text, not_determinable
from assessment.scoring.evaluation import Evaluation
from assessment.scoring.parts import GateState

Row: TypeAlias = tuple[Cell, ...]
Used: TypeAlias = Literal["k", "draws"]
CLASSES: Final = ("A", "B", "C", "ND")
_DECIMALS: Final = {"score": 1, "rank": 0, "percent": 1, "ratio": 2, "percentage_point": 1}


class Numbers:
    """An evaluation in print. `base` is the part of the ids of its tables and figures; texts take the name of the model, `of`."""

    def __init__(self, evaluation: Evaluation, base: str = "") -> None:
        self.found, self.base = evaluation, f"priorities.{base}"
        self.of = {"model": Text(f"priorities.model.{evaluation.model.id}")}
        drawn = evaluation.uncertainty
        self.place = {str(key): place for place, key in enumerate(drawn.sectors.index)}
        median = {key: drawn.robustness.score[place, 1] for key, place in self.place.items()}
        self.ordered = sorted(
            evaluation.scored, key=lambda key: (CLASSES.index(evaluation.classes[key]), -median[key], self.place[key])
        )
        self.left_out = [key for key in self.place if key not in evaluation.scored]

    def rows(self, *sectors: str) -> tuple[str, ...]:
        """Return the references behind a number of some sectors: the model, and the first row of each value."""
        known, model = self.found.known, self.found.model
        values = (known.quantity(sector, criterion.key) for sector in sectors for criterion in model.criteria)
        rows = (row for quantity in values for row in quantity.rows[:1])
        return tuple(dict.fromkeys((*model.reference("criteria"), *rows)))

    def number(self, value: float, unit: str, formula: str, *sectors: str, decimals: int | None = None) -> Quantity:
        """Return a number of some sectors (of all that are scored where none is named); not determinable where it is NaN."""
        if math.isnan(value):
            return not_determinable(Text("priorities.reason.not_scored"), unit)
        chosen = _DECIMALS[unit] if decimals is None else decimals
        rows = self.rows(*(sectors or self.found.scored))
        return Quantity(float(value), unit, rows, f"priorities.formula.{formula}", "final", decimals=chosen)

    def places(self, value: float, unit: str, formula: str, *sectors: str) -> Quantity:
        """Return a rank or a distance of ranks, which ties may put halfway."""
        return self.number(value, unit, formula, *sectors, decimals=0 if value.is_integer() else 1)

    def count(self, number: int) -> Quantity:
        """Return a number of sectors."""
        return Quantity(
            float(number), "sector", self.rows(*self.found.scored), "priorities.formula.class", "final", decimals=0
        )

    def k(self) -> Quantity:
        """Return the number of places of the list."""
        return Quantity(
            float(self.found.model.classes.k), "sector", self.found.model.reference("classes.k"), "configured", "final", decimals=0
        )  # fmt: skip

    def percent(self, share: float, formula: str, *sectors: str) -> Quantity:
        """Return a share in percent."""
        return self.number(100 * share, "percent", formula, *sectors)

    def favoured(self, share: float, formula: str, *sectors: str) -> Quantity:
        """Return a share that exists only where some weights put the sector first."""
        if math.isnan(share):
            return not_determinable(Text("priorities.reason.never_first"), "percent")
        return self.percent(share, formula, *sectors)

    def within(self, sector: str) -> Quantity:
        """Return the percentage of draws in which a sector is among the first k."""
        return self.percent(self.found.standings[sector].within, "within", sector)

    def score(self, sector: str, end: int) -> Quantity:
        """Return the 5 % bound (0), the median (1) or the 95 % bound (2) of the score of a sector."""
        return self.number(self.found.uncertainty.robustness.score[self.place[sector], end], "score", "drawn", sector)

    def rank(self, sector: str, end: int) -> Quantity:
        """Return the same of its rank."""
        return self.number(self.found.uncertainty.robustness.rank[self.place[sector], end], "rank", "drawn", sector)

    def smaa(self, sector: str, region: str) -> Quantity:
        """Return the percentage of draws among the first k with weights of a region."""
        within = self.found.smaa[region].within(self.found.model.classes.k)
        return self.percent(within[self.place[sector]], region, sector)

    def draws(self) -> Quantity:
        """Return the number of draws."""
        return Quantity(
            float(self.found.model.draws.count), "count", self.found.model.reference("draws.count"), "configured", "final"
        )  # fmt: skip

    def used(self, names: Iterable[Used]) -> dict[str, Cell]:
        """Return the numbers that a text takes."""
        every = {"k": self.k, "draws": self.draws}
        return {name: every[name]() for name in names}

    def cautions(self) -> tuple[Text, ...]:
        """Return what must be printed with every result: weights that are synthetic, or the mean of a split panel."""
        frozen = self.found.frozen
        if frozen is None:
            return ()
        told = [Text("priorities.caution.synthetic")] if frozen.synthetic else []
        if frozen.split_reason:
            told.append(Text("priorities.caution.split", {"reason": frozen.split_reason}))
        return tuple(told)

    def named(self, kind: str, name: str) -> Text:
        """Return the printed name of a pillar or a criterion."""
        return criterion_name(self.found.model.id, name) if kind == "criterion" else Text(f"priorities.{kind}.{name}")


def criterion_name(model: str, key: str) -> Text:
    """Return the printed name of a criterion; the screening has criteria of its own."""
    return Text(f"priorities.{'column' if model == 'screening' else 'criterion'}.{key}")


def state_text(state: GateState) -> Text:
    """Return the printed result of an excluding condition, with what it depends on."""
    condition: dict[str, Cell] = {"condition": Bilingual(state.condition_vi, state.condition_en)}
    return Text(f"priorities.state.{state.result}", condition if state.result == "conditional" else {})


def class_name(name: str) -> Text:
    """Return the printed name of a class."""
    return Text(f"priorities.class.{name}")
