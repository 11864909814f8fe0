"""Section 9: which acts and policies are dated, what the record says on powers, money and incentives, and what peers are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Bilingual, Cell, Column, Finding, Name, Quantity, Section, Table, Text
from assessment.situation.assembly import count, missing
from assessment.situation.pieces import PROVINCE, ZONE, closing, columns, note_of

_POLICY_KINDS: Final = (
    "policy",
    "planning",
    "regulation",
    "fee",
    "digital_reform",
    "customs_reorganisation",
    "gate_function",
    "gate_upgrade",
)
# Facts on powers and money of the zone: indicator → the areas whose rows count.
_POWERS: Final[dict[str, tuple[str, ...]]] = {
    "fee_retention": (ZONE,),
    "gate_fee_revenue": (ZONE,),
    "key_zone_budget_floor": ("zone_eight_key_zones", "zone_nine_key_zones", "zone_nine_key_zones_2016_2020"),
    "infrastructure_investment": (ZONE,),
    "state_budget_infrastructure": (ZONE, "zone_border_gate_areas"),
    "public_investment": ("zone_border_gate_areas",),
    "project_state_share": (ZONE,),
}
# How a zone's full name goes on after "Khu kinh tế": the forms among which the proposal chooses.
_NAME_FORMS: Final[tuple[tuple[str, str], ...]] = (
    ("international", "khu kinh tế cửa khẩu quốc tế"),
    ("province", "khu kinh tế cửa khẩu tỉnh"),
    ("gate", "khu kinh tế cửa khẩu"),
)


def section(evidence: Evidence) -> Section:
    """Return the section on governance and policy."""
    names = zone_names(evidence)
    tables = (
        _policies_table(evidence),
        _key_lists_table(evidence),
        _names_table(names),
        _facts_table("powers", _power_rows(evidence)),
        _facts_table("incentives", evidence.rows("economy", indicator="incentive_law").to_dict("records")),
    )
    return Section(
        "governance",
        Text("governance.title"),
        Text("governance.questions"),
        findings=tuple(_findings(evidence, names)),
        tables=tuple(table for table in tables if len(table.frame)),
        missing=(
            missing("governance", "procedures", "zone_board"),
            missing("governance", "staff", "zone_board"),
            missing("governance", "peers", "foreign_investment_agency"),
            missing("governance", "incentives", "so_tai_chinh"),
            missing("governance", "firms", "zone_board"),
        ),
        conclusion=closing(
            "governance",
            {"policies": count(_policies(evidence)["row_id"], "count"), "zones": count(names["row_id"], "zones")},
        ),
    )


def _policies(evidence: Evidence) -> pd.DataFrame:
    frame = evidence.record.table("events")
    own = frame["kind"].isin(_POLICY_KINDS) & frame["geography"].isin([ZONE, PROVINCE])
    return frame[own].sort_values(["period_start", "row_id"])


def _policies_table(evidence: Evidence) -> Table:
    rows = [
        (
            period_of(row),
            Bilingual(row["event_vi"], row["event_en"]),
            Name("event_kind", row["kind"]),
            Text("governance.inferred") if row["inferred"] else None,
        )
        for row in _policies(evidence).to_dict("records")
    ]
    return Table(
        "governance.policies",
        Text("governance.table.policies.title"),
        columns("governance", "date", "policy", "kind", "note"),
        pd.DataFrame(rows, columns=["date", "policy", "kind", "note"], dtype=object),
        notes=(Text("governance.table.policies.note"),),
    )


def _key_lists_table(evidence: Evidence) -> Table:
    lists: list[dict[str, Any]] = evidence.zone["key_zone_list"]
    zones = list(dict.fromkeys(zone for entry in lists for zone in entry["zones"]))
    rows: list[tuple[Cell, ...]] = []
    for zone in zones:
        inside = [place for place, entry in enumerate(lists) if zone in entry["zones"]]
        references = [f"config:key_zone_list.{place}.zones.{lists[place]['zones'].index(zone)}" for place in inside]
        marks = [Text(f"governance.listed.{'yes' if place in inside else 'no'}") for place in range(len(lists))]
        rows.append((Name("geography", zone), *marks, count(references, "count")))
    periods = [entry["period"].replace("-", "–") for entry in lists]
    headers = (
        *columns("governance", "zone"),
        *(Column(Text("governance.column.list", {"period": period})) for period in periods),
        *columns("governance", "lists"),
    )
    return Table(
        "governance.key_lists",
        Text("governance.table.key_lists.title"),
        headers,
        pd.DataFrame(rows, columns=["zone", *(f"list_{place}" for place in range(len(lists))), "lists"], dtype=object),
        notes=(Text("governance.table.key_lists.note"),),
    )


def zone_names(evidence: Evidence) -> pd.DataFrame:
    """Return the zones on the Vietnamese side with the form of their name, the zone itself first.

    `form` is the longest known form the official name begins with, `special` where none of them fits.
    """
    frame = evidence.record.table("zones")
    # A zone across the border has Vietnam as its neighbour.
    own = frame[frame["neighbour"] != "vn"]
    lowered = own["official_name"].str.lower()
    forms = [next((form for form, words in _NAME_FORMS if name.startswith(words)), "special") for name in lowered]
    order = (own["geography"] != ZONE).astype(int)
    return own.assign(form=forms, _first=order).sort_values(["_first", "province", "geography"], kind="stable")


def _names_table(names: pd.DataFrame) -> Table:
    rows = [
        (
            row["official_name"],
            Name("geography", row["province"]),
            None
            if pd.isna(row["established_year"])
            else Quantity(float(row["established_year"]), "year", (row["row_id"],)),
            Text(f"governance.form.{row['form']}"),
            Bilingual(row["legal_basis_vi"], row["legal_basis_en"]),
        )
        for row in names.to_dict("records")
    ]
    return Table(
        "governance.names",
        Text("governance.table.names.title"),
        columns("governance", "official_name", "province", "established", "form", "legal_basis"),
        pd.DataFrame(rows, columns=["name", "province", "established", "form", "basis"], dtype=object),
        notes=(Text("governance.table.names.note"),),
        sources=tuple(names["row_id"]),
    )


def _power_rows(evidence: Evidence) -> list[dict[Any, Any]]:
    frames = [
        evidence.rows("economy", indicator=indicator, geography=list(areas), status=["plan", "reported", "estimate"])
        for indicator, areas in _POWERS.items()
    ]
    found = pd.concat(frames) if frames else pd.DataFrame()
    once = found.drop_duplicates(["indicator", "geography", "period_end", "value"]).sort_values(
        ["indicator", "period_end"], kind="stable"
    )
    return [{str(key): value for key, value in row.items()} for row in once.to_dict("records")]


def _fact(row: Mapping[Any, Any]) -> Cell:
    part = Name("breakdown", row["breakdown"])
    if row["indicator"] == "incentive_law":
        return part
    indicator = Name("indicator", row["indicator"])
    return indicator if row["breakdown"] == "all" else Text("governance.fact", {"indicator": indicator, "part": part})


def _facts_table(name: str, facts: Iterable[Mapping[Any, Any]]) -> Table:
    rows = [
        (_fact(row), Name("geography", row["geography"]), period_of(row), observe(row), note_of(row)) for row in facts
    ]
    return Table(
        f"governance.{name}",
        Text(f"governance.table.{name}.title"),
        columns("governance", "fact", "area", "period", "value", "note"),
        pd.DataFrame(rows, columns=["fact", "area", "period", "value", "note"], dtype=object),
        notes=(Text(f"governance.table.{name}.note"),),
    )


def _findings(evidence: Evidence, names: pd.DataFrame) -> Iterable[Finding]:
    lists: list[dict[str, Any]] = evidence.zone["key_zone_list"]
    always = [zone for zone in lists[0]["zones"] if all(zone in entry["zones"] for entry in lists)]
    inside = [place for place, entry in enumerate(lists) if ZONE in entry["zones"]]
    references = [f"config:key_zone_list.{place}.zones.{lists[place]['zones'].index(ZONE)}" for place in inside]
    yield Finding(
        Text(
            "governance.finding.key_lists",
            {
                "lists": count(references, "count"),
                "of": count([f"config:key_zone_list.{place}.decided" for place in range(len(lists))], "count"),
                "always": count(
                    [f"config:key_zone_list.0.zones.{lists[0]['zones'].index(zone)}" for zone in always], "zones"
                ),
            },
        ),
        "B",
    )
    if len(names):
        forms = {
            form: count(names.loc[names["form"] == form, "row_id"], "zones")
            for form in ("gate", "international", "province", "special")
        }
        yield Finding(Text("governance.finding.names", {"zones": count(names["row_id"], "zones"), **forms}), "C")
    kept = evidence.quantity("economy", geography=ZONE, indicator="fee_retention", unit="percent")
    floor = evidence.series("economy", indicator="key_zone_budget_floor", status=["plan", "reported"])
    if kept.known and len(floor):
        yield Finding(
            Text(
                "governance.finding.money",
                {"kept": kept, "floor": floor["quantity"].iloc[-1], "period": floor["period"].iloc[-1]},
            ),
            "C",
        )
    yield Finding(Text("governance.finding.unknown", {"policies": count(_policies(evidence)["row_id"], "count")}), "B")
