"""Section 6 on what became of promises: capital implemented, land let, what a hectare carries, how long projects take.

All of it rests on the reports of the zone's board (forms 2109, 2110, 2113) at their last date; nothing is published in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.analysis.land import TakeUp, concentration_by, per_hectare, realisation, take_up
from assessment.analysis.survival import project_times, time_to_operation
from assessment.evidence import Evidence, observe
from assessment.findings import Cell, Figure, Finding, Name, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import column, shared_column
from assessment.situation.flows import frame

BOARD: Final = "zone_board_reports"
_DATES: Final = ("registered_on", "operating_on", "revoked_on")
_MONEY: Final = {"fdi": "usd_million", "domestic": "vnd_billion"}
_KEY: Final = re.compile("[a-z0-9_]+")
_NOT_REPORTED: Final = Text("investment.reason.not_reported")


def report_days(evidence: Evidence, table: str) -> list[pd.Timestamp]:
    """Return the days of the board's reports in a tidy table, in their order."""
    return sorted(evidence.rows(table, source=BOARD)["period_end"].dropna().unique())


def _report(evidence: Evidence, table: str, day: pd.Timestamp | None, **keys: Any) -> pd.DataFrame:
    """Return the rows of the board's report of a day, of the last one where none is named."""
    found = evidence.rows(table, source=BOARD, **keys)
    own: pd.DataFrame = found[found["period_end"] == (found["period_end"].max() if day is None else day)]
    return own


def ledger(evidence: Evidence, day: pd.Timestamp | None = None) -> tuple[TakeUp, pd.DataFrame] | None:
    """Return the land let of the land planned by functional area, and the rows (area × measure) of both; None without a report.

    A functional area without a figure of land let keeps the total open between two bounds.
    """
    found = _report(
        evidence, "land", day, geography=evidence.zone["zone"]["geography"], measure=["planned", "leased"], unit="ha"
    )
    found = found[found["functional_area"] != "all"]
    if not (found["measure"] == "leased").any():
        return None
    best = found.drop_duplicates(["functional_area", "measure"])
    values = best.pivot(index="functional_area", columns="measure", values="value").reindex(
        columns=["planned", "leased"]
    )
    return take_up(values["leased"], values["planned"]), best


def let_share(evidence: Evidence, day: pd.Timestamp | None = None) -> Quantity:
    """Return the land let in percent of the land planned for functional areas; not determinable without a ledger."""
    found = ledger(evidence, day)
    if found is None:
        return not_determinable(Text("investment.reason.no_ledger"), "percent")
    return _share(*found)


def _share(let: TakeUp, rows: pd.DataFrame) -> Quantity:
    if let.problem:
        return not_determinable(Text(f"investment.reason.{let.problem}"), "percent")
    inputs = [observe(row) for row in rows.to_dict("records")]
    return derive("share", "percent", lambda *_: let.total, *inputs, decimals=1)


def ledger_table(evidence: Evidence) -> Table:
    """Return land planned and let by functional area with its take-up; without rows where the board has not reported."""
    found = ledger(evidence)
    rows: list[tuple[Cell, ...]] = []
    if found is not None:
        let, observed = found
        cells = {
            (row["functional_area"], row["measure"]): observe(row, decimals=1) for row in observed.to_dict("records")
        }
        for area in let.percent.index:
            pair = [cells.get((area, name), not_determinable(_NOT_REPORTED, "ha")) for name in ("planned", "leased")]
            own = derive("share", "percent", lambda planned, leased: 100 * leased / planned, *pair, decimals=1)
            rows.append((Name("functional_area", str(area)), *pair, own))
        sums = [_sum([cell for (_, name), cell in cells.items() if name == wanted]) for wanted in ("planned", "leased")]
        rows.append((Text("investment.land.functional"), *sums, _share(let, observed)))
    return Table(
        "investment.ledger",
        Text("investment.table.ledger.title"),
        (
            column("investment", "functional_area"),
            column("investment", "planned_ha", "ha", 1),
            column("investment", "leased_ha", "ha", 1),
            column("investment", "let_percent", "percent", 1),
        ),
        frame(rows, "area", "planned", "leased", "share"),
        notes=(Text("investment.table.ledger.note"),),
    )


def ledger_figure(evidence: Evidence) -> Figure:
    """Return the land let and still to be let by functional area, stacked to the land planned."""
    table = ledger_table(evidence)
    points: list[tuple[Cell, ...]] = []
    for row in table.frame.to_dict("records")[:-1]:
        left = derive("difference", "ha", lambda planned, leased: planned - leased, row["planned"], row["leased"])
        points += [
            (row["area"], value, Text(f"investment.series.{name}"))
            for name, value in (("let", row["leased"]), ("to_let", left))
        ]
    return Figure(
        "investment.ledger",
        frame(points, "x", "y", "series"),
        "stacked_bars",
        Text("investment.figure.ledger.caption"),
        Text("investment.figure.ledger.alt"),
    )


def _sum(cells: Sequence[Quantity]) -> Quantity:
    return derive("sum", "ha", lambda *values: float(np.sum(values)), *cells, decimals=1)


def performance_table(evidence: Evidence) -> Table:
    """Return realisation, use of land, time to operation and concentration of the zone's projects; open where nothing is reported."""
    projects = _projects(evidence)
    entries = {
        **{f"realised_{investor}": realised(evidence, investor) for investor in _MONEY},
        "capital_per_ha": capital_per_hectare(evidence),
        "workers_per_ha": _per_hectare(projects, "workers", "person_per_ha"),
        "operating": _operating(projects),
        **_times(projects),
        **{name: _concentration(projects, name) for name in ("sector", "home_economy")},
    }
    board = Name("agency", "zone_board")
    rows: list[tuple[Cell, ...]] = [
        (Text(f"investment.performance.{name}"), value, None if value.known else board)
        for name, value in entries.items()
    ]
    return Table(
        "investment.performance",
        Text("investment.table.performance.title"),
        (column("investment", "item"), shared_column("value"), column("investment", "holder")),
        frame(rows, "item", "value", "holder"),
        notes=(Text("investment.table.performance.note"),),
    )


def _projects(evidence: Evidence, day: pd.Timestamp | None = None) -> pd.DataFrame:
    return _report(evidence, "projects", day, geography=evidence.zone["zone"]["geography"]).drop_duplicates("row_id")


def performance_finding(evidence: Evidence) -> Finding:
    """Return the finding on what the last reports show; without a number where nothing is reported."""
    projects = _projects(evidence)
    values: dict[str, Cell] = {
        **{name: realised(evidence, name) for name in _MONEY},
        "capital": capital_per_hectare(evidence),
        "operating": _operating(projects),
        **_times(projects),
    }
    return Finding(Text("investment.finding.performance", values), "A")


def realised(evidence: Evidence, investor: str, day: pd.Timestamp | None = None) -> Quantity:
    """Return capital implemented in percent of capital registered, of all projects of a kind of investor."""
    found = _report(
        evidence, "investment", day, geography=evidence.zone["zone"]["geography"], sector="all", investor=investor,
        basis="stock", unit=_MONEY[investor],
    )  # fmt: skip
    values = {row["measure"]: observe(row) for row in found[::-1].to_dict("records")}
    if not {"implemented", "registered"} <= set(values):
        return not_determinable(_NOT_REPORTED, "percent")
    return derive(
        "share", "percent", lambda part, whole: float(realisation(part, whole)), values["implemented"], values["registered"],
        decimals=1,
    )  # fmt: skip


def _of_projects(
    projects: pd.DataFrame, wanted: Sequence[str], unit: str, formula: str, number: Callable[[pd.DataFrame], float]
) -> Quantity:
    """Return a number of the projects of which all the wanted columns are reported; not determinable where there are none."""
    known = projects.dropna(subset=list(wanted))
    for name in wanted:
        known = known[known[name].astype(str) != ""]
    if known.empty:
        return not_determinable(_NOT_REPORTED, unit)
    value = number(known)
    if value != value:
        return not_determinable(Text("common.reason.too_few"), unit)
    return Quantity(value, unit, tuple(known["row_id"]), formula, "reported")


def capital_per_hectare(evidence: Evidence, day: pd.Timestamp | None = None) -> Quantity:
    """Return the capital of domestic projects on a hectare of their land, of the projects with both figures."""
    projects = _projects(evidence, day)
    return _per_hectare(projects[projects["investor"] == "domestic"], "capital", "vnd_billion_per_ha")


def _per_hectare(projects: pd.DataFrame, amount: str, unit: str) -> Quantity:
    def ratio(known: pd.DataFrame) -> float:
        return float(per_hectare(known[amount].sum(), known["area_ha"].sum()))

    return _of_projects(projects, (amount, "area_ha"), unit, "investment.formula.per_ha", ratio).rounded_to(2)


def _operating(projects: pd.DataFrame) -> Quantity:
    named = projects.drop_duplicates("project")
    return _of_projects(
        named, ("state",), "percent", "share", lambda known: 100 * float((known["state"] == "operating").mean())
    ).rounded_to(1)


def _times(projects: pd.DataFrame) -> Mapping[str, Quantity]:
    """Return the median months from certificate to operation with its interval."""
    named = projects.drop_duplicates("project")
    entries = {}
    for name, pick in (("months", "median"), ("months_low", "median_low"), ("months_high", "median_high")):

        def median(known: pd.DataFrame, pick: str = pick) -> float:
            registered, operating, revoked = (pd.to_datetime(known[column]) for column in _DATES)
            waited = project_times(registered, operating, revoked, known["period_end"].max())
            return float(getattr(time_to_operation(waited["months"], waited["outcome"]), pick))

        found = _of_projects(named, ("registered_on",), "month", "investment.formula.kaplan_meier", median)
        entries[name] = found.rounded_to(1)
    return entries


def _concentration(projects: pd.DataFrame, group: str) -> Quantity:
    """Return the effective number of sectors or economies that the domestic or foreign capital rests on."""
    investor = "fdi" if group == "home_economy" else "domestic"
    own = projects[projects["investor"] == investor]

    def effective(known: pd.DataFrame) -> float:
        return float(concentration_by(known["capital"], known[group]).concentration.effective_number)

    found = _of_projects(own, (group, "capital"), "count", "investment.formula.effective", effective)
    return replace(found, decimals=1) if found.known else found


def list_table(evidence: Evidence) -> Table:
    """Return the projects of the board's last list (annex); without rows where the board has not reported."""
    projects = _projects(evidence)
    rows: list[tuple[Cell, ...]] = [
        (
            _printed("project", row["project"]),
            _printed("project_sector", row["sector"]),
            _printed("functional_area", row["functional_area"]),
            observe(row | {"value": row["capital"]}) if row["capital"] == row["capital"] else None,
            observe(row | {"value": row["area_ha"], "unit": "ha"}) if row["area_ha"] == row["area_ha"] else None,
            _printed("project_state", row["state"]),
            *(None if pd.isna(row[name]) else row[name] for name in _DATES),
        )
        for row in projects.sort_values(["investor", "project"]).to_dict("records")
    ]
    return Table(
        "investment.list",
        Text("investment.table.list.title"),
        (
            column("investment", "project"),
            shared_column("sector"),
            column("investment", "functional_area"),
            column("investment", "capital"),
            column("investment", "area_ha", "ha"),
            column("investment", "state"),
            *(column("investment", name) for name in _DATES),
        ),
        frame(rows, "project", "sector", "area", "capital", "ha", "state", *_DATES),
        notes=(Text("investment.table.list.note"),),
        wide=True,
        annex_only=True,
    )


def _printed(kind: str, key: str) -> Cell:
    """Return a name by its key; one that the source does not know is kept as the board printed it."""
    return (Name(kind, key) if _KEY.fullmatch(key) else key) if key else None
