"""Tables of section 1 on the data: what was received, what is asked for, and which decision waits for what."""

from __future__ import annotations

from typing import Final

import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Cell, Name, Table, Text
from assessment.register import Entry
from assessment.situation.pieces import columns, listed_sections, section_numbers

# What the proposal must decide → the sections that serve it, and the requests without which they stay incomplete.
DECISIONS: Final[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = (
    ("situation", ("mandate", "trade", "border", "investment", "economy"), ("zone_form_2109", "customs_monthly")),
    ("weaknesses", ("plan", "benchmarks", "synthesis"), ("peer_boards", "firm_survey")),
    ("scope", ("mandate", "investment", "proposals"), ("unit_boundaries", "zone_form_2110")),
    ("functional_areas", ("border", "investment", "proposals"), ("zone_form_2110", "gate_bulletin")),
    ("sectors", ("structure", "economy", "priorities"), ("customs_goods_lines", "grdp_zone")),
    ("investment_list", ("investment", "priorities", "proposals"), ("zone_form_2113",)),
    ("policies", ("economy", "governance", "proposals"), ("budget_in_zone", "firm_survey")),
    ("management", ("governance", "proposals"), ("procedure_times", "peer_boards")),
    ("name", ("governance",), ()),
    ("maps", ("mandate",), ("unit_boundaries",)),
    ("work_plan", ("mandate",), ()),
)


def received_table(evidence: Evidence) -> Table | None:
    """Return the sources received, with the sections whose numbers are as old as an overdue one; None where nothing was."""
    rows = [(*entry.cells, listed_sections(entry.waiting)) for entry in evidence.register if entry.received]
    if not rows:
        return None
    names = ["source", "owner", "frequency", "last_period", "due", "state", "grade", "waiting_sections"]
    return Table(
        "mandate.received",
        Text("mandate.table.received.title"),
        columns("mandate", *names),
        pd.DataFrame(rows, columns=names, dtype=object),
        notes=(Text("mandate.table.received.note"),),
    )


def requests_table(evidence: Evidence) -> Table:
    """Return what is asked for, agency by agency, with the number of sections that wait for it."""
    waiting = [entry for entry in evidence.register if not entry.received]
    owners = list(dict.fromkeys(entry.owner.key for entry in waiting))
    rows: list[tuple[Cell, ...]] = []
    for owner in owners:
        own = [entry for entry in waiting if entry.owner.key == owner]
        served = {section for entry in own for section in entry.sections} | {*evidence.holders.get(owner, ())}
        rows.append(
            (
                Name("agency", owner),
                len(own),
                own[0].title,
                listed_sections(served),
            )
        )
    return Table(
        "mandate.requests",
        Text("mandate.table.requests.title"),
        columns("mandate", "owner", "requests", "first_request", "waiting_sections"),
        pd.DataFrame(rows, columns=["owner", "requests", "first", "sections"], dtype=object),
        notes=(Text("mandate.table.requests.note"),),
    )


def decisions_table(evidence: Evidence) -> Table:
    """Return each thing the proposal must decide with the sections that serve it and what they still lack."""
    by_id = {entry.id: entry for entry in evidence.register}
    rows = [
        (
            Text(f"mandate.decide.{key}"),
            section_numbers(*sections),
            Text(f"mandate.supplies.{key}"),
            _lacking([by_id[id] for id in requests if id in by_id and not by_id[id].received]),
        )
        for key, sections, requests in DECISIONS
    ]
    return Table(
        "mandate.decisions",
        Text("mandate.table.decisions.title"),
        columns("mandate", "decision", "sections", "supplies", "lacking"),
        pd.DataFrame(rows, columns=["decision", "sections", "supplies", "lacking"], dtype=object),
        notes=(Text("mandate.table.decisions.note"),),
    )


def _lacking(entries: list[Entry]) -> Text:
    if not entries:
        return Text("mandate.lacking.0")
    values: dict[str, Cell] = {name: entry.title for name, entry in zip("ab", entries, strict=False)}
    return Text(f"mandate.lacking.{len(values)}", values)
