"""Reads mutants and says, of every figure, whether it is right, refused, shown by a control, lost, or silently wrong."""

from __future__ import annotations

import math
import random
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from assessment.etl.fragments import FileRows
from assessment.etl.reading import read_rows, rows_of
from assessment.sheets.workbook import CellError
from tests.mutants.bases import builders, observed, sources
from tests.mutants.kinds import KINDS, Mutant

# One mutant in so many goes through a real .xlsx.
FILE_SHARE = 25


@dataclass
class Verdict:
    """What became of the figures of one mutant."""

    kind: str
    base: str
    what: str
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def mutants(count: int, seed: int, only: str = "") -> Iterator[tuple[str, str, Mutant]]:
    """Yield so many mutants, every kind of mutation equally often."""
    made = builders()
    names = [name for name in KINDS if only in ("", name)]
    done = turn = 0
    while done < count:
        name = names[turn % len(names)]
        turn += 1
        chance = random.Random(zlib.crc32(f"{seed}/{turn}".encode()))
        base_name = chance.choice(sorted(made))
        mutant = KINDS[name](made[base_name](chance).copy(), chance)
        if mutant is not None:
            done += 1
            yield name, base_name, mutant


def judge(name: str, base: str, mutant: Mutant, *, through_file: bool = False) -> Verdict:
    """Read a mutant and compare it with its truth."""
    verdict = Verdict(name, base, mutant.what, Counter(mutants=1))
    try:
        read = (
            _through_file(mutant) if through_file else rows_of(*mutant.base.workbook(), sources()[mutant.base.source])
        )
    except Exception as error:
        verdict.counts["crash"] += 1
        verdict.faults.append(f"crash {type(error).__name__}: {error}")
        return verdict
    told = bool(read.sink.rejects)
    noted = bool(read.sink.notes)
    shown = mutant.by_control and any(control.kind == "mismatch" for control in read.controls)
    seen = set()
    for _, observation in read.taken:
        key, value, status = observed(observation)
        figure = mutant.allowed.get(key)
        right = figure is not None and math.isclose(figure.value, value, rel_tol=1e-9)
        if right and figure is not None and status in {figure.status, *mutant.statuses}:
            seen.add(key)
            verdict.counts["right"] += 1
        elif shown:
            verdict.counts["shown by a control"] += 1
        else:
            verdict.counts["silently wrong"] += 1
            verdict.faults.append(
                f"wrong {key[:1]}{[k for k in key if k not in ('vn', 'national', 'all', 'world')][1:]} = {value} ({status})"
            )
    missing = mutant.due - seen
    fate = "rejected" if told else "shown by a control" if shown else "noted" if noted else "lost in silence"
    verdict.counts[fate] += len(missing)
    if missing and (fate == "lost in silence" or (fate == "noted" and not mutant.by_note)):
        verdict.faults.append(f"{fate}: {len(missing)} figures; e.g. {next(iter(missing))}")
    return verdict


def _through_file(mutant: Mutant) -> FileRows:
    """Write a mutant as a real workbook and read that; letters that no .xlsx can hold stay in memory."""
    base = mutant.base
    if any(isinstance(cell, str) and ILLEGAL_CHARACTERS_RE.search(cell) for row in base.rows for cell in row):
        return rows_of(*base.workbook(), sources()[base.source])
    book = Book()
    first = book.active
    first.title = base.sheet
    for row, cells in enumerate(base.rows, 1):
        for col, value in enumerate(cells, 1):
            if value is None or value == "":
                continue
            cell = first.cell(row, col, value.code if isinstance(value, CellError) else value)
            font = base.formats.fonts.get((row - 1, col - 1))
            if font:
                cell.font = Font(name=font)
    for row in base.formats.hidden_rows:
        first.row_dimensions[row + 1].hidden = True
    for a, b, c, d in _apart(base.merged):
        first.merge_cells(start_row=a + 1, start_column=b + 1, end_row=c + 1, end_column=d + 1)
    for name, rows in base.extra:
        other = book.create_sheet(name)
        for row in rows:
            other.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutant.xlsx"
        book.save(path)
        return read_rows(path, base.file, sources()[base.source])


def _apart(spans: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield merged blocks that do not overlap one before them: Excel knows no others."""
    taken: set[tuple[int, int]] = set()
    for span in spans:
        cells = {(row, col) for row in range(span[0], span[2] + 1) for col in range(span[1], span[3] + 1)}
        if not cells & taken:
            taken |= cells
            yield span
