"""Blocks of a report: group rows that say something of every row below them, such as the investor and the unit of its capital.

The forms of the zones' boards print foreign capital in million dollars and domestic capital in billion dong in one column; only
the row over the block ("I. Dự án FDI (triệu USD)") tells them apart. A `[[table.group]]` gives the pattern of such a row, its level
(a new block ends those of its level and below) and the keys of its rows; the key `stub` says what the labels of the block name
(provinces, then partners; `ignore` leaves the block out on purpose). A pattern `A > B` means a row B in a block A.

With `header = true` the row belongs to the header of the columns below it: "B. HÀNG HÓA | Nghìn tấn" below "Vận chuyển" makes the
header "Vận chuyển B. HÀNG HÓA Nghìn tấn" until the next such row, declared in columns.csv like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.etl.names import Names, kind_of
from assessment.etl.problems import RowRefusedError
from assessment.sheets.numbers import Refusal
from assessment.sheets.text import fold

# As the value of a key: what the group row itself says; as a unit: the one in the brackets behind it.
BY_LABEL = "@label"
# As the unit of a measure: that of the block.
BY_GROUP = "@group"
_BRACKETS = re.compile(r"\s*\(([^()]+)\)\s*$")
_KEYS = frozenset(("label", "level", "keys"))
_OPTIONS = frozenset(("header",))
# In the pattern of a block that stands in another one.
_INSIDE = " > "


@dataclass(frozen=True)
class GroupRule:
    """A kind of group row: its level, the pattern of its whole folded label, and the keys of the rows below it.

    `header` says that it is part of the header of the columns below it.
    """

    level: int
    pattern: re.Pattern[str]
    keys: Mapping[str, str]
    header: bool = False


def group_rules(data: Iterable[Mapping[str, Any]], where: str, faults: list[str]) -> tuple[GroupRule, ...]:
    """Return the rules of the blocks of a table; what is wrong with them goes to the faults.

    >>> faults: list[str] = []
    >>> group_rules([{"label": "(", "level": 1, "keys": {}}], "x", faults), len(faults)
    ((), 1)
    """
    rules = []
    for group in data:
        if set(group) - _OPTIONS != _KEYS:
            faults.append(f"{where}, group: expected {', '.join(sorted(_KEYS))}")
            continue
        try:
            pattern = re.compile(group["label"])
            rules.append(GroupRule(group["level"], pattern, group["keys"], bool(group.get("header", False))))
        except re.error as error:
            faults.append(f"{where}, group {group['label']!r}: {error}")
    return tuple(rules)


class Groups:
    """The blocks a row stands in.

    >>> rules = group_rules([{"label": "i du an fdi.*", "level": 1, "keys": {"investor": "fdi", "unit": "@label"}}], "x", [])
    >>> groups = Groups(rules)
    >>> groups.enter("I Dự án FDI (triệu USD)")
    True
    >>> groups.keys, groups.label("unit")
    ({'investor': 'fdi', 'unit': '@label'}, 'I Dự án FDI (triệu USD)')
    """

    def __init__(self, rules: Iterable[GroupRule]) -> None:
        self._rules = tuple(rules)
        self._open: list[tuple[GroupRule, str]] = []
        # What the blocks say, the inner ones last.
        self.keys: Mapping[str, str] = {}

    def enter(self, label: str) -> bool:
        """Begin a block if the label is one of a group row, and return whether it is."""
        if not self._rules:
            return False
        folded = fold(label)
        rule = next((rule for rule in self._rules if rule.pattern.fullmatch(self._path(rule, folded))), None)
        if rule is None:
            return False
        self._open = [(other, text) for other, text in self._open if other.level < rule.level]
        self._open.append((rule, label))
        self.keys = {key: value for of, _ in self._open for key, value in of.keys.items()}
        return True

    def _path(self, rule: GroupRule, label: str) -> str:
        """Return a folded label as the pattern of a rule looks at it: alone, or behind those of the blocks it stands in."""
        if _INSIDE not in rule.pattern.pattern:
            return label
        outer = (fold(text) for other, text in self._open if other.level < rule.level)
        return _INSIDE.join((*outer, label))

    def label(self, key: str) -> str:
        """Return the label of the innermost block that says something of a key, or ""."""
        return next((text for rule, text in reversed(self._open) if key in rule.keys), "")

    @property
    def stub(self) -> str:
        """The key that the labels of the innermost block name, where it is not that of the table."""
        return self.keys.get("stub", "")

    def unit(self, what: str) -> tuple[str, str]:
        """Return the unit of the innermost block that says one: as printed behind its label, or as declared.

        Raises
        ------
        RowRefusedError
            If no block above says a unit.

        >>> Groups([]).unit("registered")
        Traceback (most recent call last):
        assessment.etl.problems.RowRefusedError: 'registered' stands below no row that says in which unit it is
        """
        declared = self.keys.get("unit")
        if declared is None:
            problem = f"{what!r} stands below no row that says in which unit it is"
            raise RowRefusedError("unit", "", problem, "write the row over the block, or declare it as [[table.group]]")
        return (bracketed(self.label("unit"))[1], "") if declared == BY_LABEL else ("", declared)


def own_keys(groups: Groups, row_keys: Mapping[str, str], names: Names, table: str) -> dict[str, Any]:
    """Return what the blocks above a row say of it, and what is declared for it alone.

    Raises
    ------
    RowRefusedError
        If the name in the label of a block is unknown.

    >>> own_keys(Groups([]), {"basis": "stock"}, Names("demo", [], []), "investment")
    {'basis': 'stock'}
    """
    if not (groups.keys or row_keys):
        return {}
    own = {key: value for key, value in {**groups.keys, **row_keys}.items() if key not in ("unit", "stub")}
    for key in [key for key, value in own.items() if value == BY_LABEL]:
        label, kind = bracketed(groups.label(key))[0], kind_of(table, key)
        found = names.key(kind, label)
        if isinstance(found, Refusal):
            raise RowRefusedError(key, label, found.reason, names.remedy(kind, label))
        own[key] = found
    return own


def bracketed(label: str) -> tuple[str, str]:
    """Return a label without the brackets behind it, and what stands in them.

    >>> bracketed("Doanh thu (triệu USD)"), bracketed("Doanh thu")
    (('Doanh thu', 'triệu USD'), ('Doanh thu', ''))
    """
    found = _BRACKETS.search(label)
    return (label[: found.start()], found.group(1)) if found else (label, "")


def word_status(caption: str, words: Mapping[str, str]) -> str:
    """Return the status that words of a title mean ("(Sơ bộ)"), or "" where it holds none, or some that contradict each other.

    >>> words = {"so bo": "preliminary", "dieu chinh": "revised"}
    >>> word_status("XUẤT KHẨU THÁNG 02 (Sơ bộ)", words), word_status("Sơ bộ, điều chỉnh", words), word_status("Tháng 02", words)
    ('preliminary', '', '')
    """
    text = fold(caption)
    found = {status for word, status in words.items() if re.search(rf"\b(?:{word})\b", text)}
    return found.pop() if len(found) == 1 else ""
