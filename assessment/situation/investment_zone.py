"""Tables of section 6 on the zone itself: projects at each date, composition, named projects, land."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assessment.evidence import Evidence, observe, period_of
from assessment.findings import (
    Bilingual,
    Cell,
    Figure,
    Name,
    Quantity,
    Table,
    Text,
    not_determinable,
)
from assessment.situation.assembly import column, shared_column
from assessment.situation.fdi import Stock, nearest
from assessment.situation.flows import difference, frame, share, total
from assessment.situation.investment_performance import BOARD, let_share

_SINCE_FOUNDING = "all_licensed_since_2009"
_LISTED = ("all", _SINCE_FOUNDING, "new_licences")
_COMPOSITION = ("warehousing", "trade_and_service")
_COMPOSITION_DATE = "2020-12-31"

LAND_CLASSES = ("non_tariff_zone", "tariff_zone_civil_land", "tariff_zone_non_civil_land", "other_land")
FUNCTIONAL_CLASSES = LAND_CLASSES[:3]
PLAN_YEARS = ("2020", "2030")

# Rows of the projects table that are sums over many projects, so they are not named projects.
_SUMS = frozenset({"warehousing_29_projects", "trade_services_48_projects", "state_infrastructure_10_projects"})
# One asset under two names: the park is the tenant of the transhipment zone. The later name is not counted again.
_SAME_ASSET = {"viettel_logistics_park": "goods_transhipment_zone"}


def _zone(evidence: Evidence) -> str:
    return str(evidence.zone["zone"]["geography"])


def counted(evidence: Evidence, period: str, investor: str, measure: str, basis: str = "stock") -> Quantity:
    """Return projects or capital of the zone as published for one date and one kind of investor."""
    return evidence.quantity(
        "investment",
        period=period,
        geography=_zone(evidence),
        investor=investor,
        basis=basis,
        measure=measure,
        sector=("all", _SINCE_FOUNDING),
        frequency=("stock", "span"),
        unit="project" if measure == "projects" else "vnd_billion",
    )


def zone_table(evidence: Evidence) -> Table:
    """Return projects and capital of the zone at each date known, with what was counted; nothing is differenced."""
    found = evidence.rows(
        "investment", geography=_zone(evidence), measure=["projects", "registered"], sector=_LISTED, partner="all"
    )
    found = found[found["frequency"].isin(["stock", "span"]) | (found["sector"] == "new_licences")]
    keys = ["period_end", "period_start", "basis", "investor"]
    rows: list[tuple[Cell, ...]] = []
    for _, group in found.groupby(keys, sort=True):
        first = group.iloc[0].to_dict()
        cells = {
            (str(row["measure"]), str(row["unit"])): observe(row)
            for row in group.drop_duplicates(["measure", "unit"]).to_dict("records")
        }
        rows.append(
            (
                period_of(first),
                Text(f"investment.counted.{first['basis']}_{first['investor']}"),
                cells.get(("projects", "project")),
                cells.get(("registered", "vnd_billion")),
                cells.get(("registered", "usd_million")),
            )
        )
    return Table(
        "investment.zone",
        Text("investment.table.zone.title"),
        (
            shared_column("period"),
            column("investment", "counted"),
            column("investment", "number", "project", 0),
            column("investment", "capital_vnd", "vnd_billion"),
            column("investment", "capital_usd", "usd_million"),
        ),
        frame(rows, "period", "counted", "projects", "vnd", "usd"),
        notes=tuple(
            Text(f"investment.table.zone.{note}") for note in ("rule", "break_2013", "break_2020", "break_2025")
        ),
    )


def composition_table(evidence: Evidence) -> Table:
    """Return the composition of the zone's projects at the end of 2020."""
    day, zone = _COMPOSITION_DATE, _zone(evidence)
    everything = total(counted(evidence, day, "domestic", "projects"), counted(evidence, day, "fdi", "projects"))
    rows: list[tuple[Cell, ...]] = []
    numbers = []
    for sector in _COMPOSITION:
        keys: dict[str, Any] = {"geography": zone, "sector": sector, "basis": "stock", "period": day}
        number = evidence.quantity("investment", measure="projects", unit="project", **keys)
        capital = evidence.quantity("investment", measure="registered", unit="vnd_billion", **keys)
        numbers.append(number)
        rows.append((Name("sector", sector), number, share(number, everything).rounded_to(1), capital))
    if not any(number.known for number in numbers):
        rows = []
    else:
        rest = difference(everything, total(*numbers))
        rows.append((Text("investment.composition.rest"), rest, share(rest, everything).rounded_to(1), None))
        rows.append((Text("investment.composition.all"), everything, share(everything, everything).rounded_to(1), None))
    return Table(
        "investment.composition",
        Text("investment.table.composition.title"),
        (
            column("investment", "group"),
            column("investment", "number", "project", 0),
            shared_column("share", "percent", 1),
            column("investment", "capital_vnd", "vnd_billion"),
        ),
        frame(rows, "group", "projects", "share", "capital"),
        notes=(Text("investment.table.composition.note"),),
    )


def zone_share(evidence: Evidence, found: list[Stock]) -> dict[str, Cell]:
    """Return the zone's foreign projects beside those of the province at the same date, and the published shares."""
    day, province = _COMPOSITION_DATE, evidence.zone["zone"]["province"]
    stock = nearest(found, pd.Timestamp(day))
    unknown = not_determinable(Text("common.reason.no_row"))
    number = stock.number(province) if stock else unknown
    capital = stock.capital(province) if stock else unknown
    zone_number, zone_capital = counted(evidence, day, "fdi", "projects"), counted(evidence, day, "fdi", "registered")
    claim: dict[str, Any] = {
        "geography": _zone(evidence),
        "breakdown": "fdi_as_worded",
        "unit": "percent",
        "period": day,
    }
    return {
        "zone_projects": zone_number,
        "projects": number,
        "project_share": share(zone_number, number).rounded_to(1),
        "project_claim": evidence.quantity("economy", indicator="share_of_province_projects", **claim),
        "zone_capital": zone_capital,
        "capital": capital.rounded_to(1),
        "capital_share": share(zone_capital, capital).rounded_to(1),
        "capital_claim": evidence.quantity("economy", indicator="share_of_province_capital", **claim),
    }


def _projects(evidence: Evidence) -> pd.DataFrame:
    """Return the projects that publications name; the board's own list has a table of its own."""
    found = evidence.ranked("projects")
    found = found[found["source"] != BOARD]
    return found.sort_values(["period_end", "project"], na_position="last").drop_duplicates("project")


def _capital(row: dict[str, Any]) -> Quantity:
    if pd.isna(row["capital"]):
        return not_determinable(Text("investment.reason.no_capital"))
    return observe(row | {"value": row["capital"]})


def project_capital(evidence: Evidence, project: str) -> Quantity:
    """Return the capital of a named project."""
    found = _projects(evidence)
    own = found[found["project"] == project]
    return not_determinable(Text("common.reason.no_row")) if own.empty else _capital(_record(own.iloc[0]))


def _record(row: pd.Series) -> dict[str, Any]:
    return {str(key): value for key, value in row.to_dict().items()}


def projects_tables(evidence: Evidence) -> tuple[Table, Table]:
    """Return the named projects in the zone and, for the annex, those outside it; sums over many projects are left out."""
    found = _projects(evidence)
    found = found[~found["project"].isin(_SUMS)]
    inside = found["geography"] == _zone(evidence)
    single = [name for name in found[inside]["project"] if name not in _SAME_ASSET]
    rows = tuple(found[inside & found["project"].isin(single)]["row_id"])
    number = Quantity(float(len(rows)), "project", rows, formula="count", decimals=0)
    note = Text("investment.table.projects.note", {"count": number})
    return (
        _project_table("projects", found[inside], (note, Text("investment.table.projects.same"))),
        _project_table("projects_elsewhere", found[~inside], (Text("investment.table.projects_elsewhere.note"),), True),
    )


def _project_table(name: str, found: pd.DataFrame, notes: tuple[Text, ...], annex: bool = False) -> Table:
    rows = []
    for _, series in found.iterrows():
        row = _record(series)
        state: Cell = Bilingual(str(row["state_vi"]), str(row["state_en"])) if row["state_vi"] else None
        flag = Text("investment.projects.same") if row["project"] in _SAME_ASSET else None
        where: Cell = Name("geography", str(row["geography"])) if annex else flag
        rows.append(
            (
                Name("project", str(row["project"])),
                Name("project_sector", str(row["sector"])),
                None if pd.isna(row["period_end"]) else period_of(row),
                _capital(row),
                state,
                where,
            )
        )
    return Table(
        f"investment.{name}",
        Text(f"investment.table.{name}.title"),
        (
            column("investment", "project"),
            shared_column("sector"),
            shared_column("year"),
            column("investment", "capital"),
            column("investment", "state"),
            shared_column("geography") if annex else shared_column("note"),
        ),
        frame(rows, "project", "sector", "year", "capital", "state", "last"),
        notes=notes,
        wide=True,
        annex_only=annex,
    )


def _planned(evidence: Evidence, area: str, year: str) -> Quantity:
    return evidence.quantity(
        "land",
        period=year,
        status="plan",
        geography=_zone(evidence),
        functional_area=area,
        measure="planned",
        unit="ha",
    )


def functional_land(evidence: Evidence, year: str) -> Quantity:
    """Return the land of the functional areas (non-tariff zone and both parts of the tariff zone) planned for a year."""
    return total(*[_planned(evidence, area, year) for area in FUNCTIONAL_CLASSES])


def land_table(evidence: Evidence) -> Table:
    """Return planned land use by class with the check of the parts against the zone's area."""
    area = evidence.setting("zone.area_ha", "ha")
    planned = {year: [_planned(evidence, name, year) for name in LAND_CLASSES] for year in PLAN_YEARS}
    if not any(value.known for values in planned.values() for value in values):
        return _land_frame([])
    rows: list[tuple[Cell, ...]] = [
        (Name("functional_area", name), early, late, difference(late, early), share(late, area).rounded_to(1))
        for name, early, late in zip(LAND_CLASSES, planned["2020"], planned["2030"], strict=True)
    ]
    early, late = functional_land(evidence, "2020"), functional_land(evidence, "2030")
    rows.append(
        (Text("investment.land.functional"), early, late, difference(late, early), share(late, area).rounded_to(1))
    )
    sums = [total(*planned[year]) for year in PLAN_YEARS]
    rows.append((Text("investment.land.sum"), *sums, difference(sums[1], sums[0]), share(sums[1], area).rounded_to(1)))
    rows.append((Text("investment.land.area"), area, area, None, None))
    rows.append((Text("investment.land.check"), *[difference(value, area) for value in sums], None, None))
    return _land_frame(rows)


def _land_frame(rows: list[tuple[Cell, ...]]) -> Table:
    return Table(
        "investment.land",
        Text("investment.table.land.title"),
        (
            column("investment", "land_class"),
            column("investment", "plan_2020", "ha", 0),
            column("investment", "plan_2030", "ha", 0),
            column("investment", "change_ha", "ha", 0),
            column("investment", "share_2030", "percent", 1),
        ),
        frame(rows, "class", "early", "late", "change", "share"),
        notes=(Text("investment.table.land.note"),),
    )


def take_up_table(evidence: Evidence) -> Table:
    """Return what the test of let land needs, what of it is known, and who holds the rest."""
    board, land_office = Name("agency", "zone_board"), Name("agency", "so_nong_nghiep_moi_truong")
    published = {
        measure: evidence.quantity("land", geography=_zone(evidence), functional_area="all", measure=measure, unit="ha")
        for measure in ("built", "leasable", "leased", "idle")
    }
    known = published["leased"].known and published["leasable"].known
    let = share(published["leased"], published["leasable"]) if known else let_share(evidence)
    threshold = evidence.setting("regime.decree_35_2022.expansion.let_percent", "percent")
    holders = {"built": board, "leasable": board, "leased": land_office, "idle": land_office}
    rows: list[tuple[Cell, ...]] = [
        (
            Text("investment.take_up.planned"),
            functional_land(evidence, "2030"),
            Text("investment.take_up.plan_document"),
        ),
        *[
            (Text(f"investment.take_up.{measure}"), value if value.known else _no_ledger("ha"), holders[measure])
            for measure, value in published.items()
        ],
        (Text("investment.take_up.threshold"), threshold, Text("investment.take_up.law")),
        (Text("investment.take_up.share"), let, board),
        (Text("investment.take_up.gap"), difference(let, threshold, "percentage_point"), board),
    ]
    return Table(
        "investment.take_up",
        Text("investment.table.take_up.title"),
        (column("investment", "item"), shared_column("value"), column("investment", "holder")),
        frame(rows, "item", "value", "holder"),
        notes=(Text("investment.table.take_up.note"),),
    )


def _no_ledger(unit: str) -> Quantity:
    return not_determinable(Text("investment.reason.no_ledger"), unit)


def land_figure(evidence: Evidence) -> Figure:
    """Return the chart of planned functional land in the two plan years."""
    points = [
        (
            Text("investment.land.year", {"year": int(year)}),
            _planned(evidence, area, year),
            Name("functional_area", area),
        )
        for year in PLAN_YEARS
        for area in FUNCTIONAL_CLASSES
    ]
    return Figure(
        "investment.land",
        frame(points, "x", "y", "series"),
        "stacked_bars",
        Text("investment.figure.land.caption"),
        Text("investment.figure.land.alt"),
    )
