"""What changed between two reports, and which change of which file is behind it.

A changed number is laid to the changed rows it rests on. A word carries no row of its own: it is laid to the changed rows of its
line of the table, else of its table; a rank, a class and a gap also to those of their section. What none of them explains has
no source here: the day, or the texts and rules of the package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from assessment.report.language import LANGUAGES

TABLE_OF: Final = "table:"
_NAMING: Final[Mapping[str, int]] = {
    "Name": 0,
    "str": 1,
    "Bilingual": 1,
    "Period": 1,
    "Timestamp": 1,
    "Text": 2,
    "int": 2,
}
_OF_SECTION: Final = ("rank", "class", "missing")
_SIDES: Final = ("old", "new")


@dataclass(frozen=True)
class Cause:
    """A file whose rows changed, and its source."""

    source: str
    file: str


@dataclass(frozen=True)
class Causes:
    """Which file stands behind each changed row; `tables` are those behind the rows of a whole table."""

    rows: Mapping[str, Cause]
    tables: Mapping[str, Counter[Cause]]

    def of(self, references: Iterable[str]) -> Counter[Cause]:
        """Return the files behind references, by how many changed rows each brings."""
        found: Counter[Cause] = Counter()
        for reference in set(references):
            if reference.startswith(TABLE_OF):
                found.update(self.tables.get(reference.removeprefix(TABLE_OF), {}))
            elif (cause := self.rows.get(reference.partition("@")[0])) is not None:
                found[cause] += 1
        return found


@dataclass(frozen=True)
class PrintedChange:
    """Something printed that changed, came or went; texts by language, empty where it was not printed.

    `kind` is ``finding``, ``number`` (in a finding), ``cell``, ``rank``, ``class`` or ``missing``; `change` is ``changed``, ``added``
    or ``vanished``; `line` names the row of a table; `causes` are the files behind it, the one with most changed rows first.
    """

    kind: str
    change: str
    section: str
    item: str
    field: str
    cell: str
    place: Mapping[str, str]
    title: Mapping[str, str]
    header: Mapping[str, str]
    line: Mapping[str, str]
    old: Mapping[str, str]
    new: Mapping[str, str]
    old_value: float | None
    new_value: float | None
    unit: str
    causes: tuple[Cause, ...]

    @property
    def relative(self) -> float | None:
        """Change of the number in relation to the old one; None without two numbers, or from zero."""
        if self.old_value is None or self.new_value is None or not self.old_value:
            return None
        return (self.new_value - self.old_value) / abs(self.old_value)


def compare(old: pd.DataFrame, new: pd.DataFrame, causes: Causes) -> list[PrintedChange]:
    """Return what two records of print (`printed.PRINTED`) do not have in common, in the order of print.

    Only what reads differently is a change: a number that moved below its printed digits is none.
    """
    keyed = _keyed(old, new)
    sides = [frame.drop_duplicates("key").set_index("key") for frame in keyed]
    order = [*sides[1].index, *(key for key in sides[0].index if key not in sides[1].index)]
    one, other = (side.reindex(order) for side in sides)
    texts = [f"text_{lang}" for lang in LANGUAGES]
    same = (one[texts] == other[texts]).all(axis=1)
    finder = _Finder(keyed, causes)
    pairs = zip(one[~same].to_dict("records"), other[~same].to_dict("records"), strict=True)
    return [_change(before, after, finder) for before, after in pairs]


def _change(before: dict[Any, Any], after: dict[Any, Any], finder: _Finder) -> PrintedChange:
    there = [isinstance(side["kind"], str) for side in (before, after)]
    shown = after if there[1] else before

    def words(name: str) -> dict[str, str]:
        return {lang: shown[f"{name}_{lang}"] for lang in LANGUAGES}

    printed = [
        {lang: side[f"text_{lang}"] if exists else "" for lang in LANGUAGES}
        for side, exists in zip((before, after), there, strict=True)
    ]
    values = [
        float(side["value"]) if side["value"] == side["value"] and side["value"] is not None else None
        for side in (before, after)
    ]
    return PrintedChange(
        _kind(shown),
        "changed" if all(there) else "added" if there[1] else "vanished",
        shown["section"],
        shown["item"],
        shown["field"],
        shown["cell"],
        words("place"),
        words("title"),
        words("header"),
        words("line"),
        printed[0],
        printed[1],
        values[0],
        values[1],
        shown["unit"],
        finder.causes_of([side for side, exists in zip((before, after), there, strict=True) if exists]),
    )


def _kind(line: Mapping[str, Any]) -> str:
    """Return the kind of a line; a cell that states a rank or a class of the scoring is of a kind of its own."""
    name = line["field"].partition("#")[0].rpartition(".")[2]
    if line["kind"] == "cell" and line["section"] == "priorities" and name == "class":
        return "class"
    ranked = line["unit"].startswith("rank") or name.startswith("rank_")
    return "rank" if line["kind"] in ("cell", "number") and ranked else str(line["kind"])


# ----------------------------------------------------------------- which line is which


def _keyed(old: pd.DataFrame, new: pd.DataFrame) -> list[pd.DataFrame]:
    """Return both records with `key`, the same for what is the same in both, and `line_vi`, `line_en`: what names a row."""
    both = pd.concat([old, new], keys=_SIDES, names=["side"]).reset_index(level="side").reset_index(drop=True)
    both["line_key"] = ""
    for lang in LANGUAGES:
        both[f"line_{lang}"] = ""
    cells = both["kind"] == "cell"
    for _, table in both[cells].groupby("item", sort=False):
        names = _line_names(table)
        for column in names.columns:
            both.loc[table.index, column] = names[column]
    parts = (both[name].tolist() for name in ("kind", "item", "field", "line_key"))
    both["key"] = ["\x1f".join(key) for key in zip(*parts, strict=True)]
    return [both[both["side"] == side] for side in _SIDES]


def _line_names(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for every cell of a table in both records, the name of its row.

    A row is named by as few of its leading names as tell the rows of each record apart; what is left is told apart by order.
    """
    wide = table.pivot_table(index=["side", "row"], columns="field", values="text_vi", aggfunc="first", sort=False)
    fields = _naming_fields(table, wide)
    chosen = next((fields[:n] for n in range(1, len(fields) + 1) if _tell_apart(wide[fields[:n]])), fields)
    rows = wide[chosen].fillna("").agg("\x1e".join, axis=1) if chosen else pd.Series("", index=wide.index)
    order = rows.groupby([rows.index.get_level_values("side"), rows]).cumcount().astype(str)
    key = (rows + "\x1e" + order).to_dict()
    places = list(zip(table["side"], table["row"], strict=True))
    found = {"line_key": [key[place] for place in places]}
    for lang in LANGUAGES:
        words = (
            table[table["field"].isin(chosen)]
            .groupby(["side", "row"], sort=False)[f"text_{lang}"]
            .agg(_joined)
            .to_dict()
        )
        found[f"line_{lang}"] = [words.get(place, "") for place in places]
    return pd.DataFrame(found, index=table.index)


def _joined(texts: pd.Series[str]) -> str:
    return ", ".join(text for text in texts if text)


def _naming_fields(table: pd.DataFrame, wide: pd.DataFrame) -> list[str]:
    """Return the columns whose cells are words, canonical names first; the places 1, 2, 3 … of rows name nothing."""
    found = []
    for place, (field, cells) in enumerate(table.groupby("field", sort=False)):
        types = set(cells["type"]) - {"NoneType"}
        if not types or not types <= _NAMING.keys():
            continue
        if types == {"int"} and all(_counts(wide[field][side]) for side in wide.index.unique("side")):
            continue
        found.append((min(_NAMING[kind] for kind in types), place, str(field)))
    return [field for _, _, field in sorted(found)]


def _counts(texts: pd.Series[str]) -> bool:
    numbers = [int(text) for text in texts if isinstance(text, str) and text.isdigit()]
    return bool(numbers) and numbers[0] == 1 and all(after - before in (0, 1) for before, after in pairwise(numbers))


def _tell_apart(names: pd.DataFrame) -> bool:
    return not names.reset_index("side").duplicated().any()


# ----------------------------------------------------------------- what is behind a change


class _Finder:
    """Finds the files behind a change: by its own references, else by those of its line, its table, its section."""

    def __init__(self, sides: Iterable[pd.DataFrame], causes: Causes) -> None:
        both = pd.concat(sides)
        self._causes = causes
        self._known: dict[tuple[str, ...], Counter[Cause]] = {}
        self._groups = {
            depth: both.groupby(list(depth), sort=False)["rows"].agg(" ".join).to_dict()
            for depth in (("item", "line_key"), ("item",), ("section",))
        }

    def causes_of(self, lines: Iterable[Mapping[str, Any]]) -> tuple[Cause, ...]:
        lines = list(lines)
        found = self._causes.of(reference for line in lines for reference in line["rows"].split())
        deep = _kind(lines[-1]) in _OF_SECTION
        for depth, groups in self._groups.items():
            if found or (depth == ("section",) and not deep):
                break
            key = tuple(str(lines[-1][name]) for name in depth)
            if key not in self._known:
                self._known[key] = self._causes.of(groups[key if len(key) > 1 else key[0]].split())
            found = self._known[key]
        return tuple(
            cause for cause, _ in sorted(found.items(), key=lambda item: (-item[1], item[0].source, item[0].file))
        )
