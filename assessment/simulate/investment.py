"""National foreign investment by sector and by province, year by year, with planted orders."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

import numpy as np

from assessment.simulate.forms import Row, Sheet
from assessment.simulate.trade import document
from assessment.simulate.truth import Truth

SOURCE = "public_record_fdi"
FILE = "public_record/03_mo_phong_synthetic_dau_tu_nuoc_ngoai.xlsx"
_CODE = "mo_phong_dau_tu"
_WHOLE = {"sector": "all", "geography": "vn"}


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables of the workbook: investment of the year by sector, the list of sources."""
    sectors = [row for year in truth.calendar for row in _year(truth, year, truth.sector_shares, "sector", draws)]
    provinces = [
        row for year in truth.calendar for row in _year(truth, year, truth.province_shares, "geography", draws)
    ]
    return [
        Sheet("flow_sector", "investment", sectors),
        Sheet("flow_province", "investment", provinces),
        Sheet("documents", "documents", [document(_CODE, "đầu tư nước ngoài")]),
    ]


def _year(truth: Truth, year: int, shares: Mapping[str, float], key: str, draws: np.random.Generator) -> list[Row]:
    values = {
        name: round(float(truth.investment * share * np.exp(draws.normal(0, truth.sector_noise))), 3)
        for name, share in shares.items()
    }
    values = {_WHOLE[key]: round(math.fsum(values.values()), 3), **values}
    return [
        {
            "period_start": datetime(year, 1, 1),
            "period_end": datetime(year, 12, 31),
            "frequency": "year",
            key: name,
            "document": _CODE,
            "registered": value,
        }
        for name, value in values.items()
    ]
