"""Section 12: what each item of the proposal needs as evidence and which of it the record has; scenarios of scope and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Cell, Finding, Name, Quantity, Section, Table, Text
from assessment.situation.assembly import missing
from assessment.situation.chapter import SECTIONS
from assessment.situation.pieces import (
    PROVINCE,
    ZONE,
    closing,
    columns,
    legal_threshold,
    off_budget_projects,
    part_of_area,
    section_numbers,
)
from assessment.situation.scenario_map import map_figure
from assessment.situation.scenario_tables import (
    communes_table,
    reasons_table,
    scenario_findings,
    scope_table,
    summary_table,
    tests_table,
)
from assessment.situation.scenarios import Scenarios

_Reader = Callable[[Evidence], Quantity | None]


@dataclass(frozen=True)
class Piece:
    """A piece of evidence an item needs: who holds it, which sections treat it, and how the record is asked for it.

    `partial` says that the number read is only a component of what the item needs.
    """

    item: str
    key: str
    holder: str
    sections: tuple[str, ...]
    reader: _Reader | None = None
    partial: bool = False


@dataclass(frozen=True)
class State:
    """A piece with what was found: determined, partial or missing."""

    piece: Piece
    value: Quantity | None

    @property
    def key(self) -> str:
        """Key of the state."""
        if self.value is None or not self.value.known:
            return "missing"
        return "partial" if self.piece.partial else "determined"


def _boundary_limit(evidence: Evidence) -> Quantity:
    return part_of_area(evidence, "boundary_adjustment.change_percent")


def _plan_tolerance(evidence: Evidence) -> Quantity:
    return legal_threshold(evidence, "plan_tolerance.change_ha", "ha")


def _peak_vehicles(evidence: Evidence) -> Quantity | None:
    peaks = evidence.series(
        "traffic", geography=PROVINCE, gate="all", flow="total", kind="all", measure="cleared_per_day_peak"
    )
    return None if peaks.empty else peaks["quantity"].iloc[-1]


def _projects(evidence: Evidence) -> Quantity | None:
    stock = off_budget_projects(evidence)
    return None if stock.empty else stock["quantity"].iloc[-1]


def _fee_retention(evidence: Evidence) -> Quantity | None:
    return evidence.quantity("economy", geography=ZONE, indicator="fee_retention", unit="percent")


PIECES: Final[tuple[Piece, ...]] = (
    Piece("enlarge", "boundary_limit", "zone_board", ("mandate",), _boundary_limit),
    Piece("enlarge", "plan_tolerance", "zone_board", ("mandate",), _plan_tolerance),
    Piece("enlarge", "take_up", "zone_board", ("investment",)),
    Piece("enlarge", "capacity_use", "zone_board", ("border",)),
    Piece("enlarge", "demand", "customs_branch_vi", ("trade",)),
    Piece("swap", "idle_land", "zone_board", ("investment",)),
    Piece("swap", "boundaries", "so_xay_dung", ("mandate",)),
    Piece("functional_areas", "peak_vehicles", "zone_board", ("border",), _peak_vehicles, partial=True),
    Piece("functional_areas", "dwell", "zone_board", ("border",)),
    Piece("functional_areas", "land_productivity", "zone_board", ("investment",)),
    Piece("sectors", "goods_lines", "customs_branch_vi", ("structure", "priorities")),
    Piece("sectors", "panel", "people_committee", ("priorities",)),
    Piece("investment_list", "projects", "zone_board", ("investment",), _projects, partial=True),
    Piece("investment_list", "readiness", "zone_board", ("investment", "priorities")),
    Piece("policies", "fee_retention", "zone_board", ("governance",), _fee_retention, partial=True),
    Piece("policies", "incentive_use", "so_tai_chinh", ("governance",)),
    Piece("policies", "incentive_cost", "so_tai_chinh", ("economy", "governance")),
    Piece("management", "procedure_time", "zone_board", ("governance",)),
    Piece("management", "peer_boards", "foreign_investment_agency", ("benchmarks", "governance")),
)
ITEMS: Final = tuple(dict.fromkeys(piece.item for piece in PIECES))


def states(evidence: Evidence) -> list[State]:
    """Return every piece of evidence with what the record has of it."""
    return [State(piece, piece.reader(evidence) if piece.reader else None) for piece in PIECES]


def section(evidence: Evidence) -> Section:
    """Return the section from evidence to proposals."""
    found = states(evidence)
    scenarios = Scenarios(evidence)
    return Section(
        "proposals",
        Text("proposals.title"),
        Text("proposals.questions"),
        findings=tuple(_findings(evidence, found, scenarios)),
        tables=(
            _decision_table(evidence, found),
            _evidence_table(found),
            summary_table(scenarios),
            tests_table(scenarios),
            scope_table(scenarios),
            reasons_table(scenarios),
            communes_table(scenarios),
        ),
        figures=(map_figure(scenarios),),
        missing=(
            missing("proposals", "land", "zone_board"),
            missing("proposals", "flows", "customs_branch_vi"),
            missing("proposals", "unit_figures", "so_noi_vu"),
            missing("proposals", "cost", "so_tai_chinh"),
            missing("proposals", "thresholds", "people_committee"),
        ),
        conclusion=closing("proposals", _tallies(found)),
    )


def _tallies(found: Iterable[State]) -> dict[str, Cell]:
    keys = [state.key for state in found]
    return {key: keys.count(key) for key in ("determined", "partial", "missing")}


def _findings(evidence: Evidence, found: list[State], scenarios: Scenarios) -> Iterable[Finding]:
    yield Finding(Text("proposals.finding.evidence", {**_tallies(found), "all": len(found), "items": len(ITEMS)}), "B")
    yield Finding(
        Text(
            "proposals.finding.scope",
            {"limit": _boundary_limit(evidence), "tolerance": _plan_tolerance(evidence), "let": _let(evidence)},
        ),
        "B",
    )
    yield from scenario_findings(scenarios)
    decided = [item for item in ITEMS if _item_state(item, found) == "sufficient"]
    outcome = Text("proposals.finding.some", {"items": len(decided)}) if decided else Text("proposals.finding.none")
    yield Finding(outcome, "B")


def _let(evidence: Evidence) -> Quantity:
    return legal_threshold(evidence, "expansion.let_percent", "percent")


def _item_state(item: str, found: list[State]) -> str:
    keys = {state.key for state in found if state.piece.item == item}
    if keys == {"determined"}:
        return "sufficient"
    return "insufficient" if keys != {"missing"} else "none"


def _rule(evidence: Evidence, item: str) -> Text:
    rule = "decision_rule"
    values: dict[str, dict[str, Cell]] = {
        "enlarge": {
            "let": _let(evidence),
            "capacity": evidence.setting(f"{rule}.capacity_use_percent", "percent"),
            "bound": evidence.setting(f"{rule}.forecast_lower_bound_percent", "percent"),
        },
        "swap": {"idle": evidence.setting(f"{rule}.idle_months", "month")},
        "sectors": {"acceptability": evidence.setting(f"{rule}.acceptability", "ratio", 1)},
        "policies": {"use": evidence.setting(f"{rule}.incentive_use_percent", "percent")},
    }
    return Text(f"proposals.rule.{item}", values.get(item, {}))


def _decision_table(evidence: Evidence, found: list[State]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for item in ITEMS:
        own = [state for state in found if state.piece.item == item]
        sections = sorted({section for state in own for section in state.piece.sections}, key=SECTIONS.index)
        rows.append(
            (
                Text(f"proposals.item.{item}"),
                _rule(evidence, item),
                Text(
                    "proposals.pieces",
                    {"known": sum(state.key == "determined" for state in own), "needed": len(own)},
                ),
                Text(f"proposals.verdict.{_item_state(item, found)}"),
                section_numbers(*sections),
            )
        )
    return Table(
        "proposals.decisions",
        Text("proposals.table.decisions.title"),
        columns("proposals", "item", "rule", "pieces", "verdict", "sections"),
        pd.DataFrame(rows, columns=["item", "rule", "pieces", "verdict", "sections"], dtype=object),
        notes=(Text("proposals.table.decisions.note"),),
    )


def _evidence_table(found: list[State]) -> Table:
    rows = [
        (
            Text(f"proposals.item.{state.piece.item}"),
            Text(f"proposals.piece.{state.piece.key}"),
            state.value if state.key != "missing" else None,
            Text(f"proposals.state.{state.key}"),
            Name("agency", state.piece.holder) if state.key != "determined" else None,
            section_numbers(*state.piece.sections),
        )
        for state in found
    ]
    return Table(
        "proposals.evidence",
        Text("proposals.table.evidence.title"),
        columns("proposals", "item", "piece", "value", "state", "holder", "sections"),
        pd.DataFrame(rows, columns=["item", "piece", "value", "state", "holder", "sections"], dtype=object),
        notes=(Text("proposals.table.evidence.note"),),
    )
