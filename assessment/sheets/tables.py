"""Find tables in a sheet by what is printed on them: a title, then a row of known headers.

Sheet names and row numbers are never used: they change from month to month. A table runs from its title over one or two header
rows (Vietnamese and English, one under the other) to the first fully blank row, the next title, or the end of the sheet. What
holds numbers and belongs to no table is reported, so that a blank row in the middle of a table cannot make figures disappear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from assessment.sheets.flat_headers import flat_headers
from assessment.sheets.heads import find_untitled
from assessment.sheets.legacy_text import decode, looks_legacy
from assessment.sheets.reports import Report, read_report
from assessment.sheets.text import fold, match_key
from assessment.sheets.workbook import Sheet, as_text, is_blank

HEADER_SEARCH = 25
# Any number of columns may be left out.
_LEFT_OUT = "ignore"
# A title row holds the title and at most a unit or an annex number beside it; a row with more cells is data that quotes a title.
TITLE_ROW_CELLS = 3
# A title may stand in a longer text ("Biểu 3. …", "… năm 2024"), but a long note that mentions it is not a title.
TITLE_SHARE = 0.4


@dataclass(frozen=True, eq=False)
class Form:
    """How a table is recognised.

    `headers` maps header texts (compared by match key) to column keys; `open_columns` says that further headers are expected
    (they name the values of a key: years, commodities …). A form that is `skipped` is known by its title and not read.
    `patterns` are regular expressions that a whole title must match once accents, case and dashes are taken away; a form that
    `is_report` is laid out for paper (see `reports`). `labels` are the headers that may stand over the labels of such a report
    ("Địa phương"); they begin a table where a title is missing (see `heads`). `columns` are patterns of its other headers.
    `header_rows` is 2 where a header of records is spread over two rows (see `flat_headers`). `blocks` are patterns of the labels
    that head a block of a report (see `read_report`).
    """

    id: str
    titles: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    skipped: bool = False
    patterns: tuple[str, ...] = ()
    is_report: bool = False
    labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    header_rows: int = 1
    blocks: tuple[str, ...] = ()

    def key_of(self, header: object) -> str | None:
        """Return the column key of a header text, or None."""
        return self._keys.get(match_key(as_text(header)))

    @property
    def _keys(self) -> dict[str, str]:
        return _keys_of(tuple(self.headers.items()))


@lru_cache(maxsize=512)
def _keys_of(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {match_key(header): key for header, key in headers}


@dataclass(frozen=True)
class FoundTable:
    """A table found in a sheet; rows and columns count from 0, `end` is the row after the last one.

    `columns` are the columns with a declared key, `others` the remaining columns with their header texts (one per header row),
    `missing` the required keys without a column, `clashes` a sentence for every header that contradicts another,
    `unheaded` columns that hold values under no header.
    """

    form: Form
    title: tuple[int, int]
    header_rows: tuple[int, ...]
    columns: Mapping[int, str]
    others: Mapping[int, tuple[Any, ...]]
    start: int
    end: int
    missing: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    unheaded: tuple[int, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What a sheet consists of: its tables and reports, the titles of forms that are not read, and rows outside every table."""

    tables: tuple[FoundTable, ...]
    skipped: tuple[tuple[Form, int, int], ...]
    leftover: tuple[tuple[int, int], ...]
    reports: tuple[tuple[Form, Report], ...] = ()


@dataclass(frozen=True)
class Title:
    """Where the title of a form stands."""

    row: int
    col: int
    form: Form


def find_tables(
    sheet: Sheet,
    forms: Sequence[Form],
    is_unit: Callable[[str], bool] = lambda text: False,
    titles: Sequence[Title] | None = None,
) -> Layout:
    """Find the tables of `forms` in a sheet.

    Parameters
    ----------
    sheet : Sheet
        A sheet as read.
    forms : sequence of Form
        The forms that may occur.
    is_unit : callable
        Whether a text names units of measurement, which stand alone in reports.
    titles : sequence of Title, optional
        The titles of the sheet, where they are known already.

    Returns
    -------
    Layout

    Examples
    --------
    >>> rows = [["Dân số theo tỉnh", ""], ["", ""], ["Tỉnh", "Người"], ["Province", "Persons"], ["Lạng Sơn", 788.7]]
    >>> form = Form("population", ("Dân số theo tỉnh",), {"Tỉnh": "geography", "Province": "geography", "Người": "value"})
    >>> table = find_tables(Sheet("a.xlsx", "S", True, rows), [form]).tables[0]
    >>> table.header_rows, dict(table.columns), (table.start, table.end)
    ((2, 3), {0: 'geography', 1: 'value'}, (4, 5))
    """
    titles = find_titles(sheet, forms) if titles is None else titles
    untitled = find_untitled(sheet, forms, [(title.row, title.form) for title in titles])
    titles = sorted([*titles, *(Title(*place) for place in untitled)], key=lambda title: title.row)
    tables: list[FoundTable] = []
    skipped: list[tuple[Form, int, int]] = []
    reports: list[tuple[Form, Report]] = []
    labels = frozenset(fold(label) for form in forms for label in form.labels)
    covered = 0
    position = 0
    regions: list[tuple[int, int]] = []
    while position < len(titles):
        title = titles[position]
        position += 1
        if title.row < covered:
            continue
        limit = next((other.row for other in titles[position:] if other.form.id != title.form.id), len(sheet.rows))
        if title.form.skipped:
            skipped.append((title.form, title.row, limit))
            covered = limit
        elif title.form.is_report:
            # A report has group rows and blank rows inside: it ends where the next title stands.
            covered = next((other.row for other in titles[position:]), len(sheet.rows))
            heads = re.compile("|".join(title.form.blocks)) if title.form.blocks else None
            report = read_report(sheet, (title.row, title.col), covered, is_unit, labels, heads)
            if report is not None:
                reports.append((title.form, report))
        else:
            # The English title repeats the Vietnamese one; the same form twice in a sheet has its second title below its data.
            table = _table(sheet, title, limit, titles[position:])
            tables.append(table)
            covered = max(table.end, title.row + 1)
        regions.append((title.row, covered))
    return Layout(tuple(tables), tuple(skipped), tuple(_leftover(sheet, regions)), tuple(reports))


def find_titles(sheet: Sheet, forms: Sequence[Form]) -> list[Title]:
    """Return the titles of `forms` in a sheet, from top to bottom; cheap, so that sheets without one need no closer look."""
    matcher = _matcher(tuple(forms))
    titles: list[Title] = []
    for row, cells in enumerate(sheet.rows):
        # Counting runs in C: nearly all rows are empty or hold more than a title does (cells of spaces may add to it).
        if not 0 < len(cells) - cells.count("") <= 2 * TITLE_ROW_CELLS:
            continue
        for col, value in enumerate(cells):
            form = matcher.form_of(value) if value and isinstance(value, str) else None
            if form is not None:
                if len(sheet.filled(row)) <= TITLE_ROW_CELLS:
                    titles.append(Title(row, col, form))
                break
    return titles or _named(sheet, matcher)


@lru_cache(maxsize=64)
def may_begin(forms: tuple[Form, ...]) -> Callable[[str], bool]:
    """Return whether a text can begin a table that is read: its title, or the header over its labels.

    >>> wanted = may_begin((Form("rice", ("Sản lượng gạo",), labels=("Tỉnh",)), Form("tea", ("Chè",), skipped=True)))
    >>> [wanted(text) for text in ("1. Sản lượng gạo", "TỈNH", "Chè", "Ngô")]
    [True, True, False, False]
    """
    matcher = _matcher(forms)
    labels = {fold(label) for form in forms for label in form.labels}

    def wanted(text: str) -> bool:
        form = matcher.form_of(text)
        return (form is not None and not form.skipped) or fold(text) in labels

    return lru_cache(maxsize=65536)(wanted)


def _named(sheet: Sheet, matcher: _Matcher) -> list[Title]:
    """Return the title a text file without one carries as its name; its first row is then the header."""
    first = next((row for row in range(len(sheet.rows)) if sheet.filled(row)), None)
    form = None if first is None or PurePath(sheet.file).stem != sheet.name else matcher.form_of(sheet.name)
    return [] if first is None or form is None else [Title(first, sheet.filled(first)[0], form)]


class _Matcher:
    """Which form a text is the title of; the same texts come again in every book of a series."""

    def __init__(self, forms: Sequence[Form]) -> None:
        named = ((fold(title), form) for form in forms for title in form.titles)
        self._anchors = sorted(named, key=lambda pair: -len(pair[0]))
        self._patterns = [(re.compile(pattern), form) for form in forms for pattern in form.patterns]
        # One look at all patterns together; nearly every text is the title of nothing.
        self._any = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in self._patterns) or "(?!)")
        self._known: dict[str, Form | None] = {}

    def form_of(self, text: str) -> Form | None:
        """Return the form; a title in a legacy encoding is known by what its letters say, whatever its font."""
        try:
            return self._known[text]
        except KeyError:
            form = self._known[text] = self._find(fold(decode(text) if looks_legacy(text) else text))
            return form

    def _find(self, title: str) -> Form | None:
        if self._any.fullmatch(title):
            return next(form for pattern, form in self._patterns if pattern.fullmatch(title))
        text = f" {title} "
        for anchor, form in self._anchors:
            if f" {anchor} " in text and len(anchor) >= TITLE_SHARE * len(text):
                return form
        return next((form for anchor, form in self._anchors if _close(anchor, text)), None)


@lru_cache(maxsize=64)
def _matcher(forms: tuple[Form, ...]) -> _Matcher:
    return _Matcher(forms)


def _close(anchor: str, text: str) -> bool:
    """Return whether an anchor stands in a text with punctuation against it ("Biểu 3.Xuất khẩu:")."""
    place = text.find(anchor)
    if place < 0 or len(anchor) < TITLE_SHARE * len(text):
        return False
    before, after = text[place - 1], text[place + len(anchor)]
    return not before.isalnum() and not after.isalnum()


def _table(sheet: Sheet, title: Title, limit: int, later: Sequence[Title]) -> FoundTable:
    header = _header_rows(sheet, title, limit)
    if not header:
        return FoundTable(
            title.form, (title.row, title.col), (), {}, {}, title.row + 1, title.row + 1, title.form.required
        )
    start = header[-1] + 1
    stop = min([limit, *(other.row for other in later if other.row >= start)])
    end = next((row for row in range(start, stop) if not sheet.filled(row) and row not in sheet.hidden_rows), stop)
    columns, others, clashes = _columns(sheet, title.form, header)
    known = set(columns.values())
    unheaded = tuple(
        col
        for col in range(len(sheet.rows[header[0]]))
        if col not in columns
        and col not in others
        and any(not is_blank(sheet.rows[row][col]) for row in range(start, end))
    )
    missing = tuple(key for key in title.form.required if key not in known)
    return FoundTable(
        title.form, (title.row, title.col), header, columns, others, start, end, missing, clashes, unheaded
    )


def _header_rows(sheet: Sheet, title: Title, limit: int) -> tuple[int, ...]:
    """Return the row with most declared headers below the title, and the one under it where it holds headers too."""
    stop = min(limit, title.row + HEADER_SEARCH)
    scores = {row: _score(sheet, title.form, row) for row in range(title.row + 1, stop)}
    if title.form.header_rows > 1:
        flat = {row: _flat_score(sheet, title.form, row) for row in range(title.row + 1, stop - 1)}
        top = max(flat, key=lambda row: (flat[row], -row), default=None)
        return (top, top + 1) if top is not None and flat[top] > 1 else ()
    distinct = len(set(title.form.headers.values()))
    best = max(scores, key=lambda row: (scores[row], -row), default=None)
    if best is None or scores[best] < min(2, distinct) or not scores[best]:
        return ()
    return (best, best + 1) if 2 * scores.get(best + 1, 0) >= scores[best] else (best,)


def _score(sheet: Sheet, form: Form, row: int) -> int:
    keys = {form.key_of(value) for value in sheet.rows[row] if isinstance(value, str) and value}
    return len(keys - {None})


def _flat_score(sheet: Sheet, form: Form, row: int) -> int:
    return len({form.key_of(text) for text in flat_headers(sheet, (row, row + 1)).values()} - {None})


def _columns(
    sheet: Sheet, form: Form, header: tuple[int, ...]
) -> tuple[dict[int, str], dict[int, tuple[Any, ...]], tuple[str, ...]]:
    columns: dict[int, str] = {}
    others: dict[int, tuple[Any, ...]] = {}
    clashes: list[str] = []
    taken: dict[str, int] = {}
    flat = flat_headers(sheet, header) if form.header_rows > 1 else None
    for col in range(len(sheet.rows[header[0]])):
        texts: tuple[Any, ...] = tuple(sheet.rows[row][col] for row in header if not is_blank(sheet.rows[row][col]))
        if flat is not None:
            texts = (flat[col],) if col in flat else ()
        keys = {key for key in map(form.key_of, texts) if key is not None}
        shown = " / ".join(as_text(text) for text in texts)
        if len(keys) > 1:
            clashes.append(f"header {shown!r} means both {' and '.join(sorted(keys))}")
        elif keys:
            (key,) = keys
            if key in taken and key != _LEFT_OUT:
                clashes.append(f"header {shown!r}: a second column for {key}")
            taken[key] = col
            columns[col] = key
        elif texts:
            others[col] = texts
    return columns, others, tuple(clashes)


def _leftover(sheet: Sheet, regions: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Return blocks of rows outside every table that hold numbers, as first row and row after the last."""
    covered = {row for start, end in regions for row in range(start, end)}
    block: list[int] = []
    for row in range(len(sheet.rows) + 1):
        outside = row < len(sheet.rows) and row not in covered and bool(sheet.filled(row))
        if outside:
            block.append(row)
        elif block:
            if any(_is_number(value) for inner in block for value in sheet.rows[inner]):
                yield block[0], block[-1] + 1
            block = []


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
