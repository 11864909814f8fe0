"""What the reader sees in a workbook, in words: its tables, what each header means, and what no declaration knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from assessment.etl.reading import read_file
from assessment.etl.schema import TABLES
from assessment.sheets.tables import FoundTable, find_tables
from assessment.sheets.workbook import Sheet, address, as_text, read_workbook


def inspect(path: Path, sources: Path | None = None) -> str:
    """Describe a workbook, wherever it lies.

    The declaration is the one that claims the file's name; where none does, the one that recognises most of its tables.

    Parameters
    ----------
    path : Path
        The workbook.
    sources : Path, optional
        Folder of declarations; by default the one of the package.

    Raises
    ------
    WorkbookUnreadableError
        If the file cannot be read at all.
    """
    workbook = read_workbook(path, path.name)
    declared = load_sources(sources)
    source = _source_of(path, list(workbook.visible), list(declared.values()))
    if source is None:
        return "\n".join(_undeclared(path, list(workbook.visible)))
    return "\n".join(_described(path, source, read_file(path, path.name, "", source)))


def _source_of(path: Path, sheets: list[Sheet], sources: list[Source]) -> Source | None:
    names = ["/".join(path.parts[-count:]) for count in range(1, len(path.parts) + 1)]
    claiming = [source for source in sources if any(map(source.claims, names))]
    if claiming:
        return claiming[0]
    counts = [sum(len(find_tables(sheet, source.forms).tables) for sheet in sheets) for source in sources]
    best = max(counts, default=0)
    return sources[counts.index(best)] if best else None


def _undeclared(path: Path, sheets: list[Sheet]) -> Iterator[str]:
    yield f"{path.name}: no declaration knows this workbook or any table in it"
    for sheet in sheets:
        first = next((row for row in range(len(sheet.rows)) if sheet.filled(row)), None)
        if first is not None:
            col = sheet.filled(first)[0]
            yield f"sheet {sheet.name!r}: {len(sheet.rows)} rows; begins at {address(first, col)} {as_text(sheet.rows[first][col])!r}"
    yield "add a folder to assessment/sources with source.toml, columns.csv and entities.csv"


def _described(path: Path, source: Source, fragment: Fragment) -> Iterator[str]:
    yield f"{path.name}: read with the declaration {source.id}"
    for reading in fragment.sheets:
        yield f"sheet {reading.sheet.name!r}"
        for form, start, _ in reading.layout.skipped:
            yield f"  {form.id}: known by its title in row {start + 1}, left out on purpose"
        for found in reading.layout.tables:
            yield from _table(reading.sheet, found, source)
    rows = ", ".join(f"{name} {len(frame)}" for name, frame in fragment.tables.items() if name in TABLES)
    yield f"rows: {rows or 'none'}; missing marks: {fragment.missing}"
    rejects = fragment.tables["rejects"].to_dict("records")
    yield f"rejects: {len(rejects)}"
    for reject in rejects:
        yield f"  {reject['sheet']} {reject['cell']} {reject['raw']!r}: {reject['problem']}"
        yield f"    {reject['remedy']}"


def _table(sheet: Sheet, found: FoundTable, source: Source) -> Iterator[str]:
    rule = source.table(found.form.id)
    header = ", ".join(str(row + 1) for row in found.header_rows) or "not found"
    span = f"header rows {header}, rows {found.start + 1} to {found.end}"
    yield f"  {found.form.id} → {rule.into}: title {address(*found.title)}, {span}"
    for col, key in found.columns.items():
        texts = " / ".join(dict.fromkeys(as_text(sheet.rows[row][col]) for row in found.header_rows))
        yield f"    {address(found.header_rows[0], col)} {texts!r} → {key}"
    across = rule.across or "unknown"
    for col, headers in found.others.items():
        shown = " / ".join(dict.fromkeys(map(as_text, headers)))
        yield f"    {address(found.header_rows[0], col)} {shown!r} → {across}"
