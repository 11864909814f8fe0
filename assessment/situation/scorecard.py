"""The scorecard: 18 indicators, each with its value, what it is held against, and a verdict by one written rule.

The rule of the verdicts. A comparison counts where `analysis.comparison` allows it: the two numbers have one unit, one scope, one
route and one period. It is good or bad where the number lies on the good or bad side of its reference (by the direction of the
indicator) by more than the margin of `[scorecard_rule]` in `zone.toml`, otherwise even. Comparisons of one kind of reference
(two revisions of a plan, two earlier years) have one vote: good where all of them are good, bad where all are bad, otherwise
neither. With fewer kinds than `references` there is no verdict; the indicator is favourable where more than half of the kinds are
good, unfavourable where more than half are bad, otherwise mixed. Indicators of context have no verdict.

The list of indicators, the kinds of reference each needs and the holders of what is missing stand in `zone.toml`; how a value and
its references are read stands in `scorecard_readers.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from assessment.analysis.comparison import Comparison as Held
from assessment.analysis.comparison import Problem, Reference, enough_references
from assessment.evidence import Evidence
from assessment.findings import Grade, Period, Quantity, Text

State: TypeAlias = Literal["determined", "partial", "missing"]
Direction: TypeAlias = Literal["plus", "minus", "context"]
Side: TypeAlias = Literal["good", "bad", "even", "open"]
Verdict: TypeAlias = Literal["favourable", "unfavourable", "mixed", "not_determinable", "context"]

_POINTS: Final = "percentage_point"


@dataclass(frozen=True)
class Standing:
    """A number of an indicator beside one reference.

    Attributes
    ----------
    held
        What the comparison found: kind of reference, difference, and why there is none.
    label
        What is held against what, in words with their periods.
    own, other, difference
        The numbers for print; the difference is not determinable where the comparison is refused.
    score
        Robust z among peers, None where there are no peers to rank among.
    """

    held: Held
    label: Text
    own: Quantity
    other: Quantity
    difference: Quantity
    score: Quantity | None = None

    @property
    def reference(self) -> Reference:
        """Kind of the reference."""
        return self.held.reference

    @property
    def problem(self) -> Problem:
        """Why there is no difference; empty where there is one."""
        return self.held.problem


@dataclass(frozen=True)
class Reading:
    """What the record shows for an indicator.

    `value` is the indicator itself where `state` is determined, a component of it where `state` is partial; `what` says which,
    and over which scope it was measured.
    """

    state: State
    value: Quantity | None = None
    what: Text | None = None
    period: Period | None = None
    standings: tuple[Standing, ...] = ()
    grade: Grade = "C"


@dataclass(frozen=True)
class Rule:
    """The numbers of the rule: margins in points and in percent of the reference, and how many kinds of reference are needed."""

    margin_points: Quantity
    margin_percent: Quantity
    references: Quantity


@dataclass(frozen=True)
class Indicator:
    """An indicator of the scorecard: place, key, direction, holder of what it needs, kinds of reference it is to be held against."""

    number: int
    key: str
    direction: Direction
    holder: str
    references: tuple[Reference, ...] = ()

    @property
    def reference(self) -> str:
        """Where the indicator is declared."""
        return f"config:scorecard.{self.key}.key"


@dataclass(frozen=True)
class Assessed:
    """An indicator with its reading and its verdict."""

    indicator: Indicator
    reading: Reading
    rule: Rule

    @property
    def votes(self) -> dict[Reference, Side]:
        """Vote of each kind of reference that could be determined."""
        return votes(self.indicator.direction, self.reading.standings, self.rule)

    @property
    def verdict(self) -> Verdict:
        """Verdict by the rule of this module; not determinable where there is no value."""
        return verdict(self.indicator.direction, self.reading.standings, self.rule)

    @property
    def compared(self) -> tuple[Reference, ...]:
        """Kinds of reference with at least one comparison that could be made."""
        return tuple(dict.fromkeys(found.reference for found in self.reading.standings if not found.problem))

    @property
    def wanted(self) -> tuple[Reference, ...]:
        """Kinds of reference the indicator is to be held against, and those it was held against besides."""
        return tuple(
            dict.fromkeys([*self.indicator.references, *(found.reference for found in self.reading.standings)])
        )

    @property
    def absent(self) -> tuple[Reference, ...]:
        """Kinds of reference the indicator is to be held against and for which the record has no number."""
        present = {standing.reference for standing in self.reading.standings}
        return tuple(kind for kind in self.indicator.references if kind not in present)

    @property
    def bad(self) -> tuple[Standing, ...]:
        """Comparisons on the bad side, in the order they were read."""
        direction, rule = self.indicator.direction, self.rule
        return tuple(found for found in self.reading.standings if side(direction, found.held, rule) == "bad")


def rule(evidence: Evidence) -> Rule:
    """Return the rule declared in `zone.toml`."""
    return Rule(
        evidence.setting("scorecard_rule.margin_points", _POINTS),
        evidence.setting("scorecard_rule.margin_percent", "percent"),
        evidence.setting("scorecard_rule.references", "count"),
    )


def side(direction: Direction, held: Held, rule: Rule) -> Side:
    """Return on which side of its reference a number lies.

    `open` where the comparison is refused or the direction is context. Differences between levels are measured against the
    reference, those between percentages in points.
    """
    if held.problem or direction == "context":
        return "open"
    margin = rule.margin_points if held.unit == _POINTS else rule.margin_percent
    # A difference in the unit of the numbers is put in percent of the reference, so that one margin serves all units.
    distance = held.difference
    if held.unit not in (_POINTS, "percent"):
        if held.against == 0:
            return "open"
        distance = 100 * held.difference / abs(held.against)
    if abs(distance) <= (margin.value or 0.0):
        return "even"
    return "good" if (distance > 0) == (direction == "plus") else "bad"


def votes(direction: Direction, standings: Iterable[Standing], rule: Rule) -> dict[Reference, Side]:
    """Return the vote of each kind of reference: good or bad where all its comparisons agree, otherwise even."""
    found: dict[Reference, set[Side]] = {}
    for standing in standings:
        where = side(direction, standing.held, rule)
        if where != "open":
            found.setdefault(standing.reference, set()).add(where)
    return {kind: sides.pop() if len(sides) == 1 else "even" for kind, sides in found.items()}


def verdict(direction: Direction, standings: Sequence[Standing], rule: Rule) -> Verdict:
    """Return the verdict on an indicator by the rule of this module."""
    if direction == "context":
        return "context"
    counted = votes(direction, standings, rule)
    judged = [standing.held for standing in standings if standing.reference in counted]
    if not enough_references(judged, int(rule.references.value or 0)):
        return "not_determinable"
    sides = list(counted.values())
    if 2 * sides.count("good") > len(sides):
        return "favourable"
    return "unfavourable" if 2 * sides.count("bad") > len(sides) else "mixed"


def indicators(evidence: Evidence) -> tuple[Indicator, ...]:
    """Return the indicators in their order."""
    return tuple(
        Indicator(place, entry["key"], entry["direction"], entry["holder"], tuple(entry["references"]))
        for place, entry in enumerate(evidence.zone["scorecard"], start=1)
    )


def weaknesses(assessed: Iterable[Assessed]) -> tuple[Assessed, ...]:
    """Return the unfavourable indicators: those with the larger share of bad votes first, then with more of them, then by number."""

    def order(entry: Assessed) -> tuple[float, int, int]:
        sides = list(entry.votes.values())
        bad = sides.count("bad")
        return -bad / len(sides), -bad, entry.indicator.number

    return tuple(sorted((entry for entry in assessed if entry.verdict == "unfavourable"), key=order))
