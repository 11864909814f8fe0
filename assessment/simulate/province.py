"""Yearly tables of the province and the country, with planted location quotients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessment.simulate.forms import Row, Sheet
from assessment.simulate.trade import document
from assessment.simulate.truth import Truth

SOURCE = "public_record_province"
POPULATION_FILE = "public_record/06_mo_phong_synthetic_dan_so.xlsx"
ACTIVITY_FILE = "public_record/07_mo_phong_synthetic_thuong_mai_van_tai.xlsx"
_CODE = "mo_phong_tinh"
PLACES = ("vn", "lang_son")


def activities(truth: Truth, draws: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return each activity by place (rows) and year (columns); only the province's figures are noisy."""
    size = truth.province_population / truth.population
    country = truth.activity * np.exp(truth.activity_growth * np.arange(truth.years))
    return {
        name: pd.DataFrame(
            [country, country * size * quotient * np.exp(draws.normal(0, truth.yearly_noise, truth.years))],
            index=list(PLACES),
            columns=list(truth.calendar),
        ).round(1)
        for name, quotient in truth.quotients.items()
    }


def population_sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables on population, the size in the quotients."""
    del draws  # nothing here is noisy
    values = pd.DataFrame(
        [[truth.population] * truth.years, [truth.province_population] * truth.years],
        index=list(PLACES),
        columns=list(truth.calendar),
    )
    rows = [{**row, "breakdown": "all"} for row in _rows(values)]
    return [
        Sheet("population_average", "economy", rows),
        Sheet("documents_06", "documents", [document(_CODE, "dân số")]),
    ]


def activity_sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables on commerce and transport."""
    tables = [Sheet(name, "economy", _rows(values)) for name, values in activities(truth, draws).items()]
    return [*tables, Sheet("documents_07", "documents", [document(_CODE, "thương mại, vận tải")])]


def _rows(values: pd.DataFrame) -> list[Row]:
    return [
        {"geography": place, "document": _CODE, **dict(zip(values.columns.tolist(), numbers, strict=True))}
        for place, numbers in zip(values.index, values.to_numpy().tolist(), strict=True)
    ]
