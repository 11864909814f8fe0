"""What a declaration says of a report table: the meaning of its column headers and of the labels of its rows.

A line of `columns.csv` gives a header, with `{period}` where a period stands in it, and what the column holds as `key=value`
pairs: ``export,Ước tính {period} Trị giá,measure=value;status=estimate;unit=@2``. ``@2`` is the second of the units printed above the
table ("Nghìn tấn; Triệu USD").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from assessment.sheets.headings import template_of

IGNORED = "ignore"
# In `row_units`: only a footnote says the unit of the row, it is not that of the table.
FOOTNOTE = "footnote"


@dataclass(frozen=True)
class ReportRule:
    """How a report is read: which key its labels name, what its columns hold (None: left out), and how its periods count.

    `year_to_date` says that a period which begins on 1 January and is longer than a month is a year-to-date figure;
    `row_units` gives, per measure and row key, units that differ from those printed above the table, or `footnote` where only a
    footnote tells them.
    """

    stub: str
    columns: Mapping[str, Mapping[str, str] | None]
    year_to_date: bool = False
    row_units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def report_rule(
    data: Mapping[str, Any], columns: Iterable[tuple[str, str, str]], where: str, faults: list[str]
) -> ReportRule:
    """Return the rule of a report table; what is wrong with its columns goes to the faults."""
    meanings: dict[str, Mapping[str, str] | None] = {}
    for table, header, key in columns:
        if fnmatchcase(data["id"], table):
            meanings[template_of(header)] = _meaning(key, f"{where}, header {header!r}", faults)
    return ReportRule(data["stub"], meanings, bool(data.get("year_to_date", False)), data.get("row_units", {}))


def _meaning(key: str, where: str, faults: list[str]) -> Mapping[str, str] | None:
    if key == IGNORED:
        return None
    pairs = [pair.partition("=") for pair in key.split(";")]
    for name, equals, value in pairs:
        if not (name.strip() and equals and value.strip()):
            faults.append(f"{where}: {key!r}; expected key=value;key=value or {IGNORED}")
    return {name.strip(): value.strip() for name, _, value in pairs}


def keys_of(rule: ReportRule) -> Sequence[str]:
    """Return every key that the columns of a report give, and the one of its labels."""
    return sorted({rule.stub, *(key for meaning in rule.columns.values() if meaning for key in meaning)})
