"""Section 4 from goods lines: the commodity groups of the gates held against those of the nation.

The quotient tells which goods are routed through the gates more than through others. It says nothing of what the locality produces:
most of what passes a gate was made elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from assessment.customs.published import OTHER
from assessment.evidence import Evidence
from assessment.findings import Cell, Name, Quantity, Table, Text, derive, not_determinable
from assessment.situation.declared import Declared, named
from assessment.situation.declared_structure import quotient_of
from assessment.situation.flows import frame, share, trade_value
from assessment.situation.pieces import columns

GROUPS_SHOWN: Final = 10
_FLOWS: Final = ("export", "import")
_MILLION: Final = "usd_million"
_UNITS: Final = {
    "value_at_gates": _MILLION, "share_at_gates": "percent", "national": _MILLION, "national_share": "percent", "quotient": "ratio",
}  # fmt: skip
Row: TypeAlias = tuple[Name, Quantity, Quantity, Quantity, Quantity, Quantity]
_NOTES: Final = (Text("declared.note.groups"), Text("declared.note.scope"))


def group_tables(evidence: Evidence, declared: Declared) -> tuple[Table, ...]:
    """Return the table of the chapter, where a quotient is known, and that of the annex; none without a complete year."""
    if not declared.years:
        return ()
    largest = largest_groups_table(evidence, declared)
    return (*(() if largest.frame.empty else (largest,)), all_groups_table(evidence, declared))


def largest_groups_table(evidence: Evidence, declared: Declared) -> Table:
    """Return by direction the largest groups of the last complete year whose quotient is known."""
    year = declared.years[-1]
    rows: list[tuple[Cell, ...]] = []
    for flow in _FLOWS:
        known = [row for row in _groups(evidence, declared, year, flow) if row[-1].known]
        rows += [(Text(f"declared.flow.{flow}"), *row) for row in known[:GROUPS_SHOWN]]
    return Table(
        "structure.declared_groups",
        Text("declared.table.groups.title", {"year": year}),
        columns("declared", "flow", "commodity", *_UNITS.items()),
        frame(rows, "flow", "commodity", *_UNITS),
        notes=(Text("declared.note.groups_shown", {"count": GROUPS_SHOWN}), *_NOTES),
        wide=True,
    )


def all_groups_table(evidence: Evidence, declared: Declared) -> Table:
    """Return every group of every complete year, and by direction what is in none; for the annex."""
    rows: list[tuple[Cell, ...]] = []
    for year in declared.years:
        for flow in _FLOWS:
            own = declared.value(year, flow, group=OTHER)
            direction = Text(f"declared.flow.{flow}")
            rows += [(year, direction, *row) for row in _groups(evidence, declared, year, flow)]
            rest = (own, _share(own, declared.value(year, flow)), None, None, None)
            rows.append((year, direction, Text("declared.label.no_group"), *rest))
    return Table(
        "structure.declared_groups_all",
        Text("declared.table.groups_all.title"),
        columns("declared", "year", "flow", "commodity", *_UNITS.items()),
        frame(rows, "year", "flow", "commodity", *_UNITS),
        notes=_NOTES,
        annex_only=True,
    )


def _groups(evidence: Evidence, declared: Declared, year: int, flow: str) -> Iterator[Row]:
    """Yield the groups of a direction, the largest shown first, with their quotient against the nation."""
    there, nation = declared.value(year, flow), _national(evidence, year, flow, "all")
    for group in declared.keys(year, "group", flow):
        if group != OTHER:
            own, all_ = declared.value(year, flow, group=group), _national(evidence, year, flow, group)
            formula = "declared.formula.group_quotient"
            quotient = derive(formula, "ratio", quotient_of, own, there, all_, nation, decimals=2)
            yield named("group", group), own, _share(own, there), all_, _share(all_, nation), quotient


def _share(part: Quantity, whole: Quantity) -> Quantity:
    return share(part, whole).rounded_to(1)


def _national(evidence: Evidence, year: int, flow: str, group: str) -> Quantity:
    """Return what the statistics office prints of a group for the whole year: January to December, or the year itself."""
    found = trade_value(evidence, "national", str(year), flow, geography="vn", partner="world", commodity=group)
    return found if found.known else not_determinable(Text("declared.reason.national"), _MILLION)
