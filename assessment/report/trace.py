"""Where every printed number comes from: one row per number and cell it rests on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

import pandas as pd

from assessment.errors import AssessmentError
from assessment.etl.lineage import AS_PRINTED, DECLARED
from assessment.findings import Cell, Quantity, Section, Text
from assessment.report.figure_data import leaves, printed
from assessment.report.language import Language
from assessment.report.layout import Chapter, LaidFigure, LaidSection, lay_out
from assessment.report.numbers import format_number
from assessment.report.references import Origin, Record, References
from assessment.report.tables import Grid, annex_address, cell_address

NUMBER_COLUMNS: Final = (
    "item",
    "place",
    "cell",
    "annex_cell",
    "label",
    "printed",
    "value",
    "unit",
    "formula",
    "origins",
)
ORIGIN_COLUMNS: Final = ("reference", "file", "sheet", "source_cell", "raw", "rule", "correction", "document", "url")
CELL_COLUMNS: Final = ("origins", *ORIGIN_COLUMNS)
TRACE_COLUMNS: Final = (*NUMBER_COLUMNS, *ORIGIN_COLUMNS, "resolved")
# How the lineage tells that a unit was converted.
_SCALED: Final = re.compile(r"× (\S+) \((.+) → (\S+)\)")


class PlaceMissingError(AssessmentError):
    """The report has no such place or cell; the message names the nearest ones."""


@dataclass(frozen=True)
class PrintedNumber:
    """A number as it stands in the report: its place (``Bảng 3.2``), its cell (``B4``) and what it is about."""

    place: str
    cell: str
    label: str
    printed: str
    quantity: Quantity
    annex_cell: str = ""


def build_trace(sections: Sequence[Section], store: Record, language: Language) -> pd.DataFrame:
    """Return the trace of some sections, columns `TRACE_COLUMNS`; see `trace_chapter`."""
    references = References(store)
    return trace_chapter(lay_out(sections, references, language), references)


def trace_chapter(chapter: Chapter, references: References) -> pd.DataFrame:
    """Return one row per printed number and cell it rests on.

    `item` numbers the printed numbers, `origins` the sets of references they rest on: numbers with the same set rest on the same
    cells. A reference that leads nowhere, and a number without any reference, has one row with `resolved` False. What cannot be
    determined prints no number and is not listed.
    """
    language = chapter.language
    numbers = [number for section in chapter.sections for number in printed_numbers(section, language)]
    references.prepare(reference for number in numbers for reference in number.quantity.rows)
    rows: list[tuple[Any, ...]] = []
    sets: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for item, number in enumerate(numbers, start=1):
        quantity = number.quantity
        if quantity.rows not in sets:
            sets[quantity.rows] = _origin_rows(len(sets) + 1, quantity.rows, references, language)
        unit = language.unit(quantity.unit) if quantity.unit else ""
        known = (item, number.place, number.cell, number.annex_cell, number.label, number.printed, quantity.value, unit)
        formula = language.formula(quantity.formula)
        rows.extend((*known, formula, *origin) for origin in sets[quantity.rows])
    return pd.DataFrame(rows, columns=list(TRACE_COLUMNS))


def _origin_rows(
    place: int, rows: tuple[str, ...], references: References, language: Language
) -> list[tuple[Any, ...]]:
    """Return the columns from `origins` on for a set of references, a row a cell."""
    found: list[tuple[Any, ...]] = []
    for reference in rows or ("",):
        origins = references.origins(reference) if reference else []
        found.extend((place, *_origin_cells(origin, language), True) for origin in origins)
        if not origins:
            found.append((place, reference, *[""] * 8, False))
    return found


def _origin_cells(origin: Origin, language: Language) -> tuple[str, ...]:
    raw = origin.raw
    if not origin.cell:
        raw = language.text(Text("common.trace.table_rows", {"count": origin.raw}))
    return (
        origin.reference,
        origin.file,
        origin.sheet,
        origin.cell,
        raw,
        _rule(origin.rule, language),
        origin.correction,
        origin.document,
        origin.url,
    )


def _rule(rule: str, language: Language) -> str:
    """Return how a cell became a value as a reader is told; a rule of another kind stands as the record has it.

    >>> _rule("× 1000 (tỷ USD → usd_million)", Language("vi")), _rule("as printed", Language("vi"))
    ('× 1.000 (tỷ USD → triệu USD)', 'như nguồn in')
    >>> _rule("× 0.001 (declared vnd_billion*0.001 → vnd_billion)", Language("en"))
    '× 0.001 (declared unit → VND billion)'
    """
    if rule == AS_PRINTED:
        return language.text(Text("common.trace.as_printed"))
    found = _SCALED.fullmatch(rule)
    if found is None:
        return rule
    factor, printed, unit = found.groups()
    word = language.text(Text("common.trace.declared_unit")) if printed.startswith(DECLARED) else printed
    return f"× {format_number(Decimal(factor), language.lang)} ({word} → {language.unit(unit)})"


def coverage(trace: pd.DataFrame) -> float:
    """Return the share of printed numbers whose every reference leads to a cell, a configured key or a table; NaN for none.

    >>> coverage(pd.DataFrame({"item": [1, 1, 2, 3], "resolved": [True, False, True, True]})).__round__(2)
    0.67
    """
    return float(trace.groupby("item")["resolved"].all().mean()) if len(trace) else float("nan")


def printed_numbers(section: LaidSection, language: Language) -> Iterator[PrintedNumber]:
    """Yield every number printed in a section, in order of print."""
    source = section.section
    yield from _in_text(source.title, section.label, _item("title_item", language), language)
    yield from _in_text(source.questions, section.label, _item("questions_item", language), language)
    for finding in section.findings:
        yield from _in_text(finding.finding.text, finding.label, "", language)
    for grid in (*section.grids, *section.annex_grids):
        yield from _in_grid(grid, language)
    for figure in section.figures:
        yield from _in_figure(figure, language)
    for index, missing in enumerate(source.missing, start=1):
        for text in (missing.what, missing.use):
            yield from _in_text(text, section.label, _item("missing_item", language, index), language)
    for index, line in enumerate(source.conclusion, start=1):
        yield from _in_text(line, section.label, _item("conclusion_item", language, index), language)


def _item(key: str, language: Language, number: int | None = None) -> str:
    return language.text(Text(f"common.trace.{key}", {} if number is None else {"number": number}))


def _in_text(text: Text, place: str, cell: str, language: Language, annex_cell: str = "") -> Iterator[PrintedNumber]:
    """Yield the numbers of a text; where it has no cell, the placeholder is the cell."""
    label = language.text(text)
    for field, number, quantity in _fillings(text, language):
        if quantity.known:
            yield PrintedNumber(place, cell or field, label, number, quantity, annex_cell)


def _fillings(text: Text, language: Language) -> Iterator[tuple[str, str, Quantity]]:
    for piece in language.pieces(text):
        if isinstance(piece.value, Quantity):
            yield piece.field, piece.text, piece.value
        elif isinstance(piece.value, Text):
            yield from _fillings(piece.value, language)


def _in_cell(cell: Cell, place: str, address: str, label: str, language: Language) -> Iterator[PrintedNumber]:
    if isinstance(cell, Quantity) and cell.known:
        yield PrintedNumber(place, address, label, language.quantity(cell), cell)
    elif isinstance(cell, Text):
        for _, number, quantity in _fillings(cell, language):
            if quantity.known:
                yield PrintedNumber(place, address, label, number, quantity)


def _in_grid(grid: Grid, language: Language) -> Iterator[PrintedNumber]:
    yield from _in_text(grid.table.title, grid.label, _item("title_item", language), language)
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            annex = _annex_place(grid.label, annex_address(r, c), language)
            label = f"{row[0].text} · {grid.headers[c]}"
            if isinstance(cell.cell, Quantity) and cell.cell.known:
                yield PrintedNumber(grid.label, cell_address(r, c), label, cell.text, cell.cell, annex)
            elif isinstance(cell.cell, Text):
                yield from _in_text(cell.cell, grid.label, cell_address(r, c), language, annex)
    for index, note in enumerate(grid.table.notes, start=1):
        yield from _in_text(note, grid.label, _item("note_item", language, index), language)


def _annex_place(sheet: str, cell: str, language: Language) -> str:
    return language.text(Text("common.layout.annex_place", {"sheet": sheet, "cell": cell}))


def point_label(row: Iterable[Cell], language: Language) -> str:
    """Return what a row of the data of a figure is about: its cells that are no numbers for print.

    >>> point_label(("Hữu Nghị", Quantity(1.0, "ha"), 2024), Language("vi"))
    'Hữu Nghị · 2024'
    """
    return " · ".join(language.cell(cell) for cell in row if not isinstance(cell, Quantity) and printed(cell, language))


def _in_figure(laid: LaidFigure, language: Language) -> Iterator[PrintedNumber]:
    figure = laid.figure
    yield from _in_text(figure.caption, laid.label, _item("title_item", language), language)
    for index, row in enumerate(figure.data.itertuples(index=False, name=None), start=1):
        label = point_label(row, language)
        for cell in row:
            yield from _in_cell(cell, laid.label, _item("point_item", language, index), label, language)
    for index, cell in enumerate(leaves(figure.options), start=1):
        yield from _in_cell(cell, laid.label, _item("option_item", language, index), laid.title, language)
    for index, note in enumerate(figure.notes, start=1):
        yield from _in_text(note, laid.label, _item("note_item", language, index), language)


def explain(trace: pd.DataFrame, place: str, cell: str, language: Language) -> str:
    """Return, for the command line, where the number at a place comes from; an empty `cell` lists all numbers there.

    Raises
    ------
    PlaceMissingError
        If the report has no such place, or no number in that cell.
    """
    there = trace[trace["place"].map(_folded) == _folded(place)]
    if there.empty:
        raise PlaceMissingError(_not_found(place, trace["place"], "place"))
    found = there[there["cell"].map(_folded) == _folded(cell)] if cell else there
    if found.empty:
        raise PlaceMissingError(f"{place}: {_not_found(cell, there['cell'], 'cell with a number')}")
    blocks = [_block(group.to_dict("records"), language) for _, group in found.groupby("item", sort=False)]
    return "\n".join(blocks)


def explain_row(references: References, row_id: str, language: Language) -> str:
    """Return, for the command line, the cells a row was read from."""
    origins = references.origins(row_id)
    if not origins:
        raise PlaceMissingError(
            f"row {row_id!r}: not in the record, or without a cell; row ids stand in the annex, sheet trace"
        )
    return "\n".join(
        _origin_line(dict(zip(ORIGIN_COLUMNS, _origin_cells(origin, language), strict=True))) for origin in origins
    )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace(",", " ").split()).casefold()


def _not_found(wanted: str, known: pd.Series[Any], what: str) -> str:
    names = list(dict.fromkeys(known))
    by_fold = {_folded(name): name for name in names}
    near = [by_fold[name] for name in get_close_matches(_folded(wanted), by_fold, n=5, cutoff=0.5)]
    return f"no {what} {wanted!r} in the report; there are for example {', '.join(near or names[:5]) or 'none'}"


def _block(rows: list[dict[Any, Any]], language: Language) -> str:
    first = rows[0]
    facts = ("printed", "value", "unit", "formula")
    words = "; ".join(f"{language.text(Text(f'common.trace.{name}'))}: {first[name]}" for name in facts)
    lines = [f"{first['place']}, {first['cell']}: {first['label']}", f"  {words}"]
    return "\n".join([*lines, *(f"  {_origin_line(row)}" for row in rows)])


def _origin_line(row: Mapping[Any, Any]) -> str:
    if not row.get("resolved", True):
        return f"? {row['reference']}"
    where = ", ".join(row[name] for name in ("file", "sheet", "source_cell") if row[name])
    how = "; ".join(row[name] for name in ("rule", "correction") if row[name])
    source = " – ".join(row[name] for name in ("document", "url") if row[name])
    return f"{where}: “{row['raw']}”" + (f" ({how})" if how else "") + (f" ← {source}" if source else "")
