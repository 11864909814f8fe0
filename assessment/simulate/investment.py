"""National foreign investment by sector and year, with a planted order of sectors."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from assessment.simulate.forms import Row, Sheet
from assessment.simulate.trade import document
from assessment.simulate.truth import Truth

SOURCE = "public_record_fdi"
FILE = "public_record/03_mo_phong_synthetic_dau_tu_nuoc_ngoai.xlsx"
_CODE = "mo_phong_dau_tu"


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables of the workbook: investment of the year by sector, the list of sources."""
    rows = [
        row for year in range(truth.first_year, truth.first_year + truth.years) for row in _year(truth, year, draws)
    ]
    return [
        Sheet("flow_sector", "investment", rows),
        Sheet("documents", "documents", [document(_CODE, "đầu tư nước ngoài")]),
    ]


def _year(truth: Truth, year: int, draws: np.random.Generator) -> list[Row]:
    values = {
        sector: round(float(truth.investment * share * np.exp(draws.normal(0, truth.sector_noise))), 3)
        for sector, share in truth.sector_shares.items()
    }
    values = {"all": round(sum(values.values()), 3), **values}
    return [
        {
            "period_start": datetime(year, 1, 1),
            "period_end": datetime(year, 12, 31),
            "frequency": "year",
            "sector": sector,
            "document": _CODE,
            "registered": value,
        }
        for sector, value in values.items()
    ]
