"""What a report printed, in both languages, kept beside the state it was made from: two reports compare without being made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd

from assessment.etl import frames, state
from assessment.etl.schema import ColumnSpec, text_column
from assessment.findings import Cell, Quantity, Text
from assessment.report.language import LANGUAGES
from assessment.report.layout import Chapter, LaidFinding, LaidSection
from assessment.report.sources import quantities
from assessment.report.tables import Grid, cell_address

PRINTED: Final = (
    text_column("kind", "finding, a number in it, cell of a table, gap", ("finding", "number", "cell", "missing")),
    text_column("section", "id of the section"),
    text_column("item", "key of the finding, id of the table, or key of what is lacking"),
    ColumnSpec("row", "number", "row of the table, from 0", required=False),
    text_column("field", "placeholder of the finding, header of the column, or agency that holds what is lacking"),
    text_column("cell", "address of the cell as Word counts it", required=False),
    text_column("type", "type of the cell, by which the cells that name a row are told", required=False),
    text_column("place_vi", "where it stands, in Vietnamese"),
    text_column("place_en", "where it stands, in English"),
    text_column("title_vi", "title of the table, in Vietnamese", required=False),
    text_column("title_en", "title of the table, in English", required=False),
    text_column("header_vi", "header of the column, in Vietnamese", required=False),
    text_column("header_en", "header of the column, in English", required=False),
    text_column("text_vi", "as printed in Vietnamese", required=False),
    text_column("text_en", "as printed in English", required=False),
    ColumnSpec("value", "number", "the unrounded number, where it is one", required=False),
    text_column("unit", "its unit", required=False),
    text_column("rows", "references to what it rests on, separated by blanks", required=False),
)
NAME: Final = "printed"
_Line: TypeAlias = dict[str, Any]


def printed(vi: Chapter, en: Chapter) -> pd.DataFrame:
    """Return what a chapter prints: a row a finding, a number in it, a cell of a table, a gap, with the columns of `PRINTED`.

    Parameters
    ----------
    vi, en
        The same sections laid out in Vietnamese and in English.
    """
    lines = [line for pair in zip(vi.sections, en.sections, strict=True) for line in _section(*pair, (vi, en))]
    return frames.build(
        PRINTED, {column.name: [line.get(column.name, _EMPTY[column.kind]) for line in lines] for column in PRINTED}
    )


_EMPTY: Final = {"text": "", "number": None}


def keep(processed: Path, number: str, record: pd.DataFrame) -> None:
    """Keep a record with the state it was made from, in the place of an earlier one."""
    state.replace_table(processed, number, NAME, record)


def kept(processed: Path, number: str) -> pd.DataFrame | None:
    """Return the record of a state, None where no report was made of it."""
    found = state.load(state.folder_of(processed, number), NAME)
    return None if found is None else frames.fit(PRINTED, found)


def _section(vi: LaidSection, en: LaidSection, chapters: tuple[Chapter, Chapter]) -> Iterator[_Line]:
    seen: Counter[str] = Counter()
    shared = {"section": vi.section.id, **_both("place", vi.label, en.label)}
    for one, other in zip(vi.findings, en.findings, strict=True):
        # Findings that share a text (one a gate) are told apart by their order.
        key = one.finding.text.key
        seen[key] += 1
        item = key if seen[key] == 1 else f"{key}#{seen[key]}"
        yield from _finding(shared | {"item": item}, one, other, chapters)
    for grids in zip((*vi.grids, *vi.annex_grids), (*en.grids, *en.annex_grids), strict=True):
        yield from _grid(shared, *grids)
    for missing in vi.section.missing:
        words = (chapter.language.text(missing.what) for chapter in chapters)
        yield (
            shared | {"kind": "missing", "item": missing.what.key, "field": missing.holder.key} | _both("text", *words)
        )


def _finding(shared: _Line, vi: LaidFinding, en: LaidFinding, chapters: tuple[Chapter, Chapter]) -> Iterator[_Line]:
    text = vi.finding.text
    line = shared | _both("place", vi.label, en.label)
    yield line | {"kind": "finding", "field": "text", "rows": _rows(text)} | _both("text", vi.text, en.text)
    for field, number in _numbers(text.values):
        words = (chapter.language.quantity(number) for chapter in chapters)
        yield line | {"kind": "number", "field": field} | _both("text", *words) | _value(number)


def _numbers(values: Mapping[str, Cell], before: str = "") -> Iterator[tuple[str, Quantity]]:
    """Yield the numbers that fill a text and the texts inside it, by the path of their placeholders."""
    for field, value in values.items():
        if isinstance(value, Quantity):
            yield before + field, value
        elif isinstance(value, Text):
            yield from _numbers(value.values, f"{before}{field}.")


def _grid(shared: _Line, vi: Grid, en: Grid) -> Iterator[_Line]:
    heads: Counter[str] = Counter()
    fields = []
    for column in vi.table.columns:
        # Headers that differ only by what fills them ("weight of {group}") are told apart by their order.
        heads[column.header.key] += 1
        fields.append(f"{column.header.key}#{heads[column.header.key]}")
    table = shared | {"kind": "cell", "item": vi.table.id}
    table |= _both("place", vi.label, en.label) | _both("title", vi.title, en.title)
    for r, pair in enumerate(zip(vi.rows, en.rows, strict=True)):
        for c, (one, other) in enumerate(zip(*pair, strict=True)):
            place = {"row": r, "field": fields[c], "cell": cell_address(r, c), "type": type(one.cell).__name__}
            words = _both("header", vi.headers[c], en.headers[c]) | _both("text", one.text, other.text)
            yield table | place | words | _value(one.cell)


def _value(cell: Cell) -> _Line:
    known = isinstance(cell, Quantity) and cell.known
    number = {"value": cell.value, "unit": cell.unit} if known and isinstance(cell, Quantity) else {}
    return {**number, "rows": _rows(cell)}


def _rows(cell: Cell) -> str:
    return " ".join(dict.fromkeys(row.replace(" ", "_") for number in quantities(cell) for row in number.rows))


def _both(name: str, vi: str, en: str) -> _Line:
    return {f"{name}_{lang}": text for lang, text in zip(LANGUAGES, (vi, en), strict=True)}
