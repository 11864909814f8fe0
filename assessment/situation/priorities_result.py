"""Section 11: what the scoring of a model says — scores with their intervals, classes with their conditions, and what turns them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import groupby
from typing import Any

import pandas as pd

from assessment.findings import Bilingual, Cell, Column, Finding, Name, Quantity, Table, Text
from assessment.scoring.classes import CUTS, Kind
from assessment.scoring.evaluation import Evaluation
from assessment.scoring.sensitivity import LeftOut, rank_agreement
from assessment.scoring.weight_change import WeightChange
from assessment.situation.pieces import columns, joined, number_at
from assessment.situation.priorities_numbers import CLASSES, Numbers, Row, Used, class_name


class Result(Numbers):
    """The tables of an evaluation, and what they say in a sentence."""

    def tables(self) -> tuple[Table, ...]:
        """Return the tables: result and list for the chapter, what turns them for the annex."""
        return (
            self.result(),
            self.priority_list(),
            self.cuts(),
            self.alternatives(),
            self.agreement(),
            self.reversals(),
            *self.left_pieces(),
            self.changes(),
            self.smaa_table(),
            self.indices(),
            self.wins(),
        )

    def finding(self) -> Finding:
        """Return what the result says in a sentence: how many sectors of each class, and the first with its probability."""
        first = self.ordered[0]
        counts = {name: (self.found.classes == name).sum() for name in CLASSES}
        return Finding(
            Text(
                "priorities.finding.result",
                {
                    **self.of,
                    **{name: self.count(int(number)) for name, number in counts.items()},
                    "first": Name("scoring_sector", first),
                    "within": self.within(first),
                    "k": self.k(),
                    "low": self.rank(first, 0),
                    "high": self.rank(first, 2),
                },
            ),
            "C",
        )

    def _table(
        self,
        name: str,
        parts: tuple[Column, ...],
        rows: Iterable[Row],
        *uses: Used,
        wide: bool = False,
        annex: bool = False,
    ) -> Table:
        keys = [part.header.key.rpartition(".")[2] for part in parts]
        # A column a sector has the same header key as the next one.
        names = [key if keys.count(key) == 1 else f"{key}_{place}" for place, key in enumerate(keys)]
        frame = pd.DataFrame(list(rows), columns=names, dtype=object)
        text = f"priorities.table.{name}"
        notes = (Text(f"{text}.note", self.used(uses)), *self.cautions())
        return Table(
            f"{self.base}{name}", Text(f"{text}.title", self.of), parts, frame, notes, wide=wide, annex_only=annex
        )

    def result(self) -> Table:
        """Return the scores with their intervals, ranks, probabilities and classes; a note names the sectors that are not scored."""
        sectors = self.found.uncertainty.sectors
        regions = list(self.found.smaa)
        rows: list[Row] = []
        for key in self.ordered:
            bounds = (number_at(sectors, key, name) for name in ("low", "high"))
            rows.append(
                (
                    Name("scoring_sector", key),
                    *(self.score(key, end) for end in (1, 0, 2)),
                    *(self.number(bound, "score", "bound", key) for bound in bounds),
                    *(self.rank(key, end) for end in (0, 2)),
                    self.within(key),
                    *(self.smaa(key, region) for region in regions),
                    self.percent(number_at(sectors, key, "imputed"), "imputed", key),
                    class_name(self.found.classes[key]),
                )
            )
        parts = columns(
            "priorities", "sector", ("median", "score"), ("score_low", "score"), ("score_high", "score"),
            ("bound_low", "score"), ("bound_high", "score"), ("rank_low", "rank"), ("rank_high", "rank"), ("within", "percent"),
            *((region, "percent") for region in regions), ("imputed", "percent"), "class",
        )  # fmt: skip
        table = self._table("result", parts, rows, "k", "draws", wide=True)
        if not self.left_out:
            return table
        names = _sectors(self.left_out)
        return replace(table, notes=(*table.notes, Text("priorities.table.result.left_out", {"names": names})))

    def priority_list(self) -> Table:
        """Return the draft list: classes A and B with what each still needs, then C with what keeps it there."""
        rows: list[Row] = [
            (
                class_name(self.found.classes[key]),
                Name("scoring_sector", key),
                joined(self._reasons(key)) or "–",
            )
            for key in self.ordered
        ]
        return self._table("list", columns("priorities", "class", "sector", "conditions"), rows, "k")

    def _reasons(self, sector: str) -> Iterator[Text]:
        """Yield what keeps a sector from class A, gates, pillars and criteria of a kind together."""
        rule = self.found.model.classes
        for kind, group in groupby(self.found.reasons[sector], key=lambda reason: reason.kind):
            names = [reason.name for reason in group]
            text = f"priorities.keeps.{kind}"
            if kind == "conditional":
                for name in names:
                    state = next(gate for gate in self.found.model.gates if gate.key == name).state(sector)
                    condition = Bilingual(state.condition_vi, state.condition_en)
                    yield Text(text, {"gate": Text(f"priorities.gate.{name}"), "condition": condition})
            elif kind in ("probability", "acceptability"):
                share, key = (rule.priority, "priority") if kind == "probability" else (rule.acceptability, kind)
                reference = self.found.model.reference(f"classes.{key}")
                bound = Quantity(100 * share, "percent", reference, "configured", "final", decimals=0)
                yield Text(text, {"k": self.k(), "bound": bound})
            else:
                yield Text(text, {"names": _listed(self._kept_by(kind, name) for name in names)})

    def _kept_by(self, kind: Kind, name: str) -> Text:
        if kind in ("pillar", "criterion"):
            return self.named(kind, name)
        return Text(f"priorities.gate.{name}")

    def cuts(self) -> Table:
        """Return the classes at the bounds of class A that are published beside each other."""
        rows: list[Row] = [
            (Name("scoring_sector", key), *(class_name(str(self.found.cuts.at[key, cut])) for cut in CUTS))
            for key in self.ordered
        ]
        parts = (
            Column(Text("priorities.column.sector")),
            *(Column(Text(f"priorities.column.cut_{100 * cut:.0f}")) for cut in CUTS),
        )
        return self._table("cuts", parts, rows, "k")

    def alternatives(self) -> Table:
        """Return the rank of each sector with one choice of method changed."""
        names = list(self.found.alternatives.columns)
        rows: list[Row] = [
            (
                Name("scoring_sector", key),
                *(
                    self.places(float(rank), "rank", "alternative", key)
                    for rank in self.found.alternatives.loc[key].to_numpy(dtype=float)
                ),
            )
            for key in self.ordered
        ]
        parts = (
            Column(Text("priorities.column.sector")),
            *(Column(Text(f"priorities.alternative.{name.replace(':', '_')}"), "rank") for name in names),
        )
        return self._table("alternatives", parts, rows, wide=True, annex=True)

    def agreement(self) -> Table:
        """Return how far the ranking with one choice of method changed agrees with the base."""
        names = ("spearman", "kendall", "weighted", "ws")
        rows: list[Row] = [
            (
                Text(f"priorities.alternative.{key.replace(':', '_')}"),
                *(self.number(row[name], "ratio", "agreement") for name in names),
            )
            for key, row in _by_row(rank_agreement(self.found.alternatives))
        ]
        return self._table(
            "agreement", columns("priorities", "alternative", *((n, "ratio") for n in names)), rows, annex=True
        )

    def reversals(self) -> Table:
        """Return by normalisation how many pairs of sectors a third one turns, and which ones do."""
        rows: list[Row] = []
        for method, turned in self.found.reversals.items():
            pairs = {pair for own in turned.values() for pair in own}
            flag = Text(f"priorities.reversal.{'some' if pairs else 'none'}")
            number = self.number(float(len(pairs)), "count", "reversals", decimals=0)
            rows.append((Text(f"priorities.alternative.normalisation_{method}"), flag, number, _sectors(turned)))
        parts = columns("priorities", "alternative", "reversal", ("pairs", "count"), "turned_by")
        return self._table("reversals", parts, rows, annex=True)

    def left_pieces(self) -> tuple[Table, ...]:
        """Return what happens without each criterion, and without each expert where there is a panel."""
        found = [self._left("criteria_left", self.found.criteria)]
        if self.found.experts is not None:
            found.append(self._left("experts_left", self.found.experts))
        return tuple(found)

    def _left(self, name: str, left: LeftOut) -> Table:
        rows: list[Row] = [
            (
                self.named("criterion", str(piece)) if name == "criteria_left" else str(piece),
                self.number(row["tau"], "ratio", "tau"),
                self.places(float(row["largest_move"]), "count", "move"),
                *(_sectors(row[cell]) for cell in ("moved", "leave", "reclassified")),
            )
            for piece, row in _by_row(left.table)
        ]
        piece = "criterion" if name == "criteria_left" else "expert"
        parts = columns(
            "priorities", piece, ("tau", "ratio"), ("largest_move", "count"), "moved", "leave", "reclassified"
        )
        return self._table(name, parts, rows, "k", "draws", wide=True, annex=True)

    def changes(self) -> Table:
        """Return the smallest change of a weight that overturns each two neighbours, and the first place."""
        found = [("neighbours", change) for change in self.found.changes]
        if self.found.unseated is not None:
            found.append(("first", self.found.unseated))
        parts = columns(
            "priorities", "which", "ahead", "behind", "changed", ("old", "percent"), ("new", "percent"), ("moved_weight", "percent")
        )  # fmt: skip
        return self._table("changes", parts, (self._change(*pair) for pair in found), wide=True, annex=True)

    def _change(self, which: str, change: WeightChange) -> Row:
        sectors = [key for key in (change.ahead, change.behind) if key]
        changed: Cell = Text(f"priorities.change.{change.level}")
        if change.level in ("pillar", "criterion"):
            changed = self.named(change.level, change.name)
        numbers: tuple[Cell, ...] = ("–", "–", "–")
        if change.level in ("pillar", "criterion"):
            numbers = tuple(self.percent(value, "change", *sectors) for value in (change.old, change.new, change.moved))
        return (
            Text(f"priorities.change.{which}"),
            Name("scoring_sector", change.ahead),
            Name("scoring_sector", change.behind) if change.behind else "–",
            changed,
            *numbers,
        )

    def smaa_table(self) -> Table:
        """Return by sector and region of weights: how often first and on the list, and the weights of pillars that favour it."""
        pillars = self.found.model.pillars
        member = {
            pillar.key: [key for key, own in self.found.model.pillar_of.items() if own == pillar.key]
            for pillar in pillars
        }
        rows: list[Row] = []
        for key in self.ordered:
            for region, drawn in self.found.smaa.items():
                place = self.place[key]
                central = pd.Series(drawn.central_weights[place], index=self.found.weights.index)
                rows.append(
                    (
                        Name("scoring_sector", key),
                        Text(f"priorities.region.{region}"),
                        self.percent(drawn.acceptability[place, 0], region, key),
                        self.smaa(key, region),
                        self.favoured(number_at(self.found.confidence, key, region), "confidence", key),
                        *(
                            self.favoured(float(central[own].sum(skipna=False)), "central", key)
                            for own in member.values()
                        ),
                    )
                )
        parts = (
            *columns(
                "priorities",
                "sector",
                "region",
                ("first_rank", "percent"),
                ("within", "percent"),
                ("confidence", "percent"),
            ),
            *(
                Column(Text("priorities.column.central", {"pillar": Text(f"priorities.pillar.{key}")}), "percent")
                for key in member
            ),
        )
        return self._table("smaa", parts, rows, "k", "draws", wide=True, annex=True)

    def indices(self) -> Table:
        """Return which uncertain input moves the ranking: Sobol indices of the mean rank shift with their intervals."""
        names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        rows: list[Row] = [
            (Text(f"priorities.input.{key}"), *(self.number(row[name], "ratio", "sobol") for name in names))
            for key, row in _by_row(self.found.indices)
        ]
        parts = columns("priorities", "input", *((f"sobol_{name}", "ratio") for name in names))
        return self._table("indices", parts, rows, annex=True)

    def wins(self) -> Table:
        """Return by pair the share of draws in which the row's sector is ahead of the column's."""
        wins = self.found.uncertainty.robustness.pairwise
        rows: list[Row] = [
            (
                Name("scoring_sector", key),
                *(
                    "–" if key == other else self.percent(wins[self.place[key], self.place[other]], "wins", key, other)
                    for other in self.ordered
                ),
            )
            for key in self.ordered
        ]
        parts = (
            Column(Text("priorities.column.sector")),
            *(
                Column(Text("priorities.column.against", {"sector": Name("scoring_sector", key)}), "percent")
                for key in self.ordered
            ),
        )
        return self._table("wins", parts, rows, "draws", wide=True, annex=True)


def _by_row(table: pd.DataFrame) -> Iterable[tuple[str, dict[str, Any]]]:
    return (
        (str(key), {str(name): value for name, value in row.items()}) for key, row in table.to_dict("index").items()
    )


def _listed(names: Iterable[Text]) -> Text:
    return reduce(lambda first, second: Text("priorities.keeps.join", {"first": first, "second": second}), names)


def _sectors(keys: Iterable[str]) -> Cell:
    return joined(Name("scoring_sector", key) for key in keys) or "–"


def steps(best: Evaluation | None) -> Table:
    """Return the ten steps of the handbook: done, partly, not done, and with what (OECD and JRC 2008)."""
    state = {
        "framework": "done",
        "selection": "done",
        "missing": "done" if best else "not_done",
        "multivariate": "not_done",
        "normalisation": "done",
        "weighting": "done" if best is not None and best.frozen is not None else "partly",
        "robustness": "done" if best else "not_done",
        "back": "done",
        "links": "not_done",
        "display": "done" if best else "partly",
    }
    rows: list[Row] = [
        (
            place,
            Text(f"priorities.step.{name}"),
            Text(f"priorities.step_state.{own}"),
            Text(f"priorities.step_with.{name}"),
        )
        for place, (name, own) in enumerate(state.items(), start=1)
    ]
    return Table(
        "priorities.steps",
        Text("priorities.table.steps.title"),
        columns("priorities", "step_number", "step", "step_done", "step_parameter"),
        pd.DataFrame(rows, columns=["number", "step", "done", "parameter"], dtype=object),
        notes=(Text("priorities.table.steps.note"),),
    )
