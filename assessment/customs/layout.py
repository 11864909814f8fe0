"""How an export of goods lines is laid out: what stands above its header, and which column holds what.

Exports have 50, 54, 55 or 81 columns, and the wider ones shift the others. A column is therefore known by its exact label alone:
"Đơn giá" is not "Đơn giá tính thuế". A label that is missing or stands twice is refused, for a shifted column looks like good data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from assessment.customs.errors import GoodsLinesError
from assessment.etl.declarations import load_sources
from assessment.sheets.cells import address, as_text
from assessment.sheets.text import clean, match_key, nearest
from assessment.synthetic import TITLE

SOURCE: Final = "customs_goods_lines"
# The header stands near row 10; a file that has none by then is something else.
HEADER_SEARCH: Final = 40
_NUMBER: Final = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Form:
    """What is declared of an export: labels by match key, required keys, keys of codes, the words around the lines."""

    keys: Mapping[str, str]
    labels: tuple[str, ...]
    required: tuple[str, ...]
    codes: frozenset[str]
    period: re.Pattern[str]
    period_text: str
    value_total: str
    cancelled: tuple[str, ...]
    cancelled_text: str


@dataclass(frozen=True)
class Layout:
    """One sheet of an export.

    `header` is the row of the header as a person counts it, `columns` the place of each key from 0 on; `period` is what the file
    says it covers, `value_total` the total it prints (VND); both may be missing.
    """

    header: int
    width: int
    columns: Mapping[str, int]
    period: tuple[date, date] | None
    value_total: Decimal | None
    synthetic: bool
    undeclared: tuple[str, ...]


@cache
def form() -> Form:
    """Return what the source declares.

    >>> form().keys["mã hs"], "declaration" in form().codes
    ('hs', True)
    """
    table = load_sources()[SOURCE].table("goods_lines")
    path = files("assessment").joinpath("sources", SOURCE, "export.toml")
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    headers = table.form.headers
    return Form(
        {match_key(label): key for label, key in headers.items()},
        tuple(headers),
        tuple(data["required"]),
        frozenset(table.codes),
        re.compile(data["period"]),
        data["period_text"],
        data["value_total"],
        tuple(match_key(word) for word in data["cancelled"]),
        data["cancelled"][0],
    )


def header_row(rows: Sequence[Sequence[object]]) -> int | None:
    """Return the row of the header among the first rows of a sheet, from 0 on, or None where it holds no goods lines.

    >>> header_row([["Báo cáo hàng chi tiết"], list(form().labels)]), header_row([["Mã HS", "Trị giá"]])
    (1, None)
    """
    known = form()
    counts = [
        len({known.keys[label] for cell in row if (label := match_key(as_text(cell))) in known.keys})
        for row in rows[:HEADER_SEARCH]
    ]
    most = max(counts, default=0)
    # A summary of declarations shares a few labels with the lines; less than half of what a line needs is another form.
    return counts.index(most) if most >= len(known.required) / 2 else None


def find_layout(rows: Sequence[Sequence[object]], file: str, sheet: str) -> Layout | None:
    """Return the layout of a sheet, or None where it holds no goods lines.

    Parameters
    ----------
    rows
        The first rows of the sheet, as far as `HEADER_SEARCH`.
    file, sheet
        What they are called in messages.

    Raises
    ------
    GoodsLinesError
        If a required label is missing, or a declared one stands twice.
    """
    known = form()
    at = header_row(rows)
    if at is None:
        return None
    columns = _columns(rows[at], [match_key(as_text(cell)) for cell in rows[at]], at, file, sheet)
    above = [[as_text(cell) for cell in row] for row in rows[:at]]
    texts = [clean(text) for row in above for text in row if text]
    undeclared = tuple(
        text for cell in rows[at] if (text := clean(as_text(cell))) and match_key(text) not in known.keys
    )
    return Layout(
        at + 1,
        len(rows[at]),
        columns,
        _period(texts, known.period),
        _total(above, known.value_total),
        any(TITLE in text for text in texts),
        undeclared,
    )


def _columns(row: Sequence[object], labels: Sequence[str], at: int, file: str, sheet: str) -> dict[str, int]:
    known = form()
    columns: dict[str, int] = {}
    for col, label in enumerate(labels):
        key = known.keys.get(label)
        if key is None:
            continue
        if key in columns:
            first, second = address(at, columns[key]), address(at, col)
            raise GoodsLinesError(
                f"{file}, sheet {sheet!r}: {clean(as_text(row[col]))!r} in {second} means the same as the label in {first}; "
                "expected each column once",
                "export the file again, or delete the column that is not meant",
            )
        columns[key] = col
    missing = [key for key in known.required if key not in columns]
    if missing:
        wanted = [next(label for label in known.labels if known.keys[match_key(label)] == key) for key in missing]
        others = [clean(as_text(cell)) for cell in row if as_text(cell) and match_key(as_text(cell)) not in known.keys]
        near = [f"{found[0]!r} looks like {label!r}" for label in wanted if (found := nearest(label, others))]
        raise GoodsLinesError(
            f"{file}, sheet {sheet!r}, row {at + 1}: no column {', '.join(map(repr, wanted))}"
            + (f" ({'; '.join(near)})" if near else ""),
            f"export the file with these columns, or declare the new label in sources/{SOURCE}/columns.csv",
        )
    return columns


def _period(texts: Sequence[str], pattern: re.Pattern[str]) -> tuple[date, date] | None:
    for text in texts:
        if found := pattern.search(text.casefold()):
            first, last = (_day(part) for part in found.groups())
            return (first, last) if first and last and first <= last else None
    return None


def _day(text: str) -> date | None:
    day, month, year = map(int, text.split("/"))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _total(above: Sequence[Sequence[str]], label: str) -> Decimal | None:
    """Return the number beside a label above the header."""
    for row in above:
        for col, text in enumerate(row):
            if match_key(text) == match_key(label):
                numbers = [cell for cell in row[col + 1 :] if _NUMBER.fullmatch(cell)]
                return Decimal(numbers[0].replace(",", "")) if numbers else None
    return None
