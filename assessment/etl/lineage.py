"""Where a value comes from: file, sheet, cell, what stood there, and the rule that made a value of it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from assessment.sheets.workbook import address

AS_PRINTED = "as printed"
DECLARED = "declared "
"""Begins the word for a unit that is not printed but declared."""


class Origin(NamedTuple):
    """The cell behind one column of a row; rows and columns of the sheet count from 0."""

    column: str
    row: int
    col: int
    raw: str
    rule: str = AS_PRINTED
    correction: str = ""

    @property
    def cell(self) -> str:
        """Address as in Excel."""
        return address(self.row, self.col)


class LineageRow(NamedTuple):
    """One row of the lineage table."""

    row_id: str
    column: str
    file: str
    sha256: str
    sheet: str
    cell: str
    raw: str
    rule: str
    correction: str

    @classmethod
    def of(cls, row_id: str, origin: Origin, file: str, sha256: str, sheet: str) -> LineageRow:
        """Return the lineage of one column of a row."""
        cell = origin.cell
        return cls(row_id, origin.column, file, sha256, sheet, cell, origin.raw, origin.rule, origin.correction)


def unit_rule(factor: Decimal, printed: str, unit: str) -> str:
    """Return in words how a printed unit became the canonical one.

    >>> unit_rule(Decimal(1000), "tỷ USD", "usd_million")
    '× 1000 (tỷ USD → usd_million)'
    >>> unit_rule(Decimal(1), "triệu USD", "usd_million")
    'as printed'
    """
    return AS_PRINTED if factor == 1 else f"× {factor.normalize():f} ({printed} → {unit})"
