"""How the tables of gates at work are put together: texts by the name of the table, columns by their headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from assessment.findings import Cell, Column, Table, Text
from assessment.situation.flows import frame

Spec: TypeAlias = str | tuple[str, str, int]
"""Header of a column, with its unit and decimals where it holds numbers."""


def gate_table(
    name: str,
    columns: Sequence[Spec],
    rows: Sequence[tuple[Cell, ...]],
    title: Mapping[str, Cell] | None = None,
    note: Mapping[str, Cell] | None = None,
    *,
    wide: bool = False,
) -> Table:
    """Return the table `border.<name>`; its title, headers and note stand in `[table.<name>]` of the texts of section 5.

    Parameters
    ----------
    name
        Name of the table.
    columns, rows
        Headers, and cells in their order.
    title, note
        What fills the texts of title and note.
    wide
        Whether it asks for a page on its side.
    """
    texts = f"border.table.{name}"
    heads = tuple(
        Column(Text(f"{texts}.{spec}"))
        if isinstance(spec, str)
        else Column(Text(f"{texts}.{spec[0]}"), spec[1], spec[2])
        for spec in columns
    )
    cells = frame(list(rows), *(f"c{place}" for place in range(len(heads))))
    notes = (Text(f"{texts}.note", note or {}),)
    return Table(f"border.{name}", Text(f"{texts}.title", title or {}), heads, cells, notes=notes, wide=wide)
