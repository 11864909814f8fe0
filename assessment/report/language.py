"""From keys to words: the texts of one language, the canonical names, and how every kind of cell is written.

A text file stands in `text/<lang>/<file>.toml`; the key ``trade.finding.capture`` is the entry `capture` of the table
`[finding]` of `trade.toml`. Placeholders: ``{share}`` prints a value with its unit, ``{share:number}`` the bare number,
``{share:plain}`` without the word for its precision; ``{gate:lower}`` and ``{gate:capital}`` change a first letter.
A missing key, a placeholder without value and a value without placeholder are errors that name the key and the file.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from numbers import Integral
from pathlib import Path
from string import Formatter
from typing import Any, Final, Literal, TypeAlias

import pandas as pd

from assessment.errors import AssessmentError
from assessment.findings import Bilingual, Cell, Name, Period, Quantity, Text
from assessment.report.numbers import (
    NBSP,
    format_date,
    format_number,
    period_pattern,
    printed_number,
)

LANGUAGES: Final = ("vi", "en")
TEXT_FOLDER: Final = Path(__file__).parent / "text"
QUANTITY_FORMS: Final = ("full", "plain", "number", "cell")

QuantityForm: TypeAlias = Literal["full", "plain", "number", "cell"]


class TextError(AssessmentError):
    """A text or a name is missing, or its placeholders do not fit its values."""


@dataclass(frozen=True)
class NumberParts:
    """A printed number in three pieces, so that a spreadsheet can keep the number a number."""

    prefix: str
    number: Decimal
    digits: str
    suffix: str

    def __str__(self) -> str:
        return self.prefix + self.digits + self.suffix


@dataclass(frozen=True)
class Piece:
    """A piece of a text: plain words, or what fills the placeholder `field`."""

    text: str
    field: str = ""
    value: Cell = None


@cache
def load_texts(lang: str, folder: Path = TEXT_FOLDER) -> Mapping[str, Any]:
    """Return the texts of a language, one entry per file.

    >>> load_texts("vi")["common"]["word"]["contents"]
    'Mục lục'
    """
    files = sorted((folder / lang).glob("*.toml"))
    if not files:
        raise TextError(f"{folder / lang}: no text files; expected at least common.toml")
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


@cache
def load_names(path: Path = TEXT_FOLDER / "names.csv") -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return the canonical names by kind and key; none where the file does not exist."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(row["kind"], row["key"]): {lang: row[lang] for lang in LANGUAGES} for row in csv.DictReader(file)}


def capital(text: str) -> str:
    """Return the text with its first letter in upper case.

    >>> capital("tổng số")
    'Tổng số'
    """
    return text[:1].upper() + text[1:]


class Language:
    """The texts of one language.

    Parameters
    ----------
    lang
        ``vi`` or ``en``.
    folder
        Folder with the text files and `names.csv`; the package's own unless a test brings another.

    Examples
    --------
    >>> print(Language("vi").text(Text("common.citation.others", {"count": 3})))
    và 3 nguồn khác (Phụ lục)
    """

    def __init__(self, lang: str, folder: Path = TEXT_FOLDER) -> None:
        if lang not in LANGUAGES:
            raise TextError(f"language {lang!r}: expected one of {', '.join(LANGUAGES)}")
        self.lang = lang
        self.folder = folder
        self._texts = load_texts(lang, folder)
        self._names = load_names(folder / "names.csv")

    def entry(self, key: str) -> Any:
        """Return what stands under a key: a text, or a table of texts."""
        found: Any = self._texts
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise TextError(f"text {key!r}: no such entry in {self._file(key)}; add it there")
            found = found[part]
        return found

    def _file(self, key: str) -> str:
        return f"report/text/{self.lang}/{key.split('.')[0]}.toml"

    def word(self, key: str, **values: Cell) -> str:
        """Return a text of the `[word]` table of common.toml.

        >>> Language("en").word("contents")
        'Contents'
        """
        return self.text(Text(f"common.word.{key}", values))

    def text(self, text: Text) -> str:
        """Return a text with its placeholders filled."""
        return "".join(piece.text for piece in self.pieces(text))

    def pieces(self, text: Text) -> list[Piece]:
        """Return a text in pieces: the words between the placeholders, and what fills each placeholder."""
        pattern = self.entry(text.key)
        if not isinstance(pattern, str):
            raise TextError(f"text {text.key!r}: {self._file(text.key)} holds a table there, expected a text")
        pieces: list[Piece] = []
        for literal, field, form, _ in Formatter().parse(pattern):
            pieces.append(Piece(literal))
            if field is None:
                continue
            if field not in text.values:
                raise TextError(
                    f"text {text.key!r} in {self._file(text.key)}: placeholder {{{field}}} has no value; "
                    f"given are {', '.join(sorted(text.values)) or 'none'}"
                )
            value = text.values[field]
            pieces.append(Piece(self._fill(text.key, field, value, form or ""), field, value))
        if unused := sorted(set(text.values) - {piece.field for piece in pieces}):
            raise TextError(f"text {text.key!r} in {self._file(text.key)}: no placeholder for {', '.join(unused)}")
        return pieces

    def _fill(self, key: str, field: str, value: Cell, form: str) -> str:
        if isinstance(value, Quantity):
            if form in ("", *QUANTITY_FORMS):
                return self.quantity(value, form or "full")  # type: ignore[arg-type]
        elif form in ("", "lower", "capital"):
            plain = self.cell(value)
            return capital(plain) if form == "capital" else plain[:1].lower() + plain[1:] if form == "lower" else plain
        raise TextError(
            f"text {key!r} in {self._file(key)}: placeholder {{{field}:{form}}} does not fit a {type(value).__name__}; "
            "quantities take number, plain or cell, other values lower or capital"
        )

    def name(self, name: Name) -> str:
        """Return a canonical name."""
        if (name.kind, name.key) not in self._names:
            raise TextError(
                f"name of kind {name.kind!r} and key {name.key!r}: not in report/text/names.csv; "
                f"add the line {name.kind},{name.key},<Vietnamese>,<English>"
            )
        return self._names[name.kind, name.key][self.lang]

    def cell(self, cell: Cell, column_decimals: int | None = None) -> str:
        """Return any cell in words. A bare `int` is a year or an ordinal and is never grouped into thousands.

        >>> Language("vi").cell(Quantity(86140.0, "usd_million", precision="over")).replace(NBSP, " ")
        'hơn 86.140 triệu USD'
        """
        if cell is None:
            return self.word("blank")
        if isinstance(cell, str):
            return cell
        if isinstance(cell, Integral) and not isinstance(cell, bool):
            return str(cell)
        if isinstance(cell, Quantity):
            return self.quantity(cell, column_decimals=column_decimals)
        if isinstance(cell, Text):
            return self.text(cell)
        if isinstance(cell, Name):
            return self.name(cell)
        if isinstance(cell, Bilingual):
            return cell.vi if self.lang == "vi" else cell.en
        if isinstance(cell, Period):
            return self.period(cell)
        if isinstance(cell, pd.Timestamp):
            return format_date(cell)
        return self._stray(cell)

    def _stray(self, value: object) -> str:
        """Return the blank for a missing value that pandas put in; anything else, above all a bare number, is an error."""
        if value is pd.NaT or value is pd.NA or value != value:
            return self.word("blank")
        raise TextError(f"value {value!r}: a number for print must be a Quantity, not a bare {type(value).__name__}")

    def quantity(self, quantity: Quantity, form: QuantityForm = "full", column_decimals: int | None = None) -> str:
        """Return a quantity in words.

        `form` is ``full`` (precision, number, unit), ``plain`` (number, unit), ``cell`` (precision, number) or ``number``.
        """
        if not quantity.known:
            return self.no_number(quantity)
        return str(self.number_parts(quantity, form, column_decimals))

    def number_parts(
        self, quantity: Quantity, form: QuantityForm = "full", column_decimals: int | None = None
    ) -> NumberParts:
        """Return a known quantity as prefix, number and suffix."""
        number = printed_number(quantity, column_decimals)
        before = after = ""
        if form in ("full", "plain"):
            before, after = self._unit_around(quantity.unit, number)
        if form in ("full", "cell") and quantity.precision != "exact":
            before = self.text(Text(f"common.precision.{quantity.precision}")) + " " + before
        return NumberParts(before, number, format_number(number, self.lang, quantity.unit), after)

    def unit(self, unit: str) -> str:
        """Return the printed unit as it stands in headers and unit lines.

        >>> Language("vi").unit("vnd_billion")
        'tỷ đồng'
        """
        entry = self.entry(f"common.unit.{unit}")
        return str(entry["label"] if isinstance(entry, Mapping) else entry)

    def header_unit(self, unit: str) -> str:
        """Return the unit as it stands behind a column header; empty where the header says it all (a year, a rank)."""
        entry = self.entry(f"common.unit.{unit}")
        return str(entry.get("header", entry["label"]) if isinstance(entry, Mapping) else entry)

    def _unit_around(self, unit: str, number: Decimal) -> tuple[str, str]:
        """Return what stands before and after a number in this unit."""
        if not unit:
            return "", ""
        entry = self.entry(f"common.unit.{unit}")
        if isinstance(entry, Mapping):
            if "pattern" in entry:
                pattern = str(entry["pattern"]).replace(" #", NBSP + "#").replace("# ", "#" + NBSP)
                before, _, after = pattern.partition("#")
                return before, after
            entry = entry["one"] if number == 1 and "one" in entry else entry["label"]
        return "", str(entry) if str(entry).startswith("%") else NBSP + str(entry)

    def no_number(self, quantity: Quantity) -> str:
        """Return what stands in the place of a number that is not printed: not determinable, or confidential."""
        return self.word("confidential" if quantity.confidential else "not_determinable")

    def reason(self, quantity: Quantity) -> str:
        """Return why a quantity is not determinable."""
        return self.text(quantity.reason) if quantity.reason is not None else self.word("no_reason")

    def formula(self, formula: str) -> str:
        """Return how a value follows from its rows; a formula with dots is a full key of another text file.

        >>> Language("en").formula("share")
        'part ÷ whole × 100'
        """
        return self.text(Text(formula if "." in formula else f"common.formula.{formula}"))

    def period(self, period: Period) -> str:
        """Return a period in words.

        >>> Language("vi").period(Period(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-03-31"), "quarter"))
        'Quý I/2025'
        """
        key, numbers = period_pattern(period)
        values: dict[str, Cell] = {}
        for name, value in numbers.items():
            table = {"month": "month", "last_month": "month", "quarter": "quarter"}.get(name)
            values[name] = Text(f"common.{table}.{value}") if table else value
        return self.text(Text(f"common.frequency.{key}", values))
