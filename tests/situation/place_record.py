"""A small synthetic record of investment, economy, land, zones and projects for the tests of sections 6 to 8; all made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, parse_period
from assessment.project import zone_configuration
from tests.situation.given import QUALITY, companions_of

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


def panel(indicator: str, unit: str, **levels: tuple[float, ...]) -> list[dict[str, Any]]:
    """Return an indicator of the provincial tables, one value a year from 2013 on."""
    return [
        {"indicator": indicator, "unit": unit, "geography": name, "source": "public_record_province", "value": value,
         "period": str(2013 + place)}
        for name, values in levels.items()
        for place, value in enumerate(values)
    ]  # fmt: skip


RETAIL = panel("retail_sales", "vnd_billion", lang_son=(4, 5, 6, 8), vn=(100, 100, 100, 200))


def fia(geography: str, day: str, value: float, **keys: Any) -> dict[str, Any]:
    """Return a row of the tables of the Foreign Investment Agency: a stock of registered capital unless the keys differ."""
    usual = {"source": "public_record_fdi", "document": f"fia_{day[:4]}"}
    return {**usual, "geography": geography, "period": day, "value": value, **keys}


_PROVINCES = {
    "lang_son": (10.0, 12.0),
    "cao_bang": (20.0, 12.0),
    "ha_noi": (70.0, 80.0),
    "dau_khi_ngoai_khoi": (99.0, 99.0),
}
STOCK = [
    *[fia(name, "2015-12-31", values[0]) for name, values in _PROVINCES.items()],
    *[fia(name, "2016-12-31", values[1]) for name, values in _PROVINCES.items() if name != "cao_bang"],
    fia("vn", "2015-12-31", 200.0),
    fia("vn", "2016-12-31", 240.0),
    fia("lang_son", "2015-12-31", 3.0, measure="projects", unit="project"),
    # The yearbook prints the same date again, rounded and with regions among the provinces.
    {**fia("lang_son", "2016-12-31", 11.0), "source": "public_record_province", "document": "yearbook"},
]
FLOW = [
    fia("vn", "2015", 50.0, basis="flow"),
    fia("vn", "2015", 40.0, basis="flow", measure="new_capital"),
    fia("vn", "2015", 10.0, basis="flow", measure="adjusted_capital"),
    fia("vn", "2016", 60.0, basis="flow"),
    fia("vn", "2016", 40.0, basis="flow", measure="new_capital"),
    fia("vn", "2016", 10.0, basis="flow", measure="adjusted_capital"),
    fia("vn", "2016", 10.0, basis="flow", measure="purchase_value"),
    fia("lang_son", "2016", 1.5, basis="flow", measure="new_capital"),
]


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
        return companions_of({})

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
        records.append(_KEYS[name] | QUALITY | base | given)
    frame = pd.DataFrame(records, columns=columns)
    for date in ("period_start", "period_end", "published"):
        frame[date] = pd.to_datetime(frame[date])
    return frame
