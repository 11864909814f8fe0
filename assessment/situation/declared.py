"""Trade as the goods lines of declarations count it: the one way by which a section comes to a number of them.

What may be printed of goods lines stands in the table `declared_trade`, protected as a whole. Sections add, divide and compare these
figures and no others, so that nothing they print says more of a trader than the table does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from assessment.analysis.structure import Concentration, concentration
from assessment.customs.codes import CHAPTERS
from assessment.evidence import Evidence, observe
from assessment.findings import Name, Quantity, Text, confidential, derive, not_determinable
from assessment.situation.flows import total

TABLE: Final = "declared_trade"
TOTAL: Final = "total"
ALL: Final = "all"
KINDS: Final[Mapping[str, str]] = {
    "hs": "hs_chapter", "group": "commodity", "gate": "gate", "partner": "partner", "regime": "regime_group",
}  # fmt: skip
"""Kind of the names of each key."""
_SPLIT: Final = dict.fromkeys(("gate", "regime", "hs", "group", "partner"), ALL)
"""Keys beside the direction, none of them split."""
_KEYS: Final = ("flow", *_SPLIT, "measure")
_MILLION: Final = "usd_million"
_NOT_COMPARED: Final = ("coverage", "nomenclature")
Key: TypeAlias = tuple[Any, ...]


class Declared:
    """Values by period and key, and changes of prices."""

    def __init__(self, evidence: Evidence) -> None:
        frame = evidence.rows(TABLE)
        self._rows: dict[Key, dict[Any, Any]] = {}
        for row in frame.to_dict("records"):
            key = (_label(row), *(row[name] for name in _KEYS))
            self._rows.setdefault(key, row)
        self.known = bool(self._rows)

    def periods(self, frequency: str, measure: str = "value") -> list[str]:
        """Return the periods of a frequency that have figures, in the order of time."""
        found = {
            key[0] for key, row in self._rows.items() if row["frequency"] == frequency and row["measure"] == measure
        }
        return sorted(found)

    @property
    def years(self) -> list[int]:
        """Return the years of which every month has goods lines."""
        return [int(label) for label in self.periods("year")]

    @property
    def pair(self) -> tuple[int, int] | None:
        """Return the last complete year that follows a complete one, with that one before it; None without any."""
        found = [(year - 1, year) for year in self.years if year - 1 in self.years]
        return found[-1] if found else None

    def value(self, period: object, flow: str = TOTAL, measure: str = "value", **split: str) -> Quantity:
        """Return a figure: confidential where it is hidden, zero where the period has figures of the direction but none of the key."""
        row = self._rows.get((str(period), flow, *(_SPLIT | split).values(), measure))
        if row is not None:
            return _quantity(row)
        whole = self._rows.get((str(period), flow, *_SPLIT.values(), "value"))
        if measure != "value" or whole is None:
            return not_determinable(Text("common.reason.no_row"), _MILLION if measure == "value" else "percent")
        return Quantity(0.0, _MILLION, (whole["row_id"],), "declared.formula.none")

    def keys(self, period: object, key: str, flow: str = TOTAL, **split: str) -> list[str]:
        """Return the values of a key that occur in a period, hidden ones too: the largest shown first, then by name."""
        wanted = {"flow": flow, "measure": "value"} | _SPLIT | split
        found = [
            row
            for place, row in self._rows.items()
            if place[0] == str(period)
            and row[key] != ALL
            and all(row[name] == value for name, value in wanted.items() if name != key)
        ]
        return [row[key] for row in sorted(found, key=lambda row: (-_size(row), row[key]))]

    def shown(self, period: object, key: str, flow: str = TOTAL) -> dict[str, Quantity]:
        """Return the figures of a key that may be printed, the largest first."""
        found = {name: self.value(period, flow, **{key: name}) for name in self.keys(period, key, flow)}
        return {name: quantity for name, quantity in found.items() if quantity.known}

    def remainder(self, period: object, names: Iterable[str], key: str, flow: str = TOTAL) -> Quantity:
        """Return the total less some figures of a key: what all others, hidden ones among them, hold together."""
        parts = [self.value(period, flow, **{key: name}) for name in names]
        whole = self.value(period, flow)
        return derive(
            "difference", _MILLION, lambda all_, *own: max(0.0, all_ - math.fsum(own)), whole, *parts, decimals=3
        )

    def hidden(self, period: object, key: str, flow: str = TOTAL) -> list[str]:
        """Return the values of a key whose figures are hidden."""
        return [name for name in self.keys(period, key, flow) if self.value(period, flow, **{key: name}).confidential]

    def spread(self, period: object, flow: str, index: str = "unctad") -> tuple[Quantity, Quantity]:
        """Return the least and the most an index of the concentration on chapters can be; both are it where nothing is hidden.

        The chapters hidden hold together what the total leaves: the concentration is least where it is spread evenly over them and
        most where one of them holds it. The list of chapters is always whole.
        """
        listed = [name for name in self.shown(period, "hs", flow) if name in CHAPTERS]
        hidden = [name for name in self.hidden(period, "hs", flow) if name in CHAPTERS]
        parts = [self.value(period, flow), *(self.value(period, flow, hs=name) for name in listed)]

        def ends(*values: float) -> tuple[float, float]:
            whole, own = values[0], list(values[1:])
            rest = max(0.0, whole - math.fsum(own)) if hidden else 0.0
            empty = [0.0] * (len(CHAPTERS) - len(own) - len(hidden))
            even = [rest / len(hidden)] * len(hidden) if hidden else []
            most = [rest, *[0.0] * (len(hidden) - 1)] if hidden else []
            found = [_index(concentration(np.asarray([*own, *more, *empty])), index) for more in (even, most)]
            return min(found), max(found)

        unit, formula = (
            ("ratio", "declared.formula.unctad") if index == "unctad" else ("count", "declared.formula.effective")
        )
        low, high = (
            derive(
                formula,
                unit,
                lambda *values, place=place: ends(*values)[place],
                *parts,
                decimals=3 if unit == "ratio" else 1,
            )
            for place in (0, 1)
        )
        return low, high


def month_labels(start: pd.Timestamp, end: pd.Timestamp) -> list[str]:
    """Return the labels of the months of a period; none where it does not begin and end with a month.

    >>> month_labels(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-03-31"))
    ['2025-01', '2025-02', '2025-03']
    """
    if start.day != 1 or (end + pd.Timedelta(days=1)).day != 1:
        return []
    return [str(month) for month in pd.period_range(start, end, freq="M")]


def over_months(declared: Declared, labels: Sequence[str], flow: str, **split: str) -> Quantity:
    """Return the sum of months, the year's own figure for a whole year; not determinable where a month has no figures."""
    year = labels[0][:4] if labels else ""
    if len(labels) == 12 and int(year or 0) in declared.years:
        return declared.value(year, flow, **split)
    if not labels or not set(labels) <= set(declared.periods("month")):
        return not_determinable(Text("declared.reason.months"), _MILLION)
    return total(*(declared.value(label, flow, **split) for label in labels))


def named(key: str, value: str) -> Name:
    """Return the name of a value of a key."""
    return Name(KINDS[key], value)


def _index(found: Concentration, index: str) -> float:
    return found.unctad if index == "unctad" else found.effective_number


def _quantity(row: Mapping[Any, Any]) -> Quantity:
    if not row["hidden"]:
        return observe(row)
    if row["hidden"] in _NOT_COMPARED:
        return not_determinable(Text(f"declared.reason.{row['hidden']}"), row["unit"])
    return confidential(row["unit"])


def _size(row: Mapping[Any, Any]) -> float:
    return float(row["value"]) if row["value"] == row["value"] else -1.0


def _label(row: Mapping[Any, Any]) -> str:
    start = row["period_start"]
    forms = {"year": f"{start.year}", "quarter": f"{start.year}-Q{start.quarter}"}
    return forms.get(row["frequency"], f"{start.year}-{start.month:02d}")
