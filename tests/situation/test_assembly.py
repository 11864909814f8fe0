"""Tests of `situation.assembly`: what has no number or no row is left out, and the rest stays as it was."""

from __future__ import annotations

import pandas as pd

from assessment.findings import Column, Figure, Finding, Quantity, Table, Text, not_determinable
from assessment.situation.assembly import column, count, missing, shared_column, with_numbers, with_points, with_rows

KNOWN = Quantity(1.0, "ha", ("a",))
OPEN = not_determinable(Text("common.reason.no_row"), "ha")


def test_findings_without_any_number_are_left_out():
    findings = [Finding(Text("x", values), "C") for values in ({"a": OPEN, "b": KNOWN}, {"a": OPEN}, {"a": "words"})]
    assert with_numbers(findings) == (findings[0],)


def test_empty_tables_are_left_out():
    tables = [Table("x", Text("x"), (Column(Text("c")),), pd.DataFrame({"c": cells})) for cells in ([KNOWN], [])]
    assert with_rows(tables) == (tables[0],)


def test_points_without_a_number_are_left_out_and_figures_without_a_point_too():
    def figure(*ys: Quantity) -> Figure:
        return Figure("x", pd.DataFrame({"x": range(len(ys)), "y": list(ys)}), "lines", Text("c"), Text("a"))

    [kept] = with_points([figure(OPEN, KNOWN), figure(OPEN), figure()])
    assert kept.data["x"].tolist() == [1]
    assert kept.data.index.tolist() == [0]


def test_pieces_are_named_by_their_section():
    assert column("plan", "target").header.key == "plan.column.target"
    assert shared_column("year", "ha", 1) == Column(Text("common.column.year"), "ha", 1)
    assert missing("plan", "land", "zone_board").use.key == "plan.missing.land.use"
    counted = count(iter(["a", "b"]), "zones")
    assert (counted.value, counted.rows, counted.formula) == (2.0, ("a", "b"), "count")
