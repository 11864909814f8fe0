"""Tables of gates at work: headers with their units, cells in their order, texts filled."""

from __future__ import annotations

import pytest

from assessment.findings import Column, Name, Quantity, Text
from assessment.situation.gate_tables import gate_table


def test_texts_units_and_cells_stand_in_their_places() -> None:
    cell = Quantity(2.0, "day", decimals=0)
    table = gate_table(
        "closure_days", ["gate", ("known", "day", 0)], [(Name("gate", "chi_ma"), cell)], {"period": "2025"}
    )
    assert table.id == "border.closure_days"
    assert table.title == Text("border.table.closure_days.title", {"period": "2025"})
    assert table.columns == (
        Column(Text("border.table.closure_days.gate")),
        Column(Text("border.table.closure_days.known"), "day", 0),
    )
    assert list(table.frame.iloc[0]) == [Name("gate", "chi_ma"), cell]
    assert table.notes == (Text("border.table.closure_days.note"),)
    assert not table.wide


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        gate_table("closure_days", ["gate", "year"], [(Name("gate", "chi_ma"),)])
