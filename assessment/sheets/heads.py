"""Tables known by the header over their labels, where the title is missing or says something new.

Tables stacked in one sheet repeat their header row. "STT | Địa phương | Số dự án | …" below the total of another table begins a
new one, with or without a title that is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assessment.sheets.headings import read_heading
from assessment.sheets.text import clean, fold
from assessment.sheets.workbook import Sheet, is_blank

if TYPE_CHECKING:
    from assessment.sheets.tables import Form

# A header row names the labels and at least this many columns of figures.
_COLUMNS = 2


def find_untitled(
    sheet: Sheet, forms: Sequence[Form], titles: Sequence[tuple[int, Form]]
) -> list[tuple[int, int, Form]]:
    """Return row, column and form of every table that begins with a header row of its own and no known title.

    Parameters
    ----------
    sheet : Sheet
        A sheet as read.
    forms : sequence of Form
        The forms that may occur; those without `labels` are found by their titles only.
    titles : sequence of tuple
        Row and form of the known titles, from top to bottom.

    Returns
    -------
    list of tuple
        The first text row above the header (its caption, which may tell the period) or the header row itself.
    """
    by_label: dict[str, list[Form]] = {}
    for known in forms:
        for label in known.labels:
            by_label.setdefault(fold(label), []).append(known)
    found: list[tuple[int, int, Form]] = []
    last = -1
    before: Form | None = None
    for row, cells in enumerate(sheet.rows) if by_label else ():
        head = _head(cells, by_label)
        if head is None:
            continue
        col, texts = head
        title = next((place for place in reversed(titles) if place[0] <= row), None)
        form: Form | None = title[1] if title else None
        if title is None or title[0] <= last:
            form = _choose(by_label[fold(clean(str(cells[col])))], before, list(texts.values()))
            if form is not None:
                found.append((*_start(sheet, row, col, last, list(texts)), form))
        last, before = row, form or before
    return found


def _head(cells: Sequence[object], by_label: Mapping[str, object]) -> tuple[int, dict[int, str]] | None:
    """Return the column of the label header and the headers right of it."""
    for col, value in enumerate(cells):
        if isinstance(value, str) and value and fold(value) in by_label:
            texts = {at: text for at, text in enumerate(cells) if at > col and isinstance(text, str) and clean(text)}
            return (col, texts) if len(texts) >= _COLUMNS else None
    return None


def _choose(candidates: Sequence[Form], before: Form | None, texts: Sequence[str]) -> Form | None:
    """Return the form that knows most of the headers, then one with the columns of the table above, then the first declared."""
    templates = {read_heading(text).template for text in texts}

    def fit(form: Form) -> tuple[int, bool]:
        known = sum(any(re.fullmatch(one, text) for one in form.columns) for text in templates)
        return known, before is not None and form.columns == before.columns

    best = max(candidates, key=fit)
    return best if best.skipped or any(fit(best)) else None


def _start(sheet: Sheet, row: int, col: int, last: int, columns: Sequence[int]) -> tuple[int, int]:
    """Return the first text above a header row, below the figures of the table before; the label header where there is none."""
    start = row
    while start - 1 > last and not any(isinstance(sheet.rows[start - 1][at], float) for at in columns):
        start -= 1
    for above in range(start, row):
        for at, value in enumerate(sheet.rows[above]):
            if isinstance(value, str) and not is_blank(value):
                return above, at
    return row, col
