"""Section 4 on the national monthly series: month shares, January and February, season, concentration and its Lorenz curve."""

from __future__ import annotations

from assessment.analysis.structure import gini, lorenz_curve, theil_t
from assessment.findings import Cell, Column, Figure, Name, Quantity, Table, Text
from assessment.situation.flows import difference, frame
from assessment.situation.national import FRUIT, SEASONAL, TOTAL, Key, National
from assessment.situation.pieces import joined


def _column(table: str, name: str, unit: str | None = None, decimals: int | None = None) -> Column:
    return Column(Text(f"structure.table.{table}.{name}"), unit, decimals)


def named(key: Key) -> tuple[Cell, Cell]:
    """Return the direction and the commodity group of a series, for print."""
    return Name("flow", key[0]), Text("structure.group.all") if key[1] == "all" else Name("commodity", key[1])


def months_table(national: National) -> Table:
    """Return mean month shares of fruit and vegetable exports, first and last years, beside those of all exports."""
    rows: list[tuple[Cell, ...]] = []
    for month in range(1, 13):
        before = national.mean_share(FRUIT, national.early, month)
        now = national.mean_share(FRUIT, national.late, month)
        all_exports = national.mean_share(TOTAL, national.late, month)
        rows.append(
            (
                month,
                before,
                now,
                difference(now, before, "percentage_point").rounded_to(1),
                all_exports,
                difference(now, all_exports, "percentage_point").rounded_to(1),
            )
        )
    return Table(
        "structure.months",
        Text("structure.table.months.title"),
        (
            _column("months", "month"),
            _column("months", "before", "percent", 1),
            _column("months", "now", "percent", 1),
            _column("months", "change", "percentage_point", 1),
            _column("months", "all", "percent", 1),
            _column("months", "gap", "percentage_point", 1),
        ),
        frame(rows, "month", "before", "now", "change", "all", "gap"),
        notes=(Text("structure.table.months.note", {"before": _years(national.early), "now": _years(national.late)}),),
    )


def _years(years: list[int]) -> str:
    return ", ".join(str(year) for year in years) or "–"


def early_months_table(national: National) -> Table:
    """Return January and February together by year, so that the date of Tết does not decide the growth."""
    fruit, every = national.early_months(FRUIT), national.early_months(TOTAL)
    rows = [(year, *fruit.get(year, (None, None)), *every[year]) for year in every]
    return Table(
        "structure.early_months",
        Text("structure.table.early_months.title"),
        (
            Column(Text("common.column.year")),
            _column("early_months", "fruit", "usd_million"),
            _column("early_months", "fruit_growth", "percent", 1),
            _column("early_months", "all", "usd_million"),
            _column("early_months", "all_growth", "percent", 1),
        ),
        frame(rows, "year", "fruit", "fruit_growth", "all", "all_growth"),
        notes=(Text("structure.table.early_months.note"),),
    )


def season_table(national: National) -> Table:
    """Return seasonal strength and peak-to-mean by commodity group."""

    def row(key: Key) -> tuple[Cell, ...]:
        return (
            *named(key),
            national.months_used(key),
            national.strength(key),
            national.last_year(key),
            national.peak_to_mean(key),
        )

    return Table(
        "structure.season",
        Text("structure.table.season.title"),
        (
            Column(Text("common.column.flow")),
            _column("season", "group"),
            _column("season", "months", "month", 0),
            _column("season", "strength", "ratio", 2),
            _column("season", "year"),
            _column("season", "peak", "times", 2),
        ),
        frame([row(key) for key in SEASONAL], "flow", "group", "months", "strength", "year", "peak"),
        notes=(Text("structure.table.season.note"),),
    )


def concentration_table(national: National) -> Table:
    """Return the concentration of Vietnam's exports on commodity groups by year, both normalisations named."""
    formula = "structure.formula"
    rows = [
        (
            year,
            national.concentration(year, lambda index: index.herfindahl, "ratio", "hhi"),
            national.concentration(
                year, lambda index: index.normalised_herfindahl, "ratio", f"{formula}.normalised_herfindahl"
            ),
            national.concentration(year, lambda index: index.unctad, "ratio", f"{formula}.unctad"),
            national.effective(year),
            national.index(year, theil_t, "ratio", f"{formula}.theil"),
            _gini(national, year),
            national.concentration(year, lambda index: 100 * index.largest, "percent", f"{formula}.largest"),
        )
        for year in national.december_years
    ]
    last = national.december_years[-1] if national.december_years else 0
    return Table(
        "structure.concentration",
        Text("structure.table.concentration.title"),
        (
            Column(Text("common.column.year")),
            _column("concentration", "herfindahl", "ratio", 3),
            _column("concentration", "normalised", "ratio", 3),
            _column("concentration", "unctad", "ratio", 3),
            _column("concentration", "effective", "count", 2),
            _column("concentration", "theil", "ratio", 3),
            _column("concentration", "gini", "ratio", 3),
            _column("concentration", "largest", "percent", 1),
        ),
        frame(rows, "year", "herfindahl", "normalised", "unctad", "effective", "theil", "gini", "largest"),
        notes=(
            Text(
                "structure.table.concentration.note",
                {"groups": len(national.groups), "coverage": national.coverage(last)},
            ),
        ),
    )


def lorenz_figure(national: National) -> Figure:
    """Return the Lorenz curve of exports over the fixed list of groups: first, most concentrated and last year, Gini in the note."""
    known = national.december_years
    years = sorted({known[0], national.most_concentrated or known[0], known[-1]}) if known else []
    rows: list[tuple[Cell, Quantity, Cell]] = [
        (count, _smallest(national, year, count), year) for year in years for count in range(len(national.groups) + 1)
    ]
    notes = [Text("structure.figure.lorenz.gini", {"year": year, "gini": _gini(national, year)}) for year in years]
    return Figure(
        "structure.lorenz",
        frame(rows, "x", "y", "series"),
        "lorenz",
        Text("structure.figure.lorenz.caption"),
        Text("structure.figure.lorenz.alt"),
        notes=(Text("structure.figure.lorenz.note", {"gini": joined(notes)}),),
    )


def _gini(national: National, year: int) -> Quantity:
    return national.index(year, gini, "ratio", "structure.formula.gini").rounded_to(3)


def _smallest(national: National, year: int, count: int) -> Quantity:
    """Return what percent of exports the `count` smallest groups hold together."""
    return national.index(
        year,
        lambda values: 100 * float(lorenz_curve(values)["value"].iloc[count]),
        "percent",
        "structure.formula.lorenz",
    ).rounded_to(1)


def revision_table(national: National) -> Table:
    """Return the sum of the first monthly estimates beside the year to December, for fruit and vegetable exports."""
    rows = [
        (year, national.months_sum(year), national.of_year(year, FRUIT[1]), national.revision(year))
        for year in national.december_years
    ]
    return Table(
        "structure.revision",
        Text("structure.table.revision.title"),
        (
            Column(Text("common.column.year")),
            _column("revision", "months", "usd_million"),
            _column("revision", "december", "usd_million", 1),
            _column("revision", "gap", "percent", 1),
        ),
        frame(rows, "year", "months", "december", "gap"),
        notes=(Text("structure.table.revision.note"),),
        annex_only=True,
    )
