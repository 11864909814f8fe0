"""Statistical reports: a title, a header spread over several rows, labels on the left, numbers on the right.

Agencies lay these tables out for paper. Words of one header stand one below the other, a year stands as a number in the header,
pairs of columns share a merged heading with blank columns between them, groups are rows without numbers, a unit stands alone
at the right, notes stand below. `read_report` takes such a table apart without knowing what it is about: one text for each column,
one label with its place in the hierarchy for each row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assessment.sheets.kinds import BLANK, LABEL, VALUE, Kinds, is_year, kinds_of, label_columns, value_columns
from assessment.sheets.text import clean, fold
from assessment.sheets.units import unit_parts
from assessment.sheets.workbook import CellError, Sheet, as_text, is_blank

# Texts that say in which units the table is printed.
_UNIT_LINE = re.compile(r"\(?(?:don vi(?: tinh)?|dvt|unit)\b")
# A note ends the table: "(*) Nghìn chiếc", "Ghi chú: …", "Nguồn: …".
_NOTE = re.compile(r"\(\*+\)|\*+ ?\w|\(\d\)|(?:ghi chu|nguon|chu thich|note|source)[ :.]", re.IGNORECASE)
_MARK = re.compile(r"\s*(\(\*+\)|\*+|\(\d\)|[¹²³])\s*$")
_MARK_AHEAD = re.compile(r"(\(\*+\)|\*+|\(\d\)|[¹²³])\s*:?\s*")
# Columns are numbered below a header: "A | B | 1 = 2 + 7 | 2 | (3)".
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?(?: ?= ?[\d()][\d()+x*/:., ]*)?")
_NUMBERED = 3
# A label column serves at least this share of the rows; a stray text left of a stray number is no label.
_LABEL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row that is not part of the header.

    `above` holds the labels since the last group row, that row first; `mark` is a footnote mark taken off the label; `depth` the
    column and the leading spaces of the label; `columns` the value columns that hold something.
    """

    row: int
    col: int
    label: str
    mark: str
    depth: tuple[int, int]
    above: tuple[str, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """A report table: texts of the title, the units as printed, a header text per value column, the rows, the notes by mark.

    `label` is the header over the labels; `unit_column` the column that holds the unit of each row ("Đơn vị tính"), if any;
    `bare` the headers that stand over no figures, `below` rows with figures below the notes that end the table; `blocks` the rows
    that head a block ("B. HÀNG HÓA | Nghìn tấn"), each with the headers of its block. `header` is then that of the first one.
    """

    title: tuple[int, int]
    caption: str
    unit: str
    header_rows: tuple[int, int]
    header: dict[int, str]
    rows: tuple[ReportRow, ...]
    notes: dict[str, str]
    unheaded: tuple[int, ...]
    end: int
    label: str = ""
    unit_column: int | None = None
    bare: Mapping[int, str] = field(default_factory=dict)
    below: tuple[ReportRow, ...] = ()
    blocks: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


def read_report(
    sheet: Sheet,
    title: tuple[int, int],
    limit: int,
    is_unit: Callable[[str], bool],
    labels: Collection[str] = (),
    heads: re.Pattern[str] | None = None,
) -> Report | None:
    """Take the table below a title apart.

    Parameters
    ----------
    sheet : Sheet
        A sheet as read, with its merged cells.
    title : tuple of int
        Row and column of the title, from 0.
    limit : int
        Row of the next title, or the number of rows.
    is_unit : callable
        Whether a text names units ("Nghìn tấn; Triệu USD"); such a line is no header.
    labels : collection of str
        Folded texts that stand over labels ("dia phuong"): where one does, the figures begin below it, whatever scratch numbers
        stand beside the title and the header.
    heads : re.Pattern, optional
        Folded labels of rows that head a block; its label and the words in it join on to the headers of the columns below.

    Returns
    -------
    Report or None
        None when no row below the title holds a label and a number.

    Examples
    --------
    >>> rows = [["1. Xuất khẩu", "", ""], ["", "", "Triệu USD"], ["", "Tháng 5", "5 tháng"], ["", "năm", "năm"],
    ...         ["", 2024.0, 2024.0], ["TỔNG SỐ", 10.5, 50.25], ["Trong đó", "", ""], ["Gạo(*)", 1.5, 2.25]]
    >>> report = read_report(Sheet("a.xlsx", "S", True, rows), (0, 0), 8, lambda text: text == "Triệu USD")
    >>> report.header, report.unit
    ({1: 'Tháng 5 năm 2024', 2: '5 tháng năm 2024'}, 'Triệu USD')
    >>> [(row.label, row.mark, row.above) for row in report.rows if row.columns]
    [('TỔNG SỐ', '', ()), ('Gạo', '(*)', ('Trong đó',))]
    """
    kinds = {row: kinds_of(sheet.rows[row]) for row in range(title[0] + 1, limit)}
    stub = _stub(sheet, kinds)
    if stub is None:
        return None
    below = _below_label(sheet, title[0], limit, stub, labels)
    data = (row for row in range(below, limit) if _is_data(kinds[row], stub))
    first = next((row for row in data if not _is_column_numbers(sheet.rows[row], stub)), None)
    if first is None:
        return None
    first = max(below, _back_to_groups(sheet, kinds, title[0], first, stub))
    if heads:
        first = next((row.row for row in _heads(heads, _rows(sheet, kinds, (below, first), stub))), first)
    end = _end(sheet, kinds, (first, limit), stub, is_unit)
    header, unit, caption = _header(sheet, title, first, stub, is_unit)
    rows = tuple(_rows(sheet, kinds, (first, end), stub))
    blocks = {row.row: _block(sheet, row, header) for row in _heads(heads, rows)}
    header = blocks.get(first, header)
    used = {col for row in rows for col in row.columns}
    unit_column = _unit_column(sheet, title, (first, end), stub)
    used.discard(-1 if unit_column is None else unit_column)
    return Report(
        title,
        caption,
        unit,
        (title[0] + 1, first),
        {col: header[col] for col in sorted(used) if col in header},
        rows,
        _notes(sheet, end, limit),
        tuple(sorted(used - set(header))),
        end,
        _label(sheet, title, first, stub),
        unit_column,
        {col: text for col, text in header.items() if text and col not in used and col != unit_column},
        tuple(row for row in _rows(sheet, kinds, (end, limit), stub) if row.label and row.columns),
        {row: {col: texts[col] for col in sorted(used) if col in texts} for row, texts in blocks.items()},
    )


# ------------------------------------------------------------------ geometry


def _stub(sheet: Sheet, kinds: Kinds) -> int | None:
    """Return the last column of the labels: the columns left of it hold numbering and labels, those right of it values."""
    columns: Counter[int] = Counter()
    for row, letters in kinds.items():
        cells, label = sheet.rows[row], letters.find(LABEL)
        if label < 0 or letters.find(VALUE, label) < 0:
            continue
        # Hardly any label can number a column, so that the other cells need no look.
        if not (_column_number(cells[label]) and _is_column_numbers(cells, label)):
            columns[label] += 1
    total = sum(columns.values())
    return max((col for col, count in columns.items() if count >= _LABEL_SHARE * total), default=None)


def _below_label(sheet: Sheet, title: int, limit: int, stub: int, labels: Collection[str]) -> int:
    """Return the row below the header over the labels, or the one below the title where no such header is known."""
    for row in range(title, limit if labels else title):
        value = sheet.rows[row][stub]
        if isinstance(value, str) and fold(value) in labels:
            return row + 1
    return title + 1


def _is_data(kinds: str, stub: int) -> bool:
    return kinds.find(LABEL, 0, stub + 1) >= 0 and kinds.find(VALUE, stub + 1) >= 0


def _back_to_groups(sheet: Sheet, kinds: Kinds, title: int, first: int, stub: int) -> int:
    """Return the first row below the header: group rows directly above the first numbers belong to the body."""
    row = first - 1
    while row > title + 1 and _is_group(kinds[row], stub) and _has_header_above(sheet, title, row, stub):
        first = row
        row -= 1
    return first


def _is_group(kinds: str, stub: int) -> bool:
    return kinds.find(LABEL, 0, stub + 1) >= 0 and not kinds[stub + 1 :].strip(BLANK)


def _has_header_above(sheet: Sheet, title: int, row: int, stub: int) -> bool:
    return any(not is_blank(value) for above in range(title + 1, row) for value in sheet.rows[above][stub + 1 :])


def _end(sheet: Sheet, kinds: Kinds, rows: tuple[int, int], stub: int, is_unit: Callable[[str], bool]) -> int:
    """Return the row after the last one of the body: notes and anything after them are not part of it.

    A note is the first text of its row. One about units ends the table even where scratch numbers stand beside it.
    """
    for row in range(*rows):
        cells, label = sheet.rows[row], kinds[row].find(LABEL)
        if label < 0 or not _is_note(cells[label]):
            continue
        if any(isinstance(value, str) and not is_blank(value) for value in cells[:label]):
            continue
        if is_unit(_MARK_AHEAD.sub("", clean(cells[label]))) or kinds[row].find(VALUE, stub + 1) < 0:
            return row
    return rows[1]


@lru_cache(maxsize=16384)
def _is_note(text: str) -> bool:
    return _NOTE.match(fold(text) + " ") is not None


# -------------------------------------------------------------------- header


def _header(
    sheet: Sheet, title: tuple[int, int], first: int, stub: int, is_unit: Callable[[str], bool]
) -> tuple[dict[int, str], str, str]:
    """Return the header text of each value column, the unit line, and the title with its subtitles."""
    parts: dict[int, list[str]] = {}
    units: list[str] = []
    caption = [as_text(sheet.rows[title[0]][title[1]])]
    for row in range(title[0], first):
        texts = {col: as_text(sheet.rows[row][col]) for col in sheet.filled(row)}
        if row == title[0]:
            texts = {col: text for col, text in texts.items() if col > title[1] and col > stub}
        if not texts or _is_column_numbers(sheet.rows[row], stub):
            continue
        shown = {col: text for col, text in texts.items() if not _says_unit(text, is_unit)}
        units += [text for col, text in texts.items() if col not in shown]
        words = {col: text for col, text in shown.items() if not _is_scratch(sheet.rows[row][col])}
        if words and max(words) <= stub:
            caption += words.values()
            continue
        for col, text in _spread(sheet, row, first, {col: text for col, text in shown.items() if col > stub}).items():
            if text not in parts.setdefault(col, [])[-1:]:
                parts[col].append(text)
    return {col: clean(" ".join(texts)) for col, texts in parts.items()}, "; ".join(units), clean(" ".join(caption))


def _heads(heads: re.Pattern[str] | None, rows: Sequence[ReportRow]) -> list[ReportRow]:
    return [row for row in rows if heads.fullmatch(fold(row.label))] if heads else []


def _block(sheet: Sheet, row: ReportRow, header: Mapping[int, str]) -> dict[int, str]:
    """Return the headers below a row that heads a block."""
    own = dict(enumerate(map(as_text, sheet.rows[row.row])))
    return {col: clean(f"{text} {row.label} {own.get(col, '')}") for col, text in header.items()}


def _is_scratch(value: object) -> bool:
    """Return whether a cell of a header holds what no header does: an error, or a number that is no year, month or column number."""
    if isinstance(value, CellError):
        return True
    return isinstance(value, float) and not is_year(value) and not (1 <= value <= 31 and value.is_integer())


def _is_column_numbers(cells: Sequence[object], stub: int) -> bool:
    """Return whether a row numbers the columns, those of the labels too; months of a header stand over figures only.

    >>> _is_column_numbers(["A", "B", "1=2+7+8", 2.0, "(3)"], 1), _is_column_numbers(["", "", 1.0, 2.0, 3.0], 1)
    (True, False)
    """
    if len(cells) - cells.count("") < _NUMBERED:
        return False
    texts: dict[int, str] = {}
    for col, value in enumerate(cells):
        if value == "" or is_blank(value):
            continue
        text = _column_number(value if isinstance(value, str) else as_text(value))
        if not text:
            return False
        texts[col] = text
    if len(texts) < _NUMBERED:
        return False
    return min(texts) <= stub or any("=" in text or text.startswith("(") for text in texts.values())


@lru_cache(maxsize=16384)
def _column_number(text: str) -> str:
    """Return a text that may number a column folded, nothing for any other."""
    folded = fold(text)
    return folded if _COLUMN_NUMBER.fullmatch(folded) else ""


def _label(sheet: Sheet, title: tuple[int, int], first: int, stub: int) -> str:
    """Return the header over the labels; a table without a title may begin with it."""
    texts = [
        as_text(sheet.rows[row][stub])
        for row in range(title[0] + 1, first)
        if not is_blank(sheet.rows[row][stub])
        and any(isinstance(value, str) and not is_blank(value) for value in sheet.rows[row][stub + 1 :])
    ]
    return clean(" ".join(texts or [as_text(sheet.rows[title[0]][stub])] * (title[1] == stub)))


def _unit_column(sheet: Sheet, title: tuple[int, int], body: tuple[int, int], stub: int) -> int | None:
    """Return the column whose header says "Đơn vị tính" and which names units in the body; a total row may have none."""
    for row in range(title[0], body[0]):
        for col in sheet.filled(row):
            value = sheet.rows[row][col]
            if col <= stub or not isinstance(value, str) or not _UNIT_LINE.match(fold(value)) or unit_parts(value):
                continue
            below = next((text for text in (sheet.rows[at][col] for at in range(*body)) if not is_blank(text)), "")
            if isinstance(below, str) and not is_blank(below):
                return col
    return None


def _says_unit(text: str, is_unit: Callable[[str], bool]) -> bool:
    return bool(_UNIT_LINE.match(fold(text))) or is_unit(text)


def _spread(sheet: Sheet, row: int, first: int, texts: dict[int, str]) -> dict[int, str]:
    """Give every column under a merged heading its text; where nothing is merged, a heading reaches to the next blank column."""
    spans = [(left, right) for top, left, bottom, right in sheet.merged if top <= row <= bottom and left < right]
    if not spans:
        return texts | _carried(sheet.rows[row:first], texts)
    spread = dict(texts)
    for left, right in spans:
        if left in texts:
            spread.update(dict.fromkeys(range(left, right + 1), texts[left]))
    return spread


def _carried(rows: Sequence[Sequence[object]], texts: dict[int, str]) -> dict[int, str]:
    """Return headings carried right over columns that have a header of their own further down and nothing in this row."""
    carried: dict[int, str] = {}

    def has_own(col: int) -> bool:
        return any(isinstance(cells[col], str) and cells[col] for cells in rows[1:])

    for col in filter(has_own, texts):
        for following in range(col + 1, len(rows[0])):
            if following in texts or not has_own(following):
                break
            carried[following] = texts[col]
    return carried


# ---------------------------------------------------------------------- body


def _rows(sheet: Sheet, kinds: Kinds, rows: tuple[int, int], stub: int) -> list[ReportRow]:
    found: list[ReportRow] = []
    above: tuple[str, ...] = ()
    for row in range(*rows):
        cells = sheet.rows[row]
        columns = value_columns(kinds[row], stub)
        labels = label_columns(kinds[row], stub)
        if not labels:
            if columns:
                found.append(ReportRow(row, columns[0], "", "", (0, 0), above, columns))
                above = (*above, "")
            continue
        label, mark = split_mark(" ".join([clean(cells[col]) for col in labels]))
        raw = cells[labels[-1]]
        depth = (labels[-1], len(raw) - len(raw.lstrip()))
        found.append(ReportRow(row, labels[-1], label, mark, depth, above, columns))
        above = (*above, label) if columns else (label,)
    return found


@lru_cache(maxsize=16384)
def split_mark(label: str) -> tuple[str, str]:
    """Return a label without its footnote mark, and the mark.

    >>> split_mark("Xe máy (*)"), split_mark("Gạo")
    (('Xe máy', '(*)'), ('Gạo', ''))
    """
    found = _MARK.search(label)
    return (label[: found.start()], found.group(1)) if found else (label, "")


def _notes(sheet: Sheet, start: int, limit: int) -> dict[str, str]:
    """Return what each footnote mark says."""
    notes: dict[str, str] = {}
    for row in range(start, limit):
        text = next((as_text(value) for value in sheet.rows[row] if not is_blank(value)), "")
        found = _MARK_AHEAD.match(text)
        if found and found.end() < len(text):
            notes.setdefault(found.group(1), text[found.end() :])
    return notes
