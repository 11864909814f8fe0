"""What the reader sees in an export of goods lines, in words: its header, what is unknown, how many lines; never what a line says."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from assessment.customs.delivery import lacking
from assessment.customs.errors import GoodsLinesError
from assessment.customs.layout import HEADER_SEARCH, SOURCE, Layout, form, header_row
from assessment.customs.reading import TEXTS, Part, first_rows, is_text, parts
from assessment.sheets.cells import WorkbookUnreadableError, address, as_text
from assessment.sheets.text import clean, match_key, nearest
from assessment.sheets.workbook import read_workbook

LARGE: Final = 5 * 1024**2
"""Bytes from which on a workbook is looked at as an export of goods lines first, and only then as one of tables."""

Head: TypeAlias = tuple[str, Sequence[Sequence[object]]]


def heads(path: Path) -> list[Head]:
    """Return the sheets of a file that hold goods lines, each with its first rows; none where it is something else.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from assessment.customs.simulate import simulate_goods_lines
    >>> with TemporaryDirectory() as folder:
    ...     export, truth = simulate_goods_lines(Path(folder) / "lines.csv", 20, seed=1)
    ...     len(heads(export)), heads(truth)
    (1, [])
    """
    for way in _ways(path):
        try:
            return [(sheet, rows) for sheet, rows in way(path) if header_row(rows) is not None]
        except (GoodsLinesError, WorkbookUnreadableError):
            continue
    return []


def _ways(path: Path) -> Iterator[Callable[[Path], Iterable[Head]]]:
    """Yield how the first rows of a file may be come by, one after the other until one succeeds."""
    # What comes from unknown hands is opened with all care, which takes many times as long; a crafted file is small.
    if is_text(path) or (path.is_file() and path.stat().st_size >= LARGE):
        yield first_rows
    yield _tables


def _tables(path: Path) -> list[Head]:
    return [(sheet.name, sheet.rows[:HEADER_SEARCH]) for sheet in read_workbook(path, path.name).visible]


def belongs(folder: object) -> str:
    """Return the words for where a file is to be put.

    >>> belongs("gate_log")
    'belongs into data/raw/gate_log/'
    """
    return f"belongs into data/raw/{folder}/"


def described(path: Path, found: Sequence[Head]) -> Iterator[str]:
    """Yield what is seen in an export, line by line of text.

    Parameters
    ----------
    path
        The export.
    found
        What `heads` gives of it.
    """
    yield f"{path.name}: goods lines of customs declarations, read with the declaration {SOURCE}"
    yield f"{belongs(SOURCE)}, below a folder that names the office where it has no column for it"
    for sheet, rows in found:
        yield f"sheet {sheet!r}"
        yield from _header(rows)
    refused: GoodsLinesError | None = None
    count = 0
    try:
        for part in parts(path):
            yield f"sheet {part.sheet!r}: {_around(part.layout)}"
            yield from (f"  {what}" for what in lacking(part.layout.columns))
            count += yield from _lines(part)
    except GoodsLinesError as error:
        refused = error
    yield f"rejects: {count + (refused is not None)}; what stands in single lines is checked by `assessment refresh`"
    if refused is not None:
        yield f"  {refused}"
        yield f"    {refused.remedy}"


def _header(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    at = header_row(rows)
    assert at is not None
    known = form()
    for col, cell in enumerate(rows[at]):
        label = clean(as_text(cell))
        if not label:
            continue
        key = known.keys.get(match_key(label))
        if key is None:
            near = nearest(label, known.labels)
            said, means = (f", the nearest known label is {near[0]!r}", "if it means that, ") if near else ("", "")
            line = f"goods_lines,{label},{known.keys[match_key(near[0])] if near else '<key>'},,"
            yield f"  {address(at, col)} {label!r} → unknown{said}"
            yield f"    {means}add a line to assessment/sources/{SOURCE}/columns.csv: {line}"
        else:
            yield f"  {address(at, col)} {label!r} → {key}{'' if key in TEXTS else ', not kept'}"


def _around(layout: Layout) -> str:
    period = f"{layout.period[0]:%d/%m/%Y}–{layout.period[1]:%d/%m/%Y}" if layout.period else "not stated"
    total = f"{layout.value_total:,} VND" if layout.value_total is not None else "not stated"
    invented = "; synthetic" if layout.synthetic else ""
    return f"header row {layout.header}, {layout.width} columns; period {period}; printed total {total}{invented}"


def _lines(part: Part) -> Generator[str, None, int]:
    """Yield how many lines a sheet has and which have other columns than the header; return how many these are."""
    lines, first, faults = 0, 0, 0
    for batch in part.batches:
        lines += batch.num_rows
        wrong = [row for row, fault in zip(batch["row"].to_pylist(), batch["fault"].to_pylist(), strict=True) if fault]
        first = first or (wrong[0] if wrong else 0)
        faults += len(wrong)
    yield f"  lines: {lines:,}"
    if faults:
        yield f"  {faults:,} lines have more or fewer fields than the header, the first in row {first:,}"
    return faults
