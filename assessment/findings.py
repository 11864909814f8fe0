"""What situation and scoring return and report lays out.

A number for print is never a bare float: it is a `Quantity`, which carries its unit, how it was published (over, nearly,
estimate …) and the tidy rows it rests on, so that any figure in the chapter leads back to its cells. Words for print are
never bare either: they are keys into the text files (`Text`), canonical names (`Name`), or bilingual texts that came with
the data (`Bilingual`). Only `report` turns any of them into characters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

import pandas as pd

Grade: TypeAlias = Literal["A", "B", "C"]
Precision: TypeAlias = Literal["exact", "about", "over", "nearly", "lower", "upper"]
Status: TypeAlias = Literal["plan", "estimate", "preliminary", "reported", "revised", "final"]

_CONFIDENTIAL: Final = "common.reason.confidential"
_STATUS_WEAKEST_FIRST: tuple[Status, ...] = ("plan", "estimate", "preliminary", "reported", "revised", "final")


@dataclass(frozen=True)
class Text:
    """A text of the text files: `key` is `<file>.<table>.<name>`, `values` fill its `{placeholders}`.

    >>> Text("trade.finding.capture", {"share": Quantity(9.57, "percent")}).key
    'trade.finding.capture'
    """

    key: str
    values: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Name:
    """A canonical name (gate, province, sector, indicator …), printed from `report/text/names.csv`."""

    kind: str
    key: str


@dataclass(frozen=True)
class Bilingual:
    """A text that came with the data in both languages, such as the definition note of a figure."""

    vi: str
    en: str


@dataclass(frozen=True)
class Period:
    """A span of days; printed as a year, a month, "9 tháng đầu năm 2024" … according to `frequency`."""

    start: pd.Timestamp
    end: pd.Timestamp
    frequency: str


@dataclass(frozen=True)
class Quantity:
    """A number for print with what it takes to check it.

    Attributes
    ----------
    value
        The unrounded number, or None where it cannot be determined; then `reason` says why.
    unit
        Unit key of the `[unit]` table of the text files, for example ``usd_million``, ``percent``, ``ha``.
    rows
        References to what the number rests on: a `row_id` of a tidy table, ``<row_id>@<column>`` for a figure printed beside
        that row (its growth, its achievement of the plan), ``config:<key path>`` for a value of `zone.toml`,
        ``file:<file>#<key path>`` for one of another file of declarations of the package (a list stands for the number of its
        entries), or ``table:<name>`` for a count over a whole tidy table.
    formula
        Key of the `[formula]` table of the text files: how the value follows from the rows. ``observed`` is the row itself.
    status, precision, inferred
        As published; for a derived number the weakest of its inputs. `inferred` names what was inferred
        (``scope``, ``period``), empty when nothing was.
    decimals
        Decimals in print; None lets `report` choose (an observed number as published, a derived one by its unit).
    """

    value: float | None
    unit: str
    rows: tuple[str, ...] = ()
    formula: str = "observed"
    status: Status = "reported"
    precision: Precision = "exact"
    inferred: str = ""
    decimals: int | None = None
    reason: Text | None = None

    @property
    def known(self) -> bool:
        """Whether there is a number to print."""
        return self.value is not None

    @property
    def confidential(self) -> bool:
        """Whether there is a number that may not be printed, because it would show a single trader."""
        return self.reason is not None and self.reason.key == _CONFIDENTIAL

    def rounded_to(self, decimals: int) -> Quantity:
        """Return the same quantity, to be printed with `decimals` decimals; the value stays unrounded."""
        return replace(self, decimals=decimals)


Cell: TypeAlias = Quantity | Text | Name | Bilingual | Period | pd.Timestamp | str | int | None


def not_determinable(reason: Text, unit: str = "") -> Quantity:
    """Return the quantity that prints as "không xác định" with its reason.

    >>> not_determinable(Text("common.reason.no_row"), "usd_million").known
    False
    """
    return Quantity(None, unit, reason=reason, formula="not_determinable")


def confidential(unit: str = "") -> Quantity:
    """Return the quantity that prints as "bảo mật": known, but it would show a single trader, or help to work out one that does.

    >>> confidential("usd_million").confidential, confidential("usd_million").known
    (True, False)
    """
    return not_determinable(Text(_CONFIDENTIAL), unit)


def beside_row(row_id: str, column: str) -> str:
    """Return the reference to a figure printed beside a row.

    >>> beside_row("15458fa9f165b473", "growth_percent")
    '15458fa9f165b473@growth_percent'
    """
    return f"{row_id}@{column}"


def derive(
    formula: str, unit: str, function: Callable[..., float], *inputs: Quantity, decimals: int | None = None
) -> Quantity:
    """Compute a quantity from others, keeping the rows of all of them.

    `function` receives the unrounded values in the order of `inputs`. If any input is not determinable the result is not
    determinable for the same reason; a division by zero or a result that is not finite is not determinable either.

    >>> declared = Quantity(4975.0, "usd_million", ("a1",))
    >>> through = Quantity(51990.563, "usd_million", ("b2",))
    >>> share = derive("share", "percent", lambda part, whole: 100 * part / whole, declared, through)
    >>> round(share.value, 2), share.rows
    (9.57, ('a1', 'b2'))
    """
    rows = tuple(dict.fromkeys(row for quantity in inputs for row in quantity.rows))
    for quantity in inputs:
        if quantity.value is None:
            return replace(quantity, unit=unit, rows=rows)
    try:
        computed = function(*(quantity.value for quantity in inputs))
    except ZeroDivisionError:
        computed = float("nan")
    # A root of a negative ratio is complex in Python: as little a number for print as one that is not finite.
    value = float("nan") if isinstance(computed, complex) else float(computed)
    if not abs(value) < float("inf"):
        return replace(not_determinable(Text("common.reason.division_by_zero"), unit), rows=rows)
    return Quantity(
        value,
        unit,
        rows,
        formula,
        status=min((quantity.status for quantity in inputs), key=_STATUS_WEAKEST_FIRST.index, default="reported"),
        precision="exact" if all(quantity.precision == "exact" for quantity in inputs) else "about",
        inferred=", ".join(sorted({part for quantity in inputs for part in quantity.inferred.split(", ") if part})),
        decimals=decimals,
    )


@dataclass(frozen=True)
class Finding:
    """One statement of a section; every number of the text is a `Quantity` among its values."""

    text: Text
    grade: Grade
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a printed table: `header` is a key of the text files, `unit` a unit key or None for words."""

    header: Text
    unit: str | None = None
    decimals: int | None = None


@dataclass(frozen=True)
class Table:
    """A printed table. `frame` has one column per entry of `columns` (same order); its cells are `Cell` values.

    `wide` tables stand on a landscape page; `annex_only` tables are too long for the chapter and stand in the annex workbook.
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    notes: tuple[Text, ...] = ()
    sources: tuple[str, ...] = ()
    wide: bool = False
    annex_only: bool = False

    def __post_init__(self) -> None:
        if self.frame.shape[1] != len(self.columns):
            raise ValueError(
                f"table {self.id!r}: {len(self.columns)} columns are declared but the frame has {self.frame.shape[1]}"
            )


@dataclass(frozen=True)
class Figure:
    """A chart. `data` is long: columns `x` (Cell), `y` (Quantity), `series` (Cell); `draw` names a chart kind of `report.figures`.

    `options` are parameters of that chart kind (for example ``events``: dated events to mark).
    """

    id: str
    data: pd.DataFrame
    draw: str
    caption: Text
    alt: Text
    sources: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Missing:
    """What a section cannot show yet: `what` is missing, `holder` the agency that has it, `use` what would be computed."""

    what: Text
    holder: Name
    use: Text


@dataclass(frozen=True)
class Board:
    """A scoring whose pillars the reader of the page weighs anew; paper cannot show it.

    Attributes
    ----------
    id
        Unique in the chapter.
    model
        Name of the model.
    pillars, criteria, sectors
        Printed names, in the order of `data`.
    open_gates
        By sector, what its excluding conditions still ask for; empty where all are met.
    reasons
        By kind, what keeps a sector from class A; a placeholder ``{names}`` stays for the names.
    cautions
        What must be printed with every result.
    k, draws
        The places of the list, and the draws that the probabilities are taken over.
    data
        What the scores are computed from, as plain numbers and keys that JSON knows.
    """

    id: str
    model: Text
    pillars: Mapping[str, Text]
    criteria: Mapping[str, Text]
    sectors: Mapping[str, Name]
    open_gates: Mapping[str, tuple[Text, ...]]
    reasons: Mapping[str, Text]
    cautions: tuple[Text, ...]
    k: Quantity
    draws: Quantity
    data: Mapping[str, object]


@dataclass(frozen=True)
class Section:
    """A section of the chapter. `conclusion` is its closing three lines: what, how sure, which proposal item it supports."""

    id: str
    title: Text
    questions: Text
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    missing: tuple[Missing, ...] = ()
    conclusion: tuple[Text, ...] = ()
    boards: tuple[Board, ...] = ()
