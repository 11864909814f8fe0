"""Small parts that several sections put together in the same way: columns, closing lines, and leaving out what has no number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assessment.findings import Column, Figure, Finding, Missing, Name, Quantity, Table, Text


def column(section: str, name: str, unit: str | None = None, decimals: int | None = None) -> Column:
    """Return a column whose header stands in `[column]` of the section's own texts."""
    return Column(Text(f"{section}.column.{name}"), unit, decimals)


def shared_column(name: str, unit: str | None = None, decimals: int | None = None) -> Column:
    """Return a column whose header is shared by all sections."""
    return Column(Text(f"common.column.{name}"), unit, decimals)


def missing(section: str, name: str, agency: str) -> Missing:
    """Return a gap of the record: what is missing, who holds it, and what it would be used for."""
    return Missing(
        Text(f"{section}.missing.{name}.what"), Name("agency", agency), Text(f"{section}.missing.{name}.use")
    )


def count(rows: Iterable[str], unit: str) -> Quantity:
    """Return how many rows were counted."""
    counted = tuple(rows)
    return Quantity(float(len(counted)), unit, counted, formula="count", decimals=0)


def with_numbers(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that have a number to state, and at least as many as they lack; what lacks is told in `missing`."""
    return tuple(finding for finding in findings if _mostly_known(finding))


def _mostly_known(finding: Finding) -> bool:
    known = [value.known for value in finding.text.values.values() if isinstance(value, Quantity)]
    return any(known) and 2 * sum(known) >= len(known)


def with_rows(tables: Iterable[Table]) -> tuple[Table, ...]:
    """Return the tables that have rows."""
    return tuple(table for table in tables if len(table.frame))


def with_points(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return the figures that have at least one point with a number, without the points that have none."""
    kept = []
    for figure in figures:
        known = [isinstance(y, Quantity) and y.known for y in figure.data["y"]]
        if any(known):
            kept.append(replace(figure, data=figure.data[known].reset_index(drop=True)))
    return tuple(kept)
