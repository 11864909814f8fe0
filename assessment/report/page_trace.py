"""The trace as the page shows it: by place, one entry a printed number, with the cells it rests on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

# A number that rests on very many cells shows the first of them; all stand in the annex.
_SHOWN: Final = 5
_ADDRESS: Final = re.compile(r"[A-Z]+[0-9]+")


@dataclass(frozen=True)
class Cell:
    """A cell a number rests on; `where` names file, sheet and cell, `how` the rule that read it."""

    where: str
    raw: str
    how: str
    document: str
    url: str
    resolved: bool


@dataclass(frozen=True)
class TracedNumber:
    """A printed number: its cell in the table, what it is about, how it follows from which cells.

    `anchored` is the first number of a table cell, which the cell on the page leads to.
    """

    cell: str
    label: str
    printed: str
    formula: str
    cells: tuple[Cell, ...]
    others: int
    anchored: bool


def safe_url(url: object) -> str:
    """Return a web address as it may stand in a link; several are separated by ``|`` and the first is taken.

    >>> safe_url("https://langson.gov.vn/a | https://b.vn"), safe_url("javascript:alert(1)")
    ('https://langson.gov.vn/a', '')
    """
    first = str(url).split(" | ", maxsplit=1)[0].strip() if isinstance(url, str) else ""
    return first if first.lower().startswith(("https://", "http://")) else ""


def by_place(trace: pd.DataFrame) -> Mapping[str, Sequence[TracedNumber]]:
    """Return the traced numbers of every place (``Bảng 3.2``), in the order of print.

    `trace` has the columns of `trace.TRACE_COLUMNS`.
    """
    found: dict[str, list[TracedNumber]] = defaultdict(list)
    anchored: set[tuple[str, str]] = set()
    numbers = trace.drop_duplicates("item").sort_values("item", kind="stable")
    cells_of = _cells(trace[trace["item"].isin(numbers.drop_duplicates("origins")["item"])])
    for first in numbers.to_dict("records"):
        cells = cells_of[first["origins"]]
        place = (str(first["place"]), str(first["cell"]))
        found[place[0]].append(
            TracedNumber(
                str(first["cell"]),
                str(first["label"]),
                str(first["printed"]),
                str(first["formula"]),
                cells[:_SHOWN],
                len(cells[_SHOWN:]),
                bool(_ADDRESS.fullmatch(str(first["cell"]))) and place not in anchored,
            )
        )
        anchored.add(place)
    return found


def _cells(trace: pd.DataFrame) -> Mapping[int, tuple[Cell, ...]]:
    """Return the different cells of each set of references; `trace` holds one number of each."""
    found: dict[int, dict[Cell, None]] = defaultdict(dict)
    for record in trace.to_dict("records"):
        found[record["origins"]].setdefault(_cell(record))
    return {place: tuple(cells) for place, cells in found.items()}


def _cell(record: Mapping[Any, Any]) -> Cell:
    resolved = bool(record["resolved"])
    where = " · ".join(str(record[name]) for name in ("file", "sheet", "source_cell") if record[name])
    how = "; ".join(str(record[name]) for name in ("rule", "correction") if record[name])
    return Cell(
        where if resolved else str(record["reference"]),
        str(record["raw"]),
        how,
        str(record["document"]),
        safe_url(record["url"]),
        resolved,
    )
