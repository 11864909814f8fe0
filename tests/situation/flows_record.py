"""A small synthetic record of trade, traffic and events for the tests of sections 3 to 5; every number in it is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, parse_period
from assessment.project import zone_configuration

_KEYS: dict[str, dict[str, str]] = {
    "trade": {
        "scope": "through",
        "flow": "total",
        "geography": "lang_son",
        "gate": "all",
        "partner": "all",
        "commodity": "all",
        "regime": "all",
        "measure": "value",
        "unit": "usd_million",
    },
    "traffic": {
        "geography": "lang_son",
        "gate": "all",
        "flow": "total",
        "kind": "all",
        "measure": "cleared_per_day",
        "unit": "vehicle",
    },
    "events": {
        "event_vi": "Sự kiện",
        "event_en": "Event",
        "kind": "reopening",
        "geography": "lang_son",
        "expected_effect": "neutral",
    },
}
_COMPANIONS = ("growth_percent", "growth_base", "plan_percent")
_QUALITY: dict[str, Any] = {
    "status": "reported",
    "precision": "exact",
    "inferred": "",
    "grade": "C",
    "source": "test",
    "document": "press",
    "published": pd.Timestamp("2025-01-01"),
    "note_vi": "",
    "note_en": "",
}


class Frames:
    """A record of rows given in short: period, value, and the keys that differ from the usual ones."""

    def __init__(self, **rows: Sequence[Mapping[str, Any]]) -> None:
        self._tables = {name: _table(name, rows.get(name, ())) for name in _KEYS}
        beside = [
            {"row_id": f"{name}-{number}", "growth_base": "same_period"}
            | {key: row[key] for key in _COMPANIONS if key in row}
            for name, given in rows.items()
            for number, row in enumerate(given)
        ]
        self._companions = pd.DataFrame(beside, columns=["row_id", *_COMPANIONS])

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table."""
        return self._tables[name]

    def documents(self) -> pd.DataFrame:
        """Return the publications."""
        return pd.DataFrame({"document": ["office", "press"], "source_class": ["official", "press"]})

    def companions(self) -> pd.DataFrame:
        """Return what was printed beside the figures."""
        return self._companions

    def evidence(self) -> Evidence:
        """Return the record as a section sees it."""
        return Evidence(self, zone_configuration())


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    columns = [column.name for column in TABLES[name].columns]
    records = []
    for number, row in enumerate(rows):
        given = {key: value for key, value in row.items() if key not in _COMPANIONS}
        start, end = parse_period(given.pop("period"))
        frequency = given.pop("frequency", "year" if (end - start).days > 360 else "ytd")
        base = {"row_id": f"{name}-{number}", "period_start": start, "period_end": end, "frequency": frequency}
        records.append(_KEYS[name] | _QUALITY | base | given)
    frame = pd.DataFrame(records, columns=columns)
    for date in ("period_start", "period_end", "published"):
        frame[date] = pd.to_datetime(frame[date])
    return frame
