"""Charts of section 11 on the scoring of a model: bubbles, intervals of ranks, shares of ranks, what a score is made of."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from assessment.findings import Figure, Name, Quantity, Text
from assessment.situation.pieces import number_at
from assessment.situation.priorities_numbers import Numbers, Row, Used, class_name

MEDIAN, LOW, HIGH = (Text(f"priorities.series.{name}") for name in ("median", "low", "high"))
AXES: Final = {"attractiveness": "across", "feasibility": "up"}


class Charts(Numbers):
    """The charts of an evaluation."""

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures: bubbles, intervals of ranks, shares of ranks, what a score is made of."""
        several = len(self.found.scored) > 1
        axes = set(AXES) <= set(self.found.uncertainty.pillar_names)
        wanted = (
            (self.bubbles, axes),
            (self.ranks, several),
            (self.acceptability, several),
            (self.drivers, True),
        )
        return tuple(make() for make, there in wanted if there)

    def _figure(self, name: str, draw: str, rows: list[Row], *uses: Used, **options: object) -> Figure:
        text = f"priorities.figure.{name}"
        return Figure(
            f"{self.base}{name}",
            pd.DataFrame(rows, columns=["x", "y", "series", "label"], dtype=object),
            draw,
            Text(f"{text}.caption", self.of),
            Text(f"{text}.alt"),
            notes=(Text(f"{text}.note", self.used(uses)), *self.cautions()),
            options=options,
        )

    def bubbles(self) -> Figure:
        """Return attractiveness against feasibility, each with its interval, by class."""
        drawn = self.found.uncertainty
        rows: list[Row] = []
        for key in self.ordered:
            for pillar in AXES:
                ends = drawn.pillars[self.place[key], drawn.pillar_names.index(pillar)]
                for name, end in (("median", 1), ("low", 0), ("high", 2)):
                    number = self.number(ends[end], "score", "drawn", key)
                    rows.append(
                        (Name("scoring_sector", key), number, _axis(pillar, name), class_name(self.found.classes[key]))
                    )
        options = {axis: [_axis(pillar, name) for name in ("median", "low", "high")] for pillar, axis in AXES.items()}
        return self._figure("bubbles", "bubble", rows, "draws", **options)

    def ranks(self) -> Figure:
        """Return the interval of ranks of each sector, with the places of the list."""
        rows: list[Row] = [
            (Name("scoring_sector", key), self.rank(key, end), name, None)
            for key in self.ordered
            for name, end in ((MEDIAN, 1), (LOW, 0), (HIGH, 2))
        ]
        k = Quantity(
            float(self.found.model.classes.k), "rank", self.found.model.reference("classes.k"), "configured", "final", decimals=0
        )  # fmt: skip
        references = [{"value": k, "label": Text("priorities.series.k")}]
        return self._figure(
            "ranks", "intervals", rows, "draws", point=MEDIAN, line=(LOW, HIGH), ranks=True, references=references
        )

    def acceptability(self) -> Figure:
        """Return for each sector the share of draws by rank."""
        shares = self.found.uncertainty.robustness.acceptability
        within = Text("priorities.series.within", {"k": self.k()})
        rows: list[Row] = []
        for key in self.ordered:
            for rank in range(1, len(self.ordered) + 1):
                rows.append(
                    (
                        Name("scoring_sector", key),
                        self.percent(shares[self.place[key], rank - 1], "rank_share", key),
                        rank,
                        None,
                    )
                )
            rows.append((Name("scoring_sector", key), self.within(key), within, None))
        return self._figure(
            "acceptability", "acceptability", rows, "draws", first=self.found.model.classes.k, within=within
        )

    def drivers(self) -> Figure:
        """Return what each criterion that has a value adds to the weighted arithmetic mean."""
        scores = self.found.known.scores()
        rows: list[Row] = []
        for key in self.ordered:
            for criterion in self.found.model.criteria:
                if math.isnan(number_at(scores, key, criterion.key)):
                    continue
                value = self.found.weights[criterion.key] * number_at(scores, key, criterion.key)
                number = self.number(value, "score", "driver", key)
                pillar = Text(f"priorities.pillar.{criterion.pillar}")
                rows.append((Name("scoring_sector", key), number, self.named("criterion", criterion.key), pillar))
        return self._figure("drivers", "drivers", rows)


def _axis(pillar: str, name: str) -> Text:
    return Text(f"priorities.axis.{pillar}_{name}")
