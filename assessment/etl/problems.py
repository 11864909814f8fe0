"""What could not be read, collected while the reading goes on; nothing is guessed and nothing dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.errors import AssessmentError
from assessment.sheets.workbook import address


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that was not read, where it stands, and what to do."""

    file: str
    sheet: str
    cell: str
    raw: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something seen that needs no action."""

    file: str
    sheet: str
    cell: str
    note: str


class RowRefusedError(Exception):
    """A row or a header that is not read: the key of the column at fault, its raw text, the problem and the remedy."""

    def __init__(self, key: str, raw: str, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.key, self.raw, self.problem, self.remedy = key, raw, problem, remedy


class CorrectionError(AssessmentError):
    """A declared correction does not apply any more; the refresh stops and nothing changes."""


@dataclass
class Sink:
    """Collects the rejects and notes of one file.

    `corrected` holds, per corrected cell (sheet, row, column), the raw text that stood there and the id of the correction;
    `failed` says that a whole table could not be read, so that the file counts as not read. In a `private` file cells may name
    persons: what is refused is told by its place, never by its text.
    """

    file: str
    rejects: list[Reject] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    corrected: Mapping[tuple[str, int, int], tuple[str, str]] = field(default_factory=dict)
    missing: int = 0
    failed: bool = False
    private: bool = False

    def reject(self, sheet: str, row: int | None, col: int | None, raw: str, problem: str, remedy: str) -> None:
        """Record a reject."""
        self.rejects.append(Reject(self.file, sheet, _address(row, col), "" if self.private else raw, problem, remedy))

    def note(self, sheet: str, row: int | None, col: int | None, note: str) -> None:
        """Record a note."""
        self.notes.append(Note(self.file, sheet, _address(row, col), note))


def _address(row: int | None, col: int | None) -> str:
    return "" if row is None or col is None else address(row, col)
