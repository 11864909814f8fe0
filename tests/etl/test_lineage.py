"""Lineage of a value."""

from __future__ import annotations

from decimal import Decimal

from assessment.etl.lineage import LineageRow, Origin, unit_rule


def test_a_lineage_row_names_the_cell_as_excel_does() -> None:
    row = LineageRow.of("id", Origin("value", 11, 1, "5"), "a.xlsx", "sha", "S1")
    assert (row.cell, row.raw, row.rule, row.correction) == ("B12", "5", "as printed", "")


def test_rules_are_told_in_words() -> None:
    assert unit_rule(Decimal("0.001"), "triệu đồng", "vnd_billion") == "× 0.001 (triệu đồng → vnd_billion)"
    assert unit_rule(Decimal("1000000"), "triệu lượt", "person") == "× 1000000 (triệu lượt → person)"
