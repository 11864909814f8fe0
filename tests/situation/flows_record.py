"""A small synthetic record of trade, traffic and events for the tests of sections 3 to 5; every number in it is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, parse_period
from assessment.project import zone_configuration
from tests.situation.given import COMPANIONS, QUALITY, companions_of

_KEYS: dict[str, dict[str, str]] = {
    "declared_trade": {},
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
    "clearance": {
        "gate": "huu_nghi",
        "flow": "export",
        "lane": "green",
        "cargo": "other_cargo",
        "stage": "arrival_removal",
    },
}

TRADE: list[dict[str, Any]] = [
    {"period": "2023", "value": 1000.0, "growth_percent": 25.0},
    {"period": "2024", "value": 1200.0, "inferred": "scope"},
    {"period": "2024-01..2024-10", "value": 900.0},
    {"period": "2025-01..2025-10", "value": 1170.0, "growth_percent": 44.0},
    {"period": "2023", "value": 100.0, "scope": "declared", "plan_percent": 110.0},
    {"period": "2023", "value": 60.0, "scope": "declared", "flow": "export", "growth_percent": 50.0},
    {"period": "2023", "value": 40.0, "scope": "declared", "flow": "import", "growth_percent": 0.0},
    {"period": "2023", "value": 3.0, "scope": "local_goods", "flow": "export"},
]
"""Trade of the province: through-trade (the first four rows), declared trade, local goods."""

ROAD = "tan_thanh_po_chai_dedicated_road_1088_2_1089"
TRAFFIC: list[dict[str, Any]] = [
    {"period": "2023", "value": 100.0, "precision": "lower"},
    {"period": "2023", "value": 140.0, "precision": "upper"},
    {"period": "2025", "value": 180.0, "precision": "about"},
    {"period": "2025", "value": 270.0, "precision": "over", "measure": "cleared_per_day_peak"},
    {"period": "2021-12", "frequency": "month", "value": 82.0},
    {"period": "2021-12", "frequency": "month", "value": 30.0, "precision": "lower"},
    {"period": "2021-12", "frequency": "month", "value": 40.0, "precision": "upper"},
    {"period": "2024", "value": 50.0, "measure": "capacity_per_day", "gate": ROAD},
    {"period": "2025-07", "frequency": "month", "value": 60.0, "gate": ROAD},
    {"period": "2021-12-16", "frequency": "day", "value": 455.0, "measure": "queued", "flow": "export"},
    {"period": "2026-02-01", "frequency": "day", "value": 48.0, "measure": "queued", "flow": "none"},
    {"period": "2022-01..2022-06", "value": 362.0, "measure": "declarations", "unit": "declaration"},
]
"""Vehicles of the province: ranges, a contradiction (December 2021), one capacity, two queues, declarations."""

NATIONAL = {"scope": "national", "geography": "vn", "partner": "world", "flow": "export", "status": "preliminary"}


def months(commodity: str, first: str, count: int, skip: str = "") -> list[dict[str, Any]]:
    """Return monthly national exports of 100, 150 every June, without the month `skip`."""
    return [
        NATIONAL | {"period": str(month), "frequency": "month", "value": 100.0 + 50.0 * (month.month == 6),
                    "commodity": commodity}
        for month in pd.period_range(first, periods=count, freq="M")
        if str(month) != skip
    ]  # fmt: skip


def december(year: int, **values: float) -> list[dict[str, Any]]:
    """Return national exports of the year to December by commodity group."""
    return [
        NATIONAL | {"period": f"{year}", "frequency": "ytd", "value": value, "commodity": commodity}
        for commodity, value in values.items()
    ]


def logged(same_day: float) -> dict[str, Any]:
    """Return 40 consignments of January 2025 that took eight hours, so many of them released the same day."""
    return {
        "period": "2025-01",
        "frequency": "month",
        "within": "480",
        "hours": 8.0,
        "consignments": 40.0,
        "same_day": same_day,
    }


class Frames:
    """A record of rows given in short: period, value, and the keys that differ from the usual ones."""

    def __init__(self, **rows: Sequence[Mapping[str, Any]]) -> None:
        self._tables = {name: _table(name, rows.get(name, ())) for name in _KEYS}
        self._companions = companions_of(rows)

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
        given = {key: value for key, value in row.items() if key not in COMPANIONS}
        start, end = parse_period(given.pop("period"))
        frequency = given.pop("frequency", "year" if (end - start).days > 360 else "ytd")
        base = {"row_id": f"{name}-{number}", "period_start": start, "period_end": end, "frequency": frequency}
        records.append(_KEYS[name] | QUALITY | base | given)
    frame = pd.DataFrame(records, columns=columns)
    for date in ("period_start", "period_end", "published"):
        frame[date] = pd.to_datetime(frame[date])
    return frame
