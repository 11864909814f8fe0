"""Kinds of mutations. Each changes a copy of a base and says what the changed sheet still says to a careful reader."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assessment.sheets.formats import SheetFormats
from assessment.sheets.legacy_text import TCVN3
from assessment.sheets.workbook import CellError
from tests.mutants.bases import Base, Figure, Key, Place


@dataclass
class Mutant:
    """A changed base and its truth.

    `allowed` are the figures that may be read, `due` those that must be read or refused; `by_control` says that a figure may be
    read wrong where a control then does not agree, `by_note` that one left out may be noted only; `what` describes the change.
    """

    base: Base
    allowed: dict[Key, Figure]
    due: set[Key]
    what: str
    by_control: bool = False
    statuses: frozenset[str] = frozenset()
    by_note: bool = False


Kind = Callable[[Base, random.Random], Mutant | None]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    """Register a kind of mutation under its name."""
    KINDS[function.__name__] = function
    return function


def _mutant(base: Base, what: str, lost: set[Key] = frozenset(), gone: set[Key] = frozenset(), **more: Any) -> Mutant:  # type: ignore[assignment]
    """Return a mutant in which the lost figures say nothing certain any more and the gone ones are not there at all."""
    truth = base.truth
    allowed = {key: figure for key, figure in truth.items() if key not in lost and key not in gone}
    return Mutant(base, allowed, set(truth) - set(gone), what, **more)


def _keys(base: Base, *, rows: set[int] | None = None, columns: set[int] | None = None) -> set[Key]:
    return {
        figure.key
        for (row, col), figure in base.figures.items()
        if (rows is None or row in rows) and (columns is None or col in columns)
    }


def _figure_rows(base: Base) -> list[int]:
    return sorted({row for row, _ in base.figures})


def _numbers(base: Base, row: int) -> list[int]:
    return [col for col, value in enumerate(base.rows[row]) if isinstance(value, float) and col > base.stub]


def _items(base: Base) -> list[int]:
    """Return the rows of figures that hang on no other row and that no row hangs on."""
    return [row for row in _figure_rows(base) if row not in base.nested and row + 1 not in base.nested]


def _is_total(base: Base, row: int) -> bool:
    return any(place[0] == row for place in base.covered) and base.source == "statistics_office_monthly"


# ------------------------------------------------------------------------------------------------------------- shifts


@kind
def row_right(base: Base, chance: random.Random) -> Mutant | None:
    """All numbers of a row from some column on move one column right."""
    row = chance.choice(_figure_rows(base))
    filled = _numbers(base, row)
    at = chance.choice([filled[0], *filled[:-1]] if len(filled) > 1 else filled)
    end = filled[-1] + 1
    _widen(base, end + 1)
    if base.layout == "matrix" and base.rows[row][end] != "":
        base.rows[row].insert(at, "")
        _square(base)
    else:
        base.rows[row][at : end + 1] = ["", *base.rows[row][at:end]]
    return _mutant(
        base, f"row {row} right from {at}", _keys(base, rows={row}, columns=set(range(at, 99))), by_control=True
    )


@kind
def row_left(base: Base, chance: random.Random) -> Mutant | None:
    """All numbers of a row right of its first move one column left."""
    if not base.covered:
        return None  # a number is missing at the end of the row: nobody can tell from which column
    row = chance.choice(_figure_rows(base))
    filled = _numbers(base, row)
    at = chance.choice(filled)
    cells = base.rows[row]
    cells[at : filled[-1] + 1] = [*cells[at + 1 : filled[-1] + 1], ""]
    lost = _keys(base, rows={row}, columns=set(range(at, 99)))
    cleared = {base.figures[place].key for place in [(row, at)] if place in base.figures and cells[at] == ""}
    return _mutant(base, f"row {row} left onto {at}", lost, cleared, by_control=True)


@kind
def pair_right(base: Base, chance: random.Random) -> Mutant | None:
    """The pair of numbers of one period moves one column right."""
    if not base.spacers:
        return None
    row, spacer = chance.choice(_figure_rows(base)), chance.choice(base.spacers)
    cells = base.rows[row]
    cells[spacer - 2 : spacer + 1] = ["", *cells[spacer - 2 : spacer]]
    return _mutant(
        base, f"row {row} pair before {spacer} right", _keys(base, rows={row}, columns={spacer - 2, spacer - 1})
    )


@kind
def block_right(base: Base, chance: random.Random) -> Mutant | None:
    """Every row of the body moves one column right under the header."""
    _widen(base, len(base.rows[0]) + 1)
    for row in range(*base.body):
        cells = base.rows[row]
        base.rows[row] = [*cells[: base.stub + 1], "", *cells[base.stub + 1 :]][: len(cells)]
    return _mutant(base, "body right", _keys(base))


@kind
def header_right(base: Base, chance: random.Random) -> Mutant | None:
    """The header, or its last row, moves one column right over the body."""
    _widen(base, len(base.rows[0]) + 1)
    last = max(row for row in range(*base.header) if any(cell != "" for cell in base.rows[row]))
    first = chance.choice([base.header[0], last])
    for row in range(first, last + 1):
        cells = base.rows[row]
        base.rows[row] = [*cells[: base.stub + 1], "", *cells[base.stub + 1 :]][: len(cells)]
    base.merged = [
        (a, b + (first <= a <= last), c, d + (first <= a <= last)) if b > base.stub else (a, b, c, d)
        for a, b, c, d in base.merged
    ]
    return _mutant(base, f"header from row {first} right", _keys(base))


@kind
def numbers_down(base: Base, chance: random.Random) -> Mutant | None:
    """The numbers of all rows from some row on, or of one covered column, move one row down."""
    if not base.covered:
        return None
    start, end = base.body
    rows = range(start, end)
    base.rows.insert(end, [""] * len(base.rows[0])) if base.note is not None or end == len(base.rows) else None
    columns = set(range(base.stub + 1, len(base.rows[0])))
    if base.layout == "matrix":
        columns = set(base.columns)
    at = start if base.source == "statistics_office_monthly" else chance.choice(list(rows))
    for row in reversed(range(at, end)):
        for col in columns:
            base.rows[row + 1][col] = base.rows[row][col]
            base.rows[row][col] = ""
    lost = {figure.key for (row, _), figure in base.figures.items() if row >= at}
    return _mutant(base, f"numbers from row {at} down", lost, by_control=True)


# ------------------------------------------------------------------------------------------------- rows and columns


@kind
def row_twice(base: Base, chance: random.Random) -> Mutant | None:
    """A row stands twice, with the same values."""
    row = chance.choice(_items(base))
    to = chance.choice([row + 1, chance.choice(_items(base)) + 1])
    if base.source == "statistics_office_monthly" and to not in (row + 1, base.body[1]) and (to in base.nested):
        to = row + 1
    _insert(base, to, list(base.rows[row]))
    return _mutant(base, f"row {row} again at {to}")


@kind
def row_twice_other(base: Base, chance: random.Random) -> Mutant | None:
    """The label of a row stands a second time with other values."""
    row = chance.choice(_items(base))
    cells = list(base.rows[row])
    for col in _numbers(base, row):
        if col in base.columns:
            cells[col] = round(cells[col] * 1.37 + 3, 2)
    key = _keys(base, rows={row})
    _insert(base, chance.choice([row, row + 1]), cells)
    return _mutant(base, f"row {row} again with other values", key)


@kind
def rows_swapped(base: Base, chance: random.Random) -> Mutant | None:
    """Two whole rows change places."""
    items = [row for row in _items(base) if not _is_total(base, row)]
    if len(items) < 2:
        return None
    one, other = chance.sample(items, 2)
    base.rows[one], base.rows[other] = base.rows[other], base.rows[one]
    return _mutant(base, f"rows {one} and {other} change places")


@kind
def row_deleted(base: Base, chance: random.Random) -> Mutant | None:
    """A row is deleted; what hangs on it hangs on nothing then."""
    row = chance.choice(_figure_rows(base))
    gone = _keys(base, rows={row})
    lost = _keys(base, rows=_hanging(base, row))
    del base.rows[row]
    return _mutant(base, f"row {row} deleted", lost if row not in base.nested else set(), gone)


@kind
def blank_row(base: Base, chance: random.Random) -> Mutant | None:
    """A blank row stands anywhere below the title."""
    at = chance.randrange(base.title + 1, base.body[1])
    _insert(base, at, [""] * len(base.rows[0]))
    return _mutant(base, f"blank row at {at}")


@kind
def note_inside(base: Base, chance: random.Random) -> Mutant | None:
    """A note stands in the middle of the body."""
    at = chance.randrange(base.body[0] + 1, base.body[1])
    note = chance.choice(
        ["Ghi chú: số liệu sơ bộ", "Nguồn: Tổng cục Hải quan", "(*) Số liệu chưa đầy đủ", "Trang 2", "(Tiếp theo)"]
    )
    _insert(base, at, [note, *[""] * (len(base.rows[0]) - 1)])
    return _mutant(base, f"{note!r} at {at}")


@kind
def header_again(base: Base, chance: random.Random) -> Mutant | None:
    """Title and header, or the header alone, stand again in the body, as after a page break."""
    at = chance.choice([row for row in range(base.body[0] + 1, base.body[1]) if row not in base.nested])
    first = chance.choice([base.title, base.header[0]])
    for row in reversed(base.rows[first : base.header[1]]):
        _insert(base, at, list(row))
    return _mutant(base, f"header from {first} again at {at}")


@kind
def column_inserted(base: Base, chance: random.Random) -> Mutant | None:
    """A blank column stands between the others; merged cells move with it or not."""
    at = chance.choice([*base.columns, base.columns[-1] + 1])
    for row in base.rows:
        row.insert(at, "")
    if chance.random() < 0.7:
        base.merged = [(a, b + (b >= at), c, d + (d >= at)) for a, b, c, d in base.merged]
    return _mutant(base, f"blank column at {at}")


@kind
def column_deleted(base: Base, chance: random.Random) -> Mutant | None:
    """A whole column is deleted; merged cells move with it or not."""
    at = chance.choice(base.columns)
    gone = _keys(base, columns={at})
    for row in base.rows:
        del row[at]
    base.merged = [(a, b - (b > at), c, d - (d >= at)) for a, b, c, d in base.merged if (b, d) != (at, at)]
    # A heading over a pair stands in its first column; without it the second says less.
    return _mutant(base, f"column {at} deleted", set(), gone)


@kind
def columns_swapped(base: Base, chance: random.Random) -> Mutant | None:
    """Two whole columns change places, header and all."""
    if base.merged or len(base.columns) < 2:
        return None  # below a merged heading the other column of the pair would truly say something else
    one, other = chance.sample(base.columns, 2)
    for row in base.rows[base.header[0] :]:
        row[one], row[other] = row[other], row[one]
    return _mutant(base, f"columns {one} and {other} change places")


@kind
def headers_swapped(base: Base, chance: random.Random) -> Mutant | None:
    """The words of the last header row of one pair change places; the figures do not."""
    if not base.merged:
        return None
    last = max(row for row in range(*base.header) if any(cell != "" for cell in base.rows[row]))
    pairs = [col for col in base.columns if col + 1 in base.columns and base.rows[last][col] in ("Lượng", "Vận chuyển")]
    if not pairs:
        return None
    at = chance.choice(pairs)
    cells = base.rows[last]
    cells[at], cells[at + 1] = cells[at + 1], cells[at]
    return _mutant(base, f"headers {at} and {at + 1} change places", _keys(base, columns={at, at + 1}))


@kind
def block_head(base: Base, chance: random.Random) -> Mutant | None:
    """The row that heads a block and says the units of its columns is deleted, moved, or says something else."""
    if not base.heads:
        return None
    index = chance.randrange(len(base.heads))
    head = base.heads[index]
    end = next((row for row in base.heads[index + 1 :]), base.body[1])
    block = _keys(base, rows=set(range(head, end)))
    cells = base.rows[head]
    one, other = base.columns[:2]
    way = chance.choice(["gone", "blank", "unit", "swapped", "typo", "number", "other", "down", "up"])
    if way == "gone":
        del base.rows[head]
    elif way == "blank":
        cells[0] = ""
    elif way == "unit":
        cells[one], block = "", _keys(base, rows=set(range(head, end)), columns={one})
    elif way == "swapped":
        cells[one], cells[other] = cells[other], cells[one]
    elif way == "typo":
        at = chance.choice([0, one, other])
        cells[at] = str(cells[at])[:-1] + "q"
        block = _keys(base, rows=set(range(head, end)), columns={at}) if at else block
    elif way == "number":
        cells[chance.choice([one, other])] = 1234.5
    elif way == "other":
        base.rows[head] = list(base.rows[base.heads[index - 1]])
    else:
        to = head + chance.randint(1, 4) if way == "down" else head - chance.randint(1, 4)
        if to <= base.title or to >= base.body[1]:
            return None
        base.rows.insert(to, base.rows.pop(head))
        block = _keys(base, rows=set(range(min(head, to), max(head, to) + 1)))
    return _mutant(base, f"head of block {index} {way}", block)


@kind
def row_hidden(base: Base, chance: random.Random) -> Mutant | None:
    """A row is hidden: what nobody sees is not read."""
    row = chance.choice(_items(base))
    base.formats = SheetFormats(hidden_rows=frozenset({row}))
    return _mutant(base, f"row {row} hidden", set(), _keys(base, rows={row}))


# ------------------------------------------------------------------------------------------------------------- labels


@kind
def label_blank(base: Base, chance: random.Random) -> Mutant | None:
    """A label is cleared; what hangs on it is uncertain too."""
    row = chance.choice(_figure_rows(base))
    col = _label_column(base, row)
    base.rows[row][col] = chance.choice(["", " ", None])
    hanging = _hanging(base, row)
    return _mutant(base, f"label of row {row} cleared", _keys(base, rows={row, *hanging}))


@kind
def label_typo(base: Base, chance: random.Random) -> Mutant | None:
    """A letter of a label is missing, doubled or another one."""
    row = chance.choice(_figure_rows(base))
    col = _label_column(base, row)
    text = str(base.rows[row][col])
    letters = [at for at, letter in enumerate(text) if letter.isalpha()]
    at = chance.choice(letters)
    base.rows[row][col] = text[:at] + chance.choice(["", text[at] * 2, "q"]) + text[at + 1 :]
    return _mutant(base, f"label {base.rows[row][col]!r}")


@kind
def labels_merged(base: Base, chance: random.Random) -> Mutant | None:
    """Two labels stand in one cell, or one label runs over two rows with its numbers in the second."""
    row = chance.choice(_items(base))
    col = _label_column(base, row)
    text = str(base.rows[row][col])
    if chance.random() < 0.5 and row + 1 < base.body[1] and row + 1 in _items(base):
        other = str(base.rows[row + 1][_label_column(base, row + 1)])
        base.rows[row][col] = f"{text}\n{other}"
        return _mutant(base, f"labels of rows {row} and {row + 1} in one cell", _keys(base, rows={row}))
    words = text.split(" ")
    if len(words) < 2:
        return None
    cut = chance.randrange(1, len(words))
    _insert(base, row, [""] * len(base.rows[0]))
    base.rows[row][col] = " ".join(words[:cut])
    base.rows[row + 1][col] = " ".join(words[cut:])
    return _mutant(base, f"label {text!r} over two rows")


@kind
def text_spaced(base: Base, chance: random.Random) -> Mutant | None:
    """Texts are stored another way: decomposed letters, blanks of all kinds, line breaks, zero-width signs."""
    ways: list[Callable[[str], str]] = [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "  ") + " ",
        lambda text: text.replace(" ", " \n", 1),
        lambda text: text + "\u200b",
        lambda text: text.replace("đ", "\u00f0").replace("Đ", "\u00d0"),
    ]
    way = chance.choice(ways)
    share = chance.choice([0.1, 1.0])
    base.rows = [
        [way(cell) if isinstance(cell, str) and cell and chance.random() < share else cell for cell in row]
        for row in base.rows
    ]
    return _mutant(base, f"texts stored another way ({ways.index(way)})")


_TO_TCVN3 = {letter: chr(code) for code, letter in reversed(TCVN3.items())}


def legacy(text: str) -> str:
    """Return a text as it is stored in TCVN3."""
    return "".join(_TO_TCVN3.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


@kind
def text_legacy(base: Base, chance: random.Random) -> Mutant | None:
    """Texts are stored in TCVN3, their font known, unknown, or a Unicode font."""
    share = chance.choice([0.1, 0.5, 1.0])
    fonts: dict[Place, str] = {}
    for row, cells in enumerate(base.rows):
        for col, cell in enumerate(cells):
            if isinstance(cell, str) and cell and chance.random() < share:
                cells[col] = legacy(cell)
                fonts[row, col] = ".VnTime"
    known = chance.choice(["known", "unknown", "unicode"])
    base.formats = {
        "known": SheetFormats(fonts=fonts),
        "unknown": SheetFormats(reason="not told"),
        "unicode": SheetFormats(),
    }[known]
    return _mutant(base, f"TCVN3, font {known}")


# ------------------------------------------------------------------------------------------------------------ headers


@kind
def header_blank(base: Base, chance: random.Random) -> Mutant | None:
    """A cell of the header is cleared."""
    row, col, text = _header_cell(base, chance)
    base.rows[row][col] = ""
    return replace(
        _mutant(base, f"header {text!r} at {row},{col} cleared"),
        statuses=frozenset({"reported"}),
        by_note=_is_last(base, col),
    )


@kind
def header_word(base: Base, chance: random.Random) -> Mutant | None:
    """A word of the header is missing or has a typing mistake."""
    row, col, text = _header_cell(base, chance)
    words = str(text).split()
    at = chance.randrange(len(words))
    words[at] = chance.choice(["", words[at][:-1] + "q"])
    base.rows[row][col] = " ".join(words)
    return replace(_mutant(base, f"header {text!r} → {base.rows[row][col]!r}"), statuses=frozenset({"reported"}))


@kind
def header_row_deleted(base: Base, chance: random.Random) -> Mutant | None:
    """A row of the header is deleted or cleared."""
    filled = [row for row in range(*base.header) if any(cell != "" for cell in base.rows[row])]
    row = chance.choice(filled)
    if chance.random() < 0.5:
        del base.rows[row]
        base.merged = [(a - (a > row), b, c - (c > row), d) for a, b, c, d in base.merged if a != row]
    else:
        base.rows[row] = [""] * len(base.rows[row])
    return replace(_mutant(base, f"header row {row} deleted"), statuses=frozenset({"reported"}))


@kind
def merge_wider(base: Base, chance: random.Random) -> Mutant | None:
    """A merged heading covers one column more, whose own heading is cleared or not."""
    spans = [span for span in base.merged if base.header[0] <= span[0] < base.header[1]]
    if not spans:
        return None
    span = chance.choice(spans)
    more = chance.choice([1, 2])
    base.merged = [(a, b, c, d + more) if (a, b, c, d) == span else (a, b, c, d) for a, b, c, d in base.merged]
    covered = range(span[3] + 1, min(span[3] + 1 + more, len(base.rows[0])))
    if chance.random() < 0.5:
        for col in covered:
            base.rows[span[0]][col] = ""
    lost = _keys(base, columns=set(covered) | {col + 1 for col in covered})
    mutant = _mutant(base, f"heading {span} {more} wider")
    return replace(mutant, allowed={**mutant.allowed}, what=mutant.what) if lost else mutant


@kind
def merges_gone(base: Base, chance: random.Random) -> Mutant | None:
    """No cell is merged any more."""
    if not base.merged:
        return None
    base.merged = [] if chance.random() < 0.5 else chance.sample(base.merged, len(base.merged) // 2)
    return replace(_mutant(base, "merged cells gone"), statuses=frozenset({"reported"}))


@kind
def period_stale(base: Base, chance: random.Random) -> Mutant | None:
    """The period of one header was left from another month or year."""
    import re

    cells = [(r, c, t) for r, c, t in _header_cells(base) if c in base.columns and re.search(r"\d|quý", str(t))]
    if not cells:
        return None
    row, col, text = chance.choice(cells)
    months = list(re.finditer(r"\d+", str(text)))
    if not months:
        return None
    found = chance.choice(months)
    number = int(found.group())
    other = number + chance.choice([-1, 1, -2]) if number < 100 else number + chance.choice([-1, 1])
    if other < 1 or 12 < other < 100:
        return None
    stale: Any = str(text)[: found.start()] + str(other) + str(text)[found.end() :]
    base.rows[row][col] = float(other) if isinstance(text, float) else stale
    return _mutant(base, f"header {text!r} → {stale!r}", _keys(base, columns={col, col + 1}), by_control=True)


@kind
def title_stale(base: Base, chance: random.Random) -> Mutant | None:
    """The year of the title and its subtitle was left from another book."""
    import re

    where = range(base.title, base.header[0])
    changed = 0
    shift = chance.choice([-1, 1, -2])
    for row in where:
        for col, cell in enumerate(base.rows[row]):
            if isinstance(cell, str) and re.search(r"\b(?:19|20)\d\d\b", cell):
                base.rows[row][col] = re.sub(r"\b(?:19|20)\d\d\b", lambda f: str(int(f.group()) + shift), cell)
                changed += 1
    return _mutant(base, f"title {shift} years off") if changed else None


# --------------------------------------------------------------------------------------------------- units and notes


@kind
def units_changed(base: Base, chance: random.Random) -> Mutant | None:
    """The line of units is cleared, cut, turned round or has a typing mistake."""
    if base.unit is None:
        return None
    row, col = base.unit
    base.rows[row][col] = chance.choice(
        ["", "Triệu USD", "Nghìn tấn", "Triệu USD, nghìn tấn", "Nghìn tấm, triệu USD", "Nghìn tấn, trieu USB"]
    )
    return _mutant(base, f"units {base.rows[row][col]!r}")


@kind
def footnote_lost(base: Base, chance: random.Random) -> Mutant | None:
    """The footnote that tells the unit, or its mark, is missing."""
    if base.note is None:
        return None
    if chance.random() < 0.5:
        base.rows[base.note] = [""] * len(base.rows[0])
        return _mutant(base, "footnote cleared")
    for row in range(*base.body):
        base.rows[row] = [cell.replace("(*)", "") if isinstance(cell, str) else cell for cell in base.rows[row]]
    return _mutant(base, "marks of the footnote cleared")


# ------------------------------------------------------------------------------------------------------------ numbers


@kind
def number_text(base: Base, chance: random.Random) -> Mutant | None:
    """A number is typed as text, in a way that can be read or not."""
    place, figure = chance.choice(sorted(base.figures.items()))
    value, text, right = chance.choice(
        [
            (1234.5, "1.234,5", True), (1234.5, "1,234.5", True), (1943.0, "1943,0", True), (438.9, "438.9", True),
            (1234.0, "1.234", False), (1234.0, "1,234", False), (105.0, "1O5", False), (123.0, "(123)", False),
            (123.0, "123*", False), (123.0, "12 3", False), (777.0, " 777 ", True), (777.0, "'777", False), (123.0, "123-", False),
            (0.5, "1/2", False), (1234567.0, "1.234.567", True), (12.0, "12%", False), (100.0, "≈100", False), (2.0, "hai", False),
        ]
    )  # fmt: skip
    base.rows[place[0]][place[1]] = text
    locale = sources()[base.source].locale
    factor = 0.001 if base.source == "public_record_budget" else figure.factor
    # A source that declares how it writes numbers means what its text says in that way, and no other.
    declared = {
        "en": {"1,234.5": 1234.5, "438.9": 438.9, "1,234": 1234.0, " 777 ": 777.0, "1.234": 1.234},
        "vi": {
            "1.234,5": 1234.5,
            "1943,0": 1943.0,
            "1.234": 1234.0,
            "1,234": 1.234,
            " 777 ": 777.0,
            "1.234.567": 1234567.0,
        },
    }
    if locale in declared:
        right, value = text in declared[locale], declared[locale].get(text, value)
    counted = figure.key[-1] in ("project", "count") and not float(value).is_integer()
    new = base.figures[place] = replace(figure, value=value * factor)
    lost = {new.key} if counted or not right else set()
    return _mutant(base, f"{text!r} at {place}", lost)


@kind
def number_type(base: Base, chance: random.Random) -> Mutant | None:
    """A number became a day, a truth value, an error or a mark for nothing; or it looks like a year."""
    place, figure = chance.choice(sorted(base.figures.items()))
    value = chance.choice([datetime(2023, 3, 15), True, CellError("#REF!"), CellError("#N/A"), "…", "-", 2015.0])
    base.rows[place[0]][place[1]] = value
    if value == 2015.0:
        factor = 0.001 if base.source == "public_record_budget" else figure.factor
        base.figures[place] = replace(figure, value=2015.0 * factor)
        return _mutant(base, f"2015 at {place}")
    missing = isinstance(value, str)
    return _mutant(
        base, f"{value!r} at {place}", set() if missing else {figure.key}, {figure.key} if missing else set()
    )


@kind
def number_covered(base: Base, chance: random.Random) -> Mutant | None:
    """A number that a control covers is another one: the control must tell."""
    if not base.covered:
        return None
    place = chance.choice(sorted(base.covered))
    value = base.rows[place[0]][place[1]]
    if not isinstance(value, float):
        return None
    base.rows[place[0]][place[1]] = chance.choice(
        [value * 10, value + 60, float(str(value)[::-1].strip(".")) + 5, -value]
    )
    figure = base.figures.get(place)
    return _mutant(
        base,
        f"{value} → {base.rows[place[0]][place[1]]} at {place}",
        {figure.key} if figure else set(),
        by_control=True,
    )


@kind
def number_beside(base: Base, chance: random.Random) -> Mutant | None:
    """A stray number stands in a blank column between or beside the others."""
    row = chance.choice(_figure_rows(base))
    col = chance.choice([*base.spacers, len(base.rows[0])])
    _widen(base, col + 1)
    base.rows[row][col] = 123.4
    return _mutant(base, f"stray number at {row},{col}")


@kind
def number_gone(base: Base, chance: random.Random) -> Mutant | None:
    """A number is cleared: there is no figure."""
    place, figure = chance.choice(sorted(base.figures.items()))
    base.rows[place[0]][place[1]] = ""
    return _mutant(base, f"{place} cleared", set(), {figure.key})


# -------------------------------------------------------------------------------------------------------------- tools


def sources() -> Any:
    """Return the declarations."""
    from tests.mutants.bases import sources as loaded

    return loaded()


def _is_last(base: Base, col: int) -> bool:
    """Return whether a column without its header looks like the scratch work that stands right of many real tables."""
    return base.source == "foreign_investment_agency" and col == base.columns[-1]


def _hanging(base: Base, row: int) -> set[int]:
    """Return the rows that hang on a row and mean nothing without it; "of which: urea" says what it is."""
    below = {r for r in base.nested if r > row and all(x in base.nested for x in range(row + 1, r + 1))}
    return {r for r in below if "Urê" not in str(base.rows[r])} if row not in base.nested else set()


def _label_column(base: Base, row: int) -> int:
    return max(
        col for col, cell in enumerate(base.rows[row][: base.stub + 1]) if isinstance(cell, str) and cell.strip()
    )


def _header_cells(base: Base) -> list[tuple[int, int, Any]]:
    return [
        (row, col, cell)
        for row in range(*base.header)
        for col, cell in enumerate(base.rows[row])
        if cell != "" and col > base.stub and (col in base.columns)
    ]


def _header_cell(base: Base, chance: random.Random) -> tuple[int, int, Any]:
    return chance.choice(_header_cells(base))


def _widen(base: Base, width: int) -> None:
    base.rows = [[*row, *[""] * (width - len(row))] for row in base.rows]


def _square(base: Base) -> None:
    _widen(base, max(map(len, base.rows)))


def _insert(base: Base, at: int, cells: list[Any]) -> None:
    base.rows.insert(at, cells)
    base.merged = [(a + (a >= at), b, c + (c >= at), d) for a, b, c, d in base.merged]
