"""The parts of a scoring model as data: sectors, gates, pillars, criteria with their goalposts, and the rules that go with them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from assessment.findings import Grade
from assessment.scoring.aggregate import Between
from assessment.scoring.declaration import Node
from assessment.scoring.normalise import Direction, Method

Transform: TypeAlias = Literal["none", "log", "cap", "signed_root"]
GateResult: TypeAlias = Literal["pass", "fail", "conditional", "not_applicable", "unknown"]
Origin: TypeAlias = Literal["policy", "reference", "input"]
WeightRule: TypeAlias = Literal["equal_pillars", "equal_criteria", "entropy", "critic", "panel", "ahp"]

METHODS: Final[tuple[Method, ...]] = get_args(Method)
BETWEEN: Final[tuple[Between, ...]] = get_args(Between)
WHOLE: Final = 100.0


def equal_shares(pillars: Sequence[str]) -> dict[str, float]:
    """Return equal shares in percent by pillar, given the pillar of every criterion.

    >>> equal_shares(["x", "x", "y"])
    {'x': 50.0, 'y': 100.0}
    """
    return {pillar: WHOLE / pillars.count(pillar) for pillar in pillars}


@dataclass(frozen=True)
class Sector:
    """A candidate and the classes of each source it is measured by; empty where a source has no class for it.

    `group` says which sectors resemble it (donors when a value is imputed). Trade is measured over all its export and import groups
    together, ``all`` being the whole trade of the country; `activities` are indicators of the provincial tables that share a unit.
    """

    key: str
    group: str = ""
    hs: tuple[str, ...] = ()
    vsic: tuple[str, ...] = ()
    investment_sector: str = ""
    export_groups: tuple[str, ...] = ()
    import_groups: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    zone_sector: str = ""

    @classmethod
    def read(cls, node: Node) -> Sector:
        """Return a sector from its declaration."""
        lists = ("hs", "vsic", "export_groups", "import_groups", "activities")
        read = cls(
            node.text("key"),
            node.text("group"),
            investment_sector=node.text("investment_sector", ""),
            zone_sector=node.text("zone_sector", ""),
            **{name: node.texts(name, ()) for name in lists},
        )
        node.done()
        return read


@dataclass(frozen=True)
class GateState:
    """What is publicly determinable of a gate for some sectors: the result, the condition if there is one, and the source.

    `record` names rows of the tidy tables that show it: the table, the period where there is one, and keys.
    """

    sectors: tuple[str, ...]
    result: GateResult
    source_vi: str
    source_en: str
    url: str = ""
    condition_vi: str = ""
    condition_en: str = ""
    record: Mapping[str, str] | None = None

    @classmethod
    def read(cls, node: Node) -> GateState:
        """Return a state from its declaration."""
        record = node.node("record") if node.has("record") else None
        read = cls(
            node.texts("sectors"),
            node.choice("result", get_args(GateResult)),
            node.text("source_vi"),
            node.text("source_en"),
            node.text("url", ""),
            node.text("condition_vi", ""),
            node.text("condition_en", ""),
            None if record is None else record.words(),
        )
        if (read.result == "conditional") != bool(read.condition_vi and read.condition_en):
            raise node.fault(
                "condition_vi",
                read.condition_vi,
                "a condition in both languages with the result conditional, and only then",
            )
        node.done()
        return read


@dataclass(frozen=True)
class Gate:
    """A condition that excludes and is never traded off, who decides on it, and what is known; sectors not named are unknown."""

    key: str
    holder: str
    states: tuple[GateState, ...] = ()

    def state(self, sector: str) -> GateState:
        """Return the state of a sector."""
        for state in self.states:
            if sector in state.sectors:
                return state
        return GateState((sector,), "unknown", "", "")

    @classmethod
    def read(cls, node: Node) -> Gate:
        """Return a gate from its declaration."""
        states = tuple(GateState.read(entry) for entry in node.nodes("states", "#"))
        named = [sector for state in states for sector in state.sectors]
        if twice := sorted({sector for sector in named if named.count(sector) > 1}):
            raise node.fault("states", ", ".join(twice), "each sector in one state only")
        read = cls(node.text("key"), node.text("holder"), states)
        node.done()
        return read


@dataclass(frozen=True)
class Goalposts:
    """Where a criterion's scale begins and ends: never at the values of the scored sectors.

    `origin` ``policy``: the two numbers, with their source. ``reference``: percentiles of a wider population, named by `rule`, that
    code computes (:mod:`assessment.scoring.reference`). ``input``: rows of the input table that the holder fills in.
    """

    origin: Origin
    low: float | None = None
    high: float | None = None
    rule: str = ""
    percentiles: tuple[float, float] = (5.0, 95.0)
    source: str = ""

    @classmethod
    def read(cls, node: Node) -> Goalposts:
        """Return goalposts from their declaration."""
        origin: Origin = node.choice("origin", get_args(Origin))
        if origin == "policy":
            bounds = -math.inf, math.inf
            low, high = (node.number(end, *bounds) for end in ("low", "high"))
            read = cls(origin, low, high, source=node.text("source"))
            if not (math.isfinite(low) and math.isfinite(high) and low < high):
                raise node.fault("low", low, f"a finite number below the high goalpost {high:g}")
        elif origin == "reference":
            ends = node.number("low_percentile", 0, 100, 5.0), node.number("high_percentile", 0, 100, 95.0)
            if ends[0] >= ends[1]:
                raise node.fault("low_percentile", ends[0], f"less than high_percentile {ends[1]:g}")
            read = cls(origin, rule=node.text("rule"), percentiles=ends, source=node.text("source", ""))
        else:
            read = cls(origin, source=node.text("source", ""))
        node.done()
        return read

    def declared(self) -> dict[str, object]:
        """Return the declaration that reads as these goalposts."""
        own: dict[str, object] = {"origin": self.origin, "source": self.source}
        if self.origin == "policy":
            own |= {"low": self.low, "high": self.high}
        elif self.origin == "reference":
            own |= dict(zip(("low_percentile", "high_percentile"), self.percentiles, strict=True)) | {"rule": self.rule}
        return own


@dataclass(frozen=True)
class Pillar:
    """A pillar and its weight, in percent of the whole."""

    key: str
    weight: float

    @classmethod
    def read(cls, node: Node) -> Pillar:
        """Return a pillar from its declaration."""
        read = cls(node.text("key"), node.number("weight", 0, 100))
        node.done()
        return read


@dataclass(frozen=True)
class Criterion:
    """A criterion: its measure, and how a value becomes a score.

    `share` is its weight in percent of its pillar (equal shares where the declaration gives none). `grade` is the best grade its
    values may have, for measures that stand in for what is meant. `stand_in` is the measure taken where the input table has no value;
    `holder` the agency that has the data.
    """

    key: str
    pillar: str
    measure: str
    unit: str
    direction: Direction
    transform: Transform
    share: float
    goalposts: Goalposts
    grade: Grade = "A"
    stand_in: str = ""
    holder: str = ""

    @classmethod
    def read(cls, node: Node, pillars: tuple[str, ...], equal: float) -> Criterion:
        """Return a criterion from its declaration; `equal` is its share where none is given."""
        read = cls(
            node.text("key"),
            node.choice("pillar", pillars),
            node.text("measure"),
            node.text("unit"),
            node.choice("direction", get_args(Direction)),
            node.choice("transform", get_args(Transform)),
            node.number("share", 0, 100, equal),
            Goalposts.read(node.node("goalposts")),
            node.choice("grade", get_args(Grade), "A"),
            node.text("stand_in", ""),
            node.text("holder", ""),
        )
        node.done()
        return read


@dataclass(frozen=True)
class Coverage:
    """The rule on missing data: least percent of the whole weight, and of every pillar's, for a sector to be scored."""

    total_percent: float
    pillar_percent: float

    @classmethod
    def read(cls, node: Node) -> Coverage:
        """Return the rule from its declaration."""
        read = cls(node.number("total_percent", 0, 100), node.number("pillar_percent", 0, 100))
        node.done()
        return read


@dataclass(frozen=True)
class ClassRule:
    """When a sector is of class A, B or C (METHODS 11.9): number of places `k`, probabilities, floor of pillars, ranks of leeway."""

    k: int
    priority: float
    conditional: float
    acceptability: float
    pillar_floor: float
    leeway: int

    @classmethod
    def read(cls, node: Node) -> ClassRule:
        """Return the rule from its declaration."""
        read = cls(
            node.whole_number("k", 1),
            node.number("priority", 0, 1),
            node.number("conditional", 0, 1),
            node.number("acceptability", 0, 1),
            node.number("pillar_floor", 1, 100),
            node.whole_number("leeway"),
        )
        if read.conditional > read.priority:
            raise node.fault(
                "conditional", read.conditional, f"at most the bound of class A, priority = {read.priority:g}"
            )
        node.done()
        return read


@dataclass(frozen=True)
class Draws:
    """Seed and number of the random draws."""

    seed: int
    count: int

    @classmethod
    def read(cls, node: Node) -> Draws:
        """Return them from their declaration."""
        read = cls(node.whole_number("seed"), node.whole_number("count", 1))
        node.done()
        return read


@dataclass(frozen=True)
class Alternatives:
    """Choices published beside the base, by name."""

    normalisation: tuple[Method, ...]
    aggregation: tuple[str, ...]
    weights: tuple[WeightRule, ...]

    @classmethod
    def read(cls, node: Node) -> Alternatives:
        """Return them from their declaration."""
        allowed = {
            "normalisation": METHODS,
            "aggregation": (*BETWEEN, "promethee", "copeland", "topsis"),
            "weights": get_args(WeightRule),
        }
        found = {key: node.texts(key, ()) for key in allowed}
        for key, names in found.items():
            if wrong := [name for name in names if name not in allowed[key]]:
                raise node.fault(key, wrong[0], f"one of {', '.join(allowed[key])}")
        node.done()
        return cls(**found)  # type: ignore[arg-type]
