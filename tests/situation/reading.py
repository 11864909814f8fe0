"""How the tests of this package read what a section returns."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.findings import Quantity, Section, Table, Text


def table(section: Section, name: str) -> Table:
    """Return the table of an id."""
    return next(found for found in section.tables if found.id == name)


def numbers(cells: object) -> list[float | None]:
    """Return the values of quantities; None for a quantity that is not determinable and for an empty cell."""
    return [cell.value if isinstance(cell, Quantity) else None for cell in cells]  # type: ignore[attr-defined]


def keys(cells: object) -> list[str]:
    """Return the last part of the keys of texts, and the keys of names."""
    return [cell.key.rpartition(".")[2] for cell in cells]  # type: ignore[attr-defined]


def by(found: Table, column: str) -> dict[str, dict[str, object]]:
    """Return the rows of a table by the last part of the key of one column."""
    return {
        row[column].key.rpartition(".")[2]: {str(name): cell for name, cell in row.items()}
        for row in found.frame.to_dict("records")
    }


def quantities(section: Section) -> Iterator[tuple[str, Quantity]]:
    """Return every number of a section with the id of where it stands."""
    for finding in section.findings:
        yield from _within(finding.text, finding.text.key)
    for line in section.conclusion:
        yield from _within(line, line.key)
    for found in section.tables:
        for cell in (*found.frame.to_numpy().ravel(), *found.notes):
            yield from _within(cell, found.id)
    for figure in section.figures:
        for cell in figure.data.to_numpy().ravel():
            yield from _within(cell, figure.id)


def _within(cell: object, where: str) -> Iterator[tuple[str, Quantity]]:
    if isinstance(cell, Quantity):
        yield where, cell
    elif isinstance(cell, Text):
        for value in cell.values.values():
            yield from _within(value, where)
