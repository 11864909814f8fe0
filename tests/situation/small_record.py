"""A small synthetic record of all tidy tables for the tests of sections 1, 2, 9, 10, 12 and the annex; every number is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assessment import register
from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, parse_period
from assessment.project import zone_configuration
from tests.situation.given import COMPANIONS, QUALITY, companions_of

ZONE = "zone_dong_dang_lang_son"
TODAY = pd.Timestamp("2026-06-30")
_USUAL: dict[str, dict[str, Any]] = {
    "trade": {"scope": "through", "flow": "total", "geography": "lang_son", "measure": "value", "unit": "usd_million"},
    "traffic": {"geography": "lang_son", "flow": "total", "measure": "cleared_per_day", "unit": "vehicle"},
    "investment": {"geography": ZONE, "investor": "all", "basis": "stock", "measure": "projects", "unit": "project"},
    "economy": {"geography": "lang_son", "indicator": "grdp_growth", "unit": "percent"},
    "land": {"geography": ZONE, "measure": "total", "unit": "ha"},
    "targets": {
        "plan_vi": "Kế hoạch",
        "plan_en": "Plan",
        "number": "1/QĐ",
        "geography": "lang_son",
        "indicator": "grdp_growth",
        "unit": "percent",
        "status": "plan",
    },
    "events": {
        "event_vi": "Sự kiện",
        "event_en": "Event",
        "kind": "policy",
        "geography": ZONE,
        "expected_effect": "neutral",
    },
    "zones": {
        "geography": ZONE,
        "province": "lang_son",
        "established_year": 2008.0,
        "area_ha": 39400.0,
        "official_name": "Khu kinh tế cửa khẩu Thử",
        "legal_basis_vi": "Quyết định 1",
        "legal_basis_en": "Decision 1",
        "neighbour": "cn",
    },
}


class SmallRecord:
    """A record of rows given in short: period, value, and the keys that differ from the usual ones; no row for a table left out."""

    def __init__(self, **rows: Sequence[Mapping[str, Any]]) -> None:
        self._tables = {name: _table(name, rows.get(name, ())) for name in TABLES}
        self._companions = companions_of(rows)

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table."""
        return self._tables[name]

    def documents(self) -> pd.DataFrame:
        """Return the publications."""
        return pd.DataFrame(
            {
                "document": ["office", "press", "page"],
                "title": ["Office", "Press", ""],
                "publisher": "",
                "url": ["", "", "https://page.example"],
                "published": "",
                "source_class": ["official", "press", "secondary"],
            }
        )

    def companions(self) -> pd.DataFrame:
        """Return what was printed beside the figures."""
        return self._companions

    def evidence(self) -> Evidence:
        """Return the record as a section sees it, with the real configuration and the real requests."""
        return Evidence(self, zone_configuration(), register.requested(), TODAY)


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    specs = TABLES[name].columns
    usual = {column.name: "all" if column.kind == "text" else None for column in TABLES[name].keys}
    usual |= {column.name: "" for column in specs if column.kind == "text" and column.name not in usual}
    records = []
    for number, row in enumerate(rows):
        given = {key: value for key, value in row.items() if key not in COMPANIONS}
        start, end = parse_period(given.pop("period", "2020"))
        frequency = given.pop("frequency", "year" if (end - start).days in (364, 365) else "span")
        base = {"row_id": f"{name}-{number}", "period_start": start, "period_end": end, "frequency": frequency}
        records.append(usual | QUALITY | base | _USUAL.get(name, {}) | given)
    frame = pd.DataFrame(records, columns=[column.name for column in specs])
    for column in specs:
        if column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif column.kind == "number":
            frame[column.name] = frame[column.name].astype(float)
        else:
            frame[column.name] = frame[column.name].astype("str")
    return frame
