"""Section 4: structure and resilience — which gates and goods, how seasonal, how concentrated, what if a gate closes."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Cell, Figure, Finding, Grade, Missing, Name, Quantity, Section, Text
from assessment.situation.declared import Declared
from assessment.situation.declared_groups import group_tables
from assessment.situation.declared_structure import structure_figures, structure_findings, structure_tables
from assessment.situation.flows import frame
from assessment.situation.national import FRUIT, TOTAL, National
from assessment.situation.structure_adjusted import Adjusted
from assessment.situation.structure_breaks import Breaks
from assessment.situation.structure_gates import GateVehicles
from assessment.situation.structure_goods import commodities_table, gate_checks_table, gates_table
from assessment.situation.structure_growth import Contributions, Trends
from assessment.situation.structure_nowcast import nowcast_missing
from assessment.situation.structure_prices import Prices, prices_missing
from assessment.situation.structure_season import (
    concentration_table,
    early_months_table,
    lorenz_figure,
    months_table,
    revision_table,
    season_table,
)


def section(evidence: Evidence) -> Section:
    """Return the section on structure and resilience."""
    national = National(evidence)
    gates = GateVehicles(evidence)
    adjusted = Adjusted(national)
    breaks = Breaks(evidence, adjusted)
    contributions, trends = Contributions(national), Trends(national)
    prices = Prices(evidence)
    declared = Declared(evidence)
    return Section(
        "structure",
        Text("structure.title"),
        Text("structure.questions"),
        findings=(
            *_findings(national, gates),
            *(finding for part in (adjusted, breaks, contributions, trends) for finding in part.findings()),
            *structure_findings(declared),
        ),
        tables=(
            gates.table(),
            gates_table(evidence),
            gate_checks_table(evidence),
            commodities_table(evidence, chapter=True),
            months_table(national),
            early_months_table(national),
            season_table(national),
            adjusted.quality_table(),
            adjusted.tet_table(),
            adjusted.spread_table(),
            breaks.table(),
            breaks.events_table(),
            concentration_table(national),
            trends.table(),
            contributions.table(),
            *((prices.table(),) if prices.known else ()),
            *structure_tables(declared),
            *group_tables(evidence, declared),
            commodities_table(evidence, chapter=False),
            revision_table(national),
        ),
        figures=tuple(
            figure
            for figure in (
                gates.figure(),
                _heatmap(national),
                adjusted.month_figure(national),
                adjusted.figure(),
                breaks.figure(),
                _concentration_figure(national),
                lorenz_figure(national),
                contributions.figure(),
                *structure_figures(declared),
            )
            if any(quantity.known for quantity in figure.data["y"])
        ),
        missing=(*_missing(declared), *prices_missing(prices), *nowcast_missing(evidence)),
        conclusion=(
            Text(
                "structure.conclusion.what",
                {
                    "largest": gates.largest_share("2025-07"),
                    "season": national.strength(FRUIT),
                    "all": national.strength(TOTAL),
                    "original": adjusted.spread(TOTAL, "original"),
                    "adjusted": adjusted.spread(TOTAL, "adjusted"),
                },
            ),
            Text("structure.conclusion.how_sure"),
            Text("structure.conclusion.supports"),
        ),
    )


def _missing(declared: Declared) -> tuple[Missing, ...]:
    return tuple(
        Missing(Text(f"structure.missing.{key}.what"), Name("agency", holder), Text(f"structure.missing.{key}.use"))
        for key, holder in (
            ("goods", "customs_branch_vi"),
            ("gates", "zone_board"),
            ("partners", "customs_branch_vi"),
            ("yards", "zone_board"),
        )
        # What goods lines of whole years bring is missing no more.
        if not (declared.years and key in ("goods", "partners"))
    )


def _findings(national: National, gates: GateVehicles) -> tuple[Finding, ...]:
    low, high = national.extreme_months()
    first, last = (national.december_years[place] if national.december_years else 0 for place in (0, -1))
    lowest = national.most_concentrated or 0
    graded: list[tuple[Grade, str, dict[str, Cell]]] = [
        (
            "C",
            "gates",
            {
                "largest": gates.largest_share("2025-07"),
                "second": gates.rank_share("2025-07", 1),
                "effective": gates.effective("2025-07"),
                "effective_before": gates.effective("2024-08-22"),
            },
        ),
        ("C", "outside", {"share": gates.outside_share("2025-07"), "before": gates.outside_share("2024-08-22")}),
        (
            "B",
            "season",
            {
                "fruit": national.strength(FRUIT),
                "all": national.strength(TOTAL),
                "months": national.months_used(FRUIT),
                "high_month": high[0],
                "high": high[1],
                "low_month": low[0],
                "low": low[1],
                "year": national.last_year(FRUIT),
                "peak": national.peak_to_mean(FRUIT),
            },
        ),
        (
            "B",
            "concentration",
            {
                "first_year": first,
                "first": national.effective(first),
                "lowest_year": lowest,
                "lowest": national.effective(lowest),
                "last_year": last,
                "last": national.effective(last),
            },
        ),
        (
            "B",
            "revision",
            {
                "first_year": first,
                "first": national.revision(first),
                "last_year": last,
                "last": national.revision(last),
            },
        ),
    ]
    return tuple(
        Finding(Text(f"structure.finding.{key}", values), grade)
        for grade, key, values in graded
        if all(not isinstance(value, Quantity) or value.known for value in values.values())
    )


def _heatmap(national: National) -> Figure:
    rows = [
        (month, national.month_share(FRUIT, year, month), year)
        for year in national.complete_years(FRUIT)
        for month in range(1, 13)
    ]
    return Figure(
        "structure.months",
        frame(rows, "x", "y", "series"),
        "heatmap",
        Text("structure.figure.months.caption"),
        Text("structure.figure.months.alt"),
        notes=(Text("structure.figure.months.note"),),
    )


def _concentration_figure(national: National) -> Figure:
    rows = [(year, national.effective(year), Text("structure.series.effective")) for year in national.december_years]
    return Figure(
        "structure.concentration",
        frame(rows, "x", "y", "series"),
        "lines",
        Text("structure.figure.concentration.caption"),
        Text("structure.figure.concentration.alt"),
    )
