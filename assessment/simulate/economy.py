"""Output of the province and the country by sector, with planted growth of each sector, for shift-share.

The form of one published figure a row is the only declared one that has both places by sector; its indicator is the output of a
province (GRDP), and the country stands in it under its own name.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessment.simulate.forms import Row, Sheet
from assessment.simulate.gates import figure
from assessment.simulate.truth import Truth

SOURCE = "public_record_zone"
FILE = "public_record/02_mo_phong_synthetic_kinh_te.xlsx"


def output(truth: Truth, draws: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return output by year (rows) and sector (columns) for each place; only the province's figures are noisy."""
    clock = np.arange(truth.years)
    place, country = {}, {}
    for sector, (start, growth, national_start, national_growth) in truth.output.items():
        place[sector] = start * np.exp(growth * clock + draws.normal(0, truth.yearly_noise, truth.years))
        country[sector] = national_start * np.exp(national_growth * clock)
    index = list(truth.calendar)
    return {"lang_son": pd.DataFrame(place, index).round(1), "vn": pd.DataFrame(country, index).round(1)}


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables of the workbook: output by sector."""
    rows: list[Row] = [
        {**_figure(place, year, value), "breakdown": sector}
        for place, table in output(truth, draws).items()
        for sector in table.columns
        for year, value in zip(table.index, table[sector].tolist(), strict=True)
    ]
    return [Sheet("economy", "economy", rows)]


def _figure(place: str, year: int, value: float) -> Row:
    return figure("grdp", place, pd.Period(str(year), "Y"), value, "vnd_billion")
