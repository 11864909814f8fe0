"""Tables and figure of section 1: legal timeline, unit lists, legal tests, gates, scopes of trade."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from assessment.etl.schema import SCOPES
from assessment.evidence import Evidence, period_of
from assessment.findings import Bilingual, Cell, Figure, Name, Period, Quantity, Table, Text, derive, not_determinable
from assessment.situation.assembly import count
from assessment.situation.legal import (
    Outcome,
    at_least,
    compare_units,
    gates_with_status,
    tolerance,
    within,
)
from assessment.situation.pieces import PROVINCE, ZONE, columns, legal_threshold, on_day, part_of_area, regime_of

_ACT_KINDS: Final = ("policy", "planning")
_LEGAL_UNITS: Final = ("legal_document", "policy_document")


@dataclass(frozen=True)
class Act:
    """A dated act: what it is, its nature, and the references it rests on."""

    period: Period
    label: Cell
    nature: Cell
    kind: str
    references: tuple[str, ...]


def acts(evidence: Evidence) -> list[Act]:
    """Return the acts that founded, planned, listed or rearranged the zone, in the order of time, each day and nature once."""
    found = [*_events(evidence), *_documents(evidence), *_key_lists(evidence), *_regimes(evidence)]
    by_day: dict[tuple[pd.Timestamp, str], Act] = {}
    for act in found:
        # The event carries the fullest words, so a document or list of the same day does not repeat it.
        by_day.setdefault((act.period.end, act.kind), act)
    return sorted(by_day.values(), key=lambda act: (act.period.start, act.kind))


def _events(evidence: Evidence) -> list[Act]:
    frame = evidence.record.table("events")
    of_zone = frame["kind"].isin(_ACT_KINDS) & (frame["geography"] == ZONE)
    wider = (frame["kind"].isin(["planning"]) & (frame["geography"] == PROVINCE)) | (frame["kind"] == "administrative")
    return [
        Act(
            period_of(row),
            Bilingual(row["event_vi"], row["event_en"]),
            Name("event_kind", row["kind"]),
            "administrative" if row["kind"] == "administrative" else "act",
            (row["row_id"],),
        )
        for row in frame[(of_zone | wider) & (frame["inferred"] == "")].to_dict("records")
    ]


def _documents(evidence: Evidence) -> list[Act]:
    found = evidence.rows("economy", geography=ZONE, unit=_LEGAL_UNITS)
    return [
        Act(
            period_of(row),
            Text(
                "mandate.act.document",
                {"number": Name("breakdown", row["breakdown"]), "what": Name("indicator", row["indicator"])},
            ),
            Text("mandate.nature.document"),
            "act",
            (row["row_id"],),
        )
        for row in found.to_dict("records")
    ]


def _key_lists(evidence: Evidence) -> list[Act]:
    return [
        Act(
            # Without its number only the month of the decision was published.
            on_day(entry["decided"], "day" if entry["instrument"] else "month"),
            _list_label(place, entry),
            Name("event_kind", "policy"),
            "act",
            (f"config:key_zone_list.{place}.decided",),
        )
        for place, entry in enumerate(evidence.zone["key_zone_list"])
        if ZONE in entry["zones"]
    ]


def _list_label(place: int, entry: Mapping[str, Any]) -> Text:
    listed = [f"config:key_zone_list.{place}.zones.{number}" for number in range(len(entry["zones"]))]
    values: dict[str, Cell] = {"period": entry["period"].replace("-", "–"), "zones": count(listed, "zones")}
    if not entry["instrument"]:
        return Text("mandate.act.key_list_unnumbered", values)
    return Text("mandate.act.key_list", {**values, "instrument": entry["instrument"]})


def _regimes(evidence: Evidence) -> list[Act]:
    return [
        Act(
            on_day(regime["valid_from"]),
            Text("mandate.act.regime", {"instrument": regime["instrument"]}),
            Name("event_kind", "regulation"),
            "regulation",
            (f"config:regime.{key}.valid_from",),
        )
        for key, regime in evidence.zone["regime"].items()
    ]


def timeline_table(evidence: Evidence) -> Table:
    """Return the dated acts."""
    return Table(
        "mandate.timeline",
        Text("mandate.table.timeline.title"),
        columns("mandate", "date", "act", "nature"),
        pd.DataFrame(
            [(act.period, act.label, act.nature) for act in acts(evidence)],
            columns=["date", "act", "nature"],
            dtype=object,
        ),
        notes=(Text("mandate.table.timeline.note"),),
    )


def timeline_figure(evidence: Evidence) -> Figure:
    """Return the acts on a line of time; the number of a point is its year."""
    points = [
        (act.period, Quantity(float(act.period.start.year), "year", act.references), act.nature, act.label)
        for act in acts(evidence)
    ]
    return Figure(
        "mandate.timeline",
        pd.DataFrame(points, columns=["x", "y", "series", "label"], dtype=object),
        "timeline",
        Text("mandate.figure.timeline.caption"),
        Text("mandate.figure.timeline.alt"),
    )


def founding_and_latest(evidence: Evidence) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the first and the last unit list of the configuration."""
    lists = sorted(evidence.zone["unit_list"], key=lambda entry: entry["decided"])
    return lists[0], lists[-1]


def unit_references(units: Mapping[str, Any], names: Collection[str] | None = None) -> list[str]:
    """Return the references of a list's units, of all or of some names."""
    return [
        f"config:unit_list.{units['key']}.units.{place}.name"
        for place, unit in enumerate(units["units"])
        if names is None or unit["name"] in names
    ]


def units_table(evidence: Evidence) -> Table:
    """Return the unit lists of the two legal sources side by side."""
    first, second = founding_and_latest(evidence)
    rows = [
        (
            unit["name"],
            Name("unit_type", unit["type"]),
            unit["district"],
            Text(f"mandate.inside.{unit['first']}"),
            Text(f"mandate.inside.{unit['second']}"),
            Text(f"mandate.change.{unit['change']}"),
        )
        for unit in compare_units(first["units"], second["units"]).to_dict("records")
    ]
    return Table(
        "mandate.units",
        Text("mandate.table.units.title", {"first": first["key"], "second": second["key"]}),
        columns("mandate", "unit", "unit_type", "district", "first_list", "second_list", "change"),
        pd.DataFrame(rows, columns=["unit", "type", "district", "first", "second", "change"], dtype=object),
        notes=tuple(Text(f"mandate.table.units.{note}") for note in ("reconstructed", "mergers", "new_units")),
        sources=tuple(f"config:unit_list.{key}.units" for key in (first["key"], second["key"])),
    )


class _Tests:
    """Rows of the table of legal tests: what is tested, where it stands, both sides, the outcome, and why."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.regime = regime_of(evidence)
        self.area = evidence.setting("zone.area_ha", "ha")
        self.rows: list[tuple[Cell, ...]] = []

    def setting(self, path: str, unit: str) -> Quantity:
        return legal_threshold(self.evidence, path, unit)

    def part(self, path: str) -> Quantity:
        return part_of_area(self.evidence, path)

    def add(
        self, test: str, part: str, threshold: Cell, value: Cell, outcome: Outcome | str, reason: bool = True
    ) -> None:
        self.rows.append(
            (
                Text(f"mandate.test.{test}"),
                _article(self.regime[part]["article"]),
                threshold,
                value,
                Text(f"mandate.outcome.{outcome}"),
                Text(f"mandate.reason.{test}") if reason else None,
            )
        )


def _article(article: str) -> Text:
    return Text("mandate.article", {"article": article}) if article else Text("mandate.article_not_stated")


def legal_tests_table(evidence: Evidence) -> Table:
    """Return the legal tests of area, boundary and expansion under the regime in force."""
    tests = _Tests(evidence)
    _area_tests(tests)
    _boundary_tests(tests)
    let = tests.setting("expansion.let_percent", "percent")
    tests.add(
        "let", "expansion", let, not_determinable(Text("mandate.reason.let"), "percent"), at_least(None, let.value or 0)
    )
    tests.add("infrastructure", "expansion", Text("mandate.threshold.infrastructure"), None, "not_determinable")
    return Table(
        "mandate.tests",
        Text("mandate.table.tests.title", {"instrument": tests.regime["instrument"]}),
        columns("mandate", "test", "article", "threshold", "zone", "outcome", "reason"),
        pd.DataFrame(tests.rows, columns=["test", "article", "threshold", "zone", "outcome", "reason"], dtype=object),
        notes=(
            Text(
                "mandate.table.tests.regime",
                {"instrument": tests.regime["instrument"], "date": pd.Timestamp(tests.regime["valid_from"])},
            ),
            Text("mandate.table.tests.note"),
        ),
    )


def _area_tests(tests: _Tests) -> None:
    zone = tests.evidence.zone
    minimum = tests.setting("minimum_area.value_ha", "ha")
    tests.add(
        "minimum_area",
        "minimum_area",
        minimum,
        tests.area,
        at_least(tests.area.value, minimum.value or 0),
        reason=False,
    )
    international = gates_with_status(zone["gate"], "international", tests.evidence.today)
    tests.add(
        "gate",
        "minimum_area",
        Text("mandate.threshold.gate"),
        count([f"config:gate.{key}.status" for key in international], "gates"),
        at_least(len(international), 1),
        reason=False,
    )


def _boundary_tests(tests: _Tests) -> None:
    tests.add("boundary_limit", "boundary_adjustment", tests.part("boundary_adjustment.change_percent"), None, "limit")
    one_percent, ceiling = tests.part("plan_tolerance.change_percent"), tests.setting("plan_tolerance.change_ha", "ha")
    limbs = tolerance(
        tests.area.value or 0, tests.setting("plan_tolerance.change_percent", "percent").value or 0, ceiling.value or 0
    )
    tests.add(
        "tolerance_percent",
        "plan_tolerance",
        one_percent,
        None,
        "binding" if limbs.binding == "percent" else "limit",
        False,
    )
    tests.add(
        "tolerance_ceiling",
        "plan_tolerance",
        ceiling,
        None,
        "binding" if limbs.binding == "ceiling" else "limit",
        False,
    )
    plan = tests.evidence.quantity(
        "land", geography=ZONE, functional_area="planning", measure="total", status=["plan", "reported"], unit="ha"
    )
    difference = derive("difference", "ha", lambda planned, founded: planned - founded, plan, tests.area)
    tests.add(
        "plan_area",
        "plan_tolerance",
        ceiling,
        difference,
        within(difference.value, limbs.limit_ha),
        reason=difference.known is False,
    )


def gates_table(evidence: Evidence) -> Table:
    """Return the gates with their status, whether they lie in the zone, and since or until when that is so."""
    rows = [
        (
            Name("gate", gate["key"]),
            Text(f"mandate.status.{gate['status']}"),
            Text(f"mandate.inside.{gate['inside']}"),
            Name("gate", gate["part_of"]) if "part_of" in gate else None,
            pd.Timestamp(gate["valid_from"]) if "valid_from" in gate else None,
            pd.Timestamp(gate["valid_to"]) if "valid_to" in gate else None,
        )
        for gate in evidence.zone["gate"]
    ]
    return Table(
        "mandate.gates",
        Text("mandate.table.gates.title"),
        columns("mandate", "gate", "gate_status", "in_zone", "part_of", "valid_from", "valid_to"),
        pd.DataFrame(rows, columns=["gate", "status", "inside", "part_of", "valid_from", "valid_to"], dtype=object),
        notes=(Text("mandate.table.gates.note"),),
        sources=("config:gate",),
    )


def scopes_table(evidence: Evidence) -> Table:
    """Return which totals of trade exist: what each counts, how many whole years are known, and how far the record reaches."""
    keys: dict[str, Any] = {"gate": "all", "commodity": "all", "measure": "value"}
    rows: list[tuple[Cell, ...]] = []
    for scope in SCOPES:
        where = {"national": "vn", "zone": ZONE}.get(scope, PROVINCE)
        flow = "export" if scope == "local_goods" else "total"
        partner: dict[str, Any] = {"partner": ["cn", "world"]} if scope == "national" else {}
        series = evidence.series("trade", inferred=True, scope=scope, geography=where, flow=flow, **keys, **partner)
        years = series[series["frequency"] == "year"]
        rows.append(
            (
                Name("scope", scope),
                Text(f"mandate.scope.{scope}"),
                count(years["row_id"], "count"),
                series["period"].iloc[0] if len(series) else None,
                series["period"].iloc[-1] if len(series) else None,
            )
        )
    return Table(
        "mandate.scopes",
        Text("mandate.table.scopes.title"),
        columns("mandate", "scope", "definition", "years", "first", "last"),
        pd.DataFrame(rows, columns=["scope", "definition", "years", "first", "last"], dtype=object),
        notes=(Text("mandate.table.scopes.note"),),
    )
