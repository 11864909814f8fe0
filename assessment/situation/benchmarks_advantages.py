"""Section 8, Article 15(1)(b): comparative advantages of the province against the country, with what the figures leave open.

The verdict on an activity follows one rule: above the country where even the lowest quotient the figures allow exceeds 1, below it
where even the highest falls short of 1, otherwise not to be told apart. What the figures allow depends on what they are: of
things counted one by one a Poisson interval, of published values only the bounds of their rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from assessment.analysis.growth import rounding_interval
from assessment.analysis.quotient_interval import count_interval, quotient_bounds
from assessment.analysis.specialisation import structural_difference
from assessment.evidence import Evidence
from assessment.findings import Cell, Figure, Finding, Name, Period, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import column, shared_column
from assessment.situation.benchmarks_provinces import ACTIVITIES, LABOUR, POPULATION, Panel, panel_of, quotient_of
from assessment.situation.fdi import COUNTRY
from assessment.situation.flows import frame, share

Verdict: TypeAlias = Literal["above", "below", "open", "unknown"]
Figures: TypeAlias = tuple[Quantity, Quantity, Quantity, Quantity]
"""Activity and size of the province, activity and size of the country."""

COUNTED: Final = ("markets", "farms")
"""Activities whose figures are numbers of separate units, printed to the unit; animals are printed in thousands and kept in herds."""

NAMED: Final = 3
"""Activities named in the finding on either side."""

LEVEL: Final = 1 - 0.05 / len(COUNTED)
"""Of one interval, so that all of them together hold at 95 % (Bonferroni)."""

INCOME: Final = ("agriculture_forestry_fishery", "salary_and_wage", "non_agriculture", "other")
_DECIMALS: Final = 3


@dataclass(frozen=True)
class Advantage:
    """An activity of the province against the country in the last year; its verdict held in `same` of `every` year."""

    label: Cell
    counted: bool
    period: Period
    quotient: Quantity
    low: Quantity
    high: Quantity
    verdict: Verdict
    by_labour: Verdict
    same: Quantity
    every: Quantity

    @property
    def fragile(self) -> bool:
        """Whether the verdict of the last year is not that of most years."""
        return 2 * (self.same.value or 0.0) <= (self.every.value or 0.0)

    @property
    def interval(self) -> Text:
        """What the ends are."""
        return Text(f"benchmarks.interval.{'count' if self.counted else 'rounding'}")


def _possible(figures: Figures) -> bool:
    """Return whether the province has no more than the country; anything else is a mistake of the record."""
    part, whole, country_part, country_whole = (figure.value or 0.0 for figure in figures)
    return 0 <= part <= country_part and 0 < whole < country_whole


def _ends(figures: Figures, *, counted: bool) -> tuple[float, float]:
    """Return the lowest and highest quotient the four figures allow."""
    values = [float(quantity.value or 0.0) for quantity in figures]
    if counted:
        # Markets and farms are not parts of the people, so the model is one of counts per head.
        found = count_interval(values[0], values[1], values[2], values[3], model="poisson", level=LEVEL)
        return found.low, found.high
    ranges = [rounding_interval(value, figure.precision) for value, figure in zip(values, figures, strict=True)]
    part, whole, country_part, country_whole = ((max(low, 0.0), high) for low, high in ranges)
    return quotient_bounds(part, whole, country_part, country_whole)


def _quotient(figures: Figures, *, counted: bool = False) -> tuple[Quantity, Quantity, Quantity]:
    """Return the quotient and the ends of what the figures allow."""
    kind = "count" if counted else "rounding"

    def end(side: int) -> Quantity:
        return derive(
            f"benchmarks.formula.quotient_{kind}",
            "ratio",
            lambda *_: _ends(figures, counted=counted)[side],
            *figures,
            decimals=_DECIMALS,
        )

    return quotient_of(*figures, decimals=_DECIMALS), end(0), end(1)


def verdict(low: Quantity, high: Quantity) -> Verdict:
    """Return which side of the country an interval lies on; `open` where it holds 1."""
    if low.value is None or high.value is None:
        return "unknown"
    return "above" if low.value > 1 else "below" if high.value < 1 else "open"


def advantages(evidence: Evidence) -> list[Advantage]:
    """Return the activities of which province, country and population have figures, the largest quotient first."""
    people, labour = panel_of(evidence, POPULATION), panel_of(evidence, LABOUR)
    found = [_advantage(panel_of(evidence, name), people, labour, evidence) for name in ACTIVITIES]
    return sorted((entry for entry in found if entry), key=lambda entry: -(entry.quotient.value or 0.0))


def _advantage(panel: Panel, people: Panel, labour: Panel, evidence: Evidence) -> Advantage | None:
    province = evidence.zone["zone"]["province"]

    def figures(size: Panel, year: int) -> Figures:
        return panel.at(province, year), size.at(province, year), panel.at(COUNTRY, year), size.at(COUNTRY, year)

    both = set(panel.years(province, COUNTRY)) & set(people.years(province, COUNTRY))
    years = [year for year in sorted(both) if _possible(figures(people, year))]
    if not years:
        return None
    counted = panel.indicator in COUNTED and all(
        float(panel.at(name, year).value or 0.0).is_integer() for name in (province, COUNTRY) for year in years
    )
    yearly = {year: _quotient(figures(people, year), counted=counted) for year in years}
    quotient, low, high = yearly[years[-1]]
    verdicts = [verdict(*ends) for _, *ends in yearly.values()]
    same, every = (
        _number(how_many, [entry[0] for entry in yearly.values()])
        for how_many in (verdicts.count(verdicts[-1]), len(verdicts))
    )
    return Advantage(
        Name("indicator", panel.indicator),
        counted,
        panel.periods[years[-1]],
        quotient,
        low,
        high,
        verdicts[-1],
        verdict(*_quotient(figures(labour, years[-1]), counted=counted)[1:]),
        same,
        every,
    )


def advantages_table(found: Sequence[Advantage]) -> Table:
    """Return activities with quotient, what the figures leave open, kind of the interval and verdict."""
    rows = [
        (
            entry.label,
            entry.period,
            entry.quotient,
            entry.low,
            entry.high,
            entry.interval,
            _words(entry.verdict),
            Text("benchmarks.advantage.steady", {"same": entry.same, "all": entry.every}),
            _words(entry.by_labour),
        )
        for entry in found
    ]
    return Table(
        "benchmarks.advantages",
        Text("benchmarks.table.advantages.title"),
        (
            shared_column("indicator"),
            shared_column("year"),
            column("benchmarks", "quotient", None, _DECIMALS),
            column("benchmarks", "lowest", None, _DECIMALS),
            column("benchmarks", "highest", None, _DECIMALS),
            column("benchmarks", "interval"),
            column("benchmarks", "verdict"),
            column("benchmarks", "steady"),
            column("benchmarks", "verdict_labour"),
        ),
        frame(rows, "indicator", "year", "quotient", "low", "high", "kind", "verdict", "steady", "by_labour"),
        notes=tuple(Text(f"benchmarks.table.advantages.{note}") for note in ("rule", "kinds", "unsure")),
        wide=True,
    )


def _words(found: Verdict) -> Cell:
    if found == "unknown":
        return not_determinable(Text("common.reason.no_row"), "ratio")
    return Text(f"benchmarks.verdict.{found}")


def advantages_figure(found: Sequence[Advantage]) -> Figure:
    """Return the dot chart of the quotients with whiskers; 1 is as much as the country for its people."""
    points = [
        (entry.label, point, entry.interval)
        for entry in found
        for point in (
            entry.quotient,
            replace(entry.low, precision="lower"),
            replace(entry.high, precision="upper"),
        )
    ]
    even = [derive("ratio", "ratio", lambda value: value / value, entry.quotient, decimals=0) for entry in found[:1]]
    return Figure(
        "benchmarks.advantages",
        frame(points, "x", "y", "series"),
        "dots",
        Text("benchmarks.figure.advantages.caption"),
        Text("benchmarks.figure.advantages.alt"),
        options={
            "whiskers": True,
            # A quotient of nothing has no place on an axis of ratios.
            "log": all((entry.low.value or 0.0) > 0 for entry in found),
            "references": [{"value": value, "label": Text("benchmarks.series.even_quotient")} for value in even],
        },
    )


@dataclass(frozen=True)
class IncomeSource:
    """A source of income: its share in the province and in the country, and the quotient of the two."""

    name: str
    own: Quantity
    country: Quantity
    quotient: Quantity
    low: Quantity
    high: Quantity


@dataclass(frozen=True)
class IncomeStructure:
    """Income a head by source in the last year both have: the one structure whose parts make up one total.

    `hoover` is half the sum of absolute differences of the shares, `krugman` that sum.
    """

    period: Period
    sources: list[IncomeSource]
    hoover: Quantity
    krugman: Quantity


def income_structure(evidence: Evidence) -> IncomeStructure | None:
    """Return the structure of income of the province against the country, or None where a part of it was not published."""
    panels = [panel_of(evidence, "income_per_capita_month", part) for part in ("all", *INCOME)]
    province = evidence.zone["zone"]["province"]
    years = set.intersection(*(set(panel.years(province, COUNTRY)) for panel in panels))
    if not years:
        return None
    year, (whole, *parts) = max(years), panels
    sources = []
    for name, panel in zip(INCOME, parts, strict=True):
        figures = panel.at(province, year), whole.at(province, year), panel.at(COUNTRY, year), whole.at(COUNTRY, year)
        sources.append(IncomeSource(name, share(*figures[:2]), share(*figures[2:]), *_quotient(figures)))
    count = len(sources)

    def index(name: str, times: int) -> Quantity:
        return derive(
            f"benchmarks.formula.{name}",
            "ratio",
            lambda *values: times * structural_difference(values[:count], values[count:]),
            *(panel.at(place, year) for place in (province, COUNTRY) for panel in parts),
            decimals=_DECIMALS,
        )

    ordered = sorted(sources, key=lambda source: -(source.quotient.value or 0.0))
    return IncomeStructure(whole.periods[year], ordered, index("hoover", 1), index("krugman", 2))


def income_table(found: IncomeStructure | None) -> Table:
    """Return shares of income by source with their quotients."""
    rows: list[tuple[Cell, ...]] = [
        (
            Name("breakdown", source.name),
            source.own,
            source.country,
            source.quotient,
            source.low,
            source.high,
            _words(verdict(source.low, source.high)),
        )
        for source in (found.sources if found else ())
    ]
    return Table(
        "benchmarks.income",
        Text("benchmarks.table.income.title", {"year": found.period} if found else {}),
        (
            column("benchmarks", "income_source"),
            shared_column("province", "percent", 1),
            shared_column("country", "percent", 1),
            column("benchmarks", "quotient", None, _DECIMALS),
            column("benchmarks", "lowest", None, _DECIMALS),
            column("benchmarks", "highest", None, _DECIMALS),
            column("benchmarks", "verdict"),
        ),
        frame(rows, "source", "own", "country", "quotient", "low", "high", "verdict"),
        notes=(Text("benchmarks.table.income.note"),),
    )


def specialisation_table(found: Sequence[Advantage], income: IncomeStructure | None) -> Table:
    """Return the indices of Hoover and Krugman where the activities are parts of one total, and why not elsewhere."""
    rows: list[tuple[Cell, ...]] = []
    if income:
        rows.append((Text("benchmarks.structure.income"), income.period, income.hoover, income.krugman))
    if rows or found:
        for name in ("activities", "sectors"):
            unknown = not_determinable(Text(f"benchmarks.reason.structure_{name}"), "ratio")
            rows.append((Text(f"benchmarks.structure.{name}"), None, unknown, unknown))
    return Table(
        "benchmarks.specialisation",
        Text("benchmarks.table.specialisation.title"),
        (
            column("benchmarks", "structure"),
            shared_column("year"),
            column("benchmarks", "hoover", None, _DECIMALS),
            column("benchmarks", "krugman", None, _DECIMALS),
        ),
        frame(rows, "structure", "year", "hoover", "krugman"),
        notes=(Text("benchmarks.table.specialisation.note"),),
    )


def advantages_finding(found: Sequence[Advantage]) -> Finding | None:
    """Return the sentence that answers Article 15(1)(b): above, below, how sure, and what is not known."""
    if not found:
        return None
    quotients = [entry.quotient for entry in found]
    sides = {side: [entry for entry in found if entry.verdict == side] for side in ("above", "below", "open")}
    agree = sum(entry.verdict == entry.by_labour for entry in found)
    return Finding(
        Text(
            "benchmarks.finding.advantages",
            {
                "count": _number(len(found), quotients),
                **{side: _number(len(entries), quotients) for side, entries in sides.items()},
                "agree": _number(agree, quotients),
                "above_list": _listed(sides["above"][:NAMED]),
                "below_list": _listed(sides["below"][::-1][:NAMED]),
                "open_list": _listed(sides["open"][:NAMED]),
                "fragile_list": _listed([entry for entry in found if entry.fragile][:NAMED]),
            },
        ),
        "B",
    )


def _number(how_many: int, of: Sequence[Quantity]) -> Quantity:
    """Return a number of verdicts, which rests on all the quotients that were judged."""
    return derive("benchmarks.formula.verdicts", "count", lambda *_: how_many, *of, decimals=0)


def _listed(entries: Sequence[Advantage]) -> Text:
    """Return activities with their quotients, as many as there are."""
    values: dict[str, Cell] = {}
    for place, entry in enumerate(entries, start=1):
        values |= {f"name_{place}": entry.label, f"quotient_{place}": entry.quotient.rounded_to(2)}
    return Text(f"benchmarks.listed.{len(entries)}", values)
