"""A small synthetic record of investment, economy, land, zones and projects for the tests of sections 6 to 8; all made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, parse_period
from assessment.project import zone_configuration

ZONE = "zone_dong_dang_lang_son"
_KEYS: dict[str, dict[str, Any]] = {
    "investment": {
        "geography": ZONE,
        "sector": "all",
        "partner": "all",
        "investor": "fdi",
        "basis": "stock",
        "measure": "registered",
        "unit": "usd_million",
    },
    "economy": {"geography": ZONE, "indicator": "zone_grdp", "breakdown": "all", "unit": "vnd_billion"},
    "land": {"geography": ZONE, "functional_area": "all", "measure": "planned", "unit": "ha"},
    "trade": {
        "scope": "zone",
        "flow": "total",
        "geography": ZONE,
        "gate": "all",
        "partner": "all",
        "commodity": "all",
        "regime": "all",
        "measure": "value",
        "unit": "usd_million",
    },
    "zones": {
        "province": "lang_son",
        "established_year": 2008.0,
        "official_name": "Khu",
        "legal_basis_vi": "Quyết định",
        "legal_basis_en": "Decision",
        "main_gates": "",
        "neighbour": "cn",
        "key_zone_lists": "",
    },
    "projects": {
        "geography": ZONE,
        "investor": "domestic",
        "partner": "",
        "sector": "logistics",
        "unit": "vnd_billion",
        "state_vi": "",
        "state_en": "",
    },
}
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


class PlaceRecord:
    """A record of rows given in short: period, value, and the keys that differ from the usual ones."""

    def __init__(self, **rows: Sequence[Mapping[str, Any]]) -> None:
        self._tables = {name: _table(name, rows.get(name, ())) for name in _KEYS}

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table."""
        return self._tables[name]

    def documents(self) -> pd.DataFrame:
        """Return the publications."""
        return pd.DataFrame({"document": ["office", "press"], "source_class": ["official", "press"]})

    def companions(self) -> pd.DataFrame:
        """Return what was printed beside the figures: nothing."""
        return pd.DataFrame(columns=["row_id", "growth_percent", "growth_base", "plan_percent"])

    def evidence(self) -> Evidence:
        """Return the record as a section sees it."""
        return Evidence(self, zone_configuration())


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    columns = [column.name for column in TABLES[name].columns]
    records = []
    for number, row in enumerate(rows):
        given = dict(row)
        base: dict[str, Any] = {"row_id": f"{name}-{number}", "frequency": "undated"}
        if "period" in given:
            start, end = parse_period(given.pop("period"))
            days = (end - start).days
            frequency = "stock" if days == 0 else "span" if days > 366 else "year" if days > 360 else "half"
            base |= {"period_start": start, "period_end": end, "frequency": frequency}
        records.append(_KEYS[name] | _QUALITY | base | given)
    frame = pd.DataFrame(records, columns=columns)
    for date in ("period_start", "period_end", "published"):
        frame[date] = pd.to_datetime(frame[date])
    return frame
