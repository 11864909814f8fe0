"""What a declaration says of a report table: the meaning of its column headers and of the labels of its rows.

A line of `columns.csv` gives a header, with `{period}` where a period stands in it, and what the column holds as `key=value`
pairs: ``export,Ước tính {period} Trị giá,measure=value;status=estimate;unit=@2``. ``@2`` is the second of the units printed above the
table ("Nghìn tấn; Triệu USD"). Where the words change from book to book, ``~`` before the header makes it a regular expression
for the whole header without accents: ``export,~uoc( tinh| thuc hien)? {period} luong,…``; a header declared as it stands goes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from assessment.etl.report_groups import GroupRule, group_rules
from assessment.sheets.headings import template_of

IGNORED = "ignore"
# A header that begins with this is a regular expression for the whole folded header.
_PATTERN = "~"
# In `row_units`: only a footnote says the unit of the row, it is not that of the table.
FOOTNOTE = "footnote"
# As `unit`: the header ends with the unit in brackets, "Vốn đăng ký (triệu USD)"; without it, the unit is that of the measure.
IN_HEADER = "@header"


@dataclass(frozen=True)
class ReportRule:
    """How a report is read: which key its labels name, what its columns hold (None: left out), and how its periods count.

    `year_to_date` says that a period which begins on 1 January and is longer than a month is a year-to-date figure;
    `row_units` gives, per measure and row key, units that differ from those printed above the table, or `footnote` where only a
    footnote tells them; `label_units` are the units that stand in brackets behind the labels, each with the measure it means;
    `repeats` says that its figures may stand in an earlier table of the book, which then counts; `groups` are its blocks;
    `beside` says whether figures right of the table under no header are rejected, or noted where an agency leaves its shares there;
    `row_keys` gives, per row key, keys of its own; `status_words` the status that words of the title mean.
    """

    stub: str
    columns: Mapping[str, Mapping[str, str] | None]
    patterns: tuple[tuple[re.Pattern[str], Mapping[str, str] | None], ...] = ()
    year_to_date: bool = False
    row_units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    repeats: bool = False
    label_units: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[GroupRule, ...] = ()
    row_keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    status_words: Mapping[str, str] = field(default_factory=dict)
    beside: str = "reject"
    # The same headers come again in every table of a series.
    _found: dict[str, tuple[bool, Mapping[str, str] | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def headers(self) -> tuple[str, ...]:
        """Every declared header as a pattern for the whole header."""
        return (*map(re.escape, self.columns), *(pattern.pattern for pattern, _ in self.patterns))

    def knows(self, template: str) -> bool:
        """Return whether a header is declared, as it stands or by a pattern."""
        return self._look_up(template)[0]

    def meaning(self, template: str) -> Mapping[str, str] | None:
        """Return what a declared header means, by the first pattern that fits where it is not declared as it stands.

        None where the column is left out, as for a header that is not declared: ask `knows` first.
        """
        return self._look_up(template)[1]

    def _look_up(self, template: str) -> tuple[bool, Mapping[str, str] | None]:
        """Return whether a header is declared, and its meaning."""
        found = self._found.get(template)
        if found is None:
            fitting = ((True, meaning) for pattern, meaning in self.patterns if pattern.fullmatch(template))
            declared = template in self.columns
            found = (True, self.columns[template]) if declared else next(fitting, (False, None))
            self._found[template] = found
        return found


def report_rule(
    data: Mapping[str, Any], columns: Iterable[tuple[str, str, str]], where: str, faults: list[str]
) -> ReportRule:
    """Return the rule of a report table; what is wrong with its columns goes to the faults."""
    if data.get("beside", "reject") not in ("reject", "note"):
        faults.append(f"{where}: beside {data['beside']!r}; expected reject or note")
    meanings: dict[str, Mapping[str, str] | None] = {}
    patterns: list[tuple[re.Pattern[str], Mapping[str, str] | None]] = []
    for table, header, key in columns:
        if fnmatchcase(data["id"], table):
            meaning = _meaning(key, f"{where}, header {header!r}", faults)
            if header.startswith(_PATTERN):
                patterns.append((_compiled(header, where, faults), meaning))
            else:
                meanings[template_of(header)] = meaning
    return ReportRule(
        data["stub"],
        meanings,
        tuple(patterns),
        bool(data.get("year_to_date", False)),
        data.get("row_units", {}),
        bool(data.get("repeats", False)),
        data.get("label_units", {}),
        group_rules(data.get("group", ()), where, faults),
        data.get("row_keys", {}),
        data.get("status_words", {}),
        data.get("beside", "reject"),
    )


def _compiled(header: str, where: str, faults: list[str]) -> re.Pattern[str]:
    try:
        return re.compile(header.removeprefix(_PATTERN).replace("{period}", r"\{period\}"))
    except re.error as error:
        faults.append(f"{where}, header {header!r}: {error}")
        return re.compile("(?!)")


def _meaning(key: str, where: str, faults: list[str]) -> Mapping[str, str] | None:
    if key == IGNORED:
        return None
    pairs = [pair.partition("=") for pair in key.split(";")]
    for name, equals, value in pairs:
        if not (name.strip() and equals and value.strip()):
            faults.append(f"{where}: {key!r}; expected key=value;key=value or {IGNORED}")
    return {name.strip(): value.strip() for name, _, value in pairs}


def measured(meaning: Mapping[str, str] | None) -> str:
    """Return what a column measures: its measure or its indicator; "" where it is left out.

    >>> measured({"indicator": "freight_carried"}), measured(None)
    ('freight_carried', '')
    """
    return (meaning or {}).get("measure") or (meaning or {}).get("indicator", "")


def keys_of(rule: ReportRule) -> Sequence[str]:
    """Return every key that the columns of a report give, and the one of its labels."""
    meanings = [*rule.columns.values(), *(meaning for _, meaning in rule.patterns)]
    rows = [*(group.keys for group in rule.groups), *rule.row_keys.values()]
    stubs = {rule.stub, *(group.keys["stub"] for group in rule.groups if "stub" in group.keys)}
    return sorted(stubs | {key for meaning in (*meanings, *rows) if meaning for key in meaning if key != "stub"})


def units_of(rule: ReportRule) -> Sequence[str]:
    """Return every unit that a report declares; those printed in the table (`@…`) or its footnotes are not declared."""
    columns = (meaning for meaning in (*rule.columns.values(), *(meaning for _, meaning in rule.patterns)) if meaning)
    units = [meaning.get("unit", "") for meaning in columns]
    units += [unit for rows in rule.row_units.values() for unit in rows.values()]
    return [unit for unit in units if not unit.startswith("@") and unit != FOOTNOTE]
