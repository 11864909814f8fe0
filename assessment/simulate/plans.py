"""Plan targets with a planted achievement: each is what was planted for a year, free of noise, over the share achieved."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from assessment.simulate.forms import Row, Sheet
from assessment.simulate.trade import document
from assessment.simulate.truth import Truth

SOURCE = "public_record_targets"
FILE = "public_record/11_mo_phong_synthetic_chi_tieu.xlsx"
_UNITS = {"trade_value_through": "usd_million", "customs_revenue": "vnd_billion", "state_budget_revenue": "vnd_billion"}


def targets(truth: Truth, year: int) -> dict[str, float]:
    """Return what the plan asks for a year, by indicator, in canonical units."""
    step = year - truth.first_year
    customs = truth.customs_revenue * np.exp(truth.revenue_growth * step)
    planted = {
        "trade_value_through": truth.through_level * np.exp(truth.through_growth * step),
        "customs_revenue": customs,
        "state_budget_revenue": customs / truth.customs_part,
    }
    return {name: round(float(planted[name]) / share, 1) for name, share in truth.achieved.items()}


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the table of the workbook: targets for every fifth year back from the last, and for one that is still to come."""
    del draws  # a plan is not noisy
    last = truth.calendar[-1]
    years = [*range(last, truth.first_year - 1, -5), last + 5]
    rows = [_row(truth, name, year, value) for year in years for name, value in targets(truth, year).items()]
    return [Sheet("targets", "targets", rows)]


def _row(truth: Truth, indicator: str, year: int, value: float) -> Row:
    source = document("", "chỉ tiêu kế hoạch")
    return {
        "plan_vi": "Kế hoạch mô phỏng",
        "plan_en": "Synthetic plan",
        "number": "00/KH-MOPHONG",
        "decided": datetime(truth.first_year - 1, 12, 1),
        "geography": "lang_son",
        "indicator": indicator,
        "frequency": "year",
        "period_start": datetime(year, 1, 1),
        "period_end": datetime(year, 12, 31),
        "value": value,
        "unit": _UNITS[indicator],
        "precision": "exact",
        "grade": "C",
        "document_title": source["document_title"],
        "url": source["url"],
        "source_class": source["source_class"],
    }
